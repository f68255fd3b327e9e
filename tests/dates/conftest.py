"""The calendar of the rules, read the way any program would read it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from inburgerregels.dates import HolidayCalendar

KALENDER = Path(__file__).parents[2] / "rules" / "algemeen" / "kalender.yaml"


@pytest.fixture(scope="session")
def kalender_text() -> str:
    return KALENDER.read_text(encoding="utf-8")


@pytest.fixture
def kalender_data(kalender_text: str) -> Any:
    """A fresh copy, so that a test may spoil it."""
    return yaml.safe_load(kalender_text)


@pytest.fixture(scope="session")
def calendar(kalender_text: str) -> HolidayCalendar:
    return HolidayCalendar.from_data(yaml.safe_load(kalender_text))
