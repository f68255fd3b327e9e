"""Values as texts and as JSON, column by column: each distinct value is written once."""

from __future__ import annotations

import datetime
import functools
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgerregels.batch.arrays import texts_of
from inburgerregels.batch.text_columns import Texts, joined
from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar import ColumnEvaluator, months
from inburgerregels.engine.columnar.columns import Column, spread, union
from inburgerregels.language.sources import at_date
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import Source, source_json

__all__ = ["Links", "ValueTexts", "dated", "dates", "json_text", "objects"]

Array = Any
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_NULL = "null"
#: A day that stands in no law, to find where a link holds its day.
_SAMPLE = datetime.date(1811, 11, 11)


def json_text(value: Any) -> str:
    """The one way in which values are written as JSON in tables."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"geen JSON: {type(value).__name__}")


def dates(days: Array, missing: Array | None = None) -> Any:
    """Day numbers as Arrow dates, null where ``missing``."""
    whole = np.where(missing, _EPOCH, days) if missing is not None else days
    found = pa.array((whole - _EPOCH).astype(np.int32), pa.int32(), mask=missing)
    return found.cast(pa.date32())


def objects(keys: Sequence[str], columns: Sequence[Texts], count: int) -> Texts:
    """JSON objects with these keys, out of columns of JSON texts."""
    pieces: list[str | Texts] = []
    for i, (key, column) in enumerate(zip(keys, columns, strict=True)):
        pieces += [("{" if i == 0 else ", ") + json_text(key) + ": ", column]
    return joined([*pieces, "}"], count) if keys else Texts.same("{}", count)


class Links:
    """Sources as JSON, with links to the text as it was in force on a day."""

    def __init__(self) -> None:
        self._templates: dict[Source, list[str]] = {}

    def of(self, sources: tuple[Source, ...], days: Array) -> Texts:
        pieces: list[str | Texts] = []
        for until, group in itertools.groupby(sources, key=lambda source: source.laatste_dag):
            template = functools.reduce(_after, (self._template(source) for source in group))
            last = days if until is None else np.minimum(days, until.toordinal())
            pieces += [", " if pieces else "[", _filled_in(template, last)]
        return joined([*pieces, "]"], len(days)) if pieces else Texts.same("[]", len(days))

    def _template(self, source: Source) -> list[str]:
        """The JSON of a source in pieces, with the day of its text between them."""
        if source not in self._templates:
            shown = at_date(attrs.evolve(source, laatste_dag=None), _SAMPLE)
            self._templates[source] = json_text(source_json(shown)).split(_SAMPLE.isoformat())
        return self._templates[source]


def _after(first: list[str], then: list[str]) -> list[str]:
    """Two templates as one, as neighbours in a list."""
    return [*first[:-1], f"{first[-1]}, {then[0]}", *then[1:]]


def dated(write: Callable[[int], str], days: Array) -> Texts:
    """Texts in which only the day differs."""
    return _filled_in(write(_SAMPLE.toordinal()).split(_SAMPLE.isoformat()), days)


def _filled_in(template: list[str], days: Array) -> Texts:
    """The pieces of a template with each row's day between them."""
    first, *rest = template
    if not rest:
        return Texts.same(first, len(days))
    distinct, places = months.distinct(days)
    day = dates(distinct).cast(pa.string())
    pieces = [first]
    for text in rest:
        pieces += [day, text]
    return Texts(pc.binary_join_element_wise(*pieces, ""), places)


class ValueTexts:
    """Columns of computed values as plain values and as JSON texts."""

    def __init__(self, evaluator: ColumnEvaluator, book: AnswerBook) -> None:
        self.evaluator = evaluator
        self.book = book

    def missing(self, column: Column, its_type: Type, count: int) -> Array:
        """Where an answer has nothing: absent, not established, or no real day."""
        found = union((column.absent, column.lost))
        found = np.zeros(count, bool) if found is None else np.broadcast_to(found, count)
        if its_type.kind is Kind.DATE:
            days = spread(column.values, count, np.int64)
            found = found | (days < 1) | (days > datetime.date.max.toordinal())
        return found

    def json(
        self,
        column: Column,
        its_type: Type,
        count: int,
        write: Callable[[Any], Any] | None = None,
    ) -> Texts:
        """JSON texts. ``write`` makes a value plain where the answer book does not."""
        distinct, places = self._distinct(column, its_type, count)
        if its_type.kind in (Kind.MONEY, Kind.NUMBER) and write is None:
            texts = pa.array(distinct).cast(pa.string())
        elif its_type.kind is Kind.DATE and write is None:
            texts = pc.binary_join_element_wise('"', dates(distinct).cast(pa.string()), '"', "")
        else:
            write = write or (lambda value: self.book.plain(value, its_type))
            said = [json_text(write(self.evaluator.plain(raw, its_type))) for raw in distinct]
            texts = texts_of(said)
        return Texts(texts, places).filled(_NULL)

    def texts(self, column: Column, its_type: Type, count: int) -> Texts:
        """Plain texts (a choice's words); none where there is none."""
        distinct, places = self._distinct(column, its_type, count)
        found = [self.book.plain(self.evaluator.plain(r, its_type), its_type) for r in distinct]
        return Texts.of([None if v is None else str(v) for v in found], places)

    def _distinct(self, column: Column, its_type: Type, count: int) -> tuple[Array, Array]:
        """The values that occur, and which of them each row has; -1 where there is none."""
        if isinstance(column.values, tuple):
            raise TypeError("een aandeel is geen veld van een antwoord")
        missing = self.missing(column, its_type, count)
        if not missing.any():
            if not (isinstance(column.values, np.ndarray) and column.values.ndim):
                return np.full(min(1, count), column.values, np.int64), np.zeros(count, np.int64)
            return months.distinct(column.values.astype(np.int64))
        places = np.full(count, -1)
        here = np.flatnonzero(~missing)
        values = spread(column.values, count, np.int64)[here].astype(np.int64)
        distinct, places[here] = months.distinct(values)
        return distinct, places

    def numbers(self, column: Column, its_type: Type, count: int) -> Any:
        """Whole numbers; null where there is none."""
        values = spread(column.values, count, np.int64).astype(np.int64)
        missing = self.missing(column, its_type, count)
        return pa.array(values, mask=missing if missing.any() else None)
