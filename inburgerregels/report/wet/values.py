"""Parameters and tables of the law: what they are worth, since when, and by which source."""

from __future__ import annotations

from collections.abc import Iterable

from inburgerregels.explain.dutch import humanise, sentence
from inburgerregels.language.rulebook import (
    Bracket,
    Parameter,
    ParameterVersion,
    Table,
    TableVersion,
)
from inburgerregels.report.values import CERTAINTY, day_or_never, period, typed_value
from inburgerregels.report.wet.citations import cited, grounds
from inburgerregels.report.wet.markdown import anchor, escaped, table
from inburgerregels.report.wet.pieces import PieceWriter, doubts

__all__ = ["parameters_section", "tables_section"]


def parameters_section(parameters: Iterable[Parameter], writer: PieceWriter) -> list[str]:
    """One table; a parameter with more versions has a row for each, the oldest first."""
    rows = []
    notes = []
    for parameter in parameters:
        title = escaped(parameter.title or sentence(humanise(parameter.name)))
        shown = f"{anchor(f'parameter.{parameter.name}')}{title}"
        versions = sorted(parameter.versions, key=lambda version: version.validity.since)
        for version in versions:
            rows.append([shown, *_parameter(version, writer), f"`{parameter.name}`"])
            shown = "″"
            for note in doubts(version.meta):
                said = f"- {title} ({typed_value(version.value, version.type)}): {note}"
                notes += [said] if said not in notes else []
        notes += [f"- {title}: {_changed(parameter.name, writer)}"] * bool(
            _changed(parameter.name, writer)
        )
    if not rows:
        return []
    head = ["Wat", "Waarde", "Geldt", "Bron", "Zekerheid", "Naam"]
    return ["## Getallen, bedragen en termijnen", "", *table(head, rows), "", *notes, ""]


def _parameter(version: ParameterVersion, writer: PieceWriter) -> list[str]:
    sources = cited(version.meta.sources, writer.places.law.instruments, version.validity)
    certainty = version.meta.certainty
    value = f"**{escaped(typed_value(version.value, version.type))}**"
    shown = f"{certainty} ({CERTAINTY.get(certainty, '')})" if certainty else "-"
    return [value, "; ".join(_limits(version, writer)), sources, shown]


def _limits(version: ParameterVersion | TableVersion, writer: PieceWriter) -> list[str]:
    """When the version is law."""
    out = [] if version.validity.always else [period(version.validity)]
    if version.reading is not None:
        out.append(f"bij {writer.reading(version.reading)}")
    if version.known_on is not None:
        out.append(f"bekend sinds {day_or_never(version.known_on)}")
    return out or ["altijd"]


def tables_section(tables: Iterable[Table], writer: PieceWriter) -> list[str]:
    """Each table with its versions under it."""
    out: list[str] = []
    for each in tables:
        title = escaped(each.title or sentence(humanise(each.name)))
        out += [anchor(f"tabel.{each.name}"), "", f"### {title}", ""]
        for version in sorted(each.versions, key=lambda version: version.validity.since):
            out += [f"Geldt {'; '.join(_limits(version, writer))}.", ""]
            out += [*_cells(version), ""]
            said = grounds(version.meta, writer.places.law.instruments, version.validity)
            out += [f"{said} · tabel `{each.name}`", ""]
            for note in doubts(version.meta):
                out += [f"> {note}", ""]
        changed = _changed(each.name, writer)
        out += [changed, ""] if changed else []
    return ["## Tabellen", "", *out] if out else []


def _changed(name: str, writer: PieceWriter) -> str:
    """Which overlays give it another value, as seen from the law itself."""
    places = writer.places
    if places.values[name].page != writer.page:
        return f"Wijzigt {places.values[name].link_from(writer.page)}."
    links = [
        place.link_from(writer.page, escaped(places.titles[place.page]))
        for place in places.changed.get(name, [])
    ]
    return f"Anders in: {'; '.join(links)}." if links else ""


def _head(bracket: Bracket) -> str:
    return escaped(humanise(bracket.text) if bracket.choice is not None else bracket.text)


def _cells(version: TableVersion) -> list[str]:
    corner = escaped(version.row_title)
    heads = [_head(bracket) for bracket in version.columns]
    if version.column_title:
        corner = f"{corner} ↓ · {escaped(version.column_title)} →"
    rows = []
    for bracket, cells in zip(version.rows, version.cells, strict=True):
        shown = [
            "-" if cell is None else escaped(typed_value(cell, version.type)) for cell in cells
        ]
        rows.append([f"**{_head(bracket)}**", *shown])
    width = len(version.cells[0]) if version.cells else 1
    return table([corner, *(heads if len(heads) == width else ["waarde"] * width)], rows)
