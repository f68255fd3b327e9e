"""Blocks of a store put together: one large block takes less time than several small ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from inburgerregels.batch.arrays import arrow, numbers_of
from inburgerregels.batch.later import Later
from inburgerregels.batch.store import Block, KindEvents

__all__ = ["joined_blocks"]


def joined_blocks(blocks: Sequence[Block]) -> Block:
    """The persons of blocks that follow each other in a store, as one block."""
    if len(blocks) == 1:
        return blocks[0]
    firsts = np.cumsum([0, *(len(block) for block in blocks)])
    return Block(
        pa.concat_arrays([block.ids for block in blocks]),
        {
            name: pa.concat_arrays([block.person[name] for block in blocks])
            for name in blocks[0].person
        },
        Later(
            blocks[0].events,
            lambda kind: _joined_events([block.events[kind] for block in blocks], firsts.tolist()),
        ),
    )


def _joined_events(parts: Sequence[KindEvents], firsts: Sequence[int]) -> KindEvents:
    shifted = [
        arrow(numbers_of(part.person) + np.int32(first))
        for part, first in zip(parts, firsts, strict=False)
    ]
    return KindEvents(
        pa.concat_arrays(shifted),
        pa.concat_arrays([part.day for part in parts]),
        pa.concat_arrays([part.known for part in parts]),
        {name: pa.concat_arrays([part.fields[name] for part in parts]) for name in parts[0].fields},
    )
