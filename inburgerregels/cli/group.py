"""The command ``inburgerregels``: its subcommands, and what happens with input that is refused."""

from __future__ import annotations

import gettext
import os
import sys
from pathlib import Path
from typing import Any

import click

from inburgerregels import __version__
from inburgerregels.cli.batch import batch
from inburgerregels.cli.bevolking import bevolking
from inburgerregels.cli.cijfers import cijfers
from inburgerregels.cli.controleer import controleer
from inburgerregels.cli.ingest import ingest
from inburgerregels.cli.problems import Refused
from inburgerregels.cli.regels import regels
from inburgerregels.cli.simuleer import simuleer
from inburgerregels.cli.toets import toets
from inburgerregels.cli.vergelijk import vergelijk
from inburgerregels.cli.verklaar import verklaar
from inburgerregels.model import ProblemError

__all__ = ["main"]

_LOCALE = Path(__file__).resolve().parent / "locale"
_INTERRUPTED = 130


class _DutchGroup(click.Group):
    """Speaks Dutch, and turns refused input into messages and an exit code."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        # click asks gettext for its texts, and gettext asks the environment for the language.
        os.environ["LANGUAGE"] = "nl"
        gettext.bindtextdomain("messages", str(_LOCALE))
        for stream in (sys.stdout, sys.stderr):
            # A terminal that knows no € gets an escape, not a traceback.
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure is not None:
                reconfigure(errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ProblemError as error:
            raise Refused(error) from None
        except KeyboardInterrupt:
            click.echo("Afgebroken.", err=True)
            raise click.exceptions.Exit(_INTERRUPTED) from None


@click.group(
    cls=_DutchGroup,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    options_metavar="[OPTIES]",
    subcommand_metavar="OPDRACHT [ARGUMENTEN]...",
)
@click.version_option(
    __version__,
    prog_name="inburgerregels",
    message="%(prog)s, versie %(version)s",
    help="Toont de versie.",
)
def main() -> None:
    """Inburgeringsrecht als regels: van een leven naar termijnen, besluiten en redenen.

    Uitkomsten gaan naar de standaarduitvoer, meldingen naar de foutuitvoer. Exitcode 0: in orde,
    1: bevindingen, 2: verkeerd gebruik of geweigerde invoer, 3: klaar, maar er zijn rijen afgekeurd.
    """


for _command in (
    simuleer,
    verklaar,
    toets,
    controleer,
    regels,
    ingest,
    batch,
    bevolking,
    cijfers,
    vergelijk,
):
    main.add_command(_command)
