"""The columnar executor says under random law what the reference executor says.

Each law is new: random rules, walks, chains and decisions in every construct of the rule language, with
dossiers in its words. A law for which the executors differ is made smaller and told as YAML.
"""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path

import pytest
import yaml

from inburgerregels.engine.columnar import cases, months
from inburgerregels.language import read_dossiers
from inburgerregels.model import Dossier, ProblemError
from tests.equality.compare import (
    Tally,
    answers_that_differ,
    counted_operations,
    values_that_differ,
)
from tests.equality.dossiers import ASKED, some_dossiers
from tests.equality.laws import a_law, as_text, rulebook_of
from tests.equality.smaller import Documents, smallest
from tests.equality.words import begrippen
from tests.properties.values import Dice

#: How many laws; elsewhere than in CI others each time would not tell what a change did.
LAWS = int(os.environ.get("RANDOM_LAWS", "90"))
PART = 30
#: Enough laws that every operator occurs in them.
COUNTED = range(20_000, 20_060)
KEPT = sorted(Path(__file__).with_name("gevonden").glob("*.yaml"))

#: Everything that the executors can compute; queries and gathered quantities by what they ask.
OPERATORS = re.findall(
    r"\w+",
    """
    reference_date person item number previous up quantity define rule decision running get exists
    day truth and or not if else eq ne lt le gt ge in share share_lt share_le share_gt share_ge add
    sub mul min max round shift duration_add duration_size duration_times days_duration
    months_number longest shortest last_day legal_term working_day next_month quarter year
    days_between size split union minus set_of pick param table within reasons contributions rank
""",
)
ASKS = ("eerste", "laatste", "bestaat", "aantal", "som", "verzameling", "gedekte dagen")
WAYS = (
    *("vroegste", "uiterste", "som", "hoogste", "laagste", "langste", "enig", "elk"),
    "verzameling",
)


def differences(
    documents: Documents, dossiers: list[Dossier], seed: int, tally: Tally | None = None
) -> list[str]:
    rulebook = rulebook_of(documents)
    day = datetime.date.fromordinal(Dice(seed).among(ASKED))
    found = answers_that_differ(rulebook, dossiers, day, tally, seed)
    return found or values_that_differ(rulebook, dossiers, day, tally)


def fails(
    documents: Documents, dossiers: list[Dossier], seed: int, tally: Tally | None = None
) -> bool:
    try:
        return bool(differences(documents, dossiers, seed, tally))
    except ProblemError:
        return False
    except Exception:
        return True


def judge(seed: int, tally: Tally | None = None) -> bool:
    """Whether the law of a seed loads; fails where the executors differ about it."""
    documents = a_law(Dice(seed))
    try:
        rulebook = rulebook_of(documents)
    except ProblemError:
        return False
    dossiers = some_dossiers(Dice(seed + 1_000_000), rulebook.vocabulary, 10)
    if fails(documents, dossiers, seed, tally):
        documents, dossiers = smallest(documents, dossiers, lambda a, b: fails(a, b, seed))
        told = differences(documents, dossiers, seed)
        pytest.fail(f"zaad {seed}: {told}\n{as_text(documents)}\n{dossiers}")
    return True


@pytest.fixture(scope="module")
def counted() -> tuple[int, Tally]:
    """How many of some laws load, and what was computed for them."""
    with counted_operations(Tally()) as tally:
        loaded = sum(judge(seed, tally) for seed in COUNTED)
    return loaded, tally


@pytest.mark.parametrize("part", range(0, LAWS, PART))
def test_random_law_has_the_same_answers_and_values_in_columns(part: int) -> None:
    for seed in range(part, min(part + PART, LAWS)):
        judge(seed)


def test_random_law_is_the_same_where_columns_go_by_parts_and_by_marking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What is otherwise done only for thousands of rows.
    monkeypatch.setattr(cases, "MANY", 0)
    monkeypatch.setattr(months, "_FEW", 0)
    for seed in range(10_000, 10_030):
        judge(seed)


def test_both_executors_compute_every_operator_of_the_program(counted: tuple[int, Tally]) -> None:
    wanted = {*OPERATORS, *(f"query {ask}" for ask in ASKS), *(f"collect {way}" for way in WAYS)}
    wanted |= {f"query {ask} eerdere" for ask in ("eerste", "laatste", "bestaat", "aantal")}
    for executor in (counted[1].reference, counted[1].columns):
        assert {name for name in wanted if not executor[name]} == set()


def test_random_law_is_seldom_refused_and_mostly_judged_in_columns(
    counted: tuple[int, Tally],
) -> None:
    loaded, tally = counted
    assert loaded > 0.8 * len(COUNTED)
    assert tally.again < 0.6 * tally.answers


def with_words(documents: Documents) -> Documents:
    """Rules of a law with the words they use, and an answer that shows every quantity of the person."""
    decisions = ("besluit_a", "besluit_b", "besluit_c")
    shown = [
        name.removeprefix("draagt bij aan ")
        for document in documents
        if "keten" not in document
        for rule in document.get("regels", {}).values()
        for name in rule
        if len(name.removeprefix("draagt bij aan ")) == 1
    ]
    manual = {"besluit": "handmatig", "redenen": "redenen", "ontbreekt": "ontbreekt"}
    answer = {"lening": {name: name for name in shown}, "handmatig": manual}
    return [
        {"bronnen": {"W": {"titel": "Verzonnen wet"}}},
        begrippen({}, decisions, must_land=False),
        {"uitkomst": answer},
        *documents,
    ]


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_law_that_once_had_two_answers_has_one(path: Path) -> None:
    law, _, people = path.read_text(encoding="utf-8").partition("\n--- # dossiers\n")
    rulebook = rulebook_of(with_words(list(yaml.load_all(law, yaml.BaseLoader))))
    dossiers = read_dossiers(path.name, rulebook, people)
    for day in {dossier.reference_date for dossier in dossiers}:
        assert day is not None
        assert answers_that_differ(rulebook, dossiers, day, seed=1) == []
        assert values_that_differ(rulebook, dossiers, day) == []
