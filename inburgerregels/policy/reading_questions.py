"""Reading the data file of indicators; everything it names must be known to the law."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from inburgerregels.language import Rulebook
from inburgerregels.language.reader import Reader
from inburgerregels.language.sources import SourceBook
from inburgerregels.language.types import Kind
from inburgerregels.language.yaml_nodes import Key, Map, Node, Scalar, read_documents
from inburgerregels.model import Problems, nearest
from inburgerregels.policy.questions import Balance, Indicator, Questions, Split, YearOf
from inburgerregels.policy.reading_answers import FIELD

__all__ = ["INDICATORS", "read_questions"]

INDICATORS = Path(__file__).resolve().parent / "gegevens" / "indicatoren.yaml"

_ROWS = ("besluiten", "termijnen", "personen")
_UNITS = ("besluiten", "termijnen", "personen", "euro", "dagen")
_PAYABLE, _LENGTH = "te betalen", "dagen"
_DECISION = (
    *("datum", "soort", "bedrag_cent", "verwacht", "bestuursorgaan", "vervallen_op", "regel"),
)
_TERM = ("soort", "nummer", "begin", "einde", "verlengd_dagen", "status", "verwacht")
_DAYS = {"besluiten": ("datum", "vervallen_op"), "termijnen": ("begin", "einde"), "personen": ()}
_KEYS = {
    *("titel", "uitleg", "tel", "soort", "behalve", "waar", "ingetrokken", "som", "eenheid"),
    *("beter", "jaar", "gemiddelde over", "voorop", "waarvan"),
}


def read_questions(rulebook: Rulebook, path: Path = INDICATORS) -> Questions:
    """The questions in a file. Raises ``ProblemError`` with every mistake in it, and where."""
    problems = Problems()
    documents = read_documents(path)
    found = _Reading(rulebook, problems).questions(documents[0] if documents else None)
    problems.raise_if_any()
    return found


class _Reading:
    def __init__(self, rulebook: Rulebook, problems: Problems) -> None:
        self.rulebook = rulebook
        self.words = rulebook.vocabulary
        self.reader = Reader(problems, SourceBook(rulebook.instruments))
        outcome = self.words.outcome
        self.standing = ("regime", "status", *(outcome.loan if outcome else ()))
        self.terms = {
            chain.block.term for chain in rulebook.program.chains.values() if chain.block.term
        }
        self.fields: set[str] = set()

    def questions(self, node: Node | None) -> Questions:
        whole, reader = self.reader.map(node, "dit bestand"), self.reader
        allowed = (
            *("titel", "toelichting", "indicatoren", "balans", "uitsplitsingen"),
            *("kanttekeningen", "als opnieuw geleefd", "als niet opnieuw geleefd"),
        )
        reader.only(whole, allowed, "dit bestand")
        indicators = {
            key.text: self._indicator(
                reader.name(key, "een indicator"), reader.map(value, key.text)
            )
            for key, value in reader.entries(whole.get("indicatoren"), "indicatoren")
        }
        for key, value in reader.entries(whole.get("indicatoren"), "indicatoren"):
            over = reader.map(value, key.text).get("gemiddelde over")
            if over is not None:
                reader.one_of(over, "gemiddelde over", indicators)
            self._names(reader.map(value, key.text).get("waarvan"), "indicator", indicators)
        balances = tuple(
            self._balance(key.text, reader.map(value, key.text), indicators)
            for key, value in reader.entries(whole.get("balans"), "balans")
        )
        splits = tuple(
            self._split(key.text, reader.map(value, key.text))
            for key, value in reader.entries(whole.get("uitsplitsingen"), "uitsplitsingen")
        )
        return Questions(
            reader.text(whole.get("titel"), "titel") or "",
            indicators,
            balances,
            splits,
            frozenset(self.fields),
            *(
                reader.texts(whole.get(key), key)
                for key in ("kanttekeningen", "als opnieuw geleefd", "als niet opnieuw geleefd")
            ),
        )

    def _known(self, node: Node | Key, what: str, known: Collection[str]) -> None:
        """Report a name that is not among those of the law."""
        text = node.text if not isinstance(node, Map) and hasattr(node, "text") else ""
        if text not in known:
            self.reader.problems.add(
                "P010", f"'{text}' is geen {what}", node.position, nearest(text, known)
            )

    def _names(self, node: Node | None, what: str, known: Collection[str]) -> tuple[str, ...]:
        found = []
        for item in self.reader.seq(node, what):
            scalar = self.reader.scalar(item, what)
            if scalar is not None:
                self._known(scalar, what, known)
                found.append(scalar.text)
        return tuple(found)

    # -- indicators -------------------------------------------------------------------------

    def _indicator(self, name: str, node: Map) -> Indicator:
        reader = self.reader
        reader.only(node, _KEYS, f"indicator {name}")
        rows = reader.one_of(node.get("tel"), "tel", _ROWS) or _ROWS[0]
        if "tel" not in node:
            reader.wrong(
                node, f"indicator {name}: `tel` ontbreekt", "besluiten, termijnen of personen"
            )
        kinds: Collection[str] = {
            "besluiten": self.words.decisions,
            "termijnen": self.terms,
        }.get(rows, ())
        what = {"besluiten": "soort besluit", "termijnen": "soort termijn"}.get(rows, "soort")
        mine = self._names(node.get("soort"), what, kinds)
        unit = reader.one_of(node.get("eenheid"), "eenheid", _UNITS) or _UNITS[0]
        return Indicator(
            name=name,
            title=reader.text(node.get("titel"), "titel") or name,
            note=reader.text(node.get("uitleg"), "uitleg"),
            rows=rows,
            kinds=mine,
            kinds_not=self._names(node.get("behalve"), what, kinds),
            where={
                key.text: self._values(key.text, key, value, rows)
                for key, value in reader.entries(node.get("waar"), "waar")
            },
            standing_only="ingetrokken" in node
            and not reader.yes(node.get("ingetrokken"), "ingetrokken"),
            total=self._total(node.get("som"), rows, mine),
            unit=unit,
            better=reader.one_of(node.get("beter"), "beter", ("meer", "minder", "geen")),
            year=self._year(node.get("jaar"), rows),
            average_over=reader.text(node.get("gemiddelde over"), "gemiddelde over"),
            in_short=reader.yes(node.get("voorop"), "voorop"),
            made_of=reader.texts(node.get("waarvan"), "waarvan"),
        )

    def _columns(self, rows: str) -> set[str]:
        if rows == "personen":
            return {*self.standing}
        if rows == "termijnen":
            return {*_TERM}
        fields = {name for kind in self.words.decisions.values() for name in kind.fields}
        return {*_DECISION, *(FIELD + name for name in fields)}

    def _column(self, node: Node | Key, text: str, rows: str) -> str:
        known = self._columns(rows)
        if text not in known:
            self.reader.problems.add(
                "P010", f"'{text}' is geen kolom van {rows}", node.position, nearest(text, known)
            )
        elif text.startswith(FIELD):
            self.fields.add(text.removeprefix(FIELD))
        return text

    def _values(self, column: str, key: Key, value: Node, rows: str) -> tuple[str, ...]:
        """The words or numbers that count; a word of a choice must be one of its values."""
        self._column(key, column, rows)
        allowed = self._choices(column, rows)
        if allowed is not None:
            return self._names(value, f"waarde van {column}", allowed)
        return self.reader.texts(value, column)

    def _choices(self, column: str, rows: str) -> Collection[str] | None:
        """What a column can hold; None when that is anything."""
        if rows == "besluiten" and column == "soort":
            return self.words.decisions
        if rows == "termijnen" and column == "soort":
            return self.terms
        outcome = self.words.outcome
        quantity = None
        if rows == "personen" and outcome is not None:
            quantity = outcome.fields.get(column)
        if rows == "termijnen" and outcome is not None:
            quantity = outcome.term.get(column)
        types = [its for (_, name), its in self.rulebook.types.items() if name == quantity]
        if column.startswith(FIELD):
            name = column.removeprefix(FIELD)
            types = [
                kind.fields[name].type
                for kind in self.words.decisions.values()
                if name in kind.fields
            ]
        found: set[str] = set()
        for its_type in types:
            if its_type.kind is not Kind.CHOICE:
                return None
            found |= {*self.words.choices[its_type.name or ""].values}
        return found or None

    def _total(self, node: Node | None, rows: str, kinds: Collection[str]) -> str | None:
        text = self.reader.text(node, "som")
        if text is None or node is None:
            return None
        if text == _PAYABLE and rows == "besluiten":
            decisions = self.words.decisions
            self.fields |= {
                name
                for kind in (kinds or decisions)
                if kind in decisions
                for name in decisions[kind].payable
                if name not in _DECISION
            }
            return text
        if text == _LENGTH and rows == "termijnen":
            return text
        return self._column(node, text, rows)

    def _year(self, node: Node | None, rows: str) -> YearOf | None:
        if node is None:
            return None
        if isinstance(node, Scalar):
            if node.text not in _DAYS[rows] and not node.text.startswith(FIELD):
                self.reader.wrong(
                    node, f"'{node.text}' is geen dag van {rows}", nearest(node.text, _DAYS[rows])
                )
                return None
            return YearOf(self._column(node, node.text, rows))
        said = self.reader.map(node, "jaar")
        self.reader.only(said, ("besluit", "gelijk", "dag", "anders"), "jaar")
        kind = self._names(said.get("besluit"), "soort besluit", self.words.decisions)
        fields = (
            self.words.decisions[kind[0]].fields if kind and kind[0] in self.words.decisions else {}
        )
        equal = self._names(said.get("gelijk"), "veld van dat besluit", fields)
        day = self._names(said.get("dag"), "veld van dat besluit", fields)
        otherwise = self.reader.one_of(said.get("anders"), "anders", _DAYS[rows])
        if not (kind and day and otherwise):
            self.reader.wrong(node, "`jaar` noemt besluit, dag en anders")
            return None
        self.fields |= {*equal, *day}
        return YearOf(FIELD + day[0], kind[0], tuple(FIELD + name for name in equal), otherwise)

    # -- balances and splits ----------------------------------------------------------------

    def _balance(self, name: str, node: Map, known: Mapping[str, Indicator]) -> Balance:
        reader = self.reader
        reader.only(node, ("titel", "uitleg", "indicatoren"), f"balans {name}")
        names = self._names(node.get("indicatoren"), "indicator", known)
        mine = [known[one] for one in names if one in known]
        for one in mine:
            if not one.sign:
                message = f"van {one.name} is niet gezegd of meer of minder beter is"
                reader.wrong(node, f"balans {name}: {message}", "zet `beter:` bij die indicator")
        if len({one.unit for one in mine}) > 1:
            reader.wrong(node, f"balans {name}: de indicatoren hebben niet dezelfde eenheid")
        title, note = (reader.text(node.get(key), key) for key in ("titel", "uitleg"))
        return Balance(name, title or name, note, names)

    def _split(self, name: str, node: Map) -> Split:
        reader, words = self.reader, self.words
        allowed = (
            "titel",
            "uitleg",
            "persoon",
            "stand",
            "gebeurtenis",
            "welke",
            "veld",
            "jaar",
            "namen",
        )
        reader.only(node, allowed, f"uitsplitsing {name}")
        events = self._names(node.get("gebeurtenis"), "soort gebeurtenis", words.events)
        column = reader.text(node.get("veld"), "veld")
        for kind in events if column is not None else ():
            place = node.get("veld")
            if kind in words.events and place is not None:
                self._known(place, f"veld van {kind}", words.events[kind].fields)
        person = self._names(node.get("persoon"), "veld van de persoon", words.person)
        standing = self._names(node.get("stand"), "kolom van personen", self.standing)
        if sum(map(bool, (person, standing, events))) != 1:
            reader.wrong(node, f"uitsplitsing {name}: noem persoon, stand of gebeurtenis")
        if events and (column is None) != reader.yes(node.get("jaar"), "jaar"):
            reader.wrong(node, f"uitsplitsing {name}: noem `veld:` of zet `jaar: ja`")
        title, note = (reader.text(node.get(key), key) for key in ("titel", "uitleg"))
        which = reader.one_of(node.get("welke"), "welke", ("eerste", "laatste"))
        return Split(
            name,
            title or name,
            note,
            person[0] if person else None,
            standing[0] if standing else None,
            events,
            which == "laatste",
            column,
            {
                key.text: reader.text(value, key.text) or key.text
                for key, value in reader.entries(node.get("namen"), "namen")
            },
        )
