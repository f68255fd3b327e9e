"""Least squares with bounds: which parameters bring what is counted nearest to what was published.

Gauss-Newton steps with Levenberg's damping. What is counted changes in small jumps (a person more or
less), so that slopes are taken over steps that are far larger than such a jump, and draws are the same
in every try. Slopes need not be exact, but what is missed must not be the chance of a few lives: when the
steps are done, the same slopes serve for some more towards what is missed among more lives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

__all__ = ["Bounded", "Fitted", "Misses", "fit"]

Array = Any
#: What is counted with these parameters, in units of its tolerance, less what was published.
Misses = Callable[[Mapping[str, float]], Array]
#: Part of the room between its bounds by which a parameter is moved to find a slope.
_STEP = 0.03
_DAMPING = 1e-2
_WORSE, _BETTER = 5.0, 0.3
#: Mean square of the misses below which there is nothing left to gain.
_NEAR = 0.01
#: The most tries among more lives.
_CORRECTIONS = 6


@attrs.frozen
class Bounded:
    """A parameter that is fitted."""

    name: str
    value: float
    low: float
    high: float


@attrs.frozen
class Fitted:
    """``misses`` are those of ``values``; ``costs`` their sum of squares after every step taken.

    ``covariance`` says how uncertain the values are, given that misses as large as these remain: rows
    and columns in the order of ``values``. None where no slopes were taken.
    """

    values: Mapping[str, float]
    misses: Array
    costs: tuple[float, ...]
    tries: int
    covariance: Array | None


def fit(
    parameters: Sequence[Bounded],
    misses: Misses,
    *,
    surer: Misses | None = None,
    steps: int = 6,
    told: Callable[[str], None] = lambda line: None,
) -> Fitted:
    """``surer`` counts the same among more lives; what it says is missed is what is missed.

    Raises ValueError for a parameter that begins outside its bounds.
    """
    wrong = [one.name for one in parameters if not one.low <= one.value <= one.high]
    if wrong:
        raise ValueError(f"buiten de grenzen: {', '.join(wrong)}")
    low = np.array([one.low for one in parameters])
    room = np.array([one.high - one.low for one in parameters])
    names = [one.name for one in parameters]
    tries = 0

    def missed(place: Array, counted: Misses = misses) -> Array:
        nonlocal tries
        tries += 1
        return np.asarray(counted(dict(zip(names, (low + room * place).tolist(), strict=True))))

    # Everything is counted in the room of each parameter: from 0 to 1.
    place = (np.array([one.value for one in parameters]) - low) / room
    found = missed(place)
    costs = [float(found @ found)]
    damping = _DAMPING
    slopes: Array | None = None
    for step in range(steps):
        slopes = np.empty((len(found), len(place)))
        for at in range(len(place)):
            # Inwards, so that a parameter on its bound has a slope too.
            moved = place.copy()
            moved[at] += _STEP if place[at] <= 0.5 else -_STEP
            slopes[:, at] = (missed(moved) - found) / (moved[at] - place[at])
        while damping < 10_000:
            tried = _stepped(place, found, slopes, damping)
            again = missed(tried)
            if again @ again < costs[-1]:
                break
            damping *= _WORSE
        else:
            break
        place, found = tried, again
        damping *= _BETTER
        costs.append(float(found @ found))
        told(f"stap {step + 1}: {costs[-2]:.2f} -> {costs[-1]:.2f}")
        near = costs[-1] < _NEAR * len(found)
        if near or costs[-2] - costs[-1] < 1e-3 * costs[-2]:
            break
    if surer is not None:
        found, damping = missed(place, surer), _DAMPING
        costs = [float(found @ found)]
        for _ in range(_CORRECTIONS if slopes is not None else 0):
            tried = _stepped(place, found, slopes, damping)
            again = missed(tried, surer)
            better = float(again @ again)
            told(f"op meer levens: {costs[-1]:.2f} -> {better:.2f}")
            if better < costs[-1]:
                gained = costs[-1] - better
                place, found, damping = tried, again, damping * _BETTER
                costs.append(better)
                if gained < 1e-2 * better:
                    break
            else:
                damping *= _WORSE**2
    values = dict(zip(names, (low + room * place).tolist(), strict=True))
    covariance = None
    if slopes is not None:
        freedom = max(1, len(found) - len(place))
        # Where hardly anything is missed, the margins themselves are what is uncertain.
        scale = max(1.0, costs[-1] / freedom)
        covariance = np.linalg.pinv(slopes.T @ slopes) * scale * np.outer(room, room)
    return Fitted(values, found, tuple(costs), tries, covariance)


def _stepped(place: Array, found: Array, slopes: Array, damping: float) -> Array:
    square = slopes.T @ slopes
    damped = square + damping * np.diag(np.diag(square) + 1e-9)
    return np.clip(place - np.linalg.solve(damped, slopes.T @ found), 0.0, 1.0)
