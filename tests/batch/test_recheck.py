"""An output that is no longer what its manifest says is found, and what differs is said."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgerregels.batch.output import write_parquet
from inburgerregels.batch.recheck import recheck
from inburgerregels.batch.run import Run
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from tests.batch.conftest import DAY

DECISIONS = "besluiten.parquet/deel-00003.parquet"


@pytest.fixture
def run(books: Rulebook, store: Store, tmp_path: Path) -> Run:
    found = Run(books, store, DAY)
    found.write(tmp_path / "uit")
    return found


def found(run: Run, folder: Path) -> list[str]:
    return [f"{Path(p.position.path).name}: {p.message}" for p in recheck(folder, run.description)]


def a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def an_amount(path: Path) -> None:
    table = pq.read_table(path)
    more = pa.array([cents + (i == 0) for i, cents in enumerate(table["bedrag_cent"].to_pylist())])
    write_parquet(
        path, table.set_column(table.schema.get_field_index("bedrag_cent"), "bedrag_cent", more)
    )


def a_row(path: Path) -> None:
    write_parquet(path, pq.read_table(path).slice(1))


def test_a_run_that_was_left_alone_is_as_its_manifest_says(run: Run, tmp_path: Path) -> None:
    assert found(run, tmp_path / "uit") == []


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (a_byte, ["veranderd sinds het manifest"]),
        (an_amount, ["veranderd sinds het manifest", "besluiten 'boete'"]),
        (
            a_row,
            ["veranderd sinds het manifest", "rijen; volgens het manifest", "besluiten 'boete'"],
        ),
        (Path.unlink, ["dit deel ontbreekt", "besluiten 'boete'"]),
    ],
)
def test_one_byte_amount_or_row_that_changed_is_found(
    run: Run, tmp_path: Path, damage: Callable[[Path], None], said: list[str]
) -> None:
    damage(tmp_path / "uit" / DECISIONS)
    told = found(run, tmp_path / "uit")
    for text in said:
        assert any(text in line for line in told), told
    assert any("deel-00003" in line for line in told)


def test_an_amount_is_named_beside_the_one_in_the_manifest(run: Run, tmp_path: Path) -> None:
    manifest = json.loads((tmp_path / "uit" / "manifest.json").read_bytes())
    old = manifest["bedragen"]["boete"]
    an_amount(tmp_path / "uit" / DECISIONS)
    told = found(run, tmp_path / "uit")[-1]
    assert old["bedrag_cent"] % 100 == 0
    euros = f"{old['bedrag_cent'] // 100:,}".replace(",", ".")
    assert told.endswith(
        f"{old['aantal']} voor samen € {euros},01; volgens het manifest {old['aantal']} voor € {euros},00"
    )


@pytest.mark.parametrize("name", ["rijen_gelezen", "personen_uit", "personen_afgekeurd", "stand"])
def test_counts_that_do_not_add_up_are_found(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "uit" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    manifest["tellingen"][name] += 1
    path.write_text(json.dumps(manifest))
    assert any("tellingen kloppen niet" in line for line in found(run, tmp_path / "uit"))


def test_a_file_more_and_rows_less_in_quarantine_are_found(run: Run, tmp_path: Path) -> None:
    part = tmp_path / "uit" / DECISIONS
    part.with_name("deel-00099.parquet").write_bytes(part.read_bytes())
    aside = tmp_path / "uit" / "afgekeurd.parquet" / "deel-00000.parquet"
    row: dict[str, Any] = dict.fromkeys(pq.read_schema(aside).names)
    write_parquet(aside, pa.Table.from_pylist([row], schema=pq.read_schema(aside)))
    assert found(run, tmp_path / "uit") == [
        "deel-00099.parquet: dit bestand hoort niet bij de berekening",
        "afgekeurd.parquet: 1 afgekeurde rijen; volgens het manifest 0",
    ]


def test_another_law_store_or_day_is_said_by_name(run: Run, tmp_path: Path) -> None:
    question = {
        **run.description,
        "peildatum": (DAY + datetime.timedelta(1)).isoformat(),
        "opslag": "anders",
        "rulebook": {**run.description["rulebook"], "hash": "anders"},
    }
    told = [problem.message for problem in recheck(tmp_path / "uit", question)]
    assert [line.split(" is anders")[0] for line in told] == [
        "peildatum",
        "rulebook.hash",
        "opslag",
    ]


def test_where_there_is_no_run_that_is_said(run: Run, tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="geen voltooide berekening"):
        recheck(tmp_path / "opslag", run.description)
    (tmp_path / "uit" / "manifest.json").write_text("[]")
    with pytest.raises(ProblemError, match="niet te lezen"):
        recheck(tmp_path / "uit", run.description)
