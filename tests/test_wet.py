"""``docs/wet`` is what the rule files say now, and says it readably."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from inburgerregels.language.all_law import AllLaw, read_all_law
from inburgerregels.report.wet import law_book
from tests.test_layout import ROOT

BOOK = ROOT / "docs" / "wet"
AGAIN = "maak het opnieuw: .venv/bin/inburgerregels regels --naar docs/wet"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy, so that all tests here see the same rules."""
    return Path(shutil.copytree(ROOT / "rules", tmp_path_factory.mktemp("wet") / "regels"))


@pytest.fixture(scope="module")
def law(rules: Path) -> AllLaw:
    return read_all_law([rules])


@pytest.fixture(scope="module")
def pages(law: AllLaw) -> Mapping[str, str]:
    return law_book(law)


def test_the_book_is_what_the_rules_say_now(pages: Mapping[str, str]) -> None:
    there = {
        path.relative_to(BOOK).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(BOOK.rglob("*"))
        if path.is_file()
    }
    other = sorted(name for name in {*there, *pages} if there.get(name) != pages.get(name))
    assert not other, f"docs/wet is verouderd ({', '.join(other[:5])}); {AGAIN}"


def test_made_again_from_another_folder_it_is_the_same_to_the_letter(
    pages: Mapping[str, str], rules: Path, tmp_path: Path
) -> None:
    again = tmp_path / "ergens anders"
    shutil.copytree(rules, again)
    assert law_book(read_all_law([again])) == pages


def test_every_link_inside_the_book_leads_to_a_place_that_there_is(
    pages: Mapping[str, str],
) -> None:
    places = {name: set(re.findall(r'<a id="([^"]+)"></a>', text)) for name, text in pages.items()}
    lost = []
    for name, text in pages.items():
        for target in re.findall(r"\]\((?!https?://)([^)\s]+)\)", text):
            path, _, anchor = target.partition("#")
            page = _joined(name, path) if path else name
            if page not in pages or (anchor and anchor not in places[page]):
                lost.append(f"{name}: {target}")
    assert lost == []


def test_no_place_has_the_name_of_another(pages: Mapping[str, str]) -> None:
    for name, text in pages.items():
        found = re.findall(r'<a id="([^"]+)"></a>', text)
        assert sorted(set(found)) == sorted(found), name


def test_no_page_is_longer_than_someone_reads(pages: Mapping[str, str]) -> None:
    assert {name: len(text) for name, text in pages.items() if len(text) > 60_000} == {}


def test_an_article_of_a_law_that_was_repealed_opens_at_its_last_day(
    pages: Mapping[str, str],
) -> None:
    page = pages["wi2013/examentermijn.md"]
    day = "&z=2021-12-31&g=2021-12-31"
    assert f"https://wetten.overheid.nl/jci1.3:c:BWBR0020611&artikel=7b&lid=1{day}" in page


def test_every_rule_stands_in_the_book(pages: Mapping[str, str], law: AllLaw) -> None:
    text = "\n".join(pages.values())
    said = re.findall(r"· regel `([^`]+)`", text)
    pieces = [piece.full_id for layer in law.layers for piece in layer.pieces]
    assert sorted(pieces) == sorted(said)


def test_every_value_and_every_reading_stands_in_the_book(
    pages: Mapping[str, str], law: AllLaw
) -> None:
    text = "\n".join(pages.values())
    for layer in law.layers:
        for parameter in layer.parameters:
            assert f'<a id="parameter.{parameter.name}"></a>' in text
        for table in layer.tables:
            assert f'<a id="tabel.{table.name}"></a>' in text
        for reading in layer.readings:
            for choice in reading.choices:
                assert f"· `{choice}`" in pages["lezingen.md"]


def _joined(page: str, path: str) -> str:
    parts: list[str] = []
    for part in (Path(page).parent / path).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
