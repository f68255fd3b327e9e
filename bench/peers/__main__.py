"""Persons per second of several programs on the same small law and the same lives of ten events."""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import platform
import statistics
import sys
import time
from collections.abc import Sequence
from typing import Any

import attrs

from bench.machine import machine
from bench.peers.by_hand import with_dateutil, with_numpy
from bench.peers.lives import Fine, Life, lives
from bench.peers.ours import with_columns, with_durable_engine, with_reference
from bench.peers.packages import with_durable_rules, with_openfisca, with_zen
from bench.report import REPORT, replace_measured

MARKS = ("<!-- python -m bench.peers -->", "<!-- einde peers -->")


@attrs.frozen
class Program:
    """A way to compute the fines; the slow ones are given one in ``share`` of the lives."""

    name: str
    prepare: Any
    share: int
    package: str | None = None
    module: str | None = None


PROGRAMS = (
    Program("inburgerregels, columnar", with_columns, 1),
    Program("inburgerregels, reference", with_reference, 100),
    Program(
        "inburgerregels with durable_rules", with_durable_engine, 200, "durable-rules", "durable"
    ),
    Program("numpy, written by hand", with_numpy, 1),
    Program("Python with dateutil, written by hand", with_dateutil, 10),
    Program("OpenFisca-Core", with_openfisca, 1, "OpenFisca-Core", "openfisca_core"),
    Program("zen-engine", with_zen, 100, "zen-engine", "zen"),
    Program("durable_rules", with_durable_rules, 100, "durable-rules", "durable"),
)


@attrs.define
class Timed:
    program: Program
    found: list[Life]
    run: Any
    speeds: list[float] = attrs.Factory(list)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--lives", metavar="N", type=int, default=65_536)
    parser.add_argument("--rounds", metavar="N", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"also write {REPORT.name}")
    options = parser.parse_args(arguments)
    told = lives(options.lives)
    run, read = with_dateutil(told)
    right = read(run())
    print(f"{len(told)} lives, {len(right)} fines\n")
    timed = []
    for program in PROGRAMS:
        if program.package is not None and version(program.package) is None:
            print(f"{program.name}: not installed (pip install {program.package})")
            continue
        one = ready(program, told, right)
        if one is None:
            return 1
        timed.append(one)
    measure(timed, options.rounds)
    text = table(timed)
    print(text)
    if options.write:
        write(text, options.lives, options.rounds)
    return 0


def ready(program: Program, told: list[Life], right: list[Fine]) -> Timed | None:
    """The program with its lives, once it has given the right answer about them."""
    count = max(1, len(told) // program.share)
    found = told[:count]
    run, read = program.prepare(found)
    given, wanted = read(run()), [fine for fine in right if fine.person < count]
    if given == wanted:
        return Timed(program, found, run)
    first = min(set(given) ^ set(wanted))
    print(f"{program.name}: another answer about {first}: {found[first.person]}", file=sys.stderr)
    return None


def measure(timed: list[Timed], rounds: int) -> None:
    """The rounds of all programs take turns, so that a busy machine is busy for all of them."""
    for _ in range(rounds):
        for one in timed:
            gc.collect()
            began = time.process_time()
            one.run()
            one.speeds.append(len(one.found) / (time.process_time() - began))


def table(timed: list[Timed]) -> str:
    speeds = [statistics.median(one.speeds) for one in timed]
    lines = ["| | lives | persons/s of processor time (median) | columnar : this |"]
    lines.append("|---|---:|---:|---:|")
    for one, speed in zip(timed, speeds, strict=True):
        name = one.program.name
        if one.program.package is not None:
            name += f" {version(one.program.package)}"
        ratio = speeds[0] / speed
        shown = f"{ratio:,.0f}" if ratio >= 100 else f"{ratio:.2g}"
        lines.append(f"| {name} | {len(one.found):,} | {speed:,.0f} | {shown} |")
    return "\n".join(lines)


def version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def write(text: str, count: int, rounds: int) -> None:
    """Replace the measured part of the report, and leave the rest as it is."""
    versions = f"Python {platform.python_version()}, numpy {version('numpy')}"
    command = f"python -m bench.peers --lives {count} --rounds {rounds} --write"
    measured = f"{text}\n\nMeasured on {machine()}; {versions}. Command: `{command}`."
    replace_measured(REPORT, MARKS, measured)


if __name__ == "__main__":
    sys.exit(main())
