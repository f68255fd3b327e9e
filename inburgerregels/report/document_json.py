"""A report as JSON: the same tables, with exact values."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from inburgerregels.explain.dutch import escape_invisible
from inburgerregels.report.document import Cell, Document, Table

__all__ = ["document_as_json"]


def document_as_json(document: Document) -> str:
    """Per table its rows, per row its cells by column. A whole number is a number, another is the
    text of a fraction; a cell without a value is the text that is shown."""
    said = {
        "titel": document.title,
        "inleiding": document.said_first,
        "over": {label: [*values] for label, values in document.facts},
        "tabellen": [_table(table) for table in document.tables],
    }
    return escape_invisible(json.dumps(said, ensure_ascii=False, indent=2))


def _table(table: Table) -> dict[str, Any]:
    table = table.written_out
    titles = [column.title for column in table.columns]
    return {
        "naam": table.name.strip(),
        "titel": table.title,
        "rijen": [
            {title: _value(cell) for title, cell in zip(titles, row, strict=True)}
            for row in table.rows
        ],
    }


def _value(cell: Cell) -> Any:
    if isinstance(cell.value, Fraction):
        whole = cell.value.denominator == 1
        return cell.value.numerator if whole else str(cell.value)
    return cell.text if cell.value is None else cell.value
