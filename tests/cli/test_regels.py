"""``regels``: the law as it is loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from inburgerregels import load_rulebook
from inburgerregels.report.law import law_names, law_piece

Run = Callable[..., Result]


def test_without_a_name_everything_is_listed_with_title_and_source(ask: Run) -> None:
    text = ask("regels").stdout
    assert "Tijd om een boek te lezen (keten leentijd)" in text
    assert "leentijd.boete\n    Boete wegens te laat terugbrengen [Lw 5]" in text
    for heading in ("Parameters", "Tabellen", "Lezingen"):
        assert f"\n{heading}\n" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("leentijd.boete", "Als          terug_op na einde"),
        ("boete", "Bedrag       boetebedrag(lid)"),
        ("einde", "einde          laatste_dag(leentermijn op begin; begin) - niet_mee"),
        ("leentermijn", "Waarde     2 weken\nGeldt      tot en met 31 december 2019"),
        ("boetebedrag", "volwassene  € 1.062,50"),
        ("laatste-dag", "- wel: de dag zelf telt mee (standaard, gekozen)"),
        ("terugbrengen", "Gevolg     Daarna volgt een boete."),
        ("leentijd", "Zekerheid      B: uit de tweede hand"),
        ("leentijd", "Open vraag     Geldt dit ook voor tijdschriften?"),
        ("lid", "Soort lid (gegeven van de persoon lid)"),
        ("lid", "kind, volwassene"),
        ("lid", "In een regel: `als: lid = kind`"),
        ("volwassene", "Keuze soort_lid\n---------------\nWaarden: kind, volwassene"),
        ("uitstel", "Uitstel gegeven (gebeurtenis uitstel)"),
        ("duur", "Een veld van de gebeurtenis uitstel."),
        ("klaar", "Grondslag  Lw 4  <https://wetten.overheid.nl/BWBR0099999#Artikel4>"),
    ],
)
def test_with_a_name_that_piece_of_law_is_shown_in_full(ask: Run, name: str, said: str) -> None:
    assert said in ask("regels", name).stdout


def test_another_reading_shows_other_rules(ask: Run) -> None:
    assert "niet_mee   0 dagen" in ask("regels", "niet_mee").stdout
    other = ask("regels", "niet_mee", "--lezing", "laatste-dag=niet").stdout
    assert "niet_mee   1 dag" in other


def test_an_unknown_name_is_refused_with_the_nearest_one(ask: Run) -> None:
    result = ask("regels", "boetebedragg")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "bedoelde u boetebedrag?" in result.stderr


def test_every_name_in_the_law_can_be_shown(law: Path) -> None:
    for rulebook in (load_rulebook(law), load_rulebook()):
        for name in law_names(rulebook):
            assert law_piece(rulebook, name), name


def test_as_a_book_every_reading_and_version_is_there(ask: Run, tmp_path: Path) -> None:
    book = tmp_path / "boek"
    assert ask("regels", "--naar", book).exit_code == 0
    page = (book / "wet.md").read_text(encoding="utf-8")
    assert "**2 weken** | tot en met 31 december 2019" in page
    assert "&z=2019-12-31&g=2019-12-31" in page
    assert "**3 weken** | vanaf 1 januari 2020" in page
    assert "*niet mee*: 0 dagen" in page
    assert "*niet mee*: 1 dag" in page
    assert "> **Open vraag.** Geldt dit ook voor tijdschriften?" in page
    assert "| **volwassene** | € 1.062,50 |" in page
    assert "**Als** [terug op](#persoon.teruggebracht) na [einde](#leentijd.leentijd)" in page


def test_a_book_takes_the_place_of_an_earlier_one_and_of_nothing_else(
    ask: Run, tmp_path: Path
) -> None:
    book = tmp_path / "boek"
    ask("regels", "--naar", book)
    (book / "vervallen.md").write_text("oud", encoding="utf-8")
    (book / "aantekening.txt").write_text("van iemand", encoding="utf-8")
    assert ask("regels", "--naar", book).exit_code == 0
    assert not (book / "vervallen.md").exists()
    assert (book / "aantekening.txt").exists()
    other = tmp_path / "werk"
    other.mkdir()
    (other / "README.md").write_text("# Iets anders\n", encoding="utf-8")
    refused = ask("regels", "--naar", other)
    assert refused.exit_code == 2
    assert "iets anders dan een eerder gemaakt boek" in refused.stderr
    assert (other / "README.md").read_text(encoding="utf-8") == "# Iets anders\n"


def test_the_book_has_all_law_whatever_is_chosen(ask: Run, tmp_path: Path) -> None:
    refused = ask("regels", "--naar", tmp_path / "boek", "--lezing", "laatste-dag=niet")
    assert refused.exit_code == 2
    assert not (tmp_path / "boek").exists()
