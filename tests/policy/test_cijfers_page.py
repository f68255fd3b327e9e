"""``docs/cijfers.md`` says what the program says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from inburgerregels.cli import main
from inburgerregels.policy.figures import PUBLISHED, load_figures
from inburgerregels.policy.figures.checking import Kind

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cijfers.md").read_text(encoding="utf-8")


def test_the_page_names_every_option_of_the_command_and_no_other() -> None:
    known = set(
        re.findall(r"--[a-z][a-z-]*", CliRunner().invoke(main, ["cijfers", "--help"]).output)
    )
    known |= set(
        re.findall(r"--[a-z][a-z-]*", CliRunner().invoke(main, ["bevolking", "--help"]).output)
    )
    named = set(re.findall(r"--[a-z][a-z-]*", PAGE))
    assert named <= known


def test_the_page_names_every_mistake_with_the_number_that_is_read() -> None:
    checked = load_figures().checked
    wrong = [f for f in checked.findings if f.kind in (Kind.WRONG, Kind.AMBIGUOUS)]
    assert wrong
    for finding in wrong:
        for name, figure in finding.reading.items():
            read = f"{int(figure.value):,}".replace(",", ".")
            rows = [line for line in PAGE.splitlines() if line.startswith("| t") and read in line]
            assert any(checked.published.figures[name].printed in row for row in rows), name


def test_the_page_names_every_file_of_figures() -> None:
    for path in PUBLISHED.glob("*.yaml"):
        if not re.fullmatch(r"brief-tabel-[234]\.yaml", path.name):
            assert path.name in PAGE


@pytest.mark.parametrize("number", ["186.501", "109.029", "51.444", "2.436", "€ 3,3 miljoen"])
def test_a_number_on_the_page_is_one_that_the_program_finds(number: str) -> None:
    assert number in PAGE
    figures = load_figures()
    found = {f"{round(figure.value):,}".replace(",", ".") for figure in figures.consistent.values()}
    for finding in figures.checked.findings:
        if finding.composition is not None:
            total = sum(figures.consistent[part].value for part in finding.composition.parts)
            found.add(f"{int(total):,}".replace(",", "."))
    base = figures.printed["brief/boetes-gematigd"].value / 10**8
    found.add(f"€ {float(base):.1f} miljoen".replace(".", ","))
    assert number in found
