"""How values are written in Dutch."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgerregels.explain.dutch import (
    amount,
    clean,
    day,
    escape_invisible,
    field_label,
    field_values,
    percentage,
)
from inburgerregels.model import UNKNOWN, Duration


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "€ 0,00"),
        (5, "€ 0,05"),
        (106250, "€ 1.062,50"),
        (123456789, "€ 1.234.567,89"),
        (-150, "€ -1,50"),
    ],
)
def test_an_amount_has_points_between_thousands_and_two_decimals(cents: int, text: str) -> None:
    assert amount(cents) == text


def test_a_day_is_written_without_a_leading_zero_and_with_the_month_in_full() -> None:
    assert day(datetime.date(2020, 3, 1)) == "1 maart 2020"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(3, 20), "15%"),
        (Fraction(1, 8), "12,5%"),
        (Fraction(178, 10000), "1,78%"),
        (Fraction(6, 1000), "0,6%"),
        (Fraction(2), "200%"),
        (Fraction(-1, 10), "-10%"),
        (Fraction(2, 3), "2/3"),
    ],
)
def test_a_percentage_is_exact(share: Fraction, text: str) -> None:
    assert percentage(share) == text


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("opgelegd_cent", 50000, ("€ 500,00",)),
        ("aantal", 3, ("3",)),
        ("percentage", 90, ("90%",)),
        ("percentage", "12.5", ("12,5%",)),
        ("percentage", "onbekend", ("onbekend",)),
        ("einde", datetime.date(2019, 5, 18), ("18 mei 2019",)),
        ("einde", "2019-05-18", ("18 mei 2019",)),
        ("einde", "2019-02-30", ("2019-02-30",)),
        ("stand", "niet_verwijtbaar", ("niet verwijtbaar",)),
        ("uitleg", "een zin met een_naam", ("een zin met een_naam",)),
        ("geheel", False, ("nee",)),
        ("geheel", UNKNOWN, ("onbekend",)),
        ("duur", Duration(days=168), ("24 weken",)),
        ("tot", None, ("-",)),
        ("redenen", [], ("geen",)),
        ("redenen", ["een", "twee"], ("een", "twee")),
        ("onderdelen", frozenset({"spreken", "lezen"}), ("lezen, spreken",)),
        (
            "matigingen",
            [{"grond": "te laat", "percentage": 15}, {"begin": "2019-05-18", "nummer": 2}],
            ("te laat, 15%", "18 mei 2019, nummer 2"),
        ),
    ],
)
def test_a_field_is_written_as_what_it_is(name: str, value: Any, shown: tuple[str, ...]) -> None:
    assert field_values(name, value) == shown


def test_the_label_of_an_amount_does_not_say_cent() -> None:
    assert field_label("na_bezwaar_cent") == "Na bezwaar"


@given(st.text())
def test_cleaned_text_has_as_many_characters_and_none_that_steers(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text)
    assert clean(cleaned) == cleaned
    assert cleaned.isprintable() or not set(cleaned) & {chr(code) for code in range(32)}


@given(st.text(st.characters()))
def test_json_with_escapes_still_says_the_same(text: str) -> None:
    written = json.dumps({"tekst": text}, ensure_ascii=False, indent=2)
    escaped = escape_invisible(written)
    assert json.loads(escaped) == {"tekst": text}
    assert clean(escaped, lines=True) == escaped
