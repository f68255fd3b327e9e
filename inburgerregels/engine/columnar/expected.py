"""Which decisions and rows rest on a projection, for whole tables.

The same walk along what was used as :mod:`inburgerregels.engine.expected` and
:mod:`inburgerregels.engine.proof`, with masks for what decided each row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column, holds, spread
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.engine.ir import Node

if TYPE_CHECKING:
    from inburgerregels.engine.columnar.evaluator import ColumnEvaluator

__all__ = ["ColumnExpected"]

Array = Any
#: What is being found out.
_BUSY = object()


class ColumnExpected:
    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program
        self.reaching = evaluator.program.reaching
        #: the persons with a projected decision, once the decisions are known
        self.touched: Array = np.zeros(0, bool)

    # -- values -----------------------------------------------------------------------------

    def value(self, index: int, table: Table) -> Any:
        """Where the value of a node rests on a projection: False or a mask."""
        if index not in self.reaching:
            return False
        key = ("verwacht", index)
        if key not in table.memo:
            table.memo[key] = _BUSY
            table.memo[key] = _some(self._of(index, self.program.nodes[index], table))
        return self._known(table.memo[key])

    def _known(self, found: Any) -> Any:
        """What was found; where that needs itself, the reference executor answers."""
        if found is _BUSY:
            self.evaluator.rows.again(self.evaluator.persons, self.touched)
            return False
        return found

    def _of(self, index: int, node: Node, table: Table) -> Any:
        args = node.args
        values = self.evaluator.value
        match node.op:
            case "and" | "or":
                return self._logic(node, table)
            case "if":
                yes, no = self.value(args[1], table), self.value(args[2], table)
                branch: Any = False
                if yes is not False or no is not False:
                    branch = _either(values(args[0], table).values, yes, no)
                return _or(self.value(args[0], table), branch)
            case "else":
                other = self.value(args[1], table)
                if other is not False:
                    first = values(args[0], table)
                    other = False if first.absent is None else _and(first.absent, other)
                return _or(self.value(args[0], table), other)
            case "up":
                return self._up(node, table)
            case "define" | "collect":
                return self._cases(node, table)
            case "query":
                return self._query(index, node, table)
            case "get":
                row = values(args[0], table)
                return _or(self.value(args[0], table), self._field(row, node.attr, table))
            case "item":
                assert table.item is not None
                return self._field(table.item, node.attr, table)
            case "decision":
                return self._decision(node.attr, table)
            case "previous":
                return self._previous(table)
            case "running":
                found = self._referenced(values(index, table), table)
                return _or(self.value(args[0], table), found)
        return self._any(args, table)

    def _any(self, indexes: Iterable[int], table: Table) -> Any:
        found: Any = False
        for index in indexes:
            found = _or(found, self.value(index, table))
        return found

    def _logic(self, node: Node, table: Table) -> Any:
        first, second = (self.value(arg, table) for arg in node.args)
        if first is False and second is False:
            return False
        left, right = (self.evaluator.value(arg, table).values for arg in node.args)
        # What decides: of "and" a side that fails, of "or" one that holds; the first before the second.
        left_decides = np.logical_not(left) if node.op == "and" else left
        right_decides = np.logical_not(right) if node.op == "and" else right
        rest = _either(right_decides, second, _or(first, second))
        return _either(left_decides, first, rest)

    def _up(self, node: Node, table: Table) -> Any:
        above, places = table.climb(node.attr)
        return _taken(self.value(node.args[0], above), places)

    def _cases(self, node: Node, table: Table) -> Any:
        found = self._any(node.args[::2], table)
        mine = [self.value(arg, table) for arg in node.args[1::2]]
        if all(one is False for one in mine):
            return found
        wins, _ = self.evaluator.law.winners(node, table)
        for won, one in zip(wins, mine, strict=True):
            if one is not False:
                found = _or(found, _and(won, one))
        return found

    def _query(self, index: int, node: Node, table: Table) -> Any:
        self.evaluator.value(index, table)
        found = self._any(node.args[:2], table)
        look, rows = self.evaluator.queries.taken(index, node, table)
        if not len(rows):
            return found
        assert look.item is not None
        inside = _or(self._any(node.args[2:], look), self._of_items(look))
        if not holds(inside):
            return found
        marked = np.zeros(table.count, bool)
        marked[rows[spread(inside, look.count, bool)]] = True
        return _or(found, marked)

    def _of_items(self, look: Table) -> Any:
        """Where the rows that a table looks at rest on a projection themselves."""
        if self._only_events(self.program.scopes[look.scope].sources):
            return False
        if "verwacht item" not in look.memo:
            assert look.item is not None
            look.memo["verwacht item"] = self._referenced(Column(look.item.values), look)
        return look.memo["verwacht item"]

    def _only_events(self, sources: tuple[str, ...]) -> bool:
        return bool(sources) and all(source.startswith("gebeurtenis:") for source in sources)

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
            if holds(inside):
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
        """``read(table)``, False or a mask, at places of a block's rows."""
        found: Any = False
        for table, here in self.evaluator.spaces.tables_at(block, places):
            marks = read(table)
            if marks is False:
                continue
            at = (places if here is None else places[here]) - table.first
            if here is None:
                return spread(marks, table.count, bool).take(at)
            if found is False:
                found = np.zeros(len(places), bool)
            found[here] = spread(marks, table.count, bool).take(at)
        return found

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
            return _or(own, inside)
        inside = self._gather(owner, places, lambda table: self._block_field(owner, name, table))
        return _or(own, inside)

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
            table.memo["verwacht"] = _BUSY
            table.memo["verwacht"] = _some(self._row(table))
        return self._known(table.memo["verwacht"])

    def _row(self, table: Table) -> Any:
        found: Any = False
        if table.above is not None:
            found = _taken(self.row(table.above), table.place)
        chain = self.program.chains.get(self.program.scopes[table.scope].block or "")
        if chain is not None and table.previous is not None:
            found = _or(found, self._previous(table))
            on = self.value(chain.continues, table.previous)
            found = _or(found, _taken(on, table.before))
        elif chain is not None and table.above is not None:
            started = self.value(chain.starts, table.above)
            found = _or(found, _taken(started, table.place))
        if table.item is not None:
            found = _or(found, self._referenced(Column(table.item.values), table))
        if table.item is not None:
            found = _or(found, self._referenced(Column(table.item.values), table))
        return found

    # -- decisions --------------------------------------------------------------------------

    def decisions(self, key: tuple[str, str], part: Table, rows: Array) -> Any:
        """:meth:`decision` at some rows of a part, of persons who are touched.

        All decisions of a table are asked of the same rows, so that what they share is found once:
        of those of persons who are touched, or of all when those are many.
        """
        whole = part if part.whole is None else part.whole
        places = rows if part.whole is None else part.rows.take(rows)
        if "geraakt" not in whole.memo:
            mine = self.touched[self.evaluator.rows.person_of(whole)]
            few = np.flatnonzero(mine) if 4 * np.count_nonzero(mine) < whole.count else None
            whole.memo["geraakt"] = (whole if few is None else whole.part(few), few)
        table, few = whole.memo["geraakt"]
        found = self.decision(key, table)
        return _taken(found, places if few is None else np.searchsorted(few, places))

    def decision(self, key: tuple[str, str], table: Table) -> Any:
        """Where a decision, if it is taken, is expected or rests on something expected."""
        memo_key = ("verwacht", key)
        if memo_key not in table.memo:
            table.memo[memo_key] = _BUSY
            nodes = self.program.decisions[key]
            parts = [nodes.projected, nodes.applies, nodes.date, *nodes.fields.values()]
            parts += [] if nodes.amount is None else [nodes.amount]
            if nodes.base is not None:
                base = self.program.decisions[(key[0], nodes.base)]
                parts += [base.projected, base.applies, base.date]
            own = self.evaluator.value(nodes.projected, table).values
            found = _or(_some(own), self.row(table))
            table.memo[memo_key] = _some(_or(found, self._any(parts, table)))
        return self._known(table.memo[memo_key])

    def _decision(self, key: tuple[str, str], table: Table) -> Any:
        nodes = self.program.decisions[key]
        reasons = self._any((nodes.applies, nodes.date), table)
        inside = self.decision(key, table)
        if reasons is False and inside is False:
            return False
        taken = self.evaluator.decisions.decision(key, table)
        return _either(np.logical_not(taken.absent), inside, reasons)


def _some(mask: Any) -> Any:
    """The mask, or False where it marks nothing."""
    return mask if holds(mask) else False


def _or(one: Any, other: Any) -> Any:
    if one is False:
        return other
    return one if other is False or other is one else np.logical_or(one, other)


def _and(one: Any, other: Any) -> Any:
    return False if one is False or other is False else np.logical_and(one, other)


def _either(test: Any, yes: Any, no: Any) -> Any:
    """``yes`` where the test holds, else ``no``; masks are chosen faster without branches."""
    if yes is no:
        return yes
    if no is False:
        return np.logical_and(test, yes)
    if yes is False:
        return np.logical_and(np.logical_not(test), no)
    return np.logical_or(np.logical_and(test, yes), np.logical_and(np.logical_not(test), no))


def _taken(mask: Any, places: Array) -> Any:
    if places is None or not (isinstance(mask, np.ndarray) and mask.ndim):
        return mask
    return mask.take(places)
