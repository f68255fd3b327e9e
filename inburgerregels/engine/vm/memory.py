"""The workspace of a thread: rows, lists and references, in one array that is filled from the front."""

from __future__ import annotations

from typing import Any, cast

from numba import njit, types
from numba.extending import intrinsic

from inburgerregels.engine.vm.layout import (
    BITS,
    EMPTY,
    FREE,
    LIMIT,
    PLACE,
    R_DAY,
    R_ITEM,
    R_NEXT,
    R_NUMBER,
    R_PARENT,
    R_PREVIOUS,
    R_SCOPE,
    R_TAINT,
    REDO,
    ROW,
    SCOPE,
    SCOPES,
    SPACES,
    TOP,
)

__all__ = [
    "above",
    "allocated",
    "clear_taint",
    "look_at",
    "new_row",
    "pointer",
    "release",
    "sorted_by",
    "space",
]

Words = Any


def _pointer(typing: Any, array: Any) -> Any:
    signature = cast(Any, types.CPointer)(types.int64)(array)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return signature, generate


#: the words of an array, without its bounds: one machine word to hand on instead of seven
pointer: Any = intrinsic(_pointer)


@njit(nogil=True)
def allocated(w: Words, size: int) -> int:
    """So many words. Past the limit the person goes to the reference executor; what is still being
    computed then ends at once, well within the room that is left."""
    at = w[TOP]
    if at + size > w[LIMIT]:
        w[REDO] = 1
    w[TOP] = at + size
    return at


@njit(nogil=True)
def new_row(
    p: Words, w: Words, scope: int, parent: int, item: int, number: int, previous: int, day: int
) -> int:
    slots = p[p[SCOPES] + SCOPE * scope]
    row = allocated(w, ROW + 2 * slots)
    w[row + R_SCOPE] = scope
    w[row + R_PARENT] = parent
    w[row + R_ITEM] = item
    w[row + R_NUMBER] = number
    w[row + R_PREVIOUS] = previous
    w[row + R_DAY] = day
    w[row + R_NEXT] = 0
    w[row + R_TAINT] = EMPTY
    for at in range(row + ROW, row + ROW + slots):
        w[at] = EMPTY
    if previous != 0:
        w[previous + R_NEXT] = row
    return row


@njit(nogil=True)
def clear_taint(p: Words, w: Words, row: int) -> None:
    slots = p[p[SCOPES] + SCOPE * w[row + R_SCOPE]]
    for at in range(row + ROW + slots, row + ROW + 2 * slots):
        w[at] = EMPTY
    w[row + R_TAINT] = EMPTY


@njit(nogil=True)
def look_at(p: Words, w: Words, scope: int, parent: int, row: int, item: int) -> int:
    """A row that looks at ``item``: ``row`` again, or one that nobody looks from any more."""
    if row == 0:
        row = w[FREE + scope]
        if row == 0:
            return new_row(p, w, scope, parent, item, 0, 0, 0)
        w[FREE + scope] = w[row + R_PREVIOUS]
        w[row + R_PREVIOUS] = 0
        w[row + R_PARENT] = parent
    w[row + R_ITEM] = item
    for at in range(row + ROW, row + ROW + p[p[SCOPES] + SCOPE * scope]):
        w[at] = EMPTY
    return row


@njit(nogil=True)
def release(w: Words, scope: int, row: int) -> None:
    if row != 0:
        w[row + R_PREVIOUS] = w[FREE + scope]
        w[FREE + scope] = row


@njit(nogil=True)
def above(w: Words, row: int, levels: int) -> int:
    for _ in range(levels):
        row = w[row + R_PARENT]
    return row


@njit(nogil=True)
def space(p: Words, w: Words, reference: int) -> int:
    """The source that a reference is of: its place among events, blocks and decisions."""
    kind = reference >> BITS
    if kind == 0:
        return p[p[SCOPES] + SCOPE * w[reference + R_SCOPE] + 1]
    if kind == 1:
        return p[SPACES] + w[reference & PLACE]
    return kind - 2


@njit(nogil=True)
def sorted_by(w: Words, at: int, count: int, width: int, keys: int) -> None:
    """Sort lines of ``width`` words by their first ``keys`` words; lines that are equal stay in place."""
    for i in range(1, count):
        j = i
        while j > 0:
            here, before = at + j * width, at + (j - 1) * width
            less = False
            for k in range(keys):
                if w[here + k] != w[before + k]:
                    less = w[here + k] < w[before + k]
                    break
            if not less:
                break
            for k in range(width):
                w[here + k], w[before + k] = w[before + k], w[here + k]
            j -= 1
