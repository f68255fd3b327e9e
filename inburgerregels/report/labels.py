"""The titles that the rules give to what they name; a name without a title is shown as words."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from inburgerregels.explain.dutch import clean, field_label, humanise, sentence
from inburgerregels.language.rulebook import Rulebook
from inburgerregels.language.vocabulary import FieldDecl

__all__ = ["Labels", "labels_of"]


@attrs.frozen
class Labels:
    """Titles by name, for each sort of thing that an answer names."""

    decisions: Mapping[str, str] = attrs.field(factory=dict)
    events: Mapping[str, str] = attrs.field(factory=dict)
    event_fields: Mapping[str, Mapping[str, FieldDecl]] = attrs.field(factory=dict)
    fields: Mapping[str, str] = attrs.field(factory=dict)
    layers: Mapping[str, str] = attrs.field(factory=dict)
    readings: Mapping[str, str] = attrs.field(factory=dict)
    choices: Mapping[tuple[str, str], str] = attrs.field(factory=dict)
    defaults: Mapping[str, str] = attrs.field(factory=dict)

    def decision(self, kind: str) -> str:
        return _title(self.decisions, kind)

    def event(self, kind: str) -> str:
        return _title(self.events, kind)

    def field(self, name: str) -> str:
        found = self.fields.get(name)
        return field_label(name) if found is None else sentence(clean(found))

    def layer(self, name: str) -> str:
        """A measure or proposal: its name, and its title where it has one."""
        return _named(self.layers, name)

    def reading(self, name: str, choice: str) -> str:
        """A reading and the choice made in it: the question and the answer."""
        parts = (self.readings.get(name), self.choices.get((name, choice)))
        return " ".join(clean(part) for part in parts if part)


def labels_of(rulebook: Rulebook) -> Labels:
    """The titles in a rulebook."""
    words = rulebook.vocabulary
    return Labels(
        decisions={name: kind.title for name, kind in words.decisions.items()},
        events={name: kind.title for name, kind in words.events.items()},
        event_fields={name: kind.fields for name, kind in words.events.items()},
        fields={
            name: field.title
            for kind in words.decisions.values()
            for name, field in kind.fields.items()
            if field.title
        },
        layers={
            name: layer.meta.title for name, layer in rulebook.overlays.items() if layer.meta.title
        },
        readings={name: reading.title for name, reading in rulebook.readings.items()},
        choices={
            (name, choice): meta.title
            for name, reading in rulebook.readings.items()
            for choice, meta in reading.choices.items()
            if meta.title
        },
        defaults={name: reading.default for name, reading in rulebook.readings.items()},
    )


def _title(titles: Mapping[str, str], name: str) -> str:
    found = titles.get(name)
    return sentence(humanise(name) if found is None else clean(found))


def _named(titles: Mapping[str, str], name: str) -> str:
    found = titles.get(name)
    return clean(name) if found is None else f"{clean(found)} ({clean(name)})"
