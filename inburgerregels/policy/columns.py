"""Tables of numbers about many persons: every column whole numbers, and what they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

__all__ = ["Columns", "Values", "coded", "concatenated"]

Array = Any


@attrs.frozen(eq=False)
class Values:
    """A column. Without ``words`` its numbers are what they are: amounts in cents, days as ordinals,
    yes and no as one and nought. With ``words`` each number is a place among these texts.
    ``missing`` says where there is no value; None: nowhere."""

    numbers: Array
    missing: Array = None
    words: tuple[str, ...] | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    @property
    def there(self) -> Array:
        """Where there is a value."""
        return np.ones(len(self), bool) if self.missing is None else ~self.missing

    def take(self, rows: Array) -> Values:
        """These rows: places, or a mask."""
        missing = None if self.missing is None else self.missing[rows]
        return Values(self.numbers[rows], missing, self.words)

    def is_any_of(self, wanted: Sequence[str]) -> Array:
        """Where one of these words stands."""
        assert self.words is not None
        places = [place for place, word in enumerate(self.words) if word in wanted]
        found = np.isin(self.numbers, places)
        return found if self.missing is None else found & ~self.missing

    def filled(self, number: int) -> Array:
        """The numbers, with this one where there is none."""
        return (
            self.numbers if self.missing is None else np.where(self.missing, number, self.numbers)
        )

    def total(self) -> int:
        """The sum of what is there."""
        return int(self.filled(0).sum(dtype=np.int64))

    def plain(self) -> Iterator[Any]:
        """Each row's number or word; None where there is none."""
        for row, number in enumerate(self.numbers.tolist()):
            if self.missing is not None and self.missing[row]:
                yield None
            else:
                yield number if self.words is None else self.words[number]


@attrs.frozen(eq=False)
class Columns(Mapping[str, Values]):
    """Columns of equal length, by name."""

    columns: Mapping[str, Values]

    def __getitem__(self, name: str) -> Values:
        return self.columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return next((len(values) for values in self.columns.values()), 0)

    def take(self, rows: Array) -> Columns:
        return Columns({name: values.take(rows) for name, values in self.columns.items()})


def concatenated(parts: Sequence[Columns]) -> Columns:
    """The rows of all parts, in that order; every part has the same columns."""
    if len(parts) == 1:
        return parts[0]
    names = [*parts[0]] if parts else []
    return Columns({name: _joined([part[name] for part in parts]) for name in names})


def _joined(parts: list[Values]) -> Values:
    missing = None
    if any(part.missing is not None for part in parts):
        missing = np.concatenate([~part.there for part in parts])
    if all(part.words is parts[0].words or part.words == parts[0].words for part in parts):
        return Values(np.concatenate([part.numbers for part in parts]), missing, parts[0].words)
    places: dict[str, int] = {}
    numbers = []
    for part in parts:
        own = [places.setdefault(word, len(places)) for word in part.words or ()]
        numbers.append(np.array([*own, 0])[part.numbers])
    return Values(np.concatenate(numbers), missing, tuple(places))


def coded(texts: Sequence[str | None]) -> Values:
    """Texts as a column."""
    places: dict[str, int] = {}
    numbers = [0 if text is None else places.setdefault(text, len(places)) for text in texts]
    missing = np.array([text is None for text in texts], bool)
    return Values(np.array(numbers, np.int64), missing if missing.any() else None, tuple(places))
