"""Where a column would not hold a number exactly: 64 bits wrap silently, the reference's integers do not.

Such rows are marked as not established here, so that the reference executor answers those persons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inburgerregels.engine.columnar import months

__all__ = ["sums_beyond", "too_large"]

Array = Any
#: far enough below 2**63 for what floats cannot tell apart, and for doubling when rounding
_MOST = 1 << 61
#: so that ten to the eighth times it still fits: a share is compared with a percentage of eight decimals
_MOST_OF_SHARE = 1 << 36
#: months and days of a duration each have half of the bits
_MOST_OF_DURATION = 1 << 30


def too_large(op: str, values: list[Any]) -> Array:
    """The rows for which the outcome of an operator does not fit, or None when it always does."""
    check = _CHECKS.get(op)
    return None if check is None else check(values)


def sums_beyond(numbers: Array, most_rows: int) -> bool:
    """Whether a sum of that many of these numbers might not fit."""
    return _largest(numbers) * most_rows >= _MOST


def _largest(values: Any) -> int:
    found = np.asarray(values)
    if found.size == 0:
        return 0
    return max(abs(int(found.min())), abs(int(found.max())))


def _product(values: list[Any]) -> Array:
    left, right = values
    if _largest(left) * _largest(right) < _MOST:
        return None
    return np.abs(np.asarray(left, float) * np.asarray(right, float)) >= float(_MOST)


def _sum(values: list[Any]) -> Array:
    left, right = values
    if _largest(left) + _largest(right) < _MOST:
        return None
    return np.abs(np.asarray(left, float)) + np.abs(np.asarray(right, float)) >= float(_MOST)


def _one_beyond(most: int) -> Callable[[list[Any]], Array]:
    def check(values: list[Any]) -> Array:
        found = None
        for value in values:
            if _largest(value) >= most:
                beyond = np.abs(np.asarray(value, float)) >= float(most)
                found = beyond if found is None else found | beyond
        return found

    return check


def _multiple(values: list[Any]) -> Array:
    """A duration times a number: its months and its days must each fit."""
    whole, days = months.decode(np.asarray(values[0], np.int64))
    longest = np.maximum(np.abs(whole), np.abs(days))
    if _largest(longest) * _largest(values[1]) < _MOST_OF_DURATION:
        return None
    times = np.abs(np.asarray(values[1], float))
    return longest.astype(float) * times >= float(_MOST_OF_DURATION)


_CHECKS: Mapping[str, Callable[[list[Any]], Array]] = {
    "add": _sum,
    "sub": _sum,
    "mul": _product,
    "duration_times": _multiple,
    "days_duration": _one_beyond(_MOST_OF_DURATION),
    "round": _one_beyond(_MOST),
    "share": _one_beyond(_MOST_OF_SHARE),
}
