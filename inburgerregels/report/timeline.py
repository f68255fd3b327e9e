"""Where everything stands in the picture of a timeline. The template only draws it.

Lengths are in the units of the picture's ``viewBox``.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

import attrs

from inburgerregels.explain.dutch import count, day
from inburgerregels.report.view import CaseView, DecisionView, TermView

__all__ = ["Bar", "Mark", "Moment", "Tick", "Timeline", "moments", "timeline"]

_WIDTH = 960
_GUTTER = 195
_RIGHT = 24
_AXIS = 34
_LANE = 34
_BAR = 20
_RADIUS = 11
_LABEL = 60


@attrs.frozen
class Tick:
    x: float
    label: str


@attrs.frozen
class Bar:
    """A term: how much of its end is extension, and whether it has no known end (``open``)."""

    label: str
    x: float
    y: float
    width: float
    height: float
    extended: float
    projected: bool
    open: bool
    text: str


@attrs.frozen
class Mark:
    """A decision (``number`` as in the list of decisions) or an event (no number)."""

    x: float
    y: float
    number: int | None
    projected: bool
    struck: bool
    text: str


@attrs.frozen
class Timeline:
    width: int
    height: float
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    decisions: tuple[Mark, ...]
    events: tuple[Mark, ...]
    decision_y: float
    event_y: float | None
    today: float
    today_label: str
    label_anchor: str
    summary: str
    radius: int = _RADIUS
    left: int = _GUTTER


@attrs.frozen
class Moment:
    """A row of the table that says what the picture shows."""

    date: datetime.date
    kind: str
    what: str
    note: str


def timeline(case: CaseView) -> Timeline:
    """The picture of one answer: a lane per term, then the decisions, then the events."""
    scale = _Scale(case)
    bars = tuple(_bar(term, _AXIS + at * _LANE, scale) for at, term in enumerate(case.terms))
    y = _AXIS + len(bars) * _LANE
    decisions, y_after = _decision_marks(case.decisions, y + _LANE / 2, scale)
    events = tuple(
        Mark(scale.x(event.date), y_after, None, False, False, f"{day(event.date)}: {event.title}")
        for event in case.events
    )
    today = scale.x(case.reference_date)
    return Timeline(
        width=_WIDTH,
        height=y_after + (_LANE if events else 0) - _LANE / 2 + 26,
        ticks=tuple(scale.ticks()),
        bars=bars,
        decisions=decisions,
        events=events,
        decision_y=y + _LANE / 2,
        event_y=y_after if events else None,
        today=today,
        today_label=f"peildatum {day(case.reference_date)}",
        label_anchor=_anchor(today),
        summary=_summary(case),
    )


def moments(case: CaseView) -> tuple[Moment, ...]:
    """Everything in the picture and every day still to come, in order of date."""
    found = []
    for term in case.terms:
        name = f"{term.title} {term.number}"
        note = "verwacht" if term.projected else ""
        found.append(Moment(term.begin, "Termijn", f"{name} begint", note))
        if term.end:
            found.append(Moment(term.end, "Termijn", f"{name}: laatste dag", note or term.state))
    for decision in case.decisions:
        what = f"{decision.position}. {decision.title}"
        what += f" ({decision.subject})" if decision.subject else ""
        what += f": {decision.amount}" if decision.amount else ""
        found.append(Moment(decision.date, "Besluit", what, _note(decision)))
    found += [Moment(event.date, "Gebeurtenis", event.title, event.fields) for event in case.events]
    found += [Moment(item.date, "Komt nog", item.what, item.consequence) for item in case.agenda]
    found.append(Moment(case.reference_date, "Peildatum", "De dag waarop dit is bekeken", ""))
    return tuple(sorted(found, key=lambda moment: moment.date))


def _note(decision: DecisionView) -> str:
    notes = ["verwacht"] if decision.projected else []
    if decision.struck_on:
        notes.append(f"vervallen op {day(decision.struck_on)}")
    return ", ".join(notes)


class _Scale:
    """From a day to a place from left to right."""

    def __init__(self, case: CaseView) -> None:
        days = [case.reference_date.toordinal()]
        for term in case.terms:
            days += [term.begin.toordinal(), (term.end or term.begin).toordinal()]
        days += [decision.date.toordinal() for decision in case.decisions]
        days += [event.date.toordinal() for event in case.events]
        margin = max(60, (max(days) - min(days)) // 40)
        self._first = max(datetime.date.min.toordinal(), min(days) - margin)
        self._last = min(datetime.date.max.toordinal(), max(days) + margin)

    def x(self, date: datetime.date) -> float:
        share = (date.toordinal() - self._first) / (self._last - self._first)
        return round(_GUTTER + share * (_WIDTH - _RIGHT - _GUTTER), 1)

    def ticks(self) -> Iterable[Tick]:
        """The first of January of every so many years, no closer than their labels allow."""
        first = datetime.date.fromordinal(self._first).year + 1
        last = datetime.date.fromordinal(self._last).year
        room = max(1, (_WIDTH - _RIGHT - _GUTTER) // _LABEL)
        step = -(-max(1, last - first + 1) // room)
        for year in range(first, last + 1, step):
            yield Tick(self.x(datetime.date(year, 1, 1)), str(year))


def _bar(term: TermView, y: float, scale: _Scale) -> Bar:
    begin = scale.x(term.begin)
    end = scale.x(term.end) if term.end else _WIDTH - _RIGHT
    until = day(term.end) if term.end else "nog niet vast te stellen"
    extended = datetime.timedelta(days=term.extended_days)
    text = f"{term.title} {term.number}: {day(term.begin)} tot en met {until}, {term.state}"
    return Bar(
        label=f"{term.title} {term.number}, {'verwacht' if term.projected else term.state}",
        x=begin,
        y=y + (_LANE - _BAR) / 2,
        width=round(max(3.0, end - begin), 1),
        height=_BAR,
        extended=round(end - scale.x(max(term.begin, term.end - extended)), 1) if term.end else 0,
        projected=term.projected,
        open=term.end is None,
        text=f"{text} (verwacht)" if term.projected else text,
    )


def _decision_marks(
    decisions: Sequence[DecisionView], y: float, scale: _Scale
) -> tuple[tuple[Mark, ...], float]:
    """The marks, each on the first line with room for it, and where the lines end."""
    taken: list[float] = []
    marks = []
    for decision in decisions:
        x = scale.x(decision.date)
        line = next((at for at, end in enumerate(taken) if x - end >= 2 * _RADIUS + 2), len(taken))
        taken[line:] = [x, *taken[line + 1 :]]
        text = f"{decision.position}. {day(decision.date)}: {decision.title}"
        note = _note(decision)
        marks.append(
            Mark(
                x=x,
                y=y + line * (2 * _RADIUS + 4),
                number=decision.position,
                projected=decision.projected,
                struck=decision.struck_on is not None,
                text=f"{text} ({note})" if note else text,
            )
        )
    extra = max(0, len(taken) - 1) * (2 * _RADIUS + 4)
    return tuple(marks), y + extra + _LANE


def _anchor(x: float) -> str:
    """On which side of the line of the reference date its label fits."""
    return "end" if x > _WIDTH - 200 else "start"


def _summary(case: CaseView) -> str:
    parts = [
        count(len(case.terms), "termijn", "termijnen"),
        count(len(case.decisions), "besluit", "besluiten"),
        count(len(case.events), "gebeurtenis", "gebeurtenissen"),
    ]
    return (
        f"{', '.join(parts[:-1])} en {parts[-1]} van {case.person}, met een streep op "
        f"{day(case.reference_date)}. De tabel hieronder geeft dezelfde gegevens."
    )
