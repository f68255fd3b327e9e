"""What figures have to do with each other: sums, shares and averages, percentages that make a hundred.

A relation is asked two things: does it hold for these values, and between which bounds must one of
its figures lie if the others are right. Rounding is taken along: a printed 52% may be 51,5% to 52,5%.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Protocol

import attrs

from inburgerregels.model import Position
from inburgerregels.policy.figures.figure import Figure
from inburgerregels.policy.figures.printed import Bounds

__all__ = ["Composition", "Hundred", "Proviso", "Ratio", "Relation", "Sum", "Values"]

Values = Mapping[str, Figure]


class Relation(Protocol):
    """Something that must be so between figures, named by their ids."""

    @property
    def members(self) -> tuple[str, ...]: ...

    @property
    def position(self) -> Position | None: ...

    def holds(self, values: Values) -> bool: ...

    def allowed(self, wanted: str, values: Values) -> Bounds | None:
        """Between what ``wanted`` must lie if the other members are right; None: nothing will do."""


@attrs.frozen
class Proviso:
    """Why a sum need not come out: what is missing may be part of another figure."""

    part_of: str
    why: str


@attrs.frozen
class Sum:
    """``total`` is the sum of ``parts``; ``fixed`` where the total is a number by itself."""

    total: str
    parts: tuple[str, ...]
    fixed: Bounds | None = None
    proviso: Proviso | None = None
    position: Position | None = None

    @property
    def members(self) -> tuple[str, ...]:
        return self.parts if self.fixed is not None else (self.total, *self.parts)

    def whole(self, values: Values) -> Bounds:
        return self.fixed if self.fixed is not None else values[self.total].bounds

    def holds(self, values: Values) -> bool:
        return self.whole(values).meets(_added(self.parts, values))

    def allowed(self, wanted: str, values: Values) -> Bounds | None:
        if wanted == self.total:
            return _added(self.parts, values)
        return self.whole(values) - _added([p for p in self.parts if p != wanted], values)


@attrs.frozen
class Ratio:
    """``result`` is ``part`` divided by ``whole``: a share, or an average."""

    result: str
    part: str
    whole: str
    average: bool = False
    position: Position | None = None

    @property
    def members(self) -> tuple[str, ...]:
        return (self.result, self.part, self.whole)

    def holds(self, values: Values) -> bool:
        found = self.allowed(self.result, values)
        return found is not None and found.meets(values[self.result].bounds)

    def allowed(self, wanted: str, values: Values) -> Bounds | None:
        result, part, whole = (values[member].bounds for member in self.members)
        if wanted == self.part:
            return Bounds(result.low * whole.low, result.high * whole.high)
        below = whole if wanted == self.result else result
        if below.low <= 0:
            return None
        return Bounds(part.low / below.high, part.high / below.low)


@attrs.frozen
class Hundred:
    """``shares`` are the percentages of ``parts`` in ``whole``, printed so that they make a hundred.

    Each is its own rounding; or the shares are rounded down and those with the largest remainders
    get one more, until the sum is a hundred.
    """

    whole: str
    parts: tuple[str, ...]
    shares: tuple[str, ...]
    position: Position | None = None

    @property
    def members(self) -> tuple[str, ...]:
        return (self.whole, *self.parts, *self.shares)

    def holds(self, values: Values) -> bool:
        printed = [values[share].value for share in self.shares]
        exact = self.exact(values)
        if exact is None:
            return False
        rounded = all(
            abs(found - there) <= values[share].step / 2
            for found, there, share in zip(exact, printed, self.shares, strict=True)
        )
        return rounded or printed == self._forced(exact, values)

    def forced(self, values: Values) -> list[str]:
        """The shares that are not their own rounding, because the sum had to be a hundred."""
        exact = self.exact(values)
        if exact is None or not self.holds(values):
            return []
        return [
            share
            for share, found in zip(self.shares, exact, strict=True)
            if abs(found - values[share].value) > values[share].step / 2
        ]

    def allowed(self, wanted: str, values: Values) -> Bounds | None:
        whole = values[self.whole].value
        if whole <= 0:
            return None
        if wanted in self.shares:
            part = values[self.parts[self.shares.index(wanted)]].value
            return Bounds.around(part / whole, values[wanted].step)
        if wanted in self.parts:
            share = values[self.shares[self.parts.index(wanted)]]
            return Bounds(
                max(Fraction(0), share.value - share.step) * whole,
                (share.value + share.step) * whole,
            )
        found: Bounds | None = Bounds(
            Fraction(0), sum((values[p].value for p in self.parts), whole)
        )
        for part_id, share_id in zip(self.parts, self.shares, strict=True):
            part, share = values[part_id].value, values[share_id]
            if found is not None and part > 0 and share.value > share.step:
                bounds = Bounds(
                    part / (share.value + share.step), part / (share.value - share.step)
                )
                found = found.within(bounds)
        return found

    def exact(self, values: Values) -> list[Fraction] | None:
        whole = values[self.whole].value
        return [values[part].value / whole for part in self.parts] if whole > 0 else None

    def _forced(self, exact: Sequence[Fraction], values: Values) -> list[Fraction]:
        """The shares rounded down, with one step more for the largest remainders."""
        step = values[self.shares[0]].step
        low = [(share // step) * step for share in exact]
        order = sorted(range(len(exact)), key=lambda at: (low[at] - exact[at], at))
        for at in order[: max(0, int((1 - sum(low)) / step))]:
            low[at] += step
        return low


@attrs.frozen
class Composition:
    """Of which of ``pieces`` is the sum of ``parts`` made up? That is looked for, not required."""

    title: str
    parts: tuple[str, ...]
    pieces: tuple[str, ...]
    position: Position | None = None


def _added(parts: Sequence[str], values: Values) -> Bounds:
    found = Bounds(Fraction(0), Fraction(0))
    for part in parts:
        found += values[part].bounds
    return found
