"""The facts of a block of persons as one array of words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.tables import Events
from inburgerregels.engine.vm.encoding import Encoded
from inburgerregels.engine.vm.layout import ABSENT, LOST
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind

__all__ = ["Facts"]

Array = Any


class Facts:
    """``words``: the places of all arrays, then the arrays. ``redo``: persons with an unknown fact.

    ``texts`` are what numbers in text fields stand for; without them only is known that there is one.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        encoded: Encoded,
        persons: int,
        person: Mapping[str, Column],
        events: Mapping[str, Events],
        texts: Sequence[str] | None,
    ) -> None:
        self.persons = persons
        self.redo = np.zeros(persons, np.int64)
        self.texts = dict(encoded.texts)
        self._numbers: Array = None
        if texts is not None:
            numbers = [self.texts.setdefault(text, len(self.texts)) for text in texts]
            self._numbers = np.array([*numbers, 0], np.int64)
        vocabulary = rulebook.vocabulary
        arrays: list[Array] = []
        for name in vocabulary.events:
            found = events[name]
            arrays += [found.offsets, found.day]
        for kind in vocabulary.events.values():
            found = events[kind.name]
            for name, decl in kind.fields.items():
                column = found.fields[name]
                if column.lost is not None:
                    self.redo[found.person[column.lost]] = 1
                arrays.append(self._words(column, len(found), decl.type.kind))
        for name, decl in vocabulary.person.items():
            given = person.get(name)
            if given is None:
                arrays.append(np.full(persons, ABSENT))
                continue
            if given.lost is not None:
                self.redo[given.lost] = 1
            arrays.append(self._words(given, persons, decl.type.kind))
        sizes = [1 + len(arrays), *map(len, arrays)]
        places = np.cumsum(sizes)
        self.words = np.empty(places[-1] + 1, np.int64)
        self.words[0] = len(arrays)
        self.words[1 : 1 + len(arrays)] = places[:-1]
        for place, array in zip(places[:-1], arrays, strict=True):
            self.words[place : place + len(array)] = array

    def _words(self, column: Column, count: int, kind: Kind) -> Array:
        values = np.broadcast_to(np.asarray(column.values, np.int64), (count,))
        if kind is Kind.TEXT:
            values = np.full(count, LOST) if self._numbers is None else self._numbers[values]
        if column.absent is not None:
            values = np.where(column.absent, ABSENT, values)
        if column.lost is not None:
            values = np.where(column.lost, LOST, values)
        return values
