"""The law as loaded: blocks of rules and decisions, parameters, tables, readings and overlays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from inburgerregels.dates import HolidayCalendar
from inburgerregels.language.sources import Instrument
from inburgerregels.language.syntax import Expr
from inburgerregels.language.types import Type
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import ALREADY, NEVER, Position, RulebookRef, Source

__all__ = [
    "OVERLAY",
    "READING",
    "AgendaRule",
    "Block",
    "Bracket",
    "DecisionRule",
    "Definition",
    "Meta",
    "Overlay",
    "Parameter",
    "ParameterVersion",
    "Reading",
    "Rounding",
    "Rule",
    "Rulebook",
    "Settled",
    "Table",
    "TableVersion",
    "Validity",
]

PERSON = "persoon"

#: What a piece of law settles: (quantity, decision, parameter or table; its block; its name).
Settled = tuple[str, str, str]
#: The two sorts of owners in :attr:`Rulebook.at_stake`.
READING, OVERLAY = "reading", "overlay"


@attrs.frozen
class Meta:
    """What stands on every piece of law: how to say it, where it comes from, how sure it is."""

    title: str | None = None
    sources: tuple[Source, ...] = ()
    certainty: str | None = None
    question: str | None = None
    note: str | None = None
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class Validity:
    """First and last day (inclusive) on which a piece of law is in force."""

    since: int = ALREADY
    until: int = NEVER

    @property
    def always(self) -> bool:
        return self.since == ALREADY and self.until == NEVER

    def overlaps(self, other: Validity) -> bool:
        return self.since <= other.until and other.since <= self.until


@attrs.frozen
class Rounding:
    """``unit`` in eurocents (1 or 100); ``how``: omlaag, omhoog or rekenkundig (half away from zero)."""

    unit: int
    how: str


@attrs.frozen
class Definition:
    """What one rule says of one quantity."""

    quantity: str
    expr: Expr
    collected: bool
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class _Conditional:
    """What rules and decisions share: when they apply."""

    id: str
    block: str
    meta: Meta
    condition: Expr | None = None
    validity: Validity | None = None
    moment: Expr | None = None
    reading: tuple[str, str] | None = None
    known_on: int | None = None
    excepts: tuple[str, ...] = ()
    overlay: str | None = None
    position: Position | None = attrs.field(default=None, eq=False)

    @property
    def full_id(self) -> str:
        return f"{self.block}.{self.id}"


@attrs.frozen
class Rule(_Conditional):
    """Defines or contributes to quantities. ``per`` is (variable, choice) for a quantity per value."""

    definitions: tuple[Definition, ...] = ()
    per: tuple[str, str] | None = None
    rounding: Rounding | None = None


@attrs.frozen
class DecisionRule(_Conditional):
    """Takes a decision of kind ``kind`` on ``date`` where its condition holds."""

    kind: str = ""
    date: Expr | None = None
    amount: Expr | None = None
    authority: str | None = None
    fields: tuple[tuple[str, Expr], ...] = ()
    places: Mapping[str, Position] = attrs.field(factory=dict, eq=False)
    projected: Expr | None = None
    signal: bool = False
    revokes: Expr | None = None
    reasons: Expr | None = None
    rounding: Rounding | None = None


@attrs.frozen
class AgendaRule(_Conditional):
    """A deadline worth announcing: its day, what it is, and what follows from missing it."""

    date: Expr | None = None
    what: str = ""
    consequence: str = ""


@attrs.frozen
class Block:
    """One kind of row and all that is said of it.

    ``kind`` is ``persoon``, ``keten`` or ``wandeling``. ``parent`` is the block whose rows these
    rows belong to. ``collects`` maps a collected quantity to how its contributions are combined,
    ``places`` to where that is said.
    """

    name: str
    kind: str
    title: str | None = None
    parent: str | None = None
    moment: Expr | None = None
    collects: Mapping[str, str] = attrs.field(factory=dict)
    places: Mapping[str, Position] = attrs.field(factory=dict, eq=False)
    rules: Mapping[str, Rule] = attrs.field(factory=dict)
    decisions: Mapping[str, DecisionRule] = attrs.field(factory=dict)
    agenda: Mapping[str, AgendaRule] = attrs.field(factory=dict)
    # chains
    starts: Expr | None = None
    continues: Expr | None = None
    bound: int = 0
    deciding: Expr | None = None
    first_day: Expr | None = None
    final_day: Expr | None = None
    term: str | None = None
    # walks
    sources: tuple[str, ...] = ()
    condition: Expr | None = None
    order: Expr | None = None
    lands: tuple[Expr, ...] = ()
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class ParameterVersion:
    value: Any
    type: Type
    validity: Validity
    meta: Meta
    reading: tuple[str, str] | None = None
    known_on: int | None = None
    overlay: str | None = None


@attrs.frozen
class Parameter:
    name: str
    title: str | None
    versions: tuple[ParameterVersion, ...]
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class Bracket:
    """One row or column head: the numbers from ``low`` to ``high`` inclusive, or one choice.

    For shares the bounds are in units of 10**-scale and ``high`` is exclusive when ``half_open``.
    """

    low: int | None
    high: int | None
    text: str
    choice: str | None = None
    half_open: bool = False
    scale: int = 0
    unit: str | None = None
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class TableVersion:
    """``cells[row][column]``; None where the law says nothing. One-way tables have one column."""

    rows: tuple[Bracket, ...]
    columns: tuple[Bracket, ...]
    cells: tuple[tuple[Any, ...], ...]
    type: Type
    validity: Validity
    meta: Meta
    row_title: str = ""
    column_title: str | None = None
    reading: tuple[str, str] | None = None
    known_on: int | None = None
    overlay: str | None = None


@attrs.frozen
class Table:
    name: str
    title: str | None
    versions: tuple[TableVersion, ...]
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class Reading:
    """A point on which sources differ: the choices, and the one taken unless a run says otherwise."""

    name: str
    title: str
    default: str
    choices: Mapping[str, Meta]
    note: str | None = None
    position: Position | None = attrs.field(default=None, eq=False)


@attrs.frozen
class Overlay:
    """A measure (in force, applied by default) or a proposal (applied when named).

    ``readings`` are those it brings with their choices: a dossier may choose one beside the overlay.
    """

    name: str
    kind: str
    meta: Meta
    known_on: int | None = None
    drops: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    path: str = ""
    readings: Mapping[str, frozenset[str]] = attrs.field(factory=dict, eq=False)


@attrs.frozen
class Rulebook:
    """All law that is loaded, as chosen by overlays, readings and knowledge date.

    ``program`` is filled by the engine when it lowers the rulebook; it is a function of the rest.
    ``at_stake`` says what the parts of each reading (``(READING, name)``) and of each overlay
    (``(OVERLAY, name)``) settle, also those parts that were not chosen.
    """

    vocabulary: Vocabulary
    blocks: Mapping[str, Block]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, Table]
    readings: Mapping[str, Reading]
    chosen: Mapping[str, str]
    overlays: Mapping[str, Overlay]
    instruments: Mapping[str, Instrument]
    calendar: HolidayCalendar
    ref: RulebookRef
    known_on: int | None = None
    known_rules: frozenset[str] = frozenset()
    at_stake: Mapping[tuple[str, str], frozenset[Settled]] = attrs.field(
        factory=dict, eq=False, repr=False
    )
    types: Mapping[tuple[str, str], Type] = attrs.field(factory=dict, eq=False, repr=False)
    program: Any = attrs.field(default=None, eq=False, repr=False)
