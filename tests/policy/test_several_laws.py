"""A law that takes over what another computed gives the answers that it gives by itself."""

from __future__ import annotations

import datetime
import random
from collections import Counter
from pathlib import Path
from typing import Any

import attrs
import pytest

from bench.caseload import caseload
from inburgerregels import load_rulebook
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.engine.changed_values import Changes, changes_between
from inburgerregels.engine.columnar.settling import settled
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind
from inburgerregels.model import Duration
from inburgerregels.policy.answer_columns import AnswerColumns, LawOnDay
from inburgerregels.policy.folder import Population
from inburgerregels.policy.lives import Lives
from inburgerregels.policy.population.reliving import NOBODY
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.policy.readings import default_readings
from inburgerregels.policy.several_laws import SeveralLaws
from inburgerregels.policy.sweeping import Range, with_value
from inburgerregels.policy.worked_out import WorkedOut
from tests.batch.test_equality import random_lives, scenario_lives
from tests.policy.made import population_of

DAY = datetime.date(2023, 7, 1)
READINGS = default_readings()
PROPOSALS = sorted(
    name for name, layer in load_rulebook().overlays.items() if layer.kind == "voorstel"
)
MEASURES = sorted(load_rulebook().ref.maatregelen)
#: How many parameters are tried, chosen by chance that does not change.
TRIED = 14


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=READINGS)


@pytest.fixture(scope="module")
def folder(law: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lives of every sort, also with unknown facts, so that some are answered by the reference."""
    some = [*caseload(150), *random_lives(30), *scenario_lives()[:200]]
    lives = [attrs.evolve(life, id=f"{n:05}") for n, life in enumerate(some)]
    return population_of(law, lives, tmp_path_factory.mktemp("levens") / "b").folder


@pytest.fixture(scope="module")
def block(law: Rulebook, folder: Path) -> Block:
    return Lives(Population.open(folder), Schema(law.vocabulary)).block(0)


def of_each(answers: AnswerColumns) -> list[Counter[Any]]:
    """Per person all that is said of them."""
    found: list[Counter[Any]] = [Counter() for _ in range(answers.standing.count)]
    for place, row in enumerate(zip(*(v.plain() for v in answers.standing.values()), strict=True)):
        found[place][row] += 1
    for table in (answers.decisions, answers.terms):
        rest = [values.plain() for name, values in table.items() if name != "persoon"]
        for place, *row in zip(table["persoon"].plain(), *rest, strict=True):
            found[place][tuple(row)] += 1
    return found


def same(base: Rulebook, other: Rulebook, block: Block, folder: Path) -> bool:
    """Whether the other law says the same beside the base as alone; fails when it does not, also when
    the base is what was kept of an earlier time."""
    fields = read_questions(base).fields
    both = SeveralLaws(base, [other], DAY, fields, projections=False)
    alone = of_each(LawOnDay(other, DAY, fields, projections=False).answers(block))
    for _ in range(2):
        together = both.about(block, WorkedOut(Population.open(folder), base))
        before = of_each(together.answers)
        (found,) = together.beside([NOBODY])
        assert of_each(found.before) == [before[place] for place in found.persons]
        expected = [*before]
        for place, said in zip(found.persons, of_each(found.after), strict=True):
            expected[place] = said
        # Who is not among the persons is told the same by both laws.
        assert expected == alone
    return before == alone


@pytest.mark.parametrize("name", PROPOSALS)
def test_a_proposal_says_beside_the_law_what_it_says_alone(
    law: Rulebook, block: Block, folder: Path, name: str
) -> None:
    same(law, load_rulebook(lezingen=READINGS, voorstellen=[name]), block, folder)


@pytest.mark.parametrize("name", MEASURES)
def test_the_law_without_a_measure_says_beside_it_what_it_says_alone(
    law: Rulebook, block: Block, folder: Path, name: str
) -> None:
    same(law, load_rulebook(lezingen=READINGS, zonder=[name]), block, folder)


def other_value(value: Any, kind: Kind) -> Any:
    if isinstance(value, Duration):
        return Duration(value.months // 2, value.days // 2 + 7 * (not value.months))
    if kind is Kind.PERCENTAGE:
        return value // 2
    return value + 200 if kind is Kind.DATE else 2 * value + 1


def test_every_value_that_can_be_another_is_seen(law: Rulebook, block: Block, folder: Path) -> None:
    """Parameters chosen by chance, each with another value: most of them change something."""
    names = random.Random(5).sample(sorted(law.parameters), TRIED)
    stay = []
    for name in names:
        version = law.parameters[name].versions[0]
        asked = Range(name, name, version.type, ())
        other = with_value(law, asked, other_value(version.value, version.type.kind))
        stay.append(same(law, other, block, folder))
    assert not all(stay)


def test_the_same_law_keeps_everything(law: Rulebook) -> None:
    changes = changes_between(law, law)
    assert changes is not None
    assert not changes.changed
    assert len(changes.same) == len(law.program.nodes)


def test_a_table_with_other_amounts_changes_no_term(law: Rulebook) -> None:
    other = load_rulebook(lezingen=READINGS, voorstellen=["boete-in-stappen"])
    changes = changes_between(law, other)
    assert changes is not None
    # A term can follow a fine, but no day of a fine hangs on its amount.
    assert changes.rows_stay("keten:pvttermijn")
    ends = other.program.quantities[("pvttermijn", "einde", None)]
    assert ends not in changes.changed
    assert changes.changed


def settled_beside(law: Rulebook, other: Rulebook, block: Block) -> tuple[Changes, Changes, Any]:
    """What differs between two laws, what is left of it once it is settled, and who is set aside."""
    changes = changes_between(law, other)
    assert changes is not None
    on_day = LawOnDay(law, DAY, (), projections=False)
    evaluator = on_day.evaluator(block)
    on_day.answers(block, evaluator)
    left, aside = settled(evaluator, other, changes)
    return changes, left, aside


def test_a_change_that_comes_to_nothing_reaches_no_further(law: Rulebook, block: Block) -> None:
    """A fine of another amount: whether there is one at all is another for few, or for nobody. What hangs
    on that is not computed again, and those few are set aside."""
    other = load_rulebook(lezingen=READINGS, voorstellen=["boete-in-stappen"])
    changes, left, aside = settled_beside(law, other, block)
    assert not changes.rows_stay("keten:examentermijn")
    assert left.rows_stay("keten:examentermijn")
    assert left.changed < changes.changed
    assert left.changed
    assert len(aside) < len(block) / 6


def test_what_is_found_another_way_is_compared_by_what_it_comes_to(
    law: Rulebook, block: Block
) -> None:
    """A remission that is found by other rules: where it comes to the same, no month of a loan is another."""
    other = load_rulebook(lezingen=READINGS, voorstellen=["kwijtschelding-naar-vertraging"])
    changes, left, aside = settled_beside(law, other, block)
    assert not changes.rows_stay("keten:rentemaand")
    assert left.rows_stay("keten:rentemaand")
    assert len(aside) < len(block) / 6


def test_only_who_may_be_told_something_else_is_evaluated_alone(
    law: Rulebook, block: Block
) -> None:
    other = load_rulebook(lezingen=READINGS, voorstellen=["boete-in-stappen"])
    fields = read_questions(law).fields
    together = SeveralLaws(law, [other], DAY, fields, projections=False).about(block)
    (found,) = together.beside([NOBODY])
    before, after = of_each(found.before), of_each(found.after)
    assert any(one != another for one, another in zip(before, after, strict=True))
    assert len(found.persons) < len(block) / 2
    assert len(found.block) == len(before) == len(found.persons)


def test_a_change_that_moves_everybody_settles_nothing(law: Rulebook, block: Block) -> None:
    other = load_rulebook(lezingen=READINGS, voorstellen=["kortere-inburgeringstermijn"])
    changes, left, aside = settled_beside(law, other, block)
    assert left is changes
    assert len(aside) == 0
