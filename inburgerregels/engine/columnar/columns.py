"""Columns of values: numbers, and which of them are absent or cannot be established.

``values`` is an array, or a single Python value that holds for every row. Days, amounts, numbers and
percentages are integers, choices their place in the declared order, sets bit masks, durations encoded
(:mod:`.months`), yes/no booleans, rows references (:mod:`.rowspace`), shares a pair of arrays.
``absent`` and ``lost`` are boolean arrays, or None where no row is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = ["Column", "any_of", "holds", "pick", "spread", "union"]

Array = Any


class Column:
    __slots__ = ("absent", "lost", "values")

    def __init__(self, values: Any, absent: Array = None, lost: Array = None) -> None:
        self.values = values
        self.absent = absent
        self.lost = lost

    def take(self, places: Array) -> Column:
        """The rows at these places."""
        return Column(
            _take(self.values, places), _take(self.absent, places), _take(self.lost, places)
        )

    def marked(self, count: int, absent: Array) -> Column:
        """The same with what is absent, and ``lost`` for each of ``count`` rows, also of constants."""
        self.absent = absent
        if self.lost is not None and not np.ndim(self.lost):
            self.lost = np.full(count, self.lost)
        return self

    def __repr__(self) -> str:
        return f"Column({self.values!r}, absent={self.absent!r}, lost={self.lost!r})"


def _take(values: Any, places: Array) -> Any:
    if isinstance(values, tuple):
        return tuple(_take(part, places) for part in values)
    if isinstance(values, np.ndarray) and values.ndim:
        return values.take(places)
    return values


def union(masks: Iterable[Array]) -> Array:
    """Where any of these masks holds; None when none is given."""
    found = None
    for mask in masks:
        if mask is not None:
            found = mask if found is None else found | mask
    return found


def any_of(mask: Array) -> bool:
    return mask is not None and holds(mask)


def holds(values: Any) -> bool:
    """Whether any of these holds: of an array, or of a single value for every row."""
    return bool(values.any()) if isinstance(values, np.ndarray) else bool(values)


def spread(values: Any, count: int, dtype: Any = None) -> Array:
    """A column's values as an array of ``count`` rows."""
    if isinstance(values, np.ndarray) and values.ndim:
        return values
    return np.full(count, values, dtype)


def pick(test: Array, yes: Any, no: Any) -> Any:
    """``yes`` where ``test`` holds, else ``no``; branch-free for integers and booleans."""
    if isinstance(yes, tuple) or isinstance(no, tuple):
        return tuple(pick(test, a, b) for a, b in zip(yes, no, strict=True))
    if not isinstance(yes, np.ndarray) and not isinstance(no, np.ndarray) and yes == no:
        return yes
    return np.where(test, yes, no)


def pick_column(test: Array, yes: Column, no: Column) -> Column:
    return Column(
        pick(test, yes.values, no.values),
        _pick_mask(test, yes.absent, no.absent),
        _pick_mask(test, yes.lost, no.lost),
    )


def _pick_mask(test: Array, yes: Array, no: Array) -> Array:
    if yes is None and no is None:
        return None
    if yes is None:
        return ~test & no
    if no is None:
        return test & yes
    return np.where(test, yes, no)
