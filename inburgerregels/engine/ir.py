"""The intermediate representation that every executor runs.

A program is a list of typed nodes in single-assignment form. A node belongs to a *scope*: a kind of
row (the person, an instance of a chain, a step of a walk, or the row a query looks at), and computes
one value per row of its scope. Nodes refer to nodes of their own scope; ``up`` reaches an enclosing
row, ``query`` reaches rows, ``get`` reads a field of a row. Nothing here knows any law.

Operators (arguments are nodes unless said otherwise):

========================  =====================================================================
const                     ``attr``
reference_date            the day on which the answer is asked
person, item              a field (``attr``) of the person, of the row's own event or looked-at row
number, previous          the row's number in its chain or walk; the row before it
up                        the argument, in the row ``attr`` levels above
quantity                  the argument; ``attr`` says which quantity this is (for provenance)
define                    one winning rule; arguments are applies, value, applies, value, ...
collect                   all applicable rules combined; arguments as for ``define``
rule                      own condition, then the rules it is an exception to: own and (any of them)
decision, running         the decision ``attr`` of this row; the chain row that runs on a day
query                     low, high, filter, values; filter and values in a scope of their own
get, exists, day, truth   field of a row; whether it is there; its day; absent counts as no
and, or, not, if, else    three-valued logic; ``else`` takes the second where the first is absent
eq ne lt le gt ge in      comparisons; false where a side is absent
share, share_lt ...       a ratio, and its comparison with a percentage of scale ``attr``
add sub mul min max       integers of one scale
round                     ``attr``: (divisor, unit, direction)
shift                     a day plus or minus (``attr``) a duration, months clipped to month ends
duration_*, longest ...   durations
last_day, legal_term ...  calendar functions
union minus size set_of   sets; ``pick`` takes the argument that belongs to a choice value
param, table              versions are picked by the last argument where there is one
within                    whether a day lies in the period ``attr``
reasons, contributions    titles (and values) of the rules behind the quantities given
========================  =====================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from inburgerregels.language.rulebook import AgendaRule, Block, DecisionRule
from inburgerregels.language.types import Type
from inburgerregels.model import Position

__all__ = [
    "AgendaNodes",
    "CasesAttr",
    "ChainNodes",
    "DecisionNodes",
    "Node",
    "Program",
    "ScopeInfo",
    "WalkNodes",
]


@attrs.frozen
class Node:
    op: str
    args: tuple[int, ...]
    attr: Any
    type: Type
    scope: int
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class ScopeInfo:
    """``block`` for rows of a block; ``sources`` for rows a query or walk looks at."""

    parent: int | None
    block: str | None
    sources: tuple[str, ...] = ()


@attrs.frozen
class CasesAttr:
    """Of a ``define`` or ``collect``: the rules, and for each which others are exceptions to it."""

    quantity: tuple[str, str, str | None]
    way: str | None
    rules: tuple[str, ...]
    beaten_by: tuple[tuple[int, ...], ...]


@attrs.frozen
class ChainNodes:
    block: Block
    starts: int
    continues: int
    first_day: int
    final_day: int
    deciding: int | None
    lands: tuple[int, ...]


@attrs.frozen
class WalkNodes:
    """``condition`` and ``order`` belong to the candidates' scope, ``lands`` to the steps'."""

    block: Block
    sources: tuple[str, ...]
    candidate_scope: int
    condition: int | None
    order: int | None
    lands: int | None


@attrs.frozen
class DecisionNodes:
    rule: DecisionRule
    base: str | None
    exceptions: tuple[str, ...]
    applies: int
    date: int
    amount: int | None
    fields: Mapping[str, int]
    projected: int
    revokes: int | None
    reasons: int | None


@attrs.frozen
class AgendaNodes:
    rule: AgendaRule
    applies: int
    date: int


@attrs.frozen
class Program:
    """A lowered rulebook. ``quantities`` maps (block, name, value of its choice or None) to a node;
    ``reaching`` are the nodes whose value can rest on a projection."""

    nodes: tuple[Node, ...]
    scopes: tuple[ScopeInfo, ...]
    block_scopes: Mapping[str, int]
    quantities: Mapping[tuple[str, str, str | None], int]
    chains: Mapping[str, ChainNodes]
    walks: Mapping[str, WalkNodes]
    decisions: Mapping[tuple[str, str], DecisionNodes]
    agenda: Mapping[str, tuple[AgendaNodes, ...]]
    reaching: frozenset[int] = frozenset()

    def definition(self, index: int) -> Node | None:
        """The cases that a quantity is defined by; None when it is no definition."""
        node = self.nodes[index]
        while node.op == "quantity":
            node = self.nodes[node.args[0]]
        return node if node.op == "define" else None
