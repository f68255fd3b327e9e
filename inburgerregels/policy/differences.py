"""The figures of a comparison: of real persons, over all populations, with how sure they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from inburgerregels.policy.comparing import Comparison, Found, VariantFound, Verdict
from inburgerregels.policy.margins import Figure, figure_of, half_margin, half_of, value_of
from inburgerregels.policy.moved_decisions import Moved
from inburgerregels.policy.questions import Indicator
from inburgerregels.policy.tally import Sum, Tally

__all__ = ["Figures"]


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

        def read(of: Tally) -> Mapping[str, int]:
            return {name: total.total for name, total in of.sums.items()}

        return self._figure(
            indicator,
            read,
            lambda found: self._of(found).changes.get(indicator.name, Sum()),
            lambda found: found.base.persons,
        )

    def part(self, indicator: Indicator, split: str, part: str) -> Figure:
        """An indicator of those in one part of a split."""
        place = (split, part)
        nothing: Mapping[str, Sum] = {}

        def persons(found: Found) -> int:
            # Who else is in the part is chance too, but of an average over those in it that is not said.
            everybody = indicator.average_over is None
            return found.base.persons if everybody else found.base.people.get(place, 0)

        return self._figure(
            indicator,
            lambda of: of.parts.get(place, {}),
            lambda found: (
                self._of(found).part_changes.get(place, nothing).get(indicator.name, Sum())
            ),
            persons,
        )

    def years(self, indicator: Indicator) -> dict[int, Figure]:
        """An indicator in every calendar year in which there is anything of it."""
        every = set()
        for found in self.comparison.found:
            every |= {*found.base.years.get(indicator.name, {})}
            every |= {*self._of(found).tally.years.get(indicator.name, {})}

        return {year: self._in_year(indicator, year) for year in sorted(every)}

    def _in_year(self, indicator: Indicator, year: int) -> Figure:
        pairs, halves = [], []
        for found in self.comparison.found:
            weight, mine = found.population.weight, self._of(found)
            one, other = (
                Fraction(of.years.get(indicator.name, {}).get(year, 0))
                for of in (found.base, mine.tally)
            )
            change = mine.year_changes.get(indicator.name, {}).get(year, Sum())
            pairs.append((one * weight, other * weight))
            halves.append(half_margin(change, found.base.persons) * weight)
        return figure_of(pairs, halves)

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

    def moved(self) -> dict[tuple[str, str, str], tuple[Fraction, Figure]]:
        """By way, kind and rule how many decisions, and of how many real persons, with its margin."""
        every = {key for found in self.comparison.found for key in self._of(found).moved}

        def decisions(key: tuple[str, str, str]) -> Fraction:
            return self._mean(
                lambda found: (
                    self._of(found).moved.get(key, Moved()).decisions * found.population.weight
                )
            )

        def persons(key: tuple[str, str, str]) -> Figure:
            pairs, halves = [], []
            for found in self.comparison.found:
                number = self._of(found).moved.get(key, Moved()).persons
                weight = found.population.weight
                pairs.append((Fraction(), number * weight))
                # Somebody is one of them or is not.
                halves.append(half_margin(Sum(number, number), found.base.persons) * weight)
            return figure_of(pairs, halves)

        return {key: (decisions(key), persons(key)) for key in sorted(every)}

    # -- how sure ---------------------------------------------------------------------------

    def _figure(
        self,
        indicator: Indicator,
        read: Callable[[Tally], Mapping[str, int]],
        changed: Callable[[Found], Sum],
        persons: Callable[[Found], int],
    ) -> Figure:
        """An indicator of the totals that are read, with the margin of how much the persons changed."""
        pairs, halves = [], []
        for found in self.comparison.found:
            one, other = read(found.base), read(self._of(found).tally)
            weight = found.population.weight
            half = half_margin(changed(found), persons(found))
            pairs.append((value_of(indicator, one, weight), value_of(indicator, other, weight)))
            halves.append(half_of(indicator, half, one, other, weight))
        return figure_of(pairs, halves)
