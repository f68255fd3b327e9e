"""What authorities do in answer to a life, as the law expects it of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from inburgerregels.language import Rulebook
from inburgerregels.policy.answer_columns import LawOnDay
from inburgerregels.policy.population.drawing import DrawnLives, repeated
from inburgerregels.policy.population.expressions import Expression
from inburgerregels.policy.population.model import Consequence
from inburgerregels.policy.population.storing import blocks_of

__all__ = ["DECISION_DAY", "let_follow"]

Array = Any
#: What an event that follows from a decision can call the day of that decision.
DECISION_DAY = "besluitdag"


def let_follow(lives: DrawnLives, rulebook: Rulebook) -> None:
    """Adds to the lives what becomes a fact once the law expects it. The law is asked once: what
    follows from one expected decision does not see what follows from another.

    A request is only granted when the law under which the lives were lived says so: that is asked of
    the rules, as the batch asks them, not of the model.
    """
    consequences = lives.model.consequences
    who = [np.flatnonzero(_of_persons(lives, one.who)) for one in consequences]
    people = np.unique(np.concatenate([np.empty(0, np.int64), *who]))
    found = _first_days(lives, rulebook, people, [one.rule for one in consequences])
    for consequence, able, (persons, days) in zip(consequences, who, found, strict=True):
        there = np.isin(persons, able)
        _add(lives, consequence, persons[there], days[there])


def _of_persons(lives: DrawnLives, expression: Expression) -> Array:
    return np.broadcast_to(expression.value(lives.scope), len(lives))


def _first_days(
    lives: DrawnLives, rulebook: Rulebook, people: Array, rules: list[str]
) -> list[tuple[Array, Array]]:
    """Per rule of whom it makes a decision, and when for the first time: later ones change nothing."""
    law = LawOnDay(rulebook, lives.model.until)
    parts: list[list[tuple[Array, Array]]] = [[] for _ in rules]
    first = 0
    for block in blocks_of(lives.part(people)) if len(people) else ():
        decided = law.answers(block).decisions
        for rule, part in zip(rules, parts, strict=True):
            rows = np.flatnonzero(decided["regel"].is_any_of([rule]))
            persons = people[first + decided["persoon"].numbers[rows]]
            part.append((persons, decided["datum"].numbers[rows]))
        first += len(block)
    return [_earliest(part) for part in parts]


def _earliest(parts: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    if not parts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    persons, days = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((days, persons))
    persons, where = np.unique(persons[order], return_index=True)
    return persons, days[order][where]


def _add(lives: DrawnLives, consequence: Consequence, persons: Array, days: Array) -> None:
    for kind in consequence.ends:
        lives.without(kind, persons, days)
    event = consequence.event
    rows, number = persons, np.zeros(len(persons), np.int64)
    if event.times is not None:
        rows, number = repeated(persons, event.times, lives.scope)
    # Each person is decided about once, and ``persons`` are in order.
    lives.adding(event, rows, number, {DECISION_DAY: days[np.searchsorted(persons, rows)]})
