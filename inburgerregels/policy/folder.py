"""A population as it stands on disk: a prepared store of lives, and how it was made."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs

from inburgerregels.batch.files import write_file
from inburgerregels.batch.store import Store
from inburgerregels.explain.dutch import day as in_words
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["ABOUT", "MODEL", "STORE", "Population", "open_populations"]

ABOUT = "bevolking.json"
#: The model as it was when the lives were drawn, so that they can be lived again under other law.
MODEL = "model.yaml"
STORE = "opslag"
_FORMAT = 1


@attrs.frozen(eq=False)
class Population:
    """Lives in a store.

    ``about`` says how they were made: the seed, a fingerprint of the model, the last day on which
    anything happens, and how many real persons a life stands for.
    """

    folder: Path
    store: Store
    about: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Population:
        """Raises ``ProblemError`` for a folder without a population."""
        where = folder / ABOUT
        try:
            about = json.loads(where.read_bytes())
            fits = about["formaat"] == _FORMAT and Fraction(about["gewicht"]) > 0
            datetime.date.fromisoformat(about["tot"])
        except (OSError, ValueError, KeyError, TypeError):
            raise _refused(
                where, "hier staat geen bevolking", "maak er een met inburgerregels bevolking"
            ) from None
        if not fits:
            raise _refused(
                where,
                "deze bevolking is door een andere versie gemaakt",
                "maak haar opnieuw met inburgerregels bevolking",
            )
        return cls(folder, Store.open(folder / STORE), about)

    @property
    def weight(self) -> Fraction:
        """How many real persons each life stands for."""
        return Fraction(self.about["gewicht"])

    @property
    def seed(self) -> int:
        found: int = self.about["zaad"]
        return found

    @property
    def until(self) -> datetime.date:
        """The last day on which anything can happen in these lives."""
        return datetime.date.fromisoformat(self.about["tot"])

    @property
    def persons(self) -> int:
        found: int = self.store.manifest["tellingen"]["personen_gebruikt"]
        return found

    @property
    def lives_digest(self) -> tuple[str, ...]:
        """The same for exactly the same lives, wherever they stand."""
        return tuple(block["sha256"] for block in self.store.manifest["blokken"])


def open_populations(folders: Iterable[Path], day: datetime.date | None = None) -> list[Population]:
    """Several populations, to see how much chance does.

    Raises ``ProblemError`` where two are the very same lives: those agree with themselves, and would
    make a margin too narrow. And where the day asked about lies after the lives: it would look as if
    everybody then stopped learning.
    """
    found: list[Population] = []
    for folder in folders:
        opened = Population.open(folder)
        last = in_words(opened.until)
        if day is not None and day > opened.until:
            message = f"deze levens lopen tot en met {last}; van {in_words(day)} is niets bekend"
            raise _refused(folder, message, f"kies een peildatum tot en met {last}")
        for other in found:
            if opened.lives_digest == other.lives_digest:
                message = f"dit zijn dezelfde levens als in {other.folder}"
                hint = "maak een bevolking met een ander --zaad, of geef deze een keer"
                raise _refused(folder, message, hint)
        found.append(opened)
    return found


def write_about(folder: Path, about: Mapping[str, Any]) -> None:
    """Says how a population was made; the last thing that is written of it."""
    text = json.dumps({"formaat": _FORMAT, **about}, ensure_ascii=False, indent=1) + "\n"
    write_file(folder / ABOUT, text.encode())


def _refused(path: Path, message: str, hint: str) -> ProblemError:
    return ProblemError([Problem("P001", message, Position(str(path)), hint)])
