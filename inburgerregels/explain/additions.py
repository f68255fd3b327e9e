"""Facts that a decision's proof asked for and that could have been there: events made up to try."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from inburgerregels.explain.touched import Asked, Touched
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import EventKind, FieldDecl, Vocabulary
from inburgerregels.model import ABSENT, Duration, Event

__all__ = ["SIZES", "Template", "amounts_of", "templates"]

#: How many ways of filling in one kind of event are tried at most.
_WAYS = 16
#: From small to large, what is tried where a fact has a size: in days, cents, ones and hundredths.
SIZES: dict[Kind, tuple[Any, ...]] = {
    Kind.DURATION: tuple(Duration(days=7 * 4**power) for power in range(1, 5)),
    Kind.MONEY: tuple(100 * 10**power for power in range(1, 6)),
    Kind.NUMBER: tuple(10**power for power in range(5)),
    Kind.PERCENTAGE: (10, 100),
}


@attrs.frozen
class Template:
    """An event but for its day; ``sized`` is the field whose size is still to be chosen."""

    kind: str
    fields: tuple[tuple[str, Any], ...]
    sized: str | None = None
    varied: str | None = None

    def on(self, day: int, size: Any = None) -> Event:
        """The event on a day. A date that has to be given is that day."""
        fields = {name: day if value is None else value for name, value in self.fields}
        if self.sized is not None:
            fields[self.sized] = size
        return Event(self.kind, day, fields)


def templates(touched: Touched, vocabulary: Vocabulary) -> dict[str, list[Template]]:
    """By kind of event, the ways in which one could have been that the proof asks for."""
    found: dict[str, dict[Template, None]] = {}
    for asked in touched.asked:
        for kind in asked.kinds:
            ways = _ways(vocabulary.events[kind], asked, vocabulary)
            found.setdefault(kind, {}).update(dict.fromkeys(itertools.islice(ways, _WAYS)))
    return {kind: list(ways)[: 2 * _WAYS] for kind, ways in found.items()}


def _ways(kind: EventKind, asked: Asked, vocabulary: Vocabulary) -> Iterator[Template]:
    wanted = dict(asked.wanted)
    settled: dict[str, tuple[Any, ...]] = {}
    free: dict[str, tuple[Any, ...]] = {}
    sized = []
    for name, declared in kind.fields.items():
        required = declared.default is ABSENT and not declared.optional
        values = _values(declared, wanted.get(name, ()), vocabulary)
        if declared.type.kind in SIZES:
            # A size that was asked for outright is tried as it is.
            if required and not values:
                sized.append(name)
            elif not required and name not in wanted:
                free[name] = ()
            elif values:
                settled[name] = values
            else:
                free[name] = ()
        elif name in wanted and values:
            settled[name] = values
        elif required:
            every = _values(declared, (), vocabulary) or _all(declared, vocabulary)
            settled[name] = every[:1]
            free[name] = every[1:]
        elif name in wanted:
            free[name] = _all(declared, vocabulary)
    yield from _filled(kind, settled, free, sized)


def _filled(
    kind: EventKind,
    settled: dict[str, tuple[Any, ...]],
    free: dict[str, tuple[Any, ...]],
    sized: list[str],
) -> Iterator[Template]:
    """Every combination of what was asked for; of the rest the first, and then one thing otherwise."""
    if len(sized) > 1:
        return
    size = sized[0] if sized else None
    combinations = list(itertools.product(*settled.values()))[:_WAYS]
    for values in combinations:
        yield Template(kind.name, tuple(zip(settled, values, strict=True)), size)
    base = dict(zip(settled, combinations[0], strict=True)) if combinations else {}
    for name, values in free.items():
        if not values and size is None and kind.fields[name].type.kind in SIZES:
            yield Template(kind.name, tuple(base.items()), name)
        for value in values:
            yield Template(kind.name, tuple({**base, name: value}.items()), size, name)


def _values(declared: FieldDecl, wanted: Iterable[Any], vocabulary: Vocabulary) -> tuple[Any, ...]:
    """What a question wants of a field; of a set, all that is wanted together."""
    values = list(wanted)
    match declared.type.kind:
        case Kind.SET:
            words = [
                v for value in values for v in (value if isinstance(value, frozenset) else [value])
            ]
            known = vocabulary.choices[declared.type.name or ""].values
            named = frozenset(word for word in words if word in known)
            return (frozenset(known) if not named or not values else named,) if values else ()
        case Kind.CHOICE:
            known = vocabulary.choices[declared.type.name or ""].values
            words = [
                v for value in values for v in (value if isinstance(value, frozenset) else [value])
            ]
            return tuple(dict.fromkeys(word for word in known if word in words))
        case Kind.BOOL:
            return tuple(value for value in values if isinstance(value, bool))
    return tuple(values)


def _all(declared: FieldDecl, vocabulary: Vocabulary) -> tuple[Any, ...]:
    """Every value of a field, or the one that is made up where there is no end to them."""
    match declared.type.kind:
        case Kind.CHOICE:
            return vocabulary.choices[declared.type.name or ""].values
        case Kind.SET:
            return (frozenset(vocabulary.choices[declared.type.name or ""].values),)
        case Kind.BOOL:
            return (True, False)
        case Kind.DATE:
            return (None,)
        case Kind.TEXT:
            return ("verzonnen",)
        case Kind.TEXTS:
            return (("verzonnen",),)
    return ()


def amounts_of(declared: FieldDecl, now: Any) -> tuple[Any, ...]:
    """Other sizes of a fact that has one: nothing, half, and twice to sixteen times as much."""
    match now:
        case Duration():
            factors = [(0, 1), (1, 2), (2, 1), (4, 1), (16, 1)]
            made = [
                Duration(now.months * up // down, now.days * up // down) for up, down in factors
            ]
        case bool():
            return ()
        case int() if declared.type.kind in SIZES:
            made = [0, now // 2, 2 * now, 4 * now, 16 * now]  # type: ignore[list-item]
        case _:
            return ()
    return tuple(value for value in dict.fromkeys(made) if value != now)
