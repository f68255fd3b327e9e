"""The batch on many lives: what each step takes of a block, beside reading and writing alone.

``python -m bench.scale`` makes caseloads, ingests them and prints the tables of docs/performance.md;
``--write`` puts them there. Times are processor time of one process, so that what else the machine does
counts little; the steps of a row take turns, and medians are shown.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from bench.caseload import caseload, write_caseload
from bench.machine import machine
from bench.report import REPORT, replace_measured
from bench.turns import medians
from inburgerregels import __version__, load_rulebook
from inburgerregels.batch.block import event_columns, person_columns
from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.output import Output
from inburgerregels.batch.sources import file_sources
from inburgerregels.batch.store import BLOCK, Store
from inburgerregels.batch.tables import Answers
from inburgerregels.engine.columnar import ColumnEvaluator, answers
from inburgerregels.language import Rulebook

DAY = datetime.date(2026, 1, 1)
MARKS = ("<!-- python -m bench.scale -->", "<!-- einde scale -->")
#: Quantities added to the law to see what one more costs: each compares, counts and chooses.
ADDED = 100
Table = list[list[str]]


@attrs.frozen(eq=False)
class Kernel:
    """An executor on a block in memory: gives how many values it computed."""

    name: str
    run: Callable[[BlockEvaluator, Any], int]


def _columnar(evaluator: BlockEvaluator, block: Any) -> int:
    today = evaluator.day.toordinal()
    rulebook, schema = evaluator.rulebook, evaluator.schema
    columns = ColumnEvaluator(
        rulebook,
        rulebook.program,
        len(block),
        person_columns(schema, block),
        event_columns(schema, block, today, rulebook.known_on),
        today,
    )
    answers.decisions(columns)
    answers.terms(columns)
    answers.standing(columns)
    answers.agenda(columns)
    answers.unused(columns)
    seen = set()
    for tables in columns.spaces.tables.values():
        for table in tables:
            seen |= {key for key in table.memo if isinstance(key, int)}
    return len(seen)


#: Executors that are timed, by the name they have on the command line.
KERNELS = {"columnar": Kernel("columnar", _columnar)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description=__doc__)
    parser.add_argument("--personen", metavar="N", type=int, default=BLOCK)
    parser.add_argument("--rondes", metavar="N", type=int, default=3)
    parser.add_argument("--engine", choices=sorted(KERNELS), action="append")
    parser.add_argument(
        "--blokken", metavar="N", type=int, default=0, help="ook zo'n run, in blokken"
    )
    parser.add_argument("--write", action="store_true", help=f"also write {REPORT.name}")
    asked = parser.parse_args()
    kernels = [KERNELS[name] for name in asked.engine or KERNELS]
    with tempfile.TemporaryDirectory() as place:
        text = _measured(Path(place), asked, kernels)
    print(text)
    if asked.write:
        _write(text, asked)
    return 0


def _measured(place: Path, asked: Any, kernels: list[Kernel]) -> str:
    law = load_rulebook()
    stores = {events: _store(law, place, asked.personen, events) for events in (5.0, 10.6, 20.0)}
    store = stores[10.6]
    parts = [
        _table(
            ["step", "seconds per block", "persons/s", "times the floor"],
            _steps(law, store, place, asked),
        ),
        _table(
            ["executor", "events per life", "persons/s", "events/s", "ns per person and node"],
            [row for kernel in kernels for row in _growth(law, stores, asked.rondes, kernel)],
        ),
        _table(["", "persons/s", "ns per person"], _one_rule(law, store, asked.rondes, kernels[0])),
        _table(["start", "seconds"], _starts(place)),
    ]
    if asked.blokken:
        parts.append(
            _table(["run", "seconds", "persons/s", "MB per worker"], _runs(store, place, asked))
        )
    return "\n\n".join(parts)


# -- what is measured -----------------------------------------------------------------------


def _store(law: Rulebook, place: Path, persons: int, events: float) -> Store:
    folder = place / f"{events}"
    write_caseload(law, caseload(persons, 1, events), folder)
    return ingest(
        law,
        file_sources(folder / "personen.parquet"),
        file_sources(folder / "gebeurtenissen.parquet"),
        place / f"opslag-{events}",
    )


def _steps(law: Rulebook, store: Store, place: Path, asked: Any) -> Table:
    """Reading, computing, putting together and writing one block; the floor is the first and last."""
    evaluator = BlockEvaluator(law, DAY)
    block = store.read(0, evaluator.schema)
    found = evaluator.evaluate(block)
    plain = _plain(found)
    output = Output(place / "uit")
    output.prepare()
    work: dict[str, Callable[[], Any]] = {
        "read": lambda: store.read(0, evaluator.schema),
        "kernel": lambda: _columnar(evaluator, block),
        "evaluate: kernel, until when, and tables": lambda: evaluator.evaluate(block),
        "write": lambda: output.write(0, "run", "blok", found),
        "write, every text in full": lambda: output.write(0, "run", "blok", plain),
    }
    took = medians(work, asked.rondes)
    floor = took["read"] + took["write"]
    took = {
        "floor: read and write": floor,
        **took,
        "end to end": took["read"]
        + took["evaluate: kernel, until when, and tables"]
        + took["write"],
    }
    persons = len(block)
    return [[w, f"{s:.3f}", f"{persons / s:,.0f}", f"{s / floor:.1f}"] for w, s in took.items()]


def _plain(found: Answers) -> Answers:
    def full(table: Any) -> Any:
        columns = [
            c.cast(pa.string()) if pa.types.is_dictionary(c.type) else c for c in table.columns
        ]
        return pa.table(columns, names=table.column_names)

    return Answers(full(found.decisions), full(found.terms), full(found.standing))


def _growth(law: Rulebook, stores: dict[float, Store], rounds: int, kernel: Kernel) -> Table:
    evaluator = BlockEvaluator(law, DAY)
    blocks = {events: store.read(0, evaluator.schema) for events, store in stores.items()}
    nodes = {events: kernel.run(evaluator, block) for events, block in blocks.items()}
    took = medians(
        {str(e): lambda b=b: kernel.run(evaluator, b) for e, b in blocks.items()}, rounds
    )
    rows = []
    for events, block in blocks.items():
        seconds = took[str(events)]
        per_life = block.event_count / len(block)
        each = 1e9 * seconds / len(block) / nodes[events]
        rate, facts = len(block) / seconds, block.event_count / seconds
        rows.append(
            [kernel.name, f"{per_life:.1f}", f"{rate:,.0f}", f"{facts:,.0f}", f"{each:.1f}"]
        )
    return rows


def _one_rule(law: Rulebook, store: Store, rounds: int, kernel: Kernel) -> Table:
    """What ``ADDED`` more quantities cost, each asked of every person."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "meer.yaml"
        path.write_text(_more(), encoding="utf-8")
        from inburgerregels.data import rules_dir

        more = load_rulebook([rules_dir(), path], voorstellen=["meer"])
    evaluators = {"the law": BlockEvaluator(law, DAY), "more": BlockEvaluator(more, DAY)}
    block = store.read(0, evaluators["the law"].schema)
    took = medians(
        {name: lambda e=e: kernel.run(e, block) for name, e in evaluators.items()}, rounds
    )
    each = 1e9 * (took["more"] - took["the law"]) / ADDED / len(block)
    return [
        ["the law", f"{len(block) / took['the law']:,.0f}", ""],
        [f"with {ADDED} more rules", f"{len(block) / took['more']:,.0f}", f"{each:.1f} per rule"],
    ]


def _more() -> str:
    """A proposal with rules that each compare a day and give a number, all of them added up."""
    lines = ["voorstel: meer", "titel: Meer regels", "bron: Afspraak", "---"]
    lines += ["begrippen:", "  besluiten:", "    meer_regels:", "      titel: Meer regels"]
    lines += ["verzamelt:", "  meer: som", "regels:"]
    for i in range(ADDED):
        lines += [f"  meer-{i}:", f"    titel: Regel {i}", "    bron: Afspraak"]
        lines += [f"    als: geboortedatum voor {1960 + i // 4}-{3 * (i % 4) + 1:02}-01"]
        lines += [f"    draagt bij aan meer: {i + 1}"]
    lines += ["besluiten:", "  meer-besluit:", "    titel: Meer", "    bron: Afspraak"]
    lines += ["    soort: meer_regels", "    als: meer meer dan 4000", "    datum: geboortedatum"]
    return "\n".join(lines) + "\n"


def _starts(place: Path) -> Table:
    """A process that loads the law: with nothing kept, and with the rulebook kept."""
    code = "import inburgerregels as i; i.load_rulebook()"
    environment = {**os.environ, "INBURGERREGELS_CACHE": str(place / "kept")}
    found = []
    for what in ("nothing kept", "rulebook kept"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        found.append([f"Python and the law, {what}", f"{used:.2f}"])
    return found


def _runs(store: Store, place: Path, asked: Any) -> Table:
    """The command on a store that holds the block many times, with one and two workers."""
    folder = place / "veel"
    _repeated(store, folder, asked.blokken)
    found = []
    for workers in (1, 2):
        command = [sys.executable, "-m", "inburgerregels.cli", "batch", "--opslag", str(folder)]
        command += ["--uit", str(place / f"uit-{workers}"), "--peildatum", DAY.isoformat()]
        command += ["--werkers", str(workers)]
        began = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.monotonic() - began
        persons = asked.blokken * asked.personen
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
        name = f"{persons:,} persons, {workers} worker{'s' if workers > 1 else ''}"
        found.append([name, f"{seconds:.1f}", f"{persons / seconds:,.0f}", f"{peak:,}"])
    return found


def _repeated(store: Store, folder: Path, times: int) -> None:
    """A store with its first block as many times; the same file under other names."""
    import json

    folder.mkdir()
    manifest = json.loads((store.folder / "opslag.json").read_text(encoding="utf-8"))
    said = manifest["blokken"][0]
    manifest["blokken"] = []
    for number in range(times):
        name = f"blok-{number:05}.arrow"
        os.link(store.folder / said["bestand"], folder / name)
        manifest["blokken"].append({**said, "bestand": name})
    for name in ("personen_gelezen", "personen_gebruikt"):
        manifest["tellingen"][name] = times * said["personen"]
    (folder / "opslag.json").write_text(json.dumps(manifest), encoding="utf-8")
    os.symlink(store.folder / "afgekeurd.parquet", folder / "afgekeurd.parquet")


# -- the report -----------------------------------------------------------------------------


def _table(names: list[str], rows: Table) -> str:
    lines = ["| " + " | ".join(names) + " |", "|---" + "|---:" * (len(names) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def _write(text: str, asked: Any) -> None:
    versions = (
        f"Python {platform.python_version()}, numpy {np.__version__}, pyarrow {pa.__version__}"
    )
    command = f"python -m bench.scale --personen {asked.personen} --rondes {asked.rondes}"
    command += (f" --blokken {asked.blokken}" if asked.blokken else "") + " --write"
    measured = (
        f"Measured on {machine()}; {versions}, inburgerregels {__version__}. Command: `{command}`."
    )
    replace_measured(REPORT, MARKS, f"{text}\n\n{measured}")


if __name__ == "__main__":
    sys.exit(main())
