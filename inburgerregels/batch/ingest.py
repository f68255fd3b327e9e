"""From files of persons and events to a prepared store: read, check, quarantine, sort, write.

A person one of whose rows cannot be used is not used at all: nothing about a life is guessed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inburgerregels.batch.arrays import to_numpy
from inburgerregels.batch.checking import Checker
from inburgerregels.batch.nights import (
    EVENTS,
    PERSONS,
    ROWS_FOLDER,
    WRONG,
    Night,
    nights_of,
    relation,
    sources,
)
from inburgerregels.batch.ordering import canonical_order
from inburgerregels.batch.quarantine import QUARANTINE_FOLDER, Quarantine, write_quarantine
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.sources import Source, read_source
from inburgerregels.batch.store import (
    BLOCK,
    MANIFEST,
    Block,
    KindEvents,
    Store,
    StoreWriter,
    stored_type,
)
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import ABSENT, Position, Problem, ProblemError

__all__ = ["ingest"]

Progress = Callable[[str, int], None]
_ROWS = 65_536


def ingest(
    rulebook: Rulebook,
    persons: Sequence[Source],
    events: Sequence[Source],
    folder: Path,
    *,
    add_to: Store | None = None,
    memory: str = "1GB",
    block_size: int = BLOCK,
    progress: Progress | None = None,
) -> Store:
    """Read, check and sort; gives the store. What is wrong is in its quarantine, row by row.

    With ``add_to`` the rows come on top of all that store was read from; it is left as it is.
    ``memory`` bounds the sorting. ``progress`` is told what is read and how many rows of it so far.
    Raises ``ProblemError`` for files that cannot be used at all; then nothing is left in ``folder``.
    """
    schema = Schema(rulebook.vocabulary)
    earlier: list[Night] = []
    if add_to is not None:
        add_to.check(schema)
        earlier = nights_of(add_to.folder, add_to.manifest, add_to.identity)
    for night in earlier:
        night.check()
    _claim(folder)
    work = Path(tempfile.mkdtemp(prefix=".werk-", dir=folder))
    try:
        return _Ingest(
            schema, [*persons], [*events], folder, work, block_size, progress, earlier
        ).run(memory)
    except BaseException:
        made = (folder / QUARANTINE_FOLDER, folder / ROWS_FOLDER)
        for path in (*folder.glob("blok-*.arrow"), *made):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        raise
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _claim(folder: Path) -> None:
    """The folder is made, or is empty, or holds an earlier attempt that never became a store."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        there = [path for path in folder.iterdir() if not path.name.startswith(".")]
    except OSError as error:
        raise _refused(folder, f"hier kan geen opslag komen: {error.strerror}") from None
    ours = (QUARANTINE_FOLDER, ROWS_FOLDER)
    strange = [p for p in there if not p.match("blok-*.arrow") and p.name not in ours]
    if strange:
        said = (
            "hier staat al een opslag" if folder / MANIFEST in strange else "deze map is niet leeg"
        )
        raise _refused(folder, said)


def _refused(folder: Path, message: str) -> ProblemError:
    hint = "kies een nieuwe map, of maak deze eerst leeg"
    return ProblemError([Problem("I005", message, Position(str(folder)), hint)])


@attrs.define(eq=False)
class _Ingest:
    schema: Schema
    persons: list[Source]
    events: list[Source]
    folder: Path
    work: Path
    block_size: int
    progress: Progress | None
    earlier: list[Night]
    names: list[str] = attrs.Factory(list)
    rows: list[int] = attrs.Factory(list)
    all_persons: int = 0

    def run(self, memory: str) -> Store:
        quarantine = Quarantine(self.work / f"{WRONG}.parquet")
        checker = Checker(self.schema, quarantine)
        first = len(self.persons)
        persons = self._stage(PERSONS, self.persons, 0, checker.persons, persons=True)
        events = self._stage(EVENTS, self.events, first, checker.events, persons=False)
        quarantine.close()
        nights = [*self.earlier, Night(self.work, persons, events)]
        read_persons, read_events = sources(nights)
        self.all_persons = len(read_persons)
        self.names = [file["bestand"] for file in (*read_persons, *read_events)]
        self.rows = [file["rijen"] for file in (*read_persons, *read_events)]
        settings: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            "temp_directory": str(self.work / "sorteren"),
            "preserve_insertion_order": False,
            "threads": 2,
        }
        with duckdb.connect(str(self.work / "werk.duckdb"), config=settings) as connection:
            return self._finish(connection, nights)

    def _stage(
        self,
        name: str,
        sources: list[Source],
        first: int,
        check: Callable[[int, Any], Any],
        *,
        persons: bool,
    ) -> list[dict[str, Any]]:
        """Read and check files; the good rows wait in a file. Gives the files and their rows."""
        writer = None
        found = []
        for number, source in enumerate(sources, first):
            count = 0
            for piece in read_source(source, self.schema, persons=persons):
                table = check(number, piece)
                if writer is None:
                    path = self.work / f"{name}.parquet"
                    writer = pq.ParquetWriter(path, table.schema, compression="lz4")
                writer.write_table(table)
                count += len(piece.lines) + len(piece.bad)
                if self.progress:
                    self.progress(source.name, count)
            found.append({"bestand": source.name, "rijen": count})
        assert writer is not None
        writer.close()
        return found

    # -- who stays --------------------------------------------------------------------------

    def _finish(self, connection: Any, nights: list[Night]) -> Store:
        persons, events, bad = (relation(nights, name) for name in (PERSONS, EVENTS, WRONG))
        connection.execute(
            f"create table dubbel as select persoon_id from {persons} group by 1 having count(*) > 1"
        )
        connection.execute(
            "create table weg as select persoon_id, min(plaats) as plaats from ("
            f" select persoon_id, {{'bron': bron, 'regel': regelnummer}} as plaats from {bad}"
            "  where persoon_id is not null"
            f" union all select persoon_id, {{'bron': bron, 'regel': regel}} from {persons}"
            "  where persoon_id in (select persoon_id from dubbel)) group by 1"
        )
        connection.execute(
            "create table goed as select *, row_number() over (order by persoon_id) - 1 as nummer"
            f" from {persons} where persoon_id not in (select persoon_id from weg)"
        )
        kept = _one(connection, "select count(*) from goed")
        store = StoreWriter(self.folder, self.schema)
        for block in self._blocks(connection, events, kept):
            store.add(block)
        quarantined = self._quarantine(connection, persons, events, bad)
        counts = self._counts(connection, persons, bad, kept, quarantined)
        kept_rows = [night.keep(self.folder, i) for i, night in enumerate(nights)]
        read = [
            {"bestand": name, "rijen": count}
            for name, count in zip(self.names, self.rows, strict=True)
        ]
        return store.close(counts, read, [night.to_json() for night in kept_rows])

    def _quarantine(self, connection: Any, persons: str, events: str, bad: str) -> Path:
        names = self.names
        connection.execute("create table bestanden (bron integer, naam varchar)")
        connection.executemany("insert into bestanden values (?, ?)", list(enumerate(names)))
        whole = (
            "'deze persoon is als geheel afgekeurd: zie ' || naam || ' regel ' || w.plaats.regel"
        )
        aside = "join weg w using (persoon_id) join bestanden b on b.bron = w.plaats.bron"
        query = (
            f"select bron, regelnummer, persoon_id, veld, waarde, reden from {bad}"
            " union all select bron, regel, persoon_id, 'persoon_id', persoon_id,"
            f" 'deze persoon staat er vaker dan een keer' from {persons}"
            "  where persoon_id in (select persoon_id from dubbel)"
            f" union all select p.bron, p.regel, persoon_id, null, null, {whole}"
            f"  from {persons} p {aside}"
            "  where persoon_id not in (select persoon_id from dubbel)"
            f" union all select e.bron, e.regel, persoon_id, null, null, {whole}"
            f"  from {events} e {aside}"
            " union all select bron, regel, persoon_id, 'persoon_id', persoon_id,"
            " 'deze persoon staat niet in de personen'"
            f"  from {events} where persoon_id not in (select persoon_id from goed)"
            "  and persoon_id not in (select persoon_id from weg)"
        )
        path = self.folder / QUARANTINE_FOLDER
        path.mkdir(exist_ok=True)
        path /= "deel-00000.parquet"
        ordered = (
            f"select * from ({query})"
            " order by bron, regelnummer, veld nulls first, reden, waarde nulls first"
        )
        write_quarantine(path, connection.sql(ordered).to_arrow_reader(_ROWS), names)
        return path

    def _counts(
        self, connection: Any, persons: str, bad: str, kept: int, quarantined: Path
    ) -> dict[str, Any]:
        """How much was read, used and set aside. Raises when it does not add up."""
        table = pq.read_table(quarantined, columns=["bestand", "regelnummer"])
        aside = table.group_by(["bestand", "regelnummer"]).aggregate([])
        per_file: dict[str, int] = {}
        for entry in aside["bestand"].value_counts().to_pylist():
            per_file[entry["values"]] = entry["counts"]
        first, names = self.all_persons, self.names
        used_events = sum(self.rows[first:]) - sum(per_file.get(n, 0) for n in names[first:])
        used_persons = sum(self.rows[:first]) - sum(per_file.get(n, 0) for n in names[:first])
        events_in_blocks = self._events_written
        if used_events != events_in_blocks or used_persons != kept:
            raise AssertionError(
                "de tellingen van gelezen, gebruikte en afgekeurde rijen kloppen niet"
            )
        known = _one(
            connection,
            f"select count(distinct persoon_id) from (select persoon_id from {persons} union all"
            f" select persoon_id from {bad} where bron < {first} and persoon_id is not null)",
        )
        return {
            "rijen_gelezen": sum(self.rows),
            "rijen_gebruikt": used_persons + used_events,
            "rijen_afgekeurd": aside.num_rows,
            "personen_gelezen": known,
            "personen_gebruikt": kept,
            "personen_afgekeurd": known - kept,
            "gebeurtenissen_gebruikt": used_events,
        }

    _events_written: int = 0

    # -- blocks -----------------------------------------------------------------------------

    def _blocks(self, connection: Any, events: str, kept: int) -> Iterator[Block]:
        size = self.block_size
        people = _Stream(connection.cursor(), "select * from goed order by nummer")
        slots = [c for c in _names(connection, events) if c[0] in "st" and c[1:].isdigit()]
        columns = ", ".join(f"e.{name}" for name in ("kind", "day", "known", *slots))
        lives = _Stream(
            connection.cursor(),
            f"select g.nummer, {columns} from {events} e join goed g using (persoon_id)"
            f" order by g.nummer // {size}, e.kind, g.nummer, e.day",
        )
        for first in range(0, kept, size):
            block = self._block(people.until(first + size), lives.until(first + size), first)
            self._events_written += block.event_count
            yield block

    def _block(self, people: Any, lives: Any, first: int) -> Block:
        person = {
            decl.name: self._stored(decl, people, i)
            for i, decl in enumerate(self.schema.vocabulary.person.values())
        }
        kinds = lives["kind"].to_numpy()
        events = {}
        for code, kind in enumerate(self.schema.kinds):
            low, high = np.searchsorted(kinds, [code, code + 1])
            part = lives.slice(low, high - low)
            fields = {
                decl.name: self._stored(decl, part, place)
                for place, decl in enumerate(kind.fields.values())
            }
            numbers = (part["nummer"].to_numpy() - first).astype(np.int32)
            days = part["day"].to_numpy().astype(np.int32)
            readable = {
                decl.name: _readable(decl, fields[decl.name]) for decl in kind.fields.values()
            }
            known = _one_chunk(part["known"])
            order = canonical_order(self.schema, kind, numbers, days, readable, to_numpy(known)[0])
            if order is not None:
                places = pa.array(order)
                fields = {name: values.take(places) for name, values in fields.items()}
                known = known.take(places)
            events[kind.name] = KindEvents(pa.array(numbers), pa.array(days), known, fields)
        return Block(_one_chunk(people["persoon_id"]), person, events)

    def _stored(self, decl: FieldDecl, table: Any, place: int) -> Any:
        """A field as it is stored, its declared default filled in."""
        if decl.type.kind is Kind.TEXT:
            values = _one_chunk(table[f"t{place}"])
            return values if decl.default is ABSENT else values.fill_null(str(decl.default))
        values = _one_chunk(table[f"s{place}"])
        if decl.default is not ABSENT:
            values = values.fill_null(self.schema.encode(decl.default, decl.type))
        return values.cast(stored_type(self.schema, decl.type))


def _readable(decl: FieldDecl, values: Any) -> tuple[Any, Any]:
    if decl.type.kind is Kind.TEXT:
        return values.to_numpy(zero_copy_only=False), values.is_null().to_numpy(
            zero_copy_only=False
        )
    return to_numpy(values)


class _Stream:
    """Rows of a query in order of ``nummer`` by block, in pieces as they come."""

    def __init__(self, cursor: Any, query: str) -> None:
        self._reader = cursor.sql(query).to_arrow_reader(_ROWS)
        self._rest: list[Any] = []
        self._cursor = cursor

    def until(self, number: int) -> Any:
        """The rows not yet given of persons before this number."""
        found = []
        while True:
            batch = self._rest.pop() if self._rest else next(self._reader, None)
            if batch is None:
                break
            before = pc.less(batch.column("nummer"), number).to_numpy(zero_copy_only=False)
            count = int(before.sum())
            if count:
                found.append(batch.slice(0, count))
            if count < batch.num_rows:
                self._rest.append(batch.slice(count))
                break
        return pa.Table.from_batches(found, self._reader.schema)


def _one_chunk(column: Any) -> Any:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _one(connection: Any, query: str) -> int:
    return int(connection.execute(query).fetchall()[0][0])


def _names(connection: Any, source: str) -> list[str]:
    return [row[0] for row in connection.execute(f"describe select * from {source}").fetchall()]
