"""The whole program on one page: a dossier in, an answer out."""

from __future__ import annotations

import datetime

import attrs

from inburgerregels.engine.answers import answer
from inburgerregels.engine.deciding import Matching, PlainMatcher
from inburgerregels.engine.ir import Program
from inburgerregels.engine.lowering import lower
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.timeline import Timeline
from inburgerregels.engine.worlds import in_all_worlds, questions_of
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Outcome

__all__ = ["Evaluation", "evaluate", "evaluate_traced", "prepare"]


@attrs.frozen
class Evaluation:
    """An outcome with the evaluator that found it, which holds the proof of every value."""

    outcome: Outcome
    evaluator: Evaluator
    dossier: Dossier


def prepare(rulebook: Rulebook) -> Rulebook:
    """The same rulebook with its program lowered, so that evaluating need not do it again."""
    return rulebook if rulebook.program else attrs.evolve(rulebook, program=lower(rulebook))


def evaluate(rulebook: Rulebook, dossier: Dossier, peildatum: datetime.date) -> Outcome:
    """What the law in ``rulebook`` says about ``dossier`` on ``peildatum``: a pure function.

    What became known after the rulebook's knowledge date, if it has one, is left out. Of facts given
    as ``onbekend`` every answer is tried: what is the same for all of them is certain.
    """
    return evaluate_traced(rulebook, dossier, peildatum).outcome


def evaluate_traced(
    rulebook: Rulebook,
    dossier: Dossier,
    peildatum: datetime.date,
    matching: Matching = PlainMatcher,
) -> Evaluation:
    """Like :func:`evaluate`, keeping what an explanation needs.

    ``matching`` finds which decisions are taken; every way of finding them gives the same answer.
    """
    rulebook = prepare(rulebook)
    program: Program = rulebook.program
    today = peildatum.toordinal()
    limit = rulebook.known_on

    def run(life: Dossier) -> Evaluation:
        timeline = Timeline(rulebook.vocabulary, life, today, limit)
        evaluator = Evaluator(rulebook, program, timeline, today, matching)
        return Evaluation(answer(evaluator, dossier.id), evaluator, life)

    found = run(dossier)
    if not questions_of(rulebook, dossier):
        return found
    outcome, world = in_all_worlds(rulebook, dossier, found.outcome, lambda d: run(d).outcome)
    if world is not None:
        return run(world)
    return attrs.evolve(found, outcome=outcome)
