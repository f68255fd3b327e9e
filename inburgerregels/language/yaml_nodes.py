"""YAML as a tree of maps, lists and scalars that each know their place in the file.

Scalars stay text: what ``0123``, ``nee`` or ``2019-05-18`` means is decided by whoever expects a
number, a yes/no or a date. Anchors, tags and duplicate keys are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import yaml

from inburgerregels.model import Position, Problem, ProblemError, Problems, nearest

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
    except FileNotFoundError:
        beside = {one.name for one in path.parent.glob("*")}
        hint = nearest(path.name, beside) or "het pad begint in de map waarin u de opdracht typt"
        raise ProblemError([Problem("Y001", "dit bestand bestaat niet", where, hint)]) from None
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
    builder = _Builder(name, problems)
    try:
        for event in yaml.parse(text, _LOADER):
            builder.take(event)
    except ProblemError as error:
        problems.extend(error.problems)
    except yaml.MarkedYAMLError as error:
        problems.extend([_syntax_problem(error, name, text)])
    except yaml.reader.ReaderError as error:
        position = _position_of_index(name, text, error.position)
        message = f"teken {error.character!r} mag niet in YAML staan"
        problems.add("Y001", message, position)
    except (yaml.YAMLError, ValueError) as error:
        problems.add("Y001", f"geen geldige YAML: {str(error).splitlines()[0]}", Position(name))
    problems.raise_if_any()
    return [d for d in builder.documents if not (isinstance(d, Scalar) and d.is_empty)]


_QUOTE = "zet tekst met een bijzonder teken tussen aanhalingstekens"
_INDENT = "laat sleutels van één blok en streepjes van één lijst recht onder elkaar beginnen"
#: What the reader of YAML says, what that means, and what to do.
_EXPLAINED = {
    "could not find expected ':'": (
        "hier ontbreekt een dubbele punt na de sleutel",
        "schrijf sleutel: waarde",
    ),
    "did not find expected key": (
        "hier wordt een sleutel verwacht; let op inspringing en aanhalingstekens",
        _INDENT,
    ),
    "mapping values are not allowed in this context": (
        "een dubbele punt in tekst; gebruik aanhalingstekens",
        'schrijf sleutel: "tekst: met een dubbele punt"',
    ),
    "found character that cannot start any token": ("dit teken kan hier niet staan", _QUOTE),
    "did not find expected ',' or ']'": ("hier wordt een komma of ] verwacht", None),
    "did not find expected ',' or '}'": ("hier wordt een komma of } verwacht", None),
    "did not find expected '-' indicator": (
        "hier wordt een streepje (-) verwacht; let op inspringing",
        _INDENT,
    ),
    "found unexpected end of stream": (
        "er staat nog iets open aan het eind",
        "sluit elk aanhalingsteken en elke haak",
    ),
    "did not find expected node content": ("hier ontbreekt een waarde", _QUOTE),
    "block sequence entries are not allowed in this context": (
        "hier kan geen lijst beginnen",
        "zet de lijst met streepjes op een nieuwe regel onder haar sleutel",
    ),
    "did not find expected <document start>": (
        "hier wordt een nieuw document (---) verwacht",
        _INDENT,
    ),
    "found a tab character that violates indentation": (
        "inspringen kan alleen met spaties, niet met tabs",
        "vervang elke tab door spaties",
    ),
    "found undefined tag handle": ("dit uitroepteken hoort bij geen tekst", _QUOTE),
    "found undefined alias": (
        "verwijzingen (& en *) zijn niet toegestaan",
        "schrijf uit waarnaar wordt verwezen",
    ),
}


def _syntax_problem(error: yaml.MarkedYAMLError, name: str, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    said = error.problem or "onleesbaar"
    message, hint = _EXPLAINED.get(said, (f"geen geldige YAML: {said}", _QUOTE))
    if mark is None:
        return Problem("Y001", message, Position(name), hint)
    opened = error.context_mark
    if opened is not None and "quoted" in (error.context or ""):
        # Where it was opened, not the end of the file.
        mark = opened
        message = "dit aanhalingsteken wordt niet gesloten"
        hint = "zet hetzelfde teken achter de tekst"
    elif opened is not None and "flow" in (error.context or ""):
        hint = f"de haak die op regel {opened.line + 1} wordt geopend, is nog niet gesloten"
    lines = text.splitlines() or [""]
    line = min(mark.line, len(lines) - 1)
    column = mark.column if line == mark.line else len(lines[line])
    if "\t" in lines[line][: column + 1] and not lines[line][: column + 1].strip():
        message, hint = _EXPLAINED["found a tab character that violates indentation"]
    return Problem("Y001", message, Position(name, line + 1, column + 1), hint)


def _position_of_index(name: str, text: str, index: int) -> Position:
    before = text[:index]
    return Position(name, before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1)


@attrs.define
class _Open:
    """A list or map that has begun: its parts so far, and for a map the key that waits for a value."""

    start: Any
    is_map: bool
    items: list[Node] = attrs.field(factory=list)
    entries: list[tuple[Key, Node]] = attrs.field(factory=list)
    first: dict[str, Position] = attrs.field(factory=dict)
    key: Key | None = None
    needs_value: bool = False


class _Builder:
    """Puts documents together from events, without recursion: nesting may be as deep as it likes."""

    def __init__(self, name: str, problems: Problems) -> None:
        self.name = name
        self.problems = problems
        self.documents: list[Node] = []
        self._open: list[_Open] = []

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            place = self._position(event.start_mark, event.end_mark)
            message, hint = _EXPLAINED["found undefined alias"]
            self.problems.add("Y004", message, place, hint)
            self._put(Scalar("", place))
        elif isinstance(event, yaml.ScalarEvent):
            place = self._position(event.start_mark, event.end_mark)
            self._check_tag(event, place)
            self._put(Scalar(event.value, place, quoted=bool(event.style)))
        elif isinstance(event, (yaml.SequenceStartEvent, yaml.MappingStartEvent)):
            place = self._position(event.start_mark, event.end_mark)
            self._check_tag(event, place)
            if len(self._open) > _MAX_DEPTH:
                message = f"meer dan {_MAX_DEPTH} niveaus diep genest"
                raise ProblemError(
                    [Problem("Y004", message, place, "gebruik minder haken in elkaar")]
                )
            is_map = isinstance(event, yaml.MappingStartEvent)
            self._open.append(_Open(event.start_mark, is_map))
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            done = self._open.pop()
            place = self._position(done.start, event.end_mark)
            self._put(
                Map(tuple(done.entries), place) if done.is_map else Seq(tuple(done.items), place)
            )

    def _position(self, start: Any, end: Any) -> Position:
        length = end.column - start.column if end.line == start.line else 1
        return Position(self.name, start.line + 1, start.column + 1, max(1, length))

    def _check_tag(self, event: Any, place: Position) -> None:
        tag = event.tag
        if tag in (None, "!") or (tag.startswith(_PLAIN_TAG) and "python" not in tag):
            return
        hint = "laat het woord met ! weg, of zet de tekst tussen aanhalingstekens"
        self.problems.add("Y004", f"YAML-typen zoals {tag} zijn niet toegestaan", place, hint)

    def _put(self, node: Node) -> None:
        """A node that is complete goes where it belongs: a document, an item, a key or a value."""
        if not self._open:
            self.documents.append(node)
            return
        outer = self._open[-1]
        if not outer.is_map:
            outer.items.append(node)
        elif not outer.needs_value:
            outer.key = self._key(outer, node)
            outer.needs_value = True
        else:
            if outer.key is not None:
                outer.entries.append((outer.key, node))
            outer.needs_value = False

    def _key(self, outer: _Open, node: Node) -> Key | None:
        """The key of an entry, or None when the entry cannot be used."""
        if not isinstance(node, Scalar):
            self.problems.add("Y004", "een sleutel moet een woord zijn", node.position)
            return None
        first = outer.first.setdefault(node.text, node.position)
        if first is not node.position:
            hint = f"eerste keer op regel {first.line}"
            self.problems.add(
                "Y002", f"sleutel '{node.text}' staat er twee keer", node.position, hint
            )
            return None
        return Key(node.text, node.position)
