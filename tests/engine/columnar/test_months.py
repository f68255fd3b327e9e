"""Calendar arithmetic on columns is that on single days: on every vector, at every edge, on random days."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import numpy as np
import pytest

from inburgerregels.dates import MonthEnd, add, first_of_next_month, last_day, quarter
from inburgerregels.engine.columnar import months
from inburgerregels.engine.operations import duration_size
from inburgerregels.model import ALREADY, NEVER, Duration, date_of, day_of, is_real_day

VECTORS = Path(__file__).parents[2] / "dates" / "vectors.csv"
SPECIAL = {"nooit": NEVER, "voorheen": ALREADY}


def some_days() -> list[int]:
    """Edges of the calendar, of months and of leap years, and random days."""
    dice = random.Random(1)
    found = [NEVER, ALREADY, 1, 2, 31, 59, 60, 366, 3_652_059, 3_652_058, 3_652_029, 3_651_695]
    for year in (1900, 1999, 2000, 2015, 2016, 2100):
        for month, of_month in ((1, 31), (2, 28), (3, 1), (8, 31), (12, 31), (1, 1), (11, 30)):
            found.append(day_of(date_of(1).replace(year=year, month=month, day=of_month)))
    found += [730_119 - 59 + 29, day_of(date_of(1).replace(year=2016, month=2, day=29))]
    return found + [dice.randint(1, 3_652_059) for _ in range(2_000)]


DAYS = some_days()
DURATIONS = [
    *(Duration(m, d) for m in (0, 1, 11, 12, 36, -1, 120_000) for d in (0, 1, -1, 84, 4_000_000)),
    Duration(-120_000, -1),
    Duration(-7, 31),
]


def column(values: list[int]) -> np.ndarray:
    return np.array(values, np.int64)


@pytest.mark.parametrize("duration", DURATIONS, ids=repr)
def test_steps_of_columns_are_steps_of_days(duration: Duration) -> None:
    code = months.encode(duration)
    for sign in (1, -1):
        expected = [add(day, duration, MonthEnd.CLIP, sign) for day in DAYS]
        assert months.add_duration(column(DAYS), code, sign).tolist() == expected
    expected = [last_day(duration, day) for day in DAYS]
    assert months.last_day(code, column(DAYS)).tolist() == expected


def test_each_day_can_have_its_own_step() -> None:
    dice = random.Random(2)
    steps = [Duration(dice.randint(-40, 400), dice.randint(-400, 400)) for _ in DAYS]
    codes = column([months.encode(step) for step in steps])
    expected = [add(day, step, MonthEnd.CLIP) for day, step in zip(DAYS, steps, strict=True)]
    assert months.add_duration(column(DAYS), codes, 1).tolist() == expected
    expected = [last_day(step, day) for day, step in zip(DAYS, steps, strict=True)]
    assert months.last_day(codes, column(DAYS)).tolist() == expected


def test_months_quarters_and_years_of_columns_are_those_of_days() -> None:
    assert months.next_month(column(DAYS)).tolist() == [first_of_next_month(day) for day in DAYS]
    assert months.quarter(column(DAYS)).tolist() == [quarter(day) for day in DAYS]
    years = [date_of(day).year if is_real_day(day) else day for day in DAYS]
    assert months.year(column(DAYS)).tolist() == years


def test_durations_are_the_same_when_read_back_and_sums_of_codes_are_sums() -> None:
    for one in DURATIONS:
        whole, days = months.decode(np.int64(months.encode(one)))
        assert Duration(int(whole), int(days)) == one
        assert months.duration_size(np.int64(months.encode(one))) == duration_size(one)
        for other in DURATIONS:
            both = Duration(one.months + other.months, one.days + other.days)
            assert months.encode(one) + months.encode(other) == months.encode(both)


def vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    here = {"add", "subtract", "last_day", "first_of_next_month", "quarter"}
    return [
        row for row in rows if row["operation"] in here and "eerste dag" not in row["arguments"]
    ]


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: f"{v['operation']} {v['arguments']}")
def test_columns_answer_the_vectors_that_every_engine_must_answer(vector: dict[str, str]) -> None:
    def read_day(text: str) -> np.ndarray:
        return column([SPECIAL[text] if text in SPECIAL else day_of(_date(text))])

    def read_duration(text: str) -> int:
        return sum(months.encode(Duration.parse(part)) for part in text.split(" en "))

    given = vector["arguments"].split(", ")
    match vector["operation"]:
        case "add":
            found = months.add_duration(read_day(given[0]), read_duration(given[1]), 1)
        case "subtract":
            found = months.add_duration(read_day(given[0]), read_duration(given[1]), -1)
        case "last_day":
            found = months.last_day(read_duration(given[0]), read_day(given[1]))
        case "first_of_next_month":
            found = months.next_month(read_day(given[0]))
        case _:
            found = months.quarter(read_day(given[0]))
    answer = int(found[0])
    names = {day: name for name, day in SPECIAL.items()}
    if vector["operation"] == "quarter":
        assert names.get(answer, str(answer)) == vector["expected"]
    else:
        assert (names.get(answer) or date_of(answer).isoformat()) == vector["expected"]


def _date(text: str) -> object:
    return type(date_of(1)).fromisoformat(text)


@pytest.mark.parametrize("few", [0, 1_000_000], ids=["by marking", "by sorting"])
def test_distinct_values_are_found_by_marking_as_by_sorting(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(months, "_FEW", few)
    dice = random.Random(3)
    for size in (1, 2, 300, 1_000):
        for spread in (0, 5, 40_000, 5_000_000):
            one = [
                dice.choice((NEVER, ALREADY, dice.randint(-spread, spread))) for _ in range(size)
            ]
            other = [dice.randint(-3, 3) for _ in range(size)]
            rows, places = months.numbered([column(one), column(other)])
            lines = [(one[row], other[row]) for row in rows]
            assert [lines[place] for place in places] == list(zip(one, other, strict=True))
            assert len(set(lines)) == len(lines)


def test_a_function_is_called_once_for_equal_arguments() -> None:
    called = []

    def twice(day: int) -> int:
        called.append(day)
        return 2 * day

    assert months.by_unique(twice, column([3, 1, 3, 3])).tolist() == [6, 2, 6, 6]
    assert sorted(called) == [1, 3]
    assert int(months.by_unique(twice, 4)) == 8
    assert months.by_unique(twice, column([])).tolist() == []
