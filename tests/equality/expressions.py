"""Random well-typed expressions of the rule language, of every form."""

from __future__ import annotations

from tests.equality.places import NUMBERS, Places

__all__ = ["Writer"]

ORDER = ("=", "<>", "<", "<=", ">", ">=", "ten minste", "ten hoogste", "meer dan", "minder dan")
DAY_ORDER = (*ORDER[:6], "voor", "na", "vanaf", "tot en met")


class Writer(Places):
    """Writes expressions of a kind for a place; always with a value, never absent."""

    # -- kinds ------------------------------------------------------------------------------

    def _specific(self, kind: str, depth: int) -> str | None:
        method = {
            "datum": self._day,
            "duur": self._duration,
            "geld": self._money,
            "percentage": self._percentage,
            "getal": self._number,
            "janee": self._yes,
            "verzameling kleur": self._set,
        }.get(kind)
        return None if method is None else method(depth)

    def _day(self, depth: int) -> str | None:
        day, duration = (lambda: self.write("datum", depth)), (lambda: self.write("duur", depth))
        colours = self.write("verzameling kleur", depth - 1)
        letter = self.letter()
        ways = (
            lambda: f"({day()} {self.dice.among(('+', '-'))} {duration()})",
            lambda: f"laatste_dag({duration()}; {day()})",
            lambda: f"wettelijke_termijn({duration()}; {day()})",
            lambda: f"werkdag({day()})",
            lambda: f"volgende_maand({day()})",
            lambda: f"{self.dice.among(('uiterste', 'vroegste'))}({day()}; {day()})",
            lambda: f"dag({self.row(depth)[0]})",
            lambda: f"dag({self.row(depth)[0]})",
            lambda: f"{self.row(depth)[0]}.datum",
            lambda: f"({self.row(depth)[0]} ofwel {day()})",
            lambda: f"({self.row(depth)[0]} + {duration()})",
            lambda: (
                f"({self.dice.among(('uiterste', 'vroegste'))} over {letter} uit {colours} van "
                f"({self.with_letter(letter).write('datum', depth - 1)}))"
            ),
        )
        return self.dice.among(ways)()

    def _duration(self, depth: int) -> str | None:
        ways = (
            lambda: f"dagen({self.little(depth)})",
            lambda: f"{self.pick('langste', 'kortste')}({self.two('duur', depth)})",
            lambda: f"({self.write('duur', depth)} {self.pick('+', '-')} {self.write('duur', 0)})",
            lambda: f"({self.write('duur', depth)} x {self.pick('2', '3')})",
            lambda: self._over_field("som", "duur", depth),
        )
        return self.dice.among(ways)()

    def _money(self, depth: int) -> str | None:
        extreme = self.pick("hoogste", "laagste")
        ways = (
            lambda: f"({self.write('geld', depth)} {self.pick('+', '-')} {self.write('geld', 1)})",
            lambda: f"({self.write('geld', depth)} x {self.pick('2', '3')})",
            lambda: f"{extreme}({self.two('geld', depth)}; {self.write('geld', 0)})",
            lambda: f"verdeeld({self.write('geld', depth)}; {self.positive(depth)})",
            lambda: self._over_field("som", "geld", depth),
            lambda: self._sum_over("geld", depth),
        )
        return self.dice.among(ways)()

    def exact(self, depth: int) -> str:
        """Money that is no whole number of cents."""
        percentage = self.pick("12,5%", "33%", self.write("percentage", depth))
        return f"({self.write('geld', depth)} x {percentage})"

    def _percentage(self, depth: int) -> str | None:
        part = self.write("percentage", 1)
        ways = (
            lambda: f"({self.write('percentage', depth)} {self.pick('+', '-')} {part})",
            lambda: f"({self.write('percentage', depth)} x {self.pick('2', '3')})",
            lambda: f"{self.pick('hoogste', 'laagste')}({self.two('percentage', depth)})",
            lambda: self._over_field("som", "percentage", depth),
            lambda: self._sum_over("percentage", depth),
        )
        return self.dice.among(ways)()

    def _number(self, depth: int) -> str | None:
        ways = [
            lambda: (
                f"({self.write('getal', depth)} {self.pick('+', '-', 'x')} {self.pick(*NUMBERS)})"
            ),
            lambda: self.counted(depth),
            lambda: self.counted(depth),
            lambda: f"jaar({self.write('datum', depth)})",
            lambda: f"kwartaal({self.write('datum', depth)})",
            lambda: f"omvang({self.write('verzameling kleur', depth)})",
            lambda: f"{self.pick('hoogste', 'laagste')}({self.two('getal', depth)})",
            lambda: self._over_field("som", "getal", depth),
            lambda: self._sum_over("getal", depth),
            lambda: self._sum_over("aantal", depth),
            lambda: self._days_between(depth),
            lambda: self._covered(depth),
            lambda: f"maanden({self.pick('3 jaar', '18 maanden', self.months(depth))})",
            lambda: f"verdeeld({self.write('getal', depth)}; {self.positive(depth)})",
        ]
        return self.dice.among(ways)()

    def _yes(self, depth: int) -> str | None:
        write = self.write
        ways = [
            *[lambda: self.comparison(depth)] * 6,
            lambda: f"({write('janee', depth)} {self.pick('en', 'of')} {write('janee', depth)})",
            lambda: f"(niet {write('janee', depth)})",
            lambda: f"(bestaat {self.rest(self.source(), depth)})",
            lambda: f"(bestaat {self.rest(self.source(), depth)})",
            lambda: f"(ja en {self.row(depth)[0]})",
            lambda: self._quantified(depth),
            lambda: f"({self.share(depth)} {self.pick(*ORDER[2:])} {write('percentage', 0)})",
            lambda: (
                f"({self.typed('kleur', depth)} is een van {write('verzameling kleur', depth)})"
            ),
            lambda: f"(niet {self.optional('janee')})",
        ]
        return self.dice.among(ways)()

    def _set(self, depth: int) -> str | None:
        colours = self.write("verzameling kleur", depth)
        ways = (
            lambda: f"({colours} {self.pick('samen met', 'zonder')} {self._colours(depth)})",
            lambda: self._over_field("verzameling", "kleur", depth),
            lambda: self._over_field("verzameling", "kleur", depth),
            lambda: f"[rood, {self.typed('kleur', depth)}]",
        )
        return self.dice.among(ways)()

    def _colours(self, depth: int) -> str:
        return self.write("verzameling kleur", depth - 1)

    # -- comparisons and parts --------------------------------------------------------------

    def comparison(self, depth: int) -> str:
        kind = self.pick(
            *("datum", "datum", "datum", "duur", "geld", "percentage", "getal", "getal"),
            *("kleur", "maat", "tekst", "verzameling kleur"),
        )
        signs = {"datum": DAY_ORDER, "kleur": ORDER[:2], "tekst": ORDER[:2]}.get(kind, ORDER)
        if kind == "verzameling kleur":
            signs = ORDER[:2]
        left = self.typed(kind, depth) if self.dice.chance(70) else self.optional(kind)
        if kind == "datum" and self.dice.chance(20):
            left = self.row(depth)[0]
        right = self.write(kind, depth) if self.dice.chance(85) else self.optional(kind)
        return f"({left} {self.pick(*signs)} {right})"

    def typed(self, kind: str, depth: int) -> str:
        """A value whose kind shows: no bare word of a choice."""
        if kind not in ("kleur", "maat"):
            return self.write(kind, depth)
        found = self._name(kind, depth) or self._before(kind, depth)
        return found or ("(p_kleur ofwel rood)" if kind == "kleur" else "p_maat")

    def optional(self, kind: str) -> str:
        """A value that may be absent, if there is one."""
        found = [name.text for name in self.env.names if name.kind == kind and name.optional]
        return self.pick(*found) if found else self.typed(kind, 1)

    def share(self, depth: int) -> str:
        kind = self.pick("getal", "getal", "geld")
        low = {"getal": "1", "geld": "€ 1"}[kind]
        whole = self.write(kind, depth)
        if not (self.env.risky and self.dice.chance(30)):
            whole = f"hoogste({whole}; {low})"
        return f"{self.write(kind, depth)} / {whole}"

    def positive(self, depth: int) -> str:
        number = self.write("getal", depth)
        return number if self.env.risky and self.dice.chance(30) else f"hoogste(1; {number})"

    def little(self, depth: int) -> str:
        return f"laagste(400; {self.write('getal', depth)})"

    def months(self, depth: int) -> str:
        return self.write("duur", depth) if self.env.risky else "1 maand"

    def _days_between(self, depth: int) -> str:
        first, last = self.write("datum", depth), self.write("datum", depth)
        if not self.env.risky:
            first, last = (
                f"vroegste(uiterste({d}; 2010-01-01); 2030-01-01)" for d in (first, last)
            )
        return f"(dagen van {first} tot en met {last})"

    def _covered(self, depth: int) -> str:
        source = self.source()
        inner = self.at(self.env.within(source))
        first, last = inner.write("datum", 1), inner.write("datum", 1)
        if not (self.env.risky and self.dice.chance(30)):
            first = f"uiterste({first}; 2010-01-01)"
            last = f"vroegste(uiterste({last}; 2010-01-01); 2030-01-01)"
        return f"(gedekte dagen({first}; {last}) van {self.rest(source, depth)})"

    def letter(self) -> str:
        return "abcdefgh"[len(self.env.bound)]

    def with_letter(self, letter: str) -> Writer:
        return self.at(self.env.more(bound=[letter]))

    def _quantified(self, depth: int) -> str:
        letter = self.letter()
        body = self.with_letter(letter).write("janee", depth - 1)
        return (
            f"({self.pick('elk', 'enig')} over {letter} uit {self._colours(depth)} geldt ({body}))"
        )

    def _sum_over(self, kind: str, depth: int) -> str:
        letter = self.letter()
        if kind == "aantal":
            body = self.with_letter(letter).write("janee", depth - 1)
            return f"(aantal over {letter} uit {self._colours(depth)} van ({body}))"
        body = self.with_letter(letter).write(kind, depth - 1)
        return f"(som over {letter} uit {self._colours(depth)} van ({body}))"

    def pick(self, *options: str) -> str:
        return self.dice.among(options)

    def two(self, kind: str, depth: int) -> str:
        return f"{self.write(kind, depth)}; {self.write(kind, depth)}"
