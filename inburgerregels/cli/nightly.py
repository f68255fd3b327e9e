"""What ``batch`` has for nights that follow each other: on top of an earlier run, or checking one."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inburgerregels.explain.dutch import amount, count, number
from inburgerregels.language import Rulebook

if TYPE_CHECKING:
    from inburgerregels.batch.previous import Previous

__all__ = ["previous_run", "recheck_run", "say_night"]


def previous_run(folder: Path | None) -> Previous | None:
    from inburgerregels.batch.previous import Previous

    return None if folder is None else Previous.open(folder)


def say_night(folder: Path) -> None:
    """What was taken over and what was revised, as lines to read."""
    from inburgerregels.batch.output import NIGHT

    told: dict[str, Any] = json.loads((folder / NIGHT).read_bytes())
    taken = number(told["personen_overgenomen"])
    click.echo(f"Overgenomen {taken}, opnieuw berekend {number(told['personen_opnieuw'])}")
    if told["personen_weg"]:
        gone = count(told["personen_weg"], "persoon", "personen")
        click.echo(f"Niet meer beoordeeld: {gone}; zie afgekeurd.parquet")
    decisions = told.get("herziene_besluiten", 0)
    if decisions:
        people = count(told["herziene_personen"], "persoon", "personen")
        refund = told["terug_te_betalen_cent"]
        click.echo(
            f"Herzien     {count(decisions, 'besluit', 'besluiten')} van {people},"
            f" ten hoogste {amount(refund)} terug te betalen; zie revisies.parquet"
        )


def recheck_run(
    folder: Path, store: Path | None, day: datetime.date | None, rulebook: Rulebook
) -> None:
    """Say what differs from the manifest, and end with exit code 1 when anything does."""
    from inburgerregels.batch.recheck import recheck
    from inburgerregels.batch.run import law_description
    from inburgerregels.batch.store import Store

    question = law_description(rulebook)
    if store is not None:
        question["opslag"] = Store.open(store).identity
    if day is not None:
        question["peildatum"] = day.isoformat()
    problems = recheck(folder, question)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise click.exceptions.Exit(1)
    click.echo("Alles is zoals het manifest zegt.")
