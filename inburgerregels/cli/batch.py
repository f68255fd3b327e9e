"""``batch``: everybody in a store evaluated, as tables."""

from __future__ import annotations

import contextlib
import datetime
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inburgerregels.cli.ingest import (
    Input,
    input_options,
    needs,
    needs_batch,
    read_input,
    say_counts,
)
from inburgerregels.cli.nightly import previous_run, recheck_run, say_night
from inburgerregels.cli.options import DAY, LawOptions, law_options, workers_option
from inburgerregels.cli.problems import Refused
from inburgerregels.cli.session import Rulebooks
from inburgerregels.explain.dutch import amount, count, number
from inburgerregels.model import Problem, ProblemError

if TYPE_CHECKING:
    from inburgerregels.batch.run import Compute

__all__ = ["batch"]

#: How often a log hears how far a run is, in seconds.
_EVERY = 60.0
_WIDE = 30


@click.command(short_help="Rekent iedereen door, ook nacht na nacht.", options_metavar="[OPTIES]")
@click.option(
    "--opslag",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Opslag die met ingest is gemaakt.",
)
@input_options
@click.option(
    "--uit",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Map voor de uitkomsten.",
)
@click.option("--peildatum", type=DAY, metavar="DATUM", help="De dag waarop wordt gekeken.")
@click.option(
    "--vorige",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Uitkomsten van een eerdere nacht: wat niet veranderd kan zijn wordt overgenomen.",
)
@click.option(
    "--controleer",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Niets uitrekenen, maar eerdere uitkomsten vergelijken met hun manifest.",
)
@click.option("--hervat", is_flag=True, help="Doorgaan met een berekening die werd afgebroken.")
@workers_option(1)
@click.option(
    "--spark",
    metavar="ADRES",
    help="Laat Spark rekenen: local[N], spark://machine:7077, yarn of k8s://…; zie docs/spark.md.",
)
@click.option(
    "--engine",
    type=click.Choice(["columnar", "vm", "reference", "durable"]),
    default="columnar",
    show_default=True,
    help="Waarmee wordt gerekend.",
)
@click.option(
    "--naar",
    metavar="ADRES",
    help="De uitkomst ook in PostgreSQL zetten: postgresql://gebruiker@machine/database.",
)
@click.option(
    "--grondslag",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Ook opschrijven op welke gebeurtenissen ieder besluit rust, in een map die er nog niet is.",
)
@law_options
def batch(
    opslag: Path | None,
    given: Input,
    uit: Path | None,
    peildatum: datetime.date | None,
    vorige: Path | None,
    controleer: Path | None,
    hervat: bool,
    werkers: int,
    spark: str | None,
    engine: str,
    naar: str | None,
    grondslag: Path | None,
    law: LawOptions,
) -> None:
    """Rekent iedereen door: besluiten, termijnen en stand als Parquet, met een manifest.

    De uitkomst staat er helemaal of niet. Dezelfde vraag geeft altijd dezelfde bytes.
    """
    needs_batch()
    from inburgerregels.batch.run import Run
    from inburgerregels.batch.store import Store

    if controleer is not None:
        recheck_run(controleer, opslag, peildatum, Rulebooks(law).base)
        return
    if uit is None or peildatum is None:
        raise click.UsageError("geef --uit en --peildatum")
    if (opslag is None) == (not given):
        raise click.UsageError("geef --opslag, of --personen en --gebeurtenissen, of --van")
    if naar is not None:
        needs("psycopg", "postgres")
    compute = None if spark is None else _on_spark(spark, werkers)
    if engine == "vm":
        needs("numba", "snel")
    if engine == "durable":
        needs("durable", "durable")
    rulebook = Rulebooks(law).base
    with contextlib.ExitStack() as stack:
        if opslag is not None:
            store = Store.open(opslag)
        else:
            beside = _existing(uit)
            name = stack.enter_context(tempfile.TemporaryDirectory(".opslag", ".", beside))
            store = read_input(rulebook, given, Path(name))
        run = Run(rulebook, store, peildatum, engine, previous_run(vorige))
        told = _Told(store.manifest["tellingen"]["personen_gebruikt"])
        manifest = run.write(
            uit, resume=hervat, workers=werkers, progress=told.progress, compute=compute
        )
        told.done()
        if grondslag is not None:
            from inburgerregels.batch.witness_run import write_witnesses

            told = _Told(store.manifest["tellingen"]["personen_gebruikt"])
            write_witnesses(run, uit, grondslag, workers=werkers, progress=told.progress)
            told.done()
    if naar is not None:
        from inburgerregels.batch.postgres import write_back

        write_back(naar, uit)
    _say(manifest)
    if vorige is not None:
        say_night(uit)
    code = say_counts(store)
    if code:
        raise click.exceptions.Exit(code)


def _on_spark(address: str, workers: int) -> Compute:
    if workers != 1:
        raise click.UsageError("met --spark verdeelt Spark het werk: laat --werkers weg")
    needs("pyspark", "spark")
    needs("pandas", "spark")
    _needs_java()
    from inburgerregels.batch.spark import on_spark

    return on_spark(address)


def _needs_java() -> None:
    """Spark looks for Java in these two places."""
    home = os.environ.get("JAVA_HOME")
    if shutil.which("java", path=f"{home}/bin" if home else None):
        return
    hint = "Debian: apt-get install openjdk-17-jre-headless"
    raise Refused(ProblemError([Problem("I000", "voor --spark ontbreekt Java", hint=hint)]))


def _existing(folder: Path) -> Path:
    """The nearest folder above that is there: what is temporary stays on the same disk."""
    return next(path for path in folder.absolute().parents if path.is_dir())


class _Told:
    """How far a run is: on a terminal a bar with the rate and what remains, in a log a line now and
    then."""

    def __init__(self, persons: int) -> None:
        self.persons = persons
        self.finished = self.fresh = 0
        self.started = self.last = time.monotonic()
        self.terminal = sys.stderr.isatty()

    def progress(self, persons: int, fresh: int) -> None:
        self.finished += persons
        self.fresh += fresh
        now = time.monotonic()
        if not self.terminal and now - self.last < _EVERY:
            return
        self.last = now
        text = self._text(now - self.started)
        click.echo(
            f"\r\x1b[K{_bar(self.finished, self.persons)} {text}" if self.terminal else text,
            err=True,
            nl=not self.terminal,
        )

    def _text(self, seconds: float) -> str:
        rate = self.fresh / seconds if seconds else 0.0
        text = f"{number(self.finished)} van {count(self.persons, 'persoon', 'personen')}"
        if not rate:
            return text
        left = int((self.persons - self.finished) / rate)
        return f"{text}, {number(int(rate))} per seconde, nog {left // 60}:{left % 60:02}"

    def done(self) -> None:
        if self.terminal:
            click.echo("\r\x1b[K", err=True, nl=False)


def _bar(done: int, whole: int) -> str:
    filled = _WIDE * done // whole if whole else _WIDE
    return "[" + "#" * filled + "." * (_WIDE - filled) + "]"


def _say(manifest: dict[str, Any]) -> None:
    """What came out, as lines to read."""
    counts = manifest["tellingen"]
    click.echo(f"Peildatum  {manifest['vraag']['peildatum']}")
    click.echo(f"Personen   {number(counts['personen_uit'])}")
    click.echo(f"Termijnen  {number(counts['termijnen'])}")
    click.echo(f"Besluiten  {number(counts['besluiten'])}")
    for kind, sums in manifest["bedragen"].items():
        cents = sums["bedrag_cent"]
        click.echo(
            f"  {kind:<24} {number(sums['aantal']):>12}" + (f"  {amount(cents)}" if cents else "")
        )
