"""Every line of vectors.csv: what an engine in any language must answer.

The expected values were worked out by hand; days of the week and ends of terms were compared with
another calendar program, not with this one. Arguments are separated by
a comma and a space. A date is ``YYYY-MM-DD``, ``nooit`` (later than every date) or ``voorheen``
(earlier than every date).
"""

import csv
import datetime
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from inburgerregels.dates import (
    HolidayCalendar,
    MonthEnd,
    add,
    days_inclusive,
    first_of_next_month,
    last_day,
    quarter,
)
from inburgerregels.model.values import ALREADY, NEVER, Duration, date_of, day_of

VECTORS = Path(__file__).with_name("vectors.csv")
SPECIAL = {"nooit": NEVER, "voorheen": ALREADY}
NAME_OF_SPECIAL = {day: name for name, day in SPECIAL.items()}

Operation = Callable[[HolidayCalendar, list[str]], str]


def read_day(text: str) -> int:
    if text in SPECIAL:
        return SPECIAL[text]
    return day_of(datetime.date.fromisoformat(text))


def read_duration(text: str) -> Duration:
    parts = [Duration.parse(part) for part in text.split(" en ")]
    return Duration(sum(part.months for part in parts), sum(part.days for part in parts))


def show_day(day: int) -> str:
    return NAME_OF_SPECIAL.get(day) or date_of(day).isoformat()


def show_count(number: int | None) -> str:
    if number is None:
        return "onbekend"
    return NAME_OF_SPECIAL.get(number, str(number))


def step(sign: int) -> Operation:
    def run(_: HolidayCalendar, arguments: list[str]) -> str:
        day, duration, month_end = arguments
        return show_day(add(read_day(day), read_duration(duration), MonthEnd(month_end), sign))

    return run


OPERATIONS: dict[str, Operation] = {
    "add": step(1),
    "subtract": step(-1),
    "last_day": lambda _, a: show_day(last_day(read_duration(a[0]), read_day(a[1]))),
    "first_of_next_month": lambda _, a: show_day(first_of_next_month(read_day(a[0]))),
    "quarter": lambda _, a: show_count(quarter(read_day(a[0]))),
    "days_inclusive": lambda _, a: show_count(days_inclusive(read_day(a[0]), read_day(a[1]))),
    "holidays": lambda c, a: ", ".join(show_day(day) for day in sorted(c.holidays(int(a[0])))),
    "is_free": lambda c, a: "ja" if c.is_free(read_day(a[0])) else "nee",
    "next_working_day": lambda c, a: show_day(c.next_working_day(read_day(a[0]))),
    "end_of_term": lambda c, a: show_day(c.end_of_term(read_duration(a[0]), read_day(a[1]))),
}


def vectors() -> list[dict[str, str]]:
    with VECTORS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@pytest.mark.parametrize("vector", vectors(), ids=lambda v: f"{v['operation']} {v['arguments']}")
def test_the_answer_is_the_expected_one(vector: dict[str, str], calendar: HolidayCalendar) -> None:
    operation = OPERATIONS[vector["operation"]]
    answer = operation(calendar, vector["arguments"].split(", "))
    assert answer == vector["expected"], vector["why"]


def test_every_operation_has_vectors_and_no_vector_stands_twice() -> None:
    questions = [(vector["operation"], vector["arguments"]) for vector in vectors()]
    assert {operation for operation, _ in questions} == set(OPERATIONS)
    assert max(Counter(questions).values()) == 1


def test_every_vector_says_why_and_has_no_column_too_many() -> None:
    for vector in vectors():
        assert list(vector) == ["operation", "arguments", "expected", "why"]
        assert all(vector.values()), vector
