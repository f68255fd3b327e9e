"""Plain text on a page of fixed width: headings, wrapped paragraphs, columns that line up."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

__all__ = ["WIDTH", "columns", "heading", "labelled", "paragraph"]

#: Characters on a line; fits a terminal and an A4 page in a fixed-width font.
WIDTH = 100
#: No column is narrower than this because it wraps.
_LEAST = 8


def heading(text: str, underline: str = "-") -> list[str]:
    """A heading and the line under it.

    >>> heading("Lening")
    ['Lening', '------']
    """
    return [text, underline * len(text)]


def paragraph(text: str, *, indent: str = "", first: str | None = None) -> list[str]:
    """The text, wrapped; ``first`` begins the first line, ``indent`` the others.

    >>> paragraph("een twee", indent="  ", first="- ")
    ['- een twee']
    """
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    ) or [(indent if first is None else first).rstrip()]


def labelled(pairs: Iterable[tuple[str, Sequence[str]]], *, indent: str = "") -> list[str]:
    """Labels with their values in a column of their own; each value begins on its own line.

    >>> labelled([("Status", ["plichtig"]), ("Nummer", ["1", "2"])])
    ['Status  plichtig', 'Nummer  1', '        2']
    """
    rows = list(pairs)
    width = max((len(label) for label, _ in rows), default=0)
    out = []
    for label, values in rows:
        margin = f"{indent}{'':{width}}  "
        for at, value in enumerate(values):
            first = f"{indent}{label:{width}}  " if at == 0 else margin
            out += paragraph(value, indent=margin, first=first)
    return out


def columns(
    head: Sequence[str], rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()
) -> list[str]:
    """A table; the columns in ``right`` line up at their end, the last column wraps where its longest
    word fits beside the others. Where it does not, heads of more than one word wrap.

    >>> columns(["Nr", "Bedrag"], [["1", "€ 5,00"], ["2", "€ 50,00"]], right=[1])
    ['Nr   Bedrag', '--  -------', '1    € 5,00', '2   € 50,00']
    """
    at_end = set(right)
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    last = (word for cells in (head, *rows) for word in cells[-1].split())
    least = max(_LEAST, *map(len, last), 0)
    heads = [list(head)]
    if sum(width + 2 for width in widths[:-1]) + least > WIDTH:
        words = [max(map(len, title.split()), default=0) for title in head]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)] if rows else words
        widths = [max(pair) for pair in zip(widths, words, strict=True)]
        heads = _over_lines(head, widths)

    def line(cells: Sequence[str]) -> list[str]:
        padded = [
            f"{cell:>{width}}" if at in at_end else f"{cell:{width}}"
            for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        start = "".join(f"{cell}  " for cell in padded[:-1])
        if len(start) + len(padded[-1]) <= WIDTH or len(start) + least > WIDTH:
            return [(start + padded[-1]).rstrip()]
        return paragraph(cells[-1], indent=" " * len(start), first=start)

    rule = "  ".join("-" * width for width in widths)
    if len(rule) - widths[-1] + least <= WIDTH:
        rule = rule[:WIDTH]
    return [
        *(text for cells in heads for text in line(cells)),
        rule,
        *(text for row in rows for text in line(row)),
    ]


def _over_lines(head: Sequence[str], widths: Sequence[int]) -> list[list[str]]:
    """Heads over as many lines as the longest needs; each ends on the last."""
    wrapped = [
        textwrap.wrap(title, width, break_on_hyphens=False) if title else []
        for title, width in zip(head, widths, strict=True)
    ]
    most = max(map(len, wrapped))
    return [
        [lines[at - most + len(lines)] if at >= most - len(lines) else "" for lines in wrapped]
        for at in range(most)
    ]
