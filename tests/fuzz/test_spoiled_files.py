"""Whatever is wrong in a file, it is refused with a place, or it is read: nothing else happens."""

from __future__ import annotations

import random
from pathlib import Path

import attrs
import pytest

from inburgerregels import evaluate, load_dossiers
from inburgerregels.data import rules_dir, scenarios_dir
from inburgerregels.engine import prepare
from inburgerregels.language import Rulebook
from inburgerregels.language.loader import RuleFile, assemble, read_files
from inburgerregels.model import ProblemError, outcome_to_json, render
from inburgerregels.report.expectation import differences
from tests.fuzz.spoil import spoiled

RULES = sorted(path.relative_to(rules_dir()).as_posix() for path in rules_dir().rglob("*.yaml"))
SCENARIOS = sorted(
    path.relative_to(scenarios_dir()).as_posix() for path in scenarios_dir().rglob("*.yaml")
)
#: Lives that meet much of the law.
LIVES = ("rblim-2019-6788.yaml", "zaken/keren.yaml", "pvt/elk-jaar-opnieuw.yaml")


def check(error: ProblemError) -> None:
    """Each mistake says what is wrong and where, and can be shown."""
    assert error.problems
    for problem in error.problems:
        assert problem.message
        assert problem.position is not None, str(problem)
        assert problem.position.line >= 1
        assert problem.position.column >= 1
        assert render(problem).startswith("fout[")


def live(law: Rulebook, path: Path) -> None:
    """Every life in a file is evaluated, and compared with what is expected of it."""
    for dossier in load_dossiers(path, law):
        if dossier.reference_date is not None:
            answer = outcome_to_json(evaluate(law, dossier, dossier.reference_date))
            differences(dossier.expectation or {}, answer)


@pytest.mark.parametrize("name", RULES)
def test_a_spoiled_rule_file_is_refused_with_its_place_or_is_law(
    name: str, law_files: list[RuleFile], words: list[bytes], times: int, tmp_path: Path
) -> None:
    path = tmp_path / "regels.yaml"
    others = [file for file in law_files if file.name != name]
    for time in range(times):
        chance = random.Random(f"{name} {time}")
        path.write_bytes(spoiled((rules_dir() / name).read_bytes(), chance, words))
        try:
            read = [attrs.evolve(file, name=name) for file in read_files([path])]
            law = prepare(assemble([*others, *read]))
            for life in LIVES:
                live(law, scenarios_dir() / life)
        except ProblemError as error:
            check(error)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_spoiled_scenario_is_refused_with_its_place_or_is_a_life(
    name: str, law: Rulebook, words: list[bytes], times: int, tmp_path: Path
) -> None:
    path = tmp_path / "leven.yaml"
    for time in range(times):
        chance = random.Random(f"{name} {time}")
        path.write_bytes(spoiled((scenarios_dir() / name).read_bytes(), chance, words))
        try:
            live(law, path)
        except ProblemError as error:
            check(error)
