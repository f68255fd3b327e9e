"""Every cell of the fine tables and new-term tables of 2021, with both sides of every boundary.

The amounts and months in ``tabellen21.csv`` are those of Regeling inburgering 2021, bijlage 6a-6c and
article 7.4; the months run from the day after the decision. Where the table has no months (``-``), a
person decides. Each row is written as a dossier with what it expects, so that the mutation run can
hold the law against it too.
"""

from __future__ import annotations

import csv
import functools
from pathlib import Path

import pytest

from inburgerregels import evaluate, load_dossiers, load_rulebook
from inburgerregels.data import rules_dir
from inburgerregels.language import Rulebook
from inburgerregels.model import outcome_to_json
from inburgerregels.report.expectation import differences, differences_as_text

PARTS = ("lezen", "luisteren", "spreken", "knm", "schrijven")
#: The term runs from 25-4-2022 to 24-4-2025; the decision is of 1-7-2025.
END_AFTER = {6: "2026-01-01", 12: "2026-07-01", 18: "2027-01-01", 24: "2027-07-01"}

with (Path(__file__).parent / "tabellen21.csv").open(encoding="utf-8") as lines:
    ROWS = list(csv.DictReader(lines))


@functools.cache
def law(**readings: str) -> Rulebook:
    return load_rulebook(rules_dir(), lezingen=readings)


def exams(attempts: int, passed: int) -> list[str]:
    """Each part once, or all but the last; at two attempts each part that was not passed again."""
    done = PARTS if attempts else PARTS[:-1]
    found = [
        (part, "behaald" if place < passed else "niet_behaald") for place, part in enumerate(done)
    ]
    if attempts == 2:
        found += [(part, "niet_behaald") for part in PARTS[passed:]]
    return [
        f"  - {{datum: 2024-05-01, soort: examen, onderdeel: {part}, uitslag: {result}, niveau: B1}}"
        for part, result in found
    ]


def expected(row: dict[str, str]) -> list[str]:
    """The fine of the table, the new term, and six weeks to pay and to object: until 12 August."""
    months = row["nieuwe_termijn_maanden"]
    fine = f"basisbedrag_cent: {row['basisbedrag_cent']}, betreft: leerroute"
    lines = [
        "verwachting:",
        "  besluiten:",
        f"  - {{soort: boete, bedrag_cent: {row['bedrag_cent']}, velden: {{{fine}}}}}",
    ]
    if months != "-":
        term = f"begin: 2025-07-02, einde: {END_AFTER[int(months)]}"
        lines.append(f"  - {{soort: nieuwe_termijn, velden: {{{term}}}}}")
    lines += [
        f"  - {{soort: {kind}, velden: {{einde: 2025-08-12}}}}"
        for kind in ("betaaltermijn", "bezwaartermijn")
    ]
    return lines if months != "-" else [*lines, "  - {soort: handmatige_beoordeling}"]


def reading(row: dict[str, str]) -> dict[str, str]:
    """The reading of the law that the row is about, if any."""
    name, _, choice = row["lezing"].partition("=")
    return {name: choice} if name else {}


def life(row: dict[str, str]) -> str:
    hours = f", uren: {row['pip_uren']}" if int(row["pip_uren"]) else ""
    participation = f"soort: cursusuren, soort_uren: participatie, uren: {row['participatie']}"
    readings = [f"lezingen: {{{name}: {choice}}}" for name, choice in reading(row).items()]
    return "\n".join(
        [
            f"persoon: {{id: {name_of(row)}, geboortedatum: 1990-03-03, groep: {row['groep']}}}",
            *readings,
            "gebeurtenissen:",
            "  - {datum: 2022-01-10, soort: verblijfsrecht}",
            "  - {datum: 2022-01-10, soort: inburgeringsplichtig}",
            f"  - {{datum: 2022-04-24, soort: pip, leerroute: {row['leerroute']}{hours}}}",
            f"  - {{datum: 2023-01-09, soort: cursusuren, soort_uren: nt2, uren: {row['lesuren']}}}",
            f"  - {{datum: 2023-01-09, {participation}}}",
            *exams(int(row["pogingen"]), int(row["behaald"])),
            "  - {datum: 2025-07-01, soort: boetebesluit}",
            "peildatum: 2025-07-02",
            *expected(row),
            "",
        ]
    )


def name_of(row: dict[str, str]) -> str:
    return "-".join(value for value in row.values() if value).replace("=", "-")


def write_lives(folder: Path) -> None:
    """A dossier for each row of the tables, with what the row expects."""
    (folder / "tabellen21.yaml").write_text("---\n".join(map(life, ROWS)), encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_fine_and_new_term_follow_the_tables(row: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "leven.yaml"
    path.write_text(life(row), encoding="utf-8")
    (dossier,) = load_dossiers(path, law())
    assert dossier.reference_date
    assert dossier.expectation
    rulebook = law(**reading(row))
    outcome = outcome_to_json(evaluate(rulebook, dossier, dossier.reference_date))
    assert differences_as_text(differences(dossier.expectation, outcome)) == ""


def test_all_rows_can_stand_in_one_file(tmp_path: Path) -> None:
    write_lives(tmp_path)
    assert len(load_dossiers(tmp_path / "tabellen21.yaml", law())) == len(ROWS)
