"""How amounts, days, durations, shares and names are written in Dutch: the one place for it."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from inburgerregels.model import UNKNOWN, Duration

__all__ = [
    "amount",
    "clean",
    "count",
    "day",
    "escape_invisible",
    "field_label",
    "field_values",
    "humanise",
    "number",
    "percentage",
    "sentence",
    "value",
]

_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)

_DECIMAL = re.compile(r"-?\d+\.\d+", re.ASCII)

#: The interface marks amounts by this ending: ``bedrag_cent`` is an amount in eurocents.
_CENT = "_cent"


def day(date: datetime.date) -> str:
    """A day as a lawyer writes it.

    >>> day(datetime.date(2019, 5, 18))
    '18 mei 2019'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def amount(cents: int) -> str:
    """An amount of eurocents.

    >>> amount(106250), amount(-50), amount(1000000)
    ('€ 1.062,50', '€ -0,50', '€ 10.000,00')
    """
    euros, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    return f"€ {sign}{number(euros)},{rest:02d}"


def number(whole: int) -> str:
    """A whole number with points between the thousands.

    >>> number(1000000)
    '1.000.000'
    """
    return f"{whole:,}".replace(",", ".")


def percentage(share: Fraction) -> str:
    """A share of one, exact as far as it can be written in decimals.

    >>> percentage(Fraction(15, 100)), percentage(Fraction(1, 8)), percentage(Fraction(1, 3))
    ('15%', '12,5%', '1/3')
    """
    hundredths = share * 100
    for decimals in range(7):
        shifted = hundredths * 10**decimals
        if shifted.denominator == 1:
            whole, rest = divmod(abs(shifted.numerator), 10**decimals)
            tail = f",{rest:0{decimals}d}" if decimals else ""
            return f"{'-' if share < 0 else ''}{number(whole)}{tail}%"
    return str(share)


def count(how_many: int, one: str, more: str) -> str:
    """A number of things.

    >>> count(1, "dag", "dagen"), count(168, "dag", "dagen")
    ('1 dag', '168 dagen')
    """
    return f"{number(how_many)} {one if how_many == 1 else more}"


def humanise(name: str) -> str:
    """A name from a file as words.

    >>> humanise("niet_verwijtbaar"), humanise("geen-boete")
    ('niet verwijtbaar', 'geen-boete')
    """
    return clean(name).replace("_", " ")


def sentence(text: str) -> str:
    """The text with a capital to begin with.

    >>> sentence("laatste dag")
    'Laatste dag'
    """
    return text[:1].upper() + text[1:]


def field_label(name: str) -> str:
    """What stands before the value of a field.

    >>> field_label("na_bezwaar_cent"), field_label("vervallen_op")
    ('Na bezwaar', 'Vervallen op')
    """
    return sentence(humanise(name.removesuffix(_CENT)))


def value(given: Any, *, name: str = "") -> str:
    """A single value as text; the ``name`` of its field tells amounts from counts."""
    if given is None:
        return "-"
    if given is UNKNOWN:
        return "onbekend"
    if isinstance(given, bool):
        return "ja" if given else "nee"
    if isinstance(given, datetime.date):
        return day(given)
    if isinstance(given, int):
        if name.endswith(_CENT):
            return amount(given)
        if name == "percentage":
            return f"{given}%"
        return str(given)
    if name == "percentage" and isinstance(given, str) and _DECIMAL.fullmatch(given):
        return f"{given.replace('.', ',')}%"
    if isinstance(given, Fraction):
        return percentage(given)
    if isinstance(given, Duration):
        return str(given)
    if isinstance(given, Mapping):
        return _in_one_line(given)
    if isinstance(given, (list, tuple)):
        return ", ".join(value(item) for item in given) or "geen"
    if isinstance(given, (set, frozenset)):
        return ", ".join(sorted(value(item) for item in given)) or "geen"
    return _text(str(given))


def field_values(name: str, given: Any) -> tuple[str, ...]:
    """The values of a field, one per line to be shown; a field without a value gives ``-``."""
    if isinstance(given, (list, tuple)):
        return tuple(value(item, name=name) for item in given) or ("geen",)
    return (value(given, name=name),)


def _in_one_line(given: Mapping[str, Any]) -> str:
    """A mapping of a few fields: ``20% gehaalde onderdelen``, or ``begin 1 mei 2019, nummer 2``."""
    parts = []
    for name, item in given.items():
        shown = value(item, name=str(name))
        bare = isinstance(item, str) or name == "percentage" or str(name).endswith(_CENT)
        parts.append(shown if bare else f"{humanise(str(name))} {shown}")
    return ", ".join(parts)


def _text(text: str) -> str:
    """Text as it is, a single name (``niet_verwijtbaar``) as words, an ISO day in full."""
    try:
        return day(datetime.date.fromisoformat(text)) if len(text) == 10 else _words(text)
    except ValueError:
        return _words(text)


def _words(text: str) -> str:
    return clean(text) if " " in text else humanise(text)


def _invisible(character: str) -> bool:
    """Whether a character steers the terminal or hides how a text reads, instead of being read."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean(text: str, *, lines: bool = False) -> str:
    """The text without what would steer a terminal; each such character becomes a ``�``.

    ``lines`` keeps the ends of lines.

    >>> clean("jan\\x1b[31m")
    'jan�[31m'
    """
    return "".join(
        "\ufffd" if _invisible(character) and not (lines and character == "\n") else character
        for character in text
    )


def escape_invisible(json_text: str) -> str:
    """JSON text with what would steer a terminal written as escapes, so that it still parses.

    >>> escape_invisible('"a\\x9bb"')
    '"a\\\\u009bb"'
    """
    return "".join(
        _json_escape(character) if character != "\n" and _invisible(character) else character
        for character in json_text
    )


def _json_escape(character: str) -> str:
    """``\\uXXXX``, as a surrogate pair beyond the basic plane.

    >>> _json_escape(chr(0xE0001))
    '\\\\udb40\\\\udc01'
    """
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
