"""A report as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inburgerregels.explain.dutch import count
from inburgerregels.report.document import Document, Section, Table
from inburgerregels.report.layout import columns, heading, labelled, paragraph

__all__ = ["document_as_text"]


def document_as_text(document: Document) -> str:
    """Without an empty line at the end."""
    parts = [heading(document.title, "=")]
    for said in document.lead:
        parts.append(paragraph(said) if isinstance(said, str) else _points(said))
    parts.append(labelled((label, values) for label, values in document.facts))
    for section in document.sections:
        parts += _section(section, "=")
    return "\n\n".join("\n".join(part) for part in parts if part)


def _points(points: Iterable[str]) -> list[str]:
    return [line for point in points for line in paragraph(point, indent="  ", first="- ")]


def _section(section: Section, underline: str) -> Iterator[list[str]]:
    yield heading(section.title, underline)
    for text in section.paragraphs:
        yield paragraph(text)
    for table in section.tables:
        yield _table(table)
    for inner in section.sections:
        yield from _section(inner, "-")


def _table(table: Table) -> list[str]:
    right = [at for at, column in enumerate(table.columns) if column.number]
    head = [column.title for column in table.columns]
    shown = table.rows[: table.most_first]
    lines = columns(head, [[cell.text for cell in row] for row in shown], right=right)
    left = len(table.rows) - len(shown)
    if left:
        rest = count(left, "regel staat", "regels staan")
        lines += ["", f"Nog {rest} in het rapport dat --uit schrijft."]
    if table.has_margins:
        lines += ["", "De marges staan in het rapport dat --uit schrijft."]
    note = ["", *paragraph(table.note)] if table.note else []
    return [table.title, "", *lines, *note]
