"""The lives of a population as they go under other law than that under which they were first lived.

Every draw is the same for the same person, so that a life differs only where the law gives reason: a
term has another length, a request is granted or not, a loan has to be paid back on another day.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.block import Dossiers
from inburgerregels.batch.store import Block
from inburgerregels.engine.changed_values import changes_between
from inburgerregels.language import Rulebook
from inburgerregels.model import Position, Problem, ProblemError
from inburgerregels.policy.folder import MODEL, Population
from inburgerregels.policy.joined_blocks import joined_blocks
from inburgerregels.policy.lives import Lives
from inburgerregels.policy.parts_of_blocks import live_otherwise, with_other_lives
from inburgerregels.policy.population.asking import AskedLaw, same_decisions, same_terms
from inburgerregels.policy.population.drawing import DrawnLives
from inburgerregels.policy.population.first_lives import FirstLives
from inburgerregels.policy.population.making import drawn_under, law_of, recorded_recipe
from inburgerregels.policy.population.model import read_model
from inburgerregels.policy.put_away import SpoiledError
from inburgerregels.policy.worked_out import WorkedOut

__all__ = ["NOBODY", "Otherwise", "Relived", "can_be_relived"]

Array = Any
#: What is kept of lives before anything follows from a decision.
PART = "levens"
#: How many lives are made again to see whether they come out as they are in the store.
_TRIED = 25


@attrs.frozen(eq=False)
class Otherwise:
    """Who of a block has other events than under the first law, by place and in order, and their lives;
    None when nobody has. Only of these ``kinds`` they can have others."""

    persons: Array
    lives: Block | None
    kinds: frozenset[str] = frozenset()


#: Everybody lives as under the first law.
NOBODY = Otherwise(np.arange(0), None)


def can_be_relived(population: Population) -> bool:
    """Whether its lives were drawn from a model that stands beside them."""
    return (population.folder / MODEL).exists()


class Relived:
    """A population under several laws; the first is what the others are compared with.

    The lives are drawn again only when some law may give reason for it, and each law is asked about
    no more than may be other than under the first.
    """

    def __init__(
        self,
        lives: Lives,
        laws: Sequence[Rulebook],
        *,
        workers: int = 1,
        worked_out: WorkedOut | None = None,
    ) -> None:
        """``worked_out`` is where what the first law says of these lives is kept. Raises
        ``ProblemError`` for a population that now comes out otherwise than it was made."""
        self.lives = lives
        self.worked_out = worked_out
        self.laws: list[AskedLaw] = []
        self.drawn: DrawnLives | None = None
        self.again = False
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
        self.again = not (self.stored and all(self.terms_stay) and all(self.decisions_stay))
        self.workers = workers
        if self.again and not self._all_kept():
            self.drawn = self._draw()
            if self.stored:
                self._check()

    def _draw(self) -> DrawnLives:
        law = self.laws[0]
        recipe = recorded_recipe(self.lives.population.about, self.lives.population.persons)
        return drawn_under(law.model, law.rulebook, recipe, workers=self.workers, again=True)

    def _all_kept(self) -> bool:
        if self.worked_out is None:
            return False
        pairs = itertools.pairwise(self.lives.firsts)
        return all(self.worked_out.has(PART, low, high) for low, high in pairs)

    def _first(self, number: int) -> FirstLives:
        """The lives of a block, and what the first law says of them."""
        low, high = self.lives.firsts[number : number + 2]
        if self.drawn is None:
            assert self.worked_out is not None
            file = self.worked_out.read(PART, low, high)
            return FirstLives.restored(self.laws[0], file.said, file.fetch)
        some = self.drawn.part(np.arange(low, high))
        first = FirstLives.of(self.laws[0], some)
        if self.worked_out is not None:
            self.worked_out.write(PART, low, high, lambda file: first.said(file.put))
        return first

    def under(self, number: int) -> tuple[Block, Iterator[Otherwise]]:
        """A block under the first law; and for each of the others who in it lives otherwise, and how."""
        stored = self.lives.block(number)
        if not self.again:
            return stored, iter([NOBODY] * (self.count - 1))
        first = self._first(number)
        base = stored if self.stored else first.lives()
        return base, self._others(first, base)

    def of_persons(self, persons: Array, law: int) -> Block | None:
        """Some persons, by number and in order, under one of the laws; None when the store says it."""
        if not self.again or (self.stored and law == 0):
            return None
        try:
            return self._of_persons(persons, law)
        except SpoiledError:
            self.worked_out, self.drawn = None, self._draw()
            return self._of_persons(persons, law)

    def _of_persons(self, persons: Array, law: int) -> Block:
        blocks = []
        for number, (low, high) in enumerate(itertools.pairwise(self.lives.firsts)):
            here = persons[(persons >= low) & (persons < high)] - low
            if len(here):
                with self._first(number) as every:
                    some = every.some.part(here)
                    first = FirstLives.of(self.laws[0], some)
                base = first.lives()
                found = [NOBODY, *self._others(first, base)][law]
                if found.lives is not None:
                    base = with_other_lives(base, found.persons, found.lives, found.kinds)
                blocks.append(base)
        return joined_blocks(blocks)

    def _others(self, first: FirstLives, base: Block) -> Iterator[Otherwise]:
        with first:
            for number, law in enumerate(self.laws[1:], 1):
                changes = self.changes[number - 1]
                says = None if self.terms_stay[number] else first.other_terms(law, changes)
                stay = self.decisions_stay[number]
                if says is None and stay:
                    yield NOBODY
                    continue
                persons, lives = first.otherwise(law, changes, says, decisions_stay=stay)
                there = np.arange(0)
                if lives is not None:
                    before = base.part(persons)
                    there = np.flatnonzero(live_otherwise(before, lives, kinds=first.kinds))
                if lives is None or not len(there):
                    yield NOBODY
                elif len(there) == len(persons):
                    yield Otherwise(persons, lives, first.kinds)
                else:
                    yield Otherwise(persons[there], lives.part(there), first.kinds)

    def _check(self) -> None:
        """Lives that are made otherwise by now would differ without the law giving reason."""
        count = min(_TRIED, self.lives.firsts[1]) if self.lives.count else 0
        if not count:
            return
        assert self.drawn is not None
        some = self.drawn.part(np.arange(count))
        with FirstLives.of(self.laws[0], some) as first:
            again = first.lives()
        pair = [Dossiers(self.lives.schema, one) for one in (again, self.lives.block(0))]
        if any(pair[0].of(place) != pair[1].of(place) for place in range(count)):
            folder = self.lives.population.folder
            message = "deze bevolking komt niet meer uit haar model zoals zij is gemaakt"
            hint = "maak haar opnieuw met inburgerregels bevolking"
            raise ProblemError([Problem("P001", message, Position(str(folder)), hint)])
