"""Which names can be seen from where, and what rows look like.

A *scope* is one kind of row: the person, an instance of a chain, a step of a walk, or the row that a
query is looking at. Every scope but the person's has a parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from inburgerregels.language.rulebook import PERSON, Block
from inburgerregels.language.typed import DATE, NUMBER, PENDING, is_pending
from inburgerregels.language.types import Kind, Type, join, row
from inburgerregels.language.vocabulary import Vocabulary

__all__ = ["Rows", "Scope", "SourceError"]


class SourceError(ValueError):
    """A name that is no source of rows; ``known`` are the names that are."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.known = sorted(known)


@attrs.frozen
class Scope:
    """``block`` is set for rows of a block, ``sources`` for the row a query looks at."""

    parent: Scope | None
    block: str | None = None
    sources: tuple[str, ...] = ()

    @property
    def is_filter(self) -> bool:
        return self.block is None


class Rows:
    """What the rows of a rulebook look like: sources by name, fields with their types.

    A source is written ``gebeurtenis:examen``, ``keten:x``, ``wandeling:x`` or ``besluit:blok.naam``.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        blocks: Mapping[str, Block],
        types: Mapping[tuple[str, str], Type],
    ) -> None:
        self.vocabulary = vocabulary
        self.blocks = blocks
        self.types = types

    def scope_of(self, block: str) -> Scope:
        parent = self.blocks[block].parent
        known = parent is not None and parent in self.blocks and parent != block
        return Scope(self.scope_of(parent) if known and parent else None, block)

    def sources(self, name: str, scope: Scope | None) -> tuple[str, ...]:
        """The sources a name stands for. Raises :class:`SourceError`."""
        if name in self.vocabulary.events:
            return (f"gebeurtenis:{name}",)
        if name in self.vocabulary.groups:
            return tuple(f"gebeurtenis:{kind}" for kind in self.vocabulary.groups[name])
        if name in self.blocks and name != PERSON:
            return (f"{self.blocks[name].kind}:{name}",)
        block, dot, decision = name.partition(".")
        if dot and block in self.blocks and decision in self.blocks[block].decisions:
            return (f"besluit:{block}.{decision}",)
        if not dot:
            found = self._decision_from(name, scope)
            if found is not None:
                return (f"besluit:{found}.{name}",)
        raise SourceError(name, self._source_names())

    def _decision_from(self, name: str, scope: Scope | None) -> str | None:
        while scope is not None:
            if scope.block is not None and name in self.blocks[scope.block].decisions:
                return scope.block
            scope = scope.parent
        return PERSON if name in self.blocks[PERSON].decisions else None

    def _source_names(self) -> list[str]:
        names = [*self.vocabulary.events, *self.vocabulary.groups, *self.blocks]
        for block in self.blocks.values():
            prefix = "" if block.name == PERSON else f"{block.name}."
            names += [prefix + decision for decision in block.decisions]
        return names

    def walk_sources(self, block: Block) -> tuple[str, ...]:
        """All sources of a walk, in the order of its ``per`` (unknown names left out)."""
        found: list[str] = []
        for name in block.sources:
            try:
                scope = self.scope_of(block.parent or PERSON)
                found += self.sources(name, scope)
            except SourceError:
                continue
        return tuple(dict.fromkeys(found))

    def source_name(self, source: str) -> str:
        """How a row of this source is called by ``soort``."""
        return source.partition(":")[2].rpartition(".")[2]

    # -- fields -----------------------------------------------------------------------------

    def field(self, sources: tuple[str, ...], name: str) -> Type | None:
        """The type of a field over all sources (maybe absent where one lacks it), or None."""
        found: Type | None = None
        lacking = False
        for source in sources:
            its_type = self._field_of(source, name)
            if its_type is None:
                lacking = True
            elif found is None:
                found = its_type
            else:
                joined = its_type if is_pending(found) else join(found, its_type)
                if joined is None:
                    return None
                found = joined
        if found is None:
            return None
        return found.maybe() if lacking and not is_pending(found) else found

    def field_names(self, sources: tuple[str, ...]) -> set[str]:
        names: set[str] = {"datum", "soort"}
        for source in sources:
            kind, _, name = source.partition(":")
            if kind == "gebeurtenis":
                names |= set(self.vocabulary.events[name].fields)
            elif kind == "besluit":
                decision = self._decision_kind(name)
                declared = self.vocabulary.decisions.get(decision)
                names |= {"bedrag"} | (set(declared.fields) if declared else set())
            else:
                names |= {quantity for block, quantity in self.types if block == name}
                names |= set(self.blocks[name].decisions) | {"nummer"}
                if kind == "wandeling":
                    names |= self.field_names(self.walk_sources(self.blocks[name]))
        return names

    def _decision_kind(self, name: str) -> str:
        block, _, decision = name.partition(".")
        return self.blocks[block].decisions[decision].kind

    def _field_of(self, source: str, name: str) -> Type | None:
        kind, _, owner = source.partition(":")
        if name == "datum":
            return DATE
        if name == "soort":
            return Type(Kind.TEXT, name="soort")
        match kind:
            case "gebeurtenis":
                decl = self.vocabulary.events[owner].fields.get(name)
                return None if decl is None else decl.read_type
            case "besluit":
                if name == "bedrag":
                    return Type(Kind.MONEY, optional=True)
                decision = self._decision_kind(owner)
                fields = self.vocabulary.decisions.get(decision)
                decl = fields.fields.get(name) if fields else None
                return None if decl is None else decl.type.maybe()
            case _:
                return self.block_name(owner, name)

    def block_name(self, block: str, name: str) -> Type | None:
        """The type of a name that rows of a block have: quantities, decisions and what comes built in."""
        its_type = self.types.get((block, name))
        if its_type is not None:
            return its_type
        definition = self.blocks[block]
        if name in definition.decisions:
            return row([f"besluit:{block}.{name}"])
        if name in definition.collects:
            return PENDING
        if block == PERSON:
            decl = self.vocabulary.person.get(name)
            return None if decl is None else decl.read_type
        if name == "nummer":
            return NUMBER
        if name == "vorige":
            return row([f"{definition.kind}:{block}"], late=False)
        if definition.kind == "wandeling":
            return self.field(self.walk_sources(definition), name)
        return None
