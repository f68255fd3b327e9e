"""A mistake seen in one law, made in another reading of the same law without loading that again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from inburgerregels.engine import prepare
from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import Block

__all__ = ["CannotBeCarried", "carried", "merged"]

_GROUPS = ("rules", "decisions", "agenda")
#: What must be the same in both, or the whole law has to be loaded.
_WHOLE = ("vocabulary", "readings", "chosen", "overlays", "instruments")


class CannotBeCarried(Exception):
    """The other law does not have what changed, or has it otherwise."""


def carried(before: Rulebook, after: Rulebook, other: Rulebook) -> Rulebook | None:
    """``other`` with what changed between ``before`` and ``after``; None where that does not fit."""
    if any(getattr(before, name) != getattr(after, name) for name in _WHOLE):
        return None
    try:
        blocks = merged(before.blocks, after.blocks, other.blocks, _block)
        parameters = merged(before.parameters, after.parameters, other.parameters)
        tables = merged(before.tables, after.tables, other.tables)
    except CannotBeCarried:
        return None
    types = _types(before, after, other)
    if types is None:
        return None
    same_program = blocks is other.blocks
    if same_program and parameters is other.parameters and tables is other.tables:
        return None
    return prepare(
        attrs.evolve(
            other,
            blocks=blocks,
            parameters=parameters,
            tables=tables,
            types=types,
            # Parameters and tables are looked up while evaluating: the program stays as it is.
            program=other.program if same_program else None,
        )
    )


def _types(before: Rulebook, after: Rulebook, other: Rulebook) -> Any:
    """The types of ``other`` with the mistake; None where only going round again can tell.

    A quantity that is the first of some rows has another type than the last of them, and what the
    other law has more may follow from it.
    """
    if before.types == after.types:
        return other.types
    return after.types if other.types == before.types else None


def merged(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    other: Mapping[str, Any],
    merge: Any = None,
) -> Mapping[str, Any]:
    changed = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    if not changed:
        return other
    found = dict(other)
    for name in changed:
        if name in before and name in after and _known(before[name]) != _known(after[name]):
            # The other law may be asked as it was known on a day, and that choice is made while loading.
            raise CannotBeCarried
        if merge is not None and all(name in law for law in (before, after, other)):
            found[name] = merge(before[name], after[name], other[name])
        elif other.get(name) != before.get(name):
            raise CannotBeCarried
        elif name in after:
            found[name] = after[name]
        else:
            del found[name]
    return found


def _known(law: Any) -> list[int | None]:
    """The days on which a rule, or each version of a parameter or table, became known."""
    return [getattr(version, "known_on", None) for version in getattr(law, "versions", (law,))]


def _block(before: Block, after: Block, other: Block) -> Block:
    made: dict[str, Any] = {
        group: merged(getattr(before, group), getattr(after, group), getattr(other, group))
        for group in _GROUPS
    }
    for field in attrs.fields(Block):
        if field.name in _GROUPS or not field.eq:
            continue
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            if getattr(other, field.name) != old:
                raise CannotBeCarried
            made[field.name] = new
    return attrs.evolve(other, **made)
