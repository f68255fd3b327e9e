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
_HUNDRED = 100
_DAYS, _PERCENT = "dagen", "%"
#: The widest column, in letters.
_WIDEST = 60
_EVERYWHERE = "A1:XFD1048576"


def document_as_csv(document: Document) -> str:
    """Every figure on a line of its own: table, row, column, the value in its unit, and how it is
    shown."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["tabel", "rij", "kolom", "waarde", "eenheid", "getoond"])
    for table in (given.written_out for given in document.tables):
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                line = [
                    *(_name(table), row[0].text, column.title),
                    *(_written(cell), _unit(cell), cell.text),
                ]
                writer.writerow(
                    [_harmless(text) if isinstance(text, str) else text for text in line]
                )
    return out.getvalue()


def _written(cell: Cell) -> str | int:
    value = cell.value
    if isinstance(value, Fraction):
        return _decimal(value)
    return "" if value is None else value


def _unit(cell: Cell) -> str:
    """In what the value is counted, where that is no number of things."""
    if cell.value is None or isinstance(cell.value, str):
        return ""
    if cell.text.endswith(_DAYS):
        return _DAYS
    return "euro" if "€" in cell.text else "procent" if cell.text.endswith(_PERCENT) else "aantal"


def _name(table: Table) -> str:
    return " ".join(table.name.split())


def _decimal(value: Fraction) -> str | int:
    """A fraction in decimals, with a point."""
    if value.denominator == 1:
        return value.numerator
    rounded = round(value, _DECIMALS)
    return f"{Decimal(rounded.numerator) / Decimal(rounded.denominator):f}"


def _harmless(text: str) -> str:
    """A text that no spreadsheet runs."""
    number = re.fullmatch(r"[+-]?[\d.,]+%?", text) is not None
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
        formats = _Formats(book)
        _first_sheet(book.add_worksheet("Over dit rapport"), document, formats)
        used: set[str] = set()
        for table in document.tables:
            _sheet(book.add_worksheet(_sheet_name(table, used)), table, formats)


_ALWAYS = datetime.datetime.min.replace(year=2000)


class _Formats:
    """How cells look; each format once per workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._known: dict[str, Any] = {}
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.number_head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "align": "right", "bottom": 1}
        )
        self.wrap = book.add_format({"text_wrap": True, "valign": "top"})

    def of(self, cell: Cell) -> Any:
        """That of a number: as many decimals, a sign and a unit where it is shown with them."""
        decimals = ".0" if re.search(r",\d", cell.text) else ""
        if cell.text.endswith(_PERCENT):
            pattern = f"0.0{_PERCENT}"
        else:
            pattern = f"{'€ ' if '€' in cell.text else ''}#,##0{decimals}"
        if cell.text.startswith(("+", "-")):
            pattern = f"+{pattern};-{pattern};{pattern}"
        if pattern not in self._known:
            style = {"num_format": pattern, "valign": "top"}
            self._known[pattern] = self._book.add_format(style)
        return self._known[pattern]


def _first_sheet(sheet: Any, document: Document, formats: _Formats) -> None:
    """What the report is about, what it says first, and what must be known to use it."""
    sheet.set_column(0, 0, len("Hoe dit opnieuw te maken"))
    sheet.set_column(1, 1, _NAME_LENGTH * 3)
    sheet.write_string(0, 0, document.title, formats.bold)
    at = 2
    for text in document.said_first:
        sheet.write_string(at, 1, text, formats.wrap)
        at += 1
    at += 1
    for label, values in document.facts:
        for value in values:
            sheet.write_string(at, 0, label, formats.bold)
            sheet.write_string(at, 1, value, formats.wrap)
            at += 1
    for title, paragraphs in document.read_through:
        for number, text in enumerate(paragraphs):
            at += number == 0
            if not number:
                sheet.write_string(at, 0, title, formats.head)
            sheet.write_string(at, 1, text, formats.wrap)
            at += 1


def _sheet(sheet: Any, table: Table, formats: _Formats) -> None:
    table = table.written_out
    sheet.write_string(0, 0, table.title, formats.bold)
    for at, column in enumerate(table.columns):
        head = formats.number_head if column.number else formats.head
        sheet.write_string(2, at, column.title, head)
        widest = max([len(column.title), *(len(row[at].text) for row in table.rows)])
        sheet.set_column(at, at, min(_WIDEST, widest + 2))
    for line, row in enumerate(table.rows, 3):
        for at, cell in enumerate(row):
            if isinstance(cell.value, (int, Fraction)):
                sheet.write_number(line, at, _number(cell), formats.of(cell))
            else:
                sheet.write_string(line, at, cell.text, formats.wrap)
    if table.note:
        sheet.write_string(len(table.rows) + 4, 0, table.note)
    sheet.freeze_panes(3, 1)
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    # A year is a name here, and no number that was typed as a text.
    sheet.ignore_errors({"number_stored_as_text": _EVERYWHERE})


def _number(cell: Cell) -> float:
    """A percentage is a share of one: the format says that it is a percentage."""
    assert isinstance(cell.value, (int, Fraction))
    value = Fraction(cell.value) / (_HUNDRED if cell.text.endswith(_PERCENT) else 1)
    return float(round(value, _DECIMALS + 2))


def _sheet_name(table: Table, used: set[str]) -> str:
    whole = " ".join(_NOT_IN_NAME.sub(" ", table.name).split())
    name = whole[:_NAME_LENGTH]
    number = 1
    while name.casefold() in used:
        number += 1
        ending = f" {number}"
        name = whole[: _NAME_LENGTH - len(ending)] + ending
    used.add(name.casefold())
    return name
