"""``simuleer``: what the law says about the person in a file."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import click

from inburgerregels.cli.engines import outcomes_of
from inburgerregels.cli.options import (
    LawOptions,
    format_option,
    paths_argument,
    run_options,
)
from inburgerregels.cli.session import Case, Rulebooks, read_cases
from inburgerregels.explain.dutch import escape_invisible
from inburgerregels.model import Outcome, outcome_to_json
from inburgerregels.report import CaseView, case_view, cases_as_html, cases_as_text, labels_of

__all__ = ["simuleer"]


@click.command(short_help="Rekent uit wat er in een dossier gebeurt.", options_metavar="[OPTIES]")
@paths_argument("DOSSIER", required=True)
@run_options
@format_option("tekst", "json", "html")
def simuleer(
    paths: tuple[Path, ...],
    peildatum: datetime.date | None,
    engine: str,
    formaat: str,
    law: LawOptions,
) -> None:
    """Rekent uit welke termijnen liepen, wat wanneer is besloten, en waarom.

    Elk DOSSIER is een bestand met een persoon en wat er op welke dag gebeurde.
    """
    cases = read_cases(paths, Rulebooks(law), peildatum)
    outcomes = outcomes_of(cases, engine)
    if formaat == "json":
        click.echo(_json(outcomes))
        return
    shown = [_view(case, outcome) for case, outcome in zip(cases, outcomes, strict=True)]
    click.echo(cases_as_html(shown) if formaat == "html" else cases_as_text(shown))


def _view(case: Case, outcome: Outcome) -> CaseView:
    return case_view(outcome, labels_of(case.rulebook), case.dossier)


def _json(outcomes: list[Outcome]) -> str:
    """One dossier gives an object, several an array."""
    data = [outcome_to_json(outcome) for outcome in outcomes]
    text = json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2)
    return escape_invisible(text)
