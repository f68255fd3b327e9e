"""Random lives under Wi2021, some of which begin on the other side of the change of law.

As in ``lives``: planned around the days that matter, a guess there, and fields from their types.
"""

from __future__ import annotations

from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import ABSENT, Dossier
from tests.properties.lives import ENDINGS, PROCEDURE, Plan
from tests.properties.statute import PARTS, last_day
from tests.properties.values import Dice, day, fields_of

__all__ = ["a_life_of_2021"]

FIRST, LAST = day(2022, 1, 1), day(2023, 12, 31)
#: Around the change of law, on the edge of a rule, at the end of a month and on 29 February.
STARTS = (
    *(FIRST, FIRST - 1, day(2021, 11, 1), day(2022, 1, 31), day(2022, 12, 31), day(2023, 1, 1)),
    *(day(2022, 4, 24), LAST, day(2022, 8, 31)),
)
#: Events that have no place of their own below.
ELSE = (
    *("verlenging", "verlengingsverzoek", "omstandigheid", "verwijtbaarheid", "onwil_vastgesteld"),
    *("leerroute_wijziging", "afschaling", "pip_ingetrokken", "eindgesprek", "opleiding"),
    *("ontheffingsverzoek", "vrijstellingsverzoek", "bijstand", "lening_toegekend", "draagkracht"),
    *("lening_opname", "kwijtscheldingsverzoek", "inkomen", "taalschakeltraject_behaald"),
)
MONTHS_AFTER_A_FINE = (24, 18, 12, 6)


def _intake(plan: Plan, until: int) -> None:
    dice, on = plan.dice, plan.start + 10
    for _ in range(dice.among((0, 1, 2, 3, 4))):
        plan.add("intake_oproep", on, verschenen=dice.chance(25))
        on += dice.among((14, 1, 30))
        if dice.chance(60):
            plan.add("boetebesluit", on, betreft="intake")
            _afterwards(plan, "intake", on)
    if dice.chance(60):
        plan.add("brede_intake_afgerond", max(on, until - dice.upto(20)))


def _afterwards(plan: Plan, about: str, on: int, number: int | None = None) -> None:
    """What follows a fine: objection, decision, appeal, ruling, payment."""
    named = {"betreft": about, "nummer": ABSENT if number is None else number}
    for kind, later in PROCEDURE if plan.dice.chance(35) else ():
        if plan.dice.chance(45):
            on += plan.dice.among((later, 0, 2 * later))
            plan.add(kind, on, **named)


def _violations(plan: Plan, begin: int, end: int) -> None:
    """Agreements of the plan that were not kept, close enough together to be doubled."""
    dice, on = plan.dice, begin + plan.dice.upto(200)
    for number in range(1, dice.among((0, 1, 2, 4, 8)) + 1):
        if on > end + 900:
            break
        plan.add("pip_overtreding", on)
        if dice.chance(85):
            fined = on + dice.among((20, 0, 50, 100))
            plan.add(
                "boetebesluit", fined, betreft="pip", nummer=number if dice.chance(20) else ABSENT
            )
            if dice.chance(8):
                plan.add("bijstand_verlaagd", fined - dice.among((5, 0, -5)), overtreding_op=on)
            _afterwards(plan, "pip", fined)
        on += dice.among((90, 120, 150, 300, 365, 366, 10))


def _learning(plan: Plan, route: str, begin: int, end: int) -> None:
    dice = plan.dice
    for _ in range(dice.upto(4)):
        plan.add("cursusuren", begin + dice.upto(max(1, end - begin)))
    profile = dice.among(("nothing", "some", "all", "late"))
    for part in sorted(PARTS):
        if profile == "all" or (profile != "nothing" and dice.chance(50)):
            on = end - dice.upto(600) if profile != "late" else end + dice.among((0, 1, 30, 200))
            plan.add("examen", on, onderdeel=part, uitslag="behaald", niveau="B1")
        elif dice.chance(40):
            plan.add("examen", end - dice.upto(600), onderdeel=part, uitslag="niet_behaald")
    if route == "z" and dice.chance(60):
        plan.add("cursusuren", begin + 100, soort_uren="nt2", uren=800, keurmerk=True)
        plan.add("cursusuren", begin + 100, soort_uren="participatie", uren=800)
        plan.add("eindgesprek", begin + 300)
    for kind in ("pvt_afgerond", "map_afgerond"):
        if dice.chance(70):
            plan.add(kind, end + dice.among((-300, -1, 0, 1, 100)))


def _ministers_fines(plan: Plan, end: int) -> None:
    dice = plan.dice
    for number in range(1, dice.among((0, 1, 1, 2, 3)) + 1):
        fined = end + dice.among((60, 91, 1, 30, 300, 0, 1_900))
        for about in ("leerroute", "pvt", "map"):
            if dice.chance(50):
                on = fined + dice.among((0, 0, 10, 100))
                named = number if dice.chance(20) else ABSENT
                plan.add("boetebesluit", on, betreft=about, nummer=named)
                _afterwards(plan, about, on)
        end = last_day(fined + 1, dice.among(MONTHS_AFTER_A_FINE))
        plan.ends.append(end)


def a_life_of_2021(dice: Dice, vocabulary: Vocabulary) -> Dossier:
    """A life without unknown fields, that begins around or after the change of law."""
    start = dice.among(STARTS) if dice.chance(50) else FIRST + dice.upto(LAST - FIRST)
    plan = Plan(dice, vocabulary, start, wild=dice.chance(20))
    person = fields_of(dice, vocabulary.person, vocabulary, start, {}, 30)
    person["geboortedatum"] = start - dice.between(5_500, 25_000)
    plan.add("verblijfsrecht", start - dice.among((0, 0, 0, 1, 30)), doel="niet_tijdelijk")
    if dice.chance(70):
        plan.add("inburgeringsplichtig", start)
    if dice.chance(50):
        plan.add("kennisgeving", start + dice.upto(60))
        plan.add("inschrijving_brp", start + dice.upto(100), huisvestingsgemeente=dice.chance(60))
    planned = start + dice.among((70, 100, 200, 0))
    _intake(plan, planned)
    route = dice.among(("b1", "z", "onderwijs", "b1"))
    if not dice.chance(5):
        plan.add("pip", planned, leerroute=route)
    if dice.chance(10):
        plan.add("pip", planned + dice.upto(500))
    end = last_day(planned + 1, 36)
    plan.ends.append(end)
    _learning(plan, route, planned, end)
    _violations(plan, planned, end)
    if dice.chance(75):
        _ministers_fines(plan, end)
    for _ in range(dice.among((0, 0, 1, 2))):
        plan.add(dice.among(ELSE), plan.near())
    if dice.chance(25):
        kind, on = dice.among(ENDINGS), plan.near()
        plan.add(kind, on)
        if kind == "vertrek" and dice.chance(65):
            plan.add("terugkeer", on + dice.among((100, 365, 366, 400)))
    for _ in range(dice.among((0, 1, 2)) if plan.wild else 0):
        plan.add(dice.among(tuple(vocabulary.events)), plan.near())
    return Dossier("leven", person, tuple(plan.events))
