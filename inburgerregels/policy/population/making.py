"""A population on disk: lives drawn from the model, what the law lets follow, and a prepared store."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.files import write_file
from inburgerregels.batch.quarantine import nobody_set_aside
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block, StoreWriter
from inburgerregels.language import Rulebook
from inburgerregels.model import nearest
from inburgerregels.policy.folder import MODEL, STORE, Population, write_about
from inburgerregels.policy.nodes import wrong
from inburgerregels.policy.parallel import in_order
from inburgerregels.policy.population.asking import AskedLaw
from inburgerregels.policy.population.consequences import let_follow
from inburgerregels.policy.population.drawing import DrawnLives, draw_lives
from inburgerregels.policy.population.model import Layer, Model
from inburgerregels.policy.population.storing import SIZE, blocks_of

__all__ = ["Recipe", "drawn_under", "law_of", "make_population", "recorded_recipe"]


@attrs.frozen
class Recipe:
    """Which lives: how many, of which seed, and with which parameters and inflow.

    The same recipe gives the same bytes, whoever makes it. ``inflow`` is the number of real persons
    per layer; without it that of the model.
    """

    count: int
    seed: int
    fitted: Mapping[str, float] = attrs.Factory(dict)
    inflow: Mapping[str, float] = attrs.Factory(dict)

    def layers(self, model: Model) -> tuple[Layer, ...]:
        return tuple(
            attrs.evolve(one, persons=self.inflow.get(one.name, one.persons))
            for one in model.layers
        )


def make_population(
    folder: Path,
    model: Model,
    rulebook: Rulebook,
    recipe: Recipe,
    *,
    workers: int = 1,
    only: Callable[[Layer], bool] = lambda layer: True,
) -> Population:
    """Writes the population in a folder that is empty or not there yet, and opens it.

    ``only``: the layers that are wanted, for who needs no more.
    """
    _rules_known(model, rulebook)
    schema = Schema(rulebook.vocabulary)
    layers = tuple(layer for layer in recipe.layers(model) if only(layer))
    lives = drawn_under(model, rulebook, recipe, only=only, workers=workers)
    where = folder / STORE
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    writer = StoreWriter(where, schema)
    events = 0
    for data in _parts(lives, rulebook, workers):
        block = Block.from_bytes(data, schema)
        events += block.event_count
        writer.add(block, data)
    nobody_set_aside(where)
    writer.close(_counts(len(lives), events), [], [])
    persons = round(sum(layer.persons for layer in layers))
    write_file(folder / MODEL, model.source)
    write_about(
        folder,
        {
            "zaad": recipe.seed,
            "gewicht": str(Fraction(persons, recipe.count)),
            "tot": model.until.isoformat(),
            "personen": persons,
            "model": model.hash,
            **law_of(rulebook),
            "parameters": model.numbers(recipe.fitted),
            "lagen": {
                layer.name: {"levens": int(size), "personen": layer.persons}
                for layer, size in zip(layers, np.bincount(lives.layer), strict=False)
            },
        },
    )
    return Population.open(folder)


def recorded_recipe(about: Mapping[str, Any], count: int) -> Recipe:
    """The recipe of a population that :func:`make_population` wrote."""
    inflow = {name: one["personen"] for name, one in about["lagen"].items()}
    return Recipe(count, about["zaad"], about["parameters"], inflow)


def drawn_under(
    model: Model,
    rulebook: Rulebook,
    recipe: Recipe,
    *,
    only: Callable[[Layer], bool] = lambda layer: True,
    workers: int = 1,
    again: bool = False,
) -> DrawnLives:
    """The lives of a recipe as they go under this law, without what the law lets follow; with
    ``again`` to be drawn again under other law."""
    layers = tuple(layer for layer in recipe.layers(model) if only(layer))
    schema = Schema(rulebook.vocabulary)
    law = AskedLaw(rulebook, model)

    def ask(lives: DrawnLives) -> dict[str, Any]:
        def part(first: int) -> list[Any]:
            (block,) = blocks_of(_some(lives.before_the_law(), first))
            return [law.term_days(block, one) for one in model.terms]

        parts = [*in_order(part, range(0, len(lives), SIZE), workers)]
        whole = [np.concatenate(column) for column in zip(*parts, strict=True)]
        return {one.name: days for one, days in zip(model.terms, whole, strict=True)}

    fitted, seed = recipe.fitted, recipe.seed
    return draw_lives(model, schema, recipe.count, seed, fitted, layers, ask=ask, again=again)


def law_of(rulebook: Rulebook) -> dict[str, Any]:
    """By what a population knows the law that its lives were lived under."""
    ref = rulebook.ref
    return {
        "wet": ref.hash,
        "maatregelen": [*ref.maatregelen],
        "voorstellen": [*ref.voorstellen],
        "lezingen": dict(sorted(ref.lezingen.items())),
    }


def _some(lives: DrawnLives, first: int) -> DrawnLives:
    return lives.part(np.arange(first, min(len(lives), first + SIZE)))


def _parts(lives: DrawnLives, rulebook: Rulebook, workers: int) -> Iterator[bytes]:
    """The blocks of the store in order, each in the bytes of its file."""
    law = AskedLaw(rulebook, lives.model)

    def part(first: int) -> bytes:
        some = _some(lives, first)
        let_follow(some, law)
        (block,) = blocks_of(some)
        return block.to_bytes()

    yield from in_order(part, range(0, len(lives), SIZE), workers)


def _rules_known(model: Model, rulebook: Rulebook) -> None:
    names = {f"{block}.{name}" for block, name in rulebook.program.decisions}
    for one in model.consequences:
        if one.rule not in names:
            message, hint = f"geen regel '{one.rule}' neemt een besluit", nearest(one.rule, names)
            raise wrong(message, one.who.position, hint)


def _counts(persons: int, events: int) -> dict[str, Any]:
    return {
        "rijen_gelezen": persons + events,
        "rijen_gebruikt": persons + events,
        "rijen_afgekeurd": 0,
        "personen_gelezen": persons,
        "personen_gebruikt": persons,
        "personen_afgekeurd": 0,
        "gebeurtenissen_gebruikt": events,
    }
