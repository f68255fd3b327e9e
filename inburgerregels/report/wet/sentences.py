"""Expressions of the rule language as Dutch to be read, each name a link to where it is said."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Protocol

from inburgerregels.explain.dutch import amount, day, humanise, number, percentage
from inburgerregels.language.syntax import Expr
from inburgerregels.model import Duration
from inburgerregels.report.wet.markdown import Item, escaped

__all__ = ["Namer", "Sentences"]


class Namer(Protocol):
    """Says as Markdown what a name in an expression refers to."""

    def name(self, name: str, rows: str | None) -> str:
        """A value; ``rows`` are those a filter looks at, None outside filters."""

    def choice(self, name: str, rows: str | None) -> str:
        """The same where a value of a choice is expected: that goes first."""

    def source(self, name: str) -> str:
        """The rows that a question looks at."""

    def called(self, name: str) -> str:
        """A table, or a quantity that there is for each value of a choice."""


_OR, _AND, _NOT, _COMPARE, _SUM, _TERM, _ATOM = range(7)
_COMPARED = {
    "=": "is",
    "<>": "is niet",
    "in": "is een van",
    "<": "kleiner dan",
    "<=": "ten hoogste",
    ">": "meer dan",
    ">=": "ten minste",
}
_SUMS = {
    "+": "+",
    "-": "-",
    "without": "zonder",
    "with": "samen met",
    "x": "×",
    "/": "gedeeld door",
}
_EXTREMES = {
    "uiterste": "de laatste",
    "vroegste": "de vroegste",
    "hoogste": "het hoogste",
    "laagste": "het laagste",
    "minste": "het minste",
    "langste": "de langste",
    "kortste": "de kortste",
}
_OVER = {
    "elk": "voor elk",
    "enig": "voor ten minste één",
    "aantal": "het aantal keer dat geldt, voor elk",
    "vroegste": "de vroegste, voor elk",
    "uiterste": "de laatste, voor elk",
    "som": "de som, voor elk",
    "verzameling": "alles samen, voor elk",
}
_QUERIES = {"eerste": "eerste", "laatste": "laatste", "aantal": "het aantal keer"}
#: A part of a list may be about this long before it gets a list of its own.
_LONG = 110


class Sentences:
    """Writes expressions with the names that ``namer`` gives.

    ``choosing``: the whole expression says which value of a choice it is.
    """

    def __init__(self, namer: Namer, *, choosing: bool = False) -> None:
        self.namer = namer
        self.choosing = choosing

    def line(self, expr: Expr, rows: str | None = None) -> str:
        """The whole expression on one line."""
        return self._write(expr, rows)[0]

    def parts(self, expr: Expr) -> tuple[str, list[Item]]:
        """A first line, and a list under it when the expression has parts worth a line each.

        All parts of an ``en`` and of an ``of`` get their own line, and so do the cases of a choice.
        """
        if expr.op == "if":
            return "", self._cases(expr)
        if expr.op in ("and", "or"):
            items: list[Item] = []
            for part in _flat(expr, expr.op):
                items += self._part(part)
            return _ALL if expr.op == "and" else _ANY, items
        return self.line(expr), []

    def _part(self, expr: Expr) -> list[Item]:
        if expr.op in ("and", "or") and len(str(expr)) > _LONG:
            first, items = self.parts(expr)
            return [first, items]
        return [self.line(expr)]

    def _cases(self, expr: Expr) -> list[Item]:
        items: list[Item] = []
        word = "als"
        while expr.op == "if":
            condition, then, other = expr.args
            items.append(f"{word} {self.line(condition)}: {self.line(then)}")
            expr, word = other, "en anders, als"
        return [*items, f"en anders: {self.line(expr)}"]

    def _at(self, expr: Expr, level: int, rows: str | None) -> str:
        text, binds = self._write(expr, rows)
        return text if binds >= level else f"({text})"

    def _write(self, expr: Expr, rows: str | None) -> tuple[str, int]:
        args, attr = expr.args, expr.attr

        def at(index: int, level: int) -> str:
            return self._at(args[index], level, rows)

        match expr.op:
            case "if":
                return f"als {at(0, _OR)} dan {at(1, _OR)} en anders {at(2, _OR)}", _OR - 1
            case "or":
                parts = [self._at(part, _AND, rows) for part in _flat(expr, "or")]
                return " of ".join(parts), _OR
            case "and":
                parts = [self._at(part, _NOT, rows) for part in _flat(expr, "and")]
                return " en ".join(parts), _AND
            case "not":
                inner = args[0]
                if inner.op == "query" and inner.attr[0] == "bestaat":
                    return self._query(inner, rows, "er is geen"), _OR - 1
                if inner.op in ("name", "field"):
                    return f"niet {at(0, _ATOM)}", _NOT
                return f"het is niet zo dat ({self._write(inner, rows)[0]})", _NOT
            case "compare":
                return self._compared(expr, rows), _COMPARE
            case "+" | "-" | "without" | "with":
                return f"{at(0, _SUM)} {_SUMS[expr.op]} {at(1, _TERM)}", _SUM
            case "x" | "/":
                return f"{at(0, _TERM)} {_SUMS[expr.op]} {at(1, _ATOM)}", _TERM
            case "else":
                return f"{at(0, _ATOM)} (of, als dat er niet is: {at(1, _OR)})", _ATOM
            case "at":
                return f"{at(0, _ATOM)} op {at(1, _ATOM)}", _SUM
            case "field":
                return self._field(expr, rows), _ATOM
            case "days":
                text = f"het aantal dagen van {at(0, _SUM)} tot en met {at(1, _SUM)}"
                return text, _COMPARE
            case "query":
                how = expr.attr[0]
                word = "er is een" if how == "bestaat" else f"{_QUERIES.get(how, how)}"
                bound = _COMPARE if args[2].op == "none" else _OR - 1
                return self._query(expr, rows, word), bound
            case "over":
                how, variable = attr
                word = _OVER.get(how, how)
                name = escaped(humanise(variable))
                return f"{word} {name} uit {at(0, _SUM)}: ({at(1, _OR)})", _COMPARE
            case "call":
                return self._call(expr, rows), _ATOM
            case "set":
                return _and([self._at(arg, _OR, rows) for arg in args], "en") or "niets", _COMPARE
            case "name":
                said = self.namer.choice if self.choosing else self.namer.name
                return said(attr, rows), _ATOM
            case _:
                return _constant(expr), _ATOM

    def _compared(self, expr: Expr, rows: str | None) -> str:
        left, right = expr.args
        first = Sentences(self.namer)._at(left, _SUM, rows)
        if right.op == "name" and right.attr == "nooit":
            there = {"<": "een", "<>": "een", "=": "geen", ">=": "geen"}.get(expr.attr)
            if there:
                return f"er is {there} dag voor {first}"
        if expr.attr == "in" and right.op == "set":
            parts = [Sentences(self.namer, choosing=True).line(arg, rows) for arg in right.args]
            return f"{first} is {_and(parts, 'of')}"
        if expr.attr in ("=", "<>", "in"):
            second = Sentences(self.namer, choosing=True)._at(right, _SUM, rows)
        else:
            second = Sentences(self.namer)._at(right, _SUM, rows)
        return f"{first} {_word(expr)} {second}"

    def _field(self, expr: Expr, rows: str | None) -> str:
        owner, field = expr.args[0], str(expr.attr)
        shown = f"*{escaped(humanise(field))}*"
        if owner.op == "name":
            match owner.attr:
                case "deze":
                    return f"de eigen {self.namer.name(field, None)}"
                case "vorige":
                    return f"{self.namer.name(field, None)} van de vorige"
                case "gebeurtenis":
                    return f"{shown} van de gebeurtenis"
        return f"{shown} van {self._at(owner, _ATOM, rows)}"

    def _query(self, expr: Expr, rows: str | None, word: str) -> str:
        """A question to the timeline: what, of which rows, in which window, and which of them."""
        low, high, condition, *values = expr.args
        source = str(expr.attr[1])
        what = self.namer.source(source)
        match values:
            case [first, last]:
                span = f"{self._at(first, _OR, source)} tot en met {self._at(last, _OR, source)}"
                text = f"het aantal dagen dat {what} dekt (van {span})"
            case [field]:
                how = "de som van" if word == "som" else "elke waarde van"
                text = f"{how} {self._at(field, _ATOM, source)} over elke {what}"
            case _:
                text = f"{word} {what}"
        if low.op != "none":
            text += f" vanaf {self._at(low, _SUM, rows)}"
        if high.op != "none":
            text += f" tot en met {self._at(high, _SUM, rows)}"
        if condition.op != "none":
            text += f" waarvoor {self._at(condition, _AND, source)}"
        return text

    def _call(self, expr: Expr, rows: str | None) -> str:
        args = [self._at(arg, _OR, rows) for arg in expr.args]
        if expr.attr == "dag":
            return f"de dag van {self._at(expr.args[0], _ATOM, rows)}"
        match expr.attr, args:
            case name, [_, *_] if name in _EXTREMES:
                return f"{_EXTREMES[name]} van ({'; '.join(args)})"
            case "laatste_dag", [duration, begin]:
                return f"de laatste dag van {duration} vanaf {begin}"
            case "wettelijke_termijn", [duration, after]:
                return f"{after} + {duration} (zo nodig verlengd tot een werkdag)"
            case "werkdag", [date]:
                return f"{date} (zo nodig de eerstvolgende werkdag)"
            case "redenen", _:
                return f"de redenen uit {_and(args, 'en')}"
            case "bijdragen", _:
                return f"de bijdragen aan {_and(args, 'en')}"
            case "dagen", [days]:
                return f"{days} dagen"
            case "maanden", [duration]:
                return f"{duration} in maanden"
            case "jaar" | "kwartaal", [date]:
                return f"het {expr.attr} van {date}"
            case "omvang", [things]:
                return f"hoeveel er zijn in {things}"
            case "verdeeld", [money, count]:
                return f"{money} gedeeld door {count}, naar beneden op hele centen"
        name = self.namer.called(str(expr.attr))
        return f"{name} voor {_and(args, 'en')}" if args else name


_ALL = "dit alles:"
_ANY = "ten minste één hiervan:"


def _flat(expr: Expr, op: str) -> list[Expr]:
    """The parts of ``a en b en c``, however they were put together."""
    if expr.op != op:
        return [expr]
    return [part for arg in expr.args for part in _flat(arg, op)]


def _word(expr: Expr) -> str:
    said = expr.said
    return said if said is not None and said.replace(" ", "").isalpha() else _COMPARED[expr.attr]


def _and(parts: list[str], word: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def _constant(expr: Expr) -> str:
    attr = expr.attr
    match expr.op:
        case "date":
            return day(datetime.date.fromordinal(attr))
        case "money":
            return amount(attr)
        case "percentage":
            value, scale = attr
            return percentage(Fraction(value, 10**scale))
        case "number":
            count, unit = attr
            return f"{number(count)} {escaped(humanise(unit))}" if unit else number(count)
        case "duration":
            return str(Duration(attr.months, attr.days))
        case "text":
            return f"“{escaped(attr)}”"
    return escaped(str(attr))
