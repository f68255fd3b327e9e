"""Saying each reason once: doubles left out, and the same said of several values said together."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs

from inburgerregels.explain.reason import Reason

__all__ = ["concise"]

#: the value that a quantity per value is about stands at the end, between brackets
_ABOUT = re.compile(r" \(([^()]*)\)\Z")


def concise(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """The reasons in order, each once (one with children goes before the same without), and those
    that differ only in the value they are about joined into one."""
    best: dict[tuple[str, str, str | None], Reason] = {}
    for reason in reasons:
        key = (reason.kind, reason.text, reason.value)
        if key not in best or (reason.children and not best[key].children):
            best[key] = reason
    groups: dict[object, list[Reason]] = {}
    for reason in best.values():
        about = _ABOUT.search(reason.text) if reason.kind == "regel" else None
        groups.setdefault(_shape(reason, about[1]) if about else reason, []).append(reason)
    return tuple(_joined(group) if len(group) > 1 else group[0] for group in groups.values())


def _shape(reason: Reason, about: str) -> object:
    """What a reason says, whatever value it is about."""
    text = reason.text.replace(f"({about})", "()")
    return (
        reason.kind,
        text,
        reason.value,
        reason.rule,
        tuple(_shape(child, about) for child in reason.children),
    )


def _joined(group: list[Reason]) -> Reason:
    values = [match[1] for reason in group if (match := _ABOUT.search(reason.text))]
    return _about(group[0], values[0], ", ".join(values))


def _about(reason: Reason, one: str, all_of_them: str) -> Reason:
    return attrs.evolve(
        reason,
        text=reason.text.replace(f"({one})", f"({all_of_them})"),
        children=tuple(_about(child, one, all_of_them) for child in reason.children),
    )
