"""Rows of a file checked and turned into stored values; what is wrong goes to quarantine."""

from __future__ import annotations

import re
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from inburgerregels.batch.quarantine import Quarantine
from inburgerregels.batch.reading_values import (
    ABSENT_STATE,
    BAD_STATE,
    Read,
    ValueReader,
    shown_value,
)
from inburgerregels.batch.schema import CENT, Schema, is_needed
from inburgerregels.batch.sources import Piece, plain_column
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import nearest

__all__ = ["Checker"]

Array = Any
_DAY = Type(Kind.DATE)
#: The same as the reader of dossier files asks of an id.
_ID = re.compile(r"[\w.:@-]{1,100}")
_PLAIN_ID = r"^[0-9A-Za-z_.:@-]{1,100}$"


@attrs.define(eq=False)
class _Rows:
    """The rows of one piece while they are checked."""

    checker: Checker
    source: int
    piece: Piece
    people: Array
    good: Array

    def refuse(self, row: int, field: str | None, value: str | None, reason: str) -> None:
        self.good[row] = False
        person = self.people[row]
        self.checker.quarantine.add(
            self.source, int(self.piece.lines[row]), person, field, value, reason
        )

    def refuse_bad(self, field: str, read: Read, rows: Array) -> None:
        for row in rows[read.states[rows] == BAD_STATE]:
            value, reason = read.reason(row)
            self.refuse(int(row), field, value, reason)


@attrs.define(eq=False)
class Checker:
    """Checks persons and events against the schema. Counts what it was given."""

    schema: Schema
    quarantine: Quarantine
    reader: ValueReader = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.reader = ValueReader(self.schema)

    def persons(self, source: int, piece: Piece) -> Any:
        """The good rows as a table: id, source, line, a code and a text per field."""
        self._bad_lines(source, piece)
        rows, ids = self._start(source, piece)
        columns: dict[str, Any] = {}
        for i, decl in enumerate(self.schema.vocabulary.person.values()):
            found = self._column(piece, decl.name)
            everyone = np.arange(len(piece.lines))
            codes, absent, texts = np.zeros(len(everyone), np.int64), None, None
            if found is None:
                absent = np.ones(len(everyone), bool)
            else:
                read = self.reader.read(found[0], decl.type, cents=found[1])
                rows.refuse_bad(decl.name, read, everyone)
                codes, absent, texts = read.codes, read.states == ABSENT_STATE, read.texts
            if is_needed(decl):
                for row in np.flatnonzero(absent):
                    rows.refuse(int(row), decl.name, None, f"'{decl.name}' ontbreekt")
            columns[f"s{i}"] = pa.array(codes, mask=absent)
            if decl.type.kind is Kind.TEXT:
                empty = pa.nulls(len(everyone), pa.string())
                columns[f"t{i}"] = empty if texts is None else texts
        return self._table(rows, ids, columns)

    def events(self, source: int, piece: Piece) -> Any:
        """The good rows: person, source, line, kind, day, day it became known, a code and a text
        per place of a field among those of its kind."""
        self._bad_lines(source, piece)
        rows, ids = self._start(source, piece)
        count = len(piece.lines)
        everyone = np.arange(count)
        kinds = self._kinds(rows)
        days = self._days(rows, "datum", needed=True)
        known = self._days(rows, "bekend_op", needed=False)
        most = self.schema.most_fields
        codes = np.zeros((most, count), np.int64)
        absent = np.ones((most, count), bool)
        texts: dict[int, list[tuple[Array, Any]]] = {}
        for name, by_type in self.schema.event_fields.items():
            found = self._column(piece, name)
            if found is None:
                continue
            left = np.ones(count, bool)
            for its_type, owners in by_type.items():
                here = np.flatnonzero(np.isin(kinds, owners))
                left[here] = False
                if not len(here):
                    continue
                read = self.reader.read(found[0].take(pa.array(here)), its_type, cents=found[1])
                self._refuse_part(rows, name, read, here)
                for kind in np.unique(kinds[here]):
                    mine = np.flatnonzero(kinds[here] == kind)
                    place = list(self.schema.kinds[kind].fields).index(name)
                    codes[place, here[mine]] = read.codes[mine]
                    absent[place, here[mine]] = read.states[mine] == ABSENT_STATE
                    if read.texts is not None:
                        part = (here[mine], read.texts.take(pa.array(mine)))
                        texts.setdefault(place, []).append(part)
            self._refuse_elsewhere(rows, name, found[0], np.flatnonzero(left), kinds)
        self._needed(rows, kinds, absent)
        columns = {
            "kind": pa.array(kinds, pa.int16()),
            "day": pa.array(days, pa.int32()),
            "known": pa.array(
                known, pa.int32(), mask=(known == 0) | (known == days) if count else None
            ),
        }
        for place in range(most):
            columns[f"s{place}"] = pa.array(codes[place], mask=absent[place])
        for place in self.text_places:
            full = np.full(count, None, object)
            for at, values in texts.get(place, []):
                full[at] = values.to_numpy(zero_copy_only=False)
            columns[f"t{place}"] = pa.array(full, pa.string())
        assert everyone is not None
        return self._table(rows, ids, columns)

    @property
    def text_places(self) -> list[int]:
        """The places of fields that are a text in some kind."""
        return sorted(
            {
                place
                for kind in self.schema.kinds
                for place, decl in enumerate(kind.fields.values())
                if decl.type.kind is Kind.TEXT
            }
        )

    # -- parts ------------------------------------------------------------------------------

    def _start(self, source: int, piece: Piece) -> tuple[_Rows, Any]:
        """The rows with their persons; ids that cannot be used are refused."""
        raw = plain_column(piece.columns["persoon_id"])
        texts = _as_text(raw)
        fits = pc.match_substring_regex(texts, _PLAIN_ID).fill_null(False)
        good = fits.to_numpy(zero_copy_only=False)
        people = texts.to_numpy(zero_copy_only=False).astype(object)
        rows = _Rows(self, source, piece, people, np.ones(len(people), bool))
        for row in np.flatnonzero(~good):
            text = people[row]
            if text is not None and _ID.fullmatch(text):
                continue
            people[row] = None
            given = raw[int(row)].as_py()
            if given is None or given in (b"", ""):
                rows.refuse(int(row), "persoon_id", None, "'persoon_id' ontbreekt")
            else:
                reason = "een id bestaat uit letters, cijfers, en . : @ - _"
                rows.refuse(int(row), "persoon_id", shown_value(given), reason)
        return rows, pa.array(people, pa.string())

    def _column(self, piece: Piece, name: str) -> tuple[Any, bool] | None:
        """A column and whether it holds eurocents; None where the file does not have it."""
        if name in piece.columns:
            return plain_column(piece.columns[name]), False
        if name + CENT in piece.columns:
            return plain_column(piece.columns[name + CENT]), True
        return None

    def _kinds(self, rows: _Rows) -> Array:
        encoded = plain_column(rows.piece.columns["soort"]).dictionary_encode()
        names = [
            v.decode("utf-8", "backslashreplace") if isinstance(v, bytes) else str(v)
            for v in encoded.dictionary.to_pylist()
        ]
        codes = [self.schema.kind_codes.get(name.strip(), -1) for name in names]
        indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        kinds: Array = np.array([*codes, -1], np.int16)[indices]
        for row in np.flatnonzero(kinds < 0):
            name = names[indices[row]].strip() if indices[row] >= 0 else ""
            if not name:
                rows.refuse(int(row), "soort", None, "'soort' ontbreekt")
                continue
            hint = nearest(name[:60], self.schema.kind_codes)
            reason = "onbekende soort gebeurtenis" + (f"; {hint}" if hint else "")
            rows.refuse(int(row), "soort", shown_value(name), reason)
        return kinds

    def _days(self, rows: _Rows, name: str, *, needed: bool) -> Array:
        count = len(rows.piece.lines)
        column = rows.piece.columns.get(name)
        if column is None:
            return np.zeros(count, np.int32)
        read = self.reader.read(plain_column(column), _DAY, sure=True)
        rows.refuse_bad(name, read, np.arange(count))
        if needed:
            for row in np.flatnonzero(read.states == ABSENT_STATE):
                rows.refuse(int(row), name, None, f"'{name}' ontbreekt")
        days: Array = np.where(read.states == 0, read.codes, 0).astype(np.int32)
        return days

    def _refuse_part(self, rows: _Rows, name: str, read: Read, here: Array) -> None:
        for i in np.flatnonzero(read.states == BAD_STATE):
            value, reason = read.reason(int(i))
            rows.refuse(int(here[i]), name, value, reason)

    def _refuse_elsewhere(
        self, rows: _Rows, name: str, column: Any, others: Array, kinds: Array
    ) -> None:
        """A value in a column that the row's kind does not have."""
        if not len(others):
            return
        part = column.take(pa.array(others))
        filled = pc.is_valid(part).to_numpy(zero_copy_only=False)
        if pa.types.is_binary(part.type) or pa.types.is_string(part.type):
            filled &= pc.fill_null(pc.binary_length(part), 0).to_numpy(zero_copy_only=False) > 0
        for i in np.flatnonzero(filled):
            row = int(others[i])
            if kinds[row] < 0:
                continue
            kind = self.schema.kinds[kinds[row]].name
            reason = f"gebeurtenis '{kind}' heeft geen veld '{name}'"
            rows.refuse(row, name, shown_value(part[int(i)].as_py()), reason)

    def _needed(self, rows: _Rows, kinds: Array, absent: Array) -> None:
        """A field that must be given; and defaults need no filling in here."""
        for code in np.unique(kinds[kinds >= 0]):
            for place, decl in enumerate(self.schema.kinds[code].fields.values()):
                if is_needed(decl):
                    for row in np.flatnonzero((kinds == code) & absent[place] & rows.good):
                        rows.refuse(int(row), decl.name, None, f"'{decl.name}' ontbreekt")

    def _bad_lines(self, source: int, piece: Piece) -> None:
        """Lines that are no rows; if one seems to name a person, that person is not sure either."""
        place = list(piece.columns).index("persoon_id")
        for bad in piece.bad:
            parts = bad.text.split(piece.separator)
            text = parts[place].strip(b' "\r') if place < len(parts) else b""
            name = text.decode("utf-8", "replace")
            person = name if _ID.fullmatch(name) else None
            self.quarantine.add(source, bad.line, person, None, shown_value(bad.text), bad.reason)

    def _table(self, rows: _Rows, ids: Any, columns: dict[str, Any]) -> Any:
        count = len(rows.good)
        table = pa.table(
            {
                "persoon_id": ids,
                "bron": pa.array(np.full(count, rows.source, np.int32)),
                "regel": pa.array(np.asarray(rows.piece.lines, np.int64)),
                **columns,
            }
        )
        return table if rows.good.all() else table.filter(pa.array(rows.good))


def _as_text(column: Any) -> Any:
    """A column of ids as texts; what is no text is null."""
    kinds = pa.types
    if kinds.is_integer(column.type):
        return column.cast(pa.string())
    if kinds.is_string(column.type) or kinds.is_large_string(column.type):
        column = column.cast(
            pa.large_binary() if kinds.is_large_string(column.type) else pa.binary()
        )
    if kinds.is_binary(column.type) or kinds.is_large_binary(column.type):
        try:
            return column.cast(pa.string())
        except pa.ArrowException:
            values = column.to_pylist()
            return pa.array([None if v is None else _text_or_none(v) for v in values], pa.string())
    return pa.nulls(len(column), pa.string())


def _text_or_none(value: bytes) -> str | None:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None
