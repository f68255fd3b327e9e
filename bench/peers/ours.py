"""The small law as rules, evaluated by our executors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.peers.lives import TODAY, Fine, Life, Prepared, dossier
from inburgerregels import evaluate, load_rulebook
from inburgerregels.engine.columnar import ColumnEvaluator, answers
from inburgerregels.engine.columnar.answers import DecisionColumns
from inburgerregels.engine.columnar.prepare import columns_of
from inburgerregels.engine.durable import evaluate_durable
from inburgerregels.engine.evaluate import prepare
from inburgerregels.model import Outcome

__all__ = ["LAW", "with_columns", "with_durable_engine", "with_reference"]

LAW = Path(__file__).with_name("kleine_wet.yaml")


def with_reference(found: Sequence[Life]) -> Prepared:
    return _one_by_one(found, evaluate)


def with_durable_engine(found: Sequence[Life]) -> Prepared:
    """The reference executor, with the decisions matched by durable_rules."""
    return _one_by_one(found, evaluate_durable)


def _one_by_one(found: Sequence[Life], answer: Callable[..., Outcome]) -> Prepared:
    law = prepare(load_rulebook(LAW))
    told = [dossier(number, life) for number, life in enumerate(found)]

    def run() -> list[Fine]:
        fines = []
        for person, one in enumerate(told):
            for decision in answer(law, one, TODAY).besluiten:
                assert decision.bedrag_cent is not None
                fines.append(Fine(person, decision.datum.toordinal(), decision.bedrag_cent))
        return fines

    return run, list


def with_columns(found: Sequence[Life]) -> Prepared:
    """Everything that is asked of a block, with the rule behind each decision."""
    law = prepare(load_rulebook(LAW))
    today = TODAY.toordinal()
    told = [dossier(number, life) for number, life in enumerate(found)]
    person, events, texts = columns_of(law, told, [today] * len(told))

    def run() -> list[DecisionColumns]:
        evaluator = ColumnEvaluator(law, law.program, len(told), person, events, today, texts)
        made = answers.decisions(evaluator)
        answers.standing(evaluator)
        answers.terms(evaluator)
        answers.agenda(evaluator)
        answers.unused(evaluator)
        if evaluator.rows.redo is not None and evaluator.rows.redo.any():
            raise AssertionError("a person was left to the reference executor")
        return made

    def read(made: list[DecisionColumns]) -> list[Fine]:
        fines: list[Fine] = []
        for part in made:
            assert part.amount is not None
            cents = np.broadcast_to(part.amount.values, len(part.person))
            fines += map(Fine, part.person.tolist(), part.day.tolist(), cents.tolist())
        return sorted(fines)

    return run, read
