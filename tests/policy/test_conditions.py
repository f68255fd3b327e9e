"""Conditions on lives, on the days on which they begin and cease to hold."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Duration, Event
from inburgerregels.policy.counting.conditions import (
    All,
    Any_,
    AtLeastAgo,
    Condition,
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
from inburgerregels.policy.counting.conditions import Event as Happened
from inburgerregels.policy.counting.measures import Mean, MeanDays, Share
from inburgerregels.policy.counting.moments import EventDay, FirstKnown, Moment, TakenDay, TermDay
from inburgerregels.policy.counting.people import People
from inburgerregels.policy.evaluated import evaluate_population
from tests.policy.made import population_of

DAY = datetime.date(2023, 10, 1)


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook()


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def life(name: str, *events: Event, **person: object) -> Dossier:
    given = {"geboortedatum": day("1990-01-01"), "groep": "gezinsmigrant", **person}
    return Dossier(name, given, events)


def permit(on: str) -> Event:
    return Event("verblijfsrecht", day(on), {"vergunning": "regulier"})


def plan(on: str, route: str) -> Event:
    return Event("pip", day(on), {"leerroute": route})


def stay(on: str, until: str | None) -> Event:
    return Event("azc_verblijf", day(on), {} if until is None else {"tot": day(until)})


#: What tells each from the others is said by its name.
LIVES = (
    life("a-weg-op-de-dag", permit("2022-03-07"), stay("2022-03-07", "2023-10-01")),
    life("b-weg-een-dag-later", permit("2022-03-07"), stay("2022-03-07", "2023-10-02")),
    life("c-nog-in-het-azc", permit("2022-03-07"), stay("2022-03-07", None)),
    life(
        "d-plan-en-weg-op-een-dag",
        permit("2022-03-07"),
        stay("2022-03-07", "2023-02-06"),
        plan("2023-02-06", "b1"),
    ),
    life(
        "e-plan-op-de-eerste-dag",
        permit("2022-03-07"),
        stay("2023-02-06", "2023-02-07"),
        plan("2023-02-06", "z"),
    ),
    life(
        "f-ingetrokken-op-de-dag-zelf",
        permit("2022-03-07"),
        plan("2023-02-06", "b1"),
        Event("pip_ingetrokken", day("2023-02-06")),
    ),
    life(
        "g-ingetrokken-een-dag-later",
        permit("2022-03-07"),
        plan("2023-02-06", "b1"),
        Event("pip_ingetrokken", day("2023-02-07")),
    ),
    life(
        "h-andere-route",
        permit("2022-03-07"),
        plan("2023-02-06", "b1"),
        Event("leerroute_wijziging", day("2023-06-05"), {"leerroute": "onderwijs"}),
    ),
    life("i-plan-op-de-peildatum", permit("2022-03-07"), plan("2023-10-01", "b1")),
    life("j-plan-na-de-peildatum", permit("2022-03-07"), plan("2023-10-02", "b1")),
    life(
        "k-geslacht", permit("2022-03-07"), geslacht="vrouw", gezinslid_van_asielstatushouder=True
    ),
)
NAMES = [one.id for one in LIVES]


@pytest.fixture(scope="module")
def people(law: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> People:
    folder = tmp_path_factory.mktemp("bevolking") / "b"
    # Blocks of four, so that whoever counts goes over two edges.
    population = population_of(law, LIVES, folder, size=4, weight="1")
    return People(evaluate_population(population, law, DAY, workers=1))


def who(people: People, condition: Condition) -> str:
    """The first letters of those for whom it holds."""
    mask = people.mask(condition)
    return "".join(name[0] for name, holds in zip(NAMES, mask, strict=True) if holds)


def days(people: People, moment: Moment) -> list[int]:
    return [int(found) for found in people.days(moment)]


FIRST_PLAN = EventDay(("pip",))


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Happened("azc_verblijf"), "abcde"),
        (Happened("azc_verblijf", until="tot"), "bc"),
        (Happened("pip"), "defghi"),
        (Happened("pip", (("leerroute", ("z",)),)), "e"),
        (Happened("pip", (("leerroute", ("z", "b1")),)), "defghi"),
        (Happened("pip", unless="pip_ingetrokken"), "defhi"),
        (While(FIRST_PLAN, "azc_verblijf", "tot"), "e"),
        (ValueOf(("pip", "leerroute_wijziging"), "leerroute", ("b1",), last=True), "dfgi"),
        (ValueOf(("pip", "leerroute_wijziging"), "leerroute", ("b1",), last=False), "dfghi"),
        (ValueOf(("pip", "leerroute_wijziging"), "leerroute", ("onderwijs",), last=True), "h"),
        (InYear(FIRST_PLAN, (2023,)), "defghi"),
        (InYear(FIRST_PLAN, (2022, 2024)), ""),
        (InYear(EventDay(("verblijfsrecht",)), (2022,)), "abcdefghijk"),
        # From 6 February to 5 June 2023 is four months less a day.
        (
            Within(FIRST_PLAN, EventDay(("leerroute_wijziging",)), Duration(days=119)),
            "h",
        ),
        (Within(FIRST_PLAN, EventDay(("leerroute_wijziging",)), Duration(days=118)), ""),
        # From 7 March 2022 to 1 October 2023: 573 days.
        (AtLeastAgo(EventDay(("verblijfsrecht",)), Duration(days=573)), "abcdefghijk"),
        (AtLeastAgo(EventDay(("verblijfsrecht",)), Duration(days=574)), ""),
        (AtLeastAgo(FIRST_PLAN, Duration(days=0)), "defghi"),
        (Person("geslacht", ("vrouw",)), "k"),
        (Person("gezinslid_van_asielstatushouder", ("ja",)), "k"),
        (Person("gezinslid_van_asielstatushouder", ("nee",)), "abcdefghij"),
        (Standing("regime", ("wi2021",)), "abcdefghijk"),
        (Standing("regime", ("wi2013",)), ""),
        (Limit("opgenomen_cent", 0), "abcdefghijk"),
        (Limit("opgenomen_cent", 1), ""),
        (Limit("opgenomen_cent", None, 0), "abcdefghijk"),
        (Limit("opgenomen_cent", None, -1), ""),
        (Not(Happened("pip")), "abcjk"),
        (All((Happened("pip"), Happened("azc_verblijf"))), "de"),
        (Any_((Happened("pip"), Happened("azc_verblijf"))), "abcdefghi"),
        (All(()), "abcdefghijk"),
        (Any_(()), ""),
    ],
)
def test_a_condition_holds_for_whom_it_should(
    people: People, condition: Condition, expected: str
) -> None:
    assert who(people, condition) == expected


def test_days_are_of_the_first_or_last_and_never_where_there_is_none(people: People) -> None:
    never = 1 << 30
    assert days(people, FIRST_PLAN) == [
        *[never] * 3,
        *[day("2023-02-06")] * 5,
        day("2023-10-01"),
        *[never] * 2,
    ]
    either = EventDay(("verblijfsrecht", "pip"), (), True)
    assert days(people, either)[7:10] == [day("2023-02-06"), day("2023-10-01"), day("2022-03-07")]
    known = FirstKnown((FIRST_PLAN, EventDay(("verblijfsrecht",))))
    assert days(people, known)[7:10] == [day("2023-02-06"), day("2023-10-01"), day("2022-03-07")]
    # The term begins on the day after the plan.
    begin = days(people, TermDay(("inburgering",), 1, "begin"))
    assert begin[3:5] == [day("2023-02-07")] * 2


def test_measures_leave_out_whom_they_cannot_be_of(people: People) -> None:
    everybody, nobody = people.mask(All(())), people.mask(Any_(()))
    plans = Share(Happened("pip"))
    assert plans.of(people, everybody) is not None
    assert plans.of(people, nobody) is None
    assert Mean("opgenomen_cent").of(people, nobody) is None
    between = MeanDays(EventDay(("verblijfsrecht",)), FIRST_PLAN)
    # Five of 336 days and one of 573.
    found = between.of(people, everybody)
    assert found is not None
    assert found * 6 == 5 * 336 + 573


@pytest.mark.parametrize(
    ("asked", "taken"),
    [("2016-09-04", ""), ("2016-09-05", "x"), ("2016-09-06", "x")],
)
def test_a_decision_counts_from_its_day_on(
    law: Rulebook, tmp_path: Path, asked: str, taken: str
) -> None:
    parts: Sequence[str] = ("lezen", "luisteren", "schrijven", "spreken", "knm")
    exams = [
        Event("examen", day("2016-09-05"), {"onderdeel": part, "uitslag": "behaald"})
        for part in parts
    ]
    one = life("x", Event("inburgeringsplichtig", day("2014-03-03")), *exams)
    population = population_of(law, [one], tmp_path / "b", weight="1")
    found = People(
        evaluate_population(population, law, datetime.date.fromisoformat(asked), workers=1)
    )
    assert bool(found.mask(Taken(("voldaan",)))[0]) is bool(taken)
    assert (days(found, TakenDay(("voldaan",))) == [day("2016-09-05")]) is bool(taken)
