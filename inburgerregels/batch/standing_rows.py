"""The row of each person: standing, loan and the days to come, out of what the columns found."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgerregels.batch.assembling import Made, Rows
from inburgerregels.batch.json_text import dates, json_text, objects
from inburgerregels.batch.text_columns import Texts, joined
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.language.types import Type

__all__ = ["standing_rows"]

Array = Any


def standing_rows(
    made: Made,
    fields: dict[str, Column],
    agenda: list[tuple[Any, Array, Array]],
    day: datetime.date,
    redo: Array,
) -> Rows:
    """A row of everybody who is not in ``redo``."""
    count = len(made.ids)
    names, program, texts = made.book.map, made.evaluator.program, made.texts

    def of(quantity: str) -> tuple[Column, Type]:
        index = program.quantities[("persoon", quantity, None)]
        return fields[quantity], program.nodes[index].type

    def said(name: str) -> Texts:
        if name not in names.fields:
            return Texts.same(None, count)
        return texts.texts(*of(names.fields[name]), count)

    loan = {name: of(quantity) for name, quantity in names.loan.items()}
    part = {
        "persoon_id": Texts.each(made.ids),
        "regime": said("regime"),
        "peildatum": pa.repeat(day, count),
        "status": said("status"),
        "lening": objects(list(loan), [texts.json(*pair, count) for pair in loan.values()], count),
        **{name: texts.numbers(*pair, count) for name, pair in loan.items()},
        "termijnagenda": _agenda(agenda, count),
        "hangt_af_van": Texts.same("[]", count),
    }
    return Rows([part], np.arange(count), np.flatnonzero(~redo))


def _agenda(items: list[tuple[Any, Array, Array]], count: int) -> Texts:
    """Per person the days to come, in order, each once, as a JSON list."""
    items = [item for item in items if len(item[1])]
    if not items:
        return Texts.same("[]", count)
    words = sorted({(rule.what, rule.consequence) for rule, _, _ in items})
    person = np.concatenate([who for _, who, _ in items]).astype(np.int64)
    day = np.concatenate([days for _, _, days in items])
    what = np.repeat(
        [words.index((rule.what, rule.consequence)) for rule, _, _ in items],
        [len(who) for _, who, _ in items],
    )
    first, span = int(day.min()), int(day.max()) - int(day.min()) + 1
    item = np.unique((person * span + day - first) * len(words) + what)
    what, day, person = (
        item % len(words),
        item // len(words) % span + first,
        item // len(words) // span,
    )
    tails = Texts.of([f'", {json_text({"wat": w, "gevolg": g})[1:]}' for w, g in words], what)
    distinct, at = np.unique(day, return_inverse=True)
    days = Texts(dates(distinct).cast(pa.string()), at)
    texts = joined(['{"datum": "', days, tails], len(item))
    offsets = np.concatenate([[0], np.cumsum(np.bincount(person, minlength=count))])
    each = texts.values.take(pa.array(texts.places))
    lists = pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), each)
    return Texts.each(pc.binary_join_element_wise("[", pc.binary_join(lists, ", "), "]", ""))
