"""The tables of a report as a spreadsheet opens them: numbers that are numbers, and nothing that runs."""

from __future__ import annotations

import csv
import io
import zipfile
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from inburgerregels.report.document import Cell, Column, Document, Section, Table
from inburgerregels.report.document_sheets import document_as_csv, write_workbook

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
#: What a spreadsheet would run, were it typed there.
RUNS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "-€ 5", '=HYPERLINK("https://example.org")')
FIGURES = Table(
    "cijfers ",
    "De cijfers",
    (Column("Wat"), Column("Nu", True), Column("Verschil", True), Column("Deel", True)),
    (
        (
            Cell("Euro's"),
            Cell("€ 1.250", Fraction(2501, 2)),
            Cell("-€ 1.250", Fraction(-2501, 2)),
            Cell("-12,5%", Fraction(-25, 2)),
        ),
        (Cell("Dagen"), Cell("912,5", Fraction(1825, 2)), Cell("+3", 3), Cell("-")),
    ),
    "Een noot.",
)
TEXTS = Table(
    "teksten",
    "Teksten",
    (Column("Wat"), Column("=Kop")),
    tuple((Cell(text), Cell(text)) for text in RUNS),
)
REPORT = Document(
    "=Titel",
    ("Eerst.", ("Een punt.",)),
    (("Peildatum", ("1 mei 2024",)),),
    (
        Section("Deel", ("Tekst van het deel.",), (FIGURES,), (Section("Binnen", (), (TEXTS,)),)),
        Section("Kanttekeningen", ("Lees dit.", "En dit.")),
    ),
)


def lines() -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(document_as_csv(REPORT)))]


class Book:
    """What is in a workbook: per sheet its cells by place, as a number or a text, and its format."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as book:
            self.parts = {name: book.read(name).decode() for name in book.namelist()}
        strings = ElementTree.fromstring(self.parts["xl/sharedStrings.xml"])
        self.texts = ["".join(one.itertext()) for one in strings.iterfind("m:si", NS)]
        styles = ElementTree.fromstring(self.parts["xl/styles.xml"])
        codes = {
            one.get("numFmtId"): str(one.get("formatCode"))
            for one in styles.iterfind("m:numFmts/m:numFmt", NS)
        }
        self.formats = [
            codes.get(one.get("numFmtId"), "") for one in styles.iterfind("m:cellXfs/m:xf", NS)
        ]
        names = ElementTree.fromstring(self.parts["xl/workbook.xml"])
        self.sheets = [str(one.get("name")) for one in names.iterfind("m:sheets/m:sheet", NS)]

    def sheet(self, number: int) -> ElementTree.Element:
        return ElementTree.fromstring(self.parts[f"xl/worksheets/sheet{number}.xml"])

    def cells(self, number: int) -> dict[str, tuple[str | float, str]]:
        found: dict[str, tuple[str | float, str]] = {}
        for cell in self.sheet(number).iter(f"{{{NS['m']}}}c"):
            value = cell.find("m:v", NS)
            if value is not None and value.text is not None:
                text = cell.get("t") == "s"
                read = self.texts[int(value.text)] if text else float(value.text)
                found[str(cell.get("r"))] = (read, self.formats[int(cell.get("s") or 0)])
        return found


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    path = tmp_path_factory.mktemp("map") / "rapport.xlsx"
    write_workbook(REPORT, path)
    return Book(path)


def test_a_line_of_the_csv_is_one_figure_with_its_unit() -> None:
    assert lines()[:4] == [
        {
            "tabel": "cijfers",
            "rij": "Euro's",
            "kolom": column,
            "waarde": value,
            "eenheid": unit,
            "getoond": shown,
        }
        for column, value, unit, shown in (
            ("Nu", "1250.5", "euro", "€ 1.250"),
            ("Verschil", "-1250.5", "euro", "'-€ 1.250"),
            ("Deel", "-12.5", "procent", "-12,5%"),
        )
    ] + [
        {
            "tabel": "cijfers",
            "rij": "Dagen",
            "kolom": "Nu",
            "waarde": "912.5",
            "eenheid": "aantal",
            "getoond": "912,5",
        }
    ]


def test_nothing_in_the_csv_is_run_and_a_number_with_a_sign_stays_a_number() -> None:
    for line in lines():
        for text in line.values():
            harmless = text.lstrip("+-").replace(".", "").replace(",", "").rstrip("%").isdigit()
            assert harmless or not text.startswith(("=", "+", "-", "@", "\t", "\r")) or text == "-"
    assert {line["rij"] for line in lines() if line["tabel"] == "teksten"} == {
        f"'{text}" for text in RUNS
    }


def test_a_sheet_has_numbers_that_look_as_in_the_report(book: Book) -> None:
    cells = book.cells(2)
    assert [cells[f"{column}3"][0] for column in "ABCD"] == ["Wat", "Nu", "Verschil", "Deel"]
    assert cells["B4"] == (1250.5, "€ #,##0")
    assert cells["C4"] == (-1250.5, "+€ #,##0;-€ #,##0;€ #,##0")
    # A spreadsheet shows a share of one as a percentage.
    assert cells["D4"] == (-0.125, "+0.0%;-0.0%;0.0%")
    assert cells["B5"] == (912.5, "#,##0.0")
    assert cells["C5"][0] == 3
    assert cells["D5"][0] == "-"
    assert "Een noot." in {value for value, _ in cells.values()}


def test_nothing_in_the_workbook_is_a_formula_or_a_link(book: Book) -> None:
    sheets = [text for name, text in book.parts.items() if "worksheets/sheet" in name]
    assert len(sheets) == 3
    assert not any("<f>" in text or "<hyperlink" in text for text in sheets)
    assert {value for value, _ in book.cells(3).values()} >= set(RUNS)


def test_sheets_are_called_after_the_tables_and_their_heads_stay_in_sight(book: Book) -> None:
    assert book.sheets == ["Over dit rapport", "cijfers", "teksten"]
    for number in (2, 3):
        pane = book.sheet(number).find("m:sheetViews/m:sheetView/m:pane", NS)
        assert pane is not None
        assert (pane.get("xSplit"), pane.get("ySplit"), pane.get("state")) == ("1", "3", "frozen")


def test_the_first_sheet_says_what_must_be_known_to_use_the_others(book: Book) -> None:
    said = [value for value, _ in book.cells(1).values()]
    assert said == [
        "=Titel",
        *("Eerst.", "Een punt."),
        *("Peildatum", "1 mei 2024"),
        *("Deel", "Tekst van het deel."),
        *("Kanttekeningen", "Lees dit.", "En dit."),
    ]
