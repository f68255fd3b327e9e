"""The benchmark of comparing laws runs, on a few lives."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.caseload import caseload
from bench.policy import main
from inburgerregels import load_rulebook
from tests.policy.made import population_of


def test_the_benchmark_prints_a_ratio_for_all_that_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    population_of(load_rulebook(), [*caseload(40)], tmp_path / "b")
    asked = ["--voorstel", "boete-in-stappen", "--reeks", "pvt_boete=100..300/100"]
    assert main(["--bevolking", str(tmp_path / "b"), *asked]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("|")[1].strip() for line in lines[2:6]] == [
        "evaluating once",
        "for the first time, beside boete-in-stappen",
        "the law beside boete-in-stappen",
        "sweep pvt_boete=100..300/100",
    ]
    assert lines[2].split("|")[3].strip() == "1.00"
