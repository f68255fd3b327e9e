"""The facts of a block as columns, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, TypeVar

from inburgerregels.batch.block import kind_columns, person_columns
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.tables import Events

__all__ = ["LaterFacts"]

Value = TypeVar("Value")


class LaterFacts:
    """What may be seen of the persons of a block on a day, for who asks for little of it."""

    def __init__(
        self, schema: Schema, block: Callable[[], Block], today: int, known_on: int | None
    ) -> None:
        self.schema = schema
        self.block = block
        kinds = {kind.name: kind for kind in schema.kinds}

        def events(name: str) -> Events:
            whole = block()
            own = whole.events[name]
            return kind_columns(schema, kinds[name], own, len(whole), today, known_on)

        self.events: Mapping[str, Events] = _Later(kinds, events)
        self.person: Mapping[str, Column] = _Later(
            schema.vocabulary.person, lambda name: self._person[name]
        )

    @cached_property
    def _person(self) -> dict[str, Column]:
        return person_columns(self.schema, self.block())


class _Later(Mapping[str, Value]):
    def __init__(self, names: Iterable[str], make: Callable[[str], Value]) -> None:
        self._names: dict[str, Any] = dict.fromkeys(names)
        self._make = make

    def __getitem__(self, name: str) -> Value:
        found: Value | None = self._names[name]
        if found is None:
            found = self._names[name] = self._make(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
