"""Until the day that a block's evaluation names, a person's answer stays as it is."""

from __future__ import annotations

import datetime
import os
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.horizon import read_until, write_until
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.engine.columnar.horizon import dated_comparisons
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier
from tests.batch.caseload import write_csv
from tests.batch.conftest import read, readers
from tests.batch.test_equality import law
from tests.properties.lives import a_life
from tests.properties.values import Dice

#: How many lives are looked at under the whole law.
LIVES = int(os.environ.get("HORIZON_LEVENS", "60"))
#: How much later is looked.
LATER = (1, 9, 45, 200, 900)


def block_of(rulebook: Rulebook, lives: Sequence[Dossier], folder: Path) -> Block:
    store = read(rulebook, write_csv(rulebook, lives, folder), folder / "opslag", 65_536)
    return store.read(0, Schema(rulebook.vocabulary))


def said(evaluator: BlockEvaluator, block: Block) -> tuple[dict[str, list[Any]], Any]:
    """Per person everything that is said but the day of asking, and until when it holds."""
    answers = evaluator.evaluate(block)
    found: dict[str, list[Any]] = {name: [] for name in block.ids.to_pylist()}
    for table in (answers.decisions, answers.terms, answers.standing):
        for row in table.to_pylist():
            found[row["persoon_id"]].append({k: v for k, v in row.items() if k != "peildatum"})
    return found, answers.until


def check(
    rulebook: Rulebook, block: Block, days: Sequence[datetime.date], engine: str = "columnar"
) -> tuple[int, int]:
    """Answers stay the same before the day that was said; gives how many stayed, and changed later."""
    stayed = changed = 0
    for day in days:
        now, until = said(BlockEvaluator(rulebook, day, engine), block)
        for days_later in LATER:
            later = day + datetime.timedelta(days_later)
            then, _ = said(BlockEvaluator(rulebook, later), block)
            for place, name in enumerate(now):
                if until[place] > later.toordinal():
                    assert then[name] == now[name], (name, day, later)
                    stayed += 1
                else:
                    changed += then[name] != now[name]
    return stayed, changed


def test_answers_about_readers_stay_until_the_day_that_is_said(
    books: Rulebook, tmp_path: Path
) -> None:
    block = block_of(books, readers(200, seed=5), tmp_path)
    dice = random.Random(1)
    days = [datetime.date(2018, 6, 1) + datetime.timedelta(dice.randrange(1_000)) for _ in range(8)]
    stayed, changed = check(books, block, days)
    assert stayed > 2_000
    assert changed > 500


def test_answers_under_the_whole_law_stay_until_the_day_that_is_said(tmp_path: Path) -> None:
    vocabulary = law().vocabulary
    lives = [attrs.evolve(a_life(Dice(n), vocabulary), id=f"leven-{n:05}") for n in range(LIVES)]
    block = block_of(law(), lives, tmp_path)
    dice = random.Random(LIVES)
    days = [datetime.date(2015, 1, 1) + datetime.timedelta(dice.randrange(4_500))]
    stayed, changed = check(law(), block, days)
    assert stayed > LIVES / 4
    assert changed > LIVES / 4


def test_answers_of_the_reference_executor_stay_until_the_day_that_is_said(
    books: Rulebook, tmp_path: Path
) -> None:
    block = block_of(books, readers(60, seed=5), tmp_path)
    days = [datetime.date(2019, 5, 1), datetime.date(2020, 8, 14)]
    stayed, changed = check(books, block, days, "reference")
    assert stayed > 150
    assert changed > 20


def test_the_law_does_nothing_with_the_reference_date_but_compare_it() -> None:
    found = dated_comparisons(law().program)
    assert found is not None
    assert len(found) > 10


def test_what_is_kept_about_something_else_or_is_damaged_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    write_until(path, "dit", np.array([3, 4]))
    kept = read_until(path, "dit", 2)
    assert kept is not None
    assert kept.tolist() == [3, 4]
    assert read_until(path, "iets anders", 2) is None
    assert read_until(path, "dit", 3) is None
    data = bytearray(path.read_bytes())
    data[-8] ^= 1
    path.write_bytes(data)
    assert read_until(path, "dit", 2) is None
    assert read_until(tmp_path / "y", "dit", 2) is None
