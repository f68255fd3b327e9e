"""How sources of rows, fields, chains, walks and decisions are written down as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from inburgerregels.engine.ir import Node
from inburgerregels.engine.vm import layout as at
from inburgerregels.engine.vm.encoded_law import Unsupported
from inburgerregels.language.rulebook import PERSON
from inburgerregels.language.types import Kind

if TYPE_CHECKING:
    from inburgerregels.engine.vm.encoding import _Encoder

__all__ = ["RowEncoder"]


class RowEncoder:
    def __init__(self, encoder: _Encoder) -> None:
        self.encoder = encoder
        self.program = encoder.program
        self.blocks = encoder.rulebook.blocks
        vocabulary = encoder.rulebook.vocabulary
        self.kinds = {name: i for i, name in enumerate(vocabulary.events)}
        self.places = {name: i + len(self.kinds) for i, name in enumerate(self.blocks)}
        self.keys = {key: i for i, key in enumerate(self.program.decisions)}
        self.chains = {name: i for i, name in enumerate(self.program.chains)}
        self.walks = {name: i for i, name in enumerate(self.program.walks)}
        self.columns: dict[tuple[str, str], int] = {}
        count = 2 * len(self.kinds)
        for kind in vocabulary.events.values():
            for field in kind.fields:
                self.columns[(kind.name, field)] = count
                count += 1
        for field in vocabulary.person:
            self.columns[("", field)] = count
            count += 1
        self.names: dict[str, int] = {"datum": 0}
        self._families: dict[tuple[str, str], int] = {}
        self._taken: dict[tuple[str, str], int] = {}
        self._lists: dict[Any, int] = {}

    def name(self, field: str) -> int:
        return self.names.setdefault(field, len(self.names))

    # -- decisions --------------------------------------------------------------------------

    def root(self, key: tuple[str, str]) -> tuple[str, str]:
        while (base := self.program.decisions[key].base) is not None:
            key = (key[0], base)
        return key

    def family(self, key: tuple[str, str]) -> int:
        """The node that says which decision of a family is taken."""
        root = self.root(key)
        if root not in self._families:
            scope = self.program.block_scopes[root[0]]
            self._families[root] = self.encoder.node("family", scope, self.keys[root])
        return self._families[root]

    def decision(self, key: tuple[str, str]) -> tuple[int, int]:
        return self.keys[key], self.family(key)

    def taken(self, key: tuple[str, str]) -> int:
        """The node of a decision by one rule."""
        if key not in self._taken:
            number, family = self.decision(key)
            scope = self.program.block_scopes[key[0]]
            self._taken[key] = self.encoder.node("decision", scope, number, family)
        return self._taken[key]

    # -- lists of rows ------------------------------------------------------------------------

    def _line(self, block: str) -> set[str]:
        found, name = set(), block
        while True:
            found.add(name)
            above = self.blocks[name].parent
            if above is None:
                return found
            name = above

    def _enclosing(self, block: str, scope: int) -> tuple[int, int]:
        """How many levels up the nearest row stands that rows of a block are or belong to."""
        line, levels = self._line(block), 0
        while True:
            info = self.program.scopes[scope]
            if info.parent is None or info.block in line:
                return levels, scope
            scope, levels = info.parent, levels + 1

    def source(self, source: str, scope: int) -> tuple[int, int, int]:
        """How rows of a source are found from a row: the way, which, and how many levels up."""
        kind, _, name = source.partition(":")
        if kind == "gebeurtenis":
            return at.S_EVENTS, self.kinds[name], 0
        if kind == "besluit":
            block, _, decision = name.partition(".")
            levels, scope = self._enclosing(block, scope)
            return at.S_LIST, self._decisions((block, decision), scope), levels
        levels, scope = self._enclosing(self.blocks[name].parent or PERSON, scope)
        return at.S_LIST, self.rows_of(name, scope), levels

    def rows_of(self, block: str, scope: int) -> int:
        """The node with all rows of a block under a row."""
        key = ("rows", block, scope)
        if key not in self._lists:
            parent = self.blocks[block].parent or PERSON
            if self.program.scopes[scope].block == parent:
                chain = block in self.chains
                number = self.chains[block] if chain else self.walks[block]
                op = "chain" if chain else "walk"
                self._lists[key] = self.encoder.node(op, scope, number)
            else:
                own = self.rows_of(block, self.program.block_scopes[parent])
                above = self.rows_of(parent, scope)
                self._lists[key] = self.encoder.node("nested", scope, 0, above, own)
        return self._lists[key]

    def _decisions(self, key: tuple[str, str], scope: int) -> int:
        known = ("decisions", key, scope)
        if known not in self._lists:
            owners = -1
            if self.program.scopes[scope].block != key[0]:
                owners = self.rows_of(key[0], scope)
            taken = self.taken(key)
            self._lists[known] = self.encoder.node("decisions", scope, 0, owners, taken)
        return self._lists[known]

    def _merged(self, sources: tuple[str, ...], scope: int) -> int:
        known = ("merged", sources, scope)
        if known not in self._lists:
            data = self._sources(sources, scope)
            self._lists[known] = self.encoder.node("merged", scope, data)
        return self._lists[known]

    def _sources(self, sources: tuple[str, ...], scope: int) -> int:
        parts = [self.source(source, scope) for source in sources]
        return self.encoder.put(len(parts), *(word for part in parts for word in part))

    def _above(self, scope: int, levels: int) -> int:
        for _ in range(levels):
            parent = self.program.scopes[scope].parent
            assert parent is not None
            scope = parent
        return scope

    def query(self, node: Node, args: list[int]) -> int:
        query, inside = node.attr
        scope = self._above(node.scope, query.anchor)
        if query.earlier:
            way, which, levels = at.S_EARLIER, 0, 0
        elif len(query.sources) == 1:
            way, which, levels = self.source(query.sources[0], scope)
        else:
            way, which, levels = at.S_LIST, self._merged(query.sources, scope), 0
        how = at.HOWS.index(query.how)
        trivial = self.encoder.is_true(node.args[2])
        values = [*args[3:], -1, -1][:2]
        test = -1 if trivial else args[2]
        return self.encoder.put(how, inside, test, *values, way, which, query.anchor + levels)

    def running(self, node: Node) -> int:
        name, levels = node.attr
        scope = self._above(node.scope, levels)
        _, rows, more = self.source(f"keten:{name}", scope)
        first = self.encoder.kept(self.program.chains[name].first_day)
        return self.encoder.put(rows, levels + more, first)

    # -- fields and tables ----------------------------------------------------------------------

    def fields(self) -> None:
        """Number every name that a field is asked by, and keep what is asked of rows elsewhere."""
        for node in self.program.nodes:
            if node.op in ("item", "get"):
                self.name(node.attr)
        for index in self.program.quantities.values():
            self.encoder.kept(index)

    def tables(self) -> None:
        """Everything that stands in tables of its own, and where those are."""
        encoder, head, program = self.encoder, self.encoder.head, self.program
        spaces = [("gebeurtenis", name) for name in self.kinds]
        spaces += [("blok", name) for name in self.blocks]
        spaces += [("besluit", key) for key in self.keys]  # type: ignore[misc]
        head[at.EVENT_KINDS], head[at.SPACE_COUNT] = len(self.kinds), len(spaces)
        head[at.SPACES] = len(self.kinds) + len(self.blocks)
        head[at.SCOPE_COUNT] = len(program.scopes)
        head[at.PERSON_SCOPE] = program.block_scopes[PERSON]
        entries = [
            word for name in self.names for space in spaces for word in self._entry(name, *space)
        ]
        head[at.FIELDS] = encoder.put(*entries)
        head[at.WORDS] = encoder.put(*(self._word(*space) for space in spaces))
        scopes = [
            word
            for info in program.scopes
            for word in (
                0,
                self.places.get(info.block or "", -1),
                self.chains.get(info.block or "", -1),
            )
        ]
        head[at.SCOPES] = encoder.put(*scopes)
        head[at.CHAINS] = encoder.put(*(w for name in self.chains for w in self._chain(name)))
        head[at.WALKS] = encoder.put(*(w for name in self.walks for w in self._walk(name)))
        head[at.DECISIONS] = encoder.put(*(w for key in self.keys for w in self._row_of(key)))
        head[at.OUTPUT] = self._output()

    def _word(self, kind: str, name: Any) -> int:
        return self.encoder.text(name[1] if kind == "besluit" else name)

    def _entry(self, name: str, kind: str, owner: Any) -> tuple[int, int]:
        """How a field of a row of some source is found."""
        program = self.program
        if name == "datum":
            chain = program.chains.get(owner) if kind == "blok" else None
            if chain is None:
                return at.F_DAY, 0
            return at.F_FIRST, self.encoder.kept(chain.first_day)
        if kind == "gebeurtenis":
            if name == "soort":
                return at.F_WORD, self._word(kind, owner)
            column = self.columns.get((owner, name))
            return (at.F_ABSENT, 0) if column is None else (at.F_COLUMN, column)
        if kind == "besluit":
            nodes = program.decisions[owner]
            if name == "soort":
                return at.F_WORD, self._word(kind, owner)
            index = nodes.amount if name == "bedrag" else nodes.fields.get(name)
            return (at.F_ABSENT, 0) if index is None else (at.F_NODE, self.encoder.kept(index))
        quantity = program.quantities.get((owner, name, None))
        if quantity is not None:
            return at.F_NODE, self.encoder.kept(quantity)
        if (owner, name) in program.decisions:
            return at.F_NODE, self.taken((owner, name))
        looks = owner in self.walks
        if name == "nummer":
            return at.F_NUMBER, 0
        if name == "vorige":
            return at.F_PREVIOUS, 0
        if name == "soort":
            return (at.F_SOURCE, 0) if looks else (at.F_WORD, self._word(kind, owner))
        return (at.F_ITEM, 0) if looks else (at.F_ABSENT, 0)

    def _chain(self, name: str) -> list[int]:
        chain, kept = self.program.chains[name], self.encoder.kept
        lands = [kept(index) for index in chain.lands]
        return [
            kept(chain.starts),
            kept(chain.continues),
            kept(chain.first_day),
            kept(chain.final_day),
            -1 if chain.deciding is None else kept(chain.deciding),
            chain.block.bound,
            self.program.block_scopes[name],
            self.encoder.put(len(lands), *lands),
        ]

    def _walk(self, name: str) -> list[int]:
        walk, encoder = self.program.walks[name], self.encoder
        parent = self.program.block_scopes[walk.block.parent or PERSON]
        return [
            walk.candidate_scope,
            -1 if walk.condition is None else encoder.id(walk.condition),
            -1 if walk.order is None else encoder.id(walk.order),
            self.program.block_scopes[name],
            self._sources(walk.sources, parent),
            -1 if walk.lands is None else encoder.kept(walk.lands),
        ]

    def members(self, key: tuple[str, str]) -> list[tuple[str, str]]:
        """A decision and everything that can come in its place."""
        found = [key]
        for member in found:
            found += [(key[0], name) for name in self.program.decisions[member].exceptions]
        return found

    def _row_of(self, key: tuple[str, str]) -> list[int]:
        nodes, encoder = self.program.decisions[key], self.encoder

        def optional(index: int | None) -> int:
            return -1 if index is None else encoder.kept(index)

        exceptions = [self.keys[(key[0], name)] for name in nodes.exceptions]
        values = [encoder.kept(index) for index in nodes.fields.values()]
        members = [self.keys[member] for member in self.members(key)]
        lists = [self.is_list(index) for index in nodes.fields.values()]
        return [
            encoder.kept(nodes.applies),
            encoder.kept(nodes.date),
            optional(nodes.amount),
            encoder.put(len(exceptions), *exceptions),
            -1 if nodes.base is None else self.keys[(key[0], nodes.base)],
            encoder.kept(nodes.projected),
            optional(nodes.revokes),
            optional(nodes.reasons),
            encoder.put(len(values), *values),
            self.family(key),
            encoder.put(len(members), *members),
            encoder.put(len(lists), *lists),
        ]

    def is_list(self, index: int) -> int:
        """How many words an item of a value takes that is a list; 0 when it is none."""
        match self.program.nodes[index].type.kind:
            case Kind.TEXTS:
                return 1
            case Kind.CONTRIBUTIONS:
                return 3
            case Kind.SHARE:
                raise Unsupported
        return 0

    # -- what is answered -------------------------------------------------------------------------

    def _output(self) -> int:
        """Per block: its rows, whether it is a chain or walk, its decisions, term and agenda."""
        encoder, program = self.encoder, self.program
        outcome = encoder.rulebook.vocabulary.outcome
        scope = program.block_scopes[PERSON]
        lines: list[int] = []
        items = 0
        for name in self.blocks:
            rows = -1 if name == PERSON else self.rows_of(name, scope)
            roots = [self.keys[k] for k in self.keys if k[0] == name and self.root(k) == k]
            agenda: list[int] = []
            for item in program.agenda[name]:
                agenda += [items, encoder.kept(item.applies), encoder.kept(item.date)]
                items += 1
            term = -1
            chain = program.chains.get(name)
            if chain is not None and chain.block.term is not None:
                wanted = outcome.term.values() if outcome else ()
                quantities = [program.quantities[(name, q, None)] for q in wanted]
                behind = self._behind(chain.first_day)
                term = encoder.put(behind, len(quantities), *map(encoder.kept, quantities))
            lines += [
                rows,
                self.chains.get(name, -1),
                self.walks.get(name, -1),
                encoder.put(len(roots), *roots),
                term,
                encoder.put(len(agenda) // 3, *agenda),
            ]
        standing = []
        if outcome is not None:
            for quantity in (*outcome.fields.values(), *outcome.loan.values()):
                standing.append(encoder.kept(program.quantities[(PERSON, quantity, None)]))
        kinds = encoder.rulebook.vocabulary.events
        landing = [i for name, i in self.kinds.items() if kinds[name].must_land]
        return encoder.put(
            len(self.blocks),
            encoder.put(*lines),
            encoder.put(len(standing), *standing),
            encoder.put(len(landing), *landing),
        )

    def _behind(self, index: int) -> int:
        """The rules that may fix the first day of a term; -1 when it is no quantity with rules."""
        node = self.program.definition(index)
        return -1 if node is None else self.encoder.law.cases(node)
