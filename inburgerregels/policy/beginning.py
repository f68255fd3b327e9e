"""From which day a layer of law is in force: what it does not say, it has always been."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import DecisionRule, Rule, Validity
from inburgerregels.language.syntax import Expr

__all__ = ["Beginning", "beginning_of"]


@attrs.frozen
class Beginning:
    """``days``: on which something of the layers comes into force; ``always``: something of them is as if
    it had always been; ``gone``: a layer of the law as it is was left out; ``named``: the days that their
    conditions name, which may decide about whom they are."""

    days: tuple[int, ...]
    always: bool
    gone: bool
    named: tuple[int, ...] = ()


def beginning_of(base: Rulebook, other: Rulebook) -> Beginning:
    """Of the layers that ``other`` has and ``base`` has not. A value that only they know begins where the
    rules do that ask for it."""
    mine, theirs = ({*book.ref.maatregelen, *book.ref.voorstellen} for book in (base, other))
    layers = theirs - mine
    parts = [*_parts(base, other, layers)]
    named = {day for rule in _rules(other, layers) for day in _days_in(rule.condition)}
    dated = {part.since for part in parts if part is not None and part.since != Validity().since}
    always = any(part is None or part.since == Validity().since for part in parts)
    return Beginning(tuple(sorted(dated)), always, bool(mine - theirs), tuple(sorted(named)))


def _parts(base: Rulebook, other: Rulebook, layers: set[str]) -> Iterator[Validity | None]:
    for of, known in ((other.parameters, base.parameters), (other.tables, base.tables)):
        for name, thing in of.items():
            if name in known:
                yield from (one.validity for one in thing.versions if one.overlay in layers)
    yield from (rule.validity for rule in _rules(other, layers))


def _rules(rulebook: Rulebook, layers: set[str]) -> Iterator[Rule | DecisionRule]:
    for block in rulebook.blocks.values():
        parts: list[Rule | DecisionRule] = [*block.rules.values(), *block.decisions.values()]
        yield from (part for part in parts if part.overlay in layers)


def _days_in(expr: Expr | None) -> Iterator[int]:
    """The days that stand in an expression, at any depth."""
    if expr is None:
        return
    if expr.op == "date" and isinstance(expr.attr, int):
        yield expr.attr
    for one in expr.args:
        yield from _days_in(one)
