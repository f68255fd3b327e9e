"""Persons per second of the executors on the same lives, and what one more rule costs, in one run.

``python -m bench.vm --levens 2000`` prints a table. Time is that of the processor, so that a busy machine
counts for less; the rounds take turns. Reading dossiers into columns is not counted, writing tables neither.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.lives import lives
from bench.turns import medians
from inburgerregels import evaluate, load_rulebook
from inburgerregels.data import rules_dir
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar import answers as column_answers
from inburgerregels.engine.columnar.prepare import columns_of
from inburgerregels.engine.vm import answers as compiled_answers
from inburgerregels.engine.vm.encoding import encode
from inburgerregels.engine.vm.evaluator import VectorEvaluator
from inburgerregels.language import Rulebook

TODAY = datetime.date(2026, 1, 1)
#: A rule that is asked of everybody: a deadline for the agenda, on a condition and a day of its own.
RULE = """\
  extra-{number}:
    titel: Een extra regel om te meten
    bron: Wi 3 lid 1
    als: plicht_vanaf voor dag(eerste inburgeringsplichtig) + {number} dagen
    datum: plicht_vanaf + {number} maanden
    wat: Extra {number}
    gevolg: Niets
"""


def block(
    rulebook: Rulebook, given: tuple[Any, ...], executor: Any, answers: Any
) -> Callable[[], Any]:
    """One block through an executor for many: everything it answers, and whom it left."""
    person, events, texts, count = given

    def run() -> Any:
        evaluator = executor(
            rulebook, rulebook.program, count, person, events, TODAY.toordinal(), texts
        )
        answers.decisions(evaluator)
        for part in (answers.terms, answers.standing, answers.agenda, answers.unused):
            part(evaluator)
        return evaluator

    return run


def with_rules(number: int) -> Rulebook:
    """The law as shipped with this many rules more."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extra.yaml"
        rules = "".join(RULE.format(number=i + 1) for i in range(number))
        path.write_text(f"agenda:\n{rules}", encoding="utf-8")
        return load_rulebook([rules_dir(), path])


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.vm", description=__doc__)
    parser.add_argument("--levens", type=int, default=2_000)
    parser.add_argument("--rondes", type=int, default=5)
    parser.add_argument("--regels", type=int, default=200)
    asked = parser.parse_args()
    rulebook = load_rulebook()
    dossiers = list(lives(asked.levens, 1))
    few = dossiers[: max(1, asked.levens // 40)]
    days = [TODAY.toordinal()] * len(dossiers)
    given = (*columns_of(rulebook, dossiers, days), len(dossiers))
    columns = block(rulebook, given, ColumnEvaluator, column_answers)
    compiled = block(rulebook, given, VectorEvaluator, compiled_answers)
    found = medians(
        {
            "reference": lambda: [evaluate(rulebook, dossier, TODAY) for dossier in few],
            "columnar": columns,
            "vm": compiled,
            "encoding the law for vm": lambda: encode(rulebook),
        },
        asked.rondes,
    )
    larger = with_rules(asked.regels)
    more = medians(
        {
            "columnar": block(larger, given, ColumnEvaluator, column_answers),
            "vm": block(larger, given, VectorEvaluator, compiled_answers),
            "columnar without": columns,
            "vm without": compiled,
        },
        asked.rondes,
    )
    events = sum(len(dossier.events) for dossier in dossiers) / len(dossiers)
    print(f"{len(dossiers)} lives, {events:.1f} events each; {len(rulebook.program.nodes)} nodes")
    counts = {"reference": len(few), "columnar": len(dossiers), "vm": len(dossiers)}
    for what, count in counts.items():
        speed = count / found[what]
        print(f"{what:10} {speed:10,.0f} persons/s {speed * events:12,.0f} events/s")
    print(f"encoding the law: {found['encoding the law for vm'] * 1000:.0f} ms")
    for what in ("columnar", "vm"):
        seconds = (more[what] - more[f"{what} without"]) / asked.regels / len(dossiers)
        print(f"one rule more, per person, {what}: {seconds * 1e9:.0f} ns")
    left = (compiled().rows.redo.sum(), columns().rows.redo.sum())
    print(f"left to the reference: vm {left[0]}, columnar {left[1]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
