"""A batch says of everybody what ``evaluate`` says of one."""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest

from inburgerregels import evaluate, load_dossiers, load_rulebook
from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.tables import outcome_rows
from inburgerregels.data import scenarios_dir
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier
from tests.batch.caseload import write_csv
from tests.batch.conftest import read, readers
from tests.properties.lives import a_doubtful_life, a_life
from tests.properties.values import Dice


@functools.cache
def law(known_on: datetime.date | None = None) -> Rulebook:
    return load_rulebook(bekend_op=known_on)


def by_batch(
    rulebook: Rulebook, dossiers: Sequence[Dossier], day: datetime.date, folder: Path, size: int
) -> list[list[dict[str, Any]]]:
    store = read(rulebook, write_csv(rulebook, dossiers, folder), folder / "opslag", size)
    found: list[list[dict[str, Any]]] = [[], [], []]
    evaluator = BlockEvaluator(rulebook, day)
    for block in store.read_all(Schema(rulebook.vocabulary)):
        answers = evaluator.evaluate(block)
        tables = (answers.decisions, answers.terms, answers.standing)
        for rows, table in zip(found, tables, strict=True):
            rows += table.to_pylist()
    return [*map(_comparable, found)]


def one_by_one(
    rulebook: Rulebook, dossiers: Sequence[Dossier], day: datetime.date
) -> list[list[dict[str, Any]]]:
    ordered = sorted(dossiers, key=lambda dossier: dossier.id)
    rows = outcome_rows((i, evaluate(rulebook, d, day)) for i, d in enumerate(ordered))
    return [*map(_comparable, (rows.decisions, rows.terms, rows.standing))]


def _comparable(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Open questions in any order: theirs is that of the file, which a table does not have."""
    for row in rows:
        row.pop("plaats", None)
        if "hangt_af_van" in row:
            row["hangt_af_van"] = sorted(json.loads(row["hangt_af_van"]), key=json.dumps)
    return rows


def scenario_lives() -> list[Dossier]:
    """Everybody in the scenarios, under a name of their own."""
    paths = sorted(p for p in scenarios_dir().rglob("*.yaml") if p.parent.name != "fouten")
    lives = [dossier for path in paths for dossier in load_dossiers(path, law())]
    return [attrs.evolve(life, id=f"{n:04}-{life.id}"[:100]) for n, life in enumerate(lives)]


def random_lives(count: int) -> list[Dossier]:
    vocabulary = law().vocabulary
    return [
        attrs.evolve(
            (a_life if n % 5 else a_doubtful_life)(Dice(n), vocabulary), id=f"leven-{n:05}"
        )
        for n in range(count)
    ]


@pytest.mark.parametrize("day", [datetime.date(2019, 7, 1), datetime.date(2024, 3, 1)], ids=str)
def test_every_scenario_comes_out_as_it_does_alone(day: datetime.date, tmp_path: Path) -> None:
    lives = scenario_lives()
    assert by_batch(law(), lives, day, tmp_path, 65_536) == one_by_one(law(), lives, day)


def test_random_lives_come_out_as_they_do_alone(tmp_path: Path) -> None:
    lives, day = random_lives(150), datetime.date(2021, 9, 1)
    assert by_batch(law(), lives, day, tmp_path, 100) == one_by_one(law(), lives, day)


def test_what_became_known_later_is_left_out(tmp_path: Path) -> None:
    known = law(datetime.date(2020, 6, 1))
    lives, day = random_lives(60), datetime.date(2021, 9, 1)
    assert by_batch(known, lives, day, tmp_path, 100) == one_by_one(known, lives, day)


def test_the_small_law_comes_out_as_it_does_alone(books: Rulebook, tmp_path: Path) -> None:
    lives = readers(300, seed=2)
    for day in (datetime.date(2019, 12, 31), datetime.date(2020, 3, 1)):
        (tmp_path / str(day)).mkdir()
        found = by_batch(books, lives, day, tmp_path / str(day), 64)
        assert found == one_by_one(books, lives, day)
