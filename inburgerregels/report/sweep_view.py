"""A parameter over a range, as a part of a report."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from inburgerregels.policy.questions import Indicator
from inburgerregels.policy.sweeping import Point, Sweep
from inburgerregels.policy.tally import Sum
from inburgerregels.report.comparison_view import about_the_run, law_facts
from inburgerregels.report.document import Cell, Column, Document, LineChart, Section, Series, Table
from inburgerregels.report.policy_numbers import figure_cell
from inburgerregels.report.values import typed_value

__all__ = ["sweep_document", "sweep_section"]


def sweep_document(sweep: Sweep, again: str, notes: Sequence[str] = ()) -> Document:
    """A report about one sweep."""
    questions = sweep.questions
    return Document(
        f"Wat er verandert met {sweep.range.title[:1].lower()}{sweep.range.title[1:]}",
        tuple(notes),
        (
            *about_the_run(sweep.populations, sweep.day),
            *law_facts(sweep.rulebook),
            ("Hoe dit opnieuw te maken", (again,)),
        ),
        (sweep_section(sweep), Section("Kanttekeningen", questions.caveats)),
    )


def sweep_section(sweep: Sweep) -> Section:
    """The chart of every indicator that depends on the parameter, and one table of them all."""
    asked = sweep.range
    labels = [typed_value(point.value, asked.type) for point in sweep.points]
    moving = [
        indicator
        for indicator in sweep.questions.indicators.values()
        if len({_value(sweep, point, indicator) for point in (sweep.now, *sweep.points)}) > 1
    ]
    whole = Table(
        f"reeks {asked.parameter}",
        f"{asked.title}: elke waarde, met wat er dan uitkomt",
        (Column(asked.title), *(Column(_titled(one), True) for one in moving)),
        tuple(
            (Cell(label), *(_cell(sweep, point, one) for one in moving))
            for label, point in (
                ("zoals het nu is", sweep.now),
                *zip(labels, sweep.points, strict=True),
            )
        ),
    )
    tables = [_one(sweep, indicator, labels) for indicator in moving]
    still = len(sweep.questions.indicators) - len(moving)
    said = [
        f"Iedereen is bij elke waarde van {asked.parameter} doorgerekend, alsof die altijd had gegolden.",
    ]
    if not moving:
        said.append("Geen enkel cijfer hangt ervan af.")
    elif still:
        said.append(f"Wat niet verandert ({still} indicatoren) staat er niet bij.")
    inner = Section("Per indicator", (), tuple(tables))
    return Section(
        f"Reeks: {asked.title}",
        tuple(said),
        (whole,) if moving else (),
        (inner,) if moving else (),
    )


def _one(sweep: Sweep, indicator: Indicator, labels: Sequence[str]) -> Table:
    cells = [_cell(sweep, point, indicator) for point in sweep.points]
    rows = tuple((Cell(label), cell) for label, cell in zip(labels, cells, strict=True))
    unit, values = indicator.unit, [_value(sweep, point, indicator) for point in sweep.points]
    scale = 100 if unit == "euro" else 1
    chart = LineChart(
        f"{indicator.title} naar {sweep.range.title.lower()}",
        f"Van {cells[0].text} bij {labels[0]} tot {cells[-1].text} bij {labels[-1]}.",
        sweep.range.title,
        unit,
        tuple(labels),
        (Series(indicator.title, tuple(float(value / scale) for value in values)),),
    )
    return Table(
        f"reeks {indicator.name}",
        _titled(indicator),
        (Column(sweep.range.title), Column(_titled(indicator), True)),
        rows,
        indicator.note,
        chart,
    )


def _cell(sweep: Sweep, point: Point, indicator: Indicator) -> Cell:
    averaged = indicator.average_over is not None
    return figure_cell(_value(sweep, point, indicator), indicator.unit, averaged=averaged)


def _value(sweep: Sweep, point: Point, indicator: Indicator) -> Fraction:
    """An indicator at a point: the mean over the populations, of real persons."""
    found = Fraction()
    for population, sums in zip(sweep.populations, point.sums, strict=True):
        total = sums.get(indicator.name, Sum()).total
        if indicator.average_over is None:
            found += total * population.weight
        else:
            over = sums.get(indicator.average_over, Sum()).total
            found += Fraction(total, over) if over else 0
    return found / len(sweep.populations)


def _titled(indicator: Indicator) -> str:
    if indicator.average_over is not None:
        return f"{indicator.title} (gemiddeld, {indicator.unit})"
    return indicator.title
