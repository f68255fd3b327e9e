"""What must hold of every answer about a life around or after the change of law of 2022.

The amounts and maxima are those of Wet inburgering 2021, article 26, and Besluit inburgering 2021,
article 7.1, written down by hand.
"""

from __future__ import annotations

import datetime
import itertools
import random
from collections import Counter

import attrs

from inburgerregels import evaluate
from inburgerregels.model import Decision, Outcome, outcome_to_json
from tests.properties import checks
from tests.properties.contract import check_names, plain
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.lives import HORIZON, some_events
from tests.properties.lives21 import a_life_of_2021
from tests.properties.statute import COUNCIL_OF_STATE, NEVER, Facts
from tests.properties.test_causality import taken
from tests.properties.values import Dice

#: Wi2021 26: the highest single fine by subject, in eurocents.
MAXIMA = {"intake": 25_000, "pip": 80_000, "pvt": 34_000, "map": 34_000, "leerroute": 100_000}
#: Bi2021 7.1 lid 5: together at most this in the first term, and in a new term of so many months.
CEILING = 240_000
CEILINGS = {6: 40_000, 12: 80_000, 18: 120_000, 24: 160_000}
#: The terms of each act.
TERMS = {"wi2013": {"examen", "pvt"}, "wi2021": {"inburgering"}}


def fines(outcome: Outcome, authority: str) -> list[Decision]:
    return [d for d in outcome.besluiten if d.soort == "boete" and d.bestuursorgaan == authority]


def months_of(begin: datetime.date, end: datetime.date) -> int:
    """The shortest new term that the law knows and that reaches to an end."""
    days = (end - begin).days + 1
    return min((months for months in CEILINGS if days <= months * 30.5 + 3), default=24)


def is_2021(outcome: Outcome) -> bool:
    return outcome.regime == "wi2021"


@for_every_life(days=2, of=a_life_of_2021)
def test_nobody_is_under_two_acts(case: Case) -> None:
    for on in case.days:
        outcome = case.outcome(on)
        kinds = {term.soort for term in outcome.termijnen}
        assert kinds <= TERMS.get(outcome.regime, set()), f"{outcome.regime}: {kinds}"
        if not is_2021(outcome):
            assert not fines(outcome, "college"), "the municipality fines nobody before 2022"


@for_every_life(days=2, of=a_life_of_2021)
def test_municipal_fines_together_stay_below_their_ceiling(case: Case) -> None:
    for on in case.days:
        outcome = case.outcome(on)
        terms = [(term.nummer, term.begin) for term in outcome.termijnen]
        most = {1: CEILING}
        for new in (d for d in outcome.besluiten if d.soort == "nieuwe_termijn"):
            number = new.velden["nummer"]
            begin, end = (new.velden[name] for name in ("begin", "einde"))
            most[number] = max(most.get(number, 0), CEILINGS[months_of(begin, end)])
        totals: Counter[int] = Counter()
        for fine in fines(outcome, "college"):
            assert fine.bedrag_cent is not None
            term = max((number for number, begin in terms if begin <= fine.datum), default=1)
            totals[term] += fine.bedrag_cent
        for term, total in totals.items():
            assert total <= most.get(term, CEILINGS[24]), f"term {term}: {total}"


@for_every_life(days=2, of=a_life_of_2021)
def test_no_single_fine_is_above_its_maximum_and_none_is_imposed_twice(case: Case) -> None:
    for on in case.days:
        outcome = case.outcome(on)
        if is_2021(outcome):
            for fine in outcome.besluiten:
                if fine.soort == "boete":
                    assert fine.bedrag_cent is not None
                    assert 0 < fine.bedrag_cent <= MAXIMA[fine.velden["betreft"]], f"{fine}"
            checks.fines_at_most_once(Facts(case.life, on.toordinal()), outcome)


@for_every_life(days=2, of=a_life_of_2021)
def test_no_minister_fines_an_asylum_status_holder_from_the_ruling_on(case: Case) -> None:
    for on in case.days:
        facts, outcome = Facts(case.life, on.toordinal()), case.outcome(on)
        protected_since = max(COUNCIL_OF_STATE, facts.asylum_since)
        for fine in fines(outcome, "minister"):
            assert fine.datum.toordinal() < protected_since, f"{fine.datum}"


@for_every_life(days=2, of=a_life_of_2021)
def test_recorded_unwillingness_goes_to_a_person(case: Case) -> None:
    for on in case.days:
        outcome = case.outcome(on)
        begins = {term.nummer: term.begin.toordinal() for term in outcome.termijnen}
        for none in outcome.besluiten if is_2021(outcome) else ():
            if none.soort == "geen_boete" and any(
                "asielstatushouder" in why for why in none.redenen
            ):
                about, begin = none.velden["betreft"], begins[none.velden["nummer"]]
                unwilling = [
                    event.day
                    for event in case.life.events
                    if event.kind == "onwil_vastgesteld"
                    and event.fields.get("betreft", "leerroute") == about
                    and begin <= event.day <= none.datum.toordinal()
                ]
                assert not unwilling, f"{none.datum}: unwilling on {unwilling}"


@for_every_life(days=2, of=a_life_of_2021)
def test_the_minister_fines_after_the_end_of_the_term_and_only_what_was_late(case: Case) -> None:
    for on in case.days:
        facts, outcome = Facts(case.life, on.toordinal()), case.outcome(on)
        ends = {term.nummer: term.einde for term in outcome.termijnen}
        for fine in fines(outcome, "minister") if is_2021(outcome) else ():
            end = ends[fine.velden["nummer"]]
            assert end is not None
            assert fine.datum > end, f"{fine.datum}: the term ends {end}"
            if fine.velden["betreft"] in {"pvt", "map"}:
                done = facts.first(f"{fine.velden['betreft']}_afgerond")
                assert done > end.toordinal(), f"{fine.datum}: {fine.velden} was in time"


@for_every_life(days=2, of=a_life_of_2021)
def test_terms_are_disjoint_and_nobody_is_left_in_between(case: Case) -> None:
    for on in case.days:
        facts, outcome = Facts(case.life, on.toordinal()), case.outcome(on)
        checks.keeps_terms_apart(facts, outcome)
        if not is_2021(outcome) or not outcome.termijnen or outcome.status != "plichtig":
            continue
        last = outcome.termijnen[-1]
        if last.einde is None or last.einde >= on or facts.first("pvt_afgerond") < NEVER:
            continue
        told = any(
            decision.soort == "handmatige_beoordeling"
            or (
                decision.soort == "boete"
                and (not decision.verwacht or decision.velden["nummer"] == last.nummer)
            )
            for decision in outcome.besluiten
        )
        assert told or outcome.termijnagenda, f"{on}: after term {last.nummer}"


@for_every_life(days=4, of=a_life_of_2021)
def test_decisions_that_were_taken_stay(case: Case) -> None:
    outcomes = [case.outcome(on) for on in case.days]
    for before, after in itertools.pairwise(outcomes):
        gone = taken(before) - taken(after)
        assert not gone, f"{before.peildatum} -> {after.peildatum}: {list(gone)}"


@for_every_life(days=1, of=a_life_of_2021)
def test_the_answer_depends_on_the_question_only_and_is_as_agreed(case: Case) -> None:
    (on,) = case.days
    today = on.toordinal()
    found = outcome_to_json(case.outcome(on))
    assert plain(found)
    check_names(found)
    events = [event for event in case.life.events if event.day <= today]
    random.Random(case.seed).shuffle(events)
    later = some_events(law().vocabulary, case.dice, today + 1, max(today + 1, HORIZON))
    other = attrs.evolve(case.life, events=(*events, *later))
    assert outcome_to_json(evaluate(law(), other, on)) == found


def test_the_lives_reach_what_the_law_of_2021_decides() -> None:
    found: Counter[str] = Counter()
    for seed in range(150):
        life = a_life_of_2021(Dice(seed), law().vocabulary)
        last = datetime.date.fromordinal(max(event.day for event in life.events) + 1)
        outcome = evaluate(law(), life, last)
        found[outcome.regime] += 1
        found.update({f"{d.soort} {d.velden.get('betreft', '')}" for d in outcome.besluiten})
        found.update(f"term {term.nummer}" for term in outcome.termijnen if is_2021(outcome))
    for what in (
        "wi2013",
        "boete intake",
        "boete pip",
        "boete leerroute",
        "boete pvt",
        "boete map",
    ):
        assert found[what] > 2, f"{what}: {found[what]}"
    for what in ("waarschuwing ", "boete_herzien pip", "term 2", "term 3", "voldaan "):
        assert found[what], what
