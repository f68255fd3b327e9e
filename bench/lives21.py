"""Lives under the law of 2021: any number of them, from a seed.

Like :mod:`bench.lives`: no law is applied, and life ``n`` of a seed is always the same.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

from inburgerregels.model import Dossier, Event

__all__ = ["lives21"]

FIRST = datetime.date(2022, 1, 1).toordinal()
LAST = datetime.date(2025, 6, 30).toordinal()
TOLD_UNTIL = datetime.date(2025, 12, 31).toordinal()
_PARTS = ("lezen", "luisteren", "schrijven", "spreken", "knm")


def lives21(count: int, seed: int = 0, *, first: int = 0) -> Iterator[Dossier]:
    """Lives ``first`` to ``first + count`` of a seed."""
    for number in range(first, first + count):
        yield _life(number, seed)


def _life(number: int, seed: int) -> Dossier:
    draw = random.Random(f"wi2021 {seed} {number}")
    events: list[Event] = []

    def add(kind: str, day: int, **fields: object) -> None:
        if day <= TOLD_UNTIL:
            events.append(Event(kind, day, fields))

    start = draw.randint(FIRST, LAST)
    asylum = draw.random() < 0.7
    permit = {"doel": "niet_tijdelijk", "vergunning": "asiel" if asylum else "regulier"}
    add("verblijfsrecht", start, **permit)
    add("inschrijving_brp", start + draw.randint(0, 120), huisvestingsgemeente=True)
    add("kennisgeving", start + draw.randint(5, 40))
    intake = start + draw.randint(40, 200)
    add("brede_intake_afgerond", intake)
    plan = intake + draw.randint(10, 90)
    route = draw.choice(("b1", "b1", "b1", "onderwijs", "z", "z"))
    add("pip", plan, leerroute=route, **({"uren": 800} if route == "z" else {}))
    add("start_lessen", plan + draw.randint(10, 100))
    if draw.random() < 0.1:
        add("pip_overtreding", plan + draw.randint(100, 600))
    if draw.random() < 0.1:
        add("azc_verblijf", start, tot=start + draw.randint(30, 400))
    if draw.random() < 0.15:
        add("verlengingsverzoek", plan + draw.randint(300, 900), grond="inspanning")
    _lessons(add, draw, plan)
    if route == "b1":
        _exams(add, draw, plan)
    add("pvt_afgerond", plan + draw.randint(20, 700))
    draw.shuffle(events)
    born = start - draw.randint(18 * 366, 60 * 365)
    group = "asielstatushouder" if asylum else "gezinsmigrant"
    return Dossier(
        f"leven21-{seed}-{number}", {"geboortedatum": born, "groep": group}, tuple(events)
    )


def _lessons(add, draw: random.Random, plan: int) -> None:  # type: ignore[no-untyped-def]
    for day in range(plan + draw.randint(60, 200), plan + 900, 150):
        add("cursusuren", day, soort_uren="inburgering", uren=draw.randint(20, 200), keurmerk=True)


def _exams(add, draw: random.Random, plan: int) -> None:  # type: ignore[no-untyped-def]
    for part in _PARTS:
        day = plan + draw.randint(200, 900)
        for _ in range(draw.choice((0, 1, 2, 3))):
            passed = draw.random() < 0.5
            result = "behaald" if passed else "niet_behaald"
            add("examen", day, onderdeel=part, uitslag=result, niveau="B1")
            if passed:
                break
            day += draw.randint(40, 240)
