"""Where a node is asked at all: what does not exist matters only where somebody looks for it.

A node is asked where a node that uses it is asked and does not know its answer without it: the other
side of an `en` that is already not so is never looked at. Beyond a number of quantities it is assumed
that everything is asked, which can only make for more suspicions, never for less.
"""

from __future__ import annotations

from typing import Any

from inburgerregels.engine.ir import Program
from inburgerregels.prover.encoding import Encoder
from inburgerregels.prover.terms import conj, disj, neg

__all__ = ["Demand"]


class Demand:
    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.program: Program = encoder.program
        self.users: dict[int, list[tuple[int, int]]] = {}
        self.guarded: dict[int, list[int]] = {}
        self.always: set[int] = set()
        self._find_users()
        self._known: dict[tuple[int, int], Any] = {}

    def _find_users(self) -> None:
        program = self.program
        read: set[str] = set()
        for index, node in enumerate(program.nodes):
            for place, arg in enumerate(node.args):
                self.users.setdefault(arg, []).append((index, place))
            if node.op == "get":
                read.add(node.attr)
            if node.op == "item":
                read.add(node.attr)
        outcome = self.encoder.rulebook.vocabulary.outcome
        asked: set[str] = set()
        if outcome is not None:
            asked = {*outcome.fields.values(), *outcome.loan.values(), *outcome.term.values()}
        for (block, name, _), index in program.quantities.items():
            if name in asked or (name in read and block != "persoon"):
                self.always.add(index)
        for decision in program.decisions.values():
            self.always.add(decision.applies)
            parts = [decision.date, decision.amount, *decision.fields.values()]
            parts += [decision.projected, decision.revokes, decision.reasons]
            for part in parts:
                if part is not None:
                    self.guarded.setdefault(part, []).append(decision.applies)
        for items in program.agenda.values():
            for item in items:
                self.always.add(item.applies)
                self.guarded.setdefault(item.date, []).append(item.applies)
        for chain in program.chains.values():
            heads = [
                chain.starts,
                chain.continues,
                chain.first_day,
                chain.final_day,
                chain.deciding,
            ]
            self.always.update(head for head in (*heads, *chain.lands) if head is not None)
        for walk in program.walks.values():
            heads = [walk.condition, walk.order, walk.lands]
            self.always.update(head for head in heads if head is not None)

    def asked(self, index: int, depth: int) -> Any:
        """When a node is asked for some row of its scope, looked at through ``depth`` quantities."""
        key = (index, depth)
        if key not in self._known:
            self._known[key] = True
            self._known[key] = self._asked(index, depth)
        return self._known[key]

    def _asked(self, index: int, depth: int) -> Any:
        if index in self.always:
            return True
        encoder, nodes = self.encoder, self.program.nodes
        frame = encoder.frame(nodes[index].scope)
        found = [encoder.value(guard, frame).value for guard in self.guarded.get(index, ())]
        for user, place in self.users.get(index, ()):
            deeper = depth - 1 if nodes[user].op == "quantity" else depth
            if deeper < 0:
                return True
            found.append(conj(self._needed(user, place), self.asked(user, deeper)))
            if found[-1] is True:
                return True
        return disj(*found)

    def _needed(self, user: int, place: int) -> Any:
        """Whether ``user``, when it is asked, looks at its argument ``place``."""
        node, encoder = self.program.nodes[user], self.encoder
        frame = encoder.frame(node.scope)
        if place == 0 or node.op in ("query", "up"):
            return True
        first = encoder.value(node.args[0], frame)
        match node.op:
            case "and":
                return first.value
            case "or":
                return neg(first.value)
            case "if":
                return first.value if place == 1 else neg(first.value)
            case "else":
                return neg(first.present)
            case "rule":
                return first.value
            case "pick":
                words = encoder.values.words(self.program.nodes[node.args[0]].type.name)
                return conj(first.present, first.value == words.index(node.attr[place - 1]))
            case "define" | "collect" if place % 2:
                return encoder.winners(user, frame)[place // 2]
        return True
