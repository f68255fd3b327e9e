"""One thing that would have avoided or changed a decision."""

from __future__ import annotations

import attrs

from inburgerregels.explain.changes import Change
from inburgerregels.explain.effect import Effect

__all__ = ["WAYS", "Counterfactual", "Edge"]

#: In what ways something can be otherwise, the most telling first.
WAYS = ("datum", "toegevoegd", "anders", "persoon", "lezing", "maatregel", "weg")


@attrs.frozen
class Edge:
    """How far it goes. ``change`` is as little as can be beyond it and ``effect`` what that does.

    ``kind`` is ``uiterlijk`` (a last day), ``vanaf`` (a first day), ``ten minste`` or ``ten hoogste`` (a
    size of the field ``field``).
    """

    kind: str
    field: str
    last: object
    beyond: object
    change: Change
    effect: Effect


@attrs.frozen
class Counterfactual:
    """A change and its effect. ``also``: values of ``varied`` that do the same. ``weight``: how often
    the proof asked for facts of this kind; ``paper``: it is about the paper of the decision itself."""

    way: str
    change: Change
    effect: Effect
    edge: Edge | None = None
    varied: str | None = None
    also: tuple[object, ...] = ()
    weight: int = 0
    paper: bool = False

    @property
    def size(self) -> int:
        """How many facts are otherwise."""
        return len(self.change.edits) + len(self.change.person)
