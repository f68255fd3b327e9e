"""The parts of a data file of the policy lab: each function asks for one kind of thing, and refuses the
rest with its place."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from inburgerregels.language.yaml_nodes import Map, Node, Scalar, Seq
from inburgerregels.model import Position, Problem, ProblemError, nearest

__all__ = ["a_day", "a_list", "a_map", "a_number", "a_text", "known", "needed", "only", "wrong"]


def only(said: Map, names: Collection[str]) -> None:
    """Refuses a key that is not among these."""
    for key, _ in said.entries:
        if key.text not in names:
            raise wrong(f"'{key.text}' hoort hier niet", key.position, nearest(key.text, names))


def needed(said: Map, name: str) -> Node:
    node = said.get(name)
    if node is None:
        raise wrong(f"'{name}' ontbreekt", said.position)
    return node


def known(node: Scalar, names: Collection[str], what: str) -> str:
    """The text, which has to be one of these names."""
    if node.text not in names:
        message = f"onbekend: {what} '{node.text}'"
        raise wrong(message, node.position, nearest(node.text, names))
    return node.text


def a_map(node: Node) -> Map:
    if not isinstance(node, Map):
        raise wrong("hier hoort een lijst van namen met waarden", node.position)
    return node


def a_list(node: Node) -> Seq:
    if not isinstance(node, Seq):
        raise wrong("hier hoort een rij", node.position)
    return node


def a_text(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise wrong("hier hoort één waarde", node.position)
    return node


def a_number(node: Node) -> float:
    try:
        return float(a_text(node).text)
    except ValueError:
        raise wrong("hier hoort een getal", node.position) from None


def a_day(node: Node) -> datetime.date:
    try:
        return datetime.date.fromisoformat(a_text(node).text)
    except ValueError:
        raise wrong("hier hoort een datum", node.position) from None


def wrong(message: str, position: Position, hint: str | None = None) -> ProblemError:
    return ProblemError([Problem("P003", message, position, hint)])
