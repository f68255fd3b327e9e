"""DrawnLives as a prepared store, the same that ``ingest`` makes of files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from inburgerregels.batch.ordering import canonical_order
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block, KindEvents, stored_type
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import EventKind, FieldDecl
from inburgerregels.model import ABSENT
from inburgerregels.policy.population.drawing import DrawnEvents, DrawnLives

__all__ = ["SIZE", "blocks_of", "person_id"]

Array = Any
#: Persons in a block: fewer than a store may have, so that two workers have as much to do.
SIZE = 1 << 15


def person_id(number: int) -> str:
    """The name of a life: no number of a citizen looks like it."""
    return f"b{number:08}"


def blocks_of(lives: DrawnLives, size: int = SIZE) -> Iterator[Block]:
    """The lives in blocks, in order."""
    kinds = {kind.name: _sorted(lives, kind) for kind in lives.schema.kinds}
    for first in range(0, len(lives), size):
        yield _block(lives, kinds, first, min(len(lives), first + size))


def _block(lives: DrawnLives, kinds: dict[str, DrawnEvents], first: int, last: int) -> Block:
    schema = lives.schema
    person = {}
    for name, decl in schema.vocabulary.person.items():
        drawn = lives.person.get(name)
        person[name] = _stored(
            schema, decl, None if drawn is None else drawn[first:last], last - first
        )
    events = {}
    for kind in schema.kinds:
        every = kinds[kind.name]
        low, high = np.searchsorted(every.person, [first, last])
        part = slice(int(low), int(high))
        number = int(high - low)
        events[kind.name] = KindEvents(
            pa.array((every.person[part] - first).astype(np.int32)),
            pa.array(every.day[part].astype(np.int32)),
            pa.nulls(number, pa.int32()),
            {
                name: _stored(
                    schema, decl, None if (c := every.fields.get(name)) is None else c[part], number
                )
                for name, decl in kind.fields.items()
            },
        )
    return Block(
        pa.array([person_id(n) for n in lives.number[first:last].tolist()]), person, events
    )


def _stored(schema: Schema, decl: FieldDecl, codes: Array | None, count: int) -> Any:
    its_type = stored_type(schema, decl.type)
    if codes is not None:
        absent = codes == _ABSENT
        return pa.array(codes, mask=absent if absent.any() else None).cast(its_type)
    if decl.default is ABSENT:
        return pa.nulls(count, its_type)
    if decl.type.kind is Kind.TEXT:
        return pa.array([str(decl.default)] * count, its_type)
    return pa.array(np.full(count, schema.encode(decl.default, decl.type))).cast(its_type)


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
    order = np.lexsort((day, person))
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
