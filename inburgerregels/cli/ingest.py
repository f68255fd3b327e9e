"""``ingest``: from files of persons and events to a prepared store."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inburgerregels.cli.options import LawOptions, law_options
from inburgerregels.cli.problems import Refused
from inburgerregels.cli.session import Rulebooks
from inburgerregels.explain.dutch import clean, count, number
from inburgerregels.language import Rulebook
from inburgerregels.model import Problem, ProblemError

if TYPE_CHECKING:
    from inburgerregels.batch.store import Store

__all__ = ["QUARANTINED", "ingest", "input_options", "read_input", "say_counts"]

#: The exit code of a command that finished, with rows in quarantine.
QUARANTINED = 3


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say where persons and events are."""
    for option in reversed(
        (
            click.option(
                "--personen",
                type=click.Path(path_type=Path),
                metavar="BESTAND",
                help="Personen: CSV, Parquet of een map daarmee.",
            ),
            click.option(
                "--gebeurtenissen",
                type=click.Path(path_type=Path),
                metavar="BESTAND",
                help="Gebeurtenissen: CSV, Parquet of een map daarmee.",
            ),
        )
    ):
        command = option(command)
    return command


def needs_batch() -> None:
    """Refuses with what to install, where the packages for whole caseloads are missing."""
    try:
        import duckdb  # noqa: F401  # only whether it is there
        import pyarrow  # noqa: F401
    except ImportError as error:
        message = f"voor deze opdracht ontbreekt {error.name}"
        hint = "pip install 'inburgerregels[batch]'"
        raise Refused(ProblemError([Problem("I000", message, hint=hint)])) from None


def read_input(
    rulebook: Rulebook, persons: Path | None, events: Path | None, folder: Path
) -> Store:
    """Read, check and sort the files into a store in ``folder``."""
    from inburgerregels.batch.ingest import ingest as read
    from inburgerregels.batch.sources import file_sources

    if persons is None or events is None:
        raise click.UsageError("geef --personen en --gebeurtenissen")
    return read(rulebook, file_sources(persons), file_sources(events), folder, progress=_told())


def _told() -> Callable[[str, int], None] | None:
    """On a terminal, how many rows were read so far; in a log nothing until the end."""
    if not sys.stderr.isatty():
        return None

    def tell(name: str, rows: int) -> None:
        click.echo(f"\r{clean(name)}: {number(rows)} rijen gelezen", err=True, nl=False)

    return tell


def say_counts(store: Store) -> int:
    """Say what was read and what was set aside; gives the exit code that goes with it."""
    counts = store.manifest["tellingen"]
    used = count(counts["personen_gebruikt"], "persoon", "personen")
    events = count(counts["gebeurtenissen_gebruikt"], "gebeurtenis", "gebeurtenissen")
    click.echo(f"Ingelezen: {used} met {events}.", err=True)
    aside = counts["rijen_afgekeurd"]
    if not aside:
        return 0
    rows = count(aside, "rij", "rijen")
    persons = count(counts["personen_afgekeurd"], "persoon", "personen")
    click.echo(f"Afgekeurd: {rows}, waaronder {persons}; zie afgekeurd.parquet.", err=True)
    return QUARANTINED


@click.command(options_metavar="[OPTIES]")
@input_options
@click.option(
    "--opslag",
    required=True,
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Nieuwe map voor de opslag.",
)
@law_options
def ingest(
    personen: Path | None, gebeurtenissen: Path | None, opslag: Path, law: LawOptions
) -> None:
    """Leest personen en gebeurtenissen in, controleert ze en maakt ze klaar voor batch.

    Wat niet klopt gaat met reden naar afgekeurd.parquet; van die persoon wordt dan niets gebruikt.
    """
    needs_batch()
    store = read_input(Rulebooks(law).base, personen, gebeurtenissen, opslag)
    code = say_counts(store)
    if code:
        raise click.exceptions.Exit(code)
