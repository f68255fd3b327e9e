"""Columns of texts, or of a file's own types, as stored integers: each distinct value is read once.

How a value is written is that of dossier files, and it is the same reader that reads it.
"""

from __future__ import annotations

import datetime
import decimal
import re
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from inburgerregels.batch.schema import UNKNOWN_CODE, Schema
from inburgerregels.explain.dutch import clean
from inburgerregels.language.literals import LiteralError, read_value
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.yaml_nodes import Scalar, Seq
from inburgerregels.model import UNKNOWN, Position

__all__ = ["ABSENT_STATE", "BAD_STATE", "Read", "ValueReader", "shown_value"]

Array = Any
GIVEN_STATE, ABSENT_STATE, BAD_STATE = 0, 1, 2

_NOWHERE = Position("")
_MOST_REMEMBERED = 1 << 18
_LONGEST = 10_000
_SHOWN = 100
#: Control characters that no text needs; tabs and line ends are allowed.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@attrs.frozen(eq=False)
class Read:
    """A column read: stored values, which are given, absent or bad, and why those are bad."""

    codes: Array
    states: Array
    texts: Array
    distinct: Array
    reasons: dict[int, tuple[str, str]]

    def reason(self, row: int) -> tuple[str, str]:
        """The value shown and what is wrong with it."""
        return self.reasons[int(self.distinct[row])]


class ValueReader:
    """Reads columns of values of declared types, remembering what it has read."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._known: dict[tuple[Type, bool, Any], tuple[int, int, str | None]] = {}

    def read(self, column: Any, its_type: Type, *, cents: bool = False, sure: bool = False) -> Read:
        """``cents``: numbers are eurocents. ``sure``: *onbekend* will not do."""
        encoded = column.dictionary_encode()
        indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        values = _python_values(encoded.dictionary)
        count = len(values)
        codes = np.zeros(count + 1, np.int64)
        states = np.full(count + 1, ABSENT_STATE, np.int8)
        texts: list[str | None] = [None] * (count + 1)
        reasons = {}
        for i, value in enumerate(values):
            state, code, said = self._one(value, its_type, cents)
            if sure and state == GIVEN_STATE and code == UNKNOWN_CODE:
                state, said = BAD_STATE, "dit kan niet onbekend zijn"
            codes[i], states[i] = code, state
            if state == BAD_STATE:
                reasons[i] = (shown_value(value), said or "")
            elif its_type.kind is Kind.TEXT and state == GIVEN_STATE:
                texts[i] = said
        found = None
        if its_type.kind is Kind.TEXT:
            places = pa.array(np.where(indices < 0, count, indices))
            found = pa.array(texts, pa.string()).take(places)
        return Read(codes[indices], states[indices], found, indices, reasons)

    def _one(self, value: Any, its_type: Type, cents: bool) -> tuple[int, int, str | None]:
        key = (its_type, cents, _hashable(value))
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._fresh(value, its_type, cents)
        return known

    def _fresh(self, value: Any, its_type: Type, cents: bool) -> tuple[int, int, str | None]:
        try:
            node = _node(value, its_type, cents)
            if node is None:
                return ABSENT_STATE, 0, None
            read = read_value(node, its_type, self.schema.vocabulary.choices)
            if cents and read is not UNKNOWN:
                read = _cents(node)
            text = read if its_type.kind is Kind.TEXT and read is not UNKNOWN else "onbekend"
            return GIVEN_STATE, self.schema.encode(read, its_type), text
        except LiteralError as error:
            said = f"{error}; {error.hint}" if error.hint else str(error)
            return BAD_STATE, 0, clean(said[: 4 * _SHOWN])


def shown_value(value: Any) -> str:
    """A value as quarantine shows it: on one line, not too long."""
    if isinstance(value, bytes):
        value = value[: 4 * _SHOWN].decode("utf-8", "backslashreplace")
    text = clean(str(value)[: 4 * _SHOWN])
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _python_values(dictionary: Any) -> list[Any]:
    """Distinct values; texts as bytes, so that bad ones can be looked at."""
    if pa.types.is_string(dictionary.type):
        dictionary = dictionary.view(pa.binary())
    elif pa.types.is_large_string(dictionary.type):
        dictionary = dictionary.view(pa.large_binary())
    found: list[Any] = dictionary.to_pylist()
    return found


def _hashable(value: Any) -> Any:
    return (type(value), repr(value)) if isinstance(value, (list, float)) else (type(value), value)


def _node(value: Any, its_type: Type, cents: bool) -> Scalar | Seq | None:
    """A value from a file as it would stand in a dossier; None when nothing was given."""
    if value is None:
        return None
    if isinstance(value, (list, tuple)):
        items = tuple(_scalar(_text(item, its_type, cents)) for item in value)
        return Seq(items, _NOWHERE)
    text = _text(value, its_type, cents).strip()
    if not text:
        return None
    if its_type.kind is Kind.SET and text != "onbekend":
        return _words(text)
    if its_type.kind is Kind.TEXT and text != "onbekend":
        # Quoted, so that a text that looks like no value is still a text.
        return Scalar(text, _NOWHERE, quoted=True)
    return _scalar(text)


def _scalar(text: str) -> Scalar:
    return Scalar(text, _NOWHERE)


def _words(text: str) -> Seq:
    """``lezen|knm``, ``lezen, knm`` and ``[lezen, knm]``."""
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    parts = [part.strip().strip("\"'") for part in re.split(r"[,;|]", text)] if text.strip() else []
    return Seq(tuple(_scalar(part) for part in parts), _NOWHERE)


def _text(value: Any, its_type: Type, cents: bool) -> str:
    """How a value of a file's own type would be written."""
    match value:
        case bytes():
            return _decoded(value)
        case str():
            return _decoded(value.encode("utf-8", "surrogatepass"))
        case bool():
            return "ja" if value else "nee"
        case float() if value.is_integer() and abs(value) < 1e15:
            return _number(str(int(value)), its_type)
        case int():
            return _number(str(value)[:_SHOWN], its_type)
        case decimal.Decimal():
            return _number(_decimal(value), its_type)
        case datetime.datetime() if value.time() == datetime.time() and value.tzinfo is None:
            return value.date().isoformat()
        case datetime.date() if not isinstance(value, datetime.datetime):
            return value.isoformat()
    return str(value)[:_LONGEST]


def _decoded(value: bytes) -> str:
    if len(value) > _LONGEST:
        raise LiteralError(f"deze waarde is langer dan {_LONGEST} tekens")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        raise LiteralError("deze waarde is geen UTF-8") from None
    if _CONTROL.search(text):
        raise LiteralError("deze waarde bevat stuurtekens")
    return text


def _number(text: str, its_type: Type) -> str:
    return text + "%" if its_type.kind is Kind.PERCENTAGE else text


def _decimal(value: decimal.Decimal) -> str:
    if not value.is_finite() or abs(value.adjusted()) > _SHOWN:
        return str(value)
    if value == value.to_integral_value():
        return str(int(value))
    text = f"{value:f}".rstrip("0")
    whole, _, rest = text.partition(".")
    return f"{whole},{rest.ljust(2, '0')}"


def _cents(node: Scalar | Seq) -> int:
    if isinstance(node, Scalar) and re.fullmatch(r"\d{1,14}", node.text, re.ASCII):
        return int(node.text)
    raise LiteralError("schrijf hele eurocenten")
