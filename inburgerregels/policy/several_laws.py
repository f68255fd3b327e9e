"""Lives under one law, and under others that take over from it what surely stays."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.block import with_open_questions
from inburgerregels.batch.store import Block
from inburgerregels.engine.changed_values import Changes, changes_between
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.differing import answered_otherwise
from inburgerregels.engine.columnar.keeping import kept
from inburgerregels.engine.columnar.settling import settled
from inburgerregels.engine.columnar.taking_over import taken_over
from inburgerregels.language import Rulebook
from inburgerregels.policy.answer_columns import AnswerColumns, LawOnDay
from inburgerregels.policy.parts_of_blocks import live_otherwise, pieces_of, with_other_lives
from inburgerregels.policy.population.reliving import Otherwise
from inburgerregels.policy.put_away import ArraysFile, ArraysWriter
from inburgerregels.policy.worked_out import WorkedOut, day_part

__all__ = ["Beside", "SeveralLaws", "Together"]

Array = Any
#: Of one person in so many who live otherwise it costs more to evaluate them apart than everybody at once.
_MANY = 5


@attrs.frozen(eq=False)
class Beside:
    """Everybody of a block of whom other law may say something else, by place (``persons``) and as they
    live under the first law (``block``), with what both say of them. ``live_otherwise`` counts who lives
    otherwise until the day asked about."""

    persons: Array
    block: Block
    before: AnswerColumns
    after: AnswerColumns
    live_otherwise: int


@attrs.frozen(eq=False)
class _Part:
    """Some of a block, and what the first law computes and says of them."""

    persons: Array
    block: Block
    evaluator: ColumnEvaluator
    answers: AnswerColumns


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

    def about(self, block: Block, worked_out: WorkedOut | None = None, low: int = 0) -> Together:
        """The laws about a block of lives. ``worked_out`` is where what the first law computes of these
        persons is kept; ``low`` the number of the first of them."""
        return Together(self, block, worked_out, low)


class Together:
    """What the laws say of one block of lives."""

    def __init__(
        self, laws: SeveralLaws, block: Block, worked_out: WorkedOut | None, low: int
    ) -> None:
        self.laws = laws
        self.block = block
        self._worked_out = worked_out
        self._place = (day_part(laws.base.day), low, low + len(block))
        self._answers: AnswerColumns | None = None
        self._open: Array = None
        self._part: _Part | None = None

    @cached_property
    def _first(self) -> ColumnEvaluator:
        """What the first law computes, or computed before."""
        base, kept_before = self.laws.base, self._worked_out
        if kept_before is not None and kept_before.has(*self._place):
            file: ArraysFile = kept_before.read(*self._place)
            self._open = file.fetch(file.said["open"])
            return base.restored(lambda: self.block, file.said["kolommen"], file.fetch)
        first = base.evaluator(self.block)
        self._answers = base.answers(self.block, first)
        self._open = with_open_questions(base.schema, self.block)
        if kept_before is not None:
            kept_before.write(*self._place, self._said(first))
        return first

    def _said(self, first: ColumnEvaluator) -> Callable[[ArraysWriter], Any]:
        return lambda file: {"open": file.put(self._open), "kolommen": kept(first, file.put)}

    @property
    def answers(self) -> AnswerColumns:
        """What the first law says of everybody."""
        first = self._first
        if self._answers is None:
            self._answers = self.laws.base.answers(self.block, first)
        return self._answers

    def beside(self, others: Iterable[Otherwise]) -> Iterator[Beside]:
        """Of each of the other laws who may be told something else by it, when they live so under it, and
        what."""
        for law, changes, other in zip(self.laws.others, self.laws.changes, others, strict=True):
            seen = self._seen(other)
            whole = 2 * len(seen.persons) > len(self.block)
            if whole or changes is None:
                yield self._whole(law, seen)
            else:
                yield self._taking_over(law, changes, seen)
        self._first.spaces.forget()

    def _whole(self, law: LawOnDay, seen: Otherwise) -> Beside:
        """Everybody, evaluated as if there were no other law."""
        block = self.block
        if seen.lives is not None:
            block = with_other_lives(block, seen.persons, seen.lives, seen.kinds)
        parts = [law.answers(piece) for _, piece in pieces_of(block)]
        return self._everybody(AnswerColumns.joined(parts), len(seen.persons))

    def _everybody(self, after: AnswerColumns, others: int) -> Beside:
        return Beside(np.arange(len(self.block)), self.block, self.answers, after, others)

    def _taking_over(self, law: LawOnDay, changes: Changes, seen: Otherwise) -> Beside:
        """Who may be told something else is evaluated alone, under both laws; where those are many,
        everybody."""
        first, every = self._first, changes
        changes, some = settled(first, law.rulebook, changes)
        if changes is every and _MANY * len(seen.persons) > len(self.block):
            # Next to nothing stays: what could be taken over is less than what would be done twice.
            return self._whole(law, seen)
        evaluator = taken_over(first, law.rulebook, changes)
        aside = np.union1d(seen.persons, some)
        told = None
        if not law.projections:
            told = answered_otherwise(first, evaluator, changes, law.fields)
        if told is not None:
            told |= self._open
            told[aside] = True
        if told is None or 2 * np.count_nonzero(told) > len(self.block):
            alone = self._alone(law, aside, seen) if len(aside) else None
            after = law.answers(self.block, evaluator, aside, alone)
            evaluator.spaces.forget()
            return self._everybody(after, len(seen.persons))
        evaluator.spaces.forget()
        who = np.flatnonzero(told)
        part = self._of(who)
        if seen.lives is None:
            own = taken_over(part.evaluator, law.rulebook, every)
            after = law.answers(part.block, own)
            own.spaces.forget()
        else:
            after = self._alone(law, who, seen)
        return Beside(who, part.block, part.answers, after, len(seen.persons))

    def _of(self, who: Array) -> _Part:
        """What the first law says of some; the next law is often asked about the same."""
        if self._part is None or not np.array_equal(self._part.persons, who):
            block = self.block.part(who)
            evaluator = self.laws.base.evaluator(block)
            answers = self.laws.base.answers(block, evaluator)
            self._part = _Part(who, block, evaluator, answers)
        return self._part

    def _alone(self, law: LawOnDay, who: Array, seen: Otherwise) -> AnswerColumns:
        """What a law says of some; of who among them live otherwise, as they do."""
        own = self.block.part(who)
        if seen.lives is not None:
            places = np.searchsorted(who, seen.persons)
            own = with_other_lives(own, places, seen.lives, seen.kinds)
        return law.answers(own)

    def _seen(self, other: Otherwise) -> Otherwise:
        """Who lives otherwise until the day asked about, and how."""
        if other.lives is None:
            return other
        before, today = self.block.part(other.persons), self.laws.base.today
        here = np.flatnonzero(live_otherwise(before, other.lives, today, other.kinds))
        if len(here) == len(other.persons):
            return other
        lives = other.lives.part(here) if len(here) else None
        return Otherwise(other.persons[here], lives, other.kinds)
