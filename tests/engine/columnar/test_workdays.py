"""Working days by table are those of the calendar, day by day."""

from __future__ import annotations

import datetime
import random

import numpy as np
import pytest

from inburgerregels import load_rulebook
from inburgerregels.dates import HolidayCalendar
from inburgerregels.engine.columnar import months
from inburgerregels.engine.columnar.workdays import Workdays
from inburgerregels.model import ALREADY, NEVER, Duration

YEARS = (datetime.date(2011, 1, 1).toordinal(), datetime.date(2027, 12, 31).toordinal())
EDGES = [NEVER, ALREADY, 1, 2, 400, datetime.date.max.toordinal(), *YEARS]
#: Terms below, on and beyond each limit of the law's own calendar, in each unit, and backwards.
LENGTHS = [
    *(Duration(days=n) for n in (0, 1, 2, 3, 4, 5, 7, 14, 20, 42, 84, 85, 90, 91, 120, -3)),
    *(Duration(months=n) for n in (1, 2, 3, 4, 12, 36, -1)),
    *(Duration(2, 5), Duration(3, 1), Duration(5, 5), Duration(1, -1)),
]
#: No day of May to December is a working day.
IDLE = [(month, day) for month in range(5, 13) for day in range(1, 31)]
CALENDARS = {
    "law": load_rulebook().calendar,
    "no limits": HolidayCalendar(weekend=frozenset({6}), minimum_working_days=4, from_days=3),
    "mostly free": HolidayCalendar(weekend=frozenset(range(6)), fixed=IDLE, easter_offsets=(1, 40)),
    "idle": HolidayCalendar(
        weekend=frozenset({0}),
        fixed=[(month, day) for month in range(1, 13) for day in range(1, 29)],
        minimum_working_days=30,
    ),
}


def days() -> list[int]:
    dice = random.Random(7)
    return [*EDGES, *(dice.randint(*YEARS) for _ in range(400)), *range(YEARS[0], YEARS[0] + 400)]


@pytest.mark.parametrize("name", CALENDARS)
def test_the_next_working_day_is_that_of_the_calendar(name: str) -> None:
    calendar = CALENDARS[name]
    asked = days()
    found = Workdays(calendar).next_working_day(np.array(asked))
    assert found.tolist() == [calendar.next_working_day(day) for day in asked]


@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("length", LENGTHS, ids=str)
def test_a_term_ends_when_the_calendar_says(name: str, length: Duration) -> None:
    calendar = CALENDARS[name]
    asked = [day for day in days() if abs(day) >= NEVER or YEARS[0] <= day <= YEARS[1]]
    tables = Workdays(calendar)
    found = tables.end_of_term(np.int64(months.encode(length)), np.array(asked))
    assert found.tolist() == [calendar.end_of_term(length, day) for day in asked]


def test_terms_of_several_lengths_and_one_day_are_computed_too() -> None:
    calendar = CALENDARS["law"]
    tables = Workdays(calendar)
    codes = np.array([months.encode(length) for length in LENGTHS])
    found = tables.end_of_term(codes, YEARS[0] + 3)
    assert found.tolist() == [calendar.end_of_term(length, YEARS[0] + 3) for length in LENGTHS]
    single = tables.end_of_term(months.encode(Duration(days=42)), YEARS[0] + 3)
    assert int(single) == calendar.end_of_term(Duration(days=42), YEARS[0] + 3)


def test_the_first_and_last_days_of_the_calendar_are_answered_one_by_one() -> None:
    calendar = CALENDARS["law"]
    last = datetime.date.max.toordinal()
    asked = [1, 5, last - 3, last]
    found = Workdays(calendar).end_of_term(months.encode(Duration(days=7)), np.array(asked))
    assert found.tolist() == [calendar.end_of_term(Duration(days=7), day) for day in asked]
