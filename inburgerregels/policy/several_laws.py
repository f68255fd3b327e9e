"""Lives under one law, and under others that take over from it what surely stays."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from inburgerregels.batch.store import Block
from inburgerregels.engine.changed_values import changes_between
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.keeping import kept
from inburgerregels.engine.columnar.settling import settled
from inburgerregels.engine.columnar.taking_over import taken_over
from inburgerregels.language import Rulebook
from inburgerregels.policy.answer_columns import AnswerColumns, LawOnDay
from inburgerregels.policy.parts_of_blocks import live_otherwise, with_other_lives
from inburgerregels.policy.population.reliving import Otherwise
from inburgerregels.policy.worked_out import WorkedOut, day_part

__all__ = ["SeveralLaws"]

Array = Any


class SeveralLaws:
    """One law, and others that differ little from it, on one day. The answers are those of each by
    itself; ``fields`` and ``projections`` are as :class:`LawOnDay` has them."""

    def __init__(
        self,
        base: Rulebook,
        others: Sequence[Rulebook],
        day: datetime.date,
        fields: Collection[str],
        *,
        projections: bool,
    ) -> None:
        self.base = LawOnDay(base, day, fields, projections=projections)
        self.others = [LawOnDay(one, day, fields, projections=projections) for one in others]
        self.changes = [changes_between(base, one) for one in others]

    def answers(
        self,
        block: Block,
        others: Iterable[Otherwise],
        worked_out: WorkedOut | None = None,
        low: int = 0,
    ) -> Iterator[tuple[AnswerColumns, Array]]:
        """Of the first law, and of each of the others, with who then lives otherwise, until the day asked
        about. Of who does not, what surely stays is taken over; who does is evaluated alone.

        ``worked_out`` is where what the first law computes of these persons is kept; ``low`` the number
        of the first of them.
        """
        first, answers = self._first(block, worked_out, low)
        yield answers, np.arange(0)
        for law, changes, other in zip(self.others, self.changes, others, strict=True):
            persons, lives = self._seen(block, other)
            if lives is not None and 2 * len(persons) > len(block):
                yield law.answers(with_other_lives(block, persons, lives)), persons
                continue
            aside = persons
            if changes is None:
                evaluator = law.evaluator(block)
            else:
                changes, some = settled(first, law.rulebook, changes)
                aside = np.union1d(persons, some)
                evaluator = taken_over(first, law.rulebook, changes)
            alone = None
            if len(aside):
                own = block.part(aside)
                if lives is not None:
                    own = with_other_lives(own, np.searchsorted(aside, persons), lives)
                alone = law.answers(own)
            yield law.answers(block, evaluator, aside, alone), persons
            evaluator.spaces.forget()
        first.spaces.forget()

    def _first(
        self, block: Block, worked_out: WorkedOut | None, low: int
    ) -> tuple[ColumnEvaluator, AnswerColumns]:
        part, high = day_part(self.base.day), low + len(block)
        if worked_out is not None and worked_out.has(part, low, high):
            file = worked_out.read(part, low, high)
            first = self.base.restored(lambda: block, file.said, file.fetch)
            return first, self.base.answers(block, first)
        first = self.base.evaluator(block)
        answers = self.base.answers(block, first)
        if worked_out is not None:
            worked_out.write(part, low, high, lambda file: kept(first, file.put))
        return first, answers

    def _seen(self, block: Block, other: Otherwise) -> tuple[Array, Block | None]:
        """Who lives otherwise until the day asked about, and how."""
        persons, lives = other.persons, other.lives
        if lives is not None:
            before = block.part(persons)
            here = np.flatnonzero(live_otherwise(before, lives, self.base.today))
            if len(here) < len(persons):
                persons, lives = persons[here], lives.part(here)
        return persons, lives if len(persons) else None
