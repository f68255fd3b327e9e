"""How law is applied to a row: which rule wins, how contributions add up, which version holds."""

# Compiled code: one comparison after another costs nothing.
# ruff: noqa: SIM109
from __future__ import annotations

from typing import Any

from numba import njit

from inburgerregels.engine.vm import calendar
from inburgerregels.engine.vm.asking import value
from inburgerregels.engine.vm.functions import bracket, version
from inburgerregels.engine.vm.layout import (
    ABSENT,
    ALREADY,
    DATA,
    LARGE,
    LOST,
    NEVER,
    REDO,
    A,
    B,
    C,
)
from inburgerregels.engine.vm.memory import above, allocated

__all__ = ["CASE", "cases", "param", "reasons", "rule", "table"]

Words = Any
ANY, EACH, EARLIEST, LATEST, SUM, HIGHEST, LOWEST, LONGEST, SET = range(9)
#: of a case: condition, value, the cases that beat it, title, does every value count, number of type
CASE = 6


@njit(nogil=True)
def rule(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """Whether a rule applies that is an exception to others: itself, and one of those."""
    x = p[at + DATA]
    own = value(p, d, w, p[x + 1], row, deep)
    found = own
    if own != 0:
        yes = lost = False
        for i in range(1, p[x]):
            base = value(p, d, w, p[x + 1 + i], row, deep)
            yes = yes or base == 1
            lost = lost or base == LOST
        if not yes:
            found = LOST if lost else 0
    return found


@njit(nogil=True)
def cases(p: Words, d: Words, w: Words, at: int, row: int, deep: int, single: bool) -> int:
    """The value of a quantity: of the one rule that wins, or of all that count, combined."""
    x = p[at + DATA]
    way = p[x + 1]
    yes = lost = 0
    for i in range(p[x]):
        applies = value(p, d, w, p[x + 2 + CASE * i], row, deep)
        if applies == 1:
            yes |= 1 << i
        elif applies == LOST:
            lost |= 1 << i
    found = LOST
    if lost == 0 or (way == ANY and not single):
        won, count = -1, 0
        missing = lost != 0
        some = False
        whole = 0
        if way == EARLIEST:
            whole = NEVER
        elif way == LATEST:
            whole = ALREADY
        elif way == EACH:
            whole = 1
        for i in range(p[x]):
            line = x + 2 + CASE * i
            if not (yes >> i) & 1 or p[line + 2] & (yes | lost) != 0:
                continue
            won = i
            count += 1
            if single:
                continue
            part = value(p, d, w, p[line + 1], row, deep)
            if part == LOST:
                missing = True
            elif part > ABSENT:
                if way == ANY or way == SET:
                    whole |= part
                elif way == EACH:
                    whole &= part
                elif way == EARLIEST:
                    whole = min(whole, part)
                elif way == LATEST:
                    whole = max(whole, part)
                elif way == SUM:
                    whole += part
                elif not some:
                    whole = part
                elif way == HIGHEST:
                    whole = max(whole, part)
                elif way == LOWEST:
                    whole = min(whole, part)
                elif calendar.size_of(part) > calendar.size_of(whole):
                    whole = part
                some = True
        if single:
            if count == 1:
                found = value(p, d, w, p[x + 2 + CASE * won + 1], row, deep)
        elif way == ANY and whole == 1:
            found = 1
        elif not missing and (some or way != LOWEST):
            found = whole
        if way == SUM and not single and abs(whole) > LARGE:
            w[REDO] = 1
    return found


@njit(nogil=True)
def param(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    moment = ABSENT
    if p[at + A] >= 0:
        moment = value(p, d, w, p[at + A], row, deep)
    found = LOST
    if moment != LOST:
        place = version(p, p[at + DATA], 3, moment)
        if place >= 0:
            found = p[place]
    return found


@njit(nogil=True)
def table(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    first = value(p, d, w, p[at + A], row, deep)
    second = moment = ABSENT
    lost = first <= ABSENT
    if p[at + B] >= 0:
        second = value(p, d, w, p[at + B], row, deep)
        lost = lost or second <= ABSENT
    if p[at + C] >= 0:
        moment = value(p, d, w, p[at + C], row, deep)
        lost = lost or moment <= ABSENT
    found = LOST
    if not lost:
        place = version(p, p[at + DATA], 5, moment)
        if place >= 0:
            line = bracket(p, w, p[place], first)
            column = 0
            if p[at + B] >= 0:
                column = bracket(p, w, p[place + 1], second)
            if line >= 0 and column >= 0:
                cells = p[place + 2]
                found = p[cells + 1 + line * p[cells] + column]
    return found


@njit(nogil=True)
def reasons(p: Words, d: Words, w: Words, at: int, row: int, deep: int, whole: bool) -> int:
    """The titles (and values, where ``whole``) of the rules that made quantities what they are."""
    x = p[at + DATA]
    width = 3 if whole else 1
    place = allocated(w, 1 + width * p[x + 1])
    count = 0
    for i in range(p[x]):
        here = above(w, row, p[x + 2 + 2 * i])
        behind = p[x + 3 + 2 * i]
        yes = lost = 0
        for j in range(p[behind]):
            applies = value(p, d, w, p[behind + 2 + CASE * j], here, deep)
            if applies == 1:
                yes |= 1 << j
            elif applies == LOST:
                lost |= 1 << j
        if lost != 0 and p[behind + 1] != ANY:
            continue
        for j in range(p[behind]):
            line = behind + 2 + CASE * j
            if not (yes >> j) & 1 or p[line + 2] & (yes | lost) != 0:
                continue
            part = value(p, d, w, p[line + 1], here, deep)
            if part <= ABSENT:
                continue
            if p[line + 4] == 0 and (part == 0 or part == NEVER or part == ALREADY):
                continue
            title = p[line + 3]
            known = False
            for k in range(0 if whole else count):
                known = known or w[place + 1 + k] == title
            if known:
                continue
            w[place + 1 + width * count] = title
            if whole:
                w[place + 2 + width * count] = part
                w[place + 3 + width * count] = p[line + 5]
            count += 1
    w[place] = count
    return place
