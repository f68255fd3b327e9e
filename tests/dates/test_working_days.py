"""Holidays, working days and the extension of terms, on the calendar of the rules and on others."""

import datetime
from collections.abc import Iterable
from typing import Any

import pytest
from dateutil.easter import easter
from hypothesis import example, given
from hypothesis import strategies as st

from inburgerregels.dates import HolidayCalendar, MonthEnd, add
from inburgerregels.model.values import (
    ALREADY,
    NEVER,
    Duration,
    date_of,
    day_of,
    is_real_day,
)

FIRST, LAST = datetime.date.min.toordinal(), datetime.date.max.toordinal()
ONE_DAY = datetime.timedelta(days=1)

ordinary_days = st.dates(datetime.date(2000, 1, 1), datetime.date(2050, 12, 31)).map(day_of)
any_days = st.sampled_from([ALREADY, FIRST, LAST, NEVER]) | st.integers(FIRST, LAST)
gregorian_years = st.integers(1583, 9998)
short_terms = (
    st.integers(0, 90).map(lambda days: Duration(days=days))
    | st.integers(0, 12).map(lambda weeks: Duration(days=7 * weeks))
    | st.integers(0, 3).map(lambda months: Duration(months=months))
)
long_terms = (
    st.integers(91, 2000).map(lambda days: Duration(days=days))
    | st.integers(13, 300).map(lambda weeks: Duration(days=7 * weeks))
    | st.integers(4, 120).map(lambda months: Duration(months=months))
)

dates_of_year = st.dates(datetime.date(2000, 1, 1), datetime.date(2000, 12, 31)).map(
    lambda date: (date.month, date.day)
)
open_years = st.none() | st.integers(1990, 2030)
other_calendars = st.builds(
    HolidayCalendar,
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
    fixed=st.lists(
        st.tuples(dates_of_year, open_years, open_years).map(lambda row: (*row[0], *row[1:])),
        max_size=4,
    ),
    moving=st.lists(
        st.tuples(dates_of_year, st.integers(0, 6), st.integers(-365, 365)).map(
            lambda row: (*row[0], *row[1:])
        ),
        max_size=3,
    ),
    easter_offsets=st.lists(st.integers(-365, 365), max_size=4),
    designated=st.frozensets(ordinary_days, max_size=4),
    max_days=st.none() | st.integers(0, 100),
    max_weeks=st.none() | st.integers(0, 15),
    max_months=st.none() | st.integers(0, 14),
    minimum_working_days=st.integers(0, 4),
    from_days=st.integers(0, 10),
)


def easter_by_epact(year: int) -> datetime.date:
    """Easter Sunday by the rule of 1582: the Sunday after the paschal full moon of the epact."""
    golden_number = year % 19 + 1
    century = year // 100 + 1
    dropped_leap_days = 3 * century // 4 - 12
    moon_correction = (8 * century + 5) // 25 - 5
    epact = (11 * golden_number + 20 + moon_correction - dropped_leap_days) % 30
    if epact == 24 or (epact == 25 and golden_number > 11):
        epact += 1
    days_after_1_march = (43 - epact) if epact < 24 else (73 - epact)
    full_moon = datetime.date(year, 3, 1) + datetime.timedelta(days=days_after_1_march)
    return full_moon + datetime.timedelta(days=6 - full_moon.weekday() or 7)


@given(gregorian_years)
@example(1954)
@example(1981)
@example(2038)
@example(2285)
def test_easter_is_the_sunday_after_the_paschal_full_moon(year: int) -> None:
    assert easter(year) == easter_by_epact(year)


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (1818, "1818-03-22"),
        (2000, "2000-04-23"),
        (2008, "2008-03-23"),
        (2011, "2011-04-24"),
        (2016, "2016-03-27"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2038, "2038-04-25"),
    ],
)
def test_easter_falls_where_the_almanac_has_it(year: int, expected: str) -> None:
    assert easter_by_epact(year).isoformat() == easter(year).isoformat() == expected


@given(gregorian_years)
def test_the_days_around_easter_follow_the_full_moon(year: int) -> None:
    around_easter = HolidayCalendar(weekend=frozenset(), easter_offsets=(-2, 1, 39, 50))
    sunday = easter_by_epact(year)
    good_friday, easter_monday = sunday - 2 * ONE_DAY, sunday + ONE_DAY
    ascension, whit_monday = sunday + 39 * ONE_DAY, sunday + 50 * ONE_DAY
    assert (good_friday.weekday(), easter_monday.weekday()) == (4, 0)
    assert (ascension.weekday(), whit_monday.weekday()) == (3, 0)
    expected = {day_of(date) for date in (good_friday, easter_monday, ascension, whit_monday)}
    assert around_easter.holidays(year) == expected


@pytest.mark.parametrize("year", range(1981, 2100))
def test_a_year_has_the_holidays_of_the_act_and_the_designated_days(
    year: int, calendar: HolidayCalendar
) -> None:
    sunday = easter_by_epact(year)
    birthday = datetime.date(year, 4, 30 if year <= 2013 else 27)
    if birthday.weekday() == 6:
        birthday -= ONE_DAY
    expected = {
        datetime.date(year, 1, 1),
        sunday - 2 * ONE_DAY,
        sunday + ONE_DAY,
        birthday,
        datetime.date(year, 5, 5),
        sunday + 39 * ONE_DAY,
        sunday + 50 * ONE_DAY,
        datetime.date(year, 12, 25),
        datetime.date(year, 12, 26),
    }
    designated = {date_of(day) for day in calendar.designated if date_of(day).year == year}
    assert {date_of(day) for day in calendar.holidays(year)} == expected | designated


def test_designated_days_are_weekdays_that_were_not_free_already(
    calendar: HolidayCalendar,
) -> None:
    bare = HolidayCalendar(
        weekend=calendar.weekend,
        fixed=calendar.fixed,
        moving=calendar.moving,
        easter_offsets=calendar.easter_offsets,
    )
    assert [date_of(day) for day in calendar.designated if bare.is_free(day)] == []


def test_the_friday_after_ascension_day_is_designated_in_every_year_on_record(
    calendar: HolidayCalendar,
) -> None:
    years = {date_of(day).year for day in calendar.designated}
    fridays = {day_of(easter_by_epact(year) + 40 * ONE_DAY) for year in range(2014, 2029)}
    assert years == set(range(2014, 2029))
    assert fridays <= calendar.designated


@given(other_calendars, st.integers(1985, 2035))
def test_a_day_is_free_when_it_is_in_the_weekend_or_among_the_holidays_of_its_year(
    calendar: HolidayCalendar, year: int
) -> None:
    first, last = day_of(datetime.date(year, 1, 1)), day_of(datetime.date(year, 12, 31))
    free = {day for day in range(first, last + 1) if calendar.is_free(day)}
    weekend = {day for day in range(first, last + 1) if date_of(day).weekday() in calendar.weekend}
    assert free == weekend | calendar.holidays(year)


def test_a_holiday_that_moves_over_new_year_is_free_in_the_year_where_it_lands() -> None:
    # 1 January 2023 is a Sunday.
    calendar = HolidayCalendar(weekend=frozenset(), moving=[(1, 1, 6, -1)])
    assert calendar.is_free(day_of(datetime.date(2022, 12, 31)))
    assert not calendar.is_free(day_of(datetime.date(2023, 1, 1)))
    assert calendar.holidays(2023) == frozenset()
    # 31 December 2023 is a Sunday as well.
    calendar = HolidayCalendar(weekend=frozenset(), moving=[(12, 31, 6, 1)])
    assert calendar.is_free(day_of(datetime.date(2024, 1, 1)))
    assert not calendar.is_free(day_of(datetime.date(2023, 12, 31)))


def test_a_holiday_on_29_february_exists_in_leap_years_only() -> None:
    calendar = HolidayCalendar(weekend=frozenset(), fixed=[(2, 29)])
    assert calendar.holidays(2024) == {day_of(datetime.date(2024, 2, 29))}
    assert calendar.holidays(2023) == frozenset()


def test_a_holiday_on_a_date_that_never_exists_is_an_error() -> None:
    with pytest.raises(ValueError, match="day is out of range for month"):
        HolidayCalendar(weekend=frozenset(), fixed=[(4, 31)]).holidays(2024)


def test_the_years_of_a_holiday_include_both_ends() -> None:
    calendar = HolidayCalendar(weekend=frozenset(), fixed=[(6, 1, 2020, 2022)])
    assert [year for year in range(2015, 2030) if calendar.holidays(year)] == [2020, 2021, 2022]


@pytest.mark.parametrize("year", [-1, 0, 10_000])
def test_a_year_outside_the_calendar_has_no_holidays(year: int, calendar: HolidayCalendar) -> None:
    assert calendar.holidays(year) == frozenset()


@given(day=any_days)
def test_the_next_working_day_is_the_first_day_from_here_that_is_not_free(
    day: int, calendar: HolidayCalendar
) -> None:
    answer = calendar.next_working_day(day)
    if not is_real_day(day):
        assert answer == day
        return
    assert not calendar.is_free(answer)
    assert all(calendar.is_free(between) for between in range(day, min(answer, LAST + 1)))
    if is_real_day(answer):
        assert date_of(answer).weekday() < 5


@given(other_calendars, ordinary_days)
def test_on_any_calendar_the_next_working_day_is_the_first_that_is_not_free(
    calendar: HolidayCalendar, day: int
) -> None:
    answer = calendar.next_working_day(day)
    assert not calendar.is_free(answer)
    assert all(calendar.is_free(between) for between in range(day, answer))
    assert calendar.next_working_day(answer) == answer


@given(one=any_days, other=any_days)
def test_a_later_day_never_has_an_earlier_next_working_day(
    one: int, other: int, calendar: HolidayCalendar
) -> None:
    early, late = sorted([one, other])
    assert calendar.next_working_day(early) <= calendar.next_working_day(late)


def test_the_search_for_a_working_day_ends_with_the_calendar() -> None:
    # 31 December 9999 is a Friday.
    calendar = HolidayCalendar(weekend=frozenset({4}))
    assert calendar.next_working_day(LAST) == NEVER


@given(term=short_terms, start=ordinary_days)
def test_a_short_term_ends_on_the_first_working_day_that_completes_it(
    term: Duration, start: int, calendar: HolidayCalendar
) -> None:
    last = add(start, term, MonthEnd.CLIP)
    ends = [calendar.next_working_day(last)]
    if last - start >= 3:
        second = calendar.next_working_day(calendar.next_working_day(start + 1) + 1)
        ends.append(second)
    assert calendar.end_of_term(term, start) == max(ends)


@given(term=long_terms, start=ordinary_days)
def test_a_long_term_is_never_extended(
    term: Duration, start: int, calendar: HolidayCalendar
) -> None:
    assert calendar.end_of_term(term, start) == add(start, term, MonthEnd.CLIP)


@given(term=short_terms | long_terms, one=ordinary_days, other=ordinary_days)
def test_a_term_that_starts_later_never_ends_earlier(
    term: Duration, one: int, other: int, calendar: HolidayCalendar
) -> None:
    early, late = sorted([one, other])
    assert calendar.end_of_term(term, early) <= calendar.end_of_term(term, late)


@given(other_calendars, st.builds(Duration, st.integers(0, 15), st.integers(0, 120)), any_days)
def test_on_any_calendar_a_term_is_left_alone_or_ends_later_on_a_working_day(
    calendar: HolidayCalendar, term: Duration, start: int
) -> None:
    last = add(start, term, MonthEnd.CLIP)
    end = calendar.end_of_term(term, start)
    assert end == last or (end > last and not calendar.is_free(end))


@pytest.mark.parametrize("saturday", ["2024-06-01", "2023-09-02", "2017-02-18"])
@pytest.mark.parametrize(
    ("longest", "one_longer"),
    [("90 dagen", "92 dagen"), ("12 weken", "13 weken"), ("3 maanden", "4 maanden")],
)
def test_the_longest_term_is_extended_and_a_longer_one_is_not(
    longest: str, one_longer: str, saturday: str, calendar: HolidayCalendar
) -> None:
    end = day_of(datetime.date.fromisoformat(saturday))
    for text, expected in ((longest, end + 2), (one_longer, end)):
        term = Duration.parse(text)
        start = add(end, term, MonthEnd.CLIP, -1)
        assert add(start, term, MonthEnd.CLIP) == end
        assert calendar.end_of_term(term, start) == expected


def test_the_limits_of_the_data_are_those_of_the_act(calendar: HolidayCalendar) -> None:
    assert (calendar.max_days, calendar.max_weeks, calendar.max_months) == (90, 12, 3)
    assert (calendar.minimum_working_days, calendar.from_days) == (2, 3)


def test_no_whole_number_of_weeks_separates_the_limit_in_weeks_from_the_limit_in_days(
    calendar: HolidayCalendar,
) -> None:
    assert calendar.max_days is not None
    assert calendar.max_weeks is not None
    for weeks in range(200):
        assert (weeks <= calendar.max_weeks) == (7 * weeks <= calendar.max_days)


@given(start=ordinary_days, term=st.builds(Duration, st.integers(-5, 0), st.integers(-90, -1)))
def test_a_term_that_counts_back_is_never_extended(
    start: int, term: Duration, calendar: HolidayCalendar
) -> None:
    assert calendar.end_of_term(term, start) == add(start, term, MonthEnd.CLIP)


def test_without_limits_and_minimum_every_term_runs_to_a_working_day() -> None:
    calendar = HolidayCalendar(weekend=frozenset({6}))
    sunday = day_of(datetime.date(2024, 6, 2))
    for text in ("1 jaar", "100 dagen", "20 weken"):
        start = add(sunday, Duration.parse(text), MonthEnd.CLIP, -1)
        assert calendar.end_of_term(Duration.parse(text), start) == sunday + 1
    assert calendar.end_of_term(Duration(1, 1), day_of(datetime.date(2024, 5, 1))) == sunday + 1


def test_calendars_with_the_same_data_are_equal_and_share_their_holidays() -> None:
    one = HolidayCalendar(weekend={5, 6}, fixed=[(6, 1)])
    same = HolidayCalendar(weekend=[6, 5], fixed=((6, 1, None, None),))
    assert one == same
    assert one.holidays(2024) is same.holidays(2024)


@pytest.mark.parametrize("weekend", [range(7), {7}, {-1}])
def test_a_weekend_that_is_no_weekend_is_refused(weekend: Iterable[int]) -> None:
    with pytest.raises(ValueError, match="het weekend bestaat uit dagen 0 tot en met 6"):
        HolidayCalendar(weekend=weekend)


@pytest.mark.parametrize(
    "days", [{"easter_offsets": (366,)}, {"moving": [(1, 1, 6, -366)]}], ids=["easter", "moving"]
)
def test_a_holiday_that_wanders_more_than_a_year_is_refused(days: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="verschuift ten hoogste 365 dagen"):
        HolidayCalendar(weekend=frozenset(), **days)
