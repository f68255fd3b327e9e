"""Every scenario with the law that it asks for, and its answer: once for all executors that are held
against the reference."""

from __future__ import annotations

import pytest

from inburgerregels.cli.engines import outcomes_of
from inburgerregels.cli.files import meant_to_be_refused, yaml_files
from inburgerregels.cli.options import LawOptions
from inburgerregels.cli.session import Case, Rulebooks, read_cases
from inburgerregels.data import scenarios_dir
from inburgerregels.model import Outcome
from tests.properties.every_life import bare


@pytest.fixture(scope="session")
def every_scenario() -> list[Case]:
    paths = [path for path in yaml_files([scenarios_dir()]) if not meant_to_be_refused(path)]
    cases = read_cases(paths, Rulebooks(LawOptions()), None)
    assert cases
    return cases


@pytest.fixture(scope="session")
def every_outcome(every_scenario: list[Case]) -> list[Outcome]:
    """What the reference executor says of every scenario, in the same order."""
    return [bare(outcome) for outcome in outcomes_of(every_scenario, "reference")]
