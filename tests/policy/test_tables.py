"""The published tables, counted in lives that were counted by hand."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from click.testing import Result

from inburgerregels import load_dossiers, load_rulebook
from inburgerregels.batch.schema import Schema
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier
from inburgerregels.policy.counting.cells import (
    Definitions,
    read_definitions,
)
from inburgerregels.policy.counting.computing import Compared, compare_cells
from inburgerregels.policy.figures import load_figures
from inburgerregels.policy.folder import STORE, Population, write_about
from inburgerregels.policy.readings import default_readings
from inburgerregels.report.document import Document
from inburgerregels.report.document_page import document_as_html
from inburgerregels.report.document_text import document_as_text
from inburgerregels.report.tables import tables_document
from tests.batch.conftest import read
from tests.cli.conftest import run as run
from tests.policy.made import population_of

Run = Callable[..., Result]
LIVES = Path(__file__).resolve().parent / "levens" / "geteld.yaml"
GROUPS = ("", ".voldaan", ".ontheven", ".plichtig")


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=default_readings())


@pytest.fixture(scope="module")
def definitions(law: Rulebook) -> Definitions:
    return read_definitions(law, load_figures())


@pytest.fixture(scope="module")
def lives(law: Rulebook) -> list[Dossier]:
    return load_dossiers(LIVES, law)


@pytest.fixture(scope="module")
def population(
    law: Rulebook, lives: list[Dossier], tmp_path_factory: pytest.TempPathFactory
) -> Population:
    folder = tmp_path_factory.mktemp("bevolking") / "geteld"
    # Blocks of eight, so that counting goes over the edge of a block.
    return population_of(law, lives, folder, size=8, weight="1")


@pytest.fixture(scope="module")
def counted(
    law: Rulebook, definitions: Definitions, population: Population
) -> dict[tuple[str, str, str], Compared]:
    found = compare_cells(
        [population], law, definitions, load_figures(), definitions.cells, workers=1
    )
    return {
        (one.cell.table, one.cell.row, one.cell.column + ("%" if one.cell.of else "")): one
        for one in found
    }


def test_table_1_counts_who_is_bound_and_who_has_a_plan(counted: dict[Any, Compared]) -> None:
    # I, J, K and L; a plan on 1 May: I and L; on 1 October L's is withdrawn and J's made.
    assert {key[1:]: one.mean for key, one in counted.items() if key[0] == "1"} == {
        ("plichtigen", "2023-05-01"): 4,
        ("plichtigen", "2023-10-01"): 4,
        ("pip", "2023-05-01"): 2,
        ("pip", "2023-05-01%"): Fraction(1, 2),
        ("pip", "2023-10-01"): 2,
        ("pip", "2023-10-01%"): Fraction(1, 2),
    }


def test_table_2_counts_cohorts_of_the_notice_without_whose_duty_lapsed(
    counted: dict[Any, Compared],
) -> None:
    def row(cohort: str) -> list[list[Fraction | None]]:
        return [
            [counted["2", cohort, f"{group}{status}"].mean for status in GROUPS]
            for group in ("totaal", "asiel", "overig")
        ]

    # N.
    assert row("2013") == [[1, 1, 0, 0], [0, 0, 0, 0], [1, 1, 0, 0]]
    # A and C complied, B exempt for good; E, who died, is left out.
    assert row("2014") == [[3, 2, 1, 0], [2, 1, 1, 0], [1, 1, 0, 0]]
    # D, exempt beforehand, counts as having complied.
    assert row("2017") == [[1, 1, 0, 0], [0, 0, 0, 0], [1, 1, 0, 0]]
    # F and G.
    assert row("2020") == [[2, 0, 0, 2], [2, 0, 0, 2], [0, 0, 0, 0]]
    # H was bound in 2021, but DUO said so in 2022.
    assert row("2021") == [[0, 0, 0, 0]] * 3
    assert row("2022") == [[1, 0, 0, 1], [0, 0, 0, 0], [1, 0, 0, 1]]
    for cohort in ("2015", "2016", "2018", "2019", "2023"):
        assert row(cohort) == [[0, 0, 0, 0]] * 3
    assert counted["2", "2014", "totaal.voldaan%"].mean == Fraction(2, 3)
    assert counted["2", "2014", "asiel.ontheven%"].mean == Fraction(1, 2)
    assert counted["2", "2015", "totaal.voldaan%"].mean is None


def test_table_3_counts_from_exactly_the_amount_on(counted: dict[Any, Compared]) -> None:
    found = {key[1:]: one.mean for key, one in counted.items() if key[0] == "3" and one.mean}
    # F, from August 2022 on; G has drawn a cent less.
    assert found == {
        (row, column): 1
        for row in ("2022-10-15", "2023-07-01", "2023-11-01")
        for column in ("2020", "totaal")
    }


def test_table_4_counts_loans_and_adds_up_what_became_of_them(counted: dict[Any, Compared]) -> None:
    found = {
        row: tuple(counted["4", row, column].mean for column in ("aantal", "bedrag", "gemiddeld"))
        for row in ("toegekend", "kwijtgescholden", "teniet", "terugbetaling", "terugbetaald")
    }
    drawn = 500_000 + 250_000 + 100_000 + 950_000 + 949_999 + 60_000
    assert found == {
        "toegekend": (6, drawn, Fraction(drawn, 6)),
        "kwijtgescholden": (1, 500_000, 500_000),
        "teniet": (1, 100_000, 100_000),
        # C: 2.500 less 20,83 and 500.
        "terugbetaling": (1, 197_917, 197_917),
        "terugbetaald": (1, 60_000, 60_000),
    }


def test_loose_figures_are_counted_each_on_its_own_day(counted: dict[Any, Compared]) -> None:
    found = {key[1]: one.mean for key, one in counted.items() if key[0] == "tekst"}
    assert found == {
        "brief/opgelegd": 9,
        "brief/ingeburgerd": 3,
        "brief/ontheven": 1,
        "brief/vrijgesteld": 1,
        "brief/vervallen": 1,
        "brief/plichtig": 3,
        "brief/plichtig-mei": 3,
        "brief/ingeburgerd-mei": 3,
        "kis-2024/wi2013": 3,
        "brief/wi2021": 4,
        "brief/wi2021-asiel": 2,
        "brief/wi2021-gezin": 1,
        "brief/wi2021-overig": 1,
        # J, until February 2024.
        "brief/azc": 1,
        "brief/pip-asiel": 2,
        "brief/pip-asiel-mei": 1,
        # I, since June.
        "brief/aanbod": 1,
        "brief/aanbod-mei": 0,
        "kis-2024/wi2021": 4,
        "kis-2024/wi2021-klaar-asiel": 0,
        "kis-2024/wi2021-klaar-gezin": 0,
        "kis-2024/wi2021-klaar-overig": 0,
        # No notice stands in these lives, nor a first term before the plan; J's term is of 2023.
        "brief/onderwijsroute-2022": 0,
        "brief/onderwijsroute-2023": 1,
    }


def test_indicators_are_counted(counted: dict[Any, Compared]) -> None:
    found = {key[1]: one.mean for key, one in counted.items() if key[0] == "dashboard"}
    half = Fraction(1, 2)
    assert found == {
        # J's plan was made in the azc, I's after it; nobody had lessons there.
        "pip-in-azc": half,
        "lessen-in-azc": 0,
        # I and J 210 days, L 280.
        "plicht-tot-leerroute": Fraction(210 + 210 + 280, 3),
        # I: from 7 March 2022 to 6 February 2023.
        "plicht-tot-lessen": 336,
        # I and J; L's plan was withdrawn.
        "route-b1": half,
        "route-onderwijs": half,
        "route-z": 0,
        "termijn-wi2021": found["termijn-wi2021"],
        "termijn-wi2013": found["termijn-wi2013"],
        # K; L's work has ended.
        "werk-tijdens": Fraction(1, 4),
        "voldaan-na-drie-jaar": None,
        "voldaan-na-drie-jaar-wi2013": found["voldaan-na-drie-jaar-wi2013"],
        "b1-wi2021": None,
        # A, of A, C and N.
        "b1-wi2013": Fraction(1, 3),
    }


def test_a_seed_more_gives_the_mean_and_the_spread(
    law: Rulebook,
    definitions: Definitions,
    population: Population,
    lives: list[Dossier],
    tmp_path: Path,
) -> None:
    twice = population_of(law, lives, tmp_path / "dubbel", weight="2", seed=1)
    found = compare_cells(
        [population, twice], law, definitions, load_figures(), definitions.of(["1"]), workers=1
    )
    assert found[0].counted == (4, 8)
    assert found[0].mean == 6
    assert found[0].difference == Fraction(6, 36200) - 1


def test_the_command_gives_rows_as_the_contract_names_them(
    run: Run, population: Population
) -> None:
    asked = ("--tabel", "2", "--werkers", 1, "--formaat", "json")
    result = run("cijfers", "--bevolking", population.folder, *asked)
    assert result.exit_code == 0, result.stderr
    rows = {(row["rij"], row["kolom"]): row for row in json.loads(result.stdout)}
    found = rows["2018", "totaal.voldaan"]
    assert found["tabel"] == "2"
    assert (found["gepubliceerd"], found["gedrukt"], found["berekend"]) == (12212, "10.822", 0)
    share = rows["2014", "totaal.voldaan%"]
    # 12.982 of 17.028, and two of three.
    assert (share["gepubliceerd"], share["gedrukt"], share["berekend"]) == (76.24, "76%", 66.67)


@pytest.fixture(scope="module")
def report(
    law: Rulebook,
    definitions: Definitions,
    population: Population,
    counted: dict[tuple[str, str, str], Compared],
) -> Document:
    compared = [*counted.values()]
    return tables_document(compared, load_figures(), definitions, [population], law, "zo")


def test_the_report_shows_the_tables_beside_each_other(report: Document) -> None:
    text = document_as_text(report)
    lines = text.splitlines()
    (line,) = [line for line in lines if line.startswith("2014, Voldaan (totaal)")]
    assert line.split()[-7:] == ["12.982", "2", "-100,0%", "76,2%", "66,7%", "-9,6", "pp"]
    assert "12.212*" in text
    whole = " ".join(text.split())
    assert "14 levens, elk voor 1,00 personen" in whole
    assert "* 2018, Voldaan (totaal): zo gelezen, gedrukt staat er 10.822" in whole
    assert "Niet te berekenen uit levens: Dualiteit" in whole
    assert "(projectie=alle, in plaats van eerste)" in whole


def test_the_page_has_each_table_and_a_picture_with_what_it_shows(report: Document) -> None:
    page = document_as_html(report)
    assert page.startswith("<!DOCTYPE html>")
    assert '<html lang="nl">' in page
    assert page.count("<caption>") == 6
    # A cohort without anybody in it is not drawn: 2013, 2014, 2017, 2020 and 2022 are.
    assert "Beeld: Voldaan (totaal), gepubliceerd en berekend." in page
    assert "Twee lijnen over 5 punten, van 2013 tot 2022." in page
    assert "Beeld: 01-11-2023, gepubliceerd en berekend." in page
    assert "<script" not in page


def test_several_populations_are_shown_with_their_mean_and_spread(
    definitions: Definitions, population: Population, counted: dict[Any, Compared]
) -> None:
    """The same lives, and lives that are counted for three times as many."""
    twice = [
        attrs.evolve(
            one, counted=(*one.counted, *(None if n is None else 3 * n for n in one.counted))
        )
        for one in counted.values()
    ]
    law = load_rulebook(lezingen=default_readings(), voorstellen=["azc-termijn"])
    document = tables_document(twice, load_figures(), definitions, [population] * 2, law, "zo")
    text = document_as_text(document)
    (line,) = [line for line in text.splitlines() if line.startswith("brief/plichtig ")]
    assert line.split()[2:8] == ["43.941", "6", "-100,0%", "3", "tot", "9"]
    assert "het gemiddelde over de bevolkingen" in text
    facts = dict(document.facts)
    (proposal,) = facts["Voorstellen"]
    assert proposal.endswith("(azc-termijn)")
    assert len(facts["Bevolking"]) == 2


def test_a_day_may_be_chosen_for_all(run: Run, population: Population) -> None:
    """Before anybody was bound, nobody is counted."""
    folder = population.folder
    asked = ("--peildatum", "2001-01-01", "--werkers", 1, "--formaat", "json")
    result = run("cijfers", "--bevolking", folder, *asked)
    rows = json.loads(result.stdout)
    assert {row["peildatum"] for row in rows} == {"2001-01-01"}
    assert {row["berekend"] for row in rows} == {0, None}


def nobody(law: Rulebook, folder: Path) -> Population:
    """A population without a single life."""
    folder.mkdir()
    schema = Schema(law.vocabulary)
    files = (folder / "personen.csv", folder / "gebeurtenissen.csv")
    for file, names in zip(files, (schema.person_columns, schema.event_columns), strict=True):
        file.write_text(",".join(names) + "\n", encoding="utf-8")
    read(law, files, folder / STORE)
    write_about(folder, {"zaad": 0, "gewicht": "1", "tot": "2024-12-31"})
    return Population.open(folder)


def test_an_empty_population_counts_nobody(run: Run, law: Rulebook, tmp_path: Path) -> None:
    population = nobody(law, tmp_path / "niemand")
    result = run("cijfers", "--bevolking", population.folder, "--formaat", "json")
    assert result.exit_code == 0, result.stderr
    assert {row["berekend"] for row in json.loads(result.stdout)} == {0, None}
    assert run("cijfers", "--bevolking", population.folder, "--tabel", "1").exit_code == 0


def test_a_population_of_one_law_is_counted(
    run: Run, law: Rulebook, lives: list[Dossier], tmp_path: Path
) -> None:
    old = [life for life in lives if life.id in "abc"]
    population = population_of(law, old, tmp_path / "oud", weight="1")
    asked = ("--tabel", "1", "--tabel", "2", "--werkers", 1, "--formaat", "json")
    result = run("cijfers", "--bevolking", population.folder, *asked)
    rows = {(row["tabel"], row["rij"], row["kolom"]): row for row in json.loads(result.stdout)}
    assert rows["1", "plichtigen", "2023-10-01"]["berekend"] == 0
    assert rows["1", "pip", "2023-10-01%"]["berekend"] is None
    assert rows["2", "2014", "totaal"]["berekend"] == 3


def test_a_folder_without_a_population_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("cijfers", "--bevolking", tmp_path)
    assert result.exit_code == 2
    assert "hier staat geen bevolking" in result.stderr


def test_nothing_asked_is_refused(run: Run) -> None:
    result = run("cijfers")
    assert result.exit_code == 2
    assert "geef --bevolking MAP, of --controle" in result.stderr


def test_a_day_after_the_last_of_the_lives_is_said(
    run: Run, law: Rulebook, lives: list[Dossier], tmp_path: Path
) -> None:
    until = datetime.date(2023, 10, 15)
    population = population_of(law, lives, tmp_path / "kort", until=until)
    result = run("cijfers", "--bevolking", population.folder, "--tabel", "3")
    assert "1 november 2023 ligt na de laatste dag van deze levens" in result.stdout


def test_the_groups_are_counted_as_the_law_has_them(
    law: Rulebook, definitions: Definitions, tmp_path: Path
) -> None:
    """Whose first permit is one for asylum counts as such, whatever group was stated; who got one
    later does not; and an unknown group is in one of the three."""
    path = tmp_path / "levens.yaml"
    begin = "{datum: 2016-03-07, soort: inburgeringsplichtig}"
    permit = "{datum: %s, soort: verblijfsrecht, vergunning: %s}"
    first, later = permit % ("2016-03-07", "regulier"), permit % ("2018-03-05", "asiel")
    lives = {
        "eerst-asiel": ("gezinsmigrant", [begin, permit % ("2016-03-07", "asiel")]),
        "later-asiel": ("gezinsmigrant", [begin, first, later]),
        "overig": ("overige_migrant", [begin]),
        "onbekend": ("onbekend", [begin]),
    }
    path.write_text(
        "---\n".join(
            f"scenario: {name}\nbron: verzonnen\n"
            f"persoon: {{id: {name}, geboortedatum: 1990-01-01, groep: {group}}}\n"
            f"gebeurtenissen: [{', '.join(events)}]\n"
            for name, (group, events) in lives.items()
        ),
        encoding="utf-8",
    )
    population = population_of(law, load_dossiers(path, law), tmp_path / "b", weight="1")
    cells = [cell for cell in definitions.of(["2"]) if cell.row == "2016" and cell.of is None]
    found = compare_cells([population], law, definitions, load_figures(), cells, workers=1)
    counts = {one.cell.column: one.mean for one in found}
    assert (counts["totaal"], counts["asiel"], counts["overig"]) == (4, 1, 3)
