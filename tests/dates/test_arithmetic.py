"""Laws of adding durations to days, on random days; relativedelta is the independent reference."""

import datetime

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from inburgerregels.dates import (
    MonthEnd,
    add,
    days_inclusive,
    first_of_next_month,
    last_day,
    quarter,
)
from inburgerregels.model.values import (
    ALREADY,
    NEVER,
    Duration,
    date_of,
    day_of,
    is_real_day,
)

FIRST, LAST = datetime.date.min.toordinal(), datetime.date.max.toordinal()

ordinary_dates = st.dates(datetime.date(1800, 1, 1), datetime.date(2300, 12, 31))
ordinary_durations = st.builds(Duration, st.integers(0, 720), st.integers(0, 4000))
any_days = st.sampled_from([ALREADY, FIRST, LAST, NEVER]) | st.integers(FIRST, LAST)
any_durations = ordinary_durations | st.builds(
    Duration, st.integers(0, 12 * 999_999), st.integers(0, 7 * 999_999)
)
policies = st.sampled_from(MonthEnd)
signs = st.sampled_from([1, -1])


@given(ordinary_dates, ordinary_durations, signs)
def test_clipping_agrees_with_relativedelta(
    date: datetime.date, duration: Duration, sign: int
) -> None:
    step = relativedelta(months=duration.months, days=duration.days)
    expected = date + step if sign == 1 else date - step
    assert date_of(add(day_of(date), duration, MonthEnd.CLIP, sign)) == expected


@given(ordinary_dates, ordinary_durations, signs)
def test_rolling_is_clipping_plus_one_day_exactly_when_the_month_lacks_the_day(
    date: datetime.date, duration: Duration, sign: int
) -> None:
    clipped = add(day_of(date), duration, MonthEnd.CLIP, sign)
    rolled = add(day_of(date), duration, MonthEnd.ROLL, sign)
    lacks_the_day = (date + relativedelta(months=sign * duration.months)).day != date.day
    assert rolled - clipped == int(lacks_the_day)


@given(any_days, any_durations, signs)
def test_the_policies_never_differ_by_more_than_one_day(
    day: int, duration: Duration, sign: int
) -> None:
    clipped = add(day, duration, MonthEnd.CLIP, sign)
    rolled = add(day, duration, MonthEnd.ROLL, sign)
    if is_real_day(clipped) and is_real_day(rolled):
        assert 0 <= rolled - clipped <= 1


@given(any_days, any_days, any_durations, policies, signs)
def test_a_later_start_never_gives_an_earlier_day(
    one: int, other: int, duration: Duration, policy: MonthEnd, sign: int
) -> None:
    early, late = sorted([one, other])
    assert add(early, duration, policy, sign) <= add(late, duration, policy, sign)


@given(any_days, any_durations, any_durations, policies)
def test_a_longer_duration_never_gives_an_earlier_day(
    day: int, one: Duration, other: Duration, policy: MonthEnd
) -> None:
    longer = Duration(max(one.months, other.months), max(one.days, other.days))
    assert add(day, one, policy) <= add(day, longer, policy)
    assert add(day, one, policy, -1) >= add(day, longer, policy, -1)


@given(any_days, any_durations, policies, signs)
def test_an_answer_is_a_calendar_day_or_never_or_already(
    day: int, duration: Duration, policy: MonthEnd, sign: int
) -> None:
    answer = add(day, duration, policy, sign)
    assert is_real_day(answer) or answer in (NEVER, ALREADY)


@given(any_durations, policies, signs)
def test_never_and_already_stay_what_they_are(
    duration: Duration, policy: MonthEnd, sign: int
) -> None:
    assert add(NEVER, duration, policy, sign) == NEVER
    assert add(ALREADY, duration, policy, sign) == ALREADY


@given(st.integers(FIRST, LAST), any_durations, policies)
def test_adding_overflows_to_never_and_subtracting_to_already(
    day: int, duration: Duration, policy: MonthEnd
) -> None:
    assert add(day, duration, policy) >= day
    assert add(day, duration, policy, -1) <= day


@given(any_days)
def test_nothing_added_is_the_day_itself(day: int) -> None:
    assert {add(day, Duration(), policy) for policy in MonthEnd} == {day}


@given(st.integers(1, 1 << 31), policies)
def test_a_number_beyond_the_calendar_counts_as_never_or_already(
    distance: int, policy: MonthEnd
) -> None:
    assert add(LAST + distance, Duration(), policy) == NEVER
    assert add(FIRST - distance, Duration(), policy) == ALREADY


@given(ordinary_dates, st.integers(0, 400), policies)
def test_weeks_keep_the_day_of_the_week(date: datetime.date, weeks: int, policy: MonthEnd) -> None:
    later = date_of(add(day_of(date), Duration.parse(f"{weeks} weken"), policy))
    assert later.weekday() == date.weekday()
    assert (later - date).days == 7 * weeks


@given(ordinary_dates, ordinary_durations)
def test_a_term_ends_on_the_eve_of_the_next(date: datetime.date, duration: Duration) -> None:
    begin = day_of(date)
    assert last_day(duration, begin) + 1 == add(begin, duration, MonthEnd.ROLL)


@given(ordinary_dates, st.integers(1, 12))
def test_a_term_of_years_holds_each_date_of_the_year_equally_often(
    date: datetime.date, years: int
) -> None:
    begin = day_of(date)
    length = last_day(Duration(months=12 * years), begin) - begin + 1
    leap_days = sum(
        1
        for day in range(begin, begin + length)
        if (date_of(day).month, date_of(day).day) == (2, 29)
    )
    assert length == 365 * years + leap_days


@given(any_days)
def test_the_first_of_the_next_month_is_the_nearest_first_that_is_later(day: int) -> None:
    answer = first_of_next_month(day)
    if not is_real_day(day):
        assert answer == day
    elif is_real_day(answer):
        assert date_of(answer).day == 1
        assert 1 <= answer - day <= 31
        assert all(date_of(between).day != 1 for between in range(day + 1, answer))
    else:
        assert answer == NEVER
        assert (date_of(day).year, date_of(day).month) == (9999, 12)


@given(ordinary_dates)
def test_the_quarter_three_months_on_is_the_next_quarter(date: datetime.date) -> None:
    later = add(day_of(date), Duration(months=3), MonthEnd.CLIP)
    assert quarter(later) == quarter(day_of(date)) + 1
    assert quarter(day_of(date)) // 4 == date.year


@given(any_days, any_days)
def test_a_later_day_is_never_in_an_earlier_quarter(one: int, other: int) -> None:
    early, late = sorted([one, other])
    assert quarter(early) <= quarter(late)


@given(any_days, any_days)
def test_days_are_counted_with_both_ends_and_never_below_zero(first: int, last: int) -> None:
    answer = days_inclusive(first, last)
    if is_real_day(first) and is_real_day(last):
        assert answer == len(range(first, last + 1))
    else:
        assert answer is None
