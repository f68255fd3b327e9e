"""Queries: the rows of a source in a window of days, those that pass a filter, and what is asked of them."""

# Compiled code: one comparison after another costs nothing.
# ruff: noqa: SIM109
from __future__ import annotations

from typing import Any

from numba import njit

from inburgerregels.engine.vm.asking import value
from inburgerregels.engine.vm.layout import (
    ABSENT,
    ALREADY,
    BITS,
    DATA,
    LARGE,
    LOST,
    NEVER,
    PERSON,
    R_NUMBER,
    R_PREVIOUS,
    REDO,
    S_EARLIER,
    S_EVENTS,
    A,
    B,
)
from inburgerregels.engine.vm.memory import above, allocated, look_at, release, sorted_by
from inburgerregels.engine.vm.rows import day_of

__all__ = ["covered", "query", "running"]

Words = Any
FIRST, LAST, EXISTS, COUNT, SUM, SET, COVERED = range(7)
NONE = 1 << 40


@njit(nogil=True)
def covered(w: Words, at: int, count: int) -> int:
    """How many days lie in at least one of these periods; LOST where one has no begin or end."""
    sorted_by(w, at, count, 2, 2)
    total, reached = 0, ALREADY
    for i in range(count):
        first, last = w[at + 2 * i], w[at + 2 * i + 1]
        if last >= NEVER or first <= ALREADY:
            return LOST
        total += max(0, last - max(first - 1, reached))
        reached = max(reached, last)
    return total


@njit(nogil=True)
def query(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """What a query finds. It looks no further than the answer needs."""
    x = p[at + DATA]
    how, inside, test, one, two, kind, source = (
        p[x],
        p[x + 1],
        p[x + 2],
        p[x + 3],
        p[x + 4],
        p[x + 5],
        p[x + 6],
    )
    low = value(p, d, w, p[at + A], row, deep)
    high = value(p, d, w, p[at + B], row, deep)
    anchor = above(w, row, p[x + 7])
    begin = count = tag = 0
    lost = low == LOST or high == LOST
    if not lost:
        if kind == S_EVENTS:
            offsets = d[1 + 2 * source] + w[PERSON]
            begin = d[offsets]
            count = d[offsets + 1] - begin
            tag = (source + 2) << BITS
        elif kind == S_EARLIER:
            count = w[anchor + R_NUMBER] - 1
        else:
            begin = value(p, d, w, source, anchor, deep)
            if begin == LOST:
                lost = True
            else:
                count = w[begin]
    backwards = how == LAST or kind == S_EARLIER
    earlier = anchor
    look = 0
    chosen = ABSENT
    matched = total = 0
    first_doubt, last_doubt, first_match = NONE, -1, NONE
    periods = allocated(w, 2 * count) if how == COVERED else 0
    for i in range(count):
        place = count - 1 - i if backwards else i
        if kind == S_EVENTS:
            item = tag | (begin + place)
        elif kind == S_EARLIER:
            earlier = w[earlier + R_PREVIOUS]
            item = earlier
        else:
            item = w[begin + 1 + place]
        day = day_of(p, d, w, item, deep)
        if day == LOST:
            first_doubt, last_doubt = min(first_doubt, place), max(last_doubt, place)
            continue
        if day < low or day > high:
            # Events stand in order of day.
            if kind == S_EVENTS and (day < low if backwards else day > high):
                break
            continue
        taken = 1
        if test >= 0 or one >= 0:
            look = look_at(p, w, inside, row, look, item)
        if test >= 0:
            taken = value(p, d, w, test, look, deep)
        if taken == LOST:
            first_doubt, last_doubt = min(first_doubt, place), max(last_doubt, place)
        if taken != 1:
            continue
        matched += 1
        first_match = place
        chosen = item
        if how == EXISTS or how == LAST or (how == FIRST and not backwards):
            break
        if one < 0:
            continue
        part = value(p, d, w, one, look, deep)
        if how == COVERED:
            end = value(p, d, w, two, look, deep)
            lost = lost or part == LOST or end == LOST
            if part > ABSENT and part < NEVER:
                w[periods + 2 * total] = part
                w[periods + 2 * total + 1] = NEVER if end == ABSENT else end
                total += 1
        elif part == LOST:
            lost = True
        elif part > ABSENT:
            if how == SET:
                total |= 1 << part
            else:
                total += part
    release(w, inside, look)
    if not lost:
        if how == FIRST:
            lost = first_doubt < first_match
        elif how == LAST:
            # Forwards in the list is backwards here: everything after the match was seen.
            lost = last_doubt >= 0
        elif how == EXISTS:
            lost = matched == 0 and last_doubt >= 0
        else:
            lost = last_doubt >= 0
    found = LOST
    if not lost:
        if how == FIRST or how == LAST:
            found = chosen
        elif how == EXISTS:
            found = 1 if matched > 0 else 0
        elif how == COUNT:
            found = matched
        elif how == COVERED:
            found = covered(w, periods, total)
        elif how == SUM and abs(total) > LARGE:
            w[REDO] = 1
        else:
            found = total
    return found


@njit(nogil=True)
def running(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """The last row of a chain that began on a day or before it."""
    x = p[at + DATA]
    day = value(p, d, w, p[at + A], row, deep)
    found = LOST
    if day != LOST:
        rows = value(p, d, w, p[x], above(w, row, p[x + 1]), deep)
        if rows != LOST:
            found = ABSENT
            for i in range(w[rows]):
                here = w[rows + 1 + i]
                first = value(p, d, w, p[x + 2], here, deep)
                if first == LOST:
                    found = LOST
                    break
                if first <= day:
                    found = here
    return found
