"""Counting by columns is counting person by person."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import Any

import pytest

from bench.caseload import caseload
from inburgerregels import evaluate, load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.model import UNKNOWN, Dossier, Outcome
from inburgerregels.policy.counting.cells import read_definitions
from inburgerregels.policy.counting.computing import Compared, compare_cells
from inburgerregels.policy.figures import load_figures
from inburgerregels.policy.readings import default_readings
from tests.policy.made import population_of

DAY = datetime.date(2023, 10, 1)
TODAY = DAY.toordinal()


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=default_readings())


@pytest.fixture(scope="module")
def lives() -> list[Dossier]:
    return list(caseload(240, seed=3))


@pytest.fixture(scope="module")
def outcomes(law: Rulebook, lives: list[Dossier]) -> list[tuple[Dossier, Outcome]]:
    return [(life, evaluate(law, life, DAY)) for life in lives]


@pytest.fixture(scope="module")
def counted(
    law: Rulebook, lives: list[Dossier], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str, str], Compared]:
    definitions = read_definitions(law, load_figures())
    folder = tmp_path_factory.mktemp("bevolking") / "b"
    population = population_of(law, lives, folder, size=100, weight="1")
    found = compare_cells(
        [population], law, definitions, load_figures(), definitions.cells, day=DAY, workers=1
    )
    return {
        (one.cell.table, one.cell.row, one.cell.column): one for one in found if one.cell.of is None
    }


def first(life: Dossier, *kinds: str) -> int | None:
    """The day of the first event of the first of these kinds that there is by now."""
    for kind in kinds:
        days = [event.day for event in life.events if event.kind == kind and event.day <= TODAY]
        if days:
            return min(days)
    return None


def cohort(life: Dossier, outcome: Outcome) -> int | None:
    day = first(life, "kennisgeving", "inburgeringsplichtig")
    if day is None:
        begins = [
            term.begin.toordinal()
            for term in outcome.termijnen
            if term.soort in ("examen", "inburgering") and term.nummer == 1
        ]
        day = min(begins, default=None)
    return None if day is None else datetime.date.fromordinal(day).year


def is_asylum(life: Dossier) -> bool:
    permits = sorted(
        (event.day, event.fields.get("vergunning"))
        for event in life.events
        if event.kind == "verblijfsrecht" and event.day <= TODAY
    )
    group = life.person.get("groep")
    return group == "asielstatushouder" or bool(permits and permits[0][1] == "asiel")


def test_the_lives_have_what_is_counted(outcomes: list[tuple[Dossier, Outcome]]) -> None:
    standing = Counter((outcome.regime, outcome.status) for _, outcome in outcomes)
    wanted = ("voldaan", "ontheven", "plichtig", "vervallen", "vrijgesteld")
    assert all(standing["wi2013", status] for status in wanted)
    assert standing["wi2021", "plichtig"]
    assert not any(UNKNOWN in life.person.values() for life, _ in outcomes)


def test_table_2_is_what_counting_one_by_one_gives(
    counted: dict[Any, Compared], outcomes: list[tuple[Dossier, Outcome]]
) -> None:
    names = {"voldaan": "voldaan", "vrijgesteld": "voldaan", "ontheven": "ontheven"}
    names["plichtig"] = "plichtig"
    found: Counter[tuple[str, str]] = Counter()
    for life, outcome in outcomes:
        if outcome.regime != "wi2013" or outcome.status in ("vervallen", "geen_plicht"):
            continue
        group = "asiel" if is_asylum(life) else "overig"
        row = str(cohort(life, outcome))
        for column in ("totaal", group):
            found[row, column] += 1
            found[row, f"{column}.{names[outcome.status]}"] += 1
    table = {key[1:]: one.mean for key, one in counted.items() if key[0] == "2"}
    assert {key: number for key, number in table.items() if number} == {
        key: number for key, number in found.items() if key in table
    }


def test_tables_3_and_4_are_what_counting_one_by_one_gives(
    counted: dict[Any, Compared], outcomes: list[tuple[Dossier, Outcome]]
) -> None:
    old = [(life, outcome) for life, outcome in outcomes if outcome.regime == "wi2013"]
    nearly = [
        life
        for life, outcome in old
        if outcome.status == "plichtig"
        and is_asylum(life)
        and outcome.lening["opgenomen_cent"] >= 950_000
    ]
    assert nearly
    assert counted["3", "2023-11-01", "totaal"].mean == len(nearly)
    for row, has, adds in (
        ("toegekend", "toegekend_cent", "opgenomen_cent"),
        ("kwijtgescholden", "kwijtgescholden_cent", "kwijtgescholden_cent"),
        ("teniet", "teniet_cent", "teniet_cent"),
    ):
        loans = [outcome.lening[adds] for _, outcome in old if outcome.lening[has] > 0]
        assert counted["4", row, "aantal"].mean == len(loans), row
        assert counted["4", row, "bedrag"].mean == sum(loans), row
    open_loans = [
        outcome.lening["restschuld_cent"]
        for _, outcome in old
        if outcome.lening["restschuld_cent"] > 0
        and any(
            one.soort == "terugbetaling" and one.velden["vanaf"] <= DAY and one.datum <= DAY
            for one in outcome.besluiten
            if one.vervallen_op is None or one.vervallen_op > DAY
        )
    ]
    assert counted["4", "terugbetaling", "aantal"].mean == len(open_loans)
    assert counted["4", "terugbetaling", "bedrag"].mean == sum(open_loans)


def test_plans_and_routes_are_what_counting_one_by_one_gives(
    counted: dict[Any, Compared], outcomes: list[tuple[Dossier, Outcome]]
) -> None:
    new = [life for life, outcome in outcomes if outcome.regime == "wi2021"]
    bound = [
        life
        for life, outcome in outcomes
        if (outcome.regime, outcome.status) == ("wi2021", "plichtig")
    ]
    assert counted["1", "plichtigen", "2023-10-01"].mean == len(bound)
    assert counted["1", "pip", "2023-10-01"].mean == sum(has_plan(life) for life in bound)
    planned = [life for life in new if has_plan(life)]
    for route in ("b1", "onderwijs", "z"):
        share = counted["dashboard", f"route-{route}", ""].mean
        assert share is not None
        assert share * len(planned) == sum(last_route(life) == route for life in planned), route


def has_plan(life: Dossier) -> bool:
    plans = [event.day for event in life.events if event.kind == "pip" and event.day <= TODAY]
    undone = [e.day for e in life.events if e.kind == "pip_ingetrokken" and e.day <= TODAY]
    return bool(plans) and max(plans) >= max(undone, default=0)


def last_route(life: Dossier) -> Any:
    kinds = ("pip", "leerroute_wijziging")
    routes = [
        (event.day, kinds.index(event.kind), event.fields["leerroute"])
        for event in life.events
        if event.kind in kinds and event.day <= TODAY
    ]
    return max(routes)[2]
