"""The compiled interpreter: every construct of the language, as the reference executor answers it."""

from __future__ import annotations

import datetime
import functools
from pathlib import Path
from typing import Any

import pytest

from inburgerregels import load_rulebook
from inburgerregels.cli.engines import outcomes_of
from inburgerregels.cli.session import Case as Asked
from inburgerregels.engine import evaluate, prepare
from inburgerregels.engine.vm import evaluate_vm
from inburgerregels.engine.vm.encoding import encode
from inburgerregels.engine.vm.layout import NODE, OP
from inburgerregels.engine.vm.outcomes import CompiledOutcomes
from inburgerregels.language import Rulebook, read_dossiers, read_rulebook
from inburgerregels.model import Outcome, outcome_to_json
from tests.engine.test_constructs import Case, asked, cases, law
from tests.engine.test_long_lives import FIRST, LAW
from tests.properties.every_life import bare

TODAY = datetime.date(2020, 1, 1)
__all__ = ["law"]


@pytest.mark.parametrize("case", list(cases()), ids=str)
def test_every_construct_has_the_answer_of_the_reference(case: Case, law: Any) -> None:
    rulebook, dossier = asked(case, law)
    assert dossier.reference_date is not None
    [found] = evaluate_vm(rulebook, [dossier], dossier.reference_date)
    assert outcome_to_json(found) == outcome_to_json(
        evaluate(rulebook, dossier, dossier.reference_date)
    )


def test_most_constructs_are_answered_without_the_reference(law: Any) -> None:
    answered = left = 0
    for case in cases():
        rulebook, dossier = asked(case, law)
        assert dossier.reference_date is not None
        made = CompiledOutcomes(rulebook, [dossier], dossier.reference_date)
        expected = evaluate(rulebook, dossier, dossier.reference_date)
        sure = "onbekend" not in case.text and all(
            d.soort != "handmatig" for d in expected.besluiten
        )
        answered += sure
        left += sure and bool(made.evaluator.rows.redo.any())
    assert answered > 120
    assert left < answered / 20


def test_every_scenario_has_the_same_outcome(
    every_scenario: list[Asked], every_outcome: list[Outcome]
) -> None:
    compiled = outcomes_of(every_scenario, "vm")
    found = zip(every_scenario, compiled, every_outcome, strict=True)
    assert [case.dossier.id for case, one, other in found if bare(one) != other] == []


def test_nothing_in_the_law_as_shipped_is_left_to_the_reference() -> None:
    rulebook = load_rulebook()
    words = encode(rulebook).words
    nodes = rulebook.program.nodes
    left = {
        node.op
        for i, node in enumerate(nodes)
        if words[(i + 4) * NODE] == OP["unsupported"] and node.op != "quantity"
    }
    assert left == set()


@functools.cache
def savings(path: Path) -> Rulebook:
    path.write_text(LAW, encoding="utf-8")
    return prepare(read_rulebook([path]))


@pytest.mark.parametrize("count", [1, 100, 1_000, 5_000])
def test_a_long_life_is_answered_and_breaks_nothing(count: int, tmp_path: Path) -> None:
    rulebook = savings(tmp_path / "wet.yaml")
    days = [FIRST + datetime.timedelta(days=number) for number in range(count)]
    events = "".join(f"  - {{datum: {day}, soort: storting, bedrag: € 1}}\n" for day in days)
    text = f"persoon: {{id: a}}\ngebeurtenissen:\n{events}"
    dossiers = read_dossiers("dossier.yaml", rulebook, text)
    made = CompiledOutcomes(rulebook, dossiers, TODAY)
    [found] = made.run()
    assert len(found.besluiten) == max(0, count - 99)
    assert not made.evaluator.rows.redo.any()
    if found.besluiten:
        assert found.besluiten[-1].velden["saldo"] == count * 100


def test_nobody_has_no_answers() -> None:
    assert evaluate_vm(load_rulebook(), [], TODAY) == []
