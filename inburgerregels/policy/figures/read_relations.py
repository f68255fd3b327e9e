"""What figures have to do with each other, as the files say it.

Within a table, names stand for columns (``per: rij``) or rows (``per: kolom``) and hold for each row
or column; otherwise they are ids of figures, with ``*`` for every row of a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import attrs

from inburgerregels.language.reader import Reader
from inburgerregels.language.yaml_nodes import Map, Node
from inburgerregels.model import Source, nearest
from inburgerregels.policy.figures.figure import JUDGE, Figure, Table
from inburgerregels.policy.figures.printed import PERCENT, Bounds
from inburgerregels.policy.figures.relations import (
    Composition,
    Hundred,
    Proviso,
    Ratio,
    Relation,
    Sum,
)

__all__ = ["DERIVED_KEYS", "Wanted", "compositions", "derived", "relations"]

_OPERATIONS = ("som", "verschil", "quotient")
DERIVED_KEYS = {"wat", *_OPERATIONS}
_KINDS = {
    "som": {"per", "som", "van", "behoudens"},
    "aandeel": {"per", "aandeel", "van", "in"},
    "gemiddelde": {"per", "gemiddelde", "van", "in"},
    "honderd": {"per", "honderd", "van"},
    "honderd_procent": {"honderd_procent"},
}


@attrs.frozen
class Wanted:
    """A document of which relations are to be read: a table, or a text with a name."""

    node: Map
    table: Table | None
    name: str = ""
    source: Source | None = None


class _Names:
    """Turns the names of a relation into ids of figures, for each row or column that it holds for."""

    def __init__(self, wanted: Wanted, ask: Reader, figures: Mapping[str, Figure]) -> None:
        self.table = wanted.table
        self.ask = ask
        self.figures = figures

    def scopes(self, node: Map) -> Iterator[str]:
        """``tabel-2/2018/{}`` for each row, ``tabel-1/{}/2023-05-01`` for each column, or ``{}``."""
        per = self.ask.one_of(node.get("per"), "per", ("rij", "kolom"))
        if per is None:
            yield "{}"
        elif self.table is None:
            self.ask.wrong(node.get("per") or node, "'per' kan alleen in een tabel")
        elif per == "rij":
            yield from (f"{self.table.id}/{row}/{{}}" for row in self.table.rows)
        else:
            yield from (f"{self.table.id}/{{}}/{column}" for column in self.table.columns)

    def ids(self, node: Node | None, scope: str, what: str) -> tuple[str, ...]:
        """The figures that a list names; a name that is unknown is reported."""
        found: list[str] = []
        for item in self.ask.seq(node, what):
            text = self.ask.text(item, what)
            if text is None:
                continue
            wanted = self._of(scope, text)
            if "*" not in wanted:
                self._known(wanted, item)
                found.append(wanted)
                continue
            matching = self._matching(wanted)
            if not matching:
                self.ask.wrong(item, f"geen enkel cijfer past bij '{wanted}'")
            found += matching
        return tuple(found)

    def one(self, node: Map, key: str, scope: str) -> str:
        ids = self.ids(node.get(key), scope, key)
        if len(ids) != 1:
            self.ask.wrong(node.get(key) or node, f"{key}: hier wordt één cijfer verwacht")
            return ""
        return ids[0]

    def _of(self, scope: str, name: str) -> str:
        """``pip%`` for every row of a column is the percentage behind its cell ``pip``."""
        if scope.endswith("{}") or not name.endswith("%"):
            return scope.format(name)
        return f"{scope.format(name[:-1])}%"

    def _matching(self, pattern: str) -> list[str]:
        before, _, after = pattern.partition("*")
        return [
            figure
            for figure in self.figures
            if figure.startswith(before)
            and figure.endswith(after)
            and "/" not in figure[len(before) : len(figure) - len(after)]
        ]

    def _known(self, figure: str, item: Node) -> None:
        if figure not in self.figures:
            hint = nearest(figure, self.figures)
            self.ask.wrong(item, f"onbekend cijfer '{figure}'", hint)


def relations(wanted: Wanted, ask: Reader, figures: Mapping[str, Figure]) -> list[Relation]:
    """What a document says must be so; relations that name an unknown figure are left out."""
    names = _Names(wanted, ask, figures)
    found: list[Relation] = []
    for item in ask.seq(wanted.node.get("vergelijkingen"), "vergelijkingen"):
        node = ask.map(item, "een vergelijking")
        kind = next((name for name in node.names if name in _KINDS), None)
        if kind is None:
            hint = "kies uit: " + ", ".join(sorted(_KINDS))
            ask.problems.add("T001", "onbekend soort vergelijking", node.position, hint)
            continue
        ask.only(node, _KINDS[kind], "een vergelijking")
        for scope in names.scopes(node):
            found.append(_relation(kind, node, scope, names))
    return [relation for relation in found if set(relation.members) <= set(figures)]


def _relation(kind: str, node: Map, scope: str, names: _Names) -> Relation:
    where = node.position
    match kind:
        case "som":
            total, parts = names.one(node, "som", scope), names.ids(node.get("van"), scope, "van")
            return Sum(total, parts, None, _proviso(node, names), where)
        case "honderd_procent":
            parts = names.ids(node.get("honderd_procent"), scope, "honderd_procent")
            return Sum("", parts, Bounds(Fraction(1), Fraction(1)), None, where)
        case "honderd":
            parts = names.ids(node.get("van"), scope, "van")
            shares = tuple(f"{part}%" for part in parts)
            return Hundred(names.one(node, "honderd", scope), parts, shares, where)
        case _:
            result = names.one(node, kind, scope)
            part, whole = names.one(node, "van", scope), names.one(node, "in", scope)
            return Ratio(result, part, whole, kind == "gemiddelde", where)


def _proviso(node: Map, names: _Names) -> Proviso | None:
    given = node.get("behoudens")
    if given is None:
        return None
    inner = names.ask.map(given, "behoudens")
    names.ask.only(inner, {"deel_van", "uitleg"}, "behoudens")
    why = names.ask.text(inner.get("uitleg"), "uitleg") or ""
    return Proviso(names.one(inner, "deel_van", "{}"), why)


def compositions(wanted: Wanted, ask: Reader, figures: Mapping[str, Figure]) -> list[Composition]:
    """The sums of which is looked for what they are made of."""
    names = _Names(wanted, ask, figures)
    found = []
    for item in ask.seq(wanted.node.get("samenstellingen"), "samenstellingen"):
        node = ask.map(item, "een samenstelling")
        ask.only(node, {"som", "wat", "uit"}, "een samenstelling")
        parts = names.ids(node.get("som"), "{}", "som")
        pieces = names.ids(node.get("uit"), "{}", "uit")
        title = ask.text(node.get("wat"), "wat") or ""
        if {*parts, *pieces} <= set(figures):
            found.append(Composition(title, parts, pieces, node.position))
    return found


def derived(figure_id: str, node: Map, ask: Reader, figures: Mapping[str, Figure]) -> Figure | None:
    """A figure that follows from others: a sum, a difference or a quotient."""
    operation = next((name for name in node.names if name in _OPERATIONS), None)
    if operation is None:
        hint = "kies uit: " + ", ".join(_OPERATIONS)
        ask.problems.add("T001", "hoe volgt dit cijfer uit andere?", node.position, hint)
        return None
    names = _Names(Wanted(node, None), ask, figures)
    ids = names.ids(node.get(operation), "{}", operation)
    if len(ids) < 2 or not set(ids) <= set(figures):
        if len(ids) < 2:
            ask.wrong(node.get(operation) or node, f"{operation}: minstens twee cijfers verwacht")
        return None
    parts = [figures[part] for part in ids]
    value, bounds = parts[0].value, parts[0].bounds
    for part in parts[1:]:
        if operation == "som":
            value, bounds = value + part.value, bounds + part.bounds
        elif operation == "verschil":
            value, bounds = value - part.value, bounds - part.bounds
        elif part.bounds.low <= 0:
            ask.wrong(node, "delen door een cijfer dat nul kan zijn")
            return None
        else:
            value = value / part.value
            bounds = Bounds(bounds.low / part.bounds.high, bounds.high / part.bounds.low)
    title = ask.text(node.get("wat"), "wat") or figure_id
    unit = next((part.unit for part in parts if part.unit != PERCENT), PERCENT)
    # What follows from rounded figures is known no better than its bounds.
    step = bounds.high - bounds.low
    printed = " ".join(part.printed for part in parts)
    return Figure(
        figure_id, title, printed, value, step, bounds, unit, JUDGE, parts[0].source, derived=True
    )
