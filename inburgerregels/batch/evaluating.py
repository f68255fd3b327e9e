"""One block in, three tables out: the function that every way of running shares."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.assembling import Made, Rows, merged
from inburgerregels.batch.block import (
    Dossiers,
    event_columns,
    person_columns,
    with_open_questions,
)
from inburgerregels.batch.decision_rows import decision_rows
from inburgerregels.batch.executors import executor_of
from inburgerregels.batch.horizon import OneByOne
from inburgerregels.batch.json_text import Links, ValueTexts
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.standing_rows import standing_rows
from inburgerregels.batch.store import Block
from inburgerregels.batch.tables import (
    DECISIONS,
    TERMS,
    Answers,
    outcome_rows,
    standing_schema,
)
from inburgerregels.batch.term_rows import term_rows
from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar.horizon import dated_comparisons
from inburgerregels.engine.ir import Program
from inburgerregels.language import Rulebook

__all__ = ["BlockEvaluator"]

Array = Any
#: Executors that answer everybody alone.
ONE_BY_ONE = frozenset({"reference", "durable"})


class BlockEvaluator:
    """Evaluates blocks under one rulebook on one day.

    ``engine`` is ``columnar`` or ``vm`` (with the reference executor for persons they cannot answer)
    or ``reference`` or ``durable``, one by one. Of the answers of ``vm`` and ``durable`` is not known how
    long they stay.
    """

    def __init__(
        self, rulebook: Rulebook, peildatum: datetime.date, engine: str = "columnar"
    ) -> None:
        self.rulebook = rulebook
        self.program: Program = rulebook.program
        self.day = peildatum
        self.engine = engine
        self.schema = Schema(rulebook.vocabulary)
        self.book = AnswerBook(rulebook)
        self.dated = dated_comparisons(self.program)
        self.executor = executor_of(engine, self.program)
        self.links = Links()

    def evaluate(self, block: Block) -> Answers:
        """The three tables of a block, each in order of person; their texts as dictionaries."""
        if self.engine in ONE_BY_ONE:
            redo = np.ones(len(block), bool)
            return self._answers(block, None, None, None, redo)
        today = self.day.toordinal()
        evaluator = self.executor.evaluator(
            self.rulebook,
            self.program,
            len(block),
            person_columns(self.schema, block),
            event_columns(self.schema, block, today, self.rulebook.known_on),
            today,
        )
        redo = with_open_questions(self.schema, block)
        return self._of_columns(block, evaluator, redo)

    def _of_columns(self, block: Block, evaluator: Any, redo: Array) -> Answers:
        """The answers of columns; who cannot be answered by them is noted in ``redo``."""
        answers = self.executor.answers
        taken = answers.decisions(evaluator)
        terms = answers.terms(evaluator)
        fields = answers.standing(evaluator)
        agenda = answers.agenda(evaluator)
        unused = answers.unused(evaluator) or []
        if evaluator.rows.redo is not None:
            redo |= evaluator.rows.redo
        until = self.executor.until(evaluator, self.schema, block, self.day.toordinal())
        texts = ValueTexts(evaluator, self.book)
        made = Made(evaluator, self.book, texts, self.links, block.ids)
        found = self._answers(
            block,
            decision_rows(made, taken, unused, redo),
            term_rows(made, terms, redo),
            standing_rows(made, fields, agenda, self.day, redo),
            redo,
        )
        until[redo] = found.until
        return attrs.evolve(found, until=until)

    def _answers(
        self,
        block: Block,
        decisions: Rows | None,
        terms: Rows | None,
        standing: Rows | None,
        redo: Array,
    ) -> Answers:
        """The tables, with what the reference executor says of those in ``redo``."""
        people = np.flatnonzero(redo)
        dossiers = Dossiers(self.schema, block)
        steady, matched = self.dated is not None, self.engine == "durable"
        alone = OneByOne(self.rulebook, self.day, steady=steady, matched=matched)
        others = outcome_rows((int(i), alone.outcome(int(i), dossiers.of(int(i)))) for i in people)
        return Answers(
            merged(decisions, others.decisions, DECISIONS),
            merged(terms, others.terms, TERMS),
            merged(standing, others.standing, standing_schema(self.rulebook)),
            len(people),
            alone.until(others.decisions, others.terms, others.standing),
        )
