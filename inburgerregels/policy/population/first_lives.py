"""Some of the drawn lives under the first of several laws, and whose go otherwise under another.

What the first law computed about them is kept, so that another takes over what surely stays; and only
who is told something else by it is lived again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.store import Block
from inburgerregels.engine.changed_values import Changes
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.keeping import kept
from inburgerregels.engine.columnar.settling import settled
from inburgerregels.engine.columnar.taking_over import taken_over
from inburgerregels.policy.parts_of_blocks import live_otherwise, pieces_of, with_other_lives
from inburgerregels.policy.population.asking import AskedLaw, FirstDays, same_term
from inburgerregels.policy.population.consequences import (
    joined_days,
    who_may_be_decided_about,
    with_decisions,
)
from inburgerregels.policy.population.drawing import DrawnLives
from inburgerregels.policy.population.kept_lives import heard_lives, said_lives
from inburgerregels.policy.population.model import AskedTerm
from inburgerregels.policy.population.storing import blocks_of

__all__ = ["FirstLives"]

Array = Any


class FirstLives:
    """Lives of which it is known what a first law says before anything follows from its decisions."""

    def __init__(self, law: AskedLaw, some: Callable[[], DrawnLives]) -> None:
        self.law = law
        self._make = some
        self._evaluator: ColumnEvaluator | None = None
        #: Per term what the first law computed of it; none where that is not kept.
        self._terms: dict[str, _Term] = {}

    @cached_property
    def some(self) -> DrawnLives:
        """The lives."""
        return self._make()

    @cached_property
    def count(self) -> int:
        """How many lives there are."""
        return len(self.some)

    @cached_property
    def people(self) -> Array:
        """Of whom it is asked which decisions are taken about them."""
        model = self.law.model
        if any(one.who.names & model.after_the_law for one in model.consequences):
            # About whom it may be decided can be another under other law.
            return np.arange(self.count)
        return who_may_be_decided_about(self.some)

    @classmethod
    def of(cls, law: AskedLaw, some: DrawnLives) -> FirstLives:
        """What is known of lives that were drawn."""
        return cls(law, lambda: some)

    @classmethod
    def restored(cls, law: AskedLaw, said: Any, fetch: Callable[[int], Array]) -> FirstLives:
        """Out of what :meth:`said` gave of the same lives and law."""
        schema = law.law.schema
        found = cls(law, lambda: heard_lives(said["levens"], fetch, law.model, schema))
        found.count = said["aantal"]
        found.people = fetch(said["mensen"])
        found._terms = {
            name: found._heard_term(one, fetch) for name, one in said["termijnen"].items()
        }
        found.decided = [(fetch(who), fetch(days)) for who, days in said["besluiten"]]
        found._unknown = fetch(said["onbekend"])
        columns = said["kolommen"]
        if columns is not None:
            found._evaluator = law.law.restored(lambda: found._asked, columns, fetch)
        return found

    def said(self, put: Callable[[Array], int]) -> dict[str, Any]:
        """What is worth keeping of it."""
        decided = [[put(who), put(days)] for who, days in self.decided]
        self._terms = {one.name: self._term(one) for one in self.law.model.terms}
        return {
            "aantal": self.count,
            "mensen": put(self.people),
            "termijnen": {name: one.said(put) for name, one in self._terms.items()},
            "levens": said_lives(self.some, put),
            "besluiten": decided,
            "onbekend": put(self._unknown),
            "kolommen": None if not len(self.people) else kept(self.evaluator, put),
        }

    def __enter__(self) -> FirstLives:
        return self

    def __exit__(self, *_: object) -> None:
        if self._evaluator is not None:
            self._evaluator.spaces.forget()
        for term in self._terms.values():
            term.evaluator.spaces.forget()

    def _term(self, asked: AskedTerm) -> _Term:
        """What the first law computes of a term."""
        block = self._before_the_law
        evaluator = self.law.term_evaluator(block, asked)
        self.law.term_days(block, asked, evaluator)
        again = self.some.before_the_law().with_open_questions()
        if evaluator.rows.redo is not None:
            again |= evaluator.rows.redo
        return _Term(self.some.values[asked.name], np.flatnonzero(again), evaluator)

    def _heard_term(self, said: Any, fetch: Callable[[int], Array]) -> _Term:
        today = fetch(said["vandaag"])
        evaluator = self.law.restored_terms(
            lambda: self._before_the_law, today, said["kolommen"], fetch
        )
        return _Term(fetch(said["dagen"]), fetch(said["opnieuw"]), evaluator)

    @cached_property
    def _asked(self) -> Block:
        (block,) = blocks_of(self.some.part(self.people), max(1, len(self.people)))
        return block

    @cached_property
    def _unknown(self) -> Array:
        """Of which of those people facts are unknown."""
        if not len(self.people):
            return np.zeros(0, bool)
        return self.some.part(self.people).with_open_questions()

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
        return self._placed(self.law.first_days(lambda: self._asked, self.evaluator, self._unknown))

    def _decided_under(
        self, law: AskedLaw, changes: Changes | None, moved: Array, lives: DrawnLives | None
    ) -> list[FirstDays]:
        """The same under other law; of the persons ``moved``, as they live under it."""
        people = np.flatnonzero(np.isin(self.people, moved, assume_unique=True))
        if not len(people):
            return self._placed(self._first_days(law, changes))
        assert lives is not None
        own = lives.part(np.searchsorted(moved, self.people[people]))
        (block,) = blocks_of(own, len(own))
        if 2 * len(people) > len(self.people):
            block = with_other_lives(self._asked, people, block, self._moving)
            unknown = self._unknown.copy()
            unknown[people] = own.with_open_questions()
            return self._placed(_asked(law, block, unknown))
        again = _asked(law, block, own.with_open_questions())
        found = self._first_days(law, changes)
        return self._placed(
            [_put_in(days, people, others) for days, others in zip(found, again, strict=True)]
        )

    def _first_days(self, law: AskedLaw, changes: Changes | None) -> list[FirstDays]:
        """What other law says of the same lives."""
        if not len(self.people):
            return self.decided
        if changes is None:
            return _asked(law, self._asked, self._unknown)
        changes, aside = settled(self.evaluator, law.rulebook, changes)
        evaluator = taken_over(self.evaluator, law.rulebook, changes)
        found = law.first_days(lambda: self._asked, evaluator, self._unknown)
        evaluator.spaces.forget()
        if len(aside):
            (block,) = blocks_of(self.some.part(self.people[aside]), len(aside))
            alone = _asked(law, block, self._unknown[aside])
            pairs = zip(found, alone, strict=True)
            found = [_put_in(days, aside, others) for days, others in pairs]
        return found

    def _placed(self, found: Sequence[FirstDays]) -> list[FirstDays]:
        return [(self.people[persons], days) for persons, days in found]

    def lives(self) -> Block:
        """The lives under the first law."""
        return _block(self.some, self.decided)

    def other_terms(self, law: AskedLaw, changes: Changes | None) -> dict[str, Array] | None:
        """What other law says of the terms of everybody; None when that is what the first says."""
        says = {one.name: self._term_under(law, one, changes) for one in law.model.terms}
        same = all(np.array_equal(days, self._days_of(name)) for name, days in says.items())
        return None if same else says

    def _days_of(self, name: str) -> Array:
        """How long a term is under the first law."""
        return self._terms[name].days if name in self._terms else self.some.values[name]

    def _term_under(self, law: AskedLaw, asked: AskedTerm, changes: Changes | None) -> Array:
        """How long a term is under other law; where a change comes to nothing, that is as long."""
        known = self._terms.get(asked.name)
        if known is not None and changes is not None:
            left, aside = settled(known.evaluator, law.rulebook, changes)
            if same_term(asked, law.rulebook, left):
                aside = np.union1d(aside, known.again)
                if not len(aside):
                    return known.days
                (block,) = blocks_of(self.some.before_the_law().part(aside), len(aside))
                days = known.days.copy()
                days[aside] = law.term_days(block, asked)
                return days
        return law.term_days(self._before_the_law, asked)

    @cached_property
    def _before_the_law(self) -> Block:
        (block,) = blocks_of(self.some.before_the_law(), self.count)
        return block

    def otherwise(
        self,
        law: AskedLaw,
        changes: Changes | None,
        says: Mapping[str, Array] | None,
        *,
        decisions_stay: bool,
    ) -> tuple[Array, Block | None]:
        """Who may live otherwise under other law, and their lives under it: because it says something else
        of their terms (``says``), or takes other decisions."""
        other_term = np.zeros(self.count, bool)
        moved = np.arange(0)
        for name, days in (says or {}).items():
            other_term |= days != self._days_of(name)
        lives = None
        if says is not None:
            moved = np.flatnonzero(other_term)
            lives = self._again(moved, says)
            here = np.flatnonzero(self._moved(moved, lives))
            moved, lives = moved[here], lives.part(here)
        # Where nobody's life is another before it is decided, decisions that stay are the same.
        if decisions_stay and not len(moved):
            return moved, None
        before = self.decided
        found = self._decided_under(law, changes, moved, lives)
        decided = _differing(before, found, self.count)
        decided[moved] = True
        persons = np.flatnonzero(decided)
        if not len(persons):
            return persons, None
        if lives is None or len(persons) > len(moved):
            lives = self._again(persons, says)
        return persons, _block(lives, [_within(days, persons) for days in found])

    def _again(self, persons: Array, says: Mapping[str, Array] | None) -> DrawnLives:
        """These persons under law that says this of their terms."""
        lives = self.some.part(persons)
        if says is None:
            return lives
        return lives.again({name: days[persons] for name, days in says.items()})

    def _moved(self, persons: Array, lives: DrawnLives) -> Array:
        """Whose life is another before it is decided about them."""
        model = self.law.model
        (mine,) = blocks_of(_only(lives, self._moving), len(lives))
        found = live_otherwise(self._as_they_are.part(persons), mine, kinds=self._moving)
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
    def kinds(self) -> frozenset[str]:
        """The kinds of events that can be others under other law."""
        followed = self.law.model.consequences
        ended = (kind for one in followed for kind in one.ends)
        return self._moving.union((one.event.kind for one in followed), ended)

    @cached_property
    def _as_they_are(self) -> Block:
        (block,) = blocks_of(_only(self.some, self._moving), self.count)
        return block


@attrs.frozen(eq=False)
class _Term:
    """How long a term is under the first law, what computed that, and whom columns do not answer."""

    days: Array
    again: Array
    evaluator: ColumnEvaluator

    def said(self, put: Callable[[Array], int]) -> dict[str, Any]:
        """What is worth keeping of it."""
        return {
            "dagen": put(self.days),
            "opnieuw": put(self.again),
            "vandaag": put(self.evaluator.today),
            "kolommen": kept(self.evaluator, put),
        }


def _only(lives: DrawnLives, kinds: frozenset[str]) -> DrawnLives:
    return attrs.evolve(lives, events={k: lives.events[k] for k in lives.events if k in kinds})


def _asked(law: AskedLaw, block: Block, unknown: Array) -> list[FirstDays]:
    found: list[list[FirstDays]] = []
    for persons, piece in pieces_of(block):
        evaluator = law.evaluator(piece)
        days = law.first_days(piece, evaluator, unknown[persons])
        evaluator.spaces.forget()
        found.append([(persons[who], on) for who, on in days])
    return [joined_days(parts) for parts in zip(*found, strict=True)]


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


def _put_in(decided: FirstDays, people: Array, others: FirstDays) -> FirstDays:
    """With something else about these people; ``others`` has their places among them."""
    kept = ~np.isin(decided[0], people)
    persons = np.concatenate([decided[0][kept], people[others[0]]])
    order = np.argsort(persons)
    return persons[order], np.concatenate([decided[1][kept], others[1]])[order]
