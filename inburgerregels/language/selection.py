"""Choosing what applies to this run: readings, what was known, and what overlays let lapse.

What was not known on a day did not end anything on that day either: where a later version is left
out, the version that it came in the place of goes on until the next one that was known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from inburgerregels.language.read_tables import TableReader
from inburgerregels.language.rulebook import Block, Overlay, Parameter, Reading, Rule, Table
from inburgerregels.model import ALREADY, NEVER, Problem, ProblemError, Problems, nearest

__all__ = ["Choices", "Chosen", "choose", "unknown_overlay"]


@attrs.frozen
class Choices:
    """What a run asks for."""

    proposals: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    readings: Mapping[str, str] = attrs.field(factory=dict)
    known_on: int | None = None


@attrs.frozen
class Chosen:
    """The law of this run. ``known_rules`` are all rule ids there are, also those left out."""

    blocks: Mapping[str, Block]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Table]
    readings: Mapping[str, str]
    known_rules: frozenset[str]


def choose(
    blocks: Mapping[str, Block],
    tables: TableReader,
    overlays: Mapping[str, Overlay],
    asked: Choices,
    known: frozenset[str],
    problems: Problems,
) -> Chosen:
    """What is left of the law; ``known`` are the full names of all rules there are anywhere."""
    readings = _readings(tables.readings, asked.readings)
    dropped = _dropped(overlays, known, problems)

    def chosen(parts: Iterable[Any], says: Callable[[Any], frozenset[str]]) -> tuple[Any, ...]:
        held = [p for p in parts if _of_reading(p, tables.readings, readings, problems)]
        return _as_known(held, says, asked.known_on)

    def rules(parts: Mapping[str, Any], says: Callable[[Any], frozenset[str]]) -> dict[str, Any]:
        left = [part for part in parts.values() if part.full_id not in dropped]
        return {part.id: part for part in chosen(left, says)}

    return Chosen(
        {
            name: attrs.evolve(
                block,
                rules=rules(block.rules, _quantities),
                decisions=rules(block.decisions, lambda rule: frozenset({rule.kind})),
                agenda=rules(block.agenda, lambda rule: frozenset({rule.what})),
            )
            for name, block in blocks.items()
        },
        {
            name: attrs.evolve(p, versions=chosen(p.versions, _the_same))
            for name, p in tables.parameters.items()
        },
        {
            name: attrs.evolve(t, versions=chosen(t.versions, _the_same))
            for name, t in tables.tables.items()
        },
        readings,
        known,
    )


def _quantities(rule: Rule) -> frozenset[str]:
    return frozenset(definition.quantity for definition in rule.definitions)


def _the_same(version: Any) -> frozenset[str]:
    """All versions of a parameter or table say something of one thing."""
    return frozenset({""})


def _as_known(
    parts: list[Any], says: Callable[[Any], frozenset[str]], day: int | None
) -> tuple[Any, ...]:
    """The parts that were known on a day; ``says`` are the things a part says something of."""
    if day is None:
        return tuple(parts)
    known = [part for part in parts if _known_from(part) <= day]
    later = [part for part in parts if _known_from(part) > day]
    return tuple(_without_end(part, known, later, says) for part in known)


def _known_from(part: Any) -> int:
    if part.known_on is not None:
        return int(part.known_on)
    return ALREADY if part.validity is None else int(part.validity.since)


def _without_end(
    part: Any, known: list[Any], later: list[Any], says: Callable[[Any], frozenset[str]]
) -> Any:
    """The part as it went on where what came in its place was not known yet."""
    if part.validity is None or part.validity.until >= NEVER:
        return part
    own = says(part)

    def begins(others: list[Any]) -> list[int]:
        return [o.validity.since for o in others if o.validity is not None and own & says(o)]

    if part.validity.until + 1 not in begins(later):
        return part
    following = [day for day in begins(known) if day > part.validity.until]
    until = min(following) - 1 if following else NEVER
    return attrs.evolve(part, validity=attrs.evolve(part.validity, until=until))


def _readings(declared: Mapping[str, Reading], asked: Mapping[str, str]) -> dict[str, str]:
    problems = []
    for name, value in asked.items():
        if name not in declared:
            hint = nearest(name, declared) or "bekend: " + ", ".join(sorted(declared))
            problems.append(Problem("N002", f"onbekende lezing '{name}'", None, hint))
        elif value not in declared[name].choices:
            known = declared[name].choices
            hint = nearest(value, known) or "kies uit: " + ", ".join(sorted(known))
            problems.append(
                Problem("N002", f"lezing '{name}' heeft geen keuze '{value}'", None, hint)
            )
    if problems:
        raise ProblemError(problems)
    return {name: asked.get(name, reading.default) for name, reading in declared.items()}


def _dropped(
    overlays: Mapping[str, Overlay], known: frozenset[str], problems: Problems
) -> set[str]:
    dropped: dict[str, Overlay] = {}
    for overlay in overlays.values():
        for name in overlay.drops:
            if name not in known:
                message = f"'{overlay.name}' laat de onbekende regel '{name}' vervallen"
                problems.add("N002", message, overlay.meta.position, nearest(name, known))
            other = dropped.get(name)
            if other is not None and other.name not in overlay.after:
                message = f"'{overlay.name}' en '{other.name}' laten allebei '{name}' vervallen"
                problems.add(
                    "N003", message, overlay.meta.position, "zeg met `na:` welke eerst komt"
                )
            dropped[name] = overlay
    return set(dropped)


def _of_reading(
    part: Any,
    declared: Mapping[str, Reading],
    readings: Mapping[str, str],
    problems: Problems,
) -> bool:
    """Whether a rule or version belongs to the chosen reading."""
    if part.reading is None:
        return True
    name, value = part.reading
    place = getattr(part, "position", None) or part.meta.position
    if name not in declared:
        problems.add("N002", f"onbekende lezing '{name}'", place, nearest(name, declared))
        return False
    if value not in declared[name].choices:
        hint = nearest(value, declared[name].choices)
        problems.add("N002", f"lezing '{name}' heeft geen keuze '{value}'", place, hint)
        return False
    return bool(readings[name] == value)


def unknown_overlay(kind: str, name: str) -> str:
    """The complaint about a measure or proposal that there is not."""
    return f"onbekend{'e' if kind == 'maatregel' else ''} {kind} '{name}'"
