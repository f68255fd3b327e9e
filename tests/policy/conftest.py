"""What several tests of comparing laws need."""

from __future__ import annotations

import pytest

from inburgerregels import load_rulebook
from inburgerregels.policy.comparing import Variant
from inburgerregels.policy.readings import default_readings


@pytest.fixture(scope="session")
def shorter() -> Variant:
    """The proposal that moves nearly everybody."""
    readings = default_readings()
    book = load_rulebook(lezingen=readings, voorstellen=["kortere-inburgeringstermijn"])
    return Variant("korter", "Korter", book)
