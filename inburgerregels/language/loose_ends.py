"""What an overlay says of nothing: a new parameter or table that no rule asks for, as a rule by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from inburgerregels.language.read_tables import TableReader
from inburgerregels.language.rulebook import Block, Parameter, Table
from inburgerregels.language.syntax import Expr
from inburgerregels.model import Problems, nearest

__all__ = ["check_loose_ends"]


def check_loose_ends(blocks: Mapping[str, Block], tables: TableReader, problems: Problems) -> None:
    """Report parameters and tables that only an overlay has and no rule there is asks for.

    Such a name is nearly always meant to be another: the overlay would load, and change nothing.
    """
    things: dict[str, tuple[str, Parameter | Table]] = {
        name: ("parameter", thing) for name, thing in tables.parameters.items()
    }
    things |= {name: ("tabel", thing) for name, thing in tables.tables.items()}
    new = [
        name
        for name, (_, thing) in things.items()
        if thing.versions and all(version.overlay is not None for version in thing.versions)
    ]
    if not new:
        return
    asked = set(_names(blocks))
    for name in new:
        if name in asked:
            continue
        what, thing = things[name]
        known = [other for other, (kind, _) in things.items() if kind == what and other not in new]
        hint = nearest(name, known) or "`inburgerregels regels` noemt wat er is"
        problems.add("N001", f"geen enkele regel gebruikt {what} '{name}'", thing.position, hint)


def _names(value: Any) -> Iterator[str]:
    """Every name in every expression below a value."""
    if isinstance(value, Expr):
        if isinstance(value.attr, str):
            yield value.attr
        for arg in value.args:
            yield from _names(arg)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _names(item)
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _names(item)
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _names(getattr(value, field.name))
