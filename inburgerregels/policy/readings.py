"""The readings under which a population lives and is counted, unless a run chooses others."""

from __future__ import annotations

from pathlib import Path

from inburgerregels.language.yaml_nodes import read_documents
from inburgerregels.policy.nodes import a_map, a_text, needed, only

__all__ = ["READINGS", "default_readings"]

READINGS = Path(__file__).resolve().parent / "gegevens" / "lezingen.yaml"


def default_readings(path: Path = READINGS) -> dict[str, str]:
    """By name; whether they exist is said when a law is loaded with them."""
    (document,) = read_documents(path)
    top = a_map(document)
    only(top, {"lezingen"})
    return {key.text: a_text(node).text for key, node in a_map(needed(top, "lezingen")).entries}
