"""Every mistake in ``bad/`` gives exactly the message beside it: file, line, column and what to do.

``naam.yaml`` holds one mistake, ``naam.txt`` what is said of it. A first line ``# vraag: ...`` asks
for a reading or an overlay; a folder ``naam/`` holds a law in more than one file.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from inburgerregels.language import read_rulebook
from inburgerregels.model import ProblemError, render

FOLDER = Path(__file__).with_name("bad")
MISTAKES = sorted(path.with_suffix("") for path in FOLDER.glob("*.txt"))


def options(law: Path) -> dict[str, Any]:
    """What a run asks for: ``# vraag: lezing=naam:keuze zonder=naam voorstel=naam``."""
    files = sorted(law.glob("*.yaml")) if law.is_dir() else [law]
    first = files[0].read_bytes().split(b"\n")[0].decode("utf-8", "replace")
    asked: dict[str, Any] = {"lezingen": {}, "zonder": [], "voorstellen": []}
    for word in shlex.split(first.partition("# vraag:")[2]):
        kind, _, name = word.partition("=")
        if kind == "lezing":
            reading, _, choice = name.partition(":")
            asked["lezingen"][reading] = choice
        else:
            asked["voorstellen" if kind == "voorstel" else kind].append(name)
    return asked


def said(law: Path) -> str:
    """Everything that is said of a law, with paths as seen from the folder with mistakes."""
    try:
        read_rulebook([law], **options(law))
    except ProblemError as error:
        blocks = "\n\n".join(render(problem) for problem in error.problems)
        return blocks.replace(f"{FOLDER.parent}/", "") + "\n"
    return "niets\n"


def law_of(mistake: Path) -> Path:
    return mistake if mistake.is_dir() else mistake.with_suffix(".yaml")


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.name)
def test_a_mistake_gives_exactly_this_message(mistake: Path) -> None:
    assert said(law_of(mistake)) == mistake.with_suffix(".txt").read_text(encoding="utf-8")


def test_every_mistake_has_its_message_beside_it() -> None:
    laws = {path.with_suffix("") for path in FOLDER.iterdir() if path.suffix != ".txt"}
    assert laws == set(MISTAKES)
    assert len(MISTAKES) >= 45


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.name)
def test_a_message_names_a_place_unless_what_was_asked_is_wrong(mistake: Path) -> None:
    asked = options(law_of(mistake))
    try:
        read_rulebook([law_of(mistake)], **asked)
    except ProblemError as error:
        for problem in error.problems:
            assert problem.position is not None or any(asked.values())
