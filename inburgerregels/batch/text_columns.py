"""Columns of texts that hold every text once: the distinct texts, and which of them each row has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgerregels.batch.arrays import texts_of
from inburgerregels.engine.columnar import months

__all__ = ["Texts", "joined"]

Array = Any
_INT32 = 1 << 31


@attrs.frozen(eq=False)
class Texts:
    """``values`` is an Arrow array of texts, ``places`` says which each row has; -1 is none."""

    values: Any
    places: Array

    @classmethod
    def of(cls, values: Sequence[str | None], places: Array) -> Texts:
        return cls(texts_of(values), places)

    @classmethod
    def same(cls, text: str | None, count: int) -> Texts:
        """One text, or none, for every row."""
        if text is None:
            return cls(texts_of([]), np.full(count, -1))
        return cls.of([text], np.zeros(count, np.int64))

    @classmethod
    def each(cls, values: Any) -> Texts:
        """A column of texts as it is."""
        return cls(values, np.arange(len(values)))

    def __len__(self) -> int:
        return len(self.places)

    def take(self, rows: Array) -> Texts:
        return Texts(self.values, self.places[rows])

    def filled(self, text: str) -> Texts:
        """With ``text`` where there was none."""
        if not (self.places < 0).any():
            return self
        values = pa.concat_arrays([self.values, texts_of([text])])
        return Texts(values, np.where(self.places < 0, len(self.values), self.places))

    @staticmethod
    def concat(parts: Sequence[Texts]) -> Texts:
        """One after another; texts that several parts share (everybody's ids) stay as they are."""
        shifted, values, before = [], [], 0
        begins: dict[int, int] = {}
        for part in parts:
            if id(part.values) not in begins:
                begins[id(part.values)] = before
                before += len(part.values)
                values.append(part.values)
            begin = begins[id(part.values)]
            shifted.append(np.where(part.places < 0, -1, part.places + begin))
        return Texts(pa.concat_arrays(values), np.concatenate(shifted))

    def dictionary(self, rows: Array) -> Any:
        """These rows as an Arrow dictionary: each text once, in order of first appearance, so that
        equal columns are equal bytes."""
        places = self.places[rows]
        used, place = _by_appearance(places)
        encoded = self.values.take(pa.array(used)).dictionary_encode()
        again = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        # Texts that are equal got the number of the first, so the order is still that of appearance.
        found = np.where(place < 0, -1, again[place] if len(again) else -1).astype(np.int32)
        missing = found < 0
        indices = pa.array(found, pa.int32(), mask=missing if missing.any() else None)
        return pa.DictionaryArray.from_arrays(indices, encoded.dictionary)


def _by_appearance(places: Array) -> tuple[Array, Array]:
    """The places that occur (not -1) in order of first appearance, and each row's number among them."""
    highest = int(places.max(initial=-1))
    first = np.full(highest + 2, len(places))
    first[places[::-1]] = np.arange(len(places))[::-1]
    first[-1] = len(places)
    used = np.flatnonzero(first < len(places))
    used = used[np.argsort(first[used])]
    number = np.full(highest + 2, -1)
    number[used] = np.arange(len(used))
    return used, number[places]


def joined(pieces: Sequence[str | Texts], count: int) -> Texts:
    """Texts put together of fixed and varying pieces; each combination is written once."""
    varying = [piece for piece in pieces if isinstance(piece, Texts)]
    if not varying:
        return Texts.same("".join(str(piece) for piece in pieces), count)
    rows, place = months.numbered([piece.places for piece in varying])
    parts: list[Any] = [
        piece.values.take(pa.array(piece.places[rows])) if isinstance(piece, Texts) else piece
        for piece in pieces
    ]
    return Texts(pc.binary_join_element_wise(*parts, ""), place)
