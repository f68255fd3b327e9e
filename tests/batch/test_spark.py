"""Spark on this machine gives what one machine gives, byte for byte."""

from __future__ import annotations

import concurrent.futures
import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from inburgerregels.batch import spark
from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.output import Output
from inburgerregels.batch.run import Run
from inburgerregels.batch.sources import file_sources
from inburgerregels.batch.spark import on_spark
from inburgerregels.batch.store import Store
from inburgerregels.cli import main
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from tests.batch.conftest import DAY, LAW
from tests.batch.test_run import contents

#: pyspark before 4.3 leaves the socket open over which an answer came.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

#: This process starts Java once; compiling little is then faster than compiling well.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m"
LOCAL = "local[2]"


@pytest.fixture(autouse=True)
def small_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_SUBMIT_OPTS", JAVA)


@pytest.fixture
def mixed(books: Rulebook, caseload: tuple[Path, Path], tmp_path: Path) -> tuple[Store, int]:
    """Forty readers in blocks of seven, three of whom cannot be used, and how many rows they have."""
    persons, events = (path.read_text().splitlines() for path in caseload)
    persons[5] = persons[5].replace("kind", "reus").replace("volwassene", "reus")
    persons.append(persons[9])
    person, _, rest = events[20].split(",", 2)
    events.append(f"{person},2020-02-30,{rest}")
    wrong = {persons[5].split(",")[0], persons[9].split(",")[0], person}
    assert len(wrong) == 3
    files = tmp_path / "personen.csv", tmp_path / "gebeurtenissen.csv"
    for path, lines in zip(files, (persons, events), strict=True):
        path.write_text("\n".join(lines) + "\n")
    sources = [file_sources(path) for path in files]
    store = ingest(books, sources[0], sources[1], tmp_path / "opslag", block_size=7)
    return store, sum(line.split(",")[0] in wrong for line in [*persons, *events])


def test_spark_publishes_the_same_bytes_and_listens_to_this_machine_only(
    books: Rulebook, mixed: tuple[Store, int], tmp_path: Path
) -> None:
    store, set_aside = mixed
    run = Run(books, store, DAY)
    manifest = run.write(tmp_path / "een")
    told: list[tuple[int, int]] = []
    heard: set[str] = set()

    def progress(persons: int, fresh: int) -> None:
        told.append((persons, fresh))
        heard.update(listening())

    assert run.write(tmp_path / "spark", progress=progress, compute=on_spark(LOCAL)) == manifest
    assert contents(tmp_path / "spark") == contents(tmp_path / "een")
    counts = manifest["tellingen"]
    aside = pq.read_table(tmp_path / "spark" / "afgekeurd.parquet")
    assert counts["rijen_afgekeurd"] == aside.num_rows == set_aside
    assert counts["personen_afgekeurd"] == 3
    assert counts["personen_uit"] == 37
    assert counts["personen_gelezen"] == counts["personen_uit"] + counts["personen_afgekeurd"]
    people = pq.read_table(tmp_path / "spark/stand.parquet")["persoon_id"].to_pylist()
    assert len(people) == len(set(people)) == 37
    assert sorted(told) == [(2, 2)] + 5 * [(7, 7)]
    assert heard == {"127.0.0.1"}


def listening() -> Iterator[str]:
    """The IPv4 addresses on which this process and those below it accept connections."""
    sockets = {socket for pid in descendants() for socket in open_files(pid)}
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                # An IPv4 address is the last word, also within one of IPv6; lowest byte first.
                word = bytes.fromhex(fields[1].partition(":")[0][-8:])
                yield ".".join(str(byte) for byte in reversed(word))


def descendants() -> list[str]:
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parents[stat.parent.name] = stat.read_text().rpartition(")")[2].split()[1]
    found = [str(os.getpid())]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def open_files(pid: str) -> Iterator[str]:
    """What a process has open; files come and go while this looks."""
    with contextlib.suppress(OSError):
        for path in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                yield os.readlink(path)


def test_spark_goes_on_with_what_was_left_and_leaves_what_was_done(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    run = Run(books, store, DAY)
    run.write(tmp_path / "heel")

    def stop(persons: int, fresh: int) -> None:
        if len(list((tmp_path / "uit" / ".bezig" / "bonnen").iterdir())) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.write(tmp_path / "uit", progress=stop)
    done = Output(tmp_path / "uit").part("stand", 1).stat()
    told: list[int] = []
    run.write(
        tmp_path / "uit",
        resume=True,
        progress=lambda persons, fresh: told.append(fresh),
        compute=on_spark(LOCAL),
    )
    assert contents(tmp_path / "uit") == contents(tmp_path / "heel")
    after = (tmp_path / "uit" / "stand.parquet" / "deel-00001.parquet").stat()
    assert (after.st_ino, after.st_mtime_ns) == (done.st_ino, done.st_mtime_ns)
    assert sorted(told) == [0, 0, 5, 7, 7, 7]


def test_a_damaged_block_is_named_just_as_on_one_machine_and_nothing_is_published(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    block = store.folder / store.blocks[3]["bestand"]
    block.write_bytes(block.read_bytes()[:-1] + b"?")
    run = Run(books, store, DAY)
    with pytest.raises(ProblemError) as alone:
        run.write(tmp_path / "een")
    with pytest.raises(ProblemError) as spread:
        run.write(tmp_path / "spark", compute=on_spark(LOCAL))
    assert spread.value.problems == alone.value.problems
    assert block.name in str(spread.value)
    assert [path.name for path in (tmp_path / "spark").iterdir()] == [".bezig"]


def test_machines_with_another_version_of_the_program_end_the_run_in_one_line(
    books: Rulebook, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(books, store, DAY)
    monkeypatch.setattr(spark, "__version__", "0.0")
    with pytest.raises(
        ProblemError, match=r"hier staat inburgerregels .*gevraagd is 0\.0"
    ) as error:
        run.write(tmp_path / "uit", compute=on_spark(LOCAL))
    (problem,) = error.value.problems
    assert problem.code == "U005"
    assert "\n" not in str(problem)


def test_a_block_that_was_computed_but_is_not_seen_here_is_not_counted(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    # As on a cluster whose machines each have a folder of their own under that name.
    run = Run(books, store, DAY)
    answer: concurrent.futures.Future[object] = concurrent.futures.Future()
    bon = '{"run": "", "block": "", "counts": {}, "sums": {}, "files": {}}'
    answer.set_result([SimpleNamespace(blok=0, bon=bon, fouten=None)])
    with pytest.raises(ProblemError, match="blok 0 is berekend, maar staat hier niet"):
        list(spark._as_they_come(run, Output(tmp_path), [0], answer))


def test_the_command_gives_the_same_folder_with_spark(
    caseload: tuple[Path, Path], tmp_path: Path
) -> None:
    persons, events = map(str, caseload)
    asked = ["batch", "--personen", persons, "--gebeurtenissen", events, "--regels", str(LAW)]
    asked += ["--peildatum", DAY.isoformat(), "--uit"]
    alone = CliRunner().invoke(main, [*asked, str(tmp_path / "een")])
    spread = CliRunner().invoke(main, [*asked, str(tmp_path / "spark"), "--spark", LOCAL])
    assert (alone.exit_code, spread.exit_code) == (0, 0)
    assert spread.stdout == alone.stdout
    assert contents(tmp_path / "spark") == contents(tmp_path / "een")


JAVA_SAYS = """An error occurred while calling o1.x.
: java.io.IOException: vol
\tat a.b(C.java:1)
\t... 3 more"""
A_TASK_SAYS = """Job aborted:
Traceback (most recent call last):
  File 'x', line 1, in f
    f()
ValueError: mis

\tat a.b(C.java:1)

Driver stacktrace:
\tat d.e(F.java:2)"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (JAVA_SAYS, "java.io.IOException: vol"),
        (A_TASK_SAYS, "ValueError: mis"),
        ("", "RuntimeError"),
    ],
)
def test_of_what_spark_says_the_line_with_the_mistake_is_passed_on(text: str, line: str) -> None:
    assert spark._said(RuntimeError(text)) == line


def test_the_command_says_what_is_missing_or_does_not_go_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ["batch", "--opslag", str(tmp_path), "--uit", str(tmp_path / "uit")]
    asked += ["--peildatum", DAY.isoformat(), "--spark", LOCAL]
    both = CliRunner().invoke(main, [*asked, "--werkers", "2"])
    assert both.exit_code == 2
    assert "laat --werkers weg" in both.stderr
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    without = CliRunner().invoke(main, asked)
    assert without.exit_code == 2
    assert "voor --spark ontbreekt Java" in without.stderr
    assert "openjdk-17-jre-headless" in without.stderr
