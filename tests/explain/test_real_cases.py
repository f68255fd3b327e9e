"""What would have avoided fines of real life: the days follow from the law and the facts, by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from inburgerregels.cli import main
from tests.explain.conftest import Find

ROOT = Path(__file__).resolve().parents[2]


def explained(*arguments: object) -> dict[str, Any]:
    typed = ["verklaar", *(str(part) for part in arguments), "--formaat", "json"]
    result = CliRunner().invoke(main, typed, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    (decision,) = json.loads(result.stdout)["besluiten"]
    return dict(decision)


@pytest.fixture(scope="module")
def azc() -> dict[str, Any]:
    """ECLI:NL:RBLIM:2019:6788: three years from 2 December 2013 and 24 weeks, until 18 May 2017; fined on
    12 October 2017. The rest of the file is of later than the reference date."""
    return explained(ROOT / "scenarios" / "rblim-2019-6788.yaml", "--besluit", 2)


def test_passing_the_five_parts_by_the_last_good_day_avoids_the_fine(
    azc: dict[str, Any], find: Find
) -> None:
    parts = ("lezen", "luisteren", "schrijven", "spreken", "knm")
    facts = [
        f"{{datum: 2017-05-18, soort: examen, onderdeel: {part}, uitslag: behaald}}"
        for part in parts
    ]
    found = find(azc["anders"], "toegevoegd", *facts)
    assert found["gevolg"] == "vervalt"
    assert found["rand"]["niet_meer"] == "2017-05-19"
    assert found["rand"]["niet_meer_dan"]["gevolg"] == "gelijk"


def test_an_extension_that_reaches_the_day_of_the_fine_avoids_it(
    azc: dict[str, Any], find: Find
) -> None:
    # From 19 May to 12 October 2017 is 147 days: 21 weeks on top of the 24.
    found = find(
        azc["anders"],
        "anders",
        "{datum: 2015-11-27, soort: verlenging, duur: 45 weken, grond: azc}",
    )
    assert found["gevolg"] == "vervalt"
    assert found["rand"]["niet_meer"] == "44 weken"
    assert found["rand"]["niet_meer_dan"]["gevolg"] == "gelijk"


def test_blame_was_presumed_and_its_absence_avoids_the_fine(azc: dict[str, Any]) -> None:
    (presumed,) = azc["onbekend"]["gezegd"]["aangenomen"]
    assert presumed.startswith("Aangenomen is dat de overschrijding te verwijten is")
    blameless = [
        one
        for one in azc["anders"]["gevonden"]
        if any("niet_verwijtbaar" in (fact["wordt"] or "") for fact in one["feiten"])
    ]
    assert {one["gevolg"] for one in blameless} == {"vervalt"}


def test_measures_of_later_made_no_difference_to_a_fine_of_2017(azc: dict[str, Any]) -> None:
    assert {"c-158-23", "covid", "laatste-dag=voor"} <= set(azc["anders"]["zonder_verschil"])


def test_a_fine_between_the_two_courts_hangs_on_the_reading_of_c_158_23(tmp_path: Path) -> None:
    # Three years from 1 November 2021 end on 31 October 2024; the fine is of 3 March 2025: after the
    # ruling of the Court of Justice (4 February 2025), before that of the Raad van State (9 July 2025).
    path = tmp_path / "tussen.yaml"
    path.write_text(
        "persoon: {id: tussen, geboortedatum: 1990-01-01, groep: asielstatushouder}\n"
        "gebeurtenissen:\n"
        "  - {datum: 2021-11-01, soort: inburgeringsplichtig}\n"
        "  - {datum: 2025-03-03, soort: boetebesluit, bedrag: 1250}\n"
        "peildatum: 2025-04-01\n",
        encoding="utf-8",
    )
    fine = explained(path, "--besluit", 1, "--pogingen", 12)
    assert (fine["soort"], fine["datum"]) == ("boete", "2025-03-03")
    (reading,) = [
        one
        for one in fine["anders"]["gevonden"]
        if one["lezing"] == "c-158-23-vanaf=hof-van-justitie"
    ]
    assert reading["gevolg"] == "vervalt"
