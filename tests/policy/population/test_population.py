"""A population: the same bytes for a seed whoever makes it, in proportion, and lived under the law."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from inburgerregels import load_rulebook
from inburgerregels.batch.block import Dossiers
from inburgerregels.batch.schema import Schema
from inburgerregels.cli import main
from inburgerregels.engine import evaluate
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, ProblemError
from inburgerregels.policy.folder import Population
from inburgerregels.policy.population.making import Recipe, make_population
from inburgerregels.policy.population.model import Model, model_file, read_model
from inburgerregels.policy.population.storing import names_of, person_id
from tests.policy.population.test_model import MODEL


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(lezingen={"projectie": "alle"})


@pytest.fixture(scope="module")
def model(rulebook: Rulebook) -> Model:
    return read_model(model_file(), rulebook.vocabulary)


def files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def dossiers(population: Population, rulebook: Rulebook) -> list[Dossier]:
    schema = Schema(rulebook.vocabulary)
    found = []
    for block in population.store.read_all(schema):
        every = Dossiers(schema, block)
        found += [every.of(place) for place in range(len(block))]
    return found


def test_the_same_recipe_gives_the_same_bytes_and_another_seed_other_lives(
    tmp_path: Path, model: Model, rulebook: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inburgerregels.policy.population.making.SIZE", 400)
    monkeypatch.setattr("inburgerregels.policy.population.storing.SIZE", 400)
    for name, seed, workers in (("a", 1, 1), ("b", 1, 3), ("c", 2, 1)):
        make_population(tmp_path / name, model, rulebook, Recipe(1_000, seed), workers=workers)
    one, again, other = (files(tmp_path / name) for name in "abc")
    # Three blocks, the manifest of the store, its empty quarantine, the model, and how it was made.
    assert len(one) == 7
    assert one == again
    assert one["opslag/blok-00000.arrow"] != other["opslag/blok-00000.arrow"]


def test_a_hand_counted_model(tmp_path: Path, rulebook: Rulebook) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    small = read_model(path, rulebook.vocabulary)
    population = make_population(tmp_path / "uit", small, rulebook, Recipe(8, 5))
    # Forty persons as eight lives: six of the first layer, two of the second.
    assert population.weight == Fraction(5)
    assert population.until == datetime.date(2024, 12, 31)
    lives = dossiers(population, rulebook)
    assert [life.person["groep"] for life in lives] == ["asielstatushouder"] * 6 + [
        "gezinsmigrant"
    ] * 2
    assert [life.id for life in lives[:2]] == ["b00000000", "b00000001"]
    start = datetime.date(2015, 1, 11).toordinal()
    first = lives[0]
    assert first.person["geboortedatum"] == start - 10_000
    by_day = sorted(first.events, key=lambda event: (event.day, event.kind))
    assert [(event.kind, event.day, dict(event.fields)) for event in by_day] == [
        ("inburgeringsplichtig", start, {}),
        ("lening_opname", start, {"bedrag": 50_000}),
        ("lening_opname", start + 100, {"bedrag": 50_000}),
        ("lening_opname", start + 200, {"bedrag": 50_000}),
    ]


def test_a_grant_is_what_the_law_expected_of_the_request(
    tmp_path: Path, model: Model, rulebook: Rulebook
) -> None:
    population = make_population(tmp_path / "uit", model, rulebook, Recipe(1_500, 3))
    granted = 0
    for life in dossiers(population, rulebook):
        own = [e for e in life.events if e.kind == "ontheffing" and e.fields["grond"] == "agi"]
        if not own:
            continue
        granted += 1
        without = [event for event in life.events if event is not own[0]]
        outcome = evaluate(
            rulebook, Dossier(life.id, life.person, tuple(without)), population.until
        )
        days = [
            decision.datum.toordinal()
            for decision in outcome.besluiten
            if decision.regel == "ontheffingsaanvraag.ontheffing-verwacht"
        ]
        assert own[0].day == min(days)
    assert granted > 100


def test_many_lives_are_named_as_each_by_itself() -> None:
    for numbers in ([0, 7, 10, 99_999_999], [3, 100_000_000], []):
        wanted = [person_id(number) for number in numbers]
        assert names_of(np.array(numbers, np.int64)).to_pylist() == wanted


def test_no_number_of_a_life_can_be_that_of_a_citizen(
    tmp_path: Path, model: Model, rulebook: Rulebook
) -> None:
    population = make_population(tmp_path / "uit", model, rulebook, Recipe(200, 1))
    for life in dossiers(population, rulebook):
        assert life.id.startswith("b")


def test_the_command_says_what_it_made_and_overwrites_nothing_else(tmp_path: Path) -> None:
    run = CliRunner()
    made = run.invoke(main, ["bevolking", "--uit", str(tmp_path / "b"), "--omvang", "300"])
    assert made.exit_code == 0, made.output
    assert made.output.startswith("300 levens met ")
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol" / "brief.txt").write_text("van mij")
    refused = run.invoke(main, ["bevolking", "--uit", str(tmp_path / "vol"), "--omvang", "3"])
    assert refused.exit_code == 2
    assert "deze map is niet leeg" in refused.output
    assert (tmp_path / "vol" / "brief.txt").read_text() == "van mij"


def test_everybody_in_a_population_can_be_evaluated_by_the_batch(tmp_path: Path) -> None:
    run = CliRunner()
    here = str(tmp_path / "b")
    assert run.invoke(main, ["bevolking", "--uit", here, "--omvang", "40"]).exit_code == 0
    asked = [
        "--opslag",
        f"{here}/opslag",
        "--uit",
        str(tmp_path / "u"),
        "--peildatum",
        "2026-01-01",
    ]
    done = run.invoke(main, ["batch", *asked])
    assert done.exit_code == 0, done.output
    assert pq.read_table(tmp_path / "u" / "stand.parquet").num_rows == 40
    assert pq.read_table(tmp_path / "u" / "afgekeurd.parquet").num_rows == 0


def test_a_folder_without_a_population_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="hier staat geen bevolking"):
        Population.open(tmp_path)
