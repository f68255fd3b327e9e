"""Lives with many events and laws with many steps: slow is allowed, breaking is not."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from inburgerregels.engine import evaluate, prepare
from inburgerregels.language import Rulebook, read_dossiers, read_rulebook
from inburgerregels.model import Outcome

FIRST = datetime.date(2000, 1, 1)
LAW = """\
bronnen: {W: {titel: Verzonnen wet}}
---
begrippen:
  gebeurtenissen:
    storting: {titel: Storting, velden: {bedrag: {type: geld}}}
  besluiten:
    bericht: {titel: Bericht, velden: {saldo: {type: geld}, keer: {type: getal}}}
---
wandeling: stap
bron: W 1
per: storting
regels:
  stand:
    saldo: (vorige.saldo ofwel € 0) + bedrag
    keer: (vorige.keer ofwel 0) + (als vorige.bericht dan 1 anders 0)
    verwacht_sinds: vorige.verwacht_sinds ofwel datum
besluiten:
  bericht:
    als: saldo ten minste € 100
    datum: datum
    velden: {saldo: saldo, keer: keer}
    verwacht: verwacht_sinds voor 2000-01-02
"""


def answer(law: Rulebook, count: int) -> Outcome:
    days = [FIRST + datetime.timedelta(days=number) for number in range(count)]
    events = "".join(f"  - {{datum: {day}, soort: storting, bedrag: € 1}}\n" for day in days)
    text = f"persoon: {{id: a}}\ngebeurtenissen:\n{events}"
    [dossier] = read_dossiers("dossier.yaml", law, text)
    return evaluate(law, dossier, datetime.date(2020, 1, 1))


@pytest.mark.parametrize("count", [99, 100, 400, 1_000])
def test_what_builds_on_the_step_before_goes_on_as_long_as_a_life(
    count: int, tmp_path: Path
) -> None:
    path = tmp_path / "wet.yaml"
    path.write_text(LAW, encoding="utf-8")
    found = answer(prepare(read_rulebook([path])), count)
    assert len(found.besluiten) == max(0, count - 99)
    if found.besluiten:
        last = found.besluiten[-1]
        assert last.velden == {"saldo": count * 100, "keer": count - 100}
        assert last.verwacht


@pytest.mark.parametrize("order", [1, -1], ids=["forwards", "backwards"])
def test_a_type_is_found_through_many_quantities_in_any_order(order: int, tmp_path: Path) -> None:
    rules = [f"  r{i}: {{q{i}: q{i + 1}}}\n" for i in range(40)]
    text = "".join(rules[::order])
    path = tmp_path / "wet.yaml"
    path.write_text(
        f"bronnen: {{W: {{titel: Verzonnen wet}}}}\n---\nbron: W 1\nregels:\n{text}"
        "  laatste: {q40: 2020-01-01}\n",
        encoding="utf-8",
    )
    law = prepare(read_rulebook([path]))
    assert str(law.types[("persoon", "q0")]) == "datum"
    assert answer_of_person(law) == []


def answer_of_person(law: Rulebook) -> list[object]:
    [dossier] = read_dossiers("dossier.yaml", law, "persoon: {id: a}\n")
    return list(evaluate(law, dossier, FIRST).besluiten)
