"""What rests on a projection, in compiled code: the walk along what was used of :mod:`..expected`."""

# Compiled code: one comparison after another costs nothing.
# ruff: noqa: SIM109
from __future__ import annotations

from typing import Any

from numba import njit

from inburgerregels.engine.vm.asking import ask_taint as tainted
from inburgerregels.engine.vm.asking import value
from inburgerregels.engine.vm.law import CASE
from inburgerregels.engine.vm.layout import (
    ABSENT,
    BITS,
    C_CONTINUES,
    C_STARTS,
    CHAIN,
    CHAINS,
    D_AMOUNT,
    D_APPLIES,
    D_BASE,
    D_DATE,
    D_PROJECTED,
    D_VALUES,
    DATA,
    DECISION,
    DECISION_OP,
    DECISIONS,
    DEEPEST,
    EMPTY,
    F_ITEM,
    F_NODE,
    FIELDS,
    LOST,
    MEMO,
    NODE,
    OP,
    PERSON,
    PLACE,
    R_ITEM,
    R_NEXT,
    R_NUMBER,
    R_PARENT,
    R_PREVIOUS,
    R_SCOPE,
    R_TAINT,
    REACHING,
    REDO,
    ROW,
    S_EARLIER,
    S_EVENTS,
    SCOPE,
    SCOPES,
    SPACE_COUNT,
    T_KEY,
    T_OWNER,
    T_TAINT,
    A,
    B,
    C,
)
from inburgerregels.engine.vm.memory import above, look_at, release, space
from inburgerregels.engine.vm.rows import day_of

__all__ = ["compute_taint", "of_decision", "of_row"]

Words = Any
#: what is asked about: a node for a row, a row, or a decision
OF_NODE, OF_ROW, OF_DECISION = range(3)
AND, OR, IF, ELSE, UP = OP["and"], OP["or"], OP["if"], OP["else"], OP["up"]
DEFINE, COLLECT, QUERY, GET, ITEM = (OP[k] for k in ("define", "collect", "query", "get", "item"))
PREVIOUS, RUNNING, RULE, PICK = OP["previous"], OP["running"], OP["rule"], OP["pick"]
REASONS, CONTRIBUTIONS, SOURCE = OP["reasons"], OP["contributions"], OP["source"]
MANY = tuple(OP[k] for k in ("min", "max", "longest", "shortest", "set_of"))


@njit(nogil=True)
def of_row(p: Words, d: Words, w: Words, row: int) -> int:
    return tainted(p, d, w, OF_ROW, 0, row, 0)


@njit(nogil=True)
def of_decision(p: Words, d: Words, w: Words, place: int) -> int:
    return tainted(p, d, w, OF_DECISION, 0, place, 0)


def compute_taint(p: Words, d: Words, w: Words, task: int, node: int, row: int, deep: int) -> int:
    """1 where a value of a row (or a row, or a decision) rests on a projection, else 0."""
    if deep > DEEPEST or w[REDO] != 0:
        w[REDO] = 1
        return 0
    deep += 1
    found = 0
    if task == OF_ROW:
        if w[row + R_TAINT] != EMPTY:
            return w[row + R_TAINT]
        w[row + R_TAINT] = 0
        parent = w[row + R_PARENT]
        if parent != 0:
            found = tainted(p, d, w, OF_ROW, 0, parent, deep)
        x = p[p[SCOPES] + SCOPE * w[row + R_SCOPE] + 2]
        if x >= 0 and found == 0:
            x = p[CHAINS] + CHAIN * x
            before = w[row + R_PREVIOUS]
            if before != 0:
                found = tainted(p, d, w, OF_ROW, 0, before, deep)
                if found == 0:
                    found = tainted(p, d, w, OF_NODE, p[x + C_CONTINUES], before, deep)
            elif parent != 0:
                found = tainted(p, d, w, OF_NODE, p[x + C_STARTS], parent, deep)
        item = w[row + R_ITEM]
        if found == 0 and item != 0 and item >> BITS <= 1:
            decided = item >> BITS == 1
            found = tainted(p, d, w, OF_DECISION if decided else OF_ROW, 0, item & PLACE, deep)
        w[row + R_TAINT] = found
        return found
    if task == OF_DECISION:
        if w[row + T_TAINT] != EMPTY:
            return w[row + T_TAINT]
        w[row + T_TAINT] = 0
        owner = w[row + T_OWNER]
        x = p[DECISIONS] + DECISION * w[row + T_KEY]
        if value(p, d, w, p[x + D_PROJECTED], owner, deep) == 1:
            found = 1
        if found == 0:
            found = tainted(p, d, w, OF_ROW, 0, owner, deep)
        for turn in range(2):
            for part in (D_PROJECTED, D_APPLIES, D_DATE):
                if found == 0:
                    found = tainted(p, d, w, OF_NODE, p[x + part], owner, deep)
            if turn == 0:
                if found == 0 and p[x + D_AMOUNT] >= 0:
                    found = tainted(p, d, w, OF_NODE, p[x + D_AMOUNT], owner, deep)
                values = p[x + D_VALUES]
                for i in range(p[values]):
                    if found == 0:
                        found = tainted(p, d, w, OF_NODE, p[values + 1 + i], owner, deep)
                if p[x + D_BASE] < 0:
                    break
                x = p[DECISIONS] + DECISION * p[x + D_BASE]
        w[row + T_TAINT] = found
        return found
    at = node * NODE
    if p[at + REACHING] == 0:
        return 0
    slot = p[at + MEMO]
    if slot >= 0:
        slot += row + ROW + p[p[SCOPES] + SCOPE * w[row + R_SCOPE]]
        if w[slot] != EMPTY:
            return w[slot]
        w[slot] = 0
    op = p[at]
    a, b, x = p[at + A], p[at + B], p[at + DATA]
    target = field = 0
    if op == AND or op == OR:
        ends = 1 if op == OR else 0
        use_a = use_b = True
        if value(p, d, w, a, row, deep) == ends:
            use_b = False
        elif value(p, d, w, b, row, deep) == ends:
            use_a = False
        if use_a:
            found = tainted(p, d, w, OF_NODE, a, row, deep)
        if use_b and found == 0:
            found = tainted(p, d, w, OF_NODE, b, row, deep)
    elif op == IF:
        found = tainted(p, d, w, OF_NODE, a, row, deep)
        test = value(p, d, w, a, row, deep)
        if found == 0 and test != LOST:
            found = tainted(p, d, w, OF_NODE, b if test != 0 else p[at + C], row, deep)
    elif op == ELSE:
        found = tainted(p, d, w, OF_NODE, a, row, deep)
        if found == 0 and value(p, d, w, a, row, deep) == ABSENT:
            found = tainted(p, d, w, OF_NODE, b, row, deep)
    elif op == UP:
        found = tainted(p, d, w, OF_NODE, a, above(w, row, x), deep)
    elif op == DEFINE or op == COLLECT:
        yes = lost = 0
        for i in range(p[x]):
            test = value(p, d, w, p[x + 2 + CASE * i], row, deep)
            if test == 1:
                yes |= 1 << i
            elif test == LOST:
                lost |= 1 << i
            if found == 0:
                found = tainted(p, d, w, OF_NODE, p[x + 2 + CASE * i], row, deep)
        if lost == 0 or p[x + 1] == 0:
            for i in range(p[x]):
                line = x + 2 + CASE * i
                if found == 0 and (yes >> i) & 1 and p[line + 2] & (yes | lost) == 0:
                    found = tainted(p, d, w, OF_NODE, p[line + 1], row, deep)
    elif op == QUERY:
        found = tainted(p, d, w, OF_NODE, a, row, deep)
        if found == 0:
            found = tainted(p, d, w, OF_NODE, b, row, deep)
        low = value(p, d, w, a, row, deep)
        high = value(p, d, w, b, row, deep)
        begin = count = 0
        kind, source = p[x + 5], p[x + 6]
        here = above(w, row, p[x + 7])
        if found == 0 and low != LOST and high != LOST:
            if kind == S_EVENTS:
                offsets = d[1 + 2 * source] + w[PERSON]
                begin = d[offsets]
                count = d[offsets + 1] - begin
            elif kind == S_EARLIER:
                count = w[here + R_NUMBER] - 1
            else:
                begin = value(p, d, w, source, here, deep)
                count = w[begin] if begin != LOST else 0
        look = 0
        for i in range(count):
            if kind == S_EVENTS:
                item = ((source + 2) << BITS) | (begin + i)
            elif kind == S_EARLIER:
                here = w[here + R_PREVIOUS]
                item = here
            else:
                item = w[begin + 1 + i]
            day = day_of(p, d, w, item, deep)
            if found != 0 or day == LOST or day < low or day > high:
                continue
            look = look_at(p, w, p[x + 1], row, look, item)
            slots = p[p[SCOPES] + SCOPE * p[x + 1]]
            for j in range(look + ROW + slots, look + ROW + 2 * slots):
                w[j] = EMPTY
            w[look + R_TAINT] = EMPTY
            if p[x + 2] >= 0 and value(p, d, w, p[x + 2], look, deep) != 1:
                continue
            if item >> BITS <= 1:
                decided = item >> BITS == 1
                task = OF_DECISION if decided else OF_ROW
                found = tainted(p, d, w, task, 0, item & PLACE, deep)
            for part in range(2, 5):
                if found == 0 and p[x + part] >= 0:
                    found = tainted(p, d, w, OF_NODE, p[x + part], look, deep)
        release(w, p[x + 1], look)
    elif op == GET:
        found = tainted(p, d, w, OF_NODE, a, row, deep)
        target = value(p, d, w, a, row, deep)
        field = x
    elif op == ITEM:
        target = w[row + R_ITEM]
        field = x
    elif op == SOURCE:
        target = w[row + R_ITEM]
    elif op == PREVIOUS:
        if w[row + R_PREVIOUS] != 0:
            found = tainted(p, d, w, OF_ROW, 0, w[row + R_PREVIOUS], deep)
    elif op == RUNNING:
        found = tainted(p, d, w, OF_NODE, a, row, deep)
        here = value(p, d, w, node, row, deep)
        if found == 0 and here > ABSENT:
            found = tainted(p, d, w, OF_ROW, 0, here, deep)
    elif op == DECISION_OP:
        here = value(p, d, w, node, row, deep)
        if here > ABSENT:
            found = tainted(p, d, w, OF_DECISION, 0, here & PLACE, deep)
        else:
            line = p[DECISIONS] + DECISION * x
            found = tainted(p, d, w, OF_NODE, p[line + D_APPLIES], row, deep)
            if found == 0:
                found = tainted(p, d, w, OF_NODE, p[line + D_DATE], row, deep)
    elif op == REASONS or op == CONTRIBUTIONS:
        for i in range(p[x]):
            if found == 0:
                here = above(w, row, p[x + 2 + 2 * i])
                found = tainted(p, d, w, OF_NODE, p[p[x + 3 + 2 * i] - 1], here, deep)
    elif op == RULE or op == PICK or op in MANY:
        if op == PICK:
            found = tainted(p, d, w, OF_NODE, a, row, deep)
        for i in range(p[x]):
            if found == 0:
                found = tainted(p, d, w, OF_NODE, p[x + 1 + i], row, deep)
    else:
        for part in (A, B, C):
            if found == 0 and p[at + part] >= 0:
                found = tainted(p, d, w, OF_NODE, p[at + part], row, deep)
    # A field of a row rests on the row, and on what the field was computed from.
    if (op == GET or op == ITEM or op == SOURCE) and found == 0 and target > ABSENT:
        names = p[FIELDS] + 2 * field * p[SPACE_COUNT]
        while True:
            entry = names + 2 * space(p, w, target)
            kind = target >> BITS
            if kind <= 1 and found == 0:
                found = tainted(
                    p, d, w, OF_DECISION if kind == 1 else OF_ROW, 0, target & PLACE, deep
                )
            if kind > 1 or p[entry] != F_ITEM:
                break
            target = w[target + R_ITEM]
        if found == 0 and p[entry] == F_NODE:
            inner = p[entry + 1]
            if kind == 1:
                owner = w[(target & PLACE) + T_OWNER]
                found = tainted(p, d, w, OF_NODE, inner, owner, deep)
            else:
                here = target
                if p[inner * NODE + MEMO] >= 0:
                    place = p[inner * NODE + MEMO] + ROW
                    while w[here + R_PREVIOUS] != 0:
                        before = w[here + R_PREVIOUS]
                        slots = p[p[SCOPES] + SCOPE * w[before + R_SCOPE]]
                        if w[before + place + slots] != EMPTY:
                            break
                        here = before
                while here != target:
                    tainted(p, d, w, OF_NODE, inner, here, deep)
                    here = w[here + R_NEXT]
                found = tainted(p, d, w, OF_NODE, inner, target, deep)
    if p[at + MEMO] >= 0:
        w[slot] = found
    return found
