"""The caseload that benchmarks run on: lives under both laws, as the files that a batch reads."""

from __future__ import annotations

import argparse
import datetime
import decimal
import itertools
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from bench.lives import lives
from bench.lives21 import lives21
from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import Dossier

__all__ = ["caseload", "write_caseload"]

_AT_ONCE = 20_000


#: What a life has many of: with ``events``, as many of these are left out as it takes.
_MANY = ("lening_opname", "cursusuren", "examen")


def caseload(count: int, seed: int = 0, events: float | None = None) -> Iterator[Dossier]:
    """Two lives under the law of 2013 for each under that of 2021; with ``events`` of that many events
    on average, or as they come."""
    old = lives(count, seed)
    new = lives21(count, seed)
    for number in range(count):
        life = next(new) if number % 3 == 2 else next(old)
        yield life if events is None else _thinned(life, events, number)


def _thinned(life: Dossier, wanted: float, number: int) -> Dossier:
    """A life without some of its lessons, payments and attempts, chosen by its number."""
    dice = random.Random(number)
    few = [event for event in life.events if event.kind not in _MANY]
    many = [event for event in life.events if event.kind in _MANY]
    keep = min(len(many), max(0, dice.randint(0, round(2 * max(0.0, wanted - len(few))))))
    return attrs.evolve(life, events=(*few, *dice.sample(many, keep)))


def write_caseload(rulebook: Rulebook, dossiers: Iterator[Dossier], folder: Path) -> None:
    """``personen.parquet`` and ``gebeurtenissen.parquet`` in a folder."""
    vocabulary = rulebook.vocabulary
    folder.mkdir(parents=True, exist_ok=True)
    fields: dict[str, Type] = {}
    for kind in vocabulary.events.values():
        fields |= {name: decl.type for name, decl in kind.fields.items()}
    persons = {"persoon_id": pa.string()} | {
        name: _column_type(decl.type) for name, decl in vocabulary.person.items()
    }
    events = {"persoon_id": pa.string(), "datum": pa.date32(), "soort": pa.string()}
    events |= {name: _column_type(its_type) for name, its_type in fields.items()}
    with (
        pq.ParquetWriter(folder / "personen.parquet", pa.schema(persons)) as people,
        pq.ParquetWriter(folder / "gebeurtenissen.parquet", pa.schema(events)) as lines,
    ):
        while some := list(itertools.islice(dossiers, _AT_ONCE)):
            rows = [{"persoon_id": d.id} | _written(d.person) for d in some]
            for row in rows:
                row["geboortedatum"] = datetime.date.fromordinal(row["geboortedatum"])
            people.write_table(pa.Table.from_pylist(rows, pa.schema(persons)))
            rows = [
                {
                    "persoon_id": d.id,
                    "datum": datetime.date.fromordinal(event.day),
                    "soort": event.kind,
                    **{name: _plain(value, fields[name]) for name, value in event.fields.items()},
                }
                for d in some
                for event in d.events
            ]
            lines.write_table(pa.Table.from_pylist(rows, pa.schema(events)))


def _written(fields: Any) -> dict[str, Any]:
    return dict(fields)


def _column_type(its_type: Type) -> Any:
    match its_type.kind:
        case Kind.DATE:
            return pa.date32()
        case Kind.BOOL:
            return pa.bool_()
        case Kind.NUMBER:
            return pa.int64()
        case Kind.MONEY:
            return pa.decimal128(18, 2)
    return pa.string()


def _plain(value: Any, its_type: Type) -> Any:
    match its_type.kind:
        case Kind.DATE:
            return datetime.date.fromordinal(value)
        case Kind.MONEY:
            return decimal.Decimal(value).scaleb(-2)
        case Kind.BOOL | Kind.NUMBER:
            return value
        case Kind.SET:
            return "|".join(sorted(value))
    return str(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--personen", metavar="N", type=int, default=65_536)
    parser.add_argument("--zaad", metavar="N", type=int, default=0)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gebeurtenissen", metavar="N", type=float, help="gemiddeld per persoon")
    parser.add_argument("--regels", metavar="MAP", dest="rules", type=Path, default=None)
    asked = parser.parse_args()
    found = caseload(asked.personen, asked.zaad, asked.gebeurtenissen)
    write_caseload(load_rulebook(asked.rules), found, asked.folder)


if __name__ == "__main__":
    main()
