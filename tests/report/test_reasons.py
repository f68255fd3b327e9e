"""The tree of reasons as it is read."""

from __future__ import annotations

import datetime

from inburgerregels.explain import Reason
from inburgerregels.model import Decision, Outcome, Position, RulebookRef, Source
from inburgerregels.report import Labels, case_view
from inburgerregels.report.reasons import (
    Explained,
    reason_json,
    reason_view,
    reasons_as_html,
    reasons_as_text,
)

FACT = Reason("feit", "geslaagd op 1 mei 2019", position=Position("map/anna.yaml", 7, 3))
RULE = Reason(
    "regel",
    "het examen is op tijd gehaald",
    "ja",
    "keten.op-tijd",
    (Source("Wi 7b lid 1", url="https://wetten.example/7b"),),
    children=(FACT, Reason("afwezig", "geen verlenging")),
)
AGAIN = Reason("regel", "het examen is op tijd gehaald", "ja", "keten.op-tijd")
ROOT = Reason(
    "besluit",
    "Voldaan",
    children=(RULE, AGAIN, RULE, Reason("parameter", "termijn", "3 jaar")),
)


def explained(root: Reason) -> Explained:
    day = datetime.date(2019, 5, 1)
    decision = Decision(day, "voldaan", None, True, None, day, {}, "keten.voldaan")
    outcome = Outcome("anna", None, day, RulebookRef("h"), None, (), (decision,))
    view = case_view(outcome, Labels())
    return Explained(view, ((view.decisions[0], reason_view(root)),))


def test_the_text_goes_down_to_facts_and_says_what_was_explained_before() -> None:
    assert reasons_as_text([explained(ROOT)]) == (
        "Waarom: anna op 1 mei 2019\n"
        "==========================\n"
        "\n"
        "1. 1 mei 2019: Voldaan\n"
        "----------------------\n"
        "*** VERWACHT: projectie, dit besluit is nog niet genomen ***\n"
        "*** VERVALLEN op 1 mei 2019: dit besluit geldt niet meer ***\n"
        "- Voldaan\n"
        "  - Het examen is op tijd gehaald: ja\n"
        "    [Wi 7b lid 1; keten.op-tijd]\n"
        "    - Feit: geslaagd op 1 mei 2019\n"
        "      [anna.yaml regel 7]\n"
        "    - Niet gebleken: geen verlenging\n"
        "  - Het examen is op tijd gehaald: ja (hierboven al uitgelegd)\n"
        "    [keten.op-tijd]\n"
        "  - Het examen is op tijd gehaald: ja (hierboven al uitgelegd)\n"
        "    [Wi 7b lid 1; keten.op-tijd]\n"
        "  - In de wet: termijn: 3 jaar"
    )


def test_the_page_holds_the_same_reasons_with_links() -> None:
    html = reasons_as_html([explained(ROOT)])
    assert html.count("<em>(hierboven al uitgelegd)</em>") == 2
    assert '<a href="https://wetten.example/7b" rel="noreferrer">Wi 7b lid 1</a>' in html
    assert "Verwacht: projectie" in html
    assert "Vervallen op" in html


def test_json_leaves_nothing_out() -> None:
    data = reason_json(ROOT)
    assert data["omdat"][0]["bron"] == [
        {"tekst": "Wi 7b lid 1", "url": "https://wetten.example/7b"}
    ]
    assert data["omdat"][0]["omdat"][0]["plaats"] == "map/anna.yaml:7:3"
    assert [child["soort"] for child in data["omdat"]] == ["regel", "regel", "regel", "parameter"]


def test_nothing_in_a_reason_becomes_markup_or_steers_the_terminal() -> None:
    evil = "<script>\x1b[2J"
    root = Reason("regel", evil, evil, evil, (Source(evil, url="javascript:x"),), Position(evil))
    shown = [explained(root)]
    html = reasons_as_html(shown)
    assert "<script>" not in html
    assert "javascript:" not in html
    assert "\x1b" not in html + reasons_as_text(shown)


def test_however_deep_the_reasons_lie_lines_keep_room_for_words() -> None:
    root = Reason("feit", "de grond van alles")
    for depth in range(60):
        root = Reason("regel", f"trede {depth} die wat langer is", "ja", children=(root,))
    lines = reasons_as_text([explained(root)]).splitlines()
    assert max(map(len, lines)) <= 100
    assert "De grond van alles" in " ".join(lines) or "Feit: de grond van alles" in " ".join(lines)
