"""What the questions come to for some persons under the law as it is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from inburgerregels.batch.store import Block
from inburgerregels.policy.answer_columns import AnswerColumns, LawOnDay, person_values
from inburgerregels.policy.columns import Values
from inburgerregels.policy.measuring import Measured, split_values
from inburgerregels.policy.questions import Questions
from inburgerregels.policy.tally import Tally, tally

__all__ = ["Counted"]


class Counted:
    """The persons of a block with the answers about them; each number is found when it is asked for."""

    def __init__(
        self, law: LawOnDay, questions: Questions, block: Block, answers: AnswerColumns
    ) -> None:
        self.law = law
        self.questions = questions
        self.block = block
        self.measured = Measured(law.rulebook, questions, answers)

    @cached_property
    def splits(self) -> Mapping[str, Values]:
        """To which part of every split each person belongs."""
        schema, standing = self.law.schema, self.measured.answers.standing
        persons = person_values(schema, self.block)
        return {
            split.name: split_values(schema, self.block, persons, standing, split, self.law.today)
            for split in self.questions.splits
        }

    @cached_property
    def tally(self) -> Tally:
        """The totals of these persons."""
        return tally(self.questions, self.measured, self.splits)
