"""The rows of terms out of what the columns found, in the order in which an answer has them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from inburgerregels.batch.assembling import Made, Part, Rows
from inburgerregels.batch.json_text import dates
from inburgerregels.batch.text_columns import Texts
from inburgerregels.engine.columnar.answers import TermColumns
from inburgerregels.engine.columnar.columns import spread
from inburgerregels.language.types import Kind, Type

__all__ = ["term_rows"]

Array = Any
_DAY = Type(Kind.DATE)


def term_rows(made: Made, found: list[TermColumns], redo: Array) -> Rows:
    """The terms of everybody who is not in ``redo``."""
    chains = made.evaluator.program.chains
    if not found:
        return Rows([], np.zeros(0, np.int64), np.zeros(0, np.int64))
    numbers = [np.broadcast_to(part.number, len(part.person)).astype(np.int64) for part in found]
    names = [chains[part.block].block.term or "" for part in found]
    kinds = sorted(set(names))
    parts = [_row(made, *one) for one in zip(found, names, numbers, strict=True)]
    person = np.concatenate([part.person for part in found])
    first = np.concatenate([part.first for part in found])
    kind = np.repeat([kinds.index(name) for name in names], [len(part.person) for part in found])
    order = np.lexsort((np.concatenate(numbers), kind, first, person))
    return Rows(parts, person, order[~redo[person[order]]])


def _row(made: Made, part: TermColumns, kind: str, number: Array) -> Part:
    count = len(part.person)
    program = made.evaluator.program

    def of(field: str, read: Any, none: Any) -> Any:
        if field not in part.fields:
            return none
        index = program.quantities[(part.block, made.book.map.term[field], None)]
        return read(part.fields[field], program.nodes[index].type, count)

    rules, sources = _behind(made, part, count)
    missing = made.texts.missing(part.final, _DAY, count)
    return {
        "persoon_id": made.persons(part.person),
        "soort": Texts.same(kind, count),
        "nummer": pa.array(number),
        "begin": dates(part.first),
        "einde": dates(spread(part.final.values, count, np.int64), missing),
        "verlengd_dagen": of("verlengd_dagen", made.texts.numbers, pa.nulls(count, pa.int64())),
        "status": of("status", made.texts.texts, Texts.same(None, count)),
        "verwacht": pa.array(spread(part.expected, count, bool)),
        "regel": rules,
        "bron": sources,
    }


def _behind(made: Made, part: TermColumns, count: int) -> tuple[Texts, Texts]:
    """Per term the rule that fixed its first day, and that rule's sources."""
    blocks = made.evaluator.rulebook.blocks
    sources = [Texts.same("[]", 1)]
    places = np.zeros(count, np.int64)
    before = 1
    for i in np.unique(part.rule[part.rule < len(part.rules)]):
        block, _, name = part.rules[i].partition(".")
        meta = blocks[block].rules[name].meta
        mine = np.flatnonzero(part.rule == i)
        links = made.links.of(tuple(meta.sources), part.first[mine])
        places[mine] = links.places + before
        before += len(links.values)
        sources.append(links)
    texts = pa.concat_arrays([one.values for one in sources])
    return Texts.of([*part.rules, ""], part.rule), Texts(texts, places)
