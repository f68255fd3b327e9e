"""One block in, three tables out: the function that every way of running shares."""

from __future__ import annotations

import datetime
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgerregels.batch.block import (
    Dossiers,
    event_columns,
    person_columns,
    with_open_questions,
)
from inburgerregels.batch.executors import executor_of
from inburgerregels.batch.horizon import OneByOne
from inburgerregels.batch.json_text import ValueTexts, dates, json_text, objects, strings
from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.batch.tables import (
    DECISIONS,
    TERMS,
    Answers,
    outcome_rows,
    standing_schema,
)
from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.columnar import ColumnEvaluator
from inburgerregels.engine.columnar.answers import DecisionColumns, TermColumns
from inburgerregels.engine.columnar.columns import Column, spread
from inburgerregels.engine.columnar.horizon import dated_comparisons
from inburgerregels.engine.ir import Program
from inburgerregels.language import Rulebook
from inburgerregels.language.sources import at_date
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import NEVER, Source

__all__ = ["BlockEvaluator"]

Array = Any
_DAY = Type(Kind.DATE)
_TEXTS = Type(Kind.TEXTS)
#: A day that stands in no law, to find where a link holds its day.
_SAMPLE = datetime.date(1811, 11, 11)


class BlockEvaluator:
    """Evaluates blocks under one rulebook on one day.

    ``engine`` is ``columnar`` or ``vm`` (with the reference executor for persons they cannot answer)
    or ``reference``. Of the answers of ``vm`` is not known how long they stay.
    """

    def __init__(
        self, rulebook: Rulebook, peildatum: datetime.date, engine: str = "columnar"
    ) -> None:
        self.rulebook = rulebook
        self.program: Program = rulebook.program
        self.day = peildatum
        self.engine = engine
        self.schema = Schema(rulebook.vocabulary)
        self.book = AnswerBook(rulebook)
        self.dated = dated_comparisons(self.program)
        self.executor = executor_of(engine, self.program)
        self._links: dict[tuple[Source, ...], str] = {}

    def evaluate(self, block: Block) -> Answers:
        """The three tables of a block, each in order of person."""
        if self.engine == "reference":
            redo = np.ones(len(block), bool)
            return _Assembly(self, block, None, redo).answers()
        today = self.day.toordinal()
        evaluator = self.executor.evaluator(
            self.rulebook,
            self.program,
            len(block),
            person_columns(self.schema, block),
            event_columns(self.schema, block, today, self.rulebook.known_on),
            today,
        )
        assembly = _Assembly(self, block, evaluator, with_open_questions(self.schema, block))
        found = assembly.answers()
        until = self.executor.until(evaluator, self.schema, block, today)
        until[assembly.redo] = found.until
        return attrs.evolve(found, until=until)

    def links(self, sources: tuple[Source, ...], days: Array) -> tuple[list[str], Array]:
        """The sources as JSON, with links to the text as it was in force on each day: the distinct
        texts, and which of them each row has."""
        if sources not in self._links:
            dated = [at_date(source, _SAMPLE) for source in sources]
            self._links[sources] = json_text([_given(source) for source in dated])
        template = self._links[sources]
        sample = _SAMPLE.isoformat()
        if sample not in template:
            return [template], np.zeros(len(days), np.int64)
        distinct, places = np.unique(days, return_inverse=True)
        texts = [
            template.replace(sample, datetime.date.fromordinal(int(day)).isoformat())
            for day in distinct
        ]
        return texts, places


def _given(source: Source) -> dict[str, Any]:
    names = ("tekst", "bwb", "artikel", "lid", "url", "ecli", "kst", "jci")
    return {name: value for name in names if (value := getattr(source, name)) is not None}


class _Assembly:
    """Puts the answers of both executors together."""

    def __init__(
        self,
        owner: BlockEvaluator,
        block: Block,
        evaluator: ColumnEvaluator | None,
        redo: Array,
    ) -> None:
        self.owner = owner
        self.block = block
        self.redo = redo
        self.evaluator = evaluator
        self.program = owner.program
        self.book = owner.book
        if evaluator is not None:
            self.texts = ValueTexts(evaluator, owner.book)

    def answers(self) -> Answers:
        standing_names = standing_schema(self.owner.rulebook)
        decided: list[tuple[Array, Any]] = []
        periods: list[tuple[Array, Any]] = []
        standing: list[tuple[Array, Any]] = []
        evaluator = self.evaluator
        if evaluator is not None:
            made = self.owner.executor.answers.decisions(evaluator)
            terms = self.owner.executor.answers.terms(evaluator)
            fields = self.owner.executor.answers.standing(evaluator)
            agenda = self.owner.executor.answers.agenda(evaluator)
            self.owner.executor.answers.unused(evaluator)
            if evaluator.rows.redo is not None:
                self.redo = self.redo | evaluator.rows.redo
            order = self._decision_order(made)
            decided = self._decisions(made, order)
            periods = self._terms(terms)
            standing = self._standing(fields, agenda, standing_names)
        people = np.flatnonzero(self.redo)
        dossiers = Dossiers(self.owner.schema, self.block)
        steady = self.owner.dated is not None
        alone = OneByOne(self.owner.rulebook, self.owner.day, steady=steady)
        rows = outcome_rows((int(i), alone.outcome(int(i), dossiers.of(int(i)))) for i in people)
        return Answers(
            _merged(decided, rows.decisions, DECISIONS),
            _merged(periods, rows.terms, TERMS),
            _merged(standing, rows.standing, standing_names),
            len(people),
            alone.until(rows.decisions, rows.terms, rows.standing),
        )

    def _persons(self, places: Array) -> Any:
        return self.block.ids.take(pa.array(places))

    # -- decisions --------------------------------------------------------------------------

    def _decision_order(self, made: list[DecisionColumns]) -> Array:
        """Where each decision stands among all, of those that the columns answer.

        Persons of whom two decisions cannot be told apart by it go to the reference executor.
        """
        kinds = {name: i for i, name in enumerate(self.owner.rulebook.vocabulary.decisions)}
        rules = [self.program.decisions[part.key].rule for part in made]
        names = sorted({rule.full_id for rule in rules})
        keys: list[list[Array]] = [[] for _ in range(4 + len(self.book.map.order))]
        for part, rule in zip(made, rules, strict=True):
            count = len(part.person)
            keys[0].append(part.person)
            keys[1].append(part.day)
            keys[2].append(np.full(count, kinds[rule.kind]))
            for i, field in enumerate(self.book.map.order):
                keys[3 + i].append(self._rank(part, field))
            keys[-1].append(np.full(count, names.index(rule.full_id)))
        if not made:
            return np.zeros(0, np.int64)
        whole = [np.concatenate(parts) for parts in keys]
        order = np.lexsort(whole[::-1])
        same = np.ones(max(0, len(order) - 1), bool)
        for key in whole:
            same &= key[order][1:] == key[order][:-1]
        self.redo[whole[0][order][1:][same]] = True
        return order

    def _rank(self, part: DecisionColumns, field: str) -> Array:
        count = len(part.person)
        column = part.fields.get(field)
        if column is None:
            return np.full(count, -1)
        index = self.program.decisions[part.key].fields[field]
        missing = self.texts.missing(column, self.program.nodes[index].type, count)
        return np.where(missing, -1, spread(column.values, count, np.int64))

    def _decisions(self, made: list[DecisionColumns], order: Array) -> list[tuple[Array, Any]]:
        if not made:
            return []
        person = np.concatenate([part.person for part in made])
        table = pa.concat_tables([self._decision_table(part) for part in made])
        order = order[~self.redo[person[order]]]
        return [(person[order], table.take(pa.array(order)))]

    def _decision_table(self, part: DecisionColumns) -> Any:
        nodes = self.program.decisions[part.key]
        rule = nodes.rule
        count = len(part.person)
        amount = pa.nulls(count, pa.int64())
        if part.amount is not None and nodes.amount is not None:
            amount = self.texts.numbers(part.amount, self.program.nodes[nodes.amount].type, count)
        columns = {
            "persoon_id": self._persons(part.person),
            "datum": dates(part.day),
            "soort": pa.repeat(rule.kind, count),
            "bedrag_cent": amount,
            "verwacht": pa.array(spread(part.expected, count, bool)),
            "bestuursorgaan": _same(rule.authority, count),
            "vervallen_op": dates(part.lapsed, part.lapsed >= NEVER),
            "velden": self._fields(part, rule.kind, count),
            "regel": pa.repeat(rule.full_id, count),
            "bron": strings(*self.owner.links(tuple(rule.meta.sources), part.day)),
            "redenen": self._reasons(part, rule.meta.title, count),
        }
        return pa.table(columns, schema=DECISIONS)

    def _fields(self, part: DecisionColumns, kind: str, count: int) -> Any:
        nodes = self.program.decisions[part.key]
        columns = []
        for name, column in part.fields.items():
            its_type = self.program.nodes[nodes.fields[name]].type
            if its_type.kind is Kind.CONTRIBUTIONS:

                def write(value: Any, name: str = name, its_type: Type = its_type) -> Any:
                    return self.book.field(kind, name, value, its_type)

                columns.append(self.texts.json(column, its_type, count, write))
            else:
                columns.append(self.texts.json(column, its_type, count))
        return objects(list(part.fields), columns, count)

    def _reasons(self, part: DecisionColumns, title: str | None, count: int) -> Any:
        default = [title] if title else []
        if part.reasons is None:
            return pa.repeat(json_text(default), count)

        def write(value: Any) -> Any:
            return list(value) or default

        return self.texts.json(part.reasons, _TEXTS, count, write)

    # -- terms ------------------------------------------------------------------------------

    def _terms(self, found: list[TermColumns]) -> list[tuple[Array, Any]]:
        if not found:
            return []
        parts, keys = [], []
        for part in found:
            count = len(part.person)
            number = np.broadcast_to(part.number, count).astype(np.int64)
            kind = self.program.chains[part.block].block.term or ""
            parts.append(self._term_table(part, kind, number))
            keys.append((part.person, part.first, number, kind))
        kinds = sorted({kind for *_, kind in keys})
        person, first, number = (np.concatenate([key[i] for key in keys]) for i in range(3))
        place = np.concatenate([np.full(len(k[0]), kinds.index(k[3])) for k in keys])
        order = np.lexsort((number, place, first, person))
        order = order[~self.redo[person[order]]]
        return [(person[order], pa.concat_tables(parts).take(pa.array(order)))]

    def _term_table(self, part: TermColumns, kind: str, number: Array) -> Any:
        count = len(part.person)
        names = self.book.map.term
        values: dict[str, Any] = {"verlengd_dagen": None, "status": None}
        for field in values:
            if field in part.fields:
                index = self.program.quantities[(part.block, names[field], None)]
                its_type = self.program.nodes[index].type
                read = self.texts.texts if field == "status" else self.texts.numbers
                values[field] = read(part.fields[field], its_type, count)
        rules, bron = self._behind(part, count)
        missing = self.texts.missing(part.final, _DAY, count)
        columns = {
            "persoon_id": self._persons(part.person),
            "soort": pa.repeat(kind, count),
            "nummer": pa.array(number),
            "begin": dates(part.first),
            "einde": dates(spread(part.final.values, count, np.int64), missing),
            "verlengd_dagen": _or_nulls(values["verlengd_dagen"], count, pa.int64()),
            "status": _or_nulls(values["status"], count, pa.string()),
            "verwacht": pa.repeat(False, count),
            "regel": rules,
            "bron": bron,
        }
        return pa.table(columns, schema=TERMS)

    def _behind(self, part: TermColumns, count: int) -> tuple[Any, Any]:
        """Per term the rule that fixed its first day, and that rule's sources."""
        index = self.program.chains[part.block].first_day
        node = self.program.nodes[index]
        while node.op == "quantity":
            node = self.program.nodes[node.args[0]]
        if node.op != "define" or self.evaluator is None:
            return pa.repeat("", count), pa.repeat("[]", count)
        wins, _ = self.evaluator.law.winners(node, part.table)
        won = np.stack([np.broadcast_to(mask, count) for mask in wins])
        chosen = np.where(won.sum(axis=0) == 1, won.argmax(axis=0), len(wins))
        texts, places = ["[]"], np.zeros(count, np.int64)
        for i in np.unique(chosen[chosen < len(wins)]):
            block, _, name = node.attr.rules[i].partition(".")
            sources = self.owner.rulebook.blocks[block].rules[name].meta.sources
            mine = np.flatnonzero(chosen == i)
            links, which = self.owner.links(tuple(sources), part.first[mine])
            places[mine] = which + len(texts)
            texts += links
        return strings([*node.attr.rules, ""], chosen), strings(texts, places)

    # -- the person -------------------------------------------------------------------------

    def _standing(
        self, fields: dict[str, Column], agenda: list[tuple[Any, Array, Array]], schema: Any
    ) -> list[tuple[Array, Any]]:
        count = len(self.block)
        names = self.book.map

        def of(quantity: str) -> tuple[Column, Type]:
            index = self.program.quantities[("persoon", quantity, None)]
            return fields[quantity], self.program.nodes[index].type

        loan = {name: of(quantity) for name, quantity in names.loan.items()}
        said = {name: of(quantity) for name, quantity in names.fields.items()}
        columns = {
            "persoon_id": self.block.ids,
            "regime": self._text(said.get("regime"), count),
            "peildatum": pa.repeat(self.owner.day, count),
            "status": self._text(said.get("status"), count),
            "lening": objects(
                list(loan), [self.texts.json(*pair, count) for pair in loan.values()], count
            ),
            **{name: self.texts.numbers(*pair, count) for name, pair in loan.items()},
            "termijnagenda": self._agenda(agenda, count),
            "hangt_af_van": pa.repeat("[]", count),
        }
        people = np.flatnonzero(~self.redo)
        return [(people, pa.table(columns, schema=schema).take(pa.array(people)))]

    def _text(self, pair: tuple[Column, Type] | None, count: int) -> Any:
        return pa.nulls(count, pa.string()) if pair is None else self.texts.texts(*pair, count)

    def _agenda(self, items: list[tuple[Any, Array, Array]], count: int) -> Any:
        """Per person the days to come, in order, each once, as a JSON list."""
        if not items:
            return pa.repeat("[]", count)
        words = sorted({(rule.what, rule.consequence) for rule, _, _ in items})
        person = np.concatenate([who for _, who, _ in items])
        day = np.concatenate([days for _, _, days in items])
        what = np.concatenate(
            [np.full(len(who), words.index((r.what, r.consequence))) for r, who, _ in items]
        )
        rows = np.unique(np.stack([person, day, what]), axis=1)
        person, day, what = rows
        tails = [f", {json_text({'wat': w, 'gevolg': g})[1:]}" for w, g in words]
        texts = pc.binary_join_element_wise(
            '{"datum": "', dates(day).cast(pa.string()), '"', strings(tails, what), ""
        )
        offsets = np.concatenate([[0], np.cumsum(np.bincount(person, minlength=count))])
        lists = pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), texts)
        return pc.binary_join_element_wise("[", pc.binary_join(lists, ", "), "]", "")


def _merged(columns: list[tuple[Array, Any]], rows: list[dict[str, Any]], schema: Any) -> Any:
    """Rows of both executors in order of person; those of one person are already in order."""
    tables = [table for _, table in columns]
    places = [person for person, _ in columns]
    if rows:
        values = {name: [row[name] for row in rows] for name in schema.names}
        tables.append(pa.table(values, schema=schema))
        places.append(np.array([row["plaats"] for row in rows]))
    if not tables:
        return schema.empty_table()
    if len(tables) == 1:
        return tables[0].combine_chunks()
    order = np.argsort(np.concatenate(places), kind="stable")
    return pa.concat_tables(tables).take(pa.array(order)).combine_chunks()


def _same(text: str | None, count: int) -> Any:
    return pa.nulls(count, pa.string()) if text is None else pa.repeat(text, count)


def _or_nulls(values: Any, count: int, its_type: Any) -> Any:
    return pa.nulls(count, its_type) if values is None else values
