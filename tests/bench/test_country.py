"""The benchmark of a whole country: its store is a real one, and its run is measured."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bench import country
from bench.caseload import caseload, write_caseload
from inburgerregels import load_rulebook
from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.run import Run
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.sources import file_sources
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def source(law: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Store:
    place = tmp_path_factory.mktemp("land")
    write_caseload(law, caseload(50, 4), place)
    files = [file_sources(place / f"{name}.parquet") for name in ("personen", "gebeurtenissen")]
    return ingest(law, *files, place / "opslag", block_size=20)


def test_everybody_in_a_country_has_a_number_of_their_own(
    law: Rulebook, source: Store, tmp_path: Path
) -> None:
    schema = Schema(law.vocabulary)
    store = country.country_store(source, schema, 127, tmp_path / "land")
    ids = [one for block in store.read_all(schema) for one in block.ids.to_pylist()]
    assert len(ids) == len(set(ids)) == 127
    assert ids == sorted(ids)
    assert [block["personen"] for block in store.blocks] == [20, 20, 10, 20, 20, 10, 20, 7]
    assert store.manifest["tellingen"]["personen_gebruikt"] == 127


def test_a_person_of_a_country_gets_the_answer_of_the_life_that_was_copied(
    law: Rulebook, source: Store, tmp_path: Path
) -> None:
    day = datetime.date(2026, 1, 1)
    copied = country.country_store(source, Schema(law.vocabulary), 64, tmp_path / "land")
    Run(law, source, day).write(tmp_path / "een")
    Run(law, copied, day).write(tmp_path / "veel")
    one, many = (
        pq.read_table(tmp_path / name / "besluiten.parquet").to_pylist() for name in ("een", "veel")
    )
    few = {row["persoon_id"] for row in many if row["persoon_id"].startswith("00001-")}
    kept = [row for row in one if f"00001-{row['persoon_id']}" in few]
    second = [row for row in many if row["persoon_id"] in few]
    assert second
    assert [{**row, "persoon_id": f"00001-{row['persoon_id']}"} for row in kept] == second


def test_the_benchmark_prints_what_a_run_took_and_leaves_nothing(
    source: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["--miljoen", "0.00012", "--bron", str(source.folder), "--werkers", "2"]
    assert country.main([*asked, "--map", str(tmp_path)]) == 0
    cells = [cell.strip() for cell in capsys.readouterr().out.splitlines()[2].split("|")]
    assert (cells[1], cells[3]) == ("120", "2")
    worker, command = (int(cell.replace(",", "")) for cell in cells[7:9])
    assert worker > command > 20
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_another_size_keeps_the_rows_that_were_there(
    source: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = tmp_path / "performance.md"
    begin, end = country.MARKS
    there = "| 10,000,000 | 5 | 2 | 1.0 | 2.0 | 3 | 4 | 5 | 0.1 | 0.2 | oud |"
    report.write_text(f"{begin}\n{there}\n{end}\n", encoding="utf-8")
    monkeypatch.setattr(country, "REPORT", report)
    asked = ["--bron", str(source.folder), "--werkers", "1", "--map", str(tmp_path), "--write"]
    assert country.main(["--miljoen", "0.00003", *asked]) == 0
    rows = [line for line in report.read_text(encoding="utf-8").splitlines() if "|" in line]
    assert [row.split("|")[1].strip() for row in rows] == [*("persons", "---:", "30", "10,000,000")]
    assert rows[3] == there
