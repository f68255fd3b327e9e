"""What a store was read from, night by night: checked rows kept as they came, so that more can come.

Every night has its own good rows of persons and of events and its own bad rows, with file and line. A
store of several nights is sorted out of all of them, exactly as if they had come together.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from inburgerregels.batch.files import file_hash, publish, sync_folder
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["EVENTS", "PERSONS", "ROWS_FOLDER", "WRONG", "Night", "nights_of", "relation", "sources"]

#: Where a store keeps the rows it was read from.
ROWS_FOLDER = "ingelezen"
PERSONS, EVENTS, WRONG = "personen", "gebeurtenissen", "slecht"
_NAMES = (PERSONS, EVENTS, WRONG)

#: What files are called, and how many rows each had.
Files = Sequence[Mapping[str, Any]]


@attrs.frozen
class Night:
    """Rows that came together: where they are kept, and what they were read from.

    ``store`` is the fingerprint of the store as it was after this night (None while it is made).
    """

    folder: Path
    persons: Files
    events: Files
    hashes: Mapping[str, str] = attrs.field(factory=dict)
    store: str | None = None

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"

    def to_json(self) -> dict[str, Any]:
        return {
            "opslag": self.store,
            PERSONS: list(self.persons),
            EVENTS: list(self.events),
            "bestanden": dict(self.hashes),
        }

    def check(self) -> None:
        """Raises ``ProblemError`` when the rows are no longer those that were read."""
        for name, said in self.hashes.items():
            path = self.path(name)
            try:
                same = file_hash(path) == said
            except OSError:
                same = False
            if not same:
                message = "deze eerder ingelezen rijen ontbreken of zijn beschadigd"
                hint = "lees alle invoer opnieuw in met inburgerregels ingest"
                raise ProblemError([Problem("I005", message, Position(str(path)), hint)])

    def keep(self, folder: Path, number: int) -> Night:
        """The same rows, kept in the store in ``folder``; those of another store stay there too."""
        there = _place(folder, number)
        there.mkdir(parents=True, exist_ok=True)
        found = attrs.evolve(self, folder=there)
        own = not self.hashes
        for name in _NAMES:
            if own:
                publish(self.path(name), found.path(name))
            else:
                _link(self.path(name), found.path(name))
        sync_folder(there)
        if own:
            hashes = {name: file_hash(found.path(name)) for name in _NAMES}
            found = attrs.evolve(found, hashes=hashes)
        return found


def _place(folder: Path, number: int) -> Path:
    return folder / ROWS_FOLDER / f"nacht-{number:05}"


def _link(old: Path, new: Path) -> None:
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def nights_of(folder: Path, manifest: Mapping[str, Any], identity: str) -> list[Night]:
    """The nights of the store in ``folder``. Raises ``ProblemError`` when it kept none."""
    said = manifest.get("nachten") or []
    if not said:
        message, hint = "deze opslag kan niet worden aangevuld", "lees alle invoer opnieuw in"
        raise ProblemError([Problem("I005", message, Position(str(folder)), hint)])
    nights = [
        Night(_place(folder, i), n[PERSONS], n[EVENTS], n["bestanden"], n["opslag"])
        for i, n in enumerate(said)
    ]
    return [*nights[:-1], attrs.evolve(nights[-1], store=identity)]


def sources(nights: Sequence[Night]) -> tuple[Files, Files]:
    """Everything that was read, persons and events, in order of night; each under a name of its own,
    for a file of the same name may come every night."""
    seen: dict[str, int] = {}

    def own(files: Files) -> list[dict[str, Any]]:
        found = []
        for file in files:
            name = file["bestand"]
            seen[name] = seen.get(name, 0) + 1
            shown = name if seen[name] == 1 else f"{name} ({seen[name]})"
            found.append({"bestand": shown, "rijen": file["rijen"]})
        return found

    persons = own([file for night in nights for file in night.persons])
    return persons, own([file for night in nights for file in night.events])


def relation(nights: Sequence[Night], name: str) -> str:
    """SQL for the rows of all nights, their ``bron`` the place of the file in :func:`sources`."""
    all_persons = sum(len(night.persons) for night in nights)
    parts = []
    persons = events = 0
    for night in nights:
        own = len(night.persons)
        place = (
            f"case when bron < {own} then bron + {persons}"
            f" else bron + {all_persons + events - own} end"
        )
        path = str(night.path(name)).replace("'", "''")
        parts.append(f"select * replace (({place})::integer as bron) from read_parquet('{path}')")
        persons += own
        events += len(night.events)
    return "(" + " union all by name ".join(parts) + ")"
