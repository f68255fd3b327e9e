"""Answers of many dossiers as :class:`Outcome` objects: what ``--engine columnar`` shows."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import numpy as np

from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar import answers
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.prepare import columns_of
from inburgerregels.engine.columnar.single import Single
from inburgerregels.engine.evaluate import evaluate, prepare
from inburgerregels.engine.ir import Program
from inburgerregels.language import Rulebook
from inburgerregels.model import (
    AgendaItem,
    Decision,
    Dossier,
    Outcome,
    Term,
    date_of,
)

__all__ = ["evaluate_columnar"]


def evaluate_columnar(
    rulebook: Rulebook,
    dossiers: Sequence[Dossier],
    peildatum: datetime.date | Sequence[datetime.date],
) -> list[Outcome]:
    """The outcome of every dossier, computed together; equal to :func:`evaluate` one by one.

    All on one day, or each on a day of its own.
    """
    rulebook = prepare(rulebook)
    if not dossiers:
        return []
    return _Outcomes(rulebook, dossiers, peildatum).run()


class _Outcomes:
    #: what computes columns, and what reads answers from them
    executor: Any = ColumnEvaluator
    answers: Any = answers

    def __init__(
        self,
        rulebook: Rulebook,
        dossiers: Sequence[Dossier],
        peildatum: datetime.date | Sequence[datetime.date],
    ) -> None:
        self.rulebook = rulebook
        self.dossiers = dossiers
        self.program: Program = rulebook.program
        today: Any
        if isinstance(peildatum, datetime.date):
            self.days = [peildatum] * len(dossiers)
            today = peildatum.toordinal()
        else:
            self.days = [*peildatum]
            today = np.array([day.toordinal() for day in self.days], np.int64)
        days = [day.toordinal() for day in self.days]
        person, events, texts = columns_of(rulebook, dossiers, days)
        self.evaluator = self.executor(
            rulebook, self.program, len(dossiers), person, events, today, texts
        )
        self.book = AnswerBook(rulebook)
        self.single = Single(self.evaluator, self.book)

    def run(self) -> list[Outcome]:
        evaluator = self.evaluator
        decisions = self.answers.decisions(evaluator)
        terms = self.answers.terms(evaluator)
        standing = self.answers.standing(evaluator)
        agenda = self.answers.agenda(evaluator)
        unused = self.answers.unused(evaluator) or []
        count = len(self.dossiers)
        made: list[list[Decision]] = [[] for _ in range(count)]
        periods: list[list[Term]] = [[] for _ in range(count)]
        items: list[list[AgendaItem]] = [[] for _ in range(count)]
        for part in decisions:
            for i, who in enumerate(part.person):
                made[int(who)].append(self.single.decision(part, i))
        for kind, people, days in unused:
            for who, day in zip(people, days, strict=True):
                made[int(who)].append(self.book.not_landed(kind, int(day)))
        for period in terms:
            for i, who in enumerate(period.person):
                periods[int(who)].append(self.single.term(period, i))
        for rule, people, days in agenda:
            for who, day in zip(people, days, strict=True):
                item = AgendaItem(date_of(int(day)), rule.what, rule.consequence, rule.full_id)
                items[int(who)].append(item)
        again = evaluator.rows.redo
        return [
            evaluate(self.rulebook, dossier, self.days[i])
            if again is not None and again[i]
            else self._outcome(i, dossier, made[i], periods[i], items[i], standing)
            for i, dossier in enumerate(self.dossiers)
        ]

    def _outcome(
        self,
        i: int,
        dossier: Dossier,
        made: list[Decision],
        periods: list[Term],
        items: list[AgendaItem],
        standing: dict[str, Column],
    ) -> Outcome:
        def field(quantity: str) -> Any:
            index = self.program.quantities[("persoon", quantity, None)]
            return self.single.plain(standing[quantity], i, self.program.nodes[index].type)

        names = self.book.map
        fields = {name: field(quantity) for name, quantity in names.fields.items()}
        return Outcome(
            persoon=dossier.id,
            regime=fields.get("regime"),
            peildatum=self.days[i],
            rulebook=self.rulebook.ref,
            status=fields.get("status"),
            termijnen=self.book.ordered_terms(periods),
            besluiten=self.book.ordered(made),
            lening={name: field(quantity) for name, quantity in names.loan.items()},
            termijnagenda=self.book.ordered_agenda(items),
        )
