"""What is wrong with an input, where, and what would have been right."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import attrs

__all__ = ["Position", "Problem", "ProblemError", "Problems", "nearest", "render"]


@attrs.frozen(order=True)
class Position:
    """A place in a file; lines and columns count from one, ``length`` is in characters."""

    path: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


@attrs.frozen
class Problem:
    """One mistake. ``code`` is stable, ``message`` says what is wrong, ``hint`` what to do."""

    code: str
    message: str
    position: Position | None = None
    hint: str | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        where = self.position or Position("")
        return (where.path, where.line, where.column, self.code, self.message)

    def __str__(self) -> str:
        where = f"{self.position}: " if self.position else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}fout[{self.code}]: {self.message}{hint}"


class ProblemError(Exception):
    """Input that cannot be used; carries every problem that was found, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(
            sorted(set(problems), key=lambda problem: problem.sort_key)
        )
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Problems:
    """Collects problems, so that all mistakes of a file are reported and not only the first."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(
        self, code: str, message: str, position: Position | None = None, hint: str | None = None
    ) -> None:
        self._found.append(Problem(code, message, position, hint))

    def extend(self, problems: Iterable[Problem]) -> None:
        self._found.extend(problems)

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def found(self) -> tuple[Problem, ...]:
        return tuple(sorted(set(self._found), key=lambda problem: problem.sort_key))

    def raise_if_any(self) -> None:
        """Raise :class:`ProblemError` with everything collected, if there is anything."""
        if self._found:
            raise ProblemError(self._found)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The hint ``bedoelde u ...?`` for the known name closest to ``name``, or None."""
    close = difflib.get_close_matches(name, sorted(set(known)), n=1, cutoff=0.6)
    return f"bedoelde u {close[0]}?" if close else None


def render(problem: Problem, *, source: str | None = None) -> str:
    """The problem as a block of text with the offending line shown and underlined.

    ``source`` is the text of the file; without it the file is read again if it can be.
    """
    head = f"fout[{problem.code}]: {problem.message}"
    if problem.position is None:
        return head + (f"\n  = hulp: {problem.hint}" if problem.hint else "")
    where = problem.position
    if source is None:
        try:
            source = Path(where.path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError, ValueError):
            source = ""
    margin = " " * len(str(where.line))
    out = [head, f"{margin}--> {where}"]
    lines = source.splitlines()
    if 1 <= where.line <= len(lines):
        line = lines[where.line - 1].replace("\t", " ")
        width = max(1, min(where.length, len(line) - where.column + 1))
        out += [
            f"{margin} |",
            f"{where.line} | {line}",
            f"{margin} | {' ' * (where.column - 1)}{'^' * width}",
        ]
    if problem.hint:
        out.append(f"{margin} = hulp: {problem.hint}")
    return "\n".join(out)
