"""A report as its parts: what is said, the tables, and the pictures of them, for every way to show it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

__all__ = [
    "Bar",
    "BarChart",
    "Cell",
    "Column",
    "Document",
    "LineChart",
    "Section",
    "Series",
    "Table",
]


#: What the ends of a margin are called.
_ENDS = ("laagste", "hoogste")


@attrs.frozen
class Column:
    """``number``: its cells are numbers, that line up at their end."""

    title: str
    number: bool = False


@attrs.frozen
class Cell:
    """What is shown, and the value that it stands for; of a difference the lowest and the highest that
    it may be."""

    text: str
    value: int | Fraction | str | None = None
    margin: tuple[Cell, Cell] | None = None


@attrs.frozen
class Bar:
    """``share`` of the longest bar, from minus one to one; ``low`` and ``high`` as shares too."""

    label: str
    text: str
    share: float
    low: float | None = None
    high: float | None = None


@attrs.frozen
class BarChart:
    title: str
    summary: str
    bars: tuple[Bar, ...]


@attrs.frozen
class Series:
    """``values`` belong to the points of the chart."""

    title: str
    values: tuple[float, ...]


@attrs.frozen
class LineChart:
    """``axis``: what is along the bottom; ``unit``: what is up the side."""

    title: str
    summary: str
    axis: str
    unit: str
    points: tuple[str, ...]
    series: tuple[Series, ...]


@attrs.frozen
class Table:
    """``name`` is short: it names a sheet and stands in a file. The first column names the row. Of a
    long table ``most_first`` rows are shown, and the others where one asks for them."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str | None = None
    chart: BarChart | LineChart | None = None
    most_first: int | None = None

    @property
    def has_margins(self) -> bool:
        return any(cell.margin for row in self.rows for cell in row)

    @property
    def written_out(self) -> Table:
        """The same with the margin of a cell in columns of its own, for who reckons on with it."""
        places = {at for row in self.rows for at, cell in enumerate(row) if cell.margin}
        if not places:
            return self
        columns: list[Column] = []
        for at, column in enumerate(self.columns):
            columns.append(column)
            if at in places:
                columns += [Column(f"{column.title}, marge {end}", True) for end in _ENDS]
        return attrs.evolve(
            self, columns=tuple(columns), rows=tuple(_written_out(row, places) for row in self.rows)
        )


def _written_out(row: tuple[Cell, ...], places: set[int]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for at, cell in enumerate(row):
        cells.append(attrs.evolve(cell, margin=None))
        if at in places:
            cells += cell.margin or (cells[-1], cells[-1])
    return tuple(cells)


@attrs.frozen
class Section:
    """``links`` are files that belong to it: what they are called, and where they are from here."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    sections: tuple[Section, ...] = ()
    links: tuple[tuple[str, str], ...] = ()


@attrs.frozen
class Document:
    """``lead`` is what is said first, in sentences and lists of points. ``facts`` say what it is about: a
    label and its values."""

    title: str
    lead: tuple[str | tuple[str, ...], ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]
    sections: tuple[Section, ...]

    @property
    def said_first(self) -> list[str]:
        """The lead, each sentence and point by itself."""
        return [text for said in self.lead for text in ((said,) if isinstance(said, str) else said)]

    @property
    def read_through(self) -> list[tuple[str, tuple[str, ...]]]:
        """What is said in each section that says anything, in order."""
        return [(one.title, one.paragraphs) for one in self._every if one.paragraphs]

    @property
    def tables(self) -> list[Table]:
        """Every table, in order."""
        return [table for section in self._every for table in section.tables]

    @property
    def _every(self) -> Iterator[Section]:
        """Every section, with those in it after it."""
        waiting: list[Section] = [*reversed(self.sections)]
        while waiting:
            section = waiting.pop()
            yield section
            waiting += reversed(section.sections)
