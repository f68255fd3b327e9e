"""``regels``: the law as it is loaded."""

from __future__ import annotations

from pathlib import Path

import attrs
import click

from inburgerregels.cli.law_book import book_pages, write_book
from inburgerregels.cli.options import LawOptions, law_options
from inburgerregels.cli.session import Rulebooks
from inburgerregels.model import Problem, ProblemError, nearest
from inburgerregels.report.law import law_names, law_overview, law_piece

__all__ = ["regels"]


@click.command(short_help="Toont het recht zoals het is geladen.", options_metavar="[OPTIES]")
@click.argument("name", metavar="[ID]", required=False)
@click.option(
    "--naar",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Al het recht als boek in deze map zetten: een bladzijde per hoofdstuk, in Markdown.",
)
@law_options
def regels(name: str | None, naar: Path | None, law: LawOptions) -> None:
    """Toont het recht zoals het is geladen, met bronnen en versies.

    Zonder ID een overzicht. ID is de naam van een regel, een grootheid, een keten of wandeling, een
    parameter, een tabel, een lezing, een maatregel of een voorstel, of een begrip: een gegeven van de
    persoon, een gebeurtenis, een soort besluit, of een van de waarden die een gegeven kan hebben.

    Met --naar komt alles in een boek, ook de lezingen die niet zijn gekozen en elk voorstel.
    """
    if naar is not None:
        if name is not None or attrs.evolve(law, paths=()) != LawOptions():
            raise click.UsageError("--naar toont alle recht: geef alleen --regels erbij")
        count = write_book(book_pages(law.paths), naar)
        click.echo(f"{count} bladzijden in {naar}", err=True)
        return
    rulebook = Rulebooks(law).base
    if name is None:
        click.echo(law_overview(rulebook))
        return
    found = law_piece(rulebook, name)
    if not found:
        hint = nearest(name, law_names(rulebook))
        message = (
            f"er is geen regel, grootheid, parameter, tabel, lezing, maatregel of begrip '{name}'"
        )
        raise ProblemError([Problem("naam", message, hint=hint)])
    click.echo(found)
