"""A finished run looked at again: is everything still as its manifest says, and what is not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from inburgerregels.batch.output import (
    MANIFEST,
    NIGHT,
    REVISIONS_FOLDER,
    TABLES,
    add_sums,
    read_manifest,
    sums_of,
)
from inburgerregels.batch.quarantine import QUARANTINE_FOLDER
from inburgerregels.explain.dutch import amount, clean
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["recheck"]

_SUMMED = ["soort", "bedrag_cent"]
#: What must add up: the first is the sum of the others.
_TOTALS = (
    ("rijen_gelezen", ("rijen_gebruikt", "rijen_afgekeurd")),
    ("personen_gelezen", ("personen_uit", "personen_afgekeurd")),
    ("stand", ("personen_uit",)),
)


def recheck(folder: Path, question: Mapping[str, Any]) -> list[Problem]:
    """Everything that differs between a run's files, its manifest, and what is asked now.

    ``question`` holds what is known of the question (:attr:`Run.description`); what it leaves out is
    not compared. Raises ``ProblemError`` where there is no finished run.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        message = "hier staat geen voltooide berekening"
        raise ProblemError([Problem("U002", message, Position(str(folder)))])
    where = Position(str(folder / MANIFEST))
    try:
        return [
            *(Problem("U008", text, where) for text in _asked(manifest["vraag"], question)),
            *_files(folder, manifest),
            *(Problem("U009", text, where) for text in _adds_up(manifest["tellingen"])),
            *_aside(folder, manifest["tellingen"]["rijen_afgekeurd"]),
            *_revised(folder),
        ]
    except (KeyError, TypeError, AttributeError, ValueError):
        raise ProblemError([Problem("U002", "dit manifest is niet te lezen", where)]) from None


def _asked(said: Mapping[str, Any], now: Mapping[str, Any], inside: str = "") -> Iterator[str]:
    """What was asked otherwise than now, by name."""
    for name, value in now.items():
        old = said.get(name)
        if isinstance(value, Mapping) and isinstance(old, Mapping):
            yield from _asked(old, value, f"{inside}{name}.")
        elif old != value:
            shown = f"'{old}' in het manifest, '{value}' nu"
            yield f"{inside}{name} is anders: {shown}"


def _files(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Problem]:
    sums: dict[str, dict[str, int]] = {}
    rows = dict.fromkeys(TABLES, 0)
    for name in TABLES:
        there = folder / f"{name}.parquet"
        expected = {f"deel-{n:05}.parquet": said for n, said in enumerate(manifest["delen"])}
        there_now = yield from _as_listed(there, expected)
        for file in there_now:
            where, said = Position(str(there / file)), expected[file]
            data = (there / file).read_bytes()
            if hashlib.sha256(data).hexdigest() != said["bestanden"][name]:
                yield Problem("U003", "dit deel is veranderd sinds het manifest", where)
            try:
                columns = _SUMMED if name == "besluiten" else []
                table = pq.read_table(pa.BufferReader(data), columns=columns)
                count = pq.read_metadata(pa.BufferReader(data)).num_rows
            except (pa.ArrowException, OSError, ValueError) as error:
                told = clean(str(error).splitlines()[0][:200] if str(error) else "")
                yield Problem("U003", f"dit deel is niet meer te lezen: {told}", where)
                continue
            rows[name] += count
            if count != said["rijen"][name]:
                message = (
                    f"dit deel heeft {count} rijen; volgens het manifest {said['rijen'][name]}"
                )
                yield Problem("U003", message, where)
            if name == "besluiten":
                add_sums(sums, sums_of(table))
    yield from _sums(folder, manifest, sums, rows)


def _as_listed(folder: Path, expected: Mapping[str, Any]) -> Generator[Problem, None, list[str]]:
    """Files that are too many or missing in a folder; gives the expected ones that are there."""
    names = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    for extra in sorted(names - set(expected)):
        message = "dit bestand hoort niet bij de berekening"
        yield Problem("U003", message, Position(str(folder / extra)))
    for file in expected:
        if file not in names:
            yield Problem("U003", "dit deel ontbreekt", Position(str(folder / file)))
    return [file for file in expected if file in names]


def _sums(
    folder: Path,
    manifest: Mapping[str, Any],
    sums: Mapping[str, Mapping[str, int]],
    rows: Mapping[str, int],
) -> Iterator[Problem]:
    said = manifest["bedragen"]
    none = {"aantal": 0, "bedrag_cent": 0}
    for kind in sorted({*said, *sums}):
        old, new = said.get(kind, none), sums.get(kind, none)
        if old != new:
            message = (
                f"besluiten '{kind}': {new['aantal']} voor samen {amount(new['bedrag_cent'])};"
                f" volgens het manifest {old['aantal']} voor {amount(old['bedrag_cent'])}"
            )
            yield Problem("U001", message, Position(str(folder / "besluiten.parquet")))
    for name, count in rows.items():
        if count != manifest["tellingen"][name]:
            message = f"{count} rijen; volgens het manifest {manifest['tellingen'][name]}"
            yield Problem("U001", message, Position(str(folder / f"{name}.parquet")))


def _adds_up(counts: Mapping[str, int]) -> Iterator[str]:
    for whole, parts in _TOTALS:
        if counts[whole] != sum(counts[part] for part in parts):
            shown = " + ".join(f"{counts[part]} ({part})" for part in parts)
            yield f"de tellingen kloppen niet: {counts[whole]} ({whole}) is niet {shown}"


def _aside(folder: Path, said: int) -> Iterator[Problem]:
    """The rows in quarantine are as many as the manifest says."""
    where = folder / QUARANTINE_FOLDER
    try:
        table = pq.read_table(where, columns=["bestand", "regelnummer"])
        count = table.group_by(["bestand", "regelnummer"]).aggregate([]).num_rows
    except (pa.ArrowException, OSError, ValueError):
        yield Problem("U003", "dit deel ontbreekt of is niet te lezen", Position(str(where)))
        return
    if count != said:
        message = f"{count} afgekeurde rijen; volgens het manifest {said}"
        yield Problem("U003", message, Position(str(where)))


def _revised(folder: Path) -> Iterator[Problem]:
    """The revisions of a night on top of another are those that it told of."""
    there = folder / REVISIONS_FOLDER
    if not (folder / NIGHT).exists():
        if there.exists():
            yield Problem("U003", f"hier staan revisies zonder {NIGHT}", Position(str(there)))
        return
    night = json.loads((folder / NIGHT).read_bytes())
    expected = {f"deel-{n:05}.parquet": said for n, said in enumerate(night["revisies"]) if said}
    there_now = yield from _as_listed(there, expected)
    for file in there_now:
        if hashlib.sha256((there / file).read_bytes()).hexdigest() != expected[file]:
            message = f"dit deel is veranderd sinds {NIGHT}"
            yield Problem("U003", message, Position(str(there / file)))
