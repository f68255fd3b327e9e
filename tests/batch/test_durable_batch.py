"""A batch whose decisions are matched by durable_rules gives the tables of the reference executor."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow.parquet as pq

from inburgerregels.batch.output import TABLES
from inburgerregels.batch.run import Run
from tests.batch.caseload import write_csv
from tests.batch.conftest import read
from tests.batch.test_equality import law, random_lives


def test_tables_are_those_of_the_reference_executor(tmp_path: Path) -> None:
    lives = random_lives(40)
    store = read(law(), write_csv(law(), lives, tmp_path), tmp_path / "opslag", 25)
    for engine in ("reference", "durable"):
        Run(law(), store, datetime.date(2021, 9, 1), engine).write(tmp_path / engine)
    for table in TABLES:
        for part in sorted((tmp_path / "reference").glob(f"{table}.parquet/*")):
            other = tmp_path / "durable" / part.parent.name / part.name
            assert part.read_bytes() == other.read_bytes()
    assert pq.read_table(tmp_path / "durable" / "besluiten.parquet").num_rows > 100
