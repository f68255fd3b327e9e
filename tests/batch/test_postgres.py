"""A real PostgreSQL server: a caseload out of it, and decisions back into it."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import pytest

from inburgerregels.batch import postgres
from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.postgres import EVENTS, PERSONS, Database, write_back
from inburgerregels.batch.run import Run
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from tests.batch.caseload import event_rows, person_rows, write_csv
from tests.batch.conftest import DAY, postgres_programs, read, readers


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a server of our own, that listens on a socket in its own folder."""
    programs = postgres_programs()
    assert programs is not None
    # A socket's path must be short.
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    user: dict[str, Any] = {}
    if os.getuid() == 0:
        # The server will not run as root.
        shutil.chown(home, "postgres", "postgres")
        user = {"user": "postgres", "group": "postgres", "extra_groups": []}

    def run(name: str, *arguments: str) -> None:
        subprocess.run(
            [programs / name, *arguments], check=True, stdout=subprocess.DEVNULL, cwd=home, **user
        )

    data, log = str(home / "data"), str(home / "log")
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
    options = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
    run("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
    try:
        yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def address(server: str) -> str:
    """A database of its own for each test."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("drop database if exists proef with (force)")
        connection.execute("create database proef")
    return server.replace("/postgres?", "/proef?")


def fill(address: str, law: Rulebook, count: int = 40) -> None:
    """Tables of readers, with types as a database has them."""
    given = readers(count)
    with psycopg.connect(address) as connection:
        connection.execute("create table personen (persoon_id text, lid varchar(20))")
        connection.execute(
            "create table gebeurtenissen"
            " (persoon_id text, datum date, soort text, bekend_op date, duur text)"
        )
        for table, rows in (
            ("personen", person_rows(law, given)),
            ("gebeurtenissen", event_rows(law, given)),
        ):
            for row in rows:
                values = [value or None for value in row.values()]
                marks = ", ".join(["%s"] * len(values))
                connection.execute(f"insert into {table} values ({marks})".encode(), values)


def ingested(address: str, law: Rulebook, folder: Path, events: str = EVENTS) -> Store:
    database = Database(address)
    try:
        persons = [database.source("personen", PERSONS)]
        return ingest(
            law, persons, [database.source("gebeurtenissen", events)], folder, block_size=7
        )
    finally:
        database.close()


def rows(address: str, query: str) -> Sequence[tuple[Any, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(query.encode()).fetchall()


def test_a_caseload_from_a_database_is_the_caseload_from_files(
    books: Rulebook, address: str, tmp_path: Path
) -> None:
    fill(address, books)
    found = ingested(address, books, tmp_path / "een")
    files = write_csv(books, readers(40), tmp_path)
    assert found.identity == read(books, files, tmp_path / "twee").identity


def test_bad_rows_in_a_database_go_to_quarantine(
    books: Rulebook, address: str, tmp_path: Path
) -> None:
    fill(address, books)
    with psycopg.connect(address) as connection:
        connection.execute("insert into gebeurtenissen values ('lezer-0001', null, 'geleend')")
    counts = ingested(address, books, tmp_path / "opslag").manifest["tellingen"]
    assert counts["personen_afgekeurd"] == 1
    assert counts["rijen_gelezen"] == counts["rijen_gebruikt"] + counts["rijen_afgekeurd"]


def test_what_is_written_back_is_what_was_decided(
    books: Rulebook, address: str, tmp_path: Path
) -> None:
    fill(address, books)
    run = Run(books, ingested(address, books, tmp_path / "opslag"), DAY)
    manifest = run.write(tmp_path / "uit")
    assert write_back(address, tmp_path / "uit") == len(manifest["delen"]) == 6
    fines = manifest["bedragen"]["boete"]
    assert rows(address, "select count(*), sum(bedrag_cent) from besluiten") == [
        (fines["aantal"], fines["bedrag_cent"])
    ]
    assert rows(address, "select count(distinct persoon_id) from stand") == [(40,)]
    assert write_back(address, tmp_path / "uit") == 0
    assert rows(address, "select count(*) from besluiten") == [(fines["aantal"],)]


def test_writing_back_that_breaks_off_leaves_whole_parts_and_goes_on(
    books: Rulebook, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(address, books)
    run = Run(books, ingested(address, books, tmp_path / "opslag"), DAY)
    manifest = run.write(tmp_path / "uit")
    real = postgres._part
    with monkeypatch.context() as patch:

        def broken(folder: Path, table: str, number: int) -> Path:
            if (table, number) == ("stand", 3):
                raise KeyboardInterrupt
            return real(folder, table, number)

        patch.setattr(postgres, "_part", broken)
        with pytest.raises(KeyboardInterrupt):
            write_back(address, tmp_path / "uit")
    assert rows(address, "select distinct deel from stand order by 1") == [(0,), (1,), (2,)]
    assert rows(address, "select * from besluiten where deel > 2") == []
    assert write_back(address, tmp_path / "uit") == 3
    assert rows(address, "select count(*) from stand") == [(40,)]
    assert rows(address, "select count(*) from besluiten") == [
        (manifest["bedragen"]["boete"]["aantal"],)
    ]


#: Writes parts back, each a little slower than a kill is quick.
WRITES = """
import sys, time
from pathlib import Path
from inburgerregels.batch import postgres
whole = postgres._write_part
def slow(*arguments):
    found = whole(*arguments)
    print("deel", flush=True)
    time.sleep(0.02)
    return found
postgres._write_part = slow
postgres.write_back(sys.argv[1], Path(sys.argv[2]))
"""


def test_a_killed_process_leaves_every_part_whole_or_not_there_at_all(
    books: Rulebook, address: str, tmp_path: Path
) -> None:
    store = read(books, write_csv(books, readers(40), tmp_path), tmp_path / "opslag", 2)
    manifest = Run(books, store, DAY).write(tmp_path / "uit")
    parts = [part["rijen"] for part in manifest["delen"]]
    dice, partly = random.Random(7), 0
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", WRITES, address, str(tmp_path / "uit")],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        ) as process:
            assert process.stdout is not None
            for _ in range(dice.randrange(1, len(parts))):
                process.stdout.readline()
            time.sleep(dice.random() * 0.03)
            process.kill()
        # The server may still be rolling back what the dead process had begun.
        with psycopg.connect(address) as connection:
            connection.execute("lock table stand, besluiten, termijnen in exclusive mode")
            there = {n for (n,) in connection.execute("select deel from inburgerregels_delen")}
            for table in ("stand", "besluiten", "termijnen"):
                query = f"select deel, count(*) from {table} group by 1"
                counts: dict[int, int] = dict(connection.execute(query).fetchall())
                assert counts == {n: parts[n][table] for n in there if parts[n][table]}
        partly += 0 < len(there) < len(parts)
    assert partly > 0
    write_back(address, tmp_path / "uit")
    assert rows(address, "select count(*) from stand") == [(40,)]
    assert rows(address, "select count(*), sum(bedrag_cent) from besluiten") == [
        (manifest["bedragen"]["boete"]["aantal"], manifest["bedragen"]["boete"]["bedrag_cent"])
    ]


def test_another_run_is_not_mixed_with_what_is_there(
    books: Rulebook, address: str, tmp_path: Path
) -> None:
    fill(address, books)
    store = ingested(address, books, tmp_path / "opslag")
    for engine in ("columnar", "reference"):
        Run(books, store, DAY, engine).write(tmp_path / engine)
    write_back(address, tmp_path / "columnar")
    with pytest.raises(ProblemError, match="een andere berekening"):
        write_back(address, tmp_path / "reference")


def test_a_database_that_cannot_be_asked_is_one_clear_message(
    books: Rulebook, address: str, tmp_path: Path
) -> None:
    with pytest.raises(ProblemError, match="geen verbinding"):
        Database(address.replace("/proef?", "/niets?"))
    with pytest.raises(ProblemError, match="deze vraag lukt niet"):
        ingested(address, books, tmp_path / "opslag")
    fill(address, books)
    with pytest.raises(ProblemError, match="kolom 'soort' ontbreekt"):
        ingested(
            address, books, tmp_path / "opslag", "select persoon_id, datum from gebeurtenissen"
        )
