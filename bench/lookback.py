"""How near evaluated lives come to published figures: the measured tables of ``docs/terugkijken.md``.

``python -m bench.lookback --zaden 1,2,3,4,5 --levens 200000`` makes a population of each seed with the fit
that comes with the program, and counts what was published about them: what the fit was aimed at, and what
it never read. Folders of populations that are there already can be given instead. ``--write`` puts the tables
into the page.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from bench.report import REPORT, replace_measured
from inburgerregels import load_rulebook
from inburgerregels.cli import main as command
from inburgerregels.explain.dutch import number
from inburgerregels.policy.counting.cells import LOOSE, Definitions, read_definitions
from inburgerregels.policy.counting.computing import Compared, compare_cells
from inburgerregels.policy.figures import load_figures
from inburgerregels.policy.figures.figure import JUDGE
from inburgerregels.policy.figures.printed import PERCENT
from inburgerregels.policy.figures.wording import rounded, shown
from inburgerregels.policy.folder import Population
from inburgerregels.policy.readings import default_readings

__all__ = ["PAGE", "main", "tables"]

PAGE = REPORT.with_name("terugkijken.md")
#: The tables on the page, each between marks of its own.
PARTS = ("voorspellingen", "doelen", "tabel 3", "tabel 4")
_MINUS = "\N{MINUS SIGN}"


def tables(populations: Sequence[Population], *, workers: int = 2) -> dict[str, list[list[str]]]:
    """Every table by its name: rows of cells, the heads first."""
    rulebook = load_rulebook(lezingen=default_readings())
    figures = load_figures()
    definitions = read_definitions(rulebook, figures)
    cells = definitions.of(["1", "2", "3", "4", LOOSE])
    found = compare_cells(populations, rulebook, definitions, figures, cells, workers=workers)
    there = [one for one in found if one.published is not None and one.mean is not None]
    return {
        "voorspellingen": _judged(there),
        "doelen": _goals(there, definitions),
        "tabel 3": _by_day([one for one in there if one.cell.table == "3"]),
        "tabel 4": _each([one for one in there if one.cell.table == "4"]),
    }


def _judged(found: Iterable[Compared]) -> list[list[str]]:
    """What the fit never read; table 3 has a table of its own."""
    head = ["cijfer", "dag", "gepubliceerd", "berekend", "laagste en hoogste zaad", "verschil"]
    rows = []
    for one in found:
        assert one.published is not None
        if one.published.use != JUDGE or one.cell.table not in ("1", LOOSE) or not one.same_day:
            continue
        low, high = min(one.values), max(one.values)
        rows.append(
            [
                one.cell.title,
                one.day.isoformat(),
                _figure(one, one.exact),
                _figure(one, one.mean),
                f"{_figure(one, low)} tot {_figure(one, high)}",
                _difference(one),
            ]
        )
    return [head, *rows]


def _goals(found: Sequence[Compared], definitions: Definitions) -> list[list[str]]:
    """Per table how many cells are within its goal, and those that are furthest off."""
    head = ["tabel", "doel", "binnen het doel", "verst ernaast"]
    rows = []
    for goal in definitions.goals:
        limits = [(one, goal.limit(one.cell)) for one in found]
        kept = [
            (one, limit, abs(one.difference))
            for one, limit in limits
            if limit and one.difference is not None
        ]
        for share in (True, False):
            of_kind = [row for row in kept if (row[0].cell.unit == PERCENT) == share]
            if not of_kind:
                continue
            limit = of_kind[0][1]
            assert limit is not None
            worst = sorted(of_kind, key=lambda row: -row[2])[:3]
            aim = f"{rounded(100 * limit, 0)} {'procentpunt' if share else 'procent'}"
            within = sum(off <= (most or 0) for _, most, off in of_kind)
            named = [f"{_name(one)} {_difference(one, 2 if share else 1)}" for one, _, _ in worst]
            rows.append([goal.table, aim, f"{within} van {len(of_kind)}", "; ".join(named)])
    return [head, *rows]


def _by_day(found: Sequence[Compared]) -> list[list[str]]:
    """A row per day, a column per cohort."""
    columns = list(dict.fromkeys(one.cell.column for one in found))
    rows: dict[str, dict[str, str]] = {}
    for one in found:
        text = f"{_figure(one, one.mean)} van {_figure(one, one.exact)}"
        if one.exact:
            text += f" ({_difference(one, 0)})"
        rows.setdefault(one.cell.row, {})[one.cell.column] = text
    return [
        ["dag", *columns],
        *([day, *(row.get(column, "") for column in columns)] for day, row in rows.items()),
    ]


def _each(found: Iterable[Compared]) -> list[list[str]]:
    head = ["", "gepubliceerd", "berekend", "laagste en hoogste zaad", "verschil"]
    return [
        head,
        *(
            [
                f"{one.cell.row}, {one.cell.column}",
                _figure(one, one.exact),
                _figure(one, one.mean),
                f"{_figure(one, min(one.values))} tot {_figure(one, max(one.values))}",
                _difference(one),
            ]
            for one in found
        ),
    ]


def _name(one: Compared) -> str:
    return f"{one.cell.row}, {one.cell.column}"


def _figure(one: Compared, value: Fraction | None) -> str:
    return "" if value is None else shown(value, one.cell.unit, int(one.cell.unit == PERCENT))


def _difference(one: Compared, places: int = 1) -> str:
    value = one.difference
    if value is None:
        return ""
    unit = " pp" if one.cell.unit == PERCENT else "%"
    return f"{_MINUS if value < 0 else '+'}{rounded(abs(100 * value), places)}{unit}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.lookback", description=__doc__)
    parser.add_argument("--bevolking", metavar="MAP", type=Path, action="append")
    parser.add_argument("--levens", metavar="N", type=int, default=200_000)
    parser.add_argument("--zaden", metavar="N,N", default="1,2,3,4,5")
    parser.add_argument("--write", action="store_true", help=f"also write {PAGE.name}")
    asked = parser.parse_args(arguments)
    if not re.fullmatch(r"\d+(,\d+)*", asked.zaden):
        parser.error("--zaden: hele getallen met een komma ertussen")
    with tempfile.TemporaryDirectory() as place:
        folders = asked.bevolking or list(_made(Path(place), asked.levens, asked.zaden.split(",")))
        populations = [Population.open(folder) for folder in folders]
        found = tables(populations)
        seeds = ", ".join(str(one.seed) for one in populations)
        counts = sorted({one.persons for one in populations})
    levens = " en ".join(map(number, counts))
    measured = f"Gemiddelde van zaad {seeds}, {levens} levens per zaad."
    for part in PARTS:
        text = f"{_markdown(found[part])}\n\n{measured}"
        print(f"{part}\n\n{text}\n")
        if asked.write:
            marks = f"<!-- python -m bench.lookback: {part} -->", f"<!-- einde {part} -->"
            replace_measured(PAGE, marks, text)
    return 0


def _made(place: Path, lives: int, seeds: Iterable[str]) -> Iterable[Path]:
    for seed in seeds:
        folder = place / seed
        asked = ["bevolking", "--uit", folder, "--omvang", lives, "--zaad", seed]
        command([str(part) for part in asked], standalone_mode=False)
        yield folder


def _markdown(rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([lines[0], "|---" * len(rows[0]) + "|", *lines[1:]])


if __name__ == "__main__":
    sys.exit(main())
