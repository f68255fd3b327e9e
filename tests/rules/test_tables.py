"""Every cell of the fine tables and new-term tables of 2021, with both sides of every boundary.

The amounts and months in ``tabellen21.csv`` are those of Regeling inburgering 2021, bijlage 6a-6c and
article 7.4; the last column is in months from the day after the decision.
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

PARTS = ("lezen", "luisteren", "spreken", "knm", "schrijven")
#: The term runs from 25-4-2022 to 24-4-2025; the decision is of 1-7-2025.
END_AFTER = {6: "2026-01-01", 12: "2026-07-01", 18: "2027-01-01", 24: "2027-07-01"}

with (Path(__file__).parent / "tabellen21.csv").open(encoding="utf-8") as lines:
    ROWS = list(csv.DictReader(lines))


@functools.cache
def law() -> Rulebook:
    return load_rulebook(rules_dir())


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


def life(row: dict[str, str]) -> str:
    hours = f", uren: {row['pip_uren']}" if int(row["pip_uren"]) else ""
    participation = f"soort: cursusuren, soort_uren: participatie, uren: {row['participatie']}"
    return "\n".join(
        [
            f"persoon: {{id: a, geboortedatum: 1990-03-03, groep: {row['groep']}}}",
            "gebeurtenissen:",
            "  - {datum: 2022-01-10, soort: verblijfsrecht}",
            "  - {datum: 2022-01-10, soort: inburgeringsplichtig}",
            f"  - {{datum: 2022-04-24, soort: pip, leerroute: {row['leerroute']}{hours}}}",
            f"  - {{datum: 2023-01-09, soort: cursusuren, soort_uren: nt2, uren: {row['lesuren']}}}",
            f"  - {{datum: 2023-01-09, {participation}}}",
            *exams(int(row["pogingen"]), int(row["behaald"])),
            "  - {datum: 2025-07-01, soort: boetebesluit}",
            "peildatum: 2025-07-02",
            "",
        ]
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row.values()))
def test_fine_and_new_term_follow_the_tables(row: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "leven.yaml"
    path.write_text(life(row), encoding="utf-8")
    (dossier,) = load_dossiers(path, law())
    assert dossier.reference_date
    outcome = outcome_to_json(evaluate(law(), dossier, dossier.reference_date))
    (fine,) = (
        decision
        for decision in outcome["besluiten"]
        if decision["soort"] == "boete" and decision["velden"]["betreft"] == "leerroute"
    )
    assert fine["velden"]["basisbedrag_cent"] == int(row["basisbedrag_cent"])
    assert fine["bedrag_cent"] == int(row["bedrag_cent"])
    (term,) = (
        decision for decision in outcome["besluiten"] if decision["soort"] == "nieuwe_termijn"
    )
    assert term["velden"]["begin"] == "2025-07-02"
    assert term["velden"]["einde"] == END_AFTER[int(row["nieuwe_termijn_maanden"])]
