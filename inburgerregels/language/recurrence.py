"""Finding quantities that go round in a circle by way of earlier rows, and never get anywhere.

What builds on `vorige` or `eerdere` goes one row back, which is how chains and walks go on. It gets
nowhere when, somewhere on the way round, it asks for rows of which the one at hand may be one: a
step that needs the number of all steps, and a number that needs each step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs

from inburgerregels.language.rulebook import PERSON, Block
from inburgerregels.language.structure import all_above
from inburgerregels.language.typed import Typed

if TYPE_CHECKING:
    from inburgerregels.language.cycles import Dependencies, Key

__all__ = ["find_loop"]


@attrs.frozen
class _Link:
    """``back``: the block in which it goes to an earlier row; ``over``: the block below whose row it
    goes to any row; neither: to the row at hand, or one that encloses it."""

    target: Key
    back: str | None = None
    over: str | None = None


def find_loop(dependencies: Dependencies) -> list[Key] | None:
    """Keys that go round by way of earlier rows without getting further back each time, or None."""
    links = {key: list(_links(dependencies, key)) for key in dependencies.edges}

    def is_within(block: str, outer: str) -> bool:
        return block == outer or outer in all_above(block, _enclosing(dependencies.blocks))

    def search(keys: set[Key], settled: frozenset[str]) -> list[Key] | None:
        inside = {
            key: [link for link in links[key] if link.target in keys and link.back not in settled]
            for key in keys
        }
        for group in _groups({key: [link.target for link in inside[key]] for key in keys}):
            here = [link for key in group for link in inside[key] if link.target in group]
            if not here:
                continue
            over = {link.over for link in here if link.over is not None}
            back = sorted({link.back for link in here if link.back is not None})
            steps = [b for b in back if all(is_within(block, b) for block in over)]
            if not steps:
                return _round(group, inside)
            found = search(group, settled | {steps[0]})
            if found is not None:
                return found
        return None

    return search(set(links), frozenset())


def _enclosing(blocks: Mapping[str, Block]) -> Callable[[str], Iterable[str]]:
    return lambda name: filter(None, [blocks[name].parent])


def _links(dependencies: Dependencies, key: Key) -> Iterator[_Link]:
    over: dict[Key, str] = dict(dependencies.over.get(key, ()))
    back: list[_Link] = []
    for node in (part for typed in dependencies.typed[key] for part in _everything(typed)):
        if node.op == "query":
            targets = [
                k for value in node.args[2:] for k in dependencies.items(value, node.attr.sources)
            ]
            if node.attr.earlier:
                block = node.attr.sources[0].partition(":")[2]
                back += [_Link(target, back=block) for target in targets]
                continue
            for target in [*dependencies.query_rows(node.attr), *targets]:
                over[target] = node.attr.anchor_block or _parent(dependencies, target)
        elif node.op == "running":
            for target in dependencies.needs(node):
                over[target] = _parent(dependencies, ("", node.attr[0], ""))
        elif node.op == "get":
            sources = node.args[0].type.sources
            targets = dependencies.field(sources, node.attr)
            if dependencies.is_earlier(node.args[0]):
                block = sources[0].partition(":")[2].partition(".")[0]
                back += [_Link(target, back=block) for target in targets]
            elif node.args[0].op == "query":
                for target in targets:
                    over[target] = node.args[0].attr.anchor_block or _parent(dependencies, target)
            else:
                over.update({target: _parent(dependencies, target) for target in targets})
    yield from back
    for target in dependencies.edges[key]:
        yield _Link(target, over=over.get(target))


def _parent(dependencies: Dependencies, key: Key) -> str:
    return dependencies.blocks[key[1]].parent or PERSON


def _everything(node: Typed) -> Iterator[Typed]:
    yield node
    for arg in node.args:
        yield from _everything(arg)


def _groups(edges: Mapping[Key, list[Key]]) -> Iterator[set[Key]]:
    """The groups of keys of which each reaches all others: strongly connected components."""
    order: list[Key] = []
    _visit(edges, sorted(edges), order, set())
    reverse: dict[Key, list[Key]] = {key: [] for key in edges}
    for key, targets in edges.items():
        for target in targets:
            reverse[target].append(key)
    grouped: set[Key] = set()
    for key in reversed(order):
        if key not in grouped:
            group: list[Key] = []
            _visit(reverse, [key], group, grouped)
            yield set(group)


def _visit(
    edges: Mapping[Key, list[Key]], starts: Iterable[Key], order: list[Key], seen: set[Key]
) -> None:
    """Every key that can be reached and was not ``seen``, each after all that can be reached from it."""
    for start in starts:
        stack = [(start, iter(edges[start]))] if start not in seen else []
        seen.add(start)
        while stack:
            rest = stack[-1][1]
            following = next((target for target in rest if target not in seen), None)
            if following is None:
                order.append(stack.pop()[0])
            else:
                seen.add(following)
                stack.append((following, iter(edges[following])))


def _round(group: set[Key], links: Mapping[Key, list[_Link]]) -> list[Key]:
    """One way round in a group, by the shortest way back to where it starts."""
    start = min(group)
    came: dict[Key, Key] = {}
    todo = [start]
    while todo:
        key = todo.pop(0)
        for link in links[key]:
            if link.target == start:
                path = [key]
                while path[-1] != start:
                    path.append(came[path[-1]])
                return path[::-1]
            if link.target in group and link.target not in came:
                came[link.target] = key
                todo.append(link.target)
    return [start]
