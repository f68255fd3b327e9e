"""Which rules decided something in the scenarios, and which never did."""

from __future__ import annotations

from collections.abc import Iterable

from inburgerregels.engine import Evaluation
from inburgerregels.engine.ir import Node
from inburgerregels.engine.rows import Row, Undetermined
from inburgerregels.explain.dutch import clean
from inburgerregels.language import Rulebook
from inburgerregels.model import ABSENT, ALREADY, NEVER

__all__ = ["Coverage", "rules_that_counted"]

_NOTHING: tuple[object, ...] = (False, 0, NEVER, ALREADY, frozenset())


class Coverage:
    """All rules that were seen, and those that won or contributed at least once."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = set(known)
        self._counted: set[str] = set()

    def add(self, rulebook: Rulebook, evaluation: Evaluation) -> None:
        self._known |= rulebook.known_rules
        self._counted.update(rules_that_counted(evaluation))

    @property
    def silent(self) -> list[str]:
        """The rules that decided nothing, by name."""
        return sorted(self._known - self._counted)

    def report(self, *, named: bool) -> str:
        """How many rules decided something; ``named`` adds which did not."""
        silent, total = self.silent, len(self._known)
        line = f"Dekking: {total - len(silent)} van {total} regels bepaalden iets"
        if not silent:
            return f"{line}."
        if not named:
            return f"{line}; noem de andere met --dekking."
        return "\n".join([f"{line}. Nooit:", *(f"  {clean(name)}" for name in silent)])


def rules_that_counted(evaluation: Evaluation) -> Iterable[str]:
    """Rules that won, or contributed more than nothing; decisions taken; days announced."""
    outcome, evaluator = evaluation.outcome, evaluation.evaluator
    yield from (decision.regel for decision in outcome.besluiten)
    yield from (item.regel for item in outcome.termijnagenda)
    for _, row in evaluator.rows.every_row():
        for index in [key for key in row.memo if isinstance(key, int)]:
            node = evaluator.program.nodes[index]
            if node.op in ("define", "collect"):
                yield from _counted(evaluation, node, row)
            elif node.op in ("reasons", "contributions"):
                # These ask which rules contributed, which does not compute what they add up to.
                for arg in node.args:
                    cases, here = evaluator.follow(arg, row)
                    yield from _counted(evaluation, evaluator.program.nodes[cases], here)


def _counted(evaluation: Evaluation, node: Node, row: Row) -> Iterable[str]:
    evaluator = evaluation.evaluator
    won = evaluator.law.winners(node, row)
    if isinstance(won, Undetermined):
        return
    for place in won:
        value = evaluator.value(node.args[2 * place + 1], row)
        if node.op == "define" or not _is_nothing(value):
            yield node.attr.rules[place]


def _is_nothing(value: object) -> bool:
    return value is ABSENT or isinstance(value, Undetermined) or value in _NOTHING
