"""Days and fields of events, decisions, chain instances and steps."""

# Compiled code: one comparison after another costs nothing.
# ruff: noqa: SIM109
from __future__ import annotations

from typing import Any

from numba import njit

from inburgerregels.engine.vm.asking import value
from inburgerregels.engine.vm.layout import (
    ABSENT,
    BITS,
    DECISION_OP,
    EMPTY,
    F_COLUMN,
    F_DAY,
    F_FIRST,
    F_ITEM,
    F_NODE,
    F_NUMBER,
    F_PREVIOUS,
    F_SOURCE,
    F_WORD,
    FIELDS,
    MEMO,
    NODE,
    PLACE,
    R_DAY,
    R_ITEM,
    R_NEXT,
    R_NUMBER,
    R_PREVIOUS,
    ROW,
    SPACE_COUNT,
    T_DAY,
    T_OWNER,
    WORDS,
    A,
)
from inburgerregels.engine.vm.memory import space

__all__ = ["day_of", "field", "first_without"]

Words = Any


@njit(nogil=True)
def day_of(p: Words, d: Words, w: Words, reference: int, deep: int) -> int:
    """The day of a row: of a chain instance its first day."""
    kind = reference >> BITS
    if kind >= 2:
        day = d[d[2 * kind - 2] + (reference & PLACE)]
    elif kind == 1:
        day = w[(reference & PLACE) + T_DAY]
    else:
        # The day is the first name in the table of fields.
        entry = p[FIELDS] + 2 * space(p, w, reference)
        if p[entry] == F_FIRST:
            day = value(p, d, w, p[entry + 1], reference, deep)
        else:
            day = w[reference + R_DAY]
    return day


@njit(nogil=True)
def first_without(p: Words, w: Words, node: int, row: int) -> int:
    """The earliest of the rows up to this one, in a line, that have no value of a node yet.

    What builds on the row before would otherwise go as deep as a life is long.
    """
    if p[node * NODE] == DECISION_OP:
        node = p[node * NODE + A]
    slot = p[node * NODE + MEMO]
    if slot >= 0:
        before = w[row + R_PREVIOUS]
        while before != 0 and w[before + ROW + slot] == EMPTY:
            row, before = before, w[before + R_PREVIOUS]
    return row


@njit(nogil=True)
def field(p: Words, d: Words, w: Words, reference: int, name: int, deep: int) -> int:
    """A field of a row; what a step does not have itself is that of what it looks at."""
    names = p[FIELDS] + 2 * name * p[SPACE_COUNT]
    entry = names + 2 * space(p, w, reference)
    while p[entry] == F_ITEM:
        reference = w[reference + R_ITEM]
        entry = names + 2 * space(p, w, reference)
    how, arg = p[entry], p[entry + 1]
    found = ABSENT
    if how == F_COLUMN:
        found = d[d[1 + arg] + (reference & PLACE)]
    elif how == F_NODE:
        if reference >> BITS == 1:
            found = value(p, d, w, arg, w[(reference & PLACE) + T_OWNER], deep)
        else:
            here = first_without(p, w, arg, reference)
            while here != reference:
                value(p, d, w, arg, here, deep)
                here = w[here + R_NEXT]
            found = value(p, d, w, arg, reference, deep)
    elif how == F_WORD:
        found = arg
    elif how == F_DAY or how == F_FIRST:
        found = day_of(p, d, w, reference, deep)
    elif how == F_NUMBER:
        found = w[reference + R_NUMBER]
    elif how == F_PREVIOUS:
        found = w[reference + R_PREVIOUS] if w[reference + R_PREVIOUS] != 0 else ABSENT
    elif how == F_SOURCE:
        found = p[p[WORDS] + space(p, w, w[reference + R_ITEM])]
    return found
