"""Single decisions, terms and values out of columns, as the reference executor has them."""

from __future__ import annotations

from typing import Any

import numpy as np

from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar.answers import DecisionColumns, TermColumns
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import ABSENT, NEVER, Decision, Term, date_of, is_real_day

__all__ = ["Single"]


class Single:
    def __init__(self, evaluator: ColumnEvaluator, book: AnswerBook) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program
        self.book = book

    def plain(self, column: Column, i: int, its_type: Type) -> Any:
        return self.book.plain(self.scalar(column, i, its_type), its_type)

    def scalar(self, column: Column, i: int, its_type: Type) -> Any:
        """One value of a column, as the reference executor has it."""
        for mask in (column.absent, column.lost):
            if mask is not None and np.broadcast_to(mask, (len(mask),))[i]:
                return ABSENT
        values = column.values
        raw = values[i] if isinstance(values, np.ndarray) and values.ndim else values
        return self.evaluator.plain(raw, its_type)

    def decision(self, part: DecisionColumns, i: int) -> Decision:
        nodes = self.program.decisions[part.key]
        values: dict[str, Any] = {}
        for name, column in part.fields.items():
            its_type = self.program.nodes[nodes.fields[name]].type
            raw = self.scalar(column, i, its_type)
            values[name] = self.book.field(nodes.rule.kind, name, raw, its_type)
        amount = None
        if part.amount is not None and nodes.amount is not None:
            amount = self.plain(part.amount, i, self.program.nodes[nodes.amount].type)
        reasons: tuple[str, ...] = ()
        if part.reasons is not None:
            reasons = self.scalar(part.reasons, i, Type(Kind.TEXTS))
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

    def term(self, part: TermColumns, i: int) -> Term:
        chain = self.program.chains[part.block]
        names = self.book.map.term
        values = {}
        for field, column in part.fields.items():
            index = self.program.quantities[(part.block, names[field], None)]
            values[field] = self.plain(column, i, self.program.nodes[index].type)
        final = self.scalar(part.final, i, Type(Kind.DATE))
        number = part.number[i] if isinstance(part.number, np.ndarray) else part.number
        rule = (*part.rules, "")[int(part.rule[i])]
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
