"""The values that facts, rules and answers are made of.

A *day* is a proleptic ordinal (``datetime.date.toordinal``), an amount is an integer number of
eurocents, a percentage is an exact fraction with a stated number of decimals. There are no floats.

Three things are kept apart everywhere: *absent* (``ABSENT``: the field was not given), *unknown*
(``UNKNOWN``: the field was given as ``onbekend``) and zero.
"""

from __future__ import annotations

import datetime
import enum
from typing import Final

import attrs

__all__ = [
    "ABSENT",
    "ALREADY",
    "NEVER",
    "UNKNOWN",
    "Absent",
    "Duration",
    "Unknown",
    "date_of",
    "day_of",
    "is_real_day",
]

#: ``nooit``: later than every date. Adding to it or subtracting from it leaves it as it is.
NEVER: Final = 1 << 30
#: ``voorheen``: earlier than every date.
ALREADY: Final = -(1 << 30)

_FIRST = datetime.date.min.toordinal()
_LAST = datetime.date.max.toordinal()


class Absent(enum.Enum):
    """The type of :data:`ABSENT`, so that ``is ABSENT`` narrows for the type checker."""

    ABSENT = "afwezig"

    def __repr__(self) -> str:
        return "ABSENT"


class Unknown(enum.Enum):
    """The type of :data:`UNKNOWN`."""

    UNKNOWN = "onbekend"

    def __repr__(self) -> str:
        return "UNKNOWN"


ABSENT: Final = Absent.ABSENT
UNKNOWN: Final = Unknown.UNKNOWN


@attrs.frozen(order=False)
class Duration:
    """A calendar duration: whole months (years are twelve of them) and whole days (weeks are seven).

    >>> Duration.parse("24 weken")
    Duration(months=0, days=168)
    >>> str(Duration.parse("2 jaar")), str(Duration(months=18)), str(Duration(days=10))
    ('2 jaar', '18 maanden', '10 dagen')
    """

    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read ``3 jaar``, ``18 maanden``, ``16 weken`` or ``1 dag``.

        Raises ValueError when the text is anything else.
        """
        number, _, unit = text.strip().partition(" ")
        unit = unit.strip()
        if not number.isascii() or not number.isdigit() or len(number) > 6:
            raise ValueError(f"geen duur: {text!r}")
        count = int(number)
        if unit == "jaar":
            return cls(months=12 * count)
        if unit in ("maand", "maanden"):
            return cls(months=count)
        if unit in ("week", "weken"):
            return cls(days=7 * count)
        if unit in ("dag", "dagen"):
            return cls(days=count)
        raise ValueError(f"geen duur: {text!r}")

    def __str__(self) -> str:
        parts = []
        if self.months and self.months % 12 == 0:
            parts.append(f"{self.months // 12} jaar")
        elif self.months:
            parts.append("1 maand" if self.months == 1 else f"{self.months} maanden")
        if self.days and self.days % 7 == 0:
            weeks = self.days // 7
            parts.append("1 week" if weeks == 1 else f"{weeks} weken")
        elif self.days:
            parts.append("1 dag" if self.days == 1 else f"{self.days} dagen")
        return " en ".join(parts) or "0 dagen"


def is_real_day(day: int) -> bool:
    """Whether ``day`` is a calendar date, not ``nooit`` or ``voorheen``."""
    return _FIRST <= day <= _LAST


def day_of(date: datetime.date) -> int:
    """The day number of a calendar date."""
    return date.toordinal()


def date_of(day: int) -> datetime.date:
    """The calendar date of a day number; raises ValueError for ``nooit`` and ``voorheen``."""
    if not is_real_day(day):
        raise ValueError(f"geen kalenderdag: {day}")
    return datetime.date.fromordinal(day)
