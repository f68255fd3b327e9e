"""What every value of a program rests on directly: other values, and which rows there are, on which days."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Any

from inburgerregels.engine.ir import Program
from inburgerregels.language.rulebook import PERSON

__all__ = ["DAY", "DECISION", "ROWS", "Graph", "Vertex", "root_of", "source_of"]

#: Something that a value can rest on: a node (its number), which rows there are of a source, the days of
#: those rows, or a decision with what can come in its place.
Vertex = Hashable
ROWS, DAY, DECISION = "rows", "day", "decision"


def source_of(program: Program, block: str) -> str:
    return f"keten:{block}" if block in program.chains else f"wandeling:{block}"


def root_of(program: Program, key: tuple[str, str]) -> str:
    root = key[1]
    while (base := program.decisions[(key[0], root)].base) is not None:
        root = base
    return root


class Graph:
    """What every value of a program rests on directly."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def vertices(self) -> Iterator[Vertex]:
        yield from range(len(self.program.nodes))
        for block in (*self.program.chains, *self.program.walks):
            yield (ROWS, source_of(self.program, block))
            yield (DAY, source_of(self.program, block))
        for block, name in self.program.decisions:
            yield (DECISION, (block, name))

    def rests_on(self, vertex: Any) -> Iterator[Vertex]:
        if isinstance(vertex, int):
            yield from self._node(vertex)
        elif vertex[0] == DECISION:
            yield from self._decision(*vertex[1])
        elif vertex[0] == ROWS:
            yield from self._rows(vertex[1])
        else:
            yield from self._day(vertex[1])

    def _node(self, index: int) -> Iterator[Vertex]:
        node = self.program.nodes[index]
        yield from node.args
        yield from self._scope(node.scope)
        match node.op:
            case "get":
                for source in self.program.nodes[node.args[0]].type.sources:
                    yield from self._field(source, node.attr)
            case "item":
                for source in self._sources(node.scope):
                    yield from self._field(source, node.attr)
            case "day":
                for source in self.program.nodes[node.args[0]].type.sources:
                    yield from self._there(source)
            case "query":
                for source in node.attr[0].sources:
                    yield from self._there(source)
            case "decision":
                yield (DECISION, (node.attr[0], root_of(self.program, node.attr)))
            case "running":
                yield from self._there(source_of(self.program, node.attr[0]))

    def _sources(self, scope: int) -> tuple[str, ...]:
        info = self.program.scopes[scope]
        walk = self.program.walks.get(info.block or "")
        return walk.sources if walk else info.sources

    def _scope(self, scope: int | None) -> Iterator[Vertex]:
        """The rows that a value is of, and those that enclose them."""
        while scope is not None:
            info = self.program.scopes[scope]
            if info.block is not None and info.block != PERSON:
                yield (ROWS, source_of(self.program, info.block))
            for source in info.sources:
                yield from self._there(source)
            scope = info.parent

    def _there(self, source: str) -> Iterator[Vertex]:
        """Which rows of a source there are, and in which order."""
        kind, _, name = source.partition(":")
        if kind == "besluit":
            block, _, decision = name.partition(".")
            yield (DECISION, (block, root_of(self.program, (block, decision))))
        elif kind != "gebeurtenis":
            yield (ROWS, source)
            yield (DAY, source)

    def _rows(self, source: str) -> Iterator[Vertex]:
        block = source.partition(":")[2]
        chain, walk = self.program.chains.get(block), self.program.walks.get(block)
        parent = (chain or walk).block.parent  # type: ignore[union-attr]  # it is one of the two
        if parent is not None and parent != PERSON:
            yield (ROWS, source_of(self.program, parent))
        if chain is not None:
            yield from (i for i in (chain.starts, chain.continues, chain.deciding) if i is not None)
        if walk is not None:
            yield from (i for i in (walk.condition, walk.order) if i is not None)
            for one in walk.sources:
                yield from self._there(one)

    def _day(self, source: str) -> Iterator[Vertex]:
        block = source.partition(":")[2]
        yield (ROWS, source)
        if block in self.program.chains:
            yield self.program.chains[block].first_day
        else:
            for one in self.program.walks[block].sources:
                yield from self._there(one)

    def _decision(self, block: str, root: str) -> Iterator[Vertex]:
        if block != PERSON:
            yield (ROWS, source_of(self.program, block))
        waiting = [root]
        while waiting:
            nodes = self.program.decisions[(block, waiting.pop())]
            yield nodes.applies
            yield nodes.date
            waiting += nodes.exceptions

    def _field(self, source: str, name: str) -> Iterator[Vertex]:
        kind, _, owner = source.partition(":")
        if kind == "gebeurtenis":
            return
        yield from self._there(source)
        if kind == "besluit":
            block, _, decision = owner.partition(".")
            nodes = self.program.decisions[(block, decision)]
            index = nodes.amount if name == "bedrag" else nodes.fields.get(name)
            if index is not None:
                yield index
            return
        quantity = self.program.quantities.get((owner, name, None))
        if quantity is not None:
            yield quantity
        elif (owner, name) in self.program.decisions:
            yield (DECISION, (owner, root_of(self.program, (owner, name))))
        elif owner in self.program.walks:
            for one in self.program.walks[owner].sources:
                yield from self._field(one, name)
