"""Targets beside what was reached, as a report."""

from __future__ import annotations

from collections.abc import Sequence

from inburgerregels.policy.folder import Population
from inburgerregels.policy.targets import Reached, Target, Targets
from inburgerregels.report.document import Cell, Column, Document, Section, Table
from inburgerregels.report.policy_numbers import share_cell, whole

__all__ = ["targets_document"]

_SAID = {True: "bereikt", False: "niet bereikt", None: "-"}


def targets_document(
    targets: Targets,
    found: Sequence[tuple[Target, Sequence[Reached]]],
    populations: Sequence[Population],
) -> Document:
    """A table per target, with a row per year."""
    return Document(
        targets.title,
        (targets.note,) if targets.note else (),
        (
            (
                "Bevolking",
                tuple(
                    f"{one.folder.name}: {whole(one.persons)} levens, zaad {one.seed}"
                    for one in populations
                ),
            ),
            ("Geteld op", (f"dag {targets.day} van maand {targets.month}, elk jaar",)),
        ),
        (Section("Per indicator", (), tuple(_table(target, years) for target, years in found)),),
    )


def _table(target: Target, years: Sequence[Reached]) -> Table:
    columns = (
        *(Column("Jaar"), Column("Streefcijfer", True), Column("Gerealiseerd", True)),
        Column("Stand"),
    )
    rows = tuple(
        (
            Cell(str(one.year)),
            share_cell(one.target, signed=False),
            share_cell(one.realised, signed=False),
            Cell(
                "basis"
                if one.target is None and one.realised is not None
                else _SAID[one.is_reached]
            ),
        )
        for one in years
    )
    return Table(target.cell.row, target.cell.title, columns, rows)
