"""The rows of a block of persons: chains and walks in lock-step rounds, decisions, and queries."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from inburgerregels.engine.columnar.columns import Column, spread, union
from inburgerregels.engine.columnar.tables import Table, expand, offsets

if TYPE_CHECKING:
    from inburgerregels.engine.columnar.evaluator import ColumnEvaluator

__all__ = ["ColumnRows", "Under", "concat"]

Array = Any


class Under:
    """Rows that belong to rows of an enclosing table: of which (``outer``) and which (``rows``),
    in order; ``offsets`` says where those of each enclosing row begin."""

    __slots__ = ("_count", "_offsets", "outer", "rows")

    def __init__(self, outer: Array, rows: Array, count: int) -> None:
        self.outer = outer
        self.rows = rows
        self._count = count
        self._offsets: Array = None

    @property
    def offsets(self) -> Array:
        if self._offsets is None:
            self._offsets = offsets(self.outer, self._count)
        return self._offsets


class ColumnRows:
    def __init__(self, evaluator: ColumnEvaluator) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program
        #: persons that the reference executor has to answer
        self.redo: Array = None
        #: whether they include everybody of whom a fact is unknown
        self.facts_seen = False

    @cached_property
    def sequential(self) -> set[str]:
        """The walks whose steps look at earlier steps."""
        found = set()
        for node in self.program.nodes:
            scope = self.program.scopes[node.scope]
            if node.op == "previous":
                found.add(scope.block or "")
            if node.op == "query" and node.attr[0].earlier:
                found.add(node.attr[0].sources[0].partition(":")[2])
            if node.op == "get" and node.attr == "vorige":
                found |= set(self.program.walks)
        return found

    def again(self, table: Table, rows: Array) -> None:
        """Mark the persons of these rows, a mask or places, for the reference executor."""
        if not (np.any(rows) if rows.dtype == bool else len(rows)):
            return
        if self.redo is None:
            self.redo = np.zeros(self.evaluator.persons.count, bool)
        self.redo[self.person_of(table)[rows]] = True

    def person_of(self, table: Table) -> Array:
        """The person each row belongs to."""
        places = np.arange(table.count) if table.rows is None else table.rows
        if table.above is None:
            return places
        places = np.arange(table.count)
        while table.above is not None:
            if table.place is not None:
                places = table.place.take(places)
            table = table.above
        return places if table.rows is None else table.rows.take(places)

    def block_of(self, table: Table) -> str:
        return self.program.scopes[table.scope].block or ""

    # -- rows of blocks ---------------------------------------------------------------------

    def under(self, name: str, anchor: Table) -> Under:
        """All rows of a block under the rows of an enclosing (whole) table."""
        key = ("under", name)
        if key not in anchor.memo:
            anchor.memo[key] = self._under(name, anchor)
        found: Under = anchor.memo[key]
        return found

    def _under(self, name: str, anchor: Table) -> Under:
        spaces = self.evaluator.spaces
        kind = self.evaluator.rulebook.blocks[name].kind
        parent = self.evaluator.rulebook.blocks[name].parent or "persoon"
        if parent == self.block_of(anchor):
            build = self._chain if kind == "keten" else self._walk
            tables = build(name, anchor)
            outer = concat([_places(table) for table in tables])
            rows = concat([spaces.place_of(table) for table in tables])
            order = np.argsort(outer, kind="stable")
            references = spaces.references(f"{kind}:{name}", rows[order])
            return Under(outer[order], references, anchor.count)
        above = self.under(parent, anchor)
        tables = self._tables_of(above, parent)
        parts = []
        for table in tables:
            here = self.under(name, table)
            parts.append((here.outer + table.first, here.rows))
        place = concat([part[0] for part in parts])
        rows = concat([part[1] for part in parts])
        _, _, mine = _single(spaces.split(above.rows))
        position = np.zeros(spaces.sizes.get(parent, 0) + 1, np.int64)
        position[mine] = np.arange(len(mine))
        at = position[place]
        order = np.argsort(at, kind="stable")
        return self._by_day(above.outer[at[order]], rows[order], anchor)

    def _tables_of(self, under: Under, block: str) -> list[Table]:
        """The tables in which these rows of a block lie."""
        _, _, places = _single(self.evaluator.spaces.split(under.rows))
        return [
            table
            for table in self.evaluator.spaces.tables.get(block, [])
            if np.any((places >= table.first) & (places < table.first + table.count))
        ]

    def _chain(self, name: str, parent: Table) -> list[Table]:
        evaluator, chain = self.evaluator, self.program.chains[name]
        starts = evaluator.value(chain.starts, parent)
        if starts.lost is not None:
            self.again(parent, starts.lost)
        begins = spread(starts.values, parent.count, bool)
        if starts.lost is not None:
            begins = begins & ~starts.lost
        active = np.flatnonzero(begins)
        tables: list[Table] = []
        before: Array = None
        scope = self.program.block_scopes[name]
        while len(active):
            if len(tables) == chain.block.bound:
                self.again(parent, active)
                break
            table = Table(
                scope,
                len(active),
                parent,
                active,
                number=len(tables) + 1,
                previous=tables[-1] if tables else None,
                before=before,
            )
            evaluator.spaces.add(name, table)
            self._check_order(chain.deciding, table)
            tables.append(table)
            goes = evaluator.value(chain.continues, table)
            if goes.lost is not None:
                self.again(table, goes.lost)
            on = spread(goes.values, table.count, bool)
            before = np.flatnonzero(on if goes.lost is None else on & ~goes.lost)
            active = active[before]
        return tables

    def _check_order(self, deciding: int | None, table: Table) -> None:
        if deciding is None or table.previous is None:
            return
        here = self.evaluator.value(deciding, table)
        earlier = self.evaluator.value(deciding, table.previous)
        if table.before is not None:
            earlier = earlier.take(table.before)
        wrong = np.less_equal(here.values, earlier.values)
        lost = union((here.lost, earlier.lost))
        if lost is not None:
            wrong = wrong & ~lost
        self.again(table, spread(wrong, table.count, bool))

    def _walk(self, name: str, parent: Table) -> list[Table]:
        evaluator, walk = self.evaluator, self.program.walks[name]
        outers, rows, ranks, days, places = [], [], [], [], []
        for place, source in enumerate(walk.sources):
            found = self.of_source(source, parent)
            look = Table(
                walk.candidate_scope,
                len(found.outer),
                parent,
                found.outer,
                item=Column(found.rows),
            )
            day = evaluator.item_field("datum", look)
            taken = Column(True)
            if walk.condition is not None:
                taken = evaluator.value(walk.condition, look)
            rank = day if walk.order is None else evaluator.value(walk.order, look)
            lost = union((taken.lost, day.lost, rank.lost))
            on = spread(taken.values, look.count, bool)
            if lost is not None:
                self.again(look, lost)
                on = on & ~lost
            here = np.flatnonzero(on)
            outers.append(found.outer[here])
            rows.append(found.rows[here])
            ranks.append(spread(rank.values, look.count, np.int64)[here])
            days.append(spread(day.values, look.count, np.int64)[here])
            places.append(np.full(len(here), place))
        outer = concat(outers)
        order = np.lexsort((concat(places), concat(days), concat(ranks), outer))
        outer, references = outer[order], concat(rows)[order]
        return self._steps(name, parent, outer, references)

    def _steps(self, name: str, parent: Table, outer: Array, references: Array) -> list[Table]:
        """The steps of a walk: in rounds where steps look back, else all at once."""
        count = np.bincount(outer, minlength=parent.count) if len(outer) else np.zeros(0, np.int64)
        starts = np.cumsum(count) - count
        number = np.arange(len(outer)) - (starts[outer] if len(outer) else 0) + 1
        scope = self.program.block_scopes[name]
        add = self.evaluator.spaces.add
        if name not in self.sequential:
            if not len(outer):
                return []
            item = Column(references)
            return [add(name, Table(scope, len(outer), parent, outer, item=item, number=number))]
        tables: list[Table] = []
        for k in range(1, int(number.max(initial=0)) + 1):
            here = np.flatnonzero(number == k)
            table = Table(
                scope,
                len(here),
                parent,
                outer[here],
                item=Column(references[here]),
                number=k,
                previous=tables[-1] if tables else None,
                before=np.searchsorted(tables[-1].place, outer[here]) if tables else None,
            )
            tables.append(add(name, table))
        return tables

    # -- sources ----------------------------------------------------------------------------

    def _enclosing(self, block: str, table: Table) -> int:
        """How many levels up the nearest table lies that rows of ``block`` are or belong to."""
        line = set()
        name: str | None = block
        while name is not None:
            line.add(name)
            name = self.evaluator.rulebook.blocks[name].parent
        levels = 0
        here = table
        while here.above is not None and self.block_of(here) not in line:
            here, levels = here.above, levels + 1
        return levels

    def of_source(self, source: str, anchor: Table) -> Under:
        """The rows of a source that belong to each row of a table."""
        kind, _, name = source.partition(":")
        if kind == "gebeurtenis":
            return self._lifted(anchor, 99, self._events(source))
        block = name.partition(".")[0] if kind == "besluit" else name
        owner = block
        if kind != "besluit":
            owner = self.evaluator.rulebook.blocks[block].parent or "persoon"
        levels = self._enclosing(owner, anchor)
        whole, _ = anchor.ancestor(levels)
        if kind == "besluit":
            return self._lifted(anchor, levels, self._decisions(source, block, whole))
        return self._lifted(anchor, levels, self.under(name, whole))

    def _lifted(self, table: Table, levels: int, under: Under) -> Under:
        """Rows that belong to rows of an ancestor, as belonging to rows of the table itself."""
        if levels == 99:
            owners = None if table is self.evaluator.persons else self.person_of(table)
        else:
            owners = table.ancestor(levels)[1]
        if owners is None:
            return under
        rows, entries = expand(under.offsets, owners)
        return Under(rows, under.rows.take(entries), table.count)

    def _events(self, source: str) -> Under:
        persons = self.evaluator.persons
        key = ("under", source)
        if key not in persons.memo:
            events = self.evaluator.events.get(source.partition(":")[2])
            empty = np.zeros(0, np.int64)
            person = empty if events is None else events.person
            places = np.arange(len(person))
            references = self.evaluator.spaces.references(source, places)
            persons.memo[key] = Under(person, references, persons.count)
        found: Under = persons.memo[key]
        return found

    def _decisions(self, source: str, block: str, whole: Table) -> Under:
        """The decisions taken of one rule, under the rows of a table."""
        key = ("under", source)
        if key not in whole.memo:
            name = (block, source.rpartition(".")[2])
            if self.block_of(whole) == block:
                taken = self.evaluator.decisions.decision(name, whole)
                self._doubt(whole, taken)
                here = np.flatnonzero(~taken.absent)
                whole.memo[key] = Under(here, taken.values[here], whole.count)
            else:
                owners = self.under(block, whole)
                spaces = self.evaluator.spaces
                places = _single(spaces.split(owners.rows))[2]
                taken = spaces.gather(block, places, lambda table: self._taken(name, table))
                here = np.flatnonzero(~spread(taken.absent, len(places), bool))
                references = spread(taken.values, len(places), np.int64)[here]
                whole.memo[key] = self._by_day(owners.outer[here], references, whole)
        found: Under = whole.memo[key]
        return found

    def _by_day(self, outer: Array, references: Array, table: Table) -> Under:
        """Rows in order of their day under each enclosing row; those of one day stay in place."""
        days = self.evaluator.spaces.days(references)
        if days.lost is not None:
            self.again(table, outer[days.lost])
        order = np.lexsort((spread(days.values, len(references), np.int64), outer))
        return Under(outer[order], references[order], table.count)

    def _taken(self, name: tuple[str, str], table: Table) -> Column:
        taken = self.evaluator.decisions.decision(name, table)
        self._doubt(table, taken)
        return taken

    def _doubt(self, table: Table, taken: Column) -> None:
        if taken.lost is not None:
            self.again(table, taken.lost)


def _single(parts: list[tuple[str, Array, Array]]) -> tuple[str, Array, Array]:
    """References that are all of one source."""
    if not parts:
        empty = np.zeros(0, np.int64)
        return "", empty, empty
    assert len(parts) == 1
    return parts[0]


def _places(table: Table) -> Array:
    return np.arange(table.count) if table.place is None else table.place


def concat(arrays: list[Array]) -> Array:
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)
