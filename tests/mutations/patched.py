"""A law with one piece lowered again: what a mistake in a block makes of its program.

Which nodes an expression becomes depends on the names there are and on their types. Where a mistake
leaves those as they were, the rest of the program is what loading the law would make of it.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from typing import Any

import attrs

from inburgerregels.engine.ir import Program
from inburgerregels.engine.lowering import _Lowering
from inburgerregels.language import Definitions, Rulebook
from inburgerregels.language.rulebook import Block
from inburgerregels.language.structure import all_above
from inburgerregels.language.typed import Typed
from inburgerregels.language.types import Type
from tests.mutations.piece import HEADS, Change

__all__ = ["Patchable"]

Quantity = tuple[str, str]


class Patchable:
    """A law that was loaded, from which the same law with a mistake is made without loading it."""

    def __init__(self, law: Rulebook) -> None:
        self.law = law
        self._inferred = _Inferred(law)
        self._lowering = _Lowered(law)
        self._program = self._lowering.run()

    def patched(self, change: Change) -> Rulebook | None:
        """The law with a mistake, ready to evaluate; the law itself where it does not have what
        changed. None where it has to be loaded."""
        old = self.law.blocks.get(change.before.name)
        if old is None:
            return self.law
        if self.law.known_on is not None and change.may_move_ends:
            return None
        new = change.made_in(old)
        if new is None or new == old:
            return None if new is None else self.law
        blocks = {**self.law.blocks, new.name: new}
        law = attrs.evolve(self.law, blocks=blocks, program=None)
        definitions = _definitions(law)
        quantities = _quantities_changed(old, new)
        try:
            if not self._inferred.types_stay(definitions, quantities):
                return None
            program = self._lowering.again(law, definitions).patched(
                self._program, old, new, quantities
            )
        except Exception:
            # Nothing has been checked, so that anything may be wrong. Loading says what.
            return None
        return attrs.evolve(law, program=program)


def _definitions(law: Rulebook) -> Definitions:
    return Definitions(law.vocabulary, law.blocks, law.parameters, law.tables, law.types)


def _changed(old: Block, new: Block, group: str) -> set[str]:
    """The rules of a group that are not what they were, and the exceptions that rest on those."""
    before, after = getattr(old, group), getattr(new, group)
    names = {name for name in before if before[name] != after.get(name)}

    def bases(name: str) -> tuple[str, ...]:
        return before[name].excepts if name in before else ()

    return names | {name for name in before if all_above(name, bases) & names}


def _quantities_changed(old: Block, new: Block) -> set[Quantity]:
    changed = _changed(old, new, "rules")
    named = {d.quantity for name in changed for d in old.rules[name].definitions}
    named |= {d.quantity for n in changed & {*new.rules} for d in new.rules[n].definitions}
    named |= {name for name, way in old.collects.items() if new.collects.get(name) != way}
    return {(new.name, quantity) for quantity in named}


class _Inferred(Definitions):
    """Definitions that remember how their types were found."""

    def __init__(self, law: Rulebook) -> None:
        super().__init__(law.vocabulary, law.blocks, law.parameters, law.tables)

    def _infer(self) -> None:
        self._before = dict(self.types)
        self._found: list[tuple[Quantity, Type]] = []
        super()._infer()

    def _type_of(self, key: Quantity) -> Type:
        found = super()._type_of(key)
        self._found.append((key, found))
        return found

    def types_stay(self, other: Definitions, changed: Collection[Quantity]) -> bool:
        """Whether the other, that differ in what some quantities are, come to the same types.

        They do when each of those gets, in every round, the type that it got before.
        """
        if [*other.by_quantity] != [*self.by_quantity] or other.indexed != self.indexed:
            return False
        other.types.update(self._before)
        for key, found in self._found:
            if key in changed and other._type_of(key) != found:
                return False
            other.types[key] = found
        return True


class _Lowered(_Lowering):
    """A lowering that remembers as of which day each quantity was asked."""

    def __init__(self, law: Rulebook) -> None:
        super().__init__(law)
        self._asked: dict[Any, tuple[Typed | None, int]] = {}

    def _quantity(
        self, key: tuple[str, str, str | None], moment: tuple[Any, Typed] | None, scope: int
    ) -> int:
        known = ("quantity", key, None if moment is None else moment[0])
        self._asked.setdefault(known, (None if moment is None else moment[1], scope))
        return super()._quantity(key, moment, scope)

    def again(self, law: Rulebook, definitions: Definitions) -> _Lowered:
        """A lowering of another law that begins with all that this one made."""
        other = copy.copy(self)
        other.rulebook, other.definitions = law, definitions
        for name in ("nodes", "known", "scopes", "scope_ids", "quantities", "_asked"):
            setattr(other, name, copy.copy(getattr(self, name)))
        return other

    def patched(
        self, program: Program, old: Block, new: Block, quantities: Collection[Quantity]
    ) -> Program:
        """A program in which what changed in one block is lowered again."""
        for known, (moment, scope) in [*self._asked.items()]:
            if known[1][:2] in quantities:
                place = self.known[known]
                node = self.nodes[place]
                assert node is not None
                definition = self._definition(known[1], moment, scope)
                self.nodes[place] = attrs.evolve(node, args=(definition,))
        decisions = dict(program.decisions)
        for name in _changed(old, new, "decisions"):
            decisions[(new.name, name)] = self._decision(new, name)
        agenda = dict(program.agenda)
        if old.agenda != new.agenda:
            agenda[new.name] = self._agenda(new)
        chains, walks = dict(program.chains), dict(program.walks)
        other_head = any(getattr(old, name) != getattr(new, name) for name in HEADS)
        if new.name in chains:
            chain = chains[new.name]
            chains[new.name] = self._chain(new) if other_head else attrs.evolve(chain, block=new)
        if new.name in walks:
            walk = walks[new.name]
            walks[new.name] = self._walk(new) if other_head else attrs.evolve(walk, block=new)
        return self._program(chains, walks, decisions, agenda)
