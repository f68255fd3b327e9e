"""JSON text of nested fields, put together column by column: each distinct value is written once."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.columns import Column, spread, union
from inburgerregels.language.types import Kind, Type

__all__ = ["ValueTexts", "dates", "json_text", "objects", "strings"]

Array = Any
_EPOCH = datetime.date(1970, 1, 1).toordinal()
_NULL = "null"


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


def strings(values: Sequence[str | None], places: Array) -> Any:
    """The text at each place, as a column that holds every text once."""
    dictionary = pa.array(values, pa.string())
    return dictionary.take(pa.array(places.astype(np.int64)))


def objects(keys: Sequence[str], columns: Sequence[Any], count: int) -> Any:
    """JSON objects with these keys, out of columns of JSON texts."""
    if not keys:
        return pa.repeat("{}", count)
    parts: list[Any] = []
    for i, (key, column) in enumerate(zip(keys, columns, strict=True)):
        parts += [("{" if i == 0 else ", ") + json_text(key) + ": ", column]
    return pc.binary_join_element_wise(*parts, "}", "")


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
    ) -> Any:
        """JSON texts. ``write`` makes a value plain where the answer book does not."""
        missing = self.missing(column, its_type, count)
        if isinstance(column.values, tuple):
            raise TypeError("een aandeel is geen veld van een antwoord")
        values = spread(column.values, count, np.int64)
        if its_type.kind in (Kind.MONEY, Kind.NUMBER) and write is None:
            texts = pa.array(values.astype(np.int64), mask=missing).cast(pa.string())
            return texts.fill_null(_NULL)
        distinct, places = np.unique(values[~missing], return_inverse=True)
        write = write or (lambda value: self.book.plain(value, its_type))
        texts = [json_text(write(self.evaluator.plain(raw, its_type))) for raw in distinct]
        rows = np.full(count, len(texts))
        rows[~missing] = places
        return strings([*texts, _NULL], rows)

    def texts(self, column: Column, its_type: Type, count: int) -> Any:
        """Plain texts (a choice's words); null where there is none."""
        missing = self.missing(column, its_type, count)
        values = spread(column.values, count, np.int64)
        distinct, places = np.unique(values[~missing], return_inverse=True)
        rows = np.full(count, len(distinct))
        rows[~missing] = places
        found = [self.book.plain(self.evaluator.plain(raw, its_type), its_type) for raw in distinct]
        return strings([None if v is None else str(v) for v in found] + [None], rows)

    def numbers(self, column: Column, its_type: Type, count: int) -> Any:
        """Whole numbers; null where there is none."""
        values = spread(column.values, count, np.int64).astype(np.int64)
        return pa.array(values, mask=self.missing(column, its_type, count))
