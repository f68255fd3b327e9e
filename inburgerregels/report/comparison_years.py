"""What a comparison says of each calendar year."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from inburgerregels.explain.dutch import day
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.margins import Figure
from inburgerregels.policy.questions import Indicator
from inburgerregels.report.comparison_tables import listed, titled
from inburgerregels.report.document import Cell, Column, LineChart, Series, Table
from inburgerregels.report.margins import chance_note, difference_cell, margin_cells
from inburgerregels.report.policy_numbers import change_cell, figure_cell

__all__ = ["year_table", "years_tables"]

#: How many years stand beside each other.
_MOST_YEARS = 7


def years_tables(figures: Figures, indicators: Sequence[Indicator], name: str) -> list[Table]:
    """By how much each indicator differs in every calendar year from the first in which one does; so
    many years to a table that it fits a page."""
    years = {one.name: figures.years(one) for one in indicators if one.year is not None}
    changed = {n: {y for y, f in of.items() if f.change} for n, of in years.items()}
    mine = [one for one in indicators if changed.get(one.name)]
    if not mine:
        return []
    first = min(min(changed[one.name]) for one in mine)
    every = sorted({year for one in mine for year in years[one.name] if year >= first})
    parts = -(-len(every) // _MOST_YEARS)
    size = -(-len(every) // parts)
    return [
        _years_table(
            figures,
            mine,
            years,
            every[at : at + size],
            name if parts == 1 else f"{name} {every[at]}",
        )
        for at in range(0, len(every), size)
    ]


def _years_table(
    figures: Figures,
    indicators: Sequence[Indicator],
    years: Mapping[str, Mapping[int, Figure]],
    every: Sequence[int],
    name: str,
) -> Table:
    rows = tuple(
        (
            Cell(titled(one)),
            *(
                difference_cell(years[one.name][year], one)
                if year in years[one.name]
                else change_cell(Fraction(), one.unit)
                for year in every
            ),
        )
        for one in indicators
    )
    columns = (Column("Verschil in"), *(Column(str(year), True) for year in every))
    title = f"Het verschil in elk jaar, {every[0]}"
    title += f" tot en met {every[-1]}" if len(every) > 1 else ""
    chance = chance_note(
        (titled(one), {str(year): f for year, f in years[one.name].items() if year in every})
        for one in indicators
    )
    said = [chance, *_years_not_whole(every, figures.comparison.day)]
    note = " ".join(text for text in said if text) or None
    return Table(f"jaren {name}".strip(), title, columns, rows, note)


def year_table(figures: Figures, indicator: Indicator, name: str) -> Table:
    """One indicator in every calendar year from the first with anything of it, as it is and as it
    becomes; the chart ends where the lives do."""
    every = figures.years(indicator)
    first = min((year for year, of in every.items() if of.base or of.variant), default=0)
    years = {year: figure for year, figure in every.items() if year >= first}
    rows = tuple(
        (
            Cell(str(year)),
            figure_cell(figure.base, indicator.unit),
            figure_cell(figure.variant, indicator.unit),
            change_cell(figure.change, indicator.unit),
            *margin_cells(figure, indicator.unit),
        )
        for year, figure in years.items()
    )
    columns = (
        *(Column("Jaar"), *(Column(title, True) for title in ("Nu", "Dan", "Verschil"))),
        *(Column(f"Marge van het verschil, {end}", True) for end in ("laagste", "hoogste")),
    )
    divide = 100 if indicator.unit == "euro" else 1
    day_looked = figures.comparison.day
    drawn = {year: figure for year, figure in years.items() if year <= day_looked.year}
    chart = LineChart(
        f"{indicator.title} per jaar",
        listed(f"in {row[0].text} nu {row[1].text} en dan {row[2].text}" for row in rows),
        "Jaar",
        indicator.unit,
        tuple(str(year) for year in drawn),
        tuple(
            Series(title, tuple(float(value / divide) for value in values))
            for title, values in (
                ("nu", [figure.base for figure in drawn.values()]),
                ("dan", [figure.variant for figure in drawn.values()]),
            )
        ),
    )
    short = f"{indicator.name} {name}"
    chance = chance_note([(titled(indicator), {str(year): of for year, of in years.items()})])
    said = [indicator.note, chance, *_years_not_whole(years, day_looked)]
    note = " ".join(text for text in said if text) or None
    table_chart = chart if len(drawn) > 1 else None
    return Table(short, f"{titled(indicator)}, per jaar", columns, rows, note, table_chart)


def _years_not_whole(years: Iterable[int], looked: datetime.date) -> list[str]:
    """Of which years not everything is there."""
    said, last = [], max(years, default=0)
    whole = (looked + datetime.timedelta(days=1)).year > looked.year
    if not whole and last >= looked.year:
        said.append(f"{looked.year} loopt tot en met {day(looked)}.")
    if last > looked.year:
        said.append(
            f"Van na {day(looked)} staat er alleen wat voortkomt uit wat voor die dag al was besloten."
        )
    return said
