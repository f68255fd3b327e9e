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
from inburgerregels.engine.rests_on import (
    DAY,
    DECISION,
    ROWS,
    Graph,
    Vertex,
    root_of,
    source_of,
)
from inburgerregels.language import Rulebook

__all__ = ["DECISION", "Changes", "Vertex", "changes_between"]


@attrs.frozen(eq=False)
class _Common:
    """What two programs have in common, whatever their parameters are. ``users`` gives of everything in
    the new one what rests on it directly. ``named`` are values that are found another way, under a name that
    the old program has too: where they come to the same, it is as if nothing was changed."""

    before: Program
    after: Program
    scopes: Mapping[int, int]
    old_scopes: Mapping[int, int]
    found: Mapping[int, int]
    users: Mapping[Vertex, Sequence[Vertex]]
    named: frozenset[int]


@attrs.frozen(eq=False)
class Changes:
    """``scopes`` gives of an old scope the new one; ``changed`` is everything in the new law that can be
    another: see :data:`Vertex`. ``alike`` gives of a new node the old one that does the same with arguments
    that do, or that has its name."""

    scopes: Mapping[int, int]
    changed: frozenset[Vertex]
    alike: Mapping[int, int]
    #: where the changes begin
    roots: frozenset[Vertex]
    _common: _Common = attrs.field(repr=False)

    @property
    def same(self) -> Mapping[int, int]:
        """Of an old node the node of the new law that has the same values."""
        return {there: here for here, there in self.alike.items() if here not in self.changed}

    def rows_stay(self, source: str) -> bool:
        """Whether there are the same rows of a source, on the same days."""
        return not {(ROWS, source), (DAY, source)} & self.changed

    def decision_stays(self, block: str, root: str) -> bool:
        return (DECISION, (block, root)) not in self.changed

    def cut_at(self, closed: Collection[Vertex]) -> tuple[Changes, frozenset[Vertex]]:
        """The changes that are left when what is closed is the same, with all that is reached only through
        it; and what of that is met."""
        return _changes(self._common, self.roots, closed)


def changes_between(old: Rulebook, new: Rulebook) -> Changes | None:
    """None when the two have so little in common that nothing can be taken over."""
    if (old.vocabulary, old.known_on, old.calendar) != (new.vocabulary, new.known_on, new.calendar):
        return None
    common = _common(old.program, new.program)
    unknown = {*range(len(new.program.nodes))} - {*common.found}
    roots = unknown.union(_roots(old, new, common.found), common.named)
    return _changes(common, frozenset(roots), ())[0]


def _changes(
    common: _Common, roots: frozenset[Vertex], closed: Collection[Vertex]
) -> tuple[Changes, frozenset[Vertex]]:
    # What is only found another way is another when it comes to something else.
    met: set[Vertex] = {one for one in common.named if one in closed}
    changed = set(roots) - met
    todo = [*changed]
    while todo:
        for user in common.users.get(todo.pop(), ()):
            if user in closed and user not in roots:
                met.add(user)
            elif user not in changed:
                changed.add(user)
                todo.append(user)
    changes = Changes(common.old_scopes, frozenset(changed), common.found, roots, common)
    return changes, frozenset(met)


#: The programs that were compared last: all laws of a sweep have one.
_compared: list[_Common] = []


def _common(before: Program, after: Program) -> _Common:
    for known in _compared:
        if known.before is before and known.after is after:
            return known
    scopes = _same_scopes(before, after)
    graph = Graph(after)
    users: dict[Vertex, list[Vertex]] = {}
    for vertex in graph.vertices():
        for rests_on in graph.rests_on(vertex):
            users.setdefault(rests_on, []).append(vertex)
    found, named = _same_nodes(before, after, scopes)
    old_scopes = {there: here for here, there in scopes.items()}
    made = _Common(before, after, scopes, old_scopes, found, users, named)
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


def _same_nodes(
    before: Program, after: Program, scopes: Mapping[int, int]
) -> tuple[dict[int, int], frozenset[int]]:
    """Of the nodes of the new program, which nodes of the old do the same with the same arguments; and which
    of these do not, but have the same name."""
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
    names = {place: key for key, place in after.quantities.items()}
    named = set()
    for index in _arguments_first(after):
        node, group = after.nodes[index], []
        if all(arg in found for arg in node.args):
            args = tuple(first[found[arg]] for arg in node.args)
            group = alike.get(_key(node, args, scopes.get(node.scope), scopes.get), [])
        if not group and index in names:
            known = before.quantities.get(names[index])
            if known is not None and _fits(before.nodes[known], node, scopes):
                found[index] = known
                named.add(index)
        if group:
            # Each has one of its own, as long as there are.
            number = taken.get(group[0], 0)
            taken[group[0]] = number + 1
            found[index] = group[min(number, len(group) - 1)]
    return found, frozenset(named)


def _fits(old: Node, new: Node, scopes: Mapping[int, int]) -> bool:
    """Whether two nodes have values of the same rows, that can be compared."""
    return old.type == new.type and scopes.get(new.scope) == old.scope


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
            yield (ROWS, source_of(after, name))
            yield (DAY, source_of(after, name))
    for key, nodes in after.decisions.items():
        if not _same_decision(before.decisions.get(key), nodes, found):
            yield (DECISION, (key[0], root_of(after, key)))
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
