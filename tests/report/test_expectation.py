"""What was expected against what came out."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from inburgerregels.model import Outcome, outcome_to_json
from inburgerregels.report.expectation import Difference, differences, differences_as_text

ANSWER: dict[str, Any] = {
    "status": "plichtig",
    "termijnen": [
        {"soort": "examen", "nummer": 1, "einde": "2017-05-18", "verwacht": False},
        {"soort": "examen", "nummer": 2, "einde": "2019-05-18", "verwacht": False},
    ],
    "besluiten": [
        {"datum": "2017-10-12", "soort": "boete", "bedrag_cent": 50000, "velden": {"nummer": 1}},
        {"datum": "2017-11-23", "soort": "bezwaartermijn", "bedrag_cent": None, "velden": {}},
    ],
    "lening": {"restschuld_cent": 5000},
}


@pytest.mark.parametrize(
    "expected",
    [
        {},
        {"status": "plichtig"},
        {"termijnen": [{}, {}]},
        {"termijnen": [{"einde": datetime.date(2017, 5, 18)}, {"einde": "18-05-2019"}]},
        {"besluiten": [{"bedrag": 500}, {"bedrag_cent": None}]},
        {"besluiten": [{"bedrag": "€ 500,00", "velden": {"nummer": 1}}, {}]},
        {"lening": {"restschuld": 50}},
    ],
)
def test_fields_left_out_are_free_and_days_and_amounts_may_be_written_otherwise(
    expected: dict[str, Any],
) -> None:
    assert differences(expected, ANSWER) == ()


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ({"status": "voldaan"}, [Difference("status", "voldaan", "plichtig")]),
        ({"stand": 1}, [Difference("stand", "1", "er is geen veld van die naam")]),
        (
            {"besluiten": [{"bedrag": 499}, {}]},
            [Difference("besluiten 1 > bedrag", "€ 499,00", "€ 500,00")],
        ),
        (
            {"termijnen": [{"soort": "examen", "nummer": 1}]},
            [
                Difference(
                    "termijnen (uitkomst 2)",
                    "niets",
                    "soort examen, nummer 2, einde 18 mei 2019, verwacht nee",
                )
            ],
        ),
        (
            {"termijnen": []},
            [
                Difference(
                    "termijnen (uitkomst 1)",
                    "niets",
                    "soort examen, nummer 1, einde 18 mei 2017, verwacht nee",
                ),
                Difference(
                    "termijnen (uitkomst 2)",
                    "niets",
                    "soort examen, nummer 2, einde 18 mei 2019, verwacht nee",
                ),
            ],
        ),
        (
            {
                "besluiten": [
                    {"soort": "boete"},
                    {"soort": "waarschuwing"},
                    {"soort": "bezwaartermijn"},
                ]
            },
            [Difference("besluiten 2", "soort waarschuwing", "niets")],
        ),
        (
            {"besluiten": [{"soort": "boete", "datum": "2017-10-13"}, {"soort": "bezwaartermijn"}]},
            [Difference("besluiten 1 > datum", "13 oktober 2017", "12 oktober 2017")],
        ),
        ({"status": True}, [Difference("status", "ja", "plichtig")]),
        ({"termijnen": "geen"}, None),
    ],
)
def test_each_difference_names_the_field_and_both_sides(
    expected: dict[str, Any], found: list[Difference] | None
) -> None:
    got = differences(expected, ANSWER)
    if found is None:
        assert got
    else:
        assert list(got) == found


def leaves(given: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    parts = given.items() if isinstance(given, dict) else enumerate(given)
    for key, item in parts:
        if isinstance(item, (dict, list)) and item:
            yield from leaves(item, (*path, key))
        else:
            yield (*path, key)


def changed(given: Any, path: tuple[Any, ...]) -> Any:
    copied = copy.deepcopy(given)
    inner = copied
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = "iets anders"
    return copied


def test_an_answer_is_what_it_is_and_any_other_value_in_it_is_noticed(outcome: Outcome) -> None:
    answer = outcome_to_json(outcome)
    assert differences(answer, answer) == ()
    tried = 0
    for path in leaves(answer):
        assert differences(changed(answer, path), answer), path
        tried += 1
    assert tried > 50


def test_items_in_another_order_are_not_the_same() -> None:
    swapped = {"besluiten": [{"soort": "bezwaartermijn"}, {"soort": "boete"}]}
    assert len(differences(swapped, ANSWER)) == 2


def test_one_is_not_yes() -> None:
    assert differences({"verwacht": 1}, {"verwacht": True})
    assert differences({"verwacht": False}, {"verwacht": 0})


def test_differences_are_shown_under_each_other() -> None:
    text = differences_as_text([Difference("status", "voldaan", "plichtig\x1b[1m")])
    assert text == "status\n  verwacht  voldaan\n  uitkomst  plichtig�[1m"
