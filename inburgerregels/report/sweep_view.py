"""A parameter over a range, as a part of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from inburgerregels.explain.dutch import count, day
from inburgerregels.model import Duration
from inburgerregels.policy.margins import Figure, figure_of, half_margin, half_of, value_of
from inburgerregels.policy.population.reliving import can_be_relived
from inburgerregels.policy.questions import Indicator
from inburgerregels.policy.sweeping import Point, Sweep
from inburgerregels.policy.tally import Sum
from inburgerregels.report.comparison_tables import titled
from inburgerregels.report.comparison_view import about_the_run, law_facts, what_margin_is
from inburgerregels.report.document import Cell, Column, Document, LineChart, Section, Series, Table
from inburgerregels.report.margins import chance_note, difference_cell, may_be_chance
from inburgerregels.report.policy_numbers import change_cell, figure_cell, spread_text
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
            ends = "; ".join(
                f"{_cell(sweep, point, one).text} bij {label} ({_how_sure(sweep, point, one)})"
                for point, label in ((sweep.points[0], labels[0]), (sweep.points[-1], labels[-1]))
            )
            said.append(f"{titled(one)}: nu {_cell(sweep, sweep.now, one).text}; {ends}")
    if not said:
        return []
    return [f"Alles bij elkaar, tot en met {day(sweep.day)}:", tuple(said)]


def _how_sure(sweep: Sweep, point: Point, indicator: Indicator) -> str:
    """How much more or less than now, and how sure that is."""
    figure, averaged = _figure(sweep, point, indicator), indicator.average_over is not None
    said = [change_cell(figure.change, indicator.unit, averaged=averaged).text]
    if figure.change and figure.spread is not None:
        said.append(f"marge {spread_text(figure.spread, indicator.unit, averaged=averaged)}")
    if may_be_chance(figure):
        said.append("kan toeval zijn")
    return "; ".join(said)


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
            f"Besluiten en bedragen zijn van alle jaren bij elkaar, tot en met {day(sweep.day)}. Elk "
            "verschil is dat met zoals het nu is, en zo ook de marge; een verschil tussen twee andere "
            "waarden kan meer of minder zeker zijn."
        )
        said.append(what_margin_is(len(sweep.populations)))
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
        found = {
            indicator.name: {
                label: _figure(sweep, point, indicator)
                for label, point in zip(own, points, strict=True)
            }
            for indicator in moving
        }
        title = f"{sweep.range.title}: het verschil met zoals het nu is"
        yield Table(
            f"reeks {sweep.range.parameter} verschil" + (f" {first + 1}" if parts > 1 else ""),
            title if parts == 1 else f"{title}, {own[0]} tot en met {own[-1]}",
            (Column("Indicator"), *(Column(one, True) for one in own)),
            tuple(
                (
                    Cell(titled(one)),
                    *(difference_cell(found[one.name][label], one) for label in own),
                )
                for one in moving
            ),
            chance_note((titled(one), found[one.name]) for one in moving),
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
    return _figure(sweep, point, indicator).variant


def _figure(sweep: Sweep, point: Point, indicator: Indicator) -> Figure:
    """An indicator as it is and at a point, with the margin of the difference."""
    pairs, halves = [], []
    for population, *of in zip(
        sweep.populations, sweep.now.sums, point.sums, point.changes, strict=True
    ):
        now, then, changes = of
        one, other = ({name: total.total for name, total in side.items()} for side in (now, then))
        half = half_margin(changes.get(indicator.name, Sum()), population.persons)
        pairs.append(
            (
                value_of(indicator, one, population.weight),
                value_of(indicator, other, population.weight),
            )
        )
        halves.append(half_of(indicator, half, one, other, population.weight))
    return figure_of(pairs, halves)
