"""What a program says, whatever numbers its nodes and scopes have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from inburgerregels.engine.ir import Program

__all__ = ["unnumbered"]

#: Fields of chains, walks, decisions and agenda that hold a number that is no node.
_NO_NODE = frozenset({"candidate_scope"})


def unnumbered(program: Program) -> dict[str, Any]:
    """Equal for two programs that are the same but for the numbers. What nothing asks for is left out."""
    return _Renumbered(program).told()


class _Renumbered:
    """Numbers nodes anew in the order in which they are met."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.numbers: dict[int, int] = {}
        self.todo: list[int] = []

    def told(self) -> dict[str, Any]:
        program = self.program
        groups = ("quantities", "decisions", "chains", "walks", "agenda")
        found: dict[str, Any] = {group: self._entrance(getattr(program, group)) for group in groups}
        found["blocks"] = {name: self._scope(at) for name, at in program.block_scopes.items()}
        nodes = found["nodes"] = {}
        while self.todo:
            index = self.todo.pop()
            nodes[self.numbers[index]] = self._node(index)
        return found

    def _number(self, index: int) -> int:
        if index not in self.numbers:
            self.numbers[index] = len(self.numbers)
            self.todo.append(index)
        return self.numbers[index]

    def _entrance(self, value: Any) -> Any:
        """What is said of a quantity, decision, chain, walk or agenda, with nodes numbered anew."""
        if type(value) is int:
            return self._number(value)
        if isinstance(value, tuple):
            return tuple(self._entrance(part) for part in value)
        if isinstance(value, Mapping):
            return {name: self._entrance(value[name]) for name in sorted(value, key=str)}
        if attrs.has(type(value)) and type(value).__module__ == Program.__module__:
            parts = {field.name: getattr(value, field.name) for field in attrs.fields(type(value))}
            return {
                name: self._scope(part) if name in _NO_NODE else self._entrance(part)
                for name, part in parts.items()
            }
        return value

    def _node(self, index: int) -> tuple[Any, ...]:
        node = self.program.nodes[index]
        attr = node.attr
        if node.op == "query":
            attr = (attr[0], self._scope(attr[1]))
        args = tuple(self._number(arg) for arg in node.args)
        reaching = index in self.program.reaching
        return node.op, args, attr, node.type, self._scope(node.scope), reaching

    def _scope(self, index: int | None) -> Any:
        if index is None:
            return None
        scope = self.program.scopes[index]
        return self._scope(scope.parent), scope.block, scope.sources
