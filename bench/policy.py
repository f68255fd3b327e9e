"""What it takes to compare laws for a whole population, beside evaluating it once.

``python -m bench.policy --bevolking MAP`` prints a table; without a folder it makes a population. The first
comparison keeps what the law as it is says beside the population, and whatever was kept there before is
thrown away; the others begin with it. Times are of the processor, of two processes together after the law
was loaded; ``--wand`` tells the clock as well, which only says something on a machine that does nothing
else.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.machine import machine
from bench.report import REPORT, replace_measured
from inburgerregels import __version__, load_rulebook
from inburgerregels.batch.schema import Schema
from inburgerregels.cli import main as command
from inburgerregels.language import Rulebook
from inburgerregels.policy.answer_columns import LawOnDay
from inburgerregels.policy.comparing import Variant, compare
from inburgerregels.policy.folder import Population
from inburgerregels.policy.lives import Lives
from inburgerregels.policy.questions import Questions
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.policy.readings import default_readings
from inburgerregels.policy.sweeping import read_range, sweep
from inburgerregels.policy.worked_out import FOLDER

__all__ = ["main", "measured"]

DAY = datetime.date(2024, 5, 1)
MARKS = ("<!-- python -m bench.policy -->", "<!-- einde policy -->")
PROPOSALS = (
    *("boete-in-stappen", "kwijtschelding-naar-vertraging", "ontzorgen-op-maat"),
    *("azc-termijn", "werk-verrekenen", "kortere-inburgeringstermijn"),
)
#: Twenty points each: of an amount, and of the term on which nearly everything hangs.
RANGES = ("pvt_boete=50..1000/50", "inburgeringstermijn=24..62maanden/2maanden")


def measured(
    population: Population, *, proposals: Sequence[str], ranges: Sequence[str], clock: bool
) -> list[tuple[str, float, float, float | None]]:
    """What was done, seconds of the processor, that as a multiple of evaluating once, and seconds by
    the clock, with two processes."""
    readings = default_readings()
    law = load_rulebook(lezingen=readings)
    questions = read_questions(law)

    def compared(name: str) -> Callable[[int], Any]:
        book = load_rulebook(lezingen=readings, voorstellen=[name])
        variant = Variant(name, name, book)
        return lambda workers: compare(
            [population], law, [variant], questions, DAY, workers=workers
        )

    def swept(text: str) -> Callable[[int], Any]:
        asked = read_range(text, law)
        return lambda workers: sweep([population], law, asked, questions, DAY, workers=workers)

    first = proposals[0]

    def first_time(workers: int) -> Any:
        shutil.rmtree(population.folder / FOLDER, ignore_errors=True)
        return compared(first)(workers)

    work = {
        "evaluating once": lambda workers: _once(population, law, questions, workers),
        f"for the first time, beside {first}": first_time,
        **{f"the law beside {name}": compared(name) for name in proposals},
        **{f"sweep {text}": swept(text) for text in ranges},
    }
    found = []
    for name, do in work.items():
        begin, start = _spent(), time.perf_counter()
        do(2)
        took = _spent() - begin
        wall = time.perf_counter() - start if clock else None
        found.append((name, took, took / (found[0][1] if found else took), wall))
        told = "" if wall is None else f", {wall:.1f} s by the clock"
        print(f"{name}: {took:.1f} s{told}", file=sys.stderr, flush=True)
    return found


def _spent() -> float:
    """Seconds of the processor, of this process and of those that it waited for."""
    return sum(os.times()[:4])


def _once(population: Population, law: Rulebook, questions: Questions, workers: int) -> None:
    lives = Lives(population, Schema(law.vocabulary), workers)
    asked = LawOnDay(law, DAY, questions.fields, projections=questions.projections)
    lives.each(lambda number: asked.answers(lives.block(number)).by_reference, workers)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.policy", description=__doc__)
    parser.add_argument("--bevolking", metavar="MAP", type=Path)
    parser.add_argument("--levens", metavar="N", type=int, default=300_000)
    parser.add_argument("--voorstel", metavar="NAAM", action="append")
    parser.add_argument("--reeks", metavar="P=a..b/stap", action="append")
    parser.add_argument("--wand", action="store_true", help="also by the clock")
    parser.add_argument("--write", action="store_true", help=f"also write {REPORT.name}")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        folder = asked.bevolking
        if folder is None:
            folder = Path(place, "bevolking")
            command(
                ["bevolking", "--uit", str(folder), "--omvang", str(asked.levens)],
                standalone_mode=False,
            )
        population = Population.open(folder)
        rows = measured(
            population,
            proposals=asked.voorstel or PROPOSALS,
            ranges=asked.reeks or RANGES,
            clock=asked.wand,
        )
    text = _table(population, rows)
    print(text)
    if asked.write:
        replace_measured(REPORT, MARKS, text)
    return 0


def _table(population: Population, rows: Sequence[tuple[str, float, float, float | None]]) -> str:
    head = (f"{population.persons:,} lives", "seconds of processor time", "times evaluating once")
    lines = [f"| {' | '.join((*head, 'seconds, two processes'))} |", "|---|---:|---:|---:|"]
    for name, took, ratio, wall in rows:
        clock = "" if wall is None else f"{wall:.1f}"
        lines.append(f"| {name} | {took:.1f} | {ratio:.2f} | {clock} |")
    where = f"{machine()}; Python {platform.python_version()}, numpy {np.__version__}"
    lines += [
        "",
        f"Measured on {where}, inburgerregels {__version__}. Command: `python -m bench.policy --write`.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
