"""A day in everybody's life: of an event, of a decision, of the begin or end of a term."""

from __future__ import annotations

from typing import Any, Protocol

import attrs
import numpy as np

from inburgerregels.model import NEVER
from inburgerregels.policy.counting.people import EventRows, People

__all__ = ["EventDay", "FirstKnown", "Moment", "TakenDay", "TermDay", "Where", "chosen_rows"]

Array = Any

#: A field, and the values one of which it must have.
Where = tuple[tuple[str, tuple[str, ...]], ...]


class Moment(Protocol):
    def days(self, people: People) -> Array:
        """The day for each person, as an ordinal; *never* where there is none."""


@attrs.frozen
class EventDay:
    """The day of the first, or last, event of one of these kinds."""

    kinds: tuple[str, ...]
    where: Where = ()
    last: bool = False

    def days(self, people: People) -> Array:
        found = _nothing(people)
        for kind in self.kinds:
            rows = chosen_rows(people, kind, self.where)
            _keep(found, rows.person, rows.day, last=self.last)
        return _or_never(found)


@attrs.frozen
class TakenDay:
    """The day of the first, or last, decision of a kind that was taken by the day and did not lapse."""

    kinds: tuple[str, ...]
    last: bool = False

    def days(self, people: People) -> Array:
        found = _nothing(people)
        taken = people.decisions
        if taken.count:
            rows = taken["soort"].is_any_of(self.kinds) & (taken["datum"].numbers <= people.today)
            lapsed = taken["vervallen_op"]
            rows &= ~(lapsed.there & (lapsed.numbers <= people.today))
            persons, days = taken["persoon"].numbers[rows], taken["datum"].numbers[rows]
            _keep(found, persons, days, last=self.last)
        return _or_never(found)


@attrs.frozen
class TermDay:
    """The first or last day of the first term of a kind."""

    kinds: tuple[str, ...]
    number: int
    side: str

    def days(self, people: People) -> Array:
        found = _nothing(people)
        terms = people.terms
        if terms.count:
            rows = terms["soort"].is_any_of(self.kinds) & (terms["nummer"].numbers == self.number)
            side = terms[self.side]
            rows &= side.there
            _keep(found, terms["persoon"].numbers[rows], side.numbers[rows], last=False)
        return _or_never(found)


@attrs.frozen
class FirstKnown:
    """The first of these that there is."""

    moments: tuple[Moment, ...]

    def days(self, people: People) -> Array:
        found = np.full(people.count, NEVER, np.int64)
        for moment in self.moments:
            found = np.where(found == NEVER, people.days(moment), found)
        return found


def chosen_rows(people: People, kind: str, where: Where) -> EventRows:
    """The events of a kind whose fields have one of these values."""
    rows = people.events(kind)
    chosen = np.ones(len(rows.day), bool)
    for field, words in where:
        numbers, none = rows.fields[field]
        codes = [people.code(kind, field, word) for word in words]
        chosen &= np.isin(numbers, codes) & ~none
    return rows.take(chosen)


def _nothing(people: People) -> Array:
    return np.full(people.count, -1, np.int64)


def _keep(found: Array, persons: Array, days: Array, *, last: bool) -> None:
    """The earliest, or latest, day of each person, with what was found before."""
    if last:
        np.maximum.at(found, persons, days)
        return
    earlier = np.where(found < 0, NEVER, found)
    np.minimum.at(earlier, persons, days)
    found[:] = np.where(earlier >= NEVER, -1, earlier)


def _or_never(found: Array) -> Array:
    return np.where(found < 0, NEVER, found)
