"""What authorities do in answer to a life, as the law expects it of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from inburgerregels.policy.population.asking import AskedLaw, FirstDays
from inburgerregels.policy.population.drawing import DrawnLives, repeated
from inburgerregels.policy.population.expressions import Expression
from inburgerregels.policy.population.model import Consequence
from inburgerregels.policy.population.storing import blocks_of

__all__ = [
    "DECISION_DAY",
    "joined_days",
    "let_follow",
    "who_may_be_decided_about",
    "with_decisions",
]

Array = Any
#: What an event that follows from a decision can call the day of that decision.
DECISION_DAY = "besluitdag"


def let_follow(lives: DrawnLives, law: AskedLaw) -> None:
    """Adds to the lives what becomes a fact once the law expects it. The law is asked once: what
    follows from one expected decision does not see what follows from another.

    A request is only granted when the law under which the lives are lived says so: that is asked of
    the rules, as the batch asks them, not of the model.
    """
    people = who_may_be_decided_about(lives)
    found: list[list[FirstDays]] = [[] for _ in lives.model.consequences]
    first = 0
    for block in blocks_of(lives.part(people)) if len(people) else ():
        evaluator = law.evaluator(block)
        days = law.first_days(block, evaluator)
        evaluator.spaces.forget()
        for parts, (persons, on) in zip(found, days, strict=True):
            parts.append((people[first + persons], on))
        first += len(block)
    with_decisions(lives, [joined_days(parts) for parts in found])


def who_may_be_decided_about(lives: DrawnLives) -> Array:
    """The places of everybody who is in a consequence at all."""
    none = np.empty(0, np.int64)
    who = [np.flatnonzero(_of_persons(lives, one.who)) for one in lives.model.consequences]
    return np.unique(np.concatenate([none, *who]))


def with_decisions(lives: DrawnLives, found: Sequence[FirstDays]) -> None:
    """Adds what follows from these decisions: per consequence of whom, in order, and on which day."""
    for consequence, (persons, days) in zip(lives.model.consequences, found, strict=True):
        there = np.broadcast_to(_of_persons(lives, consequence.who), len(lives))[persons]
        _add(lives, consequence, persons[there], days[there])


def _of_persons(lives: DrawnLives, expression: Expression) -> Array:
    return np.broadcast_to(expression.value(lives.scope), len(lives)).astype(bool)


def joined_days(parts: Sequence[FirstDays]) -> FirstDays:
    """Of persons that come after each other."""
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    persons, days = (np.concatenate(column) for column in zip(*parts, strict=True))
    return persons, days


def _add(lives: DrawnLives, consequence: Consequence, persons: Array, days: Array) -> None:
    for kind in consequence.ends:
        lives.without(kind, persons, days)
    event = consequence.event
    rows, number = persons, np.zeros(len(persons), np.int64)
    if event.times is not None:
        rows, number = repeated(persons, event.times, lives.scope)
    # Each person is decided about once, and ``persons`` are in order.
    lives.adding(event, rows, number, {DECISION_DAY: days[np.searchsorted(persons, rows)]})
