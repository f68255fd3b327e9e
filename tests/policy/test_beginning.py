"""From which day a proposal is reckoned with, and how a report says it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from inburgerregels.data import rules_dir
from inburgerregels.language import Rulebook
from inburgerregels.policy.beginning import Beginning, beginning_of
from inburgerregels.policy.comparing import Variant
from inburgerregels.report.comparison_short import since_when

FIRST = datetime.date(2027, 1, 1)
HEAD = "voorstel: eigen\ntitel: Eigen\nbron: Voorbeeld\n---\n"
TERM = "parameters:\n  inburgeringstermijn: {waarde: 30 maanden, bron: Voorbeeld}\n"
AMOUNT = (
    "parameters:\n  boete_pvt_map: {waarde: € 100, bron: Voorbeeld, geldt: {vanaf: 2027-01-01}}\n"
)
#: A value of its own, that begins with the rule that asks for it.
RULE = """---
parameters:
  termijn_gezin: {titel: Termijn, waarde: 30 maanden, bron: Voorbeeld}
---
bij: examentermijn
regels:
  gezin:
    titel: Een kortere termijn
    bron: Voorbeeld
    uitzondering op: eerste-termijn
    als: nummer = 1 en groep = gezinsmigrant
    einde_basis: laatste_dag(termijn_gezin; begin)
"""


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook()


def with_proposal(text: str, folder: Path) -> Rulebook:
    path = folder / "eigen.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_rulebook([rules_dir(), path], voorstellen=["eigen"])


@pytest.mark.parametrize(
    ("text", "found", "said"),
    [
        (TERM, Beginning((), always=True, gone=False), "alsof dit altijd had gegolden"),
        (
            AMOUNT,
            Beginning((FIRST.toordinal(),), always=False, gone=False),
            "Dit gaat in op 1 januari 2027; daarvoor blijft de wet zoals zij is.",
        ),
        (
            RULE.removeprefix("---\n").replace("groep =", "begin vanaf 2027-01-01 en groep ="),
            Beginning((), always=True, gone=False, named=(FIRST.toordinal(),)),
            "een dag die mee bepaalt voor wie dit geldt (1 januari 2027); verder",
        ),
        (
            AMOUNT + RULE,
            Beginning((FIRST.toordinal(),), always=True, gone=False),
            "Een deel hiervan gaat in op 1 januari 2027; de rest",
        ),
        (RULE.removeprefix("---\n"), Beginning((), always=True, gone=False), "altijd had gegolden"),
    ],
)
def test_a_proposal_begins_on_the_day_it_names_and_else_always_was(
    law: Rulebook, tmp_path: Path, text: str, found: Beginning, said: str
) -> None:
    book = with_proposal(text, tmp_path)
    assert beginning_of(law, book) == found
    assert said in since_when(law, Variant("eigen", "Eigen", book))


def test_a_measure_that_is_left_out_never_was(law: Rulebook) -> None:
    book = load_rulebook(zonder=["matiging-vertraging"])
    assert beginning_of(law, book) == Beginning((), always=False, gone=True)
    said = since_when(law, Variant("zonder", "Zonder", book))
    assert said == "Gerekend is alsof de maatregel er nooit was."
