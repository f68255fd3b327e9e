"""Least squares with bounds: which parameters bring what is counted nearest to what was published.

Gauss-Newton steps with Levenberg's damping. What is counted changes in small jumps (a person more or
less), so that slopes are taken over steps that are far larger than such a jump, and draws are the same
in every try.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs
import numpy as np

__all__ = ["Bounded", "Fitted", "fit"]

Array = Any
#: What is counted with these parameters, in units of its tolerance, less what was published.
Misses = Callable[[Mapping[str, float]], Array]
#: Part of the room between its bounds by which a parameter is moved to find a slope.
_STEP = 0.03
_DAMPING = 1e-2
_WORSE, _BETTER = 5.0, 0.3
#: Mean square of the misses below which there is nothing left to gain.
_NEAR = 0.01


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
    steps: int = 6,
    told: Callable[[str], None] = lambda line: None,
) -> Fitted:
    """Raises ValueError for a parameter that begins outside its bounds."""
    wrong = [one.name for one in parameters if not one.low <= one.value <= one.high]
    if wrong:
        raise ValueError(f"buiten de grenzen: {', '.join(wrong)}")
    low = np.array([one.low for one in parameters])
    room = np.array([one.high - one.low for one in parameters])
    names = [one.name for one in parameters]
    tries = 0

    def missed(place: Array) -> Array:
        nonlocal tries
        tries += 1
        return np.asarray(misses(dict(zip(names, (low + room * place).tolist(), strict=True))))

    # Everything is counted in the room of each parameter: from 0 to 1.
    place = (np.array([one.value for one in parameters]) - low) / room
    found = missed(place)
    costs = [float(found @ found)]
    damping = _DAMPING
    square: Array | None = None
    for step in range(steps):
        slopes = np.empty((len(found), len(place)))
        for at in range(len(place)):
            # Inwards, so that a parameter on its bound has a slope too.
            moved = place.copy()
            moved[at] += _STEP if place[at] <= 0.5 else -_STEP
            slopes[:, at] = (missed(moved) - found) / (moved[at] - place[at])
        square, pull = slopes.T @ slopes, slopes.T @ found
        while damping < 10_000:
            damped = square + damping * np.diag(np.diag(square) + 1e-9)
            tried = np.clip(place - np.linalg.solve(damped, pull), 0.0, 1.0)
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
    values = dict(zip(names, (low + room * place).tolist(), strict=True))
    covariance = None
    if square is not None:
        freedom = max(1, len(found) - len(place))
        # Where hardly anything is missed, the margins themselves are what is uncertain.
        scale = max(1.0, costs[-1] / freedom)
        covariance = np.linalg.pinv(square) * scale * np.outer(room, room)
    return Fitted(values, found, tuple(costs), tries, covariance)
