"""``toets``: do the scenarios come out as their source says they should?"""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Iterable
from pathlib import Path

import attrs
import click

from inburgerregels.cli.coverage import Coverage
from inburgerregels.cli.engines import evaluation_of
from inburgerregels.cli.files import meant_to_be_refused, shown_path, yaml_files
from inburgerregels.cli.options import LawOptions, paths_argument, run_options
from inburgerregels.cli.problems import as_text
from inburgerregels.cli.session import Case, Rulebooks, read_cases
from inburgerregels.data import scenarios_dir
from inburgerregels.engine.reference import EvaluationError
from inburgerregels.explain.dutch import clean, count
from inburgerregels.model import Problem, ProblemError, outcome_to_json
from inburgerregels.report.expectation import differences, differences_as_text

__all__ = ["toets"]


@attrs.define
class _Tally:
    """What came of the scenarios so far."""

    agreed: int = 0
    differing: int = 0
    free: int = 0
    refused: int = 0
    problems: list[Problem] = attrs.Factory(list)
    accepted: list[Path] = attrs.Factory(list)
    clashing: list[Path] = attrs.Factory(list)

    def summary(self) -> str:
        """``212 scenario's: 208 in orde, 4 met verschillen``."""
        total = self.agreed + self.differing + self.free
        parts = [f"{self.agreed} in orde"]
        parts += [f"{self.differing} met verschillen"] if self.differing else []
        parts += [f"{self.free} zonder verwachting"] if self.free else []
        if self.refused:
            parts.append(
                f"{count(self.refused, 'fout bestand', 'foute bestanden')} terecht geweigerd"
            )
        scenarios = count(total, "scenario", "scenario's")
        return f"{scenarios}: {', '.join(parts)}"


@click.command(short_help="Vergelijkt scenario's met hun verwachting.", options_metavar="[OPTIES]")
@paths_argument("PAD", required=False)
@run_options
@click.option("--dekking", is_flag=True, help="Noemt de regels die niets bepaalden.")
def toets(
    paths: tuple[Path, ...],
    peildatum: datetime.date | None,
    engine: str,
    law: LawOptions,
    dekking: bool,
) -> None:
    """Vergelijkt scenario's met hun verwachting en telt welke regels erin meededen.

    PAD is een bestand of een map; zonder PAD de meegeleverde scenario's. Een bestand in een map
    `fouten` moet worden geweigerd. Exitcode 1 bij verschillen, 2 als een scenario is geweigerd.
    """
    rulebooks = Rulebooks(law)
    known = rulebooks.base.known_rules  # Refused law is said once, before any scenario.
    tally, coverage = _Tally(), Coverage(known)
    for path in yaml_files(paths or (scenarios_dir(),)):
        if meant_to_be_refused(path):
            _check_refusal(path, rulebooks, tally)
            continue
        for case in _cases(path, rulebooks, peildatum, tally):
            _check_case(case, engine, path, tally, coverage)
    click.echo(tally.summary())
    if tally.clashing:
        named = ", ".join(shown_path(path) for path in tally.clashing)
        click.echo(
            f"Niet nagerekend: {count(len(tally.clashing), 'bestand', 'bestanden')} met een eigen "
            f"voorstel of maatregel die niet met deze opdracht samengaat: {named}"
        )
    click.echo(coverage.report(named=dekking))
    if tally.problems:
        click.echo(as_text(dict.fromkeys(tally.problems)), err=True)
        raise click.exceptions.Exit(2)
    if tally.differing or tally.accepted:
        raise click.exceptions.Exit(1)


def _cases(
    path: Path, rulebooks: Rulebooks, reference_date: datetime.date | None, tally: _Tally
) -> Iterable[Case]:
    try:
        return read_cases([path], rulebooks, reference_date)
    except ProblemError as error:
        if _clashes(path, rulebooks):
            tally.clashing.append(path)
        else:
            tally.problems.extend(error.problems)
        return ()


def _clashes(path: Path, rulebooks: Rulebooks) -> bool:
    """Whether a file is only wrong together with the layers that the command asks for."""
    if rulebooks.without_layers is None:
        return False
    try:
        read_cases([path], rulebooks.without_layers, datetime.date.min)
    except ProblemError:
        return False
    return True


def _check_case(case: Case, engine: str, path: Path, tally: _Tally, coverage: Coverage) -> None:
    name = f"{shown_path(path)}: {clean(case.dossier.id)}"
    try:
        evaluation = evaluation_of(case, engine)
        coverage.add(case.rulebook, evaluation)
    except (EvaluationError, RecursionError) as error:
        # A defect of the program: said of this scenario, so that the others are still judged.
        tally.differing += 1
        click.echo(f"{name}\n  het programma faalt: {clean(str(error))}\n")
        return
    expected = case.dossier.expectation
    if expected is None:
        tally.free += 1
        return
    found = differences(expected, outcome_to_json(evaluation.outcome))
    if not found:
        tally.agreed += 1
        return
    tally.differing += 1
    click.echo(name)
    click.echo(textwrap.indent(differences_as_text(found), "  ") + "\n")


def _check_refusal(path: Path, rulebooks: Rulebooks, tally: _Tally) -> None:
    """A wrong file must be refused, with the message that stands beside it if one does."""
    try:
        read_cases([path], rulebooks, None)
    except ProblemError as error:
        beside = path.with_suffix(".txt")
        said = _refusal(error, path)
        wanted = beside.read_text(encoding="utf-8").strip() if beside.is_file() else said
        if said == wanted:
            tally.refused += 1
            return
        click.echo(f"{shown_path(path)}: andere melding dan in {beside.name}")
        click.echo(textwrap.indent(f"verwacht\n{wanted}\nuitkomst\n{said}", "  ") + "\n")
    else:
        click.echo(f"{shown_path(path)}: zou moeten worden geweigerd\n")
    tally.accepted.append(path)


def _refusal(error: ProblemError, path: Path) -> str:
    """The messages as they are shown, with only the name of the file: wherever it stands."""
    return as_text(error.problems).replace(str(path), path.name).strip()
