"""Reading ``parameters:``, ``tabellen:`` and ``lezingen:`` documents."""

from __future__ import annotations

from typing import Any

import attrs

from inburgerregels.language.brackets import BracketReader
from inburgerregels.language.literals import LiteralError, read_constant
from inburgerregels.language.reader import Reader
from inburgerregels.language.rulebook import (
    Bracket,
    Meta,
    Overlay,
    Parameter,
    ParameterVersion,
    Reading,
    Table,
    TableVersion,
    Validity,
)
from inburgerregels.language.types import Kind, Type, join
from inburgerregels.language.vocabulary import Choice
from inburgerregels.language.yaml_nodes import Key, Map, Node, Scalar, Seq
from inburgerregels.model import ALREADY, NEVER

__all__ = ["SAY_SOURCE", "TableReader", "read_meta", "read_reading_choice", "read_validity"]

#: what to do where a source is missing
SAY_SOURCE = (
    "voeg `bron:` toe, met een afkorting die onder `bronnen:` staat, een ECLI of een Kamerstuk"
)
META_KEYS = ("titel", "toelichting", "bron", "zekerheid", "open vraag")
_VERSION_KEYS = (*META_KEYS, "geldt", "lezing", "bekend op")
#: How a value of each kind is written.
_EXAMPLES = {
    Kind.MONEY: "€ 1.250",
    Kind.DURATION: "3 jaar, 6 maanden of 16 weken",
    Kind.PERCENTAGE: "15%",
    Kind.DATE: "2019-05-18",
    Kind.BOOL: "ja of nee",
}
_PARTS_OF_A_THING = (*_VERSION_KEYS, "waarde", "versies", "rijen", "kolommen", "cellen")


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
        self.brackets = BracketReader(reader, choices)
        self._touched: dict[str, Overlay] = {}
        #: What an overlay gave a value, and where it first did.
        self._given: dict[tuple[str, str, str], Key] = {}
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
                    message = f"keuze '{choice_key.text}' heeft geen bron"
                    self.reader.wrong(choice_key, message, SAY_SOURCE)
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

    def add_parameters(self, node: Node | None, overlay: Overlay | None) -> None:
        for key, value in self.reader.entries(node, "parameters"):
            if self._belongs_below(key, "een parameter"):
                continue
            self.reader.name(key, "een parameter")
            self._touch("parameter", key, overlay)
            name = overlay.name if overlay else None
            title, versions = self._versions(key, value, "waarde", self._parameter_version, name)
            known = self.parameters.get(key.text)
            if known is not None and overlay is None:
                self.reader.wrong(key, f"parameter '{key.text}' is al eerder gedeclareerd")
            if known is not None:
                title = title or known.title
                self._same_kind(key, known, versions)
                versions = _lay_over(known.versions, versions)
            self.parameters[key.text] = Parameter(key.text, title, tuple(versions), key.position)

    def _same_kind(self, key: Key, known: Parameter, versions: list[ParameterVersion]) -> None:
        """A layer that gives a parameter a value of another kind is told so where it does, and not by
        every rule that uses it."""
        was = known.versions[0].type if known.versions else None
        for version in versions:
            if was is not None and (version.type.kind, version.type.unit) != (was.kind, was.unit):
                message = f"parameter '{key.text}' is hier {version.type}, en in de wet {was}"
                hint = f"schrijf een waarde zoals {_EXAMPLES.get(was.kind, str(was))}"
                self.reader.wrong(key, message, hint)
                return

    def _belongs_below(self, key: Key, what: str) -> bool:
        """Reports a key that says something of a thing and stands beside its name."""
        if key.text not in _PARTS_OF_A_THING:
            return False
        message = f"'{key.text}' staat naast de naam van {what} in plaats van eronder"
        self.reader.wrong(key, message, "spring deze regel twee spaties verder in")
        return True

    def _touch(self, what: str, key: Key, overlay: Overlay | None) -> None:
        """Two overlays that change the same thing need an order."""
        if overlay is None:
            return
        other = self._touched.setdefault(f"{what} {key.text}", overlay)
        if other.name != overlay.name and other.name not in overlay.after:
            message = f"'{overlay.name}' en '{other.name}' wijzigen allebei {what} '{key.text}'"
            hint = f"zet `na: {other.name}` in de kop van '{overlay.name}', of andersom: de laatste geldt"
            self.reader.problems.add("N003", message, key.position, hint)
        first = self._given.setdefault((overlay.name, what, key.text), key)
        if first is not key:
            message = f"{what} '{key.text}' staat al in '{overlay.name}' ({first.position})"
            hint = "schrijf er een, of zet beide onder `versies:`, elk met een eigen `geldt:`"
            self.reader.wrong(key, message, hint)
        self._touched[f"{what} {key.text}"] = overlay

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
            message = f"'{key.text}' heeft geen bron"
            self.reader.problems.add("B002", message, entry.position, SAY_SOURCE)
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

    def add_tables(self, node: Node | None, overlay: Overlay | None) -> None:
        for key, value in self.reader.entries(node, "tabellen"):
            if self._belongs_below(key, "een tabel"):
                continue
            self.reader.name(key, "een tabel")
            self._touch("tabel", key, overlay)
            name = overlay.name if overlay else None
            title, versions = self._versions(key, value, "cellen", self._table_version, name)
            known = self.tables.get(key.text)
            if known is not None and overlay is None:
                self.reader.wrong(key, f"tabel '{key.text}' is al eerder gedeclareerd")
            if known is not None:
                title = title or known.title
                versions = _lay_over(known.versions, versions)
            versions = self._alike(key, versions)
            self.tables[key.text] = Table(key.text, title, tuple(versions), key.position)

    def _alike(self, key: Key, versions: list[TableVersion]) -> list[TableVersion]:
        """The versions with cells of one type; versions of different shape are reported."""
        whole = versions[0].type if versions else Type(Kind.NOTHING)
        for version in versions[1:]:
            joined = join(whole, version.type)
            if bool(version.columns) != bool(versions[0].columns) or joined is None:
                message = f"de versies van tabel '{key.text}' verschillen in ingangen of in soort"
                self.reader.problems.add("T001", message, version.meta.position)
                return versions
            whole = joined
        return [
            attrs.evolve(
                version,
                type=whole,
                cells=tuple(
                    tuple(_rescale(cell, version.type, whole) for cell in line)
                    for line in version.cells
                ),
            )
            for version in versions
        ]

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
            columns = [self.brackets.read(head) for head in lines.pop(0)[1:]]
        if not lines:
            self.reader.wrong(entry, f"tabel '{key.text}' heeft geen cellen")
            return None
        rows: list[Bracket | None] = []
        cells: list[list[tuple[Any, Type | None]]] = []
        whole = Type(Kind.NOTHING)
        for line in lines:
            if len(line) != len(columns) + 1:
                place = line[0] if line else entry
                wide = f"de tabel heeft {len(columns)} kolommen"
                message = f"deze rij heeft {len(line) - 1} waarden; {wide}"
                self.reader.wrong(place, message)
                continue
            rows.append(self.brackets.read(line[0]))
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
                joined = its_type if whole.kind is Kind.NOTHING else join(whole, its_type)
                if joined is None:
                    message = f"tabel '{key.text}' mengt {whole} en {its_type}"
                    self.reader.wrong(node, message)
                    return None
                whole = joined
                row_cells.append((value, its_type))
            cells.append(row_cells)
        if None in rows or (two_way and None in columns):
            return None
        found_columns = tuple(column for column in columns if column is not None)
        self.brackets.check([row for row in rows if row], "rij")
        if two_way:
            self.brackets.check(list(found_columns), "kolom")
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
