"""``verklaar``: why a decision was taken, down to facts and articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from click.testing import Result

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


def test_a_decision_that_is_not_there_is_a_mistake_in_the_command(ask: Run, anna: Path) -> None:
    result = ask("verklaar", anna, "--besluit", "2")
    assert result.exit_code == 2
    assert "Ongeldige waarde voor --besluit: het dossier heeft 1 besluit" in result.stderr


def test_without_decisions_there_is_nothing_to_explain(ask: Run, anna: Path) -> None:
    result = ask("verklaar", anna, "--peildatum", "2021-03-02")
    assert result.exit_code == 0
    assert "Er zijn geen besluiten om te verklaren." in result.stdout
