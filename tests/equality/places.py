"""Random parts of expressions that can be of any kind: constants, names, choices, rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.equality.words import CHOICES, Env, Name, Source

__all__ = ["NUMBERS", "Places"]

DAYS = (
    *("2016-02-29", "2017-01-31", "2018-03-31", "2018-12-31", "2019-06-15", "2020-02-29"),
    *("2015-08-31", "2021-01-01", "2019-05-05"),
)
DURATIONS = ("1 maand", "3 jaar", "6 weken", "10 dagen", "0 dagen", "18 maanden", "1 dag", "1 week")
AMOUNTS = ("€ 0", "€ 0,01", "€ 12,34", "€ 1.250", "€ 99,99", "€ 250")
PERCENTAGES = ("0%", "15%", "50%", "99%", "100%")
NUMBERS = ("0", "1", "2", "3", "7", "150")
TEXTS = ("'aap'", "'noot'", "''", "'tekst'")


class Places:
    """What of any kind can be written at a place: constants, names, rows and their fields."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.dice = env.dice

    def at(self, env: Env) -> Any:
        return type(self)(env)

    def share(self, depth: int) -> str:
        raise NotImplementedError

    def _specific(self, kind: str, depth: int) -> str | None:
        raise NotImplementedError

    # -- any kind ---------------------------------------------------------------------------

    def write(self, kind: str, depth: int = 3) -> str:
        """An expression of a kind, in parentheses where it needs them."""
        if depth <= 0 or self.dice.chance(15):
            return self.leaf(kind)
        ways: list[Callable[[str, int], str | None]] = [self._name] * 4
        ways += [self._specific] * 8
        ways += [self._choice, self._field, self._else, self._parameter, self._table, self._at_day]
        ways += [self._per_colour, self._before]
        for _ in range(6):
            found = self.dice.among(ways)(kind, depth - 1)
            if found is not None:
                return found
        return self.leaf(kind)

    def leaf(self, kind: str) -> str:
        named = self._name(kind, 0)
        if named is not None and self.dice.chance(65):
            return named
        return self.constant(kind)

    def constant(self, kind: str) -> str:
        among = self.dice.among
        match kind:
            case "datum":
                if self.dice.chance(25):
                    return among(("nooit", "voorheen", "peildatum", "peildatum"))
                return among(DAYS)
            case "verzameling kleur":
                some = self.dice.some(CHOICES["kleur"]) or ["rood"]
                return f"[{', '.join(some)}]"
            case "kleur" | "maat":
                return among(CHOICES[kind])
            case "janee":
                return among(("ja", "nee"))
        constants = {
            "duur": DURATIONS,
            "geld": AMOUNTS,
            "percentage": PERCENTAGES,
            "getal": NUMBERS,
            "tekst": TEXTS,
        }
        return among(constants[kind])

    def names(self, kind: str) -> list[Name]:
        return [name for name in self.env.names if name.kind == kind]

    def _name(self, kind: str, depth: int) -> str | None:
        if kind == "kleur" and self.env.bound and self.dice.chance(50):
            return self.dice.among(self.env.bound)
        found = self.names(kind)
        return None if not found else self.sure(self.dice.among(found))

    def sure(self, name: Name) -> str:
        """A name as a value that is there."""
        if not name.optional:
            return name.text
        return f"({name.text} ofwel {self.constant(name.kind)})"

    def _choice(self, kind: str, depth: int) -> str:
        test = self.write("janee", depth)
        return f"(als {test} dan {self.write(kind, depth)} anders {self.write(kind, depth)})"

    def _else(self, kind: str, depth: int) -> str | None:
        found = [name for name in self.names(kind) if name.optional]
        if not found:
            return None
        other = self.write(kind, depth - 1)
        return f"({self.dice.among(found).text} ofwel {other})"

    def _field(self, kind: str, depth: int) -> str | None:
        text, fields = self.row(depth)
        good = [field for field in fields if field.kind == kind and field.text != "datum"]
        if not good:
            return None
        return f"({text}.{self.dice.among(good).text} ofwel {self.write(kind, depth - 2)})"

    def _parameter(self, kind: str, depth: int) -> str | None:
        found = [p for p in self.env.parameters if p.kind == kind]
        if not found:
            return None
        parameter = self.dice.among(found)
        if parameter.optional and (not self.env.moment or self.dice.chance(30)):
            return f"({parameter.text} op {self.write('datum', 0)})"
        return parameter.text

    def _table(self, kind: str, depth: int) -> str | None:
        found = [t for t in self.env.tables if t[1] == kind]
        if not found:
            return None
        name, _, inputs = self.dice.among(found)
        args = []
        for one in inputs:
            if one == "aandeel":
                args.append(self.share(depth))
            else:
                args.append(self.write(one, depth))
        call = f"{name}({'; '.join(args)})"
        if not self.env.moment or self.dice.chance(20):
            return f"({call} op {self.write('datum', 0)})"
        return call

    def _at_day(self, kind: str, depth: int) -> str | None:
        found = [n for n in self.names(kind) if n.quantity and not n.optional]
        if not found or self.env.inside:
            return None
        return f"({self.dice.among(found).text} op {self.write('datum', depth - 1)})"

    def _per_colour(self, kind: str, depth: int) -> str | None:
        found = [n for n in self.env.per_colour if n.kind == kind]
        if not found:
            return None
        return f"{self.dice.among(found).text}({self.write('kleur', depth - 1)})"

    def _before(self, kind: str, depth: int) -> str | None:
        found = [n for n in self.env.before if n.kind == kind]
        if not found:
            return None
        return f"(vorige.{self.dice.among(found).text} ofwel {self.write(kind, depth - 1)})"

    # -- rows -------------------------------------------------------------------------------

    def row(self, depth: int) -> tuple[str, tuple[Name, ...]]:
        """An expression that gives a row, and the fields of that row."""
        rows = [name for name in self.env.names if name.kind == "rij"]
        if rows and self.dice.chance(25):
            name = self.dice.among(rows)
            return name.text, name.fields
        if self.env.before and self.dice.chance(15):
            return "vorige", tuple(self.env.before)
        if self.env.running and self.dice.chance(35):
            chain = self.dice.among(self.env.running)
            return f"({chain.name} op {self.write('datum', depth - 1)})", chain.fields
        source = self.source()
        how = self.dice.among(("eerste", "laatste"))
        return f"({how} {self.rest(source, depth)})", source.fields

    def source(self) -> Source:
        sources = list(self.env.sources)
        if self.env.before:
            earlier = Source("eerdere", (*self.env.before, Name("nummer", "getal")))
            sources += [earlier] * 3
        # The rows of this law rather than bare events, where there are any.
        own = sources[6:]
        return self.dice.among(own if own and self.dice.chance(45) else sources)

    def rest(self, source: Source, depth: int) -> str:
        """A source with its window and its filter."""
        text = source.name
        if self.dice.chance(40):
            window = self.dice.upto(2)
            low, high = self.write("datum", depth - 2), self.write("datum", depth - 2)
            if source.name == "eerdere" or window == 0:
                text += f" tot en met {high}"
            elif window == 1:
                text += f" van {low}"
            else:
                text += f" van {low} tot en met {high}"
        if self.dice.chance(55):
            inner = self.at(self.env.within(source))
            test = inner.write("janee", min(depth - 1, 2))
            if source.kinds and self.dice.chance(40):
                kind = self.dice.among(source.kinds)
                test = self.dice.among(
                    (f"soort = {kind}", f"(soort is een van [{kind}, delta] of {test})")
                )
            text += f" waar {test}"
        return text

    def counted(self, depth: int) -> str:
        return f"(aantal {self.rest(self.source(), depth)})"

    def _over_field(self, how: str, kind: str, depth: int) -> str | None:
        """The sum or the set of a field of rows."""
        options = [
            (source, field)
            for source in self.env.sources
            for field in source.fields
            if field.kind == kind
        ]
        if not options:
            return None
        source, field = self.dice.among(options)
        return f"({how} {field.text} van {self.rest(source, depth)})"
