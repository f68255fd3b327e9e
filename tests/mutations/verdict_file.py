"""Verdicts in a file, a line each as they come: what an interrupted run judged is not lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.mutations.judge import Verdict
from tests.mutations.what import Mutant

__all__ = ["VerdictFile"]

_SURVIVED, _NOTICED = "overleeft", "opgemerkt"


class VerdictFile:
    """``overleeft`` or ``opgemerkt``, how many scenarios touch it, the mutant, and who noticed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._judged: dict[str, tuple[int, str | None]] = {}

    def read(self) -> None:
        """Take in what was judged before. Raises ValueError for a line that is no verdict."""
        text = self.path.read_text(encoding="utf-8") if self.path.exists() else ""
        # What comes after the last line end was cut off while it was written.
        whole = text[: text.rfind("\n") + 1]
        for number, line in enumerate(whole.splitlines(), 1):
            match line.split("\t"):
                case [word, asked, mutant] if word == _SURVIVED and asked.isdecimal():
                    self._judged[mutant] = (int(asked), None)
                case [word, asked, mutant, noticed_by] if word == _NOTICED and asked.isdecimal():
                    self._judged[mutant] = (int(asked), noticed_by)
                case _:
                    raise ValueError(f"{self.path}:{number}: dit is geen oordeel: {line}")
        if whole != text:
            self.path.write_text(whole, encoding="utf-8")

    def judged(self, mutants: Iterable[Mutant]) -> Mapping[str, Verdict]:
        """The verdicts there are of these mutants, by their id."""
        return {
            mutant.id: Verdict(mutant, self._judged[mutant.id][1], self._judged[mutant.id][0])
            for mutant in mutants
            if mutant.id in self._judged
        }

    def add(self, verdict: Verdict) -> None:
        """Write a verdict down at once."""
        words = [_SURVIVED, str(verdict.asked), verdict.mutant.id]
        if verdict.noticed_by is not None:
            words = [_NOTICED, str(verdict.asked), verdict.mutant.id, verdict.noticed_by]
        with self.path.open("a", encoding="utf-8") as out:
            out.write("\t".join(words) + "\n")
