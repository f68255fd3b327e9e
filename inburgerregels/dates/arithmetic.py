"""Adding durations to days, with an explicit choice for a month that is too short.

A *day* is a day number (``datetime.date.toordinal``). Every function saturates: what lies after
the last calendar day is ``NEVER``, what lies before the first is ``ALREADY``, and both stay what
they are whatever is added to them.
"""

from __future__ import annotations

import calendar
import datetime
import enum

from inburgerregels.model.values import (
    ALREADY,
    NEVER,
    Duration,
    date_of,
    day_of,
    is_real_day,
)

__all__ = ["MonthEnd", "add", "days_inclusive", "first_of_next_month", "last_day", "quarter"]

_NEXT_DAY = Duration(days=1)


class MonthEnd(enum.Enum):
    """Where a step of months lands when the month it reaches does not have the day.

    The value is the wording that a rule uses to choose.
    """

    CLIP = "de laatste dag van de maand"
    ROLL = "de eerste dag van de volgende maand"


def add(day: int, duration: Duration, month_end: MonthEnd, sign: int = 1) -> int:
    """The day that lies ``duration`` after ``day``, or before it when ``sign`` is -1.

    All months are taken in one step from ``day``, then the days. Steps of months do not add up:
    31 January + 2 months is 31 March, but going by way of February gives 28 March.

    >>> leap_day = day_of(datetime.date(2024, 2, 29))
    >>> str(date_of(add(leap_day, Duration(months=12), MonthEnd.CLIP)))
    '2025-02-28'
    >>> str(date_of(add(leap_day, Duration(months=12), MonthEnd.ROLL)))
    '2025-03-01'
    """
    if not is_real_day(day):
        return _saturated(day)
    if duration.months:
        day = _step_months(day, sign * duration.months, month_end)
    return _saturated(day + sign * duration.days)


def last_day(duration: Duration, begin: int) -> int:
    """The last good day of a term of ``duration`` whose first day is ``begin``.

    It is the eve of the day on which the next such term would begin, so that a term of years that
    begins on 29 February ends on 28 February, and consecutive terms neither overlap nor leave a
    gap. A term that would run to the end of the calendar or beyond it ends ``NEVER``.

    >>> str(date_of(last_day(Duration(months=12), day_of(datetime.date(2023, 3, 1)))))
    '2024-02-29'
    """
    return add(add(begin, duration, MonthEnd.ROLL), _NEXT_DAY, MonthEnd.CLIP, -1)


def first_of_next_month(day: int) -> int:
    """The first day of the calendar month after the one that ``day`` lies in."""
    if not is_real_day(day):
        return _saturated(day)
    first = date_of(day).replace(day=1)
    return _step_months(day_of(first), 1, MonthEnd.CLIP)


def quarter(day: int) -> int:
    """The calendar quarter that ``day`` lies in, as year * 4 + 0, 1, 2 or 3.

    Consecutive quarters have consecutive numbers. ``NEVER`` and ``ALREADY`` are returned as they
    are: later and earlier than every quarter.

    >>> divmod(quarter(day_of(datetime.date(2024, 12, 31))), 4)
    (2024, 3)
    """
    if not is_real_day(day):
        return _saturated(day)
    date = date_of(day)
    return date.year * 4 + (date.month - 1) // 3


def days_inclusive(first: int, last: int) -> int | None:
    """How many days run from ``first`` through ``last``, both counted.

    It is 0 when ``last`` comes before ``first``, and None when either is not a calendar day.
    """
    if not (is_real_day(first) and is_real_day(last)):
        return None
    return max(0, last - first + 1)


def _step_months(day: int, months: int, month_end: MonthEnd) -> int:
    date = date_of(day)
    year, month_index = divmod(date.year * 12 + date.month - 1 + months, 12)
    if year > datetime.MAXYEAR:
        return NEVER
    if year < datetime.MINYEAR:
        return ALREADY
    month = month_index + 1
    length = calendar.monthrange(year, month)[1]
    if date.day <= length:
        return day_of(datetime.date(year, month, date.day))
    # December has 31 days, so the day after a month that is too short is still in the same year.
    overshoot = 1 if month_end is MonthEnd.ROLL else 0
    return day_of(datetime.date(year, month, length)) + overshoot


def _saturated(day: int) -> int:
    if is_real_day(day):
        return day
    return NEVER if day > 0 else ALREADY
