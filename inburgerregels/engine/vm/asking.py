"""Asking for the value of a node: what is known is read, the rest is computed by the interpreter.

The interpreter is called by its address, which stands in the workspace. So the functions that make it
up can be compiled apart and kept on disk, though all of them ask for values and are called to find them.
"""

from __future__ import annotations

from typing import Any, cast

from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from inburgerregels.engine.vm.layout import (
    CONST_OP,
    DATA,
    EMPTY,
    INTERPRETER,
    MEMO,
    NODE,
    ROW,
    TAINTING,
)

__all__ = ["SIGNATURE", "TAINT_SIGNATURE", "ask", "ask_taint", "value"]

Words = Any
_WORDS: Any = cast(Any, types.CPointer)(types.int64)
SIGNATURE = types.int64(_WORDS, _WORDS, _WORDS, types.int64, types.int64, types.int64)
TAINT_SIGNATURE = types.int64(
    _WORDS, _WORDS, _WORDS, types.int64, types.int64, types.int64, types.int64
)


def _by_address(place: int, signature: Any) -> Any:
    """Code that calls the function whose address stands at a place in the workspace, the third argument."""

    def generate(context: Any, builder: Any, _: Any, args: Any) -> Any:
        word = ir.IntType(64)
        address = builder.load(builder.gep(args[2], [ir.Constant(word, place)]))
        kind = ir.FunctionType(word, [arg.type for arg in args])
        return builder.call(builder.inttoptr(address, kind.as_pointer()), args)

    return signature, generate


def _ask(typing: Any, p: Any, d: Any, w: Any, node: Any, row: Any, deep: Any) -> Any:
    return _by_address(INTERPRETER, SIGNATURE)


def _ask_taint(
    typing: Any, p: Any, d: Any, w: Any, task: Any, node: Any, row: Any, deep: Any
) -> Any:
    return _by_address(TAINTING, TAINT_SIGNATURE)


#: the value of a node for a row, computed
ask: Any = intrinsic(_ask)
#: whether a node for a row, a row, or a decision rests on a projection
ask_taint: Any = intrinsic(_ask_taint)


@njit(nogil=True)
def value(p: Words, d: Words, w: Words, node: int, row: int, deep: int) -> int:
    """The value of a node for a row, ABSENT or LOST."""
    at = node * NODE
    if p[at] == CONST_OP:
        return p[at + DATA]
    slot = p[at + MEMO]
    if slot >= 0:
        known = w[row + ROW + slot]
        if known != EMPTY:
            return known
    return ask(p, d, w, node, row, deep)
