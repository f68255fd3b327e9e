"""Until when an answer stays as it is while only time passes.

The reference date enters an answer in few ways: rules compare it with days (a program in which they do
anything else with it is not *steady*), the executor compares it with the days of decisions, terms and
agenda items, and it decides which events and which days in them can be seen. Every one of those
comparisons is noted here together with the first later day on which it comes out differently. Before
the earliest of these, a person's answer is computed from the same facts through the same comparisons
with the same results, so it is the same answer.

What is noted may belong to a comparison that did not matter to somebody: then the day is earlier than
it need be, never later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column, spread
from inburgerregels.engine.columnar.decisions import ColumnDecisions
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.engine.ir import Node, Program
from inburgerregels.model import NEVER

__all__ = ["HorizonEvaluator", "dated_comparisons"]

Array = Any
Dated = Mapping[int, tuple[int, bool]]
#: Comparisons, by which side the reference date is on, that change on the very day of the other side.
_ON_THE_DAY = {("lt", 0), ("ge", 0), ("le", 1), ("gt", 1)}
#: And those that change the day after.
_THE_DAY_AFTER = {("le", 0), ("gt", 0), ("lt", 1), ("ge", 1)}


def dated_comparisons(program: Program) -> Dated | None:
    """The nodes that compare a day with the reference date: the node of that day, and whether the
    outcome changes the day after it (else on the day). None when the program is not steady."""
    alias = {i for i, node in enumerate(program.nodes) if node.op == "reference_date"}
    found: dict[int, tuple[int, bool]] = {}
    for i, node in enumerate(program.nodes):
        sides = [side for side, arg in enumerate(node.args) if arg in alias]
        if not sides:
            continue
        if node.op in ("up", "quantity"):
            alias.add(i)
        elif len(sides) == 2 and node.op in ("lt", "le", "gt", "ge", "eq", "ne"):
            continue
        elif (node.op, sides[0]) in _ON_THE_DAY:
            found[i] = (node.args[1 - sides[0]], False)
        elif (node.op, sides[0]) in _THE_DAY_AFTER:
            found[i] = (node.args[1 - sides[0]], True)
        else:
            return None
    return None if _used_directly(program, alias) else found


def _used_directly(program: Program, alias: set[int]) -> bool:
    """Whether the reference date itself is a field of an answer, a day or an amount."""
    used: set[int | None] = set()
    for chain in program.chains.values():
        used |= {chain.starts, chain.continues, chain.first_day, chain.final_day, chain.deciding}
        used |= {*chain.lands}
    for walk in program.walks.values():
        used |= {walk.condition, walk.order, walk.lands}
    for nodes in program.decisions.values():
        used |= {nodes.applies, nodes.date, nodes.amount, nodes.projected, nodes.revokes}
        used |= {nodes.reasons, *nodes.fields.values()}
    for items in program.agenda.values():
        used |= {index for item in items for index in (item.applies, item.date)}
    return bool(used & alias) or any(index in alias for index in program.quantities.values())


class HorizonEvaluator(ColumnEvaluator):
    """The columnar executor, noting for each person the first day on which an answer can differ."""

    def __init__(self, dated: Dated | None, *arguments: Any) -> None:
        """``dated`` is what :func:`dated_comparisons` says of the program."""
        super().__init__(*arguments)
        assert isinstance(self.today, int)
        self.dated = dated or {}
        first = NEVER if dated is not None else self.today + 1
        #: per person the first day on which the answer can be another
        self.until: Array = np.full(self.persons.count, first, np.int64)
        self.decisions = _Decisions(self)

    def _compute(self, index: int, node: Node, table: Table) -> Column:
        found = super()._compute(index, node, table)
        dated = self.dated.get(index)
        if dated is not None:
            self.note(table, self.value(dated[0], table).values, after=dated[1])
        return found

    def note(self, table: Table, days: Any, *, after: bool) -> None:
        """The days of rows of a table with which the reference date was compared."""
        days = np.asarray(days)
        first = self.today if after else self.today + 1
        if not days.ndim:
            days = spread(int(days), table.count, np.int64)
        coming = np.flatnonzero((days >= first) & (days < NEVER))
        if len(coming):
            person = self.rows.person_of(table)[coming]
            np.minimum.at(self.until, person, days[coming] + after)

    def settle(self) -> Array:
        """The first day per person, once all answers were asked for."""
        for block, chain in self.program.chains.items():
            if chain.block.term is not None:
                self._days(block, chain.first_day, None, after=False)
        for block, items in self.program.agenda.items():
            for item in items:
                self._days(block, item.date, item.applies, after=True)
        return self.until

    def _days(self, block: str, date: int, applies: int | None, *, after: bool) -> None:
        """Days that were compared outside the rules: of rows where they were asked for."""
        for table in self.spaces.tables.get(block, []):
            part = table
            if applies is not None:
                here = np.flatnonzero(spread(self.value(applies, table).values, table.count, bool))
                part = table.part(here)
            if part.count:
                self.note(part, self.value(date, part).values, after=after)


class _Decisions(ColumnDecisions):
    """Notes the days of decisions, of which only those until the reference date are taken."""

    def __init__(self, evaluator: HorizonEvaluator) -> None:
        super().__init__(evaluator)
        self.horizon = evaluator

    def computed(self, block: str, root: str, table: Table) -> tuple[Column, Column]:
        found = super().computed(block, root, table)
        self.horizon.note(table, found[1].values, after=False)
        return found

    def _all_later(self, members: list[str], block: str, table: Table) -> Any:
        for name in members:
            date = self.evaluator.value(self.program.decisions[(block, name)].date, table)
            self.horizon.note(table, date.values, after=False)
        return super()._all_later(members, block, table)
