"""The lives of a population as they go under other law than that under which they were first lived.

Every draw is the same for the same person, so that a life differs only where the law gives reason: a
term has another length, a request is granted or not, a loan has to be paid back on another day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from inburgerregels.batch.block import Dossiers
from inburgerregels.batch.store import Block, to_numpy
from inburgerregels.engine.changed_values import changes_between
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.taking_over import taken_over
from inburgerregels.language import Rulebook
from inburgerregels.model import Position, Problem, ProblemError
from inburgerregels.policy.folder import MODEL, Population
from inburgerregels.policy.lives import Lives
from inburgerregels.policy.population.asking import (
    AskedLaw,
    FirstDays,
    same_decisions,
    same_terms,
)
from inburgerregels.policy.population.consequences import who_may_be_decided_about, with_decisions
from inburgerregels.policy.population.drawing import DrawnLives
from inburgerregels.policy.population.draws import mixed_up
from inburgerregels.policy.population.making import drawn_under, law_of, recorded_recipe
from inburgerregels.policy.population.model import read_model
from inburgerregels.policy.population.storing import blocks_of

__all__ = ["Relived", "can_be_relived", "live_otherwise"]

Array = Any
#: How many lives are made again to see whether they come out as they are in the store.
_TRIED = 25


def can_be_relived(population: Population) -> bool:
    """Whether its lives were drawn from a model that stands beside them."""
    return (population.folder / MODEL).exists()


class Relived:
    """A population under several laws; the first is what the others are compared with.

    The lives are drawn again only when some law may give reason for it, and each law is asked about
    no more than may be other than under the first.
    """

    def __init__(self, lives: Lives, laws: Sequence[Rulebook], *, workers: int = 1) -> None:
        """Raises ``ProblemError`` for a population that now comes out otherwise than it was made."""
        self.lives = lives
        self.laws: list[AskedLaw] = []
        self.drawn: DrawnLives | None = None
        self.count = len(laws)
        if not can_be_relived(lives.population):
            return
        model = read_model(lives.population.folder / MODEL, laws[0].vocabulary)
        self.laws = [AskedLaw(attrs.evolve(law, known_on=None), model) for law in laws]
        first, *others = (law.rulebook for law in self.laws)
        self.changes = [changes_between(first, law) for law in others]
        pairs = [*zip(others, self.changes, strict=True)]
        self.terms_stay = [True, *(same_terms(model, *pair) for pair in pairs)]
        self.decisions_stay = [True, *(same_decisions(model, *pair) for pair in pairs)]
        about = lives.population.about
        #: Whether the lives in the store are those of the first law.
        self.stored = all(about.get(name) == said for name, said in law_of(first).items())
        if self.stored and all(self.terms_stay) and all(self.decisions_stay):
            return
        recipe = recorded_recipe(about, lives.population.persons)
        self.drawn = drawn_under(model, first, recipe, workers=workers, again=True)
        if self.stored:
            self._check()

    def blocks(self, number: int) -> Iterator[Block]:
        """A block under each law; the very same where nobody in it lives otherwise than under the
        first."""
        stored = self.lives.block(number)
        if self.drawn is None:
            yield from [stored] * self.count
            return
        low, high = self.lives.firsts[number : number + 2]
        yield from self._under(np.arange(low, high), stored if self.stored else None)

    def of_persons(self, persons: Array, law: int) -> Block | None:
        """Some persons, by number and in order, under one of the laws; None when the store says it."""
        if self.drawn is None or (self.stored and law == 0):
            return None
        return [*self._under(persons, None)][law]

    def _under(self, persons: Array, base: Block | None) -> Iterator[Block]:
        """``base``: these persons under the first law, where that is known already."""
        assert self.drawn is not None
        some = self.drawn.part(persons)
        people = who_may_be_decided_about(some)
        # Of the first nothing follows, but then there is somebody to ask about.
        people = people if len(people) else np.arange(1)
        with _Asked(self.laws[0], some, people) as asked:
            decided = asked.decided()
            if base is None:
                base = _block(some, people, decided)
            yield base
            for number, law in enumerate(self.laws[1:], 1):
                own = some if self.terms_stay[number] else self._again(law, some)
                if own is some and self.decisions_stay[number]:
                    yield base
                    continue
                changes = self.changes[number - 1]
                if own is some and changes is not None:
                    evaluator = taken_over(asked.evaluator, law.rulebook, changes)
                    found = law.first_days(asked.block, evaluator)
                    evaluator.spaces.forget()
                else:
                    with _Asked(law, own, people) as other:
                        found = other.decided()
                same = own is some and all(map(_equal, decided, found))
                yield base if same else _block(own, people, found)

    def _again(self, law: AskedLaw, some: DrawnLives) -> DrawnLives:
        """The same lives where the law says the same of everybody's terms."""
        (block,) = blocks_of(some.before_the_law(), len(some))
        says = {one.name: law.term_days(block, one) for one in law.model.terms}
        if all(np.array_equal(days, some.values[name]) for name, days in says.items()):
            return some
        return some.again(says)

    def _check(self) -> None:
        """Lives that are made otherwise by now would differ without the law giving reason."""
        count = min(_TRIED, self.lives.firsts[1]) if self.lives.count else 0
        if not count:
            return
        again = next(self._under(np.arange(count), None))
        pair = [Dossiers(self.lives.schema, one) for one in (again, self.lives.block(0))]
        if any(pair[0].of(place) != pair[1].of(place) for place in range(count)):
            folder = self.lives.population.folder
            message = "deze bevolking komt niet meer uit haar model zoals zij is gemaakt"
            hint = "maak haar opnieuw met inburgerregels bevolking"
            raise ProblemError([Problem("P001", message, Position(str(folder)), hint)])


class _Asked:
    """A law that is asked about some of the lives, ``people``, and what it computed of them."""

    def __init__(self, law: AskedLaw, lives: DrawnLives, people: Array) -> None:
        self.law = law
        (self.block,) = blocks_of(lives.part(people), len(people))
        self.evaluator: ColumnEvaluator = law.evaluator(self.block)

    def __enter__(self) -> _Asked:
        return self

    def __exit__(self, *_: object) -> None:
        self.evaluator.spaces.forget()

    def decided(self) -> list[FirstDays]:
        return self.law.first_days(self.block, self.evaluator)


def _block(lives: DrawnLives, people: Array, decided: Sequence[FirstDays]) -> Block:
    """The lives with what follows from the decisions; these count ``people``."""
    whole = attrs.evolve(lives, events={kind: [*parts] for kind, parts in lives.events.items()})
    with_decisions(whole, [(people[persons], days) for persons, days in decided])
    (block,) = blocks_of(whole, len(whole))
    return block


def _equal(one: FirstDays, other: FirstDays) -> bool:
    return all(map(np.array_equal, one, other))


def live_otherwise(one: Block, other: Block, today: int) -> int:
    """How many of the same persons have other events in one block than in the other, until today."""
    if one is other:
        return 0
    prints = [_fingerprints(block, today) for block in (one, other)]
    return int((prints[0] != prints[1]).sum())


def _fingerprints(block: Block, today: int) -> Array:
    """Per person a number that is another when an event is: a sum, so that their order is nothing."""
    found = np.zeros(len(block), np.uint64)
    for kind, events in enumerate(block.events.values(), 1):
        day = events.day.to_numpy().astype(np.int64)
        seen = np.flatnonzero(day <= today)
        if not len(seen):
            continue
        of_kind = mixed_up(np.full(len(seen), kind, np.uint64))
        mixed = mixed_up(of_kind ^ day[seen].astype(np.uint64))
        for place, values in enumerate(events.fields.values(), 1):
            if pa.types.is_integer(values.type) or pa.types.is_boolean(values.type):
                codes, absent = to_numpy(values)
                codes = codes[seen].astype(np.int64).view(np.uint64)
                if absent is not None:
                    codes = np.where(absent[seen], np.uint64(place), codes)
                mixed = mixed_up(mixed ^ codes)
        with np.errstate(over="ignore"):
            np.add.at(found, events.person.to_numpy()[seen], mixed)
    return found
