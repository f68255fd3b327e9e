"""What could have been otherwise: a change of the facts or of the law, and how it is written down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import UNKNOWN, Dossier, Event, date_of

__all__ = ["NO_CHANGE", "Change", "Edit", "event_line", "value_text"]


@attrs.frozen
class Edit:
    """Event ``at`` of the dossier (None: one that is not in it) becomes ``event`` (None: it goes)."""

    at: int | None
    event: Event | None

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells edits apart, as events cannot be hashed."""
        if self.event is None:
            return (self.at,)
        fields = tuple(sorted((name, repr(value)) for name, value in self.event.fields.items()))
        return (self.at, self.event.kind, self.event.day, self.event.known_on, fields)


@attrs.frozen
class Change:
    """Other facts (``edits``, ``person``) or other law (one ``reading``, one overlay left out)."""

    edits: tuple[Edit, ...] = ()
    person: tuple[tuple[str, Any], ...] = ()
    reading: tuple[str, str] | None = None
    without: str | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        person = tuple((name, repr(value)) for name, value in self.person)
        return (tuple(edit.key for edit in self.edits), person, self.reading, self.without)

    def applied(self, dossier: Dossier) -> Dossier:
        """The dossier with the other facts in it."""
        replaced: Mapping[int, Event | None] = {
            edit.at: edit.event for edit in self.edits if edit.at is not None
        }
        events = [replaced.get(at, event) for at, event in enumerate(dossier.events)]
        events += [edit.event for edit in self.edits if edit.at is None]
        person = {**dossier.person, **dict(self.person)}
        kept = tuple(event for event in events if event is not None)
        return attrs.evolve(dossier, person=person, events=kept)


NO_CHANGE = Change()


def value_text(value: Any, wanted: Type, vocabulary: Vocabulary) -> str:
    """A value as it stands in a dossier file."""
    if value is UNKNOWN:
        return "onbekend"
    match wanted.kind:
        case Kind.DATE:
            return date_of(value).isoformat()
        case Kind.MONEY:
            euros, cents = divmod(value, 100)
            return f"{euros},{cents:02d}" if cents else str(euros)
        case Kind.PERCENTAGE:
            whole, part = divmod(value * 100, 10**wanted.scale)
            tail = str(part).rjust(wanted.scale, "0").rstrip("0") if part else ""
            return f"{whole},{tail}%" if tail else f"{whole}%"
        case Kind.BOOL:
            return "ja" if value else "nee"
        case Kind.SET:
            order = vocabulary.choices[wanted.name or ""].values
            return f"[{', '.join(word for word in order if word in value)}]"
        case Kind.TEXTS:
            return f"[{', '.join(_quoted(text) for text in value)}]"
        case Kind.TEXT:
            return _quoted(str(value))
    return str(value)


def _quoted(text: str) -> str:
    """Text between double quotation marks, whatever is in it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def event_line(event: Event, rulebook: Rulebook) -> str:
    """An event as a line of a dossier file: ``{datum: ..., soort: ..., ...}``."""
    kind = rulebook.vocabulary.events[event.kind]
    parts = [f"datum: {date_of(event.day).isoformat()}", f"soort: {event.kind}"]
    for name, declared in kind.fields.items():
        if name in event.fields:
            text = value_text(event.fields[name], declared.type, rulebook.vocabulary)
            # A comma would end the value of a field between braces.
            quote = "," in text and declared.type.kind in (Kind.MONEY, Kind.PERCENTAGE)
            parts.append(f'{name}: "{text}"' if quote else f"{name}: {text}")
    if event.known_on != event.day:
        parts.append(f"bekend_op: {date_of(event.known_on).isoformat()}")
    return "{" + ", ".join(parts) + "}"
