"""What an evaluator computed, as plain data and arrays that can be put away, and an evaluator out of it.

Kept are the rows of chains and walks, and of whole tables the values of nodes, the rows that belong to
them and the decisions; what only queries look at is computed again where somebody asks for it. A value is
fetched when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from inburgerregels.engine.columnar.collector import Under
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.tables import Events, Table
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind

__all__ = ["KeptMemo", "kept", "restored"]

Array = Any
Put = Callable[[Array], int]
Fetch = Callable[[int], Array]
_LISTS = (Kind.TEXTS, Kind.CONTRIBUTIONS)


class KeptMemo(dict[Any, Any]):
    """What is known of a table; ``later`` gives what is fetched when it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.later: dict[Any, Callable[[], Any]] = {}

    def __missing__(self, key: Any) -> Any:
        found = self[key] = self.later.pop(key)()
        return found

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self.later

    def get(self, key: Any, default: Any = None) -> Any:
        if key in self.later:
            return self[key]
        return super().get(key, default)

    def clear(self) -> None:
        super().clear()
        self.later.clear()


def kept(evaluator: ColumnEvaluator, put: Put) -> Any:
    """What ``evaluator`` computed, as data that JSON can say; ``put`` takes an array and gives a number
    for it. Raises ``TypeError`` when it holds what cannot be said in JSON."""
    spaces = evaluator.spaces
    tables: list[Table] = []
    numbers: dict[int, int] = {}
    for some in spaces.tables.values():
        for table in some:
            _numbered(table, tables, numbers)
    # Lists of reasons stay out: they are numbered as they come.
    lists = {i for i, n in enumerate(evaluator.program.nodes) if n.type.kind in _LISTS}
    return {
        "woorden": [*evaluator.words],
        "bronnen": [*spaces.names],
        "aantallen": dict(spaces.sizes),
        "feiten gezien": evaluator.rows.facts_seen,
        "opnieuw": _said(evaluator.rows.redo, put),
        "rijen": {
            block: [numbers[id(table)] for table in some] for block, some in spaces.tables.items()
        },
        "tabellen": [_table(table, numbers, lists, put) for table in tables],
    }


def _numbered(table: Table, tables: list[Table], numbers: dict[int, int]) -> None:
    """Gives a table a number, after those that it refers to."""
    if id(table) in numbers:
        return
    for other in (table.above, table.previous):
        if other is not None:
            _numbered(other, tables, numbers)
    numbers[id(table)] = len(tables)
    tables.append(table)


def _table(table: Table, numbers: Mapping[int, int], lists: set[int], put: Put) -> dict[str, Any]:
    return {
        "bereik": table.scope,
        "rijen": table.count,
        "eerste": table.first,
        "in": None if table.above is None else numbers[id(table.above)],
        "plaats": _said(table.place, put),
        "rij": None if table.item is None else _said_column(table.item, put),
        "nummer": _said(table.number, put),
        "vorige": None if table.previous is None else numbers[id(table.previous)],
        "voor": _said(table.before, put),
        "waarden": [
            [key, _said_column(value, put)]
            for key, value in table.memo.items()
            if isinstance(key, int) and key not in lists
        ],
        "onder": [
            [key[1], _said(value.outer, put), _said(value.rows, put)]
            for key, value in table.memo.items()
            if isinstance(key, tuple) and key[0] == "under"
        ],
        "genomen": [
            [*key[1:], *(_said_column(column, put) for column in value)]
            for key, value in table.memo.items()
            if isinstance(key, tuple) and key[0] == "besluit"
        ],
    }


def _said_column(column: Column, put: Put) -> list[Any]:
    return [_said(part, put) for part in (column.values, column.absent, column.lost)]


def _said(value: Any, put: Put) -> Any:
    """An array is a number, nothing is null, and anything else a list."""
    if value is None:
        return None
    if isinstance(value, tuple):
        return ["delen", *(_said(part, put) for part in value)]
    if isinstance(value, np.ndarray) and value.ndim:
        return put(value)
    if isinstance(value, (np.ndarray, np.generic)):
        return ["numpy", value.dtype.str, value.item()]
    if isinstance(value, (bool, int)):
        return ["een", value]
    raise TypeError(f"{value!r} wordt niet bewaard")


def restored(
    said: Any,
    fetch: Fetch,
    rulebook: Rulebook,
    person: Mapping[str, Column],
    events: Mapping[str, Events],
    today: int | Array,
) -> ColumnEvaluator:
    """The evaluator that :func:`kept` gave this of: of the same law, facts and day."""
    program = rulebook.program
    count = said["aantallen"]["persoon"]
    found = ColumnEvaluator(rulebook, program, count, person, events, today)
    for word in said["woorden"]:
        found.word(word)
    found.rows.facts_seen = said["feiten gezien"]
    found.rows.redo = _heard(said["opnieuw"], fetch)
    spaces = found.spaces
    for name in said["bronnen"]:
        spaces.code(name)
    spaces.sizes = dict(said["aantallen"])
    tables: list[Table] = []
    for one in said["tabellen"]:
        tables.append(_read_table(one, tables, fetch))
    spaces.tables = {
        block: [tables[number] for number in numbers] for block, numbers in said["rijen"].items()
    }
    (found.persons,) = spaces.tables["persoon"]
    return found


def _read_table(said: Mapping[str, Any], tables: list[Table], fetch: Fetch) -> Table:
    table = Table(
        said["bereik"],
        said["rijen"],
        None if said["in"] is None else tables[said["in"]],
        _heard(said["plaats"], fetch),
        item=None if said["rij"] is None else _heard_column(said["rij"], fetch),
        number=_heard(said["nummer"], fetch),
        previous=None if said["vorige"] is None else tables[said["vorige"]],
        before=_heard(said["voor"], fetch),
    )
    table.first = said["eerste"]
    memo = table.memo = KeptMemo()
    for key, column in said["waarden"]:
        memo.later[key] = partial(_heard_column, column, fetch)
    for source, outer, rows in said["onder"]:
        memo.later[("under", source)] = partial(_heard_under, outer, rows, table.count, fetch)
    for block, root, *pair in said["genomen"]:
        memo.later[("besluit", block, root)] = partial(_heard_pair, pair, fetch)
    return table


def _heard_under(outer: Any, rows: Any, count: int, fetch: Fetch) -> Under:
    return Under(_heard(outer, fetch), _heard(rows, fetch), count)


def _heard_pair(said: Any, fetch: Fetch) -> tuple[Column, Column]:
    one, other = said
    return _heard_column(one, fetch), _heard_column(other, fetch)


def _heard_column(said: Any, fetch: Fetch) -> Column:
    return Column(*(_heard(part, fetch) for part in said))


def _heard(said: Any, fetch: Fetch) -> Any:
    match said:
        case None:
            return None
        case int():
            return fetch(said)
        case ["delen", *parts]:
            return tuple(_heard(part, fetch) for part in parts)
        case ["numpy", kind, value]:
            return np.dtype(kind).type(value)
        case ["een", value]:
            return value
    raise ValueError(f"{said!r} is niet bewaard")
