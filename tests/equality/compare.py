"""Whether the executors say the same: the answers, and every value behind them."""

from __future__ import annotations

import datetime
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from inburgerregels.engine import evaluate
from inburgerregels.engine.columnar import ColumnEvaluator, evaluate_columnar
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.outcomes import _Outcomes
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import Row, Undetermined
from inburgerregels.engine.timeline import Timeline
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind
from inburgerregels.model import Dossier, Outcome, outcome_to_json

__all__ = ["Tally", "answers_that_differ", "counted_operations", "shuffled", "values_that_differ"]


@attrs.define
class Tally:
    """How much was compared."""

    answers: int = 0
    #: persons that the columns left to the reference executor
    again: int = 0
    values: int = 0
    decisions: int = 0
    reference: Counter[str] = attrs.Factory(Counter)
    columns: Counter[str] = attrs.Factory(Counter)


def as_json(outcome: Outcome) -> str:
    """The answer as it goes out, dates as text; fields in one order."""
    return json.dumps(outcome_to_json(outcome), default=str, sort_keys=True, ensure_ascii=False)


def shuffled(dossiers: Sequence[Dossier], seed: int) -> list[Dossier]:
    """The same dossiers with their events, and themselves, in another order."""
    dice = random.Random(seed)
    found = []
    for dossier in dossiers:
        events = list(dossier.events)
        dice.shuffle(events)
        found.append(attrs.evolve(dossier, events=tuple(events)))
    dice.shuffle(found)
    return found


def answers_that_differ(
    rulebook: Rulebook,
    dossiers: Sequence[Dossier],
    asked: datetime.date | Sequence[datetime.date],
    tally: Tally | None = None,
    seed: int | None = None,
) -> list[str]:
    """What the two executors say differently; with a ``seed``, also when the input is shuffled.

    Everybody is asked about on one day, or each on a day of their own.
    """
    together = isinstance(asked, datetime.date)
    of_each = [asked] * len(dossiers) if together else [*asked]
    days = {dossier.id: day for dossier, day in zip(dossiers, of_each, strict=True)}
    one_by_one = {dossier.id: evaluate(rulebook, dossier, days[dossier.id]) for dossier in dossiers}
    if tally is not None:
        tally.answers += len(dossiers)
        tally.decisions += sum(len(outcome.besluiten) for outcome in one_by_one.values())
    found = []
    expected = {name: as_json(outcome) for name, outcome in one_by_one.items()}
    given = [("", dossiers)]
    if seed is not None:
        given.append((" in another order", shuffled(dossiers, seed)))
    for how, these in given:
        at = asked if together else [days[dossier.id] for dossier in these]
        for outcome in evaluate_columnar(rulebook, these, at):
            if as_json(outcome) != expected[outcome.persoon]:
                told = _lines(one_by_one[outcome.persoon], outcome)
                found.append(f"{outcome.persoon} on {days[outcome.persoon]}{how}:\n{told}")
    return found


def _lines(one: Outcome, other: Outcome) -> str:
    left, right = json.loads(as_json(one)), json.loads(as_json(other))
    found = []
    for name in left:
        if left[name] == right[name]:
            continue
        if isinstance(left[name], list):
            found += _items(name, left[name], right[name])
        elif isinstance(left[name], dict):
            for key in left[name]:
                if left[name][key] != right[name].get(key):
                    a, b = left[name][key], right[name].get(key)
                    found.append(f"  {name}.{key}: reference {a}, columns {b}")
        else:
            found.append(f"  {name}: reference {left[name]}, columns {right[name]}")
    return "\n".join(found)


def _items(name: str, left: list[Any], right: list[Any]) -> Iterator[str]:
    """What differs in a list: of two like lines only what is not the same."""
    only = [item for item in left if item not in right]
    extra = [item for item in right if item not in left]
    if not only and not extra:
        yield f"  {name}: another order or number"
    if len(only) == len(extra):
        for one, other in zip(only, extra, strict=True):
            differ = {key: (one[key], other.get(key)) for key in one if one[key] != other.get(key)}
            which = [one.get(key) for key in ("datum", "soort", "regel", "begin")]
            yield f"  {name} {which}: (reference, columns) {differ}"
        return
    yield from (f"  reference {name}: {item}" for item in only)
    yield from (f"  columns   {name}: {item}" for item in extra)


# -- values ---------------------------------------------------------------------------------


def values_that_differ(
    rulebook: Rulebook, dossiers: Sequence[Dossier], day: datetime.date, tally: Tally | None = None
) -> list[str]:
    """Quantities of rows that have another value in columns. What columns call lost may be known."""
    made = _Outcomes(rulebook, dossiers, day)
    made.run()
    columns = made.evaluator
    again = columns.rows.redo
    if tally is not None and again is not None:
        tally.again += int(again.sum())
    found = []
    tables = [(b, table) for b, many in list(columns.spaces.tables.items()) for table in many]
    values = {
        (block, i, key): columns.value(index, table)
        for i, (block, table) in enumerate(tables)
        for key, index in rulebook.program.quantities.items()
        if key[0] == block
    }
    again = columns.rows.redo
    rows = [(i, b, t, columns.rows.person_of(t)) for i, (b, t) in enumerate(tables)]
    places = {(b, k): i for i, (b, k) in enumerate(_numbered(tables))}
    assert len(places) == len(tables)
    for who, dossier in enumerate(dossiers):
        if again is not None and again[who]:
            continue
        today = day.toordinal()
        timeline = Timeline(rulebook.vocabulary, dossier, today, rulebook.known_on)
        evaluator = Evaluator(rulebook, rulebook.program, timeline, today)
        known: dict[str, list[Row]] = {}
        for block, row in evaluator.rows.every_row():
            known.setdefault(block, []).append(row)
        for block in rulebook.blocks:
            mine = known.get(block, [])
            theirs = list(_rows_of(rows, block, who))
            if len(mine) != len(theirs):
                found.append(f"{dossier.id}: {len(mine)} rows of {block}, columns {len(theirs)}")
                continue
            found += [
                f"{dossier.id}: {line}"
                for line in _block(made, evaluator, block, mine, theirs, values, tally)
            ]
    return found


def _numbered(tables: list[tuple[str, Any]]) -> Iterator[tuple[str, int]]:
    seen: Counter[str] = Counter()
    for block, _ in tables:
        yield block, seen[block]
        seen[block] += 1


def _rows_of(rows: list[Any], block: str, who: int) -> Iterator[tuple[int, int]]:
    for i, name, _, person in rows:
        if name == block:
            for at in np.flatnonzero(person == who):
                yield i, int(at)


def _block(
    made: _Outcomes,
    evaluator: Evaluator,
    block: str,
    mine: list[Row],
    theirs: list[tuple[int, int]],
    values: dict[Any, Column],
    tally: Tally | None,
) -> Iterator[str]:
    """Rows are matched by what is in them: both sides as a bag of lines of values."""
    nodes = made.program.nodes
    for key, index in made.program.quantities.items():
        its_type = nodes[index].type
        if key[0] != block or its_type.kind in (Kind.ROW, Kind.SHARE):
            continue
        columns = [(values[(block, i, key)], at) for i, at in theirs]
        if any(column.lost is not None and column.lost[at] for column, at in columns):
            continue
        here = Counter(_text(evaluator.value(index, row)) for row in mine)
        there = Counter(_text(made.single.scalar(column, at, its_type)) for column, at in columns)
        if tally is not None:
            tally.values += len(mine)
        if here != there:
            yield f"{block}.{key[1:]}: reference {here - there}, columns {there - here}"


def _text(value: Any) -> str:
    return str(sorted(value)) if isinstance(value, frozenset) else repr(value)


# -- what was used --------------------------------------------------------------------------


class counted_operations:
    """Counts, while it lasts, which operators both executors compute."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally

    def __enter__(self) -> Tally:
        self.one, self.many = Evaluator._compute, ColumnEvaluator._compute
        one, many, tally = self.one, self.many, self.tally

        def reference(this: Evaluator, index: int, node: Any, row: Row) -> Any:
            found = one(this, index, node, row)
            tally.reference[_kind(node)] += type(found) is not Undetermined
            return found

        def columns(this: ColumnEvaluator, index: int, node: Any, table: Any) -> Column:
            tally.columns[_kind(node)] += table.count
            return many(this, index, node, table)

        Evaluator._compute, ColumnEvaluator._compute = reference, columns  # type: ignore[method-assign]
        return tally

    def __exit__(self, *_: object) -> None:
        Evaluator._compute, ColumnEvaluator._compute = self.one, self.many  # type: ignore[method-assign]


def _kind(node: Any) -> str:
    """The operator; of queries also what they ask, of gathered quantities how."""
    if node.op == "query":
        query = node.attr[0]
        return f"query {query.how}" + (" eerdere" if query.earlier else "")
    if node.op == "collect":
        return f"collect {node.attr.way}"
    return str(node.op)
