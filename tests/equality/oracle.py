"""The law in ``kamer/kamer.yaml``, once more, by hand: plain Python with dateutil, without the engine."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import attrs
from dateutil.relativedelta import relativedelta

__all__ = ["Step", "Tenant", "answer"]

DAY = datetime.timedelta(days=1)
FINES = ((125_000, 87_500, 50_005), (100_000, 62_500, 25_000), (75_000, 37_500, 0))


@attrs.frozen
class Step:
    """A duration as a tenant may get it: months, then days."""

    months: int
    days: int


@attrs.define
class Tenant:
    student: bool
    grade: str
    rents: list[datetime.date]
    postponed: list[tuple[datetime.date, Step]]
    lessons: list[tuple[datetime.date, int]]
    exams: list[tuple[datetime.date, bool]]
    sent: list[datetime.date]
    paid: list[tuple[datetime.date, int]]


def last_good_day(begin: datetime.date, step: Step) -> datetime.date:
    """The eve of the day on which a next term of this length would begin."""
    end = begin + relativedelta(months=step.months)
    if end.day < begin.day:
        end += DAY
    return end + (step.days - 1) * DAY


def until(tenant: Tenant, today: datetime.date) -> Tenant:
    """What has happened by today."""
    return Tenant(
        tenant.student,
        tenant.grade,
        sorted(day for day in tenant.rents if day <= today),
        sorted(((d, s) for d, s in tenant.postponed if d <= today), key=_postponed_order),
        [(d, h) for d, h in tenant.lessons if d <= today],
        [(d, p) for d, p in tenant.exams if d <= today],
        sorted(day for day in tenant.sent if day <= today),
        [(d, a) for d, a in tenant.paid if d <= today],
    )


def _postponed_order(pair: tuple[datetime.date, Step]) -> Any:
    return pair[0]


def rounded(amount: Fraction) -> int:
    """To whole cents, a half upwards."""
    return int((2 * amount + 1) // 2)


def answer(tenant: Tenant, today: datetime.date) -> dict[str, Any]:
    """Terms, decisions and debt as the answer of the engine tells them."""
    life = until(tenant, today)
    found: dict[str, Any] = {"termijnen": [], "besluiten": [], "plichtig_op": None}
    if not life.rents:
        return {**found, "verschuldigd": 0, "schuld": 0}
    found["plichtig_op"] = life.rents[0].isoformat()
    passed = min((day for day, good in life.exams if good), default=datetime.date.max)
    reduced = Fraction(25 if life.student else 0, 200) + Fraction(life.grade == "laag", 5)
    begin, step, number, owed = life.rents[0], Step(18, 0), 1, 0
    expected = False
    while True:
        basis = last_good_day(begin, step)
        end = basis
        for day, longer in life.postponed:
            if begin <= day <= end:
                end = last_good_day(end + DAY, longer)
        if begin <= today:
            found["termijnen"].append(
                (number, begin.isoformat(), end.isoformat(), max(0, (end - basis).days), expected)
            )
        if passed <= end:
            if passed <= today:
                found["besluiten"].append((passed.isoformat(), "gehaald", None, number, expected))
            break
        sent = next((day for day in life.sent if day > end), None)
        fined = end + 42 * DAY if sent is None else sent
        late = Fraction(15, 100) if fined > end + relativedelta(years=1) else Fraction(0)
        if fined > today:
            break
        tries = sum(begin <= day <= end and not good for day, good in life.exams)
        hours = sum(count for day, count in life.lessons if day <= end)
        whole = FINES[min(tries, 2)][min(hours // 100, 2)]
        amount = rounded(whole * (1 - min(Fraction(1), reduced + late)))
        owed += amount
        expected = expected or sent is None
        found["besluiten"].append((fined.isoformat(), "boete", amount, number, expected))
        begin = fined + DAY
        step = Step(12, 0) if begin <= datetime.date(2018, 6, 30) else Step(8, 0)
        number += 1
    found["besluiten"].sort(key=lambda decision: (decision[0], decision[1], decision[3]))
    found["verschuldigd"] = owed
    found["schuld"] = max(0, owed - sum(amount for _, amount in life.paid))
    return found
