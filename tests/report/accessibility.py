"""What stands in the way of who reads a page by ear, by keyboard, or without colour: one list of checks
for every page that is made. Nothing is drawn; only what follows from the text of the page is checked."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import attrs

from tests.report.contrast import contrast_problems

__all__ = ["Element", "obstacles", "read_page"]

VOID = {"meta", "link", "br", "img", "hr", "input", "line", "rect", "circle", "path", "polygon"}
#: What the Tab key stops at without being told.
STOPS = {"a", "button", "input", "select", "textarea", "summary"}
#: What may not be told to be drawn larger.
NO_ZOOM = re.compile(r"user-scalable\s*=\s*(no|0)|maximum-scale")


@attrs.define
class Element:
    """``text`` is all that is said inside it."""

    tag: str
    given: dict[str, str | None]
    parent: Element | None = None
    children: list[Element] = attrs.field(factory=list)
    said: list[str] = attrs.field(factory=list)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._all_said()).split())

    def _all_said(self) -> Iterator[str]:
        yield from self.said
        for child in self.children:
            yield from child._all_said()

    def all(self, *tags: str) -> Iterator[Element]:
        """Itself and all inside it, in order; only of these tags."""
        if not tags or self.tag in tags:
            yield self
        for child in self.children:
            yield from child.all(*tags)

    def has(self, name: str) -> bool:
        return name in (self.given.get("class") or "").split()

    def __str__(self) -> str:
        return f"<{self.tag}> {self.text[:40]!r}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("", {})
        self.problems: list[str] = []

    def _add(self, tag: str, given: list[tuple[str, str | None]]) -> Element:
        element = Element(tag, dict(given), self.here)
        self.here.children.append(element)
        return element

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.here.tag != tag or self.here.parent is None:
            self.problems.append(f"</{tag}> closes <{self.here.tag}>")
            return
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.said.append(data)


def read_page(html: str) -> tuple[Element, list[str]]:
    """The elements of a page, and which of them are not closed as they were opened."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    left = [] if reader.here is reader.root else [f"<{reader.here.tag}> is never closed"]
    return reader.root, reader.problems + left


def obstacles(html: str) -> list[str]:
    """Everything that is wrong with a page, as sentences; none of a page that all can read."""
    page, found = read_page(html)
    for check in (_document, _names, _headings, _tables, _pictures, _lists, _keyboard):
        found += check(page)
    for style in page.all("style"):
        found += contrast_problems(style.text, html)
    return found


def _document(page: Element) -> Iterator[str]:
    for root in page.all("html"):
        if root.given.get("lang") != "nl":
            yield "the page does not say that it is in Dutch"
    for tag in ("html", "title", "main", "h1"):
        # A chart has a title too.
        every = [
            e for e in page.all(tag) if tag != "title" or (e.parent and e.parent.tag == "head")
        ]
        if len(every) != 1:
            yield f"there are {len(every)} <{tag}>"
        if every and not every[0].text:
            yield f"<{tag}> is empty"
    for meta in page.all("meta"):
        if meta.given.get("name") == "viewport" and NO_ZOOM.search(meta.given.get("content") or ""):
            yield "the page cannot be drawn larger"
    if not any(meta.given.get("name") == "viewport" for meta in page.all("meta")):
        yield "the page does not fit itself to a small screen"


def _names(page: Element) -> Iterator[str]:
    ids = Counter(e.given["id"] for e in page.all() if e.given.get("id"))
    yield from (f"id {name} is given {times} times" for name, times in ids.items() if times > 1)
    for element in page.all():
        for attribute in ("aria-labelledby", "aria-describedby"):
            for name in (element.given.get(attribute) or "").split():
                if name not in ids:
                    yield f"{element} is named by {name}, which is not there"
        if "aria-label" in element.given and not (element.given["aria-label"] or "").strip():
            yield f"{element} has an empty name"
    for link in page.all("a"):
        place = link.given.get("href") or ""
        if not place or not link.text:
            yield f"{link} leads nowhere, or does not say where"
        if place.startswith("#") and place[1:] not in ids:
            yield f"{link} leads to {place}, which is not there"


def _headings(page: Element) -> Iterator[str]:
    headings = [*page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    levels = [int(heading.tag[1]) for heading in headings]
    if levels and levels[0] != 1:
        yield "the first heading is not the main one"
    for (before, after), heading in zip(itertools.pairwise(levels), headings[1:], strict=True):
        if after > before + 1:
            yield f"{heading} comes below a heading of level {before}"
    yield from (f"a {heading.tag} is empty" for heading in headings if not heading.text)


def _tables(page: Element) -> Iterator[str]:
    for table in page.all("table"):
        captions = [child for child in table.children if child.tag == "caption"]
        if len(captions) != 1 or not captions[0].text:
            yield f"{table} does not say what it is about"
            continue
        name = captions[0].text
        heads = [cell for head in table.all("thead") for cell in head.all("th", "td")]
        if not heads or any(cell.tag != "th" or not cell.text for cell in heads):
            yield f"table {name!r} has a column without a heading"
        for cell in table.all("th"):
            in_head = cell in heads
            if cell.given.get("scope") != ("col" if in_head else "row"):
                yield f"in table {name!r} {cell} does not say what it is the heading of"
        for body in table.all("tbody"):
            for row in body.all("tr"):
                cells = [*row.all("th", "td")]
                if len(cells) != len(heads):
                    yield f"in table {name!r} a row has {len(cells)} cells under {len(heads)} heads"
                elif cells[0].tag != "th" or not cells[0].text:
                    yield f"in table {name!r} a row does not say what it is about"


def _pictures(page: Element) -> Iterator[str]:
    order = [*page.all("svg", "table")]
    for place, picture in enumerate(order):
        if picture.tag != "svg":
            continue
        own = {e.given.get("id"): e for e in picture.all("title", "desc") if e.given.get("id")}
        named = (picture.given.get("aria-labelledby") or "").split()
        if picture.given.get("role") != "img":
            yield f"{picture} is not called a picture"
        if {own[name].tag for name in named if name in own and own[name].text} != {"title", "desc"}:
            yield f"{picture} is not named by its own title and description"
        if place + 1 == len(order) or order[place + 1].tag != "table":
            yield f"{picture} has no table after it"
        lines = [e for e in picture.all("path") if e.has("reeks")]
        if len({line.given.get("stroke-dasharray") for line in lines}) < len(lines):
            yield f"{picture} has lines that only colour tells apart"
        for bar in picture.all("rect"):
            if (
                bar.has("staaf")
                and bar.has("minder")
                and "url(#" not in (bar.given.get("fill") or "")
            ):
                yield f"{picture} has bars that only colour tells apart"
    for image in page.all("img"):
        if "alt" not in image.given:
            yield f"{image} has no text"


def _lists(page: Element) -> Iterator[str]:
    for element in page.all("ul", "ol"):
        if not element.children or any(child.tag != "li" for child in element.children):
            yield f"{element} is a list of something else than items, or of nothing"
    for element in page.all("li"):
        if element.parent is None or element.parent.tag not in ("ul", "ol"):
            yield f"{element} is in no list"
    for element in page.all("dl"):
        for group in element.children:
            tags = [child.tag for child in group.children]
            if group.tag != "div" or set(tags) != {"dt", "dd"} or tags[0] != "dt":
                yield f"{element} is no list of terms and what they say"


def _keyboard(page: Element) -> Iterator[str]:
    every = [*page.all()]
    stops = [e for e in every if e.tag in STOPS or e.given.get("tabindex") == "0"]
    mains = [e.given.get("id") for e in every if e.tag == "main"]
    if not stops or stops[0].given.get("href") not in {f"#{name}" for name in mains}:
        yield "the first stop of the keyboard does not lead to the content"
    for element in every:
        if element.given.get("tabindex") not in (None, "0", "-1"):
            yield f"{element} takes the keyboard out of its turn"
        if element.has("rol"):
            named = element.given.get("role") == "region" and element.given.get("aria-label")
            if element.given.get("tabindex") != "0" or not named:
                yield f"{element} can scroll, and the keyboard cannot make it"
        if element.given.get("tabindex") == "0" and not element.given.get("role"):
            yield f"{element} is a stop of the keyboard without saying what it is"
        if any(name.startswith("on") for name in element.given):
            yield f"{element} does something that only a mouse or a script can do"
        if element.tag == "details":
            first = element.children[0] if element.children else None
            if first is None or first.tag != "summary" or not first.text:
                yield f"{element} does not say what it unfolds"
    regions = Counter(e.given.get("aria-label") for e in every if e.given.get("role") == "region")
    yield from (
        f"{times} regions are called {name!r}" for name, times in regions.items() if times > 1
    )
