"""The declared words of a rulebook: choices, person fields, event kinds, quantities, decisions.

They are the schema for scenario files, batch columns, forms and documentation, so that each name is
written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from inburgerregels.language.types import Type
from inburgerregels.model import ABSENT, Position

__all__ = [
    "Choice",
    "DecisionKind",
    "EventKind",
    "FieldDecl",
    "OutcomeMap",
    "Vocabulary",
    "choices_with",
]


@attrs.frozen
class Choice:
    """A closed set of words; ``ordered`` when smaller and larger mean something."""

    name: str
    values: tuple[str, ...]
    ordered: bool = False
    position: Position | None = attrs.field(default=None, eq=False)


def choices_with(words: Iterable[str], choices: Mapping[str, Choice]) -> list[Choice]:
    """The choices that have all these values, the smallest first."""
    wanted = set(words)
    found = [choice for choice in choices.values() if wanted <= set(choice.values)]
    return sorted(found, key=lambda choice: (len(choice.values), choice.name))


@attrs.frozen
class FieldDecl:
    """A field of a person, an event or a decision.

    ``default`` is ABSENT where there is none; then ``optional`` says whether the field may be left
    out. ``known_at_once``: a day in the future is known on the event's own day.
    """

    name: str
    type: Type
    title: str | None = None
    optional: bool = False
    default: Any = ABSENT
    known_at_once: bool = False
    columns: tuple[str, ...] = ()
    position: Position | None = attrs.field(default=None, eq=False)

    @property
    def read_type(self) -> Type:
        """The type an expression sees: possibly absent when it may be left out."""
        if self.optional and self.default is ABSENT:
            return self.type.maybe()
        return self.type.sure()


@attrs.frozen
class EventKind:
    """``must_land``: an event of this kind that no rule used is reported."""

    name: str
    title: str
    fields: Mapping[str, FieldDecl]
    must_land: bool = False
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class DecisionKind:
    """``payable``: the fields that say what the person must pay by it, the first that is given."""

    name: str
    title: str
    fields: Mapping[str, FieldDecl]
    position: Position | None = attrs.field(default=None, eq=False)
    payable: tuple[str, ...] = ()


@attrs.frozen
class OutcomeMap:
    """Which quantity fills which field of the answer (``uitkomst:``); ``places``: where it says so."""

    fields: Mapping[str, str]
    term: Mapping[str, str]
    loan: Mapping[str, str]
    order: tuple[str, ...]
    manual: str
    manual_reasons: str
    manual_missing: str
    position: Position | None = attrs.field(default=None, eq=False)
    places: Mapping[str, Position] = attrs.field(factory=dict, eq=False)


@attrs.frozen
class Vocabulary:
    """``groups`` maps a name to the event kinds it stands for, ``quantities`` a name to its
    declared type and title, in any block."""

    choices: Mapping[str, Choice]
    person: Mapping[str, FieldDecl]
    events: Mapping[str, EventKind]
    groups: Mapping[str, tuple[str, ...]]
    quantities: Mapping[str, FieldDecl]
    decisions: Mapping[str, DecisionKind]
    outcome: OutcomeMap | None = None
