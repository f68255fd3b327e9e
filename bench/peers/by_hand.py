"""The small law as a programmer would write it: for one person with dateutil, for all with numpy.

Both also do what the rules do of themselves: what happened after today is not known yet.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np
from dateutil.relativedelta import relativedelta

from bench.peers.lives import PARTS, TODAY, Columns, Fine, Life, Prepared

__all__ = ["amount", "three_years_later", "with_dateutil", "with_numpy"]

Array = Any
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_NEVER = 10**9
_DECIDED = datetime.timedelta(weeks=13)


def amount(hours: int) -> int:
    return 30_000 if hours < 150 else 20_000 if hours < 300 else 10_000


def with_dateutil(found: Sequence[Life]) -> Prepared:
    day = datetime.date.fromordinal
    told = [
        (
            day(life.begin),
            (day(life.extended_on), life.length),
            [(day(when), part, passed) for when, part, passed in life.exams],
            [(day(when), hours) for when, hours in life.lessons],
        )
        for life in found
    ]

    def run() -> list[Fine]:
        fines = []
        for person, (begin, (extended_on, length), exams, lessons) in enumerate(told):
            if begin > TODAY:
                continue
            end = begin + relativedelta(years=3)
            if extended_on <= TODAY:
                end += datetime.timedelta(days=length)
            done: list[datetime.date | None] = [None] * len(PARTS)
            for when, part, passed in exams:
                if passed and when <= TODAY:
                    known = done[part]
                    done[part] = when if known is None else min(known, when)
            passed_all = [when for when in done if when is not None]
            if len(passed_all) == len(PARTS) and max(passed_all) <= end:
                continue
            if end + _DECIDED <= TODAY:
                hours = sum(hours for when, hours in lessons if when <= end and when <= TODAY)
                fines.append(Fine(person, (end + _DECIDED).toordinal(), amount(hours)))
        return fines

    return run, list


def with_numpy(found: Sequence[Life]) -> Prepared:
    lives = Columns.of(found)
    today = TODAY.toordinal()

    def run() -> tuple[Array, Array, Array]:
        end = three_years_later(lives.begin)
        end += np.where(lives.extended_on <= today, lives.length, 0)
        good = lives.exam_passed & (lives.exam_day <= today)
        done = end - end
        for part in range(len(PARTS)):
            days = np.where(good & (lives.exam_part == part), lives.exam_day, _NEVER)
            np.maximum(done, days.min(axis=1), out=done)
        decided = end + _DECIDED.days
        late = np.flatnonzero((lives.begin <= today) & (done > end) & (decided <= today))
        counts = lives.lesson_day[late] <= end[late, None]
        hours = np.where(counts, lives.lesson_hours[late], 0).sum(axis=1)
        cents = np.array([30_000, 20_000, 10_000])[np.minimum(hours // 150, 2)]
        return late, decided[late], cents

    def read(arrays: tuple[Array, Array, Array]) -> list[Fine]:
        return list(map(Fine, *(array.tolist() for array in arrays)))

    return run, read


def three_years_later(day: Array) -> Array:
    """A month ends on its last day."""
    dates = (day - _EPOCH).astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    then = (month + 36).astype("datetime64[D]")
    last = (month + 37).astype("datetime64[D]") - 1
    return np.minimum(then + (dates - month), last).astype(np.int64) + _EPOCH
