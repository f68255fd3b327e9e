"""The witnesses of many decisions at once: the walk of :mod:`inburgerregels.engine.witnesses` over columns.

What is asked about goes down from the decisions to events as pairs of numbers, of a decision and of a row,
node by node; a pair goes down once. Nothing of it is computed while decisions are.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column, spread
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.engine.ir import Node, Program
from inburgerregels.engine.witnesses import decision_parts

__all__ = ["ColumnWitnesses"]

Array = Any
#: A decision (its number among those asked about) and a row, in two arrays of one length.
Pairs = tuple[Array, Array]
#: What reads rows or events, and so may rest on an event.
_READING = frozenset({"query", "get", "item", "decision", "previous", "running"})


class ColumnWitnesses:
    """Finds events behind decisions that an evaluator took."""

    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program
        self.resting = _resting(evaluator.program)
        self._tables: dict[int, Table] = {}
        self._waiting: dict[tuple[Any, ...], list[Pairs]] = {}
        self._order: list[tuple[int, int, tuple[Any, ...]]] = []
        self._seen: dict[tuple[Any, ...], Array] = {}
        self._found: dict[str, list[Pairs]] = {}

    def events(
        self, asked: Iterable[tuple[tuple[str, str], Table, Array, Array]]
    ) -> dict[str, Pairs]:
        """By kind of event: numbers of decisions and places of events, in that order.

        ``asked``: the key of a decision, the table it was taken for, some of its rows, and a number for
        each. Persons whom columns cannot answer are marked once more, for nobody to see.
        """
        redo = self.evaluator.rows.redo
        before = None if redo is None else redo.copy()
        for key, table, rows, numbers in asked:
            self._decision(key, table, (numbers, rows))
        while self._order:
            _, _, goal = heapq.heappop(self._order)
            pairs = self._new(goal)
            if len(pairs[0]):
                self._below(goal, pairs)
        self.evaluator.rows.redo = before
        return {kind: _sorted(parts) for kind, parts in self._found.items()}

    # -- what still has to be looked at -------------------------------------------------------

    def _push(self, goal: tuple[Any, ...], table: Table, pairs: Pairs) -> None:
        """A goal is what is asked, then of which table."""
        if not len(pairs[0]):
            return
        if table.whole is not None and self.program.scopes[table.scope].block is not None:
            pairs, table = (pairs[0], table.rows.take(pairs[1])), table.whole
        self._tables[id(table)] = table
        whole = (*goal, id(table))
        if whole not in self._waiting:
            self._waiting[whole] = []
            # What is computed last first, so that most of what is asked of a node comes together.
            rank = -goal[1] if goal[0] == "waarde" else -len(self.program.nodes)
            heapq.heappush(self._order, (rank, len(self._seen), whole))
        self._waiting[whole].append(pairs)

    def _value(self, index: int, table: Table, pairs: Pairs) -> None:
        if index in self.resting:
            self._push(("waarde", index), table, pairs)

    def _values(self, indexes: Iterable[int], table: Table, pairs: Pairs) -> None:
        for index in indexes:
            self._value(index, table, pairs)

    def _row(self, table: Table, pairs: Pairs) -> None:
        if table is not self.evaluator.persons:
            self._push(("rij", 0), table, pairs)

    def _decision(self, key: tuple[str, str], table: Table, pairs: Pairs) -> None:
        self._push(("besluit", key), table, pairs)

    def _new(self, goal: tuple[Any, ...]) -> Pairs:
        """The pairs that wait for a goal and did not come by before."""
        parts = self._waiting.pop(goal)
        count = self._tables[goal[-1]].count
        coded = np.unique(np.concatenate([of * count + rows for of, rows in parts]))
        seen = self._seen.get(goal)
        if seen is not None:
            coded = np.setdiff1d(coded, seen, assume_unique=True)
        self._seen[goal] = coded if seen is None else np.union1d(seen, coded)
        return coded // count, coded % count

    def _below(self, goal: tuple[Any, ...], pairs: Pairs) -> None:
        kind, what, table = goal[0], goal[1], self._tables[goal[-1]]
        if kind == "waarde":
            self._uses(what, self.program.nodes[what], table, pairs)
        elif kind == "rij":
            self._presence(table, pairs)
        else:
            self._values(decision_parts(self.program, what), table, pairs)
            self._row(table, pairs)

    # -- what a value was made of -------------------------------------------------------------

    def _uses(self, index: int, node: Node, table: Table, pairs: Pairs) -> None:
        args, value = node.args, self.evaluator.value
        match node.op:
            case "and" | "or":
                self._logic(node, table, pairs)
            case "if":
                test = value(args[0], table)
                self._value(args[0], table, pairs)
                known = ~_at(test.lost, pairs[1])
                yes = _at(test.values, pairs[1])
                self._value(args[1], table, _where(pairs, known & yes))
                self._value(args[2], table, _where(pairs, known & ~yes))
            case "else":
                first = value(args[0], table)
                gone = _at(first.absent, pairs[1]) & ~_at(first.lost, pairs[1])
                self._value(args[0], table, pairs)
                self._value(args[1], table, _where(pairs, gone))
            case "up":
                above, places = table.climb(node.attr)
                self._value(args[0], above, _moved(pairs, places))
            case "define" | "collect":
                self._cases(node, table, pairs)
            case "query":
                self._query(index, node, table, pairs)
            case "get":
                self._value(args[0], table, pairs)
                self._fields(value(args[0], table), node.attr, table, pairs)
            case "item":
                assert table.item is not None
                self._fields(table.item, node.attr, table, pairs)
            case "decision":
                self._taken(node.attr, table, pairs)
            case "previous":
                if table.previous is not None:
                    self._row(table.previous, _moved(pairs, table.before))
            case "running":
                self._value(args[0], table, pairs)
                self._referenced(value(index, table), table, pairs)
            case _:
                self._values(args, table, pairs)

    def _logic(self, node: Node, table: Table, pairs: Pairs) -> None:
        """Of *en* a side that fails decides, of *of* one that holds; the first before the second."""
        left, right = (self.evaluator.value(arg, table) for arg in node.args)
        ends = node.op == "or"
        by_left = (_at(left.values, pairs[1]) == ends) & ~_at(left.lost, pairs[1])
        by_right = (_at(right.values, pairs[1]) == ends) & ~_at(right.lost, pairs[1])
        self._value(node.args[0], table, _where(pairs, by_left | ~by_right))
        self._value(node.args[1], table, _where(pairs, ~by_left))

    def _cases(self, node: Node, table: Table, pairs: Pairs) -> None:
        applies = [self.evaluator.value(arg, table) for arg in node.args[::2]]
        lost = [_at(column.lost, pairs[1]) for column in applies]
        yes = [
            _at(column.values, pairs[1]) & ~gone for column, gone in zip(applies, lost, strict=True)
        ]
        unsure = np.zeros(len(pairs[0]), bool)
        for gone in lost if node.attr.way != "enig" else ():
            unsure |= gone
        for i, others in enumerate(node.attr.beaten_by):
            won = yes[i] & ~unsure
            for j in others:
                won = won & ~yes[j] & ~lost[j]
            self._value(node.args[2 * i], table, pairs)
            self._value(node.args[2 * i + 1], table, _where(pairs, won))

    def _query(self, index: int, node: Node, table: Table, pairs: Pairs) -> None:
        self.evaluator.value(index, table)
        self._values(node.args[:2], table, pairs)
        lost = np.zeros(len(pairs[0]), bool)
        for arg in node.args[:2]:
            lost |= _at(self.evaluator.value(arg, table).lost, pairs[1])
        look, owners = self.evaluator.queries.taken(index, node, table)
        of, rows = _where(pairs, ~lost)
        first = np.searchsorted(owners, rows)
        counts = np.searchsorted(owners, rows, side="right") - first
        ends = np.cumsum(counts)
        within = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
        inner = np.repeat(of, counts), np.repeat(first, counts) + within
        if len(inner[0]):
            assert look.item is not None
            self._referenced(look.item, look, inner)
            self._values(node.args[2:], look, inner)

    # -- rows that are looked at --------------------------------------------------------------

    def _split(
        self, row: Column, table: Table, pairs: Pairs
    ) -> Iterable[tuple[str, str, Array, Array]]:
        """References by what they refer to: its sort, its name, and decisions with places in it."""
        gone = _at(row.absent, pairs[1]) | _at(row.lost, pairs[1])
        of, rows = _where(pairs, ~gone)
        references = spread(row.values, table.count, np.int64).take(rows)
        for source, here, places in self.evaluator.spaces.split(references):
            kind, _, owner = source.partition(":")
            yield kind, owner, of[here], places

    def _tables_at(self, block: str, of: Array, places: Array) -> Iterable[tuple[Table, Pairs]]:
        for table, here in self.evaluator.spaces.tables_at(block, places):
            if here is None:
                yield table, (of, places - table.first)
            else:
                yield table, (of[here], places[here] - table.first)

    def _referenced(self, row: Column, table: Table, pairs: Pairs) -> None:
        for kind, owner, of, places in self._split(row, table, pairs):
            self._there(kind, owner, of, places)

    def _there(self, kind: str, owner: str, of: Array, places: Array) -> None:
        if kind == "gebeurtenis":
            self._found.setdefault(owner, []).append((of, places))
        elif kind == "besluit":
            block, _, name = owner.partition(".")
            for table, pairs in self._tables_at(block, of, places):
                self._decision((block, name), table, pairs)
        else:
            for table, pairs in self._tables_at(owner, of, places):
                self._row(table, pairs)

    def _fields(self, row: Column, name: str, table: Table, pairs: Pairs) -> None:
        """What a field of the rows referenced was made of."""
        for kind, owner, of, places in self._split(row, table, pairs):
            self._there(kind, owner, of, places)
            if kind == "besluit":
                block, _, decision = owner.partition(".")
                nodes = self.program.decisions[(block, decision)]
                part = nodes.amount if name == "bedrag" else nodes.fields.get(name)
                if part is not None:
                    for at, inner in self._tables_at(block, of, places):
                        self._value(part, at, inner)
            elif kind != "gebeurtenis":
                for at, inner in self._tables_at(owner, of, places):
                    self._block_field(owner, name, at, inner)

    def _block_field(self, block: str, name: str, table: Table, pairs: Pairs) -> None:
        index = self.program.quantities.get((block, name, None))
        if index is not None:
            self._value(index, table, pairs)
        elif (block, name) in self.program.decisions:
            self._taken((block, name), table, pairs)
        elif table.item is not None:
            self._fields(table.item, name, table, pairs)

    def _taken(self, key: tuple[str, str], table: Table, pairs: Pairs) -> None:
        """A decision, or where it was not taken why not."""
        column = self.evaluator.decisions.decision(key, table)
        gone = _at(column.absent, pairs[1]) | _at(column.lost, pairs[1])
        self._decision(key, table, _where(pairs, ~gone))
        nodes = self.program.decisions[key]
        self._values((nodes.applies, nodes.date), table, _where(pairs, gone))

    def _presence(self, table: Table, pairs: Pairs) -> None:
        """Why rows are there: what begins and continues a chain, what a step goes over."""
        chain = self.program.chains.get(self.program.scopes[table.scope].block or "")
        if chain is not None and table.previous is not None:
            earlier = _moved(pairs, table.before)
            self._value(chain.continues, table.previous, earlier)
            self._row(table.previous, earlier)
        elif chain is not None and table.above is not None:
            self._value(chain.starts, table.above, _moved(pairs, table.place))
        if table.above is not None:
            self._row(table.above, _moved(pairs, table.place))
        if table.item is not None:
            self._referenced(table.item, table, pairs)


def _resting(program: Program) -> frozenset[int]:
    """The nodes whose value can rest on an event."""
    found: set[int] = set()
    size = -1
    while size != len(found):
        size = len(found)
        for index, node in enumerate(program.nodes):
            if index not in found and (
                node.op in _READING or any(arg in found for arg in node.args)
            ):
                found.add(index)
    return frozenset(found)


def _at(values: Any, rows: Array) -> Array:
    """Yes or no at some rows, of a mask that may be one for all, or None for no."""
    if values is None:
        return np.zeros(len(rows), bool)
    if isinstance(values, np.ndarray) and values.ndim:
        return values.take(rows).astype(bool)
    return np.full(len(rows), bool(values))


def _where(pairs: Pairs, mask: Array) -> Pairs:
    return pairs[0][mask], pairs[1][mask]


def _moved(pairs: Pairs, places: Array) -> Pairs:
    """The same decisions with the rows that theirs stand for in another table."""
    return pairs if places is None else (pairs[0], places.take(pairs[1]))


def _sorted(parts: Sequence[Pairs]) -> Pairs:
    of = np.concatenate([part[0] for part in parts])
    places = np.concatenate([part[1] for part in parts])
    found = np.unique(np.stack([of, places]), axis=1)
    return found[0], found[1]
