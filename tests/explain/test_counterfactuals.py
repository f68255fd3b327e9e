"""What would have avoided or changed a decision, on a small invented law; every day worked out by hand.

Bram enrolled on Monday 2 March 2020. Ten weeks end on Sunday 10 May, with a week of delay on 17 May; the
fine is of 18 May, and half of the usual one. His last stroke came on 20 June, 34 days after 17 May.
"""

from __future__ import annotations

from typing import Any

import pytest

from inburgerregels.explain.counterfactuals import MOST_SHOWN
from inburgerregels.model import Dossier
from tests.explain.conftest import Find, Pool


@pytest.fixture
def result(pool: Pool, bram: Dossier) -> dict[str, Any]:
    return pool.otherwise(bram, "boete")


def test_facts_that_came_too_late_together_avoid_it_until_the_last_day(
    result: dict[str, Any], find: Find
) -> None:
    found = find(
        result,
        "datum",
        "{datum: 2020-05-17, soort: diploma, slag: rug}",
        "{datum: 2020-05-17, soort: diploma, slag: vlinder}",
    )
    assert found["gevolg"] == "vervalt"
    assert found["rand"]["hoe"] == "uiterlijk"
    assert (found["rand"]["nog_wel"], found["rand"]["niet_meer"]) == ("2020-05-17", "2020-05-18")
    assert found["rand"]["niet_meer_dan"]["gevolg"] == "gelijk"


def test_one_of_two_late_facts_alone_changes_nothing(result: dict[str, Any]) -> None:
    moved = [one for one in result["gevonden"] if one["wijze"] == "datum"]
    assert not [
        one for one in moved if len(one["feiten"]) == 1 and "diploma" in one["feiten"][0]["nu"]
    ]


def test_a_later_start_avoids_it_from_the_first_day_that_reaches(
    result: dict[str, Any], find: Find
) -> None:
    # 77 days from 5 April are until 20 June; from 4 April until 19 June, and the fine comes a day later.
    found = find(result, "datum", "{datum: 2020-04-05, soort: ingeschreven}")
    assert (found["gevolg"], found["rand"]["hoe"]) == ("vervalt", "vanaf")
    beyond = found["rand"]["niet_meer_dan"]
    assert beyond["gevolg"] == "anders"
    assert beyond["verschillen"] == [{"veld": "datum", "nu": "2020-05-18", "wordt": "2020-06-20"}]


def test_what_was_missing_is_added_and_no_more_than_is_needed(
    result: dict[str, Any], find: Find
) -> None:
    found = find(
        result,
        "toegevoegd",
        "{datum: 2020-05-17, soort: diploma, slag: rug}",
        "{datum: 2020-05-17, soort: diploma, slag: vlinder}",
    )
    assert found["gevolg"] == "vervalt"
    assert found["rand"]["niet_meer_dan"]["gevolg"] == "gelijk"


def test_a_fact_that_was_asked_for_and_not_there_is_tried_on_the_last_day_it_counts(
    result: dict[str, Any], find: Find
) -> None:
    found = find(result, "toegevoegd", "{datum: 2020-05-17, soort: ziekte, ernst: zwaar}")
    assert found["gevolg"] == "vervalt"
    assert found["rand"]["niet_meer"] == "2020-05-18"


def test_a_longer_delay_avoids_it_from_the_first_week_that_reaches(
    result: dict[str, Any], find: Find
) -> None:
    # Five weeks after 17 May is 21 June, four weeks is 14 June: the week of the dossier and five more.
    found = find(result, "anders", "{datum: 2020-03-10, soort: uitstel, duur: 6 weken}")
    assert (found["gevolg"], found["rand"]["hoe"]) == ("vervalt", "ten minste")
    assert (found["rand"]["nog_wel"], found["rand"]["niet_meer"]) == ("6 weken", "5 weken")
    assert found["rand"]["niet_meer_dan"]["verschillen"] == [
        {"veld": "datum", "nu": "2020-05-18", "wordt": "2020-06-15"}
    ]


def test_without_a_fact(result: dict[str, Any], find: Find) -> None:
    found = find(result, "weg", "{datum: 2020-03-02, soort: ingeschreven}")
    assert found["gevolg"] == "vervalt"
    found = find(result, "weg", "{datum: 2020-03-10, soort: uitstel, duur: 1 week}")
    assert found["verschillen"] == [{"veld": "datum", "nu": "2020-05-18", "wordt": "2020-05-11"}]


def test_another_person_another_amount(result: dict[str, Any]) -> None:
    (found,) = [one for one in result["gevonden"] if one["wijze"] == "persoon"]
    assert found["persoon"] == {"soort_lid": "volwassene"}
    assert found["verschillen"] == [{"veld": "bedrag_cent", "nu": 2000, "wordt": 4000}]


def test_the_other_reading_and_the_measure_left_out(result: dict[str, Any]) -> None:
    (reading,) = [one for one in result["gevonden"] if one["wijze"] == "lezing"]
    assert reading["lezing"] == "laatste-dag=niet"
    assert reading["verschillen"] == [{"veld": "datum", "nu": "2020-05-18", "wordt": "2020-05-17"}]
    (measure,) = [one for one in result["gevonden"] if one["wijze"] == "maatregel"]
    assert measure["zonder"] == "jeugdkorting"
    assert measure["verschillen"] == [{"veld": "bedrag_cent", "nu": 2000, "wordt": 4000}]


def test_law_that_the_decision_does_not_rest_on_is_not_tried(result: dict[str, Any]) -> None:
    named = [one["lezing"] for one in result["gevonden"]] + result["zonder_verschil"]
    assert not [name for name in named if name and name.startswith("kleur-lintje")]


def test_law_that_it_rests_on_and_that_makes_no_difference_is_named(pool: Pool) -> None:
    grown_up = pool.dossier("{id: g}", ["{datum: 2020-03-02, soort: ingeschreven}"])
    assert pool.otherwise(grown_up, "boete")["zonder_verschil"] == ["jeugdkorting"]


def test_a_fact_that_two_questions_ask_for_is_found_once(pool: Pool, find: Find) -> None:
    # The law asks whether there is any diploma, and for one of every stroke; only one is missing.
    dossier = pool.dossier(
        "{id: x}",
        [
            "{datum: 2020-03-02, soort: ingeschreven}",
            "{datum: 2020-04-01, soort: diploma, slag: borst}",
            "{datum: 2020-04-01, soort: diploma, slag: rug}",
        ],
    )
    found = find(
        pool.otherwise(dossier, "boete"),
        "toegevoegd",
        "{datum: 2020-05-10, soort: diploma, slag: vlinder}",
    )
    assert (found["gevolg"], found["rand"]["niet_meer"]) == ("vervalt", "2020-05-11")


def test_a_decision_that_takes_its_place_is_named(pool: Pool) -> None:
    dossier = pool.dossier(
        "{id: p}",
        ["{datum: 2020-03-02, soort: ingeschreven}", "{datum: 2020-09-01, soort: feest}"],
    )
    found = pool.otherwise(dossier, "boete")["gevonden"]
    all_three = [one for one in found if one["wijze"] == "toegevoegd" and len(one["feiten"]) == 3]
    assert [one["dan_wel"] for one in all_three] == [
        [{"datum": "2020-09-01", "soort": "lintje", "bedrag_cent": None, "regel": "persoon.lintje"}]
    ]


def test_no_more_answers_are_computed_than_was_allowed_and_that_is_said(
    pool: Pool, bram: Dossier
) -> None:
    few = pool.search(bram, "boete", most=20)
    assert (few.tries, few.complete) == (20, False)
    assert pool.search(bram, "boete").complete


def test_the_order_of_the_file_changes_nothing(pool: Pool, bram: Dossier) -> None:
    lines = [
        "{datum: 2020-03-10, soort: uitstel, duur: 1 week}",
        "{datum: 2020-06-20, soort: diploma, slag: vlinder}",
        "{datum: 2020-06-01, soort: diploma, slag: rug}",
        "{datum: 2020-04-01, soort: diploma, slag: borst}",
        "{datum: 2020-03-02, soort: ingeschreven}",
    ]
    turned = pool.dossier("{id: bram, soort_lid: jeugd}", lines)

    def told(dossier: Dossier) -> list[tuple[Any, ...]]:
        found = pool.otherwise(dossier, "boete")["gevonden"]
        return sorted(
            (one["wijze"], one["gevolg"], sorted(str(fact) for fact in one["feiten"]))
            for one in found
        )

    assert told(turned) == told(bram)


def test_what_is_shown_is_few_and_what_avoids_goes_first(pool: Pool, bram: Dossier) -> None:
    found = pool.search(bram, "boete")
    few = 10
    shown = found.shown(few)
    assert len(shown) == few < min(MOST_SHOWN, len(found.found))
    gone = [one.effect.gone for one in shown]
    assert gone == sorted(gone, reverse=True)
    assert {one.way for one in shown} == {one.way for one in found.found}
