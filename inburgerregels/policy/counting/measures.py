"""What is counted of people: how many, how much money, what share, how many days on average."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Protocol

import attrs

from inburgerregels.model import NEVER
from inburgerregels.policy.counting.conditions import Condition
from inburgerregels.policy.counting.moments import Moment
from inburgerregels.policy.counting.people import People

__all__ = ["Count", "Mean", "MeanDays", "Measure", "Share", "Total"]

Array = Any


class Measure(Protocol):
    def of(self, people: People, who: Array) -> Fraction | None:
        """The number for these people; None where there is nobody to divide by."""


@attrs.frozen
class Count:
    """How many real persons they stand for."""

    def of(self, people: People, who: Array) -> Fraction | None:
        return int(who.sum()) * people.evaluated.weight


@attrs.frozen
class Total:
    """The sum of an amount in the answer, in cents, for the real persons they stand for."""

    name: str

    def of(self, people: People, who: Array) -> Fraction | None:
        return people.standing[self.name].take(who).total() * people.evaluated.weight


@attrs.frozen
class Mean:
    """The mean of an amount in the answer, in cents."""

    name: str

    def of(self, people: People, who: Array) -> Fraction | None:
        count = int(who.sum())
        return Fraction(people.standing[self.name].take(who).total(), count) if count else None


@attrs.frozen
class Share:
    """Of how many of them something holds, as a share of one."""

    part: Condition

    def of(self, people: People, who: Array) -> Fraction | None:
        count = int(who.sum())
        return Fraction(int((who & people.mask(self.part)).sum()), count) if count else None


@attrs.frozen
class MeanDays:
    """The mean number of days from one day to another, over those who have both."""

    first: Moment
    second: Moment

    def of(self, people: People, who: Array) -> Fraction | None:
        first, second = people.days(self.first), people.days(self.second)
        both = who & (first < NEVER) & (second < NEVER)
        count = int(both.sum())
        return Fraction(int((second - first)[both].sum()), count) if count else None
