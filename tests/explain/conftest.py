"""A small invented law about learning to swim, lives under it, and ways to ask about them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from inburgerregels import evaluate, load_rulebook
from inburgerregels.engine import evaluate_traced
from inburgerregels.explain.changes import Change
from inburgerregels.explain.counterfactuals import MOST_TRIES, Counterfactuals, search
from inburgerregels.explain.trials import Trials
from inburgerregels.explain.unknowns import Open, open_in
from inburgerregels.language import Rulebook, read_dossiers
from inburgerregels.model import Dossier, Outcome
from inburgerregels.report.otherwise import otherwise_sections
from inburgerregels.report.otherwise_json import open_json, otherwise_json

FOLDER = Path(__file__).with_name("zwembad")
DAY = datetime.date(2020, 12, 31)


class Pool:
    """The badreglement: loading it, asking it, and explaining what it answers."""

    def __init__(self) -> None:
        self._laws: dict[Any, Rulebook] = {}

    def law(self, reading: tuple[str, str] | None = None, without: str | None = None) -> Rulebook:
        key = (reading, without)
        if key not in self._laws:
            self._laws[key] = load_rulebook(
                FOLDER,
                lezingen=dict([reading] if reading else []),
                zonder=[without] if without else [],
            )
        return self._laws[key]

    def dossier(self, person: str, lines: list[str]) -> Dossier:
        events = "".join(f"\n  - {line}" for line in lines)
        text = f"persoon: {person}\ngebeurtenissen:{events or ' []'}\n"
        (found,) = read_dossiers("zwemmer.yaml", self.law(), text)
        return found

    def answer(self, dossier: Dossier, **law: Any) -> Outcome:
        return evaluate(self.law(**law), dossier, DAY)

    def _trials(self, dossier: Dossier, outcome: Outcome) -> Trials:
        def other(change: Change) -> Rulebook:
            return self.law(change.reading, change.without)

        return Trials(self.law(), dossier, DAY, outcome, other)

    def search(self, dossier: Dossier, kind: str, most: int = MOST_TRIES) -> Counterfactuals:
        """What would have avoided or changed the first decision of a kind."""
        evaluation = evaluate_traced(self.law(), dossier, DAY)
        decision = next(one for one in evaluation.outcome.besluiten if one.soort == kind)
        found = search(evaluation, decision, self._trials(dossier, evaluation.outcome), most)
        # What is found can be put into words.
        assert otherwise_sections(found, self.law(), dossier)
        return found

    def otherwise(self, dossier: Dossier, kind: str, most: int = MOST_TRIES) -> dict[str, Any]:
        return otherwise_json(self.search(dossier, kind, most), self.law(), dossier)

    def open(self, dossier: Dossier, kind: str) -> Open:
        evaluation = evaluate_traced(self.law(), dossier, DAY)
        decision = next(one for one in evaluation.outcome.besluiten if one.soort == kind)
        trials = self._trials(dossier, evaluation.outcome)
        return open_in(evaluation, decision, trials, MOST_TRIES)

    def open_json(self, dossier: Dossier, kind: str) -> dict[str, Any]:
        return open_json(self.open(dossier, kind), self.law())


@pytest.fixture(scope="session")
def pool() -> Pool:
    return Pool()


@pytest.fixture
def bram(pool: Pool) -> Dossier:
    """Enrolled on 2 March 2020: ten weeks end on 10 May, a week more on 17 May; two strokes late."""
    return pool.dossier(
        "{id: bram, soort_lid: jeugd}",
        [
            "{datum: 2020-03-02, soort: ingeschreven}",
            "{datum: 2020-04-01, soort: diploma, slag: borst}",
            "{datum: 2020-06-01, soort: diploma, slag: rug}",
            "{datum: 2020-06-20, soort: diploma, slag: vlinder}",
            "{datum: 2020-03-10, soort: uitstel, duur: 1 week}",
        ],
    )


Find = Callable[..., dict[str, Any]]


@pytest.fixture
def find() -> Find:
    """The one thing found in a way, with these facts as they would have to stand in the file."""

    def found(result: dict[str, Any], way: str, *facts: str) -> dict[str, Any]:
        matching = [
            one
            for one in result["gevonden"]
            if one["wijze"] == way
            and tuple(fact["wordt"] or fact["nu"] for fact in one["feiten"]) == facts
        ]
        assert len(matching) == 1, [
            (one["wijze"], [fact["wordt"] or fact["nu"] for fact in one["feiten"]])
            for one in result["gevonden"]
        ]
        return dict(matching[0])

    return found
