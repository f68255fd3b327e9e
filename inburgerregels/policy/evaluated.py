"""Numbers about everybody in a population, under one law on one day."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from fractions import Fraction

import attrs

from inburgerregels.batch.schema import Schema
from inburgerregels.language import Rulebook
from inburgerregels.policy.answer_columns import AnswerColumns, LawOnDay, person_values
from inburgerregels.policy.columns import Columns, concatenated
from inburgerregels.policy.folder import Population
from inburgerregels.policy.lives import Lives

__all__ = ["Evaluated", "evaluate_population"]


@attrs.frozen(eq=False)
class Evaluated:
    """A row per person in ``persons`` and ``standing``, in order of id; ``persoon`` in ``decisions``
    and ``terms`` is the place of a person there, and those rows stand in no order that means anything.

    ``persons`` has what the vocabulary declares of a person. ``standing``: regime, status and the
    fields of the loan, in cents. ``decisions``: persoon, datum, soort, bedrag_cent, verwacht,
    bestuursorgaan, vervallen_op, regel, and ``velden.NAAM`` of each field that was asked for.
    ``terms``: persoon, soort, nummer, begin, einde, verlengd_dagen, status, verwacht. All columns are
    :class:`inburgerregels.policy.columns.Values`.

    ``by_reference`` counts the persons that the reference executor answered. ``weight``: for how many
    real persons each stands.
    """

    rulebook: Rulebook
    day: datetime.date
    lives: Lives
    persons: Columns
    standing: Columns
    decisions: Columns
    terms: Columns
    by_reference: int

    @property
    def weight(self) -> Fraction:
        return self.lives.population.weight

    @property
    def count(self) -> int:
        """How many lives there are."""
        return self.standing.count

    def name(self, person: int) -> str:
        """The id of the person at this place."""
        return self.lives.name(person)


def evaluate_population(
    population: Population | Lives,
    rulebook: Rulebook,
    day: datetime.date,
    *,
    fields: Collection[str] = (),
    workers: int = 2,
) -> Evaluated:
    """What the batch would say about everybody, as columns, however many processes compute it.

    ``fields`` are names of fields of decisions that are wanted. Lives that are in memory already are
    not read again. Raises ``ProblemError`` for a store that was made with other words.
    """
    schema = Schema(rulebook.vocabulary)
    lives = population if isinstance(population, Lives) else Lives(population, schema)
    if lives.schema.hash != schema.hash:
        lives.population.store.check(schema)
    law = LawOnDay(rulebook, day, fields)

    def work(number: int) -> tuple[Columns, AnswerColumns]:
        block = lives.block(number)
        return person_values(schema, block), law.answers(block)

    parts = lives.each(work, workers)
    answers = AnswerColumns.joined([answers for _, answers in parts])
    return Evaluated(
        rulebook,
        day,
        lives,
        concatenated([persons for persons, _ in parts]),
        answers.standing,
        answers.decisions,
        answers.terms,
        answers.by_reference,
    )
