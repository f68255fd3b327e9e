"""Random lives through every executor: how many answers differ.

``python -m bench.equality --levens 1000000 --uit FILE`` judges that many lives under either law, in blocks:
each life on a day of its own, some with events that became known late. Half of the blocks are decided
by the law as it is; the other half without one measure, by another reading, or with what was known on an
earlier day, in turn. Columns and the compiled interpreter answer every life, the second with persons and
events in another order; one life in ``--elke`` is also answered by the reference executor, and one in ten
of those with its decisions matched by durable_rules. A verdict per block is added to the file, and a block
that has one under the same law and program is not judged again: a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import collections
import datetime
import gc
import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np

import inburgerregels
from bench.machine import machine
from bench.report import REPORT, replace_measured
from inburgerregels import __version__, load_rulebook
from inburgerregels.engine import evaluate, prepare
from inburgerregels.engine.columnar import evaluate_columnar
from inburgerregels.engine.durable import evaluate_durable
from inburgerregels.engine.vm.outcomes import CompiledOutcomes
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier
from tests.equality.compare import as_json, shuffled
from tests.equality.test_lives import every_choice
from tests.properties.lives import a_life, reference_days
from tests.properties.lives21 import a_life_of_2021
from tests.properties.values import Dice

BLOCK = 8_000
#: One in so many lives that the reference executor answers is answered with durable_rules as well.
DURABLE = 10
#: What was known on these days is law to be judged by too.
KNOWN = (datetime.date(2018, 6, 1), datetime.date(2024, 6, 1))
MARKS = ("<!-- python -m bench.equality -->", "<!-- einde equality -->")

Law = tuple[tuple[str, ...], tuple[tuple[str, str], ...], datetime.date | None]
Verdict = dict[str, Any]


def laws() -> list[Law]:
    """The law without each measure, by each reading, and with what was known earlier."""
    found: list[Law] = [(*choice, None) for choice in every_choice()[1:]]
    return [*found, *(((), (), known) for known in KNOWN)]


def law_of(seed: int) -> Law:
    """By which law a block is decided."""
    if seed % 2 == 0:
        return (), (), None
    others = laws()
    return others[seed // 2 % len(others)]


def block(seed: int, rulebook: Rulebook) -> tuple[list[Dossier], list[datetime.date]]:
    """The lives of a block, and the day on which each is asked about."""
    lives, days = [], []
    for number in range(seed * BLOCK, (seed + 1) * BLOCK):
        dice = Dice(number)
        life = (a_life_of_2021 if number % 2 else a_life)(dice, rulebook.vocabulary)
        if dice.chance(10):
            late = tuple(attrs.evolve(e, known_on=e.day + dice.upto(1_500)) for e in life.events)
            life = attrs.evolve(life, events=late)
        lives.append(attrs.evolve(life, id=str(number)))
        days.extend(reference_days(life, dice, 1))
    return lives, days


def judge(task: tuple[int, int]) -> Verdict:
    """What there is to say of the block of a seed, when one life in ``every`` is for the reference."""
    seed, every = task
    gc.set_threshold(100_000, 50, 50)
    began = time.process_time()
    zonder, lezingen, known = law_of(seed)
    law = prepare(load_rulebook(zonder=zonder, lezingen=dict(lezingen), bekend_op=known))
    lives, days = block(seed, law)
    day_of = {life.id: day for life, day in zip(lives, days, strict=True)}
    columns = {outcome.persoon: outcome for outcome in evaluate_columnar(law, lives, days)}
    others = shuffled(lives, seed)
    compiled = CompiledOutcomes(law, others, [day_of[life.id] for life in others])
    wrong = []
    for outcome in compiled.run():
        if outcome != columns[outcome.persoon]:
            wrong.append(f"{outcome.persoon}: columns and the compiled interpreter")
    alone = lives[seed % every :: every]
    matched = 0
    for place, life in enumerate(alone):
        told = as_json(columns[life.id])
        if as_json(evaluate(law, life, day_of[life.id])) != told:
            wrong.append(f"{life.id}: columns and the reference executor")
        if place % DURABLE == 0:
            matched += 1
            if as_json(evaluate_durable(law, life, day_of[life.id])) != told:
                wrong.append(f"{life.id}: columns and durable_rules")
    return {
        "blok": seed,
        "elke": every,
        "programma": program(),
        "levens": len(lives),
        "gebeurtenissen": sum(len(life.events) for life in lives),
        "besluiten": sum(len(outcome.besluiten) for outcome in columns.values()),
        "overgelaten": int(np.count_nonzero(compiled.evaluator.rows.redo)),
        "referentie": len(alone),
        "durable": matched,
        "verschillen": wrong,
        "seconden": time.process_time() - began,
    }


def program() -> str:
    """What the verdicts are about: the text of the package and of the rules."""
    global _program
    if _program is None:
        text = hashlib.sha256(prepare(load_rulebook()).ref.hash.encode())
        for path in sorted(Path(inburgerregels.__file__).parent.rglob("*.py")):
            text.update(path.read_bytes())
        _program = text.hexdigest()
    return _program


_program: str | None = None


def judged(path: Path | None, every: int) -> dict[int, Verdict]:
    """The verdicts of an earlier run over the same law and program, by block."""
    if path is None or not path.exists():
        return {}
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    mine = (line for line in lines if line["programma"] == program() and line["elke"] == every)
    return {line["blok"]: line for line in mine}


def verdicts(seeds: list[int], every: int, workers: int) -> Iterator[Verdict]:
    with multiprocessing.Pool(workers) as pool:
        yield from pool.imap_unordered(judge, [(seed, every) for seed in seeds])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.equality", description=__doc__)
    parser.add_argument("--levens", metavar="N", type=int, default=1_000_000)
    parser.add_argument("--vanaf", metavar="BLOK", type=int, default=0)
    parser.add_argument("--elke", metavar="N", type=int, default=20)
    parser.add_argument("--werkers", metavar="N", type=int, default=2)
    parser.add_argument("--uit", metavar="FILE", type=Path, help="verdicts, kept and gone on with")
    parser.add_argument("--write", action="store_true", help=f"also write {REPORT.name}")
    asked = parser.parse_args()
    seeds = range(asked.vanaf, asked.vanaf + -(-asked.levens // BLOCK))
    there = judged(asked.uit, asked.elke)
    found = [there[seed] for seed in seeds if seed in there]
    left = [seed for seed in seeds if seed not in there]
    began = time.monotonic()
    for done, verdict in enumerate(verdicts(left, asked.elke, asked.werkers), 1):
        found.append(verdict)
        if asked.uit is not None:
            with asked.uit.open("a", encoding="utf-8") as file:
                file.write(json.dumps(verdict) + "\n")
        for line in verdict["verschillen"]:
            print(f"block {verdict['blok']}, {law_of(verdict['blok'])}: {line}", flush=True)
        if done % 10 == 0:
            spent = time.monotonic() - began
            print(
                f"{BLOCK * len(found):,} lives, {done * BLOCK / spent:,.0f} per second, "
                f"{(len(left) - done) * spent / done / 60:.0f} minutes left",
                file=sys.stderr,
                flush=True,
            )
    text = table(found)
    print(text)
    if asked.write:
        told = f"Measured on {machine()}, inburgerregels {__version__}; blocks {seeds[0]} to {seeds[-1]}."
        command = f"`python -m bench.equality --levens {asked.levens} --elke {asked.elke} --write`"
        replace_measured(REPORT, MARKS, f"{text}\n\n{told} Command: {command}.")
    return 1 if any(verdict["verschillen"] for verdict in found) else 0


def table(found: list[Verdict]) -> str:
    total: collections.Counter[str] = collections.Counter()
    for verdict in found:
        for name, value in verdict.items():
            if isinstance(value, int | float):
                total[name] += value
    wrong = sum(len(verdict["verschillen"]) for verdict in found)
    rows = {
        "random lives, in columns and in compiled code": total["levens"],
        "events in them": total["gebeurtenissen"],
        "decisions in the answers": total["besluiten"],
        "laws they were decided by": len({law_of(verdict["blok"]) for verdict in found}),
        "lives that compiled code left to the reference executor": total["overgelaten"],
        "lives also answered by the reference executor": total["referentie"],
        "lives also answered with durable_rules": total["durable"],
        "**answers that differ**": wrong,
        "hours of processor time": round(total["seconden"] / 3600, 2),
    }
    lines = ["| | |", "|---|---:|", *(f"| {name} | {count:,} |" for name, count in rows.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    sys.exit(main())
