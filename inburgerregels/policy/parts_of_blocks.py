"""Who of a block live otherwise in another, and the block with their other lives in it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from inburgerregels.batch.arrays import numbers_of, to_numpy
from inburgerregels.batch.later import Later
from inburgerregels.batch.store import Block, KindEvents

__all__ = ["live_otherwise", "pieces_of", "with_other_lives"]

Array = Any
#: Persons in a piece of a block.
PIECE = 1 << 15


def pieces_of(block: Block) -> Iterator[tuple[Array, Block]]:
    """Places of persons, and those persons as a block, until everybody was there. What is computed of one
    piece can be forgotten before the next: to get memory for everybody takes as long as to compute."""
    count = max(1, -(-len(block) // PIECE))
    for persons in np.array_split(np.arange(len(block)), count):
        yield persons, block.part(persons)


def with_other_lives(
    block: Block, persons: Array, lives: Block, kinds: Collection[str] | None = None
) -> Block:
    """The block in which these persons have the events of ``lives``; they have others only of these
    ``kinds``, or of any."""
    others = np.ones(len(block), bool)
    others[persons] = False

    def events(kind: str) -> KindEvents:
        every = block.events[kind]
        if kinds is not None and kind not in kinds:
            return every
        person = numbers_of(every.person)
        kept = np.flatnonzero(others[person])
        own = lives.events[kind]
        whose = np.concatenate([person[kept], persons[numbers_of(own.person)]]).astype(np.int32)
        # Nobody has events in both, and those of one person stay in order.
        order = np.argsort(whose, kind="stable")
        both = _joined(every.taken(kept, person[kept]), own)
        return both.taken(order, whose[order])

    return Block(block.ids, block.person, Later(block.events, events))


def live_otherwise(
    one: Block, other: Block, today: int | None = None, kinds: Collection[str] | None = None
) -> Array:
    """Who of the same persons have other events in one block than in the other, as a mask; of events
    until ``today``, and of these ``kinds`` where no others can differ. Texts are not looked at: drawn lives
    have none of their own."""
    found = np.zeros(len(one), bool)
    for kind in one.events if kinds is None else sorted(kinds):
        mine = one.events[kind]
        theirs = other.events[kind]
        rows = [_seen(part, today) for part in (mine, theirs)]
        whose = [
            numbers_of(part.person)[here] for part, here in zip((mine, theirs), rows, strict=True)
        ]
        counts = [np.bincount(people, minlength=len(one)) for people in whose]
        found |= counts[0] != counts[1]
        # Of who has as many events in both they stand side by side, in the same order.
        alike = [here[~found[people]] for here, people in zip(rows, whose, strict=True)]
        people = numbers_of(mine.person)[alike[0]]
        differs = numbers_of(mine.day)[alike[0]] != numbers_of(theirs.day)[alike[1]]
        for name, values in mine.fields.items():
            if pa.types.is_integer(values.type) or pa.types.is_boolean(values.type):
                pair = zip((values, theirs.fields[name]), alike, strict=True)
                differs |= _differ(*(_codes(field, here) for field, here in pair))
        found[people[differs]] = True
    return found


def _seen(events: KindEvents, today: int | None) -> Array:
    if today is None:
        return np.arange(len(events.day))
    return np.flatnonzero(numbers_of(events.day) <= today)


def _codes(values: pa.Array, rows: Array) -> tuple[Array, Array]:
    codes, absent = to_numpy(values)
    none = np.zeros(len(rows), bool) if absent is None else absent[rows]
    return codes[rows], none


def _differ(one: tuple[Array, Array], other: tuple[Array, Array]) -> Array:
    return (one[1] != other[1]) | (~one[1] & (one[0] != other[0]))


def _joined(one: KindEvents, other: KindEvents) -> KindEvents:
    return KindEvents(
        pa.concat_arrays([one.person, other.person]),
        pa.concat_arrays([one.day, other.day]),
        pa.concat_arrays([one.known, other.known]),
        {name: pa.concat_arrays([one.fields[name], other.fields[name]]) for name in one.fields},
    )
