"""Lives under one law, and under others that take over from it what surely stays."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Sequence

from inburgerregels.batch.store import Block
from inburgerregels.engine.changed_values import changes_between
from inburgerregels.engine.columnar.taking_over import taken_over
from inburgerregels.language import Rulebook
from inburgerregels.policy.answer_columns import AnswerColumns, LawOnDay

__all__ = ["SeveralLaws"]


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

    def answers(self, blocks: Iterable[Block]) -> Iterator[tuple[Block, AnswerColumns]]:
        """Of the first law, and of each of the others: a block for each. Where a block is the very one
        of the first law, what surely stays is taken over."""
        each = iter(blocks)
        block = next(each)
        first = self.base.evaluator(block)
        yield block, self.base.answers(block, first)
        for law, changes, other in zip(self.others, self.changes, each, strict=True):
            if changes is None or other is not block:
                yield other, law.answers(other)
                continue
            evaluator = taken_over(first, law.rulebook, changes)
            yield other, law.answers(other, evaluator)
            evaluator.spaces.forget()
        first.spaces.forget()
