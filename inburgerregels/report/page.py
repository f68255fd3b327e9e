"""The answer as one page: everything in a single file, readable without the network."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable

import jinja2
import markupsafe

from inburgerregels.explain.dutch import day
from inburgerregels.report.timeline import moments, timeline
from inburgerregels.report.view import CaseView

__all__ = ["cases_as_html", "environment"]


@functools.cache
def environment() -> jinja2.Environment:
    """The templates of this package. Everything that is filled in is escaped."""
    found = jinja2.Environment(
        loader=jinja2.PackageLoader("inburgerregels.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    found.filters["dag"] = _time
    return found


def cases_as_html(cases: Iterable[CaseView]) -> str:
    """A page about one or more persons."""
    shown = list(cases)
    one = shown[0] if len(shown) == 1 else None
    title = (
        f"Inburgering van {one.person} op {day(one.reference_date)}"
        if one
        else f"Inburgering van {len(shown)} personen"
    )
    parts = [(case, timeline(case), moments(case)) for case in shown]
    return environment().get_template("uitkomst.html.j2").render(title=title, cases=parts)


def _time(date: datetime.date) -> markupsafe.Markup:
    return markupsafe.Markup('<time datetime="{}">{}</time>').format(date.isoformat(), day(date))
