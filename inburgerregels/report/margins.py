"""How sure a difference is, as readers see it: its margin, and whether it may be chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from inburgerregels.policy.margins import Figure
from inburgerregels.policy.questions import Indicator
from inburgerregels.report.document import Cell
from inburgerregels.report.policy_numbers import change_cell

__all__ = ["chance_note", "difference_cell", "margin_cells", "may_be_chance"]

_UNKNOWN = "niet bekend"


def may_be_chance(figure: Figure) -> bool:
    """Whether the margin of a difference goes over nought."""
    spread = figure.spread
    return bool(figure.change) and spread is not None and spread.low <= 0 <= spread.high


def margin_cells(figure: Figure, unit: str, *, averaged: bool = False) -> tuple[Cell, Cell]:
    """The lowest and the highest difference."""
    spread = figure.spread
    if spread is None:
        return Cell(_UNKNOWN), Cell(_UNKNOWN)
    low, high = (change_cell(value, unit, averaged=averaged) for value in (spread.low, spread.high))
    return low, high


def difference_cell(figure: Figure, indicator: Indicator) -> Cell:
    """A difference with its margin; nothing that is nought in every population has one."""
    averaged = indicator.average_over is not None
    cell = change_cell(figure.change, indicator.unit, averaged=averaged)
    spread = figure.spread
    if not figure.change and (spread is None or not (spread.low or spread.high)):
        return cell
    margin = margin_cells(figure, indicator.unit, averaged=averaged)
    return Cell(cell.text, cell.value, margin)


def chance_note(figures: Iterable[tuple[str, Mapping[str, Figure]]]) -> str | None:
    """Which differences may be chance: by the name of the row, and in which of its columns."""
    said = []
    for title, of in figures:
        columns = [column for column, figure in of.items() if may_be_chance(figure)]
        if columns:
            said.append(f"{title} ({', '.join(columns)})" if any(columns) else title)
    if not said:
        return None
    return "Kan toeval zijn, want nul ligt binnen de marge: " + "; ".join(said) + "."
