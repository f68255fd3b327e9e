"""Mistakes in parameters and tables: a value, a bracket, the day a version begins."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from itertools import pairwise

from inburgerregels.language.yaml_nodes import Map, Node, Scalar, Seq
from tests.mutations.changes import of_literal
from tests.mutations.tree import Path, with_text
from tests.mutations.what import Edit, Mutant, Touch

__all__ = ["borders", "of_tables"]


def of_tables(file: str, what: str, node: Node, path: Path) -> Iterator[Mutant]:
    """Mutants of a ``parameters:`` or ``tabellen:`` map."""
    assert isinstance(node, Map)
    kind = "parameter" if what == "parameters" else "tabel"
    for place, (key, entry) in enumerate(node.entries):
        here = (*path, place)
        touches = frozenset({(kind, key.text)})
        name = f"{kind} {key.text}"
        if isinstance(entry, Scalar):
            yield from _values(file, entry, here, name, touches, None)
            continue
        versions = [(entry, here)]
        if isinstance(entry, Map) and "versies" in entry:
            entry, here = entry.get("versies"), (*here, entry.names.index("versies"))
        if isinstance(entry, Seq):
            versions = [(item, (*here, nth)) for nth, item in enumerate(entry.items)]
        for nth, (version, where) in enumerate(versions, 1):
            assert isinstance(version, Map)
            suffix = f" {nth}" if len(versions) > 1 else ""
            yield from _version(file, version, where, name + suffix, touches)
            if len(versions) > 1:
                line = version.position.line
                what_is = f"{name}{suffix}"
                reading = _reading(version)
                edits = (Edit(where, None),)
                yield Mutant(file, line, "weg", what_is, "weg", edits, touches, reading)
        yield from borders(file, versions, name)


def _version(
    file: str, version: Map, path: Path, name: str, touches: frozenset[Touch]
) -> Iterator[Mutant]:
    reading = _reading(version)
    for place, (key, node) in enumerate(version.entries):
        here = (*path, place)
        if key.text == "waarde" and isinstance(node, Scalar):
            yield from _values(file, node, here, name, touches, reading)
        elif key.text == "bekend op" and isinstance(node, Scalar):
            yield from _values(file, node, here, f"{name} bekend op", None, reading)
        elif key.text == "geldt" and isinstance(node, Map):
            for nth, (side, day) in enumerate(node.entries):
                assert isinstance(day, Scalar)
                where = f"{name} {side.text}"
                yield from _values(file, day, (*here, nth), where, touches, reading)
        elif key.text == "cellen" and isinstance(node, Seq):
            two_way = "kolommen" in version
            yield from _cells(file, node, here, two_way, name, touches, reading)


def _cells(
    file: str,
    node: Seq,
    path: Path,
    two_way: bool,
    name: str,
    touches: frozenset[Touch],
    reading: tuple[str, str] | None,
) -> Iterator[Mutant]:
    lines = [line.items if isinstance(line, Seq) else () for line in node.items]
    first = 1 if two_way else 0
    for row, line in enumerate(lines[first:], first):
        for column, cell in enumerate(line[1:], 1):
            assert isinstance(cell, Scalar)
            where = f"{name} rij {row + 1 - first} kolom {column}"
            yield from _values(file, cell, (*path, row, column), where, touches, reading)
    heads = [(line[0], (*path, row, 0)) for row, line in enumerate(lines) if row >= first]
    yield from _brackets(file, heads, f"{name} rijen", touches, reading)
    if two_way:
        columns = [(cell, (*path, 0, at)) for at, cell in enumerate(lines[0]) if at]
        yield from _brackets(file, columns, f"{name} kolommen", touches, reading)


def _brackets(
    file: str,
    heads: list[tuple[Node, Path]],
    name: str,
    touches: frozenset[Touch],
    reading: tuple[str, str] | None,
) -> Iterator[Mutant]:
    """The border between two brackets, moved one up or down on both sides."""
    for (low, low_path), (high, high_path) in pairwise(heads):
        assert isinstance(low, Scalar)
        assert isinstance(high, Scalar)
        ends, starts = re.findall(r"\d+", low.text), re.findall(r"\d+", high.text)
        if not ends or not starts or int(starts[0]) - int(ends[-1]) not in (0, 1):
            continue
        for step in (-1, 1):
            edits = (
                Edit(low_path, with_text(low, _last_moved(low.text, step))),
                Edit(high_path, with_text(high, _first_moved(high.text, step))),
            )
            change = f"{low.text} | {high.text} → {'hoger' if step > 0 else 'lager'}"
            yield Mutant(file, low.position.line, "grens", name, change, edits, touches, reading)


def _first_moved(text: str, step: int) -> str:
    return re.sub(r"\d+", lambda match: str(int(match[0]) + step), text, count=1)


def _last_moved(text: str, step: int) -> str:
    head, number, tail = re.fullmatch(r"(.*?)(\d+)(\D*)", text).groups()  # type: ignore[union-attr]
    if not head.strip():
        # One number is a bracket of its own: it grows, or makes room for nothing.
        return f"{number} tot en met {int(number) + step}{tail}" if step > 0 else text
    return f"{head}{int(number) + step}{tail}"


def borders(file: str, versions: list[tuple[Node, Path]], name: str) -> Iterator[Mutant]:
    """The day between two versions, or between two sets of rules, moved on both sides."""
    ends: dict[str, list[tuple[Scalar, Path]]] = {}
    starts: dict[str, list[tuple[Scalar, Path]]] = {}
    for version, path in versions:
        assert isinstance(version, Map)
        valid = version.get("geldt")
        if not isinstance(valid, Map):
            continue
        here = (*path, version.names.index("geldt"))
        for place, (side, day) in enumerate(valid.entries):
            assert isinstance(day, Scalar)
            where = ends if side.text == "tot" else starts
            where.setdefault(day.text, []).append((day, (*here, place)))
    for text, after in starts.items():
        before = _moved(text, -1)
        for step in (-1, 1) if before in ends else ():
            edits = tuple(
                Edit(path, with_text(day, _moved(day.text, step)))
                for day, path in (*after, *ends[before])
            )
            change = f"{before} | {text} → {'later' if step > 0 else 'eerder'}"
            line = after[0][0].position.line
            yield Mutant(file, line, "grens", name, change, edits, None)


def _moved(text: str, step: int) -> str:
    return (datetime.date.fromisoformat(text) + datetime.timedelta(days=step)).isoformat()


def _values(
    file: str,
    scalar: Scalar,
    path: Path,
    place: str,
    touches: frozenset[Touch] | None,
    reading: tuple[str, str] | None,
) -> Iterator[Mutant]:
    for other in of_literal(scalar.text):
        edits = (Edit(path, with_text(scalar, other)),)
        change = f"{scalar.text} → {other}"
        line = scalar.position.line
        yield Mutant(file, line, "getal", place, change, edits, touches, reading)


def _reading(version: Map) -> tuple[str, str] | None:
    node = version.get("lezing")
    if not isinstance(node, Scalar):
        return None
    name, _, choice = (part.strip() for part in node.text.partition("="))
    return name, choice
