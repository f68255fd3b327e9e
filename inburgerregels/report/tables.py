"""Published tables beside what a population comes to: as a report, and as rows for programs."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from inburgerregels.explain.dutch import clean, count, day, number
from inburgerregels.language import Rulebook
from inburgerregels.policy.counting.cells import DASHBOARD, DAYS, LOOSE, Definitions
from inburgerregels.policy.counting.computing import Compared
from inburgerregels.policy.figures import Figures
from inburgerregels.policy.figures.printed import EURO, PERCENT
from inburgerregels.policy.figures.wording import rounded, shown
from inburgerregels.policy.folder import Population
from inburgerregels.report.comparison_view import law_facts
from inburgerregels.report.document import (
    Cell,
    Column,
    Document,
    LineChart,
    Section,
    Series,
    Table,
)

__all__ = ["about_population", "tables_as_json", "tables_document"]

_NOTHING = "-"
#: Behind a figure that is read otherwise than it was printed.
_READ = "*"
_TITLES = {
    LOOSE: "Cijfers uit teksten",
    DASHBOARD: "Indicatoren van het dashboard (brief van 20 december 2023, paragraaf 5.1)",
}


def tables_document(
    compared: Sequence[Compared],
    figures: Figures,
    definitions: Definitions,
    populations: Sequence[Population],
    rulebook: Rulebook,
    again: str,
) -> Document:
    """A section per table; a row per cell, with its share behind it where one was printed.

    ``again`` is the command that makes this report.
    """
    lead = ["Elk leven is met de regels beoordeeld op de dag van het gepubliceerde cijfer."]
    if len(populations) > 1:
        lead.append(
            "Berekend is het gemiddelde over de bevolkingen; laagste en hoogste staan erbij."
        )
    return Document(
        "Gepubliceerd en berekend",
        (*lead, *_too_late(compared, populations)),
        (
            ("Bevolking", tuple(map(about_population, populations))),
            *law_facts(rulebook),
            ("Hoe dit opnieuw te maken", (again,)),
        ),
        tuple(
            _section(
                name, [one for one in compared if one.cell.table == name], figures, definitions
            )
            for name in dict.fromkeys(one.cell.table for one in compared)
        ),
    )


def tables_as_json(compared: Sequence[Compared]) -> list[dict[str, Any]]:
    """A row per cell: amounts in cents, shares in percent, both as whole or decimal numbers."""
    return [
        {
            "tabel": one.cell.table,
            "rij": one.cell.row,
            "kolom": f"{one.cell.column}%" if one.cell.of is not None else one.cell.column,
            "titel": one.cell.title,
            "eenheid": "cent" if one.cell.unit == EURO else one.cell.unit,
            "peildatum": one.day.isoformat(),
            "gepubliceerd": _plain(one.exact, one.cell.unit),
            "gedrukt": None if one.printed is None else one.printed.printed,
            "berekend": _plain(one.mean, one.cell.unit),
            "laagste": _plain(min(one.values, default=None), one.cell.unit),
            "hoogste": _plain(max(one.values, default=None), one.cell.unit),
            "verschil_procent": _plain(one.difference, PERCENT),
            "cijfer": one.cell.figure,
            "dag_van_het_cijfer": _iso(None if one.published is None else one.published.day),
        }
        for one in compared
    ]


def about_population(population: Population) -> str:
    """Which lives, and how many real persons each stands for."""
    return (
        f"{clean(str(population.folder))}: {count(population.persons, 'leven', 'levens')}, elk voor "
        f"{rounded(population.weight, 2)} personen; zaad {population.seed}; tot en met "
        f"{day(population.until)}"
    )


def _section(
    name: str, cells: Sequence[Compared], figures: Figures, definitions: Definitions
) -> Section:
    published = figures.tables.get(name)
    judged = _judged(cells, definitions)
    if published is None:
        table = _indicators(cells) if name == DASHBOARD else _loose(cells)
        impossible = [
            f"Niet te berekenen uit levens: {title} ({why})."
            for title, why in (definitions.impossible if name == DASHBOARD else ())
        ]
        return Section(_TITLES[name], (*judged, *impossible), (table,))
    days = dict.fromkeys(one.day for one in cells)
    said = [f"{published.source.tekst}; geteld op {_and(map(day, days))}."]
    if not all(one.same_day for one in cells):
        said.append("Let op: de gepubliceerde cijfers zijn van een andere dag.")
    table = _printed_table(published.title, name, cells, definitions)
    drawn = [f"Beeld: {table.chart.title}."] if table.chart is not None else []
    return Section(f"Tabel {published.number}", (*said, *judged, *drawn), (table,))


def _printed_table(
    title: str, name: str, cells: Sequence[Compared], definitions: Definitions
) -> Table:
    shares = {one.cell.figure: one for one in cells if one.cell.of is not None}
    several = any(len(one.counted) > 1 for one in cells)
    head = [Column("Rij en kolom"), *_numbers("Gepubliceerd", "Berekend", "Verschil")]
    head += _numbers("Gep. %", "Ber. %", "Verschil %") if shares else []
    head += [Column("Laagste en hoogste")] if several else []
    rows = []
    for one in cells:
        if one.cell.of is not None:
            continue
        line = [Cell(", ".join(_names(one))), _published(one), _value(one), _difference(one)]
        share = shares.get(f"{one.cell.figure}%")
        if share is not None:
            line += [_exact(share), _value(share), _difference(share)]
        elif shares:
            line += [Cell("")] * 3
        if several:
            line.append(_spread(share or one))
        rows.append(tuple(line))
    note = "; ".join(_read_otherwise(cells)) or None
    chart = _chart(name, cells, definitions)
    return Table(f"tabel {name}", title, tuple(head), tuple(rows), note, chart)


def _loose(cells: Sequence[Compared]) -> Table:
    """Figures that stand in no table, what they are last."""
    several = any(len(one.counted) > 1 for one in cells)
    head = [Column("Cijfer"), Column("Dag"), *_numbers("Gepubliceerd", "Berekend", "Verschil")]
    head += [Column("Laagste en hoogste")] if several else []
    rows = []
    for one in cells:
        line = [Cell(one.cell.row), Cell(one.day.isoformat())]
        line += [_published(one), _value(one), _difference(one)]
        line += [_spread(one)] if several else []
        rows.append((*line, Cell(one.cell.title)))
    return Table(
        "teksten", "Losse cijfers, elk op zijn eigen dag", (*head, Column("Wat")), tuple(rows)
    )


def _indicators(cells: Sequence[Compared]) -> Table:
    several = any(len(one.counted) > 1 for one in cells)
    head = [Column("Indicator"), *_numbers("Berekend")]
    head += [Column("Laagste en hoogste")] if several else []
    rows = []
    for one in cells:
        said = one.cell.title
        if one.printed is not None:
            note = f"; {one.cell.note}" if one.cell.note else ""
            said += (
                f". Gepubliceerd, niet hetzelfde: {one.printed.printed} ({one.printed.title}{note})"
            )
        line = [Cell(one.cell.row), _value(one), *([_spread(one)] if several else [])]
        rows.append((*line, Cell(said)))
    return Table(
        "dashboard", "Indicatoren, geteld in deze levens", (*head, Column("Wat")), tuple(rows)
    )


def _chart(name: str, cells: Sequence[Compared], definitions: Definitions) -> LineChart | None:
    """What was published and what was counted as two lines: along the rows of a column, or along the
    columns of a row."""
    picture = definitions.pictures.get(name)
    if picture is None:
        return None
    drawn = [
        one
        for one in cells
        if picture.shows(one.cell) and one.mean is not None and one.exact is not None
    ]
    shares = [one for one in drawn if one.cell.of is not None]
    drawn = shares or drawn
    if len(drawn) < 2:
        return None
    across = 0 if picture.column is not None else 1
    points = tuple(_names(one)[across] for one in drawn)
    factor = 100 if shares else 1
    title = f"{_names(drawn[0])[1 - across]}, gepubliceerd en berekend"
    return LineChart(
        title,
        f"Twee lijnen over {count(len(points), 'punt', 'punten')}, van {points[0]} tot {points[-1]}.",
        picture.along,
        "%" if shares else drawn[0].cell.unit,
        points,
        (
            Series("gepubliceerd", tuple(float((one.exact or 0) * factor) for one in drawn)),
            Series("berekend", tuple(float((one.mean or 0) * factor) for one in drawn)),
        ),
    )


def _names(one: Compared) -> list[str]:
    _, row, column = one.cell.title.removesuffix(", percentage").split(", ", 2)
    return [row, column]


def _read_otherwise(cells: Sequence[Compared]) -> list[str]:
    """What was printed where another reading is used."""
    return [
        f"{_READ} {', '.join(_names(one))}: zo gelezen, gedrukt staat er {one.printed.printed}"
        for one in cells
        if one.printed is not None
        and one.published is not None
        and one.cell.of is None
        and one.printed.value != one.published.value
    ]


def _judged(cells: Sequence[Compared], definitions: Definitions) -> list[str]:
    """How many cells lie within the goal of their table, and which lies furthest out."""
    out = []
    for shares in (True, False):
        found = [
            (one, limit)
            for goal in definitions.goals
            for one in cells
            if (limit := goal.limit(one.cell)) is not None
            and (one.cell.unit == PERCENT) is shares
            and one.same_day
        ]
        if not found:
            continue
        judged = [(one, limit) for one, limit in found if one.difference is not None]
        within = [one for one, limit in judged if _size(one) <= limit]
        size = rounded(found[0][1] * 100)
        what = f"{size} procentpunt" if shares else f"{size}%"
        said = f"Binnen {what}: {number(len(within))} van {number(len(found))} cellen."
        if judged:
            furthest = max((one for one, _ in judged), key=_size)
            said += f" Het verst: {', '.join(_names(furthest))}, {_difference(furthest).text}."
        if len(judged) < len(found):
            said += f" Zonder uitkomst: {count(len(found) - len(judged), 'cel', 'cellen')}."
        out.append(said)
    return out


def _size(one: Compared) -> Fraction:
    return abs(one.difference or Fraction(0))


def _too_late(compared: Iterable[Compared], populations: Sequence[Population]) -> list[str]:
    """Days after the last on which anything can happen in a population say nothing."""
    last = min((population.until for population in populations), default=None)
    late = sorted({one.day for one in compared if last is not None and one.day > last})
    if not late:
        return []
    return [f"Let op: {_and(map(day, late))} ligt na de laatste dag van deze levens."]


def _numbers(*titles: str) -> list[Column]:
    return [Column(title, number=True) for title in titles]


def _published(one: Compared) -> Cell:
    if one.published is None or one.printed is None:
        return Cell(_NOTHING)
    decimals = 1 if one.cell.unit == PERCENT else 0
    text = shown(one.published.value, one.cell.unit, decimals)
    mark = _READ if one.printed.value != one.published.value else ""
    return Cell(f"{text}{mark}", one.published.value)


def _exact(one: Compared) -> Cell:
    return _cell(one.exact, one.cell.unit)


def _value(one: Compared) -> Cell:
    return _cell(one.mean, one.cell.unit)


def _spread(one: Compared) -> Cell:
    values = one.values
    if not values:
        return Cell(_NOTHING)
    low, high = (_cell(found, one.cell.unit).text for found in (min(values), max(values)))
    return Cell(f"{low} tot {high}")


def _cell(value: Fraction | None, unit: str) -> Cell:
    if value is None:
        return Cell(_NOTHING)
    if unit == DAYS:
        return Cell(f"{rounded(value, 1)} dagen", value)
    return Cell(shown(value, unit, 1 if unit == PERCENT else 0), value)


def _difference(one: Compared) -> Cell:
    found = one.difference
    if found is None:
        return Cell(_NOTHING)
    sign = "+" if found > 0 and rounded(found * 100, 1).strip("0,") else ""
    unit = " pp" if one.cell.unit == PERCENT else "%"
    return Cell(f"{sign}{rounded(found * 100, 1)}{unit}", found)


def _plain(value: Fraction | None, unit: str) -> int | float | None:
    """A number for JSON: shares in percent and days with two decimals, all else whole."""
    if value is None:
        return None
    decimals = 2 if unit in (PERCENT, DAYS) else 0
    scaled = value * (100 if unit == PERCENT else 1) * 10**decimals
    whole = int(abs(scaled) + Fraction(1, 2)) * (1 if scaled >= 0 else -1)
    return whole if decimals == 0 else float(Fraction(whole, 10**decimals))


def _iso(date: datetime.date | None) -> str | None:
    return None if date is None else date.isoformat()


def _and(words: Iterable[str]) -> str:
    listed = [*words]
    return " en ".join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
