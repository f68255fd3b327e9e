"""Which rows there are: instances of chains, steps of walks, decisions taken; and queries over them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

from inburgerregels.engine.deciding import Doubt, Matching
from inburgerregels.engine.ir import Node
from inburgerregels.engine.rows import Gap, Row, Undetermined, undetermined_of
from inburgerregels.language.queries import Query
from inburgerregels.language.types import Kind
from inburgerregels.model import ABSENT, ALREADY, NEVER, Duration

if TYPE_CHECKING:
    from inburgerregels.engine.reference import Evaluator

__all__ = ["Collector", "Found"]


@attrs.frozen
class Found:
    """The rows of a source. ``doubt``: there may be others (after these, when ``at_end``)."""

    items: list[Any]
    doubt: Undetermined | None = None
    at_end: bool = False


class Collector:
    """Builds the rows of one dossier, each list once."""

    def __init__(self, evaluator: Evaluator, matching: Matching) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program
        self.matcher = matching(evaluator)
        self.doubts: dict[tuple[tuple[str, str], int], Doubt] = {}
        self.flags: dict[tuple[str, int], Doubt] = {}

    # -- rows of blocks ---------------------------------------------------------------------

    def _block_of(self, row: Row) -> str:
        return self.program.scopes[row.scope].block or ""

    def of_block(self, name: str, anchor: Row) -> Found:
        """All rows of a block that belong to an enclosing row."""
        parent = self.evaluator.rulebook.blocks[name].parent or "persoon"
        anchor = self._enclosing(parent, anchor)
        if self._block_of(anchor) == parent:
            return self._own(name, anchor)
        above = self.of_block(parent, anchor)
        parts = [self._own(name, row) for row in above.items]
        items = [item for part in parts for item in part.items]
        if len(parts) > 1:
            items = self._by_day(items)
        doubt = undetermined_of([p.doubt for p in parts] + [above.doubt])
        at_end = all(p.at_end or p.doubt is None for p in [*parts[-1:], above])
        inner = any(part.doubt is not None for part in parts[:-1])
        return Found(items, doubt, at_end and not inner and len(parts) <= 1)

    def _enclosing(self, block: str, row: Row) -> Row:
        """The nearest row, from ``row`` up, that rows of ``block`` are or belong to."""
        line = {block}
        above = self.evaluator.rulebook.blocks[block].parent
        while above is not None:
            line.add(above)
            above = self.evaluator.rulebook.blocks[above].parent
        while row.parent is not None and self._block_of(row) not in line:
            row = row.parent
        return row

    def _own(self, name: str, parent: Row) -> Found:
        key = ("rows", name)
        if key not in parent.memo:
            build = self._chain if name in self.program.chains else self._walk
            parent.memo[key] = build(name, parent)
        found: Found = parent.memo[key]
        return found

    def _chain(self, name: str, parent: Row) -> Found:
        evaluator, chain = self.evaluator, self.program.chains[name]
        starts = evaluator.value(chain.starts, parent)
        if type(starts) is Undetermined:
            self._flag(name, parent, starts)
            return Found([], starts, at_end=True)
        items: list[Row] = []
        doubt: Undetermined | None = None
        previous: Row | None = None
        goes_on = starts
        scope = self.program.block_scopes[name]
        while goes_on is True:
            row = Row(scope, parent, number=len(items) + 1, previous=previous)
            wrong = self._out_of_order(chain.deciding, row)
            if wrong is None and len(items) == chain.block.bound:
                wrong = Undetermined(frozenset({f"meer dan {chain.block.bound} keer '{name}'"}))
            if wrong is not None:
                self._flag(name, row, wrong)
                break
            items.append(row)
            goes_on = evaluator.value(chain.continues, row)
            previous = row
        if type(goes_on) is Undetermined and previous is not None:
            doubt = goes_on
            self._flag(name, previous, doubt)
        return Found(items, doubt, at_end=True)

    def _out_of_order(self, deciding: int | None, row: Row) -> Undetermined | None:
        if deciding is None or row.previous is None:
            return None
        before = self.evaluator.value(deciding, row.previous)
        here = self.evaluator.value(deciding, row)
        if type(before) is Undetermined or type(here) is Undetermined or here > before:
            return None
        why = "het volgende besluit zou niet later vallen dan het vorige"
        return Undetermined(frozenset({why}))

    def _walk(self, name: str, parent: Row) -> Found:
        evaluator, walk = self.evaluator, self.program.walks[name]
        candidates: list[tuple[Any, int, int, Any]] = []
        doubts: list[tuple[Any, Any]] = []
        for place, source in enumerate(walk.sources):
            found = self.rows(source, parent)
            doubts += [] if found.doubt is None else [(ALREADY, found.doubt)]
            for order, item in enumerate(found.items):
                look = Row(walk.candidate_scope, parent, item=item)
                taken = True if walk.condition is None else evaluator.value(walk.condition, look)
                day = evaluator.day_of(item)
                rank = day if walk.order is None else evaluator.value(walk.order, look)
                lost = undetermined_of([taken, day, rank])
                if taken is False:
                    continue
                if lost is not None:
                    known = type(rank) is not Undetermined and type(day) is not Undetermined
                    doubts.append((rank if known else ALREADY, lost))
                else:
                    candidates.append(((rank, day), place, order, item))
        candidates.sort(key=lambda candidate: candidate[:3])
        items: list[Row] = []
        scope = self.program.block_scopes[name]
        for number, candidate in enumerate(candidates, 1):
            (rank, day), _, _, item = candidate
            previous = items[-1] if items else None
            row = Row(scope, parent, item=item, number=number, previous=previous, day=day)
            row.doubt = undetermined_of([why for since, why in doubts if since <= rank])
            items.append(row)
        return Found(items, undetermined_of([why for _, why in doubts]))

    def running(self, name: str, anchor: Row, day: int) -> Any:
        """The chain row whose period holds a day, else the last one that began by then, or ABSENT."""
        chain = self.program.chains[name]
        found = self.of_block(name, anchor)
        chosen: Any = ABSENT
        for row in found.items:
            first = self.evaluator.value(chain.first_day, row)
            if type(first) is Undetermined:
                return first
            if first <= day:
                chosen = row
        if found.doubt is not None and chosen is not ABSENT:
            final = self.evaluator.value(chain.final_day, chosen)
            if type(final) is Undetermined or final < day:
                return found.doubt
        if chosen is ABSENT and found.doubt is not None and not found.items:
            return found.doubt
        return chosen

    def _flag(self, name: str, row: Row, why: Undetermined) -> None:
        """Remember that a chain could not be followed to its end."""
        self.flags.setdefault((name, id(row)), Doubt((name, ""), row, why, None))

    # -- decisions --------------------------------------------------------------------------

    def decision_in_order(self, key: tuple[str, str], row: Row) -> Any:
        """Like :meth:`decision`, after those of the rows before it: see ``Evaluator._in_order``."""
        root = self._root(key)
        for before in row.back_to(("besluit", key[0], root)):
            self.family(key[0], root, before)
        return self.decision(key, row)

    def _root(self, key: tuple[str, str]) -> str:
        root = key[1]
        while (base := self.program.decisions[(key[0], root)].base) is not None:
            root = base
        return root

    def decision(self, key: tuple[str, str], row: Row) -> Any:
        """The decision of this rule for this row: a DecisionRow, ABSENT, or Undetermined."""
        taken = self.family(key[0], self._root(key), row)
        if type(taken) is Undetermined or taken is ABSENT:
            return taken
        return taken if taken.key == key else ABSENT

    def family(self, block: str, root: str, row: Row) -> Any:
        """The decision taken: the general one, or the exception that comes in its place."""
        memo_key = ("besluit", block, root)
        if memo_key not in row.memo:
            found = self.matcher.match(block, root, row)
            if isinstance(found, Doubt):
                if found.day is None or found.day <= self.evaluator.today:
                    self.doubts[((block, root), id(row))] = found
                found = found.why
            row.memo[memo_key] = found
        return row.memo[memo_key]

    # -- sources and queries ----------------------------------------------------------------

    def rows(self, source: str, anchor: Row) -> Found:
        """The rows of a source that belong to a row (events belong to the person)."""
        kind, _, name = source.partition(":")
        if kind == "gebeurtenis":
            return Found(list(self.evaluator.timeline.of_kind(name)))
        if kind != "besluit":
            return self.of_block(name, anchor)
        block, _, decision = name.partition(".")
        anchor = self._enclosing(block, anchor)
        owners = Found([anchor])
        if self._block_of(anchor) != block:
            owners = self.of_block(block, anchor)
        taken = [self.decision((block, decision), row) for row in owners.items]
        items = [t for t in taken if t is not ABSENT and type(t) is not Undetermined]
        return Found(self._by_day(items), undetermined_of([owners.doubt, *taken]))

    def _by_day(self, items: list[Any]) -> list[Any]:
        """Rows in order of their day; those of one day, and those without one, stay in place."""
        days = [self.evaluator.day_of(item) for item in items]
        if any(type(day) is Undetermined for day in days):
            return items
        return [item for _, item in sorted(zip(days, items, strict=True), key=lambda pair: pair[0])]

    def _sequence(self, query: Query, row: Row) -> Found:
        anchor = self.evaluator.above(row, query.anchor)
        if query.earlier:
            items = []
            before = anchor.previous
            while before is not None:
                items.append(before)
                before = before.previous
            return Found(items[::-1], anchor.doubt)
        parts = [self.rows(source, anchor) for source in query.sources]
        if len(parts) == 1:
            return parts[0]
        merged = [
            (self.evaluator.day_of(item), place, order, item)
            for place, part in enumerate(parts)
            for order, item in enumerate(part.items)
        ]
        merged.sort(key=lambda entry: entry[:3])
        return Found([entry[3] for entry in merged], undetermined_of([p.doubt for p in parts]))

    def query(self, index: int, node: Node, row: Row) -> Any:
        evaluator = self.evaluator
        query, inside = node.attr
        low, high = evaluator.value(node.args[0], row), evaluator.value(node.args[1], row)
        lost = undetermined_of((low, high))
        if lost is not None:
            return lost
        found = self._sequence(query, row)
        test = self.program.nodes[node.args[2]]
        trivial = test.op == "const" and test.attr is True
        matched: list[Row] = []
        places: list[int] = []
        doubts: list[tuple[int, Undetermined]] = []
        for place, item in enumerate(found.items):
            day = evaluator.day_of(item)
            if type(day) is Undetermined:
                doubts.append((place, day))
                continue
            if not low <= day <= high:
                continue
            look = Row(inside, row, item=item)
            taken = True if trivial else evaluator.value(node.args[2], look)
            if type(taken) is Undetermined:
                doubts.append((place, taken))
            elif taken:
                matched.append(look)
                places.append(place)
        if found.doubt is not None:
            doubts.append((len(found.items) if found.at_end else -1, found.doubt))
        row.matches[index] = matched
        return self._answer(query.how, node, matched, places, doubts)

    def _answer(
        self,
        how: str,
        node: Node,
        matched: list[Row],
        places: list[int],
        doubts: list[tuple[int, Undetermined]],
    ) -> Any:
        doubt = undetermined_of([why for _, why in doubts])
        match how:
            case "eerste":
                end = places[0] if places else NEVER
                doubt = undetermined_of([why for place, why in doubts if place < end])
                return doubt if doubt is not None else (matched[0].item if matched else ABSENT)
            case "laatste":
                end = places[-1] if places else ALREADY
                doubt = undetermined_of([why for at, why in doubts if at > end or at == -1])
                return doubt if doubt is not None else (matched[-1].item if matched else ABSENT)
            case "bestaat":
                return True if matched else (False if doubt is None else doubt)
        if doubt is not None:
            return doubt
        if how == "aantal":
            return len(matched)
        values = [[self.evaluator.value(arg, look) for arg in node.args[3:]] for look in matched]
        lost = undetermined_of([part for value in values for part in value])
        if lost is not None:
            return lost
        if how == "gedekte dagen":
            return _covered([(first, last) for first, last in values])
        present = [value[0] for value in values if value[0] is not ABSENT]
        if how == "verzameling":
            return frozenset(present)
        if node.type.kind is Kind.DURATION:
            return Duration(sum(d.months for d in present), sum(d.days for d in present))
        return sum(present)

    # -- everything -------------------------------------------------------------------------

    def every_row(self) -> Iterator[tuple[str, Row]]:
        """Every row of every block, the person first."""
        person = self.evaluator.person
        yield "persoon", person
        for name in self.evaluator.rulebook.blocks:
            if name != "persoon":
                for row in self.of_block(name, person).items:
                    yield name, row


def _covered(periods: list[tuple[Any, Any]]) -> Any:
    """How many days lie in at least one period; a period without a first day covers nothing."""
    total, reached = 0, ALREADY
    begun = [(a, NEVER if b is ABSENT else b) for a, b in periods if a is not ABSENT and a < NEVER]
    for first, last in sorted(begun):
        if last >= NEVER or first <= ALREADY:
            return Undetermined(frozenset({Gap("een periode heeft geen begin of geen eind")}))
        total += max(0, last - max(first - 1, reached))
        reached = max(reached, last)
    return total
