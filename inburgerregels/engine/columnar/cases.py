"""How law is applied to whole columns: winning rules, contributions, versions and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from inburgerregels.engine.columnar import months
from inburgerregels.engine.columnar.bounds import too_large
from inburgerregels.engine.columnar.columns import (
    Column,
    any_of,
    holds,
    pick,
    pick_column,
    spread,
    union,
)
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.engine.ir import Node
from inburgerregels.language.rulebook import Bracket, TableVersion
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import ALREADY, NEVER, Duration

if TYPE_CHECKING:
    from inburgerregels.engine.columnar.evaluator import ColumnEvaluator

__all__ = ["MANY", "ColumnLaw"]

Array = Any
#: Of more rows than this, a value that counts for few of them is computed for those alone.
MANY = 2048
#: More months than any duration that a column holds has, forwards or backwards.
_SHORTEST = 1 << 30


class ColumnLaw:
    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator
        #: lists of texts (and contributions) that occur, by the number that stands for them
        self.lists: list[tuple[Any, ...]] = []
        self._numbers: dict[tuple[Any, ...], int] = {}

    def number_of(self, items: tuple[Any, ...]) -> int:
        if items not in self._numbers:
            self._numbers[items] = len(self.lists)
            self.lists.append(items)
        return self._numbers[items]

    def share_lists(self, other: ColumnLaw) -> None:
        """Have numbers stand for the lists that they stand for there."""
        self.lists, self._numbers = other.lists, other._numbers

    # -- rules ------------------------------------------------------------------------------

    def rule(self, node: Node, table: Table) -> Column:
        value = self.evaluator.value
        own = value(node.args[0], table)
        if len(node.args) == 1 or (own.lost is None and not holds(own.values)):
            return own
        bases = [value(arg, table) for arg in node.args[1:]]
        yes: Any = False
        for base in bases:
            yes = np.logical_or(yes, base.values)
        lost = union(column.lost for column in (own, *bases))
        return Column(np.logical_and(own.values, yes), None, lost)

    def winners(self, node: Node, table: Table) -> tuple[list[Any], Array]:
        """For each case where it counts, and where that is lost."""
        applies = [self.evaluator.value(arg, table) for arg in node.args[::2]]
        lost = union(column.lost for column in applies)
        found = []
        for column, others in zip(applies, node.attr.beaten_by, strict=True):
            won: Any = column.values
            for j in others:
                won = np.logical_and(won, np.logical_not(applies[j].values))
            found.append(won)
        return found, lost

    def _value(self, index: int, table: Table, won: Any) -> Column:
        """The value of a case where it counts; elsewhere it may be anything."""
        if table.count > MANY and isinstance(won, np.ndarray) and won.ndim:
            rows = np.flatnonzero(won)
            if len(rows) * 8 < table.count and index not in table.memo:
                return _scattered(self.evaluator.value(index, table.part(rows)), rows, table.count)
        return self.evaluator.value(index, table)

    def define(self, node: Node, table: Table) -> Column:
        wins, lost = self.winners(node, table)
        found: Column | None = None
        count: Any = 0
        for i, won in enumerate(wins):
            if not holds(won):
                continue
            value = self._value(node.args[2 * i + 1], table, won)
            count = count + np.asarray(won, np.int8)
            found = value if found is None else pick_column(np.asarray(won), value, found)
        if found is None:
            return Column(0, None, np.ones(table.count, bool))
        wrong = np.not_equal(count, 1)
        if holds(wrong):
            lost = union((lost, spread(wrong, table.count, bool)))
        return Column(found.values, found.absent, union((found.lost, lost)))

    def collect(self, node: Node, table: Table) -> Column:
        wins, lost = self.winners(node, table)
        way = node.attr.way
        parts = []
        for i, won in enumerate(wins):
            if holds(won):
                parts.append((np.asarray(won), self._value(node.args[2 * i + 1], table, won)))
        if way == "enig":
            return self._any(parts, lost)
        empty = self._empty(way)
        whole: Any = empty
        some: Any = False
        for won, value in parts:
            counts = won if value.absent is None else won & ~value.absent
            if any_of(value.lost):
                lost = union((lost, won & value.lost))
            some = np.logical_or(some, counts)
            if way == "som" and (beyond := too_large("add", [whole, value.values])) is not None:
                lost = union((lost, won & beyond))
            whole = self._joined(way, whole, pick(counts, value.values, empty), counts)
        none = np.logical_not(some)
        if holds(none):
            if way in ("hoogste", "langste"):
                whole = np.where(none, 0, whole)
            elif way == "laagste":
                lost = union((lost, spread(none, table.count, bool)))
        return Column(whole, None, lost)

    def _any(self, parts: list[tuple[Array, Column]], lost: Array) -> Column:
        yes: Any = False
        for won, value in parts:
            known = value.values if value.lost is None else value.values & ~value.lost
            yes = np.logical_or(yes, np.logical_and(won, known))
            if any_of(value.lost):
                lost = union((lost, won & value.lost))
        if lost is not None:
            lost = lost & ~np.asarray(yes)
            lost = lost if holds(lost) else None
        return Column(yes, None, lost)

    def _empty(self, way: str) -> Any:
        """What to begin with; of nothing, the highest and longest become 0 and the lowest has no outcome."""
        return {
            "vroegste": NEVER,
            "uiterste": ALREADY,
            "elk": True,
            "laagste": np.iinfo(np.int64).max,
            "hoogste": np.iinfo(np.int64).min,
            "langste": months.encode(Duration(months=-_SHORTEST)),
        }.get(way, 0)

    def _joined(self, way: str, whole: Any, value: Any, counts: Array) -> Any:
        match way:
            case "vroegste" | "laagste":
                return np.minimum(whole, value)
            case "uiterste" | "hoogste":
                return np.maximum(whole, value)
            case "som":
                return np.add(whole, value)
            case "elk":
                return np.logical_and(whole, value)
            case "verzameling":
                return np.bitwise_or(whole, value)
            case "langste":
                longer = months.duration_size(value) > months.duration_size(whole)
                return pick(longer, value, whole)
        raise AssertionError(way)

    # -- reasons ----------------------------------------------------------------------------

    def reasons(self, node: Node, table: Table) -> Column:
        """The titles (and values) behind quantities, as the number of a list."""
        parts: list[Any] = []
        lost = None
        for arg in node.args:
            behind, unsure = self._behind(arg, table)
            parts += behind
            lost = union((lost, unsure))
        with_values = node.op == "contributions"
        columns: list[Array] = []
        for _, counts, value, _ in parts:
            columns.append(counts.astype(np.int64))
            if with_values:
                columns.append(np.where(counts, spread(value.values, table.count, np.int64), 0))
        if not columns:
            return Column(self.number_of(()), None, lost)
        rows, place = months.numbered(columns)
        lines = zip(*(column[rows].tolist() for column in columns), strict=True)
        numbers = np.array([self._list(line, parts, with_values) for line in lines], np.int64)
        return Column(numbers[place] if len(numbers) else 0, None, lost)

    def _list(self, line: Sequence[Any], parts: list[Any], with_values: bool) -> int:
        step = 2 if with_values else 1
        items: list[Any] = []
        for i, (title, _, _, its_type) in enumerate(parts):
            if line[i * step]:
                value = self.evaluator.plain(line[i * step + 1], its_type) if with_values else None
                items.append((title, value, its_type) if with_values else title)
        return self.number_of(tuple(items if with_values else dict.fromkeys(items)))

    def _behind(
        self, index: int, table: Table
    ) -> tuple[list[tuple[str, Array, Column, Type]], Array]:
        """The rules behind a quantity: title, for which rows it counts, the value and its type;
        and for which rows it is not certain that these are all."""
        evaluator = self.evaluator
        node = evaluator.program.nodes[index]
        if node.op == "up":
            above, places = table.climb(node.attr)
            found, unsure = self._behind(node.args[0], above)
            if places is None:
                return found, unsure
            unsure = None if unsure is None else unsure.take(places)
            return [(t, c.take(places), v.take(places), k) for t, c, v, k in found], unsure
        if node.op == "quantity":
            return self._behind(node.args[0], table)
        wins, lost = self.winners(node, table)
        parts = []
        for i, won in enumerate(wins):
            rows = spread(won, table.count, bool)
            if holds(rows):
                value = evaluator.value(node.args[2 * i + 1], table)
                kind = evaluator.program.nodes[node.args[2 * i + 1]].type
                block, _, rule = node.attr.rules[i].partition(".")
                title = evaluator.rulebook.blocks[block].rules[rule].meta.title or rule
                counts = rows & spread(self._counts(value, kind), table.count, bool)
                if value.lost is not None:
                    lost = union((lost, rows & value.lost))
                parts.append((title, counts, value, kind))
        return parts, lost

    def _counts(self, value: Column, its_type: Type) -> Any:
        """Where a contribution is more than nothing."""
        values = np.asarray(value.values)
        if its_type.kind in (Kind.DURATION, Kind.CHOICE, Kind.TEXT, Kind.ROW):
            found = np.ones(values.shape, bool)
        else:
            found = (values != 0) & (values != NEVER) & (values != ALREADY)
        if value.absent is not None:
            found = found & ~value.absent
        return found if value.lost is None else found & ~value.lost

    # -- versions ---------------------------------------------------------------------------

    def param(self, node: Node, table: Table) -> Column:
        parameter = self.evaluator.rulebook.parameters[node.attr]
        values = [
            self.evaluator.constant(_scaled(v.value, v.type, node.type), v.type)
            for v in parameter.versions
        ]
        if not node.args:
            return Column(values[0])
        moment = self.evaluator.value(node.args[0], table)
        found: Any = values[0]
        known: Any = False
        for version, value in zip(parameter.versions, values, strict=True):
            here = _valid(moment.values, version.validity)
            found = pick(here, value, found)
            known = np.logical_or(known, here)
        unknown = np.logical_not(known)
        lost = spread(unknown, table.count, bool) if holds(unknown) else None
        return Column(found, None, union((lost, moment.lost)))

    def table(self, node: Node, table: Table) -> Column:
        law = self.evaluator.rulebook.tables[node.attr]
        columns = [self.evaluator.value(arg, table) for arg in node.args]
        lost = union(mask for column in columns for mask in (column.lost, column.absent))
        ways = 2 if law.versions[0].columns else 1
        found: Any = 0
        known: Any = False
        for version in law.versions:
            here: Any = True
            if len(columns) > ways:
                here = _valid(columns[ways].values, version.validity)
            if not holds(here):
                continue
            inputs = [column.values for column in columns[:ways]]
            cell, there = self._look_up(version, inputs, node.type)
            found = pick(here, cell, found)
            known = np.logical_or(known, np.logical_and(here, there))
        unknown = np.logical_not(known)
        if holds(unknown):
            lost = union((lost, spread(unknown, table.count, bool)))
        return Column(found, None, lost)

    def _look_up(self, version: TableVersion, inputs: list[Any], wanted: Type) -> tuple[Any, Any]:
        row = self._bracket(version.rows, inputs[0])
        column = self._bracket(version.columns, inputs[1]) if version.columns else 0
        blank = [[cell is None for cell in line] for line in version.cells]
        cells = [
            [
                0
                if cell is None
                else self.evaluator.constant(_scaled(cell, version.type, wanted), version.type)
                for cell in line
            ]
            for line in version.cells
        ]
        there = np.logical_and(np.greater_equal(row, 0), np.greater_equal(column, 0))
        row, column = np.maximum(row, 0), np.maximum(column, 0)
        empty = np.array(blank, bool)[row, column]
        return np.array(cells, np.int64)[row, column], np.logical_and(there, np.logical_not(empty))

    def _bracket(self, brackets: tuple[Bracket, ...], value: Any) -> Any:
        """The place of the bracket that holds each value, -1 where none does."""
        found: Any = -1
        for i in reversed(range(len(brackets))):
            found = pick(self._holds(brackets[i], value), i, found)
        return found

    def _holds(self, bracket: Bracket, value: Any) -> Any:
        if bracket.choice is not None:
            owner = next(
                codes for codes in self.evaluator.choices.values() if bracket.choice in codes
            )
            return np.equal(value, owner[bracket.choice])
        if isinstance(value, tuple):
            numerator, denominator = (np.asarray(part, np.int64) for part in value)
            scaled = numerator * 10**bracket.scale
            low: Any = True if bracket.low is None else scaled >= bracket.low * denominator
            if bracket.high is None:
                return low
            limit = bracket.high * denominator
            return low & ((scaled < limit) if bracket.half_open else (scaled <= limit))
        low = True if bracket.low is None else np.greater_equal(value, bracket.low)
        high: Any = True if bracket.high is None else np.less_equal(value, bracket.high)
        return np.logical_and(low, high)


def _scattered(column: Column, rows: Array, count: int) -> Column:
    """A column of a few rows as one of all rows."""

    def whole(values: Any) -> Any:
        if isinstance(values, tuple):
            return tuple(whole(part) for part in values)
        if not (isinstance(values, np.ndarray) and values.ndim):
            return values
        found = np.zeros(count, values.dtype)
        found[rows] = values
        return found

    return Column(
        whole(column.values), _mask(column.absent, rows, count), _mask(column.lost, rows, count)
    )


def _mask(mask: Array, rows: Array, count: int) -> Array:
    if mask is None:
        return None
    found = np.zeros(count, bool)
    found[rows] = mask
    return found


def _valid(moment: Any, validity: Any) -> Any:
    return np.logical_and(
        np.greater_equal(moment, validity.since), np.less_equal(moment, validity.until)
    )


def _scaled(value: Any, its_type: Type, wanted: Type) -> Any:
    if wanted.scale > its_type.scale and isinstance(value, int):
        return value * 10 ** (wanted.scale - its_type.scale)
    return value
