"""The events behind the decisions of a run, as a table: those of each life alone."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from inburgerregels.batch.run import Run
from inburgerregels.batch.store import Store
from inburgerregels.batch.witness_run import WITNESS_FOLDER, write_witnesses
from inburgerregels.engine.columnar.witnessed import evaluate_witnessed
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError, date_of
from tests.batch.caseload import write_csv
from tests.batch.conftest import DAY, read
from tests.batch.test_equality import law, random_lives


def table(folder: Path) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in pq.read_table(folder / WITNESS_FOLDER).to_pylist()]


def test_witnesses_in_a_table_are_those_of_each_life_alone(tmp_path: Path) -> None:
    day = datetime.date(2021, 9, 1)
    lives = random_lives(120)
    store = read(law(), write_csv(law(), lives, tmp_path), tmp_path / "opslag", 50)
    run = Run(law(), store, day)
    run.write(tmp_path / "uit")
    written = write_witnesses(run, tmp_path / "uit", tmp_path / "grond")
    decisions: dict[str, list[str]] = {}
    for row in pq.read_table(tmp_path / "uit" / "besluiten.parquet").to_pylist():
        decisions.setdefault(row["persoon_id"], []).append(row["regel"])
    found = Counter(
        (who, decisions[who][number - 1], kind, on, place)
        for who, number, kind, on, place in table(tmp_path / "grond")
    )
    expected = Counter(
        (life.id, decision.regel, one.kind, date_of(one.day), one.number)
        for life, answer in zip(lives, evaluate_witnessed(law(), lives, day), strict=True)
        for decision, behind in zip(answer.outcome.besluiten, answer.witnesses, strict=True)
        for one in behind
    )
    assert found == expected
    assert written["rijen"] == len(table(tmp_path / "grond")) > 2_000


def test_workers_write_the_same_and_the_manifest_names_the_run(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    run = Run(books, store, DAY)
    run.write(tmp_path / "uit")
    one = write_witnesses(run, tmp_path / "uit", tmp_path / "een")
    two = write_witnesses(run, tmp_path / "uit", tmp_path / "twee", workers=2)
    assert one == two == json.loads((tmp_path / "een" / "manifest.json").read_bytes())
    assert table(tmp_path / "een") == table(tmp_path / "twee") != []
    assert {row[2] for row in table(tmp_path / "een")} <= {*books.vocabulary.events}
    # A late book rests on when it was taken and brought back, in that order.
    behind: dict[tuple[object, object], list[object]] = {}
    for who, number, kind, _, _ in table(tmp_path / "een"):
        behind.setdefault((who, number), []).append(kind)
    assert all("geleend" in kinds for kinds in behind.values())


def test_witnesses_of_another_question_are_refused_and_nothing_is_left(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    run = Run(books, store, DAY)
    run.write(tmp_path / "uit")
    later = Run(books, store, DAY + datetime.timedelta(days=1))
    with pytest.raises(ProblemError, match="geen voltooide berekening van deze vraag"):
        write_witnesses(later, tmp_path / "uit", tmp_path / "grond")
    part = tmp_path / "uit" / "besluiten.parquet" / "deel-00001.parquet"
    pq.write_table(pq.read_table(part).slice(1), part)
    with pytest.raises(ProblemError, match="niet de besluiten van deze berekening"):
        write_witnesses(run, tmp_path / "uit", tmp_path / "grond")
    assert sorted(path.name for path in tmp_path.iterdir() if "grond" in path.name) == []


def test_a_folder_that_is_there_is_left_alone(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    run = Run(books, store, DAY)
    run.write(tmp_path / "uit")
    (tmp_path / "grond").mkdir()
    with pytest.raises(ProblemError, match="deze map bestaat al"):
        write_witnesses(run, tmp_path / "uit", tmp_path / "grond")
