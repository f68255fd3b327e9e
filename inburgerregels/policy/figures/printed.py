"""A figure as it is printed, and between which bounds the number lies that it stands for.

``52,5%`` stands for anything between 52,45% and 52,55%; ``circa 87.000``, in thousands, for anything
between 86.500 and 87.500; ``9309`` for exactly that.
"""

from __future__ import annotations

import re
from fractions import Fraction

import attrs

__all__ = ["EURO", "PERCENT", "Bounds", "Printed", "PrintedError", "read_printed", "split_cell"]

#: The two units with a sign of their own; any other is a number of something.
EURO = "euro"
PERCENT = "procent"

_MILLION = 10**6
_NUMBER = re.compile(
    r"(?:(?P<how>circa|ongeveer|afgerond|ruim|bijna|onder)\s+)?"
    r"(?P<euro>€\s*)?"
    r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<decimals>\d+))?"
    r"(?P<million>\s+miljoen)?(?P<percent>\s*%)?"
)
_CELL = re.compile(r"(?P<first>.*\d)\s+\(?(?P<second>\d[\d.,]*\s*%)\)?")


class PrintedError(ValueError):
    """A text that is no printed number, or one of another unit."""


@attrs.frozen
class Bounds:
    """The least and the greatest that a number can be."""

    low: Fraction
    high: Fraction

    @classmethod
    def around(cls, value: Fraction, margin: Fraction) -> Bounds:
        return cls(value - margin, value + margin)

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    def __add__(self, other: Bounds) -> Bounds:
        return Bounds(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Bounds) -> Bounds:
        return Bounds(self.low - other.high, self.high - other.low)

    def meets(self, other: Bounds) -> bool:
        return self.low <= other.high and other.low <= self.high

    def within(self, other: Bounds) -> Bounds | None:
        """What both allow, or None."""
        if not self.meets(other):
            return None
        return Bounds(max(self.low, other.low), min(self.high, other.high))


@attrs.frozen
class Printed:
    """What a printed text says.

    ``value``: euros in cents, percentages as a share of one, else a number. ``step``: to which
    multiple it was rounded; zero where it is exact.
    """

    text: str
    value: Fraction
    step: Fraction
    bounds: Bounds


def split_cell(text: str) -> tuple[str, str | None]:
    """The number of a cell, and the percentage that is printed behind it.

    >>> split_cell("7.172 77%"), split_cell("15.600 (43%)"), split_cell("9309"), split_cell("52%")
    (('7.172', '77%'), ('15.600', '43%'), ('9309', None), ('52%', None))
    """
    match = _CELL.fullmatch(text)
    return (text, None) if match is None else (match["first"], match["second"])


def read_printed(text: str, unit: str, rounded_to: int | None = None) -> Printed:
    """The number that a text stands for.

    ``rounded_to``: the multiple to which it was rounded, where its digits do not show that.
    Raises :class:`PrintedError`.

    >>> read_printed("€ 1,3 miljoen", "euro").value
    Fraction(130000000, 1)
    >>> read_printed("52,5%", "procent").bounds
    Bounds(low=Fraction(1049, 2000), high=Fraction(1051, 2000))
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise PrintedError(f"'{text}' is geen gedrukt getal")
    if bool(match["percent"]) is not (unit == PERCENT) or bool(match["euro"]) is not (unit == EURO):
        raise PrintedError(f"'{text}' is geen getal in de eenheid {unit}")
    decimals = match["decimals"] or ""
    scale = Fraction(_MILLION if match["million"] else 1)
    if unit == EURO:
        scale *= 100
    elif unit == PERCENT:
        scale /= 100
    value = Fraction(int(match["whole"].replace(".", "") + decimals), 10 ** len(decimals)) * scale
    measured = unit in (EURO, PERCENT) or decimals or match["million"]
    step = scale / 10 ** len(decimals) if measured else Fraction(0)
    if rounded_to is not None:
        step = rounded_to * scale
    return Printed(text, value, step, _bounds(match["how"], value, step))


def _bounds(how: str | None, value: Fraction, step: Fraction) -> Bounds:
    match how:
        case "ruim":
            return Bounds(value, value + step)
        case "bijna":
            return Bounds(value - step, value)
        case "onder":
            return Bounds(Fraction(0), value)
        case _:
            return Bounds.around(value, step / 2)
