"""A store that is added to is the store that all rows together would have given."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.sources import file_sources
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from tests.batch.caseload import event_rows, person_rows, write_table
from tests.batch.conftest import readers

Rows = list[dict[str, str]]


def night(folder: Path, number: int, persons: Rows, events: Rows, like: Sequence[Rows]) -> Path:
    """The files of one night in a folder of its own, also when nothing came."""
    here = folder / f"nacht{number}"
    here.mkdir(parents=True)
    for name, rows, columns in zip(("p", "g"), (persons, events), like, strict=True):
        path = here / f"{name}{number}.csv"
        if rows:
            write_table(path, rows)
        else:
            path.write_text(",".join(columns[0]) + "\n", encoding="utf-8")
    return here


def added(law: Rulebook, nights: Sequence[Path], folder: Path, size: int = 7) -> list[Store]:
    """A store after each night, each on top of the one before."""
    stores: list[Store] = []
    for number, here in enumerate(nights):
        persons, events = (
            [source for path in sorted(here.glob(f"{name}*.csv")) for source in file_sources(path)]
            for name in ("p", "g")
        )
        before = stores[-1] if stores else None
        stores.append(
            ingest(
                law,
                persons,
                events,
                folder / f"opslag{number}",
                add_to=before,
                block_size=size,
            )
        )
    return stores


def together(law: Rulebook, nights: Sequence[Path], folder: Path, size: int = 7) -> Store:
    """One store out of the files of all nights."""
    persons, events = (
        [
            source
            for here in nights
            for path in sorted(here.glob(f"{name}*.csv"))
            for source in file_sources(path)
        ]
        for name in ("p", "g")
    )
    return ingest(law, persons, events, folder, block_size=size)


def spread_out(law: Rulebook, folder: Path, count: int, nights: int, seed: int) -> list[Path]:
    """Rows of readers that come over several nights in any order, some of them wrong: an event can
    come before its person, and a bad row after a good one."""
    dice = random.Random(seed)
    persons, events = person_rows(law, readers(count)), event_rows(law, readers(count))
    like = (persons, events)
    parts: list[tuple[Rows, Rows]] = [([], []) for _ in range(nights)]
    for person in persons:
        parts[dice.choice((0, 0, dice.randrange(nights)))][0].append(person)
        if dice.random() < 0.04:
            parts[dice.randrange(nights)][0].append(person)
    for event in events:
        if dice.random() < 0.02:
            event = {**event, "datum": "2021-02-30"}
        parts[dice.randrange(nights)][1].append(event)
    for part in parts:
        dice.shuffle(part[0])
        dice.shuffle(part[1])
    return [night(folder, n, *part, like) for n, part in enumerate(parts)]


def held(store: Store) -> list[bytes]:
    """The blocks, and what was set aside."""
    paths = [store.folder / block["bestand"] for block in store.blocks]
    paths += sorted((store.folder / "afgekeurd.parquet").iterdir())
    return [path.read_bytes() for path in paths]


@pytest.mark.parametrize("seed", range(4))
def test_nights_one_by_one_give_the_store_of_all_nights_at_once(
    books: Rulebook, tmp_path: Path, seed: int
) -> None:
    nights = spread_out(books, tmp_path, 40, 4, seed)
    stores = added(books, nights, tmp_path)
    for last, store in enumerate(stores):
        whole = together(books, nights[: last + 1], tmp_path / f"samen{last}")
        assert held(store) == held(whole)
        assert store.identity == whole.identity
        assert store.manifest["tellingen"] == whole.manifest["tellingen"]
    aside = stores[-1].manifest["tellingen"]
    assert aside["rijen_afgekeurd"] > 0
    assert aside["personen_gebruikt"] > 20


def test_files_of_the_same_name_every_night_are_told_apart(books: Rulebook, tmp_path: Path) -> None:
    persons, events = person_rows(books, readers(3)), event_rows(books, readers(3))
    files = tmp_path / "personen.csv", tmp_path / "gebeurtenissen.csv"
    before: Store | None = None
    for number in range(3):
        write_table(files[0], persons[number : number + 1])
        # The same line is wrong twice.
        write_table(files[1], [{**events[0], "soort": "gestolen"}] if number else events[:1])
        people, facts = (file_sources(path) for path in files)
        before = ingest(books, people, facts, tmp_path / f"opslag{number}", add_to=before)
    assert before is not None
    rows = pq.read_table(before.folder / "afgekeurd.parquet").to_pylist()
    wrong = [(Path(r["bestand"]).name, r["regelnummer"]) for r in rows if r["veld"] == "soort"]
    assert wrong == [("gebeurtenissen.csv (2)", 2), ("gebeurtenissen.csv (3)", 2)]
    counts = before.manifest["tellingen"]
    assert (counts["personen_gebruikt"], counts["personen_afgekeurd"]) == (2, 1)
    assert counts["rijen_gelezen"] == counts["rijen_gebruikt"] + counts["rijen_afgekeurd"] == 6


def test_the_store_that_is_added_to_stays_as_it_is(books: Rulebook, tmp_path: Path) -> None:
    nights = spread_out(books, tmp_path, 12, 2, 9)
    first = added(books, nights[:1], tmp_path)[0]
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    (nights[1] / "g1.csv").write_bytes(b"geen,kolommen\n")
    people, facts = (file_sources(nights[1] / name) for name in ("p1.csv", "g1.csv"))
    with pytest.raises(ProblemError, match="onbekende kolom"):
        ingest(books, people, facts, tmp_path / "nieuw", add_to=first)
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before
    assert list((tmp_path / "nieuw").iterdir()) == []


def test_rows_that_changed_on_disk_are_not_added_to(books: Rulebook, tmp_path: Path) -> None:
    nights = spread_out(books, tmp_path, 12, 2, 9)
    first = added(books, nights[:1], tmp_path)[0]
    path = first.folder / "ingelezen" / "nacht-00000" / "gebeurtenissen.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    people, facts = (file_sources(nights[1] / name) for name in ("p1.csv", "g1.csv"))
    with pytest.raises(ProblemError, match="ontbreken of zijn beschadigd"):
        ingest(books, people, facts, tmp_path / "nieuw", add_to=first)
