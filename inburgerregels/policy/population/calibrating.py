"""The fit of a model: parameters and inflow that bring evaluated lives nearest to published figures.

What a population comes to is counted as ``cijfers`` counts it, from decisions, and only figures that
were set apart for the fit can be read.
"""

from __future__ import annotations

import fnmatch
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from inburgerregels.language import Rulebook
from inburgerregels.model import Problem, ProblemError, nearest
from inburgerregels.policy.counting.cells import Cell, Definitions
from inburgerregels.policy.counting.computing import Compared, compare_cells
from inburgerregels.policy.figures import Figures
from inburgerregels.policy.population.calibration import Calibration, Uncertain
from inburgerregels.policy.population.fit import Bounded, Fitted, Misses, fit
from inburgerregels.policy.population.making import Recipe, make_population
from inburgerregels.policy.population.model import Layer, Model, Round

__all__ = ["Residual", "calibrate"]

Array = Any
#: The seed of the lives that are fitted to; populations that judge the fit have others.
FIT_SEED = 0
#: Before the numbers of further such seeds, far from those that anybody would think of.
_FURTHER_SEEDS = 1_000_000


@attrs.frozen
class Residual:
    """A figure that was aimed at: published, counted, and the difference (of a share in that share, of
    anything else as a part of it)."""

    round: str
    figure: str
    published: float
    counted: float
    difference: float


@attrs.frozen
class _Counter:
    """Counts what a round aims at in lives with these parameters."""

    model: Model
    rulebook: Rulebook
    definitions: Definitions
    figures: Figures
    workers: int

    def compared(
        self,
        cells: list[Cell],
        round_: Round,
        found: Calibration,
        *,
        leave: frozenset[str],
        seeds: Sequence[int] = (FIT_SEED,),
    ) -> list[Compared]:
        def among(layer: Layer) -> bool:
            return round_.among in layer.words.values() and layer.name not in leave

        with tempfile.TemporaryDirectory() as folder:
            populations = [
                make_population(
                    Path(folder, str(seed)),
                    self.model,
                    self.rulebook,
                    Recipe(round_.lives, seed, found.parameters, found.inflow),
                    workers=self.workers,
                    only=among,
                )
                for seed in seeds
            ]
            return compare_cells(
                populations,
                self.rulebook,
                self.definitions,
                self.figures,
                cells,
                workers=self.workers,
            )


def calibrate(
    model: Model,
    rulebook: Rulebook,
    definitions: Definitions,
    figures: Figures,
    *,
    steps: int = 8,
    workers: int = 2,
    leave: frozenset[str] = frozenset(),
    begin: Calibration | None = None,
    rounds: Collection[str] = (),
    told: Callable[[str], None] = lambda line: None,
) -> tuple[Calibration, list[Residual]]:
    """Every round in turn, each with what the earlier ones found. ``leave``: layers left out, as if
    nothing had been published about them. ``rounds``: only these. Raises
    ``ProblemError`` for a figure that may not be used.
    """
    found = begin or Calibration({}, {layer.name: layer.persons for layer in model.layers})
    counter = _Counter(model, rulebook, definitions, figures, workers)
    residuals = []
    for round_ in [one for one in model.rounds if not rounds or one.name in rounds]:
        told(f"{round_.name}: {len(round_.parameters)} parameters")
        cells = _aims(definitions, figures, round_, model, leave)
        found = _scaled(counter, round_, found, leave)
        fitted = _fitted(counter, round_, found, cells, leave, steps, told)
        found = attrs.evolve(found, parameters={**found.parameters, **fitted.values})
        if fitted.covariance is not None:
            own = Uncertain(tuple(fitted.values), tuple(map(tuple, fitted.covariance.tolist())))
            others = [one for one in found.uncertain if one.names != own.names]
            found = attrs.evolve(found, uncertain=(*others, own))
        for (cell, margin), miss in zip(cells, fitted.misses, strict=True):
            residuals.append(_residual(round_, cell, figures, float(miss) * margin))
    return found, residuals


def _aims(
    definitions: Definitions,
    figures: Figures,
    round_: Round,
    model: Model,
    leave: frozenset[str],
) -> list[tuple[Cell, float]]:
    """The cells that a round aims at, with the difference that counts for one."""
    allowed = figures.for_fit()
    known = {cell.figure: cell for cell in definitions.cells if cell.figure}
    hidden = [layer.figure for layer in model.layers if layer.name in leave and layer.figure]
    found = []
    for pattern, margin in round_.aims.items():
        matching = sorted(name for name in known if fnmatch.fnmatchcase(name, pattern))
        if not matching:
            message = f"ijking '{round_.name}': geen cijfer heet '{pattern}'"
            raise ProblemError([Problem("P004", message, hint=nearest(pattern, known))])
        for name in matching:
            for needed in known[name].of or (name,):
                allowed[needed]  # raises for a figure that only serves to judge
            if not any(name.startswith(other) for other in hidden):
                found.append((known[name], margin))
    return found


def _scaled(
    counter: _Counter, round_: Round, found: Calibration, leave: frozenset[str]
) -> Calibration:
    """The inflow of layers whose number was published on a later day, so that that day counts it."""
    known = {cell.figure: cell for cell in counter.definitions.cells if cell.figure}
    layers = [
        layer
        for layer in counter.model.layers
        if layer.figure in known
        and round_.among in layer.words.values()
        and layer.name not in leave
    ]
    if not layers:
        return found
    fixed = attrs.evolve(found, parameters={**found.parameters, **round_.fixed})
    cells = [known[layer.figure] for layer in layers if layer.figure]
    inflow = dict(found.inflow)
    compared = counter.compared(cells, round_, fixed, leave=leave, seeds=_fit_seeds(round_))
    for layer, one in zip(layers, compared, strict=True):
        if one.mean and one.exact:
            inflow[layer.name] = inflow[layer.name] * float(one.exact / one.mean)
    return attrs.evolve(found, inflow=inflow)


def _fitted(
    counter: _Counter,
    round_: Round,
    found: Calibration,
    aims: list[tuple[Cell, float]],
    leave: frozenset[str],
    steps: int,
    told: Callable[[str], None],
) -> Fitted:
    cells = [cell for cell, _ in aims]
    margins = np.array([margin for _, margin in aims])

    def among(*seeds: int) -> Misses:
        def misses(values: Mapping[str, float]) -> Array:
            parameters = {**found.parameters, **round_.fixed, **values}
            tried = attrs.evolve(found, parameters=parameters)
            compared = counter.compared(cells, round_, tried, leave=leave, seeds=seeds)
            return np.array([float(one.difference or 0) for one in compared]) / margins

        return misses

    return fit(
        [_bounded(counter.model, name, found) for name in round_.parameters],
        among(FIT_SEED),
        surer=among(*_fit_seeds(round_)) if round_.seeds > 1 else None,
        steps=steps,
        told=told,
    )


def _fit_seeds(round_: Round) -> tuple[int, ...]:
    """The seeds of the lives that a round is fitted to: slopes are taken among those of the first."""
    return FIT_SEED, *range(_FURTHER_SEEDS + 1, _FURTHER_SEEDS + round_.seeds)


def _bounded(model: Model, name: str, found: Calibration) -> Bounded:
    if name not in model.parameters:
        raise ProblemError(
            [
                Problem(
                    "P004",
                    f"'{name}' is geen parameter van het model",
                    hint=nearest(name, model.parameters),
                )
            ]
        )
    one = model.parameters[name]
    if one.low is None or one.high is None:
        raise ProblemError(
            [Problem("P004", f"parameter '{name}' heeft geen grenzen om tussen te ijken")]
        )
    value = found.parameters.get(name, one.value)
    return Bounded(name, min(one.high, max(one.low, value)), one.low, one.high)


def _residual(round_: Round, cell: Cell, figures: Figures, difference: float) -> Residual:
    name = cell.figure or ""
    if cell.of is not None:
        part, whole = (figures.consistent[one].value for one in cell.of)
        published = float(part / whole)
        return Residual(round_.name, name, published, published + difference, difference)
    published = float(figures.consistent[name].value)
    return Residual(round_.name, name, published, published * (1 + difference), difference)
