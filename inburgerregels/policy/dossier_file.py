"""A life written as a dossier file, that every command reads."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import UNKNOWN, Dossier, date_of

__all__ = ["dossier_text"]


def dossier_text(
    vocabulary: Vocabulary,
    life: Dossier,
    day: datetime.date,
    *,
    title: str,
    note: str,
    readings: Mapping[str, str],
) -> str:
    """The YAML of a dossier: of somebody who does not exist, looked at on a day."""
    person = [f"id: {_text(life.id)}"]
    person += _fields(life.person, vocabulary.person)
    lines = [
        f"scenario: {_text(title)}",
        "bron: verzonnen",
        f"toelichting: {_text(note)}",
        f"persoon: {{{', '.join(person)}}}",
        "gebeurtenissen:" if life.events else "gebeurtenissen: []",
    ]
    events = sorted(life.events, key=lambda event: event.day)
    for event in events:
        said = [f"datum: {date_of(event.day).isoformat()}", f"soort: {event.kind}"]
        said += _fields(event.fields, vocabulary.events[event.kind].fields)
        if event.known_on != event.day:
            said.append(f"bekend_op: {date_of(event.known_on).isoformat()}")
        lines.append(f"  - {{{', '.join(said)}}}")
    lines.append(f"peildatum: {day.isoformat()}")
    if readings:
        chosen = ", ".join(f"{name}: {choice}" for name, choice in sorted(readings.items()))
        lines.append(f"lezingen: {{{chosen}}}")
    return "\n".join(lines) + "\n"


def _fields(given: Mapping[str, Any], declared: Mapping[str, Any]) -> list[str]:
    return [
        f"{name}: {_value(given[name], decl.type)}"
        for name, decl in declared.items()
        if name in given
    ]


def _value(value: Any, its_type: Type) -> str:
    if value is UNKNOWN:
        return "onbekend"
    match its_type.kind:
        case Kind.DATE:
            return date_of(value).isoformat()
        case Kind.BOOL:
            return "ja" if value else "nee"
        case Kind.MONEY:
            euros, cents = divmod(value, 100)
            return f'"{euros},{cents:02}"'
        case Kind.PERCENTAGE:
            per_percent = 10 ** max(0, its_type.scale - 2)
            whole, rest = divmod(value, per_percent)
            decimals = max(0, its_type.scale - 2)
            return f'"{whole},{rest:0{decimals}}%"' if rest else f'"{whole}%"'
        case Kind.SET:
            return f"[{', '.join(sorted(value))}]"
        case Kind.CHOICE | Kind.NUMBER:
            return str(value)
    return _text(str(value))


def _text(text: str) -> str:
    """A text in quotes: JSON is YAML too."""
    return json.dumps(text, ensure_ascii=False)
