"""The compiled interpreter says of random law and random lives what the reference executor says."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import hypothesis
import pytest
import yaml

from inburgerregels.engine import evaluate, prepare
from inburgerregels.engine.vm.outcomes import CompiledOutcomes, evaluate_vm
from inburgerregels.language import Rulebook, read_dossiers
from inburgerregels.model import Dossier, ProblemError
from tests.equality.compare import _lines, as_json, shuffled
from tests.equality.dossiers import ASKED, some_dossiers
from tests.equality.laws import a_law, rulebook_of
from tests.equality.test_lives import (
    each_on_a_day_of_their_own,
    every_choice,
    law,
    some_days,
    some_lives,
)
from tests.equality.test_oracle import judge, the_law
from tests.equality.test_rulebooks import KEPT, with_words
from tests.properties.values import SEEDS, Dice

#: How many laws; elsewhere than in CI others each time would not tell what a change did.
LAWS = int(os.environ.get("RANDOM_LAWS", "90"))
PART = 30


def differences(
    rulebook: Rulebook, dossiers: list[Dossier], asked: datetime.date | list[datetime.date]
) -> tuple[list[str], int]:
    """What the compiled interpreter says otherwise, and how many persons it left to the reference."""
    made = CompiledOutcomes(rulebook, dossiers, asked)
    days = [asked] * len(dossiers) if isinstance(asked, datetime.date) else asked
    found = []
    for dossier, day, outcome in zip(dossiers, days, made.run(), strict=True):
        expected = evaluate(rulebook, dossier, day)
        if as_json(expected) != as_json(outcome):
            found.append(f"{dossier.id} on {day}:\n{_lines(expected, outcome)}")
    return found, int(made.evaluator.rows.redo.sum())


@pytest.mark.parametrize("part", range(0, LAWS, PART))
def test_random_law_has_the_same_answers(part: int) -> None:
    persons = left = 0
    for seed in range(part, min(part + PART, LAWS)):
        try:
            rulebook = prepare(rulebook_of(a_law(Dice(seed))))
        except ProblemError:
            continue
        dossiers = some_dossiers(Dice(seed + 1_000_000), rulebook.vocabulary, 10)
        day = datetime.date.fromordinal(Dice(seed).among(ASKED))
        found, again = differences(rulebook, dossiers, day)
        assert found == [], f"zaad {seed}"
        assert differences(rulebook, shuffled(dossiers, seed), day)[0] == [], f"zaad {seed}"
        persons, left = persons + len(dossiers), left + again
    assert left < 0.6 * persons


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_law_that_once_had_two_answers_has_one(path: Path) -> None:
    rules, _, people = path.read_text(encoding="utf-8").partition("\n--- # dossiers\n")
    rulebook = prepare(rulebook_of(with_words(list(yaml.load_all(rules, yaml.BaseLoader)))))
    for dossier in read_dossiers("dossiers", rulebook, people):
        assert dossier.reference_date is not None
        assert differences(rulebook, [dossier], dossier.reference_date)[0] == []


def check(rulebook: Rulebook, seed: int, days: int) -> None:
    lives = some_lives(seed)
    for day in some_days(seed, lives, days):
        assert differences(rulebook, lives, day)[0] == [], f"zaad {seed}"


@hypothesis.settings(max_examples=20, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])
@hypothesis.given(seed=SEEDS)
def test_random_lives_have_the_same_answers(seed: int) -> None:
    check(law(), seed, days=2)


@pytest.mark.parametrize(
    ("zonder", "lezingen"), every_choice()[1:], ids=lambda part: repr(part) if part else "-"
)
def test_lives_have_the_same_answers_under_every_measure_and_reading(
    zonder: tuple[str, ...], lezingen: tuple[tuple[str, str], ...]
) -> None:
    check(law(zonder, lezingen), seed=len(repr((zonder, lezingen))), days=1)


@pytest.mark.parametrize("seed", range(4))
def test_compiled_code_says_what_was_written_out_by_hand(seed: int) -> None:
    judge(the_law(), seed, evaluate_vm)


def test_everybody_has_the_answer_of_their_own_day() -> None:
    lives, days = each_on_a_day_of_their_own(60)
    assert differences(law(), lives, days)[0] == []


@pytest.mark.parametrize("year", [2018, 2024])
def test_what_was_not_known_yet_is_left_out_alike(year: int) -> None:
    check(law(bekend_op=datetime.date(year, 6, 1)), seed=year, days=2)
