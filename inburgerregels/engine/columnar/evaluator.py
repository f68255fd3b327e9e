"""The columnar executor: the same program, all persons of a block at once.

It mirrors :mod:`inburgerregels.engine.reference` node by node. What cannot be established is only
marked (``lost``): the persons concerned are answered by the reference executor.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from inburgerregels.engine.columnar.cases import ColumnLaw
from inburgerregels.engine.columnar.coding import choice_codes, coded, decoded
from inburgerregels.engine.columnar.collector import ColumnRows
from inburgerregels.engine.columnar.columns import (
    Column,
    any_of,
    holds,
    pick_column,
    spread,
    union,
)
from inburgerregels.engine.columnar.decisions import ColumnDecisions
from inburgerregels.engine.columnar.expected import ColumnExpected
from inburgerregels.engine.columnar.functions import ColumnFunctions
from inburgerregels.engine.columnar.queries import ColumnQueries
from inburgerregels.engine.columnar.rowspace import RowSpaces, all_absent
from inburgerregels.engine.columnar.tables import Events, Table
from inburgerregels.engine.ir import Node, Program
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import ABSENT, ALREADY, NEVER

__all__ = ["ColumnEvaluator"]

Array = Any
_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}


class ColumnEvaluator:
    """Evaluates nodes of a program for tables of rows, each node at most once per table."""

    def __init__(
        self,
        rulebook: Rulebook,
        program: Program,
        persons: int,
        person: Mapping[str, Column],
        events: Mapping[str, Events],
        today: int | Array,
        texts: Sequence[str] | None = None,
    ) -> None:
        self.rulebook = rulebook
        self.program = program
        self.person = person
        self.events = events
        #: the day asked about, or for each person one
        self.today = today
        self.choices = choice_codes(rulebook.vocabulary.choices)
        #: without ``texts``, what numbers in text fields stand for, only their presence is known
        self.texts_known = texts is not None
        self._texts = list(texts or ())
        self.words = {text: code for code, text in enumerate(self._texts)}
        self.spaces = RowSpaces(self)
        self.law = ColumnLaw(self)
        self.functions = ColumnFunctions(self)
        self.rows = ColumnRows(self)
        self.decisions = ColumnDecisions(self)
        self.queries = ColumnQueries(self)
        self.expected = ColumnExpected(self)
        #: by where the changes of other law begin, what could not be settled the last time
        self.opened: dict[Any, frozenset[Any]] = {}
        self.persons = Table(program.block_scopes["persoon"], persons)
        self.spaces.add("persoon", self.persons)

    def word(self, text: str) -> int:
        """A word that is no declared choice (the name of a source) as a number."""
        if text not in self.words:
            self.words[text] = len(self._texts)
            self._texts.append(text)
        return self.words[text]

    def share_words(self, other: ColumnEvaluator) -> None:
        """Have numbers stand for the words and lists that they stand for in another evaluator."""
        self.texts_known, self._texts, self.words = other.texts_known, other._texts, other.words
        self.law.share_lists(other.law)

    def text(self, code: int) -> str:
        """The word that a number stands for."""
        return self._texts[code]

    # -- values -----------------------------------------------------------------------------

    def value(self, index: int, table: Table) -> Column:
        memo = table.memo
        found: Column | None = memo.get(index)
        if found is not None:
            return found
        if table.whole is not None:
            known = table.whole.memo.get(index)
            if known is not None:
                found = memo[index] = known.take(table.rows)
                return found
        node = self.program.nodes[index]
        found = memo[index] = self._compute(index, node, table)
        return found

    def computed(self, index: int, table: Table) -> Column:
        """The value of a node, whatever is known of it already."""
        return self._compute(index, self.program.nodes[index], table)

    def constant(self, value: Any, its_type: Type) -> Any:
        """A plain value as columns hold it."""
        if isinstance(value, bool):
            return value
        return coded(value, its_type, self.choices, self.word)

    def plain(self, raw: Any, its_type: Type) -> Any:
        """A value of a column as the reference executor has it."""
        if its_type.kind is Kind.ROW:
            raise AssertionError("een rij is geen veld van een antwoord")
        choices = self.rulebook.vocabulary.choices
        return decoded(raw, its_type, choices, self.text, self.law.lists)

    def _compute(self, index: int, node: Node, table: Table) -> Column:
        op = node.op
        if op == "const":
            if node.attr is ABSENT:
                return all_absent(table.count)
            return Column(self.constant(node.attr, node.type))
        special = _SPECIAL.get(op)
        if special is not None:
            found = special(self, index, node, table)
            if node.type.kind is Kind.BOOL and np.asarray(found.values).dtype != bool:
                found = Column(np.asarray(found.values, bool), found.absent, found.lost)
            return found
        columns = [self.value(arg, table) for arg in node.args]
        lost = union(column.lost for column in columns)
        absent = union(column.absent for column in columns)
        if op in _COMPARE or op == "in" or op.startswith("share_"):
            equal = self._compare(op, node, columns)
            if absent is not None:
                equal = equal & ~absent
            return Column(equal, None, lost)
        stays = absent if node.type.optional else None
        lost = lost if node.type.optional else union((lost, absent))
        values = [column.values for column in columns]
        return self.functions.call(op, node, values, lost).marked(table.count, stays)

    def _compare(self, op: str, node: Node, columns: list[Column]) -> Any:
        left, right = columns[0].values, columns[1].values
        if op == "in":
            return (np.asarray(right) >> np.asarray(left)) & 1 == 1
        if op.startswith("share_"):
            numerator, denominator = left
            return _COMPARE[op[6:]](
                np.asarray(numerator) * 10**node.attr, np.asarray(right) * denominator
            )
        return _COMPARE[op](left, right)

    # -- logic ------------------------------------------------------------------------------

    def _and(self, index: int, node: Node, table: Table) -> Column:
        left = self.value(node.args[0], table)
        if left.lost is None and not holds(left.values):
            return left
        right = self.value(node.args[1], table)
        if left.lost is None and right.lost is None:
            return Column(np.logical_and(left.values, right.values))
        no_left = ~np.asarray(left.values) & _not(left.lost)
        no_right = ~np.asarray(right.values) & _not(right.lost)
        lost = union((left.lost, right.lost)) & ~(no_left | no_right)
        return Column(np.logical_and(left.values, right.values) & ~lost, None, _some(lost))

    def _or(self, index: int, node: Node, table: Table) -> Column:
        left = self.value(node.args[0], table)
        if left.lost is None and np.all(left.values):
            return left
        right = self.value(node.args[1], table)
        if left.lost is None and right.lost is None:
            return Column(np.logical_or(left.values, right.values))
        yes = (np.asarray(left.values) & _not(left.lost)) | (
            np.asarray(right.values) & _not(right.lost)
        )
        lost = union((left.lost, right.lost)) & ~yes
        return Column(yes, None, _some(lost))

    def _not(self, index: int, node: Node, table: Table) -> Column:
        found = self.value(node.args[0], table)
        return Column(np.logical_not(found.values), None, found.lost)

    def _if(self, index: int, node: Node, table: Table) -> Column:
        test = self.value(node.args[0], table)
        taken = test.values
        if np.all(taken):
            found = self.value(node.args[1], table)
        elif not holds(taken):
            found = self.value(node.args[2], table)
        else:
            yes, no = (self.value(arg, table) for arg in node.args[1:])
            found = pick_column(taken, yes, no)
        return Column(found.values, found.absent, union((found.lost, test.lost)))

    def _else(self, index: int, node: Node, table: Table) -> Column:
        first = self.value(node.args[0], table)
        if not any_of(first.absent):
            return Column(first.values, None, first.lost)
        if np.all(first.absent):
            second = self.value(node.args[1], table)
            return Column(second.values, second.absent, union((second.lost, first.lost)))
        second = self.value(node.args[1], table)
        here = first.absent if first.lost is None else first.absent & ~first.lost
        found = pick_column(here, second, Column(first.values, None, first.lost))
        return Column(found.values, found.absent, union((found.lost, first.lost)))

    def _exists(self, index: int, node: Node, table: Table) -> Column:
        row = self.value(node.args[0], table)
        return Column(True if row.absent is None else ~row.absent, None, row.lost)

    def _truth(self, index: int, node: Node, table: Table) -> Column:
        found = self.value(node.args[0], table)
        return Column(np.logical_and(found.values, _not(found.absent)), None, found.lost)

    def _day(self, index: int, node: Node, table: Table) -> Column:
        row = self.value(node.args[0], table)
        missing = union((row.absent, row.lost))
        none = NEVER if node.attr else ALREADY
        if missing is not None and np.all(missing):
            return Column(none, None, row.lost)
        references = spread(row.values, table.count, np.int64)
        if missing is None:
            return self.spaces.days(references)
        here = np.flatnonzero(~missing)
        days = self.spaces.days(references[here])
        values = np.full(table.count, none, np.int64)
        values[here] = days.values
        lost = row.lost
        if days.lost is not None:
            lost = np.zeros(table.count, bool) if lost is None else lost.copy()
            lost[here] |= days.lost
        return Column(values, None, lost)

    def _pick(self, index: int, node: Node, table: Table) -> Column:
        chosen = self.value(node.args[0], table)
        found = self.value(node.args[1], table)
        for code, arg in enumerate(node.args[2:], 1):
            found = pick_column(np.asarray(chosen.values) == code, self.value(arg, table), found)
        lost = union((found.lost, chosen.lost))
        return Column(found.values, union((found.absent, chosen.absent)), lost)

    # -- names ------------------------------------------------------------------------------

    def today_of(self, table: Table) -> Any:
        """The day asked about, or that of each row."""
        if isinstance(self.today, int):
            return self.today
        return self.today.take(self.rows.person_of(table))

    def _reference_date(self, index: int, node: Node, table: Table) -> Column:
        return Column(self.today_of(table))

    def given(self, column: Column, decl: FieldDecl | None) -> Column:
        """A field as it was given; of texts that are not known, only whether there is one."""
        if self.texts_known or decl is None or decl.type.kind is not Kind.TEXT:
            return column
        there = np.ones(len(column.values), bool) if column.absent is None else ~column.absent
        return Column(column.values, column.absent, union((column.lost, there)))

    def _person(self, index: int, node: Node, table: Table) -> Column:
        column = self.person.get(node.attr) or all_absent(self.persons.count)
        column = self.given(column, self.rulebook.vocabulary.person.get(node.attr))
        if table.whole is not None:
            return column.take(table.rows)
        return column

    def _item(self, index: int, node: Node, table: Table) -> Column:
        return self.item_field(node.attr, table)

    def item_field(self, name: str, table: Table) -> Column:
        assert table.item is not None
        return self.spaces.field(table.item, name, table.count, None)

    def step_day(self, table: Table) -> Column:
        return self.item_field("datum", table)

    def _number(self, index: int, node: Node, table: Table) -> Column:
        return Column(table.number)

    def _previous(self, index: int, node: Node, table: Table) -> Column:
        if table.previous is None:
            return all_absent(table.count)
        block = self.program.scopes[table.scope].block or ""
        kind = self.rulebook.blocks[block].kind
        places = self.spaces.place_of(table.previous)
        if table.before is not None:
            places = places.take(table.before)
        return Column(self.spaces.references(f"{kind}:{block}", places))

    def _up(self, index: int, node: Node, table: Table) -> Column:
        above, places = table.climb(node.attr)
        found = self.value(node.args[0], above)
        return found if places is None else found.take(places)

    def _same(self, index: int, node: Node, table: Table) -> Column:
        return self.value(node.args[0], table)

    def _get(self, index: int, node: Node, table: Table) -> Column:
        row = self.value(node.args[0], table)
        missing = union((row.absent, row.lost))
        if missing is not None and np.all(missing):
            return Column(0, row.absent, row.lost)
        references = spread(row.values, table.count, np.int64)
        present = None if missing is None else ~missing
        found = self.spaces.field(Column(references), node.attr, table.count, present)
        if row.lost is not None:
            found = Column(found.values, found.absent & ~row.lost, union((found.lost, row.lost)))
        return found

    def block_field(self, block: str, name: str, table: Table) -> Column:
        """A field of rows of a chain or walk: a quantity, a decision, or what comes built in."""
        node = self.program.quantities.get((block, name, None))
        if node is not None:
            return self.value(node, table)
        if (block, name) in self.program.decisions:
            return self.decisions.decision((block, name), table)
        if name == "nummer":
            return Column(table.number)
        if name == "vorige":
            return self._previous(0, self.program.nodes[0], table)
        return all_absent(table.count) if table.item is None else self.item_field(name, table)

    def _decision(self, index: int, node: Node, table: Table) -> Column:
        return self.decisions.decision(node.attr, table)

    def _running(self, index: int, node: Node, table: Table) -> Column:
        return self.queries.running(node, table)

    def _query(self, index: int, node: Node, table: Table) -> Column:
        return self.queries.query(node, table)

    def _reasons(self, index: int, node: Node, table: Table) -> Column:
        return self.law.reasons(node, table)


def _not(mask: Array) -> Any:
    return True if mask is None else ~mask


def _some(mask: Array) -> Array:
    return mask if holds(mask) else None


_SPECIAL: dict[str, Callable[[ColumnEvaluator, int, Node, Table], Column]] = {
    "and": ColumnEvaluator._and,
    "or": ColumnEvaluator._or,
    "not": ColumnEvaluator._not,
    "if": ColumnEvaluator._if,
    "else": ColumnEvaluator._else,
    "exists": ColumnEvaluator._exists,
    "truth": ColumnEvaluator._truth,
    "day": ColumnEvaluator._day,
    "pick": ColumnEvaluator._pick,
    "reference_date": ColumnEvaluator._reference_date,
    "person": ColumnEvaluator._person,
    "item": ColumnEvaluator._item,
    "number": ColumnEvaluator._number,
    "previous": ColumnEvaluator._previous,
    "up": ColumnEvaluator._up,
    "quantity": ColumnEvaluator._same,
    "get": ColumnEvaluator._get,
    "rule": lambda e, i, n, t: e.law.rule(n, t),
    "define": lambda e, i, n, t: e.law.define(n, t),
    "collect": lambda e, i, n, t: e.law.collect(n, t),
    "param": lambda e, i, n, t: e.law.param(n, t),
    "table": lambda e, i, n, t: e.law.table(n, t),
    "decision": ColumnEvaluator._decision,
    "running": ColumnEvaluator._running,
    "query": ColumnEvaluator._query,
    "reasons": ColumnEvaluator._reasons,
    "contributions": ColumnEvaluator._reasons,
}
