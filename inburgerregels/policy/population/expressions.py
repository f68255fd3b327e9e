"""The expressions of the model: arithmetic over everybody at once, with nothing else in it.

They are read as Python expressions and interpreted here, node by node: numbers, names, arithmetic,
comparisons, ``and``, ``or``, ``not`` and the functions below. Nothing is evaluated by Python itself.

====================================  ================================================================
``uniform()``                         a draw between 0 and 1
``normaal()``                         a standard normal draw
``lognormaal(mediaan, spreiding)``    a draw with this median and standard deviation of its logarithm
``exponentieel(gemiddelde)``          a draw with this mean
``kans(p)``                           true with this chance
``kies(p1, p2, …)``                   0, 1, … with these chances, and the next with what remains
``knopen(x, x1, y1, x2, y2, …)``      on straight lines between points; flat before and after
``als(voorwaarde, dan, anders)``      one of two
``laagste(…)``, ``hoogste(…)``        of two or more
``heel(x)``                           rounded down
``dag(jaar, maand, dag)``             a day, as its number
====================================  ================================================================
"""

from __future__ import annotations

import ast
import datetime
import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import numpy as np

from inburgerregels.language.yaml_nodes import Scalar
from inburgerregels.model import Position, Problem, ProblemError, nearest
from inburgerregels.policy.population.draws import normal_of

__all__ = ["Expression", "Scope", "expression"]

Array = Any
#: Draws between 0 and 1 by name.
Drawing = Callable[[str], Array]

_BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@attrs.frozen(eq=False)
class Scope:
    """What an expression can use: columns and numbers by name, and a source of draws."""

    values: Mapping[str, Any]
    draw: Drawing


@attrs.frozen
class Expression:
    """``label`` names its draws: two expressions with the same label draw the same numbers."""

    tree: ast.expr = attrs.field(eq=False)
    text: str
    label: str
    position: Position

    @property
    def names(self) -> frozenset[str]:
        """The values it uses."""
        called = {n.func for n in ast.walk(self.tree) if isinstance(n, ast.Call)}
        return frozenset(
            n.id for n in ast.walk(self.tree) if isinstance(n, ast.Name) and n not in called
        )

    def value(self, scope: Scope) -> Any:
        """A column, or one number where it is the same for everybody."""
        return _Reading(self, scope).of(self.tree)


def expression(node: Scalar, label: str) -> Expression:
    """Raises ``ProblemError`` where the text is no expression of the model."""
    try:
        tree = ast.parse(node.text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _wrong(f"dit is geen uitdrukking: {node.text}", node.position) from None
    for part in ast.walk(tree):
        _check(part, node)
    return Expression(tree, node.text, label, node.position)


def _check(part: ast.AST, node: Scalar) -> None:
    match part:
        case ast.Call(func=ast.Name(id=name), keywords=[]):
            if name not in _FUNCTIONS:
                hint = nearest(name, _FUNCTIONS)
                raise _wrong(f"'{name}' is geen functie van het model", node.position, hint)
        case ast.Constant(value=bool()) | ast.Constant(value=complex()):
            raise _wrong(f"dit hoort niet in een uitdrukking: {node.text}", node.position)
        case ast.Constant(value=int() | float()) | ast.Name() | ast.Load():
            pass
        case ast.BinOp(op=op) if type(op) in _BINARY:
            pass
        case ast.Compare(ops=[op]) if type(op) in _BINARY:
            pass
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not() | ast.USub()):
            pass
        case ast.operator() | ast.cmpop() | ast.boolop() | ast.unaryop():
            pass
        case _:
            raise _wrong(f"dit hoort niet in een uitdrukking: {node.text}", node.position)


def _wrong(message: str, position: Position, hint: str | None = None) -> ProblemError:
    return ProblemError([Problem("P003", message, position, hint)])


class _Reading:
    """One evaluation of an expression; counts its draws, so that each has a name."""

    def __init__(self, whole: Expression, scope: Scope) -> None:
        self.whole = whole
        self.scope = scope
        self.draws = 0

    def of(self, part: ast.expr) -> Any:
        match part:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                if name not in self.scope.values:
                    hint = nearest(name, self.scope.values)
                    message = f"'{name}' is geen waarde of parameter van het model"
                    raise _wrong(message, self.whole.position, hint)
                return self.scope.values[name]
            case (
                ast.BinOp(left=left, op=op, right=right)
                | ast.Compare(left=left, ops=[op], comparators=[right])
            ):
                return _BINARY[type(op)](self.of(left), self.of(right))
            case ast.BoolOp(op=op, values=values):
                joined = np.logical_and if isinstance(op, ast.And) else np.logical_or
                return functools.reduce(joined, map(self.of, values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return np.logical_not(self.of(operand))
            case ast.UnaryOp(operand=operand):
                return -self.of(operand)
            case ast.Call(func=ast.Name(id=name), args=args):
                return self._called(name, [self.of(arg) for arg in args])
        raise AssertionError(ast.dump(part))

    def _called(self, name: str, args: list[Any]) -> Any:
        function, least, most, drawn = _FUNCTIONS[name]
        if len(args) < least or (most is not None and len(args) > most):
            raise _wrong(f"'{name}' krijgt hier {len(args)} waarden", self.whole.position)
        if drawn:
            self.draws += 1
            args = [self.scope.draw(f"{self.whole.label} {self.draws}"), *args]
        return function(*args)


def _picked(even: Array, *chances: Any) -> Array:
    found = np.zeros(len(even))
    below: Any = 0.0
    for chance in chances:
        below = below + chance
        found += even >= below
    return found


def _on_lines(where: Any, *points: Any) -> Any:
    """``points`` alternate between place and value; the values may be columns."""
    places, values = points[::2], points[1::2]
    found = values[0]
    for before, after, low, high in zip(places, places[1:], values, values[1:], strict=False):
        share = np.clip((where - before) / (after - before), 0.0, 1.0)
        found = found + share * (high - low)
    return found


def _day(year: Any, month: Any, day: Any) -> int:
    return datetime.date(int(year), int(month), int(day)).toordinal()


#: Function, fewest and most values that are written, and whether it draws.
_FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int | None, bool]] = {
    "uniform": (lambda even: even, 0, 0, True),
    "normaal": (normal_of, 0, 0, True),
    "lognormaal": (
        lambda even, median, width: median * np.exp(width * normal_of(even)),
        2,
        2,
        True,
    ),
    "exponentieel": (lambda even, mean: -mean * np.log1p(-even), 1, 1, True),
    "kans": (lambda even, chance: even < chance, 1, 1, True),
    "kies": (_picked, 1, None, True),
    "knopen": (_on_lines, 5, None, False),
    "als": (np.where, 3, 3, False),
    "laagste": (lambda *values: functools.reduce(np.minimum, values), 2, None, False),
    "hoogste": (lambda *values: functools.reduce(np.maximum, values), 2, None, False),
    "heel": (np.floor, 1, 1, False),
    "dag": (_day, 3, 3, False),
}
