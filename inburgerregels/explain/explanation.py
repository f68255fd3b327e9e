"""Why a decision was taken: the proof graph as a tree of reasons, down to facts and articles."""

from __future__ import annotations

from typing import Any

from inburgerregels.engine import Evaluation
from inburgerregels.engine.ir import Node
from inburgerregels.engine.proof import Proof
from inburgerregels.engine.rows import DecisionRow, EventRow, Row, Undetermined
from inburgerregels.explain import dutch
from inburgerregels.explain.concise import concise
from inburgerregels.explain.reason import Reason
from inburgerregels.explain.wording import Wording
from inburgerregels.language.rulebook import Meta
from inburgerregels.model import ABSENT, Decision

__all__ = ["explain"]

_MAX_DEPTH = 60


def explain(evaluation: Evaluation, decision: Decision) -> Reason:
    """The reasons of a decision of this evaluation.

    A decision that was referred to a person (or that no rule stands behind) gives a single reason
    with what could not be established.
    """
    return _Explanation(evaluation).decision(decision)


class _Explanation:
    def __init__(self, evaluation: Evaluation) -> None:
        self.evaluator = evaluation.evaluator
        self.rulebook = self.evaluator.rulebook
        self.program = self.evaluator.program
        self.proof = Proof(self.evaluator)
        self.wording = Wording(self.evaluator)
        self.told: set[Any] = set()

    def decision(self, decision: Decision) -> Reason:
        taken = decision.row
        if not isinstance(taken, DecisionRow):
            children = tuple(Reason("waarde", dutch.sentence(why)) for why in decision.redenen)
            title = self.rulebook.vocabulary.decisions[decision.soort].title
            text = f"{title} van {dutch.day(decision.datum)}"
            return Reason("besluit", text, None, decision.regel, decision.bron, None, children)
        return self._taken(taken, 0)

    def _taken(self, taken: DecisionRow, depth: int) -> Reason:
        nodes = self.program.decisions[taken.key]
        rule = nodes.rule
        value = None
        parts = [nodes.applies]
        if nodes.base is not None:
            base = self.program.decisions[(taken.key[0], nodes.base)]
            parts.append(base.applies)
        parts += [nodes.date, *(() if nodes.amount is None else (nodes.amount,))]
        if nodes.amount is not None:
            amount = self.evaluator.value(nodes.amount, taken.owner)
            if amount is not ABSENT:
                value = self.wording.value(amount, self.program.nodes[nodes.amount].type)
        parts += nodes.fields.values()
        children: list[Reason] = []
        if self._once(("besluit", taken.key, id(taken.owner))):
            children += self._rule_doubts(rule.meta)
            for part in parts:
                children += self._reasons(part, taken.owner, depth + 1)
            children += self._not_taken(taken, depth + 1)
        text = rule.meta.title or self.wording.row(taken)
        text = f"{text} ({self.wording.day(taken.day)})"
        return Reason(
            "besluit",
            text,
            value,
            rule.full_id,
            rule.meta.sources,
            rule.position,
            concise(children),
        )

    def _once(self, key: Any) -> bool:
        """Whether this is the first time something is explained."""
        if key in self.told:
            return False
        self.told.add(key)
        return True

    def _rule_doubts(self, meta: Meta) -> list[Reason]:
        found = []
        if meta.certainty in ("B", "C", "D"):
            how = {"B": "uit de tweede hand", "C": "niet nagelezen", "D": "afgeleid, niet gelezen"}
            found.append(Reason("waarde", f"Zekerheid van deze regel: {how[meta.certainty]}"))
        if meta.question:
            found.append(Reason("waarde", f"Open vraag: {meta.question}"))
        return found

    def _not_taken(self, taken: DecisionRow, depth: int) -> list[Reason]:
        """The exceptions to this decision that did not apply, and why."""
        found = []
        for name in self.program.decisions[taken.key].exceptions:
            nodes = self.program.decisions[(taken.key[0], name)]
            title = nodes.rule.meta.title or dutch.humanise(name)
            under = self._reasons(nodes.applies, taken.owner, depth + 1)
            found.append(
                Reason(
                    "niet_van_toepassing",
                    title,
                    None,
                    nodes.rule.full_id,
                    nodes.rule.meta.sources,
                    nodes.rule.position,
                    concise(under),
                )
            )
        return found

    # -- values -----------------------------------------------------------------------------

    def _reasons(self, index: int, row: Row, depth: int) -> list[Reason]:
        """The reasons behind a value; operators in between are passed through."""
        if depth > _MAX_DEPTH:
            return []
        node = self.program.nodes[index]
        match node.op:
            case "const" | "number" | "reference_date":
                return []
            case "quantity":
                return [self._quantity(index, node, row, depth)]
            case "param":
                return [self._parameter(index, node, row)]
            case "table":
                return self._table(index, node, row, depth)
            case "query":
                return self._query(index, node, row, depth)
            case "decision":
                return self._decision(node, row, depth)
            case "person":
                value = self.wording.value(self.evaluator.value(index, row), node.type)
                return [Reason("feit", f"{dutch.humanise(node.attr)} van de persoon", value)]
        found: list[Reason] = []
        for use in self.proof.uses(index, row):
            found += self._use(use, depth)
        return found

    def _use(self, use: Any, depth: int) -> list[Reason]:
        if isinstance(use, tuple):
            return self._reasons(use[0], use[1], depth)
        if isinstance(use, EventRow):
            return [self._fact(use)]
        if isinstance(use, DecisionRow):
            return [self._taken(use, depth)]
        return self._use(use.item, depth) if use.item is not None else []

    def _fact(self, item: EventRow) -> Reason:
        return Reason("feit", self.wording.event(item), position=item.event.position)

    def _quantity(self, index: int, node: Node, row: Row, depth: int) -> Reason:
        name = self.wording.quantity(node.attr[1], node.attr[2])
        value = self.wording.value(self.evaluator.value(index, row), node.type)
        cases = self.program.nodes[node.args[0]]
        won = self.evaluator.law.winners(cases, row)
        chosen = [] if isinstance(won, Undetermined) else won
        sources: tuple[Any, ...] = ()
        rules = [self._rule(cases.attr.rules[i]) for i in chosen]
        for rule in rules:
            sources += rule.meta.sources
        title = rules[0].meta.title if len(rules) == 1 else None
        text = f"{title} - {name}" if title else name
        children: list[Reason] = []
        if self._once((index, id(row))):
            for rule in rules:
                children += self._rule_doubts(rule.meta)
            for use in self.proof.uses(node.args[0], row):
                children += self._use(use, depth + 1)
            children += self._beaten(cases, row, chosen, depth)
        return Reason(
            "regel",
            dutch.sentence(text),
            value,
            rules[0].full_id if len(rules) == 1 else None,
            tuple(dict.fromkeys(sources)),
            rules[0].position if rules else None,
            concise(children),
        )

    def _rule(self, full_id: str) -> Any:
        block, _, name = full_id.partition(".")
        return self.rulebook.blocks[block].rules[name]

    def _beaten(self, cases: Node, row: Row, chosen: list[int], depth: int) -> list[Reason]:
        """The exceptions to the rule that won, which did not apply."""
        found = []
        for i in chosen:
            for j in cases.attr.beaten_by[i]:
                if self.evaluator.value(cases.args[2 * j], row) is False:
                    rule = self._rule(cases.attr.rules[j])
                    title = rule.meta.title or dutch.humanise(rule.id)
                    found.append(
                        Reason("niet_van_toepassing", title, None, rule.full_id, rule.meta.sources)
                    )
        return found

    def _parameter(self, index: int, node: Node, row: Row) -> Reason:
        parameter = self.rulebook.parameters[node.attr]
        value = self.evaluator.value(index, row)
        sources = next((v.meta.sources for v in parameter.versions if v.value == value), ())
        title = parameter.title or dutch.humanise(node.attr)
        shown = self.wording.value(value, node.type)
        return Reason("parameter", title, shown, None, sources, parameter.position)

    def _table(self, index: int, node: Node, row: Row, depth: int) -> list[Reason]:
        table = self.rulebook.tables[node.attr]
        value = self.wording.value(self.evaluator.value(index, row), node.type)
        inputs = [
            self.wording.value(self.evaluator.value(arg, row), self.program.nodes[arg].type)
            for arg in node.args[: 2 if table.versions[0].columns else 1]
        ]
        text = f"{table.title or dutch.humanise(node.attr)} bij {' en '.join(inputs)}"
        found = Reason("tabel", text, value, None, table.versions[-1].meta.sources, table.position)
        return [found] + [r for arg in node.args for r in self._reasons(arg, row, depth + 1)]

    def _query(self, index: int, node: Node, row: Row, depth: int) -> list[Reason]:
        value = self.evaluator.value(index, row)
        query = node.attr[0]
        matches = row.matches.get(index, [])
        looked = matches
        if query.how in ("eerste", "laatste") and matches:
            looked = [matches[0 if query.how == "eerste" else -1]]
        found: list[Reason] = []
        for look in looked[:40]:
            found += self._use(look.item, depth)
        if not matches and not isinstance(value, Undetermined):
            low, high = (self.evaluator.value(arg, row) for arg in node.args[:2])
            found.append(Reason("afwezig", self._missing(query, low, high)))
        for arg in node.args[:2]:
            found += self._reasons(arg, row, depth)
        return found

    def _missing(self, query: Any, low: int, high: int) -> str:
        kinds = []
        for source in query.sources:
            name = source.partition(":")[2]
            event = self.rulebook.vocabulary.events.get(name)
            kinds.append(event.title if event else dutch.humanise(name.rpartition(".")[2]))
        when = ""
        if abs(low) < 1 << 29:
            when += f" vanaf {self.wording.day(low)}"
        if abs(high) < 1 << 29:
            when += f" tot en met {self.wording.day(high)}"
        which = "eerdere " if query.earlier else ""
        return f"geen {which}{' of '.join(kinds)} die hier telt{when}"

    def _decision(self, node: Node, row: Row, depth: int) -> list[Reason]:
        taken = self.evaluator.rows.decision(node.attr, row)
        if isinstance(taken, DecisionRow):
            return [self._taken(taken, depth)]
        rule = self.program.decisions[node.attr].rule
        title = rule.meta.title or dutch.humanise(rule.id)
        children: list[Reason] = []
        if self._once(("geen besluit", node.attr, id(row))):
            children += self._reasons(self.program.decisions[node.attr].applies, row, depth + 1)
        text = f"geen besluit: {title}"
        return [
            Reason("afwezig", text, None, rule.full_id, rule.meta.sources, None, concise(children))
        ]
