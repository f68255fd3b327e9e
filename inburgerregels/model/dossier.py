"""A dossier: one person and the dated, immutable events of that person's life."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import attrs

from inburgerregels.model.problems import Position

__all__ = ["Dossier", "Event"]


@attrs.frozen
class Event:
    """Something that happened on a day.

    ``fields`` holds typed values by field name: days as ordinals, amounts in eurocents, durations,
    numbers, yes/no as bool, choices as text, sets as frozenset; a field that was not given is not
    there (or holds its declared default), one given as ``onbekend`` holds ``UNKNOWN``.
    ``known_on`` is the day on which the event became known (default: its own day).
    """

    kind: str
    day: int
    fields: Mapping[str, Any] = attrs.field(factory=dict)
    known_on: int = attrs.field()
    position: Position | None = attrs.field(default=None, eq=False)

    @known_on.default
    def _known_when_it_happened(self) -> int:
        return self.day


@attrs.frozen
class Dossier:
    """A person and a list of events, in any order; order never matters.

    ``reference_date`` and ``expectation`` are what a scenario file adds: the day on which the
    answer is asked, and the answer that its source gives. ``options`` are the readings, overlays and
    knowledge date (``lezingen``, ``zonder``, ``voorstel``, ``bekend_op``) that a scenario asks for.
    """

    id: str
    person: Mapping[str, Any]
    events: tuple[Event, ...] = ()
    reference_date: datetime.date | None = None
    title: str | None = None
    source: str | None = None
    expectation: Mapping[str, Any] | None = attrs.field(default=None, eq=False)
    position: Position | None = attrs.field(default=None, eq=False)
    options: Mapping[str, Any] = attrs.field(factory=dict, eq=False)
