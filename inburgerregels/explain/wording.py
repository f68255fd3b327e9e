"""How facts and values are put into words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from inburgerregels.engine.reference import Evaluator
from inburgerregels.engine.rows import DecisionRow, EventRow, Row, Undetermined
from inburgerregels.explain import dutch
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import ABSENT, ALREADY, NEVER, UNKNOWN, date_of, is_real_day

__all__ = ["Wording"]


class Wording:
    """Values, events and rows of one evaluation in plain Dutch."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.vocabulary = evaluator.rulebook.vocabulary

    def value(self, value: Any, its_type: Type) -> str:
        """A value of a known type."""
        if value is ABSENT:
            return "geen"
        if value is UNKNOWN:
            return "onbekend"
        if isinstance(value, Undetermined):
            return "niet vast te stellen: " + "; ".join(sorted(value.reasons))
        match its_type.kind:
            case Kind.DATE:
                return self.day(value)
            case Kind.MONEY if its_type.scale == 0:
                return dutch.amount(value)
            case Kind.PERCENTAGE:
                return dutch.percentage(Fraction(value, 10**its_type.scale))
            case Kind.NUMBER:
                unit = f" {its_type.unit}" if its_type.unit else ""
                return dutch.number(value) + unit
            case Kind.CHOICE | Kind.TEXT:
                return dutch.humanise(str(value))
            case Kind.SET:
                order = self.vocabulary.choices[its_type.name or ""].values
                return ", ".join(dutch.humanise(word) for word in order if word in value) or "geen"
            case Kind.ROW:
                return self.row(value)
            case Kind.SHARE:
                return f"{dutch.number(value[0])} van {dutch.number(value[1])}"
        return dutch.value(value)

    def day(self, day: int) -> str:
        if day >= NEVER:
            return "nooit"
        if day <= ALREADY:
            return "voorheen"
        return dutch.day(date_of(day)) if is_real_day(day) else str(day)

    def row(self, item: Any) -> str:
        """A row by its kind and day."""
        if isinstance(item, EventRow):
            return f"{self.vocabulary.events[item.kind].title} op {self.day(item.day)}"
        if isinstance(item, DecisionRow):
            rule = self.evaluator.program.decisions[item.key].rule
            title = self.vocabulary.decisions[rule.kind].title
            return f"{title} van {self.day(item.day)}"
        if isinstance(item, Row):
            block = self.evaluator.program.scopes[item.scope].block
            if block is None:
                return self.row(item.item)
            title = self.evaluator.rulebook.blocks[block].title or dutch.humanise(block)
            return f"{title}, nummer {item.number}" if item.number else title
        return "geen"

    def event(self, item: EventRow) -> str:
        """An event with the fields that were given."""
        kind = self.vocabulary.events[item.kind]
        parts = []
        for name, decl in kind.fields.items():
            value = item.event.fields.get(name, ABSENT)
            if value is not ABSENT:
                parts.append(f"{dutch.humanise(name)} {self.value(value, decl.type)}")
        text = f"{kind.title} op {self.day(item.day)}"
        return f"{text} ({', '.join(parts)})" if parts else text

    def quantity(self, name: str, index: str | None) -> str:
        """What a quantity is called."""
        decl = self.vocabulary.quantities.get(name)
        title = decl.title if decl is not None and decl.title else dutch.humanise(name)
        return f"{title} ({dutch.humanise(index)})" if index else title
