"""Every scenario, with the law that it asks for; read once, because reading takes the most time."""

from __future__ import annotations

import pytest

from inburgerregels.cli.files import meant_to_be_refused, yaml_files
from inburgerregels.cli.options import LawOptions
from inburgerregels.cli.session import Case, Rulebooks, read_cases
from inburgerregels.data import scenarios_dir


@pytest.fixture(scope="session")
def every_scenario() -> list[Case]:
    paths = [path for path in yaml_files([scenarios_dir()]) if not meant_to_be_refused(path)]
    cases = read_cases(paths, Rulebooks(LawOptions()), None)
    assert cases
    return cases
