"""Where everything lies in the arrays of whole numbers that the compiled interpreter works on.

``p`` is the program (rules as data, shared), ``d`` the facts of a block of persons, ``w`` the
workspace of one thread: counters, and the rows of the person at hand with their computed values.

A value is one whole number. Days, amounts, numbers and yes/no are themselves, choices their place in
declared order, sets bit masks, durations months in the high half and days in the low one. A reference
to a row is its place in ``w``; of a decision and an event it also says which kind, above 40 bits. Lists of
texts and shares are the place in ``w`` where they stand. *Absent* and *not established* are the two numbers
below every other value.
"""

# Compiled code: one comparison after another costs nothing.
# ruff: noqa: SIM905
from __future__ import annotations

__all__: list[str] = []

ABSENT = -(1 << 62)
LOST = ABSENT - 1
EMPTY = ABSENT - 2
NEVER = 1 << 30
ALREADY = -NEVER
FIRST_DAY, LAST_DAY = 1, 3652059
#: what comes near it is computed with larger numbers by the reference executor
LARGE = 1 << 60

# -- operators: the order is that of how often they occur ---------------------------------------

OPERATORS = tuple(
    """
    const and rule item eq query up gt day param collect else if lt get ge le shift not max or
    mul in min add within exists sub previous decision quarter last_day reference_date number
    person days_between table reasons legal_term ne next_month round minus size define
    contributions truth pick running duration_add duration_size duration_times days_duration
    months_number longest shortest working_day year split union set_of share share_eq share_ne
    share_lt share_le share_gt share_ge texts rank family chain walk nested decisions merged
    source unsupported
    """.split()
)
OP = {name: number for number, name in enumerate(OPERATORS)}

#: of a node: operator, place of its value in a row, may it be absent, its data, three arguments, reach
NODE = 8
MEMO, OPTIONAL, DATA, A, B, C, REACHING = 1, 2, 3, 4, 5, 6, 7

# -- the head of the program ---------------------------------------------------------------------

SCOPES, FIELDS, SPACES, WORDS, CHAINS, WALKS, DECISIONS, MONTHS, FREE_DAYS, CALENDAR = range(10)
EVENT_KINDS, BLOCK_COUNT, PERSON_SCOPE, NODES, OUTPUT, SCOPE_COUNT, SPACE_COUNT = range(10, 17)
PROGRAM_HEAD = 32

#: of a scope: how many values a row keeps, its place among the sources (-1: a looked-at row), its chain
SCOPE = 3
#: of a chain: conditions and days, the bound, its scope, what lands
CHAIN = 8
C_STARTS, C_CONTINUES, C_FIRST, C_FINAL, C_DECIDING, C_BOUND, C_SCOPE, C_LANDS = range(CHAIN)
#: of a walk: candidates' scope, condition, order, its scope, sources, what lands
WALK = 6
W_LOOK, W_CONDITION, W_ORDER, W_SCOPE, W_SOURCES, W_LANDS = range(WALK)
#: of a decision
DECISION = 12
D_APPLIES, D_DATE, D_AMOUNT, D_EXCEPTIONS, D_BASE, D_PROJECTED = range(6)
D_REVOKES, D_REASONS, D_VALUES, D_FAMILY, D_MEMBERS, D_LISTS = range(6, DECISION)

# -- how a source of rows is found, and how a field is ---------------------------------------------

S_EVENTS, S_LIST, S_EARLIER = range(3)
F_ABSENT, F_COLUMN, F_NODE, F_WORD, F_FIRST, F_NUMBER, F_PREVIOUS, F_ITEM, F_SOURCE, F_DAY = range(
    10
)
HOWS = ("eerste", "laatste", "bestaat", "aantal", "som", "verzameling", "gedekte dagen")
WAYS = (
    *("enig", "elk", "vroegste", "uiterste", "som", "hoogste", "laagste", "langste"),
    "verzameling",
)
ROUNDINGS = ("omlaag", "omhoog", "rekenkundig")

# -- the workspace ----------------------------------------------------------------------------------

TOP, LIMIT, REDO, PERSON, TODAY, SPARE, INTERPRETER, TAINTING, FREE = range(9)
#: of a row: scope, enclosing row, what it looks at, number, row before, day, row after, taint
ROW = 8
R_SCOPE, R_PARENT, R_ITEM, R_NUMBER, R_PREVIOUS, R_DAY, R_NEXT, R_TAINT = range(ROW)
#: of a decision that was taken
TAKEN = 6
T_KEY, T_OWNER, T_DAY, T_LAPSED, T_TAINT, T_NEXT = range(TAKEN)
#: a reference: the kind above these bits (0 row, 1 decision, 2 and up events), the place below
BITS = 40
PLACE = (1 << BITS) - 1
#: deeper than this goes no evaluation; frames are a few hundred bytes
DEEPEST = 3000
DECISION_OP, CONST_OP = OP["decision"], OP["const"]
#: the head takes the room of so many nodes
HEAD_NODES = PROGRAM_HEAD // NODE
