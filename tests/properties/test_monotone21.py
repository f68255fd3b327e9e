"""Wi2021: more time, an earlier pass and more lessons never make anything worse; other law, same promises."""

from __future__ import annotations

import attrs
import hypothesis

from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import UNKNOWN, Dossier, Event, Outcome
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.lives import length_of_an_extension
from tests.properties.lives21 import a_life_of_2021
from tests.properties.statute import Facts
from tests.properties.test_monotone import Place, ends, moved_earlier, overruns
from tests.properties.test_other_law import (
    holds_what_always_holds,
    in_another_reading,
    without_a_measure,
)
from tests.properties.values import Dice, event_of

#: Ri2021 4.1: grounds that extend; that of being nearly done is given by itself, once (Bi2021 4.4).
GROUNDS = (
    *("ziekte", "overlijden_naaste", "bevalling", "opvang", "dakloos"),
    *("aanbieder", "overig", "onderwijs", "alfabetisering", "aanbod"),
)


def with_an_extension(case: Case) -> tuple[Case, Event]:
    """The case with an extension granted of one of its terms, and that extension."""
    (on,) = case.days
    terms = [term for term in case.outcome(on).termijnen if term.soort == "inburgering"]
    hypothesis.assume(terms)
    dice = case.dice
    term = dice.among(terms)
    end = (term.einde or term.begin).toordinal()
    granted_on = min(end - dice.among((0, 1, 30, 200, -40)), on.toordinal())
    length = length_of_an_extension(dice, granted_on)
    granted = event_of(
        *(law().vocabulary, dice, "verlenging", granted_on, 25),
        betreft="leerroute",
        grond=dice.among(GROUNDS),
        **length,
    )
    return case.with_events((*case.life.events, granted), "with an extension of 2021"), granted


@for_every_life(days=1, of=a_life_of_2021, also=lambda case: with_an_extension(case)[:1])
def test_a_granted_extension_never_ends_its_own_term_earlier_nor_makes_an_overrun(
    case: Case,
) -> None:
    (on,) = case.days
    extended, granted = with_an_extension(case)
    before, after = case.outcome(on), extended.outcome(on)
    own = {
        decision.velden["nummer"]
        for decision in after.besluiten
        if decision.soort == "termijn_verlengd" and decision.datum.toordinal() == granted.day
    }
    was, is_now = ends(before), ends(after)
    facts = Facts(case.life, on.toordinal())
    complied = [d.datum for d in before.besluiten if d.soort == "voldaan"]
    for number in own:
        place = ("inburgering", number)
        if place not in was:
            continue
        assert is_now[place] >= was[place], f"{granted}: {place} now ends {is_now[place]}"
        for about in ("leerroute", "pvt", "map"):
            met = facts.first(f"{about}_afgerond") <= was[place].toordinal()
            if met or any(on <= was[place] for on in complied):
                assert (about, number) not in overruns(after), f"{granted}: {about} is an overrun"


def amounts(outcome: Outcome) -> dict[Place, int]:
    """The amount of the tables by term, before any moderation, and what is to be paid."""
    return {
        (kind, fine.velden["nummer"]): amount
        for fine in outcome.besluiten
        if fine.soort == "boete" and fine.velden["betreft"] == "leerroute"
        for kind, amount in (
            ("basis", fine.velden["basisbedrag_cent"]),
            ("bedrag", fine.bedrag_cent),
        )
        if amount is not None
    }


def dearer(case: Case, other: Case) -> list[str]:
    """What became dearer, of the terms that both have fined and that end on the same day."""
    (on,) = case.days
    before, after = case.outcome(on), other.outcome(on)
    was, is_now, until, now_until = amounts(before), amounts(after), ends(before), ends(after)
    return [
        f"{place}: {was[place]} -> {is_now[place]}"
        for place in is_now.keys() & was.keys()
        if is_now[place] > was[place]
        and until[("inburgering", place[1])] == now_until[("inburgering", place[1])]
    ]


@for_every_life(days=1, of=a_life_of_2021, also=lambda case: [moved_earlier(case)])
def test_a_pass_moved_earlier_never_makes_the_fine_of_its_term_dearer(case: Case) -> None:
    assert not dearer(case, moved_earlier(case))


def with_more_lessons(case: Case) -> Case:
    """The case with lessons that were followed at a school with a quality mark, on some day."""
    dice = case.dice
    lessons = event_of(
        *(law().vocabulary, dice, "cursusuren", dice.among(case.life.events).day + 1, 0),
        soort_uren=dice.among(("nt2", "knm", "alfabetisering", "participatie")),
        uren=dice.among((1, 10, 100, 250, 600)),
        keurmerk=True,
    )
    return case.with_events((*case.life.events, lessons), "with more lessons")


@for_every_life(days=1, of=a_life_of_2021, also=lambda case: [with_more_lessons(case)])
def test_more_lessons_never_make_the_fine_of_a_term_dearer(case: Case) -> None:
    assert not dearer(case, with_more_lessons(case))


@for_every_life(days=2, of=a_life_of_2021)
def test_what_was_lent_is_all_accounted_for(case: Case) -> None:
    holds_what_always_holds(case)


@for_every_life(days=1, of=a_life_of_2021, also=lambda case: [without_a_measure(case)])
def test_measures_switched_off_one_at_a_time_never_crash(case: Case) -> None:
    holds_what_always_holds(without_a_measure(case))


@for_every_life(days=1, of=a_life_of_2021, also=lambda case: [in_another_reading(case)])
def test_readings_switched_one_at_a_time_never_crash(case: Case) -> None:
    holds_what_always_holds(in_another_reading(case))


def a_doubtful_life_of_2021(dice: Dice, vocabulary: Vocabulary) -> Dossier:
    """A life in which one field of one event is given as ``onbekend``."""
    dossier = a_life_of_2021(dice, vocabulary)
    events = list(dossier.events)
    place = dice.upto(len(events) - 1)
    declared = sorted(vocabulary.events[events[place].kind].fields)
    if declared:
        unknown = {**events[place].fields, dice.among(declared): UNKNOWN}
        events[place] = attrs.evolve(events[place], fields=unknown)
    return attrs.evolve(dossier, events=tuple(events))


@for_every_life(days=1, of=a_doubtful_life_of_2021)
def test_what_always_holds_also_holds_where_a_fact_is_unknown(case: Case) -> None:
    holds_what_always_holds(case)
