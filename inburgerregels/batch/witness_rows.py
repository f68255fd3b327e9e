"""Which events the decisions of a block rest on, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from inburgerregels.batch.assembling import Made
from inburgerregels.batch.block import (
    Dossiers,
    event_columns,
    person_columns,
    with_open_questions,
)
from inburgerregels.batch.decision_rows import decision_rows
from inburgerregels.batch.evaluating import BlockEvaluator
from inburgerregels.batch.json_text import ValueTexts, dates
from inburgerregels.batch.store import Block
from inburgerregels.engine.columnar import ColumnEvaluator, answers
from inburgerregels.engine.columnar.witnesses import ColumnWitnesses
from inburgerregels.engine.evaluate import evaluate_traced
from inburgerregels.engine.witnesses import witnesses_of

__all__ = ["WITNESSES", "witness_rows"]

Array = Any
#: Of witnesses: the person's place in the block, which decision of theirs, the kind of event (a number),
#: its day, and which of that kind it is.
Lines = tuple[Array, Array, Array, Array, Array]
#: ``besluit``: which of the person's rows in ``besluiten`` it is about, from 1; ``nummer``: which of the
#: person's events of that kind it is, from 1, in order of day and contents.
WITNESSES = pa.schema(
    [
        ("persoon_id", pa.string()),
        ("besluit", pa.int32()),
        ("soort", pa.string()),
        ("datum", pa.date32()),
        ("nummer", pa.int32()),
    ]
)
#: So many decisions are asked about together, which bounds the memory.
_TOGETHER = 20_000


def witness_rows(evaluator: BlockEvaluator, block: Block) -> tuple[Any, Array]:
    """The witnesses of every decision of a block, in order of person, decision and event; and how
    many decisions each person has."""
    work = _Block(evaluator, block)
    lines = [*work.of_columns(), *work.of_reference()]
    person, decision, kind, day, number = (
        (np.concatenate([np.zeros(0, np.int64), *parts]) for parts in zip(*lines, strict=True))
        if lines
        else (np.zeros(0, np.int64) for _ in WITNESSES)
    )
    order = np.lexsort((number, kind, day, decision, person))
    kinds = pa.array([one.name for one in evaluator.schema.kinds], pa.string())
    columns = [
        block.ids.take(pa.array(person[order])),
        pa.array(decision[order], pa.int32()),
        kinds.take(pa.array(kind[order])),
        dates(day[order]),
        pa.array(number[order], pa.int32()),
    ]
    return pa.table(columns, schema=WITNESSES), work.counts


class _Block:
    """A block in columns, evaluated anew: a run lets go of what it found."""

    def __init__(self, evaluator: BlockEvaluator, block: Block) -> None:
        self.evaluator = evaluator
        self.block = block
        self.codes = evaluator.schema.kind_codes
        law, schema, today = evaluator.rulebook, evaluator.schema, evaluator.day.toordinal()
        self.columns = ColumnEvaluator(
            law,
            evaluator.program,
            len(block),
            person_columns(schema, block),
            event_columns(schema, block, today, law.known_on),
            today,
        )
        self.taken = answers.decisions(self.columns)
        for part in (answers.terms, answers.standing, answers.agenda):
            part(self.columns)
        self.unused = answers.unused(self.columns)
        self.redo = with_open_questions(schema, block)
        if self.columns.rows.redo is not None:
            self.redo = self.redo | self.columns.rows.redo
        texts = ValueTexts(self.columns, evaluator.book)
        made = Made(self.columns, evaluator.book, texts, evaluator.links, block.ids)
        rows = decision_rows(made, self.taken, self.unused, self.redo)
        #: the decisions in the order of the table: their place among all parts, whose, and which
        self.places = rows.order
        self.person = rows.person[rows.order]
        self.counts = np.bincount(self.person, minlength=len(block))
        first = np.cumsum(self.counts) - self.counts
        self.number = np.arange(len(self.person)) - first[self.person] + 1

    def of_columns(self) -> Iterator[Lines]:
        sizes = [len(part.person) for part in self.taken]
        sizes += [len(person) for _, person, _ in self.unused]
        begins = np.cumsum([0, *sizes])
        for first in range(0, len(self.places), _TOGETHER):
            some = np.arange(first, min(len(self.places), first + _TOGETHER))
            which = np.searchsorted(begins, self.places[some], side="right") - 1
            rows = self.places[some] - begins[which]
            asked = [
                (part.key, part.table, rows[which == i], some[which == i])
                for i, part in enumerate(self.taken)
            ]
            for kind, (of, events) in ColumnWitnesses(self.columns).events(asked).items():
                yield self._lines(kind, of, events)
            for i, (sort, person, day) in enumerate(self.unused, len(self.taken)):
                mine = which == i
                at = rows[mine]
                yield self._papers(sort.name, some[mine], person[at], day[at])

    def _lines(self, kind: str, of: Array, places: Array) -> Lines:
        events = self.columns.events[kind]
        person = self.person[of]
        codes = np.full(len(of), self.codes[kind])
        number = places - events.offsets[person] + 1
        return person, self.number[of], codes, events.day[places], number

    def _papers(self, kind: str, of: Array, person: Array, day: Array) -> Lines:
        """The papers that belong to nothing of which referrals tell: those of that day."""
        events = self.columns.events[kind]
        key = (events.person << 32) + events.day
        wanted = (person << 32) + day
        first = np.searchsorted(key, wanted)
        counts = np.searchsorted(key, wanted, side="right") - first
        ends = np.cumsum(counts)
        within = np.arange(int(counts.sum())) - np.repeat(ends - counts, counts)
        return self._lines(kind, np.repeat(of, counts), np.repeat(first, counts) + within)

    def of_reference(self) -> Iterator[Lines]:
        """Those of the persons whom columns cannot answer."""
        dossiers = Dossiers(self.evaluator.schema, self.block)
        for place in np.flatnonzero(self.redo).tolist():
            dossier = dossiers.of(place)
            traced = evaluate_traced(self.evaluator.rulebook, dossier, self.evaluator.day)
            self.counts[place] = len(traced.outcome.besluiten)
            lines = [
                (place, number, self.codes[one.kind], one.day, one.number)
                for number, decision in enumerate(traced.outcome.besluiten, 1)
                for one in witnesses_of(traced.evaluator, decision)
            ]
            if lines:
                person, decision_number, kind, day, number = np.array(lines, np.int64).T
                yield person, decision_number, kind, day, number
