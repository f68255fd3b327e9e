"""Which decisions and rows rest on a projection (``verwacht``): taint, followed along what was used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from inburgerregels.engine.ir import ChainNodes
from inburgerregels.engine.proof import Proof
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import DecisionRow, Row

__all__ = ["Expected"]


class Expected:
    """A decision is expected when its own rule says so, or when anything it rests on is."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.proof = Proof(evaluator)
        self.reaching = evaluator.program.reaching
        #: set when nobody has to look: no decision taken is a projection
        self.nothing = False
        self._values: dict[tuple[int, int], bool] = {}
        self._decisions: dict[tuple[tuple[str, str], int], bool] = {}
        self._rows: dict[int, bool] = {}

    def any_of(self, taken: Iterable[DecisionRow]) -> bool:
        """Whether any of these decisions is a projection itself; else nothing can rest on one."""
        decisions, value = self.evaluator.program.decisions, self.evaluator.value
        return any(value(decisions[t.key].projected, t.owner) is True for t in taken)

    def decision(self, taken: DecisionRow) -> bool:
        if self.nothing:
            return False
        place = (taken.key, id(taken.owner))
        if place not in self._decisions:
            self._decisions[place] = False
            nodes = self.evaluator.program.decisions[taken.key]
            parts = [nodes.projected, nodes.applies, nodes.date, *nodes.fields.values()]
            parts += [] if nodes.amount is None else [nodes.amount]
            if nodes.base is not None:
                base = self.evaluator.program.decisions[(taken.key[0], nodes.base)]
                parts += [base.projected, base.applies, base.date]
            own = self.evaluator.value(nodes.projected, taken.owner) is True
            self._decisions[place] = (
                own or self.row(taken.owner) or any(self.value(part, taken.owner) for part in parts)
            )
        return self._decisions[place]

    def row(self, row: Row) -> bool:
        """Whether a row is there only because of a projection."""
        if self.nothing:
            return False
        if id(row) not in self._rows:
            self._rows[id(row)] = False
            found = row.parent is not None and self.row(row.parent)
            chain = self.evaluator.program.chains.get(
                self.evaluator.program.scopes[row.scope].block or ""
            )
            if chain is not None:
                found = found or self._instance(chain, row)
            self._rows[id(row)] = found or self.item(row.item)
        return self._rows[id(row)]

    def _instance(self, chain: ChainNodes, row: Row) -> bool:
        if row.previous is not None:
            return self.row(row.previous) or self.value(chain.continues, row.previous)
        return row.parent is not None and self.value(chain.starts, row.parent)

    def item(self, item: Any) -> bool:
        if isinstance(item, DecisionRow):
            return self.decision(item)
        return isinstance(item, Row) and self.row(item)

    def value(self, index: int, row: Row) -> bool:
        if index not in self.reaching:
            return False
        if self.evaluator.program.nodes[index].op == "quantity":
            for before in self._waiting(index, row):
                self._value(index, before)
        return self._value(index, row)

    def _waiting(self, index: int, row: Row) -> list[Row]:
        """The rows before this one that were not looked at yet, the oldest first."""
        found = []
        before = row.previous
        while before is not None and (index, id(before)) not in self._values:
            found.append(before)
            before = before.previous
        return found[::-1]

    def _value(self, index: int, row: Row) -> bool:
        place = (index, id(row))
        if place not in self._values:
            self._values[place] = False
            self._values[place] = any(self._of(part) for part in self._parts(index, row))
        return self._values[place]

    def _parts(self, index: int, row: Row) -> Iterator[Any]:
        yield from self.proof.uses(index, row)

    def _of(self, part: Any) -> bool:
        if isinstance(part, tuple):
            return self.value(*part)
        return self.item(part)
