"""The proof graph of an evaluation: what each value was actually made of.

Nothing is recorded apart: the graph follows from the program and from the values kept per row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inburgerregels.engine.ir import Node
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import DecisionRow, EventRow, Row, Undetermined
from inburgerregels.model import ABSENT

__all__ = ["Proof"]

#: a value of a row, or a row itself
Use = tuple[int, Row] | Row | DecisionRow | EventRow


class Proof:
    """Reads the proof graph out of an evaluator."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program

    def uses(self, index: int, row: Row) -> Sequence[Use]:
        """What the value of a node was made of: values of rows, and rows that were looked at.

        Of a choice only the taken branch, of a definition only the rule that won (and the conditions
        that decided), of ``en`` and ``of`` only what decided them.
        """
        node = self.program.nodes[index]
        value = self.evaluator.value
        args = node.args
        match node.op:
            case "and" | "or":
                left = value(args[0], row)
                right_counts = left is not (node.op == "or")
                if not right_counts:
                    return [(args[0], row)]
                right = value(args[1], row)
                if right is (node.op == "or"):
                    return [(args[1], row)]
                return [(args[0], row), (args[1], row)]
            case "if":
                test = value(args[0], row)
                if type(test) is Undetermined:
                    return [(args[0], row)]
                return [(args[0], row), (args[1 if test else 2], row)]
            case "else":
                first = value(args[0], row)
                return [(args[0], row)] + ([(args[1], row)] if first is ABSENT else [])
            case "up":
                return [(args[0], self.evaluator.above(row, node.attr))]
            case "define" | "collect":
                return self._cases(node, row)
            case "query":
                return self._query(index, node, row)
            case "get":
                return self._get(node, row)
            case "item":
                return self._field(row.item, node.attr)
            case "decision":
                return self._decision(node.attr, row)
            case "previous":
                return [] if row.previous is None else [row.previous]
            case "running":
                found = value(index, row)
                return [(args[0], row)] + ([found] if isinstance(found, Row) else [])
        return [(arg, row) for arg in args]

    def _cases(self, node: Node, row: Row) -> list[Use]:
        won = self.evaluator.law.winners(node, row)
        found: list[Use] = []
        for i, rule in enumerate(node.args[::2]):
            if isinstance(won, Undetermined) or i in won or node.attr.beaten_by:
                found.append((rule, row))
        if not isinstance(won, Undetermined):
            found += [(node.args[2 * i + 1], row) for i in won]
        return found

    def _query(self, index: int, node: Node, row: Row) -> list[Use]:
        self.evaluator.value(index, row)
        found: list[Use] = [(node.args[0], row), (node.args[1], row)]
        for look in row.matches.get(index, ()):
            found.append(look.item)
            found += [(arg, look) for arg in node.args[2:]]
        return found

    def _get(self, node: Node, row: Row) -> list[Use]:
        found: list[Use] = [(node.args[0], row)]
        item = self.evaluator.value(node.args[0], row)
        if item is ABSENT or type(item) is Undetermined:
            return found
        return found + self._field(item, node.attr)

    def _field(self, item: Any, name: str) -> list[Use]:
        """What a field of a looked-at row was made of."""
        if isinstance(item, DecisionRow):
            nodes = self.program.decisions[item.key]
            part = nodes.amount if name == "bedrag" else nodes.fields.get(name)
            used: list[Use] = [] if part is None else [(part, item.owner)]
            return [item, *used]
        if isinstance(item, Row):
            block = self.program.scopes[item.scope].block or ""
            quantity = self.program.quantities.get((block, name, None))
            if quantity is not None:
                return [item, (quantity, item)]
            if (block, name) in self.program.decisions:
                return [item, *self._decision((block, name), item)]
            return [item] if item.item is None else [item, *self._field(item.item, name)]
        return [item] if isinstance(item, EventRow) else []

    def _decision(self, key: tuple[str, str], row: Row) -> Sequence[Use]:
        taken = self.evaluator.rows.decision(key, row)
        if isinstance(taken, DecisionRow):
            return [taken]
        nodes = self.program.decisions[key]
        return ((nodes.applies, row), (nodes.date, row))
