"""``verklaar``: why a decision was taken, down to facts and articles."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from click.testing import Result

from tests.report.accessibility import obstacles

Run = Callable[..., Result]


def test_a_decision_is_explained_down_to_facts_with_their_line_and_articles(
    ask: Run, anna: Path
) -> None:
    text = ask("verklaar", anna, "--besluit", "1").stdout
    assert text.startswith("Waarom: anna op 1 mei 2021\n")
    assert "1. 22 maart 2021: Boete wegens te laat terugbrengen (nr. 1): € 1.062,50" in text
    assert "Feit: Boek teruggebracht op 15 april 2021\n      [anna.yaml regel 6]" in text
    assert "In de wet: Hoe lang een boek mag worden geleend: 3 weken\n      [Lw 3 lid 1]" in text
    assert "Open vraag: Geldt dit ook voor tijdschriften?" in text


def test_json_holds_the_same_tree(ask: Run, anna: Path) -> None:
    answer = json.loads(ask("verklaar", anna, "--formaat", "json").stdout)
    assert answer["persoon"] == "anna"
    (decision,) = answer["besluiten"]
    assert (decision["nummer"], decision["soort"], decision["datum"]) == (1, "boete", "2021-03-22")
    kinds = {reason["soort"] for reason in flat(decision["reden"])}
    assert {"besluit", "regel", "feit", "parameter", "tabel"} <= kinds


def flat(reason: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield reason
    for child in reason["omdat"]:
        yield from flat(child)


def test_html_is_a_page_with_the_same_tree(ask: Run, anna: Path) -> None:
    html = ask("verklaar", anna, "--formaat", "html").stdout
    assert "<h1>Waarom: anna</h1>" in html
    assert "Feit: Boek geleend op 1 maart 2021" in html
    assert 'href="https://wetten.overheid.nl/' in html


def test_what_had_avoided_or_changed_a_decision_stands_under_it(ask: Run, anna: Path) -> None:
    text = ask("verklaar", anna, "--besluit", "1").stdout
    # Three weeks from 1 March are until 21 March; the book came back on 15 April, 21 days from 26 March.
    assert "\nWat dit besluit had voorkomen:\n- Was dit op een andere dag geweest, " in text
    assert (
        "- Was dit op een andere dag geweest, uiterlijk op 21 maart 2021:\n"
        "    nu:    {datum: 2021-04-15, soort: teruggebracht}\n"
        "    wordt: {datum: 2021-03-21, soort: teruggebracht}\n"
        "  dan was dit besluit er niet geweest.\n"
        "  Nagerekend: met 21 maart 2021 is dat zo, met 22 maart 2021 zou dit besluit gelijk zijn gebleven.\n"
    ) in text
    assert "    wordt: {datum: 2021-03-26, soort: geleend}\n" in text
    assert "(--lezing laatste-dag=niet; " in text
    assert "Bedrag € 0,50 in plaats van € 1.062,50" in text
    assert "Wat onbekend is:\n- Hoe lang het boek mag worden gehouden [leentijd.leentijd]\n" in text
    assert (
        "  Zekerheid: uit de tweede hand.\n  Open vraag: Geldt dit ook voor tijdschriften?" in text
    )


def test_how_often_it_is_tried_can_be_chosen(ask: Run, anna: Path) -> None:
    few = ask("verklaar", anna, "--besluit", "1", "--pogingen", "3").stdout
    assert "Hiervoor is het dossier 3 keer opnieuw doorgerekend; toen was" in few
    none = ask("verklaar", anna, "--besluit", "1", "--pogingen", "0").stdout
    assert "voorkomen:" not in none


def test_all_decisions_together_are_not_searched_unless_asked(ask: Run, anna: Path) -> None:
    every = ask("verklaar", anna).stdout
    assert "Wat dit besluit had" not in every
    assert every.endswith(
        "Met --besluit N staat er ook bij wat besluit N had voorkomen of veranderd.\n"
    )
    assert "Wat dit besluit had voorkomen:" in ask("verklaar", anna, "--pogingen", "50").stdout


def test_json_gives_the_facts_as_lines_of_a_dossier(ask: Run, anna: Path) -> None:
    result = ask("verklaar", anna, "--besluit", "1", "--formaat", "json")
    (decision,) = json.loads(result.stdout)["besluiten"]
    assert decision["anders"]["volledig"] is True
    assert {
        "nu": "{datum: 2021-04-15, soort: teruggebracht}",
        "wordt": "{datum: 2021-03-21, soort: teruggebracht}",
    } in [fact for one in decision["anders"]["gevonden"] for fact in one["feiten"]]
    assert decision["onbekend"]["twijfel"][0]["regel"] == "leentijd.leentijd"


def test_html_shows_it_too(ask: Run, anna: Path) -> None:
    html = ask("verklaar", anna, "--besluit", "1", "--formaat", "html").stdout
    assert "<h4>Wat dit besluit had voorkomen</h4>" in html
    assert "wordt: {datum: 2021-03-21, soort: teruggebracht}" in html
    assert "<h4>Wat onbekend is</h4>" in html


def test_a_decision_that_is_not_there_is_a_mistake_in_the_command(ask: Run, anna: Path) -> None:
    result = ask("verklaar", anna, "--besluit", "2")
    assert result.exit_code == 2
    assert "Ongeldige waarde voor --besluit: het dossier heeft 1 besluit" in result.stderr


def test_without_decisions_there_is_nothing_to_explain(ask: Run, anna: Path) -> None:
    result = ask("verklaar", anna, "--peildatum", "2021-03-02")
    assert result.exit_code == 0
    assert "Er zijn geen besluiten om te verklaren." in result.stdout


#: Three fines after each other, each with a new term and days for payment and objection: twelve decisions.
THREE_FINES = Path(__file__).parents[2] / "scenarios" / "boete" / "derde-boete.yaml"


def test_of_many_decisions_a_list_comes_first_and_one_can_be_asked_for(run: Run) -> None:
    text = run("verklaar", THREE_FINES).stdout
    lines = text.splitlines()
    assert lines[2].split() == ["Nr", "Datum", "Besluit", "Bedrag", "Grondslag"]
    listed = [line for line in lines[4:] if line[:2].strip().isdigit()][:12]
    assert [int(line[:2]) for line in listed] == [*range(1, 13)]
    assert "15 mei 2017" in listed[0]
    assert "Boete (examen 1)" in listed[0]
    assert lines.index(next(line for line in lines if "Met --besluit N" in line)) < 25
    # What the first fine rests on directly, and how much lies under that; no fact of the file further on.
    assert "  - De termijn is voorbij zonder dat alle examenonderdelen zijn behaald" in text
    assert "rust op nog" in text
    assert "\n    - " not in text
    whole = run("verklaar", THREE_FINES, "--alles").stdout.splitlines()
    assert len(lines) * 5 < len(whole)


def test_all_decisions_are_worked_out_when_that_is_asked(run: Run) -> None:
    whole = run("verklaar", THREE_FINES, "--alles").stdout
    assert "rust op nog" not in whole
    assert "[derde-boete.yaml regel 8]" in whole
    # Of each decision the same tree as when it is asked for alone.
    alone = run("verklaar", THREE_FINES, "--besluit", "2", "--pogingen", "0").stdout
    (tree,) = re.findall(r"\n2\. 15 mei 2017.*?(?=\n\n)", alone, re.DOTALL)
    assert tree in whole
    assert "Nr  Datum" not in alone


def test_the_page_of_many_decisions_leads_from_the_list_to_each(run: Run) -> None:
    html = run("verklaar", THREE_FINES, "--formaat", "html").stdout
    places = re.findall(r'<a href="#(p1-\d+)">', html)
    assert places == [f"p1-{number}" for number in range(1, 13)]
    assert all(f'<h3 id="{place}">' in html for place in places)
    assert obstacles(html) == []
