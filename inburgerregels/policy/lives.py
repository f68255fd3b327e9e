"""The lives of a population in memory, and work on them by several processes."""

from __future__ import annotations

import concurrent.futures.process
import itertools
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import attrs
import numpy as np

from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.model import Position, Problem, ProblemError
from inburgerregels.policy.folder import Population
from inburgerregels.policy.joined_blocks import joined_blocks
from inburgerregels.policy.parallel import in_order

__all__ = ["Lives"]

Found = TypeVar("Found")
Array = Any
#: About how many persons are taken together at most: what is known of them has to fit in memory.
_MOST = 160_000


@attrs.frozen(eq=False, slots=False)
class Lives:
    """The blocks of a population, each read once.

    With ``workers`` blocks that are stored apart are taken together, so that each of so many has as
    much to do; with none they are the blocks of the store.
    """

    population: Population
    schema: Schema
    workers: int | None = None
    _blocks: dict[int, Block] = attrs.field(factory=dict, init=False)

    def __attrs_post_init__(self) -> None:
        self.population.store.check(self.schema)

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return len(self._stored)

    @cached_property
    def _stored(self) -> Sequence[range]:
        """Which blocks of the store each block consists of."""
        stored = self.population.store.blocks
        if self.workers is None or not stored:
            return [range(number, number + 1) for number in range(len(stored))]
        persons = sum(block["personen"] for block in stored)
        parts = min(len(stored), max(self.workers, -(-persons // _MOST)))
        ends = np.cumsum([block["personen"] for block in stored])
        wanted = [persons * (part + 1) / parts for part in range(parts)]
        cuts = [0, *(int(np.abs(ends - want).argmin()) + 1 for want in wanted)]
        return [range(a, b) for a, b in itertools.pairwise(cuts) if b > a]

    @cached_property
    def firsts(self) -> Sequence[int]:
        """How many persons come before each block, and how many there are in all."""
        return [0, *np.cumsum(self._sizes).tolist()]

    @property
    def _sizes(self) -> list[int]:
        stored = self.population.store.blocks
        return [sum(stored[number]["personen"] for number in part) for part in self._stored]

    def block(self, number: int) -> Block:
        """Raises ``ProblemError`` when it is not what was written."""
        if number not in self._blocks:
            store = self.population.store
            parts = [store.read(stored, self.schema) for stored in self._stored[number]]
            self._blocks[number] = joined_blocks(parts)
        return self._blocks[number]

    def place(self, person: int) -> tuple[int, int]:
        """In which block the person with this number is, and at which place."""
        number = int(np.searchsorted(self.firsts, person, side="right")) - 1
        return number, person - self.firsts[number]

    def name(self, person: int) -> str:
        """The id of the person with this number."""
        number, place = self.place(person)
        found: str = self.block(number).ids[place].as_py()
        return found

    def each(self, work: Callable[[int], Found], workers: int) -> list[Found]:
        """What ``work`` makes of every block, in order, whoever does it. ``work`` is given a number,
        and sees what was in memory when this began; the largest blocks go first."""
        numbers = [*range(self.count)]
        sizes = self._sizes
        first = sorted(numbers, key=lambda number: -sizes[number])
        try:
            return [*in_order(work, numbers, workers, first)]
        except concurrent.futures.process.BrokenProcessPool:
            where = Position(str(self.population.folder))
            message, hint = "een werkproces is gestopt", "probeer het met --werkers 1"
            raise ProblemError([Problem("P002", message, where, hint)]) from None
