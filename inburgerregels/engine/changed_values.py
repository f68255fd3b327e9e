"""Which values of a program can be others under other law, and which are surely the same.

Both programs are compared node by node: a node of the new law is that of the old when it does the same
with the same arguments. What is new, and parameters and tables with another content, is *changed*; and so
is everything that rests on what changed: through its arguments, through fields and days of rows, and
through which rows there are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from inburgerregels.engine.ir import Node, Program
from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import PERSON

__all__ = ["DECISION", "Changes", "Vertex", "changes_between"]

#: Something that a value can rest on: a node (its number), which rows there are of a source, the days of
#: those rows, or a decision with what can come in its place.
Vertex = Hashable
ROWS, DAY, DECISION = "rows", "day", "decision"


@attrs.frozen(eq=False)
class _Common:
    """What two programs have in common, whatever their parameters are. ``users`` gives of everything in
    the new one what rests on it directly."""

    before: Program
    after: Program
    scopes: Mapping[int, int]
    found: Mapping[int, int]
    users: Mapping[Vertex, Sequence[Vertex]]


@attrs.frozen(eq=False)
class Changes:
    """``same`` gives of an old node the node of the new law that has the same values, ``scopes`` of an
    old scope the new one; ``changed`` is everything in the new law that can be another: see
    :data:`Vertex`. ``alike`` gives of a new node the old one that does the same with arguments that do."""

    same: Mapping[int, int]
    scopes: Mapping[int, int]
    changed: frozenset[Vertex]
    alike: Mapping[int, int]
    _roots: frozenset[Vertex]
    _common: _Common = attrs.field(repr=False)

    def rows_stay(self, source: str) -> bool:
        """Whether there are the same rows of a source, on the same days."""
        return not {(ROWS, source), (DAY, source)} & self.changed

    def decision_stays(self, block: str, root: str) -> bool:
        return (DECISION, (block, root)) not in self.changed

    def cut_at(self, closed: Collection[Vertex]) -> tuple[Changes, frozenset[Vertex]]:
        """The changes that are left when what is closed is the same, with all that is reached only through
        it; and what of that is met."""
        return _changes(self._common, self._roots, closed)


def changes_between(old: Rulebook, new: Rulebook) -> Changes | None:
    """None when the two have so little in common that nothing can be taken over."""
    if (old.vocabulary, old.known_on, old.calendar) != (new.vocabulary, new.known_on, new.calendar):
        return None
    common = _common(old.program, new.program)
    unknown = {*range(len(new.program.nodes))} - {*common.found}
    roots = unknown.union(_roots(old, new, common.found))
    return _changes(common, frozenset(roots), ())[0]


def _changes(
    common: _Common, roots: frozenset[Vertex], closed: Collection[Vertex]
) -> tuple[Changes, frozenset[Vertex]]:
    changed, met, todo = set(roots), set(), [*roots]
    while todo:
        for user in common.users.get(todo.pop(), ()):
            if user in closed and user not in roots:
                met.add(user)
            elif user not in changed:
                changed.add(user)
                todo.append(user)
    found = common.found
    same = {there: here for here, there in found.items() if here not in changed}
    scopes = {there: here for here, there in common.scopes.items()}
    changes = Changes(same, scopes, frozenset(changed), found, roots, common)
    return changes, frozenset(met)


#: The programs that were compared last: all laws of a sweep have one.
_compared: list[_Common] = []


def _common(before: Program, after: Program) -> _Common:
    for known in _compared:
        if known.before is before and known.after is after:
            return known
    scopes = _same_scopes(before, after)
    graph = _Graph(after)
    users: dict[Vertex, list[Vertex]] = {}
    for vertex in graph.vertices():
        for rests_on in graph.rests_on(vertex):
            users.setdefault(rests_on, []).append(vertex)
    made = _Common(before, after, scopes, _same_nodes(before, after, scopes), users)
    _compared.append(made)
    del _compared[:-8]
    return made


def _same_scopes(before: Program, after: Program) -> dict[int, int]:
    """Of the scopes of the new program, which scopes of the old are of the same rows."""
    places = {scope: index for index, scope in enumerate(before.scopes)}
    found: dict[int, int] = {}
    for index, scope in enumerate(after.scopes):
        # A scope comes after the one that encloses it.
        parent = None if scope.parent is None else found.get(scope.parent, -1)
        place = places.get(attrs.evolve(scope, parent=parent))
        if place is not None:
            found[index] = place
    return found


def _same_nodes(before: Program, after: Program, scopes: Mapping[int, int]) -> dict[int, int]:
    """Of the nodes of the new program, which nodes of the old do the same with the same arguments."""
    #: old nodes that do the same, in order
    alike: dict[Any, list[int]] = {}
    #: of each old node the first that does the same
    first: dict[int, int] = {}
    for index in _arguments_first(before):
        node = before.nodes[index]
        args = tuple(first[arg] for arg in node.args)
        group = alike.setdefault(_key(node, args, node.scope, lambda scope: scope), [])
        group.append(index)
        first[index] = group[0]
    found: dict[int, int] = {}
    taken: dict[int, int] = {}
    for index in _arguments_first(after):
        node = after.nodes[index]
        if not all(arg in found for arg in node.args):
            continue
        args = tuple(first[found[arg]] for arg in node.args)
        group = alike.get(_key(node, args, scopes.get(node.scope), scopes.get), [])
        if group:
            # Each has one of its own, as long as there are.
            number = taken.get(group[0], 0)
            taken[group[0]] = number + 1
            found[index] = group[min(number, len(group) - 1)]
    return found


def _key(
    node: Node, args: tuple[int, ...], scope: int | None, old: Callable[[int], int | None]
) -> Any:
    """What a node does; two nodes with one key always have one value. ``old`` gives old scopes."""
    attr = node.attr
    if node.op == "query":
        attr = (attr[0], old(attr[1]))
    return (node.op, args, _hashed(attr), node.type, scope)


def _hashed(attr: Any) -> Hashable:
    try:
        hash(attr)
    except TypeError:
        return repr(attr)
    # True, 1 and 1.0 are equal, and no node means the same by them.
    return (type(attr), attr)


def _arguments_first(program: Program) -> Iterator[int]:
    """Every node after its arguments."""
    done: set[int] = set()
    for start in range(len(program.nodes)):
        waiting = [start]
        while waiting:
            index = waiting[-1]
            left = [arg for arg in program.nodes[index].args if arg not in done]
            if index in done or not left:
                waiting.pop()
                if index not in done:
                    done.add(index)
                    yield index
            else:
                waiting += left


def _roots(old: Rulebook, new: Rulebook, found: Mapping[int, int]) -> Iterator[Vertex]:
    """What is another in itself: not because of something that it rests on."""
    before, after = old.program, new.program
    for index, node in enumerate(after.nodes):
        match node.op:
            case "param":
                other = _versions(old.parameters, node) != _versions(new.parameters, node)
            case "table":
                other = _versions(old.tables, node) != _versions(new.tables, node)
            case "define" | "collect" | "rule":
                other = _other_rules(old, new, node)
            case _:
                other = False
        if other:
            yield index
    for name in {*before.chains, *after.chains, *before.walks, *after.walks}:
        if not _same_head(before, after, name, found):
            yield (ROWS, _source(after, name))
            yield (DAY, _source(after, name))
    for key, nodes in after.decisions.items():
        if not _same_decision(before.decisions.get(key), nodes, found):
            yield (DECISION, (key[0], _root(after, key)))
    for key, place in after.quantities.items():
        if before.quantities.get(key) != found.get(place):
            yield place


def _versions(things: Mapping[str, Any], node: Node) -> Any:
    thing = things.get(node.attr)
    return None if thing is None else thing.versions


def _other_rules(old: Rulebook, new: Rulebook, node: Node) -> bool:
    names = node.attr.rules if node.op != "rule" else (node.attr,)
    for full in names:
        block, _, name = str(full).partition(".")
        pair = [
            None if (own := book.blocks.get(block)) is None else own.rules.get(name)
            for book in (old, new)
        ]
        if pair[0] != pair[1]:
            return True
    return False


def _same_head(before: Program, after: Program, name: str, found: Mapping[int, int]) -> bool:
    """Whether a chain or walk starts, goes on and is ordered as it was."""
    one, other = before.chains.get(name), after.chains.get(name)
    if one is not None and other is not None:
        heads = ((c.block.bound, c.block.parent, c.block.kind, c.block.term) for c in (one, other))
        mine = (one.starts, one.continues, one.first_day, one.final_day, one.deciding)
        theirs = (other.starts, other.continues, other.first_day, other.final_day, other.deciding)
        return len({*heads}) == 1 and mine == _mapped(theirs, found)
    walk, then = before.walks.get(name), after.walks.get(name)
    if walk is None or then is None:
        return False
    mine2 = (walk.sources, walk.block.parent, walk.block.kind)
    theirs2 = (then.sources, then.block.parent, then.block.kind)
    nodes = (walk.condition, walk.order)
    return mine2 == theirs2 and nodes == _mapped((then.condition, then.order), found)


def _same_decision(one: Any, other: Any, found: Mapping[int, int]) -> bool:
    if one is None or (one.base, one.exceptions) != (other.base, other.exceptions):
        return False
    mine = (one.applies, one.date, one.amount, *one.fields.values())
    theirs = (other.applies, other.date, other.amount, *other.fields.values())
    return [*one.fields] == [*other.fields] and mine == _mapped(theirs, found)


def _mapped(nodes: Iterable[int | None], found: Mapping[int, int]) -> tuple[int | None, ...]:
    """The old numbers of new nodes; of a new one a number that no node has."""
    return tuple(None if node is None else found.get(node, -1) for node in nodes)


def _source(program: Program, block: str) -> str:
    return f"keten:{block}" if block in program.chains else f"wandeling:{block}"


def _root(program: Program, key: tuple[str, str]) -> str:
    root = key[1]
    while (base := program.decisions[(key[0], root)].base) is not None:
        root = base
    return root


class _Graph:
    """What every value of a program rests on directly."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def vertices(self) -> Iterator[Vertex]:
        yield from range(len(self.program.nodes))
        for block in (*self.program.chains, *self.program.walks):
            yield (ROWS, _source(self.program, block))
            yield (DAY, _source(self.program, block))
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
                yield (DECISION, (node.attr[0], _root(self.program, node.attr)))
            case "running":
                yield from self._there(_source(self.program, node.attr[0]))

    def _sources(self, scope: int) -> tuple[str, ...]:
        info = self.program.scopes[scope]
        walk = self.program.walks.get(info.block or "")
        return walk.sources if walk else info.sources

    def _scope(self, scope: int | None) -> Iterator[Vertex]:
        """The rows that a value is of, and those that enclose them."""
        while scope is not None:
            info = self.program.scopes[scope]
            if info.block is not None and info.block != PERSON:
                yield (ROWS, _source(self.program, info.block))
            for source in info.sources:
                yield from self._there(source)
            scope = info.parent

    def _there(self, source: str) -> Iterator[Vertex]:
        """Which rows of a source there are, and in which order."""
        kind, _, name = source.partition(":")
        if kind == "besluit":
            block, _, decision = name.partition(".")
            yield (DECISION, (block, _root(self.program, (block, decision))))
        elif kind != "gebeurtenis":
            yield (ROWS, source)
            yield (DAY, source)

    def _rows(self, source: str) -> Iterator[Vertex]:
        block = source.partition(":")[2]
        chain, walk = self.program.chains.get(block), self.program.walks.get(block)
        parent = (chain or walk).block.parent  # type: ignore[union-attr]  # it is one of the two
        if parent is not None and parent != PERSON:
            yield (ROWS, _source(self.program, parent))
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
            yield (ROWS, _source(self.program, block))
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
            yield (DECISION, (owner, _root(self.program, (owner, name))))
        elif owner in self.program.walks:
            for one in self.program.walks[owner].sources:
                yield from self._field(one, name)
