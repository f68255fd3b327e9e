"""A reference date that notes what it was compared with while one dossier is evaluated.

It is a plain day to everybody who uses it. As long as every comparison comes out the same on a later
day, evaluating on that day goes exactly the same way.
"""

from __future__ import annotations

import datetime
from typing import Any, cast

from inburgerregels.model import NEVER

__all__ = ["ObservedDate"]


class ObservedDate(datetime.date):
    """A date whose ordinal notes comparisons; ``until`` is the first later day on which one of those
    comes out differently."""

    _ordinal: _Ordinal

    @classmethod
    def of(cls, day: datetime.date) -> ObservedDate:
        found = cls(day.year, day.month, day.day)
        found._ordinal = _Ordinal(day.toordinal())
        return found

    def toordinal(self) -> int:
        return self._ordinal

    @property
    def until(self) -> int:
        return self._ordinal.until


class _Ordinal(int):
    until: int

    def __new__(cls, value: int) -> _Ordinal:
        found = super().__new__(cls, value)
        found.until = NEVER
        return found

    def _note(self, other: Any, *, after: bool) -> None:
        """``after``: the comparison changes the day after the other day, else on that day."""
        if isinstance(other, int) and not isinstance(other, _Ordinal):
            day = int.__index__(other)
            first = int.__index__(self) + (not after)
            if first <= day < NEVER:
                self.until = min(self.until, day + after)

    def __lt__(self, other: int) -> bool:
        self._note(other, after=False)
        return int.__lt__(self, other)

    def __ge__(self, other: int) -> bool:
        self._note(other, after=False)
        return int.__ge__(self, other)

    def __le__(self, other: int) -> bool:
        self._note(other, after=True)
        return int.__le__(self, other)

    def __gt__(self, other: int) -> bool:
        self._note(other, after=True)
        return int.__gt__(self, other)

    def __eq__(self, other: object) -> bool:
        self._note(other, after=False)
        self._note(other, after=True)
        return int.__eq__(self, cast("int", other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return int.__hash__(self)
