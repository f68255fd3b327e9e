"""Some of the drawn lives under the first of several laws, and whose go otherwise under another.

What the first law computed about them is kept, so that another takes over what surely stays; and only
who is told something else by it is lived again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.store import Block
from inburgerregels.engine.changed_values import Changes
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.taking_over import taken_over
from inburgerregels.policy.parts_of_blocks import live_otherwise, part_of_block
from inburgerregels.policy.population.asking import AskedLaw, FirstDays
from inburgerregels.policy.population.consequences import who_may_be_decided_about, with_decisions
from inburgerregels.policy.population.drawing import DrawnLives
from inburgerregels.policy.population.storing import blocks_of

__all__ = ["FirstLives"]

Array = Any


class FirstLives:
    """Lives of which it is known what a first law says before anything follows from its decisions."""

    def __init__(self, law: AskedLaw, some: DrawnLives) -> None:
        self.law = law
        self.some = some
        #: Of whom it is asked which decisions are taken about them.
        self.people = who_may_be_decided_about(some)
        self._evaluator: ColumnEvaluator | None = None

    def __enter__(self) -> FirstLives:
        return self

    def __exit__(self, *_: object) -> None:
        if self._evaluator is not None:
            self._evaluator.spaces.forget()

    @cached_property
    def _asked(self) -> Block:
        (block,) = blocks_of(self.some.part(self.people), max(1, len(self.people)))
        return block

    @property
    def evaluator(self) -> ColumnEvaluator:
        """What the first law computes about those people."""
        if self._evaluator is None:
            self._evaluator = self.law.evaluator(self._asked)
        return self._evaluator

    @cached_property
    def decided(self) -> list[FirstDays]:
        """Per consequence about whom of these lives, by place, it is decided, and when first."""
        if not len(self.people):
            return [_nobody() for _ in self.law.model.consequences]
        return self._placed(self.law.first_days(self._asked, self.evaluator))

    def decided_under(self, law: AskedLaw, changes: Changes | None) -> list[FirstDays]:
        """The same under other law, of the same lives."""
        if not len(self.people):
            return self.decided
        if changes is None:
            evaluator = law.evaluator(self._asked)
        else:
            evaluator = taken_over(self.evaluator, law.rulebook, changes)
        found = self._placed(law.first_days(self._asked, evaluator))
        evaluator.spaces.forget()
        return found

    def _placed(self, found: Sequence[FirstDays]) -> list[FirstDays]:
        return [(self.people[persons], days) for persons, days in found]

    def lives(self) -> Block:
        """The lives under the first law."""
        return _block(self.some, self.decided)

    def other_terms(self, law: AskedLaw) -> dict[str, Array] | None:
        """What other law says of the terms of everybody; None when that is what the first says."""
        says = {one.name: law.term_days(self._before_the_law, one) for one in law.model.terms}
        same = all(np.array_equal(days, self.some.values[name]) for name, days in says.items())
        return None if same else says

    @cached_property
    def _before_the_law(self) -> Block:
        (block,) = blocks_of(self.some.before_the_law(), len(self.some))
        return block

    def otherwise(
        self, law: AskedLaw, says: Mapping[str, Array] | None, found: Sequence[FirstDays]
    ) -> tuple[Array, Block | None]:
        """Who may live otherwise under other law, and their lives under it: because it says something else
        of their terms, or takes other decisions (``found``, of lives as they are)."""
        decided = _differing(self.decided, found, len(self.some))
        other_term = np.zeros(len(self.some), bool)
        for name, days in (says or {}).items():
            other_term |= days != self.some.values[name]
        persons = np.flatnonzero(decided | other_term)
        if not len(persons):
            return persons, None
        lives = self.some.part(persons)
        moved = np.zeros(len(persons), bool)
        if says is not None:
            lives = lives.again({name: days[persons] for name, days in says.items()})
            moved = self._moved(persons, lives)
            here = np.flatnonzero(moved | decided[persons])
            persons, moved, lives = persons[here], moved[here], lives.part(here)
        if not len(persons):
            return persons, None
        kept = [_within(days, persons[~moved]) for days in found]
        again = _asked_again(law, lives, np.flatnonzero(moved))
        whole = [
            _in_order(np.flatnonzero(~moved)[who], days, *others)
            for (who, days), others in zip(kept, again, strict=True)
        ]
        return persons, _block(lives, whole)

    def _moved(self, persons: Array, lives: DrawnLives) -> Array:
        """Whose life is another before it is decided about them."""
        model = self.law.model
        (mine,) = blocks_of(_only(lives, self._moving), len(lives))
        found = live_otherwise(part_of_block(self._as_they_are, persons), mine)
        used = [name for one in model.consequences for name in one.who.names | one.event.names]
        for name in model.after_the_law.intersection(used):
            one, other = lives.values[name], self.some.values[name]
            found |= one != (other[persons] if np.ndim(other) else other)
        return found

    @cached_property
    def _moving(self) -> frozenset[str]:
        """The kinds of events that hang on what the law says of terms."""
        model = self.law.model
        return frozenset(one.kind for one in model.events if one.names & model.after_the_law)

    @cached_property
    def _as_they_are(self) -> Block:
        (block,) = blocks_of(_only(self.some, self._moving), len(self.some))
        return block


def _only(lives: DrawnLives, kinds: frozenset[str]) -> DrawnLives:
    return attrs.evolve(lives, events={k: v for k, v in lives.events.items() if k in kinds})


def _asked_again(law: AskedLaw, lives: DrawnLives, places: Array) -> list[FirstDays]:
    """What the law decides about those at these places."""
    people = places
    if len(places):
        people = places[who_may_be_decided_about(lives.part(places))]
    if not len(people):
        return [_nobody() for _ in law.model.consequences]
    (block,) = blocks_of(lives.part(people), len(people))
    evaluator = law.evaluator(block)
    found = law.first_days(block, evaluator)
    evaluator.spaces.forget()
    return [(people[persons], days) for persons, days in found]


def _block(lives: DrawnLives, decided: Sequence[FirstDays]) -> Block:
    """The lives with what follows from these decisions."""
    whole = attrs.evolve(lives, events={kind: [*parts] for kind, parts in lives.events.items()})
    with_decisions(whole, decided)
    (block,) = blocks_of(whole, len(whole))
    return block


def _nobody() -> FirstDays:
    return np.empty(0, np.int64), np.empty(0, np.int64)


def _differing(one: Sequence[FirstDays], other: Sequence[FirstDays], count: int) -> Array:
    """About whom it is decided otherwise, as a mask."""
    found = np.zeros(count, bool)
    for pair in zip(one, other, strict=True):
        when = [np.full(count, -1) for _ in pair]
        for days, (persons, on) in zip(when, pair, strict=True):
            days[persons] = on
        found |= when[0] != when[1]
    return found


def _within(decided: FirstDays, persons: Array) -> FirstDays:
    """Of these persons only, by their place among them."""
    who, days = decided
    here = np.isin(who, persons, assume_unique=True)
    return np.searchsorted(persons, who[here]), days[here]


def _in_order(who: Array, days: Array, others: Array, other_days: Array) -> FirstDays:
    persons = np.concatenate([who, others])
    order = np.argsort(persons)
    return persons[order], np.concatenate([days, other_days])[order]
