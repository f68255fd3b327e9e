"""What this executor asks of durable_rules: facts of integers, and rules that join a few of them.

Every fact has every attribute:

===  ==========================================================================================
t    what the fact is about (see :mod:`lowering`)
r    which family and row it belongs to: one number per question which decision is taken
c    of a choice and its days: the decision
j    the answer: 0 no, 1 yes, 2 not established
d    a day, counted from :data:`FIRST_DAY`
k    always 1
===  ==========================================================================================
"""

from __future__ import annotations

from typing import Any, Final

import attrs

from inburgerregels.model import ALREADY

__all__ = ["ATTRIBUTES", "FIRST_DAY", "NO", "UNSURE", "YES", "Pattern", "Rule", "alias", "fact"]

ATTRIBUTES: Final = ("t", "r", "c", "j", "d", "k")
NO, YES, UNSURE = 0, 1, 2
#: Days are counted from here, so that no number is negative.
FIRST_DAY: Final = ALREADY


def fact(t: int, *, r: int = 0, c: int = 0, j: int = NO, d: int = 0) -> dict[str, int]:
    return {"t": t, "r": r, "c": c, "j": j, "d": d, "k": 1}


def alias(place: int) -> str:
    """What the fact matched by the pattern at this place is called."""
    return f"a{place}"


@attrs.frozen
class Pattern:
    """One fact to be found: ``values`` it has, and how it compares with facts found before it.

    A comparison is an operator, an attribute, and the place of the other fact, of which the same
    attribute is meant.
    """

    values: dict[str, int]
    joins: tuple[tuple[str, str, int], ...] = ()

    def condition(self) -> dict[str, Any]:
        parts: list[dict[str, Any]] = [{name: value} for name, value in self.values.items()]
        for operator, name, other in self.joins:
            test = {name: {alias(other): name}}
            parts.append(test if operator == "==" else {operator: test})
        if self.joins:
            # durable_rules reads past the end of a condition of which the last comparison fails.
            # This one never does.
            parts.append({"$gte": {"k": {alias(0): "k"}}})
        return parts[0] if len(parts) == 1 else {"$and": parts}


@attrs.frozen
class Rule:
    """Fires for all facts that match the patterns together. ``says`` is what that means."""

    name: str
    patterns: tuple[Pattern, ...]
    says: tuple[str, *tuple[str, ...]]

    def definition(self) -> dict[str, Any]:
        return {"all": [{alias(i): p.condition()} for i, p in enumerate(self.patterns)]}
