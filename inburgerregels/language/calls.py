"""Calls: tables, quantities per value of a choice, reasons, and the built-in functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from inburgerregels.language.names import Context, UnknownName, lifted
from inburgerregels.language.operators import FUNCTIONS, TypeProblem
from inburgerregels.language.rulebook import Bracket
from inburgerregels.language.scopes import Scope
from inburgerregels.language.syntax import Expr
from inburgerregels.language.typed import Typed, is_pending
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import choices_with
from inburgerregels.model import nearest

if TYPE_CHECKING:
    from inburgerregels.language.resolve import Resolver

__all__ = ["CallResolver"]


class CallResolver:
    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver

    def call(self, expr: Expr, context: Context) -> Typed:
        name, place = expr.attr, expr.position
        if name in self.resolver.tables:
            return self.table(expr, context, context)
        if name in ("redenen", "bijdragen"):
            return self._contributions(expr, context)
        indexed = self._indexed(expr, context)
        if indexed is not None:
            return indexed
        args = [self.resolver.resolve(arg, context) for arg in expr.args]
        if name == "soort" and len(args) == 1 and args[0].type.kind is Kind.ROW:
            return Typed(
                "get", (args[0],), "soort", Type(Kind.TEXT, name="soort", optional=True), place
            )
        found = self.resolver.operators.call(name, args, place)
        if found is None:
            known = {
                *FUNCTIONS,
                *self.resolver.tables,
                "uiterste",
                "vroegste",
                "hoogste",
                "laagste",
                "langste",
            }
            known |= {quantity for _, quantity in self.resolver.indexed} | {
                "kortste",
                "redenen",
                "bijdragen",
            }
            raise UnknownName(f"onbekende functie of tabel '{name}'", place, nearest(name, known))
        return found

    def _indexed(self, expr: Expr, context: Context) -> Typed | None:
        """``behaald_op(lezen)``: a quantity that exists per value of a choice."""
        scope: Scope | None = context.scope
        levels = 0
        while scope is not None:
            key = (scope.block or "", expr.attr)
            if key in self.resolver.indexed and key in self.resolver.types:
                choice = Type(Kind.CHOICE, name=self.resolver.indexed[key])
                if len(expr.args) != 1:
                    raise TypeProblem(f"'{expr.attr}' vraagt één {choice.name}", expr.position)
                index = self.resolver.operators.to(
                    self.resolver.resolve(expr.args[0], context, choice), choice
                )
                its_type = self.resolver.types[key]
                if index.op == "const":
                    node = Typed("quantity", (), (*key, index.attr), its_type, expr.position)
                    return lifted(node, levels)
                family = tuple(
                    lifted(Typed("quantity", (), (*key, value), its_type, expr.position), levels)
                    for value in self.resolver.vocabulary.choices[choice.name or ""].values
                )
                values = self.resolver.vocabulary.choices[choice.name or ""].values
                return Typed("pick", (index, *family), values, its_type, expr.position)
            scope, levels = scope.parent, levels + 1
        return None

    def table(self, expr: Expr, context: Context, other: Context) -> Typed:
        table = self.resolver.tables[expr.attr]
        if not table.versions:
            raise TypeProblem(f"tabel '{expr.attr}' bestaat bij deze lezing niet", expr.position)
        version = table.versions[0]
        wanted = 2 if version.columns else 1
        if len(expr.args) != wanted:
            names = "; ".join(filter(None, (version.row_title, version.column_title)))
            message = f"tabel '{expr.attr}' heeft {wanted} ingangen, hier staan er {len(expr.args)}"
            raise TypeProblem(message, expr.position, f"schrijf {expr.attr}({names})")
        args = []
        for place, arg in enumerate(expr.args):
            heads = [b for v in table.versions for b in ((v.rows, v.columns)[place])]
            args.append(self._entry(arg, heads, context))
        its_type = version.type
        if len(table.versions) > 1 or not version.validity.always:
            args.append(self.resolver.names.moment(expr.attr, other, expr.position))
        return Typed("table", tuple(args), expr.attr, its_type, expr.position)

    def _entry(self, arg: Expr, heads: list[Bracket], context: Context) -> Typed:
        """What a table is looked up with: fits all heads of rows (or columns) of all versions."""
        words = [head.choice for head in heads if head.choice is not None]
        owners = choices_with(words, self.resolver.vocabulary.choices) if words else []
        expected = Type(Kind.CHOICE, name=owners[0].name) if owners else None
        node = self.resolver.resolve(arg, context, expected)
        if is_pending(node.type):
            return node
        wanted = Kind.CHOICE if words else Kind.SHARE if heads and heads[0].scale else Kind.NUMBER
        fits = node.type.kind is wanted
        if words:
            fits = fits and node.type.name in [owner.name for owner in owners]
        for unit in {head.unit for head in heads} - {None}:
            fits = fits and node.type.unit in (None, unit)
        if not fits:
            looked = ", ".join(head.text for head in heads[:3])
            message = f"in deze tabel ({looked}, ...) kan niet met {node.type} worden gezocht"
            raise TypeProblem(message, arg.position)
        return self.resolver.operators.sure(node)

    def _contributions(self, expr: Expr, context: Context) -> Typed:
        nodes = tuple(self.resolver.resolve(arg, context) for arg in expr.args)
        for node in nodes:
            inner = node
            while inner.op == "up":
                inner = inner.args[0]
            if inner.op != "quantity":
                raise TypeProblem(f"{expr.attr} gaat over grootheden", node.position)
        kind = Kind.TEXTS if expr.attr == "redenen" else Kind.CONTRIBUTIONS
        op = "reasons" if expr.attr == "redenen" else "contributions"
        return Typed(op, nodes, None, Type(kind), expr.position)
