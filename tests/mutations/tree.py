"""Places in the documents of a rule file, and documents with something else in such a place."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from inburgerregels.language.yaml_nodes import Map, Node, Scalar, Seq

__all__ = ["Path", "changed", "place_of", "with_text"]

#: Which document, and then which entry or item at each level.
Path = tuple[int, ...]


def changed(documents: Sequence[Map], path: Path, new: Node | None) -> tuple[Map, ...]:
    """The documents with ``new`` at a place, or with what stands there taken away.

    A map or list that would be left empty goes too; a document may be left empty.
    """
    found = list(documents)
    first, *rest = path
    document = _changed(found[first], rest, new)
    found[first] = document if isinstance(document, Map) else Map((), documents[first].position)
    return tuple(found)


def _changed(node: Node, path: list[int], new: Node | None) -> Node | None:
    if not path:
        return new
    index, *rest = path
    if isinstance(node, Map):
        key, value = node.entries[index]
        made = _changed(value, rest, new)
        entries = list(node.entries)
        entries[index : index + 1] = [] if made is None else [(key, made)]
        return attrs.evolve(node, entries=tuple(entries)) if entries else None
    assert isinstance(node, Seq)
    made = _changed(node.items[index], rest, new)
    items = list(node.items)
    items[index : index + 1] = [] if made is None else [made]
    return attrs.evolve(node, items=tuple(items)) if items else None


def place_of(node: Map, key: str) -> int:
    """At which place of a map a key stands."""
    return node.names.index(key)


def with_text(scalar: Scalar, text: str) -> Scalar:
    """The same scalar, in the same place, with another text."""
    return attrs.evolve(scalar, text=text)
