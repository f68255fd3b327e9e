"""Looking up names: from the nearest row outward, then parameters; bare words as choice values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from inburgerregels.language.operators import FUNCTIONS, TypeProblem
from inburgerregels.language.rulebook import PERSON
from inburgerregels.language.scopes import Scope
from inburgerregels.language.syntax import Expr
from inburgerregels.language.typed import BOOL, DATE, Typed, const
from inburgerregels.language.types import Kind, Type, join
from inburgerregels.model import ABSENT, ALREADY, NEVER, Position, nearest

if TYPE_CHECKING:
    from inburgerregels.language.resolve import Resolver

__all__ = ["WALKED", "Context", "NameResolver", "UnknownName", "lifted"]

_LITERALS = {
    "nooit": (NEVER, DATE),
    "voorheen": (ALREADY, DATE),
    "ja": (True, BOOL),
    "nee": (False, BOOL),
    "afwezig": (ABSENT, Type(Kind.NOTHING)),
}

#: What the event, decision or other row is called that a step of a walk goes over.
WALKED = "gebeurtenis"


class UnknownName(TypeProblem):
    """A name that nothing reachable has."""


@attrs.frozen
class Context:
    """Where an expression stands: its scope, the day that picks versions, and bound names."""

    scope: Scope
    moment: Typed | None = None
    bound: Mapping[str, Typed] = attrs.field(factory=dict)


def lifted(node: Typed, levels: int) -> Typed:
    """A value of a row that lies ``levels`` above this one."""
    return node if levels == 0 else Typed("up", (node,), levels, node.type, node.position)


class NameResolver:
    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def _literal(self, name: str, expected: Type | None, place: Position | None) -> Typed | None:
        """A bare word as a value of the choice that is expected here."""
        if expected is None:
            return None
        if (
            expected.kind in (Kind.CHOICE, Kind.SET)
            and expected.name
            and name in self.resolver.vocabulary.choices[expected.name].values
        ):
            return const(name, Type(Kind.CHOICE, name=expected.name), place)
        if expected.kind is Kind.TEXT and expected.name == "soort":
            known = {*self.resolver.vocabulary.events, *self.resolver.blocks}
            known |= {name for block in self.resolver.blocks.values() for name in block.decisions}
            if name in known:
                return const(name, expected, place)
        return None

    def name(self, expr: Expr, context: Context, expected: Type | None) -> Typed:
        name, place = expr.attr, expr.position
        if name in context.bound:
            return attrs.evolve(context.bound[name], position=place)
        literal = self._literal(name, expected, place)
        if literal is not None:
            return literal
        if name in _LITERALS:
            value, its_type = _LITERALS[name]
            return const(value, its_type, place)
        if name == "peildatum":
            return Typed("reference_date", (), None, DATE, place)
        found = self._reach(name, context.scope, place)
        if found is not None:
            return found
        if name in self.resolver.parameters:
            return self._parameter(name, context, place)
        choice = expected.name if expected is not None and expected.kind is Kind.CHOICE else None
        known = self._names(context)
        if choice:
            known |= set(self.resolver.vocabulary.choices[choice].values)
        raise UnknownName(f"onbekende naam '{name}'", place, nearest(name, known))

    def _names(self, context: Context) -> set[str]:
        names = {*_LITERALS, "peildatum", *self.resolver.parameters, *context.bound, *FUNCTIONS}
        scope: Scope | None = context.scope
        while scope is not None:
            if scope.block is None:
                names |= self.resolver.rows.field_names(scope.sources)
            else:
                names |= {name for block, name in self.resolver.types if block == scope.block}
                names |= set(self.resolver.blocks[scope.block].decisions)
                names |= self.resolver.rows.field_names(
                    self.resolver.rows.walk_sources(self.resolver.blocks[scope.block])
                )
            scope = scope.parent
        return names | set(self.resolver.vocabulary.person)

    def _reach(self, name: str, start: Scope, place: Position | None) -> Typed | None:
        """The nearest row that has the name; a name that two enclosing blocks have is refused."""
        found: Typed | None = None
        owner: str | None = None
        levels = 0
        scope: Scope | None = start
        while scope is not None:
            here = self.of_scope(name, scope, place)
            if here is not None:
                if found is None:
                    self._refuse_two_numbers(name, scope, place)
                    found, owner = lifted(here, levels), scope.block
                    if scope.is_filter or name in ("vorige", "datum", "soort"):
                        return found
                elif owner != scope.block and not scope.is_filter:
                    hint = f"schrijf {owner}.{name} of {scope.block}.{name}"
                    raise TypeProblem(
                        f"'{name}' bestaat in {owner} en in {scope.block}", place, hint
                    )
            scope, levels = scope.parent, levels + 1
        return found

    def _refuse_two_numbers(self, name: str, scope: Scope, place: Position | None) -> None:
        """A step has a number, and so may the event or decision it goes over."""
        if name != "nummer" or scope.block is None:
            return
        rows = self.resolver.rows
        walked = rows.walk_sources(self.resolver.blocks[scope.block])
        fields = tuple(s for s in walked if s.startswith(("gebeurtenis:", "besluit:")))
        own = (scope.block, name) in self.resolver.types
        if not own and rows.field(fields, name) is not None:
            message = f"'{name}' is van de stap zelf en van wat zij afloopt"
            raise TypeProblem(message, place, f"schrijf {scope.block}.{name} of {WALKED}.{name}")

    def walked(self, name: str, scope: Scope, place: Position | None) -> Typed | None:
        """``gebeurtenis.x``: a field of what the step goes over, whatever the step itself has."""
        block = self.resolver.blocks[scope.block or PERSON]
        if block.kind != "wandeling":
            return None
        its_type = self.resolver.rows.field(self.resolver.rows.walk_sources(block), name)
        return None if its_type is None else Typed("item", (), name, its_type, place)

    def of_scope(self, name: str, scope: Scope, place: Position | None) -> Typed | None:
        """A name as the rows of one scope have it, or None."""
        if scope.block is None:
            its_type = self.resolver.rows.field(scope.sources, name)
            return None if its_type is None else Typed("item", (), name, its_type, place)
        block = self.resolver.blocks[scope.block]
        its_type = self.resolver.rows.block_name(scope.block, name)
        if its_type is None:
            return None
        if (scope.block, name) in self.resolver.types or name in block.collects:
            if (scope.block, name) in self.resolver.indexed:
                hint = f"schrijf {name}(waarde)"
                raise TypeProblem(f"'{name}' is er per waarde", place, hint)
            return Typed("quantity", (), (scope.block, name, None), its_type, place)
        if name in block.decisions:
            return Typed("decision", (), (scope.block, name), its_type, place)
        if scope.block == PERSON:
            return Typed("person", (), name, its_type, place)
        if name == "nummer":
            return Typed("number", (), None, its_type, place)
        if name == "vorige":
            return Typed("previous", (), None, its_type, place)
        return Typed("item", (), name, its_type, place)

    def _parameter(self, name: str, context: Context, place: Position | None) -> Typed:
        versions = self.resolver.parameters[name].versions
        if not versions:
            hint = "elke versie hoort bij een andere lezing, of was op de dag van --bekend-op niet bekend"
            raise TypeProblem(f"parameter '{name}' heeft hier geen waarde", place, hint)
        its_type = versions[0].type
        for version in versions[1:]:
            joined = join(its_type, version.type)
            if joined is None:
                raise TypeProblem(f"parameter '{name}' mengt {its_type} en {version.type}", place)
            its_type = joined
        if len(versions) == 1 and versions[0].validity.always:
            return Typed("param", (), name, its_type, place)
        return Typed("param", (self.moment(name, context, place),), name, its_type, place)

    def moment(self, what: str, context: Context, place: Position | None) -> Typed:
        if context.moment is None:
            hint = "zet `peil:` op de regel of het blok, of vraag `... op dag`"
            raise TypeProblem(f"'{what}' heeft versies, maar hier is geen peil", place, hint)
        return context.moment
