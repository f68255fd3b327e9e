"""From a program to one array of whole numbers: rules become data, so a changed rule compiles nothing."""

# Compiled code: one comparison after another costs nothing.
# ruff: noqa: SIM114
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import numpy as np

from inburgerregels.engine.columnar import months
from inburgerregels.engine.columnar.coding import choice_codes, coded
from inburgerregels.engine.ir import Node, Program
from inburgerregels.engine.vm import layout as at
from inburgerregels.engine.vm.encoded_law import LawEncoder, Unsupported
from inburgerregels.engine.vm.encoded_rows import RowEncoder
from inburgerregels.engine.vm.free_days import free_days, limits
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import ABSENT

__all__ = ["Encoded", "encode"]

_SHARES = tuple(f"share_{name}" for name in ("eq", "ne", "lt", "le", "gt", "ge"))
#: what a number stands for instead of being one
_CODED = (Kind.CHOICE, Kind.SET, Kind.DURATION, Kind.TEXT)
_MANY = ("min", "max", "longest", "shortest", "set_of")
#: cheaper to compute again than to keep
_LIGHT = frozenset(
    {"const", "up", "reference_date", "number", "previous", "person", "decision", "source"}
)
#: a set is a word of bits, of which the highest say that there is no value
_MOST_VALUES = 60
#: room for nodes that the program does not have itself
_ADDED = 10_000


@attrs.define(eq=False)
class Encoded:
    """The program, and what is needed to put facts in and read answers."""

    words: Any
    #: texts of rules by number; texts of facts are numbered after them
    texts: dict[str, int]
    #: number of the array with the days of a kind, or with a field
    columns: dict[tuple[str, str], int]
    #: how many nodes are left to the reference executor
    unsupported: int


def encode(rulebook: Rulebook) -> Encoded:
    """The words of a rulebook's program."""
    return _Encoder(rulebook).run()


class _Encoder:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.program: Program = rulebook.program
        self.texts: dict[str, int] = {}
        self.choices = choice_codes(rulebook.vocabulary.choices)
        self.unsupported = 0
        self.nodes: list[list[int]] = [[0] * at.NODE for _ in self.program.nodes]
        self.slots = [0] * len(self.program.scopes)
        self.data: list[int] = []
        self.same: dict[int, int] = {}
        #: the data begin behind the nodes, and behind the room for those that are added
        self.room = 2 * len(self.nodes) + _ADDED
        self.base = (at.HEAD_NODES + self.room) * at.NODE
        self.head: dict[int, int] = {}
        self.names = tuple(at.OPERATORS)
        self.users = [0] * len(self.program.nodes)
        self.scope_of = [node.scope for node in self.program.nodes]
        self.index_of = {node: index for index, node in enumerate(self.program.nodes)}
        self.law = LawEncoder(self)
        self.rows = RowEncoder(self)

    # -- building -----------------------------------------------------------------------------

    def put(self, *words: int) -> int:
        """Words somewhere in the data; where."""
        place = self.base + len(self.data)
        self.data += words
        return place

    def node(
        self, op: str, scope: int, data: int = 0, a: int = -1, b: int = -1, c: int = -1
    ) -> int:
        """A node that the program does not have itself."""
        self.nodes.append([at.OP[op], -1, 0, data, a, b, c, 1])
        self.scope_of.append(scope)
        self.users.append(2)
        return len(self.nodes) - 1 + at.HEAD_NODES

    def id(self, index: int) -> int:
        """The number by which others name a node of the program."""
        return self.target(index) + at.HEAD_NODES

    def kept(self, index: int) -> int:
        """The same of a node whose value is asked for by rows elsewhere: it has to be kept."""
        self.users[self.target(index)] += 2
        return self.id(index)

    def text(self, word: str) -> int:
        return self.texts.setdefault(word, len(self.texts))

    def constant(self, value: Any, its_type: Type) -> int:
        """A plain value as a word."""
        if value is ABSENT:
            return at.ABSENT
        if isinstance(value, bool):
            return int(value)
        if its_type.kind in _CODED:
            return int(coded(value, its_type, self.choices, self.text))
        if not isinstance(value, int) or abs(value) > at.LARGE:
            raise Unsupported
        return value

    def target(self, index: int) -> int:
        """The node that computes the value of a node: names and rules without more are left out."""
        known = self.same.get(index)
        if known is None:
            node = self.program.nodes[index]
            known = index
            if node.op == "quantity" or (node.op == "rule" and len(node.args) == 1):
                known = self.target(node.args[0])
            elif node.op == "and" and self.is_true(node.args[1]):
                known = self.target(node.args[0])
            elif (
                node.op in ("and", "define") and len(node.args) == 2 and self.is_true(node.args[0])
            ):
                known = self.target(node.args[1])
            self.same[index] = known
        return known

    def is_true(self, index: int) -> bool:
        node = self.program.nodes[self.target(index)]
        return node.op == "const" and node.attr is True

    # -- nodes --------------------------------------------------------------------------------

    def run(self) -> Encoded:
        for choice in self.rulebook.vocabulary.choices.values():
            if len(choice.values) > _MOST_VALUES:
                raise Unsupported
        for index, node in enumerate(self.program.nodes):
            for arg in node.args:
                self.users[self.target(arg)] += 1
            self.nodes[index][at.REACHING] = int(index in self.program.reaching)
        self.rows.fields()
        for index, node in enumerate(self.program.nodes):
            try:
                words = self._words(node)
            except Unsupported:
                self.unsupported += 1
                words = [at.OP["unsupported"], -1, 0, 0, -1, -1, -1, 0]
            words[at.REACHING] = self.nodes[index][at.REACHING]
            self.nodes[index] = words
        self.rows.tables()
        return Encoded(self._placed(), self.texts, self.rows.columns, self.unsupported)

    def _words(self, node: Node) -> list[int]:
        args = [self.id(arg) for arg in node.args]
        op = node.op
        special = _SPECIAL.get(op)
        if special is not None:
            return special(self, node, args)
        data = 0
        if op in _MANY:
            return self._line(op, node, self.put(len(args), *args))
        if op == "const":
            data = self.constant(node.attr, node.type)
        elif op == "shift" or op == "duration_add":
            data = node.attr
        elif op in _SHARES:
            data = 10**node.attr
        elif op == "within":
            data = self.put(*node.attr)
        elif op == "round":
            divisor, unit, how = node.attr
            data = self.put(divisor, unit, at.ROUNDINGS.index(how))
        elif op == "up":
            data = node.attr
        elif op == "day":
            data = int(node.attr)
        elif op not in at.OP or len(args) > 3:
            raise Unsupported
        return self._line(op, node, data, *args)

    def _line(
        self, op: str, node: Node, data: int, a: int = -1, b: int = -1, c: int = -1
    ) -> list[int]:
        return [at.OP[op], -1, int(node.type.optional), data, a, b, c, 0]

    def _rule(self, node: Node, args: list[int]) -> list[int]:
        return self._line("rule", node, self.put(len(args), *args))

    def _cases(self, node: Node, args: list[int]) -> list[int]:
        return self._line(node.op, node, self.law.cases(node))

    def _param(self, node: Node, args: list[int]) -> list[int]:
        return self._line("param", node, self.law.param(node), *args)

    def _table(self, node: Node, args: list[int]) -> list[int]:
        data, two = self.law.table(node)
        rest = args[1:]
        second = rest.pop(0) if two else -1
        return self._line("table", node, data, args[0], second, rest[0] if rest else -1)

    def _pick(self, node: Node, args: list[int]) -> list[int]:
        chosen = self.program.nodes[node.args[0]].type
        if tuple(node.attr) != tuple(self.choices[chosen.name or ""]):
            raise Unsupported
        return self._line("pick", node, self.put(len(args) - 1, *args[1:]), args[0])

    def _rank(self, node: Node, args: list[int]) -> list[int]:
        chosen = self.program.nodes[node.args[0]].type
        if tuple(node.attr) != tuple(self.choices[chosen.name or ""]):
            raise Unsupported
        return self._line("rank", node, 0, args[0])

    def _person(self, node: Node, args: list[int]) -> list[int]:
        return self._line("person", node, self.rows.columns[("", node.attr)])

    def _item(self, node: Node, args: list[int]) -> list[int]:
        scope = self.program.scopes[node.scope]
        if node.attr == "soort" and scope.block is not None:
            return self._line("source", node, 0)
        return self._line("item", node, self.rows.name(node.attr))

    def _get(self, node: Node, args: list[int]) -> list[int]:
        return self._line("get", node, self.rows.name(node.attr), args[0])

    def _decision(self, node: Node, args: list[int]) -> list[int]:
        key, family = self.rows.decision(node.attr)
        return self._line("decision", node, key, family)

    def _running(self, node: Node, args: list[int]) -> list[int]:
        return self._line("running", node, self.rows.running(node), args[0])

    def _query(self, node: Node, args: list[int]) -> list[int]:
        return self._line("query", node, self.rows.query(node, args), args[0], args[1])

    def _reasons(self, node: Node, args: list[int]) -> list[int]:
        return self._line(node.op, node, self.law.reasons(node))

    # -- putting together -----------------------------------------------------------------------

    def _placed(self) -> Any:
        """One array: head, nodes, data, calendar."""
        if len(self.nodes) > self.room:
            raise Unsupported
        self._memo()
        words = np.zeros(self.base, np.int64)
        lines = np.array(self.nodes, np.int64)
        words[at.HEAD_NODES * at.NODE :][: lines.size] = lines.ravel()
        starts = months._tables()[1]
        free, terms = free_days(self.rulebook.calendar), limits(self.rulebook.calendar)
        self.head[at.CALENDAR] = self.put(*terms)
        self.head[at.MONTHS] = self.base + len(self.data)
        self.head[at.FREE_DAYS] = self.head[at.MONTHS] + len(starts)
        for place, word in self.head.items():
            words[place] = word
        return np.concatenate([words, np.array(self.data, np.int64), starts, free])

    def _memo(self) -> None:
        """Places in the rows for what is worth keeping."""
        for index, line in enumerate(self.nodes):
            if self.names[line[0]] not in _LIGHT and self.users[index] > 1:
                line[at.MEMO] = self.slots[self.scope_of[index]]
                self.slots[self.scope_of[index]] += 1
        for scope, slots in enumerate(self.slots):
            self.data[self.head[at.SCOPES] - self.base + at.SCOPE * scope] = slots


_SPECIAL: dict[str, Callable[[_Encoder, Node, list[int]], list[int]]] = {
    "rule": _Encoder._rule,
    "define": _Encoder._cases,
    "collect": _Encoder._cases,
    "param": _Encoder._param,
    "table": _Encoder._table,
    "pick": _Encoder._pick,
    "rank": _Encoder._rank,
    "person": _Encoder._person,
    "item": _Encoder._item,
    "get": _Encoder._get,
    "decision": _Encoder._decision,
    "running": _Encoder._running,
    "query": _Encoder._query,
    "reasons": _Encoder._reasons,
    "contributions": _Encoder._reasons,
}
