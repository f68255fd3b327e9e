"""Where everything stands in the picture of a timeline."""

from __future__ import annotations

import datetime
import itertools

import attrs
from hypothesis import given
from hypothesis import strategies as st

from inburgerregels.model import Decision, Outcome, RulebookRef, Term
from inburgerregels.report import Labels, case_view
from inburgerregels.report.timeline import timeline

days = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    terms = [
        Term("t", n, begin, end, None, "loopt", draw(st.booleans()), "r")
        for n in range(draw(st.integers(0, 3)))
        for begin, end in [draw(st.tuples(days, st.none() | days))]
    ]
    decisions = [
        Decision(draw(days), "b", None, False, None, None, {}, "r")
        for _ in range(draw(st.integers(0, 8)))
    ]
    return Outcome("p", None, draw(days), RulebookRef("h"), None, tuple(terms), tuple(decisions))


@given(outcomes())
def test_everything_lies_within_the_picture(outcome: Outcome) -> None:
    picture = timeline(case_view(outcome, Labels()))
    places = [picture.today, *(tick.x for tick in picture.ticks)]
    places += [mark.x for mark in picture.decisions]
    places += [place for bar in picture.bars for place in (bar.x, bar.x + bar.width)]
    assert all(picture.left <= place <= picture.width for place in places)
    heights = [mark.y + picture.radius for mark in picture.decisions]
    heights += [bar.y + bar.height for bar in picture.bars]
    assert all(0 < height < picture.height for height in heights)


@given(outcomes())
def test_no_decision_covers_another(outcome: Outcome) -> None:
    picture = timeline(case_view(outcome, Labels()))
    marks = list(picture.decisions)
    for at, one in enumerate(marks):
        for other in marks[at + 1 :]:
            assert one.y != other.y or abs(one.x - other.x) >= 2 * picture.radius


@given(outcomes())
def test_labels_of_years_do_not_run_into_each_other(outcome: Outcome) -> None:
    ticks = timeline(case_view(outcome, Labels())).ticks
    assert all(right.x - left.x >= 30 for left, right in itertools.pairwise(ticks))


def test_the_part_of_a_term_that_is_extension_is_its_end(outcome: Outcome, labels: Labels) -> None:
    whole, rest, _ = timeline(case_view(outcome, labels)).bars
    assert 0 < whole.extended < whole.width / 5
    assert rest.extended == 0


def test_an_extension_is_never_longer_than_its_term(outcome: Outcome, labels: Labels) -> None:
    term = attrs.evolve(outcome.termijnen[0], verlengd_dagen=99_999)
    (bar,) = timeline(case_view(attrs.evolve(outcome, termijnen=(term,)), labels)).bars
    assert bar.extended <= bar.width
