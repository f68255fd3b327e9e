"""The free days of the years in which people live, as a table for compiled code."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from inburgerregels.dates import HolidayCalendar

__all__ = ["free_days", "limits"]

#: outside these years the reference executor answers
_YEARS = range(1900, 2101)


def free_days(calendar: HolidayCalendar) -> Any:
    """First day, last day, and for each day between them whether it is free."""
    first = datetime.date(_YEARS[0], 1, 1).toordinal()
    last = datetime.date(_YEARS[-1], 12, 31).toordinal()
    days = np.arange(first, last + 1)
    # Day 1 of the calendar was a Monday.
    free = np.isin((days - 1) % 7, list(calendar.weekend)).astype(np.int64)
    for year in _YEARS:
        free[[day - first for day in calendar.holidays(year)]] = 1
    return np.concatenate([np.array([first, last], np.int64), free])


def limits(calendar: HolidayCalendar) -> tuple[int, ...]:
    """The longest terms that are extended (-1: no limit), and the minimum of working days."""
    longest = (calendar.max_days, calendar.max_weeks, calendar.max_months)
    return (
        *(-1 if limit is None else limit for limit in longest),
        calendar.minimum_working_days,
        calendar.from_days,
    )
