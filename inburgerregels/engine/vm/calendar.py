"""Calendar arithmetic in compiled code, equal to :mod:`inburgerregels.dates`.

Months are found in a table of their first days; *nooit* and *voorheen* stay what they are.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from inburgerregels.engine.vm.layout import (
    ALREADY,
    CALENDAR,
    FIRST_DAY,
    FREE_DAYS,
    LAST_DAY,
    LOST,
    MONTHS,
    NEVER,
)

__all__ = [
    "days_of",
    "end_of_term",
    "last_day",
    "months_of",
    "next_month",
    "quarter",
    "shifted",
    "size_of",
    "working_day",
    "year_of",
]

Words = Any


@njit(nogil=True)
def days_of(code: int) -> int:
    """The days of an encoded duration."""
    return ((code + 2147483648) & 4294967295) - 2147483648


@njit(nogil=True)
def months_of(code: int) -> int:
    return (code - days_of(code)) >> 32


@njit(nogil=True)
def size_of(code: int) -> int:
    """The length of a duration for comparing, in sixteenths of a day."""
    return months_of(code) * 487 + days_of(code) * 16


@njit(nogil=True)
def _month(p: Words, day: int) -> int:
    """The month a real day lies in, counted from the year 0."""
    starts = p[MONTHS]
    month = 12 + ((day - 1) * 4800) // 146097
    while p[starts + month] > day:
        month -= 1
    while p[starts + month + 1] <= day:
        month += 1
    return month


@njit(nogil=True)
def _saturated(day: int) -> int:
    if day > LAST_DAY:
        return NEVER
    return ALREADY if day < FIRST_DAY else day


@njit(nogil=True)
def _moved(p: Words, day: int, code: int, sign: int, roll: int) -> int:
    if day < FIRST_DAY or day > LAST_DAY:
        return day
    months = months_of(code) * sign
    if months != 0:
        starts = p[MONTHS]
        month = _month(p, day)
        target = month + months
        if target < 12:
            return ALREADY
        if target >= 120000:
            return NEVER
        offset = day - p[starts + month]
        length = p[starts + target + 1] - p[starts + target]
        day = p[starts + target] + min(offset, length - 1 + roll)
        if day > LAST_DAY:
            return NEVER
    return _saturated(day + sign * days_of(code))


@njit(nogil=True)
def shifted(p: Words, day: int, code: int, sign: int) -> int:
    """A day plus or minus a duration; months after the 31st end on the last day of a short month."""
    return _moved(p, day, code, sign, 0)


@njit(nogil=True)
def last_day(p: Words, code: int, begin: int) -> int:
    """The last good day of a term."""
    end = _moved(p, begin, code, 1, 1)
    if end < FIRST_DAY or end > LAST_DAY:
        return end
    return _saturated(end - 1)


@njit(nogil=True)
def next_month(p: Words, day: int) -> int:
    if day < FIRST_DAY or day > LAST_DAY:
        return day
    return _saturated(p[p[MONTHS] + _month(p, day) + 1])


@njit(nogil=True)
def quarter(p: Words, day: int) -> int:
    if day < FIRST_DAY or day > LAST_DAY:
        return day
    return _month(p, day) // 3


@njit(nogil=True)
def year_of(p: Words, day: int) -> int:
    if day < FIRST_DAY or day > LAST_DAY:
        return day
    return _month(p, day) // 12


# -- working days: a table of free days in the years in which people live --------------------------


@njit(nogil=True)
def working_day(p: Words, day: int) -> int:
    """The first working day from ``day`` on; LOST outside the table, for the reference executor."""
    if day < FIRST_DAY or day > LAST_DAY:
        return day
    table = p[FREE_DAYS]
    first, last = p[table], p[table + 1]
    while True:
        if day < first or day > last:
            return LOST
        if p[table + 2 + day - first] == 0:
            return day
        day += 1


@njit(nogil=True)
def _extends(p: Words, code: int, start: int, last: int) -> bool:
    """Whether a term of this length is extended; -1 stands for no limit."""
    limits = p[CALENDAR]
    months, days = months_of(code), days_of(code)
    most_days, most_weeks, most_months = p[limits], p[limits + 1], p[limits + 2]
    if months < 0 or days < 0:
        return False
    if months != 0 and days != 0:
        return most_months < 0 or last <= _moved(p, start, most_months << 32, 1, 0)
    if months != 0:
        return most_months < 0 or months <= most_months
    if days % 7 != 0:
        return most_days < 0 or days <= most_days
    return most_weeks < 0 or days // 7 <= most_weeks


@njit(nogil=True)
def end_of_term(p: Words, code: int, start: int) -> int:
    """The last day of a legal term; LOST outside the table of free days."""
    last = _moved(p, start, code, 1, 0)
    if not _extends(p, code, start, last):
        return last
    end = working_day(p, last)
    limits = p[CALENDAR]
    if end == LOST or last - start < p[limits + 4] or end < FIRST_DAY or end > LAST_DAY:
        return end
    table = p[FREE_DAYS]
    first = p[table]
    if start < first:
        return LOST
    wanted = p[limits + 3]
    found, day = 0, end
    while day > start and found < wanted:
        found += 1 - p[table + 2 + day - first]
        day -= 1
    while found < wanted:
        end = working_day(p, end + 1)
        if end == LOST:
            return LOST
        found += 1
    return end
