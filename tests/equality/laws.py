"""Random law that loads: parameters, tables, rules of the person, walks and chains, decisions, the answer.

What is made later may use what was made before, so that nothing goes round in a circle.
"""

from __future__ import annotations

from typing import Any

import attrs
import yaml

from inburgerregels.engine import prepare
from inburgerregels.language import Rulebook
from inburgerregels.language.loader import RuleFile, assemble
from inburgerregels.language.yaml_nodes import Map, read_documents
from tests.equality.blocks import BlockMaker, Counter
from tests.equality.words import (
    CHOICES,
    EVENTS,
    GROUPS,
    Env,
    Name,
    Source,
    begrippen,
    event_fields,
    event_sources,
    group_fields,
    person_names,
)
from tests.properties.values import Dice

__all__ = ["a_law", "as_text", "rulebook_of"]

Document = dict[str, Any]
CALENDAR = """
kalender:
  titel: Een kalender
  bron: W 9
  weekend:
    - {dag: zaterdag, bron: W 9}
    - {dag: zondag, bron: W 9}
  vaste feestdagen:
    - {naam: Dag een, datum: 1 januari, bron: W 9}
    - {naam: Dag twee, datum: 5 mei, bron: W 9}
  schuivende feestdagen: []
  feestdagen rond Pasen:
    - {naam: Tweede Paasdag, dagen na Pasen: 1, bron: W 9}
  gelijkgestelde dagen: []
  langste termijn: {dagen: 90, weken: 12, maanden: 3, bron: W 9}
  minimum aan werkdagen: {werkdagen: 2, bij een termijn vanaf dagen: 3, bron: W 9}
"""


def a_law(dice: Dice) -> list[Document]:
    """The documents of a random law."""
    return _LawMaker(dice).documents()


def as_text(documents: list[Document]) -> str:
    return yaml.safe_dump_all(documents, allow_unicode=True, sort_keys=False, width=1_000)


def rulebook_of(documents: list[Document], calendar: str = CALENDAR) -> Rulebook:
    """The law as the engine reads it. Raises ProblemError."""
    files = []
    for name, text in (("wet.yaml", as_text(documents)), ("kalender.yaml", calendar)):
        found = [part for part in read_documents(name, text) if isinstance(part, Map)]
        files.append(RuleFile(name, text, tuple(found)))
    return prepare(assemble(files))


class _LawMaker:
    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.counter = Counter()
        self.parameters: Document = {}
        self.tables: Document = {}
        self.env = Env(dice, names=person_names(), sources=event_sources())
        self.env.risky = dice.chance(35)
        self.person: Document = {"titel": "De persoon", "bron": "W 1"}
        self.blocks: list[Document] = []

    def documents(self) -> list[Document]:
        dice = self.dice
        self._constants()
        if dice.chance(60):
            self.person["peil"] = dice.among(
                ("peildatum", "p_datum ofwel 2018-12-31", "2018-07-01")
            )
            self.env.moment = True
        person = BlockMaker(self.person, self.env, self.counter, "p")
        person.quantities(dice.between(2, 5))
        if dice.chance(60):
            person.env = self._walk(person.env, "wandel", self._kinds())
        person.quantities(dice.between(1, 3))
        if dice.chance(35):
            person.env = person.env.more(sources=[person.decision(None)])
        if dice.chance(75):
            person.env = self._chain(person.env, "keten")
            if dice.chance(50):
                sources = [s.name for s in person.env.sources[6:]] + ["alfa"]
                per = [dice.among(sources) for _ in range(dice.between(1, 3))]
                person.env = self._walk(person.env, "tocht", tuple(dict.fromkeys(per)))
        if dice.chance(35):
            person.env = self._chain(person.env, "reeks")
        person.quantities(dice.between(2, 4))
        for _ in range(dice.between(1, 2)):
            person.env = person.env.more(sources=[person.decision(None)])
            person.quantities(1)
        if dice.chance(60):
            person.agenda()
        return [
            {"bronnen": {"W": {"titel": "Verzonnen wet"}}},
            begrippen(
                self.counter.quantities,
                tuple(self.counter.decisions),
                must_land=self.dice.chance(25),
            ),
            self._answer(person),
            {"parameters": self.parameters},
            {"tabellen": self.tables},
            self.person,
            *self.blocks,
        ]

    # -- constants --------------------------------------------------------------------------

    def _constants(self) -> None:
        values = {
            "duur": ("3 jaar", "6 weken", "1 maand"),
            "geld": ("€ 100", "€ 12,34"),
            "percentage": ("15%", "20%"),
            "getal": ("2", "3"),
            "datum": ("2019-01-01", "2017-05-31"),
        }
        for kind, options in values.items():
            name = f"par_{kind}"
            value = self.dice.among(options)
            versions = [
                {"waarde": value, "geldt": {"tot": "2018-06-30"}},
                {"waarde": self.dice.among(options), "geldt": {"vanaf": "2018-07-01"}},
            ]
            if self.env.risky and self.dice.chance(30):
                versions[0]["geldt"] = {"vanaf": "2017-01-01", "tot": "2018-06-30"}
            versioned = self.dice.chance(50)
            entry: Document = {"versies": versions} if versioned else {"waarde": value}
            self.parameters[name] = {**entry, "bron": "W 2"}
            self.env.parameters.append(Name(name, kind, versioned))
        self._table("tab_een", "geld", ("getal",), ("€ 5", "€ 10", "€ 7,50"))
        self._table("tab_twee", "percentage", ("kleur", "getal"), ("5%", "10%", "50%"))
        self._table("tab_drie", "duur", ("aandeel", "maat"), ("1 maand", "6 weken", "2 jaar"))
        self._table("tab_vier", "maat", ("kleur",), CHOICES["maat"])

    def _table(self, name: str, kind: str, inputs: tuple[str, ...], cells: tuple[str, ...]) -> None:
        def version() -> Document:
            heads = [self._heads(one) for one in inputs]
            lines = [[row, *self._cells(cells, heads[1:])] for row in heads[0]]
            found: Document = {"rijen": "r", "cellen": lines}
            if len(inputs) == 2:
                found["kolommen"] = "k"
                found["cellen"] = [["", *heads[1]], *lines]
            return found

        if self.dice.chance(40):
            first, second = version(), version()
            first["geldt"], second["geldt"] = {"tot": "2018-12-31"}, {"vanaf": "2019-01-01"}
            self.tables[name] = {"versies": [first, second], "bron": "W 3"}
            self.env.tables.append((name, kind, inputs))
        else:
            self.tables[name] = {**version(), "bron": "W 3"}
            self.env.tables.append((name, kind, inputs))

    def _heads(self, kind: str) -> list[str]:
        if kind in CHOICES:
            return list(CHOICES[kind])
        if kind == "aandeel":
            return ["0% tot 50%", "50% tot 100%", "100% of meer"]
        if self.env.risky and self.dice.chance(30):
            return ["0", "1 tot en met 3", "4 tot 10"]
        return ["0 of minder", "1 tot en met 3", "4 of meer"]

    def _cells(self, cells: tuple[str, ...], columns: list[list[str]]) -> list[str]:
        number = len(columns[0]) if columns else 1
        found = [self.dice.among(cells) for _ in range(number)]
        if self.env.risky and self.dice.chance(25):
            found[self.dice.upto(number - 1)] = "-"
        return found

    # -- blocks -----------------------------------------------------------------------------

    def _kinds(self) -> tuple[str, ...]:
        found = self.dice.some([*EVENTS])
        return tuple(found or [self.dice.among([*EVENTS, *GROUPS])])

    def _walk(self, env: Env, name: str, per: tuple[str, ...], within: str | None = None) -> Env:
        """A walk over events, decisions or steps; gives what can be seen after it."""
        document: Document = {"wandeling": name, "titel": f"Wandeling {name}", "bron": "W 4"}
        document["per"] = list(per) if len(per) > 1 else per[0]
        if within is not None:
            document["binnen"] = within
        outer, env = env, _elsewhere(env)
        fields = self._fields_of(per, env)
        look = Source(name, fields)
        inner = env.within(look)
        if self.dice.chance(50):
            document["waar"] = self._write(inner, "janee", 2)
        if self.dice.chance(25):
            document["volgorde"] = self._write(inner, "datum", 1)
        self.blocks.append(document)
        own = [Name(f"{name}.nummer", "getal"), *fields]
        maker = self._block(document, env.more(names=own), name, sequential=self.dice.chance(55))
        if "gamma" in per or "alles" in per:
            document["landt"] = maker.writer.write("janee", 2)
        return self._after(outer, name, maker, fields)

    def _fields_of(self, per: tuple[str, ...], env: Env) -> tuple[Name, ...]:
        """The fields that all rows of a walk have; those that not all have may be absent."""
        if all(kind in EVENTS or kind in GROUPS for kind in per):
            kinds = tuple(k for kind in per for k in GROUPS.get(kind, (kind,)))
            return event_fields(kinds[0]) if len(kinds) == 1 else group_fields(kinds)
        known = {source.name: source for source in env.sources}
        if len(per) == 1:
            return tuple(f for f in known[per[0]].fields if f.text not in ("nummer", "bedrag"))
        return (Name("datum", "datum"),)

    def _chain(self, env: Env, name: str, per: str | None = None) -> Env:
        document: Document = {"keten": name, "titel": f"Keten {name}", "bron": "W 5"}
        if per is not None:
            document["per"] = per
        if self.dice.chance(70):
            document["termijn"] = name
        document |= {"loopt": {"van": f"begin_{name}", "tot en met": f"einde_{name}"}}
        outside = attrs.evolve(env, moment=False)
        begins = "ja" if self.dice.chance(50) else self._write(outside, "janee", 2)
        document["begint als"] = begins
        document["ten hoogste"] = self.dice.among(("5", "8", "12"))
        self.blocks.append(document)
        if self.dice.chance(60):
            document["peil"] = f"begin_{name}"
        outer, env = env, _elsewhere(env)
        first = self._write(env, "datum", 1)
        later = self.dice.among(("1 dag", "6 weken", "1 maand", "0 dagen"))
        begin = {f"begin_{name}": f"vroegste({first}; 2019-12-31)"}
        document["regels"] = {
            "eerste": begin,
            "volgende": {
                "uitzondering op": "eerste",
                "als": f"{name}.nummer > 1",
                f"begin_{name}": f"vorige.einde_{name} + {later}",
            },
        }
        own = [Name(f"{name}.nummer", "getal"), Name(f"begin_{name}", "datum")]
        inner = attrs.evolve(env.more(names=own), before=[Name(f"einde_{name}", "datum")])
        inner.moment = "peil" in document
        length = self._write(inner, "duur", 1)
        document["regels"]["einde"] = {
            f"einde_{name}": f"laatste_dag(langste({length}; 1 week); begin_{name})",
            f"verlengd_{name}": self._write(inner, "getal", 2),
        }
        own = [Name(f"einde_{name}", "datum", quantity=True), Name(f"verlengd_{name}", "getal")]
        maker = self._block(document, inner.more(names=own), name, sequential=True)
        maker.made += [*own, Name(f"begin_{name}", "datum")]
        if per is None and self.dice.chance(50):
            maker.env = self._walk(maker.env, f"{name}_stap", self._kinds(), name)
            maker.quantities(1)
        if per is None and self.dice.chance(30):
            maker.env = self._chain(maker.env, f"{name}_binnen", name)
            maker.quantities(1)
        document["gaat door als"] = maker.writer.write("janee", 2)
        if self.dice.chance(85):
            document["gaat door als"] += f" en {name}.nummer < {self.dice.between(2, 4)}"
        if self.dice.chance(40):
            document["gaat door als"] = f"{name}.nummer < 4 en einde_{name} voor 2021-01-01"
        if self.dice.chance(30):
            document["besluitdatum"] = self.dice.among(
                (f"begin_{name}", f"einde_{name}", maker.writer.write("datum", 1))
            )
        if self.dice.chance(40):
            document["landt"] = [f"eerste gamma van begin_{name} tot en met einde_{name}"]
        after = self._after(outer, name, maker, (Name("datum", "datum"),))
        chain = next(s for s in after.sources if s.name == name)
        return after.more(running=[chain])

    def _block(self, document: Document, env: Env, name: str, *, sequential: bool) -> BlockMaker:
        maker = BlockMaker(document, env, self.counter, name[0] + "_")
        if document.get("wandeling"):
            maker.env = attrs.evolve(env, before=[], moment=True)
        if self.dice.chance(30):
            maker.quantities(1)
        if sequential:
            # One that builds on itself: what comes after has the value of the row before.
            kind = self.dice.among(("getal", "datum", "geld"))
            step = {"getal": "+ 1", "datum": "+ 1 maand", "geld": "+ € 10"}[kind]
            number = self.counter.next()
            own = f"{maker.letter}{number}"
            start = maker.writer.write(kind, 1)
            maker.rules()[f"regel-{own}"] = {own: f"(vorige.{own} ofwel {start}) {step}"}
            maker._learn(Name(own, kind, quantity=True))
            maker.env = maker.env.more(before=[*maker.made])
        maker.quantities(self.dice.between(1, 3))
        for _ in range(self.dice.among((0, 1, 1, 2))):
            source = maker.decision(name)
            maker.env = maker.env.more(sources=[source])
            self._decisions.setdefault(name, []).append(source)
        maker.quantities(self.dice.upto(2))
        if self.dice.chance(40):
            maker.agenda()
        return maker

    @property
    def _decisions(self) -> dict[str, list[Source]]:
        found: dict[str, list[Source]] = self.__dict__.setdefault("_made_decisions", {})
        return found

    def _after(self, env: Env, name: str, maker: BlockMaker, fields: tuple[Name, ...]) -> Env:
        """What can be seen of a block once it is finished: its rows, their fields, its decisions."""
        rows = [attrs.evolve(n, quantity=False) for n in maker.made]
        known = {field.text for field in rows}
        rows += [field for field in fields if field.text not in known]
        rows.append(Name("nummer", "getal"))
        inner = [s for s in maker.env.sources if s not in env.sources]
        return env.more(sources=[Source(name, tuple(rows)), *inner])

    def _write(self, env: Env, kind: str, depth: int) -> str:
        return BlockMaker({}, env, self.counter, "x").writer.write(kind, depth)

    # -- the answer -------------------------------------------------------------------------

    def _answer(self, person: BlockMaker) -> Document:
        chains = [b for b in self.blocks if b.get("keten") and b.get("termijn")]
        shown = [n.text for n in person.made if n.quantity]
        outcome: Document = {
            "lening": {name: name for name in shown},
            "volgorde": ["f_getal", "f_kleur"],
            "handmatig": {"besluit": "handmatig", "redenen": "redenen", "ontbreekt": "ontbreekt"},
        }
        if len(chains) == 1:
            outcome["termijn"] = {"verlengd_dagen": f"verlengd_{chains[0]['keten']}"}
        return {"uitkomst": outcome}


def _elsewhere(env: Env) -> Env:
    """What a block sees of its surroundings: only of its own row can a quantity be asked by other law."""
    return attrs.evolve(env, names=[attrs.evolve(name, quantity=False) for name in env.names])
