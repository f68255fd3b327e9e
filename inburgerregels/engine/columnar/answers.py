"""From columns to answers: decisions, terms and standing, with the rows they come from."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from inburgerregels.engine.columnar.columns import Column, spread
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.language.vocabulary import EventKind
from inburgerregels.model import NEVER

__all__ = ["DecisionColumns", "TermColumns", "agenda", "decisions", "standing", "terms", "unused"]

Array = Any


@attrs.frozen(eq=False)
class DecisionColumns:
    """Decisions taken by one rule in one table: of whom, when, with what, and from which row."""

    key: tuple[str, str]
    table: Table
    person: Array
    day: Array
    amount: Column | None
    fields: dict[str, Column]
    expected: Array
    lapsed: Array
    reasons: Column | None


@attrs.frozen(eq=False)
class TermColumns:
    """Periods of one chain in one table; ``rule`` is per period the place in ``rules`` of the rule that
    fixed its first day, the one past them where no single rule did."""

    block: str
    rules: tuple[str, ...]
    rule: Array
    person: Array
    number: Any
    first: Array
    final: Column
    fields: dict[str, Column]
    expected: Array


def _tables(evaluator: ColumnEvaluator, block: str) -> list[Table]:
    """All tables of a block's rows, built if they were not."""
    if block != "persoon":
        evaluator.rows.under(block, evaluator.persons)
    return evaluator.spaces.tables.get(block, [])


def decisions(evaluator: ColumnEvaluator, *, projections: bool = True) -> list[DecisionColumns]:
    """Every decision taken. Persons of whom a part is lost are marked for the reference executor.

    Without ``projections`` only a decision that is a projection itself is marked as expected, and not
    what rests on one.
    """
    _unknown(evaluator)
    found = []
    program, rows = evaluator.program, evaluator.rows
    for block in evaluator.rulebook.blocks:
        for table in _tables(evaluator, block):
            for name in evaluator.rulebook.blocks[block].decisions:
                if program.decisions[(block, name)].base is None:
                    found += _family(evaluator, block, name, table)
    if projections:
        _expect(evaluator, found)
    else:
        evaluator.expected.touched = np.zeros(evaluator.persons.count, bool)
    lapsed: dict[int, int] = {}
    for part in found:
        _revoke(evaluator, part, lapsed)
    if lapsed:
        for part in found:
            own = rows.evaluator.spaces.place_of(part.table)
            references = evaluator.spaces.references(f"besluit:{part.key[0]}.{part.key[1]}", own)
            for at in np.flatnonzero(np.isin(references, list(lapsed))):
                part.lapsed[at] = lapsed[int(references[at])]
    return found


def _unknown(evaluator: ColumnEvaluator) -> None:
    """Mark everybody of whom a fact is unknown: all answers have to be tried."""
    if evaluator.rows.facts_seen:
        return
    evaluator.rows.facts_seen = True
    for column in evaluator.person.values():
        if column.lost is not None:
            evaluator.rows.again(evaluator.persons, column.lost)
    for events in evaluator.events.values():
        for column in events.fields.values():
            if column.lost is not None:
                mask = np.zeros(evaluator.persons.count, bool)
                mask[events.person[column.lost]] = True
                evaluator.rows.again(evaluator.persons, mask)


def _family(
    evaluator: ColumnEvaluator, block: str, root: str, table: Table
) -> list[DecisionColumns]:
    rows = evaluator.rows
    chosen, day = evaluator.decisions.family(block, root, table)
    if chosen.lost is not None:
        rows.again(table, chosen.lost)
    found = []
    for place, name in enumerate(evaluator.decisions.members(block, root)):
        here = chosen.values == place
        if chosen.lost is not None:
            here = here & ~chosen.lost
        taken = np.flatnonzero(here)
        if len(taken):
            days = spread(day.values, table.count, np.int64)[taken]
            found.append(_decision(evaluator, (block, name), table.part(taken), days))
    return found


def _decision(
    evaluator: ColumnEvaluator, key: tuple[str, str], part: Table, days: Array
) -> DecisionColumns:
    nodes = evaluator.program.decisions[key]

    def value(index: int) -> Column:
        column = evaluator.value(index, part)
        if column.lost is not None:
            evaluator.rows.again(part, column.lost)
        return column

    # A copy: what it becomes is not what the node's value was.
    projected = spread(value(nodes.projected).values, part.count, bool).copy()
    return DecisionColumns(
        key,
        part,
        evaluator.rows.person_of(part),
        days,
        None if nodes.amount is None else value(nodes.amount),
        {name: value(index) for name, index in nodes.fields.items()},
        projected,
        np.full(part.count, NEVER, np.int64),
        None if nodes.reasons is None else value(nodes.reasons),
    )


def _expect(evaluator: ColumnEvaluator, found: list[DecisionColumns]) -> None:
    """Mark what rests on a projection; only of persons with a projected decision can anything."""
    touched = np.zeros(evaluator.persons.count, bool)
    for part in found:
        touched[part.person[part.expected]] = True
    evaluator.expected.touched = touched
    for part in found:
        rows = np.flatnonzero(touched[part.person])
        if len(rows):
            part.expected[rows] = evaluator.expected.decisions(part.key, part.table, rows)


def _revoke(evaluator: ColumnEvaluator, part: DecisionColumns, lapsed: dict[int, int]) -> None:
    revokes = evaluator.program.decisions[part.key].revokes
    if revokes is None:
        return
    target = evaluator.value(revokes, part.table)
    if target.lost is not None:
        evaluator.rows.again(part.table, target.lost)
    references = spread(target.values, part.table.count, np.int64)
    for i in range(part.table.count):
        if target.absent is None or not target.absent[i]:
            known = int(references[i])
            lapsed[known] = min(int(part.day[i]), lapsed.get(known, NEVER))


def terms(evaluator: ColumnEvaluator) -> list[TermColumns]:
    """The periods that have begun, of chains that are shown as terms; after :func:`decisions`."""
    found = []
    outcome = evaluator.rulebook.vocabulary.outcome
    for block, chain in evaluator.program.chains.items():
        if chain.block.term is None:
            continue
        for table in _tables(evaluator, block):
            first = evaluator.value(chain.first_day, table)
            if first.lost is not None:
                evaluator.rows.again(table, first.lost)
            days = spread(first.values, table.count, np.int64)
            here = np.flatnonzero((days <= evaluator.today_of(table)) & (days > 0))
            if not len(here):
                continue
            part = table.part(here)
            fields = {}
            for field, quantity in (outcome.term if outcome else {}).items():
                index = evaluator.program.quantities[(block, quantity, None)]
                fields[field] = evaluator.value(index, part)
            final = evaluator.value(chain.final_day, part)
            for column in (final, *fields.values()):
                if column.lost is not None:
                    evaluator.rows.again(part, column.lost)
            person = evaluator.rows.person_of(part)
            expected = np.zeros(part.count, bool)
            touched = evaluator.expected.touched
            if touched[person].any():
                expected = spread(evaluator.expected.row(part), part.count, bool)
            found.append(
                TermColumns(
                    *(block, *_behind(evaluator, chain.first_day, part)),
                    *(person, part.number, days[here], final, fields, expected),
                )
            )
    return found


def _behind(evaluator: ColumnEvaluator, index: int, table: Table) -> tuple[tuple[str, ...], Array]:
    """The rules that may define a quantity, and which of them did for each row."""
    node = evaluator.program.definition(index)
    if node is None:
        return (), np.zeros(table.count, np.int64)
    wins, _ = evaluator.law.winners(node, table)
    won = np.stack([np.broadcast_to(mask, table.count) for mask in wins])
    return node.attr.rules, np.where(won.sum(axis=0) == 1, won.argmax(axis=0), len(wins))


def standing(evaluator: ColumnEvaluator) -> dict[str, Column]:
    """The person's own fields of the answer, the loan included, by quantity."""
    outcome = evaluator.rulebook.vocabulary.outcome
    found = {}
    if outcome is not None:
        for quantity in (*outcome.fields.values(), *outcome.loan.values()):
            index = evaluator.program.quantities[("persoon", quantity, None)]
            column = found[quantity] = evaluator.value(index, evaluator.persons)
            if column.lost is not None:
                evaluator.rows.again(evaluator.persons, column.lost)
    return found


def agenda(evaluator: ColumnEvaluator) -> list[tuple[Any, Array, Array]]:
    """Agenda items that are still to come: rule, persons and days."""
    found = []
    for block, items in evaluator.program.agenda.items():
        for table in _tables(evaluator, block) if items else ():
            for item in items:
                applies = evaluator.value(item.applies, table)
                here = spread(applies.values, table.count, bool)
                if applies.lost is not None:
                    evaluator.rows.again(table, applies.lost)
                    here = here & ~applies.lost
                rows = np.flatnonzero(here)
                if not len(rows):
                    continue
                part = table.part(rows)
                date = evaluator.value(item.date, part)
                days = spread(date.values, part.count, np.int64)
                good = (days >= evaluator.today_of(part)) & (days < NEVER)
                if date.lost is not None:
                    evaluator.rows.again(part, date.lost)
                    good &= ~date.lost
                person = evaluator.rows.person_of(part)
                found.append((item.rule, person[good], days[good]))
    return found


def unused(evaluator: ColumnEvaluator) -> list[tuple[EventKind, Array, Array]]:
    """Events that must land and that no rule used: of which kind, of whom, and on which days."""
    vocabulary = evaluator.rulebook.vocabulary
    if vocabulary.outcome is None or not vocabulary.outcome.manual:
        return []
    kinds = [k for k in vocabulary.events.values() if k.must_land]
    landed = {kind.name: np.zeros(len(evaluator.events[kind.name]), bool) for kind in kinds}

    def land(references: Array) -> None:
        for source, _, places in evaluator.spaces.split(references):
            name = source.partition(":")[2]
            if source.startswith("gebeurtenis:") and name in landed:
                landed[name][places] = True

    for block, chain in evaluator.program.chains.items():
        for table in _tables(evaluator, block) if chain.lands else ():
            for index in chain.lands:
                row = evaluator.value(index, table)
                references = spread(row.values, table.count, np.int64)
                here = np.ones(table.count, bool) if row.absent is None else ~row.absent
                if row.lost is not None:
                    evaluator.rows.again(table, row.lost)
                    here = here & ~row.lost
                land(references[here])
    for block, walk in evaluator.program.walks.items():
        for table in _tables(evaluator, block) if walk.lands is not None else ():
            assert walk.lands is not None
            assert table.item is not None
            used = evaluator.value(walk.lands, table)
            here = spread(used.values, table.count, bool)
            if used.lost is not None:
                evaluator.rows.again(table, used.lost)
                here = here & ~used.lost
            land(spread(table.item.values, table.count, np.int64)[here])
    found = []
    for kind in kinds:
        left = np.flatnonzero(~landed[kind.name])
        if len(left):
            events = evaluator.events[kind.name]
            found.append((kind, events.person[left], events.day[left]))
    return found
