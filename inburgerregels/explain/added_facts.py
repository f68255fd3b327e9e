"""Facts that the decision's proof asked for and that are not in the dossier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from inburgerregels.explain.additions import SIZES, Template, templates
from inburgerregels.explain.boundary import Boundary
from inburgerregels.explain.changes import Change, Edit
from inburgerregels.explain.effect import Effect
from inburgerregels.explain.found import Counterfactual
from inburgerregels.explain.ground import Ground, date, size, times, unit
from inburgerregels.language.types import Kind

__all__ = ["AddedFacts"]

#: Of what was found by adding facts, how many are worked out to the day.
_WORKED_OUT = 12


@attrs.frozen
class _Addition:
    template: tuple[Template, ...]
    day: int
    size: Any
    effect: Effect


class AddedFacts:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground

    # -- a fact more ------------------------------------------------------------------------

    def added(self) -> Iterator[Counterfactual]:
        """Events that the proof asked for: one, or one for every value that was asked for."""
        hits: list[_Addition] = []
        for kind, ways in templates(self.ground.touched, self.ground.vocabulary).items():
            if kind in self.ground.papers:
                # Another paper of the decision itself would say no more than that it is another.
                continue
            days = self._days_for(kind)
            alone = [hit for way in ways if (hit := self._first((way,), days)) is not None]
            hits += alone
            if not any(hit.effect.gone for hit in alone):
                hits += self._together(ways, days)
        merged: dict[Any, list[_Addition]] = {}
        for hit in hits:
            first = hit.template[0]
            same = (first.kind, len(hit.template), first.varied, first.sized, hit.day)
            place = same if first.varied else (*same, first.fields)
            merged.setdefault((place, hit.effect.shape), []).append(hit)
        asked = [one.kinds for one in self.ground.touched.asked]
        ranked = sorted(
            merged.values(),
            key=lambda same: (
                not same[0].effect.gone,
                same[0].template[0].kind in self.ground.papers,
                -sum(same[0].template[0].kind in kinds for kinds in asked),
            ),
        )
        for rank, alike in enumerate(ranked):
            yield self._worked_out(alike, precise=rank < _WORKED_OUT)

    def _days_for(self, kind: str) -> list[int]:
        """When it is tried: on the day of the decision, at the deadlines before it, and at the start."""
        last = min(self.ground.decision.datum.toordinal(), self.ground.today)
        windows = [asked.window for asked in self.ground.touched.asked if kind in asked.kinds]
        latest = min(last, max((high for _, high in windows), default=last))
        before = [
            day - 1 for day in reversed(self.ground.days) if self.ground.first_day < day <= latest
        ]
        days = dict.fromkeys([latest, *before[:2], self.ground.first_day])
        return [day for day in days if any(low <= day <= high for low, high in windows)]

    def _event_change(self, ways: Iterable[Template], day: int, size: Any = None) -> Change:
        return Change(tuple(Edit(None, way.on(day, size)) for way in ways))

    def _sizes(self, way: Template) -> tuple[Any, ...]:
        if way.sized is None:
            return (None,)
        wanted = self.ground.vocabulary.events[way.kind].fields[way.sized].type
        if wanted.kind is Kind.PERCENTAGE:
            return tuple(whole * 10 ** (wanted.scale - 2) for whole in SIZES[wanted.kind])
        return SIZES[wanted.kind]

    def _first(self, ways: tuple[Template, ...], days: list[int]) -> _Addition | None:
        """The first day and size at which the decision is gone, else the first that changes it."""
        changed: _Addition | None = None
        for day in days[:2] if ways[0].sized else days:
            for large in self._sizes(ways[0]):
                effect = self.ground.effect(self._event_change(ways, day, large))
                if effect is not None:
                    hit = _Addition(ways, day, large, effect)
                    if effect.gone:
                        return hit
                    changed = changed or hit
        return changed

    def _together(self, ways: list[Template], days: list[int]) -> Iterator[_Addition]:
        """One event for every value of a field that was asked for, less those that are not needed."""
        groups: dict[Any, list[Template]] = {}
        for way in ways:
            for name, value in way.fields:
                if isinstance(value, str) and way.sized is None and way.varied is None:
                    rest = tuple(field for field in way.fields if field[0] != name)
                    groups.setdefault((name, rest), []).append(way)
        for group in groups.values():
            if len(group) < 2:
                continue
            hit = self._first(tuple(group), days)
            if hit is None:
                continue
            for way in group:
                fewer = tuple(other for other in hit.template if other is not way)
                effect = self.ground.effect(self._event_change(fewer, hit.day)) if fewer else None
                if effect is not None and effect.shape == hit.effect.shape:
                    hit = attrs.evolve(hit, template=fewer, effect=effect)
            if len(hit.template) > 1:
                yield hit

    def _worked_out(self, alike: list[_Addition], *, precise: bool) -> Counterfactual:
        """The first of those that are alike, to the last day or the smallest size; of the others those
        that then still do the same."""
        hit = alike[0]
        made = Counterfactual(
            "toegevoegd", self._event_change(hit.template, hit.day, hit.size), hit.effect
        )
        if precise:
            made = self._to_the_edge(hit, made)
        varied = hit.template[0].varied
        if varied is None:
            return made
        also = []
        event = made.change.edits[0].event
        for other in alike[1:]:
            value = dict(other.template[0].fields)[varied]
            if event is None or len(made.change.edits) > 1:
                continue
            changed = attrs.evolve(event, fields={**event.fields, varied: value})
            effect = self.ground.effect(Change((Edit(None, changed),)))
            if effect is not None and effect.shape == made.effect.shape:
                also.append(value)
        return attrs.evolve(made, varied=varied, also=tuple(also))

    def _to_the_edge(self, hit: _Addition, made: Counterfactual) -> Counterfactual:
        if hit.size is not None:
            step = unit(hit.size)
            line = Boundary(
                self.ground.trials,
                self.ground.decision,
                lambda point: self._event_change(hit.template, hit.day, times(step, point)),
            )
            large = size(hit.size) // size(step)
            sides = None if line.repeats(large, 0) else line.between(large, 0)
            if sides is None:
                return made
            name = hit.template[0].sized or ""
            edge = self.ground.edge("ten minste", name, sides, lambda point: times(step, point))
            return attrs.evolve(made, change=sides.change, effect=sides.effect, edge=edge)
        line = Boundary(
            self.ground.trials,
            self.ground.decision,
            lambda day: self._event_change(hit.template, day),
        )
        sides = line.between(hit.day, self.ground.today) if hit.day < self.ground.today else None
        if sides is None:
            return made
        edge = self.ground.edge("uiterlijk", "datum", sides, date)
        return attrs.evolve(made, change=sides.change, effect=sides.effect, edge=edge)
