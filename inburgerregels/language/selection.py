"""Choosing what applies to this run: readings, what was known, and what overlays let lapse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from inburgerregels.language.read_tables import TableReader
from inburgerregels.language.rulebook import Block, Overlay, Parameter, Reading, Table
from inburgerregels.model import Problem, ProblemError, Problems, nearest

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

    def keeps(part: Any) -> bool:
        return _holds(part, tables.readings, readings, asked.known_on, problems)

    kept = {
        name: attrs.evolve(
            block,
            rules={k: r for k, r in block.rules.items() if keeps(r) and r.full_id not in dropped},
            decisions={
                k: d for k, d in block.decisions.items() if keeps(d) and d.full_id not in dropped
            },
            agenda={k: a for k, a in block.agenda.items() if keeps(a) and a.full_id not in dropped},
        )
        for name, block in blocks.items()
    }
    return Chosen(
        kept,
        {
            name: attrs.evolve(p, versions=tuple(v for v in p.versions if keeps(v)))
            for name, p in tables.parameters.items()
        },
        {
            name: attrs.evolve(t, versions=tuple(v for v in t.versions if keeps(v)))
            for name, t in tables.tables.items()
        },
        readings,
        known,
    )


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


def _holds(
    part: Any,
    declared: Mapping[str, Reading],
    readings: Mapping[str, str],
    known_on: int | None,
    problems: Problems,
) -> bool:
    """Whether a rule or version belongs to the chosen reading and was known by then."""
    if part.reading is not None:
        name, value = part.reading
        place = getattr(part, "position", None) or part.meta.position
        if name not in declared:
            problems.add("N002", f"onbekende lezing '{name}'", place, nearest(name, declared))
            return False
        if value not in declared[name].choices:
            hint = nearest(value, declared[name].choices)
            problems.add("N002", f"lezing '{name}' heeft geen keuze '{value}'", place, hint)
            return False
        if readings[name] != value:
            return False
    if known_on is None:
        return True
    first = part.known_on
    if first is None and part.validity is not None:
        first = part.validity.since
    return first is None or first <= known_on


def unknown_overlay(kind: str, name: str) -> str:
    """The complaint about a measure or proposal that there is not."""
    return f"onbekend{'e' if kind == 'maatregel' else ''} {kind} '{name}'"
