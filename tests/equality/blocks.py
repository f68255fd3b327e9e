"""Random rules and decisions of one block of a random law."""

from __future__ import annotations

from typing import Any

import attrs

from tests.equality.expressions import Writer
from tests.equality.words import DECISION_FIELDS, KINDS, Env, Name, Source

__all__ = ["BlockMaker", "Counter"]

#: What rules can contribute to, and how it may be gathered.
COLLECTED = {
    "datum": ("vroegste", "uiterste"),
    "duur": ("langste", "som"),
    "geld": ("som", "hoogste", "laagste"),
    "percentage": ("som", "hoogste"),
    "getal": ("som", "hoogste", "laagste"),
    "janee": ("enig", "elk", "enig"),
    "verzameling kleur": ("verzameling",),
}
PERIODS = ("2017-06-30", "2018-12-31", "2019-12-31")
ROUNDINGS = tuple(f"{u} {h}" for u in ("cent", "euro") for h in ("omlaag", "omhoog", "rekenkundig"))
#: Quantities of these kinds cannot be typed by what is written down.
UNTYPED = ("kleur", "maat", "verzameling kleur")


@attrs.define
class Counter:
    """Numbers for names, and what must be declared because of what was made."""

    number: int = 0
    quantities: dict[str, Any] = attrs.Factory(dict)
    decisions: list[str] = attrs.Factory(list)

    def next(self) -> int:
        self.number += 1
        return self.number


class BlockMaker:
    """Adds rules and decisions to one block; ``env`` grows with what they make."""

    def __init__(self, document: dict[str, Any], env: Env, counter: Counter, letter: str) -> None:
        self.document = document
        self.env = env
        self.counter = counter
        self.letter = letter
        self.dice = env.dice
        #: what later rules, and rows elsewhere, can read of a row of this block
        self.made: list[Name] = []
        #: gathered quantities, for reasons
        self.gathered: list[Name] = []
        self.decided: list[Name] = []

    @property
    def writer(self) -> Writer:
        return Writer(self.env)

    def rules(self) -> dict[str, Any]:
        rules: dict[str, Any] = self.document.setdefault("regels", {})
        return rules

    def _learn(self, name: Name, *, row: bool = False) -> Name:
        self.env = self.env.more(names=[name])
        self.made.append(name)
        return name

    def _declare(self, name: str, kind: str, optional: bool) -> None:
        if kind in UNTYPED:
            declared = {"type": kind}
            if optional:
                declared["optioneel"] = "ja"
            self.counter.quantities[name] = declared

    # -- quantities -------------------------------------------------------------------------

    def quantities(self, number: int) -> None:
        for _ in range(number):
            ways = (
                *(self.quantity, self.quantity, self.quantity, self.quantity, self.collected),
                *(self.optional, self.row, self.per_colour, self.rounded, self.plain_row),
            )
            self.dice.among(ways)()

    def quantity(self, kind: str | None = None, text: str | None = None) -> Name:
        """A quantity that one rule gives, or a rule with exceptions, or rules one after the other."""
        kind = kind or self.dice.among(KINDS)
        number = self.counter.next()
        name = f"{self.letter}{number}"
        self._declare(name, kind, False)
        first = text or self.writer.write(kind)
        form = self.dice.upto(9)
        if form <= 3 or text is not None:
            self._base(name, {name: first})
        if 4 <= form <= 7:
            if text is None:
                self._base(name, {name: first})
            self._exceptions(name, kind)
        elif form > 7 and text is None:
            self._versions(name, kind, first)
        return self._learn(Name(name, kind, quantity=True))

    def _base(self, name: str, rule: dict[str, Any]) -> None:
        if self.env.risky and self.dice.chance(15):
            rule = {"als": self.writer.write("janee", 2), **rule}
        self.rules()[f"regel-{name}"] = rule

    def _exceptions(self, name: str, kind: str) -> None:
        """Exceptions several levels deep; beside each other they exclude each other, mostly."""
        above = [f"regel-{name}"]
        for i in range(self.dice.between(1, 4)):
            base = self.dice.among(above)
            test = self.writer.write("janee", 2)
            rule = f"regel-{name}-{i}"
            bases: Any = base
            siblings = [
                other
                for other in self.rules().values()
                if base in _list(other.get("uitzondering op", []))
            ]
            if siblings and not (self.env.risky and self.dice.chance(25)):
                tests = [f"niet ({other['als']})" for other in siblings]
                test = " en ".join([f"({test})", *tests])
            elif len(above) > 1 and not siblings and self.env.risky and self.dice.chance(30):
                bases = sorted({base, self.dice.among(above)})
            entry = {"uitzondering op": bases, "als": test, name: self.writer.write(kind, 2)}
            if self.env.moment and self.dice.chance(25):
                entry["geldt"] = {"vanaf": self.dice.among(PERIODS)}
            self.rules()[rule] = entry
            above.append(rule)

    def _versions(self, name: str, kind: str, first: str) -> None:
        until = self.dice.among(PERIODS)
        year = int(until[:4])
        since = f"{year + 1}-01-01" if until.endswith("12-31") else f"{year}-07-01"
        moments: dict[str, Any] = {}
        if not self.env.moment or self.dice.chance(30):
            moments = {"peil": self.writer.write("datum", 1)}
        self.rules()[f"regel-{name}"] = {"geldt": {"tot": until}, **moments, name: first}
        other = {"geldt": {"vanaf": since}, **moments, name: self.writer.write(kind, 2)}
        self.rules()[f"regel-{name}-nu"] = other

    def optional(self) -> None:
        """A quantity that may be absent: a field of a row, of the person or of the row before."""
        text, fields = self.writer.row(2)
        good = [field for field in fields if field.kind in KINDS and field.text != "datum"]
        if not good:
            return
        field = self.dice.among(good)
        name = f"{self.letter}{self.counter.next()}"
        self._declare(name, field.kind, True)
        self._base(name, {name: f"{text}.{field.text}"})
        if self.dice.chance(30):
            test = self.writer.write("janee", 2)
            entry = {"uitzondering op": f"regel-{name}", "als": test, name: "afwezig"}
            self.rules()[f"regel-{name}-weg"] = entry
        self._learn(Name(name, field.kind, True, quantity=True))

    def row(self) -> None:
        """A quantity that is a row."""
        text, fields = self.writer.row(2)
        name = f"{self.letter}{self.counter.next()}"
        self._base(name, {name: text})
        self._learn(Name(name, "rij", True, fields))

    plain_row = row

    def rounded(self) -> None:
        name = f"{self.letter}{self.counter.next()}"
        rule = {"afgerond op": self.dice.among(ROUNDINGS), name: self.writer.exact(2)}
        self.rules()[f"regel-{name}"] = rule
        self._learn(Name(name, "geld", quantity=True))

    def per_colour(self) -> None:
        kind = self.dice.among(("datum", "getal", "janee", "geld"))
        name = f"{self.letter}{self.counter.next()}"
        inner = Writer(self.env.more(bound=["k"]))
        self.rules()[f"regel-{name}"] = {"per": {"k": "kleur"}, name: inner.write(kind)}
        if self.dice.chance(30):
            test = inner.write("janee", 2)
            entry = {"per": {"k": "kleur"}, "als": test, name: inner.write(kind, 1)}
            self.rules()[f"regel-{name}-anders"] = {"uitzondering op": f"regel-{name}", **entry}
        self.env = self.env.more(per_colour=[Name(name, kind)])

    def collected(self) -> None:
        """A quantity that several rules contribute to."""
        kind = self.dice.among(tuple(COLLECTED))
        way = self.dice.among(COLLECTED[kind])
        name = f"{self.letter}{self.counter.next()}"
        self._declare(name, kind, False)
        self.document.setdefault("verzamelt", {})[name] = way
        for i in range(self.dice.between(1, 3)):
            value = self.writer.write(kind, 2)
            rule: dict[str, Any] = {"titel": f"Reden {self.dice.upto(3)}"}
            if self.dice.chance(60) and not (way == "laagste" and i == 0):
                rule["als"] = self.writer.write("janee", 2)
            if i and self.dice.chance(25):
                rule["uitzondering op"] = f"regel-{name}-0"
            rule[f"draagt bij aan {name}"] = value
            self.rules()[f"regel-{name}-{i}"] = rule
        found = self._learn(Name(name, kind, quantity=True))
        self.gathered.append(found)

    # -- decisions --------------------------------------------------------------------------

    def decision(self, source: str | None) -> Source:
        """A decision with exceptions in its place; gives the rows it makes."""
        root = self._decision(None, 0)
        found = [root]
        for _ in range(self.dice.among((0, 0, 1, 1, 2, 3))):
            found.append(self._decision(self.dice.among(found), len(found)))
        fields = [Name("datum", "datum"), Name("bedrag", "geld", True)]
        fields += [Name(field, kind, True) for field, kind in DECISION_FIELDS.items()]
        for name in found:
            self._learn(Name(name, "rij", True, tuple(fields)))
            self.decided.append(Name(name, "rij", True, tuple(fields)))
        chosen = self.dice.among(found)
        return Source(chosen if source is None else f"{source}.{chosen}", tuple(fields))

    def _decision(self, base: str | None, siblings: int) -> str:
        name = f"besluit_{self.letter}{self.counter.next()}"
        self.counter.decisions.append(name)
        write = self.writer.write
        entry: dict[str, Any] = {"titel": f"Titel {name}"}
        if base is not None:
            entry["uitzondering op"] = base
            entry["als"] = write("janee", 2)
            others = [
                d["als"]
                for d in self.document["besluiten"].values()
                if d.get("uitzondering op") == base
            ]
            if others and not (self.env.risky and self.dice.chance(30)):
                tests = [f"niet ({other})" for other in others]
                entry["als"] = " en ".join([f"({entry['als']})", *tests])
        else:
            entry["als"] = "ja" if self.dice.chance(40) else write("janee", 2)
        if base is None or self.dice.chance(40):
            entry["datum"] = self._soon(write("datum", 2))
        if self.dice.chance(60):
            entry["bedrag"] = write("geld", 2)
            if self.dice.chance(30):
                entry |= {"bedrag": self.writer.exact(1), "afgerond op": self.dice.among(ROUNDINGS)}
        entry["velden"] = self._fields()
        if self.dice.chance(35):
            entry["verwacht"] = write("janee", 2)
        if self.gathered and self.dice.chance(40):
            entry["redenen"] = f"redenen({self.dice.among(self.gathered).text})"
        if self.dice.chance(30):
            entry["bestuursorgaan"] = "minister"
        if self.decided and self.dice.chance(40):
            entry["herroept"] = self._revoked()
        if any("peildatum" in str(part) for part in entry.values()):
            # Only a signal may look at the reference date.
            entry["signaal"] = "ja"
        self.document.setdefault("besluiten", {})[name] = entry
        return name

    def _soon(self, day: str) -> str:
        return day if self.dice.chance(40) else f"vroegste({day}; {self.dice.among(PERIODS)})"

    def _revoked(self) -> str:
        earlier = self.dice.among(self.decided).text
        known = any(name.text == earlier for name in self.env.before)
        return f"vorige.{earlier}" if known and self.dice.chance(50) else earlier

    def _fields(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for field, kind in DECISION_FIELDS.items():
            mine = [n for n in self.made if n.kind == kind and n.quantity]
            if mine and self.dice.chance(75):
                found[field] = self.dice.among(mine).text
            elif self.dice.chance(40):
                found[field] = self.writer.write(kind, 2)
        if self.gathered and self.dice.chance(60):
            found["f_redenen"] = f"redenen({'; '.join(n.text for n in self.gathered[:2])})"
        if self.gathered and self.dice.chance(60):
            found["f_opbouw"] = f"bijdragen({'; '.join(n.text for n in self.gathered[-2:])})"
        return found

    def agenda(self) -> None:
        write = self.writer.write
        self.document.setdefault("agenda", {})[f"punt-{self.counter.next()}"] = {
            "als": write("janee", 2),
            "datum": f"uiterste({write('datum', 2)}; 2019-01-01)",
            "wat": f"Let op {self.dice.upto(1)}",
            "gevolg": "Anders volgt er iets.",
        }


def _list(item: Any) -> list[str]:
    return [item] if isinstance(item, str) else item
