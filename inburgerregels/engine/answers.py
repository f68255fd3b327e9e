"""From evaluated rows to an :class:`Outcome`, by the names that ``uitkomst:`` declares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from inburgerregels.engine.collector import Doubt
from inburgerregels.engine.expected import Expected
from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import DecisionRow, EventRow, Row, Undetermined, undetermined_of
from inburgerregels.language.sources import at_date
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import OutcomeMap
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

_NO_MAP = OutcomeMap({}, {}, {}, (), "", "redenen", "ontbreekt")


def answer(evaluator: Evaluator, person_id: str) -> Outcome:
    """Everything the evaluator finds out about its dossier."""
    return _Answer(evaluator).outcome(person_id)


class _Answer:
    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.rulebook = evaluator.rulebook
        self.program = evaluator.program
        self.map = self.rulebook.vocabulary.outcome or _NO_MAP
        self.rows = list(evaluator.rows.every_row())
        self.expected = Expected(evaluator)

    def outcome(self, person_id: str) -> Outcome:
        person = self.evaluator.person
        taken = self._taken()
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
            besluiten=self._ordered([*decisions, *manual]),
            lening=loan,
            termijnagenda=agenda,
        )

    # -- values -----------------------------------------------------------------------------

    def _person_value(self, quantity: str, person: Row) -> Any:
        index = self.program.quantities[("persoon", quantity, None)]
        return self.plain(self.evaluator.value(index, person), self.program.nodes[index].type)

    def plain(self, value: Any, its_type: Type) -> Any:
        """A value as it stands in an answer: dates, eurocents, text; None where there is none."""
        if value is ABSENT or type(value) is Undetermined:
            return None
        match its_type.kind:
            case Kind.DATE:
                return date_of(value) if is_real_day(value) else None
            case Kind.PERCENTAGE:
                return _percentage(value, its_type.scale)
            case Kind.SET:
                order = self.rulebook.vocabulary.choices[its_type.name or ""].values
                return [word for word in order if word in value]
            case Kind.DURATION:
                return str(value)
            case Kind.TEXTS:
                return list(value)
            case Kind.ROW:
                day = self.evaluator.day_of(value)
                return date_of(day) if is_real_day(day) else None
        return value

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
        declared = self.rulebook.vocabulary.decisions[rule.kind].fields
        values: dict[str, Any] = {}
        lost: list[Undetermined] = []
        parts = dict(nodes.fields)
        if nodes.amount is not None:
            parts[""] = nodes.amount
        for name, index in parts.items():
            value = self.evaluator.value(index, taken.owner)
            if type(value) is Undetermined:
                lost.append(value)
            if name and declared[name].type.kind is Kind.CONTRIBUTIONS and value is not ABSENT:
                values[name] = self._contributions(value, declared[name].columns)
            else:
                values[name] = self.plain(value, self.program.nodes[index].type)
        if lost:
            self._doubt(taken, lost)
            return None
        reasons: tuple[str, ...] = ()
        if nodes.reasons is not None:
            value = self.evaluator.value(nodes.reasons, taken.owner)
            reasons = () if type(value) is Undetermined else value
        date = date_of(taken.day)
        return Decision(
            datum=date,
            soort=rule.kind,
            bedrag_cent=values.pop("", None),
            verwacht=self.expected.decision(taken),
            bestuursorgaan=rule.authority,
            vervallen_op=None if lapsed is None else date_of(lapsed),
            velden=values,
            regel=rule.full_id,
            bron=tuple(at_date(source, date) for source in rule.meta.sources),
            redenen=reasons or tuple(filter(None, (rule.meta.title,))),
            row=taken,
        )

    def _contributions(
        self, value: Iterable[Any], columns: tuple[str, ...]
    ) -> list[dict[str, Any]]:
        first, second = (*columns, "grond", "waarde")[:2]
        return [{first: title, second: self.plain(part, kind)} for title, part, kind in value]

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
        date = date_of(day) if is_real_day(day) else date_of(self.evaluator.today)
        return Decision(
            datum=date,
            soort=self.map.manual,
            bedrag_cent=None,
            verwacht=False,
            bestuursorgaan=None,
            vervallen_op=None,
            velden={
                self.map.manual_reasons: sorted(why.reasons),
                self.map.manual_missing: sorted(why.missing),
            },
            regel=name,
            bron=tuple(at_date(source, date) for source in sources),
            redenen=tuple(sorted(why.reasons)),
        )

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
                    why = f"{kind.title} van {date_of(event.day).isoformat()} past bij geen enkele regel"
                    lost = Undetermined(frozenset({why}))
                    found.append(self._manual_decision(lost, event.day, ("gebeurtenis", kind.name)))
        return found

    def _ordered(self, decisions: list[Decision]) -> tuple[Decision, ...]:
        kinds = list(self.rulebook.vocabulary.decisions)

        def key(decision: Decision) -> Any:
            fields = [str(decision.velden.get(name) or "").rjust(12) for name in self.map.order]
            return (
                decision.datum,
                kinds.index(decision.soort),
                fields,
                decision.regel,
                str(decision.velden),
            )

        return tuple(sorted(decisions, key=key))

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
            final = self.evaluator.value(chain.final_day, row)
            values = {}
            for field, quantity in self.map.term.items():
                index = self.program.quantities[(block, quantity, None)]
                value = self.evaluator.value(index, row)
                values[field] = self.plain(value, self.program.nodes[index].type)
            rule, sources = self._rule_behind(chain.final_day, row)
            found.append(
                Term(
                    soort=chain.block.term,
                    nummer=row.number,
                    begin=date_of(first),
                    einde=self.plain(final, Type(Kind.DATE)),
                    verlengd_dagen=values.get("verlengd_dagen"),
                    status=values.get("status"),
                    verwacht=self.expected.row(row),
                    regel=rule,
                    bron=tuple(at_date(source, date_of(first)) for source in sources),
                )
            )
        return tuple(sorted(found, key=lambda term: (term.begin, term.soort, term.nummer)))

    def _rule_behind(self, index: int, row: Row) -> tuple[str, tuple[Source, ...]]:
        """The rule that won for the quantity a node refers to."""
        index, row = self.evaluator.follow(index, row)
        node = self.program.nodes[index]
        if node.op != "define":
            return "", ()
        won = self.evaluator.law.winners(node, row)
        if isinstance(won, Undetermined) or len(won) != 1:
            return "", ()
        name = node.attr.rules[won[0]]
        block, _, rule = name.partition(".")
        return name, self.rulebook.blocks[block].rules[rule].meta.sources

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
        unique = dict.fromkeys(found)
        return tuple(sorted(unique, key=lambda item: (item.datum, item.wat, item.gevolg)))


def _percentage(value: int, scale: int) -> int | str:
    """A percentage as a whole number where it is one, else as text with a decimal point."""
    per_percent: int = 10 ** max(0, scale - 2)
    whole, rest = divmod(value, per_percent)
    if rest == 0:
        return whole
    return f"{whole}.{str(rest).zfill(scale - 2).rstrip('0')}"
