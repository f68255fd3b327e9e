"""The benchmark of all executors runs, on a few lives, and times each of them."""

from __future__ import annotations

import pytest

from bench.executors import main, there


def test_every_executor_that_is_there_has_its_rows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--personen", "40", "--los", "2", "--rondes", "1"]) == 0
    lines = [line.split("|") for line in capsys.readouterr().out.splitlines() if "|" in line]
    names = [line[1].strip() for line in lines]
    assert {"reference", "columnar"} <= set(there())
    assert all(names.count(name) == 2 for name in there())
    whole = next(line for line in lines if line[1].strip() == "columnar")
    assert whole[2].strip() == "40"
    # Explaining comes on top of answering.
    assert sum("every decision" in name for name in names) == 3
