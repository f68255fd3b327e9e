"""A run: every block of a store evaluated, by one or more processes, and published as one whole."""

from __future__ import annotations

import concurrent.futures
import concurrent.futures.process
import contextlib
import datetime
import fcntl
import hashlib
import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa

from inburgerregels import __version__
from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.files import write_file
from inburgerregels.batch.nightly import NightEvaluator
from inburgerregels.batch.output import (
    MANIFEST,
    NIGHT,
    REVISIONS_FOLDER,
    TABLES,
    Output,
    PartReceipt,
    add_sums,
    read_manifest,
)
from inburgerregels.batch.previous import Previous
from inburgerregels.batch.quarantine import QUARANTINE_FOLDER
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["BlockWorker", "Compute", "Run", "law_description"]

Progress = Callable[[int, int], None]
Manifest = dict[str, Any]
#: Has blocks of a run computed and written; gives their numbers and receipts as they come.
Compute = Callable[["Run", Output, list[int]], Generator[tuple[int, PartReceipt], None, None]]
#: What a run that is not finished was asked.
_QUESTION = "vraag.json"


@attrs.frozen(eq=False)
class Run:
    """What is asked: which law, on which day, about whom, and how.

    ``previous`` is an earlier run, of which is taken over what cannot have changed.
    """

    rulebook: Rulebook
    store: Store
    peildatum: datetime.date
    engine: str = "columnar"
    previous: Previous | None = None

    @property
    def description(self) -> Manifest:
        """Everything the answers depend on."""
        law = law_description(self.rulebook)
        return {
            "programma": law["programma"],
            "engine": self.engine,
            "peildatum": self.peildatum.isoformat(),
            "bekend_op": law["bekend_op"],
            "rulebook": law["rulebook"],
            "opslag": self.store.identity,
        }

    @property
    def question(self) -> Manifest:
        """What is asked, and on top of which earlier run: the answers do not depend on that, but
        which are told to be revisions does."""
        if self.previous is None:
            return self.description
        return {**self.description, "vorige": self.previous.fingerprint}

    @property
    def identity(self) -> str:
        text = json.dumps(self.question, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    def write(
        self,
        folder: Path,
        *,
        resume: bool = False,
        workers: int = 1,
        progress: Progress | None = None,
        compute: Compute | None = None,
    ) -> Manifest:
        """Evaluate everybody and publish the result in ``folder``; gives its manifest.

        ``resume`` goes on with what an interrupted run of the same question left behind.
        ``compute`` has the blocks computed elsewhere than in ``workers`` processes on this machine.
        ``progress`` is told how many persons are done, and how many of them just now. Raises
        ``ProblemError``, and then nothing is published.
        """
        self.store.check(Schema(self.rulebook.vocabulary))
        aside = self.store.folder / QUARANTINE_FOLDER
        if not aside.is_dir():
            message, hint = "de afgekeurde rijen van deze opslag ontbreken", "maak haar opnieuw"
            raise ProblemError([Problem("I005", message, Position(str(aside)), hint)])
        if self.previous is not None:
            self.previous.check(self.description)
        output = Output(folder)
        with claimed(folder):
            done = read_manifest(folder)
            if done is not None:
                return self._already(output, done, resume)
            self._check_start(output, resume)
            if (output.busy / MANIFEST).exists():
                # Killed while publishing: everything was checked already.
                output.reveal()
                return dict(read_manifest(folder) or {})
            output.prepare()
            text = json.dumps(self.question, ensure_ascii=False, indent=1) + "\n"
            write_file(output.busy / _QUESTION, text.encode())
            receipts = self._receipts(output, workers, progress, compute)
            manifest = self._manifest(receipts)
            output.finish(manifest, aside, len(receipts), self._night(receipts))
            return manifest

    def _night(self, receipts: list[PartReceipt]) -> Manifest | None:
        """How a run on top of another went."""
        if self.previous is None:
            return None
        totals: dict[str, int] = {}
        for receipt in receipts:
            for name, count in (receipt.night or {}).items():
                totals[name] = totals.get(name, 0) + count
        there = self.previous.manifest["tellingen"]["personen_uit"]
        return {
            "vorige": {
                "peildatum": self.previous.day.isoformat(),
                "manifest": self.previous.fingerprint,
            },
            "personen_overgenomen": totals.pop("overgenomen", 0),
            "personen_opnieuw": totals.pop("opnieuw", 0),
            "personen_weg": there - totals.pop("bekend", 0),
            **totals,
            "revisies": [receipt.revised for receipt in receipts],
        }

    def _already(self, output: Output, done: Any, resume: bool) -> Manifest:
        where = Position(str(output.folder))
        if not resume:
            hint = "kies een andere map, of controleer haar met --hervat"
            raise ProblemError(
                [Problem("U004", "hier staat al een voltooide berekening", where, hint)]
            )
        if done.get("vraag") != self.description:
            message = "hier staat een berekening met ander recht, andere invoer of een andere dag"
            raise ProblemError([Problem("U004", message, where, "kies een andere map")])
        output.check(done)
        shutil.rmtree(output.busy, ignore_errors=True)
        return dict(done)

    def _check_start(self, output: Output, resume: bool) -> None:
        """What is left of an earlier run is only used for the same question."""
        mark = output.busy / _QUESTION
        if mark.exists():
            if not resume:
                hint = "ga ermee door met --hervat, of kies een andere map"
                where = Position(str(output.folder))
                message = "hier staat een berekening die niet is afgemaakt"
                raise ProblemError([Problem("U004", message, where, hint)])
            try:
                same = json.loads(mark.read_bytes()) == self.question
            except (OSError, ValueError):
                same = False
            if not same:
                for name in ("bonnen", REVISIONS_FOLDER, NIGHT, MANIFEST):
                    path = output.busy / name
                    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def _receipts(
        self,
        output: Output,
        workers: int,
        progress: Progress | None,
        compute: Compute | None,
    ) -> list[PartReceipt]:
        run, blocks = self.identity, self.store.blocks
        found: dict[int, PartReceipt] = {}
        for number, block in enumerate(blocks):
            receipt = output.finished(number, run, block["sha256"])
            if receipt is not None:
                found[number] = receipt
                if progress:
                    progress(block["personen"], 0)
        left = [number for number in range(len(blocks)) if number not in found]
        if compute is not None:
            computed = compute(self, output, left)
        else:
            computed = self._computed(output, left, min(workers, len(left)))
        with contextlib.closing(computed):
            for number, receipt in computed:
                found[number] = receipt
                if progress:
                    progress(blocks[number]["personen"], blocks[number]["personen"])
        return [found[number] for number in range(len(blocks))]

    def _computed(
        self, output: Output, numbers: list[int], workers: int
    ) -> Generator[tuple[int, PartReceipt], None, None]:
        if workers <= 1:
            worker = BlockWorker(self, output, None)
            for number in numbers:
                yield number, worker.block(number)
            return
        context = multiprocessing.get_context("spawn")
        with concurrent.futures.ProcessPoolExecutor(
            workers, context, _start_worker, (self, output.folder, os.getpid())
        ) as pool:
            waiting = {pool.submit(_work, number): number for number in numbers}
            try:
                for future in concurrent.futures.as_completed(waiting):
                    yield waiting[future], future.result()
            except concurrent.futures.process.BrokenProcessPool:
                message, hint = "een werkproces is gestopt", "ga door met --hervat"
                raise ProblemError(
                    [Problem("U005", message, Position(str(output.folder)), hint)]
                ) from None
            finally:
                pool.shutdown(cancel_futures=True)

    def _manifest(self, receipts: list[PartReceipt]) -> Manifest:
        sums: dict[str, dict[str, int]] = {}
        rows = dict.fromkeys(TABLES, 0)
        for receipt in receipts:
            add_sums(sums, receipt.sums)
            for name, count in receipt.counts.items():
                rows[name] += count
        counts = dict(self.store.manifest["tellingen"])
        if rows["stand"] != counts["personen_gebruikt"]:
            raise AssertionError("niet iedereen die is ingelezen heeft een uitkomst")
        return {
            "vraag": self.description,
            "tellingen": {**counts, "personen_uit": rows["stand"], **rows},
            "bedragen": {kind: sums[kind] for kind in sorted(sums)},
            "delen": [
                {"blok": r.block, "rijen": dict(r.counts), "bestanden": dict(r.files)}
                for r in receipts
            ],
        }


def law_description(rulebook: Rulebook) -> Manifest:
    """Everything the answers depend on that has to do with the law."""
    ref, known = rulebook.ref, rulebook.known_on
    return {
        "programma": __version__,
        "bekend_op": None if known is None else datetime.date.fromordinal(known).isoformat(),
        "rulebook": {
            "hash": ref.hash,
            "maatregelen": list(ref.maatregelen),
            "voorstellen": list(ref.voorstellen),
            "lezingen": dict(ref.lezingen),
        },
    }


class BlockWorker:
    """Evaluates and writes blocks; ``parent`` is the process that must still be there for it."""

    def __init__(self, run: Run, output: Output, parent: int | None) -> None:
        self.run = run
        self.output = output
        self.parent = parent
        self.identity = run.identity
        self.evaluator = BlockEvaluator(run.rulebook, run.peildatum, run.engine)
        self.night = (
            None
            if run.previous is None
            else NightEvaluator(self.evaluator, run.store, run.previous)
        )

    def block(self, number: int) -> PartReceipt:
        block = self.run.store.read(number, self.evaluator.schema)
        answers = (self.night or self.evaluator).evaluate(block)
        if self.parent is not None and os.getppid() != self.parent:
            # Whoever gave the work is gone, and somebody else may be resuming it.
            raise SystemExit(1)
        return self.output.write(
            number, self.identity, self.run.store.blocks[number]["sha256"], answers
        )


_worker: BlockWorker | None = None


def _start_worker(run: Run, folder: Path, parent: int) -> None:
    global _worker
    # Tables then take the room that the columns of the block have left, instead of more.
    pa.set_memory_pool(pa.system_memory_pool())
    _worker = BlockWorker(run, Output(folder), parent)


def _work(number: int) -> PartReceipt:
    assert _worker is not None
    return _worker.block(number)


@contextlib.contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold a folder as long as this process lives; raises ``ProblemError`` when another does, or
    when there is something in it that is not of a run."""
    where = Position(str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        message = f"in deze map kan niet worden geschreven: {error.strerror}"
        raise ProblemError([Problem("U006", message, where)]) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        names = [path.name for path in folder.iterdir() if not path.name.startswith(".")]
        if set(names) - _OURS:
            hint = "kies een nieuwe map"
            raise ProblemError([Problem("U004", "deze map is niet leeg", where, hint)])
        yield
    except BlockingIOError:
        message = "een andere opdracht is met deze map bezig"
        raise ProblemError([Problem("U006", message, where)]) from None
    finally:
        os.close(handle)


_OURS = {
    *(f"{table}.parquet" for table in TABLES),
    *(QUARANTINE_FOLDER, REVISIONS_FOLDER, NIGHT, MANIFEST),
}
