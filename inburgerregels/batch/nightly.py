"""A night after another: what cannot have changed is taken over, the rest is evaluated again.

A person's answer is taken over from the earlier run when nothing came about this person since, and the
earlier run noted a first day on which the answer can be another (:mod:`.horizon`) that is still to come.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.nights import EVENTS, PERSONS, WRONG, Night, nights_of
from inburgerregels.batch.output import MANIFEST
from inburgerregels.batch.previous import Earlier, Previous
from inburgerregels.batch.revisions import REVISIONS, revisions
from inburgerregels.batch.store import Block, Store
from inburgerregels.batch.tables import DECISIONS, TERMS, Answers, standing_schema
from inburgerregels.language import Rulebook
from inburgerregels.model import Position, Problem, ProblemError

__all__ = ["Arrived", "NightEvaluator", "arrived_since"]

Array = Any


@attrs.frozen(eq=False)
class Arrived:
    """What came after a store was as it was: about whom, and which events."""

    persons: Any
    events: Any


def arrived_since(store: Store, identity: str, previous: Previous) -> Arrived:
    """What came since the store of ``identity``. Raises ``ProblemError`` when this store was not made
    by adding to that one."""
    nights = nights_of(store.folder, store.manifest, store.identity)
    places = [i for i, night in enumerate(nights) if night.store == identity]
    if not places:
        message = "deze opslag is geen aanvulling op die van de vorige berekening"
        where = Position(str(previous.folder / MANIFEST))
        hint = "maak haar met ingest --bij, of reken zonder --vorige"
        raise ProblemError([Problem("U007", message, where, hint)])
    later = nights[places[-1] + 1 :]
    for night in later:
        night.check()
    persons = [_ids(night, name) for night in later for name in (PERSONS, EVENTS, WRONG)]
    columns = ["persoon_id", "kind", "day", "known"]
    events = [pq.read_table(night.path(EVENTS), columns=columns) for night in later]
    none = pa.schema(
        [
            ("persoon_id", pa.string()),
            ("kind", pa.int16()),
            ("day", pa.int32()),
            ("known", pa.int32()),
        ]
    )
    return Arrived(
        pa.chunked_array(persons, pa.string()).unique().drop_null(),
        pa.concat_tables([none.empty_table(), *(table.cast(none) for table in events)]),
    )


def _ids(night: Night, name: str) -> Any:
    return pq.read_table(night.path(name), columns=["persoon_id"])["persoon_id"].combine_chunks()


class NightEvaluator:
    """Evaluates blocks of a store on top of an earlier run."""

    def __init__(self, evaluator: BlockEvaluator, store: Store, previous: Previous) -> None:
        self.evaluator = evaluator
        self.previous = previous
        self.arrived = arrived_since(store, previous.manifest["vraag"]["opslag"], previous)

    @property
    def rulebook(self) -> Rulebook:
        return self.evaluator.rulebook

    @cached_property
    def before(self) -> BlockEvaluator:
        """Answers the question of the earlier night."""
        return BlockEvaluator(self.rulebook, self.previous.day, self.evaluator.engine)

    def evaluate(self, block: Block) -> Answers:
        """The tables of a block, as evaluating all of it would give, and what was revised."""
        earlier = self.previous.between(block.ids[0].as_py(), block.ids[len(block) - 1].as_py())
        place = pc.index_in(block.ids, value_set=earlier.ids)
        known = place.is_valid().to_numpy(zero_copy_only=False)
        place = place.fill_null(0).to_numpy(zero_copy_only=False)
        changed = pc.is_in(block.ids, value_set=self.arrived.persons)
        until = earlier.until[place] if len(earlier.until) else np.zeros(len(block), np.int64)
        same = known & ~changed.to_numpy(zero_copy_only=False)
        same &= until > self.evaluator.day.toordinal()
        fresh = np.flatnonzero(~same)
        found = self.evaluator.evaluate(block.part(fresh)) if len(fresh) else None
        revised = self._revised(block, earlier, known)
        counts = {
            "overgenomen": int(same.sum()),
            "opnieuw": len(fresh),
            "bekend": int(known.sum()),
        }
        if found is not None and len(fresh) == len(block):
            return attrs.evolve(found, revisions=revised, night=counts)
        whole = until.copy()
        if found is not None and found.until is not None:
            whole[fresh] = found.until
        names = standing_schema(self.rulebook)
        return Answers(
            self._merged(block, same, earlier, "besluiten", found, DECISIONS),
            self._merged(block, same, earlier, "termijnen", found, TERMS),
            self._merged(block, same, earlier, "stand", found, names),
            0 if found is None else found.by_reference,
            whole,
            revised,
            counts,
        )

    def _merged(
        self, block: Block, same: Array, earlier: Earlier, name: str, found: Any, schema: Any
    ) -> Any:
        """Rows of the earlier run and fresh ones, in order of person."""
        kept = block.ids.filter(pa.array(same))
        old = earlier.tables[name]
        old = old.filter(pc.is_in(old["persoon_id"], value_set=kept)).cast(schema)
        if name == "stand":
            at = schema.get_field_index("peildatum")
            day = pa.repeat(pa.scalar(self.evaluator.day, pa.date32()), old.num_rows)
            old = old.set_column(at, schema.field(at), day)
        fresh = {"besluiten": "decisions", "termijnen": "terms", "stand": "standing"}[name]
        new = schema.empty_table() if found is None else getattr(found, fresh)
        both = pa.concat_tables([old, new.cast(schema)]).combine_chunks()
        person = pc.index_in(both["persoon_id"], value_set=block.ids).to_numpy()
        order = np.argsort(person, kind="stable")
        return both.take(pa.array(order)).combine_chunks()

    # -- revisions --------------------------------------------------------------------------

    def _revised(self, block: Block, earlier: Earlier, known: Array) -> Any:
        """The decisions of the earlier night that late events change."""
        late = self._late(block.ids.filter(pa.array(known)))
        if not late:
            return REVISIONS.empty_table()
        people = pa.array(sorted(late), pa.string())
        places = np.flatnonzero(
            pc.is_in(block.ids, value_set=people).to_numpy(zero_copy_only=False)
        )
        after = self.before.evaluate(block.part(places)).decisions
        before = earlier.tables["besluiten"]
        before = before.filter(pc.is_in(before["persoon_id"], value_set=people))
        rows = revisions(self.rulebook.vocabulary, _by_person(before), _by_person(after), late)
        return pa.Table.from_pylist(rows, schema=REVISIONS)

    def _late(self, people: Any) -> Mapping[str, list[dict[str, Any]]]:
        """Events on or before the earlier reference date that came after that night, by person."""
        events = self.arrived.events
        events = events.filter(
            pc.and_(
                pc.less_equal(events["day"], self.previous.day.toordinal()),
                pc.is_in(events["persoon_id"], value_set=people),
            )
        )
        found: dict[str, list[dict[str, Any]]] = {}
        kinds = self.evaluator.schema.kinds
        rows = sorted(events.to_pylist(), key=_in_order)
        for row in rows:
            known = row["day"] if row["known"] is None else row["known"]
            found.setdefault(row["persoon_id"], []).append(
                {
                    "datum": datetime.date.fromordinal(row["day"]).isoformat(),
                    "soort": kinds[row["kind"]].name,
                    "bekend_op": datetime.date.fromordinal(known).isoformat(),
                }
            )
        return found


def _in_order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["persoon_id"], row["day"], row["kind"], row["known"] or row["day"]


def _by_person(table: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in table.to_pylist():
        found.setdefault(row["persoon_id"], []).append(row)
    return found
