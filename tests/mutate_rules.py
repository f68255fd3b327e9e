"""Makes every small mistake in the law, one at a time, and reports which ones nothing notices.

Run as ``python -m tests.mutate_rules``. A mistake is noticed when the law no longer loads, or when a
scenario, a row of a table test or a vector of the calendar comes out differently. What survives is
listed by file and line; it needs a scenario, or an explanation in ``tests/mutations/verklaard.yaml``
(of windows: ``verklaard_vensters.yaml``).
"""

from __future__ import annotations

import argparse
import collections
import multiprocessing
import random
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.mutations.changed_lines import changed_lines
from tests.mutations.explained import Explanation, explanation_of, read_explanations
from tests.mutations.judge import Judge, Verdict, read_expressions_once
from tests.mutations.mutants import mutants_of, windows_of
from tests.mutations.verdict_file import VerdictFile
from tests.mutations.what import Mutant
from tests.rules import test_tables, test_tables13

ROOT = Path(__file__).resolve().parent.parent
EXPLAINED = ROOT / "tests" / "mutations" / "verklaard.yaml"
EXPLAINED_WINDOWS = ROOT / "tests" / "mutations" / "verklaard_vensters.yaml"

_judge: Judge | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every survivor is explained, 1 otherwise."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        written = _written(options.uit, options.verder)
        lines = changed_lines(ROOT, options.sinds) if options.sinds else None
    except ValueError as error:
        parser.error(str(error))
    began = time.monotonic()
    explanations = read_explanations(EXPLAINED_WINDOWS if options.vensters else EXPLAINED)
    judge = _prepare()
    mutants = chosen(judge, options.alleen, options.steekproef, windows=options.vensters)
    if lines is not None:
        mutants = [one for one in mutants if one.line in lines.get(one.file, ())]
    # What must still be closed shows first.
    mutants.sort(key=lambda mutant: explanation_of(mutant.id, explanations) is not None)
    print(f"{len(mutants)} mutanten, {len(judge.cases)} scenario's met een verwachting", flush=True)
    for name in judge.broken:
        print(f"  komt nu al anders uit en telt niet mee: {name}")
    verdicts = _judged(mutants, options.processen, written)
    whole = not (options.alleen or options.steekproef or options.sinds)
    failed = report(verdicts, explanations, whole=whole)
    print(f"{time.monotonic() - began:.0f} seconden")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutate_rules", description=__doc__)
    parser.add_argument(
        "--alleen", metavar="PAD", action="append", help="alleen deze regelbestanden"
    )
    parser.add_argument(
        "--sinds", metavar="COMMIT", help="alleen regels tekst die sinds die versie veranderden"
    )
    parser.add_argument("--steekproef", metavar="N", type=int, help="alleen N mutanten, verspreid")
    parser.add_argument(
        "--vensters",
        action="store_true",
        help="in plaats van de andere: elke rand van een venster (van, tot en met) een dag verschoven;"
        " van deze overlevers zijn nog niet alle gedicht",
    )
    parser.add_argument("--processen", metavar="N", type=int, default=2)
    parser.add_argument(
        "--uit",
        metavar="BESTAND",
        type=Path,
        help="schrijf elk oordeel meteen in dit bestand; overlevers beginnen met `overleeft`",
    )
    parser.add_argument(
        "--verder",
        action="store_true",
        help="sla over wat in het bestand van --uit al een oordeel heeft, ook als regels of scenario's"
        " sindsdien zijn veranderd: begin dan een nieuw bestand als alles weer moet gelden",
    )
    return parser


def _written(path: Path | None, go_on: bool) -> VerdictFile | None:
    """The file that verdicts are written in. Raises ValueError where that would lose a run."""
    if path is None:
        if go_on:
            raise ValueError("--verder gaat verder met het bestand van --uit")
        return None
    if path.exists() and not go_on:
        raise ValueError(
            f"{path} bestaat al; ga ermee verder met --verder of geef een ander bestand"
        )
    written = VerdictFile(path)
    written.read()
    return written


def _prepare() -> Judge:
    global _judge
    if _judge is None:
        read_expressions_once()
        with tempfile.TemporaryDirectory() as folder:
            test_tables.write_lives(Path(folder))
            test_tables13.write_lives(Path(folder))
            _judge = Judge(ROOT / "rules", [ROOT / "scenarios", Path(folder)])
    return _judge


def chosen(
    judge: Judge, only: Iterable[str] | None, sample: int | None, *, windows: bool = False
) -> list[Mutant]:
    """All mutants, those of some files, or a fixed sample of them; or those of windows instead."""
    wanted = [name.removeprefix("rules/") for name in only or ()]
    mutants = [
        mutant
        for file in judge.files
        if not wanted or any(file.name.startswith(name) for name in wanted)
        for mutant in (windows_of if windows else mutants_of)(file)
    ]
    if sample is not None and sample < len(mutants):
        mutants = random.Random(sample).sample(mutants, sample)
    return mutants


def _judged(mutants: list[Mutant], processes: int, written: VerdictFile | None) -> list[Verdict]:
    known = {} if written is None else written.judged(mutants)
    found = [*known.values()]
    if found:
        print(f"  {len(found)} hadden al een oordeel", flush=True)
    for verdict in _verdicts([m for m in mutants if m.id not in known], processes):
        found.append(verdict)
        if written is not None:
            written.add(verdict)
        if len(found) % 250 == 0:
            print(f"  {len(found)} van {len(mutants)}", flush=True)
    return found


def _verdicts(mutants: list[Mutant], processes: int) -> Iterator[Verdict]:
    if processes < 2:
        yield from map(_verdict, mutants)
        return
    # fork: the law and the scenarios are read once, before.
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(_verdict, mutants, chunksize=8)


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
