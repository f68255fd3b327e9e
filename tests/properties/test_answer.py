"""The answer itself: its names, its types, and that it depends on nothing but the question."""

from __future__ import annotations

import datetime
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest

from inburgerregels import evaluate
from inburgerregels.model import outcome_to_json
from tests.properties.contract import check_names, plain
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.lives import HORIZON, a_life, some_events
from tests.properties.values import Dice

ROOT = Path(__file__).resolve().parents[2]


def answer(case: Case, on: datetime.date) -> Any:
    return outcome_to_json(case.outcome(on))


@for_every_life(days=2)
def test_the_json_has_exactly_the_names_of_the_contract_and_no_floats(case: Case) -> None:
    for on in case.days:
        found = answer(case, on)
        assert plain(found)
        check_names(found)


@for_every_life(days=2)
def test_evaluating_twice_gives_the_same_whatever_was_evaluated_in_between(case: Case) -> None:
    # Most lives were first answered in columns, together with hundreds of others.
    for on in reversed(case.days):
        assert outcome_to_json(evaluate(law(), case.life, on)) == answer(case, on), f"{on}"


def in_another_order(case: Case) -> Case:
    events = list(case.life.events)
    random.Random(case.seed).shuffle(events)
    return case.with_events(events, "in another order")


@for_every_life(days=2, also=lambda case: [in_another_order(case)])
def test_the_order_of_the_input_lines_changes_nothing(case: Case) -> None:
    other = in_another_order(case)
    for on in case.days:
        assert answer(case, on) == answer(other, on), f"{on}"


def without_and_with_a_future(case: Case, on: datetime.date) -> tuple[Case, Case]:
    """The case as far as a day, and with other things after that day beside its own."""
    today = on.toordinal()
    future = some_events(law().vocabulary, case.dice, today + 1, max(today + 1, HORIZON))
    so_far = tuple(event for event in case.life.events if event.day <= today)
    cases = (
        case.with_events(so_far, f"until {on}"),
        case.with_events((*case.life.events, *future), f"more after {on}"),
    )
    now, later = (attrs.evolve(one, days=(on,)) for one in cases)
    return now, later


@for_every_life(
    days=2, also=lambda case: [c for on in case.days for c in without_and_with_a_future(case, on)]
)
def test_events_after_the_reference_date_change_nothing(case: Case) -> None:
    for on in case.days:
        now, later = without_and_with_a_future(case, on)
        assert answer(now, on) == answer(later, on), f"{on}"


def test_the_check_of_names_finds_a_float_and_a_strange_name() -> None:
    assert not plain({"bedrag_cent": 1.0})
    with pytest.raises(AssertionError):
        check_names({"iets": 1})


#: Prints the answers about some lives; run by itself, with another seed for hashes.
ANSWERS = """
import json
from tests.properties.test_answer import answers_of
print(json.dumps(answers_of(range(25)), sort_keys=True))
"""


def answers_of(seeds: range) -> list[Any]:
    lives = [a_life(Dice(seed), law().vocabulary) for seed in seeds]
    on = datetime.date(2024, 6, 1)
    return [outcome_to_json(evaluate(law(), life, on)) for life in lives]


def test_another_process_gives_the_same_answers() -> None:
    here = json.dumps(answers_of(range(25)), sort_keys=True)
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", ANSWERS],
            capture_output=True,
            text=True,
            env=environment,
            cwd=ROOT,
            check=True,
        )
        assert done.stdout.strip() == here
