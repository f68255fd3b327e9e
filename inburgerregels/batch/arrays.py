"""Arrow arrays of numbers as numpy's, and the other way, where both lie in the same memory.

Arrow's own ways to and from numpy load pandas to ask it whether it has to do with them, which takes as long
as evaluating tens of thousands of persons.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

__all__ = ["arrow", "mask_of", "numbers_of", "repeated", "texts_of", "to_numpy", "where_it_says"]

Array = Any
_TYPES = {
    np.dtype(kind): its_type
    for kind, its_type in (
        (np.int8, pa.int8()),
        (np.int16, pa.int16()),
        (np.int32, pa.int32()),
        (np.int64, pa.int64()),
    )
}
_KINDS = {its_type: kind for kind, its_type in _TYPES.items()}


def arrow(numbers: Array, absent: Array = None) -> Any:
    """Whole numbers as an Arrow array, without copying them; null where ``absent``."""
    its_type = _TYPES[numbers.dtype]
    there, nulls = None, 0
    if absent is not None and (nulls := int(np.count_nonzero(absent))):
        there = pa.py_buffer(np.packbits(~absent, bitorder="little"))
    data = pa.py_buffer(np.ascontiguousarray(numbers))
    return pa.Array.from_buffers(its_type, len(numbers), [there, data], null_count=nulls)


def numbers_of(values: Any) -> Array:
    """The whole numbers of an Arrow array; what stands at nulls means nothing. Nobody may write in it."""
    kind = _KINDS.get(values.type)
    if kind is None:
        return values.to_numpy(zero_copy_only=False)
    data = values.buffers()[1]
    if data is None or not len(values):
        return np.zeros(len(values), kind)
    return np.frombuffer(data, kind)[values.offset : values.offset + len(values)]


def mask_of(values: Any) -> Array:
    """Where an Arrow array has no value, as a mask."""
    there = values.buffers()[0]
    if not values.null_count or there is None:
        return np.full(len(values), bool(values.null_count))
    bits = np.unpackbits(np.frombuffer(there, np.uint8), bitorder="little")
    return bits[values.offset : values.offset + len(values)] == 0


def to_numpy(values: Any) -> tuple[Array, Array | None]:
    """Stored values as numbers, nought where absent; and which are absent (None: none is)."""
    if not values.null_count:
        return numbers_of(values), None
    absent = mask_of(values)
    return np.where(absent, 0, numbers_of(values)), absent


def repeated(text: str, count: int) -> Any:
    """An Arrow array in which the same text stands every time."""
    data = text.encode()
    ends = np.arange(count + 1, dtype=np.int32) * np.int32(len(data))
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(data * count)]
    return pa.Array.from_buffers(pa.string(), count, buffers)


def texts_of(texts: Sequence[str | None]) -> Any:
    """Texts as an Arrow array."""
    data = [b"" if text is None else text.encode() for text in texts]
    ends = np.concatenate([[0], np.cumsum([len(one) for one in data])]).astype(np.int32)
    absent = np.array([text is None for text in texts], bool)
    nulls = int(np.count_nonzero(absent))
    there = pa.py_buffer(np.packbits(~absent, bitorder="little")) if nulls else None
    buffers = [there, pa.py_buffer(ends), pa.py_buffer(b"".join(data))]
    return pa.Array.from_buffers(pa.string(), len(data), buffers, null_count=nulls)


def where_it_says(values: Any, text: str) -> Array:
    """Where this text stands in an Arrow array of texts, as a mask."""
    found = np.zeros(len(values), bool)
    _, ends, data = values.buffers()
    wanted = np.frombuffer(text.encode(), np.uint8)
    if not len(values) or data is None:
        return found
    ends = np.frombuffer(ends, np.int32)[values.offset : values.offset + len(values) + 1]
    rows = np.flatnonzero((np.diff(ends) == len(wanted)) & ~mask_of(values))
    letters = np.frombuffer(data, np.uint8)
    starts = ends[rows].astype(np.int64)
    same = np.ones(len(rows), bool)
    for place, letter in enumerate(wanted):
        same &= letters[starts + place] == letter
    found[rows] = same
    return found
