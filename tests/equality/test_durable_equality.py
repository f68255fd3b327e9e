"""Decisions matched by durable_rules: the same answers under random law, every measure and every reading."""

from __future__ import annotations

import datetime

import pytest

from inburgerregels.engine import evaluate, prepare
from inburgerregels.engine.durable import evaluate_durable
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, ProblemError
from tests.equality.compare import _lines, as_json
from tests.equality.dossiers import ASKED, some_dossiers
from tests.equality.laws import a_law, rulebook_of
from tests.equality.test_lives import every_choice, law, some_days, some_lives
from tests.equality.test_oracle import judge, the_law
from tests.properties.values import Dice

LAWS = 40
PART = 20


def differences(rulebook: Rulebook, dossiers: list[Dossier], day: datetime.date) -> list[str]:
    found = []
    for dossier in dossiers:
        one, other = evaluate(rulebook, dossier, day), evaluate_durable(rulebook, dossier, day)
        if as_json(one) != as_json(other):
            found.append(f"{dossier.id} on {day}:\n{_lines(one, other)}")
    return found


@pytest.mark.parametrize("part", range(0, LAWS, PART))
def test_random_law_has_the_same_answers(part: int) -> None:
    judged = decisions = 0
    for seed in range(40_000 + part, 40_000 + part + PART):
        try:
            rulebook = prepare(rulebook_of(a_law(Dice(seed))))
        except ProblemError:
            continue
        dossiers = some_dossiers(Dice(seed + 1_000_000), rulebook.vocabulary, 5)
        day = datetime.date.fromordinal(Dice(seed).among(ASKED))
        assert differences(rulebook, dossiers, day) == [], f"zaad {seed}"
        judged += 1
        decisions += sum(len(evaluate(rulebook, d, day).besluiten) for d in dossiers)
    assert judged > 0.8 * PART
    assert decisions > 100


@pytest.mark.parametrize(
    ("zonder", "lezingen"), every_choice()[1:], ids=lambda part: repr(part) if part else "-"
)
def test_lives_have_the_same_answers_under_every_measure_and_reading(
    zonder: tuple[str, ...], lezingen: tuple[tuple[str, str], ...]
) -> None:
    rulebook = law(zonder, lezingen)
    seed = len(repr((zonder, lezingen)))
    lives = some_lives(seed, 4)
    (day,) = some_days(seed, lives, 1)
    assert differences(rulebook, lives, day) == []


def test_durable_rules_says_what_was_written_out_by_hand() -> None:
    judge(
        the_law(),
        5,
        lambda law, lives, on: (evaluate_durable(law, d, on) for d in lives),
        count=150,
    )
