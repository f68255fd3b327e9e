"""Which files a command reads when it is given folders."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from inburgerregels.explain.dutch import clean
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["REFUSED_FOLDER", "is_dossier", "meant_to_be_refused", "shown_path", "yaml_files"]

#: Files in a folder of this name are there to be refused.
REFUSED_FOLDER = "fouten"

_DOSSIER = re.compile(rb"^(?:scenario|persoon|gebeurtenissen|verwachting)\s*:", re.MULTILINE)


def yaml_files(paths: Iterable[Path]) -> list[Path]:
    """The files themselves and the YAML files in the folders, each once.

    Raises ``ProblemError`` for what does not exist and for a folder without YAML.
    """
    problems = []
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*.y*ml") if file.is_file())
            if not inside:
                message = "in deze map staan geen bestanden (*.yaml)"
                problems.append(Problem("Y001", message, Position(str(path))))
            found.update(dict.fromkeys(inside))
        elif _exists(path):
            found[path] = None
        else:
            message = "dit bestand of deze map bestaat niet"
            problems.append(Problem("Y001", message, Position(str(path))))
    if problems:
        raise ProblemError(problems)
    return list(found)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def shown_path(path: Path) -> str:
    """The path as someone in the current folder would type it, safe to print."""
    here = Path.cwd()
    return clean(str(path.relative_to(here) if path.is_relative_to(here) else path))


def meant_to_be_refused(path: Path) -> bool:
    """Whether a file is an example of wrong input."""
    return path.parent.name == REFUSED_FOLDER


def is_dossier(path: Path) -> bool:
    """Whether a file is about a person; what cannot be read is left to who reads it."""
    try:
        return _DOSSIER.search(path.read_bytes()) is not None
    except OSError:
        return False
