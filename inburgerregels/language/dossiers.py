"""Reading dossiers (scenario files) against the declared vocabulary."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from inburgerregels.language.literals import LiteralError, read_value
from inburgerregels.language.plain import plain_value
from inburgerregels.language.reader import Reader
from inburgerregels.language.rulebook import Rulebook
from inburgerregels.language.selection import unknown_overlay
from inburgerregels.language.sources import SourceBook
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import EventKind, FieldDecl
from inburgerregels.language.yaml_nodes import Key, Map, Node, Scalar, read_documents
from inburgerregels.model import (
    ABSENT,
    UNKNOWN,
    Dossier,
    Event,
    Position,
    Problem,
    ProblemError,
    Problems,
    nearest,
)

__all__ = ["read_dossiers"]

_TOP = (
    "scenario",
    "bron",
    "toelichting",
    "persoon",
    "gebeurtenissen",
    "peildatum",
    "verwachting",
    "lezingen",
    "zonder",
    "voorstel",
    "bekend_op",
)
_TERM = ("soort", "nummer", "begin", "einde", "verlengd_dagen", "status", "verwacht", "regel")
_DECISION = (
    "datum",
    "soort",
    "bedrag_cent",
    "verwacht",
    "bestuursorgaan",
    "vervallen_op",
    "velden",
    "regel",
    "redenen",
)
_EXPECTED = ("regime", "status", "termijnen", "besluiten", "lening", "termijnagenda")
_DAY = Type(Kind.DATE)
_EVENT = "{datum: 2019-05-18, soort: ...}"
_KINDS = "de soorten staan onder `gebeurtenissen:` in de begrippen van de regels"
_LISTED = "`inburgerregels regels` noemt wat er is"
_HOW_TO_NAME = "schrijf `persoon: {id: ..., ...}`"


def read_dossiers(path: Path | str, rulebook: Rulebook, text: str | None = None) -> list[Dossier]:
    """Every dossier in a file. Raises :class:`ProblemError` with all mistakes in it."""
    problems = Problems()
    documents = read_documents(path, text)
    if not documents:
        hint = "een dossier begint met `persoon:` en `gebeurtenissen:`"
        where = Position(str(path))
        raise ProblemError([Problem("D001", "in dit bestand staat geen dossier", where, hint)])
    reader = _DossierReader(rulebook, problems)
    dossiers = [dossier for d in documents if (dossier := reader.dossier(d)) is not None]
    first: dict[str, Position | None] = {}
    for dossier in dossiers:
        if dossier.id in first:
            message = f"persoon '{dossier.id}' staat er twee keer"
            hint = f"eerste keer in {first[dossier.id]}; geef elke persoon een eigen id"
            problems.add("D002", message, dossier.position, hint)
        first.setdefault(dossier.id, dossier.position)
    problems.raise_if_any()
    return dossiers


class _DossierReader:
    def __init__(self, rulebook: Rulebook, problems: Problems) -> None:
        self.rulebook = rulebook
        self.vocabulary = rulebook.vocabulary
        self.problems = problems
        self.reader = Reader(problems, SourceBook(rulebook.instruments))

    def dossier(self, node: Node) -> Dossier | None:
        if not isinstance(node, Map):
            hint = "schrijf eerst `persoon:`, en dan `gebeurtenissen:` met de lijst eronder"
            self.reader.wrong(node, "een dossier bestaat uit `persoon:` en `gebeurtenissen:`", hint)
            return None
        self.reader.only(node, _TOP, "het dossier")
        person_node = node.get("persoon")
        if person_node is None:
            self.reader.wrong(node, "dit dossier heeft geen `persoon:`", _HOW_TO_NAME)
        person = self.reader.map(person_node, "persoon")
        identifier = self._id(person, node)
        fields = self._person(person) if person_node is not None else {}
        events = self._events(node.get("gebeurtenissen"))
        day = self._day(node.get("peildatum"), "peildatum")
        return Dossier(
            identifier,
            fields,
            events,
            None if day is None else datetime.date.fromordinal(day),
            self.reader.text(node.get("scenario"), "scenario"),
            self.reader.text(node.get("bron"), "bron"),
            self._expectation(node.get("verwachting")),
            node.position,
            self._options(node),
        )

    def _id(self, person: Map, node: Map) -> str:
        value = person.get("id")
        if value is None:
            # A person that is no map has been reported as that.
            if isinstance(node.get("persoon"), Map):
                self.reader.wrong(person, "deze persoon heeft geen `id:`", _HOW_TO_NAME)
            return ""
        if not isinstance(value, Scalar):
            self.reader.wrong(value, "id: hier wordt één naam of nummer verwacht", _HOW_TO_NAME)
            return ""
        text = self.reader.text(value, "id") or ""
        if text and not re.fullmatch(r"[\w.:@-]{1,100}", text):
            self.reader.wrong(value, "een id bestaat uit letters, cijfers, en . : @ - _")
        return text

    def _person(self, person: Map) -> dict[str, Any]:
        declared = self.vocabulary.person
        allowed = {"id", *declared}
        self.reader.only(person, allowed, "persoon")
        found = {}
        for key, value in person.entries:
            if key.text in declared:
                read = self._value(key, value, declared[key.text])
                if read is not ABSENT:
                    found[key.text] = read
        if person.entries:
            self._required(person, declared, "de persoon")
        return found

    def _required(self, node: Map, declared: Mapping[str, FieldDecl], what: str) -> None:
        for name, decl in declared.items():
            if name not in node and decl.default is ABSENT and not decl.optional:
                hint = f"schrijf `{name}: onbekend` als het niet bekend is"
                self.reader.wrong(node, f"{what} mist het verplichte veld '{name}'", hint)

    def _value(self, key: Key, node: Node, decl: FieldDecl) -> Any:
        if isinstance(node, Scalar) and node.is_empty:
            self.reader.wrong(
                key, f"veld '{key.text}' heeft geen waarde", "laat het veld weg of schrijf onbekend"
            )
            return ABSENT
        try:
            return read_value(node, decl.type, self.vocabulary.choices)
        except LiteralError as error:
            self.reader.wrong(error.node or node, f"{key.text}: {error}", error.hint)
            return ABSENT

    def _day(self, node: Node | None, what: str) -> int | None:
        if node is None:
            return None
        try:
            value = read_value(node, _DAY, {})
            if value is UNKNOWN:
                hint = "schrijf een dag, of laat weg waarvan de dag niet bekend is"
                raise LiteralError("deze datum kan niet onbekend zijn", hint)
        except LiteralError as error:
            self.reader.wrong(node, f"{what}: {error}", error.hint)
            return None
        return int(value)

    # -- events -----------------------------------------------------------------------------

    def _events(self, node: Node | None) -> tuple[Event, ...]:
        if node is None:
            return ()
        if isinstance(node, (Map, Scalar)):
            if not (isinstance(node, Scalar) and node.is_empty):
                message = "gebeurtenissen: hier wordt een lijst verwacht"
                self.reader.wrong(node, message, f"zet - voor elke gebeurtenis: - {_EVENT}")
            return ()
        found = (self._event(item) for item in node)
        return tuple(event for event in found if event is not None)

    def _event(self, node: Node) -> Event | None:
        if not isinstance(node, Map):
            message = "een gebeurtenis heeft een datum, een soort en velden"
            self.reader.wrong(node, message, f"schrijf {_EVENT}")
            return None
        for required in ("datum", "soort"):
            if required not in node:
                self.reader.wrong(node, f"deze gebeurtenis mist `{required}:`", f"schrijf {_EVENT}")
        day = self._day(node.get("datum"), "datum")
        name = self.reader.text(node.get("soort"), "soort")
        if name is None:
            return None
        kind = self.vocabulary.events.get(name)
        if kind is None:
            place, message = node.get("soort") or node, f"onbekende soort gebeurtenis '{name}'"
            self.reader.wrong(place, message, nearest(name, self.vocabulary.events) or _KINDS)
            return None
        known_on = self._day(node.get("bekend_op"), "bekend_op")
        fields = self._fields(node, kind)
        if day is None:
            return None
        return Event(name, day, fields, day if known_on is None else known_on, node.position)

    def _fields(self, node: Map, kind: EventKind) -> dict[str, Any]:
        self.reader.only(
            node, {"datum", "soort", "bekend_op", *kind.fields}, f"gebeurtenis '{kind.name}'"
        )
        found = {}
        for key, value in node.entries:
            if key.text in kind.fields:
                read = self._value(key, value, kind.fields[key.text])
                if read is not ABSENT:
                    found[key.text] = read
        self._required(node, kind.fields, f"gebeurtenis '{kind.name}'")
        return found

    # -- what a scenario adds ---------------------------------------------------------------

    def _options(self, node: Map) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if "lezingen" in node:
            found["lezingen"] = self._readings(node.get("lezingen"))
        for word, kind in (("zonder", "maatregel"), ("voorstel", "voorstel")):
            if word in node:
                found[word] = self._overlays(node.get(word), word, kind)
        if "bekend_op" in node:
            day = self._day(node.get("bekend_op"), "bekend_op")
            found["bekend_op"] = None if day is None else datetime.date.fromordinal(day)
        return found

    def _readings(self, node: Node | None) -> dict[str, str]:
        known = {name: set(said.choices) for name, said in self.rulebook.readings.items()}
        for overlay in self.rulebook.overlays.values():
            known |= {name: set(choices) for name, choices in overlay.readings.items()}
        found = {}
        for key, value in self.reader.entries(node, "lezingen"):
            if key.text not in known:
                hint = nearest(key.text, known) or _LISTED
                self.reader.wrong(key, f"onbekende lezing '{key.text}'", hint)
                continue
            choice = self.reader.one_of(value, f"lezing {key.text}", known[key.text])
            if choice is not None:
                found[key.text] = choice
        return found

    def _overlays(self, node: Node | None, word: str, kind: str) -> tuple[str, ...]:
        known = {o.name for o in self.rulebook.overlays.values() if o.kind == kind}
        found = []
        for item in self.reader.seq(node, word):
            name = self.reader.text(item, word)
            if name is None:
                continue
            if name in known:
                found.append(name)
            else:
                self.reader.wrong(
                    item, unknown_overlay(kind, name), nearest(name, known) or _LISTED
                )
        return tuple(found)

    def _expectation(self, node: Node | None) -> dict[str, Any] | None:
        if node is None:
            return None
        entry = self.reader.map(node, "verwachting")
        self.reader.only(entry, _EXPECTED, "verwachting")
        self._expected_list(entry.get("termijnen"), _TERM, "een verwachte termijn")
        self._expected_list(entry.get("besluiten"), _DECISION, "een verwacht besluit")
        self._expected_list(
            entry.get("termijnagenda"),
            ("datum", "wat", "gevolg"),
            "een verwachte termijn in de agenda",
        )
        self._known_value(entry.get("status"), "status")
        self._known_value(entry.get("regime"), "regime")
        outcome = self.vocabulary.outcome
        if outcome is not None and entry.get("lening") is not None:
            loan = self.reader.map(entry.get("lening"), "lening")
            self.reader.only(loan, set(outcome.loan), "een verwachte lening")
        found: dict[str, Any] = plain_value(entry)
        return found

    def _known_value(self, node: Node | None, field: str) -> None:
        """An expected status or regime must be one that the vocabulary has."""
        outcome = self.vocabulary.outcome
        text = self.reader.text(node, field) if node is not None else None
        if node is None or text is None or outcome is None:
            return
        decl = self.vocabulary.quantities.get(outcome.fields.get(field, ""))
        choice = self.vocabulary.choices.get(decl.type.name or "") if decl else None
        if choice is not None:
            self.reader.one_of(node, field, choice.values)

    def _expected_list(self, node: Node | None, allowed: tuple[str, ...], what: str) -> None:
        if node is None or (isinstance(node, Scalar) and node.is_empty):
            return
        if isinstance(node, (Map, Scalar)):
            hint = "zet - voor elk deel van de lijst"
            self.reader.wrong(node, f"{what}: hier wordt een lijst verwacht", hint)
            return
        for item in node:
            entry = self.reader.map(item, what)
            self.reader.only(entry, allowed, what)
            if allowed is _DECISION:
                self.reader.one_of(entry.get("soort"), "soort", set(self.vocabulary.decisions))
