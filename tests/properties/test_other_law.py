"""The same lives with unknown facts, without one of the measures, and under other readings."""

from __future__ import annotations

from inburgerregels import evaluate
from inburgerregels.language import Rulebook
from inburgerregels.model import outcome_to_json
from tests.properties import checks
from tests.properties.contract import check_names, plain
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.statute import Facts


def check_everything(rulebook: Rulebook, case: Case) -> None:
    for on in case.days:
        outcome = evaluate(rulebook, case.life, on)
        found = outcome_to_json(outcome)
        assert plain(found)
        check_names(found)
        facts = Facts(case.life, on.toordinal())
        for check in checks.ALWAYS:
            check(facts, outcome)
        checks.leaves_nobody_in_between(rulebook, facts, outcome)


@for_every_life(days=1, doubtful=True, every=4)
def test_everything_that_holds_also_holds_where_facts_are_unknown(case: Case) -> None:
    check_everything(law(), case)


@for_every_life(days=2, every=4)
def test_measures_switched_off_one_at_a_time_never_crash(case: Case) -> None:
    measures = sorted(o.name for o in law().overlays.values() if o.kind == "maatregel")
    check_everything(law(zonder=case.dice.among(measures)), case)


@for_every_life(days=1, every=4)
def test_readings_switched_one_at_a_time_never_crash(case: Case) -> None:
    others = [
        (reading.name, choice)
        for reading in sorted(law().readings.values(), key=lambda reading: reading.name)
        for choice in sorted(reading.choices)
        if choice != reading.default
    ]
    check_everything(law(lezing=case.dice.among(others)), case)
