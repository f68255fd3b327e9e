"""The walk-through for policy is played as it stands: its files are made, its commands typed."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tests.test_voorstel_maken import checkout

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "beleid.md"
STEP = re.compile(
    r"<!-- bestand: (?P<file>\S+) -->\n```yaml\n(?P<content>.*?)```\n"
    r"|```sh\n(?P<command>[^\n]*)\n```\n"
    r"|<!-- bevat -->\n```text\n(?P<said>.*?)```\n",
    re.DOTALL,
)
#: The command that shows a mistake.
MISTAKE = "inburgerings_termijn="


def test_every_command_on_the_page_does_what_it_says(tmp_path: Path) -> None:
    text = PAGE.read_text(encoding="utf-8")
    environment = checkout(tmp_path)
    printed = ""
    for step in STEP.finditer(text):
        if step["file"]:
            (tmp_path / step["file"]).write_text(step["content"], encoding="utf-8")
        elif step["command"]:
            done = subprocess.run(  # the page is ours, and is about typing commands
                step["command"],
                shell=True,
                cwd=tmp_path,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            printed = done.stdout
            wanted = 2 if MISTAKE in step["command"] else 0
            assert done.returncode == wanted, f"{step['command']}\n{printed}"
        else:
            missing = [line for line in step["said"].splitlines() if line not in printed]
            assert missing == [], printed
    for name in ("rapport.html", "rapport.csv", "rapport.xlsx", "reeks.html"):
        assert (tmp_path / name).stat().st_size > 1_000
    names = [path.stem for path in (tmp_path / "rapport-dossiers").iterdir()]
    assert len([name for name in names if not name.endswith("-anders")]) == 20


def test_everything_that_is_shown_is_played() -> None:
    text = PAGE.read_text(encoding="utf-8")
    steps = [*STEP.finditer(text)]
    assert text.count("```yaml") == len([s for s in steps if s["file"]])
    assert text.count("```sh") == len([s for s in steps if s["command"]])
    assert text.count("```text") == len([s for s in steps if s["said"]])
