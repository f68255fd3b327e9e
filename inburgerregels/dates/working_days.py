"""Which days are working days, and to which day a term is extended that ends on another.

Everything here is arithmetic on a :class:`HolidayCalendar`. The holidays, the limits and their
sources stand in ``rules/algemeen/kalender.yaml``.
"""

from __future__ import annotations

import datetime
import functools
from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import attrs
from dateutil.easter import easter

from inburgerregels.dates.arithmetic import MonthEnd, add
from inburgerregels.dates.calendar_data import FURTHEST, read_calendar
from inburgerregels.model.values import Duration, date_of, day_of, is_real_day

__all__ = ["FixedDay", "HolidayCalendar", "MovingDay"]

_WEEK = 7
_LEAP_DAY = (2, 29)


class FixedDay(NamedTuple):
    """A holiday on the same date of every year in a range of years, both ends included."""

    month: int
    day: int
    from_year: int | None = None
    to_year: int | None = None


class MovingDay(NamedTuple):
    """A holiday on a fixed date that gives way when the date falls on ``weekday``.

    ``weekday`` is 0 for Monday to 6 for Sunday; ``shift`` is in days, negative for earlier.
    """

    month: int
    day: int
    weekday: int
    shift: int
    from_year: int | None = None
    to_year: int | None = None


def _numbers(values: Iterable[int]) -> frozenset[int]:
    return frozenset(values)


def _in_order(values: Iterable[int]) -> tuple[int, ...]:
    return tuple(values)


def _fixed_days(rows: Iterable[Iterable[Any]]) -> tuple[FixedDay, ...]:
    return tuple(FixedDay(*row) for row in rows)


def _moving_days(rows: Iterable[Iterable[Any]]) -> tuple[MovingDay, ...]:
    return tuple(MovingDay(*row) for row in rows)


@attrs.frozen(cache_hash=True, kw_only=True)
class HolidayCalendar:
    """The free days, and the conditions under which a term that ends on one is extended.

    weekend: the free days of the week, 0 for Monday to 6 for Sunday, not all seven.
    fixed, moving: holidays on a date of the year; rows are read as :class:`FixedDay` and
        :class:`MovingDay`.
    easter_offsets: holidays as a number of days after Easter Sunday, negative for before it.
    designated: single days (day numbers) that count as a holiday.
    max_days, max_weeks, max_months: the longest term that is extended, by the unit it is expressed
        in; None is no limit.
    minimum_working_days, from_days: a term of at least ``from_days`` days is made to contain at
        least ``minimum_working_days`` working days.

    Raises ValueError when the weekend is the whole week, or when a holiday lies more than 365 days
    from Easter or from its own date.

    >>> sundays = HolidayCalendar(weekend=frozenset({6}), easter_offsets=(1,))
    >>> easter_eve = day_of(datetime.date(2024, 3, 30))
    >>> str(date_of(sundays.next_working_day(easter_eve + 1)))
    '2024-04-02'
    """

    weekend: frozenset[int] = attrs.field(converter=_numbers)
    fixed: tuple[FixedDay, ...] = attrs.field(default=(), converter=_fixed_days)
    moving: tuple[MovingDay, ...] = attrs.field(default=(), converter=_moving_days)
    easter_offsets: tuple[int, ...] = attrs.field(default=(), converter=_in_order)
    designated: frozenset[int] = attrs.field(default=frozenset(), converter=_numbers)
    max_days: int | None = None
    max_weeks: int | None = None
    max_months: int | None = None
    minimum_working_days: int = 0
    from_days: int = 0

    def __attrs_post_init__(self) -> None:
        if not self.weekend <= set(range(_WEEK)) or len(self.weekend) == _WEEK:
            raise ValueError("het weekend bestaat uit dagen 0 tot en met 6, en niet uit alle zeven")
        shifts = [*self.easter_offsets, *(row.shift for row in self.moving)]
        if any(abs(shift) > FURTHEST for shift in shifts):
            raise ValueError(f"een feestdag verschuift ten hoogste {FURTHEST} dagen")

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> HolidayCalendar:
        """The calendar that ``rules/algemeen/kalender.yaml`` describes, given as plain values.

        Raises ValueError with a Dutch message that names the key when the data is wrong.
        """
        return cls(**read_calendar(data))

    def holidays(self, year: int) -> frozenset[int]:
        """The holidays and designated days within a calendar year, as days; not the weekends."""
        return _holidays(self, year)

    def is_free(self, day: int) -> bool:
        """Whether ``day`` is not a working day; ``NEVER`` and ``ALREADY`` are not free."""
        if not is_real_day(day):
            return False
        date = date_of(day)
        return date.weekday() in self.weekend or day in _holidays(self, date.year)

    def next_working_day(self, day: int) -> int:
        """The first working day on or after ``day``; saturates like :func:`add`."""
        while self.is_free(day):
            day += 1
        return add(day, Duration(), MonthEnd.CLIP)

    def end_of_term(self, duration: Duration, start: int) -> int:
        """The last day of a term counted from ``start``, a day that is itself not counted.

        Months are clipped to the last day of a shorter month. When the calendar extends a term of
        this length, it then runs through the next working day, and as far beyond that as it takes
        to contain the minimum of working days.

        A duration keeps only months and days. A year is twelve months; days that make whole weeks
        are held to the limit in weeks, other days to the limit in days (``langste termijn`` in the
        data tells why nothing is lost). A term of months and days together is extended when it
        ends no later than the longest term in months does; one that counts back never is.
        """
        last = add(start, duration, MonthEnd.CLIP)
        if not self._extends(duration, start, last):
            return last
        end = self.next_working_day(last)
        if last - start >= self.from_days and is_real_day(end):
            for _ in range(self.minimum_working_days - self._working_days(start, end)):
                end = self.next_working_day(end + 1)
        return end

    def extends(self, duration: Duration) -> bool | None:
        """Whether a term of this length is extended; None when that depends on where it begins."""
        if duration.months < 0 or duration.days < 0:
            return False
        if duration.months and duration.days:
            return True if self.max_months is None else None
        if duration.months:
            return self.max_months is None or duration.months <= self.max_months
        weeks, loose_days = divmod(duration.days, _WEEK)
        if loose_days:
            return self.max_days is None or duration.days <= self.max_days
        return self.max_weeks is None or weeks <= self.max_weeks

    def _extends(self, duration: Duration, start: int, last: int) -> bool:
        known = self.extends(duration)
        if known is not None:
            return known
        return last <= add(start, Duration(months=self.max_months or 0), MonthEnd.CLIP)

    def _working_days(self, start: int, end: int) -> int:
        """How many working days lie after ``start`` through ``end``, counted up to the minimum."""
        found = 0
        day = end
        while day > start and found < self.minimum_working_days:
            found += not self.is_free(day)
            day -= 1
        return found


@functools.lru_cache(maxsize=4096)
def _holidays(calendar: HolidayCalendar, year: int) -> frozenset[int]:
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return frozenset()
    first = day_of(datetime.date(year, 1, 1))
    last = day_of(datetime.date(year, 12, 31))
    # A holiday that is shifted or counted from Easter may leave the year it belongs to.
    around = (day for near in (year - 1, year, year + 1) for day in _of_year(calendar, near))
    return frozenset(day for day in (*around, *calendar.designated) if first <= day <= last)


def _of_year(calendar: HolidayCalendar, year: int) -> Iterator[int]:
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return
    for row in calendar.fixed:
        day = _on_date(row, year)
        if day is not None:
            yield day
    for moving in calendar.moving:
        day = _on_date(moving, year)
        if day is not None:
            gives_way = date_of(day).weekday() == moving.weekday
            yield day + moving.shift if gives_way else day
    easter_sunday = day_of(easter(year))
    for offset in calendar.easter_offsets:
        yield easter_sunday + offset


def _on_date(row: FixedDay | MovingDay, year: int) -> int | None:
    """The day of ``row`` in ``year``; None when there is none in that year."""
    if row.from_year is not None and year < row.from_year:
        return None
    if row.to_year is not None and year > row.to_year:
        return None
    if (row.month, row.day) == _LEAP_DAY and not isleap(year):
        return None
    return day_of(datetime.date(year, row.month, row.day))
