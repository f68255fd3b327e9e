"""Typing of queries over rows, and of quantifiers over sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from inburgerregels.language.operators import TypeProblem
from inburgerregels.language.rulebook import PERSON
from inburgerregels.language.scopes import Scope, SourceError
from inburgerregels.language.syntax import Expr
from inburgerregels.language.typed import BOOL, DATE, NUMBER, Typed, const, is_pending
from inburgerregels.language.types import Kind, Type, row
from inburgerregels.model import ALREADY, NEVER, Position, nearest

if TYPE_CHECKING:
    from inburgerregels.language.names import Context
    from inburgerregels.language.resolve import Resolver

__all__ = ["Query", "QueryResolver"]


@attrs.frozen
class Query:
    """What a query asks: ``how``, over which ``sources``, from which rows.

    ``anchor`` is how many levels up the row stands whose rows are meant (for rows that belong to the
    person: up to the person), ``anchor_block`` its block. ``earlier``: only rows before the one at
    hand, of its own block.
    """

    how: str
    sources: tuple[str, ...]
    anchor: int
    earlier: bool = False
    anchor_block: str | None = None


class QueryResolver:
    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def row_type(self, source: str) -> Type:
        return row([source])

    def anchor(self, owner: str, scope: Scope) -> int:
        """How many levels up the nearest row is that holds rows of ``owner``."""
        line = []
        block: str | None = owner
        while block is not None:
            line.append(block)
            block = self.resolver.blocks[block].parent
        levels, here = 0, scope
        while here.parent is not None:
            if here.block in line:
                return levels
            here, levels = here.parent, levels + 1
        return levels

    def _owner(self, source: str) -> str:
        """The block whose rows hold the rows of a source."""
        kind, _, name = source.partition(":")
        if kind == "gebeurtenis":
            return PERSON
        if kind == "besluit":
            return name.partition(".")[0]
        return self.resolver.blocks[name].parent or PERSON

    def _sources(self, name: str, scope: Scope, place: Position | None) -> tuple[Query, Scope]:
        """The query without its ``how``, and the scope of the rows it looks at."""
        if name == "eerdere":
            levels, here = 0, scope
            while here.is_filter and here.parent is not None:
                here, levels = here.parent, levels + 1
            if here.block in (None, PERSON):
                raise TypeProblem("`eerdere` bestaat alleen in een keten of wandeling", place)
            block = self.resolver.blocks[here.block or ""]
            sources: tuple[str, ...] = (f"{block.kind}:{block.name}",)
            return Query("", sources, levels, earlier=True), Scope(scope, None, sources)
        try:
            sources = self.resolver.rows.sources(name, scope)
        except SourceError as error:
            hint = nearest(name, error.known)
            raise TypeProblem(
                f"'{name}' is geen gebeurtenis, besluit, keten of wandeling", place, hint
            ) from None
        anchor = min(self.anchor(self._owner(source), scope) for source in sources)
        return Query("", sources, anchor, anchor_block=_at(scope, anchor).block), Scope(
            scope, None, sources
        )

    def query(self, expr: Expr, context: Context) -> Typed:
        resolver, operators = self.resolver, self.resolver.operators
        how, name, place = expr.attr
        query, inner_scope = self._sources(name, context.scope, place)
        query = attrs.evolve(query, how=how)
        low, high, condition, *values = expr.args
        bounds = [
            const(default, DATE)
            if bound.op == "none"
            else operators.of_kind(resolver.resolve(bound, context), Kind.DATE)
            for bound, default in ((low, ALREADY), (high, NEVER))
        ]
        bound = {name: _lift(node) for name, node in context.bound.items()}
        moment = None if context.moment is None else _lift(context.moment)
        inner = attrs.evolve(context, scope=inner_scope, moment=moment, bound=bound)
        test = const(True, BOOL)
        if condition.op != "none":
            test = resolver.condition(condition, inner)
        found = [resolver.resolve(value, inner) for value in values]
        its_type = self._type(how, query, found, expr.position)
        if how == "gedekte dagen":
            found = [operators.day(value) for value in found]
        return Typed("query", (*bounds, test, *found), query, its_type, expr.position)

    def _type(self, how: str, query: Query, values: list[Typed], place: Position | None) -> Type:
        match how:
            case "eerste" | "laatste":
                return row(query.sources, late=how == "eerste")
            case "bestaat":
                return BOOL
            case "aantal":
                return NUMBER
            case "som":
                kind = values[0].type.kind
                summable = (Kind.NUMBER, Kind.MONEY, Kind.DURATION, Kind.PERCENTAGE)
                if kind not in summable and not is_pending(values[0].type):
                    raise TypeProblem(f"van {values[0].type} is er geen som", place)
                return values[0].type if is_pending(values[0].type) else values[0].type.sure()
            case "verzameling":
                if is_pending(values[0].type):
                    return values[0].type
                if values[0].type.kind is not Kind.CHOICE:
                    raise TypeProblem(f"van {values[0].type} is er geen verzameling", place)
                return Type(Kind.SET, name=values[0].type.name)
            case "gedekte dagen":
                for value in values:
                    if value.type.kind not in (Kind.DATE, Kind.ROW) and not is_pending(value.type):
                        raise TypeProblem("gedekte dagen vraagt twee dagen", place)
                return Type(Kind.NUMBER, unit="dag")
        raise AssertionError(how)

    # -- quantifiers ------------------------------------------------------------------------

    def over(self, expr: Expr, context: Context) -> Typed:
        """A quantifier, written out over the values of its choice."""
        resolver, operators = self.resolver, self.resolver.operators
        how, variable = expr.attr
        source = resolver.resolve(expr.args[0], context)
        if is_pending(source.type):
            wanted = {
                "vroegste": DATE,
                "uiterste": DATE,
                "elk": BOOL,
                "enig": BOOL,
                "aantal": NUMBER,
            }
            return Typed("over", (source,), None, wanted.get(how, source.type), expr.position)
        if source.type.kind is not Kind.SET or source.type.name is None:
            raise TypeProblem(
                f"`over` gaat over een verzameling, dit is {source.type}", source.position
            )
        if variable in resolver.vocabulary.choices or variable in resolver.parameters:
            raise TypeProblem(f"'{variable}' is al een naam; kies een andere letter", expr.position)
        values = resolver.vocabulary.choices[source.type.name].values
        one = Type(Kind.CHOICE, name=source.type.name)
        parts = []
        for value in values:
            if source.op == "const" and value not in source.attr:
                continue
            bound = {**context.bound, variable: const(value, one, expr.position)}
            body = resolver.resolve(expr.args[1], attrs.evolve(context, bound=bound))
            member = Typed("in", (const(value, one), source), None, BOOL, source.position)
            parts.append((member, body))
        place = expr.position
        match how:
            case "elk":
                whole = tuple(
                    Typed(
                        "or",
                        (Typed("not", (m,), None, BOOL, place), operators.condition(b)),
                        None,
                        BOOL,
                        place,
                    )
                    for m, b in parts
                )
                return _fold("and", whole, const(True, BOOL), place)
            case "enig":
                whole = tuple(
                    Typed("and", (m, operators.condition(b)), None, BOOL, place) for m, b in parts
                )
                return _fold("or", whole, const(False, BOOL), place)
            case "aantal":
                whole = tuple(
                    Typed(
                        "if",
                        (
                            Typed("and", (m, operators.condition(b)), None, BOOL, place),
                            const(1, NUMBER),
                            const(0, NUMBER),
                        ),
                        None,
                        NUMBER,
                        place,
                    )
                    for m, b in parts
                )
                return _fold("add", whole, const(0, NUMBER), place)
            case "vroegste" | "uiterste":
                empty = const(NEVER if how == "vroegste" else ALREADY, DATE)
                whole = tuple(
                    Typed("if", (m, operators.of_kind(b, Kind.DATE), empty), None, DATE, place)
                    for m, b in parts
                )
                return _fold("min" if how == "vroegste" else "max", whole, empty, place)
            case "som":
                return self._sum(parts, place)
        raise TypeProblem(f"`{how} over` bestaat niet", place)

    def _sum(self, parts: list[tuple[Typed, Typed]], place: Position | None) -> Typed:
        if not parts:
            return const(0, NUMBER)
        its_type = parts[0][1].type
        if its_type.kind not in (Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE):
            raise TypeProblem(f"van {its_type} is er geen som over waarden", place)
        whole = tuple(
            Typed(
                "if",
                (m, self.resolver.operators.sure(b), const(0, its_type)),
                None,
                its_type,
                place,
            )
            for m, b in parts
        )
        return _fold("add", whole, const(0, its_type), place)


def _at(scope: Scope, levels: int) -> Scope:
    for _ in range(levels):
        scope = scope.parent or scope
    return scope


def _fold(op: str, nodes: tuple[Typed, ...], empty: Typed, place: Position | None) -> Typed:
    whole = nodes[0] if nodes else empty
    for node in nodes[1:]:
        whole = Typed(op, (whole, node), None, empty.type, place)
    return whole


def _lift(node: Typed) -> Typed:
    """A value of the row at hand as seen from inside a query: one row further down."""
    if node.op == "const":
        return node
    return Typed("up", (node,), 1, node.type, node.position)
