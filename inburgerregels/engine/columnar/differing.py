"""Of whom other law gives other answers than an earlier one: found without reading the answers.

What surely stays (:mod:`inburgerregels.engine.changed_values`) is not looked at. Of the rest it is computed
which decisions are taken, on which day and with which contents, how terms run and what stands of a person,
and that is compared with what it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np

from inburgerregels.engine.changed_values import DECISION, Changes
from inburgerregels.engine.columnar.columns import spread
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.settling import differ
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.language.rulebook import PERSON
from inburgerregels.language.types import Kind, Type

__all__ = ["answered_otherwise"]

Array = Any
#: Numbers of lists mean something only beside what they are numbers of.
_LISTS = (Kind.TEXTS, Kind.CONTRIBUTIONS)


def answered_otherwise(
    old: ColumnEvaluator, new: ColumnEvaluator, changes: Changes, fields: Collection[str]
) -> Array:
    """A mask of the persons of whom ``new`` may say something else than ``old``; nobody is missed. None
    when that cannot be told, because there are other rows.

    ``new`` took over from ``old`` what ``changes`` says. Of decisions only these ``fields`` count, and what
    is expected does not. Who has to be answered by the reference executor is in it.
    """
    found = _Differing(old, new, changes, fields)
    return found.mask if found.run() else None


class _Differing:
    def __init__(
        self,
        old: ColumnEvaluator,
        new: ColumnEvaluator,
        changes: Changes,
        fields: Collection[str],
    ) -> None:
        self.old = old
        self.new = new
        self.changes = changes
        self.fields = fields
        self.mask = np.zeros(new.persons.count, bool)

    def run(self) -> bool:
        blocks = {**self.old.rulebook.blocks, **self.new.rulebook.blocks}
        if not all(map(self._has_its_rows, blocks)):
            return False
        for block in blocks:
            self._block(block)
        self._standing()
        for evaluator in (self.old, self.new):
            if evaluator.rows.redo is not None:
                self.mask |= evaluator.rows.redo
        return True

    def _has_its_rows(self, block: str) -> bool:
        """Whether a block, if both laws have it, has the same rows."""
        kinds = {e.rulebook.blocks[block].kind for e in self._with(block)}
        if block == PERSON or len(self._with(block)) == 1:
            return True
        return len(kinds) == 1 and self.changes.rows_stay(f"{kinds.pop()}:{block}")

    def _with(self, block: str) -> list[ColumnEvaluator]:
        return [e for e in (self.old, self.new) if block in e.rulebook.blocks]

    def _block(self, block: str) -> None:
        """Marks who has other answers out of a block."""
        sides = self._with(block)
        if len(sides) == 1:
            self._only_in(sides[0], block)
            return
        pairs = [*zip(_tables(self.old, block), _tables(self.new, block), strict=True)]
        roots = [root for root in self._roots(block) if not self._family_stays(block, root)]
        for before, after in pairs:
            for root in roots:
                self._family(block, root, before, after)
            self._term(block, before, after)
            self._lands(block, before, after)

    def _only_in(self, evaluator: ColumnEvaluator, block: str) -> None:
        """Marks who has answers out of a block that the other law does not have."""
        chain = evaluator.program.chains.get(block)
        whole = (chain is not None and chain.block.term is not None) or _lands(evaluator, block)
        for table in _tables(evaluator, block):
            if whole:
                self._mark(evaluator, table, np.arange(table.count))
            for root in self._roots(block):
                taken = self._taken(evaluator, block, root, table)
                if taken is not None:
                    self._mark(evaluator, table, np.flatnonzero(taken[1] >= 0))

    # -- decisions --------------------------------------------------------------------------

    def _roots(self, block: str) -> Iterator[str]:
        seen = set()
        for evaluator in self._with(block):
            for name in evaluator.rulebook.blocks[block].decisions:
                if evaluator.program.decisions[(block, name)].base is None and name not in seen:
                    seen.add(name)
                    yield name

    def _family_stays(self, block: str, root: str) -> bool:
        """Whether surely the same decisions are taken, with the same contents."""
        if not self.changes.decision_stays(block, root):
            return False
        programs = [evaluator.program for evaluator in (self.old, self.new)]
        if any((block, root) not in program.decisions for program in programs):
            return False
        one, other = (e.decisions.members(block, root) for e in (self.old, self.new))
        return one == other and not any(self._contents_may_differ(block, name) for name in one)

    def _family(self, block: str, root: str, before: Table, after: Table) -> None:
        one, other = self._taken(self.old, block, root, before), None
        if one is None or (other := self._taken(self.new, block, root, after)) is None:
            for evaluator, table in ((self.old, before), (self.new, after)):
                taken = self._taken(evaluator, block, root, table)
                if taken is not None:
                    self._mark(evaluator, table, np.flatnonzero(taken[1] >= 0))
            return
        names, chosen, day = one
        their_names, theirs, their_day = other
        if (DECISION, (block, root)) in self.changes.changed or names != their_names:
            places = {name: place for place, name in enumerate(names)}
            own = [places.get(name, len(names) + at) for at, name in enumerate(their_names)]
            matched = np.array([*own, -1])[theirs]
            self._mark(self.new, after, (chosen != matched) | ((chosen >= 0) & (day != their_day)))
        for place, name in enumerate(their_names):
            if name in names and self._contents_may_differ(block, name):
                rows = np.flatnonzero((theirs == place) & (chosen == names.index(name)))
                if len(rows):
                    self._contents(block, name, before.part(rows), after.part(rows))

    def _taken(
        self, evaluator: ColumnEvaluator, block: str, root: str, table: Table
    ) -> tuple[list[str], Array, Array] | None:
        """The decisions of a family, which of them each row takes, and when; None without such a family."""
        nodes = evaluator.program.decisions.get((block, root))
        if nodes is None or nodes.base is not None:
            return None
        chosen, day = evaluator.decisions.family(block, root, table)
        if chosen.lost is not None:
            self._mark(evaluator, table, chosen.lost)
        count = table.count
        return (
            evaluator.decisions.members(block, root),
            spread(chosen.values, count, np.int16),
            spread(day.values, count, np.int64),
        )

    def _contents_may_differ(self, block: str, name: str) -> bool:
        one, other = (e.program.decisions[(block, name)] for e in (self.old, self.new))
        said = [(n.rule.kind, n.rule.authority, n.rule.full_id) for n in (one, other)]
        return said[0] != said[1] or any(
            not self._same(*pair) for _, *pair in self._contained(block, name)
        )

    def _contained(self, block: str, name: str) -> Iterator[tuple[bool, int | None, int | None]]:
        """Whether it can be compared, and the nodes under both laws of everything in a decision."""
        one, other = (e.program.decisions[(block, name)] for e in (self.old, self.new))
        yield True, one.amount, other.amount
        yield True, one.projected, other.projected
        yield False, one.revokes, other.revokes
        for field in sorted(self.fields):
            yield True, one.fields.get(field), other.fields.get(field)

    def _same(self, one: int | None, other: int | None) -> bool:
        """Whether a value surely is the same under both laws."""
        if one is None or other is None:
            return one is other
        return other not in self.changes.changed and self.changes.alike.get(other) == one

    def _contents(self, block: str, name: str, before: Table, after: Table) -> None:
        one, other = (e.program.decisions[(block, name)].rule for e in (self.old, self.new))
        same_rule = (one.kind, one.authority, one.full_id) == (
            other.kind,
            other.authority,
            other.full_id,
        )
        every = np.ones(after.count, bool)
        for comparable, mine, theirs in self._contained(block, name):
            if self._same(mine, theirs):
                continue
            if not comparable or mine is None or theirs is None:
                self._mark(self.new, after, every)
                return
            self._values(mine, theirs, before, after)
        if not same_rule:
            self._mark(self.new, after, every)

    # -- what else is answered ----------------------------------------------------------------

    def _term(self, block: str, before: Table, after: Table) -> None:
        """What is shown of the periods of a chain."""
        chains = [e.program.chains.get(block) for e in (self.old, self.new)]
        one, other = chains
        if one is None or other is None or one.block.term is other.block.term is None:
            return
        if one.block.term != other.block.term:
            self._mark(self.new, after, np.ones(after.count, bool))
            return
        outcome = self.new.rulebook.vocabulary.outcome
        names = [*(outcome.term if outcome else {}).values()]
        pairs = [(one.first_day, other.first_day), (one.final_day, other.final_day)]
        pairs += [
            (self.old.program.quantities[key], self.new.program.quantities[key])
            for key in ((block, name, None) for name in names)
        ]
        for pair in pairs:
            if not self._same(*pair):
                self._values(*pair, before, after)

    def _lands(self, block: str, before: Table, after: Table) -> None:
        """Which events are used: of others it is said that they are not."""
        one, other = (_lands(evaluator, block) for evaluator in (self.old, self.new))
        if len(one) != len(other):
            self._mark(self.new, after, np.ones(after.count, bool))
            return
        for mine, theirs in zip(one, other, strict=True):
            if self._same(mine, theirs):
                continue
            self._values(mine, theirs, before, after)

    def _standing(self) -> None:
        outcome = self.new.rulebook.vocabulary.outcome
        names = () if outcome is None else (*outcome.fields.values(), *outcome.loan.values())
        for name in names:
            one, other = (e.program.quantities[(PERSON, name, None)] for e in (self.old, self.new))
            if not self._same(one, other):
                self._values(one, other, self.old.persons, self.new.persons)

    def _values(self, one: int, other: int, before: Table, after: Table) -> None:
        """Marks of whom two values differ, or cannot be established."""
        types = [e.program.nodes[i].type for e, i in ((self.old, one), (self.new, other))]
        mine, theirs = self.old.value(one, before), self.new.value(other, after)
        if types[0].sure() != types[1].sure() or not _comparable(types[0]):
            self._mark(self.new, after, np.ones(after.count, bool))
            return
        for column in (mine, theirs):
            if column.lost is not None:
                self._mark(self.new, after, column.lost)
        differs = differ(mine, theirs, after.count)
        if differs is not None:
            self._mark(self.new, after, differs)

    def _mark(self, evaluator: ColumnEvaluator, table: Table, rows: Array) -> None:
        """Marks the persons of these rows, a mask or places."""
        if np.any(rows) if rows.dtype == bool else len(rows):
            self.mask[evaluator.rows.person_of(table)[rows]] = True


def _lands(evaluator: ColumnEvaluator, block: str) -> tuple[int, ...]:
    """The nodes that say which events a block uses."""
    chain, walk = evaluator.program.chains.get(block), evaluator.program.walks.get(block)
    if chain is not None:
        return chain.lands
    return () if walk is None or walk.lands is None else (walk.lands,)


def _comparable(its_type: Type) -> bool:
    """Whether equal numbers mean the same under both laws. Events are numbered by the facts."""
    if its_type.kind is Kind.ROW:
        return all(source.startswith("gebeurtenis:") for source in its_type.sources)
    return its_type.kind not in _LISTS


def _tables(evaluator: ColumnEvaluator, block: str) -> list[Table]:
    """All tables of a block's rows, built if they were not."""
    if block != PERSON:
        evaluator.rows.under(block, evaluator.persons)
    return evaluator.spaces.tables.get(block, [])
