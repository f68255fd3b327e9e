"""The reference executor: one dossier at a time, lazily, every value kept for the explanation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from inburgerregels.engine.collector import Collector
from inburgerregels.engine.deciding import Matching, PlainMatcher
from inburgerregels.engine.ir import Node, Program
from inburgerregels.engine.law import Law
from inburgerregels.engine.operations import (
    compare,
    with_attr,
)
from inburgerregels.engine.rows import (
    DecisionRow,
    EventRow,
    Gap,
    Row,
    Undetermined,
    undetermined_of,
)
from inburgerregels.engine.timeline import Timeline
from inburgerregels.language import Rulebook
from inburgerregels.model import ABSENT, ALREADY, NEVER, UNKNOWN, date_of, is_real_day

__all__ = ["EvaluationError", "Evaluator"]

_BUSY = object()
_COMPARISONS = frozenset({"eq", "ne", "lt", "le", "gt", "ge", "in"})


class EvaluationError(Exception):
    """The engine contradicts its own static checks: a defect of the program, not of a dossier."""


class Evaluator:
    """Evaluates the nodes of a program for the rows of one dossier, each at most once."""

    def __init__(
        self,
        rulebook: Rulebook,
        program: Program,
        timeline: Timeline,
        today: int,
        matching: Matching = PlainMatcher,
    ) -> None:
        self.rulebook = rulebook
        self.program = program
        self.timeline = timeline
        self.today = today
        self.person = Row(program.block_scopes["persoon"], None)
        self.rows = Collector(self, matching)
        self.law = Law(self)
        self.functions: dict[int, Callable[..., Any]] = {}

    # -- values -----------------------------------------------------------------------------

    def value(self, index: int, row: Row) -> Any:
        """The value of a node for a row: plain, ABSENT, a row, or Undetermined."""
        memo = row.memo
        if index in memo:
            known = memo[index]
            if known is _BUSY:
                node = self.program.nodes[index]
                raise EvaluationError(f"kringverwijzing bij {node.op} {node.attr}")
            return known
        node = self.program.nodes[index]
        if node.op == "const":
            return node.attr
        memo[index] = _BUSY
        try:
            found = self._compute(index, node, row)
        except BaseException:
            del memo[index]
            raise
        memo[index] = found
        return found

    def _compute(self, index: int, node: Node, row: Row) -> Any:
        op = node.op
        special = _SPECIAL.get(op)
        if special is not None:
            return special(self, index, node, row)
        values = [self.value(arg, row) for arg in node.args]
        if op in _COMPARISONS or op.startswith("share_"):
            lost = undetermined_of(values)
            if lost is not None:
                return lost
            if values[0] is ABSENT or values[1] is ABSENT:
                return False
            return compare(op, values[0], values[1], node.attr)
        lost = undetermined_of(values)
        if lost is not None:
            return lost
        if any(value is ABSENT for value in values):
            if node.type.optional:
                return ABSENT
            return self.gap("een waarde die hier nodig is, is er niet")
        function = self.functions.get(index)
        if function is None:
            found = with_attr(op, node.attr, self.rulebook.calendar)
            if found is None:
                raise EvaluationError(f"onbekende bewerking {op}")
            function = self.functions[index] = found
        result = function(*values)
        return self.gap("deze berekening heeft geen uitkomst") if result is None else result

    def gap(self, why: str) -> Undetermined:
        """No value here. Equal expressions are one node, so the rule that used it adds its name."""
        return Undetermined(frozenset({Gap(why)}))

    # -- logic ------------------------------------------------------------------------------

    def _and(self, index: int, node: Node, row: Row) -> Any:
        left = self.value(node.args[0], row)
        if left is False:
            return False
        right = self.value(node.args[1], row)
        if right is False or left is True:
            return right
        return left if right is True else undetermined_of((left, right))

    def _or(self, index: int, node: Node, row: Row) -> Any:
        left = self.value(node.args[0], row)
        if left is True:
            return True
        right = self.value(node.args[1], row)
        if right is True or left is False:
            return right
        return left if right is False else undetermined_of((left, right))

    def _not(self, index: int, node: Node, row: Row) -> Any:
        value = self.value(node.args[0], row)
        return value if type(value) is Undetermined else not value

    def _if(self, index: int, node: Node, row: Row) -> Any:
        test = self.value(node.args[0], row)
        if type(test) is Undetermined:
            return test
        return self.value(node.args[1 if test else 2], row)

    def _else(self, index: int, node: Node, row: Row) -> Any:
        value = self.value(node.args[0], row)
        return self.value(node.args[1], row) if value is ABSENT else value

    def _exists(self, index: int, node: Node, row: Row) -> Any:
        value = self.value(node.args[0], row)
        return value if type(value) is Undetermined else value is not ABSENT

    def _truth(self, index: int, node: Node, row: Row) -> Any:
        value = self.value(node.args[0], row)
        return False if value is ABSENT else value

    def _day(self, index: int, node: Node, row: Row) -> Any:
        value = self.value(node.args[0], row)
        if value is ABSENT:
            return NEVER if node.attr else ALREADY
        return value if type(value) is Undetermined else self.day_of(value)

    def _pick(self, index: int, node: Node, row: Row) -> Any:
        value = self.value(node.args[0], row)
        if type(value) is Undetermined or value is ABSENT:
            return value
        return self.value(node.args[1 + node.attr.index(value)], row)

    # -- names ------------------------------------------------------------------------------

    def _reference_date(self, index: int, node: Node, row: Row) -> Any:
        return self.today

    def _person(self, index: int, node: Node, row: Row) -> Any:
        value = self.timeline.person.get(node.attr, ABSENT)
        return self.known(value, f"{node.attr} van de persoon")

    def known(self, value: Any, what: str) -> Any:
        if value is UNKNOWN:
            return Undetermined(frozenset({f"{what} is onbekend"}), frozenset({what}))
        return value

    def _source_name(self, item: Any) -> Any:
        """How a row is called by the walk that goes over it: its kind of event, decision or block."""
        if isinstance(item, Row):
            return self.program.scopes[item.scope].block
        return self.field(item, "soort", None)

    def _item(self, index: int, node: Node, row: Row) -> Any:
        if node.attr == "soort" and self.program.scopes[row.scope].block is not None:
            return self._source_name(row.item)
        return self.field(row.item, node.attr, row)

    def _number(self, index: int, node: Node, row: Row) -> Any:
        return row.place()

    def _previous(self, index: int, node: Node, row: Row) -> Any:
        return row.before()

    def _up(self, index: int, node: Node, row: Row) -> Any:
        return self.value(node.args[0], self.above(row, node.attr))

    def above(self, row: Row, levels: int) -> Row:
        for _ in range(levels):
            assert row.parent is not None
            row = row.parent
        return row

    def _same(self, index: int, node: Node, row: Row) -> Any:
        return self.value(node.args[0], row)

    def _get(self, index: int, node: Node, row: Row) -> Any:
        found = self.value(node.args[0], row)
        if found is ABSENT or type(found) is Undetermined:
            return found
        return self.field(found, node.attr, None)

    def day_of(self, item: Any) -> Any:
        """The day of an event, a decision, a step or a chain instance."""
        if isinstance(item, Row):
            block = self.program.scopes[item.scope].block or ""
            chain = self.program.chains.get(block)
            return item.day if chain is None else self.value(chain.first_day, item)
        return item.day

    def field(self, item: Any, name: str, step: Row | None) -> Any:
        """A field of an event, a decision, a step or a chain instance; ABSENT where it has none."""
        if name == "datum":
            return self.day_of(item)
        if isinstance(item, EventRow):
            if name == "soort":
                return item.kind
            value = item.fields.get(name, ABSENT)
            if value is UNKNOWN:
                return self.known(value, f"{name} van {item.kind} op {_date(item.day)}")
            return value
        if isinstance(item, DecisionRow):
            return self._decision_field(item, name)
        block = self.program.scopes[item.scope].block or ""
        node = self.program.quantities.get((block, name, None))
        if node is not None:
            return self._in_order(node, item)
        if (block, name) in self.program.decisions:
            return self.rows.decision_in_order((block, name), item)
        if name == "nummer":
            return item.place()
        if name == "vorige":
            return item.before()
        if name == "soort":
            return block if item.item is None else self._source_name(item.item)
        return ABSENT if item.item is None else self.field(item.item, name, None)

    def _in_order(self, index: int, row: Row) -> Any:
        """A value of a row, after that value of the rows before it.

        What builds on `vorige` would otherwise go as deep as a life is long.
        """
        for before in row.back_to(index):
            self.value(index, before)
        return self.value(index, row)

    def _decision_field(self, item: DecisionRow, name: str) -> Any:
        nodes = self.program.decisions[item.key]
        if name == "soort":
            return item.key[1]
        if name == "bedrag":
            return ABSENT if nodes.amount is None else self.value(nodes.amount, item.owner)
        node = nodes.fields.get(name)
        return ABSENT if node is None else self.value(node, item.owner)

    # -- rows -------------------------------------------------------------------------------

    def _decision(self, index: int, node: Node, row: Row) -> Any:
        return self.rows.decision(node.attr, row)

    def _running(self, index: int, node: Node, row: Row) -> Any:
        day = self.value(node.args[0], row)
        if type(day) is Undetermined:
            return day
        name, levels = node.attr
        return self.rows.running(name, self.above(row, levels), day)

    def _query(self, index: int, node: Node, row: Row) -> Any:
        return self.rows.query(index, node, row)

    def follow(self, index: int, row: Row) -> tuple[int, Row]:
        """From a reference to a quantity to its ``define`` or ``collect`` node and the row it is of."""
        node = self.program.nodes[index]
        while node.op in ("up", "quantity"):
            if node.op == "up":
                row = self.above(row, node.attr)
            index = node.args[0]
            node = self.program.nodes[index]
        return index, row


def _date(day: int) -> str:
    return date_of(day).isoformat() if is_real_day(day) else "nooit"


_SPECIAL: dict[str, Callable[[Evaluator, int, Node, Row], Any]] = {
    "and": Evaluator._and,
    "or": Evaluator._or,
    "not": Evaluator._not,
    "if": Evaluator._if,
    "else": Evaluator._else,
    "exists": Evaluator._exists,
    "truth": Evaluator._truth,
    "day": Evaluator._day,
    "pick": Evaluator._pick,
    "reference_date": Evaluator._reference_date,
    "person": Evaluator._person,
    "item": Evaluator._item,
    "number": Evaluator._number,
    "previous": Evaluator._previous,
    "up": Evaluator._up,
    "quantity": Evaluator._same,
    "get": Evaluator._get,
    "rule": lambda e, i, n, r: e.law.rule(n, r),
    "define": lambda e, i, n, r: e.law.define(n, r),
    "collect": lambda e, i, n, r: e.law.collect(n, r),
    "param": lambda e, i, n, r: e.law.param(n, r),
    "table": lambda e, i, n, r: e.law.table(n, r),
    "decision": Evaluator._decision,
    "running": Evaluator._running,
    "query": Evaluator._query,
    "reasons": lambda e, i, n, r: e.law.reasons(n, r),
    "contributions": lambda e, i, n, r: e.law.with_values(n, r),
}
