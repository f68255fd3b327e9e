"""Random values of the declared types: mostly ordinary, often on an edge, never hard-coded per rule."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import FieldDecl, Vocabulary
from inburgerregels.model import ABSENT, Duration, Event

__all__ = ["DURATIONS", "SEEDS", "Dice", "day", "event_of", "fields_of"]

T = TypeVar("T")

#: Eurocents: nothing, the smallest, amounts that the law knows and one beside each, the largest loan.
AMOUNTS = (
    *(0, 1, 1_500, 1_501, 18_000, 17_999, 30_000, 34_000, 34_001, 50_000, 62_500, 77_333, 125_000),
    *(125_001, 250_000, 500_000, 750_000, 950_000, 1_000_000, 1_000_001),
)
HOURS = (0, 40, 149, 150, 299, 300, 301, 599, 600, 12, 48)
COUNTS = (1, 2, 3, 0, 4)
#: Whole percents.
PERCENTAGES = (0, 10, 15, 33, 50, 99, 100)
DURATIONS = tuple(
    Duration.parse(text)
    for text in (
        *("4 weken", "24 weken", "6 maanden", "2 jaar", "1 jaar", "3 maanden", "16 weken"),
        *("2 maanden", "1 dag", "84 dagen", "0 dagen", "1 maand"),
    )
)
#: From an event to a day in one of its fields.
DISTANCES = (0, -1, 1, -30, -60, -120, 30, 90, -180, 180, 365, -365, 700)


def day(year: int, month: int, of_month: int) -> int:
    return datetime.date(year, month, of_month).toordinal()


#: Seeds of dice, as throws of a coin. Of integers Hypothesis makes some the constants that it reads from
#: whatever modules are loaded, so that CI would try other examples on another machine.
SEEDS = st.tuples(*[st.booleans()] * 24).map(
    lambda throws: sum(1 << place for place, heads in enumerate(throws) if heads)
)


class Dice:
    """Choices of one example, all from one seed.

    Hypothesis draws the seed and not every choice. Of the some two hundred choices of a life it
    would mostly copy some to others, and try five variants of one life for each new one.
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def upto(self, highest: int) -> int:
        """A number from 0 to ``highest``, both possible."""
        return self._random.randint(0, highest)

    def between(self, lowest: int, highest: int) -> int:
        return self._random.randint(lowest, highest)

    def among(self, options: Sequence[T]) -> T:
        return self._random.choice(options)

    def chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def some(self, options: Sequence[T]) -> list[T]:
        """Any part of the options, in their order."""
        return [option for option in options if self.chance(50)]


def value(dice: Dice, its_type: Type, vocabulary: Vocabulary, on: int) -> Any:
    """A value of a type, for an event on day ``on``."""
    match its_type.kind:
        case Kind.DATE:
            return on + dice.among(DISTANCES)
        case Kind.DURATION:
            return dice.among(DURATIONS)
        case Kind.MONEY:
            return dice.among(AMOUNTS) if dice.chance(80) else dice.upto(2_000_000)
        case Kind.PERCENTAGE:
            return dice.among(PERCENTAGES) * 10 ** (its_type.scale - 2)
        case Kind.NUMBER:
            return dice.among(HOURS if its_type.unit else COUNTS)
        case Kind.BOOL:
            return dice.chance(50)
        case Kind.CHOICE:
            return dice.among(vocabulary.choices[its_type.name or ""].values)
        case Kind.SET:
            return frozenset(dice.some(vocabulary.choices[its_type.name or ""].values))
        case Kind.TEXT:
            return dice.among(("tekst", "", "ECLI:NL:RVS:2025:3087"))
    raise NotImplementedError(f"een veld van type {its_type}")


def fields_of(
    dice: Dice,
    declared: Mapping[str, FieldDecl],
    vocabulary: Vocabulary,
    on: int,
    given: Mapping[str, Any],
    often: int,
) -> dict[str, Any]:
    """Values for declared fields. ``given`` ones stand; one given as ABSENT is left out.

    ``often`` is the chance in percent that a field which may be left out is filled in.
    """
    found = {name: item for name, item in given.items() if item is not ABSENT}
    for name, decl in declared.items():
        needed = not decl.optional and decl.default is ABSENT
        if name not in given and (needed or dice.chance(often)):
            found[name] = value(dice, decl.type, vocabulary, on)
    return found


def event_of(
    vocabulary: Vocabulary, dice: Dice, kind: str, on: int, often: int, **given: Any
) -> Event:
    """An event of a kind on a day; fields that are not given follow from their declared types."""
    declared = vocabulary.events[kind].fields
    return Event(kind, on, fields_of(dice, declared, vocabulary, on, given, often))
