"""A dozen rules written out by hand in Python, without the engine, and the executors: the same answers.

What is in an extra has this same test in a file of its own (``test_vm_equality``, ``test_durable_equality``).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from inburgerregels.engine import evaluate, prepare
from inburgerregels.engine.columnar import evaluate_columnar
from inburgerregels.language import Rulebook
from inburgerregels.language.loader import RuleFile, assemble
from inburgerregels.language.yaml_nodes import Map, read_documents
from inburgerregels.model import Dossier, Duration, Event, Outcome
from tests.equality.laws import CALENDAR
from tests.equality.oracle import Step, Tenant, answer
from tests.properties.values import Dice, day

LAW = Path(__file__).with_name("kamer") / "kamer.yaml"
STARTS = (day(2016, 2, 29), day(2015, 8, 31), day(2016, 12, 31), day(2017, 1, 1), day(2014, 10, 31))
STEPS = (Step(1, 0), Step(0, 84), Step(6, 0), Step(24, 0), Step(0, 1), Step(3, 0))


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return the_law()


def the_law() -> Rulebook:
    texts = {"kamer.yaml": LAW.read_text(encoding="utf-8"), "kalender.yaml": CALENDAR}
    files = [
        RuleFile(name, text, tuple(d for d in read_documents(name, text) if isinstance(d, Map)))
        for name, text in texts.items()
    ]
    return prepare(assemble(files))


def a_tenant(dice: Dice) -> Tenant:
    start = dice.among(STARTS) if dice.chance(50) else day(2015, 1, 1) + dice.upto(1_200)

    def when(first: int = 0, last: int = 2_600) -> datetime.date:
        return datetime.date.fromordinal(start + dice.between(first, last))

    around = [start + offset + dice.between(-2, 2) for offset in (548, 549, 365, 590, 591, 800)]

    def edge() -> datetime.date:
        return datetime.date.fromordinal(dice.among(around)) if dice.chance(50) else when()

    begins = datetime.date.fromordinal(start)
    postponed = {edge(): dice.among(STEPS) for _ in range(dice.among((0, 0, 1, 2, 3)))}
    return Tenant(
        dice.chance(30),
        dice.among(("laag", "midden", "hoog")),
        [begins] * dice.chance(95) + [when()] * dice.chance(20),
        list(postponed.items()),
        [(edge(), dice.among((40, 99, 100, 1))) for _ in range(dice.upto(4))],
        [(edge(), dice.chance(25)) for _ in range(dice.upto(5))],
        [edge() for _ in range(dice.among((0, 0, 1, 2, 4)))],
        [(when(), dice.upto(60_000)) for _ in range(dice.upto(2))],
    )


def dossier_of(tenant: Tenant, name: str) -> Dossier:
    rows: list[tuple[str, datetime.date, dict[str, Any]]] = []
    rows += [("huur", on, {}) for on in tenant.rents]
    rows += [("uitstel", on, {"duur": Duration(s.months, s.days)}) for on, s in tenant.postponed]
    rows += [("les", on, {"uren": hours}) for on, hours in tenant.lessons]
    rows += [("keuring", on, {"geslaagd": passed}) for on, passed in tenant.exams]
    rows += [("boete_verzonden", on, {}) for on in tenant.sent]
    rows += [("betaald", on, {"bedrag": amount}) for on, amount in tenant.paid]
    events = tuple(Event(kind, on.toordinal(), fields) for kind, on, fields in rows)
    return Dossier(name, {"student": tenant.student, "klas": tenant.grade}, events)


def told(outcome: Outcome) -> dict[str, Any]:
    """An answer in the words of the oracle."""
    owed = outcome.lening
    day = owed["plichtig_op"]
    return {
        "plichtig_op": None if day is None else str(day),
        "schuld": owed["schuld"],
        "verschuldigd": owed["verschuldigd"],
        "termijnen": [
            (t.nummer, str(t.begin), str(t.einde), t.verlengd_dagen, t.verwacht)
            for t in outcome.termijnen
        ],
        "besluiten": [
            (str(d.datum), d.soort, d.bedrag_cent, d.velden.get("nummer"), d.verwacht)
            for d in outcome.besluiten
        ],
    }


def judge(
    law: Rulebook,
    seed: int,
    answers: Callable[[Rulebook, list[Dossier], datetime.date], Iterable[Outcome]],
    count: int = 300,
) -> None:
    """Fails where an executor says of some tenants what was not written out by hand."""
    dice = Dice(seed)
    tenants = [a_tenant(dice) for _ in range(count)]
    dossiers = [dossier_of(tenant, str(i)) for i, tenant in enumerate(tenants)]
    today = datetime.date.fromordinal(day(2018, 6, 1) + dice.upto(1_800))
    fines = 0
    for tenant, dossier, found in zip(
        tenants, dossiers, answers(law, dossiers, today), strict=True
    ):
        expected = answer(tenant, today)
        assert told(found) == expected, dossier
        fines += sum(decision[1] == "boete" for decision in expected["besluiten"])
    assert fines > count / 3


def test_the_oracle_knows_a_dozen_rules() -> None:
    law = the_law()
    rules = [rule for block in law.blocks.values() for rule in (*block.rules, *block.decisions)]
    assert len(rules) >= 12


@pytest.mark.parametrize("seed", range(4))
def test_both_executors_say_what_was_written_out_by_hand(law: Rulebook, seed: int) -> None:
    judge(law, seed, evaluate_columnar)
    judge(law, seed, lambda law, lives, on: (evaluate(law, life, on) for life in lives))
