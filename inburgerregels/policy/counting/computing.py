"""The cells counted in one or more populations, beside what was published."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import attrs

from inburgerregels.batch.schema import Schema
from inburgerregels.language import Rulebook
from inburgerregels.policy.counting.cells import Cell, Definitions
from inburgerregels.policy.counting.measures import Count, Total
from inburgerregels.policy.counting.people import People
from inburgerregels.policy.evaluated import evaluate_population
from inburgerregels.policy.figures import Figure, Figures
from inburgerregels.policy.figures.printed import PERCENT
from inburgerregels.policy.folder import Population
from inburgerregels.policy.lives import Lives

__all__ = ["Compared", "compare_cells", "for_each_day"]


@attrs.frozen
class Compared:
    """A cell with what it comes to in each population, and what was published.

    ``day``: the day on which it was counted. ``published`` is the consistent reading of what was
    printed; ``exact`` is that, or for a share the quotient of the numbers that it is the share of.
    """

    cell: Cell
    day: datetime.date
    counted: tuple[Fraction | None, ...]
    printed: Figure | None
    published: Figure | None
    exact: Fraction | None

    @property
    def values(self) -> list[Fraction]:
        """What was counted, populations in which there was nobody to divide by left out."""
        return [value for value in self.counted if value is not None]

    @property
    def mean(self) -> Fraction | None:
        values = self.values
        return sum(values, Fraction(0)) / len(values) if values else None

    @property
    def difference(self) -> Fraction | None:
        """Counted less published: of a share in that share, of anything else as part of what was
        published; None where there is nothing to compare, or nothing to be a part of."""
        if self.mean is None or self.exact is None:
            return None
        if self.cell.unit == PERCENT:
            return self.mean - self.exact
        return self.mean / self.exact - 1 if self.exact else None

    @property
    def same_day(self) -> bool:
        """Whether it was counted on the day that the published figure is about."""
        return self.published is None or self.published.day in (None, self.day)


def compare_cells(
    populations: Sequence[Population],
    rulebook: Rulebook,
    definitions: Definitions,
    figures: Figures,
    cells: Sequence[Cell],
    *,
    day: datetime.date | None = None,
    workers: int = 2,
) -> list[Compared]:
    """Every cell on its own day, or all on ``day``."""
    days = {cell: day or cell.day for cell in cells}
    counted: dict[Cell, list[Fraction | None]] = {cell: [] for cell in cells}

    def count(people: People, on: datetime.date) -> None:
        for cell in cells:
            if days[cell] == on:
                counted[cell].append(_measured(cell, people))

    for population in populations:
        for_each_day(
            population, rulebook, days.values(), count, fields=definitions.fields, workers=workers
        )
    return [_compared(cell, days[cell], counted[cell], figures) for cell in cells]


def for_each_day(
    population: Population,
    rulebook: Rulebook,
    days: Iterable[datetime.date],
    use: Callable[[People, datetime.date], None],
    *,
    fields: Iterable[str] = (),
    workers: int = 2,
) -> None:
    """Evaluates a population on each of these days, the earliest first; lives are read once."""
    lives = Lives(population, Schema(rulebook.vocabulary))
    for day in sorted(set(days)):
        found = evaluate_population(lives, rulebook, day, fields=tuple(fields), workers=workers)
        use(People(found), day)


def _measured(cell: Cell, people: People) -> Fraction | None:
    if not people.count:
        # Where there is nobody there are no columns either.
        return Fraction(0) if isinstance(cell.measure, (Count, Total)) else None
    return cell.measure.of(people, cell.who.mask(people))


def _compared(
    cell: Cell, day: datetime.date, counted: Sequence[Fraction | None], figures: Figures
) -> Compared:
    printed = figures.printed.get(cell.figure or "")
    published = figures.consistent.get(cell.figure or "")
    exact = None if published is None else published.value
    if cell.of is not None:
        part, whole = (figures.consistent[name].value for name in cell.of)
        exact = part / whole if whole else exact
    return Compared(cell, day, tuple(counted), printed, published, exact)
