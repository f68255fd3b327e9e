"""Words that mean something in expressions cannot be the name of anything, and the manual lists them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inburgerregels.language import read_rulebook
from inburgerregels.language.reader import RESERVED
from inburgerregels.model import ProblemError

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "regeltaal.md"


def test_the_manual_lists_every_reserved_word() -> None:
    (listed,) = re.findall(r"al iets betekent: `([a-z ]+)`", MANUAL.read_text(encoding="utf-8"))
    assert listed.split() == sorted(RESERVED)


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_cannot_be_a_quantity(word: str, tmp_path: Path) -> None:
    law = tmp_path / "wet.yaml"
    law.write_text(
        "bronnen: {W: {titel: Wet}}\n---\nbron: W 1\nregels:\n  a:\n    " + f'"{word}": 1\n',
        encoding="utf-8",
    )
    with pytest.raises(ProblemError):
        read_rulebook([law])
