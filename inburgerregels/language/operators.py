"""Typing of arithmetic, comparisons and functions."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from inburgerregels.language.typed import (
    BOOL,
    DATE,
    DURATION,
    NUMBER,
    Typed,
    const,
    is_pending,
)
from inburgerregels.language.types import Kind, Type, join
from inburgerregels.language.vocabulary import Choice
from inburgerregels.model import Position

__all__ = ["FUNCTIONS", "Operators", "TypeProblem"]

_ORDERED = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
#: function name -> (argument kinds, result type, operator); a kind may be repeated freely after "..."
FUNCTIONS: Mapping[str, tuple[tuple[Kind, ...], Type, str]] = {
    "dag": ((Kind.DATE,), DATE, ""),
    "laatste_dag": ((Kind.DURATION, Kind.DATE), DATE, "last_day"),
    "wettelijke_termijn": ((Kind.DURATION, Kind.DATE), DATE, "legal_term"),
    "werkdag": ((Kind.DATE,), DATE, "working_day"),
    "volgende_maand": ((Kind.DATE,), DATE, "next_month"),
    "kwartaal": ((Kind.DATE,), NUMBER, "quarter"),
    "jaar": ((Kind.DATE,), NUMBER, "year"),
    "dagen": ((Kind.NUMBER,), DURATION, "days_duration"),
    "maanden": ((Kind.DURATION,), NUMBER, "months_number"),
    "omvang": ((Kind.SET,), NUMBER, "size"),
    "verdeeld": ((Kind.MONEY, Kind.NUMBER), Type(Kind.MONEY), "split"),
}
_EXTREMES = {
    "uiterste": (Kind.DATE, "max"),
    "vroegste": (Kind.DATE, "min"),
    "hoogste": (None, "max"),
    "laagste": (None, "min"),
    "minste": (None, "min"),
    "langste": (Kind.DURATION, "longest"),
    "kortste": (Kind.DURATION, "shortest"),
}


class TypeProblem(Exception):
    """Operands that do not fit; carries the message, the place and a hint."""

    def __init__(self, message: str, position: Position | None, hint: str | None = None) -> None:
        super().__init__(message)
        self.position = position
        self.hint = hint


class Operators:
    """Combines typed operands; every implicit conversion becomes a node."""

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self.choices = choices

    # -- conversions ------------------------------------------------------------------------

    def condition(self, node: Typed) -> Typed:
        """A node as yes/no: a row is true when it is there, an absent yes/no is no."""
        if is_pending(node.type):
            return attrs.evolve(node, type=BOOL)
        if node.type.kind is Kind.ROW:
            return Typed("exists", (node,), None, BOOL, node.position)
        if node.type.kind is not Kind.BOOL:
            raise TypeProblem(
                f"hier wordt een voorwaarde verwacht, dit is {node.type}", node.position
            )
        if node.type.optional:
            return Typed("truth", (node,), None, BOOL, node.position)
        return node

    def day(self, node: Typed) -> Typed:
        """A node as a day: a row gives its date, no row *nooit* or *voorheen*."""
        if node.type.kind is Kind.ROW:
            return Typed("day", (node,), node.type.late, DATE, node.position)
        return node

    def sure(self, node: Typed) -> Typed:
        if node.type.optional:
            hint = "zeg met `ofwel` wat er dan geldt"
            raise TypeProblem("deze waarde kan afwezig zijn", node.position, hint)
        return node

    def of_kind(self, node: Typed, kind: Kind) -> Typed:
        """A present value of a kind; raises :class:`TypeProblem`."""
        if kind is Kind.DATE:
            node = self.day(node)
        if kind is Kind.BOOL:
            return self.condition(node)
        if is_pending(node.type):
            return node
        if node.type.kind is not kind:
            message = f"hier wordt een {kind.value} verwacht, dit is {node.type}"
            raise TypeProblem(message, node.position)
        return self.sure(node)

    def to(self, node: Typed, wanted: Type) -> Typed:
        """A node as a value of ``wanted``: conversions and decimals added; raises TypeProblem."""
        if is_pending(node.type) or is_pending(wanted):
            return node
        if wanted.kind is Kind.DATE:
            node = self.day(node)
        elif wanted.kind is Kind.BOOL and node.type.kind is Kind.ROW:
            node = self.condition(node)
        elif wanted.kind is Kind.TEXTS and node.type.kind is Kind.TEXT:
            return Typed("texts", (node,), None, wanted, node.position)
        joined = join(node.type, wanted)
        if joined is None or (
            node.type.kind is not wanted.kind and node.type.kind is not Kind.NOTHING
        ):
            message = f"hier wordt {wanted.sure()} verwacht, dit is {node.type.sure()}"
            raise TypeProblem(message, node.position)
        if node.type.optional and not wanted.optional:
            self.sure(node)
        if node.type.scale > wanted.scale:
            hint = "zeg op de regel hoe er wordt afgerond: `afgerond op: cent rekenkundig`"
            raise TypeProblem("dit is geen heel aantal centen of procenten", node.position, hint)
        return self.rescale(node, wanted.scale)

    def rescale(self, node: Typed, scale: int) -> Typed:
        if node.type.scale >= scale or node.type.kind not in (Kind.MONEY, Kind.PERCENTAGE):
            return node
        by = 10 ** (scale - node.type.scale)
        its_type = attrs.evolve(node.type, scale=scale)
        if node.op == "const":
            return const(node.attr * by, its_type, node.position)
        return Typed("mul", (node, const(by, NUMBER)), None, its_type, node.position)

    # -- operators --------------------------------------------------------------------------

    def plus(self, op: str, left: Typed, right: Typed, place: Position | None) -> Typed:
        if is_pending(left.type) or is_pending(right.type):
            other = left.type if is_pending(right.type) else right.type
            if other.kind is Kind.DURATION and is_pending(left.type):
                return Typed("add", (left, right), None, left.type, place)
            known = other if other.kind is not Kind.ROW else DATE
            return Typed("add", (left, right), None, known, place)
        if left.type.kind is Kind.ROW or (
            left.type.kind is Kind.DATE and right.type.kind not in (Kind.DATE, Kind.ROW)
        ):
            start = self.sure(self.day(left))
            step = self.of_kind(right, Kind.DURATION)
            return Typed("shift", (start, step), 1 if op == "+" else -1, DATE, place)
        if left.type.kind is Kind.DATE:
            hint = "vergelijk dagen, of gebruik `dagen van ... tot en met ...`"
            raise TypeProblem("dagen kunnen niet worden opgeteld of afgetrokken", place, hint)
        if left.type.kind not in (Kind.MONEY, Kind.PERCENTAGE, Kind.NUMBER, Kind.DURATION):
            raise TypeProblem(f"met {left.type} valt niet te rekenen", left.position)
        joined = self._joined(left, right, place)
        self.sure(left), self.sure(right)
        if joined.kind is Kind.DURATION:
            return Typed("duration_add", (left, right), 1 if op == "+" else -1, DURATION, place)
        args = (self.rescale(left, joined.scale), self.rescale(right, joined.scale))
        return Typed("add" if op == "+" else "sub", args, None, joined, place)

    def _joined(self, left: Typed, right: Typed, place: Position | None) -> Type:
        joined = join(left.type, right.type)
        if joined is None:
            raise TypeProblem(f"{left.type} en {right.type} passen niet bij elkaar", place)
        return joined

    def times(self, left: Typed, right: Typed, place: Position | None) -> Typed:
        if is_pending(left.type) or is_pending(right.type):
            known = right.type if is_pending(left.type) else left.type
            return Typed("mul", (left, right), None, known, place)
        self.sure(left), self.sure(right)
        kinds = {left.type.kind, right.type.kind}
        if left.type.kind is Kind.NUMBER and right.type.kind is not Kind.NUMBER:
            left, right = right, left
        if left.type.kind is Kind.PERCENTAGE and right.type.kind is Kind.MONEY:
            left, right = right, left
        scale = left.type.scale + right.type.scale
        if scale > 14:
            raise TypeProblem("te veel vermenigvuldigingen zonder afronding", place)
        if kinds == {Kind.NUMBER}:
            return Typed("mul", (left, right), None, self._joined(left, right, place), place)
        if left.type.kind in (Kind.MONEY, Kind.PERCENTAGE) and (
            right.type.kind in (Kind.NUMBER, Kind.PERCENTAGE)
        ):
            its_type = attrs.evolve(left.type, scale=scale)
            return Typed("mul", (left, right), None, its_type, place)
        if left.type.kind is Kind.DURATION and right.type.kind is Kind.NUMBER:
            return Typed("duration_times", (left, right), None, DURATION, place)
        raise TypeProblem(f"{left.type} maal {right.type} bestaat niet", place)

    def share(self, left: Typed, right: Typed, place: Position | None) -> Typed:
        if not (is_pending(left.type) or is_pending(right.type)):
            joined = self._joined(left, right, place)
            if joined.kind not in (Kind.MONEY, Kind.NUMBER, Kind.PERCENTAGE):
                raise TypeProblem(f"een aandeel van {joined} bestaat niet", place)
            left, right = self.rescale(left, joined.scale), self.rescale(right, joined.scale)
        return Typed("share", (left, right), None, Type(Kind.SHARE), place)

    def compare(self, op: str, left: Typed, right: Typed, place: Position | None) -> Typed:
        if is_pending(left.type) or is_pending(right.type):
            return Typed("eq", (left, right), None, BOOL, place)
        if op == "in":
            if right.type.kind is not Kind.SET or left.type.kind is not Kind.CHOICE:
                raise TypeProblem("`is een van` vraagt links een keuze en rechts een lijst", place)
            if left.type.name != right.type.name and right.type.name is not None:
                raise TypeProblem(f"{left.type} en {right.type} passen niet bij elkaar", place)
            return Typed("in", (left, right), None, BOOL, place)
        if Kind.SHARE in (left.type.kind, right.type.kind):
            return self._compare_share(op, left, right, place)
        if Kind.ROW in (left.type.kind, right.type.kind):
            left, right = self.day(left), self.day(right)
        joined = self._joined(left, right, place)
        left, right = self.rescale(left, joined.scale), self.rescale(right, joined.scale)
        if op in ("=", "<>"):
            return Typed("eq" if op == "=" else "ne", (left, right), None, BOOL, place)
        if joined.kind is Kind.CHOICE:
            choice = self.choices.get(joined.name or "")
            if choice is None or not choice.ordered:
                message = f"keuze '{joined.name}' is niet geordend"
                raise TypeProblem(message, place, "declareer haar met `geordend: [...]`")
            left = self._measured("rank", left, choice.values)
            right = self._measured("rank", right, choice.values)
        elif joined.kind is Kind.DURATION:
            left = self._measured("duration_size", left, None)
            right = self._measured("duration_size", right, None)
        elif joined.kind in (Kind.BOOL, Kind.TEXT, Kind.SET):
            raise TypeProblem(f"van {joined} is er geen grotere of kleinere", place)
        return Typed(_ORDERED[op], (left, right), None, BOOL, place)

    @staticmethod
    def _measured(op: str, node: Typed, attr: tuple[str, ...] | None) -> Typed:
        """A choice or duration as a number to compare; what is absent stays absent."""
        its_type = NUMBER.maybe() if node.type.optional else NUMBER
        return Typed(op, (node,), attr, its_type, node.position)

    def _compare_share(self, op: str, left: Typed, right: Typed, place: Position | None) -> Typed:
        if left.type.kind is not Kind.SHARE or right.type.kind is not Kind.PERCENTAGE:
            raise TypeProblem("een aandeel wordt vergeleken met een percentage rechts", place)
        if op not in _ORDERED:
            raise TypeProblem(
                "een aandeel kan niet gelijk zijn; gebruik ten minste, minder dan, ...", place
            )
        return Typed("share_" + _ORDERED[op], (left, right), right.type.scale, BOOL, place)

    def sets(self, op: str, left: Typed, right: Typed, place: Position | None) -> Typed:
        joined = self._joined(left, right, place)
        if joined.kind is not Kind.SET:
            raise TypeProblem("dit zijn geen verzamelingen", place)
        self.sure(left), self.sure(right)
        return Typed("union" if op == "with" else "minus", (left, right), None, joined, place)

    # -- functions --------------------------------------------------------------------------

    def call(self, name: str, args: list[Typed], place: Position | None) -> Typed | None:
        """The built-in function of that name, or None when there is none."""
        if name in _EXTREMES:
            return self._extreme(name, args, place)
        if name not in FUNCTIONS:
            return None
        kinds, result, op = FUNCTIONS[name]
        if len(args) != len(kinds):
            message = f"{name} heeft {len(kinds)} argumenten, hier staan er {len(args)}"
            raise TypeProblem(message, place, "scheid argumenten met ;")
        if name == "verdeeld" and is_pending(args[0].type):
            result = args[0].type
        elif name == "verdeeld" and args[0].type.kind is Kind.NUMBER:
            kinds, result = (Kind.NUMBER, Kind.NUMBER), NUMBER
        fitted = tuple(self.of_kind(arg, kind) for arg, kind in zip(args, kinds, strict=True))
        if name == "dag":
            return fitted[0]
        if name == "verdeeld" and fitted[0].type.scale:
            raise TypeProblem("verdeeld vraagt een bedrag in hele centen", place)
        return Typed(op, fitted, None, result, place)

    def _extreme(self, name: str, args: list[Typed], place: Position | None) -> Typed:
        kind, op = _EXTREMES[name]
        if not args:
            raise TypeProblem(f"{name} heeft argumenten nodig", place)
        if kind is not None:
            fitted = [self.of_kind(arg, kind) for arg in args]
            return Typed(op, tuple(fitted), None, Type(kind), place)
        whole = args[0].type
        for arg in args:
            if is_pending(arg.type):
                continue
            joined = arg.type if is_pending(whole) else join(whole, arg.type)
            if joined is None or joined.kind not in (Kind.NUMBER, Kind.MONEY, Kind.PERCENTAGE):
                hint = "voor dagen: uiterste en vroegste; voor duren: langste en kortste"
                raise TypeProblem(f"{name} gaat over getallen, geld of percentages", place, hint)
            whole = joined
            self.sure(arg)
        return Typed(op, tuple(self.rescale(arg, whole.scale) for arg in args), None, whole, place)
