"""Which figures, changed, would make everything hold: the fewest that do.

Nothing is said here about why; whoever reads the result sees every smallest set of figures that
explains what does not hold, and with which values.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import attrs

from inburgerregels.policy.figures.figure import Figure
from inburgerregels.policy.figures.printed import PERCENT, Bounds
from inburgerregels.policy.figures.relations import Relation, Values

__all__ = ["Explanation", "changed_to", "clusters", "explanations"]

#: At most this many figures are changed at once.
_MOST = 2


@attrs.frozen
class Explanation:
    """Figures that, read as ``readings``, make every relation they are in hold."""

    readings: Mapping[str, Figure]


def clusters(failing: Sequence[Relation]) -> list[list[Relation]]:
    """The relations that fail, together where they share a figure."""
    found: list[list[Relation]] = []
    for relation in failing:
        touching = [
            group
            for group in found
            if any(set(relation.members) & set(other.members) for other in group)
        ]
        merged = [other for group in touching for other in group]
        found = [group for group in found if group not in touching]
        found.append([*merged, relation])
    return found


def explanations(
    failing: Sequence[Relation], relations: Sequence[Relation], values: Values
) -> list[Explanation]:
    """Every smallest set of figures that, changed, makes all hold; empty when more would be needed."""
    members = list(dict.fromkeys(member for relation in failing for member in relation.members))
    for size in range(1, _MOST + 1):
        found = []
        for chosen in itertools.combinations(members, size):
            if all(set(chosen) & set(relation.members) for relation in failing):
                solution = _solve(chosen, relations, values)
                if solution is not None:
                    found.append(Explanation(solution))
        if found:
            return found
    return []


def _solve(
    chosen: Sequence[str], relations: Iterable[Relation], values: Values
) -> dict[str, Figure] | None:
    """Values for the chosen figures that make every relation with one of them hold, or None."""
    touching = [r for r in relations if set(r.members) & set(chosen)]
    readings: dict[str, Figure] = {}
    waiting = list(chosen)
    while waiting:
        known = {**values, **readings}
        ready = [
            (wanted, [r for r in touching if set(r.members) & set(waiting) == {wanted}])
            for wanted in waiting
        ]
        wanted, asked = max(ready, key=lambda pair: len(pair[1]))
        if not asked:
            return None
        reading = _narrow(values[wanted], asked, known)
        if reading is None:
            return None
        readings[wanted] = reading
        waiting.remove(wanted)
    known = {**values, **readings}
    return readings if all(relation.holds(known) for relation in touching) else None


def _narrow(figure: Figure, asked: Iterable[Relation], values: Values) -> Figure | None:
    found: Bounds | None = None
    for relation in asked:
        bounds = relation.allowed(figure.id, values)
        if bounds is None:
            return None
        found = bounds if found is None else found.within(bounds)
        if found is None:
            return None
    return None if found is None or found.high < 0 else changed_to(figure, found)


def changed_to(figure: Figure, bounds: Bounds) -> Figure:
    """The figure as it would be printed for a number between ``bounds``, rounded as it was."""
    step = figure.step or Fraction(0 if figure.unit == PERCENT else 1)
    middle = (bounds.low + bounds.high) / 2
    value = middle if step == 0 else Fraction(round(middle / step)) * step
    return attrs.evolve(figure, value=value, bounds=Bounds.around(value, figure.step / 2))
