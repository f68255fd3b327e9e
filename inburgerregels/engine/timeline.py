"""A dossier made ready for one question: the future hidden, defaults filled in, order fixed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inburgerregels.engine.rows import EventRow
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import EventKind, Vocabulary
from inburgerregels.model import ABSENT, NEVER, Dossier, Event

__all__ = ["Timeline", "canonical"]


class Timeline:
    """The person's fields, and the events of each kind in an order that input order cannot change.

    Hidden are events after ``today`` and, with ``known_on``, those that became known later. A day in a
    field that lies after ``today`` reads as *nooit* unless it is declared as known at once.
    """

    def __init__(
        self, vocabulary: Vocabulary, dossier: Dossier, today: int, known_on: int | None
    ) -> None:
        self.person: dict[str, Any] = {
            name: decl.default
            for name, decl in vocabulary.person.items()
            if decl.default is not ABSENT
        }
        self.person |= dossier.person
        self.events: dict[str, list[EventRow]] = {}
        for event in dossier.events:
            if event.day > today or (known_on is not None and event.known_on > known_on):
                continue
            kind = vocabulary.events[event.kind]
            row = EventRow(event, _fields(kind, event, today))
            self.events.setdefault(event.kind, []).append(row)
        for name, rows in self.events.items():
            declared = tuple(vocabulary.events[name].fields)
            rows.sort(key=lambda row: (row.day, canonical(row, declared)))

    def of_kind(self, kind: str) -> list[EventRow]:
        return self.events.get(kind, [])


def _fields(kind: EventKind, event: Event, today: int) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for name, decl in kind.fields.items():
        value = event.fields.get(name, decl.default)
        if (
            decl.type.kind is Kind.DATE
            and isinstance(value, int)
            and value > today
            and not decl.known_at_once
        ):
            value = NEVER
        found[name] = value
    return found


def canonical(row: EventRow | Event, declared: tuple[str, ...]) -> tuple[str, ...]:
    """A total order on rows of one day that depends on their contents only."""
    key = []
    for name in declared:
        value = row.fields.get(name, ABSENT)
        if isinstance(value, frozenset):
            text = ",".join(sorted(map(str, value)))
        elif isinstance(value, int):
            text = f"{value:020d}"
        else:
            text = str(value)
        key.append(f"{type(value).__name__}:{text}")
    return tuple(key)
