"""Who is counted: conditions on what is known of a person, each a column of yes and no."""

from __future__ import annotations

import datetime
from typing import Any, Protocol

import attrs
import numpy as np

from inburgerregels.dates import MonthEnd, add
from inburgerregels.model import NEVER, Duration
from inburgerregels.policy.counting.moments import EventDay, Moment, Where, chosen_rows
from inburgerregels.policy.counting.people import People
from inburgerregels.policy.reading_answers import FIELD

__all__ = [
    "All",
    "Any_",
    "AtLeastAgo",
    "Condition",
    "Event",
    "InYear",
    "Limit",
    "Not",
    "Person",
    "Standing",
    "Taken",
    "ValueOf",
    "While",
    "Within",
]

Array = Any


class Condition(Protocol):
    def mask(self, people: People) -> Array:
        """For each person whether it holds."""


@attrs.frozen
class All:
    parts: tuple[Condition, ...]

    def mask(self, people: People) -> Array:
        found = np.ones(people.count, bool)
        for part in self.parts:
            found &= people.mask(part)
        return found


@attrs.frozen
class Any_:
    parts: tuple[Condition, ...]

    def mask(self, people: People) -> Array:
        found = np.zeros(people.count, bool)
        for part in self.parts:
            found |= people.mask(part)
        return found


@attrs.frozen
class Not:
    part: Condition

    def mask(self, people: People) -> Array:
        return ~people.mask(self.part)


@attrs.frozen
class Standing:
    """A word in the answer, such as the status, is one of these."""

    name: str
    words: tuple[str, ...]

    def mask(self, people: People) -> Array:
        return people.standing[self.name].is_any_of(self.words)


@attrs.frozen
class Person:
    """A field of the person is one of these; yes and no are ``ja`` and ``nee``."""

    name: str
    words: tuple[str, ...]

    def mask(self, people: People) -> Array:
        values = people.persons[self.name]
        if values.words is not None:
            return values.is_any_of(self.words)
        wanted = [int(word == "ja") for word in self.words]
        return values.there & np.isin(values.numbers, wanted)


@attrs.frozen
class Limit:
    """A number in the answer lies between these, both included; None: no limit."""

    name: str
    low: int | None = None
    high: int | None = None

    def mask(self, people: People) -> Array:
        values = people.standing[self.name]
        found = values.there.copy()
        if self.low is not None:
            found &= values.numbers >= self.low
        if self.high is not None:
            found &= values.numbers <= self.high
        return found


@attrs.frozen
class Event:
    """There was an event of this kind.

    ``until``: the field with the day on which it ended; it must not have ended by the day that is
    asked. ``unless``: a kind of event that undoes it when it comes later.
    """

    kind: str
    where: Where = ()
    until: str | None = None
    unless: str | None = None

    def mask(self, people: People) -> Array:
        rows = chosen_rows(people, self.kind, self.where)
        if self.until is not None:
            ends, none = rows.fields[self.until]
            rows = rows.take(none | (ends > people.today))
        if self.unless is not None:
            undone = people.events(self.unless)
            last = np.full(people.count, -1, np.int64)
            np.maximum.at(last, undone.person, undone.day)
            rows = rows.take(rows.day >= last[rows.person])
        return people.mask_of(rows.person)


@attrs.frozen
class ValueOf:
    """The first, or last, of the events of these kinds has one of these values in a field."""

    kinds: tuple[str, ...]
    field: str
    words: tuple[str, ...]
    last: bool

    def mask(self, people: People) -> Array:
        wanted = people.days(EventDay(self.kinds, (), self.last))
        found = np.zeros(people.count, bool)
        for kind in self.kinds:
            rows = people.events(kind)
            rows = rows.take(rows.day == wanted[rows.person])
            numbers, none = rows.fields[self.field]
            codes = [people.code(kind, self.field, word) for word in self.words]
            # Of two kinds on one day the one named last counts.
            found[rows.person] = np.isin(numbers, codes) & ~none
        return found


@attrs.frozen
class Taken:
    """A decision of one of these kinds was taken by the day, and did not lapse.

    ``since``: a field with a day that must have come by then.
    """

    kinds: tuple[str, ...]
    since: str | None = None

    def mask(self, people: People) -> Array:
        taken = people.decisions
        if not taken.count:
            return np.zeros(people.count, bool)
        rows = taken["soort"].is_any_of(self.kinds) & (taken["datum"].numbers <= people.today)
        lapsed = taken["vervallen_op"]
        rows &= ~(lapsed.there & (lapsed.numbers <= people.today))
        if self.since is not None:
            from_day = taken[FIELD + self.since]
            rows &= from_day.there & (from_day.numbers <= people.today)
        return people.mask_of(taken["persoon"].numbers[rows])


@attrs.frozen
class InYear:
    """A day lies in one of these years."""

    moment: Moment
    years: tuple[int, ...]

    def mask(self, people: People) -> Array:
        days = people.days(self.moment)
        found = np.zeros(people.count, bool)
        for year in self.years:
            first = datetime.date(year, 1, 1).toordinal()
            found |= (days >= first) & (days < datetime.date(year + 1, 1, 1).toordinal())
        return found


@attrs.frozen
class Within:
    """There are both days, and the second comes no later than this long after the first."""

    first: Moment
    second: Moment
    duration: Duration

    def mask(self, people: People) -> Array:
        second = people.days(self.second)
        return (second < NEVER) & (second <= later(people.days(self.first), self.duration))


@attrs.frozen
class AtLeastAgo:
    """A day lies at least this long before the day that is asked."""

    moment: Moment
    duration: Duration

    def mask(self, people: People) -> Array:
        days = people.days(self.moment)
        return later(days, self.duration) <= people.today


@attrs.frozen
class While:
    """On a day, something that began with an event was going on and had not ended."""

    moment: Moment
    kind: str
    until: str

    def mask(self, people: People) -> Array:
        days = people.days(self.moment)
        rows = people.events(self.kind)
        at = days[rows.person]
        ends, none = rows.fields[self.until]
        rows = rows.take((at < NEVER) & (rows.day <= at) & (none | (ends > at)))
        return people.mask_of(rows.person)


def later(days: Array, duration: Duration) -> Array:
    """Each day moved on; *never* stays that."""
    unique, places = np.unique(days, return_inverse=True)
    moved = [NEVER if day >= NEVER else add(int(day), duration, MonthEnd.CLIP) for day in unique]
    return np.array(moved, np.int64)[places]
