"""A parameter of the law over a range: the whole population evaluated at every point of it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import attrs

from inburgerregels.batch.schema import Schema
from inburgerregels.language import Rulebook
from inburgerregels.language.literals import LiteralError, read_value
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.yaml_nodes import Scalar
from inburgerregels.model import Duration, Position, Problem, ProblemError, nearest
from inburgerregels.policy.counted import Counted
from inburgerregels.policy.folder import Population
from inburgerregels.policy.kept_tally import tally_once
from inburgerregels.policy.lives import Lives
from inburgerregels.policy.measuring import Measured
from inburgerregels.policy.population.reliving import Relived
from inburgerregels.policy.questions import Questions
from inburgerregels.policy.several_laws import SeveralLaws
from inburgerregels.policy.tally import Sum, added, sum_of
from inburgerregels.policy.worked_out import WorkedOut, day_part, with_what_is_kept

__all__ = ["Point", "Range", "Sweep", "read_range", "sweep", "with_value"]

#: A value, and what it stands beside in a range.
_RANGE = re.compile(r"\s*([^=\s]+)\s*=\s*(.+?)\s*\.\.\s*(.+?)\s*/\s*(.+?)\s*\Z")
_NUMBER = re.compile(r"(€\s*)?([\d.,]+)\s*([a-z%]*)\Z")
_MOST = 100
#: What people type behind an amount.
_EURO = "euro"
_EXAMPLE = "schrijf bijvoorbeeld NAAM=2..3 jaar/6 maanden"
_WITHOUT_STEP = "zet de stap erachter: schrijf bijvoorbeeld NAAM=2..3 jaar/6 maanden"
_KINDS = (Kind.DURATION, Kind.MONEY, Kind.PERCENTAGE, Kind.NUMBER)


@attrs.frozen
class Range:
    """The values that a parameter gets, in the type of its versions."""

    parameter: str
    title: str
    type: Type
    values: tuple[Any, ...]


@attrs.frozen
class Point:
    """What the indicators are at one value, in each population, and how much the persons then change;
    of lives."""

    value: Any
    sums: tuple[Mapping[str, Sum], ...]
    changes: tuple[Mapping[str, Sum], ...]


@attrs.frozen(eq=False)
class Sweep:
    """``now`` are the indicators of the law with the parameter as it is."""

    range: Range
    questions: Questions
    day: datetime.date
    rulebook: Rulebook
    populations: tuple[Population, ...]
    now: Point
    points: tuple[Point, ...]


def read_range(text: str, rulebook: Rulebook) -> Range:
    """``inburgeringstermijn=2..5jaar/6maanden``: the name of a parameter, the first and last value,
    and the step. Raises ``ProblemError`` with what is wrong."""
    match = _RANGE.match(text)
    if match is None:
        raise _refused(
            f"'{text}' is geen reeks",
            _WITHOUT_STEP if ".." in text and "/" not in text else _EXAMPLE,
        )
    name, first, last, step = match.groups()
    parameter = rulebook.parameters.get(name)
    if parameter is None:
        known = sorted(rulebook.parameters)
        hint = nearest(name, known) or "inburgerregels regels noemt alle parameters"
        if name in rulebook.tables:
            hint = f"'{name}' is een tabel: leg een voorstel met andere cellen naast de wet"
        raise _refused(f"er is geen parameter '{name}'", hint)
    its_type = parameter.versions[0].type
    if its_type.kind not in _KINDS:
        message = f"'{name}' is geen duur, bedrag, percentage of getal ({its_type})"
        raise _refused(message, "kies een andere parameter")
    low, high, size = (
        _read(one, its_type, name) for one in (_with_unit_of(first, last), last, step)
    )
    values = tuple(_steps(low, high, size, name))
    return Range(name, parameter.title or name, its_type, values)


def _with_unit_of(text: str, other: str) -> str:
    """``2`` beside ``5 jaar`` is 2 jaar."""
    match, beside = _NUMBER.match(text), _NUMBER.match(other)
    if match and beside and not match[3] and beside[3]:
        return f"{text} {beside[3]}"
    return text


def _read(text: str, its_type: Type, name: str) -> Any:
    match = _NUMBER.match(text)
    shown = f"{match[1] or ''}{match[2]} {match[3]}".strip() if match else text
    shown = shown.replace(" %", "%")
    if its_type.kind is Kind.MONEY and match and match[3] == _EURO:
        shown = match[2]
    if its_type.kind is Kind.NUMBER and match and match[3] in ("", its_type.unit):
        shown = match[2]
    try:
        return read_value(Scalar(shown, Position("")), its_type, {})
    except LiteralError as error:
        raise _refused(f"{name}: {error}", error.hint or _EXAMPLE) from None


def _steps(first: Any, last: Any, step: Any, name: str) -> list[Any]:
    """From the first to the last value."""
    one, other, between = (_pair(value) for value in (first, last, step))
    along = 1 if between[1] else 0
    if any(pair[1 - along] for pair in (one, other, between)):
        message = f"{name}: jaren en maanden gaan niet samen met weken en dagen"
        raise _refused(message, "schrijf begin, einde en stap alle drie in maanden, of in dagen")
    low, high, size = one[along], other[along], between[along]
    if size <= 0 or low > high:
        raise _refused(
            f"{name}: deze reeks is leeg", "begin bij het laagste, met een stap boven nul"
        )
    if (high - low) // size >= _MOST:
        message = f"{name}: deze reeks heeft meer dan {_MOST} punten"
        raise _refused(message, "neem een grotere stap")
    numbers = range(low, high + 1, size)
    if not isinstance(first, Duration):
        return [*numbers]
    return [Duration(days=n) if along else Duration(months=n) for n in numbers]


def _pair(value: Any) -> tuple[int, int]:
    return (value.months, value.days) if isinstance(value, Duration) else (value, 0)


def with_value(rulebook: Rulebook, asked: Range, value: Any) -> Rulebook:
    """The law in which a parameter always had this value. It is not loaded again: the program asks
    the rulebook for its parameters while it runs."""
    parameter = rulebook.parameters[asked.parameter]
    versions = tuple(
        attrs.evolve(version, value=_at_scale(value, asked.type, version.type))
        for version in parameter.versions
    )
    changed = attrs.evolve(parameter, versions=versions)
    return attrs.evolve(rulebook, parameters={**rulebook.parameters, asked.parameter: changed})


def _at_scale(value: Any, its_type: Type, wanted: Type) -> Any:
    """A percentage in the decimals of another version; there are never fewer."""
    if its_type.kind is not Kind.PERCENTAGE or wanted.scale == its_type.scale:
        return value
    factor: int = 10 ** abs(wanted.scale - its_type.scale)
    if wanted.scale > its_type.scale:
        return value * factor
    if value % factor:
        raise _refused("dit percentage heeft te veel decimalen", "neem een rondere stap")
    return value // factor


def sweep(
    populations: Sequence[Population],
    rulebook: Rulebook,
    asked: Range,
    questions: Questions,
    day: datetime.date,
    *,
    workers: int = 2,
) -> Sweep:
    """Everybody, at every value of the range; each block is read once."""
    schema = Schema(rulebook.vocabulary)
    laws = SeveralLaws(
        rulebook,
        [with_value(rulebook, asked, value) for value in asked.values],
        day,
        questions.fields,
        projections=questions.projections,
    )
    each = (laws.base, *laws.others)
    found = []
    for population in populations:

        def swept(lives: Lives, worked_out: WorkedOut | None) -> list[_Counted]:
            rulebooks = [law.rulebook for law in each]
            relived = Relived(lives, rulebooks, workers=workers, worked_out=worked_out)

            def work(number: int) -> list[_Counted]:
                block, others = relived.under(number)
                first = lives.firsts[number]
                together = laws.about(block, worked_out, first)
                everybody = cache(lambda: Counted(laws.base, questions, block, together.answers))
                whole = tally_once(
                    questions,
                    *(day_part(day), first, first + len(block), worked_out),
                    lambda: everybody().tally,
                )
                found = [_Counted(whole.sums)]
                for law, beside in zip(laws.others, together.beside(others), strict=True):
                    before = (
                        everybody().measured
                        if beside.block is block
                        else Measured(laws.base.rulebook, questions, beside.before)
                    )
                    after = before.beside(law.rulebook, beside.after)
                    found.append(_beside(whole.sums, before, after))
                return found

            counted = [_Counted() for _ in each]
            for part in lives.each(work, workers):
                counted = [one + other for one, other in zip(counted, part, strict=True)]
            return counted

        lives = Lives(population, schema, workers)
        found.append(with_what_is_kept(lives, rulebook, swept))
    points = [
        Point(value, tuple(of[at].sums for of in found), tuple(of[at].changes for of in found))
        for at, value in enumerate((None, *asked.values))
    ]
    return Sweep(
        asked,
        questions,
        day,
        rulebook,
        tuple(populations),
        points[0],
        tuple(points[1:]),
    )


@attrs.frozen
class _Counted:
    """The indicators of some persons, and how much each changes."""

    sums: Mapping[str, Sum] = attrs.field(factory=dict)
    changes: Mapping[str, Sum] = attrs.field(factory=dict)

    def __add__(self, other: _Counted) -> _Counted:
        return _Counted(
            added(self.sums, other.sums, Sum()), added(self.changes, other.changes, Sum())
        )


def _beside(whole: Mapping[str, Sum], before: Measured, after: Measured) -> _Counted:
    """The indicators of everybody, with something else of some persons. Only what the law touches is added
    up again."""
    sums, changes = {**whole}, {}
    for name in after.questions.indicators:
        if after.is_touched(name):
            one, other = (measured.of_person(name) for measured in (before, after))
            sums[name] = sums[name] - sum_of(one) + sum_of(other)
            changes[name] = sum_of(other - one)
    return _Counted(sums, changes)


def _refused(message: str, hint: str) -> ProblemError:
    return ProblemError([Problem("P020", message, None, hint)])
