"""The output of an earlier night, to take over what has not changed."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from inburgerregels.batch.files import file_hash
from inburgerregels.batch.horizon import FOLDER, read_until
from inburgerregels.batch.output import MANIFEST, TABLES, belongs, read_manifest
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["Earlier", "Previous"]

Array = Any


@attrs.frozen(eq=False)
class Earlier:
    """What was said about the persons from one id to another, in order of person.

    ``until`` is per person the first day on which the answer can be another; zero where unknown.
    """

    ids: Any
    tables: Mapping[str, Any]
    until: Array


@attrs.frozen(eq=False, slots=False)
class Previous:
    """A finished run, its files checked against its manifest when they are read."""

    folder: Path
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Previous:
        """Raises ``ProblemError`` for a folder without a finished run."""
        manifest = read_manifest(folder)
        if manifest is None:
            message = "hier staat geen voltooide berekening"
            raise ProblemError([Problem("U002", message, Position(str(folder)))])
        return cls(folder, manifest)

    @property
    def day(self) -> datetime.date:
        return datetime.date.fromisoformat(self.manifest["vraag"]["peildatum"])

    @cached_property
    def fingerprint(self) -> str:
        return file_hash(self.folder / MANIFEST)

    def check(self, question: Mapping[str, Any]) -> None:
        """Raises ``ProblemError`` when ``question`` is about another law, or an earlier day."""
        where = Position(str(self.folder / MANIFEST))
        said = self.manifest["vraag"]
        differs = [
            name for name in ("programma", "engine", "rulebook") if said[name] != question[name]
        ]
        if differs or said["bekend_op"] or question["bekend_op"]:
            what = (
                f"verschil in {', '.join(differs)}" if differs else "er is een --bekend-op gekozen"
            )
            message = f"hierop kan deze berekening niet voortgaan: {what}"
            raise ProblemError([Problem("U007", message, where, "reken zonder --vorige")])
        if said["peildatum"] > question["peildatum"]:
            message = f"de vorige berekening is van een latere dag: {said['peildatum']}"
            raise ProblemError([Problem("U007", message, where, "reken zonder --vorige")])

    def path(self, table: str, number: int) -> Path:
        return self.folder / f"{table}.parquet" / f"deel-{number:05}.parquet"

    @cached_property
    def _ranges(self) -> list[tuple[str, str]]:
        """The first and last person of each part."""
        found = []
        for number in range(len(self.manifest["delen"])):
            ids = self._part(number).ids
            found.append((ids[0].as_py(), ids[len(ids) - 1].as_py()) if len(ids) else ("", ""))
        return found

    def between(self, first: str, last: str) -> Earlier:
        """What was said about persons from ``first`` to ``last`` (and perhaps some around them)."""
        parts = [
            self._part(number)
            for number, (low, high) in enumerate(self._ranges)
            if low and low <= last and first <= high
        ]
        if not parts:
            parts = [self._part(0)] if self.manifest["delen"] else []
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return Earlier(pa.array([], pa.string()), {}, np.zeros(0, np.int64))
        tables = {name: pa.concat_tables([p.tables[name] for p in parts]) for name in TABLES}
        ids = pa.concat_arrays([part.ids for part in parts])
        return Earlier(ids, tables, np.concatenate([part.until for part in parts]))

    _read: dict[int, Earlier] = attrs.field(factory=dict, init=False, repr=False)

    def _part(self, number: int) -> Earlier:
        """A part; only the last few stay in memory."""
        if number not in self._read:
            while len(self._read) > 2:
                del self._read[next(iter(self._read))]
            self._read[number] = self._fresh(number)
        return self._read[number]

    def _fresh(self, number: int) -> Earlier:
        said = self.manifest["delen"][number]["bestanden"]
        tables = {}
        for name in TABLES:
            path = self.path(name, number)
            try:
                data = path.read_bytes()
            except OSError:
                data = b""
            if hashlib.sha256(data).hexdigest() != said[name]:
                message = "dit deel ontbreekt of is veranderd sinds het manifest"
                raise ProblemError([Problem("U003", message, Position(str(path)))])
            tables[name] = pq.read_table(pa.BufferReader(data))
        ids = tables["stand"]["persoon_id"].combine_chunks()
        ids = ids.chunk(0) if isinstance(ids, pa.ChunkedArray) else ids
        kept = read_until(self.folder / FOLDER / f"deel-{number:05}", belongs(said), len(ids))
        return Earlier(ids, tables, np.zeros(len(ids), np.int64) if kept is None else kept)
