"""Trying out: the answer under a change, each change once, and no more of them than was allowed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from inburgerregels.engine.evaluate import evaluate
from inburgerregels.engine.reference import EvaluationError
from inburgerregels.explain.changes import Change
from inburgerregels.explain.effect import Effect, effect_on
from inburgerregels.language import Rulebook
from inburgerregels.model import Decision, Dossier, Outcome, ProblemError

__all__ = ["OtherLaw", "Trials"]

#: The law with one reading chosen otherwise, or one overlay left out; raises ProblemError.
OtherLaw = Callable[[Change], Rulebook]


class Trials:
    """Every answer that was tried for one dossier.

    ``count`` says how many answers were computed, ``stopped`` whether something was left untried because
    the limit was reached.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        dossier: Dossier,
        day: datetime.date,
        outcome: Outcome,
        other_law: OtherLaw,
    ) -> None:
        self.rulebook = rulebook
        self.dossier = dossier
        self.day = day
        self.outcome = outcome
        self._other_law = other_law
        self._known: dict[tuple[Any, ...], Outcome | None] = {}
        self.most = 0
        self.count = 0
        self.stopped = False

    def allow(self, most: int) -> None:
        """Begin to count again, up to a limit; what was tried stays known."""
        self.most, self.count, self.stopped = most, 0, False

    def outcome_of(self, change: Change) -> Outcome | None:
        """The answer under a change; None when it could not be asked."""
        key = change.key
        if key not in self._known:
            if self.count >= self.most:
                self.stopped = True
                return None
            self.count += 1
            self._known[key] = self._answer(change)
        return self._known[key]

    def _answer(self, change: Change) -> Outcome | None:
        if change.reading is None and change.without is None:
            return evaluate(self.rulebook, change.applied(self.dossier), self.day)
        try:
            law = self._other_law(change)
            return evaluate(law, change.applied(self.dossier), self.day)
        except (ProblemError, EvaluationError):
            # Other law that cannot be loaded, or goes round in a circle, has no answer to compare.
            return None

    def effect(self, decision: Decision, change: Change) -> Effect | None:
        """What becomes of a decision under a change; None when it could not be asked."""
        after = self.outcome_of(change)
        if after is None:
            return None
        return effect_on(decision, self.outcome, after, self.rulebook.vocabulary)
