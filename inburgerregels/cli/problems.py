"""Input that is refused: how it is said, and with which exit code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Any

import click

from inburgerregels.explain.dutch import clean, count
from inburgerregels.model import Problem, ProblemError, render

__all__ = ["Refused", "as_block", "as_line", "as_text"]

#: Problems shown at once: whoever has more mends these first.
_MOST = 50


def as_block(problem: Problem) -> str:
    """The problem with the line in which it stands."""
    return clean(render(problem), lines=True)


def as_line(problem: Problem) -> str:
    """The problem on one line, as editors can follow it."""
    return clean(str(problem))


def as_text(problems: Iterable[Problem], *, short: bool = False) -> str:
    """The problems one after another, and how many were left out."""
    found = list(problems)
    shown = [as_line(problem) if short else as_block(problem) for problem in found[:_MOST]]
    left_out = len(found) - _MOST
    if left_out > 0:
        shown.append(f"... en nog {count(left_out, 'andere fout', 'andere fouten')}")
    return ("\n" if short else "\n\n").join(shown)


class Refused(click.ClickException):
    """Ends the command with the problems on stderr and exit code 2."""

    exit_code = 2

    def __init__(self, error: ProblemError) -> None:
        super().__init__(str(error))
        self.problems = error.problems

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(as_text(self.problems), file=file, err=True)
