"""Until when the answers about a block stay as they are, and how that is kept beside them."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from inburgerregels.batch.arrays import to_numpy
from inburgerregels.batch.files import write_file
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.engine.evaluate import evaluate
from inburgerregels.engine.observed_day import ObservedDate
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind
from inburgerregels.model import NEVER, Dossier, Outcome

__all__ = ["FOLDER", "OneByOne", "coming_facts", "read_until", "write_until"]

Array = Any
#: Beside the tables, but no part of the answer: two runs with the same answers may differ in it.
FOLDER = ".geldig"
_DIGEST = 32


def coming_facts(schema: Schema, block: Block, today: int, until: Array) -> Array:
    """``until``, or earlier: the first day after ``today`` on which more of a life can be seen, an
    event or a day in one."""
    until = until.copy()
    for kind in schema.kinds:
        events = block.events[kind.name]
        if not len(events.day):
            continue
        person = events.person.to_numpy()
        _earlier(until, person, events.day.to_numpy(), today)
        for name, decl in kind.fields.items():
            if decl.type.kind is Kind.DATE and not decl.known_at_once:
                _earlier(until, person, to_numpy(events.fields[name])[0], today)
    return until


def _earlier(until: Array, person: Array, days: Array, today: int) -> None:
    coming = np.flatnonzero((days > today) & (days < NEVER))
    if len(coming):
        np.minimum.at(until, person[coming], days[coming].astype(until.dtype))


class OneByOne:
    """Single dossiers evaluated by the reference executor, noting until when each answer stays.

    In a law that is not ``steady`` (it does more with the reference date than compare it) no answer
    is known to stay; neither is one whose decisions are ``matched`` by durable_rules, because what that
    compares is not seen.
    """

    def __init__(
        self, rulebook: Rulebook, day: datetime.date, *, steady: bool, matched: bool = False
    ) -> None:
        self.rulebook = rulebook
        self.day = day
        self.steady = steady and not matched
        self.matched = matched
        self._until: dict[int, int] = {}

    def outcome(self, place: int, dossier: Dossier) -> Outcome:
        day = ObservedDate.of(self.day)
        if self.matched:
            # Of no use to any other run, and every run would load it.
            from inburgerregels.engine.durable import evaluate_durable

            self._until[place] = self.day.toordinal() + 1
            return evaluate_durable(self.rulebook, dossier, self.day)
        found = evaluate(self.rulebook, dossier, day)
        self._until[place] = day.until
        return found

    def until(self, *tables: Iterable[dict[str, Any]]) -> Array:
        """The first day on which each answer can be another, in order of evaluation; ``tables`` are
        the rows of those answers: one that holds the day of asking is another the next day."""
        tomorrow = self.day.toordinal() + 1
        shown = self.day.isoformat()
        for row in (row for table in tables for row in table):
            said = (value for name, value in row.items() if name != "peildatum")
            if any(v == self.day or (isinstance(v, str) and shown in v) for v in said):
                self._until[row["plaats"]] = tomorrow
        days = self._until.values() if self.steady else [tomorrow] * len(self._until)
        return np.array([*days], np.int64)


def write_until(path: Path, belongs: str, until: Array) -> None:
    """Keep the days; ``belongs`` says what they are about, and is needed to read them again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = until.astype("<i8").tobytes()
    write_file(path, _digest(belongs, data) + data)


def read_until(path: Path, belongs: str, count: int) -> Array | None:
    """The days kept; None when they are not there whole, or are about something else."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    if data[:_DIGEST] != _digest(belongs, data[_DIGEST:]) or len(data) != _DIGEST + 8 * count:
        return None
    return np.frombuffer(data, "<i8", offset=_DIGEST)


def _digest(belongs: str, data: bytes) -> bytes:
    return hashlib.sha256(belongs.encode() + b"\n" + data).digest()
