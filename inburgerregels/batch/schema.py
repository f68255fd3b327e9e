"""The columns of the batch files, as the vocabulary of the rulebook declares them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from inburgerregels.engine.columnar.coding import choice_codes, coded, decoded
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import EventKind, FieldDecl, Vocabulary
from inburgerregels.model import ABSENT, UNKNOWN, Problem, ProblemError

__all__ = ["CENT", "UNKNOWN_CODE", "Schema"]

#: How *onbekend* is stored among values that are never negative; what is absent is null.
UNKNOWN_CODE = -1
#: A column with this ending holds an amount in whole eurocents; without it, in euros.
CENT = "_cent"

_DAY = Type(Kind.DATE)
#: Bytes that a stored value of a kind may need; texts are stored as they are.
_WIDTHS = {Kind.DATE: 32, Kind.BOOL: 8, Kind.CHOICE: 16, Kind.PERCENTAGE: 32}
_STORED = (*_WIDTHS, Kind.MONEY, Kind.NUMBER, Kind.SET, Kind.DURATION, Kind.TEXT)


@attrs.frozen(eq=False, slots=False)
class Schema:
    """Which columns there are, what they may hold, and how values are stored as integers.

    Days are stored as ordinals, amounts as eurocents, choices as their place in the declared order,
    sets as bit masks, durations as :func:`months.encode` has it.
    """

    vocabulary: Vocabulary

    def __attrs_post_init__(self) -> None:
        declared = [*self.vocabulary.person.values()]
        for kind in self.vocabulary.events.values():
            declared += kind.fields.values()
        wrong = [decl for decl in declared if decl.type.kind not in _STORED]
        if wrong:
            raise ProblemError(
                Problem("I001", f"'{d.name}' ({d.type}) past niet in een kolom", d.position)
                for d in wrong
            )

    @cached_property
    def kinds(self) -> tuple[EventKind, ...]:
        """The kinds of events; a kind is stored as its place here."""
        return tuple(self.vocabulary.events.values())

    @cached_property
    def kind_codes(self) -> dict[str, int]:
        return {kind.name: code for code, kind in enumerate(self.kinds)}

    @cached_property
    def event_fields(self) -> dict[str, dict[Type, tuple[int, ...]]]:
        """Every field of any kind: its types, and which kinds have it with that type."""
        found: dict[str, dict[Type, list[int]]] = {}
        for code, kind in enumerate(self.kinds):
            for decl in kind.fields.values():
                found.setdefault(decl.name, {}).setdefault(decl.type, []).append(code)
        return {
            name: {its_type: tuple(codes) for its_type, codes in by_type.items()}
            for name, by_type in found.items()
        }

    @cached_property
    def most_fields(self) -> int:
        """How many fields the kind with the most fields has."""
        return max((len(kind.fields) for kind in self.kinds), default=0)

    @cached_property
    def person_columns(self) -> tuple[str, ...]:
        return ("persoon_id", *self.vocabulary.person)

    @cached_property
    def event_columns(self) -> tuple[str, ...]:
        return ("persoon_id", "datum", "soort", "bekend_op", *self.event_fields)

    @cached_property
    def needed_person_columns(self) -> tuple[str, ...]:
        return ("persoon_id", *(d.name for d in self.vocabulary.person.values() if is_needed(d)))

    def money_columns(self, names: Mapping[str, Any]) -> set[str]:
        """The fields that are amounts wherever they occur: these may come in eurocents."""
        return {name for name in names if self._is_money(name)}

    def _is_money(self, name: str) -> bool:
        if name in self.vocabulary.person:
            return self.vocabulary.person[name].type.kind is Kind.MONEY
        return all(t.kind is Kind.MONEY for t in self.event_fields.get(name, {_DAY: ()}))

    # -- values -----------------------------------------------------------------------------

    @cached_property
    def choice_codes(self) -> dict[str, dict[str, int]]:
        return choice_codes(self.vocabulary.choices)

    def encode(self, value: Any, its_type: Type) -> int:
        """A value as it is stored; a text is stored elsewhere."""
        if value is UNKNOWN:
            return UNKNOWN_CODE
        return int(coded(value, its_type, self.choice_codes, lambda text: 0))

    def decode(self, code: int, its_type: Type) -> Any:
        """The value of a code, as dossiers have it."""
        if code == UNKNOWN_CODE:
            return UNKNOWN
        return decoded(code, its_type, self.vocabulary.choices, lambda text: text, ())

    def width(self, its_type: Type) -> int:
        """How many bits a stored value needs."""
        return _WIDTHS.get(its_type.kind, 64)

    @cached_property
    def hash(self) -> str:
        """Changes with every declaration that says how stored values are to be read."""
        vocabulary = self.vocabulary
        said = {
            "keuzes": {name: choice.values for name, choice in vocabulary.choices.items()},
            "persoon": [_said(decl) for decl in vocabulary.person.values()],
            "gebeurtenissen": {
                kind.name: [_said(decl) for decl in kind.fields.values()] for kind in self.kinds
            },
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def is_needed(decl: FieldDecl) -> bool:
    """Whether a field must be given."""
    return decl.default is ABSENT and not decl.optional


def _said(decl: FieldDecl) -> list[Any]:
    default = decl.default
    shown = sorted(default) if isinstance(default, frozenset) else str(default)
    return [decl.name, str(decl.type), decl.type.scale, decl.optional, shown, decl.known_at_once]
