"""The order of events of one kind, person and day: by their contents, as a single dossier has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from inburgerregels.batch.schema import UNKNOWN_CODE, Schema
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import EventKind

__all__ = ["canonical_order"]

Array = Any


def canonical_order(
    schema: Schema,
    kind: EventKind,
    person: Array,
    day: Array,
    fields: Mapping[str, Any],
    known: Array | None = None,
) -> Array | None:
    """Where each row of rows in order of person and day must come from; None when they are in place.

    ``fields`` holds per field the codes and a mask of what is absent (or None), and for a text
    the texts in place of codes. The order is that of :class:`inburgerregels.engine.timeline.Timeline`;
    ``known`` decides between events that are equal in everything else.
    """
    same = (person[1:] == person[:-1]) & (day[1:] == day[:-1])
    if not same.any():
        return None
    tied = np.zeros(len(person), bool)
    tied[1:] |= same
    tied[:-1] |= same
    rows = np.flatnonzero(tied)
    keys = [person[rows], day[rows]]
    for name, decl in kind.fields.items():
        values, absent = fields[name]
        missing = None if absent is None else absent[rows]
        keys += _keys(schema, decl.type, values[rows], missing)
    if known is not None:
        keys.append(known[rows])
    order = np.lexsort(keys[::-1])
    if (order == np.arange(len(rows))).all():
        return None
    found = np.arange(len(person))
    found[rows] = rows[order]
    return found


def _keys(schema: Schema, its_type: Type, values: Array, absent: Array | None) -> list[Array]:
    """Which sort of value, and where it stands among values of its sort, as Timeline compares them:
    by the name of the Python type and then by text or number."""
    gone = np.zeros(len(values), bool) if absent is None else absent
    if its_type.kind is Kind.TEXT:
        texts = np.array(["" if text is None else text for text in values], object)
        unknown = texts == "onbekend"
        ranks = np.unique(texts, return_inverse=True)[1]
    else:
        unknown = values == UNKNOWN_CODE
        ranks = _ranks(schema, its_type, values)
    given, missing = (1, 2) if its_type.kind is Kind.DURATION else (2, 1)
    sort = np.where(unknown, missing, given)
    sort[gone] = 0
    return [sort, np.where(sort == given, ranks, 0)]


def _ranks(schema: Schema, its_type: Type, values: Array) -> Array:
    if its_type.kind not in (Kind.CHOICE, Kind.SET, Kind.DURATION):
        return values
    distinct, places = np.unique(values, return_inverse=True)
    texts = []
    for code in distinct:
        value = schema.decode(max(0, int(code)), its_type)
        texts.append(",".join(sorted(value)) if its_type.kind is Kind.SET else str(value))
    return np.unique(np.array(texts, object), return_inverse=True)[1][places]
