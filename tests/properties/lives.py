"""Random lives under Wi2013, from plausible to adversarial, in the words of the vocabulary.

A life is planned around its terms, so that overruns, fines and everything that follows from them
are common. Which day is guessed here, not computed: a wrong guess is an adversarial life. Fields
follow from their declared types, so that a new field or choice is tried without a change here.
"""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import ABSENT, UNKNOWN, Dossier, Event
from tests.properties.statute import (
    FINE_TERM_EXTENDABLE,
    LAW_DAYS,
    PARTS,
    PVT,
    TERM_MONTHS,
    last_day,
)
from tests.properties.values import DURATIONS, Dice, day, event_of, fields_of

__all__ = [
    "a_doubtful_life",
    "a_life",
    "length_of_an_extension",
    "reference_days",
    "some_events",
]

FIRST, LAST = day(2013, 1, 1), day(2021, 12, 31)
HORIZON = day(2032, 12, 31)

#: Starts on the edge of a rule, at the end of a month and on 29 February.
STARTS = (
    *(FIRST, day(2013, 8, 31), day(2014, 12, 31), day(2015, 1, 1), day(2015, 1, 31)),
    *(day(2016, 2, 29), day(2017, 3, 13), day(2017, 9, 30), day(2017, 10, 1), day(2018, 5, 31)),
    *(day(2020, 2, 29), day(2020, 3, 13), LAST),
)
#: Days from the end of a term to the fine: at once, as usual, after years, around five and three years.
TO_THE_FINE = (60, 91, 92, 1, 150, 300, 30, 500, 700, 730, 731, 1_096, 1_826, 1_827, 0, -20)
#: Days from the end of a term to the last pass.
AROUND_THE_END = (0, 1, -1, -200, 60, 89, 92, 93, 150, 180, 184, 185, 400)

#: What can end a duty, and what goes with it.
ENDINGS = (
    *("overlijden", "naturalisatie", "vertrek", "ontheffing", "vrijstelling"),
    *("vergunning_ingetrokken", "verlenging_vergunning_geweigerd", "verblijfsdoel_gewijzigd"),
)
REQUESTS = (
    *("verlengingsverzoek", "ontheffingsverzoek", "vrijstellingsverzoek", "omstandigheid"),
    *("leerbaarheidstoets", "kwijtscheldingsverzoek", "werk", "onwil_vastgesteld"),
)
#: What follows a fine, with the usual days from the fine and from the paper before.
PROCEDURE = (
    *(("bezwaar", 20), ("beslissing_op_bezwaar", 90), ("beroep", 30), ("uitspraak", 300)),
    *(("boete_betaald", 30), ("boete_onherroepelijk", 43)),
)


@attrs.define
class Plan:
    """A life in the making: its dice, its words, and where its terms are guessed to end."""

    dice: Dice
    vocabulary: Vocabulary
    start: int
    #: Whether anything may happen on any day; else most things happen when they do in practice.
    wild: bool = False
    events: list[Event] = attrs.Factory(list)
    ends: list[int] = attrs.Factory(list)

    def add(self, kind: str, on: int, **given: Any) -> None:
        often = 40 if self.wild else 12
        self.events.append(event_of(self.vocabulary, self.dice, kind, on, often, **given))

    def near(self, spread: int = 400) -> int:
        """A day of this life: on or beside one that matters, or any other."""
        dice = self.dice
        if dice.chance(30):
            return self.start + dice.between(-100, 4_000)
        matter = [self.start, *self.ends, *LAW_DAYS]
        if self.events and dice.chance(30):
            matter = [event.day for event in self.events]
        return dice.among(matter) + dice.among((0, 1, -1, 30, -30, spread, -spread))


def _start(dice: Dice) -> int:
    return dice.among(STARTS) if dice.chance(40) else FIRST + dice.upto(LAST - FIRST)


def _status(plan: Plan) -> None:
    """The beginning: permit, duty, letter, registration."""
    dice, start = plan.dice, plan.start
    if dice.chance(25):
        plan.add("verblijfsrecht", start - dice.among((0, 30, 200)))
    if dice.chance(8):
        plan.add("verblijfsrecht", start + dice.among((1, 400, 1_500, 3_000)))
    if not dice.chance(3):
        plan.add("inburgeringsplichtig", start)
    if dice.chance(3):
        plan.add("inburgeringsplichtig", plan.near())
    if dice.chance(75):
        plan.add("inschrijving_brp", start + dice.among((0, 30, 200, -10)))


def length_of_an_extension(dice: Dice, on: int) -> dict[str, Any]:
    """What an extension granted on a day says of its length: a duration, a period or a last day."""
    fields = ("duur", "periode_van", "periode_tot", "tot")
    period = on - dice.among((0, 30, 60, 200))
    given = dice.among(
        (
            *({"duur": dice.among(DURATIONS)},) * 3,
            {"periode_van": period, "periode_tot": period + dice.among((90, 30, 200, 0))},
            {"tot": on + dice.among((100, 300, 0, 700))},
        )
    )
    return {name: given.get(name, ABSENT) for name in fields}


def _extensions(plan: Plan, subject: str, end: int) -> int:
    """Extensions granted around the end of a term; gives the end as it then may be."""
    for _ in range(plan.dice.among((0, 0, 0, 1, 1, 2))):
        on = end + plan.dice.among((-100, -30, 0, -300) if not plan.wild else (1, 40, -2_000))
        length = {} if plan.wild else length_of_an_extension(plan.dice, on)
        plan.add("verlenging", on, betreft=_about(plan, subject), **length)
        fields = plan.events[-1].fields
        if "duur" in fields:
            end = last_day(end + 1, fields["duur"].months) + fields["duur"].days
        end = max(end, fields.get("tot", end))
        plan.ends.append(end)
    return end


def _about(plan: Plan, subject: str) -> Any:
    """The exam is what is meant where nothing is said."""
    return ABSENT if subject == "examen" and plan.dice.chance(60) else subject


def _lessons(plan: Plan, end: int) -> None:
    for _ in range(plan.dice.among((0, 1, 1, 2, 3))):
        plan.add("cursusuren", plan.start + plan.dice.upto(max(1, end - plan.start)))


def _exams(plan: Plan, end: int) -> bool:
    """Attempts, and passes of none, some or all parts; gives whether all were meant to be in time."""
    dice = plan.dice
    parts = sorted(PARTS | {"ona"})
    profile = dice.among(("nothing", "some", "attempts", "late", "all", "late", "some"))
    late = (dice.some(parts) or parts[:1]) if profile == "late" else []
    for part in parts:
        if profile in {"some", "attempts"} or dice.chance(10):
            for _ in range(dice.among((1, 0, 2, 4))):
                plan.add("examen", end - dice.upto(900), onderdeel=part, uitslag="niet_behaald")
        if profile in {"all", "late"} or (profile == "some" and dice.chance(50)):
            on = end - dice.upto(1_000)
            if part in late or dice.chance(3):
                on = end + dice.among(AROUND_THE_END)
            plan.add("examen", on, onderdeel=part, uitslag="behaald")
    return profile == "all"


def _fines(plan: Plan, subject: str, end: int) -> None:
    """Judgement, announcement, fine and what follows it, for one term after the other."""
    dice = plan.dice
    _, months = TERM_MONTHS[subject]
    for number in range(1, dice.among((0, 1, 1, 2, 3)) + 1):
        about, numbered = _about(plan, subject), dice.chance(20)
        named = {"betreft": about, "nummer": number if numbered else ABSENT}
        fined = end + dice.among(TO_THE_FINE if plan.wild else TO_THE_FINE[:7])
        if dice.chance(20):
            plan.add("verwijtbaarheid", fined - dice.among((10, 0, 40)), betreft=about)
        if dice.chance(25):
            plan.add("vooraankondiging", fined - dice.among((30, 0, 60)), **named)
        plan.add("boetebesluit", fined, **named)
        on = fined
        for kind, later in PROCEDURE if dice.chance(40) else ():
            if dice.chance(45):
                on += dice.among((later, 0, 2 * later))
                plan.add(kind, on, **named)
        end = last_day(fined + 1 if dice.chance(15) else end + 1, months)
        plan.ends.append(end)
        if plan.wild or end > FINE_TERM_EXTENDABLE:
            end = _extensions(plan, subject, end)
        if end < fined and not plan.wild:
            break


def _subject(plan: Plan, subject: str, begin: int) -> None:
    dice = plan.dice
    first, _ = TERM_MONTHS[subject]
    end = last_day(begin, first)
    plan.ends.append(end)
    end = _extensions(plan, subject, end)
    in_time = False
    if subject == "examen":
        _lessons(plan, end)
        in_time = _exams(plan, end)
    elif dice.chance(60):
        plan.add("pvt_afgerond", end + dice.among((30, 0, 1, -100, -360, 500)))
    if dice.chance(10 if in_time else 70):
        _fines(plan, subject, end)


def _loan(plan: Plan) -> None:
    dice, granted = plan.dice, plan.start + plan.dice.upto(800)
    usual = not plan.wild and dice.chance(80)
    plan.add("lening_toegekend", granted, **({"bedrag": 1_000_000} if usual else {}))
    for _ in range(dice.upto(5)):
        amount = {"bedrag": dice.upto(125_000)} if usual else {}
        plan.add("lening_opname", granted + dice.upto(1_500), **amount)
    for kind, most in (("aflossing", 3), ("draagkracht", 2), ("kwijtscheldingsverzoek", 1)):
        for _ in range(dice.between(1, most) if dice.chance(30) else 0):
            plan.add(kind, (plan.ends[0] + dice.upto(2_000)) if usual else plan.near())


def _ending(plan: Plan) -> None:
    kind = plan.dice.among(ENDINGS)
    on = plan.near()
    plan.add(kind, on)
    if kind == "vertrek" and plan.dice.chance(65):
        plan.add("terugkeer", on + plan.dice.among((100, 365, 366, 364, 0, 400, 800)))


def a_life(dice: Dice, vocabulary: Vocabulary) -> Dossier:
    """A life without unknown fields."""
    plan = Plan(dice, vocabulary, _start(dice), wild=dice.chance(30))
    person = fields_of(dice, vocabulary.person, vocabulary, plan.start, {}, 30)
    person["geboortedatum"] = plan.start - dice.between(6_000, 20_000)
    _status(plan)
    _subject(plan, "examen", plan.start)
    if plan.start >= PVT and dice.chance(85):
        registered = [e.day for e in plan.events if e.kind == "inschrijving_brp"]
        _subject(plan, "pvt", max([plan.start, *registered]))
    if dice.chance(50):
        _loan(plan)
    for _ in range(dice.among((0, 0, 0, 0, 1) if not plan.wild else (1, 0, 2))):
        _ending(plan)
    for _ in range(dice.among((0, 0, 0, 1, 2))):
        plan.add(dice.among(REQUESTS), plan.near())
    for _ in range(dice.among((0, 1, 2)) if plan.wild else 0):
        plan.add(dice.among(tuple(vocabulary.events)), plan.near())
    return Dossier("leven", person, tuple(plan.events))


def a_doubtful_life(dice: Dice, vocabulary: Vocabulary) -> Dossier:
    """A life in which some fields of some events are given as ``onbekend``."""
    dossier = a_life(dice, vocabulary)
    events = list(dossier.events)
    for _ in range(dice.between(1, 2) if events else 0):
        place = dice.upto(len(events) - 1)
        declared = sorted(vocabulary.events[events[place].kind].fields)
        if declared:
            unknown = {**events[place].fields, dice.among(declared): UNKNOWN}
            events[place] = attrs.evolve(events[place], fields=unknown)
    return attrs.evolve(dossier, events=tuple(events))


def some_events(vocabulary: Vocabulary, dice: Dice, first: int, last: int) -> list[Event]:
    """Any events of any kind between two days."""
    kinds = tuple(vocabulary.events)
    return [
        event_of(vocabulary, dice, dice.among(kinds), dice.between(first, last), 30)
        for _ in range(dice.between(1, 4))
    ]


def days_of(dossier: Dossier) -> list[int]:
    """The days on or beside which something happens in a life, and on which the law changed."""
    matter = {event.day for event in dossier.events}
    own = {on + step for on in matter for step in (-1, 0, 1, 92)}
    return sorted(on for on in own | set(LAW_DAYS) if FIRST <= on <= HORIZON)


def reference_days(dossier: Dossier, dice: Dice, number: int) -> list[datetime.date]:
    """Days to ask about: those that matter, late ones, and any other, in order of time."""
    matter = days_of(dossier)
    found = []
    for _ in range(number):
        if dice.chance(60):
            found.append(dice.among(matter))
        else:
            found.append(FIRST + 2_000 + dice.upto(HORIZON - FIRST - 2_000))
    return [datetime.date.fromordinal(on) for on in sorted(found)]
