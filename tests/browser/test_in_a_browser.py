"""The pages in a browser: nothing goes wrong, nothing falls off a phone, and Tab comes everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.caseload import caseload
from inburgerregels import load_rulebook
from inburgerregels.cli import main
from inburgerregels.policy.readings import default_readings
from tests.browser.chromium import Chromium, Tab
from tests.policy.made import population_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PHONE, DESK = 400, 1280
PAGES = {
    "one person": "simuleer {scenarios}/boete/derde-boete.yaml",
    "a decision explained": "verklaar {scenarios}/boete/twee-onderdelen-behaald.yaml --pogingen 0",
    "a proposal and a range": (
        "vergelijk --bevolking {lives} --voorstel kortere-inburgeringstermijn --peildatum 2023-07-01 "
        "--reeks inburgeringstermijn=2..4jaar/6maanden"
    ),
    "published and computed": "cijfers --bevolking {lives} --tabel 2 --tabel 4",
}
#: What the keyboard must be able to reach.
STOPS = 'a[href], summary, [tabindex="0"]'
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: The words of every picture that stick out of it, or that stand on nothing.
CUT_OFF = """[...document.querySelectorAll('.plaat')].flatMap(plate => {
  const box = plate.getBoundingClientRect();
  return [...plate.querySelectorAll('text')].filter(text => {
    const own = text.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.left + plate.scrollWidth + 1;
  }).map(text => text.textContent);
})"""
#: Pictures of a report that no table with rows comes after.
WITHOUT_TABLE = """[...document.querySelectorAll('.plaat.verslag')].filter(plate => {
  const tables = [...document.querySelectorAll('table')].filter(table =>
    plate.compareDocumentPosition(table) & Node.DOCUMENT_POSITION_FOLLOWING);
  return !tables.length || !tables[0].tBodies[0].rows.length || !tables[0].getClientRects().length;
}).length"""

Show = Callable[[Path, int], Tab]


@pytest.fixture(scope="module")
def show(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Show]:
    browser = Chromium(tmp_path_factory.mktemp("profiel"))
    yield browser.tab
    browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("bladzijden")
    law = load_rulebook(lezingen=default_readings())
    population_of(law, [*caseload(60)], folder / "b", size=30)
    made = {}
    for kind, command in PAGES.items():
        typed = command.format(lives=folder / "b", scenarios=SCENARIOS).split()
        result = CliRunner().invoke(main, [*typed, "--formaat", "html"], catch_exceptions=False)
        assert result.exit_code == 0
        made[kind] = folder / f"{kind}.html"
        made[kind].write_text(result.stdout, encoding="utf-8")
    return made


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("kind", PAGES)
def test_a_page_fits_and_nothing_goes_wrong(
    pages: dict[str, Path], show: Show, kind: str, width: int
) -> None:
    tab = show(pages[kind], width)
    assert tab.value("innerWidth") == width
    assert tab.value(TOO_WIDE) <= 0
    assert tab.value(CUT_OFF) == []
    assert tab.value(WITHOUT_TABLE) == 0
    assert tab.complaints == []


@pytest.mark.parametrize("kind", PAGES)
def test_tab_comes_at_everything_there_is_to_do(
    pages: dict[str, Path], show: Show, kind: str
) -> None:
    tab = show(pages[kind], DESK)
    tab.value("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    tab.value(f"window.stops = [...document.querySelectorAll('{STOPS}')]")
    count = tab.value("stops.length")
    assert count > 2
    seen = []
    for _ in range(count):
        tab.press_tab()
        seen.append(tab.value("stops.indexOf(document.activeElement)"))
    # In the order in which they stand, each once.
    assert seen == [*range(count)]


@pytest.mark.parametrize(
    ("mistake", "finds"),
    [
        ("<p style='width: 90rem'>Te breed</p>", TOO_WIDE),
        (
            "<div class='plaat'><svg style='overflow: visible'><text x='-40' y='9'>100</text></svg></div>",
            CUT_OFF,
        ),
        ("<div class='plaat verslag'></div>", WITHOUT_TABLE),
    ],
)
def test_what_is_wrong_in_a_page_is_found(
    show: Show, tmp_path: Path, mistake: str, finds: str
) -> None:
    page = tmp_path / "fout.html"
    page.write_text(
        f"<!DOCTYPE html><html lang='nl'><body>{mistake}</body></html>", encoding="utf-8"
    )
    assert show(page, PHONE).value(finds)


def test_a_complaint_of_the_page_is_heard(show: Show, tmp_path: Path) -> None:
    page = tmp_path / "fout.html"
    page.write_text("<!DOCTYPE html><script>console.error('mis')</script>", encoding="utf-8")
    assert show(page, DESK).complaints
