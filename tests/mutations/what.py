"""What a mutant is: a rule file with one small mistake made in it."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from inburgerregels.language.loader import RuleFile
from inburgerregels.language.yaml_nodes import Node
from tests.mutations.tree import Path, changed

__all__ = ["Edit", "Mutant", "Touch"]

#: A piece of law that a life can touch: ``("regel", "examentermijn.lesuren")``, ``("blok", ...)``.
Touch = tuple[str, str]


@attrs.frozen
class Edit:
    """Something else, or nothing, in one place."""

    path: Path
    new: Node | None


@attrs.frozen
class Mutant:
    """``kind`` is weg, getal, wissel, grens, standaard or venster. ``touches``: only lives that touch one of
    these can tell the difference; None where any could. ``reading`` is the one it exists under."""

    file: str
    line: int
    kind: str
    place: str
    change: str
    edits: tuple[Edit, ...]
    touches: frozenset[Touch] | None
    reading: tuple[str, str] | None = None

    @property
    def id(self) -> str:
        """Stays the same when lines move."""
        return f"{self.file}: {self.place}: {self.change}"

    def applied(self, files: Sequence[RuleFile]) -> list[RuleFile]:
        """The rule files, one of them with the mistake."""
        return [self._in(file) if file.name == self.file else file for file in files]

    def _in(self, file: RuleFile) -> RuleFile:
        documents = file.documents
        for edit in self.edits:
            documents = changed(documents, edit.path, edit.new)
        return attrs.evolve(file, documents=documents)
