"""A program as formulas: for every node of every kind of row a value, and what is true of it.

What the formulas leave open (which events there are, what an unreduced quantity is) can be anything of
its type. So there are more lives in them than can be lived: what holds in all of them is proved, what
fails in one is only a suspicion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import z3

from inburgerregels.engine.ir import Node, Program
from inburgerregels.language import Rulebook
from inburgerregels.language.scopes import Rows
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import ALREADY, NEVER
from inburgerregels.prover.calendar import Calendar
from inburgerregels.prover.operations import OPERATIONS, collected
from inburgerregels.prover.terms import conj, disj, eq, implies, ite, le, lt, neg
from inburgerregels.prover.values import Row, Sym, Values, is_real, when

__all__ = ["Encoder", "Frame"]

_DIRECT = (Kind.ROW, Kind.SHARE, Kind.TEXTS, Kind.CONTRIBUTIONS, Kind.NOTHING)
_NEVER_NEGATIVE = (Kind.MONEY, Kind.PERCENTAGE, Kind.NUMBER)


@attrs.frozen(eq=False)
class Frame:
    """Some row of a scope, within some row of the scope above it."""

    name: str
    scope: int
    parent: Frame | None
    item: Row | None = None


@attrs.define(eq=False)
class Cell:
    """A value with what is true of it and the cells it rests on.

    ``definition``: the node that says what a quantity is; until it is asked, it can be anything.
    """

    key: tuple[Any, ...]
    sym: Any = None
    facts: list[Any] = attrs.field(factory=list)
    needs: dict[tuple[Any, ...], None] = attrs.field(factory=dict)
    definition: tuple[int, Frame] | None = None


class Encoder:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.program: Program = rulebook.program
        self.values = Values(rulebook.vocabulary.choices)
        self.shapes = Rows(rulebook.vocabulary, rulebook.blocks, rulebook.types)
        self.cells: dict[tuple[Any, ...], Cell] = {}
        self.frames: dict[int, Frame] = {}
        self.all_rows: list[Row] = []
        self.row_cells: dict[str, tuple[Any, ...]] = {}
        #: of the rows that queries look for, whether there is one
        self.found: dict[str, Any] = {}
        #: the queries for events, by kind: the cell, whether there are any, the row, and the window
        #: where there is no other condition
        self.queries: dict[str, list[tuple[Any, Any, Row, Any]]] = {}
        self._open: list[Cell] = []
        self._count = 0
        self.calendar = Calendar(self.integer, self.tell)
        self.today = z3.Int("peildatum")

    # -- what is true -----------------------------------------------------------------------

    def tell(self, fact: Any) -> None:
        if fact is not True:
            self._open[-1].facts.append(fact)

    def integer(self, what: str) -> Any:
        self._count += 1
        return z3.Int(f"{what}#{self._count}")

    def free(self, name: str, its_type: Type) -> Sym:
        sym, facts = self.values.free(name, its_type)
        for fact in facts:
            self.tell(fact)
        return sym

    def cell(self, key: tuple[Any, ...], make: Any) -> Any:
        """What ``make`` gives, made once; whoever asks rests on it."""
        if self._open:
            self._open[-1].needs[key] = None
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = Cell(key)
            self._open.append(found)
            found.sym = make()
            self._open.pop()
        return found.sym

    # -- rows -------------------------------------------------------------------------------

    def frame(self, scope: int) -> Frame:
        """Some row of a scope."""
        if scope not in self.frames:
            info = self.program.scopes[scope]
            parent = None if info.parent is None else self.frame(info.parent)
            item = None
            name = f"rij{scope}"
            walk = self.program.walks.get(info.block or "")
            if walk is not None:
                item = self.cell(("rij", name), lambda: self.row(name, walk.sources))
            elif info.block is None:
                item = self.cell(("rij", name), lambda: self.row(name, info.sources))
            self.frames[scope] = Frame(name, scope, parent, item)
        return self.frames[scope]

    def row(self, name: str, sources: tuple[str, ...]) -> Row:
        """Some row of these sources. To be called within a cell."""
        events = _only_events(sources)
        day = z3.Int(f"{name}.datum")
        if events:
            self.tell(conj(is_real(day), le(day, self.today)))
        else:
            self.tell(disj(day == NEVER, day == ALREADY, is_real(day)))
        self.tell(is_real(self.today))
        source: Any = 0
        if len(sources) > 1:
            source = z3.Int(f"{name}.bron")
            self.tell(conj(le(0, source), source < len(sources)))

        def field(attribute: str, its_type: Type) -> Sym:
            key = ("veld", name, attribute)
            found: Sym = self.cell(key, lambda: self._field(made, attribute, its_type))
            return found

        made = Row(name, sources, day, source, field)
        self.all_rows.append(made)
        self.row_cells[name] = self._open[-1].key
        return made

    def _field(self, row: Row, attribute: str, its_type: Type) -> Sym:
        if attribute == "datum":
            return Sym(Kind.DATE, row.day)
        if attribute == "soort":
            if not _only_events(row.sources):
                # A row of a walk goes by the name of what the walk goes over.
                return self.free(f"{row.name}.soort", Type(Kind.TEXT))
            words = [self.values.text(self.shapes.source_name(s)) for s in row.sources]
            kind: Any = words[0]
            for place, word in enumerate(words[1:], 1):
                kind = ite(row.source == place, word, kind)
            return Sym(Kind.TEXT, kind)
        declared = self.shapes.field(row.sources, attribute) or its_type
        name = f"{row.name}.{attribute}"
        if declared.kind is Kind.ROW:
            return self.some_row(name, declared)
        sym = self.free(name, declared)
        for place, source in enumerate(row.sources):
            if not source.startswith("gebeurtenis:"):
                continue
            here = row.source == place if len(row.sources) > 1 else True
            decl = self.rulebook.vocabulary.events[source.partition(":")[2]].fields.get(attribute)
            if decl is None:
                self.tell(implies(here, neg(sym.present)))
                continue
            if not decl.read_type.optional:
                self.tell(implies(here, sym.present))
            self.tell(implies(here, self.given(sym, known=decl.known_at_once)))
        return sym

    def given(self, sym: Sym, *, known: bool = True) -> Any:
        """What is true of anything that stands in a dossier."""
        if sym.kind in _NEVER_NEGATIVE:
            return le(0, sym.value)
        if sym.kind is Kind.DURATION:
            return conj(le(0, sym.value[0]), le(0, sym.value[1]))
        if sym.kind is Kind.DATE:
            limit = True if known else le(sym.value, self.today)
            return disj(sym.value == NEVER, conj(is_real(sym.value), limit))
        return True

    def some_row(self, name: str, its_type: Type) -> Sym:
        """A row that may be there; what else is true of it is for the caller to say."""
        present = z3.Bool(f"{name}?") if its_type.optional else True
        row = self.row(name, its_type.sources)
        return Sym(Kind.ROW, row, present)

    # -- nodes ------------------------------------------------------------------------------

    def value(self, index: int, frame: Frame) -> Sym:
        node = self.program.nodes[index]
        if node.op == "const":
            return self.values.constant(node.attr, node.type)
        found: Sym = self.cell((index, frame.name), lambda: self._value(index, node, frame))
        return found

    def _value(self, index: int, node: Node, frame: Frame) -> Sym:
        match node.op:
            case "quantity":
                if node.type.kind in _DIRECT:
                    return self.value(node.args[0], frame)
                self._open[-1].definition = (node.args[0], frame)
                block, name, word, _ = node.attr
                title = f"{block}.{name}" + (f"({word})" if word else "")
                return self.free(f"{title}@{frame.name}#{index}", node.type)
            case "up":
                above = frame
                for _ in range(node.attr):
                    assert above.parent is not None
                    above = above.parent
                return self.value(node.args[0], above)
            case "person":
                sym = self.free(f"persoon.{node.attr}", node.type)
                self.tell(self.given(sym))
                return sym
            case "item":
                assert frame.item is not None
                return frame.item.field(node.attr, node.type)
            case "number":
                sym = self.free(f"{frame.name}.nummer", node.type)
                self.tell(le(1, sym.value))
                return sym
            case "previous":
                sym = self.some_row(f"{frame.name}.vorige", node.type)
                self.tell(eq(sym.present, lt(1, z3.Int(f"{frame.name}.nummer"))))
                return sym
            case "reference_date":
                self.tell(is_real(self.today))
                return Sym(Kind.DATE, self.today)
            case "get":
                row = self.value(node.args[0], frame)
                if row.value is None:
                    return Sym(node.type.kind, None, False)
                found = row.value.field(node.attr, node.type)
                return Sym(found.kind, found.value, conj(row.present, found.present))
            case "query":
                return self._query(index, node, frame)
            case "define":
                return self._define(index, node, frame)
            case "rule":
                own, *bases = (self.value(arg, frame).value for arg in node.args)
                return Sym(Kind.BOOL, conj(own, disj(*bases)) if bases else own)
        if node.op == "collect":
            parts = [self.value(arg, frame) for arg in node.args]
            combined = collected(node, self.winners(index, frame), parts)
            return (
                self.free(f"verzameld#{index}@{frame.name}", node.type)
                if (combined is None)
                else combined
            )
        operation = OPERATIONS.get(node.op)
        if operation is not None:
            found = operation(self, node, [self.value(arg, frame) for arg in node.args], frame)
            if found is not None:
                return found
        name = f"{node.op}#{index}@{frame.name}"
        return (
            self.some_row(name, node.type)
            if node.type.kind is Kind.ROW
            else self.free(name, node.type)
        )

    def winners(self, index: int, frame: Frame) -> list[Any]:
        """Of a ``define`` or ``collect``: for each rule whether it applies and no exception does."""
        node = self.program.nodes[index]
        applies = [self.value(arg, frame).value for arg in node.args[::2]]
        return [
            conj(yes, *(neg(applies[other]) for other in node.attr.beaten_by[place]))
            for place, yes in enumerate(applies)
        ]

    def _define(self, index: int, node: Node, frame: Frame) -> Sym:
        won = self.winners(index, frame)
        parts = [self.value(arg, frame) for arg in node.args[1::2]]
        if any(test is True for test in won):
            return parts[won.index(True)]
        name = f"onbepaald#{index}@{frame.name}"
        kept = (
            self.some_row(name, node.type)
            if node.type.kind is Kind.ROW
            else self.free(name, node.type)
        )
        for test, part in zip(won, parts, strict=True):
            kept = when(test, part, kept)
        return kept

    def _query(self, index: int, node: Node, frame: Frame) -> Sym:
        """What is found. Queries that look for the same rows agree on whether there are any."""
        query, inside = node.attr
        same = ("rijen", attrs.evolve(query, how=""), node.args[:3], frame.name)
        name = f"{query.how}#{index}@{frame.name}"
        any_row = self.cell(same, lambda: Sym(Kind.BOOL, z3.Bool(f"rijen#{index}@{frame.name}")))
        row = self.row(name, query.sources)
        self.found[name] = any_row.value
        low, high = (self.value(arg, frame).value for arg in node.args[:2])
        look = Frame(name, inside, frame, row)
        test = self.value(node.args[2], look).value
        fits = conj(le(low, row.day), le(row.day, high), test)
        self.tell(implies(any_row.value, fits))
        window = (low, high) if test is True else None
        if len(query.sources) == 1 and _only_events(query.sources):
            known = self.queries.setdefault(query.sources[0], [])
            known.append(((index, frame.name), any_row.value, row, window))
        match query.how:
            case "eerste" | "laatste":
                return Sym(Kind.ROW, row, any_row.value)
            case "bestaat":
                return Sym(Kind.BOOL, any_row.value)
        found = self.free(name, node.type)
        if query.how == "aantal":
            self.tell(le(0, found.value))
            self.tell(any_row.value == le(1, found.value))
        elif found.kind in _NEVER_NEGATIVE:
            self.tell(implies(neg(any_row.value), found.value == 0))
            if query.how == "gedekte dagen" or self._never_negative(node.args[3], query.sources):
                self.tell(le(0, found.value))
        elif found.kind is Kind.SET:
            self.tell(implies(neg(any_row.value), neg(disj(*found.value.values()))))
        elif found.kind is Kind.DURATION:
            empty = conj(found.value[0] == 0, found.value[1] == 0)
            self.tell(implies(neg(any_row.value), empty))
        return found

    def _never_negative(self, index: int, sources: tuple[str, ...]) -> bool:
        """Whether a node is a field of an event: nothing in a dossier is negative."""
        item = self.program.nodes[index].op == "item"
        return item and _only_events(sources)

    # -- gathering --------------------------------------------------------------------------

    def existence(self, frame: Frame) -> Iterator[Any]:
        """What is true because the row of a frame is there at all; to be called within a cell."""
        here: Frame | None = frame
        while here is not None:
            block = self.program.scopes[here.scope].block or ""
            chain, walk = self.program.chains.get(block), self.program.walks.get(block)
            if here.item is not None:
                self.cell(self.row_cells[here.item.name], lambda: None)
            if chain is not None and here.parent is not None:
                yield self.value(chain.starts, here.parent).value
            if walk is not None and walk.condition is not None:
                look = Frame(here.name, walk.candidate_scope, here.parent, here.item)
                yield self.value(walk.condition, look).value
            here = here.parent

    def facts(
        self,
        keys: Iterable[tuple[Any, ...]],
        seen: set[tuple[Any, ...]],
        met: list[tuple[Any, ...]],
    ) -> Iterator[Any]:
        """What is true of cells and of all they rest on, those ``seen`` left out; ``met`` are new."""
        todo = [key for key in keys if key not in seen]
        while todo:
            key = todo.pop()
            if key in seen:
                continue
            seen.add(key)
            met.append(key)
            cell = self.cells[key]
            yield from cell.facts
            todo += [need for need in cell.needs if need not in seen]

    def links(self, keys: set[tuple[Any, ...]]) -> Iterator[Any]:
        """What queries for one kind of event know of each other: what one finds within the window of
        another that sets no condition, that other finds too."""
        for queries in self.queries.values():
            asked = [query for query in queries if query[0] in keys]
            for _, any_row, _, window in asked:
                for _, other, row, _ in asked if window else ():
                    if other is not any_row:
                        inside = conj(le(window[0], row.day), le(row.day, window[1]))
                        yield implies(conj(other, inside), any_row)

    def unfold(self, key: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """Say what a quantity is. The key of the cell that says so, or None where there is none."""
        cell = self.cells[key]
        if cell.definition is None:
            return None
        index, frame = cell.definition
        where = ("is", *key)

        def make() -> None:
            self.tell(self.values.equal(cell.sym, self.value(index, frame)))

        self.cell(where, make)
        return where


def _only_events(sources: tuple[str, ...]) -> bool:
    return all(source.startswith("gebeurtenis:") for source in sources)
