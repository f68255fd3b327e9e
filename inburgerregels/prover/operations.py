"""The operators of the intermediate representation on terms; None where nothing is known of the result.

Where the program gives no value (a missing version, a division by nothing) any value will do here: what
it does find out does not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from inburgerregels.engine.ir import Node
from inburgerregels.language.types import Kind
from inburgerregels.model import ALREADY, NEVER
from inburgerregels.prover.terms import conj, disj, eq, ite, le, lt, maximum, minimum, neg
from inburgerregels.prover.values import Sym, same, when

if TYPE_CHECKING:
    from inburgerregels.prover.encoding import Encoder, Frame

__all__ = ["OPERATIONS", "bracket_holds", "collected", "version_holds"]

Operation = Callable[["Encoder", Node, list[Sym], "Frame"], Sym | None]
_ORDER: Mapping[str, Callable[[Any, Any], Any]] = {
    "lt": lt,
    "le": le,
    "gt": lambda a, b: lt(b, a),
    "ge": lambda a, b: le(b, a),
}


def _truth(value: Any) -> Sym:
    return Sym(Kind.BOOL, value)


def _there(parts: list[Sym]) -> Any:
    return conj(*(part.present for part in parts))


def _compare(e: Encoder, node: Node, parts: list[Sym], frame: Frame) -> Sym:
    left, right = parts
    if left.value is None or right.value is None:
        return _truth(False)
    if node.op in ("eq", "ne"):
        found = same(left, right)
        found = found if node.op == "eq" else neg(found)
    elif node.op == "in":
        words = e.values.words(_choice(e, node))
        found = disj(
            *(conj(eq(left.value, words.index(word)), holds) for word, holds in right.value.items())
        )
    else:
        found = _ORDER[node.op](left.value, right.value)
    return _truth(conj(_there(parts), found))


def _choice(e: Encoder, node: Node) -> str | None:
    return e.program.nodes[node.args[0]].type.name


def _share(e: Encoder, node: Node, parts: list[Sym], frame: Frame) -> Sym | None:
    (part, whole), limit = parts[0].value, parts[1].value
    if not isinstance(limit, int):
        return None
    return _truth(conj(_there(parts), _ORDER[node.op[6:]](part * 10**node.attr, limit * whole)))


def _logic(e: Encoder, node: Node, parts: list[Sym], frame: Frame) -> Sym:
    values = [part.value for part in parts]
    return _truth(conj(*values) if node.op == "and" else disj(*values))


def _day(e: Encoder, node: Node, parts: list[Sym], frame: Frame) -> Sym:
    row = parts[0]
    return Sym(Kind.DATE, ite(row.present, row.value.day, NEVER if node.attr else ALREADY))


def _pick(e: Encoder, node: Node, parts: list[Sym], frame: Frame) -> Sym:
    index, *family = parts
    words = e.values.words(e.program.nodes[node.args[0]].type.name)
    found = family[-1]
    for word, value in zip(node.attr[:-1], family[:-1], strict=True):
        found = when(eq(index.value, words.index(word)), value, found)
    return Sym(found.kind, found.value, conj(index.present, found.present))


def _plain(function: Callable[..., Any]) -> Operation:
    """An operation that is absent where an argument is."""

    def apply(e: Encoder, node: Node, parts: list[Sym], frame: Frame) -> Sym | None:
        if any(part.value is None for part in parts):
            return Sym(node.type.kind, None, False)
        value = function(e, node, *(part.value for part in parts))
        return None if value is None else Sym(node.type.kind, value, _there(parts))

    return apply


def _mul(e: Encoder, node: Node, left: Any, right: Any) -> Any:
    return left * right if isinstance(left, int) or isinstance(right, int) else None


def _round(e: Encoder, node: Node, value: Any) -> Any:
    divisor, unit, how = node.attr
    if how == "omlaag":
        return _floor(value, divisor) * unit
    if how == "omhoog":
        return (0 - _floor(0 - value, divisor)) * unit
    up = _floor(2 * value + divisor, 2 * divisor)
    down = 0 - _floor(divisor - 2 * value, 2 * divisor)
    return ite(le(0, value), up, down) * unit


def _floor(value: Any, by: int) -> Any:
    return value // by if isinstance(value, int) else value / by


def _split(e: Encoder, node: Node, amount: Any, parts: Any) -> Any:
    if not isinstance(parts, int) or parts <= 0:
        return None
    return _floor(amount, parts)


def _size(pair: tuple[Any, Any]) -> Any:
    return pair[0] * 487 + pair[1] * 16


def _extreme(e: Encoder, node: Node, *pairs: Any) -> Any:
    found = pairs[0]
    for pair in pairs[1:]:
        more, less = (pair, found) if node.op == "longest" else (found, pair)
        test = lt(_size(less), _size(more))
        found = tuple(ite(test, a, b) for a, b in zip(pair, found, strict=True))
    return found


def _times(e: Encoder, node: Node, duration: Any, times: Any) -> Any:
    if not isinstance(times, int) and not all(isinstance(part, int) for part in duration):
        return None
    return tuple(part * times for part in duration)


def _days_between(e: Encoder, node: Node, first: Any, last: Any) -> Any:
    return ite(lt(last, first), 0, last - first + 1)


def _union(e: Encoder, node: Node, left: Any, right: Any) -> Any:
    words = dict.fromkeys((*left, *right))
    return {word: disj(left.get(word, False), right.get(word, False)) for word in words}


def _minus(e: Encoder, node: Node, left: Any, right: Any) -> Any:
    return {word: conj(holds, neg(right.get(word, False))) for word, holds in left.items()}


def _set_of(e: Encoder, node: Node, *items: Any) -> Any:
    words = e.values.words(node.type.name)
    return {word: disj(*(eq(item, i) for item in items)) for i, word in enumerate(words)}


def _count(e: Encoder, node: Node, items: Any) -> Any:
    total: Any = 0
    for holds in items.values():
        total = total + ite(holds, 1, 0)
    return total


def collected(node: Node, won: list[Any], parts: list[Sym]) -> Sym | None:
    """What the contributions of the rules that count come to; ``parts`` are the arguments."""
    said = [
        (conj(test, part.present), part.value)
        for test, part in zip(won, parts[1::2], strict=True)
        if part.value is not None
    ]
    kind = node.type.kind
    match node.attr.way:
        case "enig":
            return Sym(kind, disj(*(conj(test, value) for test, value in said)))
        case "elk":
            return Sym(kind, conj(*(disj(neg(test), value) for test, value in said)))
        case "vroegste":
            return Sym(kind, minimum([NEVER, *(ite(t, v, NEVER) for t, v in said)]))
        case "uiterste":
            return Sym(kind, maximum([ALREADY, *(ite(t, v, ALREADY) for t, v in said)]))
        case "som" if kind is not Kind.DURATION:
            return Sym(kind, sum(ite(test, value, 0) for test, value in said))
        case "verzameling":
            words = dict.fromkeys(word for _, value in said for word in value)
            found = {
                word: disj(*(conj(test, value.get(word, False)) for test, value in said))
                for word in words
            }
            return Sym(kind, found)
    return None


def version_holds(version: Any, moment: Any) -> Any:
    """Whether a version of a parameter or table is in force on a day (None: it is the only one)."""
    if moment is None:
        return True
    since, until = version.validity.since, version.validity.until
    return conj(
        True if since == ALREADY else le(since, moment),
        True if until == NEVER else le(moment, until),
    )


def _param(e: Encoder, node: Node, parts: list[Sym], frame: Frame) -> Sym | None:
    versions = e.rulebook.parameters[node.attr].versions
    if not versions:
        return None
    moment = parts[0].value if parts else None
    found: Sym | None = None
    for version in reversed(versions):
        value = version.value
        if node.type.scale != version.type.scale:
            value *= 10 ** (node.type.scale - version.type.scale)
        sym = e.values.constant(value, node.type)
        found = sym if found is None else when(version_holds(version, moment), sym, found)
    return found


def bracket_holds(e: Encoder, bracket: Any, value: Any, choice: str | None) -> Any:
    """Whether a row or column of a table is the one to read; None where that cannot be said."""
    if bracket.choice is not None:
        return eq(value, e.values.words(choice).index(bracket.choice))
    low, high = bracket.low, bracket.high
    if isinstance(value, tuple):
        part, whole = value
        part = part * 10**bracket.scale
        above = True if low is None else le(low * whole, part)
        if high is None:
            return above
        return conj(above, (lt if bracket.half_open else le)(part, high * whole))
    return conj(True if low is None else le(low, value), True if high is None else le(value, high))


def _table(e: Encoder, node: Node, parts: list[Sym], frame: Frame) -> Sym | None:
    table = e.rulebook.tables[node.attr]
    ways = 2 if table.versions[0].columns else 1
    moment = parts[ways].value if len(parts) > ways else None
    choices = [e.program.nodes[arg].type.name for arg in node.args]
    found: Sym | None = None
    for version in reversed(table.versions):
        here = version_holds(version, moment)
        for r, head in reversed(list(enumerate(version.rows))):
            row = bracket_holds(e, head, parts[0].value, choices[0])
            for c in reversed(range(len(version.columns) or 1)):
                cell = version.cells[r][c]
                if cell is None:
                    continue
                column: Any = True
                if ways == 2:
                    column = bracket_holds(e, version.columns[c], parts[1].value, choices[1])
                sym = e.values.constant(cell, node.type)
                found = sym if found is None else when(conj(here, row, column), sym, found)
    return found


OPERATIONS: Mapping[str, Operation] = {
    **dict.fromkeys(("eq", "ne", "lt", "le", "gt", "ge", "in"), _compare),
    **dict.fromkeys(("share_lt", "share_le", "share_gt", "share_ge"), _share),
    "and": _logic,
    "or": _logic,
    "not": lambda e, n, p, f: _truth(neg(p[0].value)),
    "if": lambda e, n, p, f: when(p[0].value, p[1], p[2]),
    "else": lambda e, n, p, f: when(p[0].present, p[0], p[1]),
    "exists": lambda e, n, p, f: _truth(p[0].present),
    "truth": lambda e, n, p, f: _truth(conj(p[0].present, p[0].value)),
    "day": _day,
    "pick": _pick,
    "param": _param,
    "table": _table,
    "within": _plain(
        lambda e, n, day: conj(
            True if n.attr[0] == ALREADY else le(n.attr[0], day),
            True if n.attr[1] == NEVER else le(day, n.attr[1]),
        )
    ),
    "rank": _plain(lambda e, n, value: value),
    "duration_size": _plain(lambda e, n, pair: _size(pair)),
    "add": _plain(lambda e, n, a, b: a + b),
    "sub": _plain(lambda e, n, a, b: a - b),
    "mul": _plain(_mul),
    "min": _plain(lambda e, n, *terms: minimum(terms)),
    "max": _plain(lambda e, n, *terms: maximum(terms)),
    "round": _plain(_round),
    "split": _plain(_split),
    "shift": _plain(lambda e, n, day, step: e.calendar.shift(day, step, n.attr)),
    "last_day": _plain(lambda e, n, step, day: e.calendar.last_day(day, step)),
    "working_day": _plain(lambda e, n, day: e.calendar.later("werkdag", day, 366)),
    "next_month": _plain(lambda e, n, day: e.calendar.later("volgende maand", day, 31)),
    "year": _plain(lambda e, n, day: e.calendar.year(day)),
    "quarter": _plain(lambda e, n, day: e.calendar.number("kwartaal", day)),
    "longest": _plain(_extreme),
    "shortest": _plain(_extreme),
    "duration_add": _plain(lambda e, n, a, b: (a[0] + n.attr * b[0], a[1] + n.attr * b[1])),
    "duration_times": _plain(_times),
    "days_duration": _plain(lambda e, n, days: (0, ite(le(0, days), days, 0))),
    "months_number": _plain(lambda e, n, pair: pair[0]),
    "days_between": _plain(_days_between),
    "size": _plain(_count),
    "union": _plain(_union),
    "minus": _plain(_minus),
    "set_of": _plain(_set_of),
    "share": _plain(lambda e, n, a, b: (a, b)),
}
