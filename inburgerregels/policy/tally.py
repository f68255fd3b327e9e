"""Totals of a block, that add up to totals of a population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from inburgerregels.policy.columns import Values
from inburgerregels.policy.measuring import Measured
from inburgerregels.policy.questions import Questions

__all__ = ["Sum", "Tally", "added", "added_inside", "change_in", "tally"]

Array = Any


@attrs.frozen
class Sum:
    """A total over persons, and of their squares, which says how far chance may have moved it."""

    total: int = 0
    squares: int = 0

    def __add__(self, other: Sum) -> Sum:
        return Sum(self.total + other.total, self.squares + other.squares)

    def __sub__(self, other: Sum) -> Sum:
        return Sum(self.total - other.total, self.squares - other.squares)


@attrs.frozen
class Tally:
    """``sums`` by indicator, ``parts`` by split, part and indicator, ``years`` by indicator and year,
    ``people`` by split and part. All of lives, not of real persons."""

    persons: int = 0
    sums: Mapping[str, Sum] = attrs.field(factory=dict)
    parts: Mapping[tuple[str, str], Mapping[str, int]] = attrs.field(factory=dict)
    years: Mapping[str, Mapping[int, int]] = attrs.field(factory=dict)
    people: Mapping[tuple[str, str], int] = attrs.field(factory=dict)

    def with_others(self, some: Tally, others: Tally) -> Tally:
        """With of some of these persons, whose totals are ``some``, other totals in their place."""
        if some is self:
            return others
        return Tally(
            self.persons - some.persons + others.persons,
            _exchanged(self.sums, some.sums, others.sums, Sum()),
            {k: v for k, v in _exchanged_inside(self.parts, some.parts, others.parts).items() if v},
            _exchanged_inside(self.years, some.years, others.years),
            _exchanged(self.people, some.people, others.people, 0),
        )

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.persons + other.persons,
            added(self.sums, other.sums, Sum()),
            added_inside(self.parts, other.parts, 0),
            added_inside(self.years, other.years, 0),
            added(self.people, other.people, 0),
        )


def added(one: Mapping[Any, Any], other: Mapping[Any, Any], nothing: Any) -> dict[Any, Any]:
    """The sums of what stands under the same name."""
    names = {**one, **other}
    return {name: one.get(name, nothing) + other.get(name, nothing) for name in names}


def added_inside(
    one: Mapping[Any, Mapping[Any, Any]], other: Mapping[Any, Mapping[Any, Any]], nothing: Any
) -> dict[Any, dict[Any, Any]]:
    """The sums of what stands under the same two names."""
    names = {**one, **other}
    return {name: added(one.get(name, {}), other.get(name, {}), nothing) for name in names}


def _exchanged(
    whole: Mapping[Any, Any], some: Mapping[Any, Any], others: Mapping[Any, Any], nothing: Any
) -> dict[Any, Any]:
    names = {**whole, **others}
    return {n: whole.get(n, nothing) - some.get(n, nothing) + others.get(n, nothing) for n in names}


def _exchanged_inside(
    whole: Mapping[Any, Mapping[Any, int]],
    some: Mapping[Any, Mapping[Any, int]],
    others: Mapping[Any, Mapping[Any, int]],
) -> dict[Any, dict[Any, int]]:
    """What comes to nought is not named, as in any tally."""
    found = {}
    for name in {**whole, **others}:
        one = _exchanged(whole.get(name, {}), some.get(name, {}), others.get(name, {}), 0)
        found[name] = {inside: total for inside, total in one.items() if total}
    return found


def tally(
    questions: Questions,
    measured: Measured,
    splits: Mapping[str, Values],
    base: Tally | None = None,
) -> Tally:
    """Every indicator of a block, in all and by every split; ``base`` is the tally of what is measured
    beside."""
    each = {name: measured.of_person(name) for name in questions.indicators}
    return Tally(
        measured.persons,
        {
            name: sum_of(values) if base is None or measured.is_touched(name) else base.sums[name]
            for name, values in each.items()
        },
        _by_part(each, splits)
        if base is None
        else _by_part_beside(
            base, {name: v for name, v in each.items() if measured.is_touched(name)}, splits
        ),
        {
            name: measured.by_year(indicator)
            for name, indicator in questions.indicators.items()
            if indicator.year is not None
        },
        {
            (split, word): int(number)
            for split, values in splits.items()
            for word, number in zip(
                values.words or (),
                np.bincount(values.numbers, minlength=len(values.words or ())),
                strict=True,
            )
            if number
        },
    )


def change_in(
    questions: Questions, base: Measured, variant: Measured
) -> tuple[dict[str, Sum], Array]:
    """Per indicator how much the persons changed; and per balance (a row) and person by how much the
    person is better off, negative for worse."""
    sums = {
        name: sum_of(variant.of_person(name) - base.of_person(name))
        if variant.is_touched(name)
        else Sum()
        for name in questions.indicators
    }
    gains = np.zeros((len(questions.balances), base.persons), np.int64)
    for row, balance in enumerate(questions.balances):
        for name in balance.indicators:
            if not variant.is_touched(name):
                continue
            sign = questions.indicators[name].sign
            gains[row] += sign * (variant.of_person(name) - base.of_person(name))
    return sums, gains


def sum_of(values: Array) -> Sum:
    # Cents squared of a block fit in 64 bits as long as nobody has more than ten million euros.
    return Sum(int(values.sum()), int((values * values).sum()))


def _by_part_beside(
    base: Tally, touched: Mapping[str, Array], splits: Mapping[str, Values]
) -> dict[tuple[str, str], dict[str, int]]:
    """By part, with what is not touched as it was."""
    found = _by_part(touched, splits)
    for part, sums in base.parts.items():
        stay = {name: total for name, total in sums.items() if name not in touched}
        if stay:
            found[part] = {**stay, **found.get(part, {})}
    return found


def _by_part(
    each: Mapping[str, Array], splits: Mapping[str, Values]
) -> dict[tuple[str, str], dict[str, int]]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for name, values in each.items():
        here = np.flatnonzero(values)
        for split, parts in splits.items():
            words = parts.words or ()
            sums = np.zeros(len(words), np.int64)
            np.add.at(sums, parts.numbers[here], values[here])
            for word, total in zip(words, sums.tolist(), strict=True):
                if total:
                    found.setdefault((split, word), {})[name] = total
    return found
