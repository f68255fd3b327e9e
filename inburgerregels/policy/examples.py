"""Lives that show what a change of law does: the most ordinary of those it touches, and the extremes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.block import Dossiers
from inburgerregels.batch.files import write_file
from inburgerregels.model import Dossier
from inburgerregels.policy.comparing import Comparison
from inburgerregels.policy.dossier_file import dossier_text
from inburgerregels.policy.lives import Lives

__all__ = ["EACH", "Example", "chosen_examples", "write_examples"]

Array = Any
#: How many of each.
EACH = 10
ORDINARY, EXTREME = "doorsnee", "uiterste"


@attrs.frozen
class Example:
    """``kind`` is ``doorsnee`` (near the average change) or ``uiterste``; ``gains`` are by how much the
    person is better off on each balance. ``path`` is where the dossier was written."""

    person: int
    kind: str
    name: str
    gains: tuple[int, ...]
    path: Path | None = None


def chosen_examples(comparison: Comparison, number: int) -> list[Example]:
    """Of the first population, of those whom a variant makes better or worse off: ten who are nearest
    to the average of them, and ten others who are furthest from where they were, of who gains and who
    loses as many as there are.

    On each balance a change is measured in the average size of changes there, so that days and euros
    weigh alike; of equals comes first who comes first in the population.
    """
    found = comparison.found[0]
    changed = found.variants[number].changed
    count = len(changed.persons)
    if not count:
        return []
    sizes = np.abs(changed.gains).sum(axis=1)
    scale = np.where(sizes, sizes, 1) / count
    scaled = changed.gains / scale[:, None]
    middle = changed.gains.sum(axis=1) / count / scale
    far = np.abs(scaled).max(axis=0)
    near = np.abs(scaled - middle[:, None]).sum(axis=0)
    extreme = _furthest(far, scaled.sum(axis=0) > 0, min(EACH, count // 2))
    rest = np.setdiff1d(np.arange(count), extreme)
    ordinary = rest[np.argsort(near[rest], kind="stable")[:EACH]]
    return [
        Example(
            int(changed.persons[at]),
            kind,
            found.lives.name(int(changed.persons[at])),
            tuple(changed.gains[:, at].tolist()),
        )
        for kind, places in ((ORDINARY, ordinary), (EXTREME, extreme))
        for at in places.tolist()
    ]


def _furthest(far: Array, gains: Array, wanted: int) -> Array:
    """The furthest of those who gain and of those who do not, in equal parts as far as they go."""
    order = np.argsort(-far, kind="stable")
    sides = [order[gains[order]], order[~gains[order]]]
    few = min(len(sides[0]), len(sides[1]), wanted // 2)
    mine = np.concatenate([side[:few] for side in sides])
    rest = order[~np.isin(order, mine)]
    found = np.concatenate([mine, rest[: wanted - len(mine)]])
    return found[np.argsort(-far[found], kind="stable")]


def write_examples(
    comparison: Comparison, number: int, folder: Path, start: int = 1
) -> list[Example]:
    """The examples of a variant, each as a dossier in ``folder``."""
    lives = comparison.found[0].lives
    variant = comparison.variants[number]
    written = []
    for place, example in enumerate(chosen_examples(comparison, number), start):
        path = folder / f"{place:02}-{example.kind}-{example.name}.yaml"
        note = f"Uit een synthetische bevolking; deze persoon bestaat niet. Voorbeeld bij: {variant.title}."
        text = dossier_text(
            comparison.base.vocabulary,
            seen(life_of(lives, example.person), comparison.day),
            comparison.day,
            title=f"{example.name}, {example.kind} voorbeeld",
            note=note,
            readings=_other_readings(comparison),
        )
        folder.mkdir(parents=True, exist_ok=True)
        write_file(path, text.encode())
        written.append(attrs.evolve(example, path=path))
    return written


def life_of(lives: Lives, person: int) -> Dossier:
    """The dossier of the person with this number."""
    number, place = lives.place(person)
    return Dossiers(lives.schema, lives.block(number)).of(place)


def seen(life: Dossier, day: datetime.date) -> Dossier:
    """A life without what happens after a day."""
    today = day.toordinal()
    return attrs.evolve(life, events=tuple(e for e in life.events if e.day <= today))


def _other_readings(comparison: Comparison) -> dict[str, str]:
    """The readings that were chosen otherwise than a dossier would by itself."""
    base = comparison.base
    return dict(_not_default(base.chosen, {n: r.default for n, r in base.readings.items()}))


def _not_default(chosen: Any, defaults: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, choice in chosen.items():
        if defaults.get(name) != choice:
            yield name, choice
