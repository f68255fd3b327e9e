"""DrawnLives out of a model: columns of persons and of their events, for everybody at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.block import CLOSED
from inburgerregels.batch.later import Later
from inburgerregels.batch.schema import UNKNOWN_CODE, Schema
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import UNKNOWN, Duration
from inburgerregels.policy.population.draws import Draws
from inburgerregels.policy.population.expressions import Expression, Scope
from inburgerregels.policy.population.model import EventDraw, Field, Layer, Model

__all__ = ["Asking", "DrawnEvents", "DrawnLives", "draw_lives", "layer_sizes", "repeated"]

Array = Any


@attrs.frozen(eq=False)
class DrawnEvents:
    """Events of one kind: whose, on which day, and per field the stored codes."""

    person: Array
    day: Array
    fields: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.person)


@attrs.frozen(eq=False)
class DrawnLives:
    """Persons in order of layer. ``number``: their place among all who were drawn. ``values`` are the
    model's own columns, for what follows later."""

    model: Model
    schema: Schema
    layer: Array
    number: Array
    person: Mapping[str, Array]
    events: MutableMapping[str, list[DrawnEvents]]
    values: Mapping[str, Any]
    draws: Draws

    def __len__(self) -> int:
        return len(self.layer)

    @property
    def scope(self) -> Scope:
        """What an expression about persons can use."""
        return Scope(self.values, self.draws.even)

    def part(self, persons: Array) -> DrawnLives:
        """Some of the lives, by places in increasing order, with the events they have by now."""
        place = np.full(len(self), -1)
        place[persons] = np.arange(len(persons))

        def events(kind: str) -> list[DrawnEvents]:
            return [
                DrawnEvents(
                    place[one.person[kept]],
                    one.day[kept],
                    {name: codes[kept] for name, codes in one.fields.items()},
                )
                for one in self.events[kind]
                for kept in [np.flatnonzero(place[one.person] >= 0)]
            ]

        def value(name: str) -> Any:
            whole = self.values[name]
            return whole[persons] if np.ndim(whole) else whole

        person = {name: codes[persons] for name, codes in self.person.items()}
        draws = self.draws.part(persons)
        layer, number = self.layer[persons], self.number[persons]
        every, values = Later(self.events, events), Later(self.values, value)
        return DrawnLives(self.model, self.schema, layer, number, person, every, values, draws)

    def with_open_questions(self) -> Array:
        """Persons with an unknown fact whose every answer can be tried: as
        :func:`inburgerregels.batch.block.with_open_questions` says of a block of them."""
        found = np.zeros(len(self), bool)
        vocabulary = self.schema.vocabulary

        def unknown(decl: FieldDecl, codes: Array) -> Any:
            if decl.type.kind not in CLOSED:
                return False
            if codes is None:
                return decl.default is UNKNOWN
            return codes == UNKNOWN_CODE

        for name, decl in vocabulary.person.items():
            found |= unknown(decl, self.person.get(name))
        for kind, parts in self.events.items():
            for one in parts:
                for name, decl in vocabulary.events[kind].fields.items():
                    here = unknown(decl, one.fields.get(name))
                    if np.any(here):
                        found[one.person[np.broadcast_to(here, len(one))]] = True
        return found

    def before_the_law(self) -> DrawnLives:
        """The same persons with only what the law sees when it is asked about their terms."""
        seen = {kind for one in self.model.terms for kind in one.seen}
        return attrs.evolve(self, events={k: self.events[k] for k in self.events if k in seen})

    def again(self, says: Mapping[str, Array]) -> DrawnLives:
        """The same persons, with the same draws, under law that says this of their terms."""
        model = self.model
        values = {**self.values, **says}
        scope = Scope(values, self.draws.even)
        for name, made in model.values.items():
            if name in model.after_the_law:
                values[name] = made.value(scope)
        moved = {event.kind for event in model.events if event.names & model.after_the_law}
        events = {kind: [*self.events[kind]] for kind in self.events if kind not in moved}
        return _with_events(attrs.evolve(self, values=values, events=events), moved.__contains__)

    def without(self, kind: str, person: Array, after: Array) -> None:
        """Drops events of a kind of these persons, each from a day on."""
        last = np.full(len(self), np.iinfo(np.int64).max)
        last[person] = after
        self.events[kind] = [
            DrawnEvents(
                one.person[kept],
                one.day[kept],
                {name: codes[kept] for name, codes in one.fields.items()},
            )
            for one in self.events.get(kind, [])
            for kept in [np.flatnonzero(one.day < last[one.person])]
        ]

    def adding(self, draw: EventDraw, rows: Array, number: Array, own: Mapping[str, Any]) -> None:
        """Events of persons ``rows``, numbered within the person; ``own`` are values of the rows."""
        made = _events(self, draw, rows, number, own)
        if len(made):
            self.events.setdefault(draw.kind, []).append(made)


#: What the law says of the terms of these lives: for each a number of days per person.
Asking = Callable[[DrawnLives], Mapping[str, Array]]


def layer_sizes(layers: tuple[Layer, ...], count: int) -> Array:
    """``count`` lives over the layers in proportion, the largest remainders rounded up."""
    persons = np.array([layer.persons for layer in layers])
    exact = persons * count / persons.sum()
    sizes = np.floor(exact).astype(np.int64)
    order = np.argsort(sizes - exact, kind="stable")
    sizes[order[: count - sizes.sum()]] += 1
    return sizes


def draw_lives(
    model: Model,
    schema: Schema,
    count: int,
    seed: int,
    fitted: Mapping[str, float] | None = None,
    layers: tuple[Layer, ...] | None = None,
    *,
    ask: Asking | None = None,
    again: bool = False,
) -> DrawnLives:
    """``count`` lives of a seed, with fitted parameters in the place of those of the model. ``ask`` is
    needed for a model that asks the law of terms; with ``again`` the draws are kept, so that the lives
    can be drawn again."""
    layers = model.layers if layers is None else layers
    layer = np.repeat(np.arange(len(layers)), layer_sizes(layers, count))
    draws = Draws.keeping(seed, layer) if again else Draws(seed, layer)
    columns = _layer_columns(model.layers, layers, layer)
    values: dict[str, Any] = {**model.numbers(fitted), **columns}
    scope = Scope(values, draws.even)
    for name, made in model.values.items():
        if name not in model.after_the_law:
            values[name] = made.value(scope)
    person = {
        name: _codes(schema, field, scope, len(layer)) for name, field in model.person.items()
    }
    lives = DrawnLives(model, schema, layer, np.arange(len(layer)), person, {}, values, draws)
    if not model.terms:
        return _with_events(lives, lambda kind: True)
    assert ask is not None
    seen = {kind for one in model.terms for kind in one.seen}
    lives = _with_events(lives, seen.__contains__)
    values |= ask(lives)
    for name, made in model.values.items():
        if name in model.after_the_law:
            values[name] = made.value(scope)
    return _with_events(lives, lambda kind: kind not in seen)


def _with_events(lives: DrawnLives, wanted: Callable[[str], bool]) -> DrawnLives:
    everybody = np.arange(len(lives))
    for drawn in lives.model.events:
        if wanted(drawn.kind):
            rows, number = everybody, np.zeros(len(lives), np.int64)
            if drawn.times is not None:
                rows, number = repeated(everybody, drawn.times, lives.scope)
            lives.adding(drawn, rows, number, {})
    return lives


def repeated(persons: Array, times: Expression, scope: Scope) -> tuple[Array, Array]:
    """A row for each event that these persons may have, and its number within the person.

    ``scope`` is of everybody; ``persons`` are places in it.
    """
    counts = np.maximum(0, np.floor(np.asarray(times.value(scope), float))).astype(np.int64)
    counts = counts[persons] if counts.ndim else np.full(len(persons), counts)
    rows = np.repeat(persons, counts)
    return rows, np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)


def _layer_columns(
    every: tuple[Layer, ...], layers: tuple[Layer, ...], layer: Array
) -> dict[str, Any]:
    """Numbers of the layers by name; and for each word of any layer of the model who has it."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(name for one in every for name in one.numbers):
        found[name] = np.array([one.numbers.get(name, np.nan) for one in layers])[layer]
    for name, word in dict.fromkeys(item for one in every for item in one.words.items()):
        found[word] = np.array([one.words.get(name) == word for one in layers])[layer]
    return found


def _events(
    lives: DrawnLives, drawn: EventDraw, rows: Array, number: Array, own: Mapping[str, Any]
) -> DrawnEvents:
    """The events of these rows that are there at all, and on a day that is told of."""
    last = lives.model.until.toordinal()
    # Evenly spread draws are those of everybody, so that some of the lives by themselves are what they
    # are among all; what follows from a decision is never of everybody.
    even = drawn.times is None and not own
    if drawn.condition is not None:
        scope = _row_scope(lives, rows, number, own, even=even)
        kept = np.flatnonzero(np.broadcast_to(drawn.condition.value(scope), len(rows)))
        rows, number, even = rows[kept], number[kept], False
        own = {name: values[kept] for name, values in own.items()}
    scope = _row_scope(lives, rows, number, own, even=even)
    day = np.broadcast_to(np.asarray(drawn.day.value(scope), float), len(rows))
    told = day <= last
    if drawn.before is not None:
        told &= day < drawn.before.value(scope)
    kept = np.flatnonzero(told)
    rows, number, day = rows[kept], number[kept], np.floor(day[kept]).astype(np.int64)
    own = {name: values[kept] for name, values in own.items()}
    scope = _row_scope(lives, rows, number, own, even=False)
    fields = {
        name: _codes(lives.schema, field, scope, len(rows)) for name, field in drawn.fields.items()
    }
    return DrawnEvents(rows, day, fields)


def _row_scope(
    lives: DrawnLives, rows: Array, number: Array, own: Mapping[str, Any], *, even: bool
) -> Scope:
    columns = _RowValues(lives.values, rows, {"i": number, **own})
    if even:
        return Scope(columns, lives.draws.even)
    return Scope(columns, lambda name: lives.draws.of_rows(name, lives.number[rows], number))


class _RowValues(Mapping[str, Any]):
    """The values of persons for rows of them, taken when they are asked for."""

    def __init__(self, values: Mapping[str, Any], rows: Array, own: Mapping[str, Any]) -> None:
        self.values_of_all = values
        self.rows = rows
        self.own = dict(own)

    def __getitem__(self, name: str) -> Any:
        if name not in self.own:
            value = self.values_of_all[name]
            self.own[name] = value[self.rows] if np.ndim(value) else value
        return self.own[name]

    def __contains__(self, name: object) -> bool:
        return name in self.own or name in self.values_of_all

    def __iter__(self) -> Iterator[str]:
        return iter({**self.values_of_all, **self.own})

    def __len__(self) -> int:
        return len({**self.values_of_all, **self.own})


def _codes(schema: Schema, field: Field, scope: Scope, count: int) -> Array:
    """The values of a field as they are stored."""
    its_type = field.decl.type
    if field.words:
        codes = np.array([schema.encode(word, its_type) for word in field.words])
        if field.amount is None:
            return np.full(count, codes[0])
        places = np.asarray(_numbers(field.amount, scope, count)).astype(np.int64)
        return codes[np.clip(places, 0, len(codes) - 1)]
    assert field.amount is not None
    amounts = _numbers(field.amount, scope, count)
    match its_type.kind:
        case Kind.MONEY:
            # Whole euros: the model knows no amount to the cent.
            return np.floor(amounts).astype(np.int64) * 100
        case Kind.DURATION:
            return np.floor(amounts).astype(np.int64) * schema.encode(_ONE[field.unit], its_type)
    return np.floor(amounts).astype(np.int64)


_ONE = {"dagen": Duration(days=1), "weken": Duration(days=7), "maanden": Duration(months=1)}


def _numbers(amount: Expression, scope: Scope, count: int) -> Array:
    return np.broadcast_to(np.asarray(amount.value(scope), float), count)
