"""An expression of the rule language, written out again as it may stand in a rule file."""

from __future__ import annotations

import datetime
from fractions import Fraction

from inburgerregels.explain.dutch import amount, percentage
from inburgerregels.language.syntax import Expr
from inburgerregels.model import Duration

__all__ = ["expression"]

# How tightly each form binds; what binds less than its place asks for gets parentheses.
_IF, _OR, _AND, _NOT, _COMPARE, _SUM, _TERM, _ELSE, _AT, _FIELD, _ATOM = range(11)
#: A query reads on to the closing parenthesis: only at the end of its place it needs none.
_OPEN = _IF

_SUMS = {"+": "+", "-": "-", "without": "zonder", "with": "samen met"}
_JUDGING = ("elk", "enig")


def expression(expr: Expr) -> str:
    """The text of an expression: the same tree when it is read again.

    >>> expression(Expr("+", (Expr("name", (), "begin"), Expr("duration", (), Duration(36)))))
    'begin + 3 jaar'
    """
    return _write(expr)[0]


def _at(expr: Expr, level: int) -> str:
    text, binds = _write(expr)
    return text if binds >= level else f"({text})"


def _write(expr: Expr) -> tuple[str, int]:
    """The text, and how tightly it binds."""
    args, attr = expr.args, expr.attr
    match expr.op:
        case "if":
            condition, then, other = args
            text = f"als {_at(condition, _OR)} dan {_at(then, _OR)} anders {_at(other, _IF)}"
            return text, _IF
        case "or":
            return f"{_at(args[0], _OR)} of {_at(args[1], _AND)}", _OR
        case "and":
            return f"{_at(args[0], _AND)} en {_at(args[1], _NOT)}", _AND
        case "not":
            return f"niet {_at(args[0], _NOT)}", _NOT
        case "compare":
            word = expr.said or ("is een van" if attr == "in" else attr)
            return f"{_at(args[0], _SUM)} {word} {_at(args[1], _SUM)}", _COMPARE
        case "+" | "-" | "without" | "with":
            return f"{_at(args[0], _SUM)} {_SUMS[expr.op]} {_at(args[1], _TERM)}", _SUM
        case "x" | "/":
            return f"{_at(args[0], _TERM)} {expr.op} {_at(args[1], _ELSE)}", _TERM
        case "else":
            return f"{_at(args[0], _AT)} ofwel {_at(args[1], _ELSE)}", _ELSE
        case "at":
            return f"{_at(args[0], _FIELD)} op {_at(args[1], _FIELD)}", _AT
        case "field":
            return f"{_at(args[0], _FIELD)}.{attr}", _FIELD
        case "days":
            return f"dagen van {_at(args[0], _SUM)} tot en met {_at(args[1], _SUM)}", _COMPARE
        case "query":
            return _query(expr)
        case "over":
            how, variable = attr
            word = "geldt" if how in _JUDGING else "van"
            source, body = _at(args[0], _SUM), _at(args[1], _IF)
            return f"{how} over {variable} uit {source} {word} ({body})", _ATOM
        case "call":
            return f"{attr}({'; '.join(_at(arg, _IF) for arg in args)})", _ATOM
        case "set":
            return f"[{', '.join(_at(arg, _IF) for arg in args)}]", _ATOM
        case _:
            return _constant(expr), _ATOM


def _query(expr: Expr) -> tuple[str, int]:
    """A question to the timeline: what, of which rows, in which window, and which of them."""
    low, high, condition, *values = expr.args
    how, source = expr.attr[:2]
    match values:
        case [first, last]:
            text = f"{how}({_at(first, _IF)}; {_at(last, _IF)}) van {source}"
        case [field]:
            text = f"{how} {_at(field, _ATOM)} van {source}"
        case _:
            text = f"{how} {source}"
    if low.op != "none":
        text += f" van {_at(low, _SUM)}"
    if high.op != "none":
        text += f" tot en met {_at(high, _SUM)}"
    if condition.op != "none":
        return f"{text} waar {_at(condition, _AND)}", _OPEN
    return text, _COMPARE


def _constant(expr: Expr) -> str:
    attr = expr.attr
    match expr.op:
        case "date":
            return datetime.date.fromordinal(attr).isoformat()
        case "money":
            return amount(attr)
        case "percentage":
            value, scale = attr
            return percentage(Fraction(value, 10**scale))
        case "number":
            count, unit = attr
            return f"{count} {unit}" if unit else str(count)
        case "duration":
            return str(Duration(attr.months, attr.days))
        case "text":
            return f"'{attr}'"
    return str(attr)
