"""A whole country on one machine: ``batch`` on a store of so many million persons, as a user runs it.

``python -m bench.country --miljoen 10`` makes the store, runs the command, prints what that took and
removes both; ``--write`` puts the row in docs/performance.md, beside those of other sizes. Every block is
a real one, with numbers of persons of its own; the lives in them are those of ``--bron``, or of a
caseload that is made first, over and over.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bench.caseload import caseload, write_caseload
from bench.machine import machine
from bench.report import REPORT, replace_measured
from inburgerregels import __version__, load_rulebook
from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.output import TABLES
from inburgerregels.batch.quarantine import QUARANTINE_FOLDER, nobody_set_aside
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.sources import file_sources
from inburgerregels.batch.store import BLOCK, Block, KindEvents, Store, StoreWriter
from inburgerregels.language import Rulebook

__all__ = ["RunCost", "country_store", "main"]

DAY = datetime.date(2026, 1, 1)
MARKS = ("<!-- python -m bench.country -->", "<!-- einde country -->")
HEAD = (
    *("persons", "events", "workers", "seconds", "of the processor", "persons/s"),
    *("MB per worker", "MB in the command", "GB in", "GB out", "version"),
)
#: How often is looked how much memory processes have taken, in seconds.
_EVERY = 0.2
#: Room that a run leaves on the disk, as a multiple of what its store takes.
_ROOM = 3


@attrs.frozen
class RunCost:
    """What one run of the command took; memory is the most that one process ever had, in MB."""

    persons: int
    events: int
    workers: int
    seconds: float
    processor: float
    worker_peak: int
    command_peak: int
    bytes_in: int
    bytes_out: int

    def row(self, version: str) -> str:
        cells = (
            *(f"{self.persons:,}", f"{self.events:,}", f"{self.workers}", f"{self.seconds:,.1f}"),
            *(f"{self.processor:,.1f}", f"{self.persons / self.seconds:,.0f}"),
            *(f"{self.worker_peak:,}", f"{self.command_peak:,}"),
            *(f"{self.bytes_in / 1e9:.2f}", f"{self.bytes_out / 1e9:.2f}", version),
        )
        return f"| {' | '.join(cells)} |"


def country_store(source: Store, schema: Schema, persons: int, folder: Path) -> Store:
    """A store of so many persons: the blocks of another again and again, with other ids each time."""
    folder.mkdir(parents=True)
    writer = StoreWriter(folder, schema)
    made = events = again = 0
    while made < persons:
        for number in range(len(source.blocks)):
            block = source.read(number, schema)
            if made + len(block) > persons:
                block = _first(block, persons - made)
            ids = pc.binary_join_element_wise(f"{again:05}", block.ids, "-")
            writer.add(attrs.evolve(block, ids=ids))
            made += len(block)
            events += block.event_count
            if made == persons:
                break
        again += 1
    counts = dict.fromkeys(source.manifest["tellingen"], 0)
    counts |= {
        "personen_gelezen": made,
        "personen_gebruikt": made,
        "gebeurtenissen_gebruikt": events,
    }
    counts |= dict.fromkeys(("rijen_gelezen", "rijen_gebruikt"), made + events)
    aside = source.folder / QUARANTINE_FOLDER
    if aside.exists():
        shutil.copytree(aside, folder / QUARANTINE_FOLDER)
    else:
        nobody_set_aside(folder)
    return writer.close(counts, [], [])


def _first(block: Block, count: int) -> Block:
    """The first persons of a block, with their events."""
    events = {}
    for kind, rows in block.events.items():
        end = int(np.searchsorted(rows.person.to_numpy(), count))
        fields = {name: values.slice(0, end) for name, values in rows.fields.items()}
        events[kind] = KindEvents(
            rows.person.slice(0, end), rows.day.slice(0, end), rows.known.slice(0, end), fields
        )
    person = {name: values.slice(0, count) for name, values in block.person.items()}
    return Block(block.ids.slice(0, count), person, events)


# -- the run --------------------------------------------------------------------------------


def run_batch(store: Store, out: Path, workers: int, engine: str, more: Sequence[str]) -> RunCost:
    """The command on a store, timed from outside, its memory watched."""
    command = [sys.executable, "-m", "inburgerregels.cli", "batch", "--opslag", str(store.folder)]
    command += ["--uit", str(out), "--peildatum", DAY.isoformat(), "--engine", engine]
    command += ["--werkers", str(workers), *more]
    began = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    watch = _Peaks(process.pid)
    watch.start()
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.finished.set()
    watch.join()
    if process.returncode:
        raise SystemExit(f"batch eindigde met {process.returncode}")
    # What the kernel kept of the largest process is exact; what was watched says which it was.
    largest = used.ru_maxrss >> 10
    own = watch.peaks.pop(process.pid, 0) >> 10
    return RunCost(
        persons=sum(block["personen"] for block in store.blocks),
        events=sum(block["gebeurtenissen"] for block in store.blocks),
        workers=workers,
        seconds=seconds,
        processor=used.ru_utime + used.ru_stime,
        worker_peak=largest if own < largest or workers == 1 else max(watch.peaks.values()) >> 10,
        command_peak=largest if workers == 1 else own,
        bytes_in=sum((store.folder / block["bestand"]).stat().st_size for block in store.blocks),
        bytes_out=sum(p.stat().st_size for t in TABLES for p in out.glob(f"{t}.parquet/*")),
    )


class _Peaks(threading.Thread):
    """The most memory that a process and each of those under it ever had, in kB (Linux only)."""

    def __init__(self, top: int) -> None:
        super().__init__(daemon=True)
        self.top = top
        self.peaks: dict[int, int] = {}
        self.finished = threading.Event()

    def run(self) -> None:
        while not self.finished.wait(_EVERY):
            for process in [self.top, *_children(self.top)]:
                self.peaks[process] = max(self.peaks.get(process, 0), _peak(process))


def _children(process: int) -> list[int]:
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(number) for number in found.split()]


def _peak(process: int) -> int:
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


# -- the command ----------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.country", description=__doc__)
    parser.add_argument("--miljoen", metavar="N", type=float, action="append")
    parser.add_argument("--bron", metavar="MAP", type=Path, help="a prepared store to begin with")
    parser.add_argument(
        "--levens", metavar="N", type=int, default=4 * BLOCK, help="without --bron: so many lives"
    )
    parser.add_argument("--gebeurtenissen", metavar="N", type=float, default=10.6)
    parser.add_argument("--werkers", metavar="N", type=int, default=2)
    parser.add_argument("--engine", default="columnar")
    parser.add_argument("--map", metavar="MAP", type=Path, help="where there is room on the disk")
    parser.add_argument("--bewaar", action="store_true", help="keep the store and the output")
    parser.add_argument("--write", action="store_true", help=f"also write {REPORT.name}")
    parser.add_argument("rest", nargs="*", metavar="OPTIE", help="options for batch, after --")
    asked = parser.parse_args(arguments)
    law, version = load_rulebook(), _version()
    place = Path(tempfile.mkdtemp(prefix="land-", dir=asked.map))
    try:
        source = Store.open(asked.bron) if asked.bron else _caseload(law, place, asked)
        rows = []
        for millions in asked.miljoen or [1.0]:
            persons = round(1_000_000 * millions)
            cost = _measured(law, source, persons, place, asked)
            rows.append(cost.row(version))
            print(_table(rows[-1:]), flush=True)
        if asked.write:
            _write(rows, asked, source)
    finally:
        if asked.bewaar:
            print(f"kept: {place}", file=sys.stderr)
        else:
            shutil.rmtree(place)
    return 0


def _caseload(law: Rulebook, place: Path, asked: argparse.Namespace) -> Store:
    folder = place / "levens"
    write_caseload(law, caseload(asked.levens, 1, asked.gebeurtenissen), folder)
    files = (file_sources(folder / f"{name}.parquet") for name in ("personen", "gebeurtenissen"))
    return ingest(law, *files, place / "bron")


def _measured(
    law: Rulebook, source: Store, persons: int, place: Path, asked: argparse.Namespace
) -> RunCost:
    size = sum((source.folder / b["bestand"]).stat().st_size for b in source.blocks)
    there = sum(block["personen"] for block in source.blocks)
    needed = _ROOM * size * persons // there
    if needed > shutil.disk_usage(place).free:
        raise SystemExit(f"{needed / 1e9:.0f} GB nodig in {place.parent}; kies een andere --map")
    began = time.monotonic()
    store = country_store(source, Schema(law.vocabulary), persons, place / f"opslag-{persons}")
    print(f"store made in {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    out = place / f"uit-{persons}"
    cost = run_batch(store, out, asked.werkers, asked.engine, asked.rest)
    if not asked.bewaar:
        shutil.rmtree(store.folder)
        shutil.rmtree(out)
    return cost


def _version() -> str:
    """The version of the program and the commit, because rows of one table may differ in it."""
    folder = Path(__file__).parent
    told = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=folder, capture_output=True, text=True
    )
    return f"{__version__} {told.stdout.strip()}".strip()


def _table(rows: list[str]) -> str:
    rule = "|---:" * (len(HEAD) - 1) + "|---|"
    return "\n".join([f"| {' | '.join(HEAD)} |", rule, *rows])


def _write(rows: list[str], asked: argparse.Namespace, source: Store) -> None:
    """The rows beside those of runs of other sizes, which stay."""
    text = REPORT.read_text(encoding="utf-8").partition(MARKS[0])[2].partition(MARKS[1])[0]
    mine = {_size(row): row for row in text.splitlines() if row.startswith("| ") and _is_row(row)}
    mine |= {_size(row): row for row in rows}
    lives = sum(block["personen"] for block in source.blocks)
    where = f"{machine()}; Python {platform.python_version()}, numpy {np.__version__}"
    measured = (
        f"Measured on {where}, pyarrow {pa.__version__}; {lives:,} different lives. Command: "
        f"`python -m bench.country --miljoen N --werkers {asked.werkers} --write`."
    )
    table = _table([mine[size] for size in sorted(mine)])
    replace_measured(REPORT, MARKS, f"{table}\n\n{measured}")


def _is_row(line: str) -> bool:
    return line.split("|")[1].strip().replace(",", "").isdigit()


def _size(row: str) -> tuple[int, int]:
    cells = [cell.strip().replace(",", "") for cell in row.split("|")]
    return int(cells[1]), int(cells[3])


if __name__ == "__main__":
    sys.exit(main())
