"""Decisions of an earlier night that are others now that more is known about that same day.

Both sides answer the question of the earlier night, on its reference date: time is the same, so what
differs comes from facts that were late.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from inburgerregels.batch.json_text import json_text
from inburgerregels.language.vocabulary import Vocabulary

__all__ = ["REVISIONS", "revisions", "totals_of"]

REVISIONS = pa.schema(
    [
        ("persoon_id", pa.string()),
        ("datum", pa.date32()),
        ("soort", pa.string()),
        ("besluit_eerst", pa.string()),
        ("besluit_nu", pa.string()),
        ("te_betalen_eerst_cent", pa.int64()),
        ("te_betalen_nu_cent", pa.int64()),
        ("terug_te_betalen_cent", pa.int64()),
        ("late_gebeurtenissen", pa.string()),
    ]
)
Row = Mapping[str, Any]
_NESTED = ("velden", "bron", "redenen")


def revisions(
    vocabulary: Vocabulary,
    before: Mapping[str, list[Row]],
    after: Mapping[str, list[Row]],
    late: Mapping[str, Sequence[Row]],
) -> list[dict[str, Any]]:
    """One row per decision that differs, of the persons in ``late``: their decisions as they were said
    and as they are now, and the events that came late."""
    found = []
    for person in sorted(late):
        facts = json_text(late[person])
        for old, new in _pairs(vocabulary, before.get(person, []), after.get(person, [])):
            shown = new or old
            assert shown is not None
            paid, due = _payable(vocabulary, old), _payable(vocabulary, new)
            found.append(
                {
                    "persoon_id": person,
                    "datum": shown["datum"],
                    "soort": shown["soort"],
                    "besluit_eerst": _text(old),
                    "besluit_nu": _text(new),
                    "te_betalen_eerst_cent": paid,
                    "te_betalen_nu_cent": due,
                    "terug_te_betalen_cent": _refund(old, paid, new, due),
                    "late_gebeurtenissen": facts,
                }
            )
    return found


def totals_of(table: pa.Table) -> dict[str, int]:
    """How many persons and decisions were revised, and how much is paid back, in cents."""
    return {
        "herziene_personen": len(table["persoon_id"].unique()),
        "herziene_besluiten": table.num_rows,
        "terug_te_betalen_cent": sum(c or 0 for c in table["terug_te_betalen_cent"].to_pylist()),
    }


def _pairs(
    vocabulary: Vocabulary, before: Iterable[Row], after: Iterable[Row]
) -> Iterator[tuple[Row | None, Row | None]]:
    """Decisions that differ, old beside new where both are about the same: of one kind, and equal in
    the fields by which answers are ordered."""
    new = [*after]
    old = []
    for row in before:
        if row in new:
            new.remove(row)
        else:
            old.append(row)
    for row in old:
        mine = _about(vocabulary, row)
        other = next((one for one in new if _about(vocabulary, one) == mine), None)
        if other is not None:
            new.remove(other)
        yield row, other
    for row in new:
        yield None, row


def _about(vocabulary: Vocabulary, row: Row) -> tuple[Any, ...]:
    order = vocabulary.outcome.order if vocabulary.outcome else ()
    fields = json.loads(row["velden"])
    return (row["soort"], *(fields.get(name) for name in order))


def _payable(vocabulary: Vocabulary, row: Row | None) -> int | None:
    """What must be paid by a decision that was taken: nothing by one that lapsed, or is projected.
    None where no amount is known or its kind asks for none."""
    if row is None or not vocabulary.decisions[row["soort"]].payable:
        return None
    if row["verwacht"] or row["vervallen_op"] is not None:
        return 0
    said = {**json.loads(row["velden"]), "bedrag_cent": row["bedrag_cent"]}
    given = [said.get(name) for name in vocabulary.decisions[row["soort"]].payable]
    return next((amount for amount in given if amount is not None), None)


def _refund(old: Row | None, paid: int | None, new: Row | None, due: int | None) -> int | None:
    """How much less must be paid than was said; None where an amount is not known."""
    if old is None or paid is None:
        return 0 if old is None else None
    if new is not None and due is None:
        return None
    return max(0, paid - (due or 0))


def _text(row: Row | None) -> str | None:
    """A decision as JSON, without whom it is about."""
    if row is None:
        return None
    said = {name: value for name, value in row.items() if name != "persoon_id"}
    return json_text({**said, **{name: json.loads(said[name]) for name in _NESTED}})
