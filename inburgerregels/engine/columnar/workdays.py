"""Working days and legal terms on whole columns: the calendar as tables of a range of years.

The same answers as :class:`inburgerregels.dates.HolidayCalendar` day by day, and tested equal to it.
"""

from __future__ import annotations

import datetime
import functools
from typing import Any

import numpy as np

from inburgerregels.dates import HolidayCalendar
from inburgerregels.engine.columnar import months
from inburgerregels.model import Duration

__all__ = ["Workdays"]

Array = Any
#: Years that the tables hold before the first and after the last day asked for.
_AROUND = 2
#: Of days that lie further apart than this, each is looked up by itself.
_MOST_YEARS = 600


class Workdays:
    """One calendar, with tables that grow to the days asked for."""

    def __init__(self, calendar: HolidayCalendar) -> None:
        self.calendar = calendar
        self._years = (0, -1)
        self._first = 0
        #: of each day how many working days there are through the day before, and those days
        self._before: Array = None
        self._working: Array = None

    @staticmethod
    @functools.lru_cache(maxsize=64)
    def of(calendar: HolidayCalendar) -> Workdays:
        """The tables of a calendar, shared by all who ask."""
        return Workdays(calendar)

    def _covers(self, days: Array) -> bool:
        """Make the tables hold these real days and some years around them; False when they cannot."""
        if not days.size:
            return False
        low = datetime.date.fromordinal(int(days.min())).year - _AROUND
        high = datetime.date.fromordinal(int(days.max())).year + _AROUND
        if low >= self._years[0] and high <= self._years[1]:
            return True
        if self._years[0] <= self._years[1]:
            low, high = min(low, self._years[0]), max(high, self._years[1])
        if low <= datetime.MINYEAR or high >= datetime.MAXYEAR or high - low > _MOST_YEARS:
            return False
        return self._fill(low, high)

    def _fill(self, low: int, high: int) -> bool:
        """Make the tables; False when the last year has too few working days to end a term in."""
        first = datetime.date(low, 1, 1).toordinal()
        last = datetime.date(high, 12, 31).toordinal()
        days = np.arange(first, last + 1)
        # Day 1 of the calendar was a Monday.
        free = np.isin((days - 1) % 7, list(self.calendar.weekend))
        for year in range(low, high + 1):
            for day in self.calendar.holidays(year):
                free[day - first] = True
        if np.count_nonzero(~free[-365:]) <= self.calendar.minimum_working_days:
            return False
        self._years, self._first = (low, high), first
        self._working = days[~free]
        self._before = np.concatenate([[0], np.cumsum(~free)])
        return True

    def _next(self, days: Array) -> Array:
        """The first working day on or after each of these days."""
        return self._working[self._before[days - self._first]]

    def next_working_day(self, days: Any) -> Array:
        days = np.asarray(days, np.int64)
        real = months.is_real(days)
        if not self._covers(days[real]):
            return months.by_unique(self.calendar.next_working_day, days)
        if real.all():
            return self._next(days)
        found = days.copy()
        found[real] = self._next(days[real])
        return found

    def end_of_term(self, code: Any, start: Any) -> Array:
        """The last days of terms of these (encoded) durations after these days."""
        start = np.asarray(start, np.int64)
        if np.ndim(code):
            code = np.asarray(code)
            if not code.size:
                return np.zeros(np.broadcast_shapes(code.shape, start.shape), np.int64)
            if code.min() != code.max():
                return months.by_unique(self._one, code, start)
            shape, code = code.shape, code.flat[0]
            start = np.broadcast_to(start, np.broadcast_shapes(shape, start.shape))
        found = self._of_length(int(code), start)
        return months.by_unique(self._one, code, start) if found is None else found

    def _of_length(self, code: int, start: Array) -> Array:
        whole, days = (int(part) for part in months.decode(np.int64(code)))
        duration, calendar = Duration(whole, days), self.calendar
        last = np.asarray(months.add_duration(start, code, 1))
        extended = calendar.extends(duration)
        if extended is None:
            return None
        if not extended:
            return last
        real = months.is_real(start) & months.is_real(last)
        if not self._covers(np.concatenate([start[real].ravel(), last[real].ravel()])):
            return None
        begin, final = start[real], last[real]
        end = self._next(final)
        through = self._before[end + 1 - self._first]
        inside = through - self._before[begin + 1 - self._first]
        short = np.maximum(0, calendar.minimum_working_days - np.maximum(0, inside))
        short = np.where(final - begin >= calendar.from_days, short, 0)
        found = last.copy()
        found[real] = self._working[through - 1 + short]
        return found

    def _one(self, code: int, start: int) -> int:
        whole, days = months.decode(np.int64(code))
        return self.calendar.end_of_term(Duration(int(whole), int(days)), start)
