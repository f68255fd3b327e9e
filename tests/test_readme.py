"""The README shows what the program prints today. ``python tests/test_readme.py`` writes it anew."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from inburgerregels.cli import main

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(
    r"(<!-- uitvoer: (?P<command>[^>]*) -->\n```text\n)(?P<text>.*?)(```)", re.DOTALL
)


def printed(command: str) -> str:
    """What a command prints, the fingerprint of the law left out: it changes with every comma."""
    words = [str(ROOT / w) if w.startswith("scenarios/") else w for w in shlex.split(command)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return re.sub(r"Vingerafdruk  [0-9a-f]{64}", "Vingerafdruk  ...", result.stdout)


def renewed(text: str) -> str:
    return BLOCK.sub(lambda m: m[1] + printed(m["command"]).rstrip() + "\n" + m[4], text)


def test_the_readme_shows_what_the_program_prints() -> None:
    text = README.read_text(encoding="utf-8")
    assert BLOCK.search(text)
    assert renewed(text) == text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
