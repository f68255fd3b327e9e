"""Every executor on the same block of lives: persons and events per second on one and on two cores, one
dossier by itself, and what it costs to say why.

``python -m bench.executors`` makes a block of ``--personen`` lives under both laws with some ten events each,
and prints three tables; ``--write`` puts them in docs/performance.md. One core is timed by the processor; two
cores by the clock, so that these say something only of a machine that does nothing else.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import multiprocessing
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from bench.caseload import caseload, write_caseload
from bench.machine import machine
from bench.report import REPORT, replace_measured
from bench.turns import medians
from inburgerregels import __version__, load_rulebook
from inburgerregels.batch.block import Dossiers, event_columns, person_columns
from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.ingest import ingest
from inburgerregels.batch.sources import file_sources
from inburgerregels.batch.store import BLOCK, Block
from inburgerregels.batch.witness_rows import witness_rows
from inburgerregels.engine import evaluate
from inburgerregels.engine.columnar import ColumnEvaluator, evaluate_columnar
from inburgerregels.engine.columnar import answers as column_answers
from inburgerregels.engine.durable import evaluate_durable
from inburgerregels.engine.evaluate import evaluate_traced
from inburgerregels.engine.vm import answers as compiled_answers
from inburgerregels.engine.vm.evaluator import VectorEvaluator
from inburgerregels.engine.vm.outcomes import evaluate_vm
from inburgerregels.engine.witnesses import witnesses_of
from inburgerregels.explain import explain
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier

__all__ = ["main"]

DAY = datetime.date(2026, 1, 1)
MARKS = ("<!-- python -m bench.executors -->", "<!-- einde executors -->")
Table = list[list[str]]


@attrs.frozen(eq=False)
class Lives:
    """A block in memory, and some of its dossiers for executors that take one at a time."""

    law: Rulebook
    block: Block
    few: list[Dossier]
    evaluator: BlockEvaluator

    def block_through(self, executor: Any, answers: Any) -> Any:
        """Everybody through an executor for many: decisions, terms, standing and agenda."""
        today = DAY.toordinal()
        schema = self.evaluator.schema
        found = executor(
            self.law,
            self.law.program,
            len(self.block),
            person_columns(schema, self.block),
            event_columns(schema, self.block, today, self.law.known_on),
            today,
        )
        answers.decisions(found)
        for part in (answers.terms, answers.standing, answers.agenda, answers.unused):
            part(found)
        return found


def lives_of(persons: int, few: int, place: Path) -> Lives:
    law = load_rulebook()
    write_caseload(law, caseload(persons, 1, 10.6), place)
    files = [file_sources(place / f"{name}.parquet") for name in ("personen", "gebeurtenissen")]
    store = ingest(law, *files, place / "opslag", block_size=persons)
    evaluator = BlockEvaluator(law, DAY)
    block = store.read(0, evaluator.schema)
    dossiers = Dossiers(evaluator.schema, block)
    # A block is in order of number: take them from all over it.
    chosen = [dossiers.of(i) for i in range(0, persons, max(1, persons // few))]
    return Lives(evaluator.rulebook, block, chosen[:few], evaluator)


#: Executors by name: what they do once, and of how many persons.
Work = tuple[Callable[[], Any], int]


def there() -> list[str]:
    """The executors that are installed."""
    needs = {"reference": None, "durable": "durable", "columnar": None, "vm": "numba"}
    return [
        name for name, module in needs.items() if not module or importlib.util.find_spec(module)
    ]


def work_of(lives: Lives) -> dict[str, Work]:
    few = lives.few
    every: dict[str, Work] = {
        "reference": (lambda: [evaluate(lives.law, d, DAY) for d in few], len(few)),
        "durable": (lambda: [evaluate_durable(lives.law, d, DAY) for d in few], len(few)),
        "columnar": (
            lambda: lives.block_through(ColumnEvaluator, column_answers),
            len(lives.block),
        ),
        "vm": (lambda: lives.block_through(VectorEvaluator, compiled_answers), len(lives.block)),
    }
    return {name: every[name] for name in there()}


def speeds(lives: Lives, rounds: int) -> Table:
    """Persons and events per second, on one core and on two."""
    work = work_of(lives)
    each = lives.block.event_count / len(lives.block)
    one = medians({name: run for name, (run, _) in work.items()}, rounds)
    rows = []
    for name, (_, count) in work.items():
        single = count / one[name]
        both = _on_two_cores(lives, name, count, rounds)
        left = ""
        if name in ("columnar", "vm"):
            redo = work[name][0]().rows.redo
            left = f"{0 if redo is None else int(redo.sum()):,}"
        rows.append([name, f"{count:,}", f"{single:,.0f}", f"{single * each:,.0f}"])
        rows[-1] += [f"{both:,.0f}", f"{both * each:,.0f}", left]
    return rows


_lives: Lives | None = None


def _on_two_cores(lives: Lives, name: str, count: int, rounds: int) -> float:
    """Persons per second by the clock when two processes do this at once."""
    global _lives
    _lives = lives
    times = []
    with multiprocessing.get_context("fork").Pool(2) as pool:
        for turn in range(rounds + 1):
            began = time.perf_counter()
            pool.map(_again, [name, name], chunksize=1)
            if turn:
                times.append(time.perf_counter() - began)
    return 2 * count / statistics.median(times)


def _again(name: str) -> None:
    assert _lives is not None
    work_of(_lives)[name][0]()


def latencies(lives: Lives) -> Table:
    """One dossier by itself, of those that were taken from the block: the median and the slowest."""
    law = lives.law
    ways: dict[str, Callable[[Dossier], Any]] = {
        "reference": lambda d: evaluate(law, d, DAY),
        "durable": lambda d: evaluate_durable(law, d, DAY),
        "columnar": lambda d: evaluate_columnar(law, [d], DAY),
        "vm": lambda d: evaluate_vm(law, [d], DAY),
    }
    rows = []
    for name in there():
        run = ways[name]
        run(lives.few[0])
        took = []
        for dossier in lives.few[:50]:
            began = time.process_time()
            run(dossier)
            took.append(time.process_time() - began)
        rows.append([name, f"{1e3 * statistics.median(took):.1f}", f"{1e3 * max(took):.1f}"])
    return rows


def provenance(lives: Lives, rounds: int) -> Table:
    """What reasons cost: of each life the explanation of every decision, and the events behind it."""

    def traced(then: Callable[[Any, Any], Any]) -> Callable[[], None]:
        def run() -> None:
            for dossier in lives.few:
                found = evaluate_traced(lives.law, dossier, DAY)
                for decision in found.outcome.besluiten:
                    then(found, decision)

        return run

    took = medians(
        {
            "reference: the answer": lambda: [evaluate(lives.law, d, DAY) for d in lives.few],
            "reference: and every decision explained": traced(explain),
            "reference: and the events behind every decision": traced(
                lambda found, decision: witnesses_of(found.evaluator, decision)
            ),
            "columnar: the decisions with their rules": lambda: lives.evaluator.evaluate(
                lives.block
            ),
            "columnar: the events behind every decision": lambda: witness_rows(
                lives.evaluator, lives.block
            ),
        },
        rounds,
    )
    rows = []
    for name, seconds in took.items():
        reference = name.startswith("reference")
        first = took[
            "reference: the answer" if reference else next(n for n in took if "rules" in n)
        ]
        count = len(lives.few) if reference else len(lives.block)
        rows.append([name, f"{1e6 * seconds / count:,.0f}", f"{seconds / first:.2f}"])
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.executors", description=__doc__)
    parser.add_argument("--personen", metavar="N", type=int, default=BLOCK)
    parser.add_argument("--los", metavar="N", type=int, default=200, help="lives one at a time")
    parser.add_argument("--rondes", metavar="N", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"also write {REPORT.name}")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        lives = lives_of(asked.personen, min(asked.los, asked.personen), Path(place))
    text = "\n\n".join(
        [
            _table(
                (
                    *("executor", "lives", "persons/s", "events/s"),
                    *("persons/s, two cores", "events/s, two cores", "left to the reference"),
                ),
                speeds(lives, asked.rondes),
            ),
            _table(("one dossier", "ms, median", "ms, slowest"), latencies(lives)),
            _table(("why", "µs per person", "times"), provenance(lives, asked.rondes)),
        ]
    )
    print(text)
    if asked.write:
        where = f"{machine()}; Python {platform.python_version()}, numpy {np.__version__}"
        command = f"python -m bench.executors --personen {asked.personen} --los {asked.los}"
        told = f"Measured on {where}, inburgerregels {__version__}. Command: `{command} --write`."
        replace_measured(REPORT, MARKS, f"{text}\n\n{told}")
    return 0


def _table(names: Sequence[str], rows: Table) -> str:
    lines = ["| " + " | ".join(names) + " |", "|---" + "|---:" * (len(names) - 1) + "|"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


if __name__ == "__main__":
    sys.exit(main())
