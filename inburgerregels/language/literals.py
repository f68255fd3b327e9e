"""Constant values written out in files: ``€ 1.250``, ``3 jaar``, ``15%``, ``onbekend``.

One reader for parameters, table cells, field defaults and dossiers.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from typing import Any

from inburgerregels.language.syntax import (
    DURATION_HINT,
    is_misspelt_duration,
    literal_money,
    parse_percentage,
)
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import Choice
from inburgerregels.language.yaml_nodes import Map, Node, Scalar, Seq
from inburgerregels.model import UNKNOWN, Duration, nearest

#: Words that stand for a sign, and how it is written.
_SIGNS = {"euro": "€ {}", "eur": "€ {}", "procent": "{}%"}

__all__ = ["LiteralError", "parse_type", "read_constant", "read_value"]

_SIMPLE = {
    kind.value: kind
    for kind in (
        Kind.DATE,
        Kind.DURATION,
        Kind.MONEY,
        Kind.PERCENTAGE,
        Kind.NUMBER,
        Kind.BOOL,
        Kind.TEXT,
        Kind.TEXTS,
        Kind.CONTRIBUTIONS,
    )
}
_EURO = re.compile(r"(?:€\s*\d{1,3}(?:\.\d{3})+|(?:€\s*)?\d{1,12})(?:,\d\d)?\Z")


#: a percentage in a dossier is a share of something; only the law itself may say more
_MOST_PERCENT = 100
_NEVER_NEGATIVE = (Kind.MONEY, Kind.NUMBER, Kind.DURATION, Kind.PERCENTAGE)


class LiteralError(ValueError):
    """A value that is not what was expected; ``hint`` says what would be.

    ``node`` is the part of a list that is wrong, where it is not the whole.
    """

    def __init__(self, message: str, hint: str | None = None, node: Node | None = None) -> None:
        super().__init__(message)
        self.hint = hint
        self.node = node


def parse_type(
    text: str, choices: Mapping[str, Choice], unit: str | None = None, decimals: int = 0
) -> Type:
    """The type a declaration names; ``decimals`` of a percentage. Raises :class:`LiteralError`."""
    if decimals and text != Kind.PERCENTAGE.value:
        raise LiteralError("alleen een percentage heeft `decimalen`")
    if text in _SIMPLE:
        return Type(_SIMPLE[text], unit=unit, scale=2 + decimals if text == "percentage" else 0)
    if text in choices:
        return Type(Kind.CHOICE, name=text)
    first, _, rest = text.partition(" ")
    if first == "verzameling" and rest in choices:
        return Type(Kind.SET, name=rest)
    known = [*_SIMPLE, *choices, *(f"verzameling {name}" for name in choices)]
    raise LiteralError(f"onbekend type '{text}'", nearest(text, known))


def read_value(node: Node, wanted: Type, choices: Mapping[str, Choice]) -> Any:
    """The value of a node as a given type; ``onbekend`` gives UNKNOWN.

    Days become ordinals, amounts eurocents, percentages integers at the type's scale, sets
    frozensets. Raises :class:`LiteralError`.
    """
    if wanted.kind is Kind.SET:
        return _read_set(node, wanted, choices)
    if wanted.kind is Kind.TEXTS:
        if isinstance(node, Seq) and all(isinstance(item, Scalar) for item in node):
            return tuple(item.text for item in node if isinstance(item, Scalar))
        raise LiteralError("een lijst met teksten verwacht", "schrijf [tekst, tekst]")
    if not isinstance(node, Scalar):
        raise LiteralError(
            f"een waarde verwacht ({wanted})", "schrijf één waarde, zonder [ ] of { }"
        )
    text = node.text.strip()
    if node.is_empty:
        raise LiteralError(f"hier ontbreekt een waarde ({wanted})")
    if text.startswith("-") and wanted.kind in _NEVER_NEGATIVE:
        raise LiteralError(f"'{text}' is lager dan nul", "schrijf het zonder minteken")
    if text == "onbekend" and not node.quoted:
        return UNKNOWN
    match wanted.kind:
        case Kind.DATE:
            return _read_day(text)
        case Kind.DURATION:
            return _guard(Duration.parse, text, "is geen duur", DURATION_HINT)
        case Kind.MONEY:
            return _read_money(text)
        case Kind.PERCENTAGE:
            value, scale = _guard(
                parse_percentage, text, "is geen percentage", "schrijf 15% of 12,5%"
            )
            while scale > wanted.scale and value % 10 == 0:
                value, scale = value // 10, scale - 1
            if scale > wanted.scale:
                most = wanted.scale - 2
                hint = f"hier past een percentage met {most or 'geen'} decimalen"
                raise LiteralError(f"'{text}' heeft te veel decimalen voor een percentage", hint)
            if value > _MOST_PERCENT * 10 ** (scale - 2):
                hint = f"een deel is ten hoogste {_MOST_PERCENT}%"
                raise LiteralError(f"'{text}' is meer dan {_MOST_PERCENT}%", hint)
            return value * 10 ** (wanted.scale - scale)
        case Kind.NUMBER:
            match = re.fullmatch(r"(\d{1,12})(?:\s+([a-z_]+))?", text)
            if not match or (match[2] and wanted.unit and match[2] != wanted.unit):
                unit = f" (in {wanted.unit})" if wanted.unit else ""
                hint = "schrijf een heel getal in cijfers, nul of hoger"
                raise LiteralError(f"'{text}' is geen heel getal{unit}", hint)
            return int(match[1])
        case Kind.BOOL:
            if text in ("ja", "true"):
                return True
            if text in ("nee", "false"):
                return False
            raise LiteralError(f"'{text}': 'ja' of 'nee' verwacht", "schrijf ja of nee")
        case Kind.CHOICE:
            return _read_choice(text, choices[wanted.name or ""])
        case Kind.TEXT:
            return text
    raise LiteralError(f"een waarde van type {wanted} kan hier niet staan")


def _guard(reader: Any, text: str, complaint: str, hint: str) -> Any:
    try:
        return reader(text)
    except ValueError:
        raise LiteralError(f"'{text}' {complaint}", hint) from None


def _read_day(text: str) -> int:
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)|(\d\d?)-(\d\d?)-(\d{4})", text)
    if not match:
        raise LiteralError(f"'{text}' is geen datum", "schrijf 2019-05-18 of 18-05-2019")
    year, month, day = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
    try:
        return datetime.date(int(year), int(month), int(day)).toordinal()
    except ValueError:
        hint = _what_exists(int(year), int(month))
        raise LiteralError(f"'{text}' is geen bestaande dag", hint) from None


def _what_exists(year: int, month: int) -> str:
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        return "het eerste jaar is 0001"
    if month not in range(1, 13):
        return "een maand is 01 tot en met 12"
    return f"die maand heeft {calendar.monthrange(year, month)[1]} dagen"


def _read_money(text: str) -> int:
    if not _EURO.match(text):
        hint = "schrijf 1250, 62,50 of € 1.250"
        if re.fullmatch(r"\d+\.\d{1,2}", text):
            hint = "gebruik een komma voor de centen: " + text.replace(".", ",").ljust(
                len(text) + (1 if re.fullmatch(r"\d+\.\d", text) else 0), "0"
            )
        raise LiteralError(f"'{text}' is geen bedrag in euro's en hele centen", hint)
    return literal_money(text)


def _read_choice(text: str, choice: Choice) -> str:
    if text not in choice.values:
        known = ", ".join(choice.values)
        near = nearest(text, choice.values)
        hint = f"{near} Kies uit: {known}" if near else f"kies uit: {known}"
        raise LiteralError(f"'{text}' is geen {choice.name}", hint)
    return text


def _read_set(node: Node, wanted: Type, choices: Mapping[str, Choice]) -> Any:
    if isinstance(node, Scalar) and node.text == "onbekend":
        return UNKNOWN
    if isinstance(node, Map) or (isinstance(node, Scalar) and node.is_empty):
        known = ", ".join(choices[wanted.name or ""].values)
        hint = f"schrijf [waarde, waarde] met waarden uit: {known}"
        raise LiteralError(f"een lijst verwacht ({wanted})", hint)
    items = node.items if isinstance(node, Seq) else (node,)
    found = set()
    for item in items:
        if not isinstance(item, Scalar):
            hint = "schrijf [waarde, waarde]"
            raise LiteralError(f"een lijst van losse waarden verwacht ({wanted})", hint, item)
        try:
            found.add(_read_choice(item.text.strip(), choices[wanted.name or ""]))
        except LiteralError as error:
            raise LiteralError(str(error), error.hint, item) from None
    return frozenset(found)


def read_constant(node: Node, choices: Mapping[str, Choice]) -> tuple[Any, Type]:
    """A constant whose type shows in how it is written: the value and its type.

    Raises :class:`LiteralError`.
    """
    if isinstance(node, Seq):
        texts = {item.text for item in node if isinstance(item, Scalar)}
        for choice in choices.values():
            if texts and texts <= set(choice.values):
                return frozenset(texts), Type(Kind.SET, name=choice.name)
        raise LiteralError("deze lijst past bij geen enkele keuze")
    if not isinstance(node, Scalar) or node.is_empty:
        raise LiteralError("hier ontbreekt een waarde")
    text = node.text.strip()
    if re.match(r"€", text):
        return _read_money(text), Type(Kind.MONEY)
    if text.endswith("%"):
        value, scale = _guard(parse_percentage, text, "is geen percentage", "schrijf 15% of 12,5%")
        return value, Type(Kind.PERCENTAGE, scale=scale)
    if re.match(r"\d{4}-\d\d-\d\d|\d\d?-\d\d?-\d{4}", text):
        return _read_day(text), Type(Kind.DATE)
    if re.fullmatch(r"\d+\s+(jaar|maanden|maand|weken|week|dagen|dag)", text):
        text = re.sub(r"\s+", " ", text)
        duration = _guard(Duration.parse, text, "is geen duur", DURATION_HINT)
        return duration, Type(Kind.DURATION)
    match = re.fullmatch(r"(\d{1,12})(?:\s+([a-z_]+))?", text)
    if match and is_misspelt_duration(match[2] or ""):
        raise LiteralError(f"'{text}' is geen duur", DURATION_HINT)
    if match and match[2] in _SIGNS:
        sign = _SIGNS[match[2]].format(match[1])
        raise LiteralError(f"'{text}' is geen bedrag of percentage", f"schrijf {sign}")
    if match:
        return int(match[1]), Type(Kind.NUMBER, unit=match[2])
    if text in ("ja", "nee"):
        return text == "ja", Type(Kind.BOOL)
    owners = [choice for choice in choices.values() if text in choice.values]
    if len(owners) == 1:
        return text, Type(Kind.CHOICE, name=owners[0].name)
    if owners:
        names = " en van ".join(owner.name for owner in owners)
        raise LiteralError(f"'{text}' is een waarde van {names}; het is niet duidelijk welke")
    raise LiteralError(
        f"'{text}' is geen bedrag, duur, percentage, getal, dag, ja/nee of bekende keuze",
        nearest(text, [value for choice in choices.values() for value in choice.values])
        or "schrijf bijvoorbeeld 3 jaar, 6 maanden, 16 weken, € 1.250, 15%, 600 uur of 2019-05-18",
    )
