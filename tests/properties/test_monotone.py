"""More time never makes a term shorter, and an earlier pass never makes anything dearer."""

from __future__ import annotations

import datetime

import attrs
import hypothesis

from inburgerregels.model import Event, Outcome
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.lives import length_of_an_extension
from tests.properties.statute import (
    PARTIAL_EX_OFFICIO,
    PARTIAL_ON_REQUEST,
    Facts,
)
from tests.properties.values import event_of

Place = tuple[str, int]


def ends(outcome: Outcome) -> dict[Place, datetime.date]:
    return {
        (term.soort, term.nummer): term.einde
        for term in outcome.termijnen
        if term.einde is not None
    }


def overruns(outcome: Outcome) -> set[Place]:
    """The terms that were not met: a fine or none was decided, or is expected, for them."""
    return {
        (decision.velden["betreft"], decision.velden["nummer"])
        for decision in outcome.besluiten
        if decision.soort in {"boete", "geen_boete"}
    }


def with_an_extension(case: Case) -> tuple[Case, Event]:
    """The case with an extension granted of one of its terms, and that extension."""
    (on,) = case.days
    before = case.outcome(on)
    hypothesis.assume(before.termijnen)
    dice = case.dice
    term = dice.among(before.termijnen)
    end = (term.einde or term.begin).toordinal()
    granted_on = min(end - dice.among((0, 1, 30, 200, -40, 800)), on.toordinal())
    length = length_of_an_extension(dice, granted_on)
    granted = event_of(
        law().vocabulary, dice, "verlenging", granted_on, 25, betreft=term.soort, **length
    )
    # A second extension for literacy cannot be granted (Wi 7b lid 3): the facts would not go together.
    hypothesis.assume(granted.fields.get("grond") != "alfabetisering")
    return case.with_events((*case.life.events, granted), "with an extension"), granted


@for_every_life(days=1, also=lambda case: with_an_extension(case)[:1])
def test_a_granted_extension_never_ends_its_own_term_earlier_nor_makes_an_overrun(
    case: Case,
) -> None:
    (on,) = case.days
    extended, granted = with_an_extension(case)
    before, after = case.outcome(on), extended.outcome(on)
    own = {
        (decision.velden["betreft"], decision.velden["nummer"])
        for decision in after.besluiten
        if decision.soort == "termijn_verlengd" and decision.datum.toordinal() == granted.day
    }
    was, is_now = ends(before), ends(after)
    met = Facts(case.life, on.toordinal()).met(granted.fields["betreft"])
    for place in own & was.keys():
        assert is_now[place] >= was[place], f"{granted}: {place} now ends {is_now[place]}"
        if met <= was[place].toordinal():
            assert place not in overruns(after), f"{granted}: {place} is now an overrun"


def amounts(outcome: Outcome) -> dict[Place, int]:
    """The matrix amount by term: before any moderation."""
    return {
        (fine.velden["betreft"], fine.velden["nummer"]): fine.velden["basisbedrag_cent"]
        for fine in outcome.besluiten
        if fine.soort == "boete" and fine.velden["basisbedrag_cent"] is not None
    }


def remitted(outcome: Outcome) -> int:
    """The highest percentage that was remitted; 0 where nothing was."""
    return max(
        (d.velden["percentage"] for d in outcome.besluiten if d.soort == "kwijtschelding"),
        default=0,
    )


def scheme(complied: int) -> int:
    """Which rules on partial remission govern whoever complied on a day."""
    return sum(complied >= since for since in (PARTIAL_ON_REQUEST, PARTIAL_EX_OFFICIO))


def moved_earlier(case: Case) -> Case:
    """The case with one pass moved to an earlier day."""
    (on,) = case.days
    passes = [
        event
        for event in case.life.events
        if event.day <= on.toordinal()
        and (event.fields.get("uitslag") == "behaald" or event.kind == "pvt_afgerond")
    ]
    hypothesis.assume(passes)
    dice = case.dice
    moved = dice.among(passes)
    earlier = attrs.evolve(moved, day=moved.day - dice.among((1, 30, 100, 200, 600)))
    others = tuple(event for event in case.life.events if event is not moved)
    return case.with_events((*others, earlier), "with a pass moved earlier")


@for_every_life(days=1, also=lambda case: [moved_earlier(case)])
def test_a_pass_moved_earlier_never_raises_the_matrix_amount_of_its_term(case: Case) -> None:
    (on,) = case.days
    was, is_now = (amounts(one.outcome(on)) for one in (case, moved_earlier(case)))
    for place in is_now.keys() & was.keys():
        assert is_now[place] <= was[place], f"{place}: {was[place]} -> {is_now[place]}"


@for_every_life(days=1, also=lambda case: [moved_earlier(case)])
def test_a_pass_moved_earlier_never_lowers_the_percentage_that_is_remitted(case: Case) -> None:
    (on,) = case.days
    both = (case, moved_earlier(case))
    days = [Facts(one.life, on.toordinal()).complied for one in both]
    # The version is fixed: who complies before a scheme exists is not under it.
    hypothesis.assume(scheme(days[0]) == scheme(days[1]))
    was, is_now = (remitted(one.outcome(on)) for one in both)
    assert is_now >= was, f"{was}% -> {is_now}%"


def test_the_schemes_for_partial_remission_are_told_apart() -> None:
    days = [datetime.date(2021, 12, 31), datetime.date(2022, 1, 1), datetime.date(2023, 1, 1)]
    assert [scheme(day.toordinal()) for day in days] == [0, 1, 2]
