"""Which events the decisions of a finished run rest on: a folder of its own, on request.

The blocks are evaluated again, so that a run without this question takes no longer for it. A folder is
there whole or not at all, and belongs to the run whose manifest it names.
"""

from __future__ import annotations

import concurrent.futures
import hashlib
import json
import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq

from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.files import file_hash, sync_folder, write_file
from inburgerregels.batch.output import MANIFEST, read_manifest, write_parquet
from inburgerregels.batch.run import Run
from inburgerregels.batch.store import Block
from inburgerregels.batch.witness_rows import witness_rows
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["WITNESS_FOLDER", "write_witnesses"]

#: The table of witnesses, in the folder that was asked for.
WITNESS_FOLDER = "gebeurtenissen_bij_besluiten.parquet"

Progress = Callable[[int, int], None]


def write_witnesses(
    run: Run, decided: Path, folder: Path, *, workers: int = 1, progress: Progress | None = None
) -> dict[str, Any]:
    """Write the witnesses of the decisions in ``decided``, a finished run of the same question.

    Gives the manifest. Raises ``ProblemError``, and then nothing is published.
    """
    manifest = read_manifest(decided)
    if manifest is None or manifest["vraag"] != run.description:
        message = "hier staat geen voltooide berekening van deze vraag"
        raise ProblemError([Problem("U004", message, Position(str(decided)))])
    if folder.exists():
        raise ProblemError([Problem("U004", "deze map bestaat al", Position(str(folder)))])
    busy = folder.with_name(f".{folder.name}.{os.getpid()}.tmp")
    (busy / WITNESS_FOLDER).mkdir(parents=True)
    try:
        parts: list[dict[str, Any]] = []
        for part in _parts(run, decided, busy / WITNESS_FOLDER, workers):
            parts.append(part)
            if progress:
                persons = run.store.blocks[len(parts) - 1]["personen"]
                progress(persons, persons)
        written = {
            "vraag": run.description,
            "besluiten": file_hash(decided / MANIFEST),
            "rijen": sum(part["rijen"] for part in parts),
            "delen": parts,
        }
        text = json.dumps(written, ensure_ascii=False, indent=1) + "\n"
        write_file(busy / MANIFEST, text.encode())
        busy.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(busy, ignore_errors=True)
        raise
    return written


def _parts(run: Run, decided: Path, folder: Path, workers: int) -> Iterator[dict[str, Any]]:
    numbers = range(len(run.store.blocks))
    if workers <= 1 or len(numbers) <= 1:
        _start(run, decided, folder)
        yield from map(_part, numbers)
        return
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(
        workers, context, _start, (run, decided, folder)
    ) as pool:
        yield from pool.map(_part, numbers)


_given: tuple[Run, Path, Path, BlockEvaluator] | None = None


def _start(run: Run, decided: Path, folder: Path) -> None:
    global _given
    _given = (run, decided, folder, BlockEvaluator(run.rulebook, run.peildatum))


def _part(number: int) -> dict[str, Any]:
    assert _given is not None
    run, decided, folder, evaluator = _given
    block = run.store.read(number, evaluator.schema)
    table, counts = witness_rows(evaluator, block)
    _check(decided / "besluiten.parquet" / f"deel-{number:05}.parquet", block, counts)
    path = folder / f"deel-{number:05}.parquet"
    write_parquet(path, table)
    return {"rijen": table.num_rows, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _check(path: Path, block: Block, counts: Any) -> None:
    """Raises when somebody has another number of decisions there."""
    there = pq.read_table(path, columns=["persoon_id"]).column(0).to_pylist()
    expected = np.repeat(np.array(block.ids.to_pylist(), object), counts).tolist()
    if there != expected:
        message = "dit zijn niet de besluiten van deze berekening"
        raise ProblemError([Problem("U003", message, Position(str(path)))])
