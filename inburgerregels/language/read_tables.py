"""Reading ``parameters:``, ``tabellen:`` and ``lezingen:`` documents."""

from __future__ import annotations

import re
from typing import Any

import attrs

from inburgerregels.language.literals import LiteralError, read_constant
from inburgerregels.language.reader import Reader
from inburgerregels.language.rulebook import (
    Bracket,
    Meta,
    Parameter,
    ParameterVersion,
    Reading,
    Table,
    TableVersion,
    Validity,
)
from inburgerregels.language.syntax import parse_percentage
from inburgerregels.language.types import Kind, Type, join
from inburgerregels.language.vocabulary import Choice
from inburgerregels.language.yaml_nodes import Key, Map, Node, Scalar, Seq
from inburgerregels.model import ALREADY, NEVER

__all__ = ["TableReader", "read_meta", "read_reading_choice", "read_validity"]

META_KEYS = ("titel", "toelichting", "bron", "zekerheid", "open vraag")
_VERSION_KEYS = (*META_KEYS, "geldt", "lezing", "bekend op")


def read_meta(reader: Reader, entry: Map, default: Meta | None = None) -> Meta:
    """Title, source, certainty and doubts of a piece of law; ``default`` fills in what is not there."""
    base = default or Meta()
    return Meta(
        reader.text(entry.get("titel"), "titel") or base.title,
        reader.source(entry.get("bron")) or base.sources,
        reader.one_of(entry.get("zekerheid"), "zekerheid", ("A", "B", "C", "D")) or base.certainty,
        reader.text(entry.get("open vraag"), "open vraag") or base.question,
        reader.text(entry.get("toelichting"), "toelichting") or base.note,
        entry.position,
    )


def read_validity(reader: Reader, node: Node | None) -> Validity | None:
    if node is None:
        return None
    entry = reader.map(node, "geldt")
    reader.only(entry, ("vanaf", "tot"), "geldt")
    since = reader.day(entry.get("vanaf"), "vanaf")
    until = reader.day(entry.get("tot"), "tot")
    validity = Validity(ALREADY if since is None else since, NEVER if until is None else until)
    if validity.since > validity.until:
        reader.wrong(node, "geldt: de eerste dag ligt na de laatste")
    return validity


def read_reading_choice(reader: Reader, node: Node | None) -> tuple[str, str] | None:
    text = reader.text(node, "lezing")
    if text is None or node is None:
        return None
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not value:
        reader.wrong(node, "lezing: schrijf `lezing: naam = keuze`")
        return None
    return name, value


class TableReader:
    """Parameters, tables and readings, merged over all files of the chosen overlays."""

    def __init__(self, reader: Reader, choices: dict[str, Choice]) -> None:
        self.reader = reader
        self.choices = choices
        self.parameters: dict[str, Parameter] = {}
        self.tables: dict[str, Table] = {}
        self.readings: dict[str, Reading] = {}

    # -- readings ---------------------------------------------------------------------------

    def add_readings(self, node: Node | None) -> None:
        for key, value in self.reader.entries(node, "lezingen"):
            entry = self.reader.map(value, f"lezing {key.text}")
            allowed = ("titel", "standaard", "keuzes", "toelichting")
            self.reader.only(entry, allowed, f"lezing {key.text}")
            choices = {}
            for choice_key, choice_value in self.reader.entries(entry.get("keuzes"), "keuzes"):
                choice = self.reader.map(choice_value, f"keuze {choice_key.text}")
                self.reader.only(choice, META_KEYS, f"keuze {choice_key.text}")
                meta = read_meta(self.reader, choice)
                if not meta.sources:
                    self.reader.wrong(choice_key, f"keuze '{choice_key.text}' heeft geen bron")
                choices[choice_key.text] = meta
            default = self.reader.text(entry.get("standaard"), "standaard") or ""
            if default not in choices:
                self.reader.wrong(
                    entry.get("standaard") or key,
                    f"lezing '{key.text}': de standaard '{default}' is geen van de keuzes",
                )
            if key.text in self.readings:
                self.reader.wrong(key, f"lezing '{key.text}' is al eerder gedeclareerd")
            self.readings[key.text] = Reading(
                key.text,
                self.reader.text(entry.get("titel"), "titel") or key.text,
                default,
                choices,
                self.reader.text(entry.get("toelichting"), "toelichting"),
                key.position,
            )

    # -- parameters -------------------------------------------------------------------------

    def add_parameters(self, node: Node | None, overlay: str | None) -> None:
        for key, value in self.reader.entries(node, "parameters"):
            self.reader.name(key, "een parameter")
            title, versions = self._versions(key, value, "waarde", self._parameter_version, overlay)
            known = self.parameters.get(key.text)
            if known is not None and overlay is None:
                self.reader.wrong(key, f"parameter '{key.text}' is al eerder gedeclareerd")
            if known is not None:
                title = title or known.title
                versions = _lay_over(known.versions, versions)
            self.parameters[key.text] = Parameter(key.text, title, tuple(versions), key.position)

    def _versions(
        self, key: Key, node: Node, short: str, read: Any, overlay: str | None
    ) -> tuple[str | None, list[Any]]:
        """Title and versions of a parameter or table, written short, with ``versies:`` or as a list."""
        if isinstance(node, Scalar):
            node = Map(((Key(short, node.position), node),), node.position)
        if isinstance(node, Seq):
            node = Map(((Key("versies", node.position), node),), node.position)
        entry = self.reader.map(node, key.text)
        if "versies" not in entry:
            version = read(key, entry, Meta(), overlay)
            return self.reader.text(entry.get("titel"), "titel"), [version] if version else []
        self.reader.only(entry, (*META_KEYS, "versies"), key.text)
        default = read_meta(self.reader, entry)
        versions = []
        for item in self.reader.seq(entry.get("versies"), "versies"):
            version = read(key, self.reader.map(item, f"versie van {key.text}"), default, overlay)
            if version:
                versions.append(version)
        return default.title, versions

    def _common(self, key: Key, entry: Map, default: Meta) -> dict[str, Any]:
        meta = read_meta(self.reader, entry, default)
        if not meta.sources:
            self.reader.problems.add("B002", f"'{key.text}' heeft geen bron", entry.position)
        return {
            "validity": read_validity(self.reader, entry.get("geldt")) or Validity(),
            "meta": meta,
            "reading": read_reading_choice(self.reader, entry.get("lezing")),
            "known_on": self.reader.day(entry.get("bekend op"), "bekend op"),
        }

    def _parameter_version(
        self, key: Key, entry: Map, default: Meta, overlay: str | None
    ) -> ParameterVersion | None:
        self.reader.only(entry, (*_VERSION_KEYS, "waarde"), f"parameter {key.text}")
        node = entry.get("waarde")
        if node is None:
            self.reader.wrong(entry, f"parameter '{key.text}' heeft geen waarde")
            return None
        try:
            value, its_type = read_constant(node, self.choices)
        except LiteralError as error:
            self.reader.wrong(node, str(error), error.hint)
            return None
        return ParameterVersion(
            value, its_type, overlay=overlay, **self._common(key, entry, default)
        )

    # -- tables -----------------------------------------------------------------------------

    def add_tables(self, node: Node | None, overlay: str | None) -> None:
        for key, value in self.reader.entries(node, "tabellen"):
            self.reader.name(key, "een tabel")
            title, versions = self._versions(key, value, "cellen", self._table_version, overlay)
            known = self.tables.get(key.text)
            if known is not None and overlay is None:
                self.reader.wrong(key, f"tabel '{key.text}' is al eerder gedeclareerd")
            if known is not None:
                title = title or known.title
                versions = _lay_over(known.versions, versions)
            self.tables[key.text] = Table(key.text, title, tuple(versions), key.position)

    def _table_version(
        self, key: Key, entry: Map, default: Meta, overlay: str | None
    ) -> TableVersion | None:
        self.reader.only(
            entry, (*_VERSION_KEYS, "rijen", "kolommen", "cellen"), f"tabel {key.text}"
        )
        lines = [
            self.reader.seq(line, "rij") for line in self.reader.seq(entry.get("cellen"), "cellen")
        ]
        two_way = "kolommen" in entry
        columns: list[Bracket | None] = [None]
        if two_way and lines:
            columns = [self._bracket(head) for head in lines.pop(0)[1:]]
        if not lines:
            self.reader.wrong(entry, f"tabel '{key.text}' heeft geen cellen")
            return None
        rows: list[Bracket | None] = []
        cells: list[list[tuple[Any, Type | None]]] = []
        kinds: list[Type] = []
        for line in lines:
            if len(line) != len(columns) + 1:
                place = line[0] if line else entry
                wide = f"de tabel heeft {len(columns)} kolommen"
                message = f"deze rij heeft {len(line) - 1} waarden; {wide}"
                self.reader.wrong(place, message)
                continue
            rows.append(self._bracket(line[0]))
            row_cells: list[tuple[Any, Type | None]] = []
            for node in line[1:]:
                if isinstance(node, Scalar) and node.text.strip() == "-":
                    row_cells.append((None, None))
                    continue
                try:
                    value, its_type = read_constant(node, self.choices)
                except LiteralError as error:
                    self.reader.wrong(node, str(error), error.hint)
                    return None
                row_cells.append((value, its_type))
                kinds.append(its_type)
            cells.append(row_cells)
        whole = kinds[0] if kinds else Type(Kind.NOTHING)
        for value_type in kinds[1:]:
            joined = join(whole, value_type)
            if joined is None:
                self.reader.wrong(entry, f"tabel '{key.text}' mengt {whole} en {value_type}")
                return None
            whole = joined
        if None in rows or (two_way and None in columns):
            return None
        found_columns = tuple(column for column in columns if column is not None)
        self._check_brackets([row for row in rows if row], lines, entry, "rijen")
        if two_way:
            self._check_brackets(list(found_columns), None, entry, "kolommen")
        return TableVersion(
            tuple(row for row in rows if row is not None),
            found_columns,
            tuple(
                tuple(
                    None if kind is None else _rescale(value, kind, whole) for value, kind in line
                )
                for line in cells
            ),
            whole,
            row_title=self.reader.text(entry.get("rijen"), "rijen") or "",
            column_title=self.reader.text(entry.get("kolommen"), "kolommen"),
            overlay=overlay,
            **self._common(key, entry, default),
        )

    def _bracket(self, node: Node) -> Bracket | None:
        scalar = self.reader.scalar(node, "grens")
        if scalar is None:
            return None
        text = re.sub(r"\s+", " ", scalar.text.strip())
        number = r"(\d{1,9}(?:,\d{1,4})?)\s*(%|[a-z_]+)?"
        for choice in self.choices.values():
            if text in choice.values:
                return Bracket(None, None, text, choice=text)
        match = re.fullmatch(
            rf"{number} (tot en met|tot) {number}|{number} (of meer|of minder)|{number}", text
        )
        if not match:
            hint = "schrijf 12, 0 tot en met 149, 300 of meer, 60% tot 90%, of een keuze"
            self.reader.wrong(scalar, f"'{text}' is geen grens", hint)
            return None
        share = "%" in text
        low_text, joiner, high_text = (
            match[1] or match[6] or match[9],
            match[3] or match[8],
            match[4],
        )
        try:
            scale = 4 if share else 0
            low = _bound(low_text, share)
            high = _bound(high_text, share) if high_text else low
        except ValueError:
            self.reader.wrong(scalar, f"'{text}' is geen grens in hele getallen")
            return None
        half_open = joiner == "tot"
        if joiner == "of meer":
            return Bracket(low, None, text, scale=scale)
        if joiner == "of minder":
            return Bracket(None, low, text, scale=scale)
        if low > high or (half_open and low == high):
            self.reader.wrong(scalar, f"'{text}': de ondergrens ligt boven de bovengrens")
        if half_open and not share:
            high, half_open = high - 1, False
        return Bracket(low, high, text, half_open=half_open, scale=scale)

    def _check_brackets(self, brackets: list[Bracket], lines: Any, entry: Map, what: str) -> None:
        """Report holes and overlaps between the brackets of one side of a table."""
        place = entry.get("cellen") or entry
        words = [bracket.choice for bracket in brackets if bracket.choice is not None]
        if words:
            if len(words) != len(brackets):
                self.reader.wrong(place, f"{what}: getallen en keuzewaarden door elkaar")
            for word in sorted({word for word in words if words.count(word) > 1}):
                self.reader.problems.add(
                    "T003", f"{what}: '{word}' staat er twee keer", place.position
                )
            for choice in self.choices.values():
                missing = [value for value in choice.values if value not in words]
                if set(words) <= set(choice.values) and missing:
                    message = f"{what}: geen {what[:-2]} voor {', '.join(missing)}"
                    self.reader.problems.add("T002", message, place.position)
                    break
                if set(words) <= set(choice.values):
                    break
            return
        previous: Bracket | None = None
        for bracket in sorted(brackets, key=lambda b: ALREADY if b.low is None else b.low):
            if previous is not None:
                end = NEVER if previous.high is None else previous.high
                start = ALREADY if bracket.low is None else bracket.low
                expected = end if previous.half_open or bracket.scale else end + 1
                if bracket.scale and not previous.half_open:
                    expected = end + 1
                if start < expected:
                    message = f"{what}: '{previous.text}' en '{bracket.text}' overlappen"
                    self.reader.problems.add("T003", message, place.position)
                elif start > expected:
                    message = f"{what}: tussen '{previous.text}' en '{bracket.text}' zit een gat"
                    self.reader.problems.add("T002", message, place.position)
            previous = bracket


def _bound(text: str, share: bool) -> int:
    if not share:
        return int(text)
    value, scale = parse_percentage(text + "%")
    if scale > 4:
        raise ValueError(text)
    return int(value * 10 ** (4 - scale))


def _rescale(value: Any, its_type: Type, wanted: Type) -> Any:
    if isinstance(value, int) and its_type.kind in (Kind.MONEY, Kind.PERCENTAGE):
        return value * 10 ** (wanted.scale - its_type.scale)
    return value


def _lay_over(old: tuple[Any, ...], new: list[Any]) -> list[Any]:
    """The versions of an overlay over those of the law: a dated one ends the older ones the day
    before; an undated one replaces them all."""
    if any(version.validity.always for version in new):
        return list(new)
    first = min(version.validity.since for version in new) if new else NEVER
    last = max(version.validity.until for version in new) if new else ALREADY
    kept = []
    for version in old:
        before = attrs.evolve(version.validity, until=min(version.validity.until, first - 1))
        after = attrs.evolve(version.validity, since=max(version.validity.since, last + 1))
        kept += [
            attrs.evolve(version, validity=part)
            for part in (before, after)
            if part.since <= part.until and part.since < NEVER
        ]
    return kept + list(new)
