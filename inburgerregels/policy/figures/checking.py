"""Do the published figures fit each other; and where not, which reading does?

Four things are told apart. A figure that is *wrong*: one way to read it makes everything hold. One of
several figures that is wrong: every such way is named. Percentages that are *forced*: not their own
rounding, but rounded so that together they make a hundred; no mistake. And figures that *count
something else*: what a sum leaves out, or counts with it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from fractions import Fraction

import attrs

from inburgerregels.policy.figures.figure import Figure
from inburgerregels.policy.figures.printed import Bounds
from inburgerregels.policy.figures.reading import Published
from inburgerregels.policy.figures.relations import (
    Composition,
    Hundred,
    Relation,
    Sum,
    Values,
)
from inburgerregels.policy.figures.solving import Explanation, clusters, explanations

__all__ = ["Checked", "Finding", "Kind", "Origin", "check"]


class Kind(Enum):
    """What a finding counts as."""

    WRONG = "fout"
    AMBIGUOUS = "fout, meer lezingen"
    UNEXPLAINED = "fout, niet verklaard"
    COUNTS_OTHERWISE = "telt anders"
    FORCED = "afgerond op honderd"
    COMPOSED = "telt als"


@attrs.frozen
class Origin:
    """The printed value of a figure stands, or belongs, in a neighbouring cell.

    ``down`` and ``right``: how many rows and columns further that cell is.
    """

    figure: str
    neighbour: str
    down: int
    right: int
    belongs: bool


@attrs.frozen
class Finding:
    """One thing found.

    ``failing``: the relations that do not hold as printed. ``explanations``: the smallest changes
    that make them hold; ``reading`` is the one that is used. ``composed``: the sets of figures that
    make up a sum; ``as_printed`` those that do so with the figures as printed.
    """

    kind: Kind
    failing: tuple[Relation, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    reading: Mapping[str, Figure] = attrs.field(factory=dict)
    origins: tuple[Origin, ...] = ()
    forced: tuple[str, ...] = ()
    composition: Composition | None = None
    composed: tuple[tuple[str, ...], ...] = ()
    as_printed: tuple[tuple[str, ...], ...] = ()


@attrs.frozen
class Checked:
    """What was found; ``consistent`` holds every figure in the reading that fits the others.

    ``unsettled``: figures that may be wrong without it being certain which of them is.
    """

    published: Published
    findings: tuple[Finding, ...]
    consistent: Mapping[str, Figure]
    unsettled: frozenset[str]

    @property
    def holding(self) -> int:
        """How many of the relations hold as printed."""
        return sum(relation.holds(self.published.figures) for relation in self.published.relations)


def check(published: Published) -> Checked:
    """Holds the figures against each other."""
    printed = published.figures
    failing = [relation for relation in published.relations if not relation.holds(printed)]
    found = [
        _finding(group, published.relations, printed)
        for group in sorted(clusters(failing), key=lambda group: failing.index(group[0]))
    ]
    consistent = dict(printed)
    unsettled: set[str] = set()
    for finding in found:
        consistent |= finding.reading
        if finding.kind is not Kind.WRONG:
            unsettled |= {name for way in finding.explanations for name in way.readings}
    found = [
        attrs.evolve(finding, origins=tuple(_origins(finding, published, consistent)))
        for finding in found
    ]
    found += [
        Finding(Kind.FORCED, (relation,), forced=tuple(forced))
        for relation in published.relations
        if isinstance(relation, Hundred) and (forced := relation.forced(consistent))
    ]
    found += [_composed(wanted, printed, consistent) for wanted in published.compositions]
    return Checked(published, tuple(found), consistent, frozenset(unsettled))


def _finding(group: Sequence[Relation], relations: Sequence[Relation], printed: Values) -> Finding:
    ways = tuple(explanations(group, relations, printed))
    failing = tuple(sorted(group, key=relations.index))
    if all(_within_proviso(relation, printed) for relation in group):
        return Finding(Kind.COUNTS_OTHERWISE, failing, ways)
    if not ways:
        return Finding(Kind.UNEXPLAINED, failing)
    if len(ways) == 1:
        return Finding(Kind.WRONG, failing, ways, ways[0].readings)
    totals = {relation.total for relation in group if isinstance(relation, Sum)}
    # Of several ways, the one that believes the parts and not their sum, if there is one.
    preferred = [way for way in ways if set(way.readings) <= totals]
    reading = preferred[0].readings if len(preferred) == 1 else {}
    return Finding(Kind.AMBIGUOUS, failing, ways, reading)


def _within_proviso(relation: Relation, printed: Values) -> bool:
    """Whether what a sum lacks can be part of the figure that it makes an exception for."""
    if not isinstance(relation, Sum) or relation.proviso is None:
        return False
    added = relation.allowed(relation.total, printed)
    if added is None:
        return False
    lacking = relation.whole(printed) - added
    most = printed[relation.proviso.part_of].bounds.high
    return lacking.meets(Bounds(Fraction(0), most))


def _origins(
    finding: Finding, published: Published, consistent: Mapping[str, Figure]
) -> Iterator[Origin]:
    """Neighbouring cells where the printed value of a figure that is read otherwise belongs."""
    for name in finding.reading:
        value = published.figures[name].value
        for neighbour, down, right in _neighbours(name, published):
            if consistent[neighbour].value == value:
                as_printed = published.figures[neighbour].value == value
                yield Origin(name, neighbour, down, right, belongs=not as_printed)


def _neighbours(name: str, published: Published) -> Iterator[tuple[str, int, int]]:
    """The cells above, below and beside a cell of a table."""
    for table in published.tables.values():
        rows, columns = list(table.rows), list(table.columns)
        for (at, row), (across, column) in itertools.product(enumerate(rows), enumerate(columns)):
            if table.cell(row, column) == name:
                for down, right in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                    if 0 <= at + down < len(rows) and 0 <= across + right < len(columns):
                        yield table.cell(rows[at + down], columns[across + right]), down, right


def _composed(wanted: Composition, printed: Values, consistent: Values) -> Finding:
    return Finding(
        Kind.COMPOSED,
        composition=wanted,
        composed=tuple(_making_up(wanted, consistent)),
        as_printed=tuple(_making_up(wanted, printed)),
    )


def _making_up(wanted: Composition, values: Values) -> Iterator[tuple[str, ...]]:
    total = sum((values[part].value for part in wanted.parts), Fraction(0))
    for size in range(1, len(wanted.pieces) + 1):
        for chosen in itertools.combinations(wanted.pieces, size):
            if sum((values[piece].value for piece in chosen), Fraction(0)) == total:
                yield chosen
