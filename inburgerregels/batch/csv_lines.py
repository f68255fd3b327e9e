"""CSV in pieces: every line is one row, and a line that is not well formed spoils no other.

A value may stand between quotation marks, doubled inside; it holds no line ends. A quotation mark that
is never closed therefore costs one line, not the rest of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["BadLine", "CsvPiece", "read_header", "read_pieces"]

_PIECE = 16 << 20
_LONGEST = 4 << 20
_NEWLINE, _RETURN, _QUOTE = 10, 13, 34
_BOM = b"\xef\xbb\xbf"
_WIDE = (b"\xff\xfe", b"\xfe\xff")

Array = npt.NDArray[np.int64]


@attrs.frozen
class BadLine:
    """A line that is no row: its number, the line itself, and what is wrong with it."""

    line: int
    text: bytes
    reason: str


@attrs.frozen(eq=False)
class CsvPiece:
    """The good rows of a piece as a table of binary columns, the line of each, and the bad lines."""

    table: pa.Table
    lines: Array
    bad: list[BadLine]


def read_header(path: Path) -> tuple[list[str], bytes]:
    """The names of the columns, and what stands between them: a comma or a semicolon."""
    with path.open("rb") as file:
        first = file.readline(_LONGEST)
    if first.startswith(_WIDE):
        raise _refused(path, "dit bestand is UTF-16", "sla het op als UTF-8")
    first = first.removeprefix(_BOM).rstrip(b"\r\n")
    if not first.strip():
        raise _refused(path, "de eerste regel noemt geen kolommen")
    try:
        text = first.decode("utf-8")
    except UnicodeDecodeError:
        raise _refused(path, "de eerste regel is geen UTF-8") from None
    separator = ";" if ";" in text and "," not in text else ","
    names = [name.strip().strip('"').strip() for name in text.split(separator)]
    return names, separator.encode()


def read_pieces(path: Path, names: list[str], separator: bytes) -> Iterator[CsvPiece]:
    """The rows below the header, in order, some megabytes at a time."""
    line = 2
    with path.open("rb") as file:
        file.readline()
        for piece in _whole_lines(path, file):
            yield _read(piece, line, names, separator)
            line += piece.count(b"\n")


def _whole_lines(path: Path, file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file in pieces that end where a line ends."""
    rest = b""
    while data := file.read(_PIECE):
        data = rest + data
        end = data.rfind(b"\n") + 1
        if end == 0 and len(data) > _LONGEST:
            raise _refused(path, f"een regel is langer dan {_LONGEST >> 20} MB")
        rest = data[end:]
        if end:
            yield data[:end]
    if rest:
        yield rest + b"\n"


def _read(piece: bytes, first: int, names: list[str], separator: bytes) -> CsvPiece:
    data = np.frombuffer(piece, np.uint8)
    ends = np.flatnonzero(data == _NEWLINE)
    starts = np.concatenate([[0], ends[:-1] + 1])
    reasons: dict[int, str] = {}
    _check_text(piece, data, starts, ends, reasons)
    inside = _check_quotes(data, starts, ends, separator[0], reasons)
    counts = _separators(data, ends, separator[0], inside) + 1
    for row in np.flatnonzero(counts != len(names)):
        reasons.setdefault(
            int(row), f"deze regel heeft {counts[row]} waarden, de eerste {len(names)}"
        )
    blank = ends - starts - (data[np.maximum(ends - 1, 0)] == _RETURN) * (ends > starts) == 0
    for row in np.flatnonzero(blank):
        reasons[int(row)] = "deze regel is leeg"
    bad = [
        BadLine(first + row, bytes(piece[starts[row] : ends[row]]), reasons[row])
        for row in sorted(reasons)
    ]
    good = np.ones(len(ends), bool)
    if bad:
        good[list(reasons)] = False
        piece = data[np.repeat(good, ends - starts + 1)].tobytes()
    lines = np.flatnonzero(good) + first
    return CsvPiece(_parsed(piece, names, separator, len(lines)), lines, bad)


def _check_text(
    piece: bytes, data: npt.NDArray[np.uint8], starts: Array, ends: Array, reasons: dict[int, str]
) -> None:
    returns = np.flatnonzero(data == _RETURN)
    loose = returns[data[np.minimum(returns + 1, len(data) - 1)] != _NEWLINE]
    for row in np.unique(np.searchsorted(ends, loose)):
        reasons[int(row)] = "in deze regel staat een los regeleinde (CR)"
    try:
        piece.decode("utf-8")
        return
    except UnicodeDecodeError:
        pass
    # Only lines with bytes beyond ASCII can be wrong.
    for row in np.unique(np.searchsorted(ends, np.flatnonzero(data > 127))):
        try:
            piece[starts[row] : ends[row]].decode("utf-8")
        except UnicodeDecodeError:
            reasons.setdefault(int(row), "deze regel is geen UTF-8")


def _check_quotes(
    data: npt.NDArray[np.uint8],
    starts: Array,
    ends: Array,
    separator: int,
    reasons: dict[int, str],
) -> Array | None:
    """Notes lines whose quotation marks are not well formed; gives the places of all marks."""
    marks = np.flatnonzero(data == _QUOTE)
    if not len(marks):
        return None
    rows = np.searchsorted(ends, marks)
    before = np.searchsorted(marks, starts)
    opens = (np.arange(len(marks)) - before[rows]) % 2 == 0
    left = data[np.maximum(marks - 1, 0)]
    right = data[np.minimum(marks + 1, len(data) - 1)]
    at_start = marks == starts[rows]
    fits_left = at_start | (left == separator) | (left == _QUOTE)
    fits_right = np.isin(right, [separator, _QUOTE, _NEWLINE, _RETURN])
    odd = np.bincount(rows, minlength=len(ends)) % 2 == 1
    for row in np.flatnonzero(odd):
        reasons.setdefault(int(row), "een aanhalingsteken is niet gesloten op deze regel")
    for row in np.unique(rows[np.where(opens, ~fits_left, ~fits_right)]):
        reasons.setdefault(int(row), "een aanhalingsteken staat midden in een waarde")
    return marks


def _separators(
    data: npt.NDArray[np.uint8], ends: Array, separator: int, marks: Array | None
) -> Array:
    """How many separators each line has outside quotation marks."""
    places = np.flatnonzero(data == separator)
    rows = np.searchsorted(ends, places)
    if marks is not None:
        starts = np.concatenate([[0], ends[:-1] + 1])
        seen = np.searchsorted(marks, places) - np.searchsorted(marks, starts)[rows]
        rows = rows[seen % 2 == 0]
    return np.bincount(rows, minlength=len(ends))


def _parsed(piece: bytes, names: list[str], separator: bytes, count: int) -> pa.Table:
    kinds = {name: pa.binary() for name in names}
    if not count:
        return pa.table({name: pa.array([], pa.binary()) for name in names})
    table = csv.read_csv(
        pa.py_buffer(piece),
        csv.ReadOptions(use_threads=False, column_names=names, block_size=max(1, len(piece)) + 1),
        csv.ParseOptions(delimiter=separator.decode(), ignore_empty_lines=False),
        csv.ConvertOptions(column_types=kinds, check_utf8=False, strings_can_be_null=False),
    )
    if table.num_rows != count:
        raise AssertionError(f"{count} regels geteld, {table.num_rows} gelezen")
    return table


def _refused(path: Path, message: str, hint: str | None = None) -> ProblemError:
    return ProblemError([Problem("I002", message, Position(str(path)), hint)])
