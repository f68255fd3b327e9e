"""Terms for the solver, with what is already certain worked out at once.

A term is a Python ``bool`` or ``int`` where its value is known, and a z3 expression elsewhere. What is
folded here the solver never sees: most rules are decided before it is asked anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import z3

__all__ = ["conj", "disj", "eq", "implies", "ite", "le", "lt", "maximum", "minimum", "neg"]


def conj(*terms: Any) -> Any:
    """All of them."""
    rest = []
    for term in terms:
        if term is False:
            return False
        if term is not True:
            rest.append(term)
    return rest[0] if len(rest) == 1 else z3.And(rest) if rest else True


def disj(*terms: Any) -> Any:
    """At least one of them."""
    rest = []
    for term in terms:
        if term is True:
            return True
        if term is not False:
            rest.append(term)
    return rest[0] if len(rest) == 1 else z3.Or(rest) if rest else False


def neg(term: Any) -> Any:
    return not term if isinstance(term, bool) else z3.Not(term)


def implies(left: Any, right: Any) -> Any:
    return disj(neg(left), right)


def ite(test: Any, yes: Any, no: Any) -> Any:
    """``yes`` where ``test``, else ``no``; of truths and of integers."""
    if isinstance(test, bool):
        return yes if test else no
    if type(yes) is type(no) and isinstance(yes, (bool, int)) and yes == no:
        return yes
    if isinstance(yes, bool) or isinstance(no, bool):
        return disj(conj(test, yes), conj(neg(test), no))
    return z3.If(test, yes, no)


def eq(left: Any, right: Any) -> Any:
    return left == right


def lt(left: Any, right: Any) -> Any:
    return left < right


def le(left: Any, right: Any) -> Any:
    return left <= right


def minimum(terms: Iterable[Any]) -> Any:
    first, *rest = terms
    for term in rest:
        first = ite(le(first, term), first, term)
    return first


def maximum(terms: Iterable[Any]) -> Any:
    first, *rest = terms
    for term in rest:
        first = ite(le(term, first), first, term)
    return first
