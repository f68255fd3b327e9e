"""The people of an evaluated population with what happened to them, as columns to count with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import attrs
import numpy as np

from inburgerregels.batch.arrays import numbers_of, to_numpy
from inburgerregels.batch.schema import UNKNOWN_CODE, Schema
from inburgerregels.language.types import Kind
from inburgerregels.model import NEVER
from inburgerregels.policy.columns import Columns
from inburgerregels.policy.evaluated import Evaluated

__all__ = ["EventRows", "People"]

Array = Any


@attrs.frozen(eq=False)
class EventRows:
    """Events of one kind that may be seen on the day, in order of person and day.

    ``fields``: stored numbers and where they are missing; an unknown value is missing too.
    """

    person: Array
    day: Array
    fields: Mapping[str, tuple[Array, Array]]

    def take(self, rows: Array) -> EventRows:
        return EventRows(
            self.person[rows],
            self.day[rows],
            {name: (numbers[rows], none[rows]) for name, (numbers, none) in self.fields.items()},
        )


class _Mask(Protocol):
    def mask(self, people: People) -> Array: ...


class _Days(Protocol):
    def days(self, people: People) -> Array: ...


class People:
    """Everybody in a population on the day on which it was evaluated; a person is a number."""

    def __init__(self, evaluated: Evaluated) -> None:
        self.evaluated = evaluated
        self.count = evaluated.count
        self.today = evaluated.day.toordinal()
        self._events: dict[str, EventRows] = {}
        self._known: dict[Any, Array] = {}
        self._schema = Schema(evaluated.rulebook.vocabulary)

    @property
    def persons(self) -> Columns:
        return self.evaluated.persons

    @property
    def standing(self) -> Columns:
        return self.evaluated.standing

    @property
    def decisions(self) -> Columns:
        return self.evaluated.decisions

    @property
    def terms(self) -> Columns:
        return self.evaluated.terms

    def mask(self, condition: _Mask) -> Array:
        """For whom a condition holds; found once, since cells share conditions. Not to be changed."""
        if condition not in self._known:
            self._known[condition] = condition.mask(self)
        return self._known[condition]

    def days(self, moment: _Days) -> Array:
        """A day in everybody's life; found once. Not to be changed."""
        if moment not in self._known:
            self._known[moment] = moment.days(self)
        return self._known[moment]

    def events(self, kind: str) -> EventRows:
        """The events of a kind that were there, and known, on the day."""
        if kind not in self._events:
            lives = self.evaluated.lives
            first = lives.firsts
            parts = [self._of_block(kind, number, first[number]) for number in range(lives.count)]
            self._events[kind] = _joined(parts)
        return self._events[kind]

    def code(self, kind: str, field: str, value: str) -> int:
        """How a value of a field of an event is stored."""
        decl = self._schema.vocabulary.events[kind].fields[field]
        return self._schema.encode(value, decl.type)

    def mask_of(self, persons: Array) -> Array:
        """True for everybody who is among these numbers."""
        found = np.zeros(self.count, bool)
        found[persons] = True
        return found

    def _of_block(self, kind: str, number: int, first: int) -> EventRows:
        events = self.evaluated.lives.block(number).events[kind]
        day = numbers_of(events.day).astype(np.int64)
        seen = day <= self.today
        known_on = self.evaluated.rulebook.known_on
        if known_on is not None:
            known, same = to_numpy(events.known)
            seen &= (known if same is None else np.where(same, day, known)) <= known_on
        fields = {}
        for name, decl in self._schema.vocabulary.events[kind].fields.items():
            if decl.type.kind is Kind.TEXT:
                continue
            numbers, absent = to_numpy(events.fields[name])
            numbers = numbers.astype(np.int64)
            none = numbers == UNKNOWN_CODE
            if absent is not None:
                none = none | absent
            if decl.type.kind is Kind.DATE and not decl.known_at_once:
                numbers = np.where(numbers > self.today, NEVER, numbers)
            fields[name] = (numbers, none)
        found = EventRows(numbers_of(events.person).astype(np.int64) + first, day, fields)
        return found.take(seen)


def _joined(parts: list[EventRows]) -> EventRows:
    if not parts:
        nothing = np.zeros(0, np.int64)
        return EventRows(nothing, nothing, {})
    return EventRows(
        np.concatenate([part.person for part in parts]),
        np.concatenate([part.day for part in parts]),
        {
            name: (
                np.concatenate([part.fields[name][0] for part in parts]),
                np.concatenate([part.fields[name][1] for part in parts]),
            )
            for name in parts[0].fields
        },
    )
