"""What a decision was made of: every fact, question, quantity and piece of law its proof came by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from inburgerregels.engine.answerbook import PAPER
from inburgerregels.engine.evaluate import Evaluation
from inburgerregels.engine.ir import Node
from inburgerregels.engine.proof import Proof, Use
from inburgerregels.engine.rows import DecisionRow, EventRow, Row, Undetermined
from inburgerregels.engine.witnesses import roots_of
from inburgerregels.language.rulebook import Meta, Settled
from inburgerregels.language.types import Kind
from inburgerregels.model import ABSENT, ALREADY, NEVER, Decision, Duration, is_real_day

__all__ = ["Asked", "Touched", "touched_by"]

_NOTHING: tuple[Any, ...] = (False, 0, NEVER, ALREADY, frozenset(), Duration())
_ORDER = frozenset({"lt", "le", "gt", "ge"})


@attrs.frozen
class Asked:
    """A question about events: of which kinds, in which window, and with which values of which fields.

    ``window`` holds day numbers, *nooit* and *voorheen* among them.
    """

    kinds: tuple[str, ...]
    window: tuple[int, int]
    wanted: tuple[tuple[str, tuple[Any, ...]], ...] = ()


@attrs.define
class Touched:
    """``settled``: the quantities, decisions, parameters and tables that the decision rests on.
    ``days``: the days that something was compared with. ``presumed``: (event or None for the person,
    field) of each field that was read and is not in the dossier, but has a declared default."""

    settled: set[Settled] = attrs.field(factory=set)
    rules: dict[str, Meta] = attrs.field(factory=dict)
    events: list[EventRow] = attrs.field(factory=list)
    asked: dict[Asked, None] = attrs.field(factory=dict)
    days: set[int] = attrs.field(factory=set)
    person: dict[str, None] = attrs.field(factory=dict)
    presumed: dict[tuple[int | None, str], EventRow | None] = attrs.field(factory=dict)

    @property
    def kinds(self) -> list[str]:
        """The kinds of events that were asked for or looked at, in the order of the proof."""
        found = dict.fromkeys(event.kind for event in self.events)
        found |= dict.fromkeys(kind for asked in self.asked for kind in asked.kinds)
        return list(found)


def touched_by(evaluation: Evaluation, decision: Decision) -> Touched:
    """What the proof of a decision came by, with what decided that its rows are there at all.

    A referral to a person has no proof of its own: then it is that of what could not be established.
    """
    walk = _Walk(evaluation)
    for use in roots_of(evaluation.evaluator, decision):
        walk.go(use)
    name, _, kind = decision.regel.partition(".")
    if name == PAPER:
        walk.found.asked[Asked((kind,), _ALWAYS)] = None
        for event in evaluation.evaluator.timeline.of_kind(kind):
            walk.go(event)
    return walk.found


_ALWAYS = (ALREADY, NEVER)


class _Walk:
    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluator = evaluation.evaluator
        self.given = evaluation.dossier.person
        self.program = self.evaluator.program
        self.proof = Proof(self.evaluator)
        self.found = Touched()
        self.seen: set[Any] = set()

    def go(self, use: Use) -> None:
        """Everything below a use, the first thing first."""
        pending = [use]
        while pending:
            use = pending.pop()
            key = (use[0], id(use[1])) if isinstance(use, tuple) else id(use)
            if key in self.seen:
                continue
            self.seen.add(key)
            pending += list(self._below(use))[::-1]

    def _below(self, use: Use) -> list[Use]:
        if isinstance(use, tuple):
            return self._node(*use)
        if isinstance(use, EventRow):
            self.found.events.append(use)
            return []
        if isinstance(use, DecisionRow):
            return self._decision(use)
        return self._row(use)

    def _decision(self, taken: DecisionRow) -> list[Use]:
        nodes = self.program.decisions[taken.key]
        block, name = taken.key
        self.found.rules.setdefault(nodes.rule.full_id, nodes.rule.meta)
        parts = [nodes.applies]
        for other in (nodes.base, *nodes.exceptions):
            if other is not None:
                self.found.settled.add(("decision", block, other))
                parts.append(self.program.decisions[(block, other)].applies)
        self.found.settled.add(("decision", block, name))
        parts += [nodes.date, *nodes.fields.values()]
        parts += [part for part in (nodes.amount, nodes.reasons) if part is not None]
        return [*((part, taken.owner) for part in parts), taken.owner]

    def _row(self, row: Row) -> list[Use]:
        """Why a row is there: what begins and continues a chain, what a step goes over."""
        block = self.program.scopes[row.scope].block or ""
        found: list[Use] = []
        chain = self.program.chains.get(block)
        if chain is not None and row.previous is not None:
            found += [(chain.continues, row.previous), row.previous]
        elif chain is not None and row.parent is not None:
            found.append((chain.starts, row.parent))
        if row.item is not None:
            found.append(row.item)
        return found

    # -- values -----------------------------------------------------------------------------

    def _node(self, index: int, row: Row) -> list[Use]:
        node = self.program.nodes[index]
        match node.op:
            case "quantity":
                self.found.settled.add(("quantity", node.attr[0], node.attr[1]))
            case "param":
                self.found.settled.add(("parameter", "", node.attr))
            case "table":
                self.found.settled.add(("table", "", node.attr))
            case "decision":
                self.found.settled.add(("decision", *node.attr))
            case "person":
                self._person_field(node.attr)
            case "item":
                self._event_field(row.item, node.attr)
            case "get":
                self._event_field(self.evaluator.value(node.args[0], row), node.attr)
            case "define" | "collect":
                self._rules(node, row)
            case "query":
                return [*self.proof.uses(index, row), *self._question(node, row)]
        if node.op in _ORDER or node.op == "within":
            for arg in node.args:
                if self.program.nodes[arg].type.kind is Kind.DATE:
                    self._day(self.evaluator.value(arg, row))
        return list(self.proof.uses(index, row))

    def _day(self, day: Any) -> None:
        if type(day) is int and is_real_day(day):
            self.found.days.add(day)

    def _rules(self, node: Node, row: Row) -> None:
        """The rule that won; of rules that add up, those that added something."""
        won = self.evaluator.law.winners(node, row)
        for at in [] if isinstance(won, Undetermined) else won:
            value = self.evaluator.value(node.args[2 * at + 1], row)
            if node.op == "collect" and (value is ABSENT or value in _NOTHING):
                continue
            block, _, name = node.attr.rules[at].partition(".")
            rule = self.evaluator.rulebook.blocks[block].rules[name]
            self.found.rules.setdefault(rule.full_id, rule.meta)

    def _person_field(self, name: str) -> None:
        self.found.person[name] = None
        if name not in self.given and name in self.evaluator.timeline.person:
            self.found.presumed.setdefault((None, name), None)

    def _event_field(self, item: Any, name: str) -> None:
        while isinstance(item, Row):
            item = item.item
        if not isinstance(item, EventRow) or name in item.event.fields:
            return
        if item.fields.get(name, ABSENT) is not ABSENT:
            self.found.presumed.setdefault((id(item.event), name), item)

    # -- questions --------------------------------------------------------------------------

    def _question(self, node: Node, row: Row) -> list[Use]:
        """Notes what was asked; what decided about rows that did not answer it is looked at too."""
        query = node.attr[0]
        low, high = (self.evaluator.value(arg, row) for arg in node.args[:2])
        if type(low) is not int or type(high) is not int:
            low, high = _ALWAYS
        self._day(low)
        self._day(high)
        wanted: dict[str, dict[Any, None]] = {}
        for index in node.args[2:]:
            self._static(index, wanted, set())
        fields = tuple((name, tuple(values)) for name, values in wanted.items())
        for source in query.sources:
            kinds = tuple(dict.fromkeys(self._kinds(source, set())))
            if kinds:
                self.found.asked.setdefault(Asked(kinds, (low, high), fields), None)
        return [use for source in query.sources for use in self._filtered(source, wanted, row)]

    def _filtered(self, source: str, names: Iterable[str], row: Row) -> Iterator[Use]:
        for item in self.evaluator.rows.rows(source, row).items:
            if isinstance(item, Row):
                block = self.program.scopes[item.scope].block or ""
                found = (self.program.quantities.get((block, name, None)) for name in names)
                yield from ((index, item) for index in found if index is not None)

    def _kinds(self, source: str, seen: set[str]) -> list[str]:
        """The kinds of events that rows of a source are made of."""
        sort, _, name = source.partition(":")
        if sort == "gebeurtenis":
            return [name]
        walk = self.program.walks.get(name.partition(".")[0])
        if walk is None or name in seen:
            return []
        seen.add(name)
        if walk.condition is not None:
            self._static(walk.condition, {}, set())
        return [kind for inner in walk.sources for kind in self._kinds(inner, seen)]

    def _static(self, index: int, wanted: dict[str, dict[Any, None]], seen: set[int]) -> None:
        """What a filter asks of a row, and what it rests on, also where no row was there to ask."""
        if index in seen:
            return
        seen.add(index)
        node = self.program.nodes[index]
        if node.op in ("eq", "in", "ge", "gt", "le", "lt"):
            parts = [self.program.nodes[arg] for arg in node.args]
            for one, other in (parts, parts[::-1]):
                name = self._item(one)
                if name is not None:
                    values = wanted.setdefault(name, {})
                    if other.op == "const" and other.attr is not ABSENT:
                        values[other.attr] = None
        elif node.op == "item":
            wanted.setdefault(node.attr, {})
        elif node.op == "quantity":
            self.found.settled.add(("quantity", node.attr[0], node.attr[1]))
            return
        elif node.op == "query":
            return
        for arg in node.args:
            self._static(arg, wanted, seen)

    def _item(self, node: Node) -> str | None:
        """The field of the looked-at row that an operand is, a default put in or not."""
        while node.op in ("else", "truth"):
            node = self.program.nodes[node.args[0]]
        return str(node.attr) if node.op == "item" else None
