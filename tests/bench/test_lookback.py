"""The measured tables of docs/terugkijken.md, on a few lives, and as they stand on the page."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from bench.lookback import PAGE, PARTS, _by_day, _difference, main
from inburgerregels import load_rulebook
from inburgerregels.cli import main as command
from inburgerregels.policy.counting.cells import read_definitions
from inburgerregels.policy.counting.computing import Compared
from inburgerregels.policy.figures import Figures, load_figures
from inburgerregels.policy.figures.wording import rounded
from inburgerregels.policy.readings import default_readings


def test_the_tables_are_counted_in_populations_of_some_seeds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = []
    for seed in ("1", "2"):
        folder = str(tmp_path / seed)
        command(
            ["bevolking", "--uit", folder, "--omvang", "300", "--zaad", seed],
            standalone_mode=False,
        )
        given += ["--bevolking", folder]
    capsys.readouterr()
    assert main(given) == 0
    told = capsys.readouterr().out
    assert [line for line in told.splitlines() if line in PARTS] == [*PARTS]
    assert told.count("Gemiddelde van zaad 1, 2, 300 levens per zaad.") == len(PARTS)
    # Never read by the fit: printed in the monitor of 2024 (kis-monitor-2024.yaml).
    assert "| nog plichtig onder de Wi2013 | 2024-05-01 | 32.176 |" in told
    # Nine years, two groups and everybody together, three shares of each.
    assert re.search(r"\| 2 \| 1 procentpunt \| \d+ van 81 \|", told)
    assert "| toegekend, aantal | 138.610 |" in told


@pytest.fixture(scope="module")
def figures() -> Figures:
    return load_figures()


def test_what_is_counted_stands_beside_what_was_published(figures: Figures) -> None:
    """Table 3 gives 939 persons of cohort 2020 on 1 November 2023: 845 and 1,033 are 939 on average,
    and 1,033 alone is 94 more, or a tenth."""
    rulebook = load_rulebook(lezingen=default_readings())
    cells = read_definitions(rulebook, figures).of(["3"])
    (cell,) = [one for one in cells if (one.row, one.column) == ("2023-11-01", "2020")]
    published = figures.consistent[cell.figure or ""]

    def counted(*values: int) -> Compared:
        exact = tuple(Fraction(value) for value in values)
        return Compared(cell, cell.day, exact, published, published, published.value)

    assert _by_day([counted(845, 1033)]) == [["dag", "2020"], ["2023-11-01", "939 van 939 (+0%)"]]
    assert _difference(counted(1033)) == "+10,0%"
    assert _difference(counted(845)) == "\N{MINUS SIGN}10,0%"


def test_decimals_are_rounded_to_the_nearest() -> None:
    assert [rounded(Fraction(x), n) for x, n in (("1234.56", 1), ("0.049", 1), ("12", 0))] == [
        "1.234,6",
        "0,0",
        "12",
    ]


def test_every_table_has_its_place_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for part in PARTS:
        begin = page.index(f"<!-- python -m bench.lookback: {part} -->")
        end = page.index(f"<!-- einde {part} -->")
        assert "Gemiddelde van zaad" in page[begin:end], part
