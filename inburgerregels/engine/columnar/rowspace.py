"""References to rows: one integer that says which source a row is of, and its place in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.tables import Table

if TYPE_CHECKING:
    from inburgerregels.engine.columnar.evaluator import ColumnEvaluator

__all__ = ["RowSpaces"]

Array = Any
_BITS = 40
_PLACE = (1 << _BITS) - 1


class RowSpaces:
    """All rows of a block of persons, by source: events, chain instances, walk steps, decisions.

    The rows of a chain or walk lie in several tables; their places count through in order of building.
    """

    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator
        self.codes: dict[str, int] = {}
        self.names: list[str] = []
        self.tables: dict[str, list[Table]] = {}
        self.sizes: dict[str, int] = {}

    def code(self, source: str) -> int:
        if source not in self.codes:
            self.codes[source] = len(self.names)
            self.names.append(source)
        return self.codes[source]

    def references(self, source: str, places: Array) -> Array:
        return places + (self.code(source) << _BITS)

    def add(self, block: str, table: Table) -> Table:
        """Give the rows of a table their places."""
        table.first = self.sizes.get(block, 0)
        self.sizes[block] = table.first + table.count
        self.tables.setdefault(block, []).append(table)
        return table

    def place_of(self, table: Table) -> Array:
        """The places of a table's own rows."""
        if table.whole is not None:
            return table.rows + table.whole.first
        return np.arange(table.first, table.first + table.count)

    def forget(self) -> None:
        """Let go of all that was computed, and from what: what refers to itself would stay until long
        after. Nothing can be computed any more."""
        for tables in self.tables.values():
            for table in tables:
                table.memo.clear()
        self.tables.clear()
        self.evaluator.person, self.evaluator.events = {}, {}

    # -- reading ----------------------------------------------------------------------------

    def tables_at(self, block: str, places: Array) -> list[tuple[Table, Array]]:
        """The tables of a block that hold these places, each with where in ``places`` those stand
        (None: all of them)."""
        tables = self.tables.get(block, [])
        if not len(places) or not tables:
            return []
        low, high = int(places.min()), int(places.max())
        hit = [t for t in tables if t.count and t.first <= high and low < t.first + t.count]
        if len(hit) == 1:
            return [(hit[0], None)]
        of = np.searchsorted([table.first for table in hit], places, side="right") - 1
        found = []
        for i, table in enumerate(hit):
            here = np.flatnonzero(of == i)
            if len(here):
                found.append((table, here))
        return found

    def gather(self, block: str, places: Array, read: Any) -> Column:
        """``read(table)``, a column, at places of a block's rows."""
        parts = []
        for table, here in self.tables_at(block, places):
            if here is None:
                found: Column = read(table)
                return found.take(places - table.first)
            parts.append((here, read(table).take(places[here] - table.first)))
        return assemble(len(places), parts)

    def split(self, references: Array) -> list[tuple[str, Array, Array]]:
        """References by source: (source, where they stand, places)."""
        if not len(references):
            return []
        codes = references >> _BITS
        first = int(codes[0])
        if (codes == first).all():
            return [(self.names[first], np.arange(len(references)), references & _PLACE)]
        found = []
        for code in np.flatnonzero(np.bincount(codes)):
            here = np.flatnonzero(codes == code)
            found.append((self.names[int(code)], here, references[here] & _PLACE))
        return found

    def field(self, row: Column, name: str, count: int, present: Array) -> Column:
        """A field of the rows referenced (only those ``present``; the others are absent)."""
        references = row.values
        here = np.arange(count) if present is None else np.flatnonzero(present)
        parts = []
        for source, at, places in self.split(references[here]):
            parts.append((here[at], self._field_of(source, name, places)))
        found = assemble(count, parts)
        if present is not None:
            missing = ~present
            found.absent = missing if found.absent is None else found.absent | missing
        return found

    def _field_of(self, source: str, name: str, places: Array) -> Column:
        evaluator = self.evaluator
        kind, _, owner = source.partition(":")
        if name == "datum":
            return self.day_of(source, places)
        if name == "soort" and kind != "wandeling":
            return Column(evaluator.word(owner.rpartition(".")[2]))
        if kind == "gebeurtenis":
            column = evaluator.events[owner].fields.get(name)
            if column is None:
                return all_absent(len(places))
            declared = evaluator.rulebook.vocabulary.events[owner].fields.get(name)
            return evaluator.given(column, declared).take(places)
        if kind == "besluit":
            return self._decision_field(owner, name, places)
        return self.gather(owner, places, lambda table: evaluator.block_field(owner, name, table))

    def _decision_field(self, owner: str, name: str, places: Array) -> Column:
        block, _, decision = owner.partition(".")
        nodes = self.evaluator.program.decisions[(block, decision)]
        index = nodes.amount if name == "bedrag" else nodes.fields.get(name)
        if index is None:
            return all_absent(len(places))
        return self.gather(block, places, lambda table: self.evaluator.value(index, table))

    def day_of(self, source: str, places: Array) -> Column:
        evaluator = self.evaluator
        kind, _, owner = source.partition(":")
        if kind == "gebeurtenis":
            return Column(evaluator.events[owner].day.take(places))
        if kind == "besluit":
            block, _, decision = owner.partition(".")
            return self.gather(
                block,
                places,
                lambda table: evaluator.decisions.decision_day((block, decision), table),
            )
        chain = evaluator.program.chains.get(owner)
        if chain is not None:
            return self.gather(owner, places, lambda t: evaluator.value(chain.first_day, t))
        return self.gather(owner, places, evaluator.step_day)

    def days(self, references: Array) -> Column:
        parts = [(at, self.day_of(s, places)) for s, at, places in self.split(references)]
        return assemble(len(references), parts)


def all_absent(count: int) -> Column:
    return Column(0, absent=np.ones(count, bool))


def assemble(count: int, parts: list[tuple[Array, Column]]) -> Column:
    """One column of ``count`` rows out of parts, each with the rows where it stands."""
    if len(parts) == 1 and len(parts[0][0]) == count:
        return parts[0][1]
    values: Any = None
    absent = lost = None
    for here, column in parts:
        source = column.values
        if isinstance(source, tuple):
            if values is None:
                values = tuple(np.zeros(count, np.int64) for _ in source)
            for target, part in zip(values, source, strict=True):
                target[here] = part
        else:
            if values is None:
                kind = np.asarray(source).dtype
                values = np.zeros(count, kind)
            elif values.dtype != np.asarray(source).dtype:
                values = values.astype(np.result_type(values.dtype, np.asarray(source).dtype))
            values[here] = source
        absent = _mask(absent, column.absent, here, count)
        lost = _mask(lost, column.lost, here, count)
    return Column(0 if values is None else values, absent, lost)


def _mask(mask: Array, part: Array, here: Array, count: int) -> Array:
    if part is None:
        return mask
    if mask is None:
        mask = np.zeros(count, bool)
    mask[here] = part
    return mask
