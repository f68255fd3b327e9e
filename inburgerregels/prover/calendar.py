"""Days and durations as terms: days exactly, months between the fewest and most days they can have."""

from __future__ import annotations

import calendar
import functools
from collections.abc import Callable
from typing import Any

from inburgerregels.model import ALREADY, NEVER
from inburgerregels.prover.terms import conj, disj, implies, ite, le, lt
from inburgerregels.prover.values import FIRST, LAST, is_real

__all__ = ["Calendar"]

#: the Gregorian calendar repeats itself after this many months
_CYCLE = 4800


@functools.cache
def _lengths() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Of every month of the cycle, how long it is and how many days go before it."""
    lengths, before, total = [], [], 0
    for place in range(_CYCLE):
        year, month = divmod(place, 12)
        length = calendar.monthrange(2000 + year, month + 1)[1]
        lengths.append(length)
        before.append(total)
        total += length
    return tuple(lengths), (*before, total)


@functools.cache
def month_bounds(months: int, roll: int) -> tuple[int, int]:
    """The fewest and the most days that a step of ``months`` can take, whatever day it starts on.

    ``roll``: 1 where a day that the month lacks becomes the first of the next month.

    >>> month_bounds(1, 0), month_bounds(12, 0), month_bounds(-1, 0)
    ((28, 31), (365, 366), (-31, -28))
    """
    lengths, before = _lengths()
    cycle = before[-1]
    found = []
    for place, length in enumerate(lengths):
        turns, there = divmod(place + months, _CYCLE)
        start = before[there] + turns * cycle - before[place]
        # From the first through the last day that both have a step takes the same number of days.
        common = min(length, lengths[there])
        found.append(start)
        if length > common:
            found += [start + common + roll - day for day in (common + 1, length)]
    return min(found), max(found)


class Calendar:
    """``free`` makes an integer of which nothing is known; ``tell`` says what is true."""

    def __init__(self, free: Callable[[str], Any], tell: Callable[[Any], None]) -> None:
        self._free = free
        self._tell = tell
        self._steps: dict[Any, list[tuple[Any, Any]]] = {}

    def _growing(self, family: Any, given: Any, found: Any) -> None:
        """A function of days that never goes back: where it is used twice, the later is not earlier."""
        others = self._steps.setdefault(family, [])
        for other, value in others:
            self._tell(implies(le(given, other), le(found, value)))
            self._tell(implies(le(other, given), le(value, found)))
        others.append((given, found))

    def months(self, day: Any, months: Any, roll: int) -> Any:
        """The day some months after a calendar day, which may lie past the end of the calendar."""
        if months == 0 and isinstance(months, int):
            return day
        found = self._free("maanden")
        if isinstance(months, int):
            low, high = month_bounds(months, roll)
            self._tell(conj(le(day + low, found), le(found, day + high)))
            self._growing((months, roll), day, found)
        else:
            forward = conj(le(day + 28 * months, found), le(found, day + 31 * months + roll))
            back = conj(le(day + 31 * months, found), le(found, day + 28 * months + roll))
            self._tell(ite(le(0, months), forward, back))
        return found

    def shift(self, day: Any, duration: tuple[Any, Any], sign: int, roll: int = 0) -> Any:
        months, days = duration
        months, days = (months, days) if sign == 1 else (0 - months, 0 - days)
        there = self.months(day, months, roll)
        whole = there + days
        # What steps past the calendar with its months stays there, whatever days come after.
        high, low = lt(LAST, there), lt(there, FIRST)
        beyond = disj(high, conj(lt(LAST, whole), le(FIRST, there)))
        before = disj(low, lt(whole, FIRST))
        return ite(is_real(day), ite(beyond, NEVER, ite(before, ALREADY, whole)), day)

    def last_day(self, day: Any, duration: tuple[Any, Any]) -> Any:
        return self.shift(self.shift(day, duration, 1, 1), (0, 1), -1)

    def later(self, family: str, day: Any, most: int) -> Any:
        """A day on or shortly after a calendar day: the next working day, the next month."""
        found = self._free(family)
        inside = conj(le(day, found), le(found, day + most))
        self._tell(implies(is_real(day), disj(found == NEVER, inside)))
        self._growing(family, day, found)
        return ite(is_real(day), found, day)

    def year(self, day: Any) -> Any:
        found = self._free("jaar")
        self._tell(
            implies(is_real(day), conj(le(_eve(found), day - 1), lt(day - 1, _eve(found + 1))))
        )
        return ite(is_real(day), found, day)

    def number(self, family: str, day: Any) -> Any:
        """A number of a day that never goes back (its quarter)."""
        found = self._free(family)
        self._growing(family, day, found)
        return ite(is_real(day), found, day)


def _eve(year: Any) -> Any:
    """How many days of the calendar go before a year."""
    past = year - 1
    return 365 * past + past / 4 - past / 100 + past / 400
