"""Arrays in one file, each of which can be fetched by itself, with data that says what they are.

Every array has a check of its own, so that whatever was damaged is noticed when it is fetched. The file is
there whole or not at all.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from inburgerregels.batch.files import temporary

__all__ = ["ArraysFile", "ArraysWriter", "SpoiledError"]

Array = Any
_CODEC = pa.Codec("zstd", compression_level=1)
_MARK = b"inburgerregels-kolommen-1\n"
_SMALLER = (np.int8, np.int16, np.int32)


class SpoiledError(Exception):
    """What was put away is not what is there now."""


class ArraysWriter:
    """Writes a file; it has its name once :meth:`close` was called."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hidden = temporary(path)
        self._file = self._hidden.open("wb")
        self._file.write(_MARK)
        self._entries: list[list[Any]] = []
        #: An array that is put twice is written once; it must not be forgotten in between.
        self._known: dict[int, tuple[int, Array]] = {}

    def put(self, array: Array) -> int:
        """The number under which an array can be fetched."""
        known = self._known.get(id(array))
        if known is not None:
            return known[0]
        stored = np.ascontiguousarray(_narrow(array))
        data = stored.tobytes() if not len(stored) else _CODEC.compress(stored, asbytes=True)
        number = len(self._entries)
        self._entries.append(
            [
                self._file.tell(),
                len(data),
                len(array),
                stored.dtype.str,
                array.dtype.str,
                zlib.crc32(data),
            ]
        )
        self._file.write(data)
        self._known[id(array)] = (number, array)
        return number

    def close(self, said: Any) -> None:
        """``said``: what the numbers are, as JSON can say it."""
        data = zlib.compress(json.dumps([self._entries, said]).encode(), 1)
        self._file.write(data)
        self._file.write(len(data).to_bytes(8, "big") + zlib.crc32(data).to_bytes(4, "big"))
        self._file.close()
        self._hidden.replace(self.path)
        self._known.clear()

    def drop(self) -> None:
        """Leave nothing behind."""
        self._file.close()
        self._hidden.unlink(missing_ok=True)


class ArraysFile:
    """Reads a file. Raises ``SpoiledError`` for what is not as it was written."""

    def __init__(self, path: Path) -> None:
        try:
            self._handle = os.open(path, os.O_RDONLY)
            size = os.fstat(self._handle).st_size
            end = os.pread(self._handle, 12, max(0, size - 12))
            length = int.from_bytes(end[:8], "big")
            if len(end) != 12 or length > size or os.pread(self._handle, len(_MARK), 0) != _MARK:
                raise SpoiledError(path)
            data = os.pread(self._handle, length, size - 12 - length)
            if zlib.crc32(data) != int.from_bytes(end[8:], "big"):
                raise SpoiledError(path)
            self._entries, self.said = json.loads(zlib.decompress(data))
        except OSError:
            raise SpoiledError(path) from None
        self.path = path

    def fetch(self, number: int) -> Array:
        """The array with this number; nobody may write in it."""
        place, size, count, stored, kind, check = self._entries[number]
        data = os.pread(self._handle, size, place)
        if len(data) != size or zlib.crc32(data) != check:
            raise SpoiledError(self.path)
        if not count:
            return np.empty(0, kind)
        whole = _CODEC.decompress(data, count * np.dtype(stored).itemsize)
        found = np.frombuffer(whole, stored)
        return found if stored == kind else found.astype(kind)

    def __del__(self) -> None:
        if hasattr(self, "_handle"):
            os.close(self._handle)


def _narrow(array: Array) -> Array:
    """Whole numbers in as few bytes as they fit in."""
    if array.dtype != np.int64 or not len(array):
        return array
    low, high = int(array.min()), int(array.max())
    for kind in _SMALLER:
        bounds = np.iinfo(kind)
        if bounds.min <= low and high <= bounds.max:
            return array.astype(kind)
    return array
