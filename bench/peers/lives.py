"""Lives under the small law, ten events each, in the forms that programs want them in."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import attrs
import numpy as np

from inburgerregels.model import Dossier, Event

__all__ = ["PARTS", "TODAY", "Columns", "Fine", "Life", "Prepared", "dossier", "lives"]

PARTS = ("lezen", "spreken", "schrijven")
TODAY = datetime.date(2026, 1, 1)
_FIRST = datetime.date(2012, 1, 1).toordinal()


class Life(NamedTuple):
    """One duty, one extension, five attempts at three parts and three blocks of lessons; days as
    ordinals."""

    begin: int
    extended_on: int
    length: int
    exams: tuple[tuple[int, int, bool], ...]
    lessons: tuple[tuple[int, int], ...]


class Fine(NamedTuple):
    """Whose fine, on what day, and how much in eurocents."""

    person: int
    day: int
    cents: int


#: What is timed, which answers all lives in whatever form a program has, and what reads that form.
Prepared = tuple[Callable[[], Any], Callable[[Any], list[Fine]]]


def lives(count: int, seed: int = 1) -> list[Life]:
    dice = random.Random(seed)
    return [_life(dice) for _ in range(count)]


def _life(dice: random.Random) -> Life:
    begin = _FIRST + dice.randrange(4_500)
    skill = dice.choice((0.3, 0.6, 0.9))
    parts = [0, 1, 2, dice.randrange(3), dice.randrange(3)]
    exams = [(begin + dice.randint(200, 1_500), part, dice.random() < skill) for part in parts]
    # Two attempts at one part on one day would have no order.
    exams = [(day + place, part, passed) for place, (day, part, passed) in enumerate(exams)]
    lessons = [(begin + dice.randint(30, 1_300), dice.randint(0, 200)) for _ in range(3)]
    length = dice.choice((0, 28, 56, 84, 168))
    return Life(begin, begin + dice.randint(1, 900), length, tuple(exams), tuple(lessons))


def dossier(number: int, life: Life) -> Dossier:
    """A life as the rules know it."""
    events = [Event("plicht", life.begin)]
    events.append(Event("verlenging", life.extended_on, {"lengte": life.length}))
    for day, part, passed in life.exams:
        events.append(Event("examen", day, {"onderdeel": PARTS[part], "geslaagd": passed}))
    events += [Event("les", day, {"uren": hours}) for day, hours in life.lessons]
    return Dossier(f"leven-{number}", {}, tuple(events))


@attrs.frozen(eq=False)
class Columns:
    """Lives as arrays: a row per person, and a column per exam and lesson."""

    begin: Any
    extended_on: Any
    length: Any
    exam_day: Any
    exam_part: Any
    exam_passed: Any
    lesson_day: Any
    lesson_hours: Any

    @classmethod
    def of(cls, found: Sequence[Life]) -> Columns:
        exams = np.array([life.exams for life in found], np.int64)
        lessons = np.array([life.lessons for life in found], np.int64)
        begin, extended_on, length = (
            np.array([life[i] for life in found], np.int64) for i in range(3)
        )
        return cls(
            begin,
            extended_on,
            length,
            exams[:, :, 0],
            exams[:, :, 1],
            exams[:, :, 2].astype(bool),
            lessons[:, :, 0],
            lessons[:, :, 1],
        )
