"""Rows and values while one dossier is evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from inburgerregels.model import ABSENT, Event
from inburgerregels.model.values import Absent

__all__ = ["DecisionRow", "EventRow", "Gap", "Row", "Undetermined", "undetermined_of"]


class Gap(str):
    """A reason that does not say yet which rule ran into it."""

    __slots__ = ()


@attrs.frozen
class Undetermined:
    """A value that cannot be established: why, and which facts are missing for it."""

    reasons: frozenset[str]
    missing: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        raise TypeError("een niet vastgestelde waarde is geen ja of nee")


def undetermined_of(values: Any) -> Undetermined | None:
    """The causes of every undetermined value among these, together; None when there is none."""
    found = [value for value in values if type(value) is Undetermined]
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    return Undetermined(
        frozenset().union(*(value.reasons for value in found)),
        frozenset().union(*(value.missing for value in found)),
    )


class Row:
    """The person, an instance of a chain, a step of a walk, or the row a query looks at.

    ``item`` is what a step or query looks at: an event, a decision or another row. ``memo`` holds the
    value of every node computed for this row, ``matches`` the rows that each query took. ``doubt``:
    there may be other steps before this one.
    """

    __slots__ = (
        "day",
        "doubt",
        "item",
        "matches",
        "memo",
        "number",
        "parent",
        "previous",
        "scope",
    )

    def __init__(
        self,
        scope: int,
        parent: Row | None,
        *,
        item: Any = None,
        number: int = 0,
        previous: Row | None = None,
        day: int = 0,
    ) -> None:
        self.scope = scope
        self.parent = parent
        self.item = item
        self.number = number
        self.previous = previous
        self.day = day
        self.doubt: Undetermined | None = None
        self.memo: dict[Any, Any] = {}
        self.matches: dict[int, list[Row]] = {}

    def place(self) -> int | Undetermined:
        """``nummer``, as far as it is certain."""
        return self.number if self.doubt is None else self.doubt

    def before(self) -> Row | Absent | Undetermined:
        """``vorige``, as far as it is certain."""
        if self.doubt is not None:
            return self.doubt
        return ABSENT if self.previous is None else self.previous

    def back_to(self, key: Any) -> list[Row]:
        """The rows before this one for which ``key`` is not in the memo, the oldest first."""
        found = []
        row = self.previous
        while row is not None and key not in row.memo:
            found.append(row)
            row = row.previous
        return found[::-1]


class EventRow:
    """An event as expressions see it: declared defaults filled in, the future hidden."""

    __slots__ = ("day", "event", "fields", "kind")

    def __init__(self, event: Event, fields: Mapping[str, Any]) -> None:
        self.event = event
        self.kind = event.kind
        self.day = event.day
        self.fields = fields


class DecisionRow:
    """A decision that was taken: by which rule, for which row, on which day."""

    __slots__ = ("day", "key", "owner")

    def __init__(self, key: tuple[str, str], owner: Row, day: int) -> None:
        self.key = key
        self.owner = owner
        self.day = day
