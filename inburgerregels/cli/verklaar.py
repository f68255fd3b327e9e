"""``verklaar``: why a decision was taken."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import click

from inburgerregels.cli.engines import evaluation_of
from inburgerregels.cli.options import LawOptions, format_option, run_options
from inburgerregels.cli.session import Case, Rulebooks, read_cases
from inburgerregels.explain import explain
from inburgerregels.explain.dutch import count, escape_invisible
from inburgerregels.explain.reason import Reason
from inburgerregels.report import case_view, labels_of
from inburgerregels.report.reasons import (
    Explained,
    reason_json,
    reason_view,
    reasons_as_html,
    reasons_as_text,
)

__all__ = ["verklaar"]


@click.command(options_metavar="[OPTIES]")
@click.argument("path", metavar="DOSSIER", type=click.Path(path_type=Path))
@click.option(
    "--besluit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Alleen besluit N, genummerd als in `simuleer`.",
)
@run_options
@format_option("tekst", "json", "html")
def verklaar(
    path: Path,
    besluit: int | None,
    peildatum: datetime.date | None,
    engine: str,
    formaat: str,
    law: LawOptions,
) -> None:
    """Laat zien waarom een besluit is genomen, tot op de feiten en de artikelen."""
    if engine == "columnar":
        raise click.BadParameter(
            "'columnar' bewaart geen redenen; kies 'reference' of 'durable'", param_hint="--engine"
        )
    cases = read_cases([path], Rulebooks(law), peildatum)
    answers = [_Answer(case, engine, besluit) for case in cases]
    if besluit is not None and not any(answer.chosen for answer in answers):
        most = max(len(answer.evaluation.outcome.besluiten) for answer in answers)
        raise click.BadParameter(
            f"het dossier heeft {count(most, 'besluit', 'besluiten')}", param_hint="--besluit"
        )
    if formaat == "json":
        data = [answer.as_json() for answer in answers]
        text = json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, indent=2)
        click.echo(escape_invisible(text))
        return
    explained = [answer.as_view() for answer in answers]
    click.echo(reasons_as_html(explained) if formaat == "html" else reasons_as_text(explained))


class _Answer:
    """The answer about one person, and the reasons of the decisions that were asked for."""

    def __init__(self, case: Case, engine: str, position: int | None) -> None:
        self._case = case
        self.evaluation = evaluation_of(case, engine)
        self.chosen: list[tuple[int, Reason]] = [
            (at, explain(self.evaluation, decision))
            for at, decision in enumerate(self.evaluation.outcome.besluiten, start=1)
            if position in (None, at)
        ]

    def as_view(self) -> Explained:
        view = case_view(
            self.evaluation.outcome, labels_of(self._case.rulebook), self._case.dossier
        )
        return Explained(
            view,
            tuple((view.decisions[at - 1], reason_view(reason)) for at, reason in self.chosen),
        )

    def as_json(self) -> dict[str, Any]:
        outcome = self.evaluation.outcome
        return {
            "persoon": outcome.persoon,
            "peildatum": outcome.peildatum.isoformat(),
            "besluiten": [
                {
                    "nummer": at,
                    "datum": outcome.besluiten[at - 1].datum.isoformat(),
                    "soort": outcome.besluiten[at - 1].soort,
                    "reden": reason_json(reason),
                }
                for at, reason in self.chosen
            ],
        }
