"""No fine where the law allows none, and never more or more often than it allows."""

from __future__ import annotations

from collections.abc import Iterator

from inburgerregels.model import Outcome
from tests.properties import checks
from tests.properties.every_life import Case, for_every_life
from tests.properties.statute import Facts


def answers(case: Case) -> Iterator[tuple[Facts, Outcome]]:
    for on in case.days:
        yield Facts(case.life, on.toordinal()), case.outcome(on)


@for_every_life(days=2)
def test_no_ministers_fine_before_the_end_of_its_term(case: Case) -> None:
    for facts, outcome in answers(case):
        checks.fines_after_the_end(facts, outcome)


@for_every_life(days=2)
def test_no_ministers_fine_when_that_duty_was_met_in_time(case: Case) -> None:
    for facts, outcome in answers(case):
        checks.fines_nobody_in_time(facts, outcome)


@for_every_life(days=2)
def test_no_ministers_fine_when_the_duty_is_lifted_or_has_lapsed(case: Case) -> None:
    for facts, outcome in answers(case):
        checks.fines_nobody_without_duty(facts, outcome)


@for_every_life(days=2)
def test_a_fine_is_never_above_the_maximum_of_its_period(case: Case) -> None:
    for facts, outcome in answers(case):
        checks.fines_at_most_the_maximum(facts, outcome)


@for_every_life(days=2)
def test_at_most_one_fine_per_authority_subject_and_term_instance(case: Case) -> None:
    for facts, outcome in answers(case):
        checks.fines_at_most_once(facts, outcome)


@for_every_life(days=2)
def test_no_ministers_fine_on_an_asylum_status_holder_from_the_ruling_on(case: Case) -> None:
    for facts, outcome in answers(case):
        checks.fines_no_asylum_status_holder(facts, outcome)
