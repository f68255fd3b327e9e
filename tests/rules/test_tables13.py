"""Every cell of the fine table of 2013, with both sides of every boundary and every reduction.

The amounts in ``tabellen13.csv`` are those of the published table (attempts by hours), each less a fifth
for every part that was passed, at most four fifths (a reading: the official table of reductions was not
seen), and less fifteen percent where the fine came out of the arrears of 2023. The cell without a fine,
300 hours and enough attempts, is in ``scenarios/boete/nihil-dus-verlengen.yaml``; five parts passed in the
reading that leaves them to a person is in ``scenarios/boete/vijf-onderdelen-behaald.yaml``.
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

#: In the order in which they are passed. One attempt is enough for ona, so it is passed first.
PARTS = ("ona", "lezen", "luisteren", "schrijven", "knm", "spreken")

with (Path(__file__).parent / "tabellen13.csv").open(encoding="utf-8") as lines:
    ROWS = list(csv.DictReader(lines))


@functools.cache
def law(**readings: str) -> Rulebook:
    return load_rulebook(rules_dir(), lezingen=readings)


def reading(row: dict[str, str]) -> dict[str, str]:
    """The reading of the law that the row is about, if any."""
    name, _, choice = row["lezing"].partition("=")
    return {name: choice} if name else {}


def exams(attempts: int, passed: int, day: str) -> list[str]:
    """Each part once, or all but the last; at two attempts each open part again, but ona."""
    done = PARTS if attempts else PARTS[:-1]
    found = [
        (part, "behaald" if place < passed else "niet_behaald") for place, part in enumerate(done)
    ]
    if attempts == 2:
        found += [(part, "niet_behaald") for part in PARTS[passed:] if part != "ona"]
    return [
        f"  - {{datum: {day}, soort: examen, onderdeel: {part}, uitslag: {result}}}"
        for part, result in found
    ]


def events(row: dict[str, str]) -> list[str]:
    """Three years to 28-2-2019; or to 29-4-2023, the decision of 1-2-2024 out of the arrears."""
    attempts, passed, hours = int(row["pogingen"]), int(row["behaald"]), row["lesuren"]
    if row["achterstand"] == "nee":
        return [
            "  - {datum: 2016-03-01, soort: inburgeringsplichtig}",
            f"  - {{datum: 2017-06-30, soort: cursusuren, uren: {hours}}}",
            *exams(attempts, passed, "2018-10-01"),
            "  - {datum: 2019-04-24, soort: boetebesluit}",
            "peildatum: 2019-05-01",
        ]
    return [
        "  - {datum: 2020-04-30, soort: inburgeringsplichtig}",
        "  - {datum: 2020-04-30, soort: inschrijving_brp}",
        "  - {datum: 2021-01-18, soort: pvt_afgerond}",
        f"  - {{datum: 2022-06-30, soort: cursusuren, uren: {hours}}}",
        *exams(attempts, passed, "2022-10-03"),
        "  - {datum: 2024-02-01, soort: boetebesluit}",
        "peildatum: 2024-02-15",
    ]


def expected(row: dict[str, str]) -> list[str]:
    """The fine; two years more, from the old end or from the decision out of the arrears; six weeks."""
    begin, end, last = (
        ("2019-03-01", "2021-02-28", "2019-06-05")
        if row["achterstand"] == "nee"
        else ("2024-02-02", "2026-02-01", "2024-03-14")
    )
    fine = f"basisbedrag_cent: {row['basisbedrag_cent']}, betreft: examen, nummer: 1"
    term = f"betreft: examen, nummer: 2, begin: {begin}, einde: {end}"
    return [
        "verwachting:",
        "  besluiten:",
        f"  - {{soort: boete, bedrag_cent: {row['bedrag_cent']}, velden: {{{fine}}}}}",
        f"  - {{soort: nieuwe_termijn, velden: {{{term}}}}}",
        f"  - {{soort: betaaltermijn, velden: {{einde: {last}}}}}",
        f"  - {{soort: bezwaartermijn, velden: {{einde: {last}}}}}",
    ]


def life(row: dict[str, str]) -> str:
    readings = [f"lezingen: {{{name}: {choice}}}" for name, choice in reading(row).items()]
    return "\n".join(
        [
            f"persoon: {{id: {name_of(row)}, geboortedatum: 1990-05-17, groep: gezinsmigrant}}",
            *readings,
            "gebeurtenissen:",
            *events(row),
            *expected(row),
            "",
        ]
    )


def name_of(row: dict[str, str]) -> str:
    return "-".join(value for value in row.values() if value).replace("=", "-")


def write_lives(folder: Path) -> None:
    """A dossier for each row of the table, with what the row expects."""
    (folder / "tabellen13.yaml").write_text("---\n".join(map(life, ROWS)), encoding="utf-8")


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_fine_and_new_term_of_2013_follow_the_table(row: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "leven.yaml"
    path.write_text(life(row), encoding="utf-8")
    (dossier,) = load_dossiers(path, law())
    assert dossier.reference_date
    assert dossier.expectation
    outcome = outcome_to_json(evaluate(law(**reading(row)), dossier, dossier.reference_date))
    assert differences_as_text(differences(dossier.expectation, outcome)) == ""


def test_all_rows_of_2013_can_stand_in_one_file(tmp_path: Path) -> None:
    write_lives(tmp_path)
    assert len(load_dossiers(tmp_path / "tabellen13.yaml", law())) == len(ROWS)
