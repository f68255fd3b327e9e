"""The totals of a block under a law, kept beside its population for the next time they are asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from inburgerregels.policy.put_away import SpoiledError
from inburgerregels.policy.questions import Questions
from inburgerregels.policy.tally import Sum, Tally
from inburgerregels.policy.worked_out import WorkedOut

__all__ = ["tally_once"]


def tally_once(
    questions: Questions,
    part: str,
    low: int,
    high: int,
    worked_out: WorkedOut | None,
    make: Callable[[], Tally],
) -> Tally:
    """The totals of the persons from ``low`` to ``high`` for exactly these questions: what is kept of them,
    or else what ``make`` gives. ``part`` names what was asked besides, such as the day."""
    if worked_out is None:
        return make()
    place = (f"telling-{part}-{_digest(questions)}", low, high)
    if worked_out.has(*place):
        file = worked_out.read(*place)
        try:
            return _heard(file.said)
        except (KeyError, TypeError, ValueError):
            raise SpoiledError(file.path) from None
    found = make()
    worked_out.write(*place, lambda file: _said(found))
    return found


def _digest(questions: Questions) -> str:
    """What is counted; a name or a note changes nothing, but is no reason to be clever either."""
    one = (questions.indicators, questions.balances, questions.splits, sorted(questions.fields))
    return hashlib.sha256(repr(one).encode()).hexdigest()[:16]


def _said(tally: Tally) -> dict[str, Any]:
    return {
        "personen": tally.persons,
        "totalen": {name: [one.total, one.squares] for name, one in tally.sums.items()},
        "delen": [[*part, sums] for part, sums in tally.parts.items()],
        "jaren": [[name, [*years.items()]] for name, years in tally.years.items()],
        "mensen": [[*part, number] for part, number in tally.people.items()],
    }


def _heard(said: Any) -> Tally:
    return Tally(
        said["personen"],
        {name: Sum(*one) for name, one in said["totalen"].items()},
        {(split, part): sums for split, part, sums in said["delen"]},
        {name: dict(map(tuple, years)) for name, years in said["jaren"]},
        {(split, part): number for split, part, number in said["mensen"]},
    )
