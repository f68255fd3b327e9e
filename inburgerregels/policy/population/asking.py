"""What the law says about lives while they are being made, of no more than is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from inburgerregels.batch.arrays import numbers_of
from inburgerregels.batch.block import Dossiers, with_open_questions
from inburgerregels.batch.store import Block
from inburgerregels.engine import evaluate
from inburgerregels.engine.changed_values import Changes
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.columns import spread
from inburgerregels.engine.columnar.keeping import restored
from inburgerregels.engine.columnar.tables import Table
from inburgerregels.language import Rulebook
from inburgerregels.model import Outcome, Term, date_of
from inburgerregels.policy.answer_columns import LawOnDay
from inburgerregels.policy.later_facts import LaterFacts
from inburgerregels.policy.population.model import AskedTerm, Model

__all__ = ["AskedLaw", "FirstDays", "same_decisions", "same_term", "same_terms"]

Array = Any
#: Of whom a rule makes a decision, in order of person, and when for the first time.
FirstDays = tuple[Array, Array]


class AskedLaw:
    """One law, as the lives of a model ask it on the last day that is told of. Whom columns cannot
    answer is answered by the reference executor, as everywhere."""

    def __init__(self, rulebook: Rulebook, model: Model) -> None:
        self.rulebook = rulebook
        self.model = model
        self.law = LawOnDay(rulebook, model.until, projections=False)

    def evaluator(self, block: Block) -> ColumnEvaluator:
        """What computes columns about a block, out of the facts that the rules of the model ask for."""
        return self._evaluator(block, self.law.today, self.rulebook.known_on)

    def term_evaluator(self, block: Block, asked: AskedTerm) -> ColumnEvaluator:
        """The same on the day of the last event of each person that is seen when a term is asked."""
        return self._evaluator(block, self.last_seen(block, asked), None)

    def _evaluator(self, block: Block, today: int | Array, known_on: int | None) -> ColumnEvaluator:
        facts = LaterFacts(self.law.schema, lambda: block, self.law.today, known_on)
        program = self.rulebook.program
        return ColumnEvaluator(
            self.rulebook, program, len(block), facts.person, facts.events, today
        )

    def restored_terms(
        self, block: Callable[[], Block], today: Array, said: Any, fetch: Callable[[int], Array]
    ) -> ColumnEvaluator:
        """What :meth:`term_evaluator` gave, out of what was kept of it."""
        facts = LaterFacts(self.law.schema, block, self.law.today, None)
        return restored(said, fetch, self.rulebook, facts.person, facts.events, today)

    def last_seen(self, block: Block, asked: AskedTerm) -> Array:
        """The day of the last event of each person that is seen when a term is asked."""
        today = np.full(len(block), self.law.today, np.int64)
        for kind in asked.seen:
            events = block.events[kind]
            person, day = numbers_of(events.person), numbers_of(events.day).astype(np.int64)
            latest = np.zeros(len(block), np.int64)
            np.maximum.at(latest, person, day)
            known = latest > 0
            today[known] = np.where(today == self.law.today, latest, np.maximum(today, latest))[
                known
            ]
        return today

    def term_days(
        self, block: Block, asked: AskedTerm, evaluator: ColumnEvaluator | None = None
    ) -> Array:
        """How long each person's term is, without what it was extended by: asked on the day of the last
        event that is seen, so that nothing is presumed about what comes after. An ``evaluator`` that is
        given, of those days, keeps what it computed."""
        given = evaluator is not None
        evaluator = evaluator or self.term_evaluator(block, asked)
        found = np.zeros(len(block), np.int64)
        for name, chain in self.rulebook.program.chains.items():
            if chain.block.term == asked.kind:
                for table in _tables(evaluator, name):
                    self._of_table(evaluator, name, table, asked, found)
        for place, outcome in self._others(block, evaluator, evaluator.today):
            found[place] = sum(
                _length(term)
                for term in outcome.termijnen
                if (term.soort, term.nummer) == (asked.kind, asked.number)
            )
        if not given:
            evaluator.spaces.forget()
        return found

    def _of_table(
        self,
        evaluator: ColumnEvaluator,
        name: str,
        table: Table,
        asked: AskedTerm,
        found: Array,
    ) -> None:
        here = np.flatnonzero(np.broadcast_to(table.number == asked.number, table.count))
        if not len(here):
            return
        part = table.part(here)
        chain = self.rulebook.program.chains[name]
        extended = _extension(self.rulebook, name)
        nodes = [chain.first_day, chain.final_day, *([] if extended is None else [extended])]
        columns = [evaluator.value(node, part) for node in nodes]
        for column in columns:
            if column.lost is not None:
                evaluator.rows.again(part, column.lost)
        first, last, *more = (spread(column.values, part.count, np.int64) for column in columns)
        days = last - first + 1 - (more[0] if more else 0)
        known = first > 0
        for column in columns:
            if column.absent is not None:
                known &= ~column.absent
        found[evaluator.rows.person_of(part)[known]] = days[known]

    def first_days(
        self,
        block: Block | Callable[[], Block],
        evaluator: ColumnEvaluator,
        unknown: Array | None = None,
    ) -> list[FirstDays]:
        """Per consequence of the model of whom its rule makes a decision. ``evaluator`` is of the
        block; it keeps what it computed, so that other law can take that over. ``unknown`` is who has
        open questions, if that is known; a block is then made when somebody has."""
        rules = [one.rule for one in self.model.consequences]
        found = [self._decided(evaluator, rule) for rule in rules]
        others = self._others(block, evaluator, unknown=unknown)
        if not others:
            return [_earliest(persons, days) for persons, days in found]
        redone = np.array([place for place, _ in others])
        whole = []
        for rule, (persons, days) in zip(rules, found, strict=True):
            kept = ~np.isin(persons, redone)
            own = [
                (place, decision.datum.toordinal())
                for place, outcome in others
                for decision in outcome.besluiten
                if decision.regel == rule
            ]
            more = np.array(own, np.int64).reshape(-1, 2).T
            both = [
                np.concatenate(pair) for pair in zip((persons[kept], days[kept]), more, strict=True)
            ]
            whole.append(_earliest(*both))
        return whole

    def _decided(self, evaluator: ColumnEvaluator, rule: str) -> FirstDays:
        name, _, decision = rule.partition(".")
        program = self.rulebook.program
        persons, days = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        if (name, decision) in program.decisions:
            root = evaluator.decisions.root_of((name, decision))
            place = [*evaluator.decisions.members(name, root)].index(decision)
            for table in _tables(evaluator, name):
                chosen, day = evaluator.decisions.family(name, root, table)
                here = np.broadcast_to(chosen.values == place, table.count)
                if chosen.lost is not None:
                    evaluator.rows.again(table, chosen.lost)
                    here = here & ~chosen.lost
                taken = np.flatnonzero(here)
                if len(taken):
                    persons.append(evaluator.rows.person_of(table.part(taken)).astype(np.int64))
                    days.append(spread(day.values, table.count, np.int64)[taken])
        return np.concatenate(persons), np.concatenate(days)

    def _others(
        self,
        block: Block | Callable[[], Block],
        evaluator: ColumnEvaluator,
        today: Array | None = None,
        unknown: Array | None = None,
    ) -> list[tuple[int, Outcome]]:
        """Whom the columns do not answer, with what the reference executor says."""
        redo = unknown
        if redo is None:
            redo = with_open_questions(self.law.schema, block() if callable(block) else block)
        if evaluator.rows.redo is not None:
            redo = redo | evaluator.rows.redo
        if not redo.any():
            return []
        dossiers = Dossiers(self.law.schema, block() if callable(block) else block)
        found = []
        for place in np.flatnonzero(redo).tolist():
            day = self.model.until if today is None else date_of(int(today[place]))
            found.append((place, evaluate(self.rulebook, dossiers.of(place), day)))
        return found


def same_term(asked: AskedTerm, rulebook: Rulebook, changes: Changes) -> bool:
    """Whether other law surely says the same of a term; ``changes`` is what may be another in it."""
    for name, chain in rulebook.program.chains.items():
        if chain.block.term == asked.kind:
            nodes = {chain.first_day, chain.final_day, _extension(rulebook, name)}
            if not changes.rows_stay(f"keten:{name}") or changes.changed & nodes:
                return False
    return True


def same_terms(model: Model, rulebook: Rulebook, changes: Changes | None) -> bool:
    """Whether other law surely says the same of the terms that a model asks; ``changes`` is what may be
    another in ``rulebook``, and None when everything may be."""
    if not model.terms or changes is None:
        return not model.terms
    return all(same_term(asked, rulebook, changes) for asked in model.terms)


def same_decisions(model: Model, rulebook: Rulebook, changes: Changes | None) -> bool:
    """Whether other law surely takes the decisions from which something follows in the same lives."""
    if not model.consequences or changes is None:
        return not model.consequences
    for one in model.consequences:
        block, _, name = one.rule.partition(".")
        decisions = rulebook.program.decisions
        if (block, name) not in decisions:
            return False
        while (base := decisions[(block, name)].base) is not None:
            name = base
        if not changes.decision_stays(block, name):
            return False
    return True


def _extension(rulebook: Rulebook, block: str) -> int | None:
    """The value that says by how many days a term was extended."""
    outcome = rulebook.vocabulary.outcome
    name = (outcome.term if outcome else {}).get("verlengd_dagen")
    return None if name is None else rulebook.program.quantities.get((block, name, None))


def _tables(evaluator: ColumnEvaluator, block: str) -> Sequence[Table]:
    """All tables of a block's rows, built if they were not."""
    if block != "persoon":
        evaluator.rows.under(block, evaluator.persons)
    found: Sequence[Table] = evaluator.spaces.tables.get(block, [])
    return found


def _length(term: Term) -> int:
    if term.einde is None:
        return 0
    return (term.einde - term.begin).days + 1 - (term.verlengd_dagen or 0)


def _earliest(persons: Array, days: Array) -> FirstDays:
    order = np.lexsort((days, persons))
    persons, where = np.unique(persons[order], return_index=True)
    return persons, days[order][where]
