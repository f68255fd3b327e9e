"""Every scenario comes out as its source says, and every mistake in a scenario is refused as pinned."""

from __future__ import annotations

from pathlib import Path

import pytest

from inburgerregels.cli.files import meant_to_be_refused, yaml_files
from inburgerregels.cli.options import LawOptions
from inburgerregels.cli.problems import as_text
from inburgerregels.cli.session import Rulebooks, read_cases
from inburgerregels.data import scenarios_dir
from inburgerregels.model import ProblemError, outcome_to_json
from inburgerregels.report.expectation import differences, differences_as_text

ALL = [path.relative_to(scenarios_dir()).as_posix() for path in yaml_files([scenarios_dir()])]
REFUSED = [name for name in ALL if meant_to_be_refused(Path(name))]
LIVES = [name for name in ALL if name not in REFUSED]


@pytest.fixture(scope="session")
def rulebooks() -> Rulebooks:
    return Rulebooks(LawOptions())


@pytest.mark.parametrize("name", LIVES)
def test_a_scenario_meets_its_expectation(name: str, rulebooks: Rulebooks) -> None:
    found = {}
    for case in read_cases([scenarios_dir() / name], rulebooks, None):
        expected = case.dossier.expectation
        assert expected, f"{case.dossier.id} heeft geen verwachting"
        wrong = differences(expected, outcome_to_json(case.evaluate()))
        if wrong:
            found[case.dossier.id] = differences_as_text(wrong)
    assert found == {}, "\n\n".join(f"{life}\n{text}" for life, text in found.items())


def refusal(path: Path, rulebooks: Rulebooks) -> str:
    """The messages as they are shown, with only the name of the file: wherever it stands."""
    with pytest.raises(ProblemError) as caught:
        read_cases([path], rulebooks, None)
    return as_text(caught.value.problems).replace(str(path), path.name).strip() + "\n"


@pytest.mark.parametrize("name", REFUSED)
def test_a_mistake_is_refused_with_the_message_beside_it(name: str, rulebooks: Rulebooks) -> None:
    path = scenarios_dir() / name
    assert refusal(path, rulebooks) == path.with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REFUSED)
def test_a_mistake_is_refused_with_its_place_and_a_hint(name: str, rulebooks: Rulebooks) -> None:
    with pytest.raises(ProblemError) as caught:
        read_cases([scenarios_dir() / name], rulebooks, None)
    for problem in caught.value.problems:
        assert problem.position is not None
        assert problem.position.path == str(scenarios_dir() / name)
        assert problem.hint


def test_there_are_forty_mistakes_and_more() -> None:
    assert len(REFUSED) >= 40
    texts = {path.stem for path in (scenarios_dir() / "fouten").glob("*.txt")}
    assert texts == {Path(name).stem for name in REFUSED}
