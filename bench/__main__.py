"""Persons per second of the reference executor beside the same rules written by hand."""

from __future__ import annotations

import argparse
import datetime
import gc
import importlib.util
import platform
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import attrs

from bench.lives import lives
from bench.machine import machine
from bench.plain import plain
from bench.report import REPORT, replace_measured
from bench.scope import reference
from inburgerregels import __version__, evaluate, load_rulebook
from inburgerregels.engine.durable import evaluate_durable
from inburgerregels.model import Dossier

TODAY = datetime.date(2026, 1, 1)
MARKS = ("<!-- python -m bench -->", "<!-- einde -->")


@attrs.frozen
class Measurement:
    what: str
    persons: int
    per_second: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--lives", metavar="N", type=int, default=500)
    parser.add_argument("--rounds", metavar="N", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"also write {REPORT.name}")
    options = parser.parse_args(arguments)
    narrow = list(lives(options.lives, seed=1, full=False))
    full = list(lives(options.lives, seed=1))
    everything = load_rulebook()
    measures = [name for name, layer in everything.overlays.items() if layer.kind == "maatregel"]
    same_law = load_rulebook(zonder=measures)
    today = TODAY.toordinal()
    for dossier in narrow:
        by_rules, by_hand = reference(same_law, dossier, today), plain(dossier, today)
        if by_rules != by_hand:
            print(f"{dossier.id}: the rules and the plain function differ", file=sys.stderr)
            print(f"  rules  {by_rules}\n  plain  {by_hand}", file=sys.stderr)
            return 1
    facts = sum(len(plain(dossier, today).facts) for dossier in narrow)
    print(f"{len(narrow)} lives: the rules and the plain function agree on {facts} decisions\n")
    work: dict[str, Work] = {
        "plain function, those lives": (lambda d: plain(d, today), narrow, 20),
        "rules without measures, those lives": (lambda d: evaluate(same_law, d, TODAY), narrow, 1),
        "all rules, full lives": (lambda d: evaluate(everything, d, TODAY), full, 1),
    }
    if importlib.util.find_spec("durable"):
        work["all rules, full lives, decisions matched by durable_rules"] = (
            lambda d: evaluate_durable(everything, d, TODAY),
            full,
            1,
        )
    measured = measure(work, options.rounds)
    text = table(measured)
    print(text)
    if options.write:
        write(text, options.lives, options.rounds)
    return 0


Work = tuple[Callable[[Dossier], object], list[Dossier], int]


def measure(work: dict[str, Work], rounds: int) -> list[Measurement]:
    """Medians; the rounds of all work take turns, so that a busy machine is busy for all of it."""
    found: dict[str, list[float]] = {what: [] for what in work}
    for _ in range(rounds):
        for what, (run, dossiers, times) in work.items():
            gc.collect()
            began = time.perf_counter()
            for _ in range(times):
                for dossier in dossiers:
                    run(dossier)
            seconds = time.perf_counter() - began
            found[what].append(times * len(dossiers) / seconds)
    return [
        Measurement(what, len(work[what][1]), statistics.median(speeds))
        for what, speeds in found.items()
    ]


def table(measured: list[Measurement]) -> str:
    fastest = measured[0].per_second
    lines = ["| | persons/s (median) | plain : this |", "|---|---:|---:|"]
    for one in measured:
        lines.append(f"| {one.what} | {one.per_second:,.0f} | {fastest / one.per_second:,.1f} |")
    return "\n".join(lines)


def write(text: str, count: int, rounds: int) -> None:
    """Replace the measured part of the report, and leave the rest as it is."""
    versions = f"Python {platform.python_version()}, inburgerregels {__version__}"
    command = f"python -m bench --lives {count} --rounds {rounds} --write"
    measured = f"{text}\n\nMeasured on {machine()}; {versions}. Command: `{command}`."
    replace_measured(REPORT, MARKS, measured)


if __name__ == "__main__":
    sys.exit(main())
