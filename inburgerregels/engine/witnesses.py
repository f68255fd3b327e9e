"""The witnesses of a decision: the events that its proof comes by.

A decision rests on its condition and those of the decisions it replaces or gives way to, its day, amount,
fields and reasons, and on what its row is there for. Whatever those were made of is followed down to
events, as :class:`.Proof` has it. The columnar executor finds the same (:mod:`.columnar.witnesses`).
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from inburgerregels.engine.answerbook import PAPER
from inburgerregels.engine.ir import Program
from inburgerregels.engine.proof import Proof, Use
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import DecisionRow, EventRow, Row
from inburgerregels.model import Decision

__all__ = ["Witness", "decision_parts", "roots_of", "witnesses_of"]


@attrs.frozen(order=True)
class Witness:
    """An event: its day (a number), its kind, and which of that kind of the person it is, from 1, in
    order of day and contents."""

    day: int
    kind: str
    number: int


def decision_parts(program: Program, key: tuple[str, str]) -> list[int]:
    """The nodes that a decision rests on, all of the row it is taken for."""
    nodes = program.decisions[key]
    others = [other for other in (nodes.base, *nodes.exceptions) if other is not None]
    applies = [nodes.applies, *(program.decisions[(key[0], name)].applies for name in others)]
    rest = (nodes.amount, nodes.reasons)
    return [*applies, nodes.date, *nodes.fields.values(), *(p for p in rest if p is not None)]


def roots_of(evaluator: Evaluator, decision: Decision) -> list[Use]:
    """Where the proof of a decision begins; of a referral to a person, what could not be established."""
    if isinstance(decision.row, DecisionRow):
        return [decision.row]
    block, _, name = decision.regel.rpartition(".")
    block = block or "persoon"
    program = evaluator.program
    found: list[Use] = []
    for of, row in evaluator.rows.every_row():
        if of != block:
            continue
        for (owner, quantity, _), index in program.quantities.items():
            if (owner, quantity) == (block, name):
                found.append((index, row))
        if (block, name) in program.decisions:
            nodes = program.decisions[(block, name)]
            found += [(index, row) for index in (nodes.applies, nodes.date, *nodes.fields.values())]
    return found


def witnesses_of(evaluator: Evaluator, decision: Decision) -> tuple[Witness, ...]:
    """The events that a decision rests on, in order of day.

    Of a referral about a paper that belongs to nothing: the papers of that kind and day.
    """
    timeline = evaluator.timeline
    paper, _, kind = decision.regel.partition(".")
    if paper == PAPER:
        day = decision.datum.toordinal()
        found = {id(row) for row in timeline.of_kind(kind) if row.day == day}
    else:
        found = _Walk(evaluator).events(roots_of(evaluator, decision))
    return tuple(
        sorted(
            Witness(row.day, kind, number)
            for kind in evaluator.rulebook.vocabulary.events
            for number, row in enumerate(timeline.of_kind(kind), 1)
            if id(row) in found
        )
    )


class _Walk:
    def __init__(self, evaluator: Evaluator) -> None:
        self.program = evaluator.program
        self.proof = Proof(evaluator)

    def events(self, pending: list[Use]) -> set[int]:
        """Everything below some uses; the events among it."""
        found: set[int] = set()
        seen: set[object] = set()
        # What is looked at must stay, or another object might get its number.
        kept: list[Use] = []
        while pending:
            use = pending.pop()
            key = (use[0], id(use[1])) if isinstance(use, tuple) else id(use)
            if key in seen:
                continue
            seen.add(key)
            kept.append(use)
            if isinstance(use, EventRow):
                found.add(id(use))
            pending += self._below(use)
        return found

    def _below(self, use: Use) -> Iterator[Use]:
        if isinstance(use, tuple):
            yield from self.proof.uses(*use)
        elif isinstance(use, DecisionRow):
            yield from ((part, use.owner) for part in decision_parts(self.program, use.key))
            yield use.owner
        elif isinstance(use, Row):
            yield from self._row(use)

    def _row(self, row: Row) -> Iterator[Use]:
        """Why a row is there: what begins and continues a chain, what a step goes over."""
        chain = self.program.chains.get(self.program.scopes[row.scope].block or "")
        if chain is not None and row.previous is not None:
            yield (chain.continues, row.previous)
            yield row.previous
        elif chain is not None and row.parent is not None:
            yield (chain.starts, row.parent)
        if row.parent is not None:
            yield row.parent
        if row.item is not None:
            yield row.item
