"""Answers of many dossiers with the witnesses of every decision."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np

from inburgerregels.engine.answerbook import PAPER
from inburgerregels.engine.columnar.answers import DecisionColumns
from inburgerregels.engine.columnar.outcomes import _Outcomes
from inburgerregels.engine.columnar.single import Single
from inburgerregels.engine.columnar.witnesses import ColumnWitnesses
from inburgerregels.engine.evaluate import evaluate_traced, prepare
from inburgerregels.engine.witnesses import Witness, witnesses_of
from inburgerregels.language import Rulebook
from inburgerregels.model import Decision, Dossier, Outcome

__all__ = ["Witnessed", "evaluate_witnessed"]


@attrs.frozen
class Witnessed:
    """An outcome, and for each of its decisions the events that it rests on."""

    outcome: Outcome
    witnesses: tuple[tuple[Witness, ...], ...]


def evaluate_witnessed(
    rulebook: Rulebook,
    dossiers: Sequence[Dossier],
    peildatum: datetime.date | Sequence[datetime.date],
) -> list[Witnessed]:
    """As :func:`.evaluate_columnar`, with the events that every decision rests on: those that the
    proof of the reference executor comes by."""
    if not dossiers:
        return []
    return _WitnessedOutcomes(prepare(rulebook), dossiers, peildatum).witnessed()


class _Remembering(Single):
    """Decisions that know from which columns they are."""

    def decision(self, part: DecisionColumns, i: int) -> Decision:
        return attrs.evolve(super().decision(part, i), row=(part, i))


class _WitnessedOutcomes(_Outcomes):
    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.single = _Remembering(self.evaluator, self.book)

    def witnessed(self) -> list[Witnessed]:
        outcomes = self.run()
        again = self.evaluator.rows.redo
        alone = np.zeros(len(outcomes), bool) if again is None else again
        columns = [
            decision.row
            for who, outcome in enumerate(outcomes)
            for decision in outcome.besluiten
            if not alone[who] and decision.row is not None
        ]
        found = iter(self._behind(columns))
        answers = []
        for who, outcome in enumerate(outcomes):
            if alone[who]:
                answers.append(self._alone(who))
                continue
            behind = tuple(
                self._papers(who, decision) if decision.row is None else next(found)
                for decision in outcome.besluiten
            )
            bare = tuple(attrs.evolve(decision, row=None) for decision in outcome.besluiten)
            answers.append(Witnessed(attrs.evolve(outcome, besluiten=bare), behind))
        return answers

    def _behind(self, rows: list[tuple[DecisionColumns, int]]) -> list[tuple[Witness, ...]]:
        """What is behind each of some decisions, told by their columns and their row in these."""
        parts: dict[int, tuple[DecisionColumns, list[int], list[int]]] = {}
        for number, (part, row) in enumerate(rows):
            _, numbers, places = parts.setdefault(id(part), (part, [], []))
            numbers.append(number)
            places.append(row)
        asked = [
            (part.key, part.table, np.array(places), np.array(numbers))
            for part, numbers, places in parts.values()
        ]
        behind: list[list[Witness]] = [[] for _ in rows]
        for kind, (numbers, places) in ColumnWitnesses(self.evaluator).events(asked).items():
            for number, place in zip(numbers.tolist(), places.tolist(), strict=True):
                behind[number].append(self._witness(kind, place))
        return [tuple(sorted(some)) for some in behind]

    def _witness(self, kind: str, place: int) -> Witness:
        events = self.evaluator.events[kind]
        first = events.offsets[events.person[place]]
        return Witness(int(events.day[place]), kind, int(place - first) + 1)

    def _papers(self, who: int, decision: Decision) -> tuple[Witness, ...]:
        """The papers that belong to nothing of which a referral tells."""
        kind = decision.regel.partition(".")[2]
        assert decision.regel == f"{PAPER}.{kind}"
        events = self.evaluator.events[kind]
        here = range(events.offsets[who], events.offsets[who + 1])
        day = decision.datum.toordinal()
        return tuple(self._witness(kind, place) for place in here if events.day[place] == day)

    def _alone(self, who: int) -> Witnessed:
        traced = evaluate_traced(self.rulebook, self.dossiers[who], self.days[who])
        found = tuple(witnesses_of(traced.evaluator, d) for d in traced.outcome.besluiten)
        bare = tuple(attrs.evolve(decision, row=None) for decision in traced.outcome.besluiten)
        return Witnessed(attrs.evolve(traced.outcome, besluiten=bare), found)
