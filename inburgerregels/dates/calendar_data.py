"""Reading the data of ``rules/algemeen/kalender.yaml`` into the fields of a holiday calendar.

Every block and every row must be complete and have a ``bron``; keys that only explain
(:data:`FREE_TEXT`) may stand anywhere, any other key is a mistake. Messages name the place, such as
``kalender, vaste feestdagen 2, datum``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from inburgerregels.model.values import day_of

__all__ = ["FREE_TEXT", "FURTHEST", "read_calendar"]

FREE_TEXT: Final = frozenset({"titel", "toelichting", "naam", "bron", "zekerheid", "open vraag"})
#: The most days that a holiday may lie from Easter or from its own date, so that it lies in its own
#: year, the one before or the one after.
FURTHEST: Final = 365

_MONTHS: Final = (
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
_WEEKDAYS: Final = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
#: A leap year, so that 29 February is a date.
_ANY_LEAP_YEAR: Final = 2000

_Block = Mapping[str, object]


def read_calendar(data: Mapping[str, object]) -> dict[str, Any]:
    """The keyword arguments of :class:`HolidayCalendar` from the plain values of the data file.

    Raises ValueError, with a Dutch message that names the key, at the first mistake.
    """
    document = _block(data, "het bestand", required={"kalender"})
    place = "kalender"
    top = _block(
        document["kalender"],
        place,
        required={
            "weekend",
            "vaste feestdagen",
            "schuivende feestdagen",
            "feestdagen rond Pasen",
            "gelijkgestelde dagen",
            "langste termijn",
            "minimum aan werkdagen",
        },
    )
    return {
        "weekend": _unique(
            [
                _weekday(row["dag"], f"{at}, dag")
                for row, at in _rows(top, "weekend", place, {"dag"})
            ],
            f"{place}, weekend",
        ),
        "fixed": [
            (*_date_of_year(row["datum"], f"{at}, datum"), *_years(row, at))
            for row, at in _rows(top, "vaste feestdagen", place, {"datum"}, {"jaren"})
        ],
        "moving": [
            (
                *_date_of_year(row["datum"], f"{at}, datum"),
                _weekday(row["als op"], f"{at}, als op"),
                -_offset(row["dagen eerder"], f"{at}, dagen eerder"),
                *_years(row, at),
            )
            for row, at in _rows(
                top, "schuivende feestdagen", place, {"datum", "als op", "dagen eerder"}, {"jaren"}
            )
        ],
        "easter_offsets": [
            _offset(row["dagen na Pasen"], f"{at}, dagen na Pasen")
            for row, at in _rows(top, "feestdagen rond Pasen", place, {"dagen na Pasen"})
        ],
        "designated": _unique(
            [
                _day(value, f"{at}, dagen {number}")
                for row, at in _rows(top, "gelijkgestelde dagen", place, {"dagen"})
                for number, value in enumerate(_list(row["dagen"], f"{at}, dagen"), start=1)
            ],
            f"{place}, gelijkgestelde dagen",
        ),
        **_longest_term(top["langste termijn"], f"{place}, langste termijn"),
        **_minimum(top["minimum aan werkdagen"], f"{place}, minimum aan werkdagen"),
    }


def _longest_term(value: object, place: str) -> dict[str, int]:
    units = {"dagen": "max_days", "weken": "max_weeks", "maanden": "max_months"}
    block = _sourced(value, place, units.keys())
    return {field: _count(block[unit], f"{place}, {unit}") for unit, field in units.items()}


def _minimum(value: object, place: str) -> dict[str, int]:
    fields = {
        "werkdagen": "minimum_working_days",
        "bij een termijn vanaf dagen": "from_days",
    }
    block = _sourced(value, place, fields.keys())
    return {field: _count(block[key], f"{place}, {key}") for key, field in fields.items()}


def _rows(
    parent: _Block,
    key: str,
    place: str,
    required: AbstractSet[str],
    optional: AbstractSet[str] = frozenset(),
) -> list[tuple[_Block, str]]:
    rows = _list(parent[key], f"{place}, {key}")
    places = [f"{place}, {key} {number}" for number in range(1, len(rows) + 1)]
    return [
        (_sourced(row, at, required, optional), at) for row, at in zip(rows, places, strict=True)
    ]


def _sourced(
    value: object,
    place: str,
    required: AbstractSet[str],
    optional: AbstractSet[str] = frozenset(),
) -> _Block:
    return _block(value, place, required | {"bron"}, optional)


def _block(
    value: object,
    place: str,
    required: AbstractSet[str],
    optional: AbstractSet[str] = frozenset(),
) -> _Block:
    if not isinstance(value, Mapping):
        raise _wrong(place, "sleutels met waarden", value)
    for key in value:
        if key not in required | optional | FREE_TEXT:
            raise ValueError(f"{place}: de sleutel {key!r} is hier niet bekend")
    for key in sorted(required):
        if value.get(key) in (None, ""):
            raise ValueError(f"{place}: de sleutel {key!r} ontbreekt")
    return value


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise _wrong(place, "een lijst", value)
    return value


def _whole(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong(place, "een geheel getal", value)
    return value


def _count(value: object, place: str) -> int:
    number = _whole(value, place)
    if number < 0:
        raise _wrong(place, "een getal vanaf 0", value)
    return number


def _offset(value: object, place: str) -> int:
    days = _whole(value, place)
    if abs(days) > FURTHEST:
        raise _wrong(place, f"ten hoogste {FURTHEST} dagen", value)
    return days


def _weekday(value: object, place: str) -> int:
    if value not in _WEEKDAYS:
        raise _wrong(place, "een dag van de week, zoals 'zondag'", value)
    return _WEEKDAYS.index(value)


def _date_of_year(value: object, place: str) -> tuple[int, int]:
    """Month and day of a text such as ``5 mei``."""
    expected = "een dag en een maand, zoals '5 mei'"
    if not isinstance(value, str):
        raise _wrong(place, expected, value)
    number, _, month = value.partition(" ")
    if month not in _MONTHS or not re.fullmatch("[0-9]{1,2}", number):
        raise _wrong(place, expected, value)
    try:
        date = datetime.date(_ANY_LEAP_YEAR, _MONTHS.index(month) + 1, int(number))
    except ValueError:
        raise _wrong(place, "een dag die bestaat", value) from None
    return date.month, date.day


def _years(row: _Block, place: str) -> tuple[int | None, int | None]:
    """First and last year of an entry; None is an open end."""
    if row.get("jaren") is None:
        return None, None
    at = f"{place}, jaren"
    years = _block(row["jaren"], at, set(), {"vanaf", "tot en met"})
    first, last = (
        None if years.get(key) is None else _whole(years[key], f"{at}, {key}")
        for key in ("vanaf", "tot en met")
    )
    if first is not None and last is not None and last < first:
        raise ValueError(f"{at}: 'tot en met' ({last}) ligt vóór 'vanaf' ({first})")
    return first, last


def _day(value: object, place: str) -> int:
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise _wrong(place, "een datum, zoals 2026-01-02", value)
    return day_of(value)


def _unique(days: list[int], place: str) -> frozenset[int]:
    if len(set(days)) < len(days):
        raise ValueError(f"{place}: een dag staat er twee keer")
    return frozenset(days)


def _wrong(place: str, expected: str, value: object) -> ValueError:
    shown = value.isoformat() if isinstance(value, datetime.date) else repr(value)
    return ValueError(f"{place}: verwacht {expected}, maar er staat {shown}")
