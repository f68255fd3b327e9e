"""Thousands of damaged files: every row is used or in quarantine, or the file is refused. No traceback."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgerregels.batch.checking import Checker
from inburgerregels.batch.quarantine import Quarantine
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.sources import file_sources, read_source
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from tests.batch.caseload import event_rows, person_rows, write_csv
from tests.batch.conftest import read, readers
from tests.conftest import CI

Damage = Callable[[bytes, random.Random], bytes]
#: What stands where a value should be.
WRONG = (
    *(b"", b" ", b'"', b'""', b"'", b"null", b"NaN", b"onbekend", b"-1", b"1e9", b"0x1F", b"ja"),
    *(
        b"2021-02-30",
        b"0000-00-00",
        b"99999-01-01",
        b"31-12-9999",
        b"2021-03-01T00:00:00",
        b"3 uur",
    ),
    *(b"9" * 40, b"9" * 5_000, b"999999 jaar", b"\xff\xfe", b"\xc3", b"\x00", b"\x1b[31m", b"\r"),
    *(
        "٢٠٢١".encode(),
        "‮".encode(),
        b"=1+1",
        b"a,b",
        b"a;b",
        b"{}",
        b"[]",
        b"lezer-0003",
        b"uitstel",
    ),
)


def a_wrong_value(data: bytes, dice: random.Random) -> bytes:
    """One value of one line replaced."""
    lines = data.split(b"\n")
    at = dice.randrange(1, max(2, len(lines) - 1))
    values = lines[at].split(b",")
    values[dice.randrange(len(values))] = dice.choice(WRONG)
    lines[at] = b",".join(values)
    return b"\n".join(lines)


def a_wrong_line(data: bytes, dice: random.Random) -> bytes:
    """A line doubled, lost in part, out of place or of nothing; also the first."""
    lines = data.split(b"\n")
    at = dice.randrange(len(lines))
    other = lines[dice.randrange(len(lines))]
    half = lines[at][: dice.randrange(len(lines[at]) + 1)]
    wrong = (half, lines[at] + b",", lines[at] + other, b"", b",,,", other, other + b"\r")
    lines[at] = dice.choice(wrong)
    return b"\n".join(lines)


def wrong_bytes(data: bytes, dice: random.Random) -> bytes:
    """Some bytes replaced, put in or left out anywhere."""
    damaged = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20))):
        at = dice.randrange(len(damaged))
        byte = dice.choice(b'"\n\r,;\x00\xff\xef' + bytes([dice.randrange(256)]))
        damaged[at : at + dice.choice((0, 1, 2))] = bytes([byte]) * dice.choice((0, 1, 1))
    return bytes(damaged)


def cut_short(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def an_open_quote(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + b'"' + data[at:]


def a_lost_column(data: bytes, dice: random.Random) -> bytes:
    """A column left out everywhere, or only its name."""
    lines = [line.split(b",") for line in data.split(b"\n")]
    at = dice.randrange(len(lines[0]))
    for line in lines if dice.random() < 0.5 else lines[:1]:
        del line[at : at + 1]
    return b"\n".join(b",".join(line) for line in lines)


def twice_the_same(data: bytes, dice: random.Random) -> bytes:
    """A row, perhaps of a person, that stands there again."""
    lines = data.split(b"\n")
    lines.insert(dice.randrange(1, len(lines)), lines[dice.randrange(1, len(lines) - 1)])
    return b"\n".join(lines)


#: How many damaged files are tried: in CI ten thousand, which is a minute of one core.
DAMAGED = int(os.environ.get("BESCHADIGD", "10000" if CI else "1000"))
DAMAGES: tuple[Damage, ...] = (
    *(a_wrong_value, a_wrong_line, wrong_bytes, cut_short, an_open_quote),
    *(a_lost_column, twice_the_same),
)
#: Readers in a damaged file: few, so that ten thousand files take a minute.
READERS = 4


def damaged_files(
    law: Rulebook, folder: Path, count: int, seed: int
) -> Iterator[tuple[Path, Path, int]]:
    """Files of a few readers, and which of the two is damaged."""
    dice = random.Random(seed)
    persons, events = write_csv(law, readers(READERS), folder)
    whole = (persons.read_bytes(), events.read_bytes())
    for number in range(count):
        which = dice.randrange(2)
        persons.write_bytes(whole[0])
        events.write_bytes(whole[1])
        damaged = DAMAGES[number % len(DAMAGES)](whole[which], dice)
        (persons, events)[which].write_bytes(damaged)
        yield persons, events, which


def checked(schema: Schema, path: Path, *, persons: bool) -> tuple[int, set[int]]:
    """How many rows of a file are good, and which lines are bad."""
    quarantine = Quarantine(path.with_name("slecht.parquet"))
    checker = Checker(schema, quarantine)
    check = checker.persons if persons else checker.events
    good = sum(
        check(0, piece).num_rows
        for source in file_sources(path)
        for piece in read_source(source, schema, persons=persons)
    )
    return good, {line for _, line, *_ in quarantine._rows}


def test_every_line_of_a_damaged_file_is_a_good_row_or_a_bad_one(
    books: Rulebook, tmp_path: Path
) -> None:
    schema = Schema(books.vocabulary)
    refused = []
    for *paths, which in damaged_files(books, tmp_path, DAMAGED, 1):
        path = paths[which]
        try:
            good, bad = checked(schema, path, persons=which == 0)
        except ProblemError as error:
            refused.append(str(error))
            continue
        data = path.read_bytes()
        lines = data.count(b"\n") + (not data.endswith(b"\n")) - 1
        assert good + len(bad) == lines, data
    assert 0 < len(refused) < DAMAGED / 2
    assert all(message.startswith(str(tmp_path)) for message in refused)


def test_what_is_read_from_damaged_files_adds_up(books: Rulebook, tmp_path: Path) -> None:
    stores = 0
    for number, (*paths, _) in enumerate(damaged_files(books, tmp_path, 25, 2)):
        try:
            store = read(books, (paths[0], paths[1]), tmp_path / f"opslag-{number}")
        except ProblemError:
            continue
        stores += 1
        counts = store.manifest["tellingen"]
        rows = pq.read_table(store.folder / "afgekeurd.parquet").to_pylist()
        assert all(row["reden"] for row in rows)
        assert counts["rijen_afgekeurd"] == len({(r["bestand"], r["regelnummer"]) for r in rows})
        assert counts["rijen_gelezen"] == counts["rijen_gebruikt"] + counts["rijen_afgekeurd"]
        used, aside = counts["personen_gebruikt"], counts["personen_afgekeurd"]
        assert counts["personen_gelezen"] == used + aside
        assert ids(store).isdisjoint(row["persoon_id"] for row in rows)
    assert stores > 12


def ids(store: Store) -> set[str]:
    return {
        str(name)
        for block in store.blocks
        for name in pa.ipc.open_file(store.folder / block["bestand"]).read_all()[0].to_pylist()[0]
    }


def test_a_damaged_parquet_file_is_refused_or_its_rows_add_up(
    books: Rulebook, tmp_path: Path
) -> None:
    schema = Schema(books.vocabulary)
    path = tmp_path / "g.parquet"
    pq.write_table(pa.Table.from_pylist(event_rows(books, readers(30))), path)
    whole = path.read_bytes()
    dice = random.Random(3)
    refused = []
    for number in range(DAMAGED // 10):
        path.write_bytes(cut_short(whole, dice) if number % 2 else wrong_bytes(whole, dice))
        try:
            good, bad = checked(schema, path, persons=False)
        except ProblemError as error:
            refused.append(str(error))
            continue
        assert good + len(bad) == pq.read_metadata(path).num_rows
    assert len(refused) > DAMAGED / 20
    assert all(message.startswith(str(path)) for message in refused)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("datum", pa.array([1.5, 2.5])),
        ("datum", pa.array([b"\xff", b"2021-03-01"])),
        ("soort", pa.array([True, False])),
        ("persoon_id", pa.array([1.5, float("nan")])),
    ],
    ids=str,
)
def test_columns_of_a_wrong_type_go_to_quarantine(
    books: Rulebook, tmp_path: Path, column: str, values: pa.Array
) -> None:
    columns = {
        "persoon_id": pa.array(["lezer-0000", "lezer-0001"]),
        "datum": pa.array(["2021-03-01", "2021-03-02"]),
        "soort": pa.array(["geleend", "geleend"]),
    }
    pq.write_table(pa.table({**columns, column: values}), tmp_path / "g.parquet")
    pq.write_table(pa.Table.from_pylist(person_rows(books, readers(2))), tmp_path / "p.parquet")
    store = read(books, (tmp_path / "p.parquet", tmp_path / "g.parquet"), tmp_path / "opslag")
    assert store.manifest["tellingen"]["rijen_afgekeurd"] > 0


def test_columns_that_hold_tables_are_refused(books: Rulebook, tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    pq.write_table(pa.table({"id": ["a"], "lid": [{"soort": "kind"}]}), path)
    with pytest.raises(ProblemError, match="kolom 'lid' heeft een type dat hier niet kan"):
        read(books, (path, path), tmp_path / "opslag")
