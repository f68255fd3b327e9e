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
from inburgerregels.engine.evaluate import evaluate, prepare
from inburgerregels.engine.ir import Program
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import (
    ABSENT,
    NEVER,
    AgendaItem,
    Decision,
    Dossier,
    Outcome,
    Term,
    date_of,
    is_real_day,
)

__all__ = ["evaluate_columnar"]


def evaluate_columnar(
    rulebook: Rulebook, dossiers: Sequence[Dossier], peildatum: datetime.date
) -> list[Outcome]:
    """The outcome of every dossier, computed together; equal to :func:`evaluate` one by one."""
    rulebook = prepare(rulebook)
    if not dossiers:
        return []
    return _Outcomes(rulebook, dossiers, peildatum).run()


class _Outcomes:
    #: what computes columns, and what reads answers from them
    executor: Any = ColumnEvaluator
    answers: Any = answers

    def __init__(
        self, rulebook: Rulebook, dossiers: Sequence[Dossier], peildatum: datetime.date
    ) -> None:
        self.rulebook = rulebook
        self.dossiers = dossiers
        self.day = peildatum
        self.program: Program = rulebook.program
        today = peildatum.toordinal()
        person, events, texts = columns_of(rulebook, dossiers, today)
        self.evaluator = self.executor(
            rulebook, self.program, len(dossiers), person, events, today, texts
        )
        self.book = AnswerBook(rulebook)

    def run(self) -> list[Outcome]:
        evaluator = self.evaluator
        decisions = self.answers.decisions(evaluator)
        terms = self.answers.terms(evaluator)
        standing = self.answers.standing(evaluator)
        agenda = self.answers.agenda(evaluator)
        self.answers.unused(evaluator)
        count = len(self.dossiers)
        made: list[list[Decision]] = [[] for _ in range(count)]
        periods: list[list[Term]] = [[] for _ in range(count)]
        items: list[list[AgendaItem]] = [[] for _ in range(count)]
        for part in decisions:
            for i, who in enumerate(part.person):
                made[int(who)].append(self._decision(part, i))
        for period in terms:
            for i, who in enumerate(period.person):
                periods[int(who)].append(self._term(period, i))
        for rule, people, days in agenda:
            for who, day in zip(people, days, strict=True):
                item = AgendaItem(date_of(int(day)), rule.what, rule.consequence, rule.full_id)
                items[int(who)].append(item)
        again = evaluator.rows.redo
        return [
            evaluate(self.rulebook, dossier, self.day)
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
            return self._plain(standing[quantity], i, self.program.nodes[index].type)

        names = self.book.map
        fields = {name: field(quantity) for name, quantity in names.fields.items()}
        return Outcome(
            persoon=dossier.id,
            regime=fields.get("regime"),
            peildatum=self.day,
            rulebook=self.rulebook.ref,
            status=fields.get("status"),
            termijnen=self.book.ordered_terms(periods),
            besluiten=self.book.ordered(made),
            lening={name: field(quantity) for name, quantity in names.loan.items()},
            termijnagenda=self.book.ordered_agenda(items),
        )

    def _plain(self, column: Column, i: int, its_type: Type) -> Any:
        return self.book.plain(self._scalar(column, i, its_type), its_type)

    def _scalar(self, column: Column, i: int, its_type: Type) -> Any:
        """One value of a column, as the reference executor has it."""
        for mask in (column.absent, column.lost):
            if mask is not None and np.broadcast_to(mask, (len(mask),))[i]:
                return ABSENT
        values = column.values
        raw = values[i] if isinstance(values, np.ndarray) and values.ndim else values
        return self.evaluator.plain(raw, its_type)

    def _decision(self, part: answers.DecisionColumns, i: int) -> Decision:
        nodes = self.program.decisions[part.key]
        values: dict[str, Any] = {}
        for name, column in part.fields.items():
            its_type = self.program.nodes[nodes.fields[name]].type
            raw = self._scalar(column, i, its_type)
            values[name] = self.book.field(nodes.rule.kind, name, raw, its_type)
        amount = None
        if part.amount is not None and nodes.amount is not None:
            amount = self._plain(part.amount, i, self.program.nodes[nodes.amount].type)
        reasons: tuple[str, ...] = ()
        if part.reasons is not None:
            reasons = self._scalar(part.reasons, i, Type(Kind.TEXTS))
        lapsed = int(part.lapsed[i])
        return self.book.decision(
            nodes.rule,
            int(part.day[i]),
            amount,
            values,
            expected=bool(part.expected[i]),
            lapsed=None if lapsed >= NEVER else lapsed,
            reasons=reasons,
        )

    def _term(self, part: answers.TermColumns, i: int) -> Term:
        chain = self.program.chains[part.block]
        names = self.book.map.term
        values = {}
        for field, column in part.fields.items():
            index = self.program.quantities[(part.block, names[field], None)]
            values[field] = self._plain(column, i, self.program.nodes[index].type)
        final = self._scalar(part.final, i, Type(Kind.DATE))
        number = part.number[i] if isinstance(part.number, np.ndarray) else part.number
        rule = self._rule_behind(chain.first_day, part, i)
        end = date_of(final) if final is not ABSENT and is_real_day(final) else None
        return self.book.term(
            chain.block.term or "",
            int(number),
            int(part.first[i]),
            end,
            values,
            rule,
            expected=bool(part.expected[i]),
        )

    def _rule_behind(self, index: int, part: answers.TermColumns, i: int) -> str:
        node = self.program.nodes[index]
        while node.op == "quantity":
            node = self.program.nodes[node.args[0]]
        if node.op != "define":
            return ""
        wins, _ = self.evaluator.law.winners(node, part.table)
        won = [j for j, rows in enumerate(wins) if np.broadcast_to(rows, (part.table.count,))[i]]
        return node.attr.rules[won[0]] if len(won) == 1 else ""
