"""Asking the solver: first with quantities left open, then with more and more of them said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import attrs
import z3

from inburgerregels.prover.encoding import Encoder

__all__ = ["Answer", "Solving"]

#: How far definitions are followed in each round, in quantities.
ROUNDS = (0, 1, 2, 4)
TO_THE_END = 1000
Key = tuple[Any, ...]


@attrs.frozen
class Answer:
    """``possible``: False is proof that it cannot be, True comes with a ``model`` and the cells it
    is of, None is not found out within the limit."""

    possible: bool | None
    model: Any = None
    cells: tuple[Key, ...] = ()


class Solving:
    """``effort`` counts steps of the solver, not time: every machine gives the same answer."""

    def __init__(self, encoder: Encoder, effort: int) -> None:
        self.encoder = encoder
        self.effort = effort
        self.asked = 0

    def ask(
        self,
        key: Key,
        make: Callable[[], Any],
        wishes: Callable[[Iterable[Key]], Iterable[Any]] | None = None,
    ) -> Answer:
        """Whether the formula that ``make`` gives can be true; ``key`` is its name.

        With ``wishes``, definitions are followed as far as they go, and of all models one is given
        in which the wishes come true as far as they can.
        """
        name = ("vraag", *key)
        formula = self.encoder.cell(name, make)
        if formula is False:
            return Answer(False)
        solver = z3.Solver()
        solver.set("rlimit", self.effort)
        if formula is not True:
            solver.add(formula)
        seen: set[Key] = set()
        pending = self._told(solver, [name], seen)
        outcome, depth = z3.unknown, 0
        for last in (*ROUNDS, TO_THE_END) if wishes else ROUNDS:
            while depth < last and pending:
                pending = self._told(
                    solver,
                    [w for one in pending if (w := self.encoder.unfold(one)) is not None],
                    seen,
                )
                depth += 1
            if not pending:
                for link in self.encoder.links(seen):
                    solver.add(link)
            self.asked += 1
            outcome = solver.check()
            if outcome == z3.unsat:
                return Answer(False)
            if not pending:
                break
        if outcome != z3.sat:
            return Answer(None)
        model = solver.model()
        for wish in wishes(seen) if wishes else ():
            solver.push()
            solver.add(wish)
            if solver.check() == z3.sat:
                model = solver.model()
            else:
                solver.pop()
        return Answer(True, model, tuple(sorted(seen, key=str)))

    def _told(self, solver: Any, keys: list[Key], seen: set[Key]) -> list[Key]:
        """Tell the solver what is true of these cells; the quantities met that are still open."""
        found: list[Key] = []
        for fact in self.encoder.facts(keys, seen, found):
            solver.add(fact)
        return sorted((k for k in found if self.encoder.cells[k].definition), key=str)
