"""Targets beside what was reached, as a report."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from inburgerregels.explain.dutch import day
from inburgerregels.language import Rulebook
from inburgerregels.policy.folder import Population
from inburgerregels.policy.targets import Reached, Target, Targets
from inburgerregels.report.comparison_view import law_facts
from inburgerregels.report.document import Cell, Column, Document, Section, Table
from inburgerregels.report.policy_numbers import share_cell, whole

__all__ = ["targets_document"]

_SAID = {True: "bereikt", False: "niet bereikt", None: "-"}


def targets_document(
    targets: Targets,
    found: Sequence[tuple[Target, Sequence[Reached]]],
    populations: Sequence[Population],
    rulebook: Rulebook,
    again: str,
) -> Document:
    """A table per target, with a row per year. ``again`` is the command that makes this report."""
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
            ("Geteld op", (f"{_day_of_year(targets)}, elk jaar",)),
            *law_facts(rulebook),
            ("Hoe dit opnieuw te maken", (again,)),
        ),
        (
            Section(
                "Per indicator",
                (_how_sure(len(populations)),),
                tuple(_table(target, years) for target, years in found),
            ),
        ),
    )


def _day_of_year(targets: Targets) -> str:
    # Any leap year: every day that can be named is in it.
    return day(datetime.date(4, targets.month, targets.day)).rsplit(" ", 1)[0]


def _how_sure(populations: int) -> str:
    if populations == 1:
        return (
            "Er is één bevolking: hoever het toeval een cijfer kan verschuiven staat er niet bij. Geef er "
            "meer, elk met een ander zaad, om dat te zien."
        )
    return (
        f"De cijfers zijn het gemiddelde van {populations} bevolkingen; laagste en hoogste staan erbij. Kan "
        "toeval zijn: in de ene bevolking is het bereikt en in de andere niet."
    )


def _table(target: Target, years: Sequence[Reached]) -> Table:
    several = any(len(one.each) > 1 for one in years)
    ends = (("Laagste", min), ("Hoogste", max)) if several else ()
    columns = (
        *(Column("Jaar"), Column("Streefcijfer", True), Column("Gerealiseerd", True)),
        *(Column(title, True) for title, _ in ends),
        Column("Stand"),
    )
    rows = tuple(
        (
            Cell(str(one.year)),
            share_cell(one.target, signed=False),
            share_cell(one.realised, signed=False),
            *(share_cell(end(one.each) if one.each else None, signed=False) for _, end in ends),
            Cell(_stand(one)),
        )
        for one in years
    )
    return Table(target.cell.row, target.cell.title, columns, rows)


def _stand(one: Reached) -> str:
    if one.target is None and one.realised is not None:
        return "basis"
    chance = ", kan toeval zijn" if one.may_be_chance else ""
    return f"{_SAID[one.is_reached]}{chance}"
