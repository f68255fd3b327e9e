"""An evaluator for other law that begins with what an earlier one computed and that surely stays."""

from __future__ import annotations

from functools import partial
from typing import Any

from inburgerregels.engine.changed_values import Changes
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.keeping import KeptMemo
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.language import Rulebook

__all__ = ["taken_over"]


def taken_over(old: ColumnEvaluator, rulebook: Rulebook, changes: Changes) -> ColumnEvaluator:
    """An evaluator of the same persons on the same day under ``rulebook``, of which ``changes`` says
    what it has in common with the law of ``old``. The old one stays as it is.

    Who had to be answered by the reference executor still has to be: what was found out about them
    may not be looked at again.
    """
    new = ColumnEvaluator(
        rulebook, rulebook.program, old.persons.count, old.person, old.events, old.today
    )
    new.share_words(old)
    _TakingOver(old, new, changes).run()
    return new


class _TakingOver:
    def __init__(self, old: ColumnEvaluator, new: ColumnEvaluator, changes: Changes) -> None:
        self.old = old
        self.new = new
        self.changes = changes
        self.copies: dict[int, Table] = {id(old.persons): new.persons}

    def run(self) -> None:
        old, new = self.old, self.new
        new.spaces.codes = dict(old.spaces.codes)
        new.spaces.names = [*old.spaces.names]
        if old.rows.redo is not None:
            new.rows.redo = old.rows.redo.copy()
        new.rows.facts_seen = old.rows.facts_seen
        pairs = [(old.persons, new.persons)]
        for block, tables in old.spaces.tables.items():
            if block == "persoon" or not self._stays(block):
                continue
            for table in tables:
                copy = self._copied(table)
                new.spaces.tables.setdefault(block, []).append(copy)
                pairs.append((table, copy))
            new.spaces.sizes[block] = old.spaces.sizes[block]
        for table, copy in pairs:
            self._fill(table, copy)

    def _stays(self, block: str) -> bool:
        """Whether a block has the same rows."""
        kind = self.old.rulebook.blocks[block].kind
        return block in self.new.rulebook.blocks and self.changes.rows_stay(f"{kind}:{block}")

    def _copied(self, table: Table) -> Table:
        """The same rows without what was computed of them; enclosing and earlier rows come first."""
        found = self.copies.get(id(table))
        if found is None:
            above = None if table.above is None else self._copied(table.above)
            previous = None if table.previous is None else self._copied(table.previous)
            found = Table(
                self.changes.scopes[table.scope],
                table.count,
                above,
                table.place,
                item=table.item,
                number=table.number,
                previous=previous,
                before=table.before,
            )
            found.first = table.first
            self.copies[id(table)] = found
        return found

    def _fill(self, table: Table, copy: Table) -> None:
        """Take over of a table what stays."""
        memo = table.memo
        if isinstance(memo, KeptMemo):
            self._fill_later(memo, copy)
        for key, value in memo.items():
            if isinstance(key, int):
                same = self.changes.same.get(key)
                if same is not None:
                    copy.memo[same] = value
            elif isinstance(key, tuple):
                self._kept(key, value, copy)

    def _fill_later(self, memo: KeptMemo, copy: Table) -> None:
        """The same of what was not fetched yet; both have it once one of them asks for it."""
        mine = copy.memo = KeptMemo()
        for key in memo.later:
            known: Any = key if isinstance(key, tuple) else self.changes.same.get(key)
            if known is None or (isinstance(key, tuple) and not self._stays_of(key)):
                continue
            mine.later[known] = partial(memo.__getitem__, key)

    def _stays_of(self, key: tuple[Any, ...]) -> bool:
        if key[0] == "under":
            return self._rows_stay(key[1])
        return key[0] == "besluit" and self.changes.decision_stays(key[1], key[2])

    def _kept(self, key: tuple[Any, ...], value: Any, copy: Table) -> None:
        match key[0]:
            case "under" | "besluit" if self._stays_of(key):
                copy.memo[key] = value
            case "paren" if all(self._rows_stay(source) for source in key[2]):
                rows, references, days, look = value
                inside = self.changes.scopes.get(look.scope)
                if inside is None:
                    return
                other = Table(inside, look.count, copy, look.place, item=look.item)
                self._fill(look, other)
                copy.memo[(key[0], inside, *key[2:])] = (rows, references, days, other)

    def _rows_stay(self, source: str) -> bool:
        """Of a source, or the name of a block."""
        kind, _, name = source.partition(":")
        if kind == "gebeurtenis":
            return True
        if kind == "besluit":
            block, _, decision = name.partition(".")
            root = self.new.decisions.root_of((block, decision))
            return (block, decision) in self.new.program.decisions and self.changes.decision_stays(
                block, root
            )
        return self._stays(name or source)
