"""How answers are put together from computed values: names, order and plain forms, for every executor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from inburgerregels.engine.rows import Undetermined
from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import DecisionRule
from inburgerregels.language.sources import at_date
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import EventKind, OutcomeMap
from inburgerregels.model import (
    ABSENT,
    AgendaItem,
    Decision,
    Source,
    Term,
    date_of,
    is_real_day,
)

__all__ = ["PAPER", "AnswerBook", "paper_name"]

#: Where a referral about an event that no rule has used says that it comes from.
PAPER = "gebeurtenis"

_NO_MAP = OutcomeMap({}, {}, {}, (), "", "redenen", "ontbreekt")


def paper_name(kind: EventKind) -> str:
    """What a referral about an unused event of this kind has for a rule."""
    return f"{PAPER}.{kind.name}"


class AnswerBook:
    """Builds the parts of an outcome as the rulebook's ``uitkomst:`` and declarations say."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.map = rulebook.vocabulary.outcome or _NO_MAP
        self._kinds = {name: i for i, name in enumerate(rulebook.vocabulary.decisions)}

    def plain(self, value: Any, its_type: Type) -> Any:
        """A value as it stands in an answer: dates, eurocents, text; None where there is none."""
        if value is ABSENT or type(value) is Undetermined:
            return None
        match its_type.kind:
            case Kind.DATE:
                return date_of(value) if is_real_day(value) else None
            case Kind.PERCENTAGE:
                return _percentage(value, its_type.scale)
            case Kind.SET:
                order = self.rulebook.vocabulary.choices[its_type.name or ""].values
                return [word for word in order if word in value]
            case Kind.DURATION:
                return str(value)
            case Kind.TEXTS:
                return list(value)
        return value

    def field(self, kind: str, name: str, value: Any, its_type: Type) -> Any:
        """A field of a decision; contributions become a list of named pairs."""
        declared = self.rulebook.vocabulary.decisions[kind].fields[name]
        if declared.type.kind is Kind.CONTRIBUTIONS and value is not ABSENT:
            first, second = (*declared.columns, "grond", "waarde")[:2]
            return [{first: title, second: self.plain(part, its)} for title, part, its in value]
        return self.plain(value, its_type)

    def decision(
        self,
        rule: DecisionRule,
        day: int,
        amount: int | None,
        values: Mapping[str, Any],
        *,
        expected: bool,
        lapsed: int | None,
        reasons: tuple[str, ...] = (),
        row: Any = None,
    ) -> Decision:
        """A decision taken by a rule on a day; its reasons default to what the rule is called."""
        date = date_of(day)
        return Decision(
            datum=date,
            soort=rule.kind,
            bedrag_cent=amount,
            verwacht=expected,
            bestuursorgaan=rule.authority,
            vervallen_op=None if lapsed is None else date_of(lapsed),
            velden=values,
            regel=rule.full_id,
            bron=tuple(at_date(source, date) for source in rule.meta.sources),
            redenen=reasons or tuple(filter(None, (rule.meta.title,))),
            row=row,
        )

    def manual(
        self, why: Undetermined, day: int, name: str, sources: tuple[Source, ...]
    ) -> Decision:
        """The referral of something to a person, with why and what is missing."""
        date = date_of(day)
        return Decision(
            datum=date,
            soort=self.map.manual,
            bedrag_cent=None,
            verwacht=False,
            bestuursorgaan=None,
            vervallen_op=None,
            velden={
                self.map.manual_reasons: sorted(why.reasons),
                self.map.manual_missing: sorted(why.missing),
            },
            regel=name,
            bron=tuple(at_date(source, date) for source in sources),
            redenen=tuple(sorted(why.reasons)),
        )

    def not_landed(self, kind: EventKind, day: int) -> Decision:
        """The referral of an event that had to land, and that no rule has used."""
        why = f"{kind.title} van {date_of(day).isoformat()} past bij geen enkele regel"
        return self.manual(Undetermined(frozenset({why})), day, paper_name(kind), ())

    @staticmethod
    def is_about_a_paper(decision: Decision) -> bool:
        """Whether a decision only reports an event that no rule has used."""
        return decision.regel.partition(".")[0] == PAPER

    def term(
        self,
        kind: str,
        number: int,
        first: int,
        final: Any,
        values: Mapping[str, Any],
        rule: str,
        *,
        expected: bool,
    ) -> Term:
        """A period of a chain; ``rule`` is the rule that fixed its first day."""
        begin = date_of(first)
        sources: tuple[Source, ...] = ()
        if rule:
            block, _, name = rule.partition(".")
            sources = self.rulebook.blocks[block].rules[name].meta.sources
        return Term(
            soort=kind,
            nummer=number,
            begin=begin,
            einde=final,
            verlengd_dagen=values.get("verlengd_dagen"),
            status=values.get("status"),
            verwacht=expected,
            regel=rule,
            bron=tuple(at_date(source, begin) for source in sources),
        )

    # -- order ------------------------------------------------------------------------------

    def ordered(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """By day, kind in declared order, the fields named under ``volgorde``, rule, and the rest."""
        return tuple(sorted(decisions, key=self.key))

    def key(self, decision: Decision) -> Any:
        """What decides the place of a decision among those of a person."""
        fields = [self._rank(decision, name) for name in self.map.order]
        kind = self._kinds[decision.soort]
        rest = (
            decision.bedrag_cent,
            decision.verwacht,
            decision.vervallen_op,
            decision.redenen,
        )
        return (
            decision.datum,
            kind,
            fields,
            decision.regel,
            str(decision.velden),
            str(rest),
        )

    def _rank(self, decision: Decision, name: str) -> int:
        """The place of a field's value: a choice in declared order, a number as it is, none first."""
        value = decision.velden.get(name)
        declared = self.rulebook.vocabulary.decisions[decision.soort].fields.get(name)
        if value is None or declared is None:
            return -1
        choice = self.rulebook.vocabulary.choices.get(declared.type.name or "")
        return choice.values.index(value) if choice else int(value)

    def ordered_terms(self, terms: Iterable[Term]) -> tuple[Term, ...]:
        return tuple(sorted(terms, key=lambda term: (term.begin, term.soort, term.nummer)))

    def ordered_agenda(self, items: Iterable[AgendaItem]) -> tuple[AgendaItem, ...]:
        """By day, each item once."""
        unique = dict.fromkeys(items)
        return tuple(sorted(unique, key=lambda item: (item.datum, item.wat, item.gevolg)))


def _percentage(value: int, scale: int) -> int | str:
    """A percentage as a whole number where it is one, else as text with a decimal point."""
    per_percent: int = 10 ** max(0, scale - 2)
    whole, rest = divmod(value, per_percent)
    if rest == 0:
        return whole
    return f"{whole}.{str(rest).zfill(scale - 2).rstrip('0')}"
