"""What files may look like, what goes to quarantine, and what is refused as a whole."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from inburgerregels.batch.block import Dossiers
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, ProblemError
from tests.batch.caseload import event_rows, person_rows, write_csv, write_table
from tests.batch.conftest import read, readers

PERSONS = "persoon_id,lid\nanna,kind\nbea,volwassene\n"
EVENTS = "persoon_id,datum,soort,duur\nanna,2021-03-01,geleend,\nbea,01-03-2021,geleend,\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "personen.csv", tmp_path / "gebeurtenissen.csv"


def ingested(
    law: Rulebook, files: tuple[Path, Path], persons: str | bytes, events: str | bytes
) -> Store:
    for path, content in zip(files, (persons, events), strict=True):
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(law, files, files[0].parent / "opslag")


def aside(store: Store) -> list[tuple[str, int, str | None, str | None, str]]:
    """What is in quarantine: file, line, person, field, reason."""
    rows = pq.read_table(store.folder / "afgekeurd.parquet").to_pylist()
    return [
        (
            Path(row["bestand"]).stem,
            row["regelnummer"],
            row["persoon_id"],
            row["veld"],
            row["reden"],
        )
        for row in rows
    ]


def lives(law: Rulebook, store: Store) -> list[Dossier]:
    schema = Schema(law.vocabulary)
    return [
        Dossiers(schema, block).of(place)
        for block in store.read_all(schema)
        for place in range(len(block))
    ]


def in_order(dossier: Dossier) -> Any:
    return sorted((e.day, e.kind, e.known_on, sorted(e.fields.items())) for e in dossier.events)


def test_what_is_read_is_what_was_written(books: Rulebook, tmp_path: Path) -> None:
    given = readers(40)
    store = read(books, write_csv(books, given, tmp_path), tmp_path / "opslag")
    found = lives(books, store)
    assert [(d.id, d.person) for d in found] == [(d.id, d.person) for d in given]
    assert [in_order(d) for d in found] == [in_order(d) for d in given]
    assert aside(store) == []


def test_the_order_of_rows_and_of_files_makes_no_difference(
    books: Rulebook, tmp_path: Path
) -> None:
    given = readers(40)
    persons, events = person_rows(books, given), event_rows(books, given)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = read(books, write_csv(books, given, tmp_path / "a"), tmp_path / "een")
    parts = tmp_path / "b" / "gebeurtenissen"
    parts.mkdir()
    write_table(parts / "1.csv", events[:30:-1])
    write_table(parts / "2.csv", events[30::-1])
    people = write_table(tmp_path / "b" / "personen.csv", persons[::-1])
    other = read(books, (people, parts), tmp_path / "ander")
    assert one.identity == other.identity
    for block in one.blocks:
        name = block["bestand"]
        assert (one.folder / name).read_bytes() == (other.folder / name).read_bytes()


@pytest.mark.parametrize(
    ("persons", "events"),
    [
        (PERSONS, EVENTS),
        (PERSONS.replace("\n", "\r\n"), EVENTS.replace("\n", "\r\n")),
        (b"\xef\xbb\xbf" + PERSONS.encode(), EVENTS),
        (PERSONS.replace(",", ";"), EVENTS.replace(",", ";")),
        (PERSONS.rstrip("\n"), EVENTS.rstrip("\n")),
        (PERSONS.replace("persoon_id", "id"), EVENTS),
        (PERSONS.replace("anna,kind", '"anna","kind"'), EVENTS.replace("geleend", '"geleend"')),
    ],
    ids=["plain", "crlf", "bom", "semicolons", "no last newline", "id", "quoted"],
)
def test_the_usual_ways_of_writing_csv_are_read(
    books: Rulebook, files: tuple[Path, Path], persons: str | bytes, events: str | bytes
) -> None:
    found = lives(books, ingested(books, files, persons, events))
    day = datetime.date(2021, 3, 1).toordinal()
    assert [(d.id, d.person["lid"], d.events[0].day) for d in found] == [
        ("anna", "kind", day),
        ("bea", "volwassene", day),
    ]


def test_parquet_may_have_types_of_its_own(
    books: Rulebook, files: tuple[Path, Path], tmp_path: Path
) -> None:
    persons, events = tmp_path / "p.parquet", tmp_path / "g.parquet"
    pq.write_table(pa.table({"id": [1, 2], "lid": ["kind", "volwassene"]}), persons)
    columns: Mapping[str, Any] = {
        "persoon_id": pa.array([1, 2], pa.int32()),
        "datum": pa.array([datetime.date(2021, 3, 1), datetime.date(2021, 3, 2)]),
        "soort": pa.array(["geleend", "uitstel"]).dictionary_encode(),
        "duur": [None, "2 weken"],
    }
    pq.write_table(pa.table(columns), events)
    found = lives(books, read(books, (persons, events), tmp_path / "opslag"))
    assert [(d.id, d.events[0].kind) for d in found] == [("1", "geleend"), ("2", "uitstel")]


@pytest.mark.parametrize(
    ("line", "field", "reason"),
    [
        (
            "anna,2021-02-30,geleend,",
            "datum",
            "'2021-02-30' is geen bestaande dag",
        ),
        ("anna,,geleend,", "datum", "'datum' ontbreekt"),
        ("anna,onbekend,geleend,", "datum", "dit kan niet onbekend zijn"),
        (
            "anna,2021-03-01,geleent,",
            "soort",
            "onbekende soort gebeurtenis; bedoelde u geleend?",
        ),
        ("anna,2021-03-01,,", "soort", "'soort' ontbreekt"),
        ("anna,2021-03-01,uitstel,", "duur", "'duur' ontbreekt"),
        (
            "anna,2021-03-01,uitstel,3 uur",
            "duur",
            "'3 uur' is geen duur",
        ),
        (
            "anna,2021-03-01,geleend,2 weken",
            "duur",
            "gebeurtenis 'geleend' heeft geen veld 'duur'",
        ),
        ("anna,2021-03-01,geleend", None, "deze regel heeft 3 waarden, de eerste 4"),
        ("anna,2021-03-01,geleend,,", None, "deze regel heeft 5 waarden, de eerste 4"),
        ('anna,"2021-03-01,geleend,', None, "een aanhalingsteken is niet gesloten op deze regel"),
        ('anna,2021"-"03-01,geleend,', None, "een aanhalingsteken staat midden in een waarde"),
        ("anna,2021-03\r-01,geleend,", None, "in deze regel staat een los regeleinde (CR)"),
        ("anna,2021-03-01,geleend,\udcff", None, "deze regel is geen UTF-8"),
        (
            "anna,2021-03-01,uitstel," + "9" * 20_000,
            "duur",
            "deze waarde is langer dan 10000 tekens",
        ),
    ],
)
def test_a_bad_row_goes_to_quarantine_with_its_person(
    books: Rulebook, files: tuple[Path, Path], line: str, field: str | None, reason: str
) -> None:
    lines = EVENTS.splitlines()
    content = "\n".join([*lines[:2], line, *lines[2:], ""]).encode("utf-8", "surrogateescape")
    store = ingested(books, files, PERSONS, content)
    whole = f"deze persoon is als geheel afgekeurd: zie {files[1]} regel 3"
    *others, bad = aside(store)
    assert others == [
        ("personen", 2, "anna", None, whole),
        ("gebeurtenissen", 2, "anna", None, whole),
    ]
    assert bad[:4] == ("gebeurtenissen", 3, "anna", field)
    assert bad[4].startswith(reason)
    assert [d.id for d in lives(books, store)] == ["bea"]
    assert store.manifest["tellingen"] == {
        "rijen_gelezen": 5,
        "rijen_gebruikt": 2,
        "rijen_afgekeurd": 3,
        "personen_gelezen": 2,
        "personen_gebruikt": 1,
        "personen_afgekeurd": 1,
        "gebeurtenissen_gebruikt": 1,
    }


def test_a_person_who_is_there_twice_goes_to_quarantine_with_every_row(
    books: Rulebook, files: tuple[Path, Path]
) -> None:
    store = ingested(books, files, PERSONS + "anna,volwassene\n", EVENTS)
    assert [row[:4] for row in aside(store)] == [
        ("personen", 2, "anna", "persoon_id"),
        ("personen", 4, "anna", "persoon_id"),
        ("gebeurtenissen", 2, "anna", None),
    ]
    assert [d.id for d in lives(books, store)] == ["bea"]


def test_an_event_of_somebody_unknown_is_set_aside_alone(
    books: Rulebook, files: tuple[Path, Path]
) -> None:
    store = ingested(
        books, files, PERSONS, EVENTS + "carl,2021-03-01,geleend,\n,2021-03-01,geleend,\n"
    )
    assert [row[1:] for row in aside(store)] == [
        (4, "carl", "persoon_id", "deze persoon staat niet in de personen"),
        (5, None, "persoon_id", "'persoon_id' ontbreekt"),
    ]
    assert len(lives(books, store)) == 2


def test_a_person_without_a_required_field_goes_to_quarantine(
    books: Rulebook, files: tuple[Path, Path]
) -> None:
    store = ingested(books, files, PERSONS.replace("kind", ""), EVENTS)
    assert aside(store)[0] == ("personen", 2, "anna", "lid", "'lid' ontbreekt")


def test_a_file_without_people_left_gives_an_empty_store(
    books: Rulebook, files: tuple[Path, Path]
) -> None:
    store = ingested(books, files, "persoon_id,lid\n", EVENTS)
    assert store.blocks == []
    assert store.manifest["tellingen"]["rijen_afgekeurd"] == 2


@pytest.mark.parametrize(
    ("persons", "events", "messages"),
    [
        ("persoon_id\nanna\n", EVENTS, ["kolom 'lid' ontbreekt"]),
        (PERSONS, "datum,soort\n", ["kolom 'persoon_id' ontbreekt"]),
        (PERSONS.replace("lid", "lit"), EVENTS, ["kolom 'lid' ontbreekt", "onbekende kolom 'lit'"]),
        (PERSONS, EVENTS.replace("duur", "soort"), ["kolom 'soort' staat er twee keer"]),
        ("", EVENTS, ["de eerste regel noemt geen kolommen"]),
        (PERSONS.encode("utf-16"), EVENTS, ["dit bestand is UTF-16"]),
        (b"persoon_id,\xff\n", EVENTS, ["de eerste regel is geen UTF-8"]),
        (PERSONS, "persoon_id,datum,soort\n" + "x" * 5_000_000, ["een regel is langer dan 4 MB"]),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_one_clear_message(
    books: Rulebook,
    files: tuple[Path, Path],
    persons: str | bytes,
    events: str | bytes,
    messages: Sequence[str],
) -> None:
    with pytest.raises(ProblemError) as error:
        ingested(books, files, persons, events)
    assert [problem.message for problem in error.value.problems] == messages
    assert list((files[0].parent / "opslag").iterdir()) == []


def test_amounts_may_come_in_euros_or_in_cents(books: Rulebook) -> None:
    from inburgerregels.batch.reading_values import ValueReader
    from inburgerregels.language.types import Kind, Type

    reader, money = ValueReader(Schema(books.vocabulary)), Type(Kind.MONEY)
    euros = pa.array(["€ 1.250", "62,50", "500", None])
    assert reader.read(euros, money).codes.tolist() == [125_000, 6_250, 50_000, 0]
    exact = pa.array([decimal.Decimal("62.50"), decimal.Decimal("500.00")])
    assert reader.read(exact, money).codes.tolist() == [6_250, 50_000]
    cents = pa.array([125_000, 1])
    assert reader.read(cents, money, cents=True).codes.tolist() == [125_000, 1]
    assert reader.read(pa.array(["62,50"]), money, cents=True).states.tolist() == [2]
