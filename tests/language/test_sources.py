"""Links lead to the text that was in force, and of a repealed law to its last text."""

from __future__ import annotations

import datetime

import pytest

from inburgerregels.language.sources import Instrument, SourceBook, at_date
from inburgerregels.language.yaml_nodes import Scalar
from inburgerregels.model import Position, Problems

LAST = datetime.date(2021, 12, 31)


def cited(until: datetime.date | None) -> str:
    book = SourceBook(
        {"Oud": Instrument("Oud", "Oude wet", "BWBR0000001", None, until and until.toordinal())}
    )
    problems = Problems()
    (source,) = book.parse(Scalar("Oud 7b lid 2", Position("a.yaml", 1, 1)), problems)
    shown = at_date(source, datetime.date(2024, 5, 6))
    assert shown.url is not None
    assert shown.jci is not None
    assert shown.url.split("/")[-1].split("#")[0] == shown.jci.split("&z=")[1].split("&g=")[0]
    return shown.url


@pytest.mark.parametrize(
    ("until", "day"),
    [(None, "2024-05-06"), (LAST, "2021-12-31"), (datetime.date(2024, 5, 6), "2024-05-06")],
)
def test_a_link_carries_the_day_or_the_last_day_of_the_law(
    until: datetime.date | None, day: str
) -> None:
    assert cited(until) == f"https://wetten.overheid.nl/BWBR0000001/{day}#Artikel7b"
