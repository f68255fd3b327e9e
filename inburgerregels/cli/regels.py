"""``regels``: the law as it is loaded."""

from __future__ import annotations

import click

from inburgerregels.cli.options import LawOptions, law_options
from inburgerregels.cli.session import Rulebooks
from inburgerregels.model import Problem, ProblemError, nearest
from inburgerregels.report.law import law_names, law_overview, law_piece

__all__ = ["regels"]


@click.command(options_metavar="[OPTIES]")
@click.argument("name", metavar="[ID]", required=False)
@law_options
def regels(name: str | None, law: LawOptions) -> None:
    """Toont het recht zoals het is geladen, met bronnen en versies.

    Zonder ID een overzicht. ID is de naam van een regel, een grootheid, een keten of wandeling, een
    parameter, een tabel, een lezing, een maatregel of een voorstel.
    """
    rulebook = Rulebooks(law).base
    if name is None:
        click.echo(law_overview(rulebook))
        return
    found = law_piece(rulebook, name)
    if not found:
        hint = nearest(name, law_names(rulebook))
        message = f"er is geen regel, grootheid, parameter, tabel, lezing of maatregel '{name}'"
        raise ProblemError([Problem("naam", message, hint=hint)])
    click.echo(found)
