"""What every rule and decision says, resolved and typed: the rulebook as the engine reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from inburgerregels.language.names import Context
from inburgerregels.language.operators import TypeProblem
from inburgerregels.language.resolve import Resolver
from inburgerregels.language.rulebook import (
    PERSON,
    AgendaRule,
    Block,
    DecisionRule,
    Definition,
    Parameter,
    Rounding,
    Rule,
    Table,
)
from inburgerregels.language.scopes import Scope
from inburgerregels.language.syntax import Expr
from inburgerregels.language.typed import BOOL, DATE, DURATION, PENDING, Typed, const, is_pending
from inburgerregels.language.types import Kind, Type, join
from inburgerregels.language.vocabulary import FieldDecl, Vocabulary
from inburgerregels.model import NEVER, Problems, nearest

__all__ = ["Case", "Definitions", "TypedDecision", "Types"]

Types = dict[tuple[str, str], Type]
_COLLECTED: Mapping[str, Type | None] = {
    "vroegste": DATE,
    "uiterste": DATE,
    "langste": DURATION,
    "enig": BOOL,
    "elk": BOOL,
    "som": None,
    "hoogste": None,
    "laagste": None,
    "verzameling": None,
}


@attrs.frozen
class Case:
    """One rule's say on one quantity: whether the rule applies by itself, and the value."""

    rule: Rule
    applies: Typed
    value: Typed


@attrs.frozen
class TypedDecision:
    """A decision rule with every part typed; ``base`` is the decision it is an exception to."""

    rule: DecisionRule
    base: str | None
    applies: Typed
    date: Typed
    amount: Typed | None
    fields: tuple[tuple[str, Typed], ...]
    projected: Typed
    revokes: Typed | None
    reasons: Typed | None


class Definitions:
    """Types every quantity by going round until nothing changes, then resolves on demand.

    With ``types`` found before for the same law, it need not go round.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        blocks: Mapping[str, Block],
        parameters: Mapping[str, Parameter],
        tables: Mapping[str, Table],
        types: Mapping[tuple[str, str], Type] | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.blocks = blocks
        self.types: Types = dict(types or {})
        self.indexed: dict[tuple[str, str], str] = {}
        self.by_quantity: dict[tuple[str, str], list[tuple[Rule, Definition]]] = {}
        for block in blocks.values():
            for quantity in block.collects:
                self.by_quantity.setdefault((block.name, quantity), [])
            for rule in block.rules.values():
                for definition in rule.definitions:
                    key = (block.name, definition.quantity)
                    self.by_quantity.setdefault(key, []).append((rule, definition))
                    if rule.per and rule.per[1] in vocabulary.choices:
                        self.indexed[key] = rule.per[1]
        for key in self.by_quantity:
            self.types.setdefault(key, self._declared(key[1]) or PENDING)
        self.resolver = Resolver(vocabulary, blocks, parameters, tables, self.types, self.indexed)
        if types is None:
            self._infer()

    def _declared(self, quantity: str) -> Type | None:
        decl: FieldDecl | None = self.vocabulary.quantities.get(quantity)
        return None if decl is None else decl.read_type

    # -- inference --------------------------------------------------------------------------

    def _infer(self) -> None:
        # In each round at least one more quantity gets its type, whatever the order of the files.
        for _ in range(len(self.by_quantity) + 1):
            before = dict(self.types)
            for key in self.by_quantity:
                if self._declared(key[1]) is None:
                    self.types[key] = self._type_of(key)
            if self.types == before:
                return

    def _type_of(self, key: tuple[str, str]) -> Type:
        block = self.blocks[key[0]]
        way = block.collects.get(key[1])
        fixed = _COLLECTED[way] if way else None
        if fixed is not None:
            return fixed
        whole: Type = PENDING
        for rule, definition in self.by_quantity[key]:
            try:
                node = self._raw(rule, definition, index=self._any_index(rule))
            except TypeProblem:
                continue
            its_type = node.type
            if its_type.kind is Kind.MONEY:
                its_type = attrs.evolve(its_type, scale=0)
            if is_pending(its_type) or (its_type.kind is Kind.SET and its_type.name is None):
                continue
            joined = its_type if is_pending(whole) else join(whole, its_type)
            whole = joined or whole
        if way is not None and not is_pending(whole):
            whole = whole.sure()
        return whole

    def _any_index(self, rule: Rule) -> str | None:
        if rule.per is None or rule.per[1] not in self.vocabulary.choices:
            return None
        return self.vocabulary.choices[rule.per[1]].values[0]

    # -- rules ------------------------------------------------------------------------------

    def scope(self, block: str) -> Scope:
        return self.resolver.rows.scope_of(block)

    def context(self, rule: Any, moment: Typed | None = None, index: str | None = None) -> Context:
        """Where the expressions of a rule stand; ``moment`` overrides the rule's own."""
        scope = self.scope(rule.block)
        bound = {}
        if index is not None and rule.per is not None:
            bound[rule.per[0]] = const(index, Type(Kind.CHOICE, name=rule.per[1]))
        if moment is None:
            moment = self._own_moment(rule, scope)
        return Context(scope, moment, bound)

    def _own_moment(self, rule: Any, scope: Scope) -> Typed | None:
        block = self.blocks[rule.block]
        expr = rule.moment or block.moment
        if expr is not None:
            node = self.resolver.resolve(expr, Context(scope))
            return self.resolver.operators.of_kind(node, Kind.DATE)
        if block.kind == "wandeling":
            return Typed("item", (), "datum", DATE)
        return None

    def _raw(
        self,
        rule: Rule,
        definition: Definition,
        moment: Typed | None = None,
        index: str | None = None,
    ) -> Typed:
        context = self.context(rule, moment, index)
        expected = self.types.get((rule.block, definition.quantity))
        if expected is not None and is_pending(expected):
            expected = None
        return self.resolver.resolve(definition.expr, context, expected)

    def applies(self, rule: Any, context: Context) -> Typed:
        """Whether a rule's own condition and validity hold, its exceptions apart."""
        node = const(True, BOOL, rule.position)
        if rule.condition is not None:
            node = self.resolver.condition(rule.condition, context)
        if rule.validity is not None and not rule.validity.always:
            if context.moment is None:
                hint = "zet `peil:` op de regel of op het blok"
                raise TypeProblem(
                    f"'{rule.id}' heeft een geldigheid maar geen peil", rule.position, hint
                )
            period = (rule.validity.since, rule.validity.until)
            valid = Typed("within", (context.moment,), period, BOOL, rule.position)
            node = (
                valid
                if rule.condition is None
                else Typed("and", (valid, node), None, BOOL, rule.position)
            )
        return node

    def cases(
        self, key: tuple[str, str], moment: Typed | None = None, index: str | None = None
    ) -> Iterator[Case]:
        """Every rule that defines or contributes to a quantity. Raises :class:`TypeProblem`."""
        for rule, definition in self.by_quantity[key]:
            yield self.case(rule, definition, moment, index)

    def case(
        self,
        rule: Rule,
        definition: Definition,
        moment: Typed | None = None,
        index: str | None = None,
    ) -> Case:
        key = (rule.block, definition.quantity)
        context = self.context(rule, moment, index)
        value = self._raw(rule, definition, moment, index)
        value = self._rounded(value, rule.rounding)
        wanted = self.types[key]
        if value.type.kind is Kind.SHARE:
            hint = "vergelijk het (a / b ten minste 50%) of zoek ermee in een tabel"
            raise TypeProblem("een aandeel is zelf geen waarde", value.position, hint)
        if is_pending(wanted):
            hint = "declareer de grootheid onder `begrippen: grootheden:`"
            raise TypeProblem(
                f"het type van '{definition.quantity}' is niet te bepalen",
                definition.position,
                hint,
            )
        if (
            definition.collected
            and self.blocks[rule.block].collects.get(definition.quantity) == "enig"
        ):
            value = self.resolver.operators.condition(value)
        value = self.resolver.operators.to(
            value, wanted.maybe() if definition.collected else wanted
        )
        return Case(rule, self.applies(rule, context), value)

    def _rounded(self, node: Typed, rounding: Rounding | None) -> Typed:
        if rounding is None or node.type.kind is not Kind.MONEY:
            return node
        its_type = attrs.evolve(node.type, scale=0)
        attr = (10**node.type.scale * rounding.unit, rounding.unit, rounding.how)
        return Typed("round", (node,), attr, its_type, node.position)

    # -- decisions and the agenda -----------------------------------------------------------

    def base_of(self, rule: DecisionRule) -> str | None:
        known = [name for name in rule.excepts if name in self.blocks[rule.block].decisions]
        return known[0] if known else None

    def _decision_context(self, rule: DecisionRule) -> tuple[Context, Typed]:
        """The context of a decision (law of its date, ``besluitdatum`` in scope) and its date."""
        base = self.base_of(rule)
        plain = self.context(rule)
        bound: dict[str, Typed] = {}
        date: Typed | None = None
        if base is not None:
            date = self._decision_context(self.blocks[rule.block].decisions[base])[1]
            bound = {"besluitdatum": date}
        if rule.date is not None:
            node = self.resolver.resolve(rule.date, attrs.evolve(plain, bound=bound))
            date = self.resolver.operators.of_kind(node, Kind.DATE)
        if date is None and rule.excepts:
            date = const(NEVER, DATE, rule.position)
        if date is None:
            raise TypeProblem(f"besluit '{rule.id}' heeft geen datum", rule.position)
        bound.setdefault("besluitdatum", date)
        moment = plain.moment if rule.moment is not None else date
        return Context(plain.scope, moment, bound), date

    def decision(self, rule: DecisionRule) -> TypedDecision:
        """A decision with all its parts typed. Raises :class:`TypeProblem`."""
        context, date = self._decision_context(rule)
        resolver = self.resolver
        amount = None
        if rule.amount is not None:
            node = self._rounded(resolver.resolve(rule.amount, context), rule.rounding)
            amount = resolver.operators.to(node, Type(Kind.MONEY, optional=True))
        kind = self.vocabulary.decisions.get(rule.kind)
        fields = []
        for name, expr in rule.fields:
            decl = kind.fields.get(name) if kind else None
            if decl is None:
                message = f"besluit '{rule.kind}' heeft geen veld '{name}'"
                hint = nearest(name, kind.fields) if kind else None
                raise TypeProblem(message, rule.places.get(name), hint)
            wanted = decl.type.maybe()
            node = self._rounded(resolver.resolve(expr, context, wanted), rule.rounding)
            fields.append((name, resolver.operators.to(node, wanted)))
        projected = const(False, BOOL)
        if rule.projected is not None:
            projected = resolver.condition(rule.projected, context)
        revokes = None
        if rule.revokes is not None:
            revokes = resolver.resolve(rule.revokes, context)
            sources = revokes.type.sources
            if not sources or not all(source.startswith("besluit:") for source in sources):
                raise TypeProblem("herroept vraagt een besluit", rule.revokes.position)
        reasons = None
        if rule.reasons is not None:
            reasons = resolver.as_type(rule.reasons, context, Type(Kind.TEXTS))
        applies = self.applies(rule, context)
        base = self.base_of(rule)
        if rule.excepts and base is None:
            # What it would come in the place of is not loaded: like such a rule, it never applies.
            applies = const(False, BOOL, rule.position)
        return TypedDecision(
            rule, base, applies, date, amount, tuple(fields), projected, revokes, reasons
        )

    def agenda(self, rule: AgendaRule) -> tuple[Typed, Typed]:
        """Whether an agenda item applies, and its day."""
        context = self.context(rule)
        if rule.date is None:
            raise TypeProblem(f"agenda '{rule.id}' heeft geen datum", rule.position)
        node = self.resolver.resolve(rule.date, context)
        return self.applies(rule, context), self.resolver.operators.of_kind(node, Kind.DATE)

    # -- blocks -----------------------------------------------------------------------------

    def in_block(self, block: Block, expr: Expr | None, kind: Kind) -> Typed | None:
        """An expression of a chain's or walk's head, as rows of the block see it."""
        if expr is None:
            return None
        scope = self.scope(block.name)
        moment = None
        if block.moment is not None:
            node = self.resolver.resolve(block.moment, Context(scope))
            moment = self.resolver.operators.of_kind(node, Kind.DATE)
        elif block.kind == "wandeling":
            moment = Typed("item", (), "datum", DATE)
        node = self.resolver.resolve(expr, Context(scope, moment))
        return node if kind is Kind.ROW else self.resolver.operators.of_kind(node, kind)

    def starts(self, block: Block) -> Typed:
        """A chain's start condition, as its parent sees it."""
        scope = self.scope(block.parent or PERSON)
        assert block.starts is not None
        return self.resolver.condition(block.starts, Context(scope))

    def over_candidates(self, block: Block, expr: Expr | None, kind: Kind) -> Typed | None:
        """A walk's condition or order, as its candidate rows see it."""
        if expr is None:
            return None
        sources = self.resolver.rows.walk_sources(block)
        scope = Scope(self.scope(block.parent or PERSON), None, sources)
        context = Context(scope, Typed("item", (), "datum", DATE))
        return self.resolver.operators.of_kind(self.resolver.resolve(expr, context), kind)

    # -- everything -------------------------------------------------------------------------

    def check(self, problems: Problems) -> None:
        """Resolve everything once and report what does not fit."""

        def attempt(work: Any, *args: Any) -> None:
            try:
                work(*args)
            except TypeProblem as error:
                code = "N001" if type(error).__name__ == "UnknownName" else "U001"
                problems.add(code, str(error), error.position, error.hint)

        for key, definitions in self.by_quantity.items():
            for rule, definition in definitions:
                indexes = [self._any_index(rule)]
                if rule.per and rule.per[1] in self.vocabulary.choices:
                    indexes = list(self.vocabulary.choices[rule.per[1]].values)
                for index in indexes:
                    attempt(self.case, rule, definition, None, index)
            if not definitions and is_pending(self.types[key]):
                message = f"aan '{key[1]}' draagt geen enkele regel bij, dus is haar type onbekend"
                hint = "declareer de grootheid onder `begrippen: grootheden:`"
                problems.add("U001", message, self.blocks[key[0]].places.get(key[1]), hint)
        for block in self.blocks.values():
            for decision in block.decisions.values():
                attempt(self.decision, decision)
            for item in block.agenda.values():
                attempt(self.agenda, item)
            if block.kind == "keten":
                if block.starts is not None:
                    attempt(self.starts, block)
                attempt(self.in_block, block, block.continues, Kind.BOOL)
                for expr in (block.deciding, block.first_day, block.final_day):
                    attempt(self.in_block, block, expr, Kind.DATE)
                for expr in block.lands:
                    attempt(self.in_block, block, expr, Kind.ROW)
            if block.kind == "wandeling":
                attempt(self.over_candidates, block, block.condition, Kind.BOOL)
                attempt(self.over_candidates, block, block.order, Kind.DATE)
                for expr in block.lands:
                    attempt(self.in_block, block, expr, Kind.BOOL)
