"""Between which figures a difference lies, as far as chance and the choice of population decide."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from inburgerregels.policy.questions import Indicator
from inburgerregels.policy.tally import Sum

__all__ = ["Figure", "Spread", "figure_of", "half_margin", "half_of", "value_of"]

#: Of all samples, nineteen in twenty lie within so many standard errors.
_ERRORS = 1.96
_THOUSAND = 10**3


@attrs.frozen
class Spread:
    """Between which figures the change lies: what chance allows, as far as the lives are a sample; of
    several populations (not ``sampled``) at least the lowest and the highest."""

    low: Fraction
    high: Fraction
    sampled: bool


@attrs.frozen
class Figure:
    """An indicator under the law as it is and under a variant; means over the populations."""

    base: Fraction
    variant: Fraction
    spread: Spread | None = None

    @property
    def change(self) -> Fraction:
        return self.variant - self.base

    @property
    def share(self) -> Fraction | None:
        """The change as a share of what it was; None of nothing."""
        return None if not self.base else self.change / abs(self.base)


def half_margin(change: Sum, persons: int) -> Fraction:
    """Half the margin of a change in one population, of lives.

    Of lives that are drawn one by one the total moves as the root of the sum of what each adds, less
    what they add on average. Ten thousand lives of which a hundred change by one:

    >>> half_margin(Sum(100, 100), 10_000)
    Fraction(20, 1)
    """
    variance = change.squares - Fraction(change.total**2, persons) if persons else Fraction()
    # Of a margin, that is shown rounded.
    return Fraction(round(_ERRORS * math.sqrt(variance)))


def value_of(indicator: Indicator, totals: Mapping[str, int], weight: Fraction) -> Fraction:
    """An indicator out of the totals of a population whose lives each stand for ``weight`` persons."""
    total = totals.get(indicator.name, 0)
    if indicator.average_over is None:
        return total * weight
    over = totals.get(indicator.average_over, 0)
    return Fraction(total, over) if over else Fraction()


def half_of(
    indicator: Indicator,
    half: Fraction,
    base: Mapping[str, int],
    variant: Mapping[str, int],
    weight: Fraction,
) -> Fraction | None:
    """Half the margin of an indicator, out of that of its total; None where the totals do not say it."""
    if indicator.average_over is None:
        return half * weight
    over, other = (totals.get(indicator.average_over, 0) for totals in (base, variant))
    # Of an average over other numbers of rows the totals do not say how far it may move.
    return half / over if over == other and over else None


def figure_of(
    pairs: Sequence[tuple[Fraction, Fraction]], halves: Sequence[Fraction | None]
) -> Figure:
    """What an indicator is in each population, under the law as it is and under the other; with half its
    margin in each, None where that is not known."""
    many = len(pairs)
    base = sum((one for one, _ in pairs), Fraction()) / many
    variant = sum((other for _, other in pairs), Fraction()) / many
    changes = [other - one for one, other in pairs]
    sampled = _sampled(variant - base, halves)
    if many == 1:
        return Figure(base, variant, None if sampled is None else Spread(*sampled, sampled=True))
    low, high = sampled or (changes[0], changes[0])
    return Figure(base, variant, Spread(min(*changes, low), max(*changes, high), sampled=False))


def _sampled(
    middle: Fraction, halves: Sequence[Fraction | None]
) -> tuple[Fraction, Fraction] | None:
    """Between which changes other lives drawn in the same way would bring us: of several populations, the
    mean of theirs."""
    known = [half for half in halves if half is not None]
    if len(known) < len(halves):
        return None
    half = known[0]
    if len(known) > 1:
        squares = sum((one * one for one in known), Fraction())
        # The root of a margin, that is shown rounded, in thousandths.
        half = Fraction(math.isqrt(int(squares * _THOUSAND**2)), _THOUSAND) / len(known)
    return middle - half, middle + half
