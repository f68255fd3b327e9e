"""The small law about borrowed books, and files of its readers."""

from __future__ import annotations

import datetime
import importlib.util
import os
import random
import shutil
from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.sources import file_sources
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Duration, Event
from tests.batch.caseload import write_csv

#: Where Debian keeps what it does not put on the path.
_SERVERS = Path("/usr/lib/postgresql")


def postgres_programs() -> Path | None:
    """The folder with PostgreSQL's ``initdb``; None where there is none, or no psycopg."""
    if importlib.util.find_spec("psycopg") is None:
        return None
    folders = sorted(_SERVERS.glob("*/bin"), key=lambda folder: float(folder.parent.name))
    there = [folder for folder in folders if (folder / "initdb").exists()]
    found = shutil.which("initdb")
    return there[-1] if there else Path(found).resolve().parent if found else None


def has_spark() -> bool:
    """Whether Spark can be started: its package, what that needs, and Java."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    packages = ("pyspark", "pandas", "pyarrow")
    return java is not None and all(importlib.util.find_spec(name) for name in packages)


#: Not collected, which is said once, where what they test cannot be started.
LEFT_OUT = {
    **({} if postgres_programs() else {"test_postgres.py": "PostgreSQL of psycopg is er niet"}),
    **({} if has_spark() else {"test_spark.py": "Java of pyspark is er niet"}),
}
collect_ignore = list(LEFT_OUT)


def pytest_report_header() -> list[str]:
    return [f"niet meegenomen: {name}, want {reason}" for name, reason in LEFT_OUT.items()]


LAW = Path(__file__).resolve().parent.parent / "cli" / "voorbeeld" / "wet.yaml"
DAY = datetime.date(2021, 6, 1)


@pytest.fixture(scope="session")
def books() -> Rulebook:
    return load_rulebook(LAW)


def readers(count: int, seed: int = 1) -> list[Dossier]:
    """Readers who bring their book back early, late or never."""
    dice = random.Random(seed)
    first = datetime.date(2018, 1, 1).toordinal()
    found = []
    for number in range(count):
        day = first + dice.randrange(1_400)
        events = [Event("geleend", day), Event("teruggebracht", day + dice.choice([3, 14, 21, 60]))]
        if dice.random() < 0.3:
            given = {"duur": Duration(days=dice.choice([7, 14]))}
            late = dice.choice([0, 100])
            events.append(Event("uitstel", day + 2, given, day + 2 + late))
        member = dice.choice(["kind", "volwassene"])
        found.append(Dossier(f"lezer-{number:04}", {"lid": member}, tuple(events)))
    return found


@pytest.fixture
def caseload(books: Rulebook, tmp_path: Path) -> tuple[Path, Path]:
    """Files of forty readers."""
    return write_csv(books, readers(40), tmp_path)


@pytest.fixture
def store(books: Rulebook, caseload: tuple[Path, Path], tmp_path: Path) -> Store:
    """Forty readers in blocks of seven."""
    return read(books, caseload, tmp_path / "opslag")


def read(law: Rulebook, files: tuple[Path, Path], folder: Path, block_size: int = 7) -> Store:
    persons, events = (file_sources(path) for path in files)
    return ingest(law, persons, events, folder, block_size=block_size)
