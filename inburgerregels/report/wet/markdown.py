"""Markdown: text that means only itself, links, tables, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from inburgerregels.explain.dutch import clean

__all__ = ["Item", "anchor", "bullets", "escaped", "link", "table"]

#: One item of a list, or a list under the item before it.
Item: TypeAlias = "str | list[Item]"

_MEANING = re.compile(r"([\\`*_\[\]<>|~])")
_AT_BEGIN = re.compile(r"^(\s*)([#+-]|\d+[.)])(?=\s)")


def escaped(text: str) -> str:
    """Text in which no character steers the page.

    >>> escaped("een_naam <b> | 2 * 3")
    'een\\\\_naam \\\\<b\\\\> \\\\| 2 \\\\* 3'
    """
    shown = _MEANING.sub(r"\\\1", clean(" ".join(text.split())))
    return _AT_BEGIN.sub(r"\1\\\2", shown)


def link(text: str, target: str) -> str:
    """A link; ``text`` is Markdown already."""
    return f"[{text}]({target.replace(' ', '%20').replace(')', '%29').replace('(', '%28')})"


def anchor(name: str) -> str:
    """A place that a link can point at."""
    return f'<a id="{clean(name)}"></a>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell or " " for cell in line) + " |" for line in lines]


def bullets(items: Iterable[Item], depth: int = 0) -> list[str]:
    """A list; a list among the items goes one step in, under the item before it."""
    out: list[str] = []
    for item in items:
        if isinstance(item, list):
            out += bullets(item, depth + 1)
        else:
            out.append(f"{'  ' * depth}- {item}")
    return out
