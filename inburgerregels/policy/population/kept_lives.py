"""Drawn lives as plain data and arrays that can be put away: no more than other law can make use of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from inburgerregels.batch.later import Later
from inburgerregels.batch.schema import Schema
from inburgerregels.policy.population.drawing import DrawnEvents, DrawnLives
from inburgerregels.policy.population.draws import Draws
from inburgerregels.policy.population.expressions import Expression
from inburgerregels.policy.population.model import Model

__all__ = ["heard_lives", "said_lives"]

Array = Any
Put = Callable[[Array], int]
Fetch = Callable[[int], Array]


def said_lives(lives: DrawnLives, put: Put) -> dict[str, Any]:
    """What of these lives is needed to live them again under other law."""
    late = _after_the_law(lives.model)
    names = {name for one in late for name in one.names}
    names |= {one.name for one in lives.model.terms} | lives.model.after_the_law
    labels = {one.label for one in late}
    drawn = lives.draws.kept
    return {
        "zaad": lives.draws.seed,
        "laag": put(lives.layer),
        "nummer": put(lives.number),
        "persoon": {name: put(codes) for name, codes in lives.person.items()},
        "waarden": {n: _said(v, put) for n, v in lives.values.items() if n in names},
        "trekkingen": {n: put(v) for n, v in drawn.items() if n.rpartition(" ")[0] in labels},
        "gebeurtenissen": {
            kind: [
                [put(one.person), put(one.day), {n: put(c) for n, c in one.fields.items()}]
                for one in parts
            ]
            for kind, parts in lives.events.items()
        },
    }


def heard_lives(said: Mapping[str, Any], fetch: Fetch, model: Model, schema: Schema) -> DrawnLives:
    """The lives of which :func:`said_lives` said this."""
    layer = fetch(said["laag"])
    drawn, values = said["trekkingen"], said["waarden"]

    def events(kind: str) -> list[DrawnEvents]:
        return [
            DrawnEvents(fetch(who), fetch(day), {n: fetch(c) for n, c in fields.items()})
            for who, day, fields in said["gebeurtenissen"][kind]
        ]

    return DrawnLives(
        model,
        schema,
        layer,
        fetch(said["nummer"]),
        {name: fetch(number) for name, number in said["persoon"].items()},
        Later(said["gebeurtenissen"], events),
        Later(values, lambda name: _heard(values[name], fetch)),
        Draws.of_some(said["zaad"], layer, Later(drawn, lambda name: fetch(drawn[name]))),
    )


def _after_the_law(model: Model) -> list[Expression]:
    """The expressions that are asked once the law has said how long terms are, and what it decides."""
    found = [made for name, made in model.values.items() if name in model.after_the_law]
    moved = {event.kind for event in model.events if event.names & model.after_the_law}
    found += [one for event in model.events if event.kind in moved for one in event.expressions]
    for consequence in model.consequences:
        found += [consequence.who, *consequence.event.expressions]
    return found


def _said(value: Any, put: Put) -> Any:
    """An array is a number, and one value for everybody a list."""
    if np.ndim(value):
        return put(np.asarray(value))
    if isinstance(value, (np.ndarray, np.generic)):
        return [value.dtype.str, value.item()]
    return [value]


def _heard(said: Any, fetch: Fetch) -> Any:
    match said:
        case int():
            return fetch(said)
        case [str(kind), value]:
            return np.dtype(kind).type(value)
        case [value]:
            return value
    raise ValueError(said)
