"""The pages that lead to others: contents, readings, doubts and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import attrs

from inburgerregels.explain.dutch import humanise, sentence
from inburgerregels.language.all_law import AllLaw
from inburgerregels.language.rulebook import Meta, Parameter, Table, Validity
from inburgerregels.model import Source
from inburgerregels.report.values import CERTAINTY
from inburgerregels.report.wet.chapters import Chapter, lead
from inburgerregels.report.wet.citations import cited, grounds
from inburgerregels.report.wet.markdown import Item, anchor, bullets, escaped, link, table
from inburgerregels.report.wet.pieces import doubts
from inburgerregels.report.wet.places import WORDS, Place, Places

__all__ = ["contents_page", "doubts_pages", "readings_page", "sources_pages"]

_DOUBTS, _UNREAD = "twijfels.md", "niet-gelezen.md"

_INTRO = """Dit boek is gemaakt uit de regelbestanden in `rules/` en wordt niet met de hand
bijgewerkt: `inburgerregels regels --naar docs/wet` maakt het opnieuw. Elk hoofdstuk zegt
wat het programma rekent, met de vindplaats ernaast; staat het hier anders dan in de wet,
dan rekent het programma verkeerd.

Zo leest u een regel: boven staat in gewone taal wat zij zegt, onder **Als** wanneer zij
geldt, en onder **Dan** (of zonder voorwaarde meteen) hoe dat wordt bepaald. Een
onderstreept begrip wordt bepaald op de plaats waarheen de link gaat, met daar zijn eigen
bron; een *schuin* woord is een gegeven uit het dossier, of wat op die plaats wordt
bepaald. Een uitzondering staat onder haar hoofdregel en gaat voor, maar alleen waar die
hoofdregel zelf geldt.

Links naar wetten.overheid.nl openen de tekst van de laatste dag waarop de regel of de wet
gold. Geldt zij nog, dan openen zij de tekst van de dag waarop de regel begon te gelden,
of zonder zo'n dag de tekst van nu."""


def contents_page(chapters: Iterable[Chapter], law: AllLaw) -> list[str]:
    """All chapters by folder, with what they are about."""
    out = ["# Wetboek van de regels", "", *_INTRO.split("\n"), ""]
    out += bullets(
        [
            f"{link('Begrippen', WORDS)}: persoonsgegevens, gebeurtenissen, besluiten",
            f"{link('Lezingen', 'lezingen.md')}: waar bronnen verschillen, en wat is gekozen",
            f"{link('Twijfels', _DOUBTS)}: wat nog open is",
            f"{link('Niet gelezen', _UNREAD)}: wat niet in de officiële tekst is gelezen",
            f"{link('Bronnen', 'bronnen.md')}: van artikel, uitspraak of brief naar regel",
        ]
    )
    folders: dict[str, list[Chapter]] = {}
    for chapter in chapters:
        folders.setdefault(chapter.folder, []).append(chapter)
    for folder, found in folders.items():
        rows = []
        for chapter in found:
            about = " ".join(lead(law.files[name]) for name in chapter.files[:1])
            rows.append([link(escaped(chapter.title), chapter.page), escaped(about)])
        out += ["", f"## {escaped(sentence(humanise(folder)) or 'Overig')}", ""]
        out += table(["Hoofdstuk", "Waarover"], rows)
    return out


def readings_page(places: Places) -> list[str]:
    """Every reading with its choices, and the rules that stand or fall with each."""
    law, page = places.law, "lezingen.md"
    used: dict[tuple[str, str], list[str]] = {}
    for item in _items(places):
        if item.reading is not None:
            used.setdefault(item.reading, []).append(item.place.link_from(page))
    out = [
        "# Lezingen",
        "",
        "Waar bronnen verschillen, met de keuze die zonder meer geldt. Een andere",
    ]
    out += ["keuze: `--lezing naam=keuze`.", ""]
    readings = [reading for layer in law.layers for reading in layer.readings]
    for reading in sorted(readings, key=lambda reading: reading.name):
        out += [anchor(f"lezing.{reading.name}"), "", f"## {escaped(reading.title)}", ""]
        out += [f"Naam: `{reading.name}`.", ""]
        if reading.note:
            out += [f"> {escaped(reading.note)}", ""]
        for choice, meta in reading.choices.items():
            mark = " (**de standaard**)" if choice == reading.default else ""
            parts: list[Item] = [grounds(meta, law.instruments), *doubts(meta)]
            rules = list(dict.fromkeys(used.get((reading.name, choice), [])))
            if rules:
                parts.append(f"Regels: {'; '.join(rules)}.")
            out += [f"- {escaped(meta.title or choice)}{mark} · `{choice}`", *bullets(parts, 1)]
        out.append("")
    return out


def doubts_pages(places: Places) -> dict[str, list[str]]:
    """The open questions, and on a page of its own what was not read in the official text."""
    items = list(_items(places))
    other = link("Niet gelezen", _UNREAD)
    out = ["# Twijfels", "", "Deze twijfel gaat mee naar elk antwoord dat ervan afhangt.", ""]
    out += [f"{other}: wat niet in de officiële tekst is gelezen.", "", "## Open vragen", ""]
    asked = [item for item in items if item.meta.question]
    out += table(
        ["Waar", "Open vraag", "Bron"],
        (
            [
                item.place.link_from(_DOUBTS),
                escaped(item.meta.question or ""),
                cited(item.meta.sources, places.law.instruments, item.validity),
            ]
            for item in asked
        ),
    )
    unread = ["# Niet gelezen", "", f"Wat {link('nog open is', _DOUBTS)} staat apart."]
    for letter in ("C", "D", "B"):
        if found := [item for item in items if item.meta.certainty == letter]:
            unread += ["", f"## Zekerheid {letter}: {CERTAINTY[letter]}", ""]
            unread += table(["Wat", "Bron"], _newest_sources(found, places))
    return {_DOUBTS: out, _UNREAD: unread}


def _newest_sources(items: Iterable[_Item], places: Places) -> list[list[str]]:
    """Versions of one thing are one row, with the newest text of each source."""
    rows: dict[str, dict[str, str]] = {}
    for item in items:
        newest = rows.setdefault(item.place.link_from(_UNREAD), {})
        for source in item.meta.sources:
            newest[source.tekst] = cited([source], places.law.instruments, item.validity)
    return [[what, "; ".join(sources.values())] for what, sources in rows.items()]


def sources_pages(places: Places) -> dict[str, list[str]]:
    """From an article, a ruling or a letter to the rules that rest on it: a page for each law."""
    law = places.law
    found: dict[str, dict[str, tuple[Source, dict[str, Place]]]] = {}
    for item in _items(places):
        for source in item.meta.sources:
            cites = found.setdefault(_group(source, law), {})
            place = item.place
            cites.setdefault(source.tekst, (source, {}))[1][f"{place.page}#{place.title}"] = place
    pages = {}
    rows = []
    for group in sorted(found, key=_natural):
        page = f"bronnen/{_slug(group)}.md"
        lines = [
            [
                cited([source], law.instruments, None),
                "; ".join(cites[key].link_from(page) for key in sorted(cites)),
            ]
            for _, (source, cites) in sorted(found[group].items(), key=lambda kv: _natural(kv[0]))
        ]
        back = link("alle bronnen", "../bronnen.md")
        head = [f"# {escaped(group)}", "", f"Welke regels op welke vindplaats rusten; {back}.", ""]
        pages[page] = [*head, *table(["Vindplaats", "Regels"], lines)]
        rows.append([link(escaped(group), page), str(len(lines))])
    pages["bronnen.md"] = ["# Bronnen", "", *table(["Bron", "Vindplaatsen"], rows)]
    return pages


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "bron"


def _group(source: Source, law: AllLaw) -> str:
    if source.ecli:
        return "Rechtspraak"
    if source.kst:
        return "Kamerstukken"
    abbreviation = source.tekst.partition(" ")[0]
    instrument = law.instruments.get(abbreviation)
    return f"{instrument.title} ({abbreviation})" if instrument else source.tekst


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Numbers by their size: 2 before 10."""
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(p), "") if p.isdigit() else (1, 0, p.casefold()) for p in parts]


@attrs.frozen
class _Item:
    """Anything with a source: a rule, a version of a parameter or table, a choice in a reading."""

    place: Place
    meta: Meta
    validity: Validity | None = None
    reading: tuple[str, str] | None = None


def _items(places: Places) -> Iterator[_Item]:
    for layer in places.law.layers:
        for piece in layer.pieces:
            place = places.pieces[places.key(piece)]
            yield _Item(place, piece.meta, piece.validity, piece.reading)
        things: tuple[Parameter | Table, ...] = (*layer.parameters, *layer.tables)
        for thing in things:
            where = places.values[thing.name]
            for version in thing.versions:
                yield _Item(where, version.meta, version.validity, version.reading)
        for reading in layer.readings:
            for choice, meta in reading.choices.items():
                where = places.readings[reading.name]
                title = f"{reading.title} {meta.title or choice}"
                yield _Item(attrs.evolve(where, title=title), meta)
