"""Of which answers other law says anything else: kinds of decisions, terms, and what stands of a person."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np

from inburgerregels.policy.answer_columns import AnswerColumns
from inburgerregels.policy.columns import Columns, Values
from inburgerregels.policy.questions import Indicator

__all__ = ["Touched", "touched_by"]

Array = Any


@attrs.frozen
class Touched:
    """``kinds`` are of decisions, ``terms`` says whether any term is another, ``standing`` are columns.
    What is not in it is surely the same."""

    kinds: frozenset[str]
    terms: bool
    standing: frozenset[str]

    def counts_for(self, indicator: Indicator) -> bool:
        """Whether the rows that an indicator counts can be others, or can count otherwise."""
        if indicator.rows == "termijnen":
            return self.terms
        if indicator.rows == "personen":
            used = {*indicator.where, indicator.total, indicator.year and indicator.year.column}
            return bool(used & self.standing)
        counted = self.kinds - {*indicator.kinds_not}
        if indicator.kinds:
            counted = self.kinds & {*indicator.kinds}
        return bool(counted)

    def years_of(self, indicator: Indicator) -> bool:
        """Whether the years in which it counts can be others."""
        year = indicator.year
        return self.counts_for(indicator) or (year is not None and year.kind in self.kinds)


def touched_by(base: AnswerColumns, other: AnswerColumns) -> Touched:
    """What ``other`` says otherwise than ``base`` of the same persons; rows in another order may count as
    other ones."""
    return Touched(
        _kinds(base.decisions, other.decisions),
        base.terms.count != other.terms.count
        or any(_differ(base.terms[name], other.terms[name]).any() for name in base.terms),
        frozenset(
            name
            for name in base.standing
            if _differ(base.standing[name], other.standing[name]).any()
        ),
    )


def _kinds(one: Columns, other: Columns) -> frozenset[str]:
    words = tuple(dict.fromkeys((*(one["soort"].words or ()), *(other["soort"].words or ()))))
    codes = [_recoded(columns["soort"], words) for columns in (one, other)]
    counts = [np.bincount(kinds, minlength=len(words)) for kinds in codes]
    touched = counts[0] != counts[1]
    pair = [one, other]
    if touched.any():
        # Of the kinds of which there are as many the rows stand side by side.
        rows = [np.flatnonzero(~touched[kinds]) for kinds in codes]
        pair = [columns.take(here) for columns, here in zip(pair, rows, strict=True)]
        codes = [kinds[here] for kinds, here in zip(codes, rows, strict=True)]
    differs = np.zeros(len(codes[0]), bool)
    for name in one:
        differs |= _differ(pair[0][name], pair[1][name])
    for kinds in codes:
        touched[kinds[differs]] = True
    return frozenset(word for word, is_touched in zip(words, touched, strict=True) if is_touched)


def _differ(one: Values, other: Values) -> Array:
    """Where two columns of as many rows differ."""
    if one is other:
        return np.zeros(len(one), bool)
    mine, theirs = one.numbers, other.numbers
    if one.words != other.words:
        words = tuple(dict.fromkeys((*(one.words or ()), *(other.words or ()))))
        mine, theirs = _recoded(one, words), _recoded(other, words)
    found: Array = mine != theirs
    if one.missing is None and other.missing is None:
        return found
    return (one.there != other.there) | (found & one.there)


def _recoded(values: Values, words: tuple[str, ...]) -> Array:
    """The numbers of a column of words as places among ``words``."""
    if values.words == words:
        return values.numbers
    places = {word: place for place, word in enumerate(words)}
    return np.array([*(places[word] for word in values.words or ()), 0])[values.numbers]
