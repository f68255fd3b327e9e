"""Published figures: what was printed, about which day, where, and what it may be used for."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

import attrs

from inburgerregels.model import Position, Source
from inburgerregels.policy.figures.printed import Bounds

__all__ = ["FIT", "JUDGE", "Column", "Figure", "Row", "Table"]

#: What a figure may be used for: to fit the population to, or only to judge it by.
FIT = "ijking"
JUDGE = "toets"


@attrs.frozen
class Figure:
    """One published number.

    ``value`` and ``bounds``: euros in cents, percentages as a share of one. ``step``: to which
    multiple it was rounded, zero where it is exact. ``day``: the day it is about, ``since`` the
    first day where it is about a period. ``derived``: it follows from others and was not printed.
    """

    id: str
    title: str
    printed: str
    value: Fraction
    step: Fraction
    bounds: Bounds
    unit: str
    use: str
    source: Source
    day: datetime.date | None = None
    since: datetime.date | None = None
    derived: bool = False
    position: Position | None = None


@attrs.frozen
class Column:
    """A column of a printed table; ``name`` tells it from others with the same head."""

    id: str
    head: str
    name: str
    unit: str


@attrs.frozen
class Row:
    id: str
    head: str


@attrs.frozen
class Table:
    """A printed table; its cells are figures ``<table>/<row>/<column>``.

    A percentage printed behind the number of a cell is a figure of its own, with ``%`` after it.
    """

    id: str
    number: str
    title: str
    source: Source
    columns: Mapping[str, Column]
    rows: Mapping[str, Row]

    def cell(self, row: str, column: str) -> str:
        return f"{self.id}/{row}/{column}"
