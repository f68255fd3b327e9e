"""A parameter over a range, as a part of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from inburgerregels.explain.dutch import count, day
from inburgerregels.model import Duration
from inburgerregels.policy.population.reliving import can_be_relived
from inburgerregels.policy.questions import Indicator
from inburgerregels.policy.sweeping import Point, Sweep
from inburgerregels.policy.tally import Sum
from inburgerregels.report.comparison_tables import titled
from inburgerregels.report.comparison_view import about_the_run, law_facts
from inburgerregels.report.document import Cell, Column, Document, LineChart, Section, Series, Table
from inburgerregels.report.policy_numbers import figure_cell
from inburgerregels.report.values import typed_value

__all__ = ["sweep_document", "sweep_section"]


#: How many values stand beside each other.
_MOST = 5
_NOT_RELIVED = (
    "Let op: deze levens zijn bij geen enkele waarde opnieuw geleefd, omdat zij niet met inburgerregels "
    "bevolking zijn gemaakt. Wat iemand deed met het oog op zijn termijn staat op de dag van de wet zoals "
    "zij is."
)


def sweep_document(sweep: Sweep, again: str, notes: Sequence[str] = ()) -> Document:
    """A report about one sweep."""
    relived = all(can_be_relived(population) for population in sweep.populations)
    said = sweep.questions.caveats_of(relived=relived)
    labels = _labels(sweep)
    return Document(
        f"{sweep.range.title}: van {labels[0]} tot en met {labels[-1]}",
        (*notes, *_in_short(sweep, labels), *([] if relived else [_NOT_RELIVED])),
        (
            *about_the_run(sweep.populations, sweep.day),
            *law_facts(sweep.rulebook),
            ("Hoe dit opnieuw te maken", (again,)),
        ),
        (sweep_section(sweep), Section("Kanttekeningen", said)),
    )


def _in_short(sweep: Sweep, labels: Sequence[str]) -> list[str | tuple[str, ...]]:
    said = []
    for one in _moving(sweep):
        if one.in_short:
            now, first, last = (
                _cell(sweep, point, one).text
                for point in (sweep.now, sweep.points[0], sweep.points[-1])
            )
            said.append(
                f"{titled(one)}: {first} bij {labels[0]}, {last} bij {labels[-1]}; nu {now}"
            )
    if not said:
        return []
    return [f"Alles bij elkaar, tot en met {day(sweep.day)}:", tuple(said)]


def _labels(sweep: Sweep) -> list[str]:
    """The values as they are read beside each other: all in months where one is no whole year."""
    values = [point.value for point in sweep.points]
    if any(isinstance(value, Duration) and value.months % 12 for value in values):
        return [count(value.months, "maand", "maanden") for value in values]
    return [typed_value(value, sweep.range.type) for value in values]


def _moving(sweep: Sweep) -> list[Indicator]:
    """The indicators that are not the same at every value."""
    return [
        indicator
        for indicator in sweep.questions.indicators.values()
        if len({_value(sweep, point, indicator) for point in (sweep.now, *sweep.points)}) > 1
    ]


def sweep_section(sweep: Sweep) -> Section:
    """A table of every indicator that depends on the parameter, and the charts of those that are said
    first; where none of those does, of all."""
    asked = sweep.range
    labels, moving = _labels(sweep), _moving(sweep)
    shown = [indicator for indicator in moving if indicator.in_short] or moving
    tables = [_one(sweep, indicator, labels) for indicator in shown]
    still = len(sweep.questions.indicators) - len(moving)
    said = [
        f"Iedereen is bij elke waarde van {asked.parameter} doorgerekend, alsof die altijd had gegolden.",
    ]
    if not moving:
        said.append("Geen enkel cijfer hangt ervan af.")
    elif still:
        said.append(f"Wat niet verandert ({still} indicatoren) staat er niet bij.")
    if moving:
        said.append(
            f"Besluiten en bedragen zijn van alle jaren bij elkaar, tot en met {day(sweep.day)}. Een reeks "
            "geeft geen marges, en kleine verschillen tussen twee waarden kunnen toeval zijn: vergelijk de "
            "waarde waar het om gaat apart, als voorstel."
        )
    inner = Section("In beeld", (), tuple(tables))
    return Section(
        f"Reeks: {asked.title}",
        tuple(said),
        tuple(_whole(sweep, moving, labels)) if moving else (),
        (inner,) if moving else (),
    )


def _whole(sweep: Sweep, moving: Sequence[Indicator], labels: Sequence[str]) -> Iterator[Table]:
    """Every indicator at every value, so many values to a table that it fits a page."""
    parts = -(-len(labels) // _MOST)
    size = -(-len(labels) // parts)
    for first in range(0, len(labels), size):
        points = sweep.points[first : first + size]
        own = labels[first : first + size]
        title = f"{sweep.range.title}: elke waarde, met wat er dan uitkomt"
        yield Table(
            f"reeks {sweep.range.parameter}" + (f" {first + 1}" if parts > 1 else ""),
            title if parts == 1 else f"{title}, {own[0]} tot en met {own[-1]}",
            (
                Column("Indicator"),
                Column("Zoals het nu is", True),
                *(Column(one, True) for one in own),
            ),
            tuple(
                (
                    Cell(titled(indicator)),
                    *(_cell(sweep, point, indicator) for point in (sweep.now, *points)),
                )
                for indicator in moving
            ),
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
        titled(indicator),
        (Column(sweep.range.title), Column(titled(indicator), True)),
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
