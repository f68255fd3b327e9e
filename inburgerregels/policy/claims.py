"""What a letter claimed in euros or numbers, reckoned again from decisions about a population."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from inburgerregels.language import Rulebook
from inburgerregels.language.literals import LiteralError, read_value
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.yaml_nodes import Map, Node, Scalar, read_documents
from inburgerregels.policy.answer_columns import AnswerColumns
from inburgerregels.policy.columns import Columns
from inburgerregels.policy.counting.people import People
from inburgerregels.policy.evaluated import Evaluated, evaluate_population
from inburgerregels.policy.figures import Figure, Figures
from inburgerregels.policy.folder import Population
from inburgerregels.policy.measuring import Measured
from inburgerregels.policy.nodes import a_day, a_list, a_map, a_text, known, needed, only, wrong
from inburgerregels.policy.questions import Questions

__all__ = ["CLAIMS", "Claim", "PartReckoned", "Reckoned", "read_claims", "reckon"]

Array = Any
CLAIMS = Path(__file__).resolve().parent / "gegevens" / "beweringen.yaml"
#: Where the fields of a decision stand among its columns.
_FIELD = "velden."

_PART = {"titel", "jaren", "verschil", "zonder", "per jaar", "als deel van"}
_STOPPED = {"stilgelegd", "door", "gelijk", "waar"}


@attrs.frozen
class Part:
    """One thing that is added up, in ``years``.

    ``indicator``: its total; with ``without`` that of the law without this overlay, less that with it.
    Otherwise what decisions of kind ``stopper`` with these values in ``where`` keep from coming in: of
    decisions of kind ``stopped`` those with the same values in ``equal``; without ``equal``, of events.
    """

    title: str
    years: tuple[int, ...]
    indicator: str | None
    without: str | None
    stopped: str | None
    stopper: str | None
    equal: tuple[str, ...]
    where: Mapping[str, str]
    unit: str
    #: What the difference is a share of is shown, when it is this share.
    share_of_whole: Fraction | None = None

    @property
    def counts(self) -> bool:
        """Whether it is part of the sum; a series, and what a difference is a share of, is only shown."""
        if self.share_of_whole is not None:
            return False
        return self.without is not None or self.stopped is not None

    @property
    def is_money(self) -> bool:
        return self.unit == "euro"


@attrs.frozen
class Claim:
    name: str
    title: str
    figure: str | None
    day: datetime.date
    parts: tuple[Part, ...]
    assumptions: tuple[str, ...]
    why: str


@attrs.frozen
class PartReckoned:
    """Per year what it comes to in each population, in cents or numbers of real persons."""

    part: Part
    by_year: Mapping[int, tuple[Fraction, ...]]


@attrs.frozen
class Reckoned:
    """``published`` is what was claimed, in the same unit; None where no number was."""

    claim: Claim
    published: Figure | None
    parts: tuple[PartReckoned, ...]

    @property
    def totals(self) -> tuple[Fraction, ...]:
        """The sum of the parts and years, in each population."""
        each = [values for one in self.parts if one.part.counts for values in one.by_year.values()]
        return tuple(sum(column, Fraction(0)) for column in zip(*each, strict=True))


def read_claims(rulebook: Rulebook, questions: Questions, figures: Figures) -> tuple[Claim, ...]:
    """Raises ``ProblemError`` with the place of the first mistake in the file."""
    top = a_map(read_documents(CLAIMS)[0])
    return tuple(
        _claim(key.text, a_map(node), rulebook, questions, figures)
        for key, node in a_map(needed(top, "beweringen")).entries
    )


def reckon(
    claims: Sequence[Claim],
    populations: Sequence[Population],
    law: Callable[[str | None], Rulebook],
    questions: Questions,
    figures: Figures,
    *,
    workers: int = 2,
) -> list[Reckoned]:
    """Every claim in every population. ``law``: the law as it is, or without one overlay."""
    found = []
    for claim in claims:
        by_part: list[dict[int, list[Fraction]]] = [
            {year: [] for year in part.years} for part in claim.parts
        ]
        for population in populations:
            seen: dict[str | None, People] = {}

            def people(
                without: str | None,
                *,
                of: Population = population,
                on: datetime.date = claim.day,
                seen: dict[str | None, People] = seen,
            ) -> People:
                if without not in seen:
                    fields = questions.fields | _fields(claims)
                    seen[without] = People(
                        evaluate_population(of, law(without), on, fields=fields, workers=workers)
                    )
                return seen[without]

            for part, years in zip(claim.parts, by_part, strict=True):
                totals = _totals(part, people, questions)
                for year, values in years.items():
                    share = part.share_of_whole or 1
                    values.append(totals.get(year, 0) * population.weight / share)
        parts = [
            PartReckoned(part, {year: tuple(values) for year, values in years.items()})
            for part, years in zip(claim.parts, by_part, strict=True)
        ]
        published = None if claim.figure is None else figures.consistent[claim.figure]
        found.append(Reckoned(claim, published, tuple(parts)))
    return found


def _fields(claims: Sequence[Claim]) -> frozenset[str]:
    """The fields of decisions that the parts look at."""
    named: set[str] = {"vanaf", "tot"}
    for claim in claims:
        for part in claim.parts:
            named |= {*part.equal, *part.where}
    return frozenset(name.removeprefix(_FIELD) for name in named)


def _totals(
    part: Part, people: Callable[[str | None], People], questions: Questions
) -> Mapping[int, int]:
    if part.stopped is not None:
        return _stopped(part, people(None))
    assert part.indicator is not None
    indicator = questions.indicators[part.indicator]
    now = _measured(people(None).evaluated, questions).by_year(indicator)
    if part.without is None:
        return now
    other = _measured(people(part.without).evaluated, questions).by_year(indicator)
    return {year: other.get(year, 0) - now.get(year, 0) for year in {*now, *other}}


def _measured(found: Evaluated, questions: Questions) -> Measured:
    answers = AnswerColumns(found.standing, found.decisions, found.terms, found.by_reference)
    return Measured(found.rulebook, questions, answers)


def _stopped(part: Part, people: People) -> Mapping[int, int]:
    """What would have come in, per year, while a decision stops it."""
    decisions = people.decisions
    stops = decisions.take(decisions["soort"].is_any_of([part.stopper or ""]))
    for column, word in part.where.items():
        stops = stops.take(stops[_field(column)].is_any_of([word]))
    if not part.equal:
        events = people.events(part.stopped or "")
        who, day, amount = events.person, events.day, next(iter(events.fields.values()))[0]
        names: tuple[str, ...] = ("persoon",)
        keys = _key_of({"persoon": who}, names)
    else:
        own = decisions.take(decisions["soort"].is_any_of([part.stopped or ""]))
        own = own.take(~own["vervallen_op"].there)
        names = ("persoon", *(_field(name) for name in part.equal))
        keys = _key_of({name: own[name].filled(-1) for name in names}, names)
        amount = own["bedrag_cent"].filled(0)
        day = own["datum"].numbers
    first, last = _first(stops, names, keys), _first(stops, names, keys, "tot")
    if part.equal:
        # A decision would have come in from the day on which it was stopped.
        day = np.maximum(day, first)
    held = (first >= 0) & (day >= first) & ((last < 0) | (day <= last)) & (day > 0)
    held &= day <= people.today
    found: dict[int, int] = {}
    for one, cents in zip(day[held].tolist(), amount[held].tolist(), strict=True):
        year = datetime.date.fromordinal(one).year
        found[year] = found.get(year, 0) + cents
    return found


def _field(name: str) -> str:
    return name if name.startswith(_FIELD) else _FIELD + name


def _key_of(columns: Mapping[str, Array], names: Sequence[str]) -> list[tuple[int, ...]]:
    return list(zip(*(columns[name].tolist() for name in names), strict=True))


def _first(
    rows: Columns, names: Sequence[str], wanted: list[tuple[int, ...]], day: str = "vanaf"
) -> Array:
    """For each wanted key the earliest day of the rows that have it; minus one where there is none."""
    keys = _key_of({name: rows[name].filled(-1) for name in names}, names)
    values = rows[_FIELD + day]
    known: dict[tuple[int, ...], int] = {}
    for key, one, there in zip(keys, values.numbers.tolist(), values.there.tolist(), strict=True):
        if there:
            known[key] = min(one, known.get(key, one))
    return np.array([known.get(key, -1) for key in wanted], np.int64)


# -- reading ------------------------------------------------------------------------------------


def _claim(
    name: str, said: Map, rulebook: Rulebook, questions: Questions, figures: Figures
) -> Claim:
    only(said, {"titel", "cijfer", "peildatum", "delen", "veronderstellingen", "waarom anders"})
    figure = said.get("cijfer")
    if figure is not None:
        known(a_text(figure), figures.consistent, "cijfer")
    return Claim(
        name,
        a_text(needed(said, "titel")).text,
        None if figure is None else a_text(figure).text,
        a_day(needed(said, "peildatum")),
        tuple(_part(a_map(n), rulebook, questions) for n in a_list(needed(said, "delen"))),
        tuple(a_text(node).text for node in a_list(needed(said, "veronderstellingen"))),
        a_text(needed(said, "waarom anders")).text,
    )


def _part(said: Map, rulebook: Rulebook, questions: Questions) -> Part:
    only(said, _PART | _STOPPED)
    kinds = rulebook.vocabulary.decisions

    def optional(name: str, names: Collection[str]) -> str | None:
        node = said.get(name)
        return None if node is None else known(a_text(node), names, name)

    indicator = optional("verschil", questions.indicators)
    indicator = indicator or optional("per jaar", questions.indicators)
    equal, where = said.get("gelijk"), said.get("waar")
    found = Part(
        a_text(needed(said, "titel")).text,
        tuple(_year(node) for node in a_list(needed(said, "jaren"))),
        indicator,
        optional("zonder", rulebook.overlays),
        optional("stilgelegd", rulebook.vocabulary.events if equal is None else kinds),
        optional("door", kinds),
        () if equal is None else tuple(a_text(node).text for node in a_list(equal)),
        {} if where is None else {k.text: a_text(n).text for k, n in a_map(where).entries},
        "euro" if indicator is None else questions.indicators[indicator].unit,
        None if (share := said.get("als deel van")) is None else _share(share),
    )
    if (found.indicator is None) == (found.stopped is None):
        raise wrong("een deel heeft 'verschil', 'per jaar' of 'stilgelegd'", said.position)
    return found


def _share(node: Node) -> Fraction:
    try:
        value = read_value(
            Scalar(a_text(node).text, node.position), Type(Kind.PERCENTAGE, scale=2), {}
        )
    except LiteralError as error:
        raise wrong(str(error), node.position) from None
    return Fraction(value, 10**2)


def _year(node: Node) -> int:
    try:
        return int(a_text(node).text)
    except ValueError:
        raise wrong("hier hoort een jaar", node.position) from None
