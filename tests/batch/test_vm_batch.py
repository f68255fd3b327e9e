"""A batch in compiled code gives the same tables as one in columns, of scenarios and random lives."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.schema import Schema
from tests.batch.caseload import write_csv
from tests.batch.conftest import read
from tests.batch.test_equality import law, random_lives, scenario_lives


@pytest.mark.parametrize("day", [datetime.date(2019, 8, 1), datetime.date(2026, 1, 1)])
def test_tables_are_those_of_the_columns(day: datetime.date, tmp_path: Path) -> None:
    rulebook = law()
    dossiers = scenario_lives() + random_lives(100)
    store = read(rulebook, write_csv(rulebook, dossiers, tmp_path), tmp_path / "opslag", 200)
    compiled, columns = (BlockEvaluator(rulebook, day, engine) for engine in ("vm", "columnar"))
    count = 0
    for block in store.read_all(Schema(rulebook.vocabulary)):
        one, other = compiled.evaluate(block), columns.evaluate(block)
        assert one.decisions.to_pylist() == other.decisions.to_pylist()
        assert one.terms.to_pylist() == other.terms.to_pylist()
        assert one.standing.to_pylist() == other.standing.to_pylist()
        count += one.decisions.num_rows
    assert count > 300
