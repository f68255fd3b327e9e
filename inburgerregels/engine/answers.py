"""From evaluated rows to an :class:`Outcome`, by the names that ``uitkomst:`` declares."""

from __future__ import annotations

from typing import Any

from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.deciding import Doubt
from inburgerregels.engine.expected import Expected
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import DecisionRow, EventRow, Row, Undetermined, undetermined_of
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import (
    ABSENT,
    AgendaItem,
    Decision,
    Outcome,
    Source,
    Term,
    date_of,
    is_real_day,
)

__all__ = ["answer"]


def answer(evaluator: Evaluator, person_id: str) -> Outcome:
    """Everything the evaluator finds out about its dossier."""
    return _Answer(evaluator).outcome(person_id)


class _Answer:
    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.rulebook = evaluator.rulebook
        self.program = evaluator.program
        self.book = AnswerBook(self.rulebook)
        self.map = self.book.map
        self.rows = list(evaluator.rows.every_row())
        self.expected = Expected(evaluator)

    def outcome(self, person_id: str) -> Outcome:
        person = self.evaluator.person
        taken = self._taken()
        self.expected.nothing = not self.expected.any_of(taken)
        decisions = self._decisions(taken)
        terms = self._terms()
        agenda = self._agenda()
        fields = {name: self._person_value(q, person) for name, q in self.map.fields.items()}
        loan = {name: self._person_value(q, person) for name, q in self.map.loan.items()}
        manual = self._manual(taken)
        return Outcome(
            persoon=person_id,
            regime=fields.get("regime"),
            peildatum=date_of(self.evaluator.today),
            rulebook=self.rulebook.ref,
            status=fields.get("status"),
            termijnen=terms,
            besluiten=self.book.ordered([*decisions, *manual]),
            lening=loan,
            termijnagenda=agenda,
        )

    # -- values -----------------------------------------------------------------------------

    def _person_value(self, quantity: str, person: Row) -> Any:
        index = self.program.quantities[("persoon", quantity, None)]
        return self._plain(index, person, ("persoon", quantity))

    def _plain(self, index: int, row: Row, key: tuple[str, str]) -> Any:
        """A value of the answer; what cannot be established is also referred to a person."""
        value = self.evaluator.value(index, row)
        if type(value) is Undetermined:
            self.evaluator.rows.doubts.setdefault((key, id(row)), Doubt(key, row, value, None))
        return self.book.plain(value, self.program.nodes[index].type)

    # -- decisions --------------------------------------------------------------------------

    def _taken(self) -> list[DecisionRow]:
        found = []
        for block, row in self.rows:
            for name in self.rulebook.blocks[block].decisions:
                if self.program.decisions[(block, name)].base is None:
                    taken = self.evaluator.rows.family(block, name, row)
                    if isinstance(taken, DecisionRow):
                        found.append(taken)
        return found

    def _decisions(self, taken: list[DecisionRow]) -> list[Decision]:
        lapsed: dict[int, int] = {}
        by_place = {(t.key, id(t.owner)): t for t in taken}
        for decision in taken:
            revokes = self.program.decisions[decision.key].revokes
            target = ABSENT if revokes is None else self.evaluator.value(revokes, decision.owner)
            if isinstance(target, DecisionRow):
                known = by_place[(target.key, id(target.owner))]
                lapsed[id(known)] = min(decision.day, lapsed.get(id(known), decision.day))
        found = []
        for decision in taken:
            made = self._decision(decision, lapsed.get(id(decision)))
            if made is not None:
                found.append(made)
        return found

    def _decision(self, taken: DecisionRow, lapsed: int | None) -> Decision | None:
        nodes = self.program.decisions[taken.key]
        rule = nodes.rule
        values: dict[str, Any] = {}
        lost: list[Undetermined] = []
        amount = None
        if nodes.amount is not None:
            amount = self.evaluator.value(nodes.amount, taken.owner)
            if type(amount) is Undetermined:
                lost.append(amount)
        for name, index in nodes.fields.items():
            value = self.evaluator.value(index, taken.owner)
            if type(value) is Undetermined:
                lost.append(value)
                continue
            values[name] = self.book.field(rule.kind, name, value, self.program.nodes[index].type)
        if lost:
            self._doubt(taken, lost)
            return None
        reasons: Any = ()
        if nodes.reasons is not None:
            reasons = self.evaluator.value(nodes.reasons, taken.owner)
        return self.book.decision(
            rule,
            taken.day,
            self.book.plain(amount, Type(Kind.MONEY)),
            values,
            expected=self.expected.decision(taken),
            lapsed=lapsed,
            reasons=() if type(reasons) is Undetermined else reasons,
            row=taken,
        )

    def _doubt(self, taken: DecisionRow, lost: list[Undetermined]) -> None:
        why = undetermined_of(lost)
        assert why is not None
        place = (taken.key, id(taken.owner))
        self.evaluator.rows.doubts[place] = Doubt(taken.key, taken.owner, why, taken.day)

    # -- what goes to a person --------------------------------------------------------------

    def _manual(self, taken: list[DecisionRow]) -> list[Decision]:
        if not self.map.manual:
            return []
        found: dict[tuple[frozenset[str], frozenset[str]], Decision] = {}
        doubts = [*self.evaluator.rows.doubts.values(), *self.evaluator.rows.flags.values()]
        entries = [(d.why, self.evaluator.today if d.day is None else d.day, d.key) for d in doubts]
        for why, day, key in sorted(entries, key=lambda e: (e[1], e[2])):
            place = (why.reasons, why.missing)
            if place not in found:
                found[place] = self._manual_decision(why, day, key)
        return [*found.values(), *self._not_landed()]

    def _manual_decision(self, why: Undetermined, day: int, key: tuple[str, str]) -> Decision:
        sources: tuple[Source, ...] = ()
        name = ".".join(filter(None, key))
        if key in self.program.decisions:
            sources = self.program.decisions[key].rule.meta.sources
        date = day if is_real_day(day) else self.evaluator.today
        return self.book.manual(why, date, name, sources)

    def _not_landed(self) -> list[Decision]:
        """Events of kinds that must land, which no rule has used."""
        landed: set[int] = set()
        for block, row in self.rows:
            chain, walk = self.program.chains.get(block), self.program.walks.get(block)
            for index in chain.lands if chain else ():
                value = self.evaluator.value(index, row)
                if isinstance(value, EventRow):
                    landed.add(id(value))
            taken = walk.lands if walk and isinstance(row.item, EventRow) else None
            if taken is not None and self.evaluator.value(taken, row) is True:
                landed.add(id(row.item))
        found = []
        for kind in self.rulebook.vocabulary.events.values():
            for event in self.evaluator.timeline.of_kind(kind.name) if kind.must_land else ():
                if id(event) not in landed:
                    found.append(self.book.not_landed(kind, event.day))
        return found

    # -- terms and agenda -------------------------------------------------------------------

    def _terms(self) -> tuple[Term, ...]:
        found = []
        for block, row in self.rows:
            chain = self.program.chains.get(block)
            if chain is None or chain.block.term is None:
                continue
            first = self.evaluator.value(chain.first_day, row)
            if (
                type(first) is Undetermined
                or not is_real_day(first)
                or first > self.evaluator.today
            ):
                continue
            values = {
                field: self._plain(
                    self.program.quantities[(block, quantity, None)], row, (block, quantity)
                )
                for field, quantity in self.map.term.items()
            }
            found.append(
                self.book.term(
                    chain.block.term,
                    row.number,
                    first,
                    self._plain(chain.final_day, row, (block, "")),
                    values,
                    self._rule_behind(chain.first_day, row),
                    expected=self.expected.row(row),
                )
            )
        return self.book.ordered_terms(found)

    def _rule_behind(self, index: int, row: Row) -> str:
        """The rule that won for the quantity a node refers to."""
        index, row = self.evaluator.follow(index, row)
        node = self.program.nodes[index]
        if node.op != "define":
            return ""
        won = self.evaluator.law.winners(node, row)
        if isinstance(won, Undetermined) or len(won) != 1:
            return ""
        name: str = node.attr.rules[won[0]]
        return name

    def _agenda(self) -> tuple[AgendaItem, ...]:
        found = []
        for block, row in self.rows:
            for item in self.program.agenda[block]:
                if self.evaluator.value(item.applies, row) is not True:
                    continue
                day = self.evaluator.value(item.date, row)
                if type(day) is Undetermined or not is_real_day(day) or day < self.evaluator.today:
                    continue
                rule = item.rule
                found.append(AgendaItem(date_of(day), rule.what, rule.consequence, rule.full_id))
        return self.book.ordered_agenda(found)
