"""Expressions after names and types have been looked up.

A :class:`Typed` node says exactly what to compute: every implicit conversion (a row read as a day, an
amount brought to more decimals, a value taken from an enclosing row) is a node of its own.
"""

from __future__ import annotations

from typing import Any

import attrs

from inburgerregels.language.types import Kind, Type
from inburgerregels.model import Position

__all__ = ["BOOL", "DATE", "DURATION", "NUMBER", "PENDING", "Typed", "const", "is_pending"]

BOOL = Type(Kind.BOOL)
DATE = Type(Kind.DATE)
DURATION = Type(Kind.DURATION)
NUMBER = Type(Kind.NUMBER)
#: the type of a quantity whose definitions have not been typed yet
PENDING = Type(Kind.NOTHING, name="nog onbekend")


@attrs.frozen
class Typed:
    """``op`` with operands ``args``; ``attr`` holds what else it needs (hashable)."""

    op: str
    args: tuple[Typed, ...]
    attr: Any
    type: Type
    position: Position | None = attrs.field(default=None, eq=False, repr=False)


def const(value: Any, its_type: Type, position: Position | None = None) -> Typed:
    return Typed("const", (), value, its_type, position)


def is_pending(its_type: Type) -> bool:
    return its_type.kind is Kind.NOTHING and its_type.name == PENDING.name
