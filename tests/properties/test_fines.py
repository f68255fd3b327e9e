"""No fine where the law allows none, and never more or more often than it allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from inburgerregels import evaluate
from inburgerregels.model import Decision, Outcome
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.statute import COUNCIL_OF_STATE, FINE_TABLE, MAXIMA, PVT, Facts


def answers(case: Case) -> Iterator[tuple[Facts, Outcome]]:
    for on in case.days:
        yield Facts(case.life, on.toordinal()), evaluate(law(), case.life, on)


def ministers_fines(outcome: Outcome) -> list[Decision]:
    return [
        decision
        for decision in outcome.besluiten
        if decision.soort == "boete" and decision.bestuursorgaan == "minister"
    ]


def place(decision: Decision) -> tuple[Any, Any]:
    return decision.velden["betreft"], decision.velden["nummer"]


def ends_of_terms(outcome: Outcome) -> dict[tuple[str, int], int]:
    return {
        (term.soort, term.nummer): term.einde.toordinal()
        for term in outcome.termijnen
        if term.einde is not None
    }


@for_every_life(days=2)
def test_no_ministers_fine_before_the_end_of_its_term(case: Case) -> None:
    for _, outcome in answers(case):
        ends = ends_of_terms(outcome)
        for fine in ministers_fines(outcome):
            assert fine.datum.toordinal() > ends[place(fine)], f"{fine.datum}: {place(fine)}"


@for_every_life(days=2)
def test_no_ministers_fine_when_that_duty_was_met_in_time(case: Case) -> None:
    for facts, outcome in answers(case):
        ends = ends_of_terms(outcome)
        for fine in ministers_fines(outcome):
            met = facts.met(fine.velden["betreft"])
            assert met > ends[place(fine)], f"{fine.datum}: {place(fine)} was in time"


@for_every_life(days=2)
def test_no_ministers_fine_when_the_duty_is_lifted_or_has_lapsed(case: Case) -> None:
    for facts, outcome in answers(case):
        for fine in ministers_fines(outcome):
            assert facts.start < fine.datum.toordinal() < facts.ended, f"{fine.datum}"


@for_every_life(days=2)
def test_a_fine_is_never_above_the_maximum_of_its_period(case: Case) -> None:
    for _, outcome in answers(case):
        for fine in ministers_fines(outcome):
            subject, decided = fine.velden["betreft"], fine.datum.toordinal()
            assert subject in MAXIMA, f"no fine is known for {subject}"
            assert subject != "pvt" or decided >= PVT, f"{fine.datum}: no such fine yet"
            exact = subject == "pvt" or decided >= FINE_TABLE
            computed = fine.velden["basisbedrag_cent"], fine.bedrag_cent
            if not exact:
                assert computed == (None, None), f"{fine.datum}: only a maximum was known"
                computed = (fine.velden["maximum_cent"],) * 2
            base, amount = computed
            assert base is not None, f"{fine.datum}: no amount"
            assert amount is not None, f"{fine.datum}: no amount"
            assert 0 < amount <= base <= MAXIMA[subject], f"{fine.datum}: {amount} of {base}"


@for_every_life(days=2)
def test_at_most_one_fine_per_authority_subject_and_term_instance(case: Case) -> None:
    for _, outcome in answers(case):
        fines = Counter(
            (fine.bestuursorgaan, *place(fine))
            for fine in outcome.besluiten
            if fine.soort == "boete"
        )
        assert all(count == 1 for count in fines.values()), f"{fines}"


@for_every_life(days=2)
def test_no_ministers_fine_on_an_asylum_status_holder_from_the_ruling_on(case: Case) -> None:
    for facts, outcome in answers(case):
        for fine in ministers_fines(outcome) if facts.asylum else ():
            assert fine.datum.toordinal() < COUNCIL_OF_STATE, f"{fine.datum}"
