"""Where a report about a population goes: to the screen, and to files beside each other."""

from __future__ import annotations

from pathlib import Path

import click

from inburgerregels.model import Position, Problem, ProblemError
from inburgerregels.report.document import Document
from inburgerregels.report.document_json import document_as_json
from inburgerregels.report.document_page import document_as_html
from inburgerregels.report.document_sheets import document_as_csv, write_workbook
from inburgerregels.report.document_text import document_as_text

__all__ = ["check_place", "write_report"]

_WITHOUT = (
    "geen .xlsx geschreven, daarvoor is XlsxWriter nodig: pip install 'inburgerregels[beleid]'"
)


def check_place(path: Path) -> None:
    """Raises ``ProblemError`` when a report cannot be written there: before it takes time."""
    where = Position(str(path))
    if path.suffix != ".html":
        hint = "geef een naam die eindigt op .html"
        raise ProblemError([Problem("U006", "het rapport is een pagina", where, hint)])
    if not path.parent.is_dir():
        hint = "maak die map eerst"
        raise ProblemError([Problem("U006", "de map van het rapport bestaat niet", where, hint)])


def write_report(document: Document, path: Path | None, form: str) -> None:
    """The report on the screen in the form asked; with ``path`` also as a page, with its tables as
    ``.csv`` and ``.xlsx`` beside it."""
    if path is not None:
        path.write_text(document_as_html(document) + "\n", encoding="utf-8")
        path.with_suffix(".csv").write_text(document_as_csv(document), encoding="utf-8")
        try:
            write_workbook(document, path.with_suffix(".xlsx"))
        except ImportError as error:
            if error.name != "xlsxwriter":
                raise
            click.echo(_WITHOUT, err=True)
    shown = {"json": document_as_json, "html": document_as_html}.get(form, document_as_text)
    click.echo(shown(document))
