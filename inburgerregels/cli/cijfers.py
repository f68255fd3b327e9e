"""``cijfers``: published figures, beside what the decisions about a population come to."""

from __future__ import annotations

import datetime
import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from inburgerregels.cli.options import DAY, LawOptions, format_option, law_options, workers_option
from inburgerregels.cli.policy_law import with_default_readings
from inburgerregels.explain.dutch import escape_invisible

if TYPE_CHECKING:
    from inburgerregels.language import Rulebook
    from inburgerregels.report.document import Document

__all__ = ["cijfers"]

_TABLES = ("1", "2", "3", "4", "tekst", "dashboard")


@click.command(
    short_help="Zet gepubliceerde cijfers naast een bevolking.", options_metavar="[OPTIES]"
)
@click.option(
    "--bevolking",
    "folders",
    metavar="MAP",
    multiple=True,
    type=click.Path(path_type=Path),
    help="De bevolking waarin wordt geteld (mag vaker: het gemiddelde, met laagste en hoogste).",
)
@click.option(
    "--tabel",
    "tables",
    type=click.Choice(_TABLES),
    multiple=True,
    help="Alleen deze tabel (mag vaker); zonder deze optie alles.",
)
@click.option(
    "--peildatum",
    type=DAY,
    metavar="DATUM",
    help="Op welke dag wordt geteld; anders elk cijfer op zijn eigen dag.",
)
@click.option(
    "--controle",
    is_flag=True,
    help="Of de gepubliceerde cijfers onderling kloppen, met de rekensommen; leest geen bevolking.",
)
@click.option(
    "--vooruitblik",
    is_flag=True,
    help="Hoeveel termijnen de komende maanden worden overschreden, en of dat uitkwam.",
)
@click.option(
    "--beweringen",
    is_flag=True,
    help="Wat de brief over geld en aantallen verwachtte, nagerekend met de besluiten.",
)
@click.option(
    "--streefcijfers",
    "targets",
    is_flag=True,
    help="De streefcijfers van elk jaar, en wat ervan is bereikt.",
)
@click.option(
    "--maanden",
    type=click.IntRange(1, 60),
    help="Hoe ver de vooruitblik kijkt; anders zoals in de gegevens.",
)
@workers_option(2)
@law_options
@format_option("tekst", "json", "html")
def cijfers(
    folders: tuple[Path, ...],
    tables: tuple[str, ...],
    peildatum: datetime.date | None,
    controle: bool,
    vooruitblik: bool,
    beweringen: bool,
    targets: bool,
    maanden: int | None,
    werkers: int,
    law: LawOptions,
    formaat: str,
) -> None:
    """Zet de gepubliceerde tabellen naast wat de besluiten over een bevolking uitmaken.

    Elk leven wordt met de regels beoordeeld op de dag van het gepubliceerde cijfer. Met --controle
    worden alleen de gepubliceerde cijfers tegen elkaar gehouden: kloppen de sommen en de
    percentages, en hoe moet een cijfer dat niet klopt worden gelezen. Met --vooruitblik wordt vooruit
    gekeken vanaf de peildatum, en met dezelfde levens nagegaan wat ervan uitkwam.
    """
    if controle and (folders or vooruitblik):
        raise click.UsageError("--controle leest geen bevolking; geef een van beide")
    if beweringen and (controle or vooruitblik or tables or peildatum):
        raise click.UsageError("--beweringen staat op zichzelf; elke bewering heeft haar eigen dag")
    if targets and (controle or vooruitblik or beweringen or tables or peildatum):
        raise click.UsageError("--streefcijfers staat op zichzelf; elk jaar heeft zijn eigen dag")
    if vooruitblik and tables:
        raise click.UsageError("--vooruitblik is geen tabel; geef een van beide")
    if maanden is not None and not vooruitblik:
        raise click.UsageError("--maanden hoort bij --vooruitblik")
    if controle:
        _findings(formaat)
    elif folders and beweringen:
        _claims(folders, law, werkers, formaat)
    elif folders and targets:
        _targets(folders, law, werkers, formaat)
    elif folders and vooruitblik:
        _outlook(folders, peildatum, maanden, law, werkers, formaat)
    elif folders:
        _tables(folders, tables, peildatum, law, werkers, formaat)
    else:
        raise click.UsageError("geef --bevolking MAP, of --controle")


def _findings(formaat: str) -> None:
    # Imported in each part, so that the other commands do not wait for it.
    from inburgerregels.policy.figures import load_figures
    from inburgerregels.report.figures import (
        findings_as_json,
        findings_as_text,
        findings_document,
    )

    checked = load_figures().checked
    if formaat == "json":
        _echo_json(findings_as_json(checked))
    elif formaat == "html":
        _echo_document(findings_document(checked), formaat)
    else:
        click.echo(findings_as_text(checked))


def _claims(folders: tuple[Path, ...], law: LawOptions, workers: int, formaat: str) -> None:
    from inburgerregels.cli.session import Rulebooks
    from inburgerregels.policy.claims import read_claims, reckon
    from inburgerregels.policy.figures import load_figures
    from inburgerregels.policy.folder import open_populations
    from inburgerregels.policy.reading_questions import read_questions
    from inburgerregels.report.claims import claims_as_json, claims_document

    populations = open_populations(folders)
    law = with_default_readings(law)
    books = Rulebooks(law)
    questions, figures = read_questions(books.base), load_figures()

    def without(name: str | None) -> Rulebook:
        other = law if name is None else attrs.evolve(law, without=(*law.without, name))
        return books.load(other)

    claims = read_claims(books.base, questions, figures)
    found = reckon(claims, populations, without, questions, figures, workers=workers)
    if formaat == "json":
        _echo_json(claims_as_json(found))
    else:
        document = claims_document(found, populations, books.base, _again())
        _echo_document(document, formaat, law)


def _tables(
    folders: tuple[Path, ...],
    tables: tuple[str, ...],
    peildatum: datetime.date | None,
    law: LawOptions,
    workers: int,
    formaat: str,
) -> None:
    from inburgerregels.policy.counting.cells import read_definitions
    from inburgerregels.policy.counting.computing import compare_cells
    from inburgerregels.policy.figures import load_figures
    from inburgerregels.policy.folder import open_populations
    from inburgerregels.report.tables import tables_as_json, tables_document

    populations = open_populations(folders, peildatum)
    rulebook = _rulebook(law)
    figures = load_figures()
    definitions = read_definitions(rulebook, figures)
    cells = definitions.of(tables or definitions.tables)
    compared = compare_cells(
        populations, rulebook, definitions, figures, cells, day=peildatum, workers=workers
    )
    if formaat == "json":
        _echo_json(tables_as_json(compared))
        return
    document = tables_document(compared, figures, definitions, populations, rulebook, _again())
    _echo_document(document, formaat, law)


def _outlook(
    folders: tuple[Path, ...],
    peildatum: datetime.date | None,
    months: int | None,
    law: LawOptions,
    workers: int,
    formaat: str,
) -> None:
    from inburgerregels.policy.folder import open_populations
    from inburgerregels.policy.outlook import look_ahead, read_outlook
    from inburgerregels.report.outlook import outlook_as_json, outlook_document

    populations = open_populations(folders, peildatum)
    rulebook = _rulebook(law)
    definition = read_outlook(rulebook)
    found = [
        look_ahead(population, rulebook, definition, day=peildatum, months=months, workers=workers)
        for population in populations
    ]
    if formaat == "json":
        _echo_json(outlook_as_json(found, populations))
        return
    document = outlook_document(found, definition, populations, rulebook, _again())
    _echo_document(document, formaat, law)


def _targets(folders: tuple[Path, ...], law: LawOptions, workers: int, formaat: str) -> None:
    from inburgerregels.policy.figures import load_figures
    from inburgerregels.policy.folder import open_populations
    from inburgerregels.policy.targets import reached_targets, read_targets
    from inburgerregels.report.document_json import document_as_json
    from inburgerregels.report.targets_view import targets_document

    populations = open_populations(folders)
    rulebook = _rulebook(law)
    figures = load_figures()
    targets = read_targets(rulebook, figures)
    found = reached_targets(populations, rulebook, targets, figures, workers=workers)
    document = targets_document(targets, found, populations, rulebook, _again())
    if formaat == "json":
        click.echo(document_as_json(document))
    else:
        _echo_document(document, formaat, law)


def _rulebook(law: LawOptions) -> Rulebook:
    from inburgerregels.cli.session import Rulebooks

    return Rulebooks(with_default_readings(law)).base


def _again() -> str:
    """The command that was typed."""
    return shlex.join(["inburgerregels", *sys.argv[1:]])


def _echo_document(document: Document, formaat: str, law: LawOptions | None = None) -> None:
    from inburgerregels.report.as_lived import as_lived
    from inburgerregels.report.document_page import document_as_html
    from inburgerregels.report.document_text import document_as_text

    if law is not None and (law.proposals or law.without):
        document = as_lived(document)
    click.echo(document_as_html(document) if formaat == "html" else document_as_text(document))


def _echo_json(data: Any) -> None:
    click.echo(escape_invisible(json.dumps(data, ensure_ascii=False, indent=2)))
