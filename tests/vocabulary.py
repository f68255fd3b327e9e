"""Every name that the law in ``rules/`` uses, and what each names."""

from __future__ import annotations

from collections.abc import Iterable

from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import PERSON

__all__ = ["names_of_law"]


def names_of_law(rulebook: Rulebook) -> dict[str, set[str]]:
    """Name to the kinds of thing it names: a rule, an event, a value of a choice, ..."""
    found: dict[str, set[str]] = {}

    def add(kind: str, names: Iterable[str]) -> None:
        for name in names:
            found.setdefault(name, set()).add(kind)

    words = rulebook.vocabulary
    for block in rulebook.blocks.values():
        if block.name != PERSON:
            add("keten of wandeling", [block.name])
        add("regel", block.rules)
        add("besluitregel", block.decisions)
        add("agenda", block.agenda)
    add("grootheid", {name for _, name in rulebook.types})
    add("parameter", rulebook.parameters)
    add("tabel", rulebook.tables)
    add("lezing", rulebook.readings)
    for reading in rulebook.readings.values():
        add("keuze van een lezing", reading.choices)
    add("gebeurtenis", words.events)
    add("besluit", words.decisions)
    add("keuze", words.choices)
    for choice in words.choices.values():
        add("waarde van een keuze", choice.values)
    for event in words.events.values():
        add("veld van een gebeurtenis", event.fields)
    for decision in words.decisions.values():
        add("veld van een besluit", decision.fields)
    add("veld van de persoon", words.person)
    add("laag", rulebook.overlays)
    add("bron", rulebook.instruments)
    return found
