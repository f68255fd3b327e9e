"""Which decision of another answer is this one, and how it differs."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import pytest

from inburgerregels.explain.effect import effect_on, same_decision
from inburgerregels.language.vocabulary import OutcomeMap, Vocabulary
from inburgerregels.model import Decision, Outcome, RulebookRef

DAY = datetime.date(2020, 5, 18)
LATER = datetime.date(2020, 6, 18)
WORDS = Vocabulary(
    {}, {}, {}, {}, {}, {}, OutcomeMap({}, {}, {}, ("over", "nummer"), "mens", "redenen", "mist")
)


def decision(
    kind: str = "boete", day: datetime.date = DAY, rule: str = "r", **fields: Any
) -> Decision:
    amount = fields.pop("amount", 100)
    return Decision(day, kind, amount, False, None, None, fields, rule)


def answer(*decisions: Decision) -> Outcome:
    return Outcome("p", None, DAY, RulebookRef(""), None, (), decisions)


def test_the_same_kind_and_number_is_the_same_whatever_its_day() -> None:
    one, other = decision(over="bad", nummer=1), decision(day=LATER, over="bad", nummer=1)
    also = decision(over="bad", nummer=2)
    assert same_decision(one, answer(one), answer(also, other), WORDS) == other


def test_else_it_is_one_of_the_same_kind_on_the_same_day() -> None:
    one, other = decision(over="bad", nummer=2), decision(over="bad", nummer=1)
    assert same_decision(one, answer(one), answer(other), WORDS) == other
    late = attrs.evolve(other, datum=LATER)
    assert same_decision(one, answer(one), answer(late), WORDS) is None


def test_another_decision_of_that_day_that_was_there_before_is_not_it() -> None:
    one, other = decision(over="bad", nummer=1), decision(over="duik", nummer=1)
    assert same_decision(one, answer(one, other), answer(other), WORDS) is None
    assert effect_on(one, answer(one, other), answer(other), WORDS).gone


def test_a_decision_about_nothing_in_particular_is_the_same_by_the_same_rule() -> None:
    one, other = decision("mens", rule="a"), decision("mens", rule="b")
    assert same_decision(one, answer(one), answer(other), WORDS) is None
    later = decision("mens", LATER, rule="a")
    assert same_decision(one, answer(one), answer(other, later), WORDS) == later


@pytest.mark.parametrize(
    ("change", "field", "before", "after"),
    [
        ({"day": LATER}, "datum", DAY, LATER),
        ({"amount": 50}, "bedrag_cent", 100, 50),
        ({"stand": "weg"}, "stand", None, "weg"),
    ],
)
def test_a_difference_names_the_field_and_both_values(
    change: dict[str, Any], field: str, before: Any, after: Any
) -> None:
    one = decision(over="bad", nummer=1)
    other = decision(over="bad", nummer=1, **change)
    effect = effect_on(one, answer(one), answer(other), WORDS)
    assert [(d.field, d.before, d.after) for d in effect.differences] == [(field, before, after)]


def test_the_same_decision_has_no_effect() -> None:
    one = decision(over="bad", nummer=1)
    assert effect_on(one, answer(one), answer(one, decision("lintje")), WORDS).none
