"""Decisions that came, went or changed between two laws, by the rule that takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from inburgerregels.engine.columnar import months
from inburgerregels.policy.columns import Columns, Values, concatenated
from inburgerregels.policy.reading_answers import FIELD

__all__ = ["APPEARED", "CHANGED", "VANISHED", "Moved", "moved_decisions"]

Array = Any
APPEARED, VANISHED, CHANGED = "nieuw", "weg", "anders"


@attrs.frozen
class Moved:
    """How many decisions a rule takes that it did not take before (``nieuw``), takes no more
    (``weg``) or takes otherwise (``anders``), of how many persons."""

    decisions: int = 0
    persons: int = 0

    def __add__(self, other: Moved) -> Moved:
        return Moved(self.decisions + other.decisions, self.persons + other.persons)


def moved_decisions(
    base: Columns, variant: Columns, about: Sequence[str]
) -> Mapping[tuple[str, str, str], Moved]:
    """By way, kind and rule (of *weg* the rule of before). Decisions of one person and kind that are
    equal in the fields ``about`` are the same one, the first with the first in order of day."""
    both = concatenated([base, variant])
    side = np.arange(both.count) >= base.count
    day = both["datum"].numbers
    key = _key([both["persoon"], both["soort"], *(both[FIELD + name] for name in about)])
    order = np.lexsort((day, side, key))
    same = np.zeros(both.count, bool)
    same[1:] = (key[order][1:] == key[order][:-1]) & (side[order][1:] == side[order][:-1])
    place = np.arange(both.count)
    first = np.maximum.accumulate(np.where(same, 0, place))
    turn = np.zeros(both.count, np.int64)
    turn[order] = place - first
    key = key * (int(turn.max(initial=0)) + 1) + turn
    old, new = np.flatnonzero(~side), np.flatnonzero(side)
    _, in_old, in_new = np.intersect1d(key[old], key[new], assume_unique=True, return_indices=True)
    differs = np.zeros(len(in_old), bool)
    for values in both.values():
        differs |= _differ(values, old[in_old], new[in_new])
    gone = np.ones(len(old), bool)
    gone[in_old] = False
    come = np.ones(len(new), bool)
    come[in_new] = False
    found: dict[tuple[str, str, str], Moved] = {}
    for way, rows in (
        (VANISHED, old[gone]),
        (APPEARED, new[come]),
        (CHANGED, new[in_new[differs]]),
    ):
        found |= _by_rule(way, both, rows)
    return found


def _by_rule(way: str, decisions: Columns, rows: Array) -> dict[tuple[str, str, str], Moved]:
    kinds, rules = decisions["soort"], decisions["regel"]
    codes = kinds.numbers[rows] * (len(rules.words or ()) + 1) + rules.numbers[rows]
    distinct, first, counts = np.unique(codes, return_index=True, return_counts=True)
    _, place = np.unique(codes, return_inverse=True)
    persons = np.bincount(
        np.unique(decisions["persoon"].numbers[rows] * len(distinct) + place)
        % max(1, len(distinct)),
        minlength=len(distinct),
    )
    found = {}
    for at, count, who in zip(first, counts, persons, strict=True) if len(distinct) else ():
        row = int(rows[at])
        name = (kinds.words or ())[kinds.numbers[row]], (rules.words or ())[rules.numbers[row]]
        found[(way, *name)] = Moved(int(count), int(who))
    return found


def _key(columns: Sequence[Values]) -> Array:
    """Rows with equal values in all columns have equal keys."""
    codes = [
        np.where(values.there, months.distinct(values.numbers)[1] + 1, 0) for values in columns
    ]
    key: Array = months.numbered(codes)[1]
    return key


def _differ(values: Values, one: Array, other: Array) -> Array:
    there, here = values.there[one], values.there[other]
    return (there != here) | (there & here & (values.numbers[one] != values.numbers[other]))
