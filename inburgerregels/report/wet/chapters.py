"""One page: a rule file, or an overlay with all its files."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping

import attrs

from inburgerregels.explain.dutch import humanise, sentence
from inburgerregels.language.all_law import Layer, Piece, name_below
from inburgerregels.language.rulebook import (
    PERSON,
    AgendaRule,
    DecisionRule,
    Overlay,
    Parameter,
    Reading,
    Rule,
    Table,
)
from inburgerregels.language.syntax import Expr
from inburgerregels.report.values import day_or_never
from inburgerregels.report.wet.citations import grounds
from inburgerregels.report.wet.markdown import anchor, bullets, escaped, link
from inburgerregels.report.wet.pieces import PieceWriter, doubts
from inburgerregels.report.wet.places import Places, page_of
from inburgerregels.report.wet.values import parameters_section, tables_section

__all__ = ["Chapter", "chapters", "lead", "written"]

_WAYS = {
    "enig": "één is genoeg",
    "elk": "alle moeten gelden",
    "vroegste": "de vroegste dag telt",
    "uiterste": "de laatste dag telt",
    "som": "zij worden opgeteld",
    "hoogste": "het hoogste telt",
    "laagste": "het laagste telt",
    "langste": "de langste telt",
    "verzameling": "alles samen",
}


@attrs.define
class Chapter:
    """What stands on one page."""

    page: str
    title: str
    files: list[str]
    overlay: Overlay | None = None
    pieces: list[Piece] = attrs.field(factory=list)
    parameters: list[Parameter] = attrs.field(factory=list)
    tables: list[Table] = attrs.field(factory=list)
    readings: list[Reading] = attrs.field(factory=list)
    raw: str | None = None

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.page)


def lead(text: str) -> str:
    """The comment that a rule file begins with."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return " ".join(lines)


def chapters(places: Places) -> list[Chapter]:
    """All pages with rules, parameters, tables, readings or a calendar, by their names."""
    law = places.law
    found: dict[str, Chapter] = {}

    def chapter(layer: Layer, path: str) -> Chapter:
        name = name_below(path, law.roots)
        overlay = layer.overlay
        page = posixpath.splitext(name)[0] + ".md"
        title = sentence(humanise(posixpath.basename(page).removesuffix(".md")))
        if overlay is not None:
            page = page_of(layer, None, law)
            title = overlay.meta.title or sentence(humanise(overlay.name))
        made = found.setdefault(page, Chapter(page, title, [], overlay))
        if name not in made.files:
            made.files.append(name)
        return made

    for layer in law.layers:
        if layer.overlay is not None and layer.overlay.meta.position is not None:
            chapter(layer, layer.overlay.meta.position.path)
        for piece in sorted(layer.pieces, key=_at):
            chapter(layer, _at(piece)[0]).pieces.append(piece)
        for parameter in sorted(layer.parameters, key=lambda p: _at(p.versions[0])):
            chapter(layer, _at(parameter.versions[0])[0]).parameters.append(parameter)
        for table in sorted(layer.tables, key=lambda t: _at(t.versions[0])):
            chapter(layer, _at(table.versions[0])[0]).tables.append(table)
        for reading in layer.readings:
            path = reading.position.path if reading.position else ""
            chapter(layer, path).readings.append(reading)
    for name, text in law.files.items():
        if "\nkalender:" in f"\n{text}":
            page = posixpath.splitext(name)[0] + ".md"
            title = sentence(humanise(posixpath.basename(page).removesuffix(".md")))
            found.setdefault(page, Chapter(page, title, [name])).raw = text
    return [found[page] for page in sorted(found)]


def _at(thing: object) -> tuple[str, int]:
    position = getattr(thing, "meta").position  # noqa: B009  # pieces and versions share no type
    return (position.path, position.line) if position else ("", 0)


def written(chapter: Chapter, places: Places, exceptions: Mapping[str, list[str]]) -> list[str]:
    """The lines of the page; ``exceptions`` are the full names of the exceptions to each rule."""
    writer = PieceWriter(places, chapter.page)
    law = places.law
    out = [f"# {escaped(chapter.title)}", ""]
    leads = [lead(law.files[name]) for name in chapter.files if name in law.files]
    out += [line for text in leads if text for line in (escaped(text), "")]
    if chapter.overlay is not None:
        out += _overlay(chapter.overlay, writer)
    shown = ", ".join(f"`rules/{name}`" for name in sorted(chapter.files))
    up = link("alle hoofdstukken", posixpath.relpath("README.md", chapter.folder or "."))
    out += [f"Gemaakt uit {shown}; {up}.", ""]
    out += parameters_section(chapter.parameters, writer)
    out += tables_section(chapter.tables, writer)
    if chapter.readings:
        links = [
            places.readings[reading.name].link_from(chapter.page) for reading in chapter.readings
        ]
        out += ["## Waar bronnen verschillen", "", *bullets(links), ""]
    if chapter.raw is not None:
        out += ["## De kalender zoals zij in het regelbestand staat", "", "```yaml"]
        out += [*chapter.raw.rstrip("\n").split("\n"), "```", ""]
    for name in dict.fromkeys(piece.block for piece in chapter.pieces):
        out += _block(name, chapter, writer, exceptions)
    return out


def _overlay(overlay: Overlay, writer: PieceWriter) -> list[str]:
    kind = "Maatregel" if overlay.kind == "maatregel" else "Voorstel"
    applies = (
        f"geldt, tenzij weggelaten met `--zonder {overlay.name}`"
        if overlay.kind == "maatregel"
        else f"geldt alleen met `--voorstel {overlay.name}`"
    )
    out = [f"{kind} `{overlay.name}`: {applies}.", ""]
    out += [grounds(overlay.meta, writer.places.law.instruments), ""]
    if overlay.known_on is not None:
        out += [f"Bekend sinds {day_or_never(overlay.known_on)}.", ""]
    if overlay.drops:
        places = writer.places.pieces
        names = [
            places[n].link_from(writer.page) if n in places else f"`{n}`" for n in overlay.drops
        ]
        out += [f"Laat vervallen: {'; '.join(names)}.", ""]
    for note in doubts(overlay.meta):
        out += [f"> {note}", ""]
    return out


def _block(
    name: str, chapter: Chapter, writer: PieceWriter, exceptions: Mapping[str, list[str]]
) -> list[str]:
    """All that a page says of one sort of row."""
    law = writer.places.law
    block = law.blocks[name]
    place = writer.places.blocks.get(name)
    own = [piece for piece in chapter.pieces if piece.block == name]
    here = place is not None and place.page == chapter.page
    title = escaped(block.title or sentence(humanise(name)))
    out = [anchor(f"blok.{name}"), ""] if here else []
    out += [f"## {title}", ""]
    if here:
        out += writer.block(name)
    elif name != PERSON and place is not None:
        out += [f"Vervolg op {place.link_from(chapter.page)}.", ""]
    out += _rules([piece for piece in own if isinstance(piece, Rule)], writer, exceptions)
    for kind, heading in ((DecisionRule, "Besluiten"), (AgendaRule, "Vooruitblik")):
        some = [piece for piece in own if isinstance(piece, kind)]
        if some:
            out += [f"### {heading}", "", *_nested(some, writer, exceptions)]
    return out


def _rules(
    rules: list[Rule], writer: PieceWriter, exceptions: Mapping[str, list[str]]
) -> list[str]:
    """First the rules of which one wins, then the lists of what contributes to a quantity."""
    listed: dict[str, list[tuple[Rule, Expr]]] = {}
    others: list[Piece] = []
    for rule in rules:
        if not _only_contributes(rule, exceptions):
            others.append(rule)
        for item in rule.definitions:
            if item.collected:
                listed.setdefault(item.quantity, []).append((rule, item.expr))
    out = ["### Regels", "", *_nested(others, writer, exceptions)] if others else []
    for quantity, found in listed.items():
        block = found[0][0].block
        way = writer.places.law.blocks[block].collects.get(quantity, "")
        place = writer.places.quantities[block, quantity]
        shown = escaped(sentence(humanise(quantity)))
        if place.page == writer.page:
            out += [anchor(place.anchor), ""]
        out += [f"### {shown}: {_WAYS.get(way, way)}", ""]
        if place.page != writer.page:
            out += [f"Zie ook {place.link_from(writer.page)}.", ""]
        for rule, expr in found:
            if rule in others:
                out.append(f"- {writer.places.pieces[rule.full_id].link_from(writer.page)}")
            else:
                out += writer.contributor(rule, expr, way)
        out.append("")
    return out


def _only_contributes(rule: Rule, exceptions: Mapping[str, list[str]]) -> bool:
    """Whether a rule does no more than contribute to one quantity, with nothing above or below it."""
    alone = len(rule.definitions) == 1 and rule.definitions[0].collected and not rule.per
    return alone and not rule.excepts and not exceptions.get(rule.full_id)


def _nested(
    pieces: Iterable[Piece], writer: PieceWriter, exceptions: Mapping[str, list[str]]
) -> list[str]:
    """Each general rule with its exceptions of this page under it."""
    places = writer.places
    here = {places.key(piece): piece for piece in pieces}
    under: dict[str, list[Piece]] = {}
    first: list[Piece] = []
    for piece in here.values():
        owner = next((name for name in places.general(piece) if name in here), None)
        if owner is None or owner == places.key(piece):
            first.append(piece)
        else:
            under.setdefault(owner, []).append(piece)
    out: list[str] = []
    done: set[str] = set()

    def write(piece: Piece, level: int) -> None:
        key = places.key(piece)
        done.add(key)
        below = [other for other in under.get(key, []) if places.key(other) not in done]
        elsewhere = [name for name in exceptions.get(key, []) if name not in here]
        out.extend(writer.section(piece, level, elsewhere))
        for exception in below:
            write(exception, level + 1)

    for piece in (*first, *here.values()):
        if places.key(piece) not in done:
            write(piece, 4)
    return out
