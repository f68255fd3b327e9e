"""Calendar arithmetic on whole columns of day numbers, by table.

The same rules as :mod:`inburgerregels.dates.arithmetic`, and tested equal to it: months first in one
step, then days; *nooit* and *voorheen* stay what they are; what leaves the calendar becomes one of them.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from inburgerregels.model import ALREADY, NEVER, Duration

__all__ = [
    "add_duration",
    "by_unique",
    "decode",
    "distinct",
    "duration_size",
    "encode",
    "is_real",
    "last_day",
    "next_month",
    "numbered",
    "quarter",
    "year",
]

_FIRST, _LAST = datetime.date.min.toordinal(), datetime.date.max.toordinal()
_SHIFT = 1 << 32
_HALF = 1 << 31
#: values at most this far apart are counted by marking; fewer than this are sorted
_CLOSE = 1 << 20
_FEW = 256
Array = Any


def encode(duration: Duration) -> int:
    """A duration as one integer: months in the high half, days (signed) in the low one. Sums and
    multiples of encoded durations are the encoded sums and multiples."""
    return duration.months * _SHIFT + duration.days


def decode(code: Array) -> tuple[Array, Array]:
    """Months and days of encoded durations."""
    days = ((code + _HALF) & (_SHIFT - 1)) - _HALF
    return (code - days) >> 32, days


@functools.cache
def _tables() -> tuple[Array, Array, Array]:
    """Month number of each day, first day of each month, and length of each month."""
    months = 12 * (datetime.date.max.year + 1)
    starts = np.zeros(months + 1, np.int64)
    lengths = np.zeros(months + 1, np.int64)
    first = np.datetime64("0001-01", "M")
    all_months = first + np.arange(12 * datetime.date.max.year + 1)
    days = all_months.astype("datetime64[D]").astype(np.int64) + 719163
    starts[12 : 12 + len(days)] = days
    lengths[12 : 12 + len(days) - 1] = np.diff(days)
    month_of = np.repeat(
        np.arange(12, 12 + len(days) - 1, dtype=np.int32), lengths[12 : 12 + len(days) - 1]
    )
    return np.concatenate([np.zeros(1, np.int32), month_of]), starts, lengths


def is_real(day: Array) -> Array:
    """Which days are in the calendar."""
    return (day >= _FIRST) & (day <= _LAST)


def _saturated(day: Array) -> Array:
    day = np.where(day > _LAST, NEVER, day)
    return np.where(day < _FIRST, ALREADY, day)


def _step(day: Array, months: Array, roll: bool) -> Array:
    """Real days moved by whole months; the 31st of a short month is its last day, or the first of
    the next one when ``roll``."""
    month_of, starts, lengths = _tables()
    month = month_of[day]
    offset = day - starts[month]
    target = month + months
    outside = (target < 12) | (target >= len(starts) - 1)
    target = np.clip(target, 12, len(starts) - 2)
    length = lengths[target]
    limit = length if roll else length - 1
    moved = starts[target] + np.minimum(offset, limit)
    if not np.any(outside):
        return moved
    return np.where(outside, np.where(months > 0, NEVER, ALREADY), moved)


def _moved(day: Array, code: Array, sign: int, roll: bool) -> Array:
    day = np.asarray(day, np.int64)
    months, days = decode(np.asarray(code, np.int64))
    real = is_real(day)
    safe = np.where(real, day, _FIRST + 400000)
    moved = safe
    if np.any(months):
        moved = _step(safe, months * sign, roll)
    between = is_real(moved)
    moved = np.where(between, moved + sign * days, moved)
    return np.where(real, _saturated(moved), day)


def add_duration(day: Array, code: Array, sign: int) -> Array:
    """Days plus or minus encoded durations; months after the 31st end on the month's last day."""
    return _moved(day, code, sign, roll=False)


def last_day(code: Array, begin: Array) -> Array:
    """The last good day of terms of these durations that begin on these days."""
    end = _moved(begin, code, 1, roll=True)
    return np.where(is_real(end), _saturated(end - 1), end)


def next_month(day: Array) -> Array:
    month_of, starts, _ = _tables()
    day = np.asarray(day, np.int64)
    real = is_real(day)
    month = month_of[np.where(real, day, _FIRST)] + 1
    first = np.where(month >= len(starts) - 1, NEVER, starts[np.minimum(month, len(starts) - 2)])
    return np.where(real, first, day)


def quarter(day: Array) -> Array:
    month_of = _tables()[0]
    day = np.asarray(day, np.int64)
    real = is_real(day)
    month = month_of[np.where(real, day, _FIRST)].astype(np.int64)
    return np.where(real, (month // 12) * 4 + (month % 12) // 3, day)


def year(day: Array) -> Array:
    month_of = _tables()[0]
    day = np.asarray(day, np.int64)
    real = is_real(day)
    return np.where(real, month_of[np.where(real, day, _FIRST)].astype(np.int64) // 12, day)


def duration_size(code: Array) -> Array:
    months, days = decode(code)
    return months * 487 + days * 16


def by_unique(function: Callable[..., int], *columns: Array) -> Array:
    """A scalar function applied once per distinct combination of its arguments."""
    arrays = np.broadcast_arrays(*(np.asarray(column, np.int64) for column in columns))
    if arrays[0].ndim == 0:
        return np.int64(function(*(int(array) for array in arrays)))
    rows, place = numbered(arrays)
    lines = zip(*(array[rows].tolist() for array in arrays), strict=True)
    found = np.array([function(*line) for line in lines], np.int64)
    return found[place] if len(found) else np.empty(0, np.int64)


def numbered(columns: Sequence[Array]) -> tuple[Array, Array]:
    """The distinct combinations of values in these columns: a row that has each, and which one each
    row has.

    Values that lie close together are found by marking, the others by sorting.
    """
    place = np.zeros(len(columns[0]), np.int64)
    count = min(1, len(place))
    for column in columns:
        values, at = distinct(column)
        used, place = distinct(place * len(values) + at)
        count = len(used)
    rows = np.zeros(count, np.int64)
    rows[place[::-1]] = np.arange(len(place))[::-1]
    return rows, place


def distinct(values: Array) -> tuple[Array, Array]:
    """The distinct values in order, and where each value stands among them."""
    if not len(values):
        return values, np.zeros(0, np.int64)
    never, already = values == NEVER, values == ALREADY
    inner = values[~(never | already)] if never.any() or already.any() else values
    low, high = (int(inner.min()), int(inner.max())) if len(inner) else (0, 0)
    if high - low > min(_CLOSE, 16 * len(values)) or len(values) < _FEW:
        found, place = np.unique(values, return_inverse=True)
        return found, place.ravel()
    offset = np.where(never, high - low + 2, np.where(already, 0, values - low + 1))
    seen = np.zeros(high - low + 3, bool)
    seen[offset] = True
    used = np.flatnonzero(seen)
    number = np.zeros(len(seen), np.int64)
    number[used] = np.arange(len(used))
    found = used + (low - 1)
    found = np.where(used == high - low + 2, NEVER, np.where(used == 0, ALREADY, found))
    return found, number[offset]
