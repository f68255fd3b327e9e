"""The tables of a report as files that a spreadsheet opens: one CSV, and a workbook."""

from __future__ import annotations

import csv
import datetime
import io
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from inburgerregels.report.document import Cell, Document, Table

__all__ = ["document_as_csv", "write_workbook"]

#: A name that a workbook does not take for a sheet, and how long it may be.
_NOT_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_NAME_LENGTH = 31
#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_DECIMALS = 4


def document_as_csv(document: Document) -> str:
    """Every figure on a line of its own: table, row, column, the value, and how it is shown."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["tabel", "rij", "kolom", "waarde", "getoond"])
    for table in document.tables:
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                line = [table.name, row[0].text, column.title, _written(cell), cell.text]
                writer.writerow(
                    [_harmless(text) if isinstance(text, str) else text for text in line]
                )
    return out.getvalue()


def _written(cell: Cell) -> str | int:
    value = cell.value
    if isinstance(value, Fraction):
        return _decimal(value)
    return "" if value is None else value


def _decimal(value: Fraction) -> str | int:
    """A fraction in decimals, with a point."""
    if value.denominator == 1:
        return value.numerator
    rounded = round(value, _DECIMALS)
    return f"{Decimal(rounded.numerator) / Decimal(rounded.denominator):f}"


def _harmless(text: str) -> str:
    """A text that no spreadsheet runs."""
    number = re.fullmatch(r"-?[\d.]+", text) is not None
    return f"'{text}" if text.startswith(_FORMULA) and not number else text


def write_workbook(document: Document, path: Path) -> None:
    """A sheet per table, and a first one that says what it is about; equal reports are equal bytes.

    Needs XlsxWriter.
    """
    # Only who asks for a workbook needs it.
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        # The time of writing is no part of a report.
        book.set_properties({"title": document.title, "created": _ALWAYS})
        bold = book.add_format({"bold": True})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet("Over dit rapport")
        first.set_column(0, 0, len("Hoe dit opnieuw te maken"))
        first.set_column(1, 1, _NAME_LENGTH * 3)
        first.write_string(0, 0, document.title, bold)
        at = 2
        for label, values in document.facts:
            for value in values:
                first.write_string(at, 0, label, bold)
                first.write_string(at, 1, value, wrap)
                at += 1
        for text in document.said_first:
            at += 1
            first.write_string(at, 1, text, wrap)
        used: set[str] = set()
        for table in document.tables:
            _sheet(book.add_worksheet(_sheet_name(table, used)), table, bold)


_ALWAYS = datetime.datetime.min.replace(year=2000)


def _sheet(sheet: Any, table: Table, bold: Any) -> None:
    sheet.write_string(0, 0, table.title, bold)
    for at, column in enumerate(table.columns):
        sheet.write_string(2, at, column.title, bold)
        widest = max([len(column.title), *(len(row[at].text) for row in table.rows)])
        sheet.set_column(at, at, min(60, widest + 2))
    for line, row in enumerate(table.rows, 3):
        for at, cell in enumerate(row):
            if isinstance(cell.value, (int, Fraction)):
                sheet.write_number(line, at, float(round(Fraction(cell.value), _DECIMALS)))
            else:
                sheet.write_string(line, at, cell.text)
    if table.note:
        sheet.write_string(len(table.rows) + 4, 0, table.note)
    sheet.freeze_panes(3, 1)


def _sheet_name(table: Table, used: set[str]) -> str:
    name = _NOT_IN_NAME.sub(" ", table.name)[:_NAME_LENGTH]
    number = 1
    while name.casefold() in used:
        number += 1
        ending = f" {number}"
        name = _NOT_IN_NAME.sub(" ", table.name)[: _NAME_LENGTH - len(ending)] + ending
    used.add(name.casefold())
    return name
