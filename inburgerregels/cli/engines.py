"""``--engine``: which executor computes, one answer at a time or many together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence

import attrs

from inburgerregels.cli.session import Case
from inburgerregels.engine import Evaluation, evaluate_traced
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Outcome

__all__ = ["MANY", "evaluation_of", "outcomes_of"]

#: The executors that answer many dossiers together, and keep no reasons.
MANY = ("columnar", "vm")
_Many = Callable[[Rulebook, Sequence[Dossier], Sequence[datetime.date]], list[Outcome]]


def evaluation_of(case: Case, engine: str) -> Evaluation:
    """The answer, and the evaluator that found it.

    The executors for many keep no proof: their answer comes with the evaluator of the reference.
    """
    asked = (case.rulebook, case.dossier, case.reference_date)
    if engine == "durable":
        from inburgerregels.engine.durable import evaluate_durable_traced

        return evaluate_durable_traced(*asked)
    evaluation = evaluate_traced(*asked)
    if engine in MANY:
        (outcome,) = outcomes_of([case], engine)
        return attrs.evolve(evaluation, outcome=outcome)
    return evaluation


def outcomes_of(cases: Sequence[Case], engine: str) -> list[Outcome]:
    """The answers, in order."""
    if engine not in MANY:
        return [evaluation_of(case, engine).outcome for case in cases]
    evaluate_many = _for_many(engine)
    alike: dict[int, list[int]] = {}
    for place, case in enumerate(cases):
        alike.setdefault(id(case.rulebook), []).append(place)
    found: dict[int, Outcome] = {}
    for places in alike.values():
        dossiers = [cases[place].dossier for place in places]
        days = [cases[place].reference_date for place in places]
        outcomes = evaluate_many(cases[places[0]].rulebook, dossiers, days)
        found.update(zip(places, outcomes, strict=True))
    return [found[place] for place in range(len(cases))]


def _for_many(engine: str) -> _Many:
    """Loaded only here: numpy and numba take longer to load than one answer to find."""
    if engine == "vm":
        from inburgerregels.engine.vm import evaluate_vm

        return evaluate_vm
    from inburgerregels.engine.columnar import evaluate_columnar

    return evaluate_columnar
