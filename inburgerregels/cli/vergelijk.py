"""``vergelijk``: a population under the law as it is and under other law."""

from __future__ import annotations

import datetime
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from inburgerregels.cli.options import DAY, LawOptions, format_option, law_options, workers_option
from inburgerregels.cli.policy_law import with_default_readings
from inburgerregels.cli.session import Rulebooks
from inburgerregels.model import ProblemError

if TYPE_CHECKING:
    from inburgerregels.policy.comparing import Variant

__all__ = ["vergelijk"]

_TOGETHER = "samen"


@click.command(
    short_help="Legt een voorstel naast de wet voor een bevolking.", options_metavar="[OPTIES]"
)
@click.option(
    "--bevolking",
    "folders",
    metavar="MAP",
    multiple=True,
    required=True,
    type=click.Path(path_type=Path),
    help="Een bevolking; geef er meer voor de onzekerheid.",
)
@law_options
@click.option(
    "--reeks",
    "given_range",
    metavar="P=a..b/stap",
    help="Een parameter van a tot en met b, zoals inburgeringstermijn=2..5jaar/6maanden.",
)
@click.option("--peildatum", type=DAY, metavar="DATUM", help="Anders de laatste dag van de levens.")
@click.option(
    "--uit",
    metavar="RAPPORT.html",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Schrijf een rapport, met .csv, .xlsx en voorbeelden ernaast.",
)
@workers_option(2)
@format_option("tekst", "json", "html")
def vergelijk(
    folders: tuple[Path, ...],
    given_range: str | None,
    peildatum: datetime.date | None,
    uit: Path | None,
    werkers: int,
    formaat: str,
    law: LawOptions,
) -> None:
    """Vergelijkt wat de wet en een andere wet voor een hele bevolking betekenen.

    Elk --voorstel (een naam, of een eigen bestand) en elke --zonder wordt apart naast de wet zoals zij
    is gelegd, en alles samen. --lezing, --bekend-op en --regels gelden voor beide kanten.
    """
    # What only this command needs takes long to load.
    from inburgerregels.cli.policy_files import check_place, write_report
    from inburgerregels.policy.comparing import compare
    from inburgerregels.policy.examples import Example, chosen_examples, write_examples
    from inburgerregels.policy.folder import open_populations
    from inburgerregels.policy.reading_questions import read_questions
    from inburgerregels.policy.sweeping import read_range, sweep
    from inburgerregels.report.comparison_view import comparison_document
    from inburgerregels.report.sweep_view import sweep_document, sweep_section

    if not (law.proposals or law.without or given_range):
        raise click.UsageError("Geef --voorstel, --zonder of --reeks: waarmee wordt vergeleken?")
    if uit is not None:
        check_place(uit)
    populations = open_populations(folders, peildatum)
    # A proposal or measure that is named twice is still one.
    proposals, without = (tuple(dict.fromkeys(names)) for names in (law.proposals, law.without))
    law = with_default_readings(attrs.evolve(law, proposals=proposals, without=without))
    books = Rulebooks(attrs.evolve(law, proposals=(), without=()))
    questions = read_questions(books.base)
    day = peildatum or min(population.until for population in populations)
    variants, notes = _variants(books, law)
    again = _again()
    section = document = None
    if given_range is not None:
        whole = books.load(law) if variants else books.base
        asked = read_range(given_range, whole)
        found = sweep(populations, whole, asked, questions, day, workers=werkers)
        if variants:
            section = sweep_section(found)
        else:
            document = sweep_document(found, again)
    if variants:
        comparison = compare(populations, books.base, variants, questions, day, workers=werkers)
        examples: dict[int, list[Example]] = {}
        for number, variant in enumerate(variants):
            if uit is None:
                examples[number] = chosen_examples(comparison, number)
            else:
                place = uit.with_name(f"{uit.stem}-dossiers")
                place = place if len(variants) == 1 else place / variant.name
                examples[number] = write_examples(comparison, number, place)
        document = comparison_document(
            comparison, examples, again, notes, [section] if section else []
        )
    assert document is not None
    write_report(document, uit, formaat)


def _variants(books: Rulebooks, law: LawOptions) -> tuple[list[Variant], list[str]]:
    """Each proposal, each measure left out, and everything together."""
    from inburgerregels.policy.comparing import Variant

    base = attrs.evolve(law, proposals=(), without=())
    found = []
    for name in law.proposals:
        book = books.load(attrs.evolve(base, proposals=(name,)))
        option = f"--voorstel {shlex.quote(law.file_of(name) or name)}"
        found.append(Variant(name, book.overlays[name].meta.title or name, book, option))
    for name in law.without:
        book = books.load(attrs.evolve(base, without=(name,)))
        title = books.base.overlays[name].meta.title or name
        option = f"--zonder {shlex.quote(name)}"
        found.append(Variant(f"zonder {name}", f"Zonder de maatregel: {title}", book, option))
    notes = []
    if len(found) > 1:
        try:
            whole = books.load(law)
        except ProblemError as error:
            first = error.problems[0].message
            notes.append(f"Alles samen kan niet worden doorgerekend: {first}.")
        else:
            options = " ".join(one.option for one in found)
            found.append(Variant(_TOGETHER, "Alles samen", whole, options))
    return found, notes


def _again() -> str:
    """The command as it was typed."""
    return shlex.join(["inburgerregels", *sys.argv[1:]])
