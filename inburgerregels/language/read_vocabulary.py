"""Reading ``bronnen:``, ``begrippen:`` and ``uitkomst:`` documents."""

from __future__ import annotations

from typing import Any

from inburgerregels.language.literals import LiteralError, parse_type, read_value
from inburgerregels.language.reader import Reader
from inburgerregels.language.sources import Instrument
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import (
    Choice,
    DecisionKind,
    EventKind,
    FieldDecl,
    OutcomeMap,
    Vocabulary,
)
from inburgerregels.language.yaml_nodes import Key, Map, Node
from inburgerregels.model import ABSENT, UNKNOWN, Position, nearest

__all__ = ["VocabularyReader", "read_instruments"]

_PARTS = ("keuzes", "persoon", "gebeurtenissen", "groepen", "grootheden", "besluiten")
_FIELD_KEYS = (
    "type",
    "titel",
    "standaard",
    "optioneel",
    "meteen bekend",
    "eenheid",
    "decimalen",
    "velden",
    "toelichting",
)
#: of a percentage; more would not fit beside an amount
_MOST_DECIMALS = 2


def read_instruments(reader: Reader, node: Node | None) -> dict[str, Instrument]:
    """The instruments of one ``bronnen:`` map by abbreviation."""
    found = {}
    for key, value in reader.entries(node, "bronnen"):
        entry = reader.map(value, f"bron {key.text}")
        reader.only(entry, ("titel", "bwb", "url", "tot", "toelichting"), f"bron {key.text}")
        found[key.text] = Instrument(
            key.text,
            reader.text(entry.get("titel"), "titel") or key.text,
            reader.text(entry.get("bwb"), "bwb"),
            reader.text(entry.get("url"), "url"),
            reader.day(entry.get("tot"), "tot"),
        )
    return found


class VocabularyReader:
    """Gathers the declarations of all files, then gives one :class:`Vocabulary`."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.choices: dict[str, Choice] = {}
        self._later: list[tuple[str, Key, Node]] = []
        self.person: dict[str, FieldDecl] = {}
        self.events: dict[str, EventKind] = {}
        self.groups: dict[str, tuple[str, ...]] = {}
        self.quantities: dict[str, FieldDecl] = {}
        self.decisions: dict[str, DecisionKind] = {}
        self.outcome: OutcomeMap | None = None

    def add(self, node: Node | None) -> None:
        """Take in one ``begrippen:`` map. Choices are read at once, the rest when all are known."""
        parts = self.reader.map(node, "begrippen")
        self.reader.only(parts, _PARTS, "begrippen")
        for part, value in parts.entries:
            for key, entry in self.reader.entries(value, part.text):
                if part.text == "keuzes":
                    self._choice(key, entry)
                else:
                    self._later.append((part.text, key, entry))

    def finish(self) -> Vocabulary:
        for part, key, entry in self._later:
            match part:
                case "persoon":
                    self._declare(self.person, key, self._field(key, entry))
                case "grootheden":
                    self._declare(self.quantities, key, self._field(key, entry))
                case "gebeurtenissen":
                    self._event(key, entry)
                case "besluiten":
                    self._decision(key, entry)
                case "groepen":
                    members = self.reader.texts(entry, f"groep {key.text}")
                    self._declare(self.groups, key, members)
        for part, key, entry in self._later:
            for item in self.reader.seq(entry, key.text) if part == "groepen" else ():
                member = self.reader.text(item, key.text)
                if member is not None and member not in self.events:
                    message = f"groep '{key.text}' noemt de onbekende soort gebeurtenis '{member}'"
                    hint = nearest(member, self.events)
                    self.reader.problems.add("N001", message, item.position, hint)
            if part == "groepen" and key.text in self.events:
                self.reader.wrong(key, f"'{key.text}' is al een soort gebeurtenis")
        return Vocabulary(
            self.choices,
            self.person,
            self.events,
            self.groups,
            self.quantities,
            self.decisions,
            self.outcome,
        )

    def _declare(self, where: dict[str, Any], key: Key, value: Any) -> None:
        self.reader.name(key, "een begrip")
        if key.text in where:
            first = getattr(where[key.text], "position", None)
            hint = f"kies een andere naam; de eerste staat in {first}" if first else None
            self.reader.wrong(key, f"'{key.text}' is al eerder gedeclareerd", hint)
            return
        where[key.text] = value

    def _choice(self, key: Key, node: Node) -> None:
        ordered = isinstance(node, Map)
        if isinstance(node, Map):
            self.reader.only(node, ("geordend",), f"keuze {key.text}")
            values = self.reader.texts(node.get("geordend"), f"keuze {key.text}")
        else:
            values = self.reader.texts(node, f"keuze {key.text}")
        if len(set(values)) != len(values):
            self.reader.wrong(key, f"keuze '{key.text}' noemt een waarde twee keer")
        if not 0 < len(values) <= 60:
            self.reader.wrong(key, f"keuze '{key.text}' heeft 1 tot en met 60 waarden")
        self._declare(self.choices, key, Choice(key.text, values, ordered, key.position))

    def _field(self, key: Key, node: Node) -> FieldDecl:
        what = f"veld {key.text}"
        entry = self.reader.map(node, what)
        self.reader.only(entry, _FIELD_KEYS, what)
        declared = Type(Kind.TEXT)
        name = self.reader.text(entry.get("type"), f"type van {what}")
        unit = self.reader.text(entry.get("eenheid"), "eenheid")
        if name is None:
            if not entry.get("type"):
                self.reader.wrong(key, f"{what} heeft geen type")
        else:
            try:
                declared = parse_type(name, self.choices, unit, self._decimals(entry, what))
            except LiteralError as error:
                self.reader.wrong(entry.get("type") or key, str(error), error.hint)
        default: Any = ABSENT
        given = entry.get("standaard")
        if given is not None:
            try:
                default = read_value(given, declared, self.choices)
                if default is UNKNOWN:
                    raise LiteralError("'onbekend' kan geen standaardwaarde zijn")
            except LiteralError as error:
                self.reader.wrong(given, f"standaard van {what}: {error}", error.hint)
        return FieldDecl(
            key.text,
            declared,
            self.reader.text(entry.get("titel"), "titel"),
            self.reader.yes(entry.get("optioneel"), "optioneel"),
            default,
            self.reader.yes(entry.get("meteen bekend"), "meteen bekend"),
            self.reader.texts(entry.get("velden"), "velden"),
            key.position,
        )

    def _decimals(self, entry: Map, what: str) -> int:
        node = entry.get("decimalen")
        decimals = self.reader.count(node, f"decimalen van {what}") if node else 0
        if node is not None and decimals is not None and decimals > _MOST_DECIMALS:
            self.reader.wrong(node, f"een percentage heeft ten hoogste {_MOST_DECIMALS} decimalen")
        return min(decimals or 0, _MOST_DECIMALS)

    def _fields(
        self, node: Node | None, what: str, reserved: tuple[str, ...] = ()
    ) -> dict[str, FieldDecl]:
        found: dict[str, FieldDecl] = {}
        for key, value in self.reader.entries(node, what):
            if key.text in reserved:
                self.reader.wrong(key, f"'{key.text}' heeft elke gebeurtenis al")
            self._declare(found, key, self._field(key, value))
        return found

    def _event(self, key: Key, node: Node) -> None:
        what = f"gebeurtenis {key.text}"
        entry = self.reader.map(node, what)
        self.reader.only(entry, ("titel", "velden", "moet landen", "toelichting"), what)
        kind = EventKind(
            key.text,
            self.reader.text(entry.get("titel"), "titel") or key.text.replace("_", " "),
            self._fields(
                entry.get("velden"), f"velden van {what}", ("datum", "soort", "bekend_op")
            ),
            self.reader.yes(entry.get("moet landen"), "moet landen"),
            key.position,
        )
        self._declare(self.events, key, kind)

    def _decision(self, key: Key, node: Node) -> None:
        what = f"besluit {key.text}"
        entry = self.reader.map(node, what)
        self.reader.only(entry, ("titel", "velden", "te betalen", "toelichting"), what)
        fields = self._fields(entry.get("velden"), f"velden van {what}")
        kind = DecisionKind(
            key.text,
            self.reader.text(entry.get("titel"), "titel") or key.text.replace("_", " "),
            fields,
            key.position,
            self.reader.texts(entry.get("te betalen"), "te betalen"),
        )
        amounts = ["bedrag_cent", *(n for n, d in fields.items() if d.type.kind is Kind.MONEY)]
        for name in kind.payable:
            if name not in amounts:
                place = entry.get("te betalen") or entry
                message = f"'{name}' is geen bedrag van {what}"
                self.reader.wrong(place, message, nearest(name, amounts))
        self._declare(self.decisions, key, kind)

    def add_outcome(self, node: Node | None) -> None:
        """Take in the one ``uitkomst:`` map."""
        entry = self.reader.map(node, "uitkomst")
        if self.outcome is not None:
            self.reader.wrong(entry, "uitkomst staat er twee keer")
        allowed = ("regime", "status", "termijn", "lening", "volgorde", "handmatig", "toelichting")
        self.reader.only(entry, allowed, "uitkomst")

        places: dict[str, Position] = {}

        def names(part: str, allowed: tuple[str, ...] = ()) -> dict[str, str]:
            node = self.reader.map(entry.get(part), part)
            if allowed:
                self.reader.only(node, allowed, f"uitkomst, {part}")
            places.update({key.text: value.position for key, value in node.entries})
            return {
                key.text: self.reader.text(value, key.text) or "" for key, value in node.entries
            }

        places.update({key.text: value.position for key, value in entry.entries})
        manual = names("handmatig", ("besluit", "redenen", "ontbreekt"))
        self.outcome = OutcomeMap(
            {
                name: self.reader.text(entry.get(name), name) or ""
                for name in ("regime", "status")
                if name in entry
            },
            names("termijn", ("verlengd_dagen", "status")),
            names("lening"),
            self.reader.texts(entry.get("volgorde"), "volgorde"),
            manual.get("besluit", ""),
            manual.get("redenen", "redenen"),
            manual.get("ontbreekt", "ontbreekt"),
            entry.position,
            places,
        )
