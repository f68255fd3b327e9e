"""``--engine``: whichever executor computes, the answer is the same."""

from __future__ import annotations

from inburgerregels.cli.engines import evaluation_of, outcomes_of
from inburgerregels.cli.session import Case
from inburgerregels.model import Outcome
from tests.properties.every_life import bare


def test_every_scenario_has_the_same_outcome_in_columns(
    every_scenario: list[Case], every_outcome: list[Outcome]
) -> None:
    columns = outcomes_of(every_scenario, "columnar")
    found = zip(every_scenario, columns, every_outcome, strict=True)
    assert [case.dossier.id for case, one, other in found if bare(one) != other] == []


def test_answers_come_in_the_order_of_the_questions(every_scenario: list[Case]) -> None:
    some = [*every_scenario[:10], *every_scenario[5:0:-1]]
    found = outcomes_of(some, "columnar")
    assert [one.persoon for one in found] == [case.dossier.id for case in some]
    assert [one.peildatum for one in found] == [case.reference_date for case in some]


def test_an_answer_from_columns_comes_with_the_proof_of_the_reference(
    every_scenario: list[Case],
) -> None:
    found = evaluation_of(every_scenario[0], "columnar")
    assert found.evaluator.today == every_scenario[0].reference_date.toordinal()
    assert bare(found.outcome) == bare(evaluation_of(every_scenario[0], "reference").outcome)
