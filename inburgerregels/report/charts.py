"""Where everything stands in a chart. The template only draws it; lengths are of the ``viewBox``."""

from __future__ import annotations

import math
from collections.abc import Sequence

import attrs

from inburgerregels.explain.dutch import number
from inburgerregels.report.document import BarChart, LineChart

__all__ = ["DrawnBar", "DrawnBars", "DrawnLine", "DrawnLines", "bars", "lines"]

#: Narrow enough that a phone shows the whole chart with letters that can be read.
_WIDTH = 480
_FIGURES = 90
_LANE = 44
_NAME = 15
_BAR = 16
_LEFT = 92
_RIGHT = 20
_TOP = 36
_HEIGHT = 300
_BOTTOM = 70
#: How wide a letter is, about.
_LETTER = 7.5
#: In the larger letters of a narrow screen; and how far what stands up the side is from the chart.
_LETTER_ON_PHONE, _GAP = 9.0, 14.0
_TICKS = 5
#: How lines and their points differ, apart from colour.
_DASHES = ("", "8 5", "2 4", "12 4 2 4")


@attrs.frozen
class DrawnBar:
    """``name_y`` is where its label stands, above it."""

    label: str
    text: str
    name_y: float
    x: float
    y: float
    width: float
    height: float
    text_x: float
    text_anchor: str
    less: bool


@attrs.frozen
class DrawnBars:
    title: str
    summary: str
    width: int
    height: float
    zero: float
    both_ways: bool
    bars: tuple[DrawnBar, ...]


@attrs.frozen
class DrawnLine:
    title: str
    path: str
    dash: str
    points: tuple[tuple[float, float, str], ...]
    shape: int
    legend_x: float


@attrs.frozen
class DrawnLines:
    """``across`` are the labels along the bottom, ``up`` those along the side."""

    title: str
    summary: str
    axis: str
    unit: str
    width: int
    height: int
    left: float
    right: float
    bottom: float
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]
    lines: tuple[DrawnLine, ...]


def bars(chart: BarChart) -> DrawnBars:
    """Bars to the right for more, and to the left of the same line for less; each under its name."""
    negative = any(bar.share < 0 for bar in chart.bars)
    positive = any(bar.share > 0 for bar in chart.bars)
    left = _FIGURES if negative else 2
    right = _WIDTH - (_FIGURES if positive or not negative else 2)
    room = right - left
    zero = left + (room / 2 if negative and positive else room if negative else 0)
    unit = room / 2 if negative and positive else room
    drawn = []
    for at, bar in enumerate(chart.bars):
        length = max(1.0, abs(bar.share) * unit) if bar.share else 0.0
        less = bar.share < 0
        drawn.append(
            DrawnBar(
                label=bar.label,
                text=bar.text,
                name_y=at * _LANE + _NAME,
                x=_r(zero - length if less else zero),
                y=at * _LANE + _NAME + 6,
                width=_r(length),
                height=_BAR,
                text_x=_r(zero - length - 8 if less else zero + length + 8),
                text_anchor="end" if less else "start",
                less=less,
            )
        )
    return DrawnBars(
        chart.title,
        chart.summary,
        _WIDTH,
        len(drawn) * _LANE + 6,
        _r(zero),
        negative and positive,
        tuple(drawn),
    )


def lines(chart: LineChart) -> DrawnLines:
    """One line per series over points at equal distances; the side begins at nought."""
    values = [value for series in chart.series for value in series.values]
    ticks = _ticks(max([*values, 0.0]), min([*values, 0.0]))
    low, high = ticks[0], ticks[-1]
    bottom = _HEIGHT - _BOTTOM
    # What stands up the side fits beside the chart, also in the larger letters of a phone.
    widest = max(len(text) for text in (*(_shown(value) for value in ticks), chart.unit))
    left = max(_LEFT, widest * _LETTER_ON_PHONE + _GAP)
    step = (_WIDTH - left - _RIGHT) / max(1, len(chart.points) - 1)

    def x(at: int) -> float:
        return _r(left + at * step)

    def y(value: float) -> float:
        return _r(bottom - (value - low) / ((high - low) or 1.0) * (bottom - _TOP))

    longest = max((len(label) for label in chart.points), default=1)
    every = max(1, math.ceil((longest + 2) * _LETTER / step))
    drawn = []
    for place, series in enumerate(chart.series):
        points = tuple(
            (x(at), y(value), f"{chart.points[at]}: {_shown(value)}")
            for at, value in enumerate(series.values)
        )
        drawn.append(
            DrawnLine(
                series.title,
                "M" + "L".join(f"{px} {py}" for px, py, _ in points),
                _DASHES[place % len(_DASHES)],
                points,
                place % 2,
                left + place * 150.0,
            )
        )
    return DrawnLines(
        chart.title,
        chart.summary,
        chart.axis,
        chart.unit,
        _WIDTH,
        _HEIGHT,
        left,
        _WIDTH - _RIGHT,
        bottom,
        tuple((x(at), label) for at, label in enumerate(chart.points) if at % every == 0),
        tuple((y(value), _shown(value)) for value in ticks),
        tuple(drawn),
    )


def _ticks(high: float, low: float) -> Sequence[float]:
    """Round numbers from below the lowest to above the highest."""
    span = (high - low) or 1.0
    size: float = 10.0 ** math.floor(math.log10(span / _TICKS))
    step = next(size * f for f in (1, 2, 5, 10) if span / (size * f) <= _TICKS)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * at for at in range(first, max(last, first + 1) + 1)]


def _shown(value: float) -> str:
    if value and abs(value) < 10 and value != round(value):
        return f"{value:.1f}".replace(".", ",")
    return number(round(value))


def _r(value: float) -> float:
    return round(value, 1)
