"""``cijfers``: published figures, beside what the decisions about a population come to."""

from __future__ import annotations

import json

import click

from inburgerregels.cli.options import format_option
from inburgerregels.explain.dutch import escape_invisible

__all__ = ["cijfers"]


@click.command(options_metavar="[OPTIES]")
@click.option(
    "--controle",
    is_flag=True,
    help="Of de gepubliceerde cijfers onderling kloppen, met de rekensommen; leest geen bevolking.",
)
@format_option("tekst", "json")
def cijfers(controle: bool, formaat: str) -> None:
    """Zet de gepubliceerde tabellen naast wat de besluiten over een bevolking uitmaken.

    Met --controle worden alleen de gepubliceerde cijfers tegen elkaar gehouden: kloppen de sommen en
    de percentages, en hoe moet een cijfer dat niet klopt worden gelezen.
    """
    # Imported here, so that the other commands do not wait for it.
    from inburgerregels.policy.figures import load_figures
    from inburgerregels.report.figures import findings_as_json, findings_as_text

    if not controle:
        raise click.UsageError("geef --controle")
    checked = load_figures().checked
    if formaat == "json":
        text = json.dumps(findings_as_json(checked), ensure_ascii=False, indent=2)
        click.echo(escape_invisible(text))
    else:
        click.echo(findings_as_text(checked), nl=False)
