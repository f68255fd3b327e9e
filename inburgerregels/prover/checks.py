"""What is proved of a rulebook: no gaps, no conflicts, nothing that can never apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from inburgerregels.engine.ir import Node
from inburgerregels.language import Rulebook
from inburgerregels.model import Position
from inburgerregels.prover.demand import Demand
from inburgerregels.prover.encoding import Encoder, Frame
from inburgerregels.prover.operations import bracket_holds, version_holds
from inburgerregels.prover.solving import Answer, Solving
from inburgerregels.prover.terms import conj, disj, neg
from inburgerregels.prover.values import Sym

__all__ = ["Claim", "Proof", "Prover"]

#: How many quantities up is looked whether anybody asks for one.
_DEPTH = 3

GAP, VALIDITY, CONFLICT, DEAD, TABLE, VERSION = (
    "gat",
    "geldigheidsgat",
    "overlap",
    "dode regel",
    "tabelgat",
    "versiegat",
)


@attrs.frozen
class Claim:
    """Something that must not be possible (of a dead rule: that must be). ``what`` is the quantity,
    rule, table or parameter, ``rules`` those concerned, ``expected`` what an answer then says."""

    sort: str
    what: str
    frame: Frame
    key: tuple[Any, ...]
    make: Callable[[], Any]
    rules: tuple[str, ...] = ()
    expected: str = ""
    position: Position | None = None


@attrs.frozen
class Proof:
    """``holds``: True is proved, False comes with a model, None was not found out."""

    claim: Claim
    holds: bool | None
    answer: Answer


class Prover:
    def __init__(self, rulebook: Rulebook, effort: int) -> None:
        self.rulebook = rulebook
        self.program = rulebook.program
        self.encoder = Encoder(rulebook)
        self.demand = Demand(self.encoder)
        self.solving = Solving(self.encoder, effort)

    def prove(self, claim: Claim, wishes: Any = None) -> Proof:
        if claim.sort == DEAD:
            # That a rule can never apply is what is looked for: a life in which it does is not.
            answer = self.solving.ask(claim.key, claim.make)
            return Proof(claim, answer.possible is not False, answer)
        answer = self.solving.ask(claim.key, claim.make, wishes)
        return Proof(claim, None if answer.possible is None else not answer.possible, answer)

    # -- claims -----------------------------------------------------------------------------

    def claims(self) -> Iterator[Claim]:
        nodes = self.program.nodes
        for (block, name, word), index in sorted(
            self.program.quantities.items(), key=lambda item: tuple(map(str, item[0]))
        ):
            inner = nodes[index].args[0]
            title = f"{block}.{name}" + (f"({word})" if word else "")
            yield from self._of_quantity(title, index, inner, nodes[inner])
        yield from self._dead()
        for index, node in enumerate(nodes):
            if node.op == "table":
                yield self._table(index, node)
            elif node.op == "param" and node.args:
                yield self._parameter(index, node)

    def _of_quantity(self, title: str, index: int, inner: int, node: Node) -> Iterator[Claim]:
        frame = self.encoder.frame(node.scope)
        name = node.attr.quantity[1]
        if node.op != "define":
            return
        rules = node.attr.rules
        place = node.position

        def gap(dated: bool) -> Any:
            applies = [self.encoder.value(arg, frame).value for arg in node.args[::2]]
            never = neg(disj(*applies))
            if never is False:
                return False
            undated = disj(*(self._undated(arg, frame) for arg in node.args[::2]))
            other = undated if dated else neg(undated)
            if conj(never, other) is False:
                return False
            return conj(never, other, self._there(frame), self.demand.asked(index, _DEPTH))

        said = f"geen regel bepaalt '{name}'"
        yield Claim(GAP, title, frame, (GAP, index), lambda: gap(False), rules, said, place)
        if any(self._is_dated(arg) for arg in node.args[::2]):
            key = (VALIDITY, index)
            yield Claim(VALIDITY, title, frame, key, lambda: gap(True), rules, said, place)
        beaten = node.attr.beaten_by
        for i, first in enumerate(rules):
            for k in range(i + 1, len(rules)):
                if k in beaten[i] or i in beaten[k]:
                    continue

                def both(i: int = i, k: int = k) -> Any:
                    won = self.encoder.winners(inner, frame)
                    if conj(won[i], won[k]) is False:
                        return False
                    return conj(
                        won[i], won[k], self._there(frame), self.demand.asked(index, _DEPTH)
                    )

                name_of = (CONFLICT, index, i, k)
                pair = (first, rules[k])
                said = f"strijdige regels voor '{name}'"
                where = self._position(rules[k]) or place
                yield Claim(CONFLICT, title, frame, name_of, both, pair, said, where)

    def _dead(self) -> Iterator[Claim]:
        """Every rule applies somewhere for one of its quantities: else it says nothing at all."""
        places: dict[str, list[tuple[int, int]]] = {}
        for index in sorted(self.program.quantities.values()):
            inner = self.program.nodes[index].args[0]
            for place, rule in enumerate(self.program.nodes[inner].attr.rules):
                places.setdefault(rule, []).append((inner, place))
        for rule, where in sorted(places.items()):
            frame = self.encoder.frame(self.program.nodes[where[0][0]].scope)

            def applies(where: list[tuple[int, int]] = where, frame: Frame = frame) -> Any:
                won = disj(*(self._lives(inner, place, frame) for inner, place in where))
                return conj(won, self._there(frame))

            key = (DEAD, rule)
            yield Claim(DEAD, rule, frame, key, applies, (rule,), "", self._position(rule))
        for (block, name), nodes in sorted(self.program.decisions.items()):
            frame = self.encoder.frame(self.program.block_scopes[block])
            base = self.program.decisions[(block, nodes.base)].applies if nodes.base else None

            def taken(own: int = nodes.applies, base: Any = base, frame: Frame = frame) -> Any:
                both = [
                    self.encoder.value(one, frame).value for one in (own, base) if one is not None
                ]
                return conj(*both, self._there(frame))

            title = f"{block}.{name}"
            of_decision = (DEAD, "besluit", title)
            yield Claim(DEAD, title, frame, of_decision, taken, (title,), "", nodes.rule.position)

    def _lives(self, index: int, place: int, frame: Frame) -> Any:
        """Whether a rule applies and no exception of the law itself does.

        What a layer, a reading or later knowledge puts in its place is not there in other runs.
        """
        node = self.program.nodes[index]
        applies = [self.encoder.value(arg, frame).value for arg in node.args[::2]]
        always = [k for k in node.attr.beaten_by[place] if not self._may_be_absent(node, k)]
        return conj(applies[place], *(neg(applies[other]) for other in always))

    def _may_be_absent(self, node: Node, place: int) -> bool:
        block, _, name = node.attr.rules[place].partition(".")
        rule = self.rulebook.blocks[block].rules[name]
        return rule.overlay is not None or rule.known_on is not None or rule.reading is not None

    def _table(self, index: int, node: Node) -> Claim:
        frame = self.encoder.frame(node.scope)
        table = self.rulebook.tables[node.attr]
        ways = 2 if table.versions[0].columns else 1

        def hole() -> Any:
            parts = [self.encoder.value(arg, frame) for arg in node.args]
            choices = [self.program.nodes[arg].type.name for arg in node.args]
            moment = parts[ways].value if len(parts) > ways else None
            wrong = []
            for version in table.versions:
                heads = (version.rows, version.columns)[:ways]
                found = [
                    disj(*(bracket_holds(self.encoder, b, part.value, choice) for b in heads[i]))
                    for i, (part, choice) in enumerate(zip(parts[:ways], choices, strict=False))
                ]
                wrong.append(conj(version_holds(version, moment), neg(conj(*found))))
            if disj(*wrong) is False:
                return False
            return conj(
                disj(*wrong),
                *(self._defined(part) for part in parts[:ways]),
                self._there(frame),
                self.demand.asked(index, _DEPTH),
            )

        said = f"tabel '{node.attr}' zegt hier niets"
        where = node.position or table.position
        return Claim(TABLE, node.attr, frame, (TABLE, index), hole, (), said, where)

    @staticmethod
    def _defined(part: Sym) -> Any:
        """A share of nothing is no share; what is not there is looked up nowhere."""
        whole = part.value[1] >= 1 if isinstance(part.value, tuple) else True
        return conj(part.present, whole)

    def _parameter(self, index: int, node: Node) -> Claim:
        frame = self.encoder.frame(node.scope)
        versions = self.rulebook.parameters[node.attr].versions

        def hole() -> Any:
            moment = self.encoder.value(node.args[0], frame).value
            none = neg(disj(*(version_holds(version, moment) for version in versions)))
            if none is False:
                return False
            return conj(none, self._there(frame), self.demand.asked(index, _DEPTH))

        said = f"parameter '{node.attr}' bestond niet"
        return Claim(VERSION, node.attr, frame, (VERSION, index), hole, (), said, node.position)

    # -- parts ------------------------------------------------------------------------------

    def _there(self, frame: Frame) -> Any:
        return conj(*self.encoder.existence(frame))

    def _position(self, rule: str) -> Position | None:
        block, _, name = rule.partition(".")
        found = self.rulebook.blocks[block].rules.get(name)
        return None if found is None else found.position

    def _own(self, index: int) -> Node:
        found: Node = self.program.nodes[self.program.nodes[index].args[0]]
        return found

    def _is_dated(self, index: int) -> bool:
        """Whether a ``rule`` node, or one it is an exception to, has a validity."""
        node = self.program.nodes[index]
        own = self._own(index)
        dated = own.op == "within" or (
            own.op == "and" and self.program.nodes[own.args[0]].op == "within"
        )
        return dated or any(self._is_dated(base) for base in node.args[1:])

    def _undated(self, index: int, frame: Frame) -> Any:
        """Whether a rule would apply if it were in force on every day."""
        node, own = self.program.nodes[index], self._own(index)
        if own.op == "within":
            value: Any = True
        elif own.op == "and" and self.program.nodes[own.args[0]].op == "within":
            value = self.encoder.value(own.args[1], frame).value
        else:
            value = self.encoder.value(node.args[0], frame).value
        bases = [self._undated(base, frame) for base in node.args[1:]]
        return conj(value, disj(*bases)) if bases else value
