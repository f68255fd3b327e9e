"""From written expressions to typed ones: every name looked up, every type checked."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from inburgerregels.language.calls import CallResolver
from inburgerregels.language.names import WALKED, Context, NameResolver, UnknownName, lifted
from inburgerregels.language.operators import Operators, TypeProblem
from inburgerregels.language.queries import QueryResolver
from inburgerregels.language.rulebook import PERSON, Block, Parameter, Table
from inburgerregels.language.scopes import Rows, Scope
from inburgerregels.language.syntax import Expr
from inburgerregels.language.typed import BOOL, DATE, DURATION, Typed, const, is_pending
from inburgerregels.language.types import Kind, Type, join
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import Position, nearest

__all__ = ["Context", "Resolver", "UnknownName"]


class Resolver:
    """Resolves expressions against the declared names and the types found so far."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        blocks: Mapping[str, Block],
        parameters: Mapping[str, Parameter],
        tables: Mapping[str, Table],
        types: Mapping[tuple[str, str], Type],
        indexed: Mapping[tuple[str, str], str],
    ) -> None:
        self.vocabulary = vocabulary
        self.blocks = blocks
        self.parameters = parameters
        self.tables = tables
        self.indexed = indexed
        self.rows = Rows(vocabulary, blocks, types)
        self.types = types
        self.operators = Operators(vocabulary.choices)
        self.names = NameResolver(self)
        self.calls = CallResolver(self)
        self.queries = QueryResolver(self)

    def condition(self, expr: Expr, context: Context) -> Typed:
        return self.operators.condition(self.resolve(expr, context, BOOL))

    def as_type(self, expr: Expr, context: Context, wanted: Type) -> Typed:
        return self.operators.to(self.resolve(expr, context, wanted), wanted)

    def resolve(self, expr: Expr, context: Context, expected: Type | None = None) -> Typed:
        """The typed form of an expression. Raises :class:`TypeProblem`.

        ``expected`` gives bare words their meaning as choice values; it does not force the type.
        """
        place = expr.position
        match expr.op:
            case "number":
                value, unit = expr.attr
                return const(value, Type(Kind.NUMBER, unit=unit), place)
            case "money":
                return const(expr.attr, Type(Kind.MONEY), place)
            case "percentage":
                value, scale = expr.attr
                return const(value, Type(Kind.PERCENTAGE, scale=scale), place)
            case "date":
                return const(expr.attr, DATE, place)
            case "duration":
                return const(expr.attr, DURATION, place)
            case "text":
                return const(expr.attr, Type(Kind.TEXT), place)
            case "name":
                return self.names.name(expr, context, expected)
            case "and" | "or":
                left, right = (self.condition(arg, context) for arg in expr.args)
                return Typed(expr.op, (left, right), None, BOOL, place)
            case "not":
                return Typed("not", (self.condition(expr.args[0], context),), None, BOOL, place)
            case "if":
                return self._if(expr, context, expected)
            case "compare":
                return self._compare(expr, context)
            case "+" | "-":
                left, right = self._pair(expr, context, expected)
                return self.operators.plus(expr.op, left, right, place)
            case "x":
                left, right = self._pair(expr, context, None)
                return self.operators.times(left, right, place)
            case "/":
                left, right = self._pair(expr, context, None)
                return self.operators.share(left, right, place)
            case "with" | "without":
                left, right = self._pair(expr, context, expected)
                return self.operators.sets(expr.op, left, right, place)
            case "else":
                return self._else(expr, context, expected)
            case "at":
                return self._at(expr, context)
            case "field":
                return self._field(expr, context)
            case "set":
                return self._set(expr, context, expected)
            case "call":
                return self.calls.call(expr, context)
            case "days":
                left = self.operators.of_kind(self.resolve(expr.args[0], context), Kind.DATE)
                right = self.operators.of_kind(self.resolve(expr.args[1], context), Kind.DATE)
                return Typed(
                    "days_between", (left, right), None, Type(Kind.NUMBER, unit="dag"), place
                )
            case "query":
                return self.queries.query(expr, context)
            case "over":
                return self.queries.over(expr, context)
        raise AssertionError(expr.op)

    def _pair(self, expr: Expr, context: Context, expected: Type | None) -> tuple[Typed, Typed]:
        left, right = expr.args
        return self.resolve(left, context, expected), self.resolve(right, context, expected)

    # -- forms ------------------------------------------------------------------------------

    def _if(self, expr: Expr, context: Context, expected: Type | None) -> Typed:
        test = self.condition(expr.args[0], context)
        yes = self.resolve(expr.args[1], context, expected)
        no = self.resolve(expr.args[2], context, expected)
        yes, no = self._alike(yes, no)
        joined = self._join(yes, no, expr.position)
        yes, no = (
            self.operators.rescale(yes, joined.scale),
            self.operators.rescale(no, joined.scale),
        )
        return Typed("if", (test, yes, no), None, joined, expr.position)

    def _alike(self, left: Typed, right: Typed) -> tuple[Typed, Typed]:
        """A row beside a day is read as its day."""
        kinds = {left.type.kind, right.type.kind}
        if Kind.ROW in kinds and Kind.DATE in kinds:
            return self.operators.day(left), self.operators.day(right)
        if Kind.ROW in kinds and Kind.BOOL in kinds:
            return self.operators.condition(left), self.operators.condition(right)
        return left, right

    def _join(self, left: Typed, right: Typed, place: Position | None) -> Type:
        if is_pending(left.type) or is_pending(right.type):
            return right.type if is_pending(left.type) else left.type
        joined = join(left.type, right.type)
        if joined is None:
            raise TypeProblem(f"{left.type} en {right.type} passen niet bij elkaar", place)
        return joined

    def _compare(self, expr: Expr, context: Context) -> Typed:
        first, second = expr.args
        try:
            left = self.resolve(first, context)
        except UnknownName as unknown:
            try:
                right = self.resolve(second, context)
            except UnknownName:
                raise unknown from None
            left = self.resolve(first, context, right.type)
            return self.operators.compare(expr.attr, left, right, expr.position)
        if expr.attr == "in" and left.type.name == "soort" and second.op == "set":
            return self._one_of_kinds(left, second, context)
        right = self.resolve(second, context, left.type)
        return self.operators.compare(expr.attr, left, right, expr.position)

    def _one_of_kinds(self, left: Typed, kinds: Expr, context: Context) -> Typed:
        """``soort is een van [bezwaar, beroep]``: kinds are names of sources, not a declared choice."""
        whole = const(False, BOOL, kinds.position)
        for kind in kinds.args:
            word = self.resolve(kind, context, left.type)
            same = self.operators.compare("=", left, word, kind.position)
            whole = Typed("or", (whole, same), None, BOOL, kinds.position)
        return whole

    def _else(self, expr: Expr, context: Context, expected: Type | None) -> Typed:
        left = self.resolve(expr.args[0], context, expected)
        right = self.resolve(expr.args[1], context, expected or left.type)
        place = expr.position
        if left.type.kind is Kind.ROW and right.type.kind is not Kind.ROW:
            there = self.operators.condition(left)
            right = self.operators.of_kind(right, Kind.DATE)
            return Typed("if", (there, self.operators.day(left), right), None, DATE, place)
        joined = self._join(
            attrs.evolve(left, type=left.type if is_pending(left.type) else left.type.sure()),
            self.operators.day(right) if left.type.kind is Kind.DATE else right,
            place,
        )
        right = self.operators.day(right) if left.type.kind is Kind.DATE else right
        args = (
            self.operators.rescale(left, joined.scale),
            self.operators.rescale(right, joined.scale),
        )
        return Typed("else", args, None, joined, place)

    def _at(self, expr: Expr, context: Context) -> Typed:
        subject, when = expr.args
        moment = self.operators.of_kind(self.resolve(when, context), Kind.DATE)
        if subject.op == "name" and subject.attr in self.blocks:
            block = self.blocks[subject.attr]
            if block.kind == "keten":
                its_type = self.rows.scope_of(block.name)
                found = attrs.evolve(self.queries.row_type(f"keten:{its_type.block}"), late=False)
                anchor = self.queries.anchor(block.parent or PERSON, context.scope)
                return Typed("running", (moment,), (block.name, anchor), found, expr.position)
        other = attrs.evolve(context, moment=moment)
        if subject.op == "name" and subject.attr in self.parameters:
            return self.resolve(subject, other)
        if subject.op == "call" and subject.attr in self.tables:
            return self.calls.table(subject, context, other)
        node = self.resolve(subject, context)
        if node.op == "quantity" and not node.args:
            return attrs.evolve(node, args=(moment,))
        hint = (
            "voor `op` staat een grootheid van dezelfde rij, een parameter, een tabel of een keten"
        )
        raise TypeProblem(
            "dit kan niet naar het recht van een andere dag worden gevraagd", subject.position, hint
        )

    def _field(self, expr: Expr, context: Context) -> Typed:
        subject, name, place = expr.args[0], expr.attr, expr.position
        if subject.op == "name" and subject.attr not in context.bound:
            scoped = self._of_named_row(subject.attr, name, context, place)
            if scoped is not None:
                return scoped
        node = self.resolve(subject, context)
        if is_pending(node.type):
            return Typed("get", (node,), name, node.type, place)
        if node.type.kind is not Kind.ROW:
            raise TypeProblem(f"{node.type} heeft geen velden", subject.position)
        if name == "datum":
            return self.operators.day(attrs.evolve(node, position=place))
        its_type = self.rows.field(node.type.sources, name)
        if its_type is None:
            known = self.rows.field_names(node.type.sources)
            raise UnknownName(f"onbekend veld '{name}'", place, nearest(name, known))
        if node.op != "previous" and not is_pending(its_type):
            its_type = its_type.maybe()
        return Typed("get", (node,), name, its_type, place)

    def _of_named_row(
        self, owner: str, name: str, context: Context, place: Position | None
    ) -> Typed | None:
        """``deze.x`` and ``blok.x`` for a row that encloses this place."""
        scope: Scope | None = context.scope
        levels = 0
        if owner == "deze" and scope is not None and scope.is_filter:
            scope, levels = scope.parent, 1
        while scope is not None:
            if owner == WALKED and scope.block is not None:
                found = self.names.walked(name, scope, place)
                if found is not None:
                    return lifted(found, levels)
            if owner in ("deze", scope.block):
                found = self.names.of_scope(name, scope, place)
                if found is None:
                    known = {key for block, key in self.types if block == scope.block}
                    raise UnknownName(f"'{owner}' heeft geen '{name}'", place, nearest(name, known))
                return lifted(found, levels)
            scope, levels = scope.parent, levels + 1
        return None

    def _set(self, expr: Expr, context: Context, expected: Type | None) -> Typed:
        name = expected.name if expected and expected.kind in (Kind.SET, Kind.CHOICE) else None
        words = [
            arg.attr for arg in expr.args if arg.op == "name" and arg.attr not in context.bound
        ]
        if name is None and words:
            owners = [
                c.name for c in self.vocabulary.choices.values() if set(words) <= set(c.values)
            ]
            if len(owners) != 1:
                known = [v for c in self.vocabulary.choices.values() for v in c.values]
                odd = next((word for word in words if word not in known), None)
                hint = nearest(odd, known) if odd else None
                raise TypeProblem(
                    "het is niet duidelijk welke keuze deze lijst bedoelt", expr.position, hint
                )
            name = owners[0]
        wanted = Type(Kind.CHOICE, name=name)
        items = [self.resolve(arg, context, wanted) for arg in expr.args]
        for item in items:
            if item.type.kind is not Kind.CHOICE or item.type.name != name:
                raise TypeProblem(
                    f"hier wordt {wanted} verwacht, dit is {item.type}", item.position
                )
        whole = Type(Kind.SET, name=name)
        if all(item.op == "const" for item in items):
            return const(frozenset(item.attr for item in items), whole, expr.position)
        return Typed("set_of", tuple(items), None, whole, expr.position)
