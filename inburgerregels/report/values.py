"""Values of the rule language in Dutch: its type says what a number means."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from inburgerregels.explain.dutch import amount, day, humanise, number, percentage, value
from inburgerregels.language.rulebook import Validity
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import ALREADY, NEVER, Event, is_real_day

__all__ = ["CERTAINTY", "day_or_never", "event_fields", "period", "typed_value"]

#: What the letters of ``zekerheid`` stand for.
CERTAINTY = {
    "A": "gelezen in de officiële tekst",
    "B": "uit de tweede hand",
    "C": "herinnering",
    "D": "afgeleid",
}


def typed_value(given: Any, wanted: Type) -> str:
    """A value as it stands in the rules or in a dossier."""
    if isinstance(given, int) and not isinstance(given, bool):
        match wanted.kind:
            case Kind.DATE:
                return day_or_never(given)
            case Kind.MONEY:
                return amount(given)
            case Kind.PERCENTAGE:
                return percentage(Fraction(given, 10**wanted.scale))
            case Kind.NUMBER:
                return f"{number(given)} {wanted.unit}" if wanted.unit else number(given)
    return value(given)


def day_or_never(ordinal: int) -> str:
    """A day number as a date, or the word for a day that never comes."""
    if is_real_day(ordinal):
        return day(datetime.date.fromordinal(ordinal))
    return "nooit" if ordinal >= NEVER else "voorheen"


def period(validity: Validity) -> str:
    """The days on which it is law, in words."""
    parts = []
    if validity.since != ALREADY:
        parts.append(f"vanaf {day_or_never(validity.since)}")
    if validity.until != NEVER:
        parts.append(f"tot en met {day_or_never(validity.until)}")
    return " ".join(parts) or "altijd"


def event_fields(event: Event, declared: Mapping[str, FieldDecl]) -> str:
    """What is said of an event beyond its day: ``duur 24 weken, grond azc``; defaults go unsaid."""
    return ", ".join(
        f"{humanise(name)} {typed_value(event.fields[name], field.type)}"
        for name, field in declared.items()
        if name in event.fields and event.fields[name] != field.default
    )
