"""The law as it is loaded, to be read: an overview, and each piece with its versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from inburgerregels.data import rules_dir
from inburgerregels.explain.dutch import clean
from inburgerregels.language.rulebook import (
    AgendaRule,
    Block,
    DecisionRule,
    Meta,
    Overlay,
    Parameter,
    Reading,
    Rule,
    Rulebook,
    Table,
    TableVersion,
    Validity,
)
from inburgerregels.language.types import Type
from inburgerregels.report.expression import expression
from inburgerregels.report.law_words import word_names, words_called
from inburgerregels.report.layout import columns, heading, labelled, paragraph
from inburgerregels.report.values import CERTAINTY, day_or_never, period, typed_value
from inburgerregels.report.view import citations

__all__ = ["law_names", "law_overview", "law_piece"]

_Piece = Rule | DecisionRule | AgendaRule
_Pairs = list[tuple[str, Sequence[str]]]


def law_overview(rulebook: Rulebook) -> str:
    """Everything that is loaded, one line each: the name to ask more of, the title, the source."""
    parts = [_overview(block) for block in rulebook.blocks.values()]
    listed: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("Parameters", rulebook.parameters),
        ("Tabellen", rulebook.tables),
        ("Lezingen", rulebook.readings),
        ("Maatregelen en voorstellen", rulebook.overlays),
    )
    for title, things in listed:
        if things:
            rows = [[name, _title(thing)] for name, thing in sorted(things.items())]
            parts.append([*heading(title), *columns(["Naam", "Titel"], rows)])
    return "\n\n".join("\n".join(part) for part in parts)


def _overview(block: Block) -> list[str]:
    what = block.kind if block.kind == block.name else f"{block.kind} {clean(block.name)}"
    out = heading(f"{clean(block.title or block.name)} ({what})")
    for piece in _pieces(block):
        said = f"{clean(piece.meta.title or '')} [{_cited(piece.meta) or 'geen bron'}]"
        out += [clean(piece.full_id), *paragraph(said.strip(), indent="    ")]
    return out


def _title(thing: Parameter | Table | Reading | Overlay) -> str:
    title = thing.meta.title if isinstance(thing, Overlay) else thing.title
    return clean(title or "")


def law_names(rulebook: Rulebook) -> frozenset[str]:
    """Everything that can be asked for by name."""
    names: set[str] = {*rulebook.parameters, *rulebook.tables, *rulebook.readings}
    names.update(rulebook.overlays, word_names(rulebook.vocabulary))
    for block in rulebook.blocks.values():
        names.add(block.name)
        for piece in _pieces(block):
            names.update((piece.full_id, piece.id))
            if isinstance(piece, Rule):
                names.update(definition.quantity for definition in piece.definitions)
    return frozenset(names)


def law_piece(rulebook: Rulebook, name: str) -> str:
    """Everything of that name: a block, a rule, what determines a quantity, a table and so on.

    Empty when there is nothing of that name.
    """
    parts: list[list[str]] = []
    for block in rulebook.blocks.values():
        if block.name == name:
            parts.append(_overview(block))
        parts += [_piece(piece) for piece in _pieces(block) if name in _names(piece)]
    if name in rulebook.parameters:
        parts.append(_parameter(rulebook.parameters[name]))
    if name in rulebook.tables:
        parts.append(_table(rulebook.tables[name]))
    if name in rulebook.readings:
        parts.append(_reading(rulebook.readings[name], rulebook.chosen.get(name)))
    if name in rulebook.overlays:
        parts.append(_overlay(rulebook, rulebook.overlays[name]))
    parts += words_called(rulebook.vocabulary, name)
    return "\n\n".join("\n".join(part) for part in parts)


def _pieces(block: Block) -> Iterable[_Piece]:
    return (*block.rules.values(), *block.decisions.values(), *block.agenda.values())


def _names(piece: _Piece) -> set[str]:
    named = {piece.id, piece.full_id}
    if isinstance(piece, Rule):
        named.update(definition.quantity for definition in piece.definitions)
    return named


def _piece(piece: _Piece) -> list[str]:
    out = heading(clean(piece.full_id))
    if piece.meta.title:
        out += paragraph(clean(piece.meta.title))
    pairs: _Pairs = _grounds(piece.meta)
    pairs += _applies(piece.validity, piece.reading, piece.known_on, piece.overlay)
    if piece.moment is not None:
        pairs.append(("Peil", [expression(piece.moment)]))
    if piece.excepts:
        pairs.append(("Uitzondering op", [clean(", ".join(piece.excepts))]))
    if piece.condition is not None:
        pairs.append(("Als", [expression(piece.condition)]))
    pairs += _says(piece)
    return out + labelled(pairs) + _place(piece.meta)


def _says(piece: _Piece) -> _Pairs:
    if isinstance(piece, AgendaRule):
        pairs: _Pairs = [("Wat", [clean(piece.what)]), ("Gevolg", [clean(piece.consequence)])]
        return [*pairs, ("Datum", [expression(piece.date)])] if piece.date else pairs
    if isinstance(piece, DecisionRule):
        return _takes(piece)
    per: _Pairs = [("Per", [f"{piece.per[0]}: {piece.per[1]}"])] if piece.per else []
    rounded: _Pairs = []
    if piece.rounding is not None:
        unit = "euro" if piece.rounding.unit > 1 else "cent"
        rounded = [("Afgerond op", [f"{unit} {piece.rounding.how}"])]
    defined: _Pairs = [
        (
            f"draagt bij aan {item.quantity}" if item.collected else item.quantity,
            [expression(item.expr)],
        )
        for item in piece.definitions
    ]
    return [*per, *defined, *rounded]


def _takes(rule: DecisionRule) -> _Pairs:
    pairs: _Pairs = [("Besluit", [clean(rule.kind)])]
    if rule.date is not None:
        pairs.append(("Datum", [expression(rule.date)]))
    if rule.amount is not None:
        pairs.append(("Bedrag", [expression(rule.amount)]))
    if rule.authority:
        pairs.append(("Bestuursorgaan", [clean(rule.authority)]))
    pairs += [(name, [expression(expr)]) for name, expr in rule.fields]
    for label, expr in (
        ("Redenen", rule.reasons),
        ("Verwacht", rule.projected),
        ("Herroept", rule.revokes),
    ):
        if expr is not None:
            pairs.append((label, [expression(expr)]))
    return [*pairs, ("Signaal", ["ja"])] if rule.signal else pairs


def _grounds(meta: Meta) -> _Pairs:
    """Where it comes from, each source with its link, and what is uncertain about it."""
    found = [f"{c.text}  <{c.url}>" if c.url else c.text for c in citations(meta.sources)]
    pairs: _Pairs = [("Grondslag", found or ["geen bron"])]
    if meta.certainty:
        meaning = CERTAINTY.get(meta.certainty)
        letter = clean(meta.certainty)
        pairs.append(("Zekerheid", [f"{letter}: {meaning}" if meaning else letter]))
    if meta.question:
        pairs.append(("Open vraag", [clean(meta.question)]))
    if meta.note:
        pairs.append(("Toelichting", [clean(meta.note)]))
    return pairs


def _applies(
    validity: Validity | None,
    reading: tuple[str, str] | None,
    known_on: int | None,
    overlay: str | None,
) -> _Pairs:
    """When it is law: its days, the reading it belongs to, since when it was known."""
    pairs: _Pairs = []
    if validity is not None and not validity.always:
        pairs.append(("Geldt", [period(validity)]))
    if reading is not None:
        pairs.append(("Lezing", [clean(f"{reading[0]} = {reading[1]}")]))
    if known_on is not None:
        pairs.append(("Bekend op", [day_or_never(known_on)]))
    if overlay is not None:
        pairs.append(("Laag", [clean(overlay)]))
    return pairs


def _parameter(parameter: Parameter) -> list[str]:
    out = heading(f"{clean(parameter.title or parameter.name)} (parameter {clean(parameter.name)})")
    blocks = []
    for version in parameter.versions:
        pairs: _Pairs = [("Waarde", [typed_value(version.value, version.type)])]
        pairs += _applies(version.validity, version.reading, version.known_on, version.overlay)
        blocks.append(labelled(pairs + _grounds(version.meta)) + _place(version.meta))
    return out + "\n\n".join("\n".join(block) for block in blocks).split("\n")


def _table(table: Table) -> list[str]:
    out = heading(f"{clean(table.title or table.name)} (tabel {clean(table.name)})")
    blocks = []
    for version in table.versions:
        pairs = _applies(version.validity, version.reading, version.known_on, version.overlay)
        pairs += _grounds(version.meta)
        blocks.append([*_cells(version), "", *labelled(pairs), *_place(version.meta)])
    return out + "\n\n".join("\n".join(block) for block in blocks).split("\n")


def _cells(version: TableVersion) -> list[str]:
    heads = [bracket.text for bracket in version.columns]
    corner = version.row_title
    if version.column_title:
        corner = f"{corner} \\ {version.column_title}"
    rows = [
        [
            bracket.text,
            *("-" if cell is None else typed_value(cell, version.type) for cell in cells),
        ]
        for bracket, cells in zip(version.rows, version.cells, strict=True)
    ]
    width = max(len(row) for row in rows) - 1
    head = [corner, *(heads if len(heads) == width else ["waarde"] * width)]
    return columns(head, rows, right=range(1, width + 1))


def _cell(cell: Any, wanted: Type) -> str:
    """``-`` where the law says nothing."""
    return "-" if cell is None else typed_value(cell, wanted)


def _reading(reading: Reading, chosen: str | None) -> list[str]:
    out = heading(f"{clean(reading.title)} (lezing {clean(reading.name)})")
    if reading.note:
        out += paragraph(clean(reading.note))
    for name, meta in reading.choices.items():
        marks = [
            word
            for word, applies in (
                ("standaard", name == reading.default),
                ("gekozen", name == chosen),
            )
            if applies
        ]
        title = f"{clean(name)}: {clean(meta.title or '')}"
        out += paragraph(
            f"{title} ({', '.join(marks)})" if marks else title, indent="  ", first="- "
        )
        out += labelled(_grounds(meta), indent="  ")
    return out


def _overlay(rulebook: Rulebook, overlay: Overlay) -> list[str]:
    out = heading(
        f"{clean(overlay.meta.title or overlay.name)} ({overlay.kind} {clean(overlay.name)})"
    )
    touched = [
        piece.full_id
        for block in rulebook.blocks.values()
        for piece in _pieces(block)
        if piece.overlay == overlay.name
    ]
    pairs = _applies(None, None, overlay.known_on, None) + _grounds(overlay.meta)
    pairs += [
        (label, [clean(name) for name in names])
        for label, names in (
            ("Vervalt", overlay.drops),
            ("Na", overlay.after),
            ("Regels", touched),
        )
        if names
    ]
    return out + labelled(pairs) + _place(overlay.meta)


def _place(meta: Meta) -> list[str]:
    if meta.position is None:
        return []
    path = Path(meta.position.path)
    shipped = rules_dir()
    if path.is_relative_to(shipped):
        path = Path("rules") / path.relative_to(shipped)
    return [f"({clean(path.as_posix())} regel {meta.position.line})"]


def _cited(meta: Meta) -> str:
    return "; ".join(citation.text for citation in citations(meta.sources))
