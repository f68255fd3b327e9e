"""What the indicators say of the persons of a block, out of the answers about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from inburgerregels.batch.arrays import numbers_of, to_numpy
from inburgerregels.batch.schema import UNKNOWN_CODE, Schema
from inburgerregels.batch.store import Block
from inburgerregels.engine.columnar import months
from inburgerregels.language import Rulebook
from inburgerregels.policy.answer_columns import AnswerColumns
from inburgerregels.policy.columns import Columns, Values
from inburgerregels.policy.questions import Indicator, Questions, Split, YearOf
from inburgerregels.policy.reading_answers import FIELD
from inburgerregels.policy.touched import touched_by

__all__ = ["NONE", "Measured", "split_values"]

Array = Any
#: What stands for a person of whom a split says nothing.
NONE = "geen"


class Measured:
    """The answers about the persons of a block, counted. With a ``base``, of the same persons under other
    law, what that law does not touch is not counted again."""

    def __init__(
        self,
        rulebook: Rulebook,
        questions: Questions,
        answers: AnswerColumns,
        base: Measured | None = None,
    ) -> None:
        self.decisions_declared = rulebook.vocabulary.decisions
        self.questions = questions
        self.answers = answers
        self.base = base
        self.touched = None if base is None else touched_by(base.answers, answers)
        self._person: dict[str, Array] = {}
        self._years: dict[str, Mapping[int, int]] = {}
        self._year_rows: dict[str, tuple[Array, Array, Array]] = {}

    def is_touched(self, name: str) -> bool:
        """Whether an indicator can come to something else than in the base."""
        return self.touched is None or self.touched.counts_for(self.questions.indicators[name])

    def beside(self, rulebook: Rulebook, answers: AnswerColumns) -> Measured:
        """The answers about the same persons under other law."""
        return Measured(rulebook, self.questions, answers, self)

    @property
    def persons(self) -> int:
        return self.answers.standing.count

    def of_person(self, name: str) -> Array:
        """What each person has of an indicator: cents, days, a number, or nought and one."""
        if self.base is not None and not self.is_touched(name):
            return self.base.of_person(name)
        if name not in self._person:
            indicator = self.questions.indicators[name]
            who, amount, _ = self.rows(indicator)
            found = np.zeros(self.persons, np.int64)
            if indicator.unit == "personen":
                found[who] = 1
            else:
                np.add.at(found, who, amount)
            self._person[name] = found
        return self._person[name]

    def by_year(self, indicator: Indicator) -> Mapping[int, int]:
        """The total of an indicator in each calendar year in which it is not nought; empty where it is not
        of a year."""
        if indicator.year is None:
            return {}
        if self.base is not None and self.touched and not self.touched.years_of(indicator):
            return self.base.by_year(indicator)
        if indicator.name not in self._years:
            self._years[indicator.name] = self._by_year(indicator)
        return self._years[indicator.name]

    def of_years(self, indicator: Indicator) -> tuple[Array, Array, Array]:
        """The rows of an indicator that is of a year: whose, how much, and in which year."""
        if self.base is not None and self.touched and not self.touched.years_of(indicator):
            return self.base.of_years(indicator)
        if indicator.name not in self._year_rows:
            assert indicator.year is not None
            who, amount, rows = self.rows(indicator)
            days = self._days(indicator.year, self._table(indicator))
            years = _years(days.take(rows).filled(1))
            if indicator.unit == "personen":
                pairs = np.unique(years * self.persons + who)
                years, who = np.divmod(pairs, self.persons)
                amount = np.ones(len(pairs), np.int64)
            self._year_rows[indicator.name] = who, amount, years
        return self._year_rows[indicator.name]

    def _by_year(self, indicator: Indicator) -> Mapping[int, int]:
        _, amount, years = self.of_years(indicator)
        found, place = np.unique(years, return_inverse=True)
        sums = np.zeros(len(found), np.int64)
        np.add.at(sums, place, amount)
        totals = zip(found.tolist(), sums.tolist(), strict=True)
        return {year: total for year, total in totals if total}

    def rows(self, indicator: Indicator) -> tuple[Array, Array, Array]:
        """The rows that count for an indicator: whose, how much, and which rows they are."""
        table = self._table(indicator)
        count = self.persons if indicator.rows == "personen" else table.count
        here = np.ones(count, bool)
        if indicator.kinds:
            here &= table["soort"].is_any_of(indicator.kinds)
        if indicator.kinds_not:
            here &= ~table["soort"].is_any_of(indicator.kinds_not)
        for column, wanted in indicator.where.items():
            here &= _one_of(table[column], wanted)
        if indicator.standing_only:
            here &= ~table["vervallen_op"].there
        rows = np.flatnonzero(here)
        who = rows if indicator.rows == "personen" else table["persoon"].numbers[rows]
        return who, self._amount(indicator, table, rows), rows

    def _table(self, indicator: Indicator) -> Columns:
        if indicator.rows == "besluiten":
            return self.answers.decisions
        return self.answers.terms if indicator.rows == "termijnen" else self.answers.standing

    def _amount(self, indicator: Indicator, table: Columns, rows: Array) -> Array:
        match indicator.total:
            case None:
                return np.ones(len(rows), np.int64)
            case "te betalen":
                return self._payable(table.take(rows))
            case "dagen":
                begin, end = table["begin"].take(rows), table["einde"].take(rows)
                return np.where(end.there, end.filled(0) - begin.numbers + 1, 0)
            case column:
                return table[column].take(rows).filled(0)

    def _payable(self, table: Columns) -> Array:
        """Of each decision the first of the fields that say what must be paid; nought without one."""
        found = np.zeros(table.count, np.int64)
        for kind, declared in self.decisions_declared.items():
            left = table["soort"].is_any_of([kind]) if declared.payable else np.zeros(0, bool)
            for name in declared.payable if left.any() else ():
                values = table.get(FIELD + name) or table[name]
                here = left & values.there
                found[here] = values.numbers[here]
                left &= ~here
        return found

    def _days(self, year: YearOf, table: Columns) -> Values:
        if year.kind is None:
            return table[year.column]
        others = self.answers.decisions
        others = others.take(others["soort"].is_any_of([year.kind]))
        names = ("persoon", *year.equal)
        mine, theirs = _keys([table[name] for name in names], [others[name] for name in names])
        days = table[year.otherwise or ""].numbers.copy()
        order = np.argsort(theirs, kind="stable")
        at = np.searchsorted(theirs[order], mine)
        at = np.minimum(at, max(0, len(order) - 1))
        if len(order):
            same = theirs[order][at] == mine
            found = others[year.column].take(order[at])
            here = same & found.there
            days[here] = found.numbers[here]
        return Values(days)


def split_values(
    schema: Schema, block: Block, persons: Columns, standing: Columns, split: Split, today: int
) -> Values:
    """To which part each person of a block belongs, as words; of whom nothing is said, to *geen*."""
    if split.person is not None or split.standing is not None:
        values = persons[split.person] if split.person else standing[split.standing or ""]
        return _worded(values)
    found = np.full(len(block), "", object)
    day_of = np.full(len(block), -1, np.int64)
    for kind in split.events:
        events = block.events[kind]
        day, person = numbers_of(events.day).astype(np.int64), numbers_of(events.person)
        words = _event_words(schema, block, kind, split)
        seen = np.flatnonzero((day <= today) & (words != ""))
        order = seen[np.argsort(day[seen], kind="stable")]
        if not split.last:
            order = order[::-1]
        # Of the rows of one person the last that is written stays.
        later = np.full(len(block), -1, np.int64)
        later[person[order]] = order
        here = np.flatnonzero(later >= 0)
        days = day[later[here]]
        better = (day_of[here] < 0) | (
            (days > day_of[here]) if split.last else (days < day_of[here])
        )
        found[here[better]] = words[later[here[better]]]
        day_of[here[better]] = days[better]
    return _coded(found)


def _event_words(schema: Schema, block: Block, kind: str, split: Split) -> Array:
    """The word that each event of a kind gives: of its field, or its year."""
    events = block.events[kind]
    if split.column is None:
        return _years(numbers_of(events.day).astype(np.int64)).astype(str).astype(object)
    decl = schema.vocabulary.events[kind].fields[split.column]
    codes, absent = to_numpy(events.fields[split.column])
    distinct, place = np.unique(codes, return_inverse=True)
    words = np.array(
        [
            "onbekend" if c == UNKNOWN_CODE else str(schema.decode(int(c), decl.type))
            for c in distinct
        ],
        object,
    )
    found = words[place] if len(words) else np.zeros(0, object)
    if absent is not None:
        found[absent] = ""
    return found


def _worded(values: Values) -> Values:
    """A column with a word for what is missing."""
    words = values.words
    if words is None:
        words = tuple(str(number) for number in np.unique(values.numbers).tolist())
        values = Values(np.unique(values.numbers, return_inverse=True)[1], values.missing, words)
    words = (*words, NONE)
    return Values(values.filled(len(words) - 1), None, words)


def _coded(found: Array) -> Values:
    words, place = np.unique(np.where(found == "", NONE, found).astype(str), return_inverse=True)
    return Values(place, None, tuple(words.tolist()))


def _one_of(values: Values, wanted: Sequence[str]) -> Array:
    if values.words is not None:
        return values.is_any_of(wanted)
    return np.isin(values.numbers, [int(word) for word in wanted]) & values.there


def _keys(mine: Sequence[Values], theirs: Sequence[Values]) -> tuple[Array, Array]:
    """Rows with equal values in every column have equal keys; of two tables alike."""
    first = len(mine[0])
    key = months.numbered([_codes(one, other) for one, other in zip(mine, theirs, strict=True)])[1]
    return key[:first], key[first:]


def _codes(one: Values, other: Values) -> Array:
    """The values of two columns as numbers from nought; nought is none."""
    if one.words is None:
        numbers = np.concatenate([one.numbers, other.numbers])
        codes = months.distinct(numbers)[1] + 1
    else:
        places = {word: place + 1 for place, word in enumerate(one.words)}
        for word in other.words or ():
            places.setdefault(word, len(places) + 1)
        codes = np.concatenate(
            [
                np.array([*(places[word] for word in values.words or ()), 0])[values.numbers]
                for values in (one, other)
            ]
        )
    return np.where(np.concatenate([one.there, other.there]), codes, 0)


def _years(days: Array) -> Array:
    """The calendar year of day numbers."""
    epoch = np.datetime64(0, "D").item()
    dates = (days - epoch.toordinal()).astype("datetime64[D]")
    years: Array = dates.astype("datetime64[Y]").astype(np.int64) + epoch.year
    return years
