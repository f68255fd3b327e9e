"""The whole rule book: its pages by name, the same for the same rule files."""

from __future__ import annotations

from collections.abc import Mapping

from inburgerregels.language.all_law import AllLaw
from inburgerregels.report.wet.chapters import chapters, written
from inburgerregels.report.wet.indexes import (
    contents_page,
    doubts_pages,
    readings_page,
    sources_pages,
)
from inburgerregels.report.wet.places import WORDS, Places
from inburgerregels.report.wet.words import words_page

__all__ = ["law_book"]


def law_book(law: AllLaw) -> Mapping[str, str]:
    """The text of every page by its name below the folder of the book."""
    places = Places(law)
    exceptions: dict[str, list[str]] = {}
    for layer in law.layers:
        for piece in layer.pieces:
            for name in places.general(piece):
                exceptions.setdefault(name, []).append(places.key(piece))
    found = chapters(places)
    pages = {chapter.page: written(chapter, places, exceptions) for chapter in found}
    pages["README.md"] = contents_page(found, law)
    pages["lezingen.md"] = readings_page(places)
    pages |= doubts_pages(places)
    pages |= sources_pages(places)
    pages[WORDS] = words_page(law)
    return {name: _text(lines) for name, lines in sorted(pages.items())}


def _text(lines: list[str]) -> str:
    """The lines as a file: never two empty ones in a row, one newline at the end."""
    out: list[str] = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line.rstrip())
    while out and not out[-1]:
        out.pop()
    return "\n".join(out) + "\n"
