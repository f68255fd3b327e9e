"""From a program to rules for durable_rules: which decision of a family is taken.

A fact about decision ``n`` (``t`` = 3 + n) says whether its condition holds for a row. The rules of a
decision with exceptions together foresee every combination of answers, so that "no exception
applies" is a match like any other and nothing has to be negated:

==============================  ===================================================================
no, yes, unsure                 the general decision's own condition
general                         it holds, and that of no exception to it
exception                       it holds, and that of one exception and of no other
doubt                           it holds, and that of an exception is not established
conflict                        it holds, and those of two exceptions
==============================  ===================================================================

Whatever was chosen becomes a fact (``t`` = 1), and its day another (``t`` = 2), which are compared
with the day of the question (``t`` = 0).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import attrs

from inburgerregels.engine.durable.patterns import NO, UNSURE, YES, Pattern, Rule
from inburgerregels.engine.durable.subset import MAX_PREMISES, MAX_TYPES, unsafe
from inburgerregels.engine.ir import Program
from inburgerregels.model import Problem, ProblemError

__all__ = ["CHOICE", "DAY", "TODAY", "Lowered", "lower_decisions"]

TODAY: Final = 0
CHOICE: Final = 1
DAY: Final = 2
_FIRST: Final = 3
_SAME_ROW: Final = (("==", "r", 0),)


#: The patterns of a rule, and what it says.
Body = tuple[tuple[Pattern, ...], tuple[str, *tuple[str, ...]]]


@attrs.frozen
class Lowered:
    """``types``: what facts about a decision are about; ``rules`` by name."""

    types: dict[tuple[str, str], int]
    rules: dict[str, Rule]


def lower_decisions(program: Program) -> Lowered:
    """The rules of every family of decisions. Raises ``ProblemError`` for what does not fit."""
    _refuse_what_does_not_fit(program)
    types = {key: _FIRST + number for number, key in enumerate(program.decisions)}
    bodies = [*_of_days()]
    for key, nodes in program.decisions.items():
        if nodes.base is None:
            bodies += _of_condition(types[key])
        if nodes.exceptions:
            others = {name: types[(key[0], name)] for name in nodes.exceptions}
            bodies += _of_exceptions(types[key], others)
    names = [f"r{number}" for number in range(len(bodies))]
    rules = {
        name: Rule(name, patterns, says)
        for name, (patterns, says) in zip(names, bodies, strict=True)
    }
    wrong = unsafe({name: rule.definition() for name, rule in rules.items()})
    if wrong:
        raise ProblemError([Problem("engine", f"te veel voor durable_rules: {wrong[0]}")])
    return Lowered(types, rules)


def _refuse_what_does_not_fit(program: Program) -> None:
    problems = []
    for nodes in program.decisions.values():
        count = len(nodes.exceptions)
        if count >= MAX_PREMISES:
            problems.append(
                Problem(
                    "engine",
                    f"besluit '{nodes.rule.full_id}' heeft {count} uitzonderingen; durable_rules kan"
                    f" er ten hoogste {MAX_PREMISES - 1} aan",
                    nodes.rule.position,
                    hint="reken zonder `--engine durable`",
                )
            )
    if len(program.decisions) + _FIRST > MAX_TYPES:
        problems.append(
            Problem(
                "engine",
                f"er zijn {len(program.decisions)} besluiten; durable_rules kan er ten hoogste"
                f" {MAX_TYPES - _FIRST} aan",
                hint="reken zonder `--engine durable`",
            )
        )
    if problems:
        raise ProblemError(problems)


def _of_condition(own: int) -> Iterator[Body]:
    for answer, says in ((NO, "no"), (YES, "yes"), (UNSURE, "unsure")):
        yield (Pattern({"t": own, "j": answer}),), (says,)


def _of_exceptions(own: int, others: dict[str, int]) -> Iterator[Body]:
    def of(answers: dict[str, int]) -> tuple[Pattern, ...]:
        found = [Pattern({"t": others[name], "j": a}, _SAME_ROW) for name, a in answers.items()]
        return (Pattern({"t": own, "j": YES}), *found)

    none = dict.fromkeys(others, NO)
    yield of(none), ("general",)
    for name in others:
        yield of({**none, name: YES}), ("exception", name)
        yield of({name: UNSURE}), ("doubt", name)
    for pair in itertools.combinations(others, 2):
        yield of(dict.fromkeys(pair, YES)), ("conflict", *pair)


def _of_days() -> Iterator[Body]:
    """What the day of a decision means: first where the choice is certain, then where it is not."""
    today = Pattern({"t": TODAY})
    row, decision = ("==", "r", 1), ("==", "c", 1)
    past, future = ("$lte", "d", 0), ("$gt", "d", 0)
    # `no`: before every day, which is no day to decide on.
    sure = (today, Pattern({"t": CHOICE, "j": YES}))
    yield (*sure, Pattern({"t": DAY, "j": NO}, (row, decision))), ("never",)
    yield (*sure, Pattern({"t": DAY, "j": YES}, (row, decision, past))), ("taken",)
    yield (*sure, Pattern({"t": DAY, "j": YES}, (row, decision, future))), ("later",)
    yield (*sure, Pattern({"t": DAY, "j": UNSURE}, (row, decision))), ("undated",)
    # Any member of the family may be meant, the general decision first.
    unsure = (today, Pattern({"t": CHOICE, "j": UNSURE}))
    yield (*unsure, Pattern({"t": DAY, "j": NO}, (row,))), ("possible",)
    yield (*unsure, Pattern({"t": DAY, "j": YES}, (row, past))), ("possible",)
    yield (*unsure, Pattern({"t": DAY, "j": YES}, (row, future))), ("later",)
    yield (*unsure, Pattern({"t": DAY, "j": UNSURE}, (row,))), ("possible",)
    yield (today,), ("begin",)
