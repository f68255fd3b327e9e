"""Which nodes of a program can rest on a projection at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from inburgerregels.engine.ir import Node, ScopeInfo, WalkNodes

__all__ = ["nodes_that_reach_rows"]

_REACHING = frozenset({"decision", "previous", "running"})


def nodes_that_reach_rows(
    nodes: Sequence[Node], scopes: Sequence[ScopeInfo], walks: Mapping[str, WalkNodes]
) -> frozenset[int]:
    """The nodes whose value comes, directly or not, from a decision, a chain or a walk."""
    used_by: dict[int, list[int]] = {}
    todo = []
    for i, node in enumerate(nodes):
        for arg in node.args:
            used_by.setdefault(arg, []).append(i)
        if node.op in _REACHING or _looks_at_rows(node, nodes, scopes, walks):
            todo.append(i)
    found = set(todo)
    while todo:
        for user in used_by.get(todo.pop(), ()):
            if user not in found:
                found.add(user)
                todo.append(user)
    return frozenset(found)


def _looks_at_rows(
    node: Node,
    nodes: Sequence[Node],
    scopes: Sequence[ScopeInfo],
    walks: Mapping[str, WalkNodes],
) -> bool:
    sources: Iterable[str] = ()
    if node.op == "query":
        sources = node.attr[0].sources
    elif node.op == "get":
        sources = nodes[node.args[0]].type.sources
    elif node.op == "item":
        scope = scopes[node.scope]
        walk = walks.get(scope.block or "")
        sources = walk.sources if walk else scope.sources
    return any(not source.startswith("gebeurtenis:") for source in sources)
