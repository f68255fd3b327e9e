"""A reason: something that made an answer what it is, and what lies under it."""

from __future__ import annotations

import attrs

from inburgerregels.model import Position, Source

__all__ = ["Reason"]


@attrs.frozen
class Reason:
    """One line of an explanation.

    ``kind`` is one of besluit, regel, feit, parameter, tabel, afwezig, waarde, niet_van_toepassing.
    ``text`` says what it is and ``value`` what it came to, both in plain Dutch. ``position`` is the
    place in the rule file or, for a fact, in the dossier. A reason that was explained before comes
    back without its ``children``.
    """

    kind: str
    text: str
    value: str | None = None
    rule: str | None = None
    sources: tuple[Source, ...] = ()
    position: Position | None = attrs.field(default=None, eq=False)
    children: tuple[Reason, ...] = ()
