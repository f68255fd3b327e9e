"""How much every person changes, added up by part and by year: what a margin is reckoned from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from inburgerregels.policy.columns import Values
from inburgerregels.policy.measuring import Measured
from inburgerregels.policy.questions import Questions
from inburgerregels.policy.tally import Sum

__all__ = ["changes_by_part", "changes_by_year"]

Array = Any


def changes_by_part(
    questions: Questions, base: Measured, variant: Measured, splits: Mapping[str, Values]
) -> dict[tuple[str, str], dict[str, Sum]]:
    """By split and part, per indicator that is said of parts, how much the persons in it changed."""
    decisive = {name for balance in questions.balances for name in balance.indicators}
    found: dict[tuple[str, str], dict[str, Sum]] = {}
    for name, indicator in questions.indicators.items():
        if not (indicator.in_short or name in decisive) or not variant.is_touched(name):
            continue
        change = variant.of_person(name) - base.of_person(name)
        here = np.flatnonzero(change)
        for split, parts in splits.items():
            words = parts.words or ()
            sums = _sums(parts.numbers[here], change[here], len(words))
            for word, one in zip(words, sums, strict=True):
                if one != Sum():
                    found.setdefault((split, word), {})[name] = one
    return found


def changes_by_year(
    questions: Questions, base: Measured, variant: Measured
) -> dict[str, dict[int, Sum]]:
    """Per indicator that is of a year, and calendar year, how much the persons changed in it."""
    found: dict[str, dict[int, Sum]] = {}
    for name, indicator in questions.indicators.items():
        if indicator.year is None:
            continue
        if variant.touched is not None and not variant.touched.years_of(indicator):
            continue
        sides = [measured.of_years(indicator) for measured in (base, variant)]
        years = [of[2] for of in sides if len(of[2])]
        if not years:
            continue
        first = min(int(of.min()) for of in years)
        count = max(int(of.max()) for of in years) - first + 1
        change = np.zeros(count * base.persons, np.int64)
        for sign, (who, amount, when) in zip((-1, 1), sides, strict=True):
            np.add.at(change, (when - first) * base.persons + who, sign * amount)
        here = np.flatnonzero(change)
        sums = _sums(here // base.persons, change[here], count)
        found[name] = {first + at: one for at, one in enumerate(sums) if one != Sum()}
    return found


def _sums(places: Array, change: Array, count: int) -> list[Sum]:
    """What the changes in each place are together, with their squares."""
    totals, squares = np.zeros(count, np.int64), np.zeros(count, np.int64)
    np.add.at(totals, places, change)
    # Cents squared of a block fit in 64 bits as long as nobody changes by more than ten million euros.
    np.add.at(squares, places, change * change)
    return [Sum(*one) for one in zip(totals.tolist(), squares.tolist(), strict=True)]
