"""Definitions of who is counted, read from YAML in names of the law, each checked against the rulebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from inburgerregels.language import Rulebook
from inburgerregels.language.literals import LiteralError, read_value
from inburgerregels.language.reader import Reader
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.language.yaml_nodes import Key, Map, Node, Scalar
from inburgerregels.model import Duration, nearest
from inburgerregels.policy.counting.conditions import (
    All,
    Any_,
    AtLeastAgo,
    Condition,
    Event,
    InYear,
    Limit,
    Not,
    Person,
    Standing,
    Taken,
    ValueOf,
    While,
    Within,
)
from inburgerregels.policy.counting.moments import (
    EventDay,
    FirstKnown,
    Moment,
    TakenDay,
    TermDay,
    Where,
)

__all__ = ["ConditionReader"]

_YEAR = re.compile(r"(?:19|20)\d\d")
_YES_NO = ("ja", "nee")


class ConditionReader:
    """Reads conditions and days; ``fields`` are the fields of decisions that they ask for."""

    def __init__(self, ask: Reader, rulebook: Rulebook) -> None:
        self.ask = ask
        self.words = rulebook.vocabulary
        self.fields: set[str] = set()
        self.marks: dict[str, Condition] = {}
        self.moments: dict[str, Moment] = {}
        self._terms = {block.term for block in rulebook.blocks.values() if block.term}
        outcome = self.words.outcome
        self._standing = dict(outcome.fields) if outcome else {}
        self._loan = dict(outcome.loan) if outcome else {}
        self._kinds: dict[str, Callable[[Node], Condition]] = {
            "merk": self._mark,
            "stand": self._stand,
            "persoon": self._person,
            "gebeurtenis": self._event,
            "besluit": self._taken,
            "jaar": self._year,
            "binnen": self._within,
            "geleden": self._ago,
            "tijdens": self._while,
            "eerste": lambda node: self._value_of(node, last=False),
            "laatste": lambda node: self._value_of(node, last=True),
            "niet": lambda node: Not(self.condition(node)),
            "elk_van": lambda node: All(self._list(node)),
            "een_van": lambda node: Any_(self._list(node)),
        }

    def condition(self, node: Node | None) -> Condition:
        """Every key of the map must hold; an empty map holds for everybody."""
        given = self.ask.map(node, "een voorwaarde")
        self.ask.only(given, self._kinds, "een voorwaarde")
        parts = [
            self._kinds[key.text](value) for key, value in given.entries if key.text in self._kinds
        ]
        return All(tuple(parts))

    def named_parts(self, marks: Node | None, moments: Node | None) -> None:
        """Conditions and days with a name, which others may use."""
        for key, value in self.ask.entries(moments, "dagen"):
            self.moments[key.text] = self.moment(value)
        for key, value in self.ask.entries(marks, "merken"):
            self.marks[key.text] = self.condition(value)

    def moment(self, node: Node | None) -> Moment:
        """A day: the name of one, what it is the day of, or a list of which the first known counts."""
        if isinstance(node, Scalar):
            found = self.moments.get(node.text)
            if found is None:
                hint = nearest(node.text, self.moments)
                self.ask.wrong(node, f"onbekende dag '{node.text}'", hint)
                return FirstKnown(())
            return found
        if node is not None and not isinstance(node, Map):
            return FirstKnown(tuple(self.moment(item) for item in self.ask.seq(node, "een dag")))
        given = self.ask.map(node, "een dag")
        last = self.ask.one_of(given.get("welke"), "welke", ("eerste", "laatste")) == "laatste"
        if "gebeurtenis" in given:
            self.ask.only(given, {"gebeurtenis", "waar", "welke"}, "een dag")
            kinds = self._event_kinds(given.get("gebeurtenis"))
            return EventDay(kinds, self._where(given.get("waar"), kinds), last)
        if "besluit" in given:
            self.ask.only(given, {"besluit", "welke"}, "een dag")
            return TakenDay(self.decision_kinds(given.get("besluit")), last)
        if "termijn" in given:
            self.ask.only(given, {"termijn", "nummer", "kant"}, "een dag")
            side = self.ask.one_of(given.get("kant"), "kant", ("begin", "einde")) or "begin"
            number = self.ask.count(given.get("nummer"), "nummer") or 1
            return TermDay(self.term_kinds(given.get("termijn")), number, side)
        hint = "kies uit: besluit, gebeurtenis, termijn"
        self.ask.problems.add("T001", "een dag waarvan?", given.position, hint)
        return FirstKnown(())

    def amount_name(self, node: Node | None) -> str:
        """The name of a number in the answer about the loan."""
        text = self.ask.text(node, "een bedrag") or ""
        if node is not None and text not in self._loan:
            self.ask.wrong(node, f"onbekend bedrag '{text}'", nearest(text, self._loan))
        return text

    def term_kinds(self, node: Node | None) -> tuple[str, ...]:
        """Kinds of terms."""
        return self._words(node, self._terms, "termijn")

    def decision_kinds(self, node: Node | None) -> tuple[str, ...]:
        """Kinds of decisions."""
        return self._words(node, self.words.decisions, "besluit")

    def duration(self, node: Node | None) -> Duration:
        found = self._value(node, Type(Kind.DURATION))
        return found if isinstance(found, Duration) else Duration()

    def choice_words(self, node: Node | None, choice: str, what: str) -> tuple[str, ...]:
        """Words of a declared choice."""
        allowed = self.words.choices[choice].values if choice in self.words.choices else ()
        return self._words(node, allowed, what)

    # -- kinds of conditions --------------------------------------------------------------------

    def _list(self, node: Node) -> tuple[Condition, ...]:
        return tuple(self.condition(item) for item in self.ask.seq(node, "een lijst"))

    def _mark(self, node: Node) -> Condition:
        found = []
        for item in self.ask.seq(node, "merk"):
            name = self.ask.text(item, "merk") or ""
            if name in self.marks:
                found.append(self.marks[name])
            else:
                self.ask.wrong(item, f"onbekend merk '{name}'", nearest(name, self.marks))
        return All(tuple(found))

    def _stand(self, node: Node) -> Condition:
        parts: list[Condition] = []
        for key, value in self.ask.entries(node, "stand"):
            if key.text in self._loan:
                parts.append(self._limit(key.text, value))
            elif key.text in self._standing:
                decl = self.words.quantities.get(self._standing[key.text])
                choice = (decl.type.name if decl is not None else None) or ""
                parts.append(Standing(key.text, self.choice_words(value, choice, key.text)))
            else:
                known = [*self._standing, *self._loan]
                self.ask.wrong(
                    key, f"'{key.text}' staat niet in het antwoord", nearest(key.text, known)
                )
        return All(tuple(parts))

    def _limit(self, name: str, node: Node) -> Condition:
        limits = {"minstens": 0, "meer_dan": 1, "hoogstens": 0, "minder_dan": -1}
        given = self.ask.map(node, name)
        self.ask.only(given, limits, name)
        low = high = None
        for key, value in given.entries:
            number = self._value(value, Type(Kind.MONEY))
            if number is None or key.text not in limits:
                continue
            if key.text in ("minstens", "meer_dan"):
                low = number + limits[key.text]
            else:
                high = number + limits[key.text]
        return Limit(name, low, high)

    def _person(self, node: Node) -> Condition:
        parts: list[Condition] = []
        for key, value in self.ask.entries(node, "persoon"):
            decl = self.words.person.get(key.text)
            if decl is None:
                hint = nearest(key.text, self.words.person)
                self.ask.wrong(key, f"een persoon heeft geen veld '{key.text}'", hint)
                continue
            parts.append(Person(key.text, self._of_field(value, decl)))
        return All(tuple(parts))

    def _event(self, node: Node) -> Condition:
        if isinstance(node, Scalar):
            kinds = self._event_kinds(node)
            return Any_(tuple(Event(kind) for kind in kinds))
        given = self.ask.map(node, "gebeurtenis")
        self.ask.only(given, {"soort", "waar", "tot", "zonder_latere"}, "gebeurtenis")
        kinds = self._event_kinds(given.get("soort"))
        where = self._where(given.get("waar"), kinds)
        until = self._day_field(given.get("tot"), kinds)
        undo = self._event_kinds(given.get("zonder_latere")) if "zonder_latere" in given else ()
        return Any_(tuple(Event(kind, where, until, undo[0] if undo else None) for kind in kinds))

    def _taken(self, node: Node) -> Condition:
        if isinstance(node, Scalar):
            return Taken(self.decision_kinds(node))
        given = self.ask.map(node, "besluit")
        self.ask.only(given, {"soort", "ingegaan"}, "besluit")
        kinds = self.decision_kinds(given.get("soort"))
        since = self.ask.text(given.get("ingegaan"), "ingegaan")
        known = {name for kind in kinds for name in self.words.decisions[kind].fields}
        if since is not None and since not in known:
            where = given.get("ingegaan") or given
            self.ask.wrong(where, f"dit besluit heeft geen veld '{since}'", nearest(since, known))
            since = None
        if since is not None:
            self.fields.add(since)
        return Taken(kinds, since)

    def _year(self, node: Node) -> Condition:
        parts: list[Condition] = []
        for key, value in self.ask.entries(node, "jaar"):
            years = []
            for item in self.ask.seq(value, "jaar"):
                text = self.ask.text(item, "jaar") or ""
                if _YEAR.fullmatch(text):
                    years.append(int(text))
                else:
                    self.ask.wrong(item, f"'{text}' is geen jaar")
            parts.append(InYear(self.moment(Scalar(key.text, key.position)), tuple(years)))
        return All(tuple(parts))

    def _within(self, node: Node) -> Condition:
        given = self.ask.map(node, "binnen")
        self.ask.only(given, {"van", "tot", "duur"}, "binnen")
        first, second = self.moment(given.get("van")), self.moment(given.get("tot"))
        return Within(first, second, self.duration(given.get("duur")))

    def _ago(self, node: Node) -> Condition:
        given = self.ask.map(node, "geleden")
        self.ask.only(given, {"van", "minstens"}, "geleden")
        return AtLeastAgo(self.moment(given.get("van")), self.duration(given.get("minstens")))

    def _while(self, node: Node) -> Condition:
        given = self.ask.map(node, "tijdens")
        self.ask.only(given, {"op", "gebeurtenis", "tot"}, "tijdens")
        kinds = self._event_kinds(given.get("gebeurtenis"))
        until = self._day_field(given.get("tot"), kinds)
        moment = self.moment(given.get("op"))
        if until is None:
            self.ask.wrong(given.get("gebeurtenis") or node, "tijdens: tot welk veld?")
            return Any_(())
        return Any_(tuple(While(moment, kind, until) for kind in kinds))

    def _value_of(self, node: Node, *, last: bool) -> Condition:
        what = "laatste" if last else "eerste"
        given = self.ask.map(node, what)
        self.ask.only(given, {"gebeurtenis", "veld", "is"}, what)
        kinds = self._event_kinds(given.get("gebeurtenis"))
        field = self.ask.text(given.get("veld"), "veld") or ""
        where = given.get("veld") or given
        for kind in kinds:
            decl = self._field(Key(field, where.position), kind)
            if decl is None:
                return Any_(())
            words = self._of_field(given.get("is") or given, decl)
        return ValueOf(kinds, field, words, last) if kinds else Any_(())

    # -- names ----------------------------------------------------------------------------------

    def _event_kinds(self, node: Node | None) -> tuple[str, ...]:
        return self._words(node, self.words.events, "gebeurtenis")

    def _words(self, node: Node | None, known: Collection[str], what: str) -> tuple[str, ...]:
        """Known names; what is unknown is reported with the nearest that is."""
        found = []
        for item in self.ask.seq(node, what):
            text = self.ask.text(item, what) or ""
            if text in known:
                found.append(text)
            else:
                message = f"{what}: '{text}' kent het recht niet"
                self.ask.wrong(item, message, nearest(text, known))
        if node is None:
            self.ask.problems.add("T001", f"{what}: hier ontbreekt een naam")
        return tuple(found)

    def _where(self, node: Node | None, kinds: tuple[str, ...]) -> Where:
        found = []
        for key, value in self.ask.entries(node, "waar"):
            words: tuple[str, ...] = ()
            for kind in kinds:
                decl = self._field(key, kind)
                if decl is not None:
                    words = self._of_field(value, decl)
            found.append((key.text, words))
        return tuple(found)

    def _field(self, key: Key, kind: str) -> FieldDecl | None:
        fields: Mapping[str, FieldDecl] = self.words.events[kind].fields
        if key.text not in fields:
            message = f"gebeurtenis '{kind}' heeft geen veld '{key.text}'"
            self.ask.wrong(key, message, nearest(key.text, fields))
        return fields.get(key.text)

    def _day_field(self, node: Node | None, kinds: tuple[str, ...]) -> str | None:
        text = self.ask.text(node, "tot")
        if text is None or node is None:
            return None
        for kind in kinds:
            decl = self._field(Key(text, node.position), kind)
            if decl is None:
                return None
            if decl.type.kind is not Kind.DATE:
                self.ask.wrong(node, f"veld '{text}' is geen dag")
                return None
        return text

    def _of_field(self, node: Node, decl: FieldDecl) -> tuple[str, ...]:
        """Values that a field can have: of a choice its words, else yes or no."""
        if decl.type.kind is Kind.BOOL:
            return self._words(node, _YES_NO, decl.name)
        if decl.type.kind is Kind.CHOICE:
            return self.choice_words(node, decl.type.name or "", decl.name)
        self.ask.wrong(node, f"op veld '{decl.name}' kan niet worden gekozen")
        return ()

    def _value(self, node: Node | None, wanted: Type) -> Any:
        if node is None:
            self.ask.problems.add("T001", f"hier ontbreekt een waarde ({wanted})")
            return None
        try:
            return read_value(node, wanted, {})
        except LiteralError as error:
            self.ask.wrong(node, str(error), error.hint)
            return None
