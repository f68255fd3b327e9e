"""What was decided stays decided: time adds decisions, and says how earlier ones now stand."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

from inburgerregels.model import Decision, Outcome
from tests.properties.every_life import Case, for_every_life, law

#: How a decision stands now, which later decisions may change.
STANDING = {"stand", "na_bezwaar_cent"}


def is_recomputed(decision: Decision) -> bool:
    """Whether a decision is of a kind that every reference date finds anew.

    These are the signals, declared as such, and the papers that no rule has used so far.
    """
    block, _, rule = decision.regel.partition(".")
    if block not in law().blocks:
        return True
    return law().blocks[block].decisions[rule].signal


def taken(outcome: Outcome) -> Counter[tuple[Any, ...]]:
    """The decisions that were really taken, without how they stand."""
    return Counter(
        (
            decision.datum,
            decision.soort,
            decision.regel,
            decision.bedrag_cent,
            decision.bestuursorgaan,
            repr({k: v for k, v in decision.velden.items() if k not in STANDING}),
            decision.redenen,
        )
        for decision in outcome.besluiten
        if not decision.verwacht and not is_recomputed(decision)
    )


@for_every_life(days=5)
def test_decisions_that_were_taken_are_the_same_at_any_later_day(case: Case) -> None:
    outcomes = [case.outcome(on) for on in case.days]
    for (before, after), (day, later) in zip(
        itertools.pairwise(outcomes), itertools.pairwise(case.days), strict=True
    ):
        gone = taken(before) - taken(after)
        assert not gone, f"{day} -> {later}: {list(gone)}"
