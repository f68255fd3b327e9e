"""What a layer of law looks at itself, and of how many persons that is there."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.arrays import numbers_of
from inburgerregels.language import Rulebook
from inburgerregels.language.syntax import Expr
from inburgerregels.policy.comparing import Comparison

__all__ = ["events_looked_at", "persons_with"]


def events_looked_at(comparison: Comparison, number: int) -> list[str]:
    """The kinds of events that are named by the rules that a variant has and the law as it is has not,
    or the other way around; in order of name."""
    base, other = comparison.base, comparison.variants[number].rulebook
    mine = {*base.ref.maatregelen, *base.ref.voorstellen}
    theirs = {*other.ref.maatregelen, *other.ref.voorstellen}
    found = {*_named(other, theirs - mine), *_named(base, mine - theirs)}
    return sorted(found & {*base.vocabulary.events})


def persons_with(comparison: Comparison, kind: str) -> Fraction:
    """How many real persons have such an event until the day asked about; the mean of the populations."""
    today = comparison.day.toordinal()
    totals = []
    for found in comparison.found:
        lives = found.lives
        persons = 0
        for number in range(lives.count):
            events = lives.block(number).events[kind]
            seen = numbers_of(events.day) <= today
            persons += len(np.unique(numbers_of(events.person)[seen]))
        totals.append(persons * found.population.weight)
    return sum(totals, Fraction()) / len(totals)


def _named(rulebook: Rulebook, overlays: set[str]) -> Iterator[str]:
    for block in rulebook.blocks.values():
        parts = [*block.rules.values(), *block.decisions.values()]
        own = [part for part in parts if part.overlay in overlays]
        for part in own:
            yield from _kinds(part)
        if own and len(own) == len(parts):
            # The layer brought the whole block.
            yield from block.sources


def _kinds(part: Any) -> Iterator[str]:
    """What is asked for in an expression, at any depth."""
    if isinstance(part, Expr) and part.op == "query":
        yield part.attr[1]
    if attrs.has(type(part)):
        for field in attrs.fields(type(part)):
            if field.eq:
                yield from _kinds(getattr(part, field.name))
    elif isinstance(part, tuple):
        for one in part:
            yield from _kinds(one)
