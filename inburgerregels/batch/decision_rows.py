"""The rows of decisions out of what the columns found, in the order in which an answer has them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from inburgerregels.batch.assembling import Made, Part, Rows
from inburgerregels.batch.json_text import dated, dates, json_text, objects
from inburgerregels.batch.text_columns import Texts
from inburgerregels.engine.answerbook import paper_name
from inburgerregels.engine.columnar.answers import DecisionColumns
from inburgerregels.engine.columnar.columns import spread
from inburgerregels.engine.columnar.single import Single
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import EventKind
from inburgerregels.model import NEVER, Decision

__all__ = ["decision_rows"]

Array = Any
Unused = tuple[EventKind, Array, Array]
_TEXTS = Type(Kind.TEXTS)


def decision_rows(
    made: Made, taken: list[DecisionColumns], unused: list[Unused], redo: Array
) -> Rows:
    """The decisions taken and the events that no rule used, of everybody who is not in ``redo``."""
    maker = _Maker(made, taken, unused)
    parts = [maker.decision(part) for part in taken] + [maker.unused(*part) for part in unused]
    people = [part.person for part in taken] + [person for _, person, _ in unused]
    person = np.concatenate([np.zeros(0, np.int64), *people])
    return Rows(parts, person, maker.order(person, redo))


class _Maker:
    def __init__(self, made: Made, taken: list[DecisionColumns], unused: list[Unused]) -> None:
        self.made = made
        self.book = made.book
        self.program = made.evaluator.program
        self.taken = taken
        self.events = unused

    # -- order ------------------------------------------------------------------------------

    def order(self, person: Array, redo: Array) -> Array:
        if not len(person):
            return np.zeros(0, np.int64)
        keys = [person, *self._keys()]
        key = _as_one(keys)
        order = np.lexsort(keys[::-1]) if key is None else np.argsort(key)
        order = order[~redo[person[order]]]
        same = np.ones(max(0, len(order) - 1), bool)
        for one in keys if key is None else [key]:
            same &= one[order][1:] == one[order][:-1]
        return self._settled(order, same)

    def _keys(self) -> list[Array]:
        """Day, kind, the fields that the rulebook orders by, and rule, of every row."""
        vocabulary = self.made.evaluator.rulebook.vocabulary
        kinds = {name: i for i, name in enumerate(vocabulary.decisions)}
        rules = [self.program.decisions[part.key].rule for part in self.taken]
        papers = [paper_name(kind) for kind, _, _ in self.events]
        names = sorted({*(rule.full_id for rule in rules), *papers})
        place = {name: i for i, name in enumerate(names)}
        counts = [len(part.person) for part in self.taken]
        counts += [len(person) for _, person, _ in self.events]
        none = [np.full(len(person), -1) for _, person, _ in self.events]
        kind = [kinds[rule.kind] for rule in rules]
        kind += [kinds[self.book.map.manual]] * len(papers)
        rule = [place[name] for name in (*(rule.full_id for rule in rules), *papers)]
        ranks = [
            np.concatenate([*(self._rank(part, field) for part in self.taken), *none])
            for field in self.book.map.order
        ]
        days = [part.day for part in self.taken] + [day for _, _, day in self.events]
        return [np.concatenate(days), np.repeat(kind, counts), *ranks, np.repeat(rule, counts)]

    def _rank(self, part: DecisionColumns, field: str) -> Array:
        count = len(part.person)
        column = part.fields.get(field)
        if column is None:
            return np.full(count, -1)
        index = self.program.decisions[part.key].fields[field]
        missing = self.made.texts.missing(column, self.program.nodes[index].type, count)
        return np.where(missing, -1, spread(column.values, count, np.int64))

    def _settled(self, order: Array, same: Array) -> Array:
        """Rows that cannot be told apart by that, in the order of what else they say."""
        alike = np.flatnonzero(same)
        if not len(alike):
            return order
        single = Single(self.made.evaluator, self.book)
        first = np.cumsum([0, *(len(part.person) for part in self.taken)])

        def key(row: int) -> Any:
            at = int(np.searchsorted(first, row, side="right")) - 1
            if at >= len(self.taken):
                # Unused events of one kind on one day say the same, in whichever order.
                return ()
            return self.book.key(single.decision(self.taken[at], row - int(first[at])))

        begins = alike[np.concatenate([[True], np.diff(alike) > 1])]
        ends = alike[np.concatenate([np.diff(alike) > 1, [True]])] + 2
        for begin, end in zip(begins, ends, strict=True):
            order[begin:end] = sorted(order[begin:end].tolist(), key=key)
        return order

    # -- rows -------------------------------------------------------------------------------

    def decision(self, part: DecisionColumns) -> Part:
        nodes = self.program.decisions[part.key]
        rule, count = nodes.rule, len(part.person)
        amount = pa.nulls(count, pa.int64())
        if part.amount is not None and nodes.amount is not None:
            its_type = self.program.nodes[nodes.amount].type
            amount = self.made.texts.numbers(part.amount, its_type, count)
        lapsed = part.lapsed >= NEVER
        return {
            "persoon_id": self.made.persons(part.person),
            "datum": dates(part.day),
            "soort": Texts.same(rule.kind, count),
            "bedrag_cent": amount,
            "verwacht": pa.array(spread(part.expected, count, bool)),
            "bestuursorgaan": Texts.same(rule.authority, count),
            "vervallen_op": pa.nulls(count, pa.date32())
            if lapsed.all()
            else dates(part.lapsed, lapsed),
            "velden": self._fields(part, rule.kind, count),
            "regel": Texts.same(rule.full_id, count),
            "bron": self.made.links.of(tuple(rule.meta.sources), part.day),
            "redenen": self._reasons(part, rule.meta.title, count),
        }

    def _fields(self, part: DecisionColumns, kind: str, count: int) -> Texts:
        nodes = self.program.decisions[part.key]
        columns = []
        for name, column in part.fields.items():
            its_type = self.program.nodes[nodes.fields[name]].type

            def write(value: Any, name: str = name, its_type: Type = its_type) -> Any:
                return self.book.field(kind, name, value, its_type)

            own = write if its_type.kind is Kind.CONTRIBUTIONS else None
            columns.append(self.made.texts.json(column, its_type, count, own))
        return objects(list(part.fields), columns, count)

    def _reasons(self, part: DecisionColumns, title: str | None, count: int) -> Texts:
        default = [title] if title else []
        if part.reasons is None:
            return Texts.same(json_text(default), count)

        def write(value: Any) -> Any:
            return list(value) or default

        return self.made.texts.json(part.reasons, _TEXTS, count, write)

    def unused(self, kind: EventKind, person: Array, day: Array) -> Part:
        count = len(person)

        def said(one: int) -> Decision:
            return self.book.not_landed(kind, one)

        return {
            "persoon_id": self.made.persons(person),
            "datum": dates(day),
            "soort": Texts.same(self.book.map.manual, count),
            "bedrag_cent": pa.nulls(count, pa.int64()),
            "verwacht": pa.repeat(False, count),
            "bestuursorgaan": Texts.same(None, count),
            "vervallen_op": pa.nulls(count, pa.date32()),
            "velden": dated(lambda one: json_text(said(one).velden), day),
            "regel": Texts.same(paper_name(kind), count),
            "bron": Texts.same("[]", count),
            "redenen": dated(lambda one: json_text(list(said(one).redenen)), day),
        }


def _as_one(keys: list[Array]) -> Array | None:
    """Keys of falling weight as one number each; None when they are too wide for that."""
    whole = np.zeros(len(keys[0]), np.int64)
    room = 1
    for key in keys:
        low, high = int(key.min()), int(key.max())
        room *= high - low + 1
        if room >= 1 << 62:
            return None
        whole = whole * (high - low + 1) + (key - low)
    return whole
