"""Where the law and the scenarios are that come with the program."""

from __future__ import annotations

from pathlib import Path

from inburgerregels.model import Problem, ProblemError

__all__ = ["rules_dir", "scenarios_dir"]

_PACKAGE = Path(__file__).resolve().parent


def rules_dir() -> Path:
    """The folder with the law, ``rules/``.

    Raises ``ProblemError`` when the program was installed or copied without it.
    """
    return _shipped("rules", "de regels")


def scenarios_dir() -> Path:
    """The folder with the example lives, ``scenarios/``.

    Raises ``ProblemError`` when the program was installed or copied without it.
    """
    return _shipped("scenarios", "de scenario's")


def _shipped(name: str, wat: str) -> Path:
    # Installed first: beside an installed package, a folder `rules` belongs to someone else.
    installed = _PACKAGE / f"_{name}"
    checkout = _PACKAGE.parent / name
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise ProblemError(
        [
            Problem(
                "installatie",
                f"{wat} ontbreken: noch {installed} noch {checkout} is een map",
                hint="installeer inburgerregels opnieuw",
            )
        ]
    )
