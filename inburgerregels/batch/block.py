"""A block as the executors want it: columns for everybody at once, or one person's dossier."""

from __future__ import annotations

from typing import Any

import numpy as np

from inburgerregels.batch.arrays import mask_of, numbers_of, to_numpy, where_it_says
from inburgerregels.batch.ordering import canonical_order
from inburgerregels.batch.schema import UNKNOWN_CODE, Schema
from inburgerregels.batch.store import Block, KindEvents
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.tables import Events
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import EventKind, FieldDecl
from inburgerregels.model import NEVER, UNKNOWN, Dossier, Event

__all__ = [
    "CLOSED",
    "Dossiers",
    "event_columns",
    "kind_columns",
    "person_columns",
    "with_open_questions",
]

Array = Any
#: Kinds of facts of which every answer can be tried.
CLOSED = (Kind.CHOICE, Kind.BOOL)


def person_columns(schema: Schema, block: Block) -> dict[str, Column]:
    return {
        name: _column(decl, block.person[name], None)
        for name, decl in schema.vocabulary.person.items()
    }


def event_columns(
    schema: Schema, block: Block, today: int, known_on: int | None
) -> dict[str, Events]:
    """The events that may be seen on a day, of each kind; days still to come read as *nooit*."""
    return {
        kind.name: kind_columns(schema, kind, block.events[kind.name], len(block), today, known_on)
        for kind in schema.kinds
    }


def kind_columns(
    schema: Schema, kind: EventKind, events: KindEvents, persons: int, today: int, known: int | None
) -> Events:
    """The events of one kind that may be seen on a day."""
    day = numbers_of(events.day)
    person = numbers_of(events.person)
    seen = _seen(events, day, today, known)
    if seen is not None:
        day, person = day[seen], person[seen]
    fields = {name: _column(d, events.fields[name], seen) for name, d in kind.fields.items()}
    hidden = [_hide(d, fields[name], today) for name, d in kind.fields.items()]
    if any(hidden):
        # What is hidden is equal, so that other fields may now decide the order.
        readable = {
            name: (_texts(events.fields[name], seen), fields[name].absent)
            if decl.type.kind is Kind.TEXT
            else _readable(fields[name])
            for name, decl in kind.fields.items()
        }
        order = canonical_order(schema, kind, person, day, readable)
        if order is not None:
            fields = {name: column.take(order) for name, column in fields.items()}
    return Events(persons, person.astype(np.int64), day.astype(np.int64), fields)


def _seen(events: KindEvents, day: Array, today: int, known_on: int | None) -> Array | None:
    """Which events may be seen; None when all may."""
    seen = day <= today
    if known_on is not None:
        known, same = to_numpy(events.known)
        since: Array = known if same is None else np.where(same, day, known)
        seen &= since <= known_on
    return None if seen.all() else np.flatnonzero(seen)


def _column(decl: FieldDecl, values: Any, rows: Array | None) -> Column:
    """Stored values as the columnar executor has them; of texts only whether there is one."""
    if decl.type.kind is Kind.TEXT:
        absent = mask_of(values) if values.null_count else None
        lost = where_it_says(values, "onbekend")
        codes: Array = np.zeros(len(values), np.int64)
    else:
        codes, absent = to_numpy(values)
        lost = codes == UNKNOWN_CODE
        if lost.any():
            codes = np.where(lost, 0, codes)
        codes = codes.astype(bool if decl.type.kind is Kind.BOOL else np.int64, copy=False)
    if rows is not None:
        codes, lost = codes[rows], lost[rows]
        absent = None if absent is None else absent[rows]
    if absent is not None and not absent.any():
        absent = None
    return Column(codes, absent, lost if lost.any() else None)


def _hide(decl: FieldDecl, column: Column, today: int) -> bool:
    if decl.type.kind is not Kind.DATE or decl.known_at_once:
        return False
    later = column.values > today
    if not later.any():
        return False
    column.values = np.where(later, NEVER, column.values)
    return True


def _readable(column: Column) -> tuple[Array, Array | None]:
    values = column.values
    if column.lost is not None:
        values = np.where(column.lost, UNKNOWN_CODE, values)
    return values, column.absent


def _texts(values: Any, rows: Array | None) -> Array:
    texts = values.to_numpy(zero_copy_only=False)
    return texts if rows is None else texts[rows]


def with_open_questions(schema: Schema, block: Block) -> Array:
    """Persons with an unknown fact whose every answer can be tried; only single dossiers do that."""
    found = np.zeros(len(block), bool)
    for name, decl in schema.vocabulary.person.items():
        if decl.type.kind in CLOSED:
            found |= to_numpy(block.person[name])[0] == UNKNOWN_CODE
    for kind in schema.kinds:
        events = block.events[kind.name]
        for name, decl in kind.fields.items():
            if decl.type.kind in CLOSED and len(events.day):
                unknown = to_numpy(events.fields[name])[0] == UNKNOWN_CODE
                found[numbers_of(events.person)[unknown]] = True
    return found


class Dossiers:
    """The dossiers of single persons in a block."""

    def __init__(self, schema: Schema, block: Block) -> None:
        self.schema = schema
        self.block = block

    def of(self, place: int) -> Dossier:
        vocabulary, block = self.schema.vocabulary, self.block
        person = {
            name: value
            for name, decl in vocabulary.person.items()
            if (value := self._value(decl, block.person[name], place)) is not None
        }
        events = []
        for kind in self.schema.kinds:
            rows = block.events[kind.name]
            if not len(rows.day):
                continue
            low, high = np.searchsorted(numbers_of(rows.person), [place, place + 1])
            for row in range(low, high):
                fields = {
                    name: value
                    for name, decl in kind.fields.items()
                    if (value := self._value(decl, rows.fields[name], row)) is not None
                }
                day, known = rows.day[row].as_py(), rows.known[row].as_py()
                events.append(Event(kind.name, day, fields, day if known is None else known))
        return Dossier(block.ids[place].as_py(), person, tuple(events))

    def _value(self, decl: FieldDecl, values: Any, row: int) -> Any:
        """A field as dossiers have it; None when it is absent."""
        stored = values[row].as_py()
        if stored is None:
            return None
        if decl.type.kind is Kind.TEXT:
            return UNKNOWN if stored == "onbekend" else stored
        return self.schema.decode(stored, decl.type)
