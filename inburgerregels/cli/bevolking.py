"""``bevolking``: a synthetic population, drawn from a model."""

from __future__ import annotations

from pathlib import Path

import click

from inburgerregels.cli.ingest import needs_batch
from inburgerregels.cli.options import LawOptions
from inburgerregels.cli.problems import Refused
from inburgerregels.cli.session import Rulebooks
from inburgerregels.explain.dutch import number
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["bevolking"]

_LIVES = 300_000


@click.command(options_metavar="[OPTIES]")
@click.option(
    "--uit",
    required=True,
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Map voor de bevolking; een bevolking die er al staat wordt vervangen.",
)
@click.option(
    "--omvang",
    type=click.IntRange(1, 100_000_000),
    default=_LIVES,
    show_default=True,
    metavar="N",
    help="Aantal levens.",
)
@click.option(
    "--zaad",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    metavar="S",
    help="Het zaad van het toeval: hetzelfde zaad geeft dezelfde levens.",
)
@click.option(
    "--model",
    "path",
    type=click.Path(path_type=Path),
    metavar="BESTAND",
    help="Een eigen model, in plaats van het meegeleverde.",
)
@click.option(
    "--ijking",
    type=click.Path(path_type=Path),
    metavar="BESTAND",
    help="Een eigen ijking van het model, zoals --ijk die schrijft.",
)
@click.option(
    "--werkers",
    type=click.IntRange(1, 1024),
    default=2,
    show_default=True,
    metavar="N",
    help="Aantal processen dat rekent; de levens zijn gelijk.",
)
def bevolking(
    uit: Path, omvang: int, zaad: int, path: Path | None, ijking: Path | None, werkers: int
) -> None:
    """Maakt een bevolking: levens als gebeurtenissen, getrokken uit een model dat zegt wat mensen doen.

    Hoe die levens aflopen zegt het model niet; dat zeggen de regels, met cijfers of vergelijk.
    """
    needs_batch()
    from inburgerregels.policy.folder import ABOUT
    from inburgerregels.policy.population.calibration import calibration_of
    from inburgerregels.policy.population.making import Recipe, make_population
    from inburgerregels.policy.population.model import model_file, model_readings, read_model

    if uit.exists() and not (uit / ABOUT).exists() and any(uit.iterdir()):
        where = Position(str(uit))
        hint = "geef een map die er nog niet is, of die van een eerdere bevolking"
        raise Refused(ProblemError([Problem("P004", "deze map is niet leeg", where, hint)]))
    path = path or model_file()
    rulebook = Rulebooks(LawOptions(readings=tuple(sorted(model_readings(path).items())))).base
    model = read_model(path, rulebook.vocabulary)
    found = calibration_of(model, path, ijking)
    recipe = Recipe(omvang, zaad, found.parameters, found.inflow)
    population = make_population(uit, model, rulebook, recipe, workers=werkers)
    events = population.store.manifest["tellingen"]["gebeurtenissen_gebruikt"]
    people = population.about["personen"]
    click.echo(
        f"{number(omvang)} levens met {number(events)} gebeurtenissen, voor {number(people)} personen."
    )
    if not found.parameters:
        click.echo("Het model is niet geijkt: alle parameters zijn die van het model.", err=True)
