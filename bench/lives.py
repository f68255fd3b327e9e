"""Lives as they might have been lived under the law of 2013: any number of them, from a seed.

Plain Python without dependencies, so that it can be run for millions of lives in parallel: life
``n`` of a seed is always the same, whichever others are made. No law is applied here; where a life
depends on a decision (a fine after a term) the day is drawn, not computed.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

import attrs

from inburgerregels.model import Dossier, Duration, Event

__all__ = ["FIRST", "LAST", "life", "lives"]

#: The first and last day on which a duty begins, and the day until which lives are told.
FIRST = datetime.date(2013, 1, 1).toordinal()
LAST = datetime.date(2021, 12, 31).toordinal()
TOLD_UNTIL = datetime.date(2025, 12, 31).toordinal()

_PVT_SINCE = datetime.date(2017, 10, 1).toordinal()
_ONA_SINCE = datetime.date(2015, 1, 1).toordinal()
_PARTS = ("lezen", "luisteren", "schrijven", "spreken", "knm")
_YEAR = 365
_EXTENSIONS = (
    ("azc", (4, 8, 12, 16, 24, 30), "weken"),
    ("ziekte", (3, 4, 6), "maanden"),
    ("inspanning", (6, 12), "maanden"),
    ("bevalling", (16,), "weken"),
    ("alfabetisering", (24,), "maanden"),
)


def lives(count: int, seed: int = 0, *, first: int = 0, full: bool = True) -> Iterator[Dossier]:
    """Lives ``first`` to ``first + count`` of a seed.

    ``full`` lives hold everything that is common in practice. Without it there is only what bears on
    the exam term, its extensions, fines and remission: no objections, absences or early ends.
    """
    for number in range(first, first + count):
        yield life(number, seed, full=full)


def life(number: int, seed: int = 0, *, full: bool = True) -> Dossier:
    """One life; the same for the same number and seed."""
    return _Life(random.Random(f"{seed} {number}"), full).dossier(f"leven-{seed}-{number}")


@attrs.define
class _Life:
    chance: random.Random
    full: bool
    events: list[Event] = attrs.Factory(list)

    def dossier(self, name: str) -> Dossier:
        draw = self.chance
        start = draw.randint(FIRST, LAST)
        asylum = draw.random() < 0.7
        # Only in a full life does someone reach the pension age.
        age = draw.randint(18, 60 if self.full else 50)
        born = start - age * _YEAR - draw.randint(0, 364)
        self.add("inburgeringsplichtig", start)
        self.add("kennisgeving", start + draw.randint(10, 120))
        registered = start + draw.randint(0, 200)
        self.add("inschrijving_brp", registered, huisvestingsgemeente=True)
        if start >= _PVT_SINCE:
            self._declaration(registered)
        end = start + 3 * _YEAR + self._extensions(start)
        done = self._exams(start, end)
        self._hours(start, min(done, end))
        if draw.random() < (0.85 if asylum else 0.25):
            self._loan(start, min(done, end), asylum)
        if done > end:
            self._fines(end, done)
        if self.full:
            self._end(start, min(done, end))
        group = "asielstatushouder" if asylum else "gezinsmigrant"
        draw.shuffle(self.events)
        return Dossier(name, {"geboortedatum": born, "groep": group}, tuple(self.events))

    def add(self, kind: str, day: int, **fields: object) -> None:
        if day <= TOLD_UNTIL:
            self.events.append(Event(kind, day, fields))

    def _declaration(self, registered: int) -> None:
        """Most are in time; in a full life some are late, and a few never come."""
        late = self.full and self.chance.random() < 0.08
        if late and self.chance.random() < 0.2:
            return
        days = self.chance.randint(400, 900) if late else self.chance.randint(20, 330)
        self.add("pvt_afgerond", registered + days)

    def _extensions(self, start: int) -> int:
        """Adds extensions that were granted; about how many days they give."""
        given = 0
        day = start + self.chance.randint(100, 900)
        while self.chance.random() < 0.25 and day < start + 3 * _YEAR - 10:
            ground, lengths, unit = self.chance.choice(_EXTENSIONS)
            length = self.chance.choice(lengths)
            weeks = unit == "weken"
            duration = Duration(days=7 * length) if weeks else Duration(months=length)
            self.add("verlenging", day, grond=ground, duur=duration)
            given += 7 * length if weeks else 30 * length
            day += self.chance.randint(1, 400)
        return given

    def _exams(self, start: int, end: int) -> int:
        """Adds attempts at every part; the day of the last pass, or a day that is never told."""
        draw = self.chance
        skill = draw.choice((0.15, 0.4, 0.6, 0.75, 0.9))
        parts = [*_PARTS, "ona"] if start >= _ONA_SINCE else _PARTS
        done = start
        for part in parts:
            day = start + draw.randint(250, 1_150)
            passed = False
            for _ in range(draw.choice((0, 1, 2, 3, 4, 6)) if skill < 0.3 else 7):
                passed = draw.random() < skill
                result = "behaald" if passed else "niet_behaald"
                self.add("examen", day, onderdeel=part, uitslag=result)
                if passed:
                    break
                day += draw.randint(40, 240)
            done = max(done, day if passed else TOLD_UNTIL + 1)
        return done

    def _hours(self, start: int, until: int) -> None:
        draw = self.chance
        per_block = draw.choice((0, 10, 25, 60, 90))
        for day in range(start + draw.randint(60, 400), until, 120):
            if per_block:
                kind = "inburgering" if draw.random() < 0.9 else "alfabetisering"
                hours = draw.randint(1, per_block)
                marked = draw.random() < 0.95
                self.add("cursusuren", day, soort_uren=kind, uren=hours, keurmerk=marked)

    def _loan(self, start: int, until: int, asylum: bool) -> None:
        draw = self.chance
        granted = start + draw.randint(20, 250)
        self.add("lening_toegekend", granted, bedrag=1_000_000)
        if self.full and not asylum:
            self.add("draagkracht", granted, bedrag_per_jaar=draw.choice((0, 50_000, 150_000)))
        left = 1_000_000
        for day in range(granted + draw.randint(10, 80), until, 95):
            amount = min(left, draw.choice((30_000, 62_500, 98_765, 125_000)))
            if amount:
                self.add("lening_opname", day, bedrag=amount)
            left -= amount

    def _fines(self, end: int, done: int) -> None:
        """Most overruns were fined, months later; the term after it often ran out as well."""
        draw = self.chance
        while end < min(done, TOLD_UNTIL) and draw.random() < 0.85:
            fined = end + draw.choice((60, 92, 110, 150, 240, 400))
            if self.full and draw.random() < 0.06:
                self.add("verwijtbaarheid", fined - 20, oordeel="niet_verwijtbaar")
                return
            self.add("boetebesluit", fined)
            if self.full and draw.random() < 0.1:
                self.add("bezwaar", fined + draw.randint(5, 40))
                outcome = draw.choice(("ongegrond", "ongegrond", "ongegrond", "gegrond"))
                self.add("beslissing_op_bezwaar", fined + draw.randint(70, 200), uitkomst=outcome)
            elif self.full and draw.random() < 0.5:
                self.add("boete_betaald", fined + draw.randint(10, 60), bedrag=25_000)
            end += 2 * _YEAR + 1

    def _end(self, start: int, until: int) -> None:
        """What ends a duty early, or interrupts it."""
        draw = self.chance
        day = draw.randint(start + 30, max(start + 31, until))
        what = draw.random()
        if what < 0.01:
            self.add("overlijden", day)
        elif what < 0.03:
            self.add("vertrek", day)
            if draw.random() < 0.5:
                self.add("terugkeer", day + draw.randint(20, 500))
        elif what < 0.05:
            self.add("vrijstelling", day, grond="diploma", omvang="geheel")
        elif what < 0.09:
            self.add("ontheffing", day, grond="medisch", omvang="geheel")
        elif what < 0.11:
            self.add("naturalisatie", day, toetsvrijstelling=True)
        elif what < 0.15:
            self.add("verlengingsverzoek", day, grond="inspanning")
