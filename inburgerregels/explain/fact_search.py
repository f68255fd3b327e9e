"""Other facts: which events, moved, added, changed or left out, would have made a difference."""

from __future__ import annotations

from typing import Any

import attrs

from inburgerregels.explain.added_facts import AddedFacts
from inburgerregels.explain.existing_facts import ExistingFacts
from inburgerregels.explain.found import Counterfactual
from inburgerregels.explain.ground import Ground

__all__ = ["other_facts"]


def other_facts(ground: Ground) -> list[Counterfactual]:
    """Everything that was found; alike with another value of one field is one."""
    found: list[Counterfactual] = []
    existing, added = ExistingFacts(ground), AddedFacts(ground)
    for part in (
        existing.removed,
        existing.person,
        existing.otherwise,
        existing.moved,
        added.added,
    ):
        found += [_weighed(ground, one) for one in part()]
    merged: dict[Any, Counterfactual] = {}
    for one in found:
        place: Any = one.change.key
        if one.way == "anders" and one.varied is not None:
            place = (one.change.edits[0].at, one.varied, one.effect.shape)
        first = merged.setdefault(place, one)
        if first is not one and one.way == "anders" and one.varied is not None:
            event = one.change.edits[0].event
            value = None if event is None else event.fields.get(one.varied)
            merged[place] = attrs.evolve(first, also=(*first.also, value))
    return list(merged.values())


def _weighed(ground: Ground, found: Counterfactual) -> Counterfactual:
    events = [
        edit.event if edit.at is None else ground.events[edit.at] for edit in found.change.edits
    ]
    kinds = [event.kind for event in events if event is not None]
    asked = [one.kinds for one in ground.touched.asked]
    weight = max((sum(kind in each for each in asked) for kind in kinds), default=0)
    paper = bool(kinds) and all(kind in ground.papers for kind in kinds)
    return attrs.evolve(found, weight=weight, paper=paper)
