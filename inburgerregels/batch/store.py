"""The prepared store: blocks of persons with their events, checked, sorted and ready to compute with.

A block is one file: an Arrow table of a single row, whose columns are lists: of the persons' ids and
fields, and per kind of event of its persons, days and fields. A list's values lie in one piece, so
that they are read without being copied, and whoever splits the table never cuts a person in two.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from inburgerregels.batch.arrays import arrow, numbers_of, to_numpy
from inburgerregels.batch.files import write_file
from inburgerregels.batch.later import Later
from inburgerregels.batch.schema import Schema
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["BLOCK", "MANIFEST", "Block", "KindEvents", "Store", "StoreWriter"]

#: Persons in a block.
BLOCK = 65_536
MANIFEST = "opslag.json"
_FORMAT = 1


@attrs.frozen(eq=False)
class KindEvents:
    """Events of one kind, in order of person (their place in the block), day and contents.

    ``known`` is null where an event was known on its own day. Fields are Arrow arrays of stored
    values (:class:`Schema`), null where absent.
    """

    person: Any
    day: Any
    known: Any
    fields: Mapping[str, Any]

    def taken(self, rows: Any, person: Any) -> KindEvents:
        """The events in these rows, as those of the persons at these places."""
        places = arrow(rows)
        return KindEvents(
            arrow(person.astype(np.int32, copy=False)),
            self.day.take(places),
            self.known.take(places),
            {name: values.take(places) for name, values in self.fields.items()},
        )


@attrs.frozen(eq=False)
class Block:
    """Persons in order of id, and their events by kind."""

    ids: Any
    person: Mapping[str, Any]
    events: Mapping[str, KindEvents]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def event_count(self) -> int:
        return sum(len(events.day) for events in self.events.values())

    def part(self, persons: Any) -> Block:
        """The persons at these places, which are in increasing order, with their events."""
        if len(persons) == len(self):
            return self
        rows = arrow(persons)
        place = np.full(len(self), -1, np.int32)
        place[persons] = np.arange(len(persons), dtype=np.int32)

        def events(kind: str) -> KindEvents:
            every = self.events[kind]
            person = place[numbers_of(every.person)]
            here = np.flatnonzero(person >= 0)
            return every.taken(here, person[here])

        return Block(
            self.ids.take(rows),
            {name: values.take(rows) for name, values in self.person.items()},
            Later(self.events, events),
        )

    def to_bytes(self) -> bytes:
        """The same block, always in the same bytes."""
        names, columns = ["persoon_id"], [_one_row(self.ids)]
        for name, values in self.person.items():
            names.append(f"persoon.{name}")
            columns.append(_one_row(values))
        for kind, events in self.events.items():
            for name in ("person", "day", "known"):
                names.append(f"{kind}:{name}")
                columns.append(_one_row(getattr(events, name)))
            for name, values in events.fields.items():
                names.append(f"{kind}.{name}")
                columns.append(_one_row(values))
        batch = pa.RecordBatch.from_arrays(columns, names)
        sink = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
        with pa.ipc.new_file(sink, batch.schema, options=options) as writer:
            writer.write_batch(batch)
        return bytes(sink.getvalue())

    @classmethod
    def from_bytes(cls, data: Any, schema: Schema) -> Block:
        with pa.ipc.open_file(pa.py_buffer(data)) as file:
            return cls.from_batch(file.get_batch(0), schema)

    @classmethod
    def from_batch(cls, batch: Any, schema: Schema) -> Block:
        """The block in the single row of a batch."""

        def column(name: str) -> Any:
            return batch.column(batch.schema.get_field_index(name)).flatten()

        return cls(
            column("persoon_id"),
            {name: column(f"persoon.{name}") for name in schema.vocabulary.person},
            {
                kind.name: KindEvents(
                    column(f"{kind.name}:person"),
                    column(f"{kind.name}:day"),
                    column(f"{kind.name}:known"),
                    {name: column(f"{kind.name}.{name}") for name in kind.fields},
                )
                for kind in schema.kinds
            },
        )


def _one_row(values: Any) -> Any:
    """The values as the single entry of a list column, in fresh memory: what lies under nulls and
    beyond the end of a slice would be written too."""
    if pa.types.is_string(values.type):
        values = pa.array(values.to_pylist(), pa.string())
    else:
        numbers, absent = to_numpy(values)
        values = pa.array(numbers.copy(), values.type, mask=absent)
    return pa.ListArray.from_arrays(pa.array([0, len(values)], pa.int32()), values)


def stored_type(schema: Schema, its_type: Type) -> Any:
    """The Arrow type in which values are stored."""
    if its_type.kind is Kind.TEXT:
        return pa.string()
    return {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}[schema.width(its_type)]


class StoreWriter:
    """Writes a store in a folder; it counts as one when :meth:`close` has written its manifest."""

    def __init__(self, folder: Path, schema: Schema) -> None:
        self.folder = folder
        self.schema = schema
        self._blocks: list[dict[str, Any]] = []

    def add(self, block: Block, data: bytes | None = None) -> None:
        """``data`` are the block's bytes, where somebody made them already."""
        data = block.to_bytes() if data is None else data
        name = f"blok-{len(self._blocks):05}.arrow"
        write_file(self.folder / name, data)
        ids = block.ids
        self._blocks.append(
            {
                "bestand": name,
                "eerste": ids[0].as_py(),
                "laatste": ids[len(ids) - 1].as_py(),
                "personen": len(block),
                "gebeurtenissen": block.event_count,
                "sha256": hashlib.sha256(data).hexdigest(),
            }
        )

    def close(
        self,
        counts: Mapping[str, Any],
        sources: list[dict[str, Any]],
        nights: list[dict[str, Any]],
    ) -> Store:
        manifest = {
            "formaat": _FORMAT,
            "woorden": self.schema.hash,
            "tellingen": dict(counts),
            "invoer": sources,
            "nachten": nights,
            "blokken": self._blocks,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        write_file(self.folder / MANIFEST, text.encode())
        return Store(self.folder, manifest)


def _elsewhere(folder: Path) -> str:
    """Where the store may be instead: a population keeps it in a folder of its own."""
    try:
        inside = sorted(part for part in folder.iterdir() if (part / MANIFEST).is_file())
    except OSError:
        inside = []
    if len(inside) == 1:
        return f"bedoelde u {inside[0]}?"
    return "maak er een met inburgerregels ingest"


@attrs.frozen(eq=False, slots=False)
class Store:
    """A prepared store that is complete."""

    folder: Path
    manifest: Mapping[str, Any]

    @classmethod
    def open(cls, folder: Path) -> Store:
        """Raises ``ProblemError`` for a folder that is no store, or one that was never finished."""
        where = folder / MANIFEST
        try:
            manifest = json.loads(where.read_bytes())
            fits = manifest["formaat"] == _FORMAT and isinstance(manifest["blokken"], list)
        except (OSError, ValueError, KeyError, TypeError):
            raise _refused(where, "hier staat geen opslag", _elsewhere(folder)) from None
        if not fits:
            raise _refused(where, "deze opslag is door een andere versie gemaakt", _AGAIN)
        return cls(folder, manifest)

    def check(self, schema: Schema) -> None:
        """Raises ``ProblemError`` when the words of the law are no longer those of the store."""
        if self.manifest["woorden"] != schema.hash:
            raise _refused(
                self.folder / MANIFEST, "de begrippen zijn veranderd sinds deze opslag", _AGAIN
            )

    @cached_property
    def identity(self) -> str:
        """A fingerprint of the contents, whatever files they were read from and in which order."""
        parts = [self.manifest["woorden"], *(block["sha256"] for block in self.blocks)]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def blocks(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = self.manifest["blokken"]
        return found

    def read(self, number: int, schema: Schema) -> Block:
        """A block; raises ``ProblemError`` when it is not what was written."""
        said = self.blocks[number]
        path = self.folder / said["bestand"]
        try:
            data = path.read_bytes()
        except OSError:
            raise _refused(path, "dit deel van de opslag ontbreekt", _AGAIN) from None
        if hashlib.sha256(data).hexdigest() != said["sha256"]:
            raise _refused(path, "dit deel van de opslag is beschadigd", _AGAIN)
        return Block.from_bytes(data, schema)

    def read_all(self, schema: Schema) -> Iterator[Block]:
        for number in range(len(self.blocks)):
            yield self.read(number, schema)


_AGAIN = (
    "maak haar opnieuw met inburgerregels ingest, en een bevolking met inburgerregels bevolking"
)


def _refused(path: Path, message: str, hint: str) -> ProblemError:
    return ProblemError([Problem("I005", message, Position(str(path)), hint)])
