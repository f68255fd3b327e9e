"""Which decision of a family is taken for a row, and the decisions taken under a row."""

from __future__ import annotations

from typing import Any

from numba import njit

from inburgerregels.engine.vm.asking import value
from inburgerregels.engine.vm.layout import (
    ABSENT,
    ALREADY,
    BITS,
    D_APPLIES,
    D_DATE,
    D_EXCEPTIONS,
    D_MEMBERS,
    DATA,
    DECISION,
    DECISIONS,
    EMPTY,
    LOST,
    NEVER,
    PLACE,
    REDO,
    T_DAY,
    T_KEY,
    T_LAPSED,
    T_NEXT,
    T_OWNER,
    T_TAINT,
    TAKEN,
    TODAY,
    A,
    B,
)
from inburgerregels.engine.vm.memory import allocated, sorted_by

__all__ = ["decisions", "family"]

Words = Any


@njit(nogil=True)
def family(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """The general decision, or the exception in its place: a reference, ABSENT or LOST."""
    root = p[at + DATA]
    table = p[DECISIONS]
    chosen = root
    applies = value(p, d, w, p[table + DECISION * root + D_APPLIES], row, deep)
    sure = applies != LOST
    searching = applies == 1
    while searching:
        exceptions = p[table + DECISION * chosen + D_EXCEPTIONS]
        taken = -1
        for i in range(p[exceptions]):
            other = p[exceptions + 1 + i]
            yes = value(p, d, w, p[table + DECISION * other + D_APPLIES], row, deep)
            if yes == LOST or (yes == 1 and taken >= 0):
                sure = False
            elif yes == 1:
                taken = other
        searching = taken >= 0 and sure
        if searching:
            chosen = taken
    found = ABSENT
    if applies != 0:
        if not sure:
            chosen = root
        day = value(p, d, w, p[table + DECISION * chosen + D_DATE], row, deep)
        if sure and day != LOST:
            if day <= w[TODAY] and day < NEVER and day > ALREADY:
                place = allocated(w, TAKEN)
                w[place + T_KEY] = chosen
                w[place + T_OWNER] = row
                w[place + T_DAY] = day
                w[place + T_LAPSED] = NEVER
                w[place + T_TAINT] = EMPTY
                w[place + T_NEXT] = 0
                found = (1 << BITS) | place
        else:
            later = not sure
            members = p[table + DECISION * root + D_MEMBERS]
            for i in range(p[members] if later else 0):
                date = p[table + DECISION * p[members + 1 + i] + D_DATE]
                when = value(p, d, w, date, row, deep)
                if when == LOST or when <= w[TODAY]:
                    later = False
                    break
            if not later:
                if day == LOST or day <= w[TODAY]:
                    w[REDO] = 1
                found = LOST
    return found


@njit(nogil=True)
def decisions(p: Words, d: Words, w: Words, at: int, row: int, deep: int) -> int:
    """The decisions of one rule taken for these rows (or this row), in order of day."""
    owners, count = 0, 1
    certain = True
    if p[at + A] >= 0:
        owners = value(p, d, w, p[at + A], row, deep)
        certain = owners != LOST
        count = w[owners] if certain else 0
    lines = allocated(w, 2 * count)
    kept = 0
    for i in range(count):
        owner = w[owners + 1 + i] if owners != 0 else row
        taken = value(p, d, w, p[at + B], owner, deep)
        certain = certain and taken != LOST
        if taken > ABSENT:
            w[lines + 2 * kept] = w[(taken & PLACE) + T_DAY]
            w[lines + 2 * kept + 1] = taken
            kept += 1
    rows = LOST
    if certain:
        sorted_by(w, lines, kept, 2, 1)
        rows = allocated(w, kept + 1)
        w[rows] = kept
        for i in range(kept):
            w[rows + 1 + i] = w[lines + 2 * i + 1]
    else:
        w[REDO] = 1
    return rows
