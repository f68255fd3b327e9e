"""What several tests of the mutation run need, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from inburgerregels.data import rules_dir, scenarios_dir
from tests.mutations.judge import Judge

LAW = """
bronnen: {W: {titel: Wet}}
begrippen:
  keuzes: {groep: [kind, groot]}
  persoon: {groep: {type: groep}}
  gebeurtenissen:
    aankomst: {titel: Aankomst}
    betaling: {titel: Betaling, velden: {bedrag: {type: geld}}}
  besluiten: {toegang: {titel: Toegang}, korting: {titel: Korting}}
---
parameters:
  wachttijd: {waarde: 3 weken, bron: W 1}
---
tabellen:
  prijs:
    bron: W 2
    rijen: betalingen
    cellen:
      - [0, € 10]
      - [1 tot en met 4, € 8]
      - [5 of meer, € 5]
---
regels:
  open: {bron: W 1, open_op: dag(eerste aankomst) + wachttijd}
  kosten: {bron: W 2, kosten: prijs(aantal betaling tot en met peildatum)}
besluiten:
  toegang: {bron: W 1, als: open_op voor nooit en kosten meer dan € 5, datum: open_op, bedrag: kosten}
  korting: {bron: W 2, als: kosten < € 1, datum: open_op}
"""
SCENARIO = """
scenario: Toegang na de wachttijd
persoon: {id: anna, groep: kind}
gebeurtenissen: [{datum: 2020-01-01, soort: aankomst}]
peildatum: 2020-03-01
verwachting: {besluiten: [{datum: 2020-01-22, soort: toegang, bedrag_cent: 1000}]}
"""


@pytest.fixture(scope="session")
def termijn() -> Judge:
    """The law as it stands, with a few of its scenarios."""
    return Judge(rules_dir(), [scenarios_dir() / "termijn"])


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A small law with one scenario: the folder of each."""
    rules, scenarios = tmp_path / "rules", tmp_path / "scenarios"
    rules.mkdir()
    scenarios.mkdir()
    (rules / "wet.yaml").write_text(LAW, encoding="utf-8")
    (scenarios / "anna.yaml").write_text(SCENARIO, encoding="utf-8")
    return rules, scenarios
