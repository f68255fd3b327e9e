"""Published tables beside what a population comes to, as text and as JSON."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from inburgerregels.explain.dutch import count, day, number
from inburgerregels.policy.counting.cells import DASHBOARD, DAYS, LOOSE, Definitions
from inburgerregels.policy.counting.computing import Compared
from inburgerregels.policy.figures import Figures
from inburgerregels.policy.figures.printed import EURO, PERCENT
from inburgerregels.policy.figures.wording import rounded, shown
from inburgerregels.policy.folder import Population
from inburgerregels.report.layout import columns, heading, paragraph

__all__ = ["about_populations", "tables_as_json", "tables_as_text"]

_NOTHING = "-"
#: Behind a figure that is read otherwise than it was printed.
_READ = "*"
_TITLES = {
    LOOSE: "Cijfers uit teksten",
    DASHBOARD: "Indicatoren van het dashboard (brief van 20 december 2023, 5.1)",
}


def tables_as_text(
    compared: Sequence[Compared],
    figures: Figures,
    definitions: Definitions,
    populations: Sequence[Population],
) -> str:
    """A table after another; one line per cell, with its share behind it where that was printed."""
    out = about_populations(populations)
    out += _too_late(compared, populations)
    for name in dict.fromkeys(one.cell.table for one in compared):
        cells = [one for one in compared if one.cell.table == name]
        out += ["", *_head(name, cells, figures)]
        if name == DASHBOARD:
            out += _indicators(cells)
            out += _impossible(definitions)
        elif name == LOOSE:
            out += _loose(cells)
        else:
            out += _lines(cells)
        out += _judged(cells, definitions)
    return "\n".join(out) + "\n"


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


def about_populations(populations: Sequence[Population]) -> list[str]:
    """What was counted: which populations, and how many real persons a life stands for."""
    out = heading("Gepubliceerd en berekend", "=")
    for population in populations:
        said = (
            f"{population.folder}: {count(population.persons, 'leven', 'levens')}, elk voor "
            f"{rounded(population.weight, 2)} personen; zaad {population.seed}; tot en met "
            f"{day(population.until)}"
        )
        out += paragraph(said, indent="  ", first="- ")
    if len(populations) > 1:
        out += paragraph(
            "Berekend is het gemiddelde over deze bevolkingen, met laagste en hoogste."
        )
    return out


def _head(name: str, cells: Sequence[Compared], figures: Figures) -> list[str]:
    table = figures.tables.get(name)
    days = dict.fromkeys(one.day for one in cells)
    if table is None:
        return [*heading(_TITLES[name]), ""]
    out = heading(f"Tabel {table.number}: {table.title}")
    out += paragraph(f"{table.source.tekst}; geteld op {_and(map(day, days))}")
    moved = [one for one in cells if not one.same_day]
    if moved:
        out += paragraph("Let op: de gepubliceerde cijfers zijn van een andere dag.")
    return [*out, ""]


def _lines(cells: Sequence[Compared]) -> list[str]:
    shares = {one.cell.figure: one for one in cells if one.cell.of is not None}
    several = any(len(one.counted) > 1 for one in cells)
    head = ["Rij", "Kolom", "Gepubliceerd", "Berekend", "Verschil"]
    if shares:
        head += ["Gep. %", "Ber. %", "Verschil"]
    if several:
        head += ["Laagste en hoogste"]
    rows = []
    for one in cells:
        if one.cell.of is not None:
            continue
        line = [*_names(one), _published(one), _value(one), _difference(one)]
        share = shares.get(f"{one.cell.figure}%")
        if shares:
            line += [_exact(share), _value(share), _difference(share)] if share else ["", "", ""]
        if several:
            line += [_spread(share or one)]
        rows.append(line)
    right = range(2, len(head) - (1 if several else 0))
    return [*columns(head, rows, right=right), *_read_otherwise(cells)]


def _loose(cells: Sequence[Compared]) -> list[str]:
    """Figures that stand in no table, what they are last."""
    several = any(len(one.counted) > 1 for one in cells)
    head = ["Dag", "Gepubliceerd", "Berekend", "Verschil"]
    head += ["Laagste en hoogste"] if several else []
    rows = []
    for one in cells:
        line = [one.day.isoformat(), _published(one), _value(one), _difference(one)]
        line += [_spread(one)] if several else []
        rows.append([*line, f"{one.cell.title} ({one.cell.row})"])
    return columns([*head, "Cijfer"], rows, right=range(1, len(head)))


def _names(one: Compared) -> list[str]:
    _, row, column = one.cell.title.split(", ", 2)
    return [row, column]


def _read_otherwise(cells: Sequence[Compared]) -> list[str]:
    """What was printed where another reading is used."""
    out = []
    for one in cells:
        if one.printed is None or one.published is None or one.cell.of is not None:
            continue
        if one.printed.value != one.published.value:
            text = f"{_READ} zo gelezen; gedrukt staat er {one.printed.printed} ({', '.join(_names(one))})"
            out += paragraph(text)
    return out


def _indicators(cells: Sequence[Compared]) -> list[str]:
    out = []
    for one in cells:
        said = f"{one.cell.title}: {_value(one)}"
        if len(one.counted) > 1:
            said += f" ({_spread(one)})"
        out += paragraph(said, indent="  ", first="- ")
        if one.printed is not None:
            note = f"; {one.cell.note}" if one.cell.note else ""
            text = (
                f"gepubliceerd, niet hetzelfde: {one.printed.printed} ({one.printed.title}{note})"
            )
            out += paragraph(text, indent="    ")
    return out


def _impossible(definitions: Definitions) -> list[str]:
    out = ["", "Niet te berekenen uit levens:"]
    for title, why in definitions.impossible:
        out += paragraph(f"{title}: {why}", indent="  ", first="- ")
    return out


def _judged(cells: Sequence[Compared], definitions: Definitions) -> list[str]:
    """How many cells lie within the goal of their table, and which lies furthest out."""
    out = []
    for unit in (True, False):
        found = []
        for goal in definitions.goals:
            for one in cells:
                limit = goal.limit(one.cell)
                if limit is not None and (one.cell.unit == PERCENT) is unit and one.same_day:
                    found.append((one, limit))
        if not found:
            continue
        within = [
            one
            for one, limit in found
            if one.difference is not None and abs(one.difference) <= limit
        ]
        limit = found[0][1]
        what = f"{rounded(limit * 100)} procentpunt" if unit else f"{rounded(limit * 100)}%"
        out += ["", f"Binnen {what}: {number(len(within))} van {number(len(found))} cellen."]
        judged = [one for one, _ in found if one.difference is not None]
        if judged:
            furthest = max(judged, key=lambda one: abs(one.difference or Fraction(0)))
            out += paragraph(f"Het verst: {furthest.cell.title}, {_difference(furthest)}.")
        if len(judged) < len(found):
            missing = len(found) - len(judged)
            out += [f"Zonder uitkomst: {count(missing, 'cel', 'cellen')}."]
    return out


def _too_late(compared: Iterable[Compared], populations: Sequence[Population]) -> list[str]:
    """Days after the last on which anything can happen in a population say nothing."""
    last = min((population.until for population in populations), default=None)
    late = sorted({one.day for one in compared if last is not None and one.day > last})
    if not late:
        return []
    text = f"Let op: {_and(map(day, late))} ligt na de laatste dag van deze levens."
    return ["", *paragraph(text)]


def _published(one: Compared) -> str:
    if one.printed is None or one.published is None:
        return _NOTHING
    if one.printed.value != one.published.value:
        return f"{shown(one.published.value, one.cell.unit)}{_READ}"
    decimals = 1 if one.cell.unit == PERCENT else 0
    return shown(one.published.value, one.cell.unit, decimals)


def _exact(one: Compared) -> str:
    return _NOTHING if one.exact is None else shown(one.exact, one.cell.unit, 1)


def _value(one: Compared) -> str:
    return _NOTHING if one.mean is None else _shown(one.mean, one.cell.unit)


def _spread(one: Compared) -> str:
    values = one.values
    if not values:
        return _NOTHING
    low, high = (_shown(found, one.cell.unit) for found in (min(values), max(values)))
    return f"{low} tot {high}"


def _shown(value: Fraction, unit: str) -> str:
    if unit == DAYS:
        return f"{rounded(value, 1)} dagen"
    return shown(value, unit, 1 if unit == PERCENT else 0)


def _difference(one: Compared) -> str:
    found = one.difference
    if found is None:
        return _NOTHING
    sign = "+" if found > 0 and rounded(found * 100, 1).strip("0,") else ""
    unit = " pp" if one.cell.unit == PERCENT else "%"
    return f"{sign}{rounded(found * 100, 1)}{unit}"


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
