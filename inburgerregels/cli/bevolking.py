"""``bevolking``: a synthetic population, drawn from a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from inburgerregels.cli.ingest import needs_batch
from inburgerregels.cli.options import LawOptions, workers_option
from inburgerregels.cli.policy_law import with_default_readings
from inburgerregels.cli.problems import Refused
from inburgerregels.cli.session import Rulebooks
from inburgerregels.explain.dutch import number
from inburgerregels.language import Rulebook
from inburgerregels.model import Position, Problem, ProblemError, nearest

if TYPE_CHECKING:
    from inburgerregels.policy.population.calibration import Calibration
    from inburgerregels.policy.population.model import Model

__all__ = ["bevolking"]

_LIVES = 300_000


@click.command(
    short_help="Maakt een bevolking, of ijkt het model daarvan.", options_metavar="[OPTIES]"
)
@click.option(
    "--uit",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Map voor de bevolking; een bevolking die er al staat wordt vervangen.",
)
@click.option(
    "--omvang",
    "lives",
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
    help="Een eigen ijking van het model, zoals --ijk die schrijft. Bij --ijk: waar de nieuwe ijking begint.",
)
@click.option(
    "--ijk",
    type=click.Path(path_type=Path),
    metavar="BESTAND",
    help="Maak geen bevolking maar ijk het model op de gepubliceerde cijfers, en schrijf de ijking hier. "
    "Begint bij de waarden van het model, of met --ijking bij die van een eerdere ijking.",
)
@click.option(
    "--laat-weg",
    "leave",
    multiple=True,
    metavar="LAAG",
    help="Ijk zonder wat over deze laag is gepubliceerd (mag vaker).",
)
@click.option(
    "--getrokken",
    is_flag=True,
    help="Trek ook de parameters, zo ver uiteen als de ijking onzeker is.",
)
@click.option(
    "--stappen",
    "steps",
    type=click.IntRange(1, 100),
    default=8,
    show_default=True,
    metavar="N",
    help="Het grootste aantal stappen van een ronde van de ijking.",
)
@click.option(
    "--ronde",
    "rounds",
    multiple=True,
    metavar="NAAM",
    help="Alleen deze ronde van de ijking, verder met de parameters van --ijking (mag vaker).",
)
@workers_option(2)
def bevolking(
    uit: Path | None,
    lives: int,
    zaad: int,
    path: Path | None,
    ijking: Path | None,
    ijk: Path | None,
    leave: tuple[str, ...],
    getrokken: bool,
    steps: int,
    rounds: tuple[str, ...],
    werkers: int,
) -> None:
    """Maakt een bevolking: levens als gebeurtenissen, getrokken uit een model dat zegt wat mensen doen.

    Hoe die levens aflopen zegt het model niet; dat zeggen de regels, met cijfers of vergelijk.
    """
    needs_batch()
    from inburgerregels.policy.folder import ABOUT
    from inburgerregels.policy.population.calibration import Calibration, calibration_of
    from inburgerregels.policy.population.making import Recipe, make_population
    from inburgerregels.policy.population.model import model_file, read_model

    if (uit is None) == (ijk is None):
        raise click.UsageError("geef --uit MAP, of --ijk BESTAND")
    if uit is not None and uit.exists() and not (uit / ABOUT).exists() and any(uit.iterdir()):
        where = Position(str(uit))
        hint = "geef een map die er nog niet is, of die van een eerdere bevolking"
        raise Refused(ProblemError([Problem("P004", "deze map is niet leeg", where, hint)]))
    path = path or model_file()
    rulebook = Rulebooks(with_default_readings(LawOptions())).base
    model = read_model(path, rulebook.vocabulary)
    if ijk is not None:
        # From the model's own values, so that the outcome hangs on no earlier fit; unless one is given.
        begin = Calibration() if ijking is None else calibration_of(model, path, ijking)
        _calibrate(model, rulebook, begin, ijk, leave, rounds, steps, werkers)
        return
    found = calibration_of(model, path, ijking)
    assert uit is not None
    if getrokken:
        found = found.drawn(zaad, model)
    recipe = Recipe(lives, zaad, found.parameters, found.inflow)
    population = make_population(uit, model, rulebook, recipe, workers=werkers)
    events = population.store.manifest["tellingen"]["gebeurtenissen_gebruikt"]
    people = population.about["personen"]
    click.echo(
        f"{number(lives)} levens met {number(events)} gebeurtenissen, voor {number(people)} personen."
    )
    if not found.parameters:
        click.echo("Het model is niet geijkt: alle parameters zijn die van het model.", err=True)


def _calibrate(
    model: Model,
    rulebook: Rulebook,
    begin: Calibration,
    path: Path,
    leave: tuple[str, ...],
    rounds: tuple[str, ...],
    steps: int,
    workers: int,
) -> None:
    """Fits the model, writes what was found and says how far it is from what was published."""
    from inburgerregels.policy.counting.cells import read_definitions
    from inburgerregels.policy.figures import load_figures
    from inburgerregels.policy.population.calibrating import FIT_SEED, calibrate
    from inburgerregels.policy.population.calibration import write_calibration

    _each_known("laag", leave, {layer.name for layer in model.layers})
    _each_known("ronde", rounds, {one.name for one in model.rounds})
    figures = load_figures()
    definitions = read_definitions(rulebook, figures)
    found, residuals = calibrate(
        model,
        rulebook,
        definitions,
        figures,
        workers=workers,
        leave=frozenset(leave),
        rounds=rounds,
        steps=steps,
        begin=begin if begin.parameters else None,
        told=lambda line: click.echo(line, err=True),
    )
    comment = "Gemaakt met: inburgerregels bevolking --ijk BESTAND. Niet met de hand veranderen."
    about: dict[str, object] = {"model": model.hash, "wet": rulebook.ref.hash, "zaad": FIT_SEED}
    if leave:
        about["weggelaten"] = list(leave)
    # Of rounds that were not done again stays what was found then.
    now = {one.figure: f"{100 * one.difference:+.2f}" for one in residuals}
    about["verschillen"] = {**(begin.differences if rounds else {}), **now}
    write_calibration(path, found, comment, about)
    click.echo(f"{'cijfer':<36}{'gepubliceerd':>18}{'berekend':>18}{'verschil':>10}")
    for one in residuals:
        share = one.published <= 1
        shown = [f"{100 * x:.1f}%" if share else f"{x:.0f}" for x in (one.published, one.counted)]
        difference = f"{100 * one.difference:+.1f}"
        click.echo(f"{one.figure:<36}{shown[0]:>18}{shown[1]:>18}{difference:>10}")


def _each_known(what: str, names: tuple[str, ...], known: set[str]) -> None:
    for name in names:
        if name not in known:
            problem = Problem("P004", f"er is geen {what} '{name}'", hint=nearest(name, known))
            raise Refused(ProblemError([problem]))
