"""The events behind a decision: as the law has it, and in columns those of the reference executor's proof."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import attrs
import pytest

from inburgerregels import load_dossiers, load_rulebook
from inburgerregels.engine import prepare
from inburgerregels.engine.columnar.witnessed import Witnessed, evaluate_witnessed
from inburgerregels.engine.evaluate import evaluate_traced
from inburgerregels.engine.witnesses import Witness, witnesses_of
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, ProblemError
from tests.equality.dossiers import ASKED, some_dossiers
from tests.equality.laws import a_law, rulebook_of
from tests.properties.lives import a_doubtful_life, a_life, reference_days
from tests.properties.lives21 import a_life_of_2021
from tests.properties.values import Dice

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return prepare(load_rulebook())


def lives(law: Rulebook, count: int) -> tuple[list[Dossier], list[datetime.date]]:
    makers = (a_life, a_life_of_2021) * 5 + (a_doubtful_life,)
    found = [
        attrs.evolve(makers[i % len(makers)](Dice(i), law.vocabulary), id=str(i))
        for i in range(count)
    ]
    return found, [reference_days(life, Dice(i), 1)[0] for i, life in enumerate(found)]


def differences(
    law: Rulebook, dossiers: list[Dossier], days: list[datetime.date]
) -> tuple[int, list[str]]:
    """How many witnesses there are by the reference executor, and of which decisions columns name others.

    Decisions that are the same but for what they rest on come in no order.
    """
    count, found = 0, []
    together = evaluate_witnessed(law, dossiers, days)
    for dossier, day, there in zip(dossiers, days, together, strict=True):
        traced = evaluate_traced(law, dossier, day)
        mine = Counter(
            (str(decision), witnesses_of(traced.evaluator, decision))
            for decision in traced.outcome.besluiten
        )
        count += sum(len(witnesses) for _, witnesses in mine.elements())
        theirs = Counter(zip(map(str, there.outcome.besluiten), there.witnesses, strict=True))
        if mine != theirs:
            found.append(f"{dossier.id} {day}: {mine - theirs} / {theirs - mine}")
    return count, found


def on(day: str, kind: str, number: int = 1) -> Witness:
    return Witness(datetime.date.fromisoformat(day).toordinal(), kind, number)


def behind(answer: Witnessed, kind: str) -> tuple[Witness, ...]:
    (found,) = (
        witnesses
        for decision, witnesses in zip(answer.outcome.besluiten, answer.witnesses, strict=True)
        if decision.soort == kind
    )
    return found


def test_a_fine_rests_on_the_start_the_extension_and_its_own_letters(law: Rulebook) -> None:
    # The term runs from the start as stated, with the weeks in the azc; the fine is that of the letter. The
    # loan and the ruling of years later have nothing to do with it.
    (life,) = load_dossiers(ROOT / "scenarios" / "rblim-2019-6788.yaml", law)
    (answer,) = evaluate_witnessed(law, [life], datetime.date(2018, 1, 1))
    found = behind(answer, "boete")
    needed = {
        on("2013-12-02", "inburgeringsplichtig"),
        on("2015-11-27", "verlenging"),
        on("2017-10-12", "boetebesluit"),
    }
    assert needed <= set(found)
    assert {"lening_toegekend", "uitspraak"}.isdisjoint(one.kind for one in found)


def test_a_fact_without_which_a_decision_is_the_same_is_no_witness_of_it(law: Rulebook) -> None:
    # Whatever is left out that is no witness, the fine stays as it was.
    (life,) = load_dossiers(ROOT / "scenarios" / "rblim-2019-6788.yaml", law)
    day = datetime.date(2018, 1, 1)
    (answer,) = evaluate_witnessed(law, [life], day)
    kept = {(one.day, one.kind) for one in behind(answer, "boete")}
    fewer = tuple(event for event in life.events if (event.day, event.kind) in kept)
    assert len(fewer) < len(life.events)
    (again,) = evaluate_witnessed(law, [attrs.evolve(life, events=fewer)], day)
    fines = [
        [(d.datum, d.bedrag_cent, d.regel) for d in a.outcome.besluiten if d.soort == "boete"]
        for a in (answer, again)
    ]
    assert fines[0] == fines[1] != []


def test_witnesses_of_random_lives_are_those_of_the_proof(law: Rulebook) -> None:
    dossiers, days = lives(law, 132)
    count, found = differences(law, dossiers, days)
    assert found == []
    assert count > 3_000


@pytest.mark.parametrize("part", range(2))
def test_witnesses_under_random_law_are_those_of_the_proof(part: int) -> None:
    count = 0
    for seed in range(30_000 + 20 * part, 30_000 + 20 * (part + 1)):
        try:
            rulebook = prepare(rulebook_of(a_law(Dice(seed))))
        except ProblemError:
            continue
        dossiers = some_dossiers(Dice(seed + 1_000_000), rulebook.vocabulary, 10)
        day = datetime.date.fromordinal(Dice(seed).among(ASKED))
        witnesses, found = differences(rulebook, dossiers, [day] * len(dossiers))
        assert found == [], f"zaad {seed}"
        count += witnesses
    assert count > 100


def test_nobody_has_no_witnesses(law: Rulebook) -> None:
    assert evaluate_witnessed(law, [], datetime.date(2020, 1, 1)) == []
