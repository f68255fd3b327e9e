"""Targets that grow, worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

from bench.caseload import caseload
from inburgerregels import load_rulebook
from inburgerregels.cli import main
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from inburgerregels.policy.figures import load_figures
from inburgerregels.policy.readings import default_readings
from inburgerregels.policy.targets import (
    TARGETS,
    Reached,
    Target,
    grown,
    reached_targets,
    read_targets,
)
from inburgerregels.report.targets_view import targets_document
from tests.policy.made import population_of


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=default_readings())


def shares(*percents: int | None) -> list[Fraction | None]:
    return [None if one is None else Fraction(one, 100) for one in percents]


@pytest.fixture(scope="module")
def target(law: Rulebook) -> Target:
    found = read_targets(law, load_figures()).targets[0]
    return attrs.evolve(found, base=2023, step=Fraction(3, 100), most=None)


def aimed(target: Target, *realised: int | None) -> list[Fraction | None]:
    return [year.target for year in grown(target, shares(*realised))]


def test_a_target_is_the_base_and_a_step_and_is_raised_when_it_was_reached(target: Target) -> None:
    """30% in the base year, so 33% in 2024. 34% reaches it: 37% in 2025. 35% does not: it stays."""
    assert aimed(target, 30, 34, 35, 36) == shares(None, 33, 37, 37)
    years = grown(target, shares(30, 34, 35, 36))
    assert [year.is_reached for year in years] == [None, True, False, False]
    assert [year.year for year in years] == [2023, 2024, 2025, 2026]


def test_a_target_never_goes_down(target: Target) -> None:
    assert aimed(target, 30, 10, 33, 20) == shares(None, 33, 33, 36)


def test_a_target_is_never_more_than_what_can_be(target: Target) -> None:
    most = attrs.evolve(target, most=Fraction(34, 100))
    assert aimed(most, 30, 33, 34, 34) == shares(None, 33, 34, 34)


def test_the_first_year_with_anybody_is_the_base(target: Target) -> None:
    assert aimed(target, None, None, 20, 30) == shares(None, None, None, 23)


def test_what_is_reached_is_counted_in_the_lives(law: Rulebook, tmp_path: Path) -> None:
    population = population_of(law, [*caseload(120)], tmp_path / "b")
    figures = load_figures()
    targets = read_targets(law, figures)
    found = reached_targets([population], law, targets, figures, workers=1)
    assert [target.cell.row for target, _ in found] == [t.cell.row for t in targets.targets]
    years = [year.year for _, reached in found for year in reached]
    # These lives end on the last day of 2024.
    assert max(years) == 2024
    document = targets_document(targets, found, [population], law, "inburgerregels cijfers")
    facts = dict(document.facts)
    assert facts["Hoe dit opnieuw te maken"] == ("inburgerregels cijfers",)
    assert facts["Geteld op"] == ("1 oktober, elk jaar",)
    assert any("covid" in name for name in facts["Maatregelen"])
    assert "Er is één bevolking" in document.sections[0].paragraphs[0]
    assert [column.title for column in document.tables[0].columns][-1] == "Stand"


def test_what_is_reached_in_one_population_and_not_in_another_may_be_chance() -> None:
    """Aimed at a half: of 40% and 62% the mean reaches it and one of both does not."""
    target, half = Fraction(1, 2), Fraction(51, 100)
    both = (Fraction(2, 5), Fraction(31, 50))
    assert Reached(2024, target, half, both).may_be_chance
    assert not Reached(2024, target, half, (Fraction(1, 2), Fraction(31, 50))).may_be_chance
    assert not Reached(2024, None, half, both).may_be_chance


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("werk-vrouwen:", "werk-mannen:", "geen indicator 'werk-mannen'"),
        ("dag: 10-01", "dag: 10-41", "geen maand en dag"),
        ("verhoging: 2%", "verhoging: veel", "geen percentage"),
        ("basisjaar: 2025", "basisjar: 2025", "basisjar"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(
    law: Rulebook, tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = TARGETS.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "streefcijfers.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProblemError, match=message) as caught:
        read_targets(law, load_figures(), path)
    assert all(one.position and one.position.path == str(path) for one in caught.value.problems)


def test_the_command_shows_every_target_beside_what_was_reached(
    law: Rulebook, tmp_path: Path
) -> None:
    population_of(law, [*caseload(60)], tmp_path / "b")
    asked = ["cijfers", "--bevolking", str(tmp_path / "b"), "--streefcijfers"]
    result = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert result.exit_code == 0
    assert "de getallen zijn een eigen keuze" in result.stdout
    for target in read_targets(law, load_figures()).targets:
        assert target.cell.title in result.stdout
