"""Lists of rows: the instances of a chain, the steps of a walk, and rows of several lists together.

A list is its length and its rows. Whoever's list is not certain goes to the reference executor.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from inburgerregels.engine.vm.asking import value
from inburgerregels.engine.vm.layout import (
    BITS,
    C_BOUND,
    C_CONTINUES,
    C_DECIDING,
    C_SCOPE,
    C_STARTS,
    CHAIN,
    CHAINS,
    DATA,
    LOST,
    PERSON,
    REDO,
    S_EVENTS,
    W_CONDITION,
    W_LOOK,
    W_ORDER,
    W_SCOPE,
    W_SOURCES,
    WALK,
    WALKS,
    A,
    B,
)
from inburgerregels.engine.vm.memory import (
    above,
    allocated,
    look_at,
    new_row,
    release,
    sorted_by,
)
from inburgerregels.engine.vm.rows import day_of

__all__ = ["chain", "merged", "nested", "walk"]

Words = Any


@njit(nogil=True)
def chain(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """The instances of a chain under an enclosing row."""
    x = p[CHAINS] + CHAIN * p[at + DATA]
    rows = allocated(w, p[x + C_BOUND] + 1)
    w[rows] = 0
    goes_on = value(p, d, w, p[x + C_STARTS], row, deep)
    previous = 0
    while goes_on == 1:
        here = new_row(p, w, p[x + C_SCOPE], row, 0, w[rows] + 1, previous, 0)
        if w[rows] == p[x + C_BOUND] or w[REDO] != 0:
            goes_on = LOST
            break
        if previous != 0 and p[x + C_DECIDING] >= 0:
            before = value(p, d, w, p[x + C_DECIDING], previous, deep)
            now = value(p, d, w, p[x + C_DECIDING], here, deep)
            if before != LOST and now != LOST and now <= before:
                goes_on = LOST
                break
        w[rows] += 1
        w[rows + w[rows]] = here
        previous = here
        goes_on = value(p, d, w, p[x + C_CONTINUES], here, deep)
    if goes_on == LOST:
        w[REDO] = 1
        rows = LOST
    return rows


@njit(nogil=True)
def walk(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """The steps of a walk under an enclosing row: what it goes over, in order of rank and day."""
    x = p[WALKS] + WALK * p[at + DATA]
    sources, inside = p[x + W_SOURCES], p[x + W_LOOK]
    lines = kept = look = 0
    certain = True
    for turn in range(2):
        total = 0
        for i in range(p[sources]):
            kind, source, levels = (
                p[sources + 1 + 3 * i],
                p[sources + 2 + 3 * i],
                p[sources + 3 + 3 * i],
            )
            if kind == S_EVENTS:
                offsets = d[1 + 2 * source] + w[PERSON]
                begin = d[offsets]
                count = d[offsets + 1] - begin
            else:
                begin = value(p, d, w, source, above(w, row, levels), deep)
                count = 0 if begin == LOST else w[begin]
                certain = certain and begin != LOST
            total += count
            if turn == 0:
                continue
            for j in range(count):
                item = ((source + 2) << BITS) | (begin + j)
                if kind != S_EVENTS:
                    item = w[begin + 1 + j]
                look = look_at(p, w, inside, row, look, item)
                taken = 1
                if p[x + W_CONDITION] >= 0:
                    taken = value(p, d, w, p[x + W_CONDITION], look, deep)
                if taken == 0:
                    continue
                day = day_of(p, d, w, item, deep)
                rank = day
                if p[x + W_ORDER] >= 0:
                    rank = value(p, d, w, p[x + W_ORDER], look, deep)
                certain = certain and taken != LOST and day != LOST and rank != LOST
                line = lines + 3 * kept
                w[line], w[line + 1], w[line + 2] = rank, day, item
                kept += 1
        if turn == 0:
            lines = allocated(w, 3 * total)
    release(w, inside, look)
    rows = LOST
    if certain and w[REDO] == 0:
        sorted_by(w, lines, kept, 3, 2)
        rows = allocated(w, kept + 1)
        w[rows] = kept
        previous = 0
        for i in range(kept):
            day, item = w[lines + 3 * i + 1], w[lines + 3 * i + 2]
            previous = new_row(p, w, p[x + W_SCOPE], row, item, i + 1, previous, day)
            w[rows + 1 + i] = previous
    else:
        w[REDO] = 1
    return rows


@njit(nogil=True)
def nested(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """All rows of a block under a row further up: those of each row in between, in order of day."""
    parents = value(p, d, w, p[at + A], row, deep)
    certain = parents != LOST
    many = w[parents] if certain else 0
    total = 0
    for i in range(many):
        part = value(p, d, w, p[at + B], w[parents + 1 + i], deep)
        certain = certain and part != LOST
        if part != LOST:
            total += w[part]
    lines = allocated(w, 2 * total)
    place = lines
    for i in range(many if certain else 0):
        part = value(p, d, w, p[at + B], w[parents + 1 + i], deep)
        for j in range(w[part]):
            w[place + 1] = w[part + 1 + j]
            w[place] = day_of(p, d, w, w[place + 1], deep) if many > 1 else 0
            certain = certain and w[place] != LOST
            place += 2
    rows = LOST
    if certain:
        sorted_by(w, lines, total, 2, 1)
        rows = allocated(w, total + 1)
        w[rows] = total
        for i in range(total):
            w[rows + 1 + i] = w[lines + 2 * i + 1]
    else:
        w[REDO] = 1
    return rows


@njit(nogil=True)
def merged(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """The rows of several sources in order of day; of one day in the order of the sources."""
    sources = p[at + DATA]
    lines = place = 0
    certain = True
    for turn in range(2):
        total = 0
        for i in range(p[sources]):
            kind, source, levels = (
                p[sources + 1 + 3 * i],
                p[sources + 2 + 3 * i],
                p[sources + 3 + 3 * i],
            )
            if kind == S_EVENTS:
                offsets = d[1 + 2 * source] + w[PERSON]
                begin = d[offsets]
                count = d[offsets + 1] - begin
            else:
                begin = value(p, d, w, source, above(w, row, levels), deep)
                count = 0 if begin == LOST else w[begin]
                certain = certain and begin != LOST
            total += count
            for j in range(count if turn == 1 else 0):
                item = ((source + 2) << BITS) | (begin + j)
                if kind != S_EVENTS:
                    item = w[begin + 1 + j]
                day = day_of(p, d, w, item, deep)
                certain = certain and day != LOST
                w[place], w[place + 1] = day, item
                place += 2
        if turn == 0:
            lines = place = allocated(w, 2 * total)
    rows = LOST
    if certain:
        count = (place - lines) // 2
        sorted_by(w, lines, count, 2, 1)
        rows = allocated(w, count + 1)
        w[rows] = count
        for i in range(count):
            w[rows + 1 + i] = w[lines + 2 * i + 1]
    else:
        w[REDO] = 1
    return rows
