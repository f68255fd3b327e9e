"""An evaluator for other law that begins with what an earlier one computed and that surely stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inburgerregels.engine.changed_values import Changes
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
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
        known = self.old.rulebook.blocks.get(block)
        if known is None or block not in self.new.rulebook.blocks:
            return False
        return self.changes.rows_stay(f"{known.kind}:{block}")

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
        """Take over of a table what stays, when it is asked for."""
        copy.memo = _TakenMemo(table.memo, self.changes, self._stays_of)
        for key in [key for key in table.memo if isinstance(key, tuple) and key[0] == "paren"]:
            self._looked_at(key, table.memo[key], copy)

    def _stays_of(self, key: tuple[Any, ...]) -> bool:
        if key[0] == "under":
            return self._rows_stay(key[1])
        return key[0] == "besluit" and self.changes.decision_stays(key[1], key[2])

    def _looked_at(self, key: tuple[Any, ...], value: Any, copy: Table) -> None:
        """What queries of a table look at, with what was computed of that."""
        rows, references, days, look = value
        inside = self.changes.scopes.get(look.scope)
        if inside is None or not all(self._rows_stay(source) for source in key[2]):
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


class _TakenMemo(dict[Any, Any]):
    """What is known of a table, and what was known of it under the old law and surely stays."""

    def __init__(
        self, old: dict[Any, Any], changes: Changes, stays: Callable[[tuple[Any, ...]], bool]
    ) -> None:
        super().__init__()
        self.old = old
        self.changes = changes
        self.stays = stays

    def _origin(self, key: Any) -> Any:
        """Under which key the old law knows it; None when it does not stay, or was not known."""
        found: Any
        if isinstance(key, int):
            found = None if key in self.changes.changed else self.changes.alike.get(key)
        else:
            found = key if isinstance(key, tuple) and self.stays(key) else None
        return found if found in self.old else None

    def get(self, key: Any, default: Any = None) -> Any:
        found = super().get(key)
        if found is None:
            origin = self._origin(key)
            if origin is None:
                return default
            found = self[key] = self.old[origin]
        return found

    def __missing__(self, key: Any) -> Any:
        origin = self._origin(key)
        if origin is None:
            raise KeyError(key)
        found = self[key] = self.old[origin]
        return found

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or self._origin(key) is not None

    def clear(self) -> None:
        super().clear()
        self.old = {}
