"""``ingest``: from files of persons and events to a prepared store."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from inburgerregels.cli.options import LawOptions, law_options
from inburgerregels.cli.problems import Refused
from inburgerregels.cli.session import Rulebooks
from inburgerregels.explain.dutch import clean, count, number
from inburgerregels.language import Rulebook
from inburgerregels.model import Problem, ProblemError

if TYPE_CHECKING:
    from inburgerregels.batch.store import Store

__all__ = [
    "QUARANTINED",
    "Input",
    "ingest",
    "input_options",
    "needs",
    "needs_batch",
    "read_input",
    "say_counts",
]

#: The exit code of a command that finished, with rows in quarantine.
QUARANTINED = 3


@attrs.frozen
class Input:
    """Where persons and events are: in two files, or in a database."""

    persons: Path | None
    events: Path | None
    address: str | None
    queries: tuple[str, str]

    def __bool__(self) -> bool:
        return bool(self.persons or self.events or self.address)


def input_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options that say where persons and events are."""

    @functools.wraps(command)
    def with_input(**given: Any) -> Any:
        found = Input(
            given.pop("personen"),
            given.pop("gebeurtenissen"),
            given.pop("van"),
            (given.pop("vraag_personen"), given.pop("vraag_gebeurtenissen")),
        )
        return command(**given, given=found)

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
            click.option(
                "--van",
                metavar="ADRES",
                help="PostgreSQL in plaats van bestanden: postgresql://gebruiker@machine/database.",
            ),
            click.option(
                "--vraag-personen",
                default="select * from personen",
                show_default=True,
                metavar="SQL",
                help="Met --van: de rijen van de personen.",
            ),
            click.option(
                "--vraag-gebeurtenissen",
                default="select * from gebeurtenissen",
                show_default=True,
                metavar="SQL",
                help="Met --van: de rijen van de gebeurtenissen.",
            ),
        )
    ):
        with_input = option(with_input)
    return with_input


def needs_batch() -> None:
    """Refuses with what to install, where the packages for whole caseloads are missing."""
    for name in ("duckdb", "pyarrow"):
        needs(name, "batch")


def needs(package: str, extra: str) -> None:
    if importlib.util.find_spec(package) is None:
        message = f"voor deze opdracht ontbreekt {package}"
        hint = f"pip install 'inburgerregels[{extra}]'"
        raise Refused(ProblemError([Problem("I000", message, hint=hint)]))


def read_input(
    rulebook: Rulebook, given: Input, folder: Path, add_to: Store | None = None
) -> Store:
    """Read, check and sort persons and events into a store in ``folder``, on top of another."""
    from inburgerregels.batch.ingest import ingest as read
    from inburgerregels.batch.sources import file_sources

    if given.address is not None:
        if given.persons or given.events:
            raise click.UsageError("geef --van, of --personen en --gebeurtenissen")
        needs("psycopg", "postgres")
        from inburgerregels.batch.postgres import Database

        with contextlib.closing(Database(given.address)) as database:
            persons = [database.source("personen", given.queries[0])]
            events = [database.source("gebeurtenissen", given.queries[1])]
            return read(rulebook, persons, events, folder, add_to=add_to, progress=_told())
    if given.persons is None or given.events is None:
        raise click.UsageError("geef --personen en --gebeurtenissen, of --van")
    persons, events = file_sources(given.persons), file_sources(given.events)
    return read(rulebook, persons, events, folder, add_to=add_to, progress=_told())


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


@click.command(
    short_help="Leest personen en gebeurtenissen in voor batch.", options_metavar="[OPTIES]"
)
@input_options
@click.option(
    "--opslag",
    required=True,
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Nieuwe map voor de opslag.",
)
@click.option(
    "--bij",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Eerdere opslag waar deze rijen bij komen; zij blijft zoals zij is.",
)
@law_options
def ingest(given: Input, opslag: Path, bij: Path | None, law: LawOptions) -> None:
    """Leest personen en gebeurtenissen in, controleert ze en maakt ze klaar voor batch.

    Wat niet klopt gaat met reden naar afgekeurd.parquet; van die persoon wordt dan niets gebruikt.
    """
    needs_batch()
    from inburgerregels.batch.store import Store

    add_to = None if bij is None else Store.open(bij)
    store = read_input(Rulebooks(law).base, given, opslag, add_to)
    code = say_counts(store)
    if code:
        raise click.exceptions.Exit(code)
