"""Dossiers written out as the files that a batch reads."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import ABSENT, UNKNOWN, Dossier

__all__ = ["event_rows", "person_rows", "write_csv", "write_table", "written"]


def written(value: Any, its_type: Type) -> str:
    """A value as people write it in a dossier."""
    if value is ABSENT:
        return ""
    if value is UNKNOWN:
        return "onbekend"
    match its_type.kind:
        case Kind.DATE:
            return datetime.date.fromordinal(value).isoformat()
        case Kind.MONEY:
            return f"{value // 100},{value % 100:02}"
        case Kind.PERCENTAGE:
            decimals = max(0, its_type.scale - 2)
            whole, rest = divmod(value, 10**decimals)
            return f"{whole},{rest:0{decimals}}%" if rest else f"{whole}%"
        case Kind.BOOL:
            return "ja" if value else "nee"
        case Kind.SET:
            return "|".join(sorted(value))
    return str(value)


def person_rows(rulebook: Rulebook, dossiers: Sequence[Dossier]) -> list[dict[str, str]]:
    declared = rulebook.vocabulary.person
    return [
        {
            "persoon_id": d.id,
            **{
                name: written(d.person.get(name, ABSENT), decl.type)
                for name, decl in declared.items()
            },
        }
        for d in dossiers
    ]


def event_rows(rulebook: Rulebook, dossiers: Sequence[Dossier]) -> list[dict[str, str]]:
    kinds = rulebook.vocabulary.events
    columns = dict.fromkeys(name for kind in kinds.values() for name in kind.fields)
    found = []
    for dossier in dossiers:
        for event in dossier.events:
            row = dict.fromkeys(columns, "")
            for name, value in event.fields.items():
                row[name] = written(value, kinds[event.kind].fields[name].type)
            known = event.known_on if event.known_on != event.day else ABSENT
            found.append(
                {
                    "persoon_id": dossier.id,
                    "datum": written(event.day, Type(Kind.DATE)),
                    "soort": event.kind,
                    "bekend_op": written(known, Type(Kind.DATE)),
                    **row,
                }
            )
    return found


def write_table(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_csv(rulebook: Rulebook, dossiers: Sequence[Dossier], folder: Path) -> tuple[Path, Path]:
    """``personen.csv`` and ``gebeurtenissen.csv`` in a folder."""
    return (
        write_table(folder / "personen.csv", person_rows(rulebook, dossiers)),
        write_table(folder / "gebeurtenissen.csv", event_rows(rulebook, dossiers)),
    )
