"""What the fit of the population may see: figures of the days set apart for it, as they fit each other."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from inburgerregels.model import Problem, ProblemError, nearest
from inburgerregels.policy.figures.checking import Checked, check
from inburgerregels.policy.figures.figure import FIT, Figure, Table
from inburgerregels.policy.figures.reading import PUBLISHED, read_published

__all__ = ["Figures", "ForFit", "load_figures"]


@attrs.frozen(eq=False)
class Figures:
    """The published figures: as printed, and checked against each other."""

    checked: Checked

    @property
    def printed(self) -> Mapping[str, Figure]:
        return self.checked.published.figures

    @property
    def consistent(self) -> Mapping[str, Figure]:
        """Every figure in the reading that fits the others."""
        return self.checked.consistent

    @property
    def tables(self) -> Mapping[str, Table]:
        """The printed tables, by their number."""
        return self.checked.published.tables

    def for_fit(self) -> ForFit:
        return ForFit(self)


class ForFit(Mapping[str, Figure]):
    """The figures that the fit may read, in the consistent reading.

    Asking for any other raises ``ProblemError``: a figure that only serves to judge, one of another
    day, and one of which it is not certain how to read it.
    """

    def __init__(self, figures: Figures) -> None:
        self._all = figures
        self._allowed = {
            name: figure
            for name, figure in figures.consistent.items()
            if figure.use == FIT
            and figure.day in figures.checked.published.fit_days
            and name not in figures.checked.unsettled
        }

    def __getitem__(self, name: str) -> Figure:
        figure = self._allowed.get(name)
        if figure is None:
            raise ProblemError([self._why_not(name)])
        return figure

    def __contains__(self, name: object) -> bool:
        return name in self._allowed

    def __iter__(self) -> Iterator[str]:
        return iter(self._allowed)

    def __len__(self) -> int:
        return len(self._allowed)

    def _why_not(self, name: str) -> Problem:
        figure = self._all.printed.get(name)
        if figure is None:
            hint = nearest(name, self._all.printed)
            return Problem("P003", f"er is geen gepubliceerd cijfer '{name}'", hint=hint)
        why = "het is om te toetsen"
        if name in self._all.checked.unsettled:
            why = "het is niet zeker hoe het moet worden gelezen"
        message = f"cijfer '{name}' mag niet voor de ijking worden gebruikt: {why}"
        return Problem("P003", message, figure.position)


@functools.cache
def load_figures(folder: Path = PUBLISHED) -> Figures:
    """The figures of a folder, read and checked. Raises ``ProblemError``."""
    return Figures(check(read_published(folder)))
