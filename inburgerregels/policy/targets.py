"""Targets that grow: from what was reached in a year that is past, raised where they are reached."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import attrs

from inburgerregels.language import Rulebook
from inburgerregels.language.reader import Reader
from inburgerregels.language.sources import SourceBook
from inburgerregels.language.syntax import parse_percentage
from inburgerregels.language.yaml_nodes import Map, Node, read_documents
from inburgerregels.model import Problems
from inburgerregels.policy.counting.cells import DASHBOARD, Cell, Definitions, read_definitions
from inburgerregels.policy.counting.computing import compare_cells
from inburgerregels.policy.figures import Figures
from inburgerregels.policy.folder import Population

__all__ = [
    "CELLS",
    "TARGETS",
    "Reached",
    "Target",
    "Targets",
    "grown",
    "reached_targets",
    "read_targets",
]

_DATA = Path(__file__).resolve().parent / "gegevens"
#: The targets, and what is counted for them.
TARGETS = _DATA / "streefcijfers.yaml"
CELLS = _DATA / "indicatoren-streefcijfers.yaml"
_DAY = re.compile(r"(\d\d)-(\d\d)\Z")


@attrs.frozen
class Target:
    """A share that is to grow by ``step`` in each year after ``base`` that it was reached, up to
    ``most``."""

    cell: Cell
    base: int
    step: Fraction
    most: Fraction | None = None


@attrs.frozen
class Targets:
    """Counted on one day of each year, ``month`` and ``day``, up to and including year ``last``."""

    title: str
    note: str | None
    month: int
    day: int
    last: int
    targets: tuple[Target, ...]
    definitions: Definitions

    def on(self, year: int) -> datetime.date:
        """The day of counting in a year."""
        return datetime.date(year, self.month, self.day)


@attrs.frozen
class Reached:
    """A year: what was aimed at (None in the base year, or without a base) and what was reached (None
    where there was nobody to count): the mean, and what it was in ``each`` population."""

    year: int
    target: Fraction | None
    realised: Fraction | None
    each: tuple[Fraction, ...] = ()

    @property
    def is_reached(self) -> bool | None:
        """None where there is nothing to compare."""
        if self.target is None or self.realised is None:
            return None
        return self.realised >= self.target

    @property
    def may_be_chance(self) -> bool:
        """Whether it is reached in one population and not in another."""
        return self.target is not None and len({value >= self.target for value in self.each}) > 1


def read_targets(
    rulebook: Rulebook, figures: Figures, path: Path = TARGETS, cells: Path = CELLS
) -> Targets:
    """Raises ``ProblemError`` with what is wrong in the files, and where."""
    definitions = read_definitions(rulebook, figures, indicators=cells)
    by_name = {cell.row: cell for cell in definitions.of([DASHBOARD])}
    problems = Problems()
    ask = Reader(problems, SourceBook({}))
    documents = read_documents(path)
    document = ask.map(documents[0] if documents else None, "het bestand")
    ask.only(document, {"titel", "toelichting", "dag", "tot", "streefcijfers"}, "de streefcijfers")
    month, day = _month_and_day(ask, document)
    found = []
    for key, value in ask.entries(document.get("streefcijfers"), "streefcijfers"):
        given = ask.map(value, "een streefcijfer")
        ask.only(given, {"basisjaar", "verhoging", "ten hoogste"}, "een streefcijfer")
        if key.text not in by_name:
            names = ", ".join(by_name)
            ask.wrong(
                key, f"er is geen indicator '{key.text}' om naar te streven", f"kies uit: {names}"
            )
            continue
        base = ask.count(given.get("basisjaar"), "basisjaar")
        step = _share(ask, given.get("verhoging"), "verhoging")
        if base is None or step is None:
            ask.wrong(key, "een streefcijfer heeft een basisjaar en een verhoging")
            continue
        most = _share(ask, given.get("ten hoogste"), "ten hoogste")
        found.append(Target(by_name[key.text], base, step, most))
    last = ask.count(document.get("tot"), "tot") or 0
    problems.raise_if_any()
    title = ask.text(document.get("titel"), "titel") or ""
    note = ask.text(document.get("toelichting"), "toelichting")
    return Targets(title, note, month, day, last, tuple(found), definitions)


def _month_and_day(ask: Reader, document: Map) -> tuple[int, int]:
    text = ask.text(document.get("dag"), "dag") or ""
    match = _DAY.match(text)
    try:
        assert match is not None
        # The first year is no leap year: a day that most years do not have is no day to count on.
        datetime.date(1, int(match[1]), int(match[2]))
        return int(match[1]), int(match[2])
    except (AssertionError, ValueError):
        ask.wrong(document.get("dag") or document, f"dag: '{text}' is geen maand en dag: 10-01")
        return 1, 1


def _share(ask: Reader, node: Node | None, what: str) -> Fraction | None:
    text = ask.text(node, what)
    if text is None or node is None:
        return None
    try:
        value, scale = parse_percentage(text)
    except ValueError:
        ask.wrong(node, f"{what}: '{text}' is geen percentage")
        return None
    return Fraction(value, 10**scale)


def grown(target: Target, realised: Sequence[Fraction | None]) -> list[Reached]:
    """The target of every year from the base year on, out of what was reached in each of them."""
    found = [Reached(target.base, None, realised[0])]
    goal = None if realised[0] is None else _raised(target, realised[0])
    for year, value in enumerate(realised[1:], target.base + 1):
        found.append(Reached(year, goal, value))
        if goal is None:
            # Nobody could be counted before: the first year with anybody is the base.
            goal = None if value is None else _raised(target, value)
        elif value is not None and value >= goal:
            goal = max(goal, _raised(target, value))
    return found


def _raised(target: Target, value: Fraction) -> Fraction:
    raised = value + target.step
    return raised if target.most is None else min(raised, target.most)


def reached_targets(
    populations: Sequence[Population],
    rulebook: Rulebook,
    targets: Targets,
    figures: Figures,
    *,
    workers: int = 2,
) -> list[tuple[Target, list[Reached]]]:
    """Every target with what was aimed at and reached: the mean over the populations. Nothing is
    counted after the last day on which anything happens in them."""
    until = min(population.until for population in populations)
    first = min((target.base for target in targets.targets), default=targets.last)
    years = [y for y in range(first, targets.last + 1) if targets.on(y) <= until]
    cells = [target.cell for target in targets.targets]
    realised = {
        year: compare_cells(
            populations,
            rulebook,
            targets.definitions,
            figures,
            cells,
            day=targets.on(year),
            workers=workers,
        )
        for year in years
    }
    found = []
    for place, target in enumerate(targets.targets):
        mine = {year: realised[year][place] for year in years if year >= target.base}
        reached = grown(target, [one.mean for one in mine.values()]) if mine else []
        each = {year: tuple(one.values) for year, one in mine.items()}
        found.append((target, [attrs.evolve(one, each=each[one.year]) for one in reached]))
    return found
