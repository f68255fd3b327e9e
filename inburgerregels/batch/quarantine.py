"""What was not used, row by row, and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from inburgerregels.explain.dutch import clean

__all__ = ["QUARANTINE", "QUARANTINE_FOLDER", "Quarantine", "nobody_set_aside", "write_quarantine"]

#: Where a store and the output of a run have what was set aside.
QUARANTINE_FOLDER = "afgekeurd.parquet"

#: The columns of ``afgekeurd.parquet``.
QUARANTINE = pa.schema(
    [
        ("bestand", pa.string()),
        ("regelnummer", pa.int64()),
        ("persoon_id", pa.string()),
        ("veld", pa.string()),
        ("waarde", pa.string()),
        ("reden", pa.string()),
    ]
)
#: While reading, files have a number: persons' files come before those of events.
_STAGED = pa.schema([("bron", pa.int32()), *list(QUARANTINE)[1:]])
_FLUSH = 50_000


@attrs.define(eq=False)
class Quarantine:
    """Collects bad rows while files are read; they wait in a file, not in memory."""

    path: Path
    _rows: list[tuple[int, int, str | None, str | None, str | None, str]] = attrs.Factory(list)
    _writer: Any = None

    def add(
        self,
        source: int,
        line: int,
        person: str | None,
        field: str | None,
        value: str | None,
        reason: str,
    ) -> None:
        self._rows.append((source, line, person, field, value, clean(reason)))
        if len(self._rows) >= _FLUSH:
            self._flush()

    def _flush(self) -> None:
        if self._writer is None:
            self._writer = pq.ParquetWriter(self.path, _STAGED)
        columns = list(zip(*self._rows, strict=True)) or [() for _ in _STAGED]
        arrays = [pa.array(c, f.type) for c, f in zip(columns, _STAGED, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=_STAGED))
        self._rows = []

    def close(self) -> None:
        self._flush()
        self._writer.close()


def nobody_set_aside(folder: Path) -> None:
    """The quarantine of a store whose persons come from nowhere else: there, and empty."""
    path = folder / QUARANTINE_FOLDER
    path.mkdir()
    write_quarantine(path / "deel-00000.parquet", (), ())


def write_quarantine(path: Path, batches: Any, names: Sequence[str]) -> int:
    """Write rows (``bron`` a number, the rest as in :data:`QUARANTINE`) as they come; gives how many."""
    count = 0
    with pq.ParquetWriter(path, QUARANTINE, compression="zstd", store_schema=False) as writer:
        for batch in batches:
            files = pa.array(names, pa.string()).take(batch.column(0))
            columns = [
                column.cast(field.type)
                for column, field in zip(batch.columns[1:], list(QUARANTINE)[1:], strict=True)
            ]
            table = pa.Table.from_arrays([files, *columns], schema=QUARANTINE)
            writer.write_table(table)
            count += batch.num_rows
    return count
