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
    person is better off on each balance. ``path`` is where the dossier was written, and ``other`` where
    the life as it goes under the variant, if that is another."""

    person: int
    kind: str
    name: str
    gains: tuple[int, ...]
    path: Path | None = None
    other: Path | None = None


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
    """The examples of a variant, each as a dossier in ``folder``; who lives otherwise under the variant,
    as two."""
    variant = comparison.variants[number]
    examples = chosen_examples(comparison, number)
    persons = np.unique([example.person for example in examples])
    before, after = (_lives(comparison, persons, law) for law in (0, number + 1))

    def written(life: Dossier, path: Path, title: str, note: str) -> Path:
        text = dossier_text(
            comparison.base.vocabulary,
            life,
            comparison.day,
            title=title,
            note=f"Uit een synthetische bevolking; deze persoon bestaat niet. {note}",
            readings=_other_readings(comparison),
        )
        folder.mkdir(parents=True, exist_ok=True)
        write_file(path, text.encode())
        return path

    found = []
    for place, example in enumerate(examples, start):
        name, title = example.name, f"{example.name}, {example.kind} voorbeeld"
        path = folder / f"{place:02}-{example.kind}-{name}.yaml"
        other = None
        here, there = before[example.person], after[example.person]
        note = f"Voorbeeld bij: {variant.title}."
        if here != there:
            other = path.with_name(f"{path.stem}-anders.yaml")
            own = f"Zo gaat dit leven bij: {variant.title}."
            written(there, other, f"{title}, zoals het dan gaat", own)
            note += f" Zo gaat dit leven zonder; zoals het dan gaat staat in {other.name}."
        found.append(attrs.evolve(example, path=written(here, path, title, note), other=other))
    return found


def _lives(comparison: Comparison, persons: Array, law: int) -> dict[int, Dossier]:
    """The dossiers of persons of the first population as they live under a law, until the day asked
    about."""
    found = comparison.found[0]
    block = found.relived.of_persons(persons, law) if len(persons) else None
    if block is None:
        lives = [life_of(found.lives, person) for person in persons.tolist()]
    else:
        every = Dossiers(found.lives.schema, block)
        lives = [every.of(place) for place in range(len(block))]
    return {
        person: seen(life, comparison.day)
        for person, life in zip(persons.tolist(), lives, strict=True)
    }


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
