"""Random numbers for everybody at once, each asked for by a name of its own.

A draw depends on the seed and its name only: a value added to the model, or a parameter that is
moved, leaves every other draw as it was. That makes two populations of one seed comparable person
by person, and lets a fit see a parameter's effect instead of noise.
"""

from __future__ import annotations

import functools
import hashlib
import statistics
from collections.abc import Mapping, MutableMapping
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.later import Later

__all__ = ["Draws", "mixed_up", "normal_of"]

Array = Any
#: Points of the table by which an even draw becomes a normal one.
_POINTS = 1 << 14


@attrs.frozen(eq=False, slots=False)
class Draws:
    """Draws for persons that stand in order of ``layer`` (integers), which is part of the population.

    Within a layer the draws are spread evenly over (0, 1): a tenth of a layer gets a value below one
    tenth, to within one person. What is counted per layer then depends little on the seed.
    """

    seed: int
    layer: Array
    #: What was drawn so far; None when that is not kept.
    _kept: MutableMapping[str, Array] | None = attrs.field(default=None, repr=False)
    _whole: bool = True

    @classmethod
    def keeping(cls, seed: int, layer: Array) -> Draws:
        """Draws of which :meth:`part` can be taken."""
        return cls(seed, layer, {})

    @classmethod
    def of_some(cls, seed: int, layer: Array, kept: MutableMapping[str, Array]) -> Draws:
        """The draws of some persons, as :meth:`part` gives them."""
        return cls(seed, layer, kept, False)

    @property
    def kept(self) -> Mapping[str, Array]:
        """What was drawn and kept so far."""
        return self._kept or {}

    def even(self, name: str) -> Array:
        """For every person a number between 0 and 1, spread evenly within the layer."""
        kept = {} if self._kept is None else self._kept
        if name not in kept:
            if not self._whole:
                raise KeyError(f"'{name}' was not drawn of everybody")
            kept[name] = self._even(name)
        return kept[name]

    def part(self, persons: Array) -> Draws:
        """The draws of some persons: what they are among everybody, as far as they were kept."""
        every = self._kept or {}
        kept: MutableMapping[str, Array] = Later(every, lambda name: every[name][persons])
        return Draws(self.seed, self.layer[persons], kept, False)

    def _even(self, name: str) -> Array:
        source = self._source(name)
        count = len(self.layer)
        # The layers stand in order, so that the sorted places of a layer are its own.
        order = np.argsort(self.layer + source.random(count), kind="stable")
        starts, sizes = self._layers
        within = np.arange(count) - starts[self.layer]
        found = np.empty(count)
        found[order] = (within + source.random(count)) / sizes[self.layer]
        return found

    def of_rows(self, name: str, person: Array, number: Array) -> Array:
        """Numbers between 0 and 1 for rows of which a person can have several: each the same for the
        same person and number within the person, whichever other rows there are."""
        with np.errstate(over="ignore"):
            mixed = mixed_up(np.asarray(person, np.uint64) + np.uint64(self._own(name)))
            mixed = mixed_up(mixed + np.asarray(number, np.uint64))
        return (mixed >> np.uint64(11)) * 2.0**-53

    @functools.cached_property
    def _layers(self) -> tuple[Array, Array]:
        sizes = np.bincount(self.layer)
        return np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes

    def _source(self, name: str) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(self._own(name)))

    def _own(self, name: str) -> int:
        """A number that belongs to this seed and name."""
        digest = hashlib.sha256(f"{self.seed} {name}".encode()).digest()
        return int.from_bytes(digest[:8], "big")


def mixed_up(number: Array) -> Array:
    """Another number for each number, as if by chance (the finishing steps of SplitMix64)."""
    with np.errstate(over="ignore"):
        number = number + np.uint64(0x9E3779B97F4A7C15)
        number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


def normal_of(even: Array) -> Array:
    """Numbers between 0 and 1 as standard normal ones."""
    places, values = _table()
    return np.interp(even, places, values)


@functools.cache
def _table() -> tuple[Array, Array]:
    normal = statistics.NormalDist()
    places = (np.arange(_POINTS) + 0.5) / _POINTS
    return places, np.array([normal.inv_cdf(place) for place in places])
