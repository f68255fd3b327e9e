"""``--engine durable``: the reference executor, with decisions matched by durable_rules."""

from __future__ import annotations

import datetime
import threading

from inburgerregels.engine.deciding import Matching
from inburgerregels.engine.durable.lowering import lower_decisions
from inburgerregels.engine.durable.matcher import DurableMatcher, Sessions
from inburgerregels.engine.evaluate import Evaluation, evaluate_traced, prepare
from inburgerregels.engine.ir import Program
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Outcome

__all__ = ["durable_matching", "evaluate_durable", "evaluate_durable_traced"]

#: Networks kept, of the programs last used: one takes some milliseconds and megabytes.
KEPT = 4


_kept: list[tuple[Program, Sessions]] = []
_keeping = threading.Lock()


def _sessions(program: Program) -> Sessions:
    with _keeping:
        for place, (known, sessions) in enumerate(_kept):
            if known is program:
                _kept.append(_kept.pop(place))
                return sessions
        sessions = Sessions(lower_decisions(program))
        _kept[:] = [*_kept[1 - KEPT :], (program, sessions)]
        return sessions


def durable_matching(program: Program) -> Matching:
    """Decisions of this program matched by durable_rules."""
    sessions = _sessions(program)
    return lambda evaluator: DurableMatcher(evaluator, sessions)


def evaluate_durable_traced(
    rulebook: Rulebook, dossier: Dossier, peildatum: datetime.date
) -> Evaluation:
    """Like :func:`evaluate_durable`, keeping what an explanation needs."""
    rulebook = prepare(rulebook)
    return evaluate_traced(rulebook, dossier, peildatum, durable_matching(rulebook.program))


def evaluate_durable(rulebook: Rulebook, dossier: Dossier, peildatum: datetime.date) -> Outcome:
    """The outcome of a dossier; equal to that of :func:`evaluate`."""
    return evaluate_durable_traced(rulebook, dossier, peildatum).outcome
