"""What other law touches of the answers, and that nothing else is counted again."""

from __future__ import annotations

import attrs
import numpy as np

from inburgerregels.policy.answer_columns import AnswerColumns
from inburgerregels.policy.columns import Columns, Values, coded
from inburgerregels.policy.questions import Indicator, YearOf
from inburgerregels.policy.touched import Touched, touched_by


def answers(kinds: list[str], amounts: list[int], status: list[str]) -> AnswerColumns:
    persons = Values(np.arange(len(kinds)))
    return AnswerColumns(
        Columns({"status": coded(status), "schuld": Values(np.arange(len(status)))}),
        Columns({"persoon": persons, "soort": coded(kinds), "bedrag": Values(np.array(amounts))}),
        Columns({"nummer": Values(np.array([1, 2]))}),
        0,
    )


BASE = answers(["a", "b", "a", "c"], [1, 2, 3, 4], ["x", "y"])


def test_the_same_answers_touch_nothing() -> None:
    again = answers(["a", "b", "a", "c"], [1, 2, 3, 4], ["x", "y"])
    assert touched_by(BASE, again) == Touched(frozenset(), False, frozenset())


def test_a_kind_is_touched_by_another_amount_another_number_or_a_new_one() -> None:
    other = answers(["b", "a", "c", "d"], [2, 9, 4, 1], ["x", "y"])
    found = touched_by(BASE, other)
    # Of "a" there is one fewer, and "d" is new; "b" and "c" stand with other persons.
    assert found.kinds == {"a", "b", "c", "d"}
    other = answers(["a", "b", "a", "c"], [1, 2, 7, 4], ["x", "y"])
    assert touched_by(BASE, other).kinds == {"a"}


def test_a_word_is_the_same_wherever_it_stands_among_the_words() -> None:
    other = answers(["a", "b", "a", "c"], [1, 2, 3, 4], ["y", "x"])
    assert touched_by(BASE, other).standing == {"status"}
    turned = attrs.evolve(
        BASE,
        standing=Columns(
            {**BASE.standing, "status": Values(np.array([1, 0]), None, ("y", "x"))},
        ),
    )
    assert touched_by(BASE, turned).standing == frozenset()


def test_what_is_there_no_more_touches() -> None:
    missing = Columns({"nummer": Values(np.array([1, 2]), np.array([False, True]))})
    assert touched_by(BASE, attrs.evolve(BASE, terms=missing)).terms
    one = Columns({"nummer": Values(np.array([1]))})
    assert touched_by(BASE, attrs.evolve(BASE, terms=one)).terms


def indicator(**given: object) -> Indicator:
    nothing = {
        **dict.fromkeys(("note", "total", "better", "year", "average_over")),
        **dict.fromkeys(("kinds", "kinds_not"), ()),
        "name": "i",
        "title": "I",
        "rows": "besluiten",
        "where": {},
        "standing_only": False,
        "unit": "besluiten",
    }
    return Indicator(**{**nothing, **given})  # type: ignore[arg-type]


def test_an_indicator_counts_again_when_something_it_looks_at_is_touched() -> None:
    touched = Touched(frozenset({"a"}), True, frozenset({"status"}))
    assert touched.counts_for(indicator(kinds=("a", "b")))
    assert not touched.counts_for(indicator(kinds=("b",)))
    assert touched.counts_for(indicator())
    assert not touched.counts_for(indicator(kinds_not=("a",)))
    assert touched.counts_for(indicator(rows="termijnen"))
    assert touched.counts_for(indicator(rows="personen", where={"status": ("x",)}))
    assert touched.counts_for(indicator(rows="personen", total="status"))
    assert not touched.counts_for(indicator(rows="personen", total="schuld"))
    by_year = indicator(kinds=("b",), year=YearOf("einde", kind="a"))
    assert not touched.counts_for(by_year)
    assert touched.years_of(by_year)
