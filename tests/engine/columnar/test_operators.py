"""Every operation on edge values, for nobody, one person and many: columns are as the reference."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from inburgerregels.engine.columnar import ColumnEvaluator, cases, evaluate_columnar
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.prepare import columns_of
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import Undetermined
from inburgerregels.engine.timeline import Timeline
from inburgerregels.language import Rulebook
from inburgerregels.model import UNKNOWN, Dossier, Duration, Event
from tests.equality.compare import answers_that_differ, values_that_differ
from tests.equality.laws import rulebook_of
from tests.equality.words import begrippen
from tests.properties.values import Dice, day

TODAY = datetime.date(2020, 6, 30)
DAYS = (
    "nooit",
    "voorheen",
    "peildatum",
    "2016-02-29",
    "(p_datum ofwel nooit)",
    "dag(eerste delta)",
)
STEPS = ("0 dagen", "1 maand", "3 jaar", "(p_duur ofwel 6 weken)", "99999 jaar")
EXPRESSIONS = [
    *(f"{d} {sign} {s}" for d in DAYS for s in STEPS for sign in "+-"),
    *(f"{f}({s}; {d})" for f in ("laatste_dag", "wettelijke_termijn") for d in DAYS for s in STEPS),
    *(f"{f}({d})" for f in ("werkdag", "volgende_maand", "kwartaal", "jaar") for d in DAYS),
    *(f"dagen van {d} tot en met {e}" for d in DAYS for e in DAYS),
    *(f"{d} {sign} {e}" for d in DAYS for e in DAYS for sign in ("<", "<=", "=", "<>", "na")),
    *(f"{f}({d}; {e})" for f in ("uiterste", "vroegste") for d in DAYS for e in DAYS),
    *(f"maanden({s})" for s in STEPS),
    *(f"{f}({s}; 30 dagen)" for f in ("langste", "kortste") for s in STEPS),
    *(f"p_duur {sign} 1 maand" for sign in ("<", ">=", "=", "<>")),
    *(f"p_getal {sign} 1" for sign in ("<", "<=", ">", ">=", "=", "<>")),
    *(f"(p_getal ofwel 0) / (p_getal ofwel 3) {sign} 50%" for sign in ("<", "<=", ">", ">=")),
    *(f"verdeeld(p_geld; {n})" for n in ("p_getal ofwel 0", "0", "3")),
    *(f"verdeeld(p_getal ofwel 5; {n})" for n in ("p_getal ofwel 0", "0", "3", "7")),
    *(f"p_kleur {sign} rood" for sign in ("=", "<>")),
    *("p_kleur is een van [rood, geel]", "niet p_misschien", "p_misschien = ja", "p_maat < groot"),
    *("omvang(p_kleuren ofwel [rood])", "(p_kleuren ofwel [rood]) zonder [rood, blauw]"),
    *("(p_kleuren ofwel [rood]) samen met [geel]", "omvang([rood, p_kleur ofwel geel])"),
    *("p_tekst = 'tekst'", "p_tekst <> 'tekst'", "p_tekst ofwel 'geen'"),
    *("som waarde van beta", "som duur_b van beta", "verzameling kleur_a van alfa", "aantal delta"),
    *("dagen(p_getal ofwel 0)", "p_deel = 10%", "(p_deel ofwel 0%) + 12%", "som geld_a van alfa"),
    *("bestaat alles van p_datum ofwel nooit", "gedekte dagen(datum; tot_a) van alfa"),
    *("gedekte dagen(datum; tot_b ofwel datum + 3 dagen) van beta", "dag(laatste alles)"),
    *("dag(laatste alfa waar waarde > 0)", "(eerste alfa).waarde ofwel 0", "bestaat ab"),
]


@pytest.fixture(scope="module")
def law() -> Rulebook:
    rules = {f"r{i}": {f"q{i}": text} for i, text in enumerate(EXPRESSIONS)}
    declared = {
        f"q{i}": {"type": "verzameling kleur"}
        for i, text in enumerate(EXPRESSIONS)
        if "zonder" in text or "samen met" in text or text.startswith("verzameling")
    }
    manual = {"besluit": "handmatig", "redenen": "redenen", "ontbreekt": "ontbreekt"}
    shown = {f"q{i}": f"q{i}" for i in range(len(EXPRESSIONS))}
    return rulebook_of(
        [
            {"bronnen": {"W": {"titel": "Verzonnen wet"}}},
            begrippen(declared, (), must_land=False),
            {"uitkomst": {"lening": shown, "handmatig": manual}},
            {"bron": "W 1", "regels": rules},
        ]
    )


def persons() -> list[Dossier]:
    """From nothing at all to everything, each field once unknown."""
    full: dict[str, Any] = {
        "p_datum": day(2019, 12, 31),
        "p_misschien": True,
        "p_getal": 3,
        "p_geld": 1_001,
        "p_deel": 10,
        "p_duur": Duration(1, 2),
        "p_kleur": "rood",
        "p_tekst": "tekst",
        "p_kleuren": frozenset({"rood", "geel"}),
    }
    alfa = {"aantal_a": 1, "kleur_a": "geel", "waarde": 2, "tot_a": day(2020, 1, 5)}
    beta = {"duur_b": Duration(2, 3), "waarde": 4, "tot_b": day(2021, 1, 5)}
    events = (
        Event("alfa", day(2020, 1, 1), alfa),
        Event("alfa", day(2020, 1, 1), {"aantal_a": 1}),
        Event("beta", day(2020, 1, 1), beta),
        Event("delta", day(2020, 2, 29), {}),
    )
    found = [Dossier("leeg", {}, ()), Dossier("vol", full, events)]
    found.append(Dossier("zonder gebeurtenissen", {**full, "p_getal": 0, "p_misschien": False}, ()))
    found.append(Dossier("zonder gegevens", {}, events))
    return found + [Dossier(f"{name}?", {**full, name: UNKNOWN}, events) for name in full]


def test_everybody_together_and_each_alone_has_the_same_answer(law: Rulebook) -> None:
    assert answers_that_differ(law, persons(), TODAY, seed=1) == []
    for person in persons():
        assert answers_that_differ(law, [person], TODAY) == []
    assert evaluate_columnar(law, [], TODAY) == []


def test_every_value_is_the_same(law: Rulebook) -> None:
    assert values_that_differ(law, persons(), TODAY) == []
    for person in persons()[:4]:
        assert values_that_differ(law, [person], TODAY) == []


def test_what_cannot_be_established_is_lost_in_columns_and_nothing_else_is(law: Rulebook) -> None:
    # Of these persons all facts are known, so that only calculations without an outcome are lost.
    people, today = persons()[:4], TODAY.toordinal()
    person, events, texts = columns_of(law, people, [today] * len(people))
    columns = ColumnEvaluator(law, law.program, len(people), person, events, today, texts)
    for who, dossier in enumerate(people):
        one = Evaluator(law, law.program, Timeline(law.vocabulary, dossier, today, None), today)
        for (_, name, _), index in law.program.quantities.items():
            lost = columns.value(index, columns.persons).lost
            here = type(one.value(index, one.person)) is Undetermined
            assert bool(lost is not None and lost[who]) == here, EXPRESSIONS[int(name[1:])]


def test_of_texts_that_are_not_known_only_presence_is(law: Rulebook) -> None:
    people, today = persons()[:2], TODAY.toordinal()
    person, events, _ = columns_of(law, people, [today] * len(people))
    columns = ColumnEvaluator(law, law.program, len(people), person, events, today)
    index = law.program.quantities[("persoon", f"q{EXPRESSIONS.index(TEXT)}", None)]
    found: Column = columns.value(index, columns.persons)
    assert found.lost is not None
    assert found.lost.tolist() == [False, True]


TEXT = "p_tekst ofwel 'geen'"


def test_many_persons_are_as_few_also_where_columns_go_by_parts(
    law: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = evaluate_columnar(law, persons()[:4], TODAY)
    monkeypatch.setattr(cases, "MANY", 100)
    many = [persons()[Dice(i).upto(3)] for i in range(150)]
    answers = evaluate_columnar(law, many, TODAY)
    known = {outcome.persoon: outcome for outcome in few}
    assert all(outcome == known[dossier.id] for dossier, outcome in zip(many, answers, strict=True))
    monkeypatch.setattr(cases, "MANY", 0)
    assert evaluate_columnar(law, persons()[:4], TODAY) == few
