"""``simuleer``: the answer about a life, in three forms."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

TEXT = """\
Inburgering van anna op 1 mei 2021
==================================
Dossier     Anna brengt haar boek te laat terug
Feiten uit  verzonnen
Stelsel     leenwet
Status      klaar

Termijnen
---------
Termijn   Nr  Begin         Laatste dag    Verlengd  Stand       Grondslag
--------  --  ------------  -------------  --------  ----------  ----------
Leentijd   1  1 maart 2021  21 maart 2021         -  verstreken  Lw 3 lid 1

Besluiten
---------
1.  22 maart 2021  Boete wegens te laat terugbrengen (nr. 1): € 1.062,50
    Laatste dag  21 maart 2021
    Grondslag    Lw 5
    Regel        leentijd.boete
"""


def test_the_answer_is_text_on_stdout_and_nothing_else_is_said(ask: Run, anna: Path) -> None:
    result = ask("simuleer", anna)
    assert result.exit_code == 0
    assert result.stdout.startswith(TEXT)
    assert result.stderr == ""


def test_json_is_one_object_for_one_dossier_and_an_array_for_several(ask: Run, anna: Path) -> None:
    one = json.loads(ask("simuleer", anna, "--formaat", "json").stdout)
    two = json.loads(ask("simuleer", anna, anna, "--formaat", "json").stdout)
    assert one["besluiten"][0]["bedrag_cent"] == 106250
    assert one["termijnen"][0]["einde"] == "2021-03-21"
    assert two == [one, one]


def test_html_is_a_page_about_the_person(ask: Run, anna: Path) -> None:
    html = ask("simuleer", anna, "--formaat", "html").stdout
    assert html.startswith("<!DOCTYPE html>")
    assert "<h1>Inburgering van anna op 1 mei 2021</h1>" in html


@pytest.mark.parametrize("day", ["2021-03-15", "15-03-2021", "15-3-2021"])
def test_the_reference_date_of_the_command_goes_before_that_of_the_file(
    ask: Run, anna: Path, day: str
) -> None:
    answer = json.loads(ask("simuleer", anna, "--peildatum", day, "--formaat", "json").stdout)
    assert answer["peildatum"] == "2021-03-15"
    assert answer["besluiten"] == []


def test_without_a_reference_date_anywhere_the_dossier_is_refused(
    ask: Run, anna: Path, file: Callable[[str], Path]
) -> None:
    path = file(anna.read_text(encoding="utf-8").replace("peildatum: 2021-05-01\n", ""))
    result = ask("simuleer", path)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "dossier 'anna' heeft geen peildatum" in result.stderr
    assert "--peildatum 2019-05-18" in result.stderr


def test_another_reading_gives_another_last_day(ask: Run, anna: Path) -> None:
    result = ask("simuleer", anna, "--lezing", "laatste-dag=niet")
    assert "20 maart 2021" in result.stdout
    assert "(laatste-dag=niet; standaard is wel)" in " ".join(result.stdout.split())


def test_a_file_may_choose_a_reading_and_the_command_goes_before_it(
    ask: Run, anna: Path, file: Callable[[str], Path]
) -> None:
    path = file(anna.read_text(encoding="utf-8") + "lezingen: {laatste-dag: niet}\n")
    chosen = json.loads(ask("simuleer", path, "--formaat", "json").stdout)
    other = ask("simuleer", path, "--formaat", "json", "--lezing", "laatste-dag=wel").stdout
    assert chosen["termijnen"][0]["einde"] == "2021-03-20"
    assert json.loads(other)["termijnen"][0]["einde"] == "2021-03-21"


def test_what_became_known_later_is_left_out(
    ask: Run, anna: Path, file: Callable[[str], Path]
) -> None:
    text = anna.read_text(encoding="utf-8")
    path = file(text.replace("soort: geleend}", "soort: geleend, bekend_op: 2021-06-01}"))
    answer = ask("simuleer", path, "--bekend-op", "2021-05-01", "--formaat", "json").stdout
    assert json.loads(answer)["regime"] == "geen"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--lezing", "laatste-dag=misschien"], "heeft geen keuze 'misschien'"),
        (["--lezing", "eerste-dag=wel"], "onbekende lezing 'eerste-dag'"),
        (["--zonder", "niets"], "onbekende maatregel 'niets'"),
        (["--voorstel", "niets"], "onbekend voorstel 'niets'"),
    ],
)
def test_a_name_that_the_law_does_not_know_is_refused(
    ask: Run, anna: Path, options: list[str], message: str
) -> None:
    result = ask("simuleer", anna, *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr


def test_mistakes_in_every_file_are_reported_at_once(ask: Run, tmp_path: Path) -> None:
    for name in ("een", "twee"):
        (tmp_path / f"{name}.yaml").write_text("persoon: {}\n", encoding="utf-8")
    result = ask("simuleer", tmp_path / "een.yaml", tmp_path / "twee.yaml")
    assert result.exit_code == 2
    assert "een.yaml" in result.stderr
    assert "twee.yaml" in result.stderr


def test_the_demo_life_comes_out_as_the_court_described_it(run: Run) -> None:
    scenario = Path(__file__).resolve().parents[2] / "scenarios" / "rblim-2019-6788.yaml"
    text = run("simuleer", scenario).stdout
    assert "Examen    1  2 december 2013  18 mei 2017  168 dagen  verstreken" in text
    assert "Examen    2  19 mei 2017      18 mei 2019" in text
    assert "12 oktober 2017   Boete (examen 1): ten hoogste € 1.250,00" in text
    assert "Opgelegd        € 500,00" in text
