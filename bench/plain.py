"""The same law written by hand: what a programmer would write for one person who asks.

Only the exam term of three years, extensions of it, the fine, the term after a fine and remission of
the loan, under the Wet inburgering as of 2013, without the measures of later years. It assumes lives
as ``lives(..., full=False)`` makes them: nobody reaches the pension age. No explanation, no sources,
no doubt about facts, no other law: it is here to be compared with, in what it answers and in what it
takes.
"""

from __future__ import annotations

import calendar
import datetime
from typing import NamedTuple

from inburgerregels.model import Dossier, Duration, Event

__all__ = ["Answer", "Fact", "Term", "plain"]

FOREVER = 10**9
DAY = datetime.timedelta(days=1)


def _day(year: int, month: int, day: int) -> int:
    return datetime.date(year, month, day).toordinal()


ONA = _day(2015, 1, 1)
PVT = _day(2017, 10, 1)
FINE_TABLE = _day(2018, 7, 1)
EXTENDABLE_AGAIN = _day(2021, 12, 31)
PARTIAL_REMISSION = _day(2023, 1, 1)
MAXIMUM = 125_000
FINES = ((125_000, 87_500, 50_000), (100_000, 62_500, 25_000), (75_000, 37_500, 0))
SHARES = {1: (90, 60), 2: (70, 40)}
USUAL_DECISION = 91
PARTS = ("lezen", "luisteren", "schrijven", "spreken", "knm")


class Term(NamedTuple):
    number: int
    begin: int
    end: int
    extended: int


class Fact(NamedTuple):
    """A decision: its day, kind, amount (None where the law gives none) and what it is about."""

    day: int
    kind: str
    amount: int | None
    about: tuple[object, ...] = ()


class Answer(NamedTuple):
    terms: list[Term]
    facts: list[Fact]


def plain(dossier: Dossier, today: int) -> Answer:
    """The terms and decisions until today."""
    by_kind: dict[str, list[Event]] = {}
    for event in dossier.events:
        if event.day <= today:
            by_kind.setdefault(event.kind, []).append(event)
    for events in by_kind.values():
        events.sort(key=lambda event: event.day)
    start = by_kind["inburgeringsplichtig"][0].day
    required = (*PARTS, "ona") if start >= ONA else PARTS
    passed = dict.fromkeys(required, FOREVER)
    for exam in by_kind.get("examen", ()):
        part = exam.fields["onderdeel"]
        if exam.fields["uitslag"] == "behaald" and exam.day < passed.get(part, 0):
            passed[part] = exam.day
    done = max(passed.values())
    answer = Answer([], [])
    _terms(answer, by_kind, start, required, passed, done, today)
    declared = by_kind.get("pvt_afgerond", ())
    declared_on = (declared[0].day if declared else FOREVER) if start >= PVT else 0
    met = max(start, done, declared_on)
    if met <= today:
        answer.facts.append(Fact(met, "voldaan", None))
    if dossier.person["groep"] == "asielstatushouder":
        _remission(answer, by_kind, passed, done, met, today)
    answer.facts.sort(key=lambda fact: (fact.day, fact.kind))
    return answer


def _terms(
    answer: Answer,
    by_kind: dict[str, list[Event]],
    start: int,
    required: tuple[str, ...],
    passed: dict[str, int],
    done: int,
    today: int,
) -> None:
    begin, planned, fined_before = start, _last_day(start, Duration(months=36)), 0
    fines = by_kind.get("boetebesluit", [])
    number = 1
    while begin <= today:
        end = _extended(answer, by_kind, number, begin, planned, fined_before)
        answer.terms.append(Term(number, begin, end, end - planned))
        if done <= end:
            return
        overrun = end + 1
        sent = next((f for f in fines if f.day >= max(overrun, fined_before + 1)), None)
        day = end + USUAL_DECISION if sent is None else sent.day
        base, amount = _fine(by_kind, required, passed, end, day)
        last = _last_day(overrun, Duration(months=60))
        only_maximum = day < FINE_TABLE
        if day > last or (base == 0 and not only_maximum):
            if sent is None and day <= today:
                answer.facts.append(Fact(day, "geen_boete", None, (number,)))
            return
        if sent is None:
            if today <= last and day <= today:
                shown = None if only_maximum else amount
                answer.facts.append(Fact(day, "boete", shown, (number,)))
            elif today > last:
                answer.facts.append(Fact(max(day, last + 1), "geen_boete", None, (number,)))
            return
        answer.facts.append(Fact(day, "boete", None if only_maximum else amount, (number,)))
        begin, fined_before, number = end + 1, day, number + 1
        planned = _last_day(begin, Duration(months=24))
        if done <= day or planned < day:
            return
        answer.facts.append(Fact(day, "nieuwe_termijn", None, (number, begin, planned)))


def _extended(
    answer: Answer,
    by_kind: dict[str, list[Event]],
    number: int,
    begin: int,
    end: int,
    fined_before: int,
) -> int:
    literacy = False
    fines = by_kind.get("boetebesluit", ())
    for grant in by_kind.get("verlenging", ()):
        day = grant.day
        if not begin <= day <= end or day <= fined_before:
            continue
        if number > 1 and (day < EXTENDABLE_AGAIN or grant.fields["grond"] == "alfabetisering"):
            continue
        if grant.fields["grond"] == "alfabetisering":
            if literacy:
                continue
            literacy = True
        if any(end < fine.day <= day for fine in fines):
            continue
        end = _last_day(end + 1, grant.fields["duur"])
        answer.facts.append(Fact(day, "termijn_verlengd", None, (number, end)))
    return end


def _fine(
    by_kind: dict[str, list[Event]],
    required: tuple[str, ...],
    passed: dict[str, int],
    end: int,
    day: int,
) -> tuple[int, int]:
    """The amount by hours and attempts, and what is left of it after the parts that were passed."""
    hours = sum(
        event.fields["uren"]
        for event in by_kind.get("cursusuren", ())
        if event.day <= end
        and event.fields["keurmerk"]
        and event.fields["soort_uren"] in ("inburgering", "nt2")
    )
    tries = dict.fromkeys(required, 0)
    for exam in by_kind.get("examen", ()):
        if exam.day <= end and exam.fields["onderdeel"] in tries:
            tries[exam.fields["onderdeel"]] += 1
    open_parts = [part for part in required if passed[part] > end]
    if all(tries[part] >= (1 if part == "ona" else 2) for part in open_parts):
        row = 2
    elif all(tries.values()):
        row = 1
    else:
        row = 0
    by_table = FINES[row][0 if hours < 150 else 1 if hours < 300 else 2]
    at_overrun = by_table if end + 1 >= FINE_TABLE else MAXIMUM
    at_decision = by_table if day >= FINE_TABLE else MAXIMUM
    base = min(at_overrun, at_decision)
    got = len(required) - len(open_parts)
    reduction = min(80, 20 * got) if day >= FINE_TABLE else 0
    return base, base * (100 - reduction) // 100


def _remission(
    answer: Answer,
    by_kind: dict[str, list[Event]],
    passed: dict[str, int],
    done: int,
    met: int,
    today: int,
) -> None:
    draws = by_kind.get("lening_opname", ())
    if not draws or not answer.terms:
        return
    end = answer.terms[0].end
    if done <= end:
        day = max(met, draws[0].day)
        amount = sum(draw.fields["bedrag"] for draw in draws if draw.day <= day)
        share = 100
    else:
        late = sum(day > end for day in passed.values())
        if late not in SHARES or done > _months_later(end, 6) or met < PARTIAL_REMISSION:
            return
        day = met
        share = SHARES[late][0 if done <= _months_later(end, 3) else 1]
        drawn = sum(draw.fields["bedrag"] for draw in draws if draw.day <= day)
        amount = (drawn * share + 50) // 100
    if amount and day <= today:
        answer.facts.append(Fact(day, "kwijtschelding", amount, (share,)))


def _months_later(day: int, months: int) -> int:
    """The same day so many months later, or the last day of that month."""
    date = datetime.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(date.day, length)).toordinal()


def _last_day(begin: int, duration: Duration) -> int:
    """The last day of a term: the eve of the day on which the next one would begin."""
    later = _months_later(begin, duration.months) + duration.days
    if duration.months:
        date = datetime.date.fromordinal(begin)
        landed = datetime.date.fromordinal(_months_later(begin, duration.months))
        if landed.day < date.day:
            return later
    return later - 1
