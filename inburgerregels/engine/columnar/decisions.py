"""Which decisions are taken: a general one, or an exception that comes in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column, any_of, holds, pick, spread, union
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.model import ALREADY, NEVER

if TYPE_CHECKING:
    from inburgerregels.engine.columnar.evaluator import ColumnEvaluator

__all__ = ["ColumnDecisions"]

Array = Any


class ColumnDecisions:
    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program

    def family(self, block: str, root: str, table: Table) -> tuple[Column, Column]:
        """Which decision of a family is taken per row (its place in :meth:`members`, -1 for none), and
        its day."""
        key = ("besluit", block, root)
        if key not in table.memo:
            table.memo[key] = self.computed(block, root, table)
        found: tuple[Column, Column] = table.memo[key]
        return found

    def members(self, block: str, root: str) -> list[str]:
        """A general decision and everything that can come in its place."""
        found = [root]
        for name in found:
            found += self.program.decisions[(block, name)].exceptions
        return found

    def computed(self, block: str, root: str, table: Table) -> tuple[Column, Column]:
        """The same, whatever is known of it already."""
        value, decisions = self.evaluator.value, self.program.decisions
        members = self.members(block, root)
        applies = value(decisions[(block, root)].applies, table)
        unsure = applies.lost
        here = spread(applies.values, table.count, bool)
        chosen = here.astype(np.int16) - np.int16(1)
        if holds(here) or unsure is not None:
            chosen, unsure = self._exceptions(block, 0, members, table, chosen, unsure)
        lost = None
        day: Any = NEVER
        for place, name in enumerate(members):
            mine = chosen == place
            if holds(mine):
                date = value(decisions[(block, name)].date, table)
                day = pick(mine, date.values, day)
                if date.lost is not None:
                    lost = union((lost, mine & date.lost))
        today = self.evaluator.today_of(table)
        none = np.logical_or(np.greater(day, today), np.less_equal(day, ALREADY))
        if any_of(unsure):
            later = self._all_later(members, block, table)
            lost = union((lost, unsure))
            lost = np.logical_and(lost, np.logical_not(np.logical_and(unsure, later)))
            none = np.logical_or(none, np.logical_and(unsure, later))
        lost = lost if any_of(lost) else None
        return Column(np.where(none, -1, chosen), None, lost), Column(day, None, lost)

    def _all_later(self, members: list[str], block: str, table: Table) -> Any:
        """Where none of these decisions can fall before the question."""
        found: Any = True
        today = self.evaluator.today_of(table)
        for name in members:
            date = self.evaluator.value(self.program.decisions[(block, name)].date, table)
            found = np.logical_and(found, np.greater(date.values, today))
            if date.lost is not None:
                found = np.logical_and(found, ~date.lost)
        return found

    def _exceptions(
        self, block: str, place: int, members: list[str], table: Table, chosen: Array, lost: Array
    ) -> tuple[Array, Array]:
        exceptions = self.program.decisions[(block, members[place])].exceptions
        mine = chosen == place
        taken: Any = np.zeros(table.count, np.int8)
        for name in exceptions:
            applies = self.evaluator.value(self.program.decisions[(block, name)].applies, table)
            yes = mine & spread(applies.values, table.count, bool)
            if applies.lost is not None:
                lost = union((lost, mine & applies.lost))
                yes = yes & ~applies.lost
            taken = taken + yes
            chosen = np.where(yes, np.int16(members.index(name)), chosen)
        double = taken > 1
        if holds(double):
            lost = union((lost, double))
        for name in exceptions:
            at = members.index(name)
            if holds(chosen == at):
                chosen, lost = self._exceptions(block, at, members, table, chosen, lost)
        return chosen, lost

    def root_of(self, key: tuple[str, str]) -> str:
        root = key[1]
        while (base := self.program.decisions[(key[0], root)].base) is not None:
            root = base
        return root

    def decision(self, key: tuple[str, str], table: Table) -> Column:
        root = self.root_of(key)
        chosen, _ = self.family(key[0], root, table)
        place = self.members(key[0], root).index(key[1])
        none = chosen.values != place
        if chosen.lost is not None:
            none = none & ~chosen.lost
        places = self.evaluator.spaces.place_of(table)
        source = f"besluit:{key[0]}.{key[1]}"
        return Column(self.evaluator.spaces.references(source, places), none, chosen.lost)

    def decision_day(self, key: tuple[str, str], table: Table) -> Column:
        return self.family(key[0], self.root_of(key), table)[1]
