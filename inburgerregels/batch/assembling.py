"""Rows of the output as they are made, in parts, and put together in one table in the end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from inburgerregels.batch.json_text import Links, ValueTexts
from inburgerregels.batch.text_columns import Texts
from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar import ColumnEvaluator

__all__ = ["Made", "Part", "Rows", "merged"]

Array = Any
#: Columns by name: texts, or an Arrow array.
Part = dict[str, Any]


@attrs.frozen(eq=False)
class Made:
    """What the makers of rows share: the columns computed, and how values are written."""

    evaluator: ColumnEvaluator
    book: AnswerBook
    texts: ValueTexts
    links: Links
    ids: Any

    def persons(self, places: Array) -> Texts:
        return Texts(self.ids, places)


@attrs.frozen(eq=False)
class Rows:
    """Parts of a table, and which of all their rows come out, in what order; ``person`` says of each
    row whose it is."""

    parts: Sequence[Part]
    person: Array
    order: Array


def merged(rows: Rows | None, others: list[dict[str, Any]], schema: Any) -> Any:
    """The table of rows of the columns and of the reference executor (each with its ``plaats``), in
    order of person; those of one person are already in order."""
    parts = [*rows.parts] if rows else []
    order = rows.order if rows else np.zeros(0, np.int64)
    if others:
        places = np.array([row["plaats"] for row in others])
        known = np.zeros(0, np.int64) if rows is None else rows.person
        order = np.concatenate([order, np.arange(len(known), len(known) + len(places))])
        whose = np.concatenate([known, places])
        order = order[np.argsort(whose[order], kind="stable")]
        parts.append({field.name: _given(field, others) for field in schema})
    if not parts:
        return schema.empty_table()
    columns = [_whole([part[field.name] for part in parts], order) for field in schema]
    return pa.table(columns, names=schema.names)


def _given(field: Any, rows: list[dict[str, Any]]) -> Any:
    values = pa.array([row[field.name] for row in rows], field.type)
    return Texts.each(values) if pa.types.is_string(field.type) else values


def _whole(parts: list[Any], order: Array) -> Any:
    if isinstance(parts[0], Texts):
        return Texts.concat(parts).dictionary(order)
    return pa.concat_arrays(parts).take(pa.array(order))
