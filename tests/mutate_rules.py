"""Makes every small mistake in the law, one at a time, and reports which ones nothing notices.

Run as ``python -m tests.mutate_rules``. A mistake is noticed when the law no longer loads, or when a
scenario, a row of a table test or a vector of the calendar comes out differently. What survives is
listed by file and line; it needs a scenario, or an explanation in ``tests/mutations/verklaard.yaml``.
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutations.explained import Explanation, explanation_of, read_explanations
from tests.mutations.judge import Judge, Verdict, read_expressions_once
from tests.mutations.mutants import mutants_of
from tests.mutations.what import Mutant
from tests.rules.test_tables import write_lives

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = ROOT / "tests" / "mutations" / "verklaard.yaml"

_judge: Judge | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every survivor is explained, 1 otherwise."""
    options = _parser().parse_args(arguments)
    began = time.monotonic()
    explanations = read_explanations(EXPLAINED)
    judge = _prepare()
    mutants = chosen(judge, options.alleen, options.steekproef)
    print(f"{len(mutants)} mutanten, {len(judge.cases)} scenario's met een verwachting", flush=True)
    for name in judge.broken:
        print(f"  komt nu al anders uit en telt niet mee: {name}")
    verdicts = _judged(mutants, options.processen)
    whole = not options.alleen and not options.steekproef
    failed = report(verdicts, explanations, whole=whole)
    print(f"{time.monotonic() - began:.0f} seconden")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutate_rules", description=__doc__)
    parser.add_argument(
        "--alleen", metavar="PAD", action="append", help="alleen deze regelbestanden"
    )
    parser.add_argument("--steekproef", metavar="N", type=int, help="alleen N mutanten, verspreid")
    parser.add_argument("--processen", metavar="N", type=int, default=2)
    return parser


def _prepare() -> Judge:
    global _judge
    if _judge is None:
        read_expressions_once()
        with tempfile.TemporaryDirectory() as folder:
            write_lives(Path(folder))
            _judge = Judge(ROOT / "rules", [ROOT / "scenarios", Path(folder)])
    return _judge


def chosen(judge: Judge, only: Iterable[str] | None, sample: int | None) -> list[Mutant]:
    """All mutants, those of some files, or a fixed sample of them."""
    wanted = [name.removeprefix("rules/") for name in only or ()]
    mutants = [
        mutant
        for file in judge.files
        if not wanted or any(file.name.startswith(name) for name in wanted)
        for mutant in mutants_of(file)
    ]
    if sample is not None and sample < len(mutants):
        mutants = random.Random(sample).sample(mutants, sample)
    return mutants


def _judged(mutants: list[Mutant], processes: int) -> list[Verdict]:
    if processes < 2:
        return [_verdict(mutant) for mutant in mutants]
    found = []
    # fork: the law and the scenarios are read once, before.
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for verdict in pool.imap_unordered(_verdict, mutants, chunksize=8):
            found.append(verdict)
            if len(found) % 250 == 0:
                print(f"  {len(found)} van {len(mutants)}", flush=True)
    return found


def _verdict(mutant: Mutant) -> Verdict:
    return _prepare().verdict(mutant)


def report(verdicts: list[Verdict], explanations: list[Explanation], *, whole: bool) -> bool:
    """Prints what survived and how many there were; whether something is not as it should be."""
    survivors = [verdict for verdict in verdicts if verdict.noticed_by is None]
    survivors.sort(
        key=lambda verdict: (verdict.mutant.file, verdict.mutant.line, verdict.mutant.id)
    )
    used: collections.Counter[str] = collections.Counter()
    open_ones: list[Verdict] = []
    for verdict in survivors:
        explanation = explanation_of(verdict.mutant.id, explanations)
        if explanation is None:
            open_ones.append(verdict)
        else:
            used[explanation.pattern] += 1
    for verdict in open_ones:
        mutant = verdict.mutant
        seen = (
            f"{verdict.asked} scenario's raken dit" if verdict.asked else "geen scenario raakt dit"
        )
        print(f"rules/{mutant.file}:{mutant.line}: {mutant.place}: {mutant.change}  [{seen}]")
    idle = [one for one in explanations if whole and not used[one.pattern]]
    for one in idle:
        print(f"verklaring past bij geen overlever: {one.pattern}")
    _counts(verdicts, len(open_ones))
    return bool(open_ones or idle)


def _counts(verdicts: list[Verdict], unexplained: int) -> None:
    kinds = collections.Counter(verdict.mutant.kind for verdict in verdicts)
    alive = collections.Counter(v.mutant.kind for v in verdicts if v.noticed_by is None)
    loading = sum(verdict.noticed_by == "laden" for verdict in verdicts)
    print()
    print(f"{'soort':<12}{'mutanten':>9}{'opgemerkt':>11}{'overleefd':>11}")
    for kind in sorted(kinds):
        print(f"{kind:<12}{kinds[kind]:>9}{kinds[kind] - alive[kind]:>11}{alive[kind]:>11}")
    total = sum(alive.values())
    print(f"{'samen':<12}{len(verdicts):>9}{len(verdicts) - total:>11}{total:>11}")
    print(f"waarvan bij het laden opgemerkt: {loading}")
    print(f"overlevers met verklaring: {total - unexplained}, zonder: {unexplained}")


if __name__ == "__main__":
    sys.exit(main())
