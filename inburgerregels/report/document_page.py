"""A report as one page: readable without the network, each picture with the table it is of."""

from __future__ import annotations

import re

from inburgerregels.report.charts import DrawnBars, DrawnLines, bars, lines
from inburgerregels.report.document import BarChart, Document, LineChart, Table
from inburgerregels.report.page import environment

__all__ = ["document_as_html"]


def document_as_html(document: Document) -> str:
    """Everything that is filled in is escaped."""
    titles = [table.title for table in document.tables]

    def own_name(table: Table) -> str:
        """What tells a table from another with the same title, to who hears the page."""
        return f" ({table.name.strip()})" if titles.count(table.title) > 1 else ""

    template = environment().get_template("verslag.html.j2")
    return template.render(
        title=document.title, document=document, drawn=_drawn, slug=_slug, own_name=own_name
    )


def _drawn(chart: BarChart | LineChart) -> DrawnBars | DrawnLines:
    return bars(chart) if isinstance(chart, BarChart) else lines(chart)


def _slug(text: str) -> str:
    """A text as part of an address within the page."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "x"
