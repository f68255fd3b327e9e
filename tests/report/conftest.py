"""An answer made by hand, about a person who never was."""

from __future__ import annotations

import datetime

import pytest

from inburgerregels.model import (
    AgendaItem,
    Decision,
    Dossier,
    Event,
    Outcome,
    RulebookRef,
    Source,
    Term,
)
from inburgerregels.report import Labels


def d(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def dossier() -> Dossier:
    return Dossier(
        id="anna",
        person={},
        events=(
            Event("begonnen", d("2013-12-02").toordinal()),
            Event("geslaagd", d("2030-01-01").toordinal()),
        ),
        title="Anna doet het later",
        source="verzonnen",
    )


@pytest.fixture
def labels() -> Labels:
    return Labels(
        decisions={"boete": "Boete"},
        events={"begonnen": "De plicht begint"},
        layers={"uitstel-2020": "Uitstel in 2020"},
        readings={"laatste-dag": "Telt de laatste dag mee?"},
        choices={("laatste-dag", "tot-en-met"): "Ja."},
        defaults={"laatste-dag": "voor"},
    )


@pytest.fixture
def outcome() -> Outcome:
    law = Source(
        "Wi 7b lid 1", bwb="BWBR0020611", artikel="7b", lid="1", url="https://wetten.example/7b"
    )
    return Outcome(
        persoon="anna",
        regime="wi2013",
        peildatum=d("2018-01-01"),
        rulebook=RulebookRef(
            "3fa9c1",
            ("uitstel-2020",),
            (),
            {"laatste-dag": "tot-en-met", "halve-dagen": "naar-boven", "projectie": "eerste"},
        ),
        status="plichtig",
        termijnen=(
            Term(
                "examen",
                1,
                d("2013-12-02"),
                d("2017-05-18"),
                168,
                "verstreken",
                False,
                "k.a",
                (law,),
            ),
            Term(
                "examen", 2, d("2017-05-19"), d("2019-05-18"), None, "loopt", False, "k.b", (law,)
            ),
            Term("examen", 3, d("2019-05-19"), None, 0, None, True, "k.b"),
        ),
        besluiten=(
            Decision(
                d("2017-10-12"),
                "boete",
                None,
                False,
                "minister",
                d("2019-07-24"),
                {
                    "betreft": "examen",
                    "nummer": 1,
                    "maximum_cent": 125000,
                    "opgelegd_cent": 50000,
                    "na_bezwaar_cent": None,
                    "matigingen": [{"grond": "twee onderdelen gehaald", "percentage": 40}],
                    "geheel": True,
                },
                "k.boete",
                (law, law),
                ("De laatste dag is voorbij", "Er is geen reden waarom dat niet te verwijten is"),
            ),
            Decision(
                d("2019-08-17"),
                "nog_een_boete",
                106250,
                True,
                None,
                None,
                {"redenen": ["zomaar"], "einde": d("2019-05-18")},
                "k.boete",
                (),
                ("zomaar",),
            ),
        ),
        lening={"toegekend_cent": 1000000, "restschuld_cent": 5000, "rente_cent": None},
        termijnagenda=(AgendaItem(d("2019-05-18"), "Laatste dag", "Daarna kan een boete volgen."),),
    )
