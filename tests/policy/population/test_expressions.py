"""The arithmetic of the model: what it comes to, and that nothing else can be said in it."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from inburgerregels.language.yaml_nodes import Scalar
from inburgerregels.model import Position, ProblemError
from inburgerregels.policy.population.expressions import Scope, expression


def value(text: str, **values: Any) -> Any:
    made = expression(Scalar(text, Position("m.yaml", 3, 7)), "proef")
    draws = {"proef 1": np.array([0.1, 0.5, 0.9]), "proef 2": np.array([0.9, 0.5, 0.1])}
    return made.value(Scope(values, draws.__getitem__))


def listed(text: str, **values: Any) -> list[Any]:
    return np.asarray(value(text, **values)).tolist()


def test_arithmetic_and_comparisons_are_of_everybody_at_once() -> None:
    x = np.array([1.0, 2.0, 3.0])
    assert listed("2 * x - 1", x=x) == [1.0, 3.0, 5.0]
    assert listed("x > 1 and not x == 3", x=x) == [False, True, False]
    assert listed("als(x >= 2, -x, 10)", x=x) == [10.0, -2.0, -3.0]
    assert listed("laagste(x, 2, y)", x=x, y=1.5) == [1.0, 1.5, 1.5]
    assert listed("hoogste(x, 2)", x=x) == [2.0, 2.0, 3.0]
    assert listed("heel(x / 2)", x=x) == [0.0, 1.0, 1.0]


def test_points_are_joined_by_straight_lines_and_flat_beyond() -> None:
    x = np.array([2012, 2013, 2014, 2017, 2019, 2025])
    found = listed("knopen(x, 2013, 10, 2015, 20, 2019, 0)", x=x)
    assert found == [10.0, 10.0, 15.0, 10.0, 0.0, 0.0]


def test_draws() -> None:
    assert listed("uniform()") == [0.1, 0.5, 0.9]
    assert listed("uniform() + uniform()") == [1.0, 1.0, 1.0]
    assert listed("kans(0.5)") == [True, False, False]
    assert listed("kies(0.1, 0.6)") == [1.0, 1.0, 2.0]
    assert listed("lognormaal(4, 0.5)")[1] == pytest.approx(4)
    assert listed("exponentieel(2)")[1] == pytest.approx(2 * np.log(2))
    assert value("dag(2023, 10, 1)") == datetime.date(2023, 10, 1).toordinal()


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "x.__class__",
        "[1, 2]",
        "lambda: 1",
        "'tekst'",
        "x[0]",
        "1 < 2 < 3",
        "kans(p=1)",
        "True",
        "2 ** 9",
        "a if b else c",
        "",
        "1 +",
        "x := 1",
    ],
)
def test_anything_else_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(ProblemError) as raised:
        value(text, x=1)
    (problem,) = raised.value.problems
    assert problem.position == Position("m.yaml", 3, 7)


def test_a_wrong_name_or_number_of_values_is_named() -> None:
    with pytest.raises(ProblemError, match="'lognormal' is geen functie van het model") as raised:
        value("lognormal(1, 2)")
    assert raised.value.problems[0].hint == "bedoelde u lognormaal?"
    with pytest.raises(ProblemError, match="'begn' is geen waarde of parameter") as raised:
        value("begn + 1", begin=1)
    assert raised.value.problems[0].hint == "bedoelde u begin?"
    with pytest.raises(ProblemError, match="'kans' krijgt hier 2 waarden"):
        value("kans(1, 2)")
