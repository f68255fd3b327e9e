"""Terms and the loan: where they stand, and that nobody is left between two terms."""

from __future__ import annotations

from tests.properties import checks
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.statute import Facts, last_day
from tests.properties.values import day


@for_every_life(days=2)
def test_instances_of_one_chain_are_disjoint_and_in_order(case: Case) -> None:
    for on in case.days:
        facts = Facts(case.life, on.toordinal())
        checks.keeps_terms_apart(facts, case.outcome(on))


@for_every_life(days=2)
def test_a_term_is_as_long_as_the_law_says_and_only_extensions_make_it_longer(case: Case) -> None:
    for on in case.days:
        facts = Facts(case.life, on.toordinal())
        checks.ends_where_the_law_says(facts, case.outcome(on))


@for_every_life(days=2)
def test_nobody_is_left_in_between(case: Case) -> None:
    for on in case.days:
        facts = Facts(case.life, on.toordinal())
        checks.leaves_nobody_in_between(law(), facts, case.outcome(on))


@for_every_life(days=2)
def test_accepted_principal_is_all_accounted_for_and_no_part_is_below_zero(case: Case) -> None:
    for on in case.days:
        facts = Facts(case.life, on.toordinal())
        checks.accounts_for_the_loan(facts, case.outcome(on))


def test_a_term_from_29_february_ends_on_28_february_and_one_from_the_first_at_the_end() -> None:
    assert last_day(day(2016, 2, 29), 36) == day(2019, 2, 28)
    assert last_day(day(2013, 3, 1), 36) == day(2016, 2, 29)
    assert last_day(day(2019, 8, 31), 6) == day(2020, 2, 29)
    assert last_day(day(2017, 3, 13), 24) == day(2019, 3, 12)
