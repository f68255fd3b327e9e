"""PostgreSQL: persons and events out of two queries, and decisions back into tables."""

from __future__ import annotations

import decimal
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from inburgerregels.batch.output import TABLES, read_manifest
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.sources import Piece, Source, check_columns
from inburgerregels.explain.dutch import clean
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["EVENTS", "PERSONS", "Database", "write_back"]

#: What is asked when no other queries are given.
PERSONS, EVENTS = "select * from personen", "select * from gebeurtenissen"
_ROWS = 65_536
#: How each column of the output is stored.
_TYPES = {"date32[day]": "date", "int64": "bigint", "bool": "boolean", "string": "text"}
_DONE, _QUESTION = "inburgerregels_delen", "inburgerregels_vraag"


class Database:
    """One connection on which both queries see the same moment."""

    def __init__(self, address: str) -> None:
        self.name = address.split("@")[-1].split("?")[0].removeprefix("postgresql://")
        try:
            self.connection = psycopg.connect(address)
            self.connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            self.connection.read_only = True
        except (psycopg.Error, ValueError) as error:
            raise self._refused("geen verbinding", error) from None

    def close(self) -> None:
        self.connection.close()

    def source(self, what: str, query: str) -> Source:
        """The rows of a query as a source; ``what`` names it in messages and in quarantine."""
        name = f"{self.name} ({what})"

        def rows(schema: Schema) -> Iterator[Piece]:
            yield from self._pieces(name, query, schema, persons=what == "personen")

        return Source(name, rows=rows)

    def _pieces(self, name: str, query: str, schema: Schema, *, persons: bool) -> Iterator[Piece]:
        try:
            with self.connection.cursor(name="inburgerregels") as cursor:
                cursor.itersize = _ROWS
                cursor.execute(query.encode())
                given = [column.name for column in cursor.description or ()]
                names = check_columns(Source(name), given, schema, persons=persons)
                row = 1
                while True:
                    found = cursor.fetchmany(_ROWS)
                    yield _piece(names, found, row)
                    row += len(found)
                    if len(found) < _ROWS:
                        return
        except psycopg.Error as error:
            raise self._refused("deze vraag lukt niet", error) from None

    def _refused(self, message: str, error: Exception) -> ProblemError:
        said = clean(str(error).splitlines()[0] if str(error) else type(error).__name__)
        return ProblemError([Problem("I007", f"{message}: {said}", Position(self.name))])


def _piece(names: Sequence[str], rows: Sequence[tuple[Any, ...]], first: int) -> Piece:
    columns = list(zip(*rows, strict=True)) or [() for _ in names]
    return Piece(
        {name: _column(values) for name, values in zip(names, columns, strict=True)},
        np.arange(first, first + len(rows)),
        [],
    )


def _column(values: Sequence[Any]) -> Any:
    """Values of one type as Arrow has them; what Arrow has no type for as text."""
    kinds = {type(value) for value in values if value is not None}
    if not kinds:
        return pa.nulls(len(values), pa.string())
    if kinds == {decimal.Decimal} and all(v is None or v.is_finite() for v in values):
        return pa.array(values)
    try:
        if kinds <= {list}:
            texts = [None if v is None else "[" + ",".join(map(str, v)) + "]" for v in values]
            return pa.array(texts, pa.string())
        if len(kinds) == 1 and decimal.Decimal not in kinds:
            return pa.array(values)
    except (pa.ArrowException, OverflowError):
        pass
    return pa.array([None if value is None else str(value) for value in values], pa.string())


def write_back(address: str, folder: Path) -> int:
    """Put the tables of a finished run into a database; gives how many parts were new.

    Each part goes in one transaction together with the mark that it is there, so that a part is
    there whole or not at all, and doing it again adds only what is missing.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        where = Position(str(folder))
        raise ProblemError([Problem("U002", "hier staat geen voltooide berekening", where)])
    written = 0
    try:
        with psycopg.connect(address, autocommit=True) as connection:
            _make_tables(connection, folder, manifest["vraag"])
            for number, part in enumerate(manifest["delen"]):
                with connection.transaction():
                    written += _write_part(connection, folder, number, str(part["bestanden"]))
    except psycopg.Error as error:
        said = clean(str(error).splitlines()[0] if str(error) else type(error).__name__)
        raise ProblemError([Problem("I007", f"het terugzetten lukt niet: {said}")]) from None
    return written


def _part(folder: Path, table: str, number: int) -> Path:
    return folder / f"{table}.parquet" / f"deel-{number:05}.parquet"


def _make_tables(connection: Any, folder: Path, question: Any) -> None:
    with connection.transaction():
        # Two who come at once would both find nothing.
        connection.execute("select pg_advisory_xact_lock(20130101)")
        connection.execute(
            f"create table if not exists {_DONE}"
            " (deel integer primary key, vingerafdruk text not null)"
        )
        asked = json.dumps(question, sort_keys=True, ensure_ascii=False)
        connection.execute(f"create table if not exists {_QUESTION} (vraag text primary key)")
        there = connection.execute(f"select vraag from {_QUESTION}").fetchall()
        if there and there != [(asked,)]:
            message = "in deze database staat een andere berekening"
            hint = "kies een ander schema, of verwijder die tabellen"
            raise ProblemError([Problem("I007", message, hint=hint)])
        if not there:
            connection.execute(f"insert into {_QUESTION} values (%s)", [asked])
        for table in TABLES:
            path = _part(folder, table, 0)
            if path.exists():
                columns = ", ".join(
                    f'"{field.name}" {_TYPES[str(field.type)]}' for field in pq.read_schema(path)
                )
                connection.execute(
                    f"create table if not exists {table} (deel integer not null, {columns})"
                )


def _write_part(connection: Any, folder: Path, number: int, mark: str) -> int:
    """Write one part within a transaction; 0 when it was there already."""
    row = connection.execute(
        f"select vingerafdruk from {_DONE} where deel = %s for update", [number]
    ).fetchone()
    if row is not None and row[0] == mark:
        return 0
    for table in TABLES:
        if row is not None:
            connection.execute(f"delete from {table} where deel = %s", [number])
        found = pq.read_table(_part(folder, table, number))
        names = ", ".join(f'"{name}"' for name in found.schema.names)
        with connection.cursor().copy(f"copy {table} (deel, {names}) from stdin") as copy:
            for batch in found.to_batches(_ROWS):
                columns = (column.to_pylist() for column in batch.columns)
                for values in zip(*columns, strict=True):
                    copy.write_row((number, *values))
    connection.execute(
        f"insert into {_DONE} values (%s, %s)"
        " on conflict (deel) do update set vingerafdruk = excluded.vingerafdruk",
        [number, mark],
    )
    return 1
