"""``verklaar``: why a decision was taken, what would have made a difference, and what is unknown."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import attrs
import click

from inburgerregels.cli.engines import MANY, evaluation_of
from inburgerregels.cli.options import LawOptions, format_option, run_options
from inburgerregels.cli.session import Case, Rulebooks, read_cases
from inburgerregels.explain import explain
from inburgerregels.explain.counterfactuals import MOST_TRIES, Counterfactuals, search
from inburgerregels.explain.dutch import count, escape_invisible
from inburgerregels.explain.reason import Reason
from inburgerregels.explain.trials import Trials
from inburgerregels.explain.unknowns import Open, open_in
from inburgerregels.report import case_view, labels_of
from inburgerregels.report.otherwise import open_sections, otherwise_sections
from inburgerregels.report.otherwise_json import open_json, otherwise_json
from inburgerregels.report.reasons import (
    Explained,
    first_layer,
    reason_json,
    reason_view,
    reasons_as_html,
    reasons_as_text,
)

__all__ = ["verklaar"]

_FIRST = (
    "Van elk besluit staat hier alleen waar het direct op rust. Met --besluit N is besluit N uitgewerkt "
    "tot op de feiten, met wat het had voorkomen of veranderd; met --alles is elk besluit uitgewerkt."
)
_MORE = "Met --besluit N staat er ook bij wat besluit N had voorkomen of veranderd."


@click.command(short_help="Laat zien waarom een besluit is genomen.", options_metavar="[OPTIES]")
@click.argument("path", metavar="DOSSIER", type=click.Path(path_type=Path))
@click.option(
    "--besluit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Alleen besluit N, genummerd als in `simuleer`.",
)
@click.option(
    "--alles",
    "in_full",
    is_flag=True,
    help="Elk besluit uitwerken tot op de feiten, ook als het er veel zijn.",
)
@click.option(
    "--pogingen",
    "most",
    type=click.IntRange(min=0),
    metavar="N",
    help="Hoe vaak het dossier per besluit opnieuw wordt doorgerekend, op zoek naar wat het had voorkomen"
    f" of veranderd; 0: niet zoeken. [standaard: {MOST_TRIES} met --besluit, anders 0]",
)
@run_options
@format_option("tekst", "json", "html")
def verklaar(
    path: Path,
    besluit: int | None,
    in_full: bool,
    most: int | None,
    peildatum: datetime.date | None,
    engine: str,
    formaat: str,
    law: LawOptions,
) -> None:
    """Laat zien waarom een besluit is genomen, wat het had voorkomen of veranderd, en wat onbekend is.

    Heeft het dossier meer besluiten, dan staan zij eerst onder elkaar, elk met waar het direct op rust;
    --besluit N werkt er een uit. De redenen gaan dan tot op de feiten en de artikelen. Wat het had
    voorkomen of veranderd is gevonden door het dossier telkens met één verandering opnieuw door te rekenen.
    """
    if engine in MANY:
        raise click.BadParameter(
            f"'{engine}' bewaart geen redenen; kies 'reference' of 'durable'", param_hint="--engine"
        )
    rulebooks = Rulebooks(law)
    cases = read_cases([path], rulebooks, peildatum)
    tries = most if most is not None else MOST_TRIES if besluit is not None else 0
    answers = [_Answer(case, rulebooks, engine, besluit, tries) for case in cases]
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
    explained = [answer.as_view(in_full=in_full) for answer in answers]
    click.echo(reasons_as_html(explained) if formaat == "html" else reasons_as_text(explained))


@attrs.frozen
class _Explained:
    """One decision: its place in the answer, why it is there, what is open, what would be otherwise."""

    at: int
    reason: Reason
    open: Open
    otherwise: Counterfactuals | None


class _Answer:
    """The answer about one person, and what is to be said of the decisions that were asked for."""

    def __init__(
        self, case: Case, rulebooks: Rulebooks, engine: str, position: int | None, tries: int
    ) -> None:
        self._case = case
        self._tries = tries
        self.evaluation = evaluation_of(case, engine)
        trials = Trials(
            case.rulebook,
            case.dossier,
            case.reference_date,
            self.evaluation.outcome,
            lambda change: rulebooks.other(
                case.dossier, reading=change.reading, without=change.without
            ),
        )
        self.chosen = [
            _Explained(
                at,
                explain(self.evaluation, decision),
                open_in(self.evaluation, decision, trials, MOST_TRIES),
                search(self.evaluation, decision, trials, tries) if tries else None,
            )
            for at, decision in enumerate(self.evaluation.outcome.besluiten, start=1)
            if position in (None, at)
        ]

    def as_view(self, *, in_full: bool) -> Explained:
        """Of more decisions than one only the first layer of reasons, unless all are wanted."""
        listed = len(self.chosen) > 1
        whole = in_full or not listed
        rulebook, dossier = self._case.rulebook, self._case.dossier
        view = case_view(self.evaluation.outcome, labels_of(rulebook), dossier)
        reasons, extra = [], []
        for one in self.chosen:
            sections = open_sections(one.open, rulebook, dossier)
            if one.otherwise is not None:
                sections = [*otherwise_sections(one.otherwise, rulebook, dossier), *sections]
            reason = reason_view(one.reason)
            reasons.append((view.decisions[one.at - 1], reason if whole else first_layer(reason)))
            extra.append(tuple(sections))
        notes = () if whole else (_FIRST,)
        if whole and self.chosen and not self._tries:
            notes = (_MORE,)
        return Explained(view, tuple(reasons), tuple(extra), notes, listed)

    def as_json(self) -> dict[str, Any]:
        outcome = self.evaluation.outcome
        return {
            "persoon": outcome.persoon,
            "peildatum": outcome.peildatum.isoformat(),
            "besluiten": [
                {
                    "nummer": one.at,
                    "datum": outcome.besluiten[one.at - 1].datum.isoformat(),
                    "soort": outcome.besluiten[one.at - 1].soort,
                    "reden": reason_json(one.reason),
                    "anders": None
                    if one.otherwise is None
                    else otherwise_json(one.otherwise, self._case.rulebook, self._case.dossier),
                    "onbekend": open_json(one.open, self._case.rulebook),
                }
                for one in self.chosen
            ],
        }
