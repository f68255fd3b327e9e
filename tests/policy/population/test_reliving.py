"""Lives under other law: the same persons, who live otherwise only where the law gives reason."""

from __future__ import annotations

import datetime
from pathlib import Path

import numpy as np
import pytest

from inburgerregels import load_rulebook
from inburgerregels.batch.block import Dossiers
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, ProblemError
from inburgerregels.policy.comparing import Variant, compare
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.examples import write_examples
from inburgerregels.policy.folder import Population
from inburgerregels.policy.lives import Lives
from inburgerregels.policy.parts_of_blocks import live_otherwise, with_other_lives
from inburgerregels.policy.population.making import Recipe, make_population
from inburgerregels.policy.population.model import model_file, read_model
from inburgerregels.policy.population.reliving import Relived
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.policy.readings import default_readings
from inburgerregels.policy.sweeping import read_range, sweep, with_value
from inburgerregels.policy.worked_out import WorkedOut
from inburgerregels.report.comparison_view import comparison_document

READINGS = default_readings()
RECIPE = Recipe(600, 7)
PROPOSALS = sorted(
    name for name, layer in load_rulebook().overlays.items() if layer.kind == "voorstel"
)
DAY = datetime.date(2024, 5, 1)
#: Everybody starts on 11 January 2015 and needs 1,500 days: what is lacking is asked for a hundred days
#: before the term ends.
MODEL = """\
tot: 2024-12-31
parameters:
  deel: {waarde: 0.25, veronderstelling: een getal}
lagen:
  - {naam: eerste, groep: gezinsmigrant, van: 2015-01-01, personen: 30}
termijnen:
  examentermijn: {soort: examen, nummer: 1, gezien: [inburgeringsplichtig]}
waarden:
  start: van + 10
  nodig: 1500 - examentermijn
persoon:
  groep: gezinsmigrant
  geboortedatum: start - 10000
gebeurtenissen:
  - {soort: inburgeringsplichtig, datum: start}
  - soort: verlenging
    datum: start + examentermijn - 100
    als: nodig > 0
    velden: {grond: inspanning, duur: {dagen: nodig}}
"""


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=READINGS)


@pytest.fixture(scope="module")
def shorter() -> Rulebook:
    return load_rulebook(lezingen=READINGS, voorstellen=["kortere-inburgeringstermijn"])


@pytest.fixture(scope="module")
def population(law: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Population:
    model = read_model(model_file(), law.vocabulary)
    return make_population(tmp_path_factory.mktemp("bevolking") / "b", model, law, RECIPE)


def lives_of(population: Population, law: Rulebook) -> Lives:
    return Lives(population, Schema(law.vocabulary))


def dossiers(block: Block, law: Rulebook) -> list[Dossier]:
    every = Dossiers(Schema(law.vocabulary), block)
    return [every.of(place) for place in range(len(block))]


def blocks(relived: Relived) -> list[Block]:
    """The first block under every law; the very same where nobody lives otherwise."""
    base, others = relived.under(0)
    return [
        base,
        *(
            base if one.lives is None else with_other_lives(base, one.persons, one.lives, one.kinds)
            for one in others
        ),
    ]


def by_hand(folder: Path, law: Rulebook) -> Population:
    path = folder / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    return make_population(folder / "uit", read_model(path, law.vocabulary), law, Recipe(4, 5))


def test_what_is_done_with_an_eye_to_the_term_moves_with_it(
    tmp_path: Path, law: Rulebook, shorter: Rulebook
) -> None:
    """Three years from 11 January 2015 are 1,096 days; thirty months, to 10 July 2017, are 912."""
    relived = Relived(lives_of(by_hand(tmp_path, law), law), [law, shorter])
    start = datetime.date(2015, 1, 11).toordinal()
    for block, term in zip(blocks(relived), (1_096, 912), strict=True):
        for life in dossiers(block, law):
            (extension,) = [event for event in life.events if event.kind == "verlenging"]
            assert extension.day == start + term - 100
            assert extension.fields["duur"].days == 1_500 - term


def test_a_shorter_term_makes_nobody_late_who_asks_for_what_is_lacking(
    tmp_path: Path, law: Rulebook, shorter: Rulebook
) -> None:
    """Everybody has 1,500 days under both laws, so nobody notices it."""
    population = by_hand(tmp_path, law)
    found = compare([population], law, [Variant("k", "K", shorter)], read_questions(law), DAY)
    figures = Figures(found, 0)
    assert figures.verdict("", "")["same"] == figures.people("", "") == 30
    assert figures.other_terms() == figures.live_otherwise() == 30
    assert found.relived
    # Lives that are lived again need no warning.
    assert "Let op" not in " ".join(comparison_document(found, {}, "").said_first)


def test_lives_under_other_law_are_those_that_would_have_been_made_under_it(
    tmp_path: Path, law: Rulebook, shorter: Rulebook, population: Population
) -> None:
    model = read_model(model_file(), law.vocabulary)
    made = make_population(tmp_path / "b", model, shorter, RECIPE)
    _, relived = blocks(Relived(lives_of(population, law), [law, shorter]))
    assert relived.to_bytes() == lives_of(made, law).block(0).to_bytes()


@pytest.mark.parametrize("name", PROPOSALS)
def test_under_every_proposal_nobody_is_forgotten_who_lives_otherwise(
    tmp_path: Path, law: Rulebook, population: Population, name: str
) -> None:
    """Only whose term or decision is another is lived again; that gives the lives made under it."""
    other = load_rulebook(lezingen=READINGS, voorstellen=[name])
    model = read_model(model_file(), law.vocabulary)
    made = make_population(tmp_path / "b", model, other, RECIPE)
    # Also with what is kept: the first time it is written, and the second time read.
    for kept in (None, WorkedOut(population, law), WorkedOut(population, law)):
        lives = lives_of(population, law)
        _, relived = blocks(Relived(lives, [law, other], worked_out=kept))
        assert relived.to_bytes() == lives_of(made, law).block(0).to_bytes()


@pytest.mark.parametrize("months", [35, 48, 60])
def test_a_term_of_another_length_is_lived_as_if_made_under_it(
    tmp_path: Path, law: Rulebook, population: Population, months: int
) -> None:
    asked = read_range(f"inburgeringstermijn={months}..{months}maanden/1maand", law)
    other = with_value(law, asked, asked.values[0])
    model = read_model(model_file(), law.vocabulary)
    made = make_population(tmp_path / "b", model, other, RECIPE)
    _, relived = blocks(Relived(lives_of(population, law), [law, other]))
    assert relived.to_bytes() == lives_of(made, law).block(0).to_bytes()


def test_under_the_law_of_another_population_both_sides_are_lived_again(
    tmp_path: Path, law: Rulebook, shorter: Rulebook, population: Population
) -> None:
    """A population that was made under the shorter term, compared from the law as it is."""
    model = read_model(model_file(), law.vocabulary)
    made = make_population(tmp_path / "b", model, shorter, RECIPE)
    base, again = blocks(Relived(lives_of(made, law), [law, shorter]))
    assert base.to_bytes() == lives_of(population, law).block(0).to_bytes()
    assert again.to_bytes() == lives_of(made, law).block(0).to_bytes()


def test_law_that_changes_nothing_gives_the_very_same_lives(
    law: Rulebook, population: Population
) -> None:
    asked = read_range("inburgeringstermijn=3..3jaar/1jaar", law)
    same = with_value(law, asked, asked.values[0])
    one, other = blocks(Relived(lives_of(population, law), [law, same]))
    assert one is other


def test_law_about_something_else_gives_the_very_same_lives(
    law: Rulebook, population: Population
) -> None:
    other = load_rulebook(lezingen=READINGS, voorstellen=["boete-in-stappen"])
    one, another = blocks(Relived(lives_of(population, law), [law, other]))
    assert live_otherwise(one, another, DAY.toordinal()).sum() < len(one) / 100
    fine = with_value(law, read_range("pvt_boete=50..50/50", law), 5_000)
    one, another = blocks(Relived(lives_of(population, law), [law, fine]))
    assert one is another


def test_some_persons_by_themselves_live_as_they_do_among_all(
    law: Rulebook, shorter: Rulebook, population: Population
) -> None:
    relived = Relived(lives_of(population, law), [law, shorter])
    _, whole = blocks(relived)
    some = np.array([3, 300, 301, 599])
    block = relived.of_persons(some, 1)
    assert block is not None
    every = dossiers(whole, law)
    assert dossiers(block, law) == [every[person] for person in some]


def test_a_sweep_lives_again_at_every_point(
    tmp_path: Path, law: Rulebook, population: Population
) -> None:
    asked = read_range("inburgeringstermijn=30..36maanden/6maanden", law)
    found = sweep([population], law, asked, read_questions(law), DAY, workers=1)
    assert found.points[1].sums == found.now.sums
    shorter = with_value(law, asked, asked.values[0])
    model = read_model(model_file(), law.vocabulary)
    made = make_population(tmp_path / "b", model, shorter, RECIPE)
    alone = sweep([made], shorter, asked, read_questions(law), DAY, workers=1)
    assert found.points[0].sums == alone.points[0].sums


def test_who_lives_otherwise_is_an_example_twice(
    tmp_path: Path, law: Rulebook, shorter: Rulebook, population: Population
) -> None:
    variant = Variant("korter", "Korter", shorter)
    found = compare([population], law, [variant], read_questions(law), DAY, workers=1)
    examples = write_examples(found, 0, tmp_path / "d")
    twice = [example for example in examples if example.other is not None]
    assert twice
    for example in twice:
        assert example.path is not None
        assert example.other is not None
        assert example.other.name == f"{example.path.stem}-anders.yaml"
        assert example.path.read_text() != example.other.read_text()


def test_a_population_that_comes_out_otherwise_by_now_is_refused(
    tmp_path: Path, law: Rulebook, shorter: Rulebook
) -> None:
    population = by_hand(tmp_path, law)
    model = population.folder / "model.yaml"
    model.write_text(model.read_text().replace("van + 10", "van + 11"), encoding="utf-8")
    with pytest.raises(ProblemError, match="komt niet meer uit haar model"):
        Relived(lives_of(population, law), [law, shorter])
