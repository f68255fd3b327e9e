"""Facts that are in the dossier: left out, with another value, or on another day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from inburgerregels.explain.additions import SIZES, amounts_of
from inburgerregels.explain.boundary import Boundary
from inburgerregels.explain.changes import Change, Edit
from inburgerregels.explain.effect import Effect
from inburgerregels.explain.found import Counterfactual
from inburgerregels.explain.ground import Ground, date, size, times, unit
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import ABSENT, UNKNOWN, Event

__all__ = ["ExistingFacts"]

#: Days that an event is moved to, at most, in each direction.
_DAYS = 6


class ExistingFacts:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    # -- without a fact ---------------------------------------------------------------------

    def removed(self) -> Iterator[Counterfactual]:
        for at in dict.fromkeys((*self.ground.witnesses, *self.ground.near)):
            change = Change((Edit(at, None),))
            effect = self.ground.effect(change)
            if effect is not None:
                yield Counterfactual("weg", change, effect)

    # -- another value ----------------------------------------------------------------------

    def person(self) -> Iterator[Counterfactual]:
        """Another value of what the proof asked about the person."""
        for name in self.ground.touched.person:
            declared = self.ground.vocabulary.person.get(name)
            if declared is None:
                continue
            now = self.ground.trials.dossier.person.get(name, declared.default)
            for value in self._others(declared, now):
                change = Change(person=((name, value),))
                effect = self.ground.effect(change)
                if effect is not None:
                    yield Counterfactual("persoon", change, effect)

    def _others(self, declared: FieldDecl, now: Any) -> tuple[Any, ...]:
        values: tuple[Any, ...] = ()
        if declared.type.kind is Kind.CHOICE:
            values = self.ground.vocabulary.choices[declared.type.name or ""].values
        elif declared.type.kind is Kind.BOOL:
            values = (True, False)
        return tuple(value for value in values if value != now and now is not UNKNOWN)

    def otherwise(self) -> Iterator[Counterfactual]:
        """Another value of a field of an event that is there."""
        for at in self.ground.near:
            event = self.ground.events[at]
            for name, declared in self.ground.vocabulary.events[event.kind].fields.items():
                now = event.fields.get(name, declared.default)
                for value in self._others(declared, now):
                    change = self._with(at, name, value)
                    effect = self.ground.effect(change)
                    if effect is not None:
                        yield Counterfactual("anders", change, effect, varied=name)
                if declared.type.kind in SIZES and now not in (UNKNOWN, ABSENT):
                    yield from self._sized(at, name, declared, now)

    def _with(self, at: int, name: str, value: Any) -> Change:
        event = self.ground.events[at]
        changed = attrs.evolve(event, fields={**event.fields, name: value})
        return Change((Edit(at, changed),))

    def _sized(self, at: int, name: str, declared: FieldDecl, now: Any) -> Iterator[Counterfactual]:
        """More and less of something, to the size at which it begins to matter."""
        step = unit(now)
        for more in (True, False):
            sizes = [v for v in amounts_of(declared, now) if (size(v) > size(now)) is more]
            points = [size(value) // size(step) for value in sorted(sizes, key=size)]
            line = Boundary(
                self.ground.trials,
                self.ground.decision,
                lambda point: self._with(at, name, times(step, point)),
            )
            hit = line.first(points if more else points[::-1])
            if hit is None or line.repeats(hit[0], size(now) // size(step)):
                continue
            sides = line.between(hit[0], size(now) // size(step))
            if sides is None:
                yield Counterfactual("anders", line.change_at(hit[0]), hit[1])
                continue
            word = "ten minste" if more else "ten hoogste"
            edge = self.ground.edge(word, name, sides, lambda point: times(step, point))
            yield Counterfactual("anders", sides.change, sides.effect, edge)

    # -- another day ------------------------------------------------------------------------

    def moved(self) -> Iterator[Counterfactual]:
        """Events on another day: each by itself, and those that are alike together."""
        for group in self._groups():
            if all(self.ground.events[at].day > self.ground.first_day for at in group):
                yield from self._earlier(group)
            if len(group) == 1:
                yield from self._later(group[0])

    def _groups(self) -> Iterator[tuple[int, ...]]:
        yield from ((at,) for at in self.ground.near)
        groups: dict[tuple[str, str, str], list[int]] = {}
        for at in self.ground.near:
            event = self.ground.events[at]
            fields = self.ground.vocabulary.events[event.kind].fields
            groups.setdefault((event.kind, "", ""), []).append(at)
            for name, declared in fields.items():
                if declared.type.kind in (Kind.CHOICE, Kind.BOOL):
                    value = event.fields.get(name, declared.default)
                    groups.setdefault((event.kind, name, str(value)), []).append(at)
        yield from dict.fromkeys(tuple(group) for group in groups.values() if len(group) > 1)

    def _moved(self, group: Iterable[int], day: int, *, later: bool = False) -> Change:
        """Those of the group that were after a day (or before it), on that day."""
        edits = []
        for at in group:
            event = self.ground.events[at]
            if (event.day < day) if later else (event.day > day):
                edits.append(Edit(at, _on_day(event, day)))
        return Change(tuple(edits))

    def _earlier(self, group: tuple[int, ...]) -> Iterator[Counterfactual]:
        last = max(self.ground.events[at].day for at in group)
        # One day before a boundary lies within it, whether or not the boundary itself counts.
        points = [
            day - 1 for day in reversed(self.ground.days) if self.ground.first_day < day <= last
        ]
        points = [*points[:_DAYS], self.ground.first_day]
        line = Boundary(
            self.ground.trials, self.ground.decision, lambda day: self._moved(group, day)
        )
        hit = line.first(list(dict.fromkeys(points)))
        if hit is None:
            return
        sides = line.between(hit[0], last)
        if sides is None:
            return
        needed = self._needed(group, sides.inside, sides.effect)
        if len(needed) < len(group):
            group = needed
            if len(group) == 1:
                # By itself it has been found already.
                return
            line = Boundary(
                self.ground.trials, self.ground.decision, lambda day: self._moved(group, day)
            )
            sides = line.between(sides.inside, sides.outside)
            if sides is None:
                return
        edge = self.ground.edge("uiterlijk", "datum", sides, date)
        yield Counterfactual("datum", sides.change, sides.effect, edge)

    def _needed(self, group: tuple[int, ...], day: int, effect: Effect) -> tuple[int, ...]:
        """The group without those that need not move for the effect."""
        needed = [at for at in group if self.ground.events[at].day > day]
        for at in list(needed):
            fewer = [other for other in needed if other != at]
            if not fewer:
                break
            without = self.ground.trials.effect(self.ground.decision, self._moved(fewer, day))
            if without is not None and without.shape == effect.shape:
                needed = fewer
        return tuple(needed)

    def _later(self, at: int) -> Iterator[Counterfactual]:
        now = self.ground.events[at].day
        points = [day + 1 for day in self.ground.days if now <= day < self.ground.today][:_DAYS]
        line = Boundary(
            self.ground.trials,
            self.ground.decision,
            lambda day: self._moved((at,), day, later=True),
        )
        hit = line.first(points)
        sides = None if hit is None else line.between(hit[0], now)
        if sides is not None:
            edge = self.ground.edge("vanaf", "datum", sides, date)
            yield Counterfactual("datum", sides.change, sides.effect, edge)


def _on_day(event: Event, day: int) -> Event:
    """The event on another day; if it became known on its own day it still does."""
    known_on = day if event.known_on == event.day else event.known_on
    return attrs.evolve(event, day=day, known_on=known_on)
