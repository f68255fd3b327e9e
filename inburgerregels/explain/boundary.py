"""Looking for the edge of an effect: how late, how early, how much or how little still makes it."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from inburgerregels.explain.changes import Change
from inburgerregels.explain.effect import Effect
from inburgerregels.explain.trials import Trials
from inburgerregels.model import Decision

__all__ = ["Boundary", "Sides"]


@attrs.frozen
class Sides:
    """Two neighbours: the last point that has the effect, and the first that has another."""

    inside: int
    change: Change
    effect: Effect
    outside: int
    outside_change: Change
    outside_effect: Effect


class Boundary:
    """Searches along a line of changes that are numbered by ``change_at``."""

    def __init__(
        self, trials: Trials, decision: Decision, change_at: Callable[[int], Change]
    ) -> None:
        self.trials = trials
        self.decision = decision
        self.change_at = change_at

    def effect(self, point: int) -> Effect | None:
        return self.trials.effect(self.decision, self.change_at(point))

    def first(self, points: list[int]) -> tuple[int, Effect] | None:
        """The first of these points at which the decision is gone, else the first that changes it."""
        changed: tuple[int, Effect] | None = None
        for point in points:
            effect = self.effect(point)
            if effect is None or effect.none:
                continue
            if effect.gone:
                return point, effect
            changed = changed or (point, effect)
        return changed

    def repeats(self, point: int, towards: int) -> bool:
        """Whether the decision only repeats the number: one step closer it is yet another decision."""
        here = self.effect(point)
        near = self.effect(point + (1 if towards > point else -1))
        if here is None or near is None or here.gone or near.gone:
            return False
        return not near.none and near.differences != here.differences

    def between(self, inside: int, outside: int) -> Sides | None:
        """The neighbours at which the effect at ``inside`` ends, on the way to ``outside``.

        Halving finds one such pair whatever lies between; both sides of it are evaluated. None when
        ``outside`` has the same effect or the tries run out.
        """
        wanted = self.effect(inside)
        other = self.effect(outside)
        if wanted is None or other is None or other.shape == wanted.shape:
            return None
        while abs(outside - inside) > 1:
            middle = (inside + outside) // 2
            found = self.effect(middle)
            if found is None:
                return None
            if found.shape == wanted.shape:
                inside, wanted = middle, found
            else:
                outside, other = middle, found
        return Sides(
            inside, self.change_at(inside), wanted, outside, self.change_at(outside), other
        )
