"""What the report of a comparison says of figures, and how sure it says they are."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

from inburgerregels import load_dossiers, load_rulebook
from inburgerregels.data import rules_dir
from inburgerregels.policy.comparing import Comparison, Variant, compare
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.margins import Spread
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.policy.readings import default_readings
from inburgerregels.report.comparison_parts import part_tables, side_by_side
from inburgerregels.report.comparison_tables import indicator_table, still_table
from inburgerregels.report.comparison_view import comparison_document
from inburgerregels.report.comparison_years import year_table
from inburgerregels.report.document import Cell, Document, Table
from inburgerregels.report.document_page import document_as_html
from inburgerregels.report.policy_numbers import (
    change_cell,
    figure_cell,
    share_cell,
    spread_text,
    weight_text,
)
from tests.policy.made import population_of
from tests.policy.test_comparing import ALMOST_IN_TIME

#: The day after the fine is expected, so that it still has to be paid; the year is not whole.
DAY = datetime.date(2018, 12, 1)


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Of three lives one gets a fine of € 250, and two a shorter term, when the term is shorter."""
    folder = tmp_path_factory.mktemp("levens")
    readings = default_readings()
    law = load_rulebook(lezingen=readings)
    book = load_rulebook(lezingen=readings, voorstellen=["kortere-inburgeringstermijn"])
    path = folder / "levens.yaml"
    path.write_text(ALMOST_IN_TIME, encoding="utf-8")
    population = population_of(law, load_dossiers(path, law), folder / "b", size=2)
    variants = [Variant("korter", "Korter", book)]
    return compare([population], law, variants, read_questions(law), DAY, workers=1)


@pytest.fixture(scope="module")
def document(comparison: Comparison) -> Document:
    return comparison_document(comparison, {}, "opdracht")


def rows(table: Table | None) -> dict[str, list[str]]:
    assert table is not None
    return {row[0].text: [cell.text for cell in row[1:]] for row in table.rows}


def test_what_changes_and_what_stays_the_same_are_two_tables_that_share_no_indicator(
    comparison: Comparison,
) -> None:
    figures = Figures(comparison, 0)
    changed, same = rows(indicator_table(figures, "")), rows(still_table(figures, ""))
    assert not changed.keys() & same.keys()
    assert len(changed) + len(same) == len(comparison.questions.indicators)
    # A life stands for one and a half: one fine is shown as 2, and two first terms are 3.
    assert changed["Boetes"] == ["0", "2", "+2", "-", "-2", "+5"]
    assert same["Eerste termijnen"] == ["3"]


def test_a_difference_with_nought_in_its_margin_is_called_possible_chance(
    comparison: Comparison, document: Document
) -> None:
    table = indicator_table(Figures(comparison, 0), "")
    assert table is not None
    assert table.note is not None
    assert "Kan toeval zijn" in table.note
    assert "Te betalen aan boetes" in table.note
    # Both terms became shorter by the same, and the margin of the average is on one side of nought.
    assert "Lengte van eerste termijnen" not in table.note
    points = [text for said in document.lead if isinstance(said, tuple) for text in said]
    (fines,) = (text for text in points if text.startswith("Boetes:"))
    assert fines.endswith("(+2; marge -2 tot +5; kan toeval zijn)")
    (length,) = (text for text in points if text.startswith("Lengte"))
    assert length.endswith("van 1.096,0 naar 912,0 (-184,0, -16,8%; marge -331,0 tot -37,0)")


def test_the_first_sentences_say_in_what_and_until_when(document: Document) -> None:
    first, until, *_ = document.lead
    assert isinstance(first, str)
    assert isinstance(until, str)
    assert first.endswith("In geld 2 slechter; in tijd 3 slechter.")
    assert until == "Alles bij elkaar, tot en met 1 december 2018:"


def test_a_figure_that_is_made_of_others_says_in_which_the_difference_is(
    comparison: Comparison,
) -> None:
    """As who is done with the duty may be more exemptions, and nobody who complies."""
    questions = comparison.questions
    fines = attrs.evolve(
        questions.indicators["boetes"], made_of=("boetes_euro", "kwijtscheldingen")
    )
    asked = attrs.evolve(questions, indicators={**questions.indicators, "boetes": fines})
    said = comparison_document(attrs.evolve(comparison, questions=asked), {}, "opdracht")
    (point,) = (text for text in said.said_first if text.startswith("Boetes:"))
    assert point.endswith(
        "; kan toeval zijn), waarvan te betalen aan boetes +€ 375, kwijtscheldingen gelijk"
    )
    assert questions.indicators["klaar"].made_of == ("voldaan", "ontheven")


def test_lives_without_their_model_are_warned_of_when_a_term_moves(document: Document) -> None:
    """Both of the lives with a first term have a shorter one, and each stands for one and a half."""
    (warning,) = (said for said in document.lead if isinstance(said, str) and "Let op" in said)
    assert warning.startswith(
        "Let op: voor 3 mensen is een termijn korter of langer, maar deze levens zijn niet opnieuw geleefd"
    )


CLASHING = """
voorstel: elke-termijn
titel: Elke termijn dertig maanden
bron: Voorbeeld
---
bij: examentermijn
regels:
  dertig:
    titel: Dertig maanden
    bron: Voorbeeld
    uitzondering op: eerste-termijn
    als: groep = gezinsmigrant
    einde_basis: laatste_dag(30 maanden; begin)
"""
LATE = """
scenario: Niets behaald
bron: verzonnen
persoon: {id: laat, geboortedatum: 1990-05-17, groep: gezinsmigrant}
gebeurtenissen:
  - {datum: 2016-02-01, soort: inburgeringsplichtig}
peildatum: 2019-12-01
"""


def test_a_proposal_whose_rule_meets_another_is_said_to_leave_something_undecided(
    tmp_path: Path,
) -> None:
    """The first term ends in July 2018 and a fine begins a second, that the rule for later terms ends
    too; the proposal forgot to say that it is about the first."""
    own, path, readings = tmp_path / "eigen.yaml", tmp_path / "levens.yaml", default_readings()
    own.write_text(CLASHING, encoding="utf-8")
    path.write_text(LATE, encoding="utf-8")
    law = load_rulebook(lezingen=readings)
    book = load_rulebook([rules_dir(), own], lezingen=readings, voorstellen=["elke-termijn"])
    population = population_of(law, load_dossiers(path, law), tmp_path / "b", weight="100")
    found = compare(
        [population],
        law,
        [Variant("elke-termijn", "Elke termijn", book)],
        read_questions(law),
        datetime.date(2019, 12, 1),
        workers=1,
    )
    said = comparison_document(found, {}, "opdracht")
    warnings = [text for text in said.said_first if "niet vast te stellen" in text]
    assert len(warnings) == 1
    assert "(Termijn voor de examenonderdelen: 100 mensen)" in warnings[0]
    (row,) = rows_called(said, "regels", "Handmatige beoordeling: niet vast te stellen")
    assert row[1].text == "komt erbij"


def rows_called(document: Document, table: str, begin: str) -> list[tuple[Cell, ...]]:
    (found,) = (one for one in document.tables if one.name.strip() == table)
    return [row for row in found.rows if row[0].text.startswith(begin)]


def test_laws_beside_each_other_say_what_is_different_and_what_may_be_chance(
    comparison: Comparison,
) -> None:
    table = side_by_side([Figures(comparison, 0), Figures(comparison, 0)])
    assert [column.title for column in table.columns] == ["Indicator", "Nu", "Korter", "Korter"]
    said = rows(table)
    assert said["Personen die slechter af zijn"] == ["-", "3", "3"]
    assert said["Boetes"] == ["0", *["2 (+2; kan toeval zijn)"] * 2]
    assert said["Lengte van eerste termijnen (gemiddeld, dagen)"] == [
        "1.096,0",
        *["912,0 (-184,0)"] * 2,
    ]
    # What stays the same under all of them is left out.
    assert "Kwijtgescholden" not in said


def test_a_year_that_is_not_whole_and_one_after_the_last_day_are_called_so(
    comparison: Comparison,
) -> None:
    fines = comparison.questions.indicators["boetes_euro"]
    table = year_table(Figures(comparison, 0), fines, "")
    assert [row[0].text for row in table.rows] == ["2018"]
    assert table.note is not None
    assert "2018 loopt tot en met 1 december 2018." in table.note
    # A line of one point says nothing.
    assert table.chart is None


def test_a_part_says_only_what_changes_and_is_called_by_its_name(comparison: Comparison) -> None:
    figures = Figures(comparison, 0)
    (law,) = (split for split in comparison.questions.splits if split.name == "wet")
    who, differing = part_tables(figures, law, "")
    assert [column.title for column in who.columns] == ["Wet", "Personen", "Slechter af"]
    assert rows(who) == {"Wet inburgering, vanaf 2013": ["3", "3"], "geen van deze": ["2", "0"]}
    assert [column.title for column in differing.columns] == [
        "Wet",
        "Te betalen aan boetes",
        "Lengte van eerste termijnen (gemiddeld, dagen)",
    ]
    assert rows(differing) == {
        "Wet inburgering, vanaf 2013": ["+€ 375", "-184,0"],
        "geen van deze": ["€ 0", "0,0"],
    }


def test_rows_beyond_the_first_are_folded_and_all_are_there(
    comparison: Comparison, document: Document
) -> None:
    (rules,) = (table for table in document.tables if table.name.strip() == "regels")
    assert rules.most_first is not None
    page = document_as_html(document)
    for row in rules.rows:
        assert row[-1].text in page
    assert ("<details>" in page) == (len(rules.rows) > rules.most_first)


def test_how_many_persons_a_life_stands_for_is_said_with_what_says_little(
    document: Document,
) -> None:
    texts = [text for part in document.sections for one in part.sections for text in one.paragraphs]
    assert (
        "Eén leven staat voor 1,5 mensen. Een aantal van minder dan 8 berust dus op minder dan vijf "
        "levens en zegt weinig." in texts
    )


def test_what_is_not_nought_is_never_shown_as_nought() -> None:
    assert share_cell(Fraction(1, 10_000)).text == "bijna 0%"
    assert share_cell(Fraction(-1, 10_000), signed=False).text == "bijna 0%"
    assert share_cell(Fraction()).text == "0,0%"
    assert change_cell(Fraction(1, 3), "euro").text == "bijna € 0"
    assert change_cell(Fraction(-1, 30), "dagen", averaged=True).text == "bijna 0,0"
    assert change_cell(Fraction(), "euro").text == "€ 0"
    assert figure_cell(Fraction(-4_670_200), "euro").text == "-€ 46.702"
    assert figure_cell(Fraction(-30), "euro").text == "€ 0"
    assert change_cell(Fraction(-1, 2), "personen").text == "-1"


def test_a_weight_and_a_margin_in_words() -> None:
    assert weight_text(Fraction(3)) == "3"
    assert weight_text(Fraction(3, 2)) == "1,5"
    assert weight_text(Fraction(28_521_8, 30_000)) == "ongeveer 9,507"
    assert weight_text(Fraction(28_521_8, 30_000), 1) == "ongeveer 9,5"
    assert weight_text(Fraction(101, 100), 1) == "ongeveer 1"
    spread = Spread(Fraction(-100), Fraction(20_050), sampled=True)
    assert spread_text(spread, "euro") == "-€ 1 tot +€ 201"
    assert re.fullmatch(
        r"-1 tot \+2", spread_text(Spread(Fraction(-1), Fraction(2), True), "personen")
    )
