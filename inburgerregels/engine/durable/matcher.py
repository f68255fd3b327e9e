"""Decisions as durable_rules matches them.

The driver computes whether conditions hold and what days are, and only those that the network asks
for; which decision is taken, and on what ground it is not, is what the network says.
"""

from __future__ import annotations

import threading
from typing import Any

from inburgerregels.engine.deciding import Doubt, conflict
from inburgerregels.engine.durable.lowering import CHOICE, DAY, Lowered
from inburgerregels.engine.durable.network import DurableError, Network
from inburgerregels.engine.durable.patterns import FIRST_DAY, NO, UNSURE, YES, fact
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import DecisionRow, Row, Undetermined, undetermined_of
from inburgerregels.model import ABSENT, ALREADY

__all__ = ["DurableMatcher", "Sessions"]

#: What a rule that fired says, and of whom.
Said = tuple[str, ...]


class Sessions:
    """A network, and the matcher whose facts are in it. One question is asked at a time.

    ``lock``: durable_rules loses matches where two threads use one session.
    """

    def __init__(self, lowered: Lowered) -> None:
        self.lock = threading.RLock()
        self.types = lowered.types
        self._says = {name: rule.says for name, rule in lowered.rules.items()}
        self._network = Network(lowered.rules)
        self._asking: DurableMatcher | None = None

    def enter(self, matcher: DurableMatcher) -> None:
        """Before a question that is not part of another: these facts have to do with no others."""
        if self._asking is not matcher or self._network.full:
            self._network.begin(matcher.evaluator.today - FIRST_DAY)
            self._asking = matcher

    def add(self, new: dict[str, int]) -> list[Said]:
        return [self._says[name] for name in self._network.add(new)]


class DurableMatcher:
    """Finds the decisions of one life."""

    def __init__(self, evaluator: Evaluator, sessions: Sessions) -> None:
        self.evaluator = evaluator
        self.sessions = sessions
        self.decisions = evaluator.program.decisions
        self._depth = 0
        self._questions = 0

    def match(self, block: str, root: str, row: Row) -> Any:
        with self.sessions.lock:
            if not self._depth:
                self.sessions.enter(self)
            self._depth += 1
            self._questions += 1
            try:
                return _Question(self, block, root, row, self._questions).answer()
            finally:
                self._depth -= 1


class _Question:
    """Which decision of one family is taken for one row."""

    def __init__(
        self, matcher: DurableMatcher, block: str, root: str, row: Row, number: int
    ) -> None:
        self.evaluator = matcher.evaluator
        self.decisions = matcher.decisions
        self.sessions = matcher.sessions
        self.block = block
        self.root = root
        self.row = row
        self.number = number
        self.applies: dict[str, Any] = {}

    def answer(self) -> Any:
        said = _one(self._ask([self.root]))
        if said == ("no",):
            return ABSENT
        if said == ("unsure",):
            return self._in_doubt(self.applies[self.root])
        name = self.root
        while exceptions := self.decisions[(self.block, name)].exceptions:
            found = self._ask(exceptions)
            doubts = [said[1] for said in found if said[0] == "doubt"]
            if doubts:
                lost = undetermined_of([self.applies[other] for other in doubts])
                return self._in_doubt(lost)
            names = {name for said in found if said[0] == "conflict" for name in said[1:]}
            if names:
                return self._in_doubt(conflict([name for name in exceptions if name in names]))
            said = _one(found)
            if said == ("general",):
                break
            name = said[1]
        return self._on_its_day(name)

    # -- choosing ---------------------------------------------------------------------------

    def _ask(self, names: tuple[str, ...] | list[str]) -> list[Said]:
        """Tell the network whether these decisions apply; what it says of them together."""
        # All values first: to find them, other questions may be asked.
        for name in names:
            nodes = self.decisions[(self.block, name)]
            self.applies[name] = self.evaluator.value(nodes.applies, self.row)
        said: list[Said] = []
        for name in names:
            said += self._add(self.sessions.types[(self.block, name)], j=_truth(self.applies[name]))
        return said

    def _add(self, kind: int, *, c: int = 0, j: int = NO, d: int = 0) -> list[Said]:
        return self.sessions.add(fact(kind, r=self.number, c=c, j=j, d=d))

    # -- days -------------------------------------------------------------------------------

    def _on_its_day(self, name: str) -> Any:
        place = self.sessions.types[(self.block, name)]
        self._add(CHOICE, c=place, j=YES)
        day = self._day(name)
        match _one(self._add_day(place, day)):
            case ("taken",):
                return DecisionRow((self.block, name), self.row, day)
            case ("undated",):
                return Doubt((self.block, self.root), self.row, day, None)
        return ABSENT

    def _in_doubt(self, chosen: Any) -> Any:
        """Something may be decided; nothing is, where whatever it is would come later."""
        place = self.sessions.types[(self.block, self.root)]
        self._add(CHOICE, c=place, j=UNSURE)
        day = self._day(self.root)
        if not self._possible(self.root):
            return ABSENT
        lost = undetermined_of([chosen, day])
        assert lost is not None
        known = None if type(day) is Undetermined else day
        return Doubt((self.block, self.root), self.row, lost, known)

    def _possible(self, name: str) -> bool:
        place = self.sessions.types[(self.block, name)]
        if _one(self._add_day(place, self._day(name))) == ("possible",):
            return True
        return any(map(self._possible, self.decisions[(self.block, name)].exceptions))

    def _day(self, name: str) -> Any:
        return self.evaluator.value(self.decisions[(self.block, name)].date, self.row)

    def _add_day(self, place: int, day: Any) -> list[Said]:
        if type(day) is Undetermined:
            return self._add(DAY, c=place, j=UNSURE)
        if day == ALREADY:
            return self._add(DAY, c=place, j=NO)
        return self._add(DAY, c=place, j=YES, d=day - FIRST_DAY)


def _truth(value: Any) -> int:
    if type(value) is Undetermined:
        return UNSURE
    return YES if value is True else NO


def _one(said: list[Said]) -> Said:
    """The rules leave out no case and none overlap; anything else is the network's mistake."""
    if len(said) != 1:
        raise DurableError(f"durable_rules zegt {said or 'niets'}, waar één antwoord kan")
    return said[0]
