"""The lives of the benchmark, and the plain function that the rules are timed against."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.__main__ import TODAY, Measurement, table
from bench.lives import life, lives
from bench.plain import plain
from bench.report import replace_measured
from bench.scope import reference
from inburgerregels import evaluate, load_rulebook
from inburgerregels.language import Rulebook

TODAY_AS_DAY = TODAY.toordinal()


@pytest.fixture(scope="module")
def everything() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def without_measures(everything: Rulebook) -> Rulebook:
    layers = everything.overlays.items()
    return load_rulebook(zonder=[name for name, layer in layers if layer.kind == "maatregel"])


def test_the_plain_function_answers_what_the_rules_answer(without_measures: Rulebook) -> None:
    for dossier in lives(100, seed=3, full=False):
        assert plain(dossier, TODAY_AS_DAY) == reference(without_measures, dossier, TODAY_AS_DAY)


def test_the_lives_meet_every_kind_of_decision_that_is_compared() -> None:
    answers = [plain(dossier, TODAY_AS_DAY) for dossier in lives(400, seed=3, full=False)]
    kinds = {fact.kind for answer in answers for fact in answer.facts}
    assert kinds == {
        *("boete", "geen_boete", "nieuwe_termijn", "termijn_verlengd", "voldaan"),
        "kwijtschelding",
    }
    shares = {f.about[0] for a in answers for f in a.facts if f.kind == "kwijtschelding"}
    assert len(shares) >= 3


def test_a_life_is_the_same_whichever_others_are_made() -> None:
    several = list(lives(5, seed=9, first=10))
    assert several[3] == life(13, seed=9)
    assert several[3] != life(13, seed=8)


def test_full_lives_can_be_evaluated_under_all_rules(everything: Rulebook) -> None:
    outcomes = [evaluate(everything, dossier, TODAY) for dossier in lives(30, seed=5)]
    assert len({outcome.persoon for outcome in outcomes}) == 30
    assert {outcome.regime for outcome in outcomes} == {"wi2013"}


def test_the_table_says_how_many_times_slower() -> None:
    text = table([Measurement("plain", 10, 2_000.0), Measurement("rules", 10, 50.0)])
    assert "| rules | 50 | 40.0 |" in text


def test_a_report_keeps_what_stands_outside_its_marks(tmp_path: Path) -> None:
    report = tmp_path / "performance.md"
    report.write_text("voor\n<!-- a -->\noud\n<!-- b -->\nna\n", encoding="utf-8")
    replace_measured(report, ("<!-- a -->", "<!-- b -->"), "nieuw")
    found = report.read_text(encoding="utf-8")
    assert found == "voor\n<!-- a -->\nnieuw\n<!-- b -->\nna\n"
