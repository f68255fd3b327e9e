"""Which lines of the rule files are new since some commit, so that only their mistakes are made."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

__all__ = ["changed_lines"]

_FILE = re.compile(r"^\+\+\+ b/rules/(.+)$")
_HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def changed_lines(root: Path, since: str) -> dict[str, set[int]]:
    """Line numbers, from 1, by file name under ``rules``. Raises ValueError for what git does not know."""
    command = [
        "git",
        "-C",
        str(root),
        "diff",
        "--unified=0",
        "--no-color",
        "--no-ext-diff",
        "--end-of-options",
    ]
    run = subprocess.run(
        [*command, f"{since}^{{commit}}", "--", "rules"],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise ValueError(f"git kent {since!r} niet als versie")
    found: dict[str, set[int]] = {}
    lines: set[int] = set()
    for line in run.stdout.splitlines():
        if file := _FILE.match(line):
            lines = found.setdefault(file[1], set())
        elif hunk := _HUNK.match(line):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            lines.update(range(first, first + count))
    return found
