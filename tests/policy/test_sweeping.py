"""A parameter over a range: how ranges are typed, and that a point is what loading that law says."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from bench.caseload import caseload
from inburgerregels import load_rulebook
from inburgerregels.data import rules_dir
from inburgerregels.language import Rulebook
from inburgerregels.model import Duration, ProblemError
from inburgerregels.policy.comparing import Variant, compare
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.policy.readings import default_readings
from inburgerregels.policy.sweeping import read_range, sweep
from tests.policy.made import population_of

READINGS = default_readings()


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=READINGS)


def test_a_range_of_durations_is_typed_as_people_do(law: Rulebook) -> None:
    wanted = tuple(Duration(months=months) for months in (24, 30, 36, 42, 48, 54, 60))
    for text in (
        "inburgeringstermijn=2..5jaar/6maanden",
        "inburgeringstermijn = 2 jaar .. 5 jaar / 6 maanden",
        "inburgeringstermijn=24..60maanden/6maanden",
    ):
        assert read_range(text, law).values == wanted


def test_the_last_value_is_there_only_when_a_step_ends_on_it(law: Rulebook) -> None:
    found = read_range("inburgeringstermijn=2..3jaar/5maanden", law).values
    assert found == tuple(Duration(months=months) for months in (24, 29, 34))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("lening_maximum=€ 5.000..€ 10.000/€ 2.500", (500_000, 750_000, 1_000_000)),
        ("lening_maximum=5000..10000/2500", (500_000, 750_000, 1_000_000)),
        ("lening_maximum=5000..10000euro/2500euro", (500_000, 750_000, 1_000_000)),
    ],
)
def test_a_range_of_amounts_is_in_euros(law: Rulebook, text: str, values: tuple[int, ...]) -> None:
    assert read_range(text, law).values == values


def test_a_range_of_percentages_and_of_numbers(law: Rulebook) -> None:
    assert read_range("matiging_achterstand=10..30%/5%", law).values == (10, 15, 20, 25, 30)
    assert read_range("inspanning_uren=100..300uur/100", law).values == (100, 200, 300)
    assert read_range("betaalduur=4..6weken/1week", law).values == tuple(
        Duration(days=7 * weeks) for weeks in (4, 5, 6)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("inburgeringstermijn", "is geen reeks.*schrijf bijvoorbeeld"),
        ("inburgeringstermijn=2..5jaar", "is geen reeks"),
        (
            "inburgerings_termijn=2..5jaar/6maanden",
            "geen parameter.*bedoelde u inburgeringstermijn",
        ),
        ("inburgeringstermijn=2..5jaar/6weken", "gaan niet samen"),
        ("inburgeringstermijn=2..5%/1%", "is geen duur"),
        ("inburgeringstermijn=5..2jaar/6maanden", "is leeg"),
        ("inburgeringstermijn=2..5jaar/0maanden", "is leeg"),
        ("inburgeringstermijn=1..900maanden/1maand", "meer dan 100 punten"),
        ("inburgeringstermijn=2..veel/1jaar", "is geen duur"),
    ],
)
def test_a_range_that_cannot_be_says_what_is_wrong(law: Rulebook, text: str, message: str) -> None:
    with pytest.raises(ProblemError, match=message):
        read_range(text, law)


@pytest.mark.parametrize("name", ["inburgeringstermijn", "pvt_boete"])
def test_a_point_is_what_that_law_says_when_it_is_loaded(
    law: Rulebook, name: str, tmp_path: Path
) -> None:
    """The law with another value is not loaded again; here it is, to compare."""
    value = {"inburgeringstermijn": "30 maanden", "pvt_boete": "€ 100"}[name]
    asked = read_range(f"{name}={value}..{value}/{value}", law)
    own = tmp_path / "ander.yaml"
    own.write_text(
        "voorstel: ander\ntitel: Een andere waarde\nbron: Voorbeeld\n---\n"
        f"parameters:\n  {name}:\n    waarde: {value}\n    bron: Voorbeeld\n",
        encoding="utf-8",
    )
    loaded = load_rulebook([rules_dir(), own], voorstellen=["ander"], lezingen=READINGS)
    population = population_of(law, [*caseload(120)], tmp_path / "b", size=50)
    questions, day = read_questions(law), datetime.date(2023, 7, 1)
    found = sweep([population], law, asked, questions, day, workers=1)
    whole = compare(
        [population], law, [Variant("ander", "Anders", loaded)], questions, day, workers=1
    ).found[0]
    assert found.now.sums[0] == whole.base.sums
    assert found.points[0].sums[0] == whole.variants[0].tally.sums
    assert found.points[0].sums != found.now.sums


def test_more_processes_sweep_the_same(law: Rulebook, tmp_path: Path) -> None:
    population = population_of(law, [*caseload(60)], tmp_path / "b", size=25)
    asked = read_range("inburgeringstermijn=2..3jaar/1jaar", law)
    questions, day = read_questions(law), datetime.date(2023, 7, 1)
    one, more = (
        sweep([population], law, asked, questions, day, workers=workers) for workers in (1, 2)
    )
    assert one.points == more.points
