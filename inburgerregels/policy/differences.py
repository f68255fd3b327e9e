"""The figures of a comparison: of real persons, over all populations, with how sure they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import attrs

from inburgerregels.policy.comparing import Comparison, Found, VariantFound, Verdict
from inburgerregels.policy.moved_decisions import Moved
from inburgerregels.policy.questions import Indicator
from inburgerregels.policy.tally import Sum, Tally

__all__ = ["Figure", "Figures", "Spread"]

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


class Figures:
    """The figures of one variant."""

    def __init__(self, comparison: Comparison, number: int) -> None:
        self.comparison = comparison
        self.number = number
        self.questions = comparison.questions

    def _of(self, found: Found) -> VariantFound:
        return found.variants[self.number]

    def _mean(self, of: Callable[[Found], Fraction]) -> Fraction:
        values = [of(found) for found in self.comparison.found]
        return sum(values, Fraction()) / len(values)

    def whole(self, indicator: Indicator) -> Figure:
        """An indicator of everybody."""

        def read(of: Tally) -> dict[str, int]:
            return {name: total.total for name, total in of.sums.items()}

        pairs = [
            (
                self._value(indicator, read(found.base), found),
                self._value(indicator, read(self._of(found).tally), found),
            )
            for found in self.comparison.found
        ]
        return self._figure(pairs, self._sampled(indicator))

    def part(self, indicator: Indicator, split: str, part: str) -> Figure:
        """An indicator of those in one part of a split."""
        pairs = [
            (
                self._value(indicator, found.base.parts.get((split, part), {}), found),
                self._value(indicator, self._of(found).tally.parts.get((split, part), {}), found),
            )
            for found in self.comparison.found
        ]
        return self._figure(pairs, None)

    def years(self, indicator: Indicator) -> dict[int, Figure]:
        """An indicator in every calendar year in which there is anything of it."""
        every = set()
        for found in self.comparison.found:
            every |= {*found.base.years.get(indicator.name, {})}
            every |= {*self._of(found).tally.years.get(indicator.name, {})}

        def pairs(year: int) -> Iterable[tuple[Fraction, Fraction]]:
            for found in self.comparison.found:
                tallies = (found.base, self._of(found).tally)
                one, other = (t.years.get(indicator.name, {}).get(year, 0) for t in tallies)
                weight = found.population.weight
                yield one * weight, other * weight

        return {year: self._figure([*pairs(year)], None) for year in sorted(every)}

    def verdict(self, split: str, part: str) -> dict[str, Fraction]:
        """How many real persons are ``better``, ``worse``, ``mixed`` or the ``same``."""

        def number(of: Callable[[Verdict], int]) -> Fraction:
            return self._mean(
                lambda found: (
                    of(self._of(found).verdicts.get((split, part), Verdict()))
                    * found.population.weight
                )
            )

        found = {
            "better": number(lambda verdict: verdict.better),
            "worse": number(lambda verdict: verdict.worse),
            "mixed": number(lambda verdict: verdict.mixed),
        }
        return {**found, "same": self.people(split, part) - sum(found.values())}

    def balance(self, place: int) -> tuple[Fraction, Fraction]:
        """How many real persons are better off, and how many worse, on the balance in this place."""

        def number(of: Callable[[Any], Any]) -> Fraction:
            return self._mean(
                lambda found: (
                    int(of(self._of(found).changed.gains[place]).sum()) * found.population.weight
                )
            )

        return number(lambda gains: gains > 0), number(lambda gains: gains < 0)

    def other_terms(self) -> Fraction:
        """How many real persons have a first term of another length, extensions aside."""
        return self._mean(lambda found: self._of(found).other_terms * found.population.weight)

    def live_otherwise(self) -> Fraction:
        """How many real persons have other events of their own."""
        return self._mean(lambda found: self._of(found).live_otherwise * found.population.weight)

    def people(self, split: str, part: str) -> Fraction:
        """How many real persons are in a part."""
        return self._mean(
            lambda found: (
                (found.base.people.get((split, part), 0) if split else found.base.persons)
                * found.population.weight
            )
        )

    def parts(self, split: str) -> list[str]:
        """The parts of a split in which there is anybody, in order of name, *geen* last."""
        every = {
            part
            for found in self.comparison.found
            for name, part in found.base.people
            if name == split
        }
        return sorted(every, key=lambda part: (part == "geen", part))

    def moved(self) -> dict[tuple[str, str, str], tuple[Fraction, Fraction]]:
        """By way, kind and rule how many decisions, and of how many real persons."""
        every = {key for found in self.comparison.found for key in self._of(found).moved}

        def number(key: tuple[str, str, str], of: Callable[[Moved], int]) -> Fraction:
            return self._mean(
                lambda found: of(self._of(found).moved.get(key, Moved())) * found.population.weight
            )

        return {
            key: (number(key, lambda one: one.decisions), number(key, lambda one: one.persons))
            for key in sorted(every)
        }

    # -- how sure ---------------------------------------------------------------------------

    def _value(
        self, indicator: Indicator, totals: dict[str, int] | object, found: Found
    ) -> Fraction:
        assert isinstance(totals, dict)
        total = totals.get(indicator.name, 0)
        if indicator.average_over is None:
            return Fraction(total) * found.population.weight
        over = totals.get(indicator.average_over, 0)
        return Fraction(total, over) if over else Fraction()

    def _figure(
        self, pairs: list[tuple[Fraction, Fraction]], sampled: tuple[Fraction, Fraction] | None
    ) -> Figure:
        base = sum((one for one, _ in pairs), Fraction()) / len(pairs)
        variant = sum((other for _, other in pairs), Fraction()) / len(pairs)
        spread = None
        if len(pairs) > 1:
            changes = [other - one for one, other in pairs]
            low, high = sampled or (changes[0], changes[0])
            spread = Spread(min(*changes, low), max(*changes, high), sampled=False)
        elif sampled is not None:
            spread = Spread(*sampled, sampled=True)
        return Figure(base, variant, spread)

    def _sampled(self, indicator: Indicator) -> tuple[Fraction, Fraction] | None:
        """Between which changes other lives drawn in the same way would bring us: of several
        populations, the mean of theirs."""
        halves = [self._half(indicator, found) for found in self.comparison.found]
        if None in halves:
            return None
        many = len(halves)
        known = [half for half in halves if half is not None]
        middle = self._mean(lambda found: self._change(indicator, found))
        if many == 1:
            return middle - known[0], middle + known[0]
        squares = sum((half * half for half in known), Fraction())
        # The root of a margin, that is shown rounded, in thousandths.
        half = Fraction(math.isqrt(int(squares * _THOUSAND**2)), _THOUSAND) / many
        return middle - half, middle + half

    def _change(self, indicator: Indicator, found: Found) -> Fraction:
        base, variant = (
            {name: total.total for name, total in of.sums.items()}
            for of in (found.base, self._of(found).tally)
        )
        return self._value(indicator, variant, found) - self._value(indicator, base, found)

    def _half(self, indicator: Indicator, found: Found) -> Fraction | None:
        """Half the margin in one population; None where the totals do not say it."""
        change = self._of(found).changes.get(indicator.name, Sum())
        persons = found.base.persons
        variance = change.squares - Fraction(change.total**2, persons) if persons else Fraction()
        # Of a margin, that is shown rounded.
        half = Fraction(round(_ERRORS * math.sqrt(variance)))
        if indicator.average_over is None:
            return half * found.population.weight
        over = [
            of.sums.get(indicator.average_over, Sum()).total
            for of in (found.base, self._of(found).tally)
        ]
        # Of an average over other numbers of rows the totals do not say how far it may move.
        return half / over[0] if over[0] == over[1] and over[0] else None
