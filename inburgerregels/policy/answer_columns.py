"""What one law says about the persons of a block on one day, as numbers: the answers that the batch
writes, without the texts in which it writes them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.arrays import to_numpy
from inburgerregels.batch.block import (
    Dossiers,
    event_columns,
    person_columns,
    with_open_questions,
)
from inburgerregels.batch.schema import UNKNOWN_CODE, Schema
from inburgerregels.batch.store import Block
from inburgerregels.engine import evaluate
from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar import ColumnEvaluator, answers
from inburgerregels.engine.columnar.keeping import restored
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind
from inburgerregels.policy.columns import Columns, Values, coded, concatenated
from inburgerregels.policy.later_facts import LaterFacts
from inburgerregels.policy.reading_answers import OwnColumns, ReadColumns

__all__ = ["AnswerColumns", "LawOnDay", "person_values"]

Array = Any
_NUMBERS = (Kind.DATE, Kind.MONEY, Kind.NUMBER, Kind.BOOL)


@attrs.frozen(eq=False)
class AnswerColumns:
    """Answers about some persons. ``persoon`` in decisions and terms is the place of a person in
    ``standing``; their rows stand in no order that means anything."""

    standing: Columns
    decisions: Columns
    terms: Columns
    by_reference: int

    @classmethod
    def joined(cls, parts: Sequence[AnswerColumns]) -> AnswerColumns:
        """The persons of all parts one after the other."""
        first, shifted = 0, []
        for part in parts:
            shifted.append(
                cls(
                    part.standing,
                    _further(part.decisions, first),
                    _further(part.terms, first),
                    part.by_reference,
                )
            )
            first += part.standing.count
        return cls(
            concatenated([part.standing for part in shifted]),
            concatenated([part.decisions for part in shifted]),
            concatenated([part.terms for part in shifted]),
            sum(part.by_reference for part in parts),
        )


def _further(columns: Columns, places: int) -> Columns:
    person = columns["persoon"]
    return Columns({**columns, "persoon": Values(person.numbers + places)})


class LawOnDay:
    """One law on one day, for every block that it is asked about.

    ``fields`` are the fields of decisions that are wanted too, under ``velden.`` and their name:
    days, amounts, numbers and yes/no as numbers, other fields as words. Without ``projections`` it is
    not found out which decisions and terms are expected ones, which takes a quarter of the time; there
    is no column ``verwacht`` then, and all else is the same.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        day: datetime.date,
        fields: Collection[str] = (),
        *,
        projections: bool = True,
    ) -> None:
        self.rulebook = rulebook
        self.day = day
        self.today = day.toordinal()
        self.projections = projections
        self.schema = Schema(rulebook.vocabulary)
        self.book = AnswerBook(rulebook)
        declared = rulebook.vocabulary.decisions.values()
        self.fields = {
            name: {kind.fields[name].type.kind for kind in declared if name in kind.fields}
            <= {*_NUMBERS}
            for name in sorted(fields)
        }

    def evaluator(self, block: Block) -> ColumnEvaluator:
        """What computes columns about a block; it keeps all that it computes."""
        return ColumnEvaluator(
            self.rulebook,
            self.rulebook.program,
            len(block),
            person_columns(self.schema, block),
            event_columns(self.schema, block, self.today, self.rulebook.known_on),
            self.today,
        )

    def restored(
        self, block: Callable[[], Block], said: Any, fetch: Callable[[int], Array]
    ) -> ColumnEvaluator:
        """What computed columns about this block before, out of what was kept of it."""
        facts = LaterFacts(self.schema, block, self.today, self.rulebook.known_on)
        return restored(said, fetch, self.rulebook, facts.person, facts.events, self.today)

    def answers(
        self,
        block: Block,
        evaluator: ColumnEvaluator | None = None,
        persons: Array = (),
        alone: AnswerColumns | None = None,
    ) -> AnswerColumns:
        """Of everybody in the block; who cannot be answered by columns, by the reference executor.

        An ``evaluator`` that is given keeps what it computed, so that other law can take it over. Of
        these ``persons`` it holds what is said ``alone``, whatever the block says.
        """
        redo = with_open_questions(self.schema, block)
        given = evaluator is not None
        evaluator = evaluator or self.evaluator(block)
        taken = answers.decisions(evaluator, projections=self.projections)
        terms = answers.terms(evaluator)
        standing = answers.standing(evaluator)
        unused = answers.unused(evaluator)
        if evaluator.rows.redo is not None:
            redo |= evaluator.rows.redo
        left_out = redo
        if alone is not None:
            redo[persons] = False
            left_out = redo.copy()
            left_out[persons] = True
        reading = ReadColumns(self.book, self.fields, evaluator, projections=self.projections)
        parts = AnswerColumns(
            reading.standing(standing),
            reading.decisions(taken, unused, left_out),
            reading.terms(terms, left_out),
            int(redo.sum()),
        )
        if not given:
            evaluator.spaces.forget()
        parts = self._with_others(block, parts, np.flatnonzero(redo))
        return parts if alone is None else _replaced(parts, persons, alone)

    def _with_others(self, block: Block, parts: AnswerColumns, people: Array) -> AnswerColumns:
        """With what the reference executor says of these people."""
        if not len(people):
            return parts
        dossiers = Dossiers(self.schema, block)
        outcomes = [
            (int(place), evaluate(self.rulebook, dossiers.of(int(place)), self.day))
            for place in people
        ]
        own = OwnColumns(self.book, self.fields, projections=self.projections)
        others = own.standing([outcome for _, outcome in outcomes])
        return attrs.evolve(
            parts,
            standing=_with_rows(parts.standing, people, others),
            decisions=concatenated(
                [
                    parts.decisions,
                    own.of_decisions([(p, one) for p, said in outcomes for one in said.besluiten]),
                ]
            ),
            terms=concatenated(
                [
                    parts.terms,
                    own.of_terms([(p, one) for p, said in outcomes for one in said.termijnen]),
                ]
            ),
        )


def _replaced(parts: AnswerColumns, persons: Array, alone: AnswerColumns) -> AnswerColumns:
    """With of these persons, of whom no rows are in ``parts``, what is said of them alone."""

    def whose(columns: Columns) -> Columns:
        return Columns({**columns, "persoon": Values(persons[columns["persoon"].numbers])})

    return AnswerColumns(
        _with_rows(parts.standing, persons, alone.standing),
        concatenated([parts.decisions, whose(alone.decisions)]),
        concatenated([parts.terms, whose(alone.terms)]),
        parts.by_reference + alone.by_reference,
    )


def _with_rows(columns: Columns, places: Array, others: Columns) -> Columns:
    """With other rows at these places."""
    rest = np.ones(columns.count, bool)
    rest[places] = False
    order = np.argsort(np.concatenate([np.flatnonzero(rest), places]), kind="stable")
    return concatenated([columns.take(rest), others]).take(order)


def person_values(schema: Schema, block: Block) -> Columns:
    """What is known of the persons themselves; what is unknown of them is *onbekend*, or missing."""
    found = {}
    for name, decl in schema.vocabulary.person.items():
        values = block.person[name]
        if decl.type.kind is Kind.TEXT:
            found[name] = coded(values.to_pylist())
            continue
        codes, absent = to_numpy(values)
        numbers = codes.astype(np.int64)
        lost = numbers == UNKNOWN_CODE
        words = None
        if decl.type.kind is Kind.CHOICE:
            words = (*schema.vocabulary.choices[decl.type.name or ""].values, "onbekend")
            numbers = np.where(lost, len(words) - 1, numbers)
        elif lost.any():
            absent = lost if absent is None else absent | lost
        found[name] = Values(numbers, absent, words)
    return Columns(found)
