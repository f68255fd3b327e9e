"""The facts of a block as columns, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from inburgerregels.batch.block import kind_columns, person_columns
from inburgerregels.batch.later import Later
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.tables import Events

__all__ = ["LaterFacts"]


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

        self.events: Mapping[str, Events] = Later(kinds, events)
        self.person: Mapping[str, Column] = Later(
            schema.vocabulary.person, lambda name: self._person[name]
        )

    @cached_property
    def _person(self) -> dict[str, Column]:
        return person_columns(self.schema, self.block())
