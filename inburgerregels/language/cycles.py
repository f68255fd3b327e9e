"""Finding quantities that, for one and the same row, depend on themselves.

What an *earlier* row of a chain or walk has computed is never part of a cycle: that is how chains and
walks go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from inburgerregels.language.definitions import Definitions
from inburgerregels.language.operators import TypeProblem
from inburgerregels.language.recurrence import find_loop
from inburgerregels.language.rulebook import PERSON, Block, DecisionRule
from inburgerregels.language.structure import all_above
from inburgerregels.language.typed import Typed
from inburgerregels.language.types import Kind
from inburgerregels.model import Position, Problems

__all__ = ["Dependencies", "find_cycles"]

#: ("q", block, quantity), ("d", block, decision), ("f", block, decision) for its fields, ("rows", block, "")
Key = tuple[str, str, str]


class Dependencies:
    """What each quantity, decision and set of rows needs, by key; ``typed``: why, as expressions.

    ``over``: what the rows of a walk need of other rows, with the block below whose row those are.
    """

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.blocks = definitions.blocks
        self.edges: dict[Key, list[Key]] = {}
        self.typed: dict[Key, list[Typed]] = {}
        self.over: dict[Key, list[tuple[Key, str]]] = {}
        for key in definitions.by_quantity:
            self._add(("q", *key), self._of_quantity(key))
        for block in self.blocks.values():
            for decision in block.decisions:
                self._add(("d", block.name, decision), self._of_decision(block, decision))
                fields = self._of_fields(block.decisions[decision])
                self._add(("f", block.name, decision), fields, [("d", block.name, decision)])
            if block.name != PERSON:
                self._of_rows(block.name)

    def _add(self, key: Key, nodes: list[Typed], more: Iterable[Key] = ()) -> None:
        self.typed[key] = nodes
        self.edges[key] = list(dict.fromkeys([*more, *(k for n in nodes for k in self.needs(n))]))

    def _of_quantity(self, key: tuple[str, str]) -> list[Typed]:
        index = None
        if key in self.definitions.indexed:
            choice = self.definitions.indexed[key]
            index = self.definitions.vocabulary.choices[choice].values[0]
        rules, found = self.blocks[key[0]].rules, []
        for case in self.definitions.cases(key, index=index):
            found += [case.applies, case.value]
            for base in all_above(case.rule.id, lambda name: _excepted(name, rules)):
                context = self.definitions.context(rules[base], index=index)
                found.append(self.definitions.applies(rules[base], context))
        return found

    def _of_decision(self, block: Block, name: str) -> list[Typed]:
        """What decides between a decision and all that may come in its place, or that it replaces."""
        rules = block.decisions
        family = all_above(
            name,
            lambda one: [
                *_excepted(one, rules),
                *(other.id for other in rules.values() if one in other.excepts),
            ],
        )
        typed = [self.definitions.decision(rules[one]) for one in sorted(family | {name})]
        return [node for one in typed for node in (one.applies, one.date)]

    def _of_fields(self, rule: DecisionRule) -> list[Typed]:
        typed = self.definitions.decision(rule)
        fields = [node for _, node in typed.fields]
        return fields + [node for node in (typed.amount, typed.projected) if node is not None]

    def _of_rows(self, name: str) -> None:
        block = self.blocks[name]
        found: list[Key] = []
        if block.kind == "keten":
            nodes = [self.definitions.starts(block)]
            nodes += [
                node
                for expr, kind in (
                    (block.continues, Kind.BOOL),
                    (block.deciding, Kind.DATE),
                    (block.first_day, Kind.DATE),
                )
                if (node := self.definitions.in_block(block, expr, kind)) is not None
            ]
        else:
            condition = self.definitions.over_candidates(block, block.condition, Kind.BOOL)
            order = self.definitions.over_candidates(block, block.order, Kind.DATE)
            nodes = [node for node in (condition, order) if node is not None]
            sources = self.definitions.resolver.rows.walk_sources(block)
            found += self._of_sources(sources, block.parent or PERSON)
            for node in nodes:
                found += self.items(node, sources)
        self._add(("rows", name, ""), nodes, found)
        self.over[("rows", name, "")] = [(key, block.parent or PERSON) for key in found]

    def _of_sources(self, sources: tuple[str, ...], here: str) -> list[Key]:
        """The rows that a query or walk standing in ``here`` goes over."""
        found: list[Key] = []
        for source in sources:
            kind, _, name = source.partition(":")
            if kind == "besluit":
                block, _, decision = name.partition(".")
                found.append(("d", block, decision))
                name = block
            if kind != "gebeurtenis":
                found += [("rows", block, "") for block in self._line(name, here)]
        return found

    def _line(self, name: str, here: str) -> Iterator[str]:
        """The blocks whose rows must be known to reach rows of ``name`` from a row of ``here``."""
        enclosing = set()
        block: str | None = here
        while block is not None:
            enclosing.add(block)
            block = self.blocks[block].parent
        block = name
        while block is not None and block not in enclosing:
            yield block
            block = self.blocks[block].parent

    def items(self, node: Typed, sources: tuple[str, ...]) -> list[Key]:
        """The quantities and decisions of looked-at rows that a filter or value reads."""
        found: list[Key] = []
        for part in parts(node):
            if part.op == "item":
                found += self.field(sources, part.attr)
        return found

    def field(self, sources: tuple[str, ...], name: str) -> list[Key]:
        found: list[Key] = []
        for source in sources:
            kind, _, owner = source.partition(":")
            if kind == "besluit":
                block, _, decision = owner.partition(".")
                found.append(("d" if name == "datum" else "f", block, decision))
            elif kind in ("keten", "wandeling"):
                if (owner, name) in self.definitions.types:
                    found.append(("q", owner, name))
                elif name in self.blocks[owner].decisions:
                    found.append(("d", owner, name))
        return found

    def needs(self, node: Typed, here: str = "") -> list[Key]:
        """Everything a typed expression needs of its own row and of rows it queries."""
        found: list[Key] = []
        if node.op == "quantity":
            found.append(("q", node.attr[0], node.attr[1]))
        elif node.op == "decision":
            found.append(("d", *node.attr))
        elif node.op == "running":
            block = node.attr[0]
            found.append(("rows", block, ""))
            final = self.definitions.in_block(
                self.blocks[block], self.blocks[block].final_day, Kind.DATE
            )
            found += self.needs(final) if final is not None else []
        elif node.op == "get" and not _is_earlier(node.args[0]):
            found += self.field(node.args[0].type.sources, node.attr)
        elif node.op == "query":
            query = node.attr
            if not query.earlier:
                found += self.query_rows(query)
                for value in node.args[2:]:
                    found += self.items(value, query.sources)
        if node.op == "get" and node.args[0].op == "previous":
            return found
        for arg in node.args:
            found += self.needs(arg, here)
        return found

    def query_rows(self, query: Any) -> list[Key]:
        found: list[Key] = []
        for source in query.sources:
            kind, _, name = source.partition(":")
            if kind == "besluit":
                block, _, decision = name.partition(".")
                found.append(("d", block, decision))
                if query.anchor_block is not None and query.anchor_block == block:
                    continue
                name = block
            if kind != "gebeurtenis" and name != PERSON:
                found += [("rows", b, "") for b in self._line(name, query.anchor_block or PERSON)]
        return found

    def is_earlier(self, node: Typed) -> bool:
        """Whether a row expression gives a row before the one at hand."""
        return _is_earlier(node)


def _is_earlier(node: Typed) -> bool:
    """Whether a row expression gives a row before the one at hand."""
    if node.op == "previous":
        return True
    if node.op == "query":
        return bool(node.attr.earlier)
    if node.op == "quantity":
        return False
    if node.op in ("get", "up"):
        return _is_earlier(node.args[0])
    return False


def _excepted(name: str, rules: Mapping[str, Any]) -> list[str]:
    return [base for base in rules[name].excepts if base in rules]


def parts(node: Typed) -> Iterator[Typed]:
    """A typed expression and all in it that concerns the same row."""
    yield node
    for arg in node.args:
        if node.op != "up":
            yield from parts(arg)


def find_cycles(definitions: Definitions, problems: Problems, hint: str | None = None) -> None:
    """Report every group of quantities and decisions that go round in a circle; ``hint`` says what may
    have made one."""
    try:
        dependencies = Dependencies(definitions)
    except TypeProblem as error:
        problems.add("U001", str(error), error.position, error.hint)
        return
    circle = find_circle(dependencies.edges)
    if circle is None:
        circle = find_loop(dependencies)
    if circle is not None:
        message = "dit verwijst naar zichzelf: " + " -> ".join(map(_name, [*circle, circle[0]]))
        problems.add("K001", message, _place(definitions, circle), hint)


def find_circle(edges: Mapping[Key, list[Key]]) -> list[Key] | None:
    """Keys of which each needs the next and the last the first, or None."""
    state: dict[Key, int] = {}
    for start in edges:
        if start in state:
            continue
        path: list[Key] = []
        stack: list[tuple[Key, Iterator[Key]]] = [(start, iter(edges[start]))]
        state[start] = 1
        path.append(start)
        while stack:
            key, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop()
                state[key] = 2
            elif state.get(following) == 1:
                return path[path.index(following) :]
            elif following not in state and following in edges:
                state[following] = 1
                path.append(following)
                stack.append((following, iter(edges[following])))
    return None


def _name(key: Key) -> str:
    what, block, name = key
    if what == "rows":
        return f"de rijen van {block}"
    return name if block == PERSON else f"{block}.{name}"


def _place(definitions: Definitions, circle: list[Key]) -> Position | None:
    for what, block, name in circle:
        if what == "q" and definitions.by_quantity.get((block, name)):
            return definitions.by_quantity[(block, name)][0][1].position
        if what in ("d", "f"):
            return definitions.blocks[block].decisions[name].position
    return None
