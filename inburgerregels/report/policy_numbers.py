"""Figures about populations as readers see them: the one place where they are rounded."""

from __future__ import annotations

from fractions import Fraction

from inburgerregels.explain.dutch import number
from inburgerregels.policy.margins import Spread
from inburgerregels.report.document import Cell

__all__ = [
    "change_cell",
    "figure_cell",
    "in_words",
    "share_cell",
    "spread_text",
    "weight_text",
    "whole",
]

_EURO, _DAYS = "euro", "dagen"
_MINUS = "-"
_CENTS = 100
#: Of what is not nought, and is shown as nought.
_ALMOST = "bijna "


def whole(value: Fraction | int) -> str:
    """A number without decimals.

    >>> whole(Fraction(3000000, 2)), whole(-12)
    ('1.500.000', '-12')
    """
    rounded = _rounded(Fraction(value))
    return f"{_MINUS}{number(-rounded)}" if rounded < 0 else number(rounded)


def figure_cell(value: Fraction, unit: str, *, averaged: bool = False) -> Cell:
    """A figure in its unit; amounts are given in cents and shown in whole euros."""
    if averaged:
        return Cell(_decimal(value), value)
    if unit == _EURO:
        euros = whole(abs(value) / _CENTS)
        sign = _MINUS if value < 0 and _shows_more_than_nought(euros) else ""
        return Cell(f"{sign}€ {euros}", value / _CENTS)
    return Cell(whole(value), value)


def change_cell(value: Fraction, unit: str, *, averaged: bool = False) -> Cell:
    """A difference, with its sign."""
    cell = figure_cell(abs(value), unit, averaged=averaged)
    exact = value / _CENTS if unit == _EURO and not averaged else value
    if not _shows_more_than_nought(cell.text):
        return Cell(cell.text if not value else f"{_ALMOST}{cell.text}", exact)
    return Cell(f"{'+' if value > 0 else _MINUS}{cell.text}", exact)


def share_cell(share: Fraction | None, *, signed: bool = True) -> Cell:
    """A share of one as a percentage with one decimal; ``-`` where there is none."""
    if share is None:
        return Cell("-", None)
    shown = f"{_decimal(abs(share) * 100)}%"
    if share and not _shows_more_than_nought(shown):
        return Cell(f"{_ALMOST}{0}%", share * 100)
    sign = ("+" if share > 0 else _MINUS) if signed and share else ""
    return Cell(f"{sign}{shown}", share * 100)


def spread_text(spread: Spread, unit: str, *, averaged: bool = False) -> str:
    """From the lowest to the highest difference."""
    low, high = (
        change_cell(value, unit, averaged=averaged).text for value in (spread.low, spread.high)
    )
    return f"{low} tot {high}"


def weight_text(weight: Fraction, decimals: int = 3) -> str:
    """How many persons a life stands for."""
    if weight.denominator == 1:
        return whole(weight)
    rounded = round(weight, decimals)
    units, rest = divmod(rounded * 10**decimals, 10**decimals)
    digits = f"{int(rest):0{decimals}}".rstrip("0")
    text = number(int(units)) + (f",{digits}" if digits else "")
    return text if rounded == weight else f"ongeveer {text}"


def in_words(cell: Cell, unit: str) -> str:
    """A figure with the unit behind it, where the figure does not show it."""
    return f"{cell.text} dagen" if unit == _DAYS else cell.text


def _shows_more_than_nought(text: str) -> bool:
    return any(digit in text for digit in "123456789")


def _rounded(value: Fraction) -> int:
    """Halves away from zero, as people round."""
    size = abs(value)
    found = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    return -found if value < 0 else found


def _decimal(value: Fraction) -> str:
    """With one decimal.

    >>> _decimal(Fraction(1254, 100)), _decimal(Fraction(-1, 3))
    ('12,5', '-0,3')
    """
    tenths = _rounded(value * 10)
    units, rest = divmod(abs(tenths), 10)
    return f"{_MINUS if tenths < 0 else ''}{number(units)},{rest}"
