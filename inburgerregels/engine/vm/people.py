"""Everybody in a block, one after another: rows, decisions, terms, agenda and standing as records.

A record is words in a stream: what it is and how many words, whose, and then its values; lists stand where
they are. Persons of whom anything cannot be established are only marked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import cfunc, njit

from inburgerregels.engine.vm import layout
from inburgerregels.engine.vm.asking import SIGNATURE, TAINT_SIGNATURE, value
from inburgerregels.engine.vm.law import CASE
from inburgerregels.engine.vm.layout import (
    ABSENT,
    BITS,
    C_FINAL,
    C_FIRST,
    C_LANDS,
    CHAIN,
    CHAINS,
    D_AMOUNT,
    D_FAMILY,
    D_LISTS,
    D_PROJECTED,
    D_REASONS,
    D_REVOKES,
    D_VALUES,
    DECISION,
    DECISIONS,
    EVENT_KINDS,
    FIRST_DAY,
    FREE,
    LAST_DAY,
    LOST,
    OUTPUT,
    PERSON,
    PERSON_SCOPE,
    PLACE,
    R_ITEM,
    R_NUMBER,
    REDO,
    SCOPE_COUNT,
    T_DAY,
    T_KEY,
    T_LAPSED,
    T_NEXT,
    T_OWNER,
    TODAY,
    TOP,
    W_LANDS,
    WALK,
    WALKS,
)
from inburgerregels.engine.vm.machine import compute
from inburgerregels.engine.vm.memory import allocated, clear_taint, new_row, pointer
from inburgerregels.engine.vm.records import AGENDA, DECIDED, STANDING, TERM, UNUSED
from inburgerregels.engine.vm.taint import compute_taint, of_decision, of_row

__all__ = ["compiled", "records"]

Words = Any

#: of a block in the list of what is answered
BLOCK = 6
#: whoever has more events goes to the reference executor
MOST_EVENTS = 20_000
_compute = njit(nogil=True)(compute)
_compute_taint = njit(nogil=True)(compute_taint)


@njit(nogil=True)
def _list_out(w: Words, out: Words, begin: int, o: int, word: int, width: int) -> tuple[int, int]:
    """Copy a list behind a record; its place counted from the record's begin, and the new end."""
    if width == 0 or word <= ABSENT:
        return word, o
    count = w[word] * width
    for i in range(count + 1):
        out[o + i] = w[word + i]
    return o - begin, o + count + 1


@njit(nogil=True)
def _decisions(
    p: Words, d: Words, w: Words, block: int, rows: int, last: int, first: int
) -> tuple[int, int]:
    """Link the decisions taken for the rows of a block behind those found before."""
    roots = p[block + 3]
    count = 1 if rows == 0 else w[rows]
    for i in range(count):
        row = w[rows + 1 + i] if rows != 0 else w[layout.SPARE]
        for j in range(p[roots]):
            node = p[p[DECISIONS] + DECISION * p[roots + 1 + j] + D_FAMILY]
            taken = value(p, d, w, node, row, 0)
            if taken > ABSENT:
                place = taken & PLACE
                if last == 0:
                    first = place
                else:
                    w[last + T_NEXT] = place
                last = place
    return first, last


@njit(nogil=True)
def _unlanded(
    p: Words, d: Words, w: Words, out: Words, o: int, blocks: int, landing: int, lists: int
) -> int:
    """A record for every event that must land and that no rule used; the new end of the stream."""
    total = 0
    for i in range(p[landing]):
        offsets = d[1 + 2 * p[landing + 1 + i]] + w[PERSON]
        total += d[offsets + 1] - d[offsets]
    if total == 0:
        return o
    marks = allocated(w, total)
    for i in range(total):
        w[marks + i] = 0
    for b in range(p[p[OUTPUT]]):
        line = blocks + BLOCK * b
        rows = w[lists + b]
        for i in range(w[rows] if rows != 0 else 0):
            row = w[rows + 1 + i]
            if p[line + 1] >= 0:
                lands = p[p[CHAINS] + CHAIN * p[line + 1] + C_LANDS]
                for j in range(p[lands]):
                    used = value(p, d, w, p[lands + 1 + j], row, 0)
                    if used == LOST:
                        w[REDO] = 1
                    elif used > ABSENT and used >> BITS >= 2:
                        _mark(p, d, w, landing, marks, used)
            elif w[row + R_ITEM] >> BITS >= 2:
                node = p[p[WALKS] + WALK * p[line + 2] + W_LANDS]
                used = value(p, d, w, node, row, 0) if node >= 0 else 0
                if used == LOST:
                    w[REDO] = 1
                elif used == 1:
                    _mark(p, d, w, landing, marks, w[row + R_ITEM])
    for i in range(p[landing]):
        kind = p[landing + 1 + i]
        offsets = d[1 + 2 * kind] + w[PERSON]
        for place in range(d[offsets], d[offsets + 1]):
            if w[marks] == 0:
                out[o], out[o + 1], out[o + 2], out[o + 3] = UNUSED, 5, w[PERSON], kind
                out[o + 4] = d[d[2 + 2 * kind] + place]
                o += 5
            marks += 1
    return o


@njit(nogil=True)
def _mark(p: Words, d: Words, w: Words, landing: int, marks: int, event: int) -> None:
    """Mark an event as used, if it had to be."""
    for i in range(p[landing]):
        kind = p[landing + 1 + i]
        offsets = d[1 + 2 * kind] + w[PERSON]
        if (event >> BITS) - 2 == kind:
            w[marks + (event & PLACE) - d[offsets]] = 1
        marks += d[offsets + 1] - d[offsets]


@njit(nogil=True)
def _single(p: Words, d: Words, w: Words, behind: int, row: int) -> int:
    """Which rule fixed a value; -1 when that is not one rule."""
    if behind < 0:
        return -1
    yes, lost, won = 0, 0, -1
    for i in range(p[behind]):
        applies = value(p, d, w, p[behind + 2 + CASE * i], row, 0)
        if applies == 1:
            yes |= 1 << i
        elif applies == LOST:
            lost = 1
    for i in range(p[behind]):
        if (yes >> i) & 1 and p[behind + 2 + CASE * i + 2] & yes == 0:
            if won >= 0:
                return -1
            won = i
    return -1 if lost else won


@njit(nogil=True)
def _person(p: Words, d: Words, w: Words, out: Words, o: int) -> int:
    """All records of the person at hand; the new end of the stream. On REDO they do not count."""
    answered = p[OUTPUT]
    many, blocks, standing, landing = (
        p[answered],
        p[answered + 1],
        p[answered + 2],
        p[answered + 3],
    )
    person = w[PERSON]
    top = new_row(p, w, p[PERSON_SCOPE], 0, 0, 0, 0, 0)
    w[layout.SPARE] = top
    lists = allocated(w, many)
    first = last = 0
    for b in range(many):
        node = p[blocks + BLOCK * b]
        rows = 0 if node < 0 else value(p, d, w, node, top, 0)
        if rows == LOST or w[REDO] != 0:
            w[REDO] = 1
            return o
        w[lists + b] = rows
    for b in range(many):
        first, last = _decisions(p, d, w, blocks + BLOCK * b, w[lists + b], last, first)
        if w[REDO] != 0:
            return o
    table = p[DECISIONS]
    projected = False
    place = first
    while place != 0:
        line = table + DECISION * w[place + T_KEY]
        owner = w[place + T_OWNER]
        if value(p, d, w, p[line + D_PROJECTED], owner, 0) == 1:
            projected = True
        if p[line + D_REVOKES] >= 0:
            target = value(p, d, w, p[line + D_REVOKES], owner, 0)
            if target == LOST:
                w[REDO] = 1
            elif target > ABSENT and target >> BITS == 1:
                target = (target & PLACE) + T_LAPSED
                w[target] = min(w[target], w[place + T_DAY])
        place = w[place + T_NEXT]
    if projected:
        clear_taint(p, w, top)
        for b in range(many):
            rows = w[lists + b]
            for i in range(w[rows] if rows != 0 else 0):
                clear_taint(p, w, w[rows + 1 + i])
    place = first
    while place != 0:
        key, owner = w[place + T_KEY], w[place + T_OWNER]
        line = table + DECISION * key
        values, kinds = p[line + D_VALUES], p[line + D_LISTS]
        size = 9 + p[values]
        end = o + size
        out[o], out[o + 2], out[o + 3] = DECIDED, person, key
        out[o + 4], out[o + 5] = w[place + T_DAY], w[place + T_LAPSED]
        out[o + 6] = of_decision(p, d, w, place) if projected else 0
        out[o + 7] = out[o + 8] = ABSENT
        if p[line + D_AMOUNT] >= 0:
            out[o + 7] = value(p, d, w, p[line + D_AMOUNT], owner, 0)
        if p[line + D_REASONS] >= 0:
            texts = value(p, d, w, p[line + D_REASONS], owner, 0)
            out[o + 8], end = _list_out(w, out, o, end, texts, 1)
        lost = out[o + 7] == LOST or out[o + 8] == LOST
        for i in range(p[values]):
            word = value(p, d, w, p[values + 1 + i], owner, 0)
            lost = lost or word == LOST
            out[o + 9 + i], end = _list_out(w, out, o, end, word, p[kinds + 1 + i])
        if lost or w[REDO] != 0:
            w[REDO] = 1
            return o
        out[o + 1] = end - o
        o = end
        place = w[place + T_NEXT]
    for b in range(many):
        line = blocks + BLOCK * b
        rows = w[lists + b]
        term, agenda = p[line + 4], p[line + 5]
        count = 1 if rows == 0 else w[rows]
        for i in range(count if term >= 0 or p[agenda] > 0 else 0):
            row = w[rows + 1 + i] if rows != 0 else top
            begin = LOST
            if term >= 0:
                x = p[CHAINS] + CHAIN * p[line + 1]
                begin = value(p, d, w, p[x + C_FIRST], row, 0)
            if FIRST_DAY <= begin <= min(LAST_DAY, w[TODAY]):
                size = 9 + p[term + 1]
                out[o], out[o + 1], out[o + 2], out[o + 3] = TERM, size, person, p[line + 1]
                out[o + 4], out[o + 5] = w[row + R_NUMBER], begin
                out[o + 6] = value(p, d, w, p[x + C_FINAL], row, 0)
                out[o + 7] = of_row(p, d, w, row) if projected else 0
                out[o + 8] = _single(p, d, w, p[term], row)
                lost = out[o + 6] == LOST
                for j in range(p[term + 1]):
                    out[o + 9 + j] = value(p, d, w, p[term + 2 + j], row, 0)
                    lost = lost or out[o + 9 + j] == LOST
                o += size
                if lost:
                    w[REDO] = 1
            for j in range(p[agenda]):
                item = agenda + 1 + 3 * j
                if value(p, d, w, p[item + 1], row, 0) != 1:
                    continue
                day = value(p, d, w, p[item + 2], row, 0)
                if w[TODAY] <= day <= LAST_DAY:
                    out[o], out[o + 1], out[o + 2] = AGENDA, 5, person
                    out[o + 3], out[o + 4] = p[item], day
                    o += 5
    out[o], out[o + 1], out[o + 2] = STANDING, 3 + p[standing], person
    for i in range(p[standing]):
        out[o + 3 + i] = value(p, d, w, p[standing + 1 + i], top, 0)
        if out[o + 3 + i] == LOST:
            w[REDO] = 1
    o += 3 + p[standing]
    return _unlanded(p, d, w, out, o, blocks, landing, lists)


def _digest() -> int:
    """The text of the interpreter as a number: what was compiled from another text is not used."""
    text = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        text.update(path.read_bytes())
    return int.from_bytes(text.digest()[:4], "big")


@njit(cache=True, nogil=True)
def records(stream: Any, found: Any) -> int:
    """Where each record begins, what it is and which; how many there are."""
    at = count = 0
    while at < stream.shape[0]:
        found[count, 0], found[count, 1], found[count, 2] = at, stream[at], stream[at + 3]
        count += 1
        at += stream[at + 1]
    return count


def compiled() -> Callable[..., Any]:
    """The interpreter; compiled on first use, and then kept on disk."""
    digest = _digest()

    @cfunc(SIGNATURE, cache=True)
    def interpreter(p: Any, d: Any, w: Any, node: int, row: int, deep: int) -> int:
        # Never so; but it makes the number part of what was compiled.
        return 0 if node == -digest else _compute(p, d, w, node, row, deep)

    @cfunc(TAINT_SIGNATURE, cache=True)
    def tainting(p: Any, d: Any, w: Any, task: int, node: int, row: int, deep: int) -> int:
        return 0 if node == -digest else _compute_taint(p, d, w, task, node, row, deep)

    @njit(cache=True, nogil=True)
    def run(
        program: Any, facts: Any, work: Any, out: Any, redo: Any, today: int, begin: int, end: int
    ) -> tuple[int, int]:
        """Persons from ``begin`` on, until ``end`` or until the stream is nearly full: who is next,
        and how far the stream is filled."""
        p, d, w, o = pointer(program), pointer(facts), pointer(work), 0
        if today == -digest:
            return 0, 0
        room = out.shape[0] - work.shape[0] // 8
        kinds = p[EVENT_KINDS]
        who = begin
        while who < end and o < room:
            w[TOP] = FREE + p[SCOPE_COUNT]
            for i in range(p[SCOPE_COUNT]):
                w[FREE + i] = 0
            w[PERSON], w[TODAY], w[REDO] = who, today, 0
            events = 0
            for kind in range(kinds):
                offsets = d[1 + 2 * kind] + who
                events += d[offsets + 1] - d[offsets]
            if redo[who] == 0 and events <= MOST_EVENTS:
                after = _person(p, d, w, pointer(out), o)
                if w[REDO] == 0:
                    o = after
                else:
                    redo[who] = 1
            else:
                redo[who] = 1
            who += 1
        return who, o

    def start(program: Any, facts: Any, work: Any, *rest: Any) -> tuple[int, int]:
        work[layout.INTERPRETER], work[layout.TAINTING] = interpreter.address, tainting.address
        found: tuple[int, int] = run(program, facts, work, *rest)
        return found

    return start
