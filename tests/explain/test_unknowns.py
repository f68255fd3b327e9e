"""What a decision leaves open, on a small invented law."""

from __future__ import annotations

from inburgerregels.model import Dossier
from tests.explain.conftest import Pool


def test_an_unknown_fact_is_named_with_what_each_answer_makes_of_the_decision(pool: Pool) -> None:
    dossier = pool.dossier(
        "{id: x, soort_lid: onbekend}", ["{datum: 2020-03-02, soort: ingeschreven}"]
    )
    (question,) = pool.open_json(dossier, "handmatig")["vragen"]
    assert question["vraag"] == "soort_lid van de persoon"
    # 2 March and ten weeks: until 10 May. The young pay half.
    assert [
        (one["antwoord"], one["gevolg"], [(d["datum"], d["bedrag_cent"]) for d in one["dan_wel"]])
        for one in question["antwoorden"]
    ] == [
        ("jeugd", "vervalt", [("2020-05-11", 2000)]),
        ("volwassene", "vervalt", [("2020-05-11", 4000)]),
    ]


def test_an_unknown_fact_that_makes_no_difference_is_not_named(pool: Pool) -> None:
    dossier = pool.dossier(
        "{id: x}",
        [
            "{datum: 2020-03-02, soort: ingeschreven}",
            "{datum: 2020-11-01, soort: ziekte, ernst: onbekend}",
        ],
    )
    assert pool.open_json(dossier, "boete")["vragen"] == []


def test_what_the_dossier_left_out_and_was_read_as_its_default_is_named(pool: Pool) -> None:
    dossier = pool.dossier("{id: x}", ["{datum: 2020-03-02, soort: ingeschreven}"])
    assert pool.open_json(dossier, "boete")["standaard"] == [
        {"feit": None, "veld": "soort_lid", "waarde": "volwassene"}
    ]


def test_what_was_given_is_not_presumed(pool: Pool, bram: Dossier) -> None:
    assert pool.open_json(bram, "boete")["standaard"] == []


def test_open_questions_of_the_rules_that_won_are_named(pool: Pool, bram: Dossier) -> None:
    assert pool.open_json(bram, "boete")["twijfel"] == [
        {
            "regel": "persoon.genoemde-dag",
            "zekerheid": None,
            "open_vraag": "Telt uitstel van na de leertijd ook?",
        }
    ]
