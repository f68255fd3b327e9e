"""What hangs on each reading and overlay, whether or not it is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from inburgerregels.language.read_tables import TableReader
from inburgerregels.language.rulebook import OVERLAY, READING, Block, Overlay, Settled

__all__ = ["at_stake"]


def at_stake(
    blocks: Mapping[str, Block], tables: TableReader, overlays: Mapping[str, Overlay]
) -> dict[tuple[str, str], frozenset[Settled]]:
    """What the parts of each reading and each overlay settle, in all law there is, chosen or not; what
    an overlay lets lapse counts as its own.
    """
    dropped = {name: overlay for overlay in overlays.values() for name in overlay.drops}
    found: dict[tuple[str, str], set[Settled]] = {}

    def add(part: Any, settles: Iterable[Settled], name: str = "") -> None:
        owners = []
        if part.reading is not None:
            owners.append((READING, part.reading[0]))
        if part.overlay is not None:
            owners.append((OVERLAY, part.overlay))
        if name in dropped:
            owners.append((OVERLAY, dropped[name].name))
        for owner in owners:
            found.setdefault(owner, set()).update(settles)

    for name, block in blocks.items():
        for rule in block.rules.values():
            settles = [("quantity", name, made.quantity) for made in rule.definitions]
            add(rule, settles, rule.full_id)
        for decision in block.decisions.values():
            names = (decision.id, *decision.excepts)
            add(decision, [("decision", name, made) for made in names], decision.full_id)
    for parameter in tables.parameters.values():
        for version in parameter.versions:
            add(version, [("parameter", "", parameter.name)])
    for table in tables.tables.values():
        for cells in table.versions:
            add(cells, [("table", "", table.name)])
    return {owner: frozenset(settles) for owner, settles in found.items()}
