"""The same lives with unknown facts, without one of the measures, and under other readings."""

from __future__ import annotations

import functools

import attrs

from inburgerregels.model import outcome_to_json
from tests.properties import checks
from tests.properties.contract import check_names, plain
from tests.properties.every_life import Case, Choice, for_every_life, law
from tests.properties.statute import Facts


def holds_what_always_holds(case: Case) -> None:
    for on in case.days:
        outcome = case.outcome(on)
        found = outcome_to_json(outcome)
        assert plain(found)
        check_names(found)
        facts = Facts(case.life, on.toordinal())
        for check in checks.ALWAYS:
            check(facts, outcome)


def check_everything(case: Case) -> None:
    holds_what_always_holds(case)
    for on in case.days:
        facts = Facts(case.life, on.toordinal())
        checks.leaves_nobody_in_between(case.rulebook, facts, case.outcome(on))


@for_every_life(days=1, doubtful=True)
def test_everything_that_holds_also_holds_where_facts_are_unknown(case: Case) -> None:
    check_everything(case)


@functools.cache
def measures() -> list[Choice]:
    names = (o.name for o in law().overlays.values() if o.kind == "maatregel")
    return [(name, None) for name in sorted(names)]


def without_a_measure(case: Case) -> Case:
    return attrs.evolve(case, under=case.dice.among(measures()))


@for_every_life(days=2, also=lambda case: [without_a_measure(case)])
def test_measures_switched_off_one_at_a_time_never_crash(case: Case) -> None:
    check_everything(without_a_measure(case))


@functools.cache
def readings() -> list[Choice]:
    return [
        (None, (reading.name, choice))
        for reading in sorted(law().readings.values(), key=lambda reading: reading.name)
        for choice in sorted(reading.choices)
        if choice != reading.default
    ]


def in_another_reading(case: Case) -> Case:
    return attrs.evolve(case, under=case.dice.among(readings()))


@for_every_life(days=1, also=lambda case: [in_another_reading(case)])
def test_readings_switched_one_at_a_time_never_crash(case: Case) -> None:
    check_everything(in_another_reading(case))
