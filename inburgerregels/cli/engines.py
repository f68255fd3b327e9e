"""``--engine``: which executor computes, one answer at a time or many together."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from inburgerregels.cli.session import Case
from inburgerregels.engine import Evaluation, evaluate_traced
from inburgerregels.model import Outcome

__all__ = ["evaluation_of", "outcomes_of"]


def evaluation_of(case: Case, engine: str) -> Evaluation:
    """The answer, and the evaluator that found it.

    The columnar executor keeps no proof: its answer comes with the evaluator of the reference.
    """
    asked = (case.rulebook, case.dossier, case.reference_date)
    if engine == "durable":
        from inburgerregels.engine.durable import evaluate_durable_traced

        return evaluate_durable_traced(*asked)
    evaluation = evaluate_traced(*asked)
    if engine == "columnar":
        (outcome,) = outcomes_of([case], engine)
        return attrs.evolve(evaluation, outcome=outcome)
    return evaluation


def outcomes_of(cases: Sequence[Case], engine: str) -> list[Outcome]:
    """The answers, in order."""
    if engine != "columnar":
        return [evaluation_of(case, engine).outcome for case in cases]
    # numpy takes longer to load than one answer to find.
    from inburgerregels.engine.columnar import evaluate_columnar

    alike: dict[tuple[int, int], list[int]] = {}
    for place, case in enumerate(cases):
        key = (id(case.rulebook), case.reference_date.toordinal())
        alike.setdefault(key, []).append(place)
    found: dict[int, Outcome] = {}
    for places in alike.values():
        first = cases[places[0]]
        dossiers = [cases[place].dossier for place in places]
        outcomes = evaluate_columnar(first.rulebook, dossiers, first.reference_date)
        found.update(zip(places, outcomes, strict=True))
    return [found[place] for place in range(len(cases))]
