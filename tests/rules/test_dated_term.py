"""Another length of the term from a day on: who began before it keeps the old term."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from inburgerregels import evaluate, load_dossiers, load_rulebook
from inburgerregels.data import rules_dir

LAYER = """voorstel: later-korter
titel: Twee en een half jaar voor wie later begint
bron: Voorbeeld
---
parameters:
  {parameter}:
    geldt: {{vanaf: 2018-06-01}}
    waarde: 30 maanden
    bron: Voorbeeld
"""
LIFE = """persoon: {{id: verzonnen, geboortedatum: 1990-04-01, groep: gezinsmigrant}}
gebeurtenissen:
  - {{soort: inburgeringsplichtig, datum: {first}}}
"""


@pytest.mark.parametrize(
    ("first", "last"),
    [
        # Three years of the act (Wi 7b lid 1), for who begins on the last day before the change.
        ("2018-05-31", "2021-05-30"),
        # Thirty months of the proposal, from its first day on.
        ("2018-06-01", "2020-11-30"),
    ],
)
def test_a_term_is_as_long_as_on_the_day_it_begins(tmp_path: Path, first: str, last: str) -> None:
    layer, life = tmp_path / "laag.yaml", tmp_path / "leven.yaml"
    layer.write_text(LAYER.format(parameter="inburgeringstermijn"), encoding="utf-8")
    life.write_text(LIFE.format(first=first), encoding="utf-8")
    rulebook = load_rulebook([rules_dir(), layer], voorstellen=["later-korter"])
    (dossier,) = load_dossiers(life, rulebook)
    answer = evaluate(rulebook, dossier, datetime.date(2018, 12, 31))
    (term,) = [one for one in answer.termijnen if one.soort == "examen"]
    assert term.einde == datetime.date.fromisoformat(last)


def test_the_term_of_the_other_act_can_be_dated_too(tmp_path: Path) -> None:
    layer = tmp_path / "laag.yaml"
    layer.write_text(LAYER.format(parameter="inburgeringstermijn21"), encoding="utf-8")
    load_rulebook([rules_dir(), layer], voorstellen=["later-korter"])
