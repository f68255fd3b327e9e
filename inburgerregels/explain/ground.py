"""What a search for other facts goes by: the decision, its proof, and the facts and days in reach."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from inburgerregels.engine.evaluate import Evaluation
from inburgerregels.explain.boundary import Sides
from inburgerregels.explain.changes import Change
from inburgerregels.explain.effect import Effect
from inburgerregels.explain.found import Edge
from inburgerregels.explain.touched import Touched
from inburgerregels.explain.trials import Trials
from inburgerregels.model import Decision, Duration, is_real_day

__all__ = ["Ground", "date", "size", "times", "unit"]


class Ground:
    def __init__(
        self, decision: Decision, touched: Touched, trials: Trials, evaluation: Evaluation
    ) -> None:
        self.decision = decision
        self.touched = touched
        self.trials = trials
        self.vocabulary = trials.rulebook.vocabulary
        self.events = trials.dossier.events
        self.today = trials.day.toordinal()
        #: kinds of the papers that the decision itself is written on
        self.papers = {
            event.kind
            for event in self.events
            if event.day == decision.datum.toordinal()
            and self.vocabulary.events[event.kind].must_land
        }
        seen = {id(event): at for at, event in enumerate(evaluation.dossier.events)}
        #: places in the dossier of the events that the proof rests on, and of those it only asked for
        self.witnesses = [seen[id(row.event)] for row in touched.events if id(row.event) in seen]
        limit = trials.rulebook.known_on
        kinds = touched.kinds
        self.near = sorted(
            (
                at
                for at, event in enumerate(self.events)
                if event.kind in kinds
                and event.day <= self.today
                and (limit is None or event.known_on <= limit)
            ),
            key=lambda at: (kinds.index(self.events[at].kind), self.events[at].day, at),
        )
        days = [event.day for event in self.events]
        self.first_day = min(days, default=self.today)
        self.days = sorted(
            day for day in touched.days if self.first_day <= day <= self.today and is_real_day(day)
        )

    def edge(self, kind: str, field: str, sides: Sides, show: Callable[[int], Any]) -> Edge:
        beyond = (sides.outside_change, sides.outside_effect)
        return Edge(kind, field, show(sides.inside), show(sides.outside), *beyond)

    def effect(self, change: Change) -> Effect | None:
        effect = self.trials.effect(self.decision, change)
        return None if effect is None or effect.none else effect


def date(day: int) -> datetime.date:
    return datetime.date.fromordinal(day)


def unit(value: Any) -> Any:
    """The step in which a size is varied: whole months or weeks where it is in those."""
    if isinstance(value, Duration):
        if value.months and not value.days:
            return Duration(months=1)
        return Duration(days=7 if value.days % 7 == 0 else 1)
    return 1


def size(value: Any) -> int:
    return value.months + value.days if isinstance(value, Duration) else int(value)


def times(step: Any, count: int) -> Any:
    if isinstance(step, Duration):
        return Duration(step.months * count, step.days * count)
    return step * count
