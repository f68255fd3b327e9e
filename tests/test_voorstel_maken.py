"""The walk-through for a proposal is played as it stands: its files are made, its commands typed.

``python tests/test_voorstel_maken.py`` writes the output anew.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "voorstel-maken.md"
STEP = re.compile(
    r"<!-- bestand: (?P<file>\S+) -->\n```yaml\n(?P<content>.*?)```\n"
    r"|```sh\n(?P<command>[^\n]*)\n```\n"
    r"|(?P<before><!-- uitvoer -->\n```text\n)(?P<output>.*?)(?P<after>```\n)",
    re.DOTALL,
)
#: How the program is started in the copy: as a reader has it after ``make demo``.
SHIM = '#!/bin/sh\nexec "{python}" -m inburgerregels.cli "$@"\n'


def checkout(where: Path) -> dict[str, str]:
    """A copy of what the walk-through needs; gives the environment in which its commands run."""
    leave = shutil.ignore_patterns("__pycache__")
    for name in ("inburgerregels", "rules", "scenarios/termijn"):
        shutil.copytree(ROOT / name, where / name, ignore=leave)
    shim = where / "bin" / "inburgerregels"
    shim.parent.mkdir()
    shim.write_text(SHIM.format(python=sys.executable), encoding="utf-8")
    shim.chmod(0o755)
    path = f"{shim.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(where), "PYTHONUTF8": "1"}


def played(text: str, where: Path) -> Iterator[tuple[str, str, str]]:
    """Each command with the output on the page and the output there is, files made in between."""
    environment = checkout(where)
    command = printed = ""
    for step in STEP.finditer(text):
        if step["file"]:
            (where / step["file"]).write_text(step["content"], encoding="utf-8")
        elif step["command"]:
            command = step["command"]
            done = subprocess.run(  # the page is ours, and is about typing commands
                command,
                shell=True,
                cwd=where,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                check=False,
            )
            printed = done.stdout.replace(f"{where}/", "").strip("\n") + "\n"
        else:
            yield command, step["output"], printed


def test_the_walk_through_shows_what_its_reader_will_see(tmp_path: Path) -> None:
    steps = list(played(PAGE.read_text(encoding="utf-8"), tmp_path))
    assert len(steps) == 12
    for command, shown, printed in steps:
        assert shown == printed, command


def test_every_command_on_the_page_is_followed_by_its_output() -> None:
    kinds = [
        "file" if step["file"] else "command" if step["command"] else "output"
        for step in STEP.finditer(PAGE.read_text(encoding="utf-8"))
    ]
    after = [kinds[place + 1] for place, kind in enumerate(kinds[:-1]) if kind == "command"]
    assert after == ["output"] * kinds.count("output")


def test_every_file_that_is_shown_is_made() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("```yaml") == len([s for s in STEP.finditer(text) if s["file"]])
    assert text.count("```sh") == len([s for s in STEP.finditer(text) if s["command"]])


def _renew() -> None:
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        outputs = [printed for _, _, printed in played(text, Path(folder).resolve())]
    rest = iter(outputs)
    PAGE.write_text(
        STEP.sub(lambda m: m["before"] + next(rest) + m["after"] if m["before"] else m[0], text),
        encoding="utf-8",
    )


if __name__ == "__main__":
    _renew()
