"""The fit: it finds what it should, within its bounds, and reads no figure that only serves to judge."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pytest
from click.testing import CliRunner

from inburgerregels import load_rulebook
from inburgerregels.cli.bevolking import bevolking
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from inburgerregels.policy.counting.cells import Definitions, read_definitions
from inburgerregels.policy.figures import Figures, load_figures
from inburgerregels.policy.population.calibrating import _aims, calibrate
from inburgerregels.policy.population.calibration import (
    Calibration,
    Uncertain,
    calibration_file,
    calibration_of,
    write_calibration,
)
from inburgerregels.policy.population.fit import Bounded, fit
from inburgerregels.policy.population.model import Model, model_file, read_model


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook(lezingen={"projectie": "alle"})


@pytest.fixture(scope="module")
def model(rulebook: Rulebook) -> Model:
    return read_model(model_file(), rulebook.vocabulary)


@pytest.fixture(scope="module")
def figures() -> Figures:
    return load_figures()


@pytest.fixture(scope="module")
def definitions(rulebook: Rulebook, figures: Figures) -> Definitions:
    return read_definitions(rulebook, figures)


def curve(values: Mapping[str, float]) -> Any:
    """Misses of a curve through five points; it was drawn with 2 and 0.5."""
    x = np.arange(5.0)
    return values["hoogte"] * np.exp(-values["val"] * x) - 2 * np.exp(-0.5 * x)


def test_a_fit_finds_the_parameters_that_made_the_figures() -> None:
    found = fit([Bounded("hoogte", 9, 0, 10), Bounded("val", 0.1, 0, 3)], curve, steps=30)
    assert found.values == pytest.approx({"hoogte": 2, "val": 0.5}, abs=0.01)
    assert found.covariance is not None
    # Nothing is missed any more: what is left is one margin in each of five points.
    assert found.covariance.shape == (2, 2)
    assert (np.diag(found.covariance) > 0).all()
    assert list(found.costs) == sorted(found.costs, reverse=True)


def test_a_fit_stays_within_its_bounds_and_begins_there() -> None:
    found = fit([Bounded("hoogte", 9, 3, 10), Bounded("val", 0.1, 0, 3)], curve, steps=30)
    assert found.values["hoogte"] == pytest.approx(3)
    with pytest.raises(ValueError, match="buiten de grenzen: val"):
        fit([Bounded("hoogte", 9, 0, 10), Bounded("val", 5, 0, 3)], curve)


def test_a_fit_ends_where_most_lives_are_counted() -> None:
    """Slopes come from a seed in which chance made every point a tenth higher; the end does not."""

    def by_chance(values: Mapping[str, float]) -> Any:
        return curve(values) + 0.1

    told: list[str] = []
    begin = [Bounded("hoogte", 3, 0, 10), Bounded("val", 0.4, 0, 3)]
    alone = fit(begin, by_chance, steps=3)
    assert alone.values != pytest.approx({"hoogte": 2, "val": 0.5}, abs=0.05)
    found = fit(begin, by_chance, surer=curve, steps=3, told=told.append)
    assert found.values == pytest.approx({"hoogte": 2, "val": 0.5}, abs=0.01)
    assert found.misses == pytest.approx(np.zeros(5), abs=0.01)
    assert list(found.costs) == sorted(found.costs, reverse=True)
    assert any(line.startswith("op meer levens: ") for line in told)


def test_the_fit_reads_figures_of_october_and_november_2023_only(
    model: Model, definitions: Definitions, figures: Figures
) -> None:
    days = {datetime.date(2023, 10, 1), datetime.date(2023, 11, 1)}
    aimed = 0
    for one in model.rounds:
        for cell, margin in _aims(definitions, figures, one, model, frozenset()):
            aimed += 1
            assert margin > 0
            for name in cell.of or (cell.figure,):
                assert figures.consistent[name or ""].day in days
                assert figures.consistent[name or ""].use == "ijking"
    assert aimed > 60
    for layer in model.layers:
        assert layer.figure is None or figures.consistent[layer.figure].day in days


@pytest.mark.parametrize(
    "name", ["brief/plichtig-mei", "kis-2024/wi2013", "tabel-1/pip/2023-05-01%"]
)
def test_a_figure_that_serves_to_judge_is_refused(
    model: Model, definitions: Definitions, figures: Figures, name: str
) -> None:
    wrong = attrs.evolve(model.rounds[0], aims={name: 0.01})
    with pytest.raises(ProblemError, match="mag niet voor de ijking worden gebruikt"):
        _aims(definitions, figures, wrong, model, frozenset())


def test_a_figure_that_is_not_there_is_named(
    model: Model, definitions: Definitions, figures: Figures
) -> None:
    wrong = attrs.evolve(model.rounds[0], aims={"tabel-9/*": 0.01})
    with pytest.raises(ProblemError, match=r"geen cijfer heet 'tabel-9/\*'"):
        _aims(definitions, figures, wrong, model, frozenset())


def test_table_two_has_more_than_twice_as_many_cells_as_parameters(
    model: Model, definitions: Definitions, figures: Figures
) -> None:
    first = model.rounds[0]
    cells = [
        cell
        for cell, _ in _aims(definitions, figures, first, model, frozenset())
        if cell.table == "2"
    ]
    assert len(cells) == 9 * 2 * 3
    assert len(first.parameters) < len(cells) / 2


def test_a_round_brings_the_lives_nearer_and_the_same_again(
    model: Model, rulebook: Rulebook, definitions: Definitions, figures: Figures
) -> None:
    (last,) = [one for one in model.rounds if one.among == "wet2021"]
    small = attrs.evolve(last, lives=400, parameters=("plan_asiel", "plan_gezin"))
    begin = Calibration({"plan_asiel": 2.5, "plan_gezin": 2.5}, {})
    told: list[str] = []
    some = attrs.evolve(model, rounds=(small,))
    found, residuals = calibrate(
        some, rulebook, definitions, figures, steps=1, workers=1, begin=begin, told=told.append
    )
    again, _ = calibrate(some, rulebook, definitions, figures, steps=1, workers=1, begin=begin)
    assert again == found
    assert found.parameters["plan_asiel"] < 2
    assert any(line.startswith("stap 1: ") for line in told)
    assert {one.figure for one in residuals} >= {"brief/pip-asiel", "brief/azc"}


def test_a_fit_begins_with_the_values_of_the_model_unless_another_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Calibration | None] = []

    def noticed(
        *_: object, begin: Calibration | None, **__: object
    ) -> tuple[Calibration, list[object]]:
        begun.append(begin)
        return Calibration({"plan_asiel": 1.0}), []

    monkeypatch.setattr("inburgerregels.policy.population.calibrating.calibrate", noticed)
    to, run = str(tmp_path / "nieuw.yaml"), CliRunner()
    assert run.invoke(bevolking, ["--ijk", to], catch_exceptions=False).exit_code == 0
    assert (
        run.invoke(bevolking, ["--ijk", to, "--ijking", to], catch_exceptions=False).exit_code == 0
    )
    first, second = begun
    # The calibration that comes along is there, and is not where a new one begins.
    assert calibration_file().exists()
    assert first is None
    assert second is not None
    assert second.parameters == {"plan_asiel": 1.0}


def test_a_calibration_is_written_and_read_again(tmp_path: Path, model: Model) -> None:
    together = Uncertain(("medisch", "achterstand"), ((0.25, 0.5), (0.5, 4.0)))
    found = Calibration({"medisch": 0.125}, {model.layers[0].name: 1234.5}, (together,))
    path = tmp_path / "ijking.yaml"
    write_calibration(path, found, "gemaakt", {"zaad": 0})
    assert calibration_of(model, model_file(), path) == found
    write_calibration(path, found, "gemaakt", {"verschillen": {"brief/azc": "+1.25"}})
    assert calibration_of(model, model_file(), path).differences == {"brief/azc": "+1.25"}
    path.write_text("parameters: {medische: 1}\ninstroom: {}\n")
    with pytest.raises(ProblemError, match="'medische' hoort niet bij dit model"):
        calibration_of(model, model_file(), path)


def test_parameters_are_drawn_as_far_apart_as_the_fit_is_uncertain(model: Model) -> None:
    together = Uncertain(("mediaan_asiel", "mediaan_gezin"), ((0.0004, 0.0006), (0.0006, 0.0016)))
    found = Calibration({"mediaan_asiel": 3.0, "mediaan_gezin": 3.0}, {}, (together,))
    assert found.drawn(7, model) == found.drawn(7, model)
    drawn = np.array([list(found.drawn(seed, model).parameters.values()) for seed in range(2_000)])
    assert drawn.mean(axis=0) == pytest.approx([3, 3], abs=0.005)
    covariance = np.cov(drawn.T)
    assert covariance == pytest.approx(np.array(together.covariance), rel=0.15)
    wide = attrs.evolve(found, uncertain=(Uncertain(("mediaan_asiel",), ((100.0,),)),))
    bounded = model.parameters["mediaan_asiel"]
    for seed in range(20):
        value = wide.drawn(seed, model).parameters["mediaan_asiel"]
        assert bounded.low is not None
        assert bounded.high is not None
        assert bounded.low <= value <= bounded.high


def test_the_calibration_that_comes_along_is_of_this_model(model: Model) -> None:
    found = calibration_of(model, model_file(), None)
    fitted = {name for one in model.rounds for name in one.parameters}
    assert set(found.parameters) == fitted
    assert f"model: {model.hash}" in calibration_file().read_text(encoding="utf-8")
    for name, value in found.parameters.items():
        one = model.parameters[name]
        assert one.low is not None
        assert one.high is not None
        assert one.low <= value <= one.high


def test_the_calibration_that_comes_along_says_how_far_each_figure_is_off(
    model: Model, definitions: Definitions, figures: Figures
) -> None:
    """On the seeds of the fit; docs/terugkijken.md has what others come to that it has not seen."""
    found = calibration_of(model, model_file(), None)
    aimed = {
        cell.figure
        for one in model.rounds
        for cell, _ in _aims(definitions, figures, one, model, frozenset())
    }
    assert set(found.differences) == aimed
    off = {name: abs(float(text)) for name, text in found.differences.items()}
    assert max(off[name] for name in off if name.startswith("tabel-2/")) < 1
    assert off["tabel-1/pip/2023-10-01%"] < 1
    assert max(off[name] for name in off if name.startswith("tabel-4/")) < 2
