"""How far chance may have moved a difference: worked out by hand, for parts, years, rules and ranges."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from bench.caseload import caseload
from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.policy.comparing import Comparison, Variant, compare
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.margins import Figure, figure_of, half_margin
from inburgerregels.policy.moved_decisions import APPEARED
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.policy.readings import default_readings
from inburgerregels.policy.sweeping import Sweep, read_range, sweep
from inburgerregels.policy.tally import Sum
from tests.policy.made import population_of
from tests.policy.test_comparing import DAY, compared, few

READINGS = default_readings()


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=READINGS)


@pytest.fixture(scope="module")
def by_hand(
    law: Rulebook, shorter: Variant, tmp_path_factory: pytest.TempPathFactory
) -> Comparison:
    """Three lives, each of one and a half persons: a gets a fine of € 250 and 184 days less, b only the
    184 days less, c notices nothing. In blocks of two."""
    folder = tmp_path_factory.mktemp("levens")
    population = population_of(law, few(law, folder), folder / "b", size=2)
    return compared([population], law, [shorter])


@pytest.fixture(scope="module")
def many(law: Rulebook, shorter: Variant, tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("caseload")
    population = population_of(law, [*caseload(150)], folder / "b", size=60)
    day = datetime.date(2023, 7, 1)
    return compare([population], law, [shorter], read_questions(law), day, workers=1)


def margin(figure: Figure) -> tuple[Fraction, Fraction]:
    assert figure.spread is not None
    return figure.spread.low, figure.spread.high


def test_the_margin_of_a_sum_is_the_root_of_what_each_adds() -> None:
    """Of a hundred lives four change by three: squares 36, less 12^2 / 100; 1,96 x 5,879 is 11,5."""
    assert half_margin(Sum(12, 36), 100) == 12
    # Where everybody changes alike, other lives would change alike.
    assert half_margin(Sum(-300, 900), 100) == 0
    assert half_margin(Sum(), 100) == 0
    assert half_margin(Sum(), 0) == 0


def test_of_several_populations_the_margin_is_the_widest_of_both() -> None:
    """Changes of 10 and 30: the mean is 20. Halves of 3 and 4 make a half of the root of 25 by two, 2,5:
    the lowest and the highest are wider. Halves of 30 and 40 make 25: that is wider."""
    pairs = [(Fraction(100), Fraction(110)), (Fraction(100), Fraction(130))]
    assert margin(figure_of(pairs, [Fraction(3), Fraction(4)])) == (10, 30)
    assert margin(figure_of(pairs, [Fraction(30), Fraction(40)])) == (-5, 45)
    # Where one of them does not say it, the extremes are all there is.
    assert margin(figure_of(pairs, [None, Fraction(40)])) == (10, 30)
    assert figure_of(pairs[:1], [None]).spread is None


def test_a_sum_in_a_part_may_be_more_or_less_for_who_is_in_it_is_chance_too(
    by_hand: Comparison,
) -> None:
    """One of three lives pays 25.000 cents: 1,96 times the root of 25.000^2 x (1 - 1/3) is 40.008, times
    one and a half is 60.012. The fine is 37.500 of all persons."""
    fines = by_hand.questions.indicators["boetes_euro"]
    figure = Figures(by_hand, 0).part(fines, "cohort", "2016")
    assert figure.change == 37_500
    assert margin(figure) == (37_500 - 60_012, 37_500 + 60_012)
    nobody = Figures(by_hand, 0).part(fines, "cohort", "geen")
    assert (nobody.change, *margin(nobody)) == (0, 0, 0)


def test_an_average_in_a_part_is_sure_when_everybody_in_it_changes_alike(
    by_hand: Comparison,
) -> None:
    """Both lives of 2016 lose 184 days: 2 x 184^2 less 368^2 / 2 is nought."""
    length = by_hand.questions.indicators["termijn_dagen"]
    figure = Figures(by_hand, 0).part(length, "cohort", "2016")
    assert figure.change == -184
    assert margin(figure) == (-184, -184)


def test_a_year_has_a_margin(by_hand: Comparison) -> None:
    """As of the whole: one of three lives, so 1,6 lives, which is rounded to 2, times one and a half."""
    years = Figures(by_hand, 0).years(by_hand.questions.indicators["boetes"])
    assert {year: figure.change for year, figure in years.items()} == {2018: Fraction(3, 2)}
    assert margin(years[2018]) == (Fraction(-3, 2), Fraction(9, 2))


def test_the_persons_that_a_rule_moves_have_a_margin(by_hand: Comparison) -> None:
    _, persons = Figures(by_hand, 0).moved()[(APPEARED, "boete", "examentermijn.boete")]
    assert persons.change == Fraction(3, 2)
    assert margin(persons) == (Fraction(-3, 2), Fraction(9, 2))


def test_parts_and_years_of_several_populations_have_the_margin_of_the_whole(
    law: Rulebook, shorter: Variant, tmp_path: Path
) -> None:
    """Weights one and three: halves of 2 and 6, of which half the root of the squares is 3,162."""
    lives = few(law, tmp_path)
    populations = [population_of(law, lives, tmp_path / w, weight=w) for w in ("1", "3")]
    figures = Figures(compared(populations, law, [shorter]), 0)
    fines = figures.questions.indicators["boetes"]
    wanted = (2 - Fraction(3162, 1000), 2 + Fraction(3162, 1000))
    assert margin(figures.years(fines)[2018]) == wanted
    assert margin(figures.part(fines, "cohort", "2016")) == wanted
    assert margin(figures.moved()[(APPEARED, "boete", "examentermijn.boete")][1]) == wanted


def test_the_changes_of_the_parts_and_of_the_years_add_up_to_those_of_everybody(
    many: Comparison,
) -> None:
    (variant,) = many.found[0].variants
    changed = {name for name, change in variant.changes.items() if change != Sum()}
    said_of_parts = {name for of in variant.part_changes.values() for name in of}
    assert {"boetes", "boetes_euro", "termijn_dagen"} <= said_of_parts <= changed
    for name in said_of_parts:
        for split in many.questions.splits:
            parts = [
                of.get(name, Sum())
                for (one, _), of in variant.part_changes.items()
                if one == split.name
            ]
            assert sum(parts, Sum()) == variant.changes[name]
    for name in ("boetes", "boetes_euro", "verlengingen"):
        years = variant.year_changes[name].values()
        assert sum(one.total for one in years) == variant.changes[name].total
    assert len(variant.year_changes["boetes"]) > 1


def test_the_changes_of_a_year_are_those_between_the_totals_of_that_year(many: Comparison) -> None:
    (found,) = many.found
    (variant,) = found.variants
    for name, indicator in many.questions.indicators.items():
        if indicator.year is None:
            continue
        one, other = (of.years.get(name, {}) for of in (found.base, variant.tally))
        differing = {year: other.get(year, 0) - one.get(year, 0) for year in {**one, **other}}
        said = variant.year_changes.get(name, {})
        assert {year: n for year, n in differing.items() if n} == {
            year: change.total for year, change in said.items() if change.total
        }


def swept(law: Rulebook, folder: Path) -> Sweep:
    population = population_of(law, few(law, folder), folder / "b", size=2)
    asked = read_range("inburgeringstermijn=30..36maanden/6maanden", law)
    return sweep([population], law, asked, read_questions(law), DAY, workers=1)


def test_a_point_of_a_range_changes_as_that_law_beside_the_law_as_it_is(
    law: Rulebook, by_hand: Comparison, tmp_path: Path
) -> None:
    shorter, now = swept(law, tmp_path).points
    (variant,) = by_hand.found[0].variants
    for name, change in variant.changes.items():
        assert shorter.changes[0].get(name, Sum()) == change
    assert not any(change != Sum() for change in now.changes[0].values())
