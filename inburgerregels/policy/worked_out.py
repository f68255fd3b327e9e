"""What was worked out of a population under one law, kept beside it for the next time it is asked.

It is used only for exactly the lives, law and program that it was made of: their digest is in the name of
its files. Whatever is wrong with a file, or where none can be written, it is worked out again.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa

from inburgerregels.engine.kept import program_digest
from inburgerregels.language import Rulebook
from inburgerregels.policy.folder import ABOUT, MODEL, Population
from inburgerregels.policy.lives import Lives
from inburgerregels.policy.put_away import ArraysFile, ArraysWriter, SpoiledError

__all__ = ["FOLDER", "WorkedOut", "day_part", "with_what_is_kept"]

Found = TypeVar("Found")
FOLDER = "uitgerekend"
#: Set to nothing to keep nothing, as for rulebooks.
_SWITCH = "INBURGERREGELS_CACHE"
#: Of more bytes than this, the files of other laws that were not used longest are thrown away.
_MOST = 4 * 1024**3


class WorkedOut:
    """The files of one law; ``part`` names what is in a file, of persons from ``low`` to ``high``."""

    def __init__(self, population: Population, rulebook: Rulebook, *, reads: bool = True) -> None:
        self.folder = population.folder / FOLDER
        self.key = _digest(population, rulebook)
        #: Whether files are used; else they are only written.
        self.reads = reads

    def has(self, part: str, low: int, high: int) -> bool:
        """Whether there is a file to read, whole or not."""
        return self.reads and self.path(part, low, high).exists()

    def path(self, part: str, low: int, high: int) -> Path:
        return self.folder / f"{self.key}-{part}-{low}-{high}.kolommen"

    def read(self, part: str, low: int, high: int) -> ArraysFile:
        """What is there. Raises ``SpoiledError`` when it is not whole."""
        path = self.path(part, low, high)
        found = ArraysFile(path)
        with contextlib.suppress(OSError):
            os.utime(path)
        return found

    def write(self, part: str, low: int, high: int, said: Callable[[ArraysWriter], Any]) -> None:
        """Writes what ``said`` puts, and what it says of it. That it cannot be kept is no reason to stop."""
        writer = None
        try:
            self.folder.mkdir(exist_ok=True)
            writer = ArraysWriter(self.path(part, low, high))
            writer.close(said(writer))
        except (OSError, TypeError):
            if writer is not None:
                writer.drop()

    def make_room(self) -> None:
        """Throws away what was not used longest; what was used just now stays."""
        try:
            found = [(path.stat(), path) for path in self.folder.glob("*.kolommen")]
            total = 0
            for status, path in sorted(found, key=lambda one: -one[0].st_mtime):
                total += status.st_size
                if total > _MOST and not path.name.startswith(self.key):
                    path.unlink(missing_ok=True)
        except OSError:
            return


def with_what_is_kept(
    lives: Lives, rulebook: Rulebook, work: Callable[[Lives, WorkedOut | None], Found]
) -> Found:
    """``work`` with what is kept of a population under a law; again without it when that is spoiled."""
    if os.environ.get(_SWITCH) == "":
        return work(lives, None)
    worked_out = WorkedOut(lives.population, rulebook)
    try:
        found = work(lives, worked_out)
    except SpoiledError:
        worked_out.reads = False
        found = work(lives, worked_out)
    worked_out.make_room()
    return found


def _digest(population: Population, rulebook: Rulebook) -> str:
    found = hashlib.sha256(program_digest())
    for text in (np.__version__, pa.__version__, population.store.identity, *_law(rulebook)):
        found.update(f"{len(text)} {text}\n".encode())
    for name in (ABOUT, MODEL):
        path = population.folder / name
        found.update(path.read_bytes() if path.exists() else b"-")
    return found.hexdigest()


def _law(rulebook: Rulebook) -> Iterator[str]:
    """The law as it is computed with: also when it was made out of a law that has the same name."""
    ref, program = rulebook.ref, rulebook.program
    yield repr((ref.hash, ref.maatregelen, ref.voorstellen, sorted(ref.lezingen.items())))
    yield repr((rulebook.known_on, sorted(rulebook.chosen.items())))
    for node in program.nodes:
        attr = sorted(node.attr) if isinstance(node.attr, frozenset) else node.attr
        yield repr((node.op, node.args, attr, node.type, node.scope))
    for things in (rulebook.parameters, rulebook.tables):
        yield repr([(name, things[name].versions) for name in sorted(things)])
    for key, nodes in program.decisions.items():
        yield repr((key, nodes.applies, nodes.date, nodes.amount, *nodes.fields.items()))


def day_part(day: datetime.date) -> str:
    """The part with what is said on one day."""
    return f"stand-{day.isoformat().replace('-', '')}"
