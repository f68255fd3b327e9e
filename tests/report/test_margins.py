"""Margins in the parts, the years and the ranges of a report: on the page, and in files to reckon with."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest

from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.policy.comparing import Variant
from inburgerregels.policy.margins import Figure, Spread
from inburgerregels.policy.readings import default_readings
from inburgerregels.report.comparison_view import comparison_document
from inburgerregels.report.document import Cell, Column, Document, Section, Table
from inburgerregels.report.document_page import document_as_html
from inburgerregels.report.document_sheets import document_as_csv
from inburgerregels.report.document_text import document_as_text
from inburgerregels.report.margins import chance_note
from inburgerregels.report.sweep_view import sweep_document
from tests.policy.made import population_of
from tests.policy.test_comparing import compared, few
from tests.policy.test_margins import swept


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=default_readings())


@pytest.fixture(scope="module")
def comparison(law: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Document:
    folder = tmp_path_factory.mktemp("levens")
    book = load_rulebook(lezingen=default_readings(), voorstellen=["kortere-inburgeringstermijn"])
    population = population_of(law, few(law, folder), folder / "b", size=2)
    return comparison_document(compared([population], law, [Variant("k", "Korter", book)]), {}, "o")


@pytest.fixture(scope="module")
def ranged(law: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Document:
    return sweep_document(swept(law, tmp_path_factory.mktemp("reeks")), "opdracht")


def table_of(document: Document, name: str) -> Table:
    (found,) = (table for table in document.tables if table.name.strip() == name)
    return found


def lines(document: Document, table: str, row: str) -> dict[str, tuple[str, str]]:
    """By column the value and the unit of a row in the CSV."""
    return {
        line["kolom"]: (line["waarde"], line["eenheid"])
        for line in csv.DictReader(io.StringIO(document_as_csv(document)))
        if (line["tabel"], line["rij"]) == (table, row)
    }


def test_a_part_has_the_margin_of_each_difference_in_columns_of_its_own(
    comparison: Document,
) -> None:
    """€ 375 more, with a margin of 40.008 cents times one and a half; see tests/policy/test_margins.py."""
    said = lines(comparison, "verschil cohort", "2016")
    assert said["Te betalen aan boetes"] == ("375", "euro")
    assert said["Te betalen aan boetes, marge laagste"] == ("-225.12", "euro")
    assert said["Te betalen aan boetes, marge hoogste"] == ("975.12", "euro")
    assert said["Lengte van eerste termijnen (gemiddeld, dagen), marge laagste"][0] == "-184"
    # Who is in no cohort notices nothing, for sure.
    nobody = lines(comparison, "verschil cohort", "geen")
    assert nobody["Te betalen aan boetes, marge laagste"][0] == "0"
    note = table_of(comparison, "verschil cohort").note
    assert note == "Kan toeval zijn, want nul ligt binnen de marge: Te betalen aan boetes (2016)."


def test_years_and_rules_have_margins(comparison: Document) -> None:
    (row,) = table_of(comparison, "boetes_euro").rows
    assert [cell.text for cell in row] == ["2018", "€ 0", "€ 375", "+€ 375", "-€ 225", "+€ 975"]
    years = table_of(comparison, "jaren")
    assert years.note is not None
    assert "Boetes (2018); " in years.note
    said = lines(comparison, "jaren", "Boetes")
    assert (said["2018, marge laagste"][0], said["2018, marge hoogste"][0]) == ("-1.5", "4.5")
    (rule,) = (
        row
        for row in table_of(comparison, "regels").rows
        if (row[-1].text, row[1].text) == ("examentermijn.boete", "komt erbij")
    )
    # Fewer than none cannot be.
    assert rule[3].margin is not None
    assert [cell.value for cell in rule[3].margin] == [0, Fraction(9, 2)]


def test_the_page_says_the_margin_under_the_figure_and_the_text_where_it_is(
    comparison: Document,
) -> None:
    page = document_as_html(comparison)
    assert (
        '+€ 375<small class="marge"><span>-€ 225</span> tot <span>+€ 975</span></small></td>'
        in page
    )
    assert "Onder een getal staat, kleiner, de marge ervan." in page
    assert "De marges staan in het rapport dat --uit schrijft." in document_as_text(comparison)


def test_a_range_says_of_each_value_how_sure_the_difference_is(ranged: Document) -> None:
    (points,) = (said for said in ranged.lead if isinstance(said, tuple))
    (fines,) = (said for said in points if said.startswith("Boetes:"))
    assert fines == (
        "Boetes: nu 0; 2 bij 30 maanden (+2; marge -2 tot +5; kan toeval zijn); 0 bij 36 maanden (0)"
    )
    table = table_of(ranged, "reeks inburgeringstermijn verschil")
    assert table.title == "Termijn voor de examenonderdelen: het verschil met zoals het nu is"
    assert table.note is not None
    assert "Boetes (30 maanden)" in table.note
    said = lines(ranged, "reeks inburgeringstermijn verschil", "Te betalen aan boetes")
    assert said["30 maanden"] == ("375", "euro")
    assert said["30 maanden, marge laagste"] == ("-225.12", "euro")
    # The value that the law has is no difference, and needs no margin.
    assert said["36 maanden"] == ("0", "euro")
    assert "36 maanden, marge laagste" not in said


def test_a_report_of_one_population_says_that_it_is_one(
    comparison: Document, ranged: Document
) -> None:
    for document in (comparison, ranged):
        assert "Er is één bevolking. De marge zegt" in document_as_text(document).replace("\n", " ")


def test_a_margin_that_is_not_known_is_said_so() -> None:
    unknown = (Cell("niet bekend"), Cell("niet bekend"))
    table = Table(
        "t",
        "Tabel",
        (Column("Deel"), Column("Verschil", True)),
        ((Cell("a"), Cell("+2", 2, unknown)), (Cell("b"), Cell("0", 0))),
    )
    document = Document("D", (), (), (Section("S", (), (table,)),))
    assert '+2<small class="marge">marge niet bekend</small>' in document_as_html(document)
    assert document_as_csv(document).splitlines()[1:] == [
        "t,a,Verschil,2,aantal,+2",
        't,a,"Verschil, marge laagste",,,niet bekend',
        't,a,"Verschil, marge hoogste",,,niet bekend',
        "t,b,Verschil,0,aantal,0",
        't,b,"Verschil, marge laagste",0,aantal,0',
        't,b,"Verschil, marge hoogste",0,aantal,0',
    ]


def test_only_what_has_nought_in_its_margin_may_be_chance() -> None:
    def figure(change: int, low: int, high: int) -> Figure:
        return Figure(Fraction(), Fraction(change), Spread(Fraction(low), Fraction(high), True))

    found = {"2018": figure(2, -1, 5), "2019": figure(2, 1, 3), "2020": figure(0, 0, 0)}
    assert chance_note([("Boetes", found), ("Ander", {"2019": figure(2, 1, 3)})]) == (
        "Kan toeval zijn, want nul ligt binnen de marge: Boetes (2018)."
    )
    assert chance_note([("Ander", {"2019": figure(2, 1, 3)})]) is None
