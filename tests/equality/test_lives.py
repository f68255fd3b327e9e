"""The columnar executor says of every random life what the reference executor says."""

from __future__ import annotations

import datetime
import functools
from pathlib import Path

import attrs
import hypothesis
import pytest

from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook, read_dossiers
from inburgerregels.model import UNKNOWN, Dossier
from tests.equality.compare import answers_that_differ, values_that_differ
from tests.properties.every_life import as_yaml
from tests.properties.lives import a_doubtful_life, a_life, reference_days
from tests.properties.lives21 import a_life_of_2021
from tests.properties.values import SEEDS, Dice

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LIVES = 8


@functools.cache
def law(
    zonder: tuple[str, ...] = (),
    lezingen: tuple[tuple[str, str], ...] = (),
    bekend_op: datetime.date | None = None,
) -> Rulebook:
    return load_rulebook(zonder=zonder, lezingen=dict(lezingen), bekend_op=bekend_op)


def every_choice() -> list[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]]:
    """The law as it is, without each measure and with each reading, one at a time."""
    whole = law()
    measures = [name for name, overlay in whole.overlays.items() if overlay.kind == "maatregel"]
    found: list[tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = [((), ())]
    found += [((name,), ()) for name in sorted(measures)]
    for name, reading in sorted(whole.readings.items()):
        others = sorted(choice for choice in reading.choices if choice != reading.default)
        found += [((), ((name, choice),)) for choice in others]
    return found


def some_lives(seed: int, number: int = LIVES) -> list[Dossier]:
    """Lives under both laws to judge together: most without doubts, some with unknown facts, some learnt
    late."""
    dice = Dice(seed)
    found = []
    for i in range(number):
        make = a_doubtful_life if dice.chance(8) else (a_life, a_life_of_2021)[i % 2]
        life = attrs.evolve(make(Dice(seed + i), law().vocabulary), id=f"leven-{i}")
        if dice.chance(20):
            late = tuple(
                attrs.evolve(event, known_on=event.day + dice.upto(1_500)) for event in life.events
            )
            life = attrs.evolve(life, events=late)
        if dice.chance(5) and life.person:
            name = dice.among(sorted(life.person))
            life = attrs.evolve(life, person={**life.person, name: UNKNOWN})
        found.append(life)
    return found


def some_days(seed: int, lives: list[Dossier], number: int) -> list[datetime.date]:
    dice = Dice(seed + 7)
    return [reference_days(dice.among(lives), dice, 1)[0] for _ in range(number)]


def check(rulebook: Rulebook, seed: int, days: int) -> None:
    lives = some_lives(seed)
    for day in some_days(seed, lives, days):
        found = answers_that_differ(rulebook, lives, day, seed=seed)
        if found:
            who = found[0].partition(" ")[0]
            (life,) = (life for life in lives if life.id == who)
            pytest.fail(f"zaad {seed}: {found[0]}\n\n{as_yaml(life)}")


@hypothesis.settings(max_examples=20, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])
@hypothesis.given(seed=SEEDS)
def test_random_lives_have_the_same_answers_in_columns(seed: int) -> None:
    check(law(), seed, days=2)


@pytest.mark.parametrize(
    ("zonder", "lezingen"), every_choice()[1:], ids=lambda part: repr(part) if part else "-"
)
def test_lives_have_the_same_answers_under_every_measure_and_reading(
    zonder: tuple[str, ...], lezingen: tuple[tuple[str, str], ...]
) -> None:
    check(law(zonder, lezingen), seed=len(repr((zonder, lezingen))), days=1)


@pytest.mark.parametrize("year", [2018, 2024])
def test_what_was_not_known_yet_is_left_out_alike(year: int) -> None:
    check(law(bekend_op=datetime.date(year, 6, 1)), seed=year, days=2)


def test_every_value_of_random_lives_is_the_same_in_columns() -> None:
    lives = some_lives(2_024)
    for day in some_days(2_024, lives, 2):
        assert values_that_differ(law(), lives, day) == []


def test_every_scenario_has_the_same_answer_in_columns() -> None:
    dossiers: list[Dossier] = []
    for path in sorted(SCENARIOS.rglob("*.yaml")):
        if "fouten" in path.parts:
            continue
        dossiers += read_dossiers(path, law())
    assert len(dossiers) > 1_000
    numbered = [attrs.evolve(d, id=f"{n}-{d.id}") for n, d in enumerate(dossiers)]
    days = [dossier.reference_date or datetime.date(2026, 1, 1) for dossier in dossiers]
    assert answers_that_differ(law(), numbered, days, seed=1) == []


def each_on_a_day_of_their_own(number: int) -> tuple[list[Dossier], list[datetime.date]]:
    lives = some_lives(2_025, number)
    return lives, [reference_days(life, Dice(i), 1)[0] for i, life in enumerate(lives)]


def test_everybody_has_the_answer_of_their_own_day() -> None:
    lives, days = each_on_a_day_of_their_own(100)
    assert len(set(days)) > 50
    assert answers_that_differ(law(), lives, days, seed=1) == []


def test_nobody_has_no_answers() -> None:
    assert answers_that_differ(law(), [], datetime.date(2020, 1, 1)) == []
