"""DrawnLives as a prepared store, the same that ``ingest`` makes of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from inburgerregels.batch.arrays import arrow, repeated
from inburgerregels.batch.later import Later
from inburgerregels.batch.ordering import canonical_order
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block, KindEvents, stored_type
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import EventKind, FieldDecl
from inburgerregels.model import ABSENT
from inburgerregels.policy.population.drawing import DrawnEvents, DrawnLives

__all__ = ["SIZE", "blocks_of", "names_of", "person_id"]

Array = Any
#: Persons in a block: fewer than a store may have, so that two workers have as much to do.
SIZE = 1 << 15
_DIGITS = 8
#: Days are stored in so many.
_DAY_BITS = np.iinfo(np.int32).bits


def person_id(number: int) -> str:
    """The name of a life: no number of a citizen looks like it."""
    return f"b{number:0{_DIGITS}}"


def blocks_of(lives: DrawnLives, size: int = SIZE) -> Iterator[Block]:
    """The lives in blocks, in order; the events of a kind are put in order when they are asked for."""
    kinds = {kind.name: kind for kind in lives.schema.kinds}
    every = Later(kinds, lambda name: _sorted(lives, kinds[name]))
    for first in range(0, len(lives), size):
        yield _block(lives, every, first, min(len(lives), first + size))


def _block(lives: DrawnLives, kinds: Mapping[str, DrawnEvents], first: int, last: int) -> Block:
    schema = lives.schema
    person = {}
    for name, decl in schema.vocabulary.person.items():
        drawn = lives.person.get(name)
        person[name] = _stored(
            schema, decl, None if drawn is None else drawn[first:last], last - first
        )
    declared = {kind.name: kind for kind in schema.kinds}

    def events(name: str) -> KindEvents:
        every = kinds[name]
        low, high = np.searchsorted(every.person, [first, last])
        part = slice(int(low), int(high))
        number = int(high - low)
        return KindEvents(
            arrow((every.person[part] - first).astype(np.int32)),
            arrow(every.day[part].astype(np.int32)),
            pa.nulls(number, pa.int32()),
            {
                name: _stored(
                    schema, decl, None if (c := every.fields.get(name)) is None else c[part], number
                )
                for name, decl in declared[name].fields.items()
            },
        )

    return Block(names_of(lives.number[first:last]), person, Later(declared, events))


def names_of(numbers: Array) -> Any:
    """The names of lives as an Arrow array; made by themselves only where they are longer than most."""
    if not len(numbers) or numbers.max() >= 10**_DIGITS:
        return pa.array([person_id(number) for number in numbers.tolist()], pa.string())
    letters = np.empty((len(numbers), _DIGITS + 1), np.uint8)
    letters[:, 0] = ord("b")
    for place in range(_DIGITS):
        letters[:, _DIGITS - place] = ord("0") + numbers // 10**place % 10
    ends = np.arange(len(numbers) + 1, dtype=np.int32) * np.int32(_DIGITS + 1)
    data = [None, pa.py_buffer(ends), pa.py_buffer(letters)]
    return pa.Array.from_buffers(pa.string(), len(numbers), data)


def _stored(schema: Schema, decl: FieldDecl, codes: Array | None, count: int) -> Any:
    its_type = stored_type(schema, decl.type)
    if codes is not None:
        absent = codes == _ABSENT
        return arrow(np.where(absent, 0, codes), absent).cast(its_type)
    if decl.default is ABSENT:
        return pa.nulls(count, its_type)
    if decl.type.kind is Kind.TEXT:
        return repeated(str(decl.default), count)
    return arrow(np.full(count, schema.encode(decl.default, decl.type), np.int64)).cast(its_type)


#: Among codes of drawn fields: this row has no such field.
_ABSENT = np.iinfo(np.int64).min


def _sorted(lives: DrawnLives, kind: EventKind) -> DrawnEvents:
    """All events of a kind in order of person, day and contents."""
    parts: Sequence[DrawnEvents] = lives.events.get(kind.name, [])
    person = np.concatenate([np.empty(0, np.int64), *(part.person for part in parts)])
    day = np.concatenate([np.empty(0, np.int64), *(part.day for part in parts)])
    named = dict.fromkeys(name for part in parts for name in part.fields)
    fields = {
        name: np.concatenate([_of_part(lives.schema, kind.fields[name], part) for part in parts])
        for name in named
    }
    key = (person << _DAY_BITS) + day
    if (key[1:] < key[:-1]).any():
        # Parts are nearly in order, which this way of sorting makes use of.
        order = np.argsort(key, kind="stable")
        person, day = person[order], day[order]
        fields = {name: codes[order] for name, codes in fields.items()}
    readable = {}
    for name, decl in kind.fields.items():
        codes = fields.get(name)
        if decl.type.kind is Kind.TEXT or codes is None:
            # The same for every row, so that it decides nothing.
            readable[name] = (np.zeros(len(person), np.int64), None)
        else:
            readable[name] = (np.where(codes == _ABSENT, 0, codes), codes == _ABSENT)
    declared = {n: d for n, d in kind.fields.items() if d.type.kind is not Kind.TEXT}
    moved = canonical_order(lives.schema, _without_texts(kind, declared), person, day, readable)
    if moved is not None:
        fields = {name: codes[moved] for name, codes in fields.items()}
    return DrawnEvents(person, day, fields)


def _without_texts(kind: EventKind, fields: dict[str, FieldDecl]) -> EventKind:
    return attrs.evolve(kind, fields=fields)


def _of_part(schema: Schema, decl: FieldDecl, part: DrawnEvents) -> Array:
    codes = part.fields.get(decl.name)
    if codes is not None:
        return codes
    if decl.default is ABSENT:
        return np.full(len(part), _ABSENT)
    return np.full(len(part), schema.encode(decl.default, decl.type))
