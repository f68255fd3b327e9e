"""For whom other law says nothing else: where a change has come to nothing, nothing after it is computed.

What can be another under other law is found from the program alone (:mod:`..changed_values`), and that is
much: an amount can be nought, then there is no fine, then no new term. Here the values that the change
reaches first are computed and compared with those of the old law. Where few persons have another value
they are set aside, to be evaluated by themselves; for everybody else the value is the same, and what is
reached only through it is the same as well.

A value is *settled* when it was computed out of what the change reaches, with every settled value as it
was under the old law, and was found to be the same for all who were not set aside. For such a person
nothing can be the first to differ: not what the change does not reach, for all that it rests on is the
same, and not what is settled, for that was computed out of the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from inburgerregels.engine.changed_values import DECISION, Changes, Vertex
from inburgerregels.engine.columnar.columns import Column, spread
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.engine.columnar.taking_over import taken_over
from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import PERSON
from inburgerregels.language.types import Kind

__all__ = ["differ", "settled"]

Array = Any
#: One person in so many may be set aside for one value; and for all values together.
_FEW = 8
_ALL = 4
#: After so many rounds it is left at what was settled.
_ROUNDS = 8
#: Numbers of lists, and of rows, mean something only beside what they are numbers of.
_NUMBERED = (Kind.TEXTS, Kind.CONTRIBUTIONS, Kind.ROW)


def settled(old: ColumnEvaluator, rulebook: Rulebook, changes: Changes) -> tuple[Changes, Array]:
    """The changes that are left, and who has to be evaluated by themselves, by place. ``old`` holds what
    the old law computes; it stays as it is."""
    return _Settling(old, rulebook, changes).run()


class _Settling:
    def __init__(self, old: ColumnEvaluator, rulebook: Rulebook, changes: Changes) -> None:
        self.old = old
        self.rulebook = rulebook
        self.program = rulebook.program
        self.changes = changes
        self.count = old.persons.count
        #: the nodes on which hangs which rows of chains there are, and on which days
        self.heads: set[Vertex] = set()
        self.points = self._points()

    def _points(self) -> dict[Vertex, str]:
        """What can be settled, and of which block it is: named values, heads of chains, decisions."""
        found = {index: block for (block, _, _), index in self.program.quantities.items()}
        for name, chain in self.program.chains.items():
            parent = chain.block.parent or PERSON
            found[chain.starts] = parent
            own = (chain.continues, chain.first_day, chain.final_day, chain.deciding)
            found |= {index: name for index in own if index is not None}
            self.heads |= {chain.starts, *own}
        nodes, scopes = self.program.nodes, self.program.block_scopes
        points: dict[Vertex, str] = {
            index: block
            for index, block in found.items()
            if index in self.changes.alike
            and nodes[index].type.kind not in _NUMBERED
            and nodes[index].scope == scopes[block]
        }
        for block, name in self.program.decisions:
            if self._same_members(block, name):
                points[(DECISION, (block, name))] = block
        return points

    def _same_members(self, block: str, name: str) -> bool:
        """Whether this is a general decision that under both laws can be replaced by the same ones."""
        before, after = self.old.program.decisions, self.program.decisions
        if (block, name) not in before or after[(block, name)].base is not None:
            return False
        members = [name]
        for one in members:
            mine, theirs = before.get((block, one)), after[(block, one)]
            if mine is None or (mine.base, mine.exceptions) != (theirs.base, theirs.exceptions):
                return False
            members += theirs.exceptions
        return True

    def run(self) -> tuple[Changes, Array]:
        nobody = np.arange(0)
        # Of laws that change the same, such as the points of a range, the next has the same to open.
        opened = set(self.old.opened.get(self.changes.roots, ()))
        for _ in range(_ROUNDS):
            changes, met = self.changes.cut_at(self.points.keys() - opened)
            aside = np.zeros(self.count, bool)
            fresh = set()
            evaluator = taken_over(self.old, self.rulebook, changes)
            for point in sorted(met, key=str):
                others = self._others(evaluator, changes, point)
                number = self.count if others is None else np.count_nonzero(others)
                if point in self.heads and number * _ALL > self.count:
                    # Nearly everybody has other rows: there is nothing to gain.
                    return self.changes, nobody
                if number * _FEW > self.count:
                    fresh.add(point)
                else:
                    aside |= others
            again = evaluator.rows.redo
            if again is not None:
                before = self.old.rows.redo
                aside |= again if before is None else again & ~before
            evaluator.spaces.forget()
            if not fresh:
                self.old.opened[self.changes.roots] = frozenset(opened)
                persons = np.flatnonzero(aside)
                if len(persons) * _ALL > self.count:
                    return self.changes, nobody
                return changes, persons
            opened |= fresh
        return self.changes, nobody

    def _others(self, evaluator: ColumnEvaluator, changes: Changes, point: Any) -> Array:
        """Who has another value, as a mask; None when that cannot be said."""
        block = self.points[point]
        found = np.zeros(self.count, bool)
        for name in self._enclosing(block):
            if not changes.rows_stay(self._source(name)):
                return None
        pairs = zip(self._tables(self.old, block), self._tables(evaluator, block), strict=True)
        for before, after in pairs:
            columns = (
                self._values(evaluator, point, before, after)
                if isinstance(point, int)
                else self._families(evaluator, point[1], before, after)
            )
            if columns is None:
                return None
            for one, other in columns:
                differs = differ(one, other, after.count)
                if differs is not None:
                    found[evaluator.rows.person_of(after)[differs]] = True
        return found

    def _values(
        self, evaluator: ColumnEvaluator, index: int, before: Table, after: Table
    ) -> list[tuple[Column, Column]] | None:
        known = self.changes.alike[index]
        if known not in before.memo:
            return None
        # Not what is known of it: that is what it was.
        return [(before.memo[known], evaluator.computed(index, after))]

    def _families(
        self, evaluator: ColumnEvaluator, key: tuple[str, str], before: Table, after: Table
    ) -> list[tuple[Column, Column]] | None:
        known = ("besluit", *key)
        if known not in before.memo:
            return None
        return [*zip(before.memo[known], evaluator.decisions.computed(*key, after), strict=True)]

    def _tables(self, evaluator: ColumnEvaluator, block: str) -> list[Table]:
        return evaluator.spaces.tables.get(block, [])

    def _enclosing(self, block: str) -> Iterator[str]:
        """The block and those around it, but for the persons."""
        name: str | None = block
        while name is not None and name != PERSON:
            yield name
            name = self.rulebook.blocks[name].parent

    def _source(self, block: str) -> str:
        return f"keten:{block}" if block in self.program.chains else f"wandeling:{block}"


def differ(one: Column, other: Column, count: int) -> Array:
    """Where two columns of as many rows differ; None where nowhere. What stands under a value that is not
    there is nothing."""
    if one is other:
        return None
    masks = [
        [np.zeros(count, bool) if part is None else spread(part, count, bool) for part in parts]
        for parts in ((one.absent, other.absent), (one.lost, other.lost))
    ]
    found = (masks[0][0] != masks[0][1]) | (masks[1][0] != masks[1][1])
    there = ~(masks[0][0] | masks[1][0])
    pairs = [(one.values, other.values)]
    if isinstance(one.values, tuple) and isinstance(other.values, tuple):
        pairs = [*zip(one.values, other.values, strict=True)]
    for mine, theirs in pairs:
        found = found | (there & (spread(mine, count) != spread(theirs, count)))
    return found if found.any() else None
