"""Operators that only need the values of their arguments, in compiled code."""

# Compiled code: one comparison after another costs nothing.
# ruff: noqa: SIM109
from __future__ import annotations

from typing import Any

from numba import njit

from inburgerregels.engine.vm import calendar
from inburgerregels.engine.vm.layout import (
    ABSENT,
    ALREADY,
    DATA,
    LARGE,
    LOST,
    NEVER,
    OP,
    REDO,
)
from inburgerregels.engine.vm.memory import allocated

__all__ = ["bracket", "fold", "function", "rounded", "share_compare", "version"]

Words = Any

ADD, SUB, MUL, UNION, MINUS = OP["add"], OP["sub"], OP["mul"], OP["union"], OP["minus"]
SHIFT, LAST_DAY, NEXT_MONTH, QUARTER = OP["shift"], OP["last_day"], OP["next_month"], OP["quarter"]
YEAR, WITHIN, ROUND, RANK, SIZE = OP["year"], OP["within"], OP["round"], OP["rank"], OP["size"]
DURATION_ADD, DURATION_SIZE = OP["duration_add"], OP["duration_size"]
DURATION_TIMES, DAYS_DURATION = OP["duration_times"], OP["days_duration"]
MONTHS_NUMBER, DAYS_BETWEEN = OP["months_number"], OP["days_between"]
LEGAL_TERM, WORKING_DAY, SPLIT = OP["legal_term"], OP["working_day"], OP["split"]
SHARE, TEXTS, MIN, MAX = OP["share"], OP["texts"], OP["min"], OP["max"]
LONGEST, SHORTEST, SET_OF = OP["longest"], OP["shortest"], OP["set_of"]
SHARE_EQ, SHARE_NE, SHARE_LT = OP["share_eq"], OP["share_ne"], OP["share_lt"]
SHARE_LE, SHARE_GT = OP["share_le"], OP["share_gt"]
#: durations of more days than this do not fit in their half of a word
MANY_DAYS = 1 << 30


@njit(nogil=True)
def rounded(value: int, divisor: int, unit: int, how: int) -> int:
    if how == 0:
        return (value // divisor) * unit
    if how == 1:
        return -((-value) // divisor) * unit
    whole = (2 * abs(value) + divisor) // (2 * divisor)
    return -whole * unit if value < 0 else whole * unit


@njit(nogil=True)
def _large(w: Words, value: float) -> bool:
    """Numbers that do not fit go to the reference executor, where they do."""
    if abs(value) > LARGE:
        w[REDO] = 1
        return True
    return False


@njit(nogil=True)
def function(p: Words, w: Words, at: int, op: int, a: int, b: int) -> int:
    """The outcome of an operator on present values; LOST where there is none."""
    x = p[at + DATA]
    if op == SHIFT:
        return calendar.shifted(p, a, b, x)
    if op == ADD:
        return LOST if _large(w, float(a) + float(b)) else a + b
    if op == SUB:
        return LOST if _large(w, float(a) - float(b)) else a - b
    if op == MUL:
        return LOST if _large(w, float(a) * float(b)) else a * b
    if op == WITHIN:
        return 1 if p[x] <= a <= p[x + 1] else 0
    if op == QUARTER:
        return calendar.quarter(p, a)
    if op == LAST_DAY:
        return calendar.last_day(p, a, b)
    if op == DAYS_BETWEEN:
        if abs(a) >= NEVER or abs(b) >= NEVER:
            return LOST
        return max(0, b - a + 1)
    if op == NEXT_MONTH:
        return calendar.next_month(p, a)
    if op == YEAR:
        return calendar.year_of(p, a)
    if op == ROUND:
        return LOST if _large(w, 2.0 * float(a)) else rounded(a, p[x], p[x + 1], p[x + 2])
    if op == RANK:
        return a
    if op == SIZE:
        count = 0
        while a != 0:
            a &= a - 1
            count += 1
        return count
    if op == UNION:
        return a | b
    if op == MINUS:
        return a & ~b
    if op == DURATION_ADD:
        return a + x * b
    if op == DURATION_SIZE:
        return calendar.size_of(a)
    if op == DURATION_TIMES:
        days = abs(float(calendar.days_of(a)) * float(b))
        if days > MANY_DAYS or abs(float(calendar.months_of(a)) * float(b)) > MANY_DAYS / 4:
            w[REDO] = 1
            return LOST
        return a * b
    if op == DAYS_DURATION:
        if a > MANY_DAYS:
            w[REDO] = 1
            return LOST
        return max(0, a)
    if op == MONTHS_NUMBER:
        return calendar.months_of(a) if calendar.days_of(a) == 0 else LOST
    if op == LEGAL_TERM or op == WORKING_DAY:
        end = calendar.end_of_term(p, a, b) if op == LEGAL_TERM else calendar.working_day(p, a)
        if end == LOST:
            w[REDO] = 1
        return end
    if op == SPLIT:
        return a // b if b > 0 else LOST
    if op == SHARE:
        if b <= 0:
            return LOST
        place = allocated(w, 2)
        w[place], w[place + 1] = a, b
        return place
    if op == TEXTS:
        place = allocated(w, 2)
        w[place], w[place + 1] = 1, a
        return place
    w[REDO] = 1
    return LOST


@njit(nogil=True)
def fold(op: int, whole: int, value: int) -> int:
    """The next of many arguments joined to those before it."""
    if op == MIN:
        return min(whole, value)
    if op == MAX:
        return max(whole, value)
    if op == LONGEST:
        return value if calendar.size_of(value) > calendar.size_of(whole) else whole
    if op == SHORTEST:
        return value if calendar.size_of(value) < calendar.size_of(whole) else whole
    return whole | value


@njit(nogil=True)
def share_compare(p: Words, w: Words, at: int, op: int, share: int, other: int) -> int:
    """A share beside a percentage, cross-multiplied."""
    left, right = w[share] * p[at + DATA], other * w[share + 1]
    if _large(w, float(w[share]) * float(p[at + DATA])) or _large(
        w, float(other) * float(w[share + 1])
    ):
        return LOST
    if op == SHARE_LT:
        return 1 if left < right else 0
    if op == SHARE_LE:
        return 1 if left <= right else 0
    if op == SHARE_GT:
        return 1 if left > right else 0
    if op == SHARE_EQ:
        return 1 if left == right else 0
    if op == SHARE_NE:
        return 1 if left != right else 0
    return 1 if left >= right else 0


@njit(nogil=True)
def version(p: Words, x: int, width: int, moment: int) -> int:
    """Where the version stands that is in force on a day; ABSENT asks for the only one; -1: none."""
    for i in range(p[x]):
        line = x + 1 + i * width
        if moment == ABSENT or p[line] <= moment <= p[line + 1]:
            return line + 2
    return -1


@njit(nogil=True)
def bracket(p: Words, w: Words, x: int, value: int) -> int:
    """Which bracket of a list holds a value, -1 for none. Of each: kind, low, high, scale, half-open."""
    for i in range(p[x]):
        line = x + 1 + i * 5
        kind, low, high = p[line], p[line + 1], p[line + 2]
        if kind == 0:
            if low <= value <= high:
                return i
        else:
            scaled, base = w[value] * p[line + 3], w[value + 1]
            if _large(w, float(w[value]) * float(p[line + 3])):
                return -1
            if low != ALREADY and (_large(w, float(low) * float(base)) or scaled < low * base):
                continue
            if high == NEVER:
                return i
            if _large(w, float(high) * float(base)):
                return -1
            if scaled < high * base or (scaled == high * base and p[line + 4] == 0):
                return i
    return -1
