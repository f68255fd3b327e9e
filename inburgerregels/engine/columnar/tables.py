"""Tables of rows that are computed together: the persons of a block, one round of a chain or walk, the
rows that a query looks at, or a part of any of these.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column

__all__ = ["Events", "Table", "expand", "offsets"]

Array = Any


class Events:
    """All events of one kind of the persons of a block, in order of person, day and contents.

    ``person`` and ``day`` are arrays, ``fields`` columns by field name, ``offsets`` says where the
    events of each person begin.
    """

    def __init__(self, persons: int, person: Array, day: Array, fields: dict[str, Column]) -> None:
        self.person = person
        self.day = day
        self.fields = fields
        self.offsets = offsets(person, persons)

    def __len__(self) -> int:
        return len(self.person)


class Table:
    """``count`` rows of one scope.

    ``above`` is the table of enclosing rows and ``place`` where each row's enclosing row stands in it
    (None: at the same place). ``item`` references what a step or query looks at. ``previous`` is the
    table of the rows before these (a round earlier) and ``before`` where they stand in it. A *part*
    of a table knows its ``whole`` and its ``rows`` in it.
    """

    __slots__ = (
        "above",
        "before",
        "count",
        "first",
        "item",
        "memo",
        "number",
        "place",
        "previous",
        "rows",
        "scope",
        "whole",
    )

    def __init__(
        self,
        scope: int,
        count: int,
        above: Table | None = None,
        place: Array = None,
        *,
        item: Column | None = None,
        number: Any = 0,
        previous: Table | None = None,
        before: Array = None,
    ) -> None:
        self.scope = scope
        self.count = count
        self.above = above
        self.place = place
        self.item = item
        self.number = number
        self.previous = previous
        self.before = before
        self.whole: Table | None = None
        self.rows: Array = None
        self.first = 0
        self.memo: dict[Any, Any] = {}

    def part(self, rows: Array) -> Table:
        """The rows at these places, as a table that can be computed by itself."""
        found = Table(
            self.scope,
            len(rows),
            self.above,
            rows if self.place is None else self.place.take(rows),
            item=None if self.item is None else self.item.take(rows),
            number=self.number.take(rows) if isinstance(self.number, np.ndarray) else self.number,
            previous=self.previous,
            before=None if self.before is None else self.before.take(rows),
        )
        found.whole = self if self.whole is None else self.whole
        found.rows = rows if self.rows is None else self.rows.take(rows)
        if self.above is None:
            found.place = None
        return found

    def climb(self, levels: int) -> tuple[Table, Array]:
        """The table ``levels`` above as it is, and where each row's enclosing row stands in it (None:
        at the same place)."""
        table: Table = self
        places: Array = None
        for _ in range(levels):
            if table.place is not None:
                places = table.place if places is None else table.place.take(places)
            assert table.above is not None
            table = table.above
        return table, places

    def ancestor(self, levels: int) -> tuple[Table, Array]:
        """The table ``levels`` above, and where each row's enclosing row stands in it (None: at the
        same place). A part is answered for by its whole."""
        table, places = self.climb(levels)
        if table.whole is not None:
            rows = table.rows if places is None else table.rows.take(places)
            return table.whole, rows
        return table, places


def offsets(owners: Array, count: int) -> Array:
    """Where the entries of each of ``count`` owners begin, and past the last where they end, of entries
    in order of owner."""
    found = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(owners, minlength=count), out=found[1:])
    return found


def expand(offsets: Array, owners: Array) -> tuple[Array, Array]:
    """All pairs of a row and an entry of its owner: (row, entry), in order of row.

    ``offsets`` says where the entries of each owner begin, ``owners`` the owner of each row.
    """
    starts = offsets.take(owners)
    counts = offsets.take(owners + 1) - starts
    rows = np.repeat(np.arange(len(owners)), counts)
    ends = np.cumsum(counts)
    within = np.arange(len(rows)) - np.repeat(ends - counts, counts)
    return rows, np.repeat(starts, counts) + within
