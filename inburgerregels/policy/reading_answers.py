"""Answers as columns of numbers: of columns that were computed, or of single outcomes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from inburgerregels.batch.json_text import ValueTexts, json_text
from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.answers import DecisionColumns, TermColumns
from inburgerregels.engine.columnar.columns import Column, spread
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import EventKind
from inburgerregels.model import NEVER, Decision, Outcome, Term
from inburgerregels.policy.columns import Columns, Values, coded, concatenated

__all__ = ["FIELD", "OwnColumns", "ReadColumns"]

Array = Any
#: Before the name of a field of a decision, to tell it from what every decision has.
FIELD = "velden."
_DAY = Type(Kind.DATE)


class ReadColumns:
    """The answers of columns. ``fields`` says of each field that is wanted whether it is a number;
    ``projections``, whether it is known what is expected."""

    def __init__(
        self,
        book: AnswerBook,
        fields: Mapping[str, bool],
        evaluator: ColumnEvaluator,
        *,
        projections: bool = True,
    ) -> None:
        self.book = book
        self.fields = fields
        self.projections = projections
        self.own = OwnColumns(book, fields, projections=projections)
        self.evaluator = evaluator
        self.program = evaluator.program
        self.texts = ValueTexts(evaluator, book)

    def standing(self, fields: Mapping[str, Column]) -> Columns:
        """One row per person."""
        count, names = self.evaluator.persons.count, self.book.map

        def its_type(quantity: str) -> Type:
            return self.program.nodes[self.program.quantities[("persoon", quantity, None)]].type

        found = {}
        for name in ("regime", "status"):
            quantity = names.fields.get(name)
            found[name] = (
                _only(count, None)
                if quantity is None
                else self._text(fields[quantity], its_type(quantity), count)
            )
        for name, quantity in names.loan.items():
            found[name] = self._number(fields[quantity], its_type(quantity), count)
        return Columns(found)

    def decisions(
        self,
        taken: Sequence[DecisionColumns],
        unused: Sequence[tuple[EventKind, Array, Array]],
        redo: Array,
    ) -> Columns:
        """Decisions and events that no rule used, of everybody who is not in ``redo``."""
        parts = [self._decision(part) for part in taken]
        parts += [self._unused(*part) for part in unused]
        found = concatenated([*parts, self.own.of_decisions([])])
        return found.take(~redo[found["persoon"].numbers])

    def terms(self, found: Sequence[TermColumns], redo: Array) -> Columns:
        """The terms of everybody who is not in ``redo``."""
        parts = [self._term(part) for part in found]
        terms = concatenated([*parts, self.own.of_terms([])])
        return terms.take(~redo[terms["persoon"].numbers])

    def _unused(self, kind: EventKind, person: Array, days: Array) -> Columns:
        """The referral of events: those of one day are the same."""
        distinct, place = np.unique(days, return_inverse=True)
        said = self.own.of_decisions(
            [(0, self.book.not_landed(kind, day)) for day in distinct.tolist()]
        ).take(place)
        return Columns({**said, "persoon": Values(person.astype(np.int64))})

    def _decision(self, part: DecisionColumns) -> Columns:
        nodes = self.program.decisions[part.key]
        rule, count = nodes.rule, len(part.person)
        amount = _none(count)
        if part.amount is not None and nodes.amount is not None:
            amount = self._number(part.amount, self.program.nodes[nodes.amount].type, count)
        lapsed = part.lapsed >= NEVER
        found = {
            "persoon": Values(part.person.astype(np.int64)),
            "datum": Values(part.day.astype(np.int64)),
            "soort": _only(count, rule.kind),
            "bedrag_cent": amount,
            **self._expected(part.expected, count),
            "bestuursorgaan": _only(count, rule.authority),
            "vervallen_op": Values(part.lapsed, lapsed if lapsed.any() else None),
            "regel": _only(count, rule.full_id),
        }
        for name, is_number in self.fields.items():
            found[FIELD + name] = self._field(part, name, is_number, count)
        return Columns(found)

    def _field(self, part: DecisionColumns, name: str, is_number: bool, count: int) -> Values:
        nodes = self.program.decisions[part.key]
        column = part.fields.get(name)
        if column is None:
            return _none(count) if is_number else _only(count, None)
        its_type = self.program.nodes[nodes.fields[name]].type
        if is_number:
            return self._number(column, its_type, count)

        def write(value: Any) -> Any:
            return self.book.field(nodes.rule.kind, name, value, its_type)

        found = self.texts.json(column, its_type, count, write)
        words = [_word(text) for text in found.values.to_pylist()]
        return _recoded(words, found.places)

    def _term(self, part: TermColumns) -> Columns:
        count = len(part.person)
        chain = self.program.chains[part.block].block

        def its_type(field: str) -> Type:
            index = self.program.quantities[(part.block, self.book.map.term[field], None)]
            return self.program.nodes[index].type

        longer, status = part.fields.get("verlengd_dagen"), part.fields.get("status")
        return Columns(
            {
                "persoon": Values(part.person.astype(np.int64)),
                "soort": _only(count, chain.term or ""),
                "nummer": Values(np.broadcast_to(part.number, count).astype(np.int64)),
                "begin": Values(part.first.astype(np.int64)),
                "einde": self._number(part.final, _DAY, count),
                "verlengd_dagen": _none(count)
                if longer is None
                else self._number(longer, its_type("verlengd_dagen"), count),
                "status": _only(count, None)
                if status is None
                else self._text(status, its_type("status"), count),
                **self._expected(part.expected, count),
            }
        )

    def _expected(self, expected: Array, count: int) -> dict[str, Values]:
        if not self.projections:
            return {}
        return {"verwacht": Values(spread(expected, count, bool).astype(np.int64))}

    def _number(self, column: Column, its_type: Type, count: int) -> Values:
        missing = self.texts.missing(column, its_type, count)
        numbers = spread(column.values, count, np.int64).astype(np.int64)
        return Values(numbers, missing if missing.any() else None)

    def _text(self, column: Column, its_type: Type, count: int) -> Values:
        found = self.texts.texts(column, its_type, count)
        return _recoded(found.values.to_pylist(), found.places)


class OwnColumns:
    """The answers of single outcomes."""

    def __init__(
        self, book: AnswerBook, fields: Mapping[str, bool], *, projections: bool = True
    ) -> None:
        self.book = book
        self.fields = fields
        self.projections = projections

    def standing(self, outcomes: Sequence[Outcome]) -> Columns:
        """One row per outcome."""
        return Columns(
            {
                "regime": coded([outcome.regime for outcome in outcomes]),
                "status": coded([outcome.status for outcome in outcomes]),
                **{
                    name: _numbers(outcome.lening[name] for outcome in outcomes)
                    for name in self.book.map.loan
                },
            }
        )

    def of_decisions(self, rows: Sequence[tuple[int, Decision]]) -> Columns:
        """Decisions, each with the place of its person."""
        said = [decision for _, decision in rows]
        found = {
            "persoon": _numbers(place for place, _ in rows),
            "datum": _numbers(_day(one.datum) for one in said),
            "soort": coded([one.soort for one in said]),
            "bedrag_cent": _numbers(one.bedrag_cent for one in said),
            **self._expected(said),
            "bestuursorgaan": coded([one.bestuursorgaan for one in said]),
            "vervallen_op": _numbers(_day(one.vervallen_op) for one in said),
            "regel": coded([one.regel for one in said]),
        }
        for name, is_number in self.fields.items():
            values = [one.velden.get(name) for one in said]
            found[FIELD + name] = (
                _numbers(_plain_number(value) for value in values)
                if is_number
                else coded([None if value is None else _said(value) for value in values])
            )
        return Columns(found)

    def of_terms(self, rows: Sequence[tuple[int, Term]]) -> Columns:
        """Terms, each with the place of its person."""
        said = [term for _, term in rows]
        return Columns(
            {
                "persoon": _numbers(place for place, _ in rows),
                "soort": coded([term.soort for term in said]),
                "nummer": _numbers(term.nummer for term in said),
                "begin": _numbers(_day(term.begin) for term in said),
                "einde": _numbers(_day(term.einde) for term in said),
                "verlengd_dagen": _numbers(term.verlengd_dagen for term in said),
                "status": coded([term.status for term in said]),
                **self._expected(said),
            }
        )

    def _expected(self, said: Sequence[Decision | Term]) -> dict[str, Values]:
        return {"verwacht": _numbers(int(one.verwacht) for one in said)} if self.projections else {}


def _only(count: int, word: str | None) -> Values:
    """One word, or none, in every row."""
    zeros = np.zeros(count, np.int64)
    return Values(zeros, np.ones(count, bool), ()) if word is None else Values(zeros, None, (word,))


def _none(count: int) -> Values:
    """Numbers of which there is none."""
    return Values(np.zeros(count, np.int64), np.ones(count, bool))


def _recoded(words: Sequence[str | None], places: Array) -> Values:
    """Rows that have the words at these places, -1 for none."""
    found = coded([*words, None])
    missing = None if found.missing is None else found.missing[places]
    none = missing is not None and missing.any()
    return Values(found.numbers[places], missing if none else None, found.words)


def _numbers(found: Iterable[int | None]) -> Values:
    values = [*found]
    missing = np.array([value is None for value in values], bool)
    numbers = np.array([value or 0 for value in values], np.int64)
    return Values(numbers, missing if missing.any() else None)


def _day(day: datetime.date | None) -> int | None:
    return None if day is None else day.toordinal()


def _plain_number(value: Any) -> int | None:
    return _day(value) if isinstance(value, datetime.date) else value


def _word(text: str) -> str | None:
    """What a JSON text says as a word: a text as it is, nothing for null, else that JSON."""
    if text == "null":
        return None
    return str(json.loads(text)) if text.startswith('"') else text


def _said(value: Any) -> str:
    return value if isinstance(value, str) else json_text(value)
