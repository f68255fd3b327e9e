"""Arithmetic, calendar and set functions on whole columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from inburgerregels.engine.columnar import months
from inburgerregels.engine.columnar.bounds import too_large
from inburgerregels.engine.columnar.columns import Column, holds, pick, union
from inburgerregels.engine.columnar.workdays import Workdays
from inburgerregels.engine.ir import Node
from inburgerregels.model import NEVER

if TYPE_CHECKING:
    from inburgerregels.engine.columnar.evaluator import ColumnEvaluator

__all__ = ["ColumnFunctions"]

Array = Any
_SIMPLE: Mapping[str, Callable[..., Any]] = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "duration_times": np.multiply,
    "union": np.bitwise_or,
    "minus": lambda a, b: a & ~np.asarray(b),
    "duration_size": months.duration_size,
    "next_month": months.next_month,
    "quarter": months.quarter,
    "year": months.year,
    "last_day": months.last_day,
    "rank": lambda code: code,
    "days_duration": lambda n: np.maximum(0, n),
}


class ColumnFunctions:
    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator
        self.workdays = Workdays.of(evaluator.rulebook.calendar)

    def call(self, op: str, node: Node, values: list[Any], lost: Array) -> Column:
        beyond = too_large(op, values)
        if beyond is not None:
            lost = union((lost, _where(beyond)))
        simple = _SIMPLE.get(op)
        if simple is not None:
            return Column(simple(*values), None, lost)
        match op:
            case "min" | "max":
                return Column(_fold(np.minimum if op == "min" else np.maximum, values), None, lost)
            case "longest" | "shortest":
                best = values[0]
                for other in values[1:]:
                    a, b = months.duration_size(best), months.duration_size(other)
                    best = pick(b > a if op == "longest" else b < a, other, best)
                return Column(best, None, lost)
            case "shift":
                return Column(months.add_duration(values[0], values[1], node.attr), None, lost)
            case "duration_add":
                return Column(values[0] + node.attr * values[1], None, lost)
            case "months_number":
                whole, days = months.decode(np.asarray(values[0]))
                return Column(whole, None, union((lost, _where(days != 0))))
            case "days_between":
                return self._days_between(values, lost)
            case "size":
                return Column(_bits(values[0]), None, lost)
            case "set_of":
                return Column(
                    _fold(np.bitwise_or, [1 << np.asarray(v) for v in values]), None, lost
                )
            case "share":
                none = _where(np.asarray(values[1]) <= 0)
                return Column((values[0], values[1]), None, union((lost, none)))
            case "split":
                none = _where(np.asarray(values[1]) <= 0)
                parts = np.where(np.asarray(values[1]) > 0, values[1], 1)
                return Column(np.floor_divide(values[0], parts), None, union((lost, none)))
            case "within":
                inside = (np.asarray(values[0]) >= node.attr[0]) & (values[0] <= node.attr[1])
                return Column(inside, None, lost)
            case "round":
                return Column(_rounded(values[0], *node.attr), None, lost)
            case "working_day":
                return Column(self.workdays.next_working_day(values[0]), None, lost)
            case "legal_term":
                return Column(self.workdays.end_of_term(*values), None, lost)
            case "texts":
                return Column(months.by_unique(self._single_text, values[0]), None, lost)
        raise AssertionError(f"onbekende bewerking {op}")

    def _single_text(self, code: int) -> int:
        return self.evaluator.law.number_of((self.evaluator.text(code),))

    def _days_between(self, values: list[Any], lost: Array) -> Column:
        first, last = np.asarray(values[0]), np.asarray(values[1])
        outside = (np.abs(first) >= NEVER) | (np.abs(last) >= NEVER)
        return Column(np.maximum(0, last - first + 1), None, union((lost, _where(outside))))


def _fold(function: Callable[[Any, Any], Any], values: list[Any]) -> Any:
    found = values[0]
    for value in values[1:]:
        found = function(found, value)
    return found


def _where(mask: Array) -> Array:
    return mask if holds(mask) else None


def _bits(values: Array) -> Array:
    """How many bits are set."""
    left = np.asarray(values, np.int64)
    count = np.zeros_like(left)
    for _ in range(64):
        if not holds(left):
            break
        count += left & 1
        left = left >> 1
    return count


def _rounded(value: Array, divisor: int, unit: int, how: str) -> Array:
    value = np.asarray(value, np.int64)
    if how == "omlaag":
        whole = value // divisor
    elif how == "omhoog":
        whole = -(-value // divisor)
    else:
        whole = np.sign(value) * ((2 * np.abs(value) + divisor) // (2 * divisor))
    return whole * unit
