"""What was worked out is kept beside a population, and changes no answer: not when it is used, not when it
is damaged, and not when it is of something else."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest

from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.policy import parts_of_blocks, several_laws
from inburgerregels.policy.comparing import Found, Variant, compare
from inburgerregels.policy.folder import Population
from inburgerregels.policy.kept_tally import tally_once
from inburgerregels.policy.population.making import Recipe, make_population
from inburgerregels.policy.population.model import model_file, read_model
from inburgerregels.policy.put_away import ArraysFile, ArraysWriter, SpoiledError
from inburgerregels.policy.questions import Questions
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.policy.readings import default_readings
from inburgerregels.policy.sweeping import read_range, sweep, with_value
from inburgerregels.policy.tally import Tally
from inburgerregels.policy.worked_out import FOLDER, WorkedOut
from tests.policy.population.test_reliving import DAY

READINGS = default_readings()
PROPOSALS = sorted(
    name for name, layer in load_rulebook().overlays.items() if layer.kind == "voorstel"
)


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=READINGS)


@pytest.fixture(scope="module")
def made(law: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    model = read_model(model_file(), law.vocabulary)
    folder = tmp_path_factory.mktemp("bevolking") / "b"
    make_population(folder, model, law, Recipe(400, 3))
    return folder


@pytest.fixture
def population(made: Path, tmp_path: Path) -> Population:
    """A copy, beside which nothing is kept."""
    shutil.copytree(made, tmp_path / "b")
    return Population.open(tmp_path / "b")


def compared(population: Population, law: Rulebook, variant: Variant, **options: Any) -> Found:
    return compare([population], law, [variant], read_questions(law), DAY, **options).found[0]


def said(found: Found) -> Any:
    (one,) = found.variants
    return (
        found.base,
        one.tally,
        one.changes,
        one.verdicts,
        one.moved,
        one.other_terms,
        one.live_otherwise,
        one.changed.persons.tolist(),
        one.changed.gains.tolist(),
    )


def files(population: Population) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (population.folder / FOLDER).iterdir()}


def test_what_was_worked_out_is_used_and_says_the_same(
    population: Population, law: Rulebook, shorter: Variant
) -> None:
    first = compared(population, law, shorter, workers=1)
    kept = files(population)
    # The lives, what the law computes of them, and what that comes to.
    assert len(kept) == 3
    again = compared(population, law, shorter, workers=1)
    assert first.relived.drawn is not None
    assert again.relived.drawn is None
    assert said(again) == said(first)
    assert files(population) == kept


def test_it_does_not_matter_in_how_many_pieces_everybody_is_evaluated(
    population: Population, law: Rulebook, shorter: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = said(compared(population, law, shorter, workers=1))
    monkeypatch.setattr(parts_of_blocks, "PIECE", 70)
    assert said(compared(population, law, shorter, workers=1)) == whole


@pytest.mark.parametrize("name", PROPOSALS)
def test_who_is_told_nothing_else_counts_as_before(
    population: Population, law: Rulebook, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only of who may be told something else it is counted what both laws say; that comes to the same as
    counting everybody, also with what was kept."""
    variant = Variant(name, name, load_rulebook(lezingen=READINGS, voorstellen=[name]))
    found = [said(compared(population, law, variant, workers=1)) for _ in range(2)]
    monkeypatch.setattr(several_laws, "answered_otherwise", lambda *_: None)
    everybody = said(compared(population, law, variant, workers=1))
    assert found == [everybody, everybody]


def test_other_questions_have_totals_of_their_own(population: Population, law: Rulebook) -> None:
    """What was counted for some questions is no answer to others."""
    questions = read_questions(law)
    fewer = attrs.evolve(questions, splits=questions.splits[:1])
    kept = WorkedOut(population, law)

    def tallied(asked: Questions, persons: int) -> Tally:
        return tally_once(asked, "dag", 0, 9, kept, lambda: Tally(persons))

    assert tallied(questions, 4) == Tally(4)
    assert tallied(fewer, 5) == Tally(5)
    assert tallied(questions, 6) == Tally(4)


def test_it_is_the_same_for_the_lives_of_examples(
    population: Population, law: Rulebook, shorter: Variant
) -> None:
    found = [compared(population, law, shorter, workers=1) for _ in range(2)]
    some = np.array([0, 17, 399])
    blocks = [one.relived.of_persons(some, 1) for one in found]
    assert blocks[0] is not None
    assert blocks[1] is not None
    assert blocks[0].to_bytes() == blocks[1].to_bytes()
    # And when what was kept is gone or damaged by the time that somebody asks.
    for path in (population.folder / FOLDER).iterdir():
        path.write_bytes(path.read_bytes()[:1000])
    later = found[1].relived.of_persons(some, 1)
    assert later is not None
    assert later.to_bytes() == blocks[0].to_bytes()


def test_nothing_is_kept_of_a_run_that_keeps_nothing(
    population: Population, law: Rulebook, shorter: Variant, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = compared(population, law, shorter, workers=1)
    shutil.rmtree(population.folder / FOLDER)
    monkeypatch.setenv("INBURGERREGELS_CACHE", "")
    assert said(compared(population, law, shorter, workers=1)) == said(kept)
    assert not (population.folder / FOLDER).exists()


@pytest.mark.parametrize("place", [3, 0.3, 0.6, 0.9, -40, -2])
def test_damage_is_noticed_and_it_is_worked_out_again(
    population: Population, law: Rulebook, shorter: Variant, place: float
) -> None:
    first = said(compared(population, law, shorter, workers=1))
    whole = files(population)
    for path in (population.folder / FOLDER).iterdir():
        data = bytearray(path.read_bytes())
        data[int(len(data) * place) if 0 < place < 1 else int(place)] ^= 0x10
        path.write_bytes(data)
    assert said(compared(population, law, shorter, workers=2)) == first
    assert said(compared(population, law, shorter, workers=1)) == first
    assert {*files(population)} == {*whole}


@pytest.mark.parametrize("left", [0, 5, 11, 5000])
def test_a_file_that_was_cut_off_is_worked_out_again(
    population: Population, law: Rulebook, shorter: Variant, left: int
) -> None:
    first = said(compared(population, law, shorter, workers=1))
    whole = files(population)
    for path in (population.folder / FOLDER).iterdir():
        path.write_bytes(path.read_bytes()[:left])
    assert said(compared(population, law, shorter, workers=1)) == first
    assert files(population) == whole


def test_where_nothing_can_be_written_the_answers_are_the_same(
    population: Population, law: Rulebook, shorter: Variant
) -> None:
    first = said(compared(population, law, shorter, workers=1))
    shutil.rmtree(population.folder / FOLDER)
    (population.folder / FOLDER).write_text("hier kan geen map komen", encoding="utf-8")
    assert said(compared(population, law, shorter, workers=1)) == first


def test_a_sweep_uses_what_a_comparison_kept(
    population: Population, law: Rulebook, shorter: Variant
) -> None:
    asked = read_range("inburgeringstermijn=30..36maanden/6maanden", law)
    alone = sweep([population], law, asked, read_questions(law), DAY, workers=1)
    compared(population, law, shorter, workers=1)
    kept = files(population)
    after = sweep([population], law, asked, read_questions(law), DAY, workers=1)
    assert [point.sums for point in after.points] == [point.sums for point in alone.points]
    assert after.now.sums == alone.now.sums
    assert files(population) == kept


def test_other_law_other_lives_and_another_day_have_files_of_their_own(
    population: Population, law: Rulebook, shorter: Variant, tmp_path: Path
) -> None:
    asked = read_range("inburgeringstermijn=30..36maanden/6maanden", law)
    # It has the name and hash of the law that it was made of.
    other = with_value(law, asked, asked.values[0])
    assert other.ref == law.ref
    keys = {WorkedOut(population, book).key for book in (law, other, shorter.rulebook)}
    assert len(keys) == 3
    about = population.folder / "bevolking.json"
    about.write_text(about.read_text("utf-8").replace('"zaad": 3', '"zaad": 4'), encoding="utf-8")
    assert WorkedOut(Population.open(population.folder), law).key not in keys


def test_what_is_put_in_a_file_comes_out_as_it_was(tmp_path: Path) -> None:
    arrays = [
        np.arange(-5, 70_000),
        np.array([2**62, -1]),
        np.array([], np.int64),
        np.array([True, False]),
        np.array([0.1, np.nan, -0.0]),
        np.array([3], np.int16),
    ]
    writer = ArraysWriter(tmp_path / "a.kolommen")
    numbers = [writer.put(array) for array in arrays]
    assert writer.put(arrays[0]) == numbers[0]
    assert not (tmp_path / "a.kolommen").exists()
    writer.close({"nummers": numbers})
    file = ArraysFile(tmp_path / "a.kolommen")
    assert file.said == {"nummers": numbers}
    for number, array in zip(numbers, arrays, strict=True):
        found = file.fetch(number)
        assert found.dtype == array.dtype
        assert found.tobytes() == array.tobytes()
    assert [path.name for path in tmp_path.iterdir()] == ["a.kolommen"]


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"iets anders, dat langer is dan twaalf bytes")
    for name in ("a", "b"):
        with pytest.raises(SpoiledError):
            ArraysFile(tmp_path / name)
