"""Answers of many dossiers as :class:`Outcome` objects: what ``--engine vm`` shows."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from inburgerregels.engine.columnar.outcomes import _Outcomes
from inburgerregels.engine.evaluate import prepare
from inburgerregels.engine.vm import answers
from inburgerregels.engine.vm.evaluator import VectorEvaluator
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Outcome

__all__ = ["CompiledOutcomes", "evaluate_vm"]


def evaluate_vm(
    rulebook: Rulebook,
    dossiers: Sequence[Dossier],
    peildatum: datetime.date | Sequence[datetime.date],
) -> list[Outcome]:
    """The outcome of every dossier, in compiled code; equal to :func:`evaluate` one by one.

    All on one day, or each on a day of its own.
    """
    return CompiledOutcomes(prepare(rulebook), dossiers, peildatum).run() if dossiers else []


class CompiledOutcomes(_Outcomes):
    """Outcomes out of what the compiled interpreter found."""

    executor = VectorEvaluator
    answers = answers
