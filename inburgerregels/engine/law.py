"""How law is applied to a row: which rule wins, how contributions add up, which version holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from inburgerregels.engine.ir import Node
from inburgerregels.engine.operations import duration_size, look_up, pick_version
from inburgerregels.engine.rows import Gap, Row, Undetermined, undetermined_of
from inburgerregels.language.types import Kind
from inburgerregels.model import ABSENT, ALREADY, NEVER, Duration, date_of, is_real_day

if TYPE_CHECKING:
    from inburgerregels.engine.reference import Evaluator

__all__ = ["Law"]


class Law:
    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator

    def rule(self, node: Node, row: Row) -> Any:
        own = self.evaluator.value(node.args[0], row)
        own = _by_rule(own, node.attr)
        if own is False or len(node.args) == 1:
            return own
        bases = [self.evaluator.value(arg, row) for arg in node.args[1:]]
        if any(base is True for base in bases):
            return own
        lost = undetermined_of([own, *bases])
        return False if all(base is False for base in bases) else lost

    def winners(self, node: Node, row: Row) -> list[int] | Undetermined:
        """Which cases of a ``define`` or ``collect`` count: they apply, and no exception to them does.

        Of ``enig`` those that count for certain; elsewhere one that may count makes all undetermined.
        """
        applies = [self.evaluator.value(arg, row) for arg in node.args[::2]]
        lost = undetermined_of(applies)
        if lost is not None and node.attr.way != "enig":
            return lost
        beaten = node.attr.beaten_by
        return [
            i
            for i, yes in enumerate(applies)
            if yes is True and all(applies[j] is False for j in beaten[i])
        ]

    def define(self, node: Node, row: Row) -> Any:
        won = self.winners(node, row)
        if isinstance(won, Undetermined):
            return won
        if len(won) == 1:
            value = self.evaluator.value(node.args[2 * won[0] + 1], row)
            return _by_rule(value, node.attr.rules[won[0]])
        name = node.attr.quantity[1]
        if not won:
            rules = ", ".join(node.attr.rules) or "geen regels"
            return Undetermined(frozenset({f"geen regel bepaalt '{name}' ({rules})"}))
        rules = ", ".join(node.attr.rules[i] for i in won)
        return Undetermined(frozenset({f"strijdige regels voor '{name}' ({rules})"}))

    def collect(self, node: Node, row: Row) -> Any:
        won = self.winners(node, row)
        if isinstance(won, Undetermined):
            return won
        way = node.attr.way
        values = []
        for i in won:
            value = self.evaluator.value(node.args[2 * i + 1], row)
            if value is True and way == "enig":
                return True
            values.append(_by_rule(value, node.attr.rules[i]))
        if way == "enig":
            values += [self.evaluator.value(arg, row) for arg in node.args[::2]]
        lost = undetermined_of(values)
        if lost is not None:
            return lost
        return self._combine(way, [value for value in values if value is not ABSENT], node)

    def _combine(self, way: str, values: list[Any], node: Node) -> Any:
        match way:
            case "enig":
                return False
            case "elk":
                return all(values)
            case "vroegste":
                return min(values, default=NEVER)
            case "uiterste":
                return max(values, default=ALREADY)
            case "som":
                return (
                    sum(values) if node.type.kind is not Kind.DURATION else self._durations(values)
                )
            case "hoogste":
                return max(values, default=0)
            case "laagste":
                return (
                    min(values)
                    if values
                    else self.evaluator.gap(f"'{node.attr.quantity[1]}' is het laagste van niets")
                )
            case "langste":
                return self._longest(values)
            case "verzameling":
                return frozenset().union(*values)
        raise AssertionError(way)

    def _durations(self, values: list[Any]) -> Any:
        return Duration(sum(v.months for v in values), sum(v.days for v in values))

    def _longest(self, values: list[Any]) -> Any:
        return max(values, key=duration_size, default=Duration())

    def param(self, node: Node, row: Row) -> Any:
        moment = self.evaluator.value(node.args[0], row) if node.args else None
        if type(moment) is Undetermined:
            return moment
        version = pick_version(self.evaluator.rulebook.parameters[node.attr], moment)
        if version is None:
            return self.evaluator.gap(f"parameter '{node.attr}' bestond niet {_on(moment)}")
        return (
            version.value * 10 ** (node.type.scale - version.type.scale)
            if (node.type.scale != version.type.scale)
            else version.value
        )

    def table(self, node: Node, row: Row) -> Any:
        table = self.evaluator.rulebook.tables[node.attr]
        values = [self.evaluator.value(arg, row) for arg in node.args]
        lost = undetermined_of(values)
        if lost is not None:
            return lost
        if any(value is ABSENT for value in values):
            return self.evaluator.gap(f"de ingang van tabel '{node.attr}' is er niet")
        ways = 2 if table.versions[0].columns else 1
        moment = values[ways] if len(values) > ways else None
        version = pick_version(table, moment)
        if version is None:
            return self.evaluator.gap(f"tabel '{node.attr}' bestond niet {_on(moment)}")
        cell = look_up(version, values[0], values[1] if ways == 2 else None)
        if cell is None:
            return self.evaluator.gap(f"tabel '{node.attr}' zegt hier niets")
        return cell

    def reasons(self, node: Node, row: Row) -> Any:
        return tuple(dict.fromkeys(title for title, _, _ in self.contributions(node, row)))

    def with_values(self, node: Node, row: Row) -> Any:
        return tuple(self.contributions(node, row))

    def contributions(self, node: Node, row: Row) -> Iterator[tuple[str, Any, Any]]:
        """Title and value of every rule that made the quantities named in ``redenen(...)`` what they are."""
        for arg in node.args:
            index, here = self.evaluator.follow(arg, row)
            cases = self.evaluator.program.nodes[index]
            won = self.winners(cases, here)
            if isinstance(won, Undetermined):
                continue
            for i in won:
                value = self.evaluator.value(cases.args[2 * i + 1], here)
                if _counts(value):
                    block, _, rule = cases.attr.rules[i].partition(".")
                    meta = self.evaluator.rulebook.blocks[block].rules[rule].meta
                    yield (
                        meta.title or rule,
                        value,
                        self.evaluator.program.nodes[cases.args[2 * i + 1]].type,
                    )


def _counts(value: Any) -> bool:
    """Whether a contribution is more than nothing."""
    if value is ABSENT or type(value) is Undetermined or value is False:
        return False
    return value not in (0, NEVER, ALREADY, frozenset())


def _by_rule(value: Any, rule: str) -> Any:
    """The value; where it is a gap in what a rule computes, with the name of that rule."""
    if type(value) is not Undetermined or not any(isinstance(r, Gap) for r in value.reasons):
        return value
    named = {f"{r} (regel {rule})" if isinstance(r, Gap) else r for r in value.reasons}
    return Undetermined(frozenset(named), value.missing)


def _on(moment: Any) -> str:
    return f"op {date_of(moment).isoformat()}" if is_real_day(moment) else "toen"
