"""Files of persons and events, read in pieces: CSV, Parquet, or a folder of either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from inburgerregels.batch.csv_lines import BadLine, read_header, read_pieces
from inburgerregels.batch.schema import CENT, Schema
from inburgerregels.model import Position, Problem, ProblemError, nearest

__all__ = ["Piece", "Source", "check_columns", "file_sources", "read_source"]

Array = Any
_PIECE_ROWS = 65_536
#: The column of the persons may have the short name that dossier files use.
_SHORT_ID = "id"


@attrs.frozen
class Source:
    """A file or query: what it is called, and for a file where it is."""

    name: str
    path: Path | None = None
    rows: Any = attrs.field(default=None, repr=False)


@attrs.frozen(eq=False)
class Piece:
    """Rows of a source: columns by name, the line or row number of each, and lines that are no rows."""

    columns: dict[str, Any]
    lines: Array
    bad: list[BadLine]
    separator: bytes = b","


def file_sources(path: Path) -> list[Source]:
    """The file itself, or the CSV and Parquet files in a folder. Raises ``ProblemError``."""
    if path.is_dir():
        inside = sorted(p for p in path.iterdir() if p.suffix.lower() in (".csv", ".parquet"))
        if not inside:
            raise _refused(path, "in deze map staan geen bestanden (*.csv, *.parquet)")
        return [Source(str(file), file) for file in inside]
    try:
        there = path.is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        raise _refused(path, "dit bestand of deze map bestaat niet")
    return [Source(str(path), path)]


def read_source(source: Source, schema: Schema, *, persons: bool) -> Iterator[Piece]:
    """The rows of a source in order. Raises ``ProblemError`` for what cannot be read at all."""
    path = source.path
    if path is None:
        yield from source.rows(schema)
        return
    try:
        if path.suffix.lower() == ".csv":
            yield from _csv(path, schema, persons)
        elif path.suffix.lower() == ".parquet":
            yield from _parquet(path, schema, persons)
        else:
            raise _refused(path, "dit is geen .csv en geen .parquet")
    except OSError as error:
        raise _refused(path, f"dit bestand is niet te lezen: {_said(error)}") from None


def check_columns(
    source: Source, names: Sequence[str], schema: Schema, *, persons: bool
) -> list[str]:
    """The names of the columns as the program calls them. Raises ``ProblemError``."""
    fields = schema.person_columns if persons else schema.event_columns
    needed = schema.needed_person_columns if persons else ("persoon_id", "datum", "soort")
    cents = schema.money_columns(dict.fromkeys(fields))
    known = {*fields, *(name + CENT for name in cents)}
    names = [_long_name(name, names) for name in names] if persons else list(names)
    where = Position(source.name)
    problems = []
    for name in dict.fromkeys(names):
        if name not in known:
            message, hint = f"onbekende kolom '{name}'", nearest(name, known)
            problems.append(Problem("I003", message, where, hint))
        elif names.count(name) > 1:
            problems.append(Problem("I003", f"kolom '{name}' staat er twee keer", where))
        elif name.removesuffix(CENT) in names and name.removesuffix(CENT) != name:
            message = f"'{name}' en '{name.removesuffix(CENT)}' zijn hetzelfde: geef er een van"
            problems.append(Problem("I003", message, where))
    for name in needed:
        if name not in names and name + CENT not in names:
            problems.append(Problem("I003", f"kolom '{name}' ontbreekt", where))
    if problems:
        raise ProblemError(problems)
    return names


def _long_name(name: str, names: Sequence[str]) -> str:
    return "persoon_id" if name == _SHORT_ID and "persoon_id" not in names else name


def _csv(path: Path, schema: Schema, persons: bool) -> Iterator[Piece]:
    source = Source(str(path), path)
    given, separator = read_header(path)
    names = check_columns(source, given, schema, persons=persons)
    # Also without rows there are columns.
    yield Piece({name: pa.array([], pa.binary()) for name in names}, np.arange(0), [], separator)
    for piece in read_pieces(path, names, separator):
        columns = {name: _one_chunk(piece.table.column(name)) for name in names}
        yield Piece(columns, piece.lines, piece.bad, separator)


def _parquet(path: Path, schema: Schema, persons: bool) -> Iterator[Piece]:
    source = Source(str(path), path)
    row = 1
    try:
        with pq.ParquetFile(path) as file:
            given = file.schema_arrow.names
            names = check_columns(source, given, schema, persons=persons)
            _check_types(source, file.schema_arrow)
            empty = file.schema_arrow.empty_table()
            columns = {n: _one_chunk(c) for n, c in zip(names, empty.columns, strict=True)}
            yield Piece(columns, np.arange(0), [])
            for batch in file.iter_batches(_PIECE_ROWS, use_threads=False):
                batch.validate()
                columns = dict(zip(names, batch.columns, strict=True))
                yield Piece(columns, np.arange(row, row + batch.num_rows), [])
                row += batch.num_rows
            if row - 1 != file.metadata.num_rows:
                raise _refused(path, "dit bestand heeft minder rijen dan het zegt")
    except (pa.ArrowException, ValueError, OSError, OverflowError, MemoryError) as error:
        raise _refused(path, f"dit Parquet-bestand is niet te lezen: {_said(error)}") from None


def _check_types(source: Source, schema: Any) -> None:
    kinds = pa.types
    allowed = (
        *(kinds.is_string, kinds.is_large_string, kinds.is_binary, kinds.is_large_binary),
        *(kinds.is_integer, kinds.is_floating, kinds.is_decimal, kinds.is_boolean),
        *(kinds.is_date, kinds.is_timestamp, kinds.is_null),
    )

    def fits(its_type: Any) -> bool:
        if kinds.is_dictionary(its_type):
            return fits(its_type.value_type)
        if kinds.is_list(its_type) or kinds.is_large_list(its_type):
            return bool(kinds.is_string(its_type.value_type))
        return any(test(its_type) for test in allowed)

    wrong = [
        Problem("I004", f"kolom '{f.name}' heeft een type dat hier niet kan: {f.type}", where)
        for where in [Position(source.name)]
        for f in schema
        if not fits(f.type)
    ]
    if wrong:
        raise ProblemError(wrong)


def plain_column(column: Any) -> Any:
    """A column without dictionary; lists as comma-separated texts, which can be told apart."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        texts = [
            None if item is None else "[" + ",".join(map(str, item)) + "]"
            for item in column.to_pylist()
        ]
        return pa.array(texts, pa.string())
    return column


def _one_chunk(column: Any) -> Any:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _said(error: BaseException) -> str:
    text = str(error).splitlines()
    return text[0][:200] if text and text[0] else type(error).__name__


def _refused(path: Path, message: str) -> ProblemError:
    return ProblemError([Problem("I002", message, Position(str(path)))])


def all_sources(paths: Iterable[Path]) -> list[Source]:
    return [source for path in paths for source in file_sources(path)]
