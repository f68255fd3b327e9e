"""The interpreter: the value of a node for a row, computed when it is asked for and then kept.

It follows :mod:`inburgerregels.engine.reference` operator by operator. The parts that go from row to row, and
those that apply law, stand in :mod:`.rows`, :mod:`.sequences`,
:mod:`.queries`, :mod:`.deciding` and :mod:`.law`.
"""

# Compiled code: one comparison after another costs nothing.
# ruff: noqa: SIM102, SIM109
from __future__ import annotations

from typing import Any

from inburgerregels.engine.vm import deciding, law, queries, rows, sequences
from inburgerregels.engine.vm.asking import value
from inburgerregels.engine.vm.functions import fold, function, share_compare
from inburgerregels.engine.vm.layout import (
    ABSENT,
    ALREADY,
    BITS,
    DATA,
    DEEPEST,
    LOST,
    MEMO,
    NEVER,
    NODE,
    OP,
    OPTIONAL,
    PERSON,
    R_ITEM,
    R_NUMBER,
    R_PREVIOUS,
    REDO,
    ROW,
    TODAY,
    WORDS,
    A,
    B,
    C,
)
from inburgerregels.engine.vm.memory import above, space

__all__ = ["compute"]

Words = Any
AND, OR, NOT, IF, ELSE = (OP[k] for k in ("and", "or", "not", "if", "else"))
RULE, ITEM, EQ, NE, LT, LE, GT, GE = (
    OP[k] for k in ("rule", "item", "eq", "ne", "lt", "le", "gt", "ge")
)
IN, EXISTS, TRUTH, DAY, UP = OP["in"], OP["exists"], OP["truth"], OP["day"], OP["up"]
QUERY, PARAM, TABLE, COLLECT, DEFINE = (
    OP[k] for k in ("query", "param", "table", "collect", "define")
)
GET, SOURCE, PREVIOUS, NUMBER, PERSON_FIELD = (
    OP[k] for k in ("get", "source", "previous", "number", "person")
)
REFERENCE_DATE, DECISION, RUNNING, PICK = (
    OP[k] for k in ("reference_date", "decision", "running", "pick")
)
FAMILY, CHAIN, WALK, NESTED = OP["family"], OP["chain"], OP["walk"], OP["nested"]
DECISIONS, MERGED, REASONS, CONTRIBUTIONS = (
    OP[k] for k in ("decisions", "merged", "reasons", "contributions")
)
MIN, MAX, LONGEST, SHORTEST, SET_OF = (
    OP[k] for k in ("min", "max", "longest", "shortest", "set_of")
)
SHARE_LT, SHARE_GE, SHARE_EQ = OP["share_lt"], OP["share_ge"], OP["share_eq"]
UNSUPPORTED = OP["unsupported"]


def compute(p: Words, d: Words, w: Words, node: int, row: int, deep: int) -> int:
    """The value of a node for a row, ABSENT or LOST; what is already known was not asked here."""
    at = node * NODE
    op = p[at]
    slot = p[at + MEMO]
    if deep > DEEPEST or w[REDO] != 0:
        w[REDO] = 1
        return LOST
    deep += 1
    found = LOST
    if op == AND:
        found = value(p, d, w, p[at + A], row, deep)
        if found != 0:
            right = value(p, d, w, p[at + B], row, deep)
            found = right if right == 0 or found == 1 else LOST
    elif op == RULE:
        found = law.rule(p, d, w, at, row, deep)
    elif op == ITEM or op == GET or op == DAY:
        found = w[row + R_ITEM] if op == ITEM else value(p, d, w, p[at + A], row, deep)
        if found > ABSENT:
            found = rows.field(p, d, w, found, 0 if op == DAY else p[at + DATA], deep)
        elif op == DAY and found == ABSENT:
            found = NEVER if p[at + DATA] else ALREADY
    elif op == UP:
        found = value(p, d, w, p[at + A], above(w, row, p[at + DATA]), deep)
    elif op == QUERY:
        found = queries.query(p, d, w, at, row, deep)
    elif op == DEFINE or op == COLLECT:
        found = law.cases(p, d, w, at, row, deep, op == DEFINE)
    elif op == PARAM:
        found = law.param(p, d, w, at, row, deep)
    elif op == ELSE:
        found = value(p, d, w, p[at + A], row, deep)
        if found == ABSENT:
            found = value(p, d, w, p[at + B], row, deep)
    elif op == IF:
        found = value(p, d, w, p[at + A], row, deep)
        if found != LOST:
            found = value(p, d, w, p[at + (B if found != 0 else C)], row, deep)
    elif op == OR:
        found = value(p, d, w, p[at + A], row, deep)
        if found != 1:
            right = value(p, d, w, p[at + B], row, deep)
            found = right if right == 1 or found == 0 else LOST
    elif op == NOT:
        found = value(p, d, w, p[at + A], row, deep)
        found = found if found == LOST else 1 - found
    elif op == EXISTS:
        found = value(p, d, w, p[at + A], row, deep)
        found = found if found == LOST else (0 if found == ABSENT else 1)
    elif op == TRUTH:
        found = value(p, d, w, p[at + A], row, deep)
        found = 0 if found == ABSENT else found
    elif op == PICK:
        found = value(p, d, w, p[at + A], row, deep)
        if found > ABSENT:
            found = value(p, d, w, p[p[at + DATA] + 1 + found], row, deep)
    elif op == NUMBER:
        found = w[row + R_NUMBER]
    elif op == PREVIOUS:
        found = w[row + R_PREVIOUS] if w[row + R_PREVIOUS] != 0 else ABSENT
    elif op == REFERENCE_DATE:
        found = w[TODAY]
    elif op == PERSON_FIELD:
        found = d[d[1 + p[at + DATA]] + w[PERSON]]
    elif op == SOURCE:
        found = p[p[WORDS] + space(p, w, w[row + R_ITEM])]
    elif op == DECISION:
        found = value(p, d, w, p[at + A], row, deep)
        if found > ABSENT and w[found & ((1 << BITS) - 1)] != p[at + DATA]:
            found = ABSENT
    elif op == FAMILY:
        found = deciding.family(p, d, w, at, row, deep)
    elif op == CHAIN:
        found = sequences.chain(p, d, w, at, row, deep)
    elif op == WALK:
        found = sequences.walk(p, d, w, at, row, deep)
    elif op == NESTED:
        found = sequences.nested(p, d, w, at, row, deep)
    elif op == DECISIONS:
        found = deciding.decisions(p, d, w, at, row, deep)
    elif op == MERGED:
        found = sequences.merged(p, d, w, at, row, deep)
    elif op == RUNNING:
        found = queries.running(p, d, w, at, row, deep)
    elif op == TABLE:
        found = law.table(p, d, w, at, row, deep)
    elif op == REASONS or op == CONTRIBUTIONS:
        found = law.reasons(p, d, w, at, row, deep, op == CONTRIBUTIONS)
    elif op == MIN or op == MAX or op == LONGEST or op == SHORTEST or op == SET_OF:
        x = p[at + DATA]
        lost = missing = False
        for i in range(p[x]):
            part = value(p, d, w, p[x + 1 + i], row, deep)
            lost = lost or part == LOST
            missing = missing or part == ABSENT
            if part > ABSENT:
                if op == SET_OF:
                    part = 1 << part
                found = part if i == 0 or found <= ABSENT else fold(op, found, part)
        if lost:
            found = LOST
        elif missing:
            found = ABSENT if p[at + OPTIONAL] else LOST
    elif op == UNSUPPORTED:
        w[REDO] = 1
    else:
        left = value(p, d, w, p[at + A], row, deep)
        right = left
        if p[at + B] >= 0:
            right = value(p, d, w, p[at + B], row, deep)
        if left == LOST or right == LOST:
            found = LOST
        elif left == ABSENT or right == ABSENT:
            found = 0
            if not (op == EQ or op == NE or op == LT or op == LE or op == GT or op == GE):
                if op != IN and not (SHARE_EQ <= op <= SHARE_GE):
                    found = ABSENT if p[at + OPTIONAL] else LOST
        elif op == EQ:
            found = 1 if left == right else 0
        elif op == GT:
            found = 1 if left > right else 0
        elif op == LT:
            found = 1 if left < right else 0
        elif op == GE:
            found = 1 if left >= right else 0
        elif op == LE:
            found = 1 if left <= right else 0
        elif op == NE:
            found = 1 if left != right else 0
        elif op == IN:
            found = (right >> left) & 1
        elif SHARE_EQ <= op <= SHARE_GE:
            found = share_compare(p, w, at, op, left, right)
        else:
            found = function(p, w, at, op, left, right)
    if slot >= 0:
        w[row + ROW + slot] = found
    return found
