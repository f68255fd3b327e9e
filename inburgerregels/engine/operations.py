"""The operators of the intermediate representation on plain values: pure functions, no rows.

Days are ordinals with *nooit* and *voorheen* at the ends, amounts integers, sets frozensets.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from inburgerregels.dates import (
    HolidayCalendar,
    MonthEnd,
    add,
    days_inclusive,
    first_of_next_month,
    last_day,
    quarter,
)
from inburgerregels.language.rulebook import Bracket, Parameter, Table
from inburgerregels.model import Duration, date_of, is_real_day

__all__ = ["compare", "duration_size", "look_up", "pick_version", "round_amount", "with_attr"]

_MONTH_DAYS = (487, 16)  # 30.4375 days: the average month, for comparing durations only


def duration_size(duration: Duration) -> int:
    """The length of a duration in sixteenths of a day, a month counting as 30.4375 days."""
    return duration.months * _MONTH_DAYS[0] + duration.days * _MONTH_DAYS[1]


def round_amount(value: int, divisor: int, unit: int, how: str) -> int:
    """``value`` divided by ``divisor``, in whole ``unit`` eurocents, rounded as said.

    >>> round_amount(62550, 100, 1, "rekenkundig"), round_amount(62550, 100, 1, "omlaag")
    (626, 625)
    """
    if how == "omlaag":
        whole = value // divisor
    elif how == "omhoog":
        whole = -(-value // divisor)
    else:
        sign = -1 if value < 0 else 1
        whole = sign * ((2 * abs(value) + divisor) // (2 * divisor))
    return whole * unit


def _shift(sign: int) -> Callable[[int, Duration], int]:
    return lambda day, step: add(day, step, MonthEnd.CLIP, sign)


def _split(amount: int, parts: int) -> int | None:
    return amount // parts if parts > 0 else None


def _year(day: int) -> int:
    return date_of(day).year if is_real_day(day) else day


def _duration_add(sign: int) -> Callable[[Duration, Duration], Duration]:
    return lambda a, b: Duration(a.months + sign * b.months, a.days + sign * b.days)


#: operator -> function of its arguments; None as a result means that there is none
_PURE: Mapping[str, Callable[..., Any]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "min": min,
    "max": max,
    "longest": lambda *ds: max(ds, key=duration_size),
    "shortest": lambda *ds: min(ds, key=duration_size),
    "duration_size": duration_size,
    "duration_times": lambda d, n: Duration(d.months * n, d.days * n),
    "last_day": lambda duration, begin: last_day(duration, begin),
    "next_month": first_of_next_month,
    "quarter": quarter,
    "year": _year,
    "days_duration": lambda n: Duration(days=max(0, n)),
    "months_number": lambda d: d.months if d.days == 0 else None,
    "days_between": days_inclusive,
    "size": len,
    "split": _split,
    "union": operator.or_,
    "minus": operator.sub,
    "set_of": lambda *items: frozenset(items),
    "share": lambda a, b: (a, b) if b > 0 else None,
    "texts": lambda text: (text,),
}
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "in": lambda item, items: item in items,
}


def compare(op: str, left: Any, right: Any, attr: Any) -> bool:
    """A comparison of two present values; shares are cross-multiplied, never divided."""
    if op.startswith("share_"):
        numerator, denominator = left
        return bool(_COMPARE[op[6:]](numerator * 10**attr, right * denominator))
    return bool(_COMPARE[op](left, right))


def with_attr(op: str, attr: Any, calendar: HolidayCalendar) -> Callable[..., Any] | None:
    """The function of an operator that needs more than its arguments, or None."""
    match op:
        case "shift":
            return _shift(attr)
        case "duration_add":
            return _duration_add(attr)
        case "round":
            divisor, unit, how = attr
            return lambda value: round_amount(value, divisor, unit, how)
        case "rank":
            return lambda value: attr.index(value)
        case "within":
            return lambda day: attr[0] <= day <= attr[1]
        case "legal_term":
            return calendar.end_of_term
        case "working_day":
            return calendar.next_working_day
    return _PURE.get(op)


def pick_version(part: Parameter | Table, moment: int | None) -> Any:
    """The version in force on a day (None: the only one there is), or None."""
    if moment is None:
        return part.versions[0]
    for version in part.versions:
        if version.validity.since <= moment <= version.validity.until:
            return version
    return None


def look_up(table: Any, row: Any, column: Any) -> Any:
    """The cell for a row and column value; None where the table says nothing."""
    r = _find(table.rows, row)
    c = _find(table.columns, column) if table.columns else 0
    return None if r is None or c is None else table.cells[r][c]


def _find(brackets: tuple[Bracket, ...], value: Any) -> int | None:
    for i, bracket in enumerate(brackets):
        if bracket.choice is not None:
            if bracket.choice == value:
                return i
        elif isinstance(value, tuple):
            if _holds_share(bracket, *value):
                return i
        elif (bracket.low is None or value >= bracket.low) and (
            bracket.high is None or value <= bracket.high
        ):
            return i
    return None


def _holds_share(bracket: Bracket, numerator: int, denominator: int) -> bool:
    scaled = numerator * 10**bracket.scale
    if bracket.low is not None and scaled < bracket.low * denominator:
        return False
    if bracket.high is None:
        return True
    limit = bracket.high * denominator
    return bool(scaled < limit) if bracket.half_open else bool(scaled <= limit)
