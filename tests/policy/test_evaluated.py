"""Columns about a population say what the tables of the batch say."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.caseload import caseload
from inburgerregels import load_rulebook
from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.schema import Schema
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, ProblemError
from inburgerregels.policy.columns import Columns, Values, concatenated
from inburgerregels.policy.evaluated import Evaluated, evaluate_population
from inburgerregels.policy.folder import Population
from tests.batch.conftest import readers
from tests.batch.test_equality import random_lives, scenario_lives
from tests.policy.made import population_of

DAY = datetime.date(2021, 9, 1)
#: An amount, a choice, a day, a number, a percentage and a list of texts, in order of name.
FIELDS = ("basisbedrag_cent", "betreft", "einde", "nummer", "percentage", "redenen")


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen={"projectie": "alle"})


def by_batch(population: Population, law: Rulebook, day: datetime.date) -> list[Counter[Any]]:
    """Rows of the three tables, as the columns are to have them."""
    evaluator = BlockEvaluator(law, day)
    decisions, terms, standing = Counter[Any](), Counter[Any](), Counter[Any]()
    for block in population.store.read_all(Schema(law.vocabulary)):
        found = evaluator.evaluate(block)
        for row in found.decisions.to_pylist():
            fields = json.loads(row.pop("velden"))
            del row["bron"], row["redenen"]
            decisions[(*row.values(), *(_said(fields.get(name)) for name in FIELDS))] += 1
        for row in found.terms.to_pylist():
            del row["bron"], row["regel"]
            terms[tuple(row.values())] += 1
        for row in found.standing.to_pylist():
            for name in ("peildatum", "lening", "termijnagenda", "hangt_af_van"):
                del row[name]
            standing[tuple(row.values())] += 1
    return [decisions, terms, standing]


def _said(value: Any) -> Any:
    return (
        value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    )


def by_columns(found: Evaluated) -> list[Counter[Any]]:
    names = [found.name(person) for person in range(found.count)]
    decisions = _rows(found.decisions, names, ("datum", "vervallen_op", "velden.einde"))
    terms = _rows(found.terms, names, ("begin", "einde"))
    standing = zip(names, *(values.plain() for values in found.standing.values()), strict=True)
    return [decisions, terms, Counter(standing)]


def _rows(columns: Columns, names: Sequence[str], days: Sequence[str]) -> Counter[Any]:
    shown = []
    for name, values in columns.items():
        rows = [*values.plain()]
        if name == "persoon":
            rows = [names[row] for row in rows]
        elif name in days:
            rows = [None if row is None else datetime.date.fromordinal(row) for row in rows]
            if name.startswith("velden."):
                rows = [None if row is None else row.isoformat() for row in rows]
        elif name == "verwacht":
            rows = [bool(row) for row in rows]
        elif name.startswith("velden.") and values.words is None:
            rows = [None if row is None else str(row) for row in rows]
        shown.append(rows)
    return Counter(zip(*shown, strict=True))


def compared(lives: Sequence[Dossier], law: Rulebook, folder: Path, size: int) -> Evaluated:
    population = population_of(law, lives, folder, size=size)
    found = evaluate_population(population, law, DAY, fields=FIELDS, workers=1)
    assert by_columns(found) == by_batch(population, law, DAY)
    return found


def test_a_caseload_has_the_rows_of_the_batch(law: Rulebook, tmp_path: Path) -> None:
    found = compared([*caseload(600)], law, tmp_path / "b", 250)
    assert found.count == 600
    assert found.persons["groep"].is_any_of(["asielstatushouder"]).sum() > 100
    assert found.decisions["soort"].is_any_of(["boete"]).any()


def test_lives_with_unknown_facts_have_the_rows_of_the_batch(law: Rulebook, tmp_path: Path) -> None:
    found = compared(random_lives(60), law, tmp_path / "b", 25)
    assert 0 < found.by_reference < 60


def test_every_scenario_has_the_rows_of_the_batch(law: Rulebook, tmp_path: Path) -> None:
    compared(scenario_lives(), law, tmp_path / "b", 65_536)


def test_more_processes_say_the_same(law: Rulebook, tmp_path: Path) -> None:
    population = population_of(law, [*caseload(90)], tmp_path / "b", size=25)
    one, more = (
        evaluate_population(population, law, DAY, fields=FIELDS, workers=workers)
        for workers in (1, 2)
    )
    for name in ("persons", "standing", "decisions", "terms"):
        here, there = getattr(one, name), getattr(more, name)
        assert [*here] == [*there]
        assert all([*here[c].plain()] == [*there[c].plain()] for c in here)


def test_lives_made_with_other_words_are_refused(law: Rulebook, tmp_path: Path) -> None:
    books = load_rulebook(Path(__file__).parent.parent / "cli" / "voorbeeld" / "wet.yaml")
    population = population_of(books, readers(10), tmp_path / "b")
    with pytest.raises(ProblemError, match="begrippen"):
        evaluate_population(population, law, DAY)


def test_columns_with_other_words_are_joined_by_word() -> None:
    parts = [
        Columns({"soort": Values(np.array([1, 0]), None, ("a", "b"))}),
        Columns({"soort": Values(np.array([0, 0]), np.array([False, True]), ("c",))}),
    ]
    assert [*concatenated(parts)["soort"].plain()] == ["b", "a", "c", None]
