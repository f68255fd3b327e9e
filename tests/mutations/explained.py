"""``verklaard.yaml``: mistakes that nothing needs to notice, each with the reason."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from pathlib import Path

import attrs
import yaml

__all__ = ["Explanation", "explanation_of", "read_explanations"]


@attrs.frozen
class Explanation:
    """``pattern`` is an id of a mutant, in which ``*`` stands for any text."""

    pattern: str
    reason: str

    def covers(self, mutant: str) -> bool:
        return fnmatch.fnmatchcase(mutant, self.pattern)


def read_explanations(path: Path) -> list[Explanation]:
    """Raises ValueError for an entry without a pattern or a reason, or a pattern that is twice there."""
    found: list[Explanation] = []
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or []:
        if set(entry) != {"mutant", "reden"} or not all(
            str(part).strip() for part in entry.values()
        ):
            raise ValueError(f"{path}: een verklaring heeft `mutant` en `reden`: {entry}")
        patterns = entry["mutant"] if isinstance(entry["mutant"], list) else [entry["mutant"]]
        for pattern in patterns:
            if any(pattern == other.pattern for other in found):
                raise ValueError(f"{path}: twee keer verklaard: {pattern}")
            found.append(Explanation(pattern, " ".join(entry["reden"].split())))
    return found


def explanation_of(mutant: str, explanations: Iterable[Explanation]) -> Explanation | None:
    return next((one for one in explanations if one.covers(mutant)), None)
