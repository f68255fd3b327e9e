"""Where everything is said: the page and the place of each rule, quantity, table and word."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

import attrs

from inburgerregels.explain.dutch import humanise
from inburgerregels.language.all_law import AllLaw, Layer, Piece, name_below
from inburgerregels.language.rulebook import PERSON, Block, DecisionRule, Parameter, Rule
from inburgerregels.model import Position
from inburgerregels.report.values import typed_value
from inburgerregels.report.wet.markdown import escaped, link

__all__ = ["WORDS", "Place", "PlaceNamer", "Places", "page_of"]

#: The page of the declared words.
WORDS = "begrippen.md"
_PLAIN = {
    "nooit": "nooit",
    "voorheen": "voorheen",
    "peildatum": "de peildatum",
    "afwezig": "afwezig",
    "ja": "ja",
    "nee": "nee",
    "vorige": "de vorige",
    "deze": "deze",
    "eerdere": "eerdere",
}


@attrs.frozen
class Place:
    """A page and an anchor on it, with what is said there."""

    page: str
    anchor: str
    title: str

    def link_from(self, page: str, text: str | None = None) -> str:
        """A link to here from another page, or from this one; ``text`` is Markdown."""
        target = f"#{self.anchor}"
        if page != self.page:
            target = posixpath.relpath(self.page, posixpath.dirname(page) or ".") + target
        return link(escaped(self.title) if text is None else text, target)


def page_of(layer: Layer, position: Position | None, law: AllLaw) -> str:
    """The page on which a piece of law stands: that of its overlay, or of its file."""
    if layer.overlay is not None:
        return f"{_folder(layer, law)}/{layer.overlay.name}.md"
    name = name_below(position.path if position else "", law.roots)
    return posixpath.splitext(name)[0] + ".md"


def _folder(layer: Layer, law: AllLaw) -> str:
    assert layer.overlay is not None
    return posixpath.dirname(layer.overlay.path) or layer.overlay.kind


class Places:
    """The places of everything in all law; what the law itself says goes before its overlays."""

    def __init__(self, law: AllLaw) -> None:
        self.law = law
        self._rules = {p.full_id for x in law.layers for p in x.pieces if isinstance(p, Rule)}
        self.pieces: dict[str, Place] = {}
        self.quantities: dict[tuple[str, str], Place] = {}
        self.decisions: dict[tuple[str, str], Place] = {}
        self.values: dict[str, Place] = {}
        self.worth: dict[str, str] = {}
        #: the titles of the pages of overlays
        self.titles: dict[str, str] = {}
        self.changed: dict[str, list[Place]] = {}
        self.readings: dict[str, Place] = {}
        self.blocks: dict[str, Place] = {}
        for layer in law.layers:
            self._add(layer)
        for name, block in law.blocks.items():
            if block.position is not None and name not in self.blocks:
                page = page_of(law.layers[0], block.position, law)
                self.blocks[name] = Place(page, f"blok.{name}", block.title or humanise(name))
        self.words = _words(law)

    def _add(self, layer: Layer) -> None:
        law = self.law
        if layer.overlay is not None:
            title = layer.overlay.meta.title or humanise(layer.overlay.name)
            self.titles[page_of(layer, None, law)] = title
        for piece in sorted(layer.pieces, key=lambda piece: (bool(piece.excepts), _line(piece))):
            page = page_of(layer, piece.meta.position, law)
            key = self.key(piece)
            place = Place(page, key, piece.meta.title or humanise(piece.id))
            self.pieces.setdefault(key, place)
            if isinstance(piece, Rule):
                for item in piece.definitions:
                    title = humanise(item.quantity)
                    where = place.anchor
                    if item.collected:
                        where = f"{piece.block}.{item.quantity}"
                    named = (piece.block, item.quantity)
                    self.quantities.setdefault(named, Place(page, where, title))
            elif isinstance(piece, DecisionRule):
                self.decisions.setdefault((piece.block, piece.kind), place)
        for kind, things in (("parameter", layer.parameters), ("tabel", layer.tables)):
            for thing in things:
                page = page_of(layer, thing.versions[0].meta.position, law)
                title = thing.title or humanise(thing.name)
                place = Place(page, f"{kind}.{thing.name}", title)
                if thing.name in self.values:
                    self.changed.setdefault(thing.name, []).append(place)
                elif isinstance(thing, Parameter) and len(thing.versions) == 1:
                    version = thing.versions[0]
                    self.worth[thing.name] = typed_value(version.value, version.type)
                self.values.setdefault(thing.name, place)
        for reading in layer.readings:
            place = Place("lezingen.md", f"lezing.{reading.name}", reading.title)
            self.readings.setdefault(reading.name, place)

    def above(self, block: str) -> Iterable[str]:
        """A block and those its rows belong to, up to the person."""
        seen = []
        while block not in seen:
            seen.append(block)
            block = self.law.blocks[block].parent or PERSON
        return seen if PERSON in seen else [*seen, PERSON]

    def key(self, piece: Piece) -> str:
        """The full name; a decision with the name of a rule gets another."""
        if not isinstance(piece, Rule) and piece.full_id in self._rules:
            return f"besluit.{piece.full_id}"
        return piece.full_id

    def general(self, piece: Piece) -> list[str]:
        """The keys of what a piece is an exception to."""
        found = []
        for name in piece.excepts:
            full = name if "." in name else f"{piece.block}.{name}"
            other = f"besluit.{full}"
            found.append(other if not isinstance(piece, Rule) and full in self._rules else full)
        return found


def _line(piece: Piece) -> tuple[str, int]:
    position = piece.meta.position
    return (position.path, position.line) if position else ("", 0)


def _words(law: AllLaw) -> Mapping[str, Place]:
    words = law.vocabulary
    found = {}
    for sort, names in (
        ("gebeurtenis", words.events),
        ("groepering", words.groups),
        ("besluit", words.decisions),
        ("persoon", words.person),
    ):
        for name in names:
            found[f"{sort}.{name}"] = Place(WORDS, f"{sort}.{name}", humanise(name))
    return found


class PlaceNamer:
    """Names in the expressions of one block, as seen from one page."""

    def __init__(self, places: Places, block: str, page: str) -> None:
        self.places = places
        self.block = block
        self.page = page
        words = places.law.vocabulary
        self._choices = {value for choice in words.choices.values() for value in choice.values}

    def name(self, name: str, rows: str | None) -> str:
        if name in _PLAIN:
            return _PLAIN[name]
        if rows is not None:
            found = self._of_rows(name, rows)
            if found is not None:
                return found
        if name in self._fields(self.places.law.blocks[self.block]):
            return _italic(name)
        place = self._known(name)
        if place is not None:
            shown = place.link_from(self.page, escaped(humanise(name)))
            worth = self.places.worth.get(name) if place.anchor.startswith("parameter.") else None
            return f"{shown} ({escaped(worth)})" if worth else shown
        if name in self._choices:
            return escaped(humanise(name))
        return _italic(name)

    def choice(self, name: str, rows: str | None) -> str:
        return escaped(humanise(name)) if name in self._choices else self.name(name, rows)

    def source(self, name: str) -> str:
        block, _, decision = name.partition(".")
        places = self.places
        place: Place | None
        if decision:
            kind = decision.replace("-", "_")
            place = places.decisions.get((block, kind)) or places.words.get(f"besluit.{kind}")
            text = f"{humanise(decision)} (in {humanise(block)})"
        else:
            place = places.blocks.get(name) or next(
                (
                    places.words[key]
                    for key in (f"gebeurtenis.{name}", f"groepering.{name}", f"besluit.{name}")
                    if key in places.words
                ),
                None,
            )
            text = humanise(name)
        return _italic(text) if place is None else place.link_from(self.page, escaped(text))

    def called(self, name: str) -> str:
        place = self._known(name)
        text = escaped(humanise(name))
        return f"*{text}*" if place is None else place.link_from(self.page, text)

    def _known(self, name: str) -> Place | None:
        places = self.places
        for block in places.above(self.block):
            found = places.quantities.get((block, name)) or places.decisions.get((block, name))
            if found is not None:
                return found
        return (
            places.values.get(name)
            or places.words.get(f"persoon.{name}")
            or places.blocks.get(name)
        )

    def _of_rows(self, name: str, rows: str) -> str | None:
        """A field of the rows that a filter looks at; None where it is something else."""
        blocks, words = self.places.law.blocks, self.places.law.vocabulary
        owner, _, decision = rows.partition(".")
        if owner in blocks and not decision:
            place = self.places.quantities.get((owner, name))
            if place is not None:
                return place.link_from(self.page, escaped(humanise(name)))
            if name in self._fields(blocks[owner]):
                return _italic(name)
        kinds = [decision.replace("-", "_")] if decision else [*words.groups.get(rows, ()), rows]
        for kind in kinds:
            declared = words.events.get(kind) or words.decisions.get(kind)
            if declared is not None and name in declared.fields:
                return _italic(name)
        return None

    def _fields(self, block: Block) -> set[str]:
        """What a step of a walk knows of the event it is at."""
        words = self.places.law.vocabulary
        found: set[str] = set()
        for source in block.sources:
            for kind in (*words.groups.get(source, ()), source):
                declared = words.events.get(kind)
                if declared is not None:
                    found |= set(declared.fields)
        return found


def _italic(name: str) -> str:
    return f"*{escaped(humanise(name))}*"
