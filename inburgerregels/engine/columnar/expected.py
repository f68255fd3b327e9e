"""Which decisions and rows rest on a projection, for whole tables.

The same walk along what was used as :mod:`inburgerregels.engine.expected` and
:mod:`inburgerregels.engine.proof`, with masks for what decided each row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column, spread
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.engine.ir import Node

if TYPE_CHECKING:
    from inburgerregels.engine.columnar.evaluator import ColumnEvaluator

__all__ = ["ColumnExpected"]

Array = Any


class ColumnExpected:
    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program
        self.reaching = evaluator.program.reaching
        #: the persons with a projected decision, once the decisions are known
        self.touched: Array = None

    # -- values -----------------------------------------------------------------------------

    def value(self, index: int, table: Table) -> Any:
        """Where the value of a node rests on a projection: False or a mask."""
        if index not in self.reaching:
            return False
        key = ("verwacht", index)
        if key not in table.memo:
            table.memo[key] = False
            table.memo[key] = self._of(index, self.program.nodes[index], table)
        return table.memo[key]

    def _of(self, index: int, node: Node, table: Table) -> Any:
        args = node.args
        values = self.evaluator.value
        match node.op:
            case "and" | "or":
                return self._logic(node, table)
            case "if":
                test = values(args[0], table).values
                branch = _either(test, self.value(args[1], table), self.value(args[2], table))
                return np.logical_or(self.value(args[0], table), branch)
            case "else":
                first = values(args[0], table)
                missing = False if first.absent is None else first.absent
                other = np.logical_and(missing, self.value(args[1], table))
                return np.logical_or(self.value(args[0], table), other)
            case "up":
                return self._up(node, table)
            case "define" | "collect":
                return self._cases(node, table)
            case "query":
                return self._query(index, node, table)
            case "get":
                row = values(args[0], table)
                return np.logical_or(self.value(args[0], table), self._field(row, node.attr, table))
            case "item":
                assert table.item is not None
                return self._field(table.item, node.attr, table)
            case "decision":
                return self._decision(node.attr, table)
            case "previous":
                return self._previous(table)
            case "running":
                found = self._referenced(values(index, table), table)
                return np.logical_or(self.value(args[0], table), found)
        return self._any(args, table)

    def _any(self, indexes: Iterable[int], table: Table) -> Any:
        found: Any = False
        for index in indexes:
            found = np.logical_or(found, self.value(index, table))
        return found

    def _logic(self, node: Node, table: Table) -> Any:
        left, right = (self.evaluator.value(arg, table).values for arg in node.args)
        first, second = (self.value(arg, table) for arg in node.args)
        both = np.logical_or(first, second)
        if node.op == "and":
            return _either(left, _either(right, both, second), first)
        return _either(left, first, _either(right, second, both))

    def _up(self, node: Node, table: Table) -> Any:
        above, places = table.climb(node.attr)
        return _taken(self.value(node.args[0], above), places)

    def _cases(self, node: Node, table: Table) -> Any:
        found = self._any(node.args[::2], table)
        wins, _ = self.evaluator.law.winners(node, table)
        for i, won in enumerate(wins):
            mine = self.value(node.args[2 * i + 1], table)
            found = np.logical_or(found, np.logical_and(won, mine))
        return found

    def _query(self, index: int, node: Node, table: Table) -> Any:
        self.evaluator.value(index, table)
        found = self._any(node.args[:2], table)
        look, rows = self.evaluator.queries.taken(index, node, table)
        if not len(rows):
            return found
        assert look.item is not None
        inside = np.logical_or(
            self._any(node.args[2:], look), self._referenced(Column(look.item.values), look)
        )
        if not np.any(inside):
            return found
        marked = np.zeros(table.count, bool)
        marked[rows[spread(inside, look.count, bool)]] = True
        return np.logical_or(found, marked)

    # -- rows -------------------------------------------------------------------------------

    def _present(self, row: Column, table: Table) -> tuple[Array, Array]:
        """Where a column of references has one, and those references."""
        missing = np.zeros(table.count, bool)
        for mask in (row.absent, row.lost):
            if mask is not None:
                missing = missing | mask
        here = np.flatnonzero(~missing)
        return here, spread(row.values, table.count, np.int64)[here]

    def _referenced(self, row: Column, table: Table) -> Any:
        """Where the rows referenced rest on a projection themselves."""
        here, references = self._present(row, table)
        return self._over(here, references, table, self._source)

    def _over(self, here: Array, references: Array, table: Table, read: Any) -> Any:
        found: Any = False
        for source, at, places in self.evaluator.spaces.split(references):
            inside = read(source, places)
            if np.any(inside):
                if found is False:
                    found = np.zeros(table.count, bool)
                found[here[at]] = inside
        return found

    def _source(self, source: str, places: Array) -> Any:
        kind, _, owner = source.partition(":")
        if kind == "gebeurtenis":
            return False
        if kind == "besluit":
            block, _, name = owner.partition(".")
            return self._gather(block, places, lambda table: self.decision((block, name), table))
        return self._gather(owner, places, self.row)

    def _gather(self, block: str, places: Array, read: Any) -> Any:
        spaces = self.evaluator.spaces
        column = spaces.gather(
            block, places, lambda table: Column(spread(read(table), table.count, bool))
        )
        return column.values

    def _field(self, row: Column, name: str, table: Table) -> Any:
        """Where a field of the rows referenced rests on a projection."""
        here, references = self._present(row, table)
        return self._over(here, references, table, lambda s, p: self._field_of(s, name, p))

    def _field_of(self, source: str, name: str, places: Array) -> Any:
        kind, _, owner = source.partition(":")
        own = self._source(source, places)
        if kind == "gebeurtenis" or name == "datum":
            return own
        if kind == "besluit":
            block, _, decision = owner.partition(".")
            nodes = self.program.decisions[(block, decision)]
            index = nodes.amount if name == "bedrag" else nodes.fields.get(name)
            if index is None:
                return own
            inside = self._gather(block, places, lambda table: self.value(index, table))
            return np.logical_or(own, inside)
        inside = self._gather(owner, places, lambda table: self._block_field(owner, name, table))
        return np.logical_or(own, inside)

    def _block_field(self, block: str, name: str, table: Table) -> Any:
        index = self.program.quantities.get((block, name, None))
        if index is not None:
            return self.value(index, table)
        if (block, name) in self.program.decisions:
            return self._decision((block, name), table)
        return False if table.item is None else self._field(table.item, name, table)

    def _previous(self, table: Table) -> Any:
        if table.previous is None:
            return False
        return _taken(self.row(table.previous), table.before)

    def row(self, table: Table) -> Any:
        """Where the rows of a table are there only because of a projection."""
        if table.whole is not None:
            return _taken(self.row(table.whole), table.rows)
        if "verwacht" not in table.memo:
            table.memo["verwacht"] = False
            table.memo["verwacht"] = self._row(table)
        return table.memo["verwacht"]

    def _row(self, table: Table) -> Any:
        found: Any = False
        if table.above is not None:
            found = _taken(self.row(table.above), table.place)
        chain = self.program.chains.get(self.program.scopes[table.scope].block or "")
        if chain is not None and table.previous is not None:
            found = np.logical_or(found, self._previous(table))
            on = self.value(chain.continues, table.previous)
            found = np.logical_or(found, _taken(on, table.before))
        elif chain is not None and table.above is not None:
            started = self.value(chain.starts, table.above)
            found = np.logical_or(found, _taken(started, table.place))
        if table.item is not None:
            found = np.logical_or(found, self._referenced(Column(table.item.values), table))
        return found

    # -- decisions --------------------------------------------------------------------------

    def decision(self, key: tuple[str, str], table: Table) -> Any:
        """Where a decision, if it is taken, is expected or rests on something expected."""
        memo_key = ("verwacht", key)
        if memo_key not in table.memo:
            table.memo[memo_key] = False
            nodes = self.program.decisions[key]
            parts = [nodes.projected, nodes.applies, nodes.date, *nodes.fields.values()]
            parts += [] if nodes.amount is None else [nodes.amount]
            if nodes.base is not None:
                base = self.program.decisions[(key[0], nodes.base)]
                parts += [base.projected, base.applies, base.date]
            own = self.evaluator.value(nodes.projected, table).values
            found = np.logical_or(own, self.row(table))
            table.memo[memo_key] = np.logical_or(found, self._any(parts, table))
        return table.memo[memo_key]

    def _decision(self, key: tuple[str, str], table: Table) -> Any:
        taken = self.evaluator.decisions.decision(key, table)
        nodes = self.program.decisions[key]
        reasons = self._any((nodes.applies, nodes.date), table)
        return _either(np.logical_not(taken.absent), self.decision(key, table), reasons)


def _either(test: Any, yes: Any, no: Any) -> Any:
    if yes is False and no is False:
        return False
    return np.where(test, yes, no)


def _taken(mask: Any, places: Array) -> Any:
    if places is None or not (isinstance(mask, np.ndarray) and mask.ndim):
        return mask
    return mask.take(places)
