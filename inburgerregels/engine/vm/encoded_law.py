"""How rules that win, parameters, tables and reasons are written down as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inburgerregels.engine.ir import Node
from inburgerregels.engine.vm import layout as at
from inburgerregels.language.rulebook import Bracket
from inburgerregels.language.types import Kind
from inburgerregels.model import ALREADY, NEVER

if TYPE_CHECKING:
    from inburgerregels.engine.vm.encoding import _Encoder

__all__ = ["LawEncoder", "Unsupported"]

#: cases are bits of a word
_MOST_CASES = 60
_ALWAYS = (Kind.DURATION, Kind.CHOICE, Kind.TEXT, Kind.ROW, Kind.SHARE, Kind.TEXTS)


class Unsupported(Exception):
    """This cannot be written down: persons for whom it counts go to the reference executor."""


class LawEncoder:
    def __init__(self, encoder: _Encoder) -> None:
        self.encoder = encoder
        self._known: dict[Node, int] = {}

    def cases(self, node: Node) -> int:
        """The rules of a ``define`` or ``collect``; the word before them is the node itself."""
        if node not in self._known:
            self._known[node] = self._cases(node)
        return self._known[node]

    def _cases(self, node: Node) -> int:
        encoder, attr = self.encoder, node.attr
        if len(attr.rules) > _MOST_CASES or (node.op == "collect" and attr.way not in at.WAYS):
            raise Unsupported
        way = at.WAYS.index(attr.way) if node.op == "collect" else -1
        line = [encoder.index_of[node] + at.HEAD_NODES, len(attr.rules), way]
        for i, name in enumerate(attr.rules):
            applies, value = node.args[2 * i], node.args[2 * i + 1]
            block, _, rule = name.partition(".")
            title = encoder.rulebook.blocks[block].rules[rule].meta.title or rule
            beaten = sum(1 << j for j in attr.beaten_by[i])
            kind = encoder.program.nodes[value].type.kind
            always = kind in _ALWAYS or kind is Kind.CONTRIBUTIONS
            line += [encoder.id(applies), encoder.id(value), beaten, encoder.text(title)]
            line += [int(always), value]
        return encoder.put(*line) + 1

    def param(self, node: Node) -> int:
        parameter = self.encoder.rulebook.parameters[node.attr]
        line = [len(parameter.versions)]
        for version in parameter.versions:
            value: Any = version.value
            if node.type.scale != version.type.scale:
                if node.type.scale < version.type.scale or not isinstance(value, int):
                    raise Unsupported
                value *= 10 ** (node.type.scale - version.type.scale)
            word = self.encoder.constant(value, version.type)
            line += [version.validity.since, version.validity.until, word]
        return self.encoder.put(*line)

    def table(self, node: Node) -> tuple[int, bool]:
        """Where the versions of a table stand, and whether it has two entrances."""
        table = self.encoder.rulebook.tables[node.attr]
        two = bool(table.versions[0].columns)
        line = [len(table.versions)]
        for version in table.versions:
            if version.type.scale != node.type.scale or bool(version.columns) != two:
                raise Unsupported
            rows = self._brackets(version.rows, node.args[0])
            columns = self._brackets(version.columns, node.args[1]) if two else 0
            cells = [
                at.LOST if cell is None else self.encoder.constant(cell, version.type)
                for cells in version.cells
                for cell in cells
            ]
            width = len(version.cells[0]) if version.cells else 0
            place = self.encoder.put(width, *cells)
            line += [version.validity.since, version.validity.until, rows, columns, place]
        return self.encoder.put(*line), two

    def _brackets(self, brackets: tuple[Bracket, ...], arg: int) -> int:
        line = [len(brackets)]
        its_type = self.encoder.program.nodes[arg].type
        for bracket in brackets:
            if bracket.choice is not None:
                if its_type.kind is not Kind.CHOICE:
                    raise Unsupported
                code = self.encoder.choices[its_type.name or ""][bracket.choice]
                line += [0, code, code, 0, 0]
                continue
            low = ALREADY if bracket.low is None else bracket.low
            high = NEVER if bracket.high is None else bracket.high
            if its_type.kind is Kind.SHARE:
                line += [1, low, high, 10**bracket.scale, int(bracket.half_open)]
            else:
                low = -at.LARGE if bracket.low is None else low
                high = at.LARGE if bracket.high is None else high
                line += [0, low, high, 0, 0]
        return self.encoder.put(*line)

    def reasons(self, node: Node) -> int:
        """The quantities of ``redenen(...)``: how many levels up, and their rules."""
        nodes = self.encoder.program.nodes
        line, most = [], 0
        for arg in node.args:
            levels, index = 0, arg
            while nodes[index].op in ("up", "quantity"):
                levels += nodes[index].attr if nodes[index].op == "up" else 0
                index = nodes[index].args[0]
            if nodes[index].op not in ("define", "collect"):
                raise Unsupported
            line += [levels, self.cases(nodes[index])]
            most += len(nodes[index].attr.rules)
        return self.encoder.put(len(node.args), most, *line)
