"""Populations of lives that a test makes itself."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier
from inburgerregels.policy.folder import STORE, Population, write_about
from tests.batch.caseload import write_csv
from tests.batch.conftest import read

__all__ = ["population_of"]


def population_of(
    rulebook: Rulebook,
    lives: Sequence[Dossier],
    folder: Path,
    *,
    size: int = 65_536,
    weight: str = "3/2",
    seed: int = 0,
    until: datetime.date = datetime.date(2024, 12, 31),
) -> Population:
    """These lives as a population in ``folder``, in blocks of ``size``."""
    folder.mkdir(parents=True)
    read(rulebook, write_csv(rulebook, lives, folder), folder / STORE, size)
    write_about(folder, {"zaad": seed, "gewicht": weight, "tot": until.isoformat()})
    return Population.open(folder)
