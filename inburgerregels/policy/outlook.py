"""How many terms will lapse in the months to come, and how many then did.

What is expected is known on the day itself: the terms that run out in a month, times the share of
such terms, as far ahead, that lapsed in as many months before. A term that has a week to go is
likelier to lapse than one with five months. It is judged against the same lives, evaluated later.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from inburgerregels.dates import MonthEnd, add
from inburgerregels.language import Rulebook
from inburgerregels.language.reader import Reader
from inburgerregels.language.sources import SourceBook
from inburgerregels.language.yaml_nodes import read_documents
from inburgerregels.model import Duration, Problem, ProblemError, Problems, Source
from inburgerregels.policy.counting.computing import for_each_day
from inburgerregels.policy.counting.conditions import Condition
from inburgerregels.policy.counting.moments import TakenDay
from inburgerregels.policy.counting.people import People
from inburgerregels.policy.counting.read_conditions import ConditionReader
from inburgerregels.policy.folder import Population

__all__ = ["OUTLOOK", "Month", "Outlook", "OutlookDefinition", "look_ahead", "read_outlook"]

Array = Any
OUTLOOK = Path(__file__).resolve().parent / "gegevens" / "vooruitblik.yaml"

_KEYS = {"bron", "titel", "peildatum", "maanden", "termijnen", "mensen", "loopt", "voorbij"}
_KEYS |= {"gehaald_met"}


@attrs.frozen
class OutlookDefinition:
    """Which terms are looked at: of which kinds, of whom, and when one has lapsed.

    ``runs`` and ``past`` are states of a term; ``done`` are decisions which, taken by the last day of
    a term, mean that it was kept.
    """

    title: str
    source: tuple[Source, ...]
    day: datetime.date
    months: int
    kinds: tuple[str, ...]
    who: Condition
    runs: tuple[str, ...]
    past: tuple[str, ...]
    done: tuple[str, ...]


@attrs.frozen
class Month:
    """Terms whose last day lies from ``first`` until ``until``: how many run out, how many are expected
    to lapse, and how many did; None where these lives do not reach that far. For real persons."""

    kind: str
    first: datetime.date
    until: datetime.date
    running: Fraction
    expected: Fraction | None
    lapsed: Fraction | None


@attrs.frozen
class Outlook:
    """``before``: per kind, for each month as far ahead, how many terms were to run out then as seen
    as many months before the day, and how many lapsed."""

    day: datetime.date
    until: datetime.date
    months: tuple[Month, ...]
    before: Mapping[str, tuple[tuple[Fraction, Fraction], ...]]

    def total(self, kind: str | None = None) -> Month:
        """All months together, of one kind of term or of all."""
        chosen = [month for month in self.months if kind in (None, month.kind)]
        return Month(
            kind or "",
            self.day,
            self.until,
            sum((month.running for month in chosen), Fraction(0)),
            _sum([month.expected for month in chosen]),
            _sum([month.lapsed for month in chosen]),
        )


def read_outlook(rulebook: Rulebook, path: Path = OUTLOOK) -> OutlookDefinition:
    """Raises ``ProblemError`` for what the law does not know."""
    problems = Problems()
    ask = Reader(problems, SourceBook({}))
    documents = read_documents(path)
    node = ask.map(documents[0] if documents else None, "de vooruitblik")
    ask.only(node, _KEYS, "de vooruitblik")
    conditions = ConditionReader(ask, rulebook)
    ordinal = ask.day(node.get("peildatum"), "peildatum")
    months = ask.count(node.get("maanden"), "maanden")
    if ordinal is None or not months:
        ask.problems.add("T001", "vanaf welke dag, en hoeveel maanden?", node.position)
    outcome = rulebook.vocabulary.outcome
    quantity = outcome.term.get("status") if outcome is not None else None
    decl = rulebook.vocabulary.quantities.get(quantity or "")
    states = (decl.type.name if decl is not None else None) or ""
    found = OutlookDefinition(
        ask.text(node.get("titel"), "titel") or "",
        ask.source(node.get("bron")),
        datetime.date.fromordinal(ordinal or 1),
        months or 1,
        conditions.term_kinds(node.get("termijnen")),
        conditions.condition(node.get("mensen")),
        conditions.choice_words(node.get("loopt"), states, "loopt"),
        conditions.choice_words(node.get("voorbij"), states, "voorbij"),
        conditions.decision_kinds(node.get("gehaald_met")),
    )
    problems.raise_if_any()
    return found


def look_ahead(
    population: Population,
    rulebook: Rulebook,
    definition: OutlookDefinition,
    *,
    day: datetime.date | None = None,
    months: int | None = None,
    workers: int = 2,
) -> Outlook:
    """The outlook from a day, and what became of it where these lives reach that far."""
    day, months = day or definition.day, months or definition.months
    try:
        edges = [_moved(day, number) for number in range(-months, months + 1)]
    except (ValueError, OverflowError):
        message = f"{months} maanden voor en na {day.isoformat()} bestaan niet allemaal"
        raise ProblemError([Problem("P004", message)]) from None
    before, ahead = edges[: months + 1], edges[months:]
    until = ahead[-1]
    wanted = [before[0], day, *([until] if until <= population.until else [])]
    ran: dict[datetime.date, dict[str, list[Fraction]]] = {}
    past: dict[datetime.date, dict[str, list[Fraction]]] = {}

    def count(people: People, on: datetime.date) -> None:
        for kind in definition.kinds:
            if on < until:
                bounds = before if on < day else ahead
                ran.setdefault(on, {})[kind] = _running(people, definition, kind, bounds)
            if on > before[0]:
                bounds = before if on == day else ahead
                past.setdefault(on, {})[kind] = _lapsed(people, definition, kind, bounds)

    for_each_day(population, rulebook, wanted, count, workers=workers)
    rates = {
        kind: tuple(zip(ran[before[0]][kind], past[day][kind], strict=True))
        for kind in definition.kinds
    }
    found = []
    for kind in definition.kinds:
        for number, running in enumerate(ran[day][kind]):
            real = past[until][kind][number] if until in past else None
            expected = _expected(running, number, rates[kind])
            found.append(Month(kind, ahead[number], ahead[number + 1], running, expected, real))
    return Outlook(day, until, tuple(found), rates)


def _expected(
    running: Fraction, number: int, before: Sequence[tuple[Fraction, Fraction]]
) -> Fraction | None:
    """What is likely to lapse; None when nothing ran out before from which that can be known."""
    if not running:
        return Fraction(0)
    run, lapsed = before[number]
    if not run:
        run, lapsed = (sum(column, Fraction(0)) for column in zip(*before, strict=True))
    return running * lapsed / run if run else None


def _running(
    people: People, definition: OutlookDefinition, kind: str, bounds: Sequence[datetime.date]
) -> list[Fraction]:
    """How many terms that run on the day end in each of these periods."""
    terms = people.terms
    if not terms.count:
        return [Fraction(0)] * (len(bounds) - 1)
    who = definition.who.mask(people)
    rows = terms["soort"].is_any_of((kind,)) & terms["status"].is_any_of(definition.runs)
    rows &= who[terms["persoon"].numbers]
    return _per_period(people, rows, bounds)


def _lapsed(
    people: People, definition: OutlookDefinition, kind: str, bounds: Sequence[datetime.date]
) -> list[Fraction]:
    """How many terms ended in each of these periods without having been kept."""
    terms = people.terms
    if not terms.count:
        return [Fraction(0)] * (len(bounds) - 1)
    done = TakenDay(definition.done).days(people)
    rows = terms["soort"].is_any_of((kind,)) & terms["status"].is_any_of(definition.past)
    rows &= done[terms["persoon"].numbers] > terms["einde"].numbers
    return _per_period(people, rows, bounds)


def _per_period(people: People, rows: Array, bounds: Sequence[datetime.date]) -> list[Fraction]:
    ends = people.terms["einde"]
    chosen = ends.numbers[rows & ends.there]
    places = np.searchsorted([edge.toordinal() for edge in bounds], chosen, side="right")
    counts = np.bincount(places, minlength=len(bounds) + 1)[1 : len(bounds)]
    return [int(count) * people.evaluated.weight for count in counts]


def _moved(day: datetime.date, months: int) -> datetime.date:
    sign = 1 if months >= 0 else -1
    moved = add(day.toordinal(), Duration(months=abs(months)), MonthEnd.CLIP, sign)
    return datetime.date.fromordinal(moved)


def _sum(values: Sequence[Fraction | None]) -> Fraction | None:
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if len(known) == len(values) else None
