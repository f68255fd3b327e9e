"""A block of persons through the interpreter: the answers of the columnar executor, in the same columns."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

from inburgerregels.engine.columnar.coding import decoded
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.tables import Events
from inburgerregels.engine.ir import Program
from inburgerregels.engine.vm import layout
from inburgerregels.engine.vm.encoding import Encoded, encode
from inburgerregels.engine.vm.facts import Facts
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind, Type

__all__ = ["VectorEvaluator"]

Array = Any
#: words of workspace for one person, and as much again for what is under way when it is full
_WORK = 1 << 22
#: words of answers that are taken out at a time
_STREAM = 1 << 22
_KEPT: list[tuple[Program, Encoded]] = []
_MOST_KEPT = 4


@functools.cache
def _machine() -> tuple[Callable[..., Any], Callable[..., Any]]:
    # numba takes longer to load than one answer to find.
    from inburgerregels.engine.vm.people import compiled, records

    return compiled(), records


def _encoded(rulebook: Rulebook) -> Encoded:
    """The words of a rulebook's program, kept for the next block."""
    for program, words in _KEPT:
        if program is rulebook.program:
            return words
    found = encode(rulebook)
    _KEPT[:] = [(rulebook.program, found), *_KEPT[: _MOST_KEPT - 1]]
    return found


@attrs.define(eq=False)
class _Redo:
    #: persons that the reference executor has to answer
    redo: Array


class _Law:
    """The lists that were found, asked as of the columnar executor."""

    def __init__(self) -> None:
        self.lists: list[tuple[Any, ...]] = []


class VectorEvaluator:
    """Evaluates a block at once; :mod:`.answers` reads what was found."""

    def __init__(
        self,
        rulebook: Rulebook,
        program: Program,
        persons: int,
        person: Mapping[str, Column],
        events: Mapping[str, Events],
        today: int | Array,
        texts: Sequence[str] | None = None,
    ) -> None:
        self.rulebook = rulebook
        self.program = program
        self.count = persons
        encoded = _encoded(rulebook)
        facts = Facts(rulebook, encoded, persons, person, events, texts)
        self._texts = list(facts.texts)
        self.stream = self._run(encoded, facts, today)
        self.rows = _Redo(facts.redo.astype(bool))
        self.law = _Law()
        found = np.empty((len(self.stream) // 3 + 1, 3), np.int64)
        self.records = found[: _machine()[1](self.stream, found)]

    def _run(self, encoded: Encoded, facts: Facts, today: int | Array) -> Array:
        """Everybody on one day, or each person on a day of their own."""
        run = _machine()[0]
        work = np.zeros(2 * _WORK, np.int64)
        work[layout.LIMIT] = _WORK
        out = np.empty(_STREAM, np.int64)
        asked = [(today, 0, facts.persons)]
        if not isinstance(today, int):
            asked = [(day, person, person + 1) for person, day in enumerate(today.tolist())]
        parts = []
        for day, person, until in asked:
            while person < until:
                args = (encoded.words, facts.words, work, out, facts.redo, day, person, until)
                person, filled = run(*args)
                parts.append(out[:filled].copy())
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    # -- reading ------------------------------------------------------------------------------

    def of_kind(self, kind: int) -> tuple[Array, Array]:
        """Where the records of a kind begin, and which each is of."""
        lines = self.records[self.records[:, 1] == kind]
        return lines[:, 0], lines[:, 2]

    def text(self, code: int) -> str:
        return self._texts[code]

    def column(self, begins: Array, place: int, its_type: Type) -> Column:
        """The words at one place of records, as a column."""
        words = self.stream[begins + place]
        absent = words == layout.ABSENT
        missing = absent if absent.any() else None
        values = words if missing is None else np.where(absent, 0, words)
        if its_type.kind in (Kind.TEXTS, Kind.CONTRIBUTIONS):
            values = self._lists(begins, values, absent, its_type.kind)
        return Column(values, missing)

    def _lists(self, begins: Array, places: Array, absent: Array, kind: Kind) -> Array:
        """Numbers for lists that stand behind their records, equal for equal lists."""
        width = 3 if kind is Kind.CONTRIBUTIONS else 1
        stream, lists = self.stream, self.law.lists
        numbers = np.zeros(len(begins), np.int64)
        known: dict[bytes, int] = {}
        starts = begins + places
        ends = starts + 1 + stream[starts] * width
        for i in np.flatnonzero(~absent):
            words = stream[starts[i] : ends[i]]
            key = words.tobytes()
            if key not in known:
                known[key] = len(lists)
                lists.append(self._list(words[1:].reshape(-1, width)))
            numbers[i] = known[key]
        return numbers

    def _list(self, items: Array) -> tuple[Any, ...]:
        if items.shape[1] == 1:
            return tuple(self.text(int(word)) for (word,) in items)
        found = []
        for title, word, node in items:
            its_type = self.program.nodes[int(node)].type
            found.append((self.text(int(title)), self.plain(word, its_type), its_type))
        return tuple(found)

    def plain(self, raw: Any, its_type: Type) -> Any:
        """A value of a column as the reference executor has it."""
        choices = self.rulebook.vocabulary.choices
        return decoded(raw, its_type, choices, self.text, self.law.lists)
