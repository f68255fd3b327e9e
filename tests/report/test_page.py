"""The answer as a page: one file, readable by everyone, and safe to open."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

import attrs
import pytest

from inburgerregels.model import Dossier, Outcome, Source
from inburgerregels.report import Labels, case_view, cases_as_html

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Page(HTMLParser):
    """The elements of a page, with their attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def html(outcome: Outcome, labels: Labels, dossier: Dossier) -> str:
    return cases_as_html([case_view(outcome, labels, dossier)])


@pytest.fixture
def page(html: str) -> Page:
    return Page(html)


def test_every_element_is_closed_and_every_id_is_given_once(page: Page) -> None:
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert ids
    assert len(ids) == len(set(ids))


def test_what_is_referred_to_by_id_exists(page: Page) -> None:
    ids = {attributes.get("id") for _, attributes in page.elements}
    named = [
        name
        for _, attributes in page.elements
        for name in (attributes.get("aria-labelledby") or "").split()
    ]
    assert named
    assert set(named) <= ids
    assert {link["href"] for link in page.all("a") if (link["href"] or "").startswith("#")} == {
        "#inhoud"
    }
    assert "inhoud" in ids


def test_the_page_says_its_language_and_has_one_main_heading_and_no_gaps_below_it(
    page: Page,
) -> None:
    assert page.all("html") == [{"lang": "nl"}]
    assert len(page.all("main")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))


def test_every_table_has_a_caption_and_every_head_says_what_it_heads(page: Page) -> None:
    assert len(page.all("table")) == len(page.all("caption")) > 0
    assert all(head.get("scope") in {"col", "row"} for head in page.all("th"))


def test_the_picture_has_a_name_a_description_and_the_same_data_as_a_table(page: Page) -> None:
    (picture,) = page.all("svg")
    assert picture["role"] == "img"
    assert (picture["aria-labelledby"] or "").split() == ["p1-beeld-titel", "p1-beeld-beschrijving"]
    assert "3 termijnen, 2 besluiten en 1 gebeurtenis van anna" in page.text
    for row in (
        "2 december 2013 Gebeurtenis De plicht begint",
        "18 mei 2017 Termijn Examen 1: laatste dag verstreken",
        "12 oktober 2017 Besluit 1. Boete (examen 1): ten hoogste € 1.250,00",
        "ten hoogste € 1.250,00 vervallen op 24 juli 2019",
        "17 augustus 2019 Besluit 2. Nog een boete: € 1.062,50 verwacht",
        "18 mei 2019 Komt nog Laatste dag Daarna kan een boete volgen.",
    ):
        assert row in page.text


def test_an_event_after_the_reference_date_is_not_shown(page: Page) -> None:
    assert "Geslaagd" not in page.text


def test_a_projection_and_a_struck_decision_are_marked_in_words(page: Page) -> None:
    assert "Verwacht: projectie, dit besluit is nog niet genomen" in page.text
    assert "Vervallen op 24 juli 2019 : dit besluit geldt niet meer" in page.text


def test_the_page_asks_nothing_of_the_network(html: str, page: Page) -> None:
    assert "default-src 'none'" in html
    assert not page.all("script") + page.all("link") + page.all("img") + page.all("iframe")
    assert not re.search(r"@import|url\((?!#)", html)
    assert not any("src" in attributes or "srcset" in attributes for _, attributes in page.elements)


def test_nothing_from_a_file_becomes_markup(outcome: Outcome, labels: Labels) -> None:
    evil = "\"><script>alert('x')</script><b title='"
    link = Source(evil, url="javascript:alert(1)")
    data = Source("data", url="data:text/html,<script>alert(1)</script>")
    quoted = Source("kwaad", url='https://example.org/"onmouseover="alert(1)')
    wild = attrs.evolve(
        outcome,
        persoon=evil,
        regime=evil,
        status=evil,
        rulebook=attrs.evolve(
            outcome.rulebook, hash=evil, maatregelen=(evil,), lezingen={evil: evil}
        ),
        termijnen=tuple(
            attrs.evolve(term, soort=evil, status=evil, bron=(link, data, quoted))
            for term in outcome.termijnen
        ),
        besluiten=tuple(
            attrs.evolve(
                decision, soort=evil, velden={evil: evil, "l": [evil]}, redenen=(evil,), regel=evil
            )
            for decision in outcome.besluiten
        ),
        termijnagenda=(attrs.evolve(outcome.termijnagenda[0], wat=evil, gevolg=evil),),
        hangt_af_van=({"vraag": evil, "antwoorden": [{"antwoord": evil, "verschil": evil}]},),
    )
    told = Dossier(id="x", person={}, title=evil, source=evil)
    found = Page(cases_as_html([case_view(wild, labels, told), case_view(wild, labels, told)]))
    assert not found.all("script") + found.all("b")
    assert not any(name.startswith("on") for _, attributes in found.elements for name in attributes)
    hrefs = {attributes.get("href") for attributes in found.all("a")} - {"#inhoud"}
    assert hrefs == {"https://wetten.example/7b", 'https://example.org/"onmouseover="alert(1)'}
    assert any(evil in text for text in found.texts)


def test_several_people_share_one_page(outcome: Outcome, labels: Labels) -> None:
    views = [case_view(attrs.evolve(outcome, persoon=name), labels) for name in ("anna", "bo")]
    found = Page(cases_as_html(views))
    assert "Inburgering van 2 personen" in found.text
    ids = [attributes["id"] for _, attributes in found.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_an_answer_without_anything_is_still_a_page(outcome: Outcome, labels: Labels) -> None:
    empty = attrs.evolve(outcome, termijnen=(), besluiten=(), lening={}, termijnagenda=())
    found = Page(cases_as_html([case_view(empty, labels)]))
    assert found.open == []
    assert "Er loopt en liep geen termijn." in found.text


def test_colours_of_text_stand_out_from_what_is_behind_them(html: str) -> None:
    names = dict(re.findall(r"--(\w+): (#\w{6})", html))
    for name in ("inkt", "blauw", "rood", "bruin"):
        assert contrast(names[name], "#ffffff") >= 4.5
    assert contrast("#4a4a4a", names["vlak"]) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
