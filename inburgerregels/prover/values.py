"""Values of the rule language as terms: what is there, and whether it is there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import attrs
import z3

from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import Choice
from inburgerregels.model import ABSENT, ALREADY, NEVER, Duration
from inburgerregels.prover.terms import conj, disj, eq, implies, ite, le

__all__ = ["FIRST", "LAST", "Row", "RowChoice", "Sym", "Values", "is_real", "same", "when"]

#: the first and the last calendar day
FIRST, LAST = datetime.date.min.toordinal(), datetime.date.max.toordinal()


@attrs.frozen(eq=False)
class Sym:
    """A value: ``value`` is a term, a pair of terms (duration, share), a term for every value of a
    choice (set), or a row. It means nothing where ``present`` does not hold."""

    kind: Kind
    value: Any
    present: Any = True


@attrs.frozen(eq=False)
class Row:
    """Some row of ``sources`` of which nothing is known beforehand but what its type says."""

    name: str
    sources: tuple[str, ...]
    day: Any
    source: Any
    field: Callable[[str, Type], Sym]


@attrs.frozen(eq=False)
class RowChoice:
    """One row or another."""

    test: Any
    yes: Any
    no: Any

    @property
    def day(self) -> Any:
        return ite(self.test, self.yes.day, self.no.day)

    def field(self, name: str, its_type: Type) -> Sym:
        return when(self.test, self.yes.field(name, its_type), self.no.field(name, its_type))


def is_real(day: Any) -> Any:
    """Whether a day is a calendar day: not *nooit* and not *voorheen*."""
    return conj(le(FIRST, day), le(day, LAST))


def when(test: Any, yes: Sym, no: Sym) -> Sym:
    """``yes`` where ``test``, else ``no``."""
    if isinstance(test, bool):
        return yes if test else no
    present = ite(test, yes.present, no.present)
    if yes.value is None or no.value is None:
        kind, value = (no.kind, no.value) if yes.value is None else (yes.kind, yes.value)
        return Sym(kind, value, present)
    match yes.kind:
        case Kind.DURATION | Kind.SHARE:
            pairs = zip(yes.value, no.value, strict=True)
            return Sym(yes.kind, tuple(ite(test, a, b) for a, b in pairs), present)
        case Kind.SET:
            words = dict.fromkeys((*yes.value, *no.value))
            value = {w: ite(test, yes.value.get(w, False), no.value.get(w, False)) for w in words}
            return Sym(yes.kind, value, present)
        case Kind.ROW:
            if yes.value is no.value:
                return Sym(yes.kind, yes.value, present)
            return Sym(yes.kind, RowChoice(test, yes.value, no.value), present)
    return Sym(yes.kind, ite(test, yes.value, no.value), present)


def same(left: Sym, right: Sym) -> Any:
    """Whether two present values are equal."""
    if left.value is None or right.value is None:
        return True
    match left.kind:
        case Kind.DURATION | Kind.SHARE:
            return conj(*(eq(a, b) for a, b in zip(left.value, right.value, strict=True)))
        case Kind.SET:
            words = dict.fromkeys((*left.value, *right.value))
            return conj(*(eq(left.value.get(w, False), right.value.get(w, False)) for w in words))
    return eq(left.value, right.value)


class Values:
    """Makes values: constants, and free ones of which only the type is known."""

    def __init__(self, choices: Mapping[str, Choice]) -> None:
        self.choices = choices
        self.texts: dict[str, int] = {}

    def text(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))

    def words(self, choice: str | None) -> tuple[str, ...]:
        known = self.choices.get(choice or "")
        return known.values if known else ()

    def constant(self, value: Any, its_type: Type) -> Sym:
        kind = its_type.kind
        if value is ABSENT:
            return Sym(kind, None, False)
        if isinstance(value, Duration):
            return Sym(kind, (value.months, value.days))
        if isinstance(value, frozenset):
            return Sym(kind, dict.fromkeys(sorted(value), True))
        if kind is Kind.CHOICE:
            return Sym(kind, self.words(its_type.name).index(value))
        if kind is Kind.TEXT:
            return Sym(kind, self.text(value))
        return Sym(kind, value)

    def free(self, name: str, its_type: Type) -> tuple[Sym, list[Any]]:
        """A value that can be anything of its type, and what is true of it."""
        kind = its_type.kind
        known: list[Any] = []
        value: Any = None
        match kind:
            case Kind.BOOL:
                value = z3.Bool(name)
            case Kind.DATE:
                value = z3.Int(name)
                known.append(disj(value == NEVER, value == ALREADY, is_real(value)))
            case Kind.DURATION:
                value = (z3.Int(f"{name}.maanden"), z3.Int(f"{name}.dagen"))
            case Kind.CHOICE:
                value = z3.Int(name)
                known += [value >= 0, value < len(self.words(its_type.name))]
            case Kind.SET:
                value = {w: z3.Bool(f"{name}.{w}") for w in self.words(its_type.name)}
            case Kind.SHARE:
                value = (z3.Int(f"{name}.deel"), z3.Int(f"{name}.geheel"))
            case Kind.MONEY | Kind.PERCENTAGE | Kind.NUMBER | Kind.TEXT:
                value = z3.Int(name)
        present = z3.Bool(f"{name}?") if its_type.optional else True
        return Sym(kind, value, present), known

    def equal(self, left: Sym, right: Sym) -> Any:
        """That two values are one and the same, absent or present."""
        return conj(eq(left.present, right.present), implies(left.present, same(left, right)))
