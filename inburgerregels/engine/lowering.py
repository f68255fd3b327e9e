"""From a rulebook to a program: every definition becomes nodes, equal nodes are shared."""

from __future__ import annotations

from typing import Any

from inburgerregels.engine.ir import (
    AgendaNodes,
    CasesAttr,
    ChainNodes,
    DecisionNodes,
    Node,
    Program,
    ScopeInfo,
    WalkNodes,
)
from inburgerregels.engine.reach import nodes_that_reach_rows
from inburgerregels.language import Definitions, Rulebook
from inburgerregels.language.definitions import Case
from inburgerregels.language.rulebook import PERSON, Block, Rule
from inburgerregels.language.structure import all_above
from inburgerregels.language.typed import BOOL, Typed
from inburgerregels.language.types import Kind

__all__ = ["lower"]


def lower(rulebook: Rulebook) -> Program:
    """The program of a rulebook. The rulebook has been checked, so this cannot fail."""
    return _Lowering(rulebook).run()


class _Lowering:
    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.definitions = Definitions(
            rulebook.vocabulary,
            rulebook.blocks,
            rulebook.parameters,
            rulebook.tables,
            rulebook.types,
        )
        self.nodes: list[Node | None] = []
        self.known: dict[Any, int] = {}
        self.scopes: list[ScopeInfo] = []
        self.scope_ids: dict[ScopeInfo, int] = {}
        self.quantities: dict[tuple[str, str, str | None], int] = {}

    def run(self) -> Program:
        for name in self.rulebook.blocks:
            self._block_scope(name)
        for key in self.definitions.by_quantity:
            for index in self._indexes(key):
                self._quantity((*key, index), None, self._block_scope(key[0]))
        blocks = self.rulebook.blocks.values()
        chains = {b.name: self._chain(b) for b in blocks if b.kind == "keten"}
        walks = {b.name: self._walk(b) for b in blocks if b.kind == "wandeling"}
        decisions = {
            (block.name, name): self._decision(block, name)
            for block in blocks
            for name in block.decisions
        }
        agenda = {block.name: self._agenda(block) for block in blocks}
        return self._program(chains, walks, decisions, agenda)

    def _program(
        self,
        chains: dict[str, Any],
        walks: dict[str, Any],
        decisions: dict[tuple[str, str], Any],
        agenda: dict[str, Any],
    ) -> Program:
        """The program of all that was emitted, with these entrances."""
        assert None not in self.nodes
        nodes = tuple(node for node in self.nodes if node is not None)
        return Program(
            nodes,
            tuple(self.scopes),
            {name: self._block_scope(name) for name in self.rulebook.blocks},
            self.quantities,
            chains,
            walks,
            decisions,
            agenda,
            nodes_that_reach_rows(nodes, self.scopes, walks),
        )

    # -- scopes -----------------------------------------------------------------------------

    def _scope(self, info: ScopeInfo) -> int:
        if info not in self.scope_ids:
            self.scope_ids[info] = len(self.scopes)
            self.scopes.append(info)
        return self.scope_ids[info]

    def _block_scope(self, name: str) -> int:
        parent = self.rulebook.blocks[name].parent
        above = None if name == PERSON else self._block_scope(parent or PERSON)
        return self._scope(ScopeInfo(above, name))

    def _above(self, scope: int, levels: int) -> int:
        for _ in range(levels):
            parent = self.scopes[scope].parent
            assert parent is not None
            scope = parent
        return scope

    # -- nodes ------------------------------------------------------------------------------

    def _emit(self, node: Node) -> int:
        if node not in self.known:
            self.known[node] = len(self.nodes)
            self.nodes.append(node)
        return self.known[node]

    def _node(self, typed: Typed, scope: int) -> int:
        """Lower a typed expression as rows of ``scope`` see it."""
        op, attr = typed.op, typed.attr
        if op == "quantity":
            moment = self._node(typed.args[0], scope) if typed.args else None
            typed_moment = typed.args[0] if typed.args else None
            return self._quantity(attr, (moment, typed_moment) if typed_moment else None, scope)
        if op == "up":
            inner = self._node(typed.args[0], self._above(scope, attr))
            return self._emit(Node("up", (inner,), attr, typed.type, scope, typed.position))
        if op == "query":
            inside = self._scope(ScopeInfo(scope, None, attr.sources))
            low, high, *rest = typed.args
            args = [self._node(low, scope), self._node(high, scope)]
            args += [self._node(part, inside) for part in rest]
            return self._emit(
                Node("query", tuple(args), (attr, inside), typed.type, scope, typed.position)
            )
        args = [self._node(arg, scope) for arg in typed.args]
        return self._emit(Node(op, tuple(args), attr, typed.type, scope, typed.position))

    # -- quantities -------------------------------------------------------------------------

    def _indexes(self, key: tuple[str, str]) -> tuple[str | None, ...]:
        choice = self.definitions.indexed.get(key)
        return self.rulebook.vocabulary.choices[choice].values if choice else (None,)

    def _quantity(
        self, key: tuple[str, str, str | None], moment: tuple[Any, Typed] | None, scope: int
    ) -> int:
        known = ("quantity", key, None if moment is None else moment[0])
        if known in self.known:
            return self.known[known]
        place = len(self.nodes)
        self.known[known] = place
        self.nodes.append(None)
        if moment is None:
            self.quantities[key] = place
        definition = self._definition(key, None if moment is None else moment[1], scope)
        its_type = self.definitions.types[key[:2]]
        attr = (*key, moment is not None)
        position = self.nodes[definition].position if self.nodes[definition] else None  # type: ignore[union-attr]
        self.nodes[place] = Node("quantity", (definition,), attr, its_type, scope, position)
        return place

    def _definition(
        self, key: tuple[str, str, str | None], moment: Typed | None, scope: int
    ) -> int:
        block = self.rulebook.blocks[key[0]]
        cases = list(self.definitions.cases(key[:2], moment, key[2]))
        cases.sort(key=lambda case: case.rule.id)
        cases = [case for case in cases if self._reachable(case.rule, block)]
        args = []
        for case in cases:
            args.append(self._rule(case, moment, key[2], scope))
            args.append(self._node(case.value, scope))
        rules = [case.rule.id for case in cases]
        above = {rule: all_above(rule, lambda name: _bases(name, block)) for rule in rules}
        beaten = tuple(
            tuple(i for i, other in enumerate(rules) if rule in above[other]) for rule in rules
        )
        way = block.collects.get(key[1])
        attr = CasesAttr(key, way, tuple(case.rule.full_id for case in cases), beaten)
        position = cases[0].rule.position if cases else None
        its_type = self.definitions.types[key[:2]]
        op = "collect" if way else "define"
        return self._emit(Node(op, tuple(args), attr, its_type, scope, position))

    def _reachable(self, rule: Rule, block: Block) -> bool:
        """An exception to rules of which none is loaded never applies."""
        return not rule.excepts or any(base in block.rules for base in rule.excepts)

    def _rule(self, case: Case, moment: Typed | None, index: str | None, scope: int) -> int:
        """Whether a rule applies, the rules it is an exception to included."""
        return self._applies(case.rule, moment, index, scope)

    def _applies(self, rule: Rule, moment: Typed | None, index: str | None, scope: int) -> int:
        block = self.rulebook.blocks[rule.block]
        context = self.definitions.context(rule, moment, index)
        args = [self._node(self.definitions.applies(rule, context), scope)]
        for base in rule.excepts:
            if base in block.rules and self._reachable(block.rules[base], block):
                args.append(self._applies(block.rules[base], moment, index, scope))
        return self._emit(Node("rule", tuple(args), rule.full_id, BOOL, scope, rule.position))

    # -- blocks -----------------------------------------------------------------------------

    def _in_block(self, block: Block, expr: Any, kind: Kind) -> int | None:
        typed = self.definitions.in_block(block, expr, kind)
        return None if typed is None else self._node(typed, self._block_scope(block.name))

    def _chain(self, block: Block) -> ChainNodes:
        continues = self._in_block(block, block.continues, Kind.BOOL)
        first = self._in_block(block, block.first_day, Kind.DATE)
        final = self._in_block(block, block.final_day, Kind.DATE)
        assert continues is not None
        assert first is not None
        assert final is not None
        lands = [self._in_block(block, expr, Kind.ROW) for expr in block.lands]
        return ChainNodes(
            block,
            self._node(self.definitions.starts(block), self._block_scope(block.parent or PERSON)),
            continues,
            first,
            final,
            self._in_block(block, block.deciding, Kind.DATE),
            tuple(land for land in lands if land is not None),
        )

    def _walk(self, block: Block) -> WalkNodes:
        sources = self.definitions.resolver.rows.walk_sources(block)
        scope = self._scope(ScopeInfo(self._block_scope(block.parent or PERSON), None, sources))
        condition = self.definitions.over_candidates(block, block.condition, Kind.BOOL)
        order = self.definitions.over_candidates(block, block.order, Kind.DATE)
        land = block.lands[0] if block.lands else None
        return WalkNodes(
            block,
            sources,
            scope,
            None if condition is None else self._node(condition, scope),
            None if order is None else self._node(order, scope),
            self._in_block(block, land, Kind.BOOL),
        )

    def _decision(self, block: Block, name: str) -> DecisionNodes:
        typed = self.definitions.decision(block.decisions[name])
        scope = self._block_scope(block.name)

        def node(part: Typed | None) -> int | None:
            return None if part is None else self._node(part, scope)

        exceptions = tuple(
            sorted(other.id for other in block.decisions.values() if name in other.excepts)
        )
        return DecisionNodes(
            typed.rule,
            typed.base,
            exceptions,
            self._node(typed.applies, scope),
            self._node(typed.date, scope),
            node(typed.amount),
            {field: self._node(part, scope) for field, part in typed.fields},
            self._node(typed.projected, scope),
            node(typed.revokes),
            node(typed.reasons),
        )

    def _agenda(self, block: Block) -> tuple[AgendaNodes, ...]:
        scope = self._block_scope(block.name)
        found = []
        for rule in block.agenda.values():
            applies, date = self.definitions.agenda(rule)
            found.append(AgendaNodes(rule, self._node(applies, scope), self._node(date, scope)))
        return tuple(found)


def _bases(name: str, block: Block) -> tuple[str, ...]:
    """The rules that ``name`` is directly an exception to."""
    return block.rules[name].excepts if name in block.rules else ()
