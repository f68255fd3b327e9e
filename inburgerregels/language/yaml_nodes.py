"""YAML as a tree of maps, lists and scalars that each know their place in the file.

Scalars stay text: what ``0123``, ``nee`` or ``2019-05-18`` means is decided by whoever expects a
number, a yes/no or a date. Anchors, tags and duplicate keys are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import yaml

from inburgerregels.model import Position, Problem, ProblemError, Problems

__all__ = ["Key", "Map", "Node", "Scalar", "Seq", "read_documents", "read_text"]

_MAX_DEPTH = 40
_MAX_BYTES = 20_000_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_TAG = "tag:yaml.org,2002:"


@attrs.frozen
class Scalar:
    """A text, ``quoted`` when it stood between quotation marks."""

    text: str
    position: Position
    quoted: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.quoted and self.text.strip() in ("", "~", "null")


@attrs.frozen
class Seq:
    items: tuple[Node, ...]
    position: Position

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)


@attrs.frozen
class Key:
    text: str
    position: Position


@attrs.frozen
class Map:
    entries: tuple[tuple[Key, Node], ...]
    position: Position

    def get(self, name: str) -> Node | None:
        return next((value for key, value in self.entries if key.text == name), None)

    def key(self, name: str) -> Key | None:
        return next((key for key, _ in self.entries if key.text == name), None)

    def __contains__(self, name: str) -> bool:
        return self.key(name) is not None

    @property
    def names(self) -> list[str]:
        return [key.text for key, _ in self.entries]


Node = Scalar | Seq | Map


def read_text(path: Path) -> str:
    """The text of a UTF-8 file; raises :class:`ProblemError` when it cannot be read as that."""
    where = Position(str(path))
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise ProblemError([Problem("Y001", "het bestand is te groot", where)])
        raw = path.read_bytes()
    except IsADirectoryError:
        raise ProblemError([Problem("Y001", "dit is een map, geen bestand", where)]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "ongeldige naam"
        message = f"het bestand is niet te lezen: {reason}"
        raise ProblemError([Problem("Y001", message, where)]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        where = Position(str(path), line, column)
        message = f"geen geldige UTF-8: byte 0x{raw[error.start]:02x}"
        raise ProblemError(
            [Problem("Y001", message, where, "sla het bestand op als UTF-8")]
        ) from None


def read_documents(path: Path | str, text: str | None = None) -> list[Node]:
    """All YAML documents of a file that are not empty.

    Raises :class:`ProblemError` with the place of the mistake: the first one where the text is no
    YAML at all, every one (duplicate keys, anchors, tags) where it is.
    """
    name = str(path)
    if text is None:
        text = read_text(Path(path))
    problems = Problems()
    documents = []
    try:
        for root in yaml.compose_all(text, _LOADER):
            node = _build(root, name, problems, set(), 0)
            if not (isinstance(node, Scalar) and node.is_empty):
                documents.append(node)
    except yaml.MarkedYAMLError as error:
        problems.extend([_syntax_problem(error, name, text)])
    except yaml.reader.ReaderError as error:
        position = _position_of_index(name, text, error.position)
        message = f"teken {error.character!r} mag niet in YAML staan"
        problems.add("Y001", message, position)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problems.add("Y001", f"geen geldige YAML: {str(error).splitlines()[0]}", Position(name))
    problems.raise_if_any()
    return documents


_EXPLAINED = {
    "could not find expected ':'": "hier ontbreekt een dubbele punt na de sleutel",
    "did not find expected key": "hier wordt een sleutel verwacht; let op inspringing en aanhalingstekens",
    "mapping values are not allowed in this context": "een dubbele punt in tekst; gebruik aanhalingstekens",
    "found character that cannot start any token": "dit teken kan hier niet staan (een tab?)",
    "did not find expected ',' or ']'": "hier wordt een komma of ] verwacht",
    "did not find expected ',' or '}'": "hier wordt een komma of } verwacht",
    "did not find expected '-' indicator": "hier wordt een streepje (-) verwacht; let op inspringing",
    "found unexpected end of stream": "er staat nog iets open aan het eind (een aanhalingsteken?)",
    "did not find expected node content": "hier ontbreekt een waarde",
    "block sequence entries are not allowed in this context": "hier kan geen lijst beginnen",
    "did not find expected <document start>": "hier wordt een nieuw document (---) verwacht",
    "found a tab character that violates indentation": "inspringen kan alleen met spaties, niet met tabs",
    "found undefined tag handle": "zet tekst met een uitroepteken vooraan tussen aanhalingstekens",
}


def _syntax_problem(error: yaml.MarkedYAMLError, name: str, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = error.problem or "onleesbaar"
    message = _EXPLAINED.get(said, f"geen geldige YAML: {said}")
    if mark is None:
        return Problem("Y001", message, Position(name))
    lines = text.splitlines() or [""]
    line = min(mark.line, len(lines) - 1)
    column = mark.column if line == mark.line else len(lines[line])
    if "\t" in lines[line][: column + 1] and not lines[line][: column + 1].strip():
        message = "inspringen kan alleen met spaties, niet met tabs"
    return Problem("Y001", message, Position(name, line + 1, column + 1))


def _position_of_index(name: str, text: str, index: int) -> Position:
    before = text[:index]
    return Position(name, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


def _position(node: yaml.Node, name: str) -> Position:
    start, end = node.start_mark, node.end_mark
    length = end.column - start.column if end.line == start.line else 1
    return Position(name, start.line + 1, start.column + 1, max(1, length))


def _build(node: yaml.Node, name: str, problems: Problems, seen: set[int], depth: int) -> Node:
    position = _position(node, name)
    if depth > _MAX_DEPTH:
        problems.add("Y004", f"meer dan {_MAX_DEPTH} niveaus diep genest", position)
        return Scalar("", position)
    if id(node) in seen:
        problems.add("Y004", "verwijzingen (& en *) zijn niet toegestaan", position)
        return Scalar("", position)
    seen.add(id(node))
    if not node.tag.startswith(_PLAIN_TAG) or "python" in node.tag:
        problems.add("Y004", f"YAML-typen zoals {node.tag} zijn niet toegestaan", position)
        return Scalar("", position)
    if isinstance(node, yaml.MappingNode):
        return _build_map(node, name, position, problems, seen, depth)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_build(item, name, problems, seen, depth + 1) for item in node.value)
        return Seq(items, position)
    assert isinstance(node, yaml.ScalarNode)
    return Scalar(node.value, position, quoted=bool(node.style))


def _build_map(
    node: yaml.MappingNode,
    name: str,
    position: Position,
    problems: Problems,
    seen: set[int],
    depth: int,
) -> Map:
    entries: list[tuple[Key, Node]] = []
    first: dict[str, Position] = {}
    for key_node, value_node in node.value:
        where = _position(key_node, name)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.add("Y004", "een sleutel moet een woord zijn", where)
            continue
        text = key_node.value
        value = _build(value_node, name, problems, seen, depth + 1)
        if text in first:
            hint = f"eerste keer op regel {first[text].line}"
            problems.add("Y002", f"sleutel '{text}' staat er twee keer", where, hint)
            continue
        first[text] = where
        entries.append((Key(text, where), value))
    return Map(tuple(entries), position)
