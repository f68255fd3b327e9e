"""Which decision of a family is taken for a row: the general one, or an exception in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

import attrs

from inburgerregels.engine.rows import DecisionRow, Row, Undetermined, undetermined_of
from inburgerregels.model import ABSENT, ALREADY, NEVER

if TYPE_CHECKING:
    from inburgerregels.engine.reference import Evaluator

__all__ = ["DecisionMatcher", "Doubt", "Matching", "PlainMatcher", "conflict"]


@attrs.frozen
class Doubt:
    """A decision that cannot be taken for certain: which, for whom, why, and when if that is known."""

    key: tuple[str, str]
    row: Row
    why: Undetermined
    day: int | None


class DecisionMatcher(Protocol):
    """Finds the decision taken. It asks for no value that the answer does not depend on."""

    def match(self, block: str, root: str, row: Row) -> Any:
        """A DecisionRow, ABSENT where no decision is taken, or a Doubt."""


Matching = Callable[["Evaluator"], DecisionMatcher]


def conflict(names: list[str]) -> Undetermined:
    """Two exceptions to one decision apply, and neither is an exception to the other."""
    return Undetermined(frozenset({"strijdige besluiten: " + ", ".join(names)}))


class PlainMatcher:
    """The matcher that every other one must agree with."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.decisions = evaluator.program.decisions

    def match(self, block: str, root: str, row: Row) -> Any:
        value = self.evaluator.value
        applies = value(self.decisions[(block, root)].applies, row)
        if applies is False:
            return ABSENT
        chosen: Any = root if applies is True else applies
        if applies is True:
            chosen = self._pick(block, root, row)
        name = chosen if isinstance(chosen, str) else root
        day = value(self.decisions[(block, name)].date, row)
        lost = undetermined_of([chosen, day])
        if lost is not None:
            if chosen is not name and self._all_later(block, root, row):
                return ABSENT
            known = None if type(day) is Undetermined else day
            return Doubt((block, root), row, lost, known)
        if day > self.evaluator.today or day in (NEVER, ALREADY):
            return ABSENT
        return DecisionRow((block, name), row, day)

    def _all_later(self, block: str, name: str, row: Row) -> bool:
        """Whether a decision, or any that may come in its place, would fall after the question."""
        nodes = self.decisions[(block, name)]
        day = self.evaluator.value(nodes.date, row)
        if type(day) is Undetermined or day <= self.evaluator.today:
            return False
        return all(self._all_later(block, other, row) for other in nodes.exceptions)

    def _pick(self, block: str, name: str, row: Row) -> Any:
        exceptions = self.decisions[(block, name)].exceptions
        found = [
            (e, self.evaluator.value(self.decisions[(block, e)].applies, row)) for e in exceptions
        ]
        lost = undetermined_of([yes for _, yes in found])
        if lost is not None:
            return lost
        taken = [exception for exception, yes in found if yes]
        if len(taken) > 1:
            return conflict(taken)
        return self._pick(block, taken[0], row) if taken else name
