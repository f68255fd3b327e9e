"""What the interpreter found, as the columns that the columnar executor gives."""

from __future__ import annotations

from typing import Any

import numpy as np

from inburgerregels.engine.columnar.answers import DecisionColumns, TermColumns
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.vm.evaluator import VectorEvaluator
from inburgerregels.engine.vm.records import AGENDA, DECIDED, STANDING, TERM, UNUSED
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import EventKind

__all__ = ["agenda", "decisions", "standing", "terms", "unused"]

Array = Any
_DAY = Type(Kind.DATE)


def decisions(evaluator: VectorEvaluator) -> list[DecisionColumns]:
    """Every decision taken, by rule."""
    begins, keys = evaluator.of_kind(DECIDED)
    nodes = evaluator.program.nodes
    found = []
    for number, (key, decision) in enumerate(evaluator.program.decisions.items()):
        here = begins[keys == number]
        if not len(here):
            continue

        def column(place: int, index: int, here: Array = here) -> Column:
            return evaluator.column(here, place, nodes[index].type)

        stream = evaluator.stream
        found.append(
            DecisionColumns(
                key,
                None,  # type: ignore[arg-type]  # which rows they are of nobody asks
                stream[here + 2],
                stream[here + 4],
                None if decision.amount is None else column(7, decision.amount),
                {name: column(9 + i, at) for i, (name, at) in enumerate(decision.fields.items())},
                stream[here + 6] == 1,
                stream[here + 5],
                None if decision.reasons is None else column(8, decision.reasons),
            )
        )
    return found


def terms(evaluator: VectorEvaluator) -> list[TermColumns]:
    """The periods that have begun, by chain."""
    begins, keys = evaluator.of_kind(TERM)
    program, stream = evaluator.program, evaluator.stream
    outcome = evaluator.rulebook.vocabulary.outcome
    found = []
    for number, block in enumerate(program.chains):
        here = begins[keys == number]
        if not len(here):
            continue
        fields = {}
        for i, (field, quantity) in enumerate((outcome.term if outcome else {}).items()):
            its_type = program.nodes[program.quantities[(block, quantity, None)]].type
            fields[field] = evaluator.column(here, 9 + i, its_type)
        behind = program.definition(program.chains[block].first_day)
        rules = () if behind is None else behind.attr.rules
        found.append(
            TermColumns(
                block,
                rules,
                np.where(stream[here + 8] < 0, len(rules), stream[here + 8]),
                stream[here + 2],
                stream[here + 4],
                stream[here + 5],
                evaluator.column(here, 6, _DAY),
                fields,
                stream[here + 7] == 1,
            )
        )
    return found


def standing(evaluator: VectorEvaluator) -> dict[str, Column]:
    """The person's own fields of the answer, the loan included, by quantity."""
    begins, _ = evaluator.of_kind(STANDING)
    outcome = evaluator.rulebook.vocabulary.outcome
    found: dict[str, Column] = {}
    if outcome is None:
        return found
    person = evaluator.stream[begins + 2]
    for i, quantity in enumerate((*outcome.fields.values(), *outcome.loan.values())):
        its_type = evaluator.program.nodes[
            evaluator.program.quantities[("persoon", quantity, None)]
        ].type
        some = evaluator.column(begins, 3 + i, its_type)
        values = np.zeros(evaluator.count, np.int64)
        values[person] = some.values
        absent = np.ones(evaluator.count, bool)
        absent[person] = False if some.absent is None else some.absent
        found[quantity] = Column(values, absent if absent.any() else None)
    return found


def agenda(evaluator: VectorEvaluator) -> list[tuple[Any, Array, Array]]:
    """Agenda items that are still to come: rule, persons and days."""
    begins, numbers = evaluator.of_kind(AGENDA)
    items = [item for items in evaluator.program.agenda.values() for item in items]
    found = []
    for number, item in enumerate(items):
        here = begins[numbers == number]
        if len(here):
            found.append((item.rule, evaluator.stream[here + 2], evaluator.stream[here + 4]))
    return found


def unused(evaluator: VectorEvaluator) -> list[tuple[EventKind, Array, Array]]:
    """Events that must land and that no rule used: of which kind, of whom, and on which days."""
    vocabulary = evaluator.rulebook.vocabulary
    if vocabulary.outcome is None or not vocabulary.outcome.manual:
        return []
    begins, numbers = evaluator.of_kind(UNUSED)
    found = []
    for number, kind in enumerate(vocabulary.events.values()):
        here = begins[numbers == number]
        if len(here):
            found.append((kind, evaluator.stream[here + 2], evaluator.stream[here + 4]))
    return found
