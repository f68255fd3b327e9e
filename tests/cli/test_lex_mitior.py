"""Of the law of the overrun and that of the decision the milder holds (Awb 5:46), both shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

Run = Callable[..., Result]

#: The law of later, as a proposal: tables of one version that begins on a day.
LATER = """\
voorstel: later-recht
titel: Het recht van later
bron: Later
bekend op: 2020-01-01
---
bronnen:
  Later: {{titel: Verzonnen, url: "https://voorbeeld.nl"}}
---
{changes}
"""
EXAM = """\
tabellen:
  boetebedrag:
    titel: Boetebedrag
    bron: Later
    geldt: {{vanaf: {since}}}
    rijen: pogingen
    kolommen: uren
    cellen:
      - ["", 0 tot en met 149, 150 of meer]
      - [0 of meer, "€ {amount}", "€ {amount}"]
"""
STATEMENT = """\
parameters:
  {name}: {{titel: Boete, waarde: "€ {amount}", geldt: {{vanaf: {since}}}, bron: Later}}
"""
ROUTE = """\
tabellen:
  boete_naar_uren:
    titel: Boetebedrag
    bron: Later
    geldt: {{vanaf: {since}}}
    rijen: pogingen
    kolommen: uren
    cellen:
      - ["", 0 tot en met 249, 250 of meer]
      - [0 of meer, "€ {amount}", "€ {amount}"]
  vermindering21:
    titel: Vermindering
    bron: Later
    geldt: {{vanaf: {since}}}
    rijen: onderdelen
    cellen:
      - [0 of meer, "{less}%"]
"""

# The exam term ends on 9 February 2022, that for the statement on 9 February 2020 (and two months
# for the pandemic do not count: it was over). Wi 34: at most € 1.250 and € 340.
LIFE_2013 = """\
scenario: Te laat
bron: verzonnen
persoon: {{id: p, geboortedatum: 1990-03-03, groep: gezinsmigrant}}
gebeurtenissen:
  - {{datum: 2019-02-10, soort: inburgeringsplichtig}}
  - {{datum: 2019-02-10, soort: inschrijving_brp}}
  - {{datum: {decided}, soort: boetebesluit, betreft: {about}}}
peildatum: {decided}
"""
# Term 25 April 2022 - 24 April 2025; two of the five parts passed, each done once, 250 hours.
LIFE_2021 = """\
scenario: Te laat
bron: verzonnen
persoon: {{id: p, geboortedatum: 1990-03-03, groep: gezinsmigrant}}
gebeurtenissen:
  - {{datum: 2022-01-10, soort: verblijfsrecht, vergunning: regulier}}
  - {{datum: 2022-04-24, soort: pip, leerroute: b1}}
  - {{datum: 2023-05-01, soort: cursusuren, soort_uren: nt2, uren: 250}}
  - {{datum: 2024-01-10, soort: examen, onderdeel: lezen, uitslag: behaald, niveau: B1}}
  - {{datum: 2024-01-10, soort: examen, onderdeel: knm, uitslag: behaald}}
  - {{datum: 2024-01-10, soort: examen, onderdeel: luisteren, uitslag: niet_behaald}}
  - {{datum: 2024-01-10, soort: examen, onderdeel: schrijven, uitslag: niet_behaald}}
  - {{datum: 2024-01-10, soort: examen, onderdeel: spreken, uitslag: niet_behaald}}
  - {{datum: {decided}, soort: boetebesluit, betreft: {about}}}
peildatum: {decided}
"""


Asked = Callable[[str, str, str, str], Any]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str, str, str], tuple[Path, Path]]:
    """The files of a life and of the law of later."""

    def made(life: str, about: str, decided: str, changes: str) -> tuple[Path, Path]:
        law, dossier = tmp_path / "later-recht.yaml", tmp_path / "leven.yaml"
        law.write_text(LATER.format(changes=changes), encoding="utf-8")
        dossier.write_text(life.format(about=about, decided=decided), encoding="utf-8")
        return dossier, law

    return made


@pytest.fixture
def fined(run: Run, written: Callable[..., tuple[Path, Path]]) -> Asked:
    """The fine about a subject in a life, under the law of later."""

    def asked(life: str, about: str, decided: str, changes: str) -> Any:
        dossier, law = written(life, about, decided, changes)
        text = run("simuleer", dossier, "--voorstel", law, "--formaat", "json").stdout
        (fine,) = (
            decision
            for decision in json.loads(text)["besluiten"]
            if decision["soort"] == "boete" and decision["velden"]["betreft"] == about
        )
        return fine

    return asked


@pytest.fixture
def explained(run: Run, written: Callable[..., tuple[Path, Path]]) -> Asked:
    """Why there is what there is in a life, as one line of text."""

    def asked(life: str, about: str, decided: str, changes: str) -> str:
        dossier, law = written(life, about, decided, changes)
        return " ".join(run("verklaar", dossier, "--voorstel", law, "--alles").stdout.split())

    return asked


@pytest.mark.parametrize(
    ("since", "amount", "expected"),
    [
        ("2022-06-01", "700", 70_000),  # milder: that of later
        ("2022-06-01", "1.400", 125_000),  # more severe: that of the overrun
        ("2022-07-01", "700", 70_000),  # from the day of the decision on
        ("2022-07-02", "700", 125_000),  # a day too late for it
    ],
)
def test_the_milder_fine_for_the_exam_parts_holds(
    fined: Asked, since: str, amount: str, expected: int
) -> None:
    changes = EXAM.format(since=since, amount=amount)
    fine = fined(LIFE_2013, "examen", "2022-07-01", changes)
    assert fine["bedrag_cent"] == expected


@pytest.mark.parametrize(
    ("life", "name", "decided"),
    [(LIFE_2013, "pvt_boete", "2020-07-01"), (LIFE_2021, "boete_pvt_map", "2025-07-01")],
)
@pytest.mark.parametrize(("amount", "expected"), [("100", 10_000), ("500", 34_000)])
def test_the_milder_fine_for_the_participation_statement_holds(
    fined: Asked,
    life: str,
    name: str,
    decided: str,
    amount: str,
    expected: int,
) -> None:
    changes = STATEMENT.format(name=name, since=decided, amount=amount)
    fine = fined(life, "pvt", decided, changes)
    assert fine["bedrag_cent"] == expected


@pytest.mark.parametrize(
    ("amount", "less", "basis", "percentage", "expected"),
    [
        # € 640 less 40% is € 384 under the law of the overrun.
        ("500", "40", 50_000, 40, 30_000),
        ("700", "60", 70_000, 60, 28_000),  # a higher table, yet less remains
        ("600", "10", 64_000, 40, 38_400),  # a lower table, yet more remains: € 540
        ("640", "40", 64_000, 40, 38_400),
    ],
)
def test_what_remains_of_a_fine_is_compared_and_the_two_laws_are_not_mixed(
    fined: Asked,
    amount: str,
    less: str,
    basis: int,
    percentage: int,
    expected: int,
) -> None:
    changes = ROUTE.format(since="2025-06-01", amount=amount, less=less)
    fine = fined(LIFE_2021, "leerroute", "2025-07-01", changes)
    assert fine["bedrag_cent"] == expected
    assert fine["velden"]["basisbedrag_cent"] == basis
    assert [m["percentage"] for m in fine["velden"]["matigingen"]] == [percentage]


def test_both_laws_stand_in_the_explanation(explained: Asked) -> None:
    text = explained(
        LIFE_2021,
        "leerroute",
        "2025-07-01",
        ROUTE.format(since="2025-06-01", amount="500", less="40"),
    )
    assert "[Awb 5:46 lid 4; boetezaak.mildste-recht]" in text
    assert "boete bij overtreding: € 384,00" in text
    assert "boete bij besluit: € 300,00" in text
    assert "250 uur: € 640,00" in text
    assert "250 uur: € 500,00" in text


def test_both_laws_stand_in_the_explanation_under_the_act_of_2013(explained: Asked) -> None:
    text = explained(
        LIFE_2013, "examen", "2022-07-01", EXAM.format(since="2022-06-01", amount="700")
    )
    assert "[Awb 5:46 lid 4; examentermijn.mildste-recht]" in text
    assert "0 uur: € 1.250,00" in text
    assert "0 uur: € 700,00" in text
