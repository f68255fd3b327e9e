"""The output folder: parts that are there whole or not at all, and published only when they add up."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from inburgerregels.batch.files import publish, sync_folder, temporary, write_file
from inburgerregels.batch.horizon import FOLDER, write_until
from inburgerregels.batch.revisions import totals_of
from inburgerregels.batch.tables import Answers
from inburgerregels.model import Position, Problem, ProblemError

__all__ = [
    "BUSY",
    "MANIFEST",
    "NIGHT",
    "REVISIONS_FOLDER",
    "TABLES",
    "Output",
    "PartReceipt",
    "add_sums",
    "belongs",
    "read_manifest",
]

MANIFEST = "manifest.json"
#: Where a run keeps its parts until all of them are there.
BUSY = ".bezig"
TABLES = ("besluiten", "termijnen", "stand")
#: What a night on top of another adds: the decisions it revised, and how it went.
REVISIONS_FOLDER = "revisies.parquet"
NIGHT = "nacht.json"
_MOVED = (*(f"{table}.parquet" for table in TABLES), "afgekeurd.parquet", FOLDER, REVISIONS_FOLDER)


@attrs.frozen
class PartReceipt:
    """What was computed for one block: the run and block it belongs to, counts, sums and files.

    ``night`` and ``revised`` (the digest of its revisions) are there in a run on top of another.
    """

    run: str
    block: str
    counts: Mapping[str, int]
    sums: Mapping[str, Mapping[str, int]]
    files: Mapping[str, str]
    night: Mapping[str, int] | None = None
    revised: str | None = None

    def to_json(self) -> bytes:
        return (json.dumps(attrs.asdict(self), ensure_ascii=False) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> PartReceipt | None:
        try:
            return cls(**json.loads(data))
        except (ValueError, TypeError):
            return None


class Output:
    """The folder a run writes in. Nothing in it has its final name before :meth:`finish`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.busy = folder / BUSY

    def part(self, table: str, number: int) -> Path:
        return self.busy / f"{table}.parquet" / f"deel-{number:05}.parquet"

    def receipt(self, number: int) -> Path:
        return self.busy / "bonnen" / f"{number:05}.json"

    def prepare(self) -> None:
        for name in (*(f"{table}.parquet" for table in TABLES), "bonnen", FOLDER):
            (self.busy / name).mkdir(parents=True, exist_ok=True)

    def write(self, number: int, run: str, block: str, answers: Answers) -> PartReceipt:
        """Write the tables of a block, read them back, and note what they hold."""
        tables = {
            "besluiten": answers.decisions,
            "termijnen": answers.terms,
            "stand": answers.standing,
        }
        files = {}
        for name, table in tables.items():
            files[name] = _publish(self.part(name, number), table)
        computed = sums_of(answers.decisions)
        written = sums_of(pq.read_table(self.part("besluiten", number), columns=_SUMMED))
        if written != computed:
            raise _differs(self.part("besluiten", number))
        if answers.until is not None:
            until = self.busy / FOLDER / f"deel-{number:05}"
            write_until(until, belongs(files), answers.until)
        night = None if answers.night is None else {**answers.night}
        revised = None
        if answers.revisions is not None and night is not None:
            path = self.part("revisies", number)
            path.parent.mkdir(exist_ok=True)
            revised = _publish(path, answers.revisions)
            night |= totals_of(answers.revisions)
        receipt = PartReceipt(
            run,
            block,
            {name: table.num_rows for name, table in tables.items()},
            computed,
            files,
            night,
            revised,
        )
        write_file(self.receipt(number), receipt.to_json())
        return receipt

    def finished(self, number: int, run: str, block: str) -> PartReceipt | None:
        """The receipt of a block, if its files are there just as this run would write them."""
        try:
            receipt = PartReceipt.from_json(self.receipt(number).read_bytes())
            if receipt is None or (receipt.run, receipt.block) != (run, block):
                return None
            expected = {name: receipt.files[name] for name in TABLES}
            if receipt.revised is not None:
                expected["revisies"] = receipt.revised
            for name, digest in expected.items():
                data = self.part(name, number).read_bytes()
                if hashlib.sha256(data).hexdigest() != digest:
                    return None
        except (OSError, KeyError):
            return None
        return receipt

    def finish(
        self,
        manifest: Mapping[str, Any],
        quarantine: Path,
        parts: int,
        night: Mapping[str, Any] | None = None,
    ) -> None:
        """Check the amounts in the files against those computed, and give everything its name."""
        total: dict[str, dict[str, int]] = {}
        for number in range(parts):
            add_sums(total, sums_of(pq.read_table(self.part("besluiten", number), columns=_SUMMED)))
        if total != manifest["bedragen"]:
            raise _differs(self.folder / "besluiten.parquet")
        aside = self.busy / "afgekeurd.parquet"
        shutil.rmtree(aside, ignore_errors=True)
        shutil.copytree(quarantine, aside)
        for name in _MOVED:
            for path in (self.busy / name).glob(".*.tmp"):
                path.unlink()
        if night is not None:
            said = json.dumps(night, ensure_ascii=False, indent=1) + "\n"
            write_file(self.busy / NIGHT, said.encode())
        text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
        write_file(self.busy / MANIFEST, text.encode())
        self.reveal()

    def reveal(self) -> None:
        """Move what is complete to its own name, the manifest last; may be done again after a kill."""
        for name in (*_MOVED, NIGHT):
            if (self.busy / name).exists():
                shutil.rmtree(self.folder / name, ignore_errors=True)
                (self.busy / name).replace(self.folder / name)
        sync_folder(self.folder)
        if (self.busy / MANIFEST).exists():
            (self.busy / MANIFEST).replace(self.folder / MANIFEST)
        sync_folder(self.folder)
        shutil.rmtree(self.busy, ignore_errors=True)

    def check(self, manifest: Mapping[str, Any]) -> None:
        """Raises ``ProblemError`` when the files are not those that their manifest describes."""
        problems = []
        for number, said in enumerate(manifest["delen"]):
            for name in TABLES:
                path = self.folder / f"{name}.parquet" / f"deel-{number:05}.parquet"
                try:
                    same = hashlib.sha256(path.read_bytes()).hexdigest() == said["bestanden"][name]
                except OSError:
                    same = False
                if not same:
                    message = "dit deel ontbreekt of is veranderd sinds het manifest"
                    problems.append(Problem("U003", message, Position(str(path))))
        if problems:
            raise ProblemError(problems)


_SUMMED = ["soort", "bedrag_cent"]


def _publish(path: Path, table: Any) -> str:
    """Write a table under its name once it is whole; gives the digest of the file."""
    hidden = temporary(path)
    write_parquet(hidden, table)
    digest = hashlib.sha256(hidden.read_bytes()).hexdigest()
    publish(hidden, path)
    sync_folder(path.parent)
    return digest


def write_parquet(path: Path, table: Any) -> None:
    """The same table always gives the same bytes, also when its texts are dictionaries already."""
    columns = [_each_text_once(column) for column in table.columns]
    pq.write_table(
        pa.table(columns, names=table.column_names),
        path,
        version="2.6",
        compression="zstd",
        compression_level=1,
        store_schema=False,
        write_statistics=True,
        row_group_size=max(1, table.num_rows),
    )


def _each_text_once(column: Any) -> Any:
    """A column of texts as a dictionary in order of first appearance; others as they are."""
    if not pa.types.is_string(column.type):
        return column
    return column.combine_chunks().dictionary_encode()


def sums_of(table: Any) -> dict[str, dict[str, int]]:
    """Per kind of decision how many there are, and the sum of their amounts in eurocents."""
    grouped = table.select(_SUMMED).group_by("soort", use_threads=False)
    rows = grouped.aggregate([("bedrag_cent", "sum"), ([], "count_all")]).to_pylist()
    return {
        row["soort"]: {"aantal": row["count_all"], "bedrag_cent": row["bedrag_cent_sum"] or 0}
        for row in sorted(rows, key=lambda row: str(row["soort"]))
    }


def add_sums(total: dict[str, dict[str, int]], more: Mapping[str, Mapping[str, int]]) -> None:
    for kind, sums in more.items():
        known = total.setdefault(kind, {"aantal": 0, "bedrag_cent": 0})
        for name, value in sums.items():
            known[name] += value


def belongs(files: Mapping[str, str]) -> str:
    """Which part something kept beside the tables is about."""
    return "|".join(files[name] for name in TABLES)


def read_manifest(folder: Path) -> Mapping[str, Any] | None:
    """The manifest of a finished run; None when there is none."""
    path = folder / MANIFEST
    try:
        found: Mapping[str, Any] = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise ProblemError(
            [Problem("U002", "dit manifest is niet te lezen", Position(str(path)))]
        ) from None
    return found


def _differs(path: Path) -> ProblemError:
    message = "de bedragen in dit bestand zijn niet die van de besluiten; er is niets uitgegeven"
    return ProblemError([Problem("U001", message, Position(str(path)))])
