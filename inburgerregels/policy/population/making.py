"""A population on disk: lives drawn from the model, what the law lets follow, and a prepared store."""

from __future__ import annotations

import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.quarantine import nobody_set_aside
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block, StoreWriter
from inburgerregels.language import Rulebook
from inburgerregels.policy.folder import STORE, Population, write_about
from inburgerregels.policy.population.consequences import let_follow
from inburgerregels.policy.population.drawing import DrawnLives, draw_lives
from inburgerregels.policy.population.model import Layer, Model
from inburgerregels.policy.population.storing import SIZE, blocks_of

__all__ = ["Recipe", "make_population"]


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
    schema = Schema(rulebook.vocabulary)
    layers = tuple(layer for layer in recipe.layers(model) if only(layer))
    lives = draw_lives(model, schema, recipe.count, recipe.seed, recipe.fitted, layers)
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
    write_about(
        folder,
        {
            "zaad": recipe.seed,
            "gewicht": str(Fraction(persons, recipe.count)),
            "tot": model.until.isoformat(),
            "personen": persons,
            "model": model.hash,
            "wet": rulebook.ref.hash,
            "parameters": model.numbers(recipe.fitted),
            "lagen": {
                layer.name: {"levens": int(size), "personen": layer.persons}
                for layer, size in zip(layers, np.bincount(lives.layer), strict=False)
            },
        },
    )
    return Population.open(folder)


def _parts(lives: DrawnLives, rulebook: Rulebook, workers: int) -> Iterator[bytes]:
    """The blocks of the store in order, each in the bytes of its file."""
    firsts = range(0, len(lives), SIZE)

    def part(first: int) -> bytes:
        some = lives.part(np.arange(first, min(len(lives), first + SIZE)))
        let_follow(some, rulebook)
        (block,) = blocks_of(some)
        return block.to_bytes()

    if workers <= 1 or len(firsts) == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(part, firsts)
        return
    global _part
    _part = part
    try:
        # fork: the lives that were drawn are there already, for every process.
        with multiprocessing.get_context("fork").Pool(min(workers, len(firsts))) as pool:
            yield from pool.imap(_do, firsts)
    finally:
        _part = None


_part: Callable[[int], bytes] | None = None


def _do(first: int) -> bytes:
    assert _part is not None
    return _part(first)


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
