"""The rule book as files in a folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from inburgerregels.data import rules_dir
from inburgerregels.language.all_law import read_all_law
from inburgerregels.model import Position, Problem, ProblemError
from inburgerregels.report.wet import law_book

__all__ = ["book_pages", "write_book"]

_FIRST = "README.md"


def book_pages(paths: Iterable[Path] = ()) -> Mapping[str, str]:
    """The pages of the law in these files and folders; without any, of the law that is shipped."""
    return law_book(read_all_law(tuple(paths) or (rules_dir(),)))


def write_book(pages: Mapping[str, str], folder: Path) -> int:
    """Write the pages, take away those of an earlier book that are no more; how many there are.

    A folder with something else in it is refused: nothing of another is overwritten or removed.
    """
    old = sorted(folder.rglob("*")) if folder.is_dir() else []
    files = [path for path in old if not path.is_dir()]
    first = folder / _FIRST
    title = pages[_FIRST].partition("\n")[0]
    ours = first.is_file() and first.read_text(encoding="utf-8").partition("\n")[0] == title
    if (files and not ours) or (folder.exists() and not folder.is_dir()):
        raise ProblemError(
            [
                Problem(
                    "bestand",
                    f"in '{folder}' staat iets anders dan een eerder gemaakt boek",
                    Position(str(folder)),
                    hint="geef een lege of een nieuwe map",
                )
            ]
        )
    for path in files:
        if path.suffix == ".md" and path.relative_to(folder).as_posix() not in pages:
            path.unlink()
    for name, text in pages.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return len(pages)
