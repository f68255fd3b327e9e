"""A run on Spark: every block of the store is a row, and is evaluated where there is room for it.

The function that a Spark task calls is the one that a single machine calls. A block is never split, so
that no person is; the tasks write their part of the output themselves, and only receipts come back.
Store and output must therefore be folders that every machine sees under the same name.
"""

from __future__ import annotations

import concurrent.futures
import contextlib
import functools
import json
import os
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
from py4j.protocol import Py4JError
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from inburgerregels import __version__
from inburgerregels.batch.output import Output, PartReceipt
from inburgerregels.batch.run import BlockWorker, Compute, Run
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["on_spark"]

#: What a task gives back for a block: its receipt, or the problems that it met, as JSON.
_ANSWER = "blok long, bon string, fouten string"
_COLUMNS = ["blok", "bon", "fouten"]
#: How often is looked which receipts there are, in seconds.
_EVERY = 0.5
_AGAIN = "ga door met --hervat"


def on_spark(master: str | None) -> Compute:
    """What :meth:`Run.write` takes to have its blocks computed by Spark.

    ``master`` is the address of the cluster, or ``local[N]`` for this machine alone, which then
    listens on the loopback address only; None leaves it to how Spark was started.
    """
    return functools.partial(_computed, master)


def _computed(
    master: str | None, run: Run, output: Output, numbers: list[int]
) -> Generator[tuple[int, PartReceipt], None, None]:
    if not numbers:
        return
    here = output.folder.absolute()
    task = (_found_anywhere(run), here, numbers)
    with _session(master) as session, _failures(here):
        given = session.sparkContext.broadcast(task)
        # One block per partition, so that whoever is done first takes the next.
        rows = session.range(0, len(numbers), 1, len(numbers))
        frame = rows.mapInArrow(functools.partial(_evaluated, __version__, given), _ANSWER)
        with concurrent.futures.ThreadPoolExecutor(1) as waiting:
            answer = waiting.submit(frame.collect)
            try:
                yield from _as_they_come(run, Output(here), numbers, answer)
            except BaseException:
                session.sparkContext.cancelAllJobs()
                raise


def _found_anywhere(run: Run) -> Run:
    """The same run with whole names of folders: tasks work in folders of their own."""
    store, previous = run.store, run.previous
    store = attrs.evolve(store, folder=store.folder.absolute())
    if previous is not None:
        previous = attrs.evolve(previous, folder=previous.folder.absolute())
    return attrs.evolve(run, store=store, previous=previous)


def _as_they_come(
    run: Run, output: Output, numbers: list[int], answer: concurrent.futures.Future[Any]
) -> Iterator[tuple[int, PartReceipt]]:
    """Receipts in the order in which they are seen; those that Spark returns must be the same."""
    seen: dict[int, PartReceipt] = {}
    identity = run.identity
    finished = False
    while not finished:
        finished = answer.done()
        for number in numbers:
            if number in seen:
                continue
            receipt = _receipt(output, number, (identity, run.store.blocks[number]["sha256"]))
            if receipt is not None:
                seen[number] = receipt
                yield number, receipt
        if not finished:
            concurrent.futures.wait([answer], timeout=_EVERY)
    problems: list[Problem] = []
    for row in answer.result():
        if row.fouten is not None:
            problems += _problems(row.fouten)
        elif seen.get(row.blok) != PartReceipt.from_json(row.bon.encode()):
            message = f"blok {row.blok} is berekend, maar staat hier niet"
            hint = "opslag en uitvoer moeten op elke machine dezelfde map zijn"
            problems.append(Problem("U005", message, Position(str(output.folder)), hint))
    if problems:
        raise ProblemError(problems)
    if len(seen) != len(numbers):
        raise AssertionError("Spark heeft niet ieder blok teruggegeven")


def _receipt(output: Output, number: int, mine: tuple[str, str]) -> PartReceipt | None:
    """What a task noted about a block for this run; None when it is not there."""
    try:
        found = PartReceipt.from_json(output.receipt(number).read_bytes())
    except FileNotFoundError:
        return None
    return found if found is not None and (found.run, found.block) == mine else None


# -- in the task ----------------------------------------------------------------------------


def _evaluated(version: str, given: Any, batches: Iterator[Any]) -> Iterator[Any]:
    """The blocks of these rows evaluated and written; a row for each."""
    if version != __version__:
        raise RuntimeError(f"hier staat inburgerregels {__version__}, gevraagd is {version}")
    run, folder, numbers = given.value
    worker = _worker(run, folder)
    for batch in batches:
        for place in batch.column(0).to_pylist():
            number, receipt, problems = numbers[place], None, None
            try:
                receipt = worker.block(number).to_json().decode()
            except ProblemError as error:
                problems = json.dumps([attrs.asdict(problem) for problem in error.problems])
            columns = [
                pa.array([number], pa.int64()),
                pa.array([receipt], pa.string()),
                pa.array([problems], pa.string()),
            ]
            yield pa.RecordBatch.from_arrays(columns, _COLUMNS)


_kept: dict[tuple[str, Path], BlockWorker] = {}


def _worker(run: Run, folder: Path) -> BlockWorker:
    """A process does many blocks of one run: it prepares the rulebook once."""
    which = (run.identity, folder)
    if which not in _kept:
        _kept.clear()
        _kept[which] = BlockWorker(run, Output(folder), None)
    return _kept[which]


def _problems(text: str) -> list[Problem]:
    return [
        Problem(**{**said, "position": said["position"] and Position(**said["position"])})
        for said in json.loads(text)
    ]


# -- the session ----------------------------------------------------------------------------


@contextlib.contextmanager
def _session(master: str | None) -> Iterator[SparkSession]:
    # The Python of the tasks; a cluster that has it elsewhere says so in the same variable.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    wanted = SparkSession.builder.appName("inburgerregels")
    wanted = wanted.config("spark.ui.enabled", "false")
    wanted = wanted.config("spark.ui.showConsoleProgress", "false")
    if master is not None:
        wanted = wanted.master(master)
        if master.split("[")[0] == "local":
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
            wanted = wanted.config("spark.driver.bindAddress", "127.0.0.1")
            wanted = wanted.config("spark.driver.host", "127.0.0.1")
    try:
        session = wanted.getOrCreate()
    except (PySparkException, Py4JError) as error:
        where = Position(master) if master else None
        raise ProblemError([Problem("U005", f"Spark start niet: {_said(error)}", where)]) from None
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


@contextlib.contextmanager
def _failures(folder: Path) -> Iterator[None]:
    try:
        yield
    except (PySparkException, Py4JError) as error:
        message = f"Spark is gestopt: {_said(error)}"
        raise ProblemError([Problem("U005", message, Position(str(folder)), _AGAIN)]) from None


def _said(error: Exception) -> str:
    """The line that says what is wrong, without where in Java: of a failing task, its error in Python."""
    lines = [line.rstrip() for line in str(error).splitlines() if line.strip()]
    for place, line in enumerate(lines):
        if line.startswith("Traceback (most recent call last)"):
            told = (text for text in lines[place + 1 :] if not text.startswith(" "))
            return next(told, line)
    told = (line.strip(" \t:") for line in reversed(lines) if not line.strip().startswith(_NO_NEWS))
    return next(told, type(error).__name__)


#: How lines begin that only say where an error was.
_NO_NEWS = ("at ", "... ", "Driver stacktrace:", "JVM stacktrace:")
