"""The types of the rule language, and which fit each other.

Amounts and percentages are integers with a statically known number of extra decimals (``scale``),
so that ``€ 625 x 80% x 85%`` is exact in every executor until a rule says how to round.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

import attrs

__all__ = ["Kind", "Type", "choice", "join", "row"]


class Kind(enum.Enum):
    """What sort of thing a value is; the text is the Dutch name used in rule files and messages."""

    DATE = "datum"
    DURATION = "duur"
    MONEY = "geld"
    PERCENTAGE = "percentage"
    NUMBER = "getal"
    BOOL = "janee"
    TEXT = "tekst"
    CHOICE = "keuze"
    SET = "verzameling"
    ROW = "rij"
    SHARE = "aandeel"
    TEXTS = "lijst tekst"
    CONTRIBUTIONS = "lijst bijdrage"
    NOTHING = "afwezig"


@attrs.frozen
class Type:
    """A type. ``scale``: decimals after the cent (money) or after 1 (percentage: 15% is 15, scale 2).

    ``name``: the choice, for choices and sets. ``unit``: the unit of a number (None fits every
    unit). ``sources``: for a row, where it can come from; ``late``: whether no row reads as
    *nooit* (first) or *voorheen* (last) when a day is asked. ``optional``: may be absent.
    """

    kind: Kind
    name: str | None = None
    scale: int = 0
    unit: str | None = None
    sources: tuple[str, ...] = ()
    late: bool = True
    optional: bool = False

    def maybe(self) -> Type:
        return self if self.optional else attrs.evolve(self, optional=True)

    def sure(self) -> Type:
        return attrs.evolve(self, optional=False) if self.optional else self

    def __str__(self) -> str:
        match self.kind:
            case Kind.CHOICE:
                text = f"keuze {self.name}"
            case Kind.SET:
                text = f"verzameling {self.name}"
            case Kind.NUMBER if self.unit:
                text = f"getal ({self.unit})"
            case _:
                text = self.kind.value
        return f"{text}, mogelijk afwezig" if self.optional else text


def choice(name: str) -> Type:
    return Type(Kind.CHOICE, name=name)


def row(sources: Iterable[str], *, late: bool = True, optional: bool = True) -> Type:
    return Type(Kind.ROW, sources=tuple(sources), late=late, optional=optional)


def join(left: Type, right: Type) -> Type | None:
    """The type that holds values of both, or None when they do not fit.

    >>> str(join(Type(Kind.MONEY), Type(Kind.MONEY, scale=2)))
    'geld'
    >>> join(Type(Kind.MONEY), Type(Kind.DATE)) is None
    True
    """
    optional = left.optional or right.optional
    if left.kind is Kind.NOTHING:
        return right.maybe()
    if right.kind is Kind.NOTHING:
        return left.maybe()
    if left.kind is not right.kind:
        return None
    scale = max(left.scale, right.scale)
    if left.kind in (Kind.CHOICE, Kind.SET) and left.name != right.name:
        if left.kind is Kind.SET and None in (left.name, right.name):
            return attrs.evolve(left, name=left.name or right.name, optional=optional)
        return None
    unit = left.unit or right.unit
    if left.unit and right.unit and left.unit != right.unit:
        return None
    sources = tuple(dict.fromkeys((*left.sources, *right.sources)))
    if left.kind is Kind.ROW and left.late != right.late:
        return None
    return attrs.evolve(left, scale=scale, unit=unit, sources=sources, optional=optional)
