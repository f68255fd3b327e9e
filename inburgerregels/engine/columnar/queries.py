"""Queries over rows: what they look at, what they keep, and what they answer, per row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from inburgerregels.engine.columnar.bounds import sums_beyond
from inburgerregels.engine.columnar.collector import Under, concat
from inburgerregels.engine.columnar.columns import Column, holds, spread, union
from inburgerregels.engine.columnar.tables import Table, expand
from inburgerregels.engine.ir import Node
from inburgerregels.language.queries import Query
from inburgerregels.model import ALREADY, NEVER

if TYPE_CHECKING:
    from inburgerregels.engine.columnar.evaluator import ColumnEvaluator

__all__ = ["ColumnQueries"]

Array = Any


class ColumnQueries:
    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator

    def running(self, node: Node, table: Table) -> Column:
        name, levels = node.attr
        day = self.evaluator.value(node.args[0], table)
        whole, owners = table.ancestor(levels)
        under = self.evaluator.rows.under(name, whole)
        rows, entries = _paired(under, owners, table)
        references = under.rows.take(entries)
        first = self.evaluator.spaces.days(references)
        good = np.less_equal(first.values, spread(day.values, table.count, np.int64)[rows])
        found = np.zeros(table.count, np.int64)
        there = np.zeros(table.count, bool)
        here = np.flatnonzero(good)
        found[rows[here]] = references[here]
        there[rows[here]] = True
        lost = day.lost
        if first.lost is not None:
            mask = np.zeros(table.count, bool)
            mask[rows[first.lost]] = True
            lost = union((lost, mask))
        absent = ~there if lost is None else ~there & ~lost
        return Column(found, absent, lost)

    def _pairs(self, query: Query, table: Table) -> tuple[Array, Array, Column]:
        """Every row a query may look at: whose, which, and its day, in order."""
        if query.earlier:
            rows, references = self._earlier(query, table)
        elif len(query.sources) == 1:
            rows, references = self._pairs_of(query.sources[0], query, table)
        else:
            parts = [self._pairs_of(source, query, table) for source in query.sources]
            rows = concat([part[0] for part in parts])
            references = concat([part[1] for part in parts])
            places = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
            within = concat([np.arange(len(part[0])) for part in parts])
            days = self.evaluator.spaces.days(references)
            order = np.lexsort((within, places, spread(days.values, len(rows), np.int64), rows))
            return rows[order], references[order], days.take(order)
        return rows, references, self.evaluator.spaces.days(references)

    def _pairs_of(self, source: str, query: Query, table: Table) -> tuple[Array, Array]:
        whole, owners = table.ancestor(query.anchor)
        under = self.evaluator.rows.of_source(source, whole)
        rows, entries = _paired(under, owners, table)
        return rows, under.rows.take(entries)

    def _earlier(self, query: Query, table: Table) -> tuple[Array, Array]:
        """The rows before each row of its own block."""
        spaces = self.evaluator.spaces
        here, places = table.climb(query.anchor)
        rows = np.arange(table.count)
        found_rows, found, rounds = [], [], []
        step = 0
        at = np.arange(here.count) if places is None else places
        while here.previous is not None:
            at = at if here.before is None else here.before.take(at)
            here = here.previous
            step -= 1
            found_rows.append(rows)
            found.append(spaces.references(query.sources[0], spaces.place_of(here).take(at)))
            rounds.append(np.full(len(rows), step))
        outer = concat(found_rows)
        order = np.lexsort((concat(rounds), outer))
        return outer[order], concat(found)[order]

    def _looked_at(
        self, query: Query, inside: int, table: Table
    ) -> tuple[Array, Array, Column, Table]:
        """Whose, which, the day, and the table of the rows that these queries of a table look at.

        Queries over the same sources share it, so that what their filters have in common is
        computed once.
        """
        key = ("paren", inside, query.sources, query.anchor, query.earlier)
        if key not in table.memo:
            rows, references, days = self._pairs(query, table)
            look = Table(inside, len(rows), table, rows, item=Column(references))
            table.memo[key] = (rows, references, days, look)
        found: tuple[Array, Array, Column, Table] = table.memo[key]
        return found

    def query(self, node: Node, table: Table) -> Column:
        evaluator = self.evaluator
        query, inside = node.attr
        low, high = (evaluator.value(arg, table) for arg in node.args[:2])
        rows, references, days, look = self._looked_at(query, inside, table)
        test = evaluator.value(node.args[2], look)
        keep = spread(test.values, len(rows), bool).copy()
        inside_window: Any = True
        if not (isinstance(low.values, int) and low.values == ALREADY):
            inside_window = np.less_equal(_at(low.values, rows), days.values)
        if not (isinstance(high.values, int) and high.values == NEVER):
            late = np.less_equal(days.values, _at(high.values, rows))
            inside_window = np.logical_and(inside_window, late)
        keep &= inside_window
        lost = union((low.lost, high.lost))
        if days.lost is not None:
            lost = union((lost, _marked(rows[days.lost], table.count)))
            keep &= ~days.lost
        unsure = None
        if test.lost is not None:
            doubtful = test.lost & inside_window
            unsure = _marked(rows[doubtful], table.count) if doubtful.any() else None
            keep &= ~test.lost
        chosen = np.flatnonzero(keep)
        if len(chosen) < len(rows):
            rows, references, look = rows[chosen], references[chosen], look.part(chosen)
        table.memo[("rijen", node.args, query)] = (look, rows)
        return self._answer(node, query.how, table, rows, references, look, lost, unsure)

    def taken(self, index: int, node: Node, table: Table) -> tuple[Table, Array]:
        """The rows a query took for a table, and whose they are."""
        key = ("rijen", node.args, node.attr[0])
        if key not in table.memo:
            self.query(node, table)
        found: tuple[Table, Array] = table.memo[key]
        return found

    def _answer(
        self,
        node: Node,
        how: str,
        table: Table,
        rows: Array,
        references: Array,
        look: Table,
        lost: Array,
        unsure: Array,
    ) -> Column:
        count = table.count
        match how:
            case "eerste" | "laatste":
                found = np.zeros(count, np.int64)
                if how == "eerste":
                    found[rows[::-1]] = references[::-1]
                else:
                    found[rows] = references
                lost = union((lost, unsure))
                absent = ~_marked(rows, count)
                return Column(found, absent if lost is None else absent & ~lost, lost)
            case "bestaat":
                yes = _marked(rows, count)
                if unsure is not None:
                    unsure = unsure & ~yes
                return Column(yes, None, union((lost, unsure)))
        lost = union((lost, unsure))
        if how == "aantal":
            return Column(np.bincount(rows, minlength=count).astype(np.int64), None, lost)
        values = [self.evaluator.value(arg, look) for arg in node.args[3:]]
        bad = union(value.lost for value in values)
        if bad is not None:
            lost = union((lost, _marked(rows[bad], count)))
        if how == "gedekte dagen":
            total, wrong = _covered(rows, values, count)
            return Column(total, None, union((lost, wrong)))
        total = np.zeros(count, np.int64)
        value = values[0]
        numbers = spread(value.values, len(rows), np.int64)
        if value.absent is not None:
            there = np.flatnonzero(~value.absent)
            rows, numbers = rows[there], numbers[there]
        if how == "verzameling":
            np.bitwise_or.at(total, rows, np.left_shift(1, numbers.astype(np.int64)))
        else:
            if len(rows) and sums_beyond(numbers, int(np.bincount(rows).max())):
                lost = union((lost, _marked(rows, count)))
            np.add.at(total, rows, numbers)
        return Column(total, None, lost)


def _covered(rows: Array, values: list[Column], count: int) -> tuple[Array, Array]:
    """Days covered by at least one period, per row, and where a period is open."""
    first, last = (spread(value.values, len(rows), np.int64) for value in values)
    counts = np.ones(len(rows), bool)
    if values[0].absent is not None:
        counts &= ~values[0].absent
    counts &= first < NEVER
    rows, first, last = rows[counts], first[counts], last[counts]
    open_end = (last >= NEVER) | (first <= ALREADY)
    if values[1].absent is not None:
        open_end |= values[1].absent[counts]
    wrong = _marked(rows[open_end], count) if holds(open_end) else None
    order = np.lexsort((last, first, rows))
    rows, first, last = rows[order], first[order], last[order]
    total = np.zeros(count, np.int64)
    if len(rows):
        base = rows << 33
        reached = np.maximum.accumulate(last + base)
        earlier = np.concatenate([[np.int64(-1) << 40], reached[:-1]]) - base
        starts = np.concatenate([[True], rows[1:] != rows[:-1]])
        earlier[starts] = ALREADY
        np.add.at(total, rows, np.maximum(0, last - np.maximum(first - 1, earlier)))
    return total, wrong


def _paired(under: Under, owners: Array, table: Table) -> tuple[Array, Array]:
    if owners is None:
        return under.outer, np.arange(len(under.outer))
    return expand(under.offsets, owners)


def _marked(rows: Array, count: int) -> Array:
    found = np.zeros(count, bool)
    found[rows] = True
    return found


def _at(values: Any, rows: Array) -> Any:
    return values.take(rows) if isinstance(values, np.ndarray) and values.ndim else values
