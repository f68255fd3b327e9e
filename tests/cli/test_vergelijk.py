"""``vergelijk``: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import csv
import itertools
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import Result

from bench.caseload import caseload
from inburgerregels import load_rulebook
from inburgerregels.policy.readings import default_readings
from tests.policy.made import population_of

Run = Callable[..., Result]
DAY = ("--peildatum", "2023-07-01")
OWN = """
voorstel: eigen-idee
titel: Een <kortere> termijn & meer
bron: Voorbeeld
---
parameters:
  inburgeringstermijn:
    waarde: 30 maanden
    bron: Voorbeeld
"""


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A population of ninety lives under the name ``b``."""
    folder = tmp_path_factory.mktemp("bevolking") / "b"
    law = load_rulebook(lezingen=default_readings())
    population_of(law, [*caseload(90)], folder, size=40)
    return folder


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bevolking") / "c"
    law = load_rulebook(lezingen=default_readings())
    population_of(law, [*caseload(60, 7)], folder, seed=7)
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "eigen.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


class Page(HTMLParser):
    """What a page consists of, and whether every element that is opened is closed."""

    VOID = ("meta", "br", "line", "rect", "circle", "path", "link")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.counts: dict[str, int] = {}
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.counts[tag] = self.counts.get(tag, 0) + 1
        self.attributes.append((tag, given))
        self.ids += [str(given["id"])] if "id" in given else []
        self.refers += str(given.get("aria-labelledby") or "").split()
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.counts[tag] = self.counts.get(tag, 0) + 1


def test_the_answer_is_text_and_says_which_law_which_lives_and_which_day(
    run: Run, lives: Path
) -> None:
    result = run(
        "vergelijk", "--bevolking", lives, "--voorstel", "kortere-inburgeringstermijn", *DAY
    )
    assert result.exit_code == 0, result.stderr
    out = result.stdout
    assert out.startswith(
        "Wat er verandert: Een inburgeringstermijn van twee en een half jaar\n===="
    )
    for said in (
        "1 juli 2023",
        "b: 90 levens, zaad 0, elk leven staat voor 1,5 mensen",
        "(projectie=alle, in plaats van eerste)",
        "Extra tijd wegens de pandemie (covid)",
        "Hoe dit opnieuw te maken",
        "Kanttekeningen",
        "De personen bestaan niet.",
    ):
        assert said in out


def test_a_report_has_a_page_tables_for_a_spreadsheet_and_dossiers(
    run: Run, lives: Path, tmp_path: Path
) -> None:
    path = tmp_path / "rapport.html"
    asked = ("vergelijk", "--bevolking", lives, "--voorstel", "kortere-inburgeringstermijn", *DAY)
    result = run(*asked, "--uit", path, "--formaat", "json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    rows = next(t for t in said["tabellen"] if t["naam"] == "indicatoren")["rijen"]
    fines = next(row for row in rows if row["Indicator"] == "Boetes")
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        lines = [*csv.DictReader(file)]
    (line,) = (r for r in lines if (r["rij"], r["kolom"]) == ("Boetes", "Verschil"))
    assert float(line["waarde"]) == float(number_of(fines["Verschil"])) > 0
    with zipfile.ZipFile(path.with_suffix(".xlsx")) as book:
        assert book.testzip() is None
        assert 'name="indicatoren' in book.read("xl/workbook.xml").decode()
    first = {p.name: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    again = run(*asked, "--uit", path, "--formaat", "json", "--werkers", "1")
    assert again.exit_code == 0
    differ = {
        p.name for p in tmp_path.rglob("*") if p.is_file() and p.read_bytes() != first[p.name]
    }
    # Only the command, that stands in each of them, may be another.
    assert differ <= {"rapport.html", "rapport.xlsx"}


def number_of(value: object) -> float:
    """A value of the JSON: a number, or a fraction as text."""
    over, _, under = str(value).partition("/")
    return float(over) / float(under or 1)


def test_the_page_can_be_read_without_colour_sight_or_network(
    run: Run, lives: Path, own: Path, tmp_path: Path
) -> None:
    path = tmp_path / "rapport.html"
    result = run("vergelijk", "--bevolking", lives, "--voorstel", own, *DAY, "--uit", path)
    assert result.exit_code == 0, result.stderr
    text = path.read_text(encoding="utf-8")
    page = Page(text)
    assert text.startswith('<!DOCTYPE html>\n<html lang="nl">')
    assert page.counts["h1"] == 1
    assert page.counts["svg"] >= 3
    assert page.counts["table"] == page.counts["caption"] > page.counts["svg"]
    assert text.count("<desc ") == page.counts["svg"]
    assert len(page.ids) == len(set(page.ids))
    assert set(page.refers) <= set(page.ids)
    assert "Een &lt;kortere&gt; termijn &amp; meer" in text
    assert "<kortere>" not in text
    for tag, given in page.attributes:
        assert tag not in ("script", "link", "img", "iframe")
        address = given.get("href") or ""
        assert not address.startswith(("http", "//"))
        if tag == "th":
            assert given.get("scope") in ("row", "col")
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", text)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_example_opens_in_verklaar_with_the_proposal(
    run: Run, lives: Path, own: Path, tmp_path: Path
) -> None:
    path = tmp_path / "rapport.html"
    asked = ("vergelijk", "--bevolking", lives, "--voorstel", own, *DAY, "--uit", path)
    assert run(*asked).exit_code == 0
    examples = sorted((tmp_path / "rapport-dossiers").iterdir())
    assert len(examples) == 20
    done = run("simuleer", *examples, "--voorstel", own)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("Inburgering van ") == 20
    # One is enough: it takes long to explain a life.
    done = run("verklaar", examples[0], "--voorstel", own, "--pogingen", "0")
    assert done.exit_code == 0, done.stderr
    assert examples[0].name in path.read_text(encoding="utf-8")


def test_several_proposals_are_compared_each_and_together(
    run: Run, lives: Path, other: Path, own: Path
) -> None:
    asked = ("--bevolking", lives, "--bevolking", other, "--voorstel", "boete-in-stappen")
    result = run(
        "vergelijk", *asked, "--voorstel", own, "--zonder", "covid", *DAY, "--formaat", "json"
    )
    assert result.exit_code == 0, result.stderr
    names = {table["naam"] for table in json.loads(result.stdout)["tabellen"]}
    for variant in ("boete-in-stappen", "eigen-idee", "zonder covid", "samen"):
        assert f"indicatoren {variant}" in names
    assert "naast elkaar" in names


def test_an_empty_layer_changes_nothing_through_the_command(
    run: Run, lives: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "niets.yaml"
    empty.write_text("voorstel: niets\ntitel: Niets\nbron: Voorbeeld\n", encoding="utf-8")
    result = run("vergelijk", "--bevolking", lives, "--voorstel", empty, *DAY, "--formaat", "json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["inleiding"][0] == (
        "Van de 135 mensen merkt niemand hier iets van: elk cijfer blijft gelijk."
    )
    for table in said["tabellen"]:
        for row in table["rijen"]:
            for column, value in row.items():
                assert not column.startswith("Verschil") or value == 0 or column == "Verschil in"


def test_a_layer_without_its_events_says_which_and_how_often_they_occur(
    run: Run, lives: Path
) -> None:
    """Before 2022 nobody under the law of then had the interview that offset of work waits for."""
    asked = ("--voorstel", "werk-verrekenen", "--peildatum", "2016-01-01", "--formaat", "json")
    result = run("vergelijk", "--bevolking", lives, *asked)
    assert result.exit_code == 0, result.stderr
    first, looked, *kinds, last = json.loads(result.stdout)["inleiding"]
    assert "merkt niemand hier iets van" in first
    assert looked.startswith("Het gaat over deze gebeurtenissen; tot en met 1 januari 2016")
    assert "Eindgesprek gevoerd: bij niemand" in kinds
    assert last == "Met een latere --peildatum is er meer gebeurd."


def test_layers_that_change_the_same_are_compared_each_and_not_together(
    run: Run, lives: Path, own: Path
) -> None:
    asked = ("--voorstel", own, "--voorstel", "kortere-inburgeringstermijn", *DAY)
    result = run("vergelijk", "--bevolking", lives, *asked, "--formaat", "json")
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["titel"] == "Wat er verandert: 2 vergelijkingen"
    assert said["inleiding"][0].startswith("Alles samen kan niet worden doorgerekend: ")
    names = {table["naam"] for table in said["tabellen"]}
    assert {"wie eigen-idee", "wie kortere-inburgeringstermijn"} <= names
    assert "wie samen" not in names


def test_without_a_day_it_is_the_last_of_the_lives(run: Run, lives: Path) -> None:
    asked = ("--reeks", "inburgeringstermijn=3..4jaar/1jaar", "--formaat", "json")
    said = json.loads(run("vergelijk", "--bevolking", lives, *asked).stdout)
    assert said["over"]["Peildatum"] == ["31 december 2024"]
    # These lives were not made by the program, and stand as they were lived at every value.
    assert said["inleiding"][-1].startswith(
        "Let op: deze levens zijn bij geen enkele waarde opnieuw"
    )


def test_a_range_gives_a_column_per_value(run: Run, lives: Path) -> None:
    asked = ("--reeks", "inburgeringstermijn=2..4jaar/1jaar", "--formaat", "json")
    result = run("vergelijk", "--bevolking", lives, *asked, *DAY)
    assert result.exit_code == 0, result.stderr
    (table, *_) = json.loads(result.stdout)["tabellen"]
    values = ["2 jaar", "3 jaar", "4 jaar"]
    for row in table["rijen"]:
        assert [*row] == ["Indicator", "Zoals het nu is", *values]
        assert row["Zoals het nu is"] == row["3 jaar"]
    (row,) = [row for row in table["rijen"] if row["Indicator"] == "Boetes"]
    fines = [number_of(row[value]) for value in values]
    assert fines == sorted(fines, reverse=True)
    assert fines[0] > fines[-1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "waarmee wordt vergeleken"),
        (("--voorstel", "kortere-inburgeringstermijnen"), "bedoelde u kortere-inburgeringstermijn"),
        (("--zonder", "corona"), "onbekende maatregel|geen maatregel"),
        (("--voorstel", "nergens.yaml"), "nergens.yaml"),
        (("--reeks", "inburgeringstermijn=2..5jaar/6weken"), "gaan niet samen"),
        (("--reeks", "inburgeringstermijn=2..5jaar"), "zet de stap erachter"),
        (("--reeks", "boetebedrag=2..5euro/1euro"), "'boetebedrag' is een tabel"),
        (
            ("--voorstel", "boete-in-stappen", "--peildatum", "2025-01-01"),
            "tot en met 31 december 2024",
        ),
        (("--reeks", "inburgeringstermyn=2..5jaar/6weken"), "bedoelde u inburgeringstermijn"),
        (("--voorstel", "boete-in-stappen", "--uit", "rapport.pdf"), "eindigt op .html"),
        (("--voorstel", "boete-in-stappen", "--uit", "nergens/r.html"), "map van het rapport"),
        (("--voorstel", "boete-in-stappen", "--lezing", "projectie=geen"), "projectie"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    run: Run, lives: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run("vergelijk", "--bevolking", lives, *arguments)
    assert result.exit_code == 2
    assert re.search(message, result.stderr), result.stderr
    assert result.stdout == ""


def test_the_same_lives_twice_are_refused_wherever_they_stand(
    run: Run, lives: Path, tmp_path: Path
) -> None:
    # They agree with themselves: the margin of two would be too narrow.
    again = tmp_path / "kopie"
    shutil.copytree(lives, again)
    for command in (("vergelijk", "--voorstel", "boete-in-stappen"), ("cijfers",)):
        result = run(*command, "--bevolking", lives, "--bevolking", again)
        assert result.exit_code == 2
        assert f"dit zijn dezelfde levens als in {lives}" in result.stderr
        assert result.stdout == ""


def test_a_proposal_named_twice_is_one_comparison(run: Run, lives: Path) -> None:
    asked = ("--voorstel", "boete-in-stappen", *DAY)
    once = run("vergelijk", "--bevolking", lives, *asked)
    twice = run("vergelijk", "--bevolking", lives, *asked, "--voorstel", "boete-in-stappen")
    assert twice.stdout.splitlines()[0] == once.stdout.splitlines()[0]


def test_a_file_that_is_not_there_is_refused_with_the_nearest_one(
    run: Run, lives: Path, own: Path
) -> None:
    result = run("vergelijk", "--bevolking", lives, "--voorstel", own.with_name("eigne.yaml"))
    assert result.exit_code == 2
    assert "dit bestand bestaat niet" in result.stderr
    assert "bedoelde u eigen.yaml?" in result.stderr


def test_a_folder_without_a_population_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("vergelijk", "--bevolking", tmp_path, "--voorstel", "boete-in-stappen")
    assert result.exit_code == 2
    assert "hier staat geen bevolking" in result.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel: Iets\n", "dit bestand is geen voorstel"),
        ("- een\n- twee\n", "dit bestand is geen voorstel"),
        ("voorstel: x\n\ttitel: y\n", "eigen.yaml:2"),
        (
            "voorstel: x\ntitel: Y\nbron: Voorbeeld\n---\nparameters:\n  onzin:\n    waarde: 3\n",
            "onzin",
        ),
    ],
)
def test_a_file_that_is_no_proposal_is_refused_with_its_place(
    run: Run, lives: Path, own: Path, text: str, message: str
) -> None:
    own.write_text(text, encoding="utf-8")
    result = run("vergelijk", "--bevolking", lives, "--voorstel", own)
    assert result.exit_code == 2
    assert message in result.stderr
    assert str(own) in result.stderr


def test_half_years_are_read_in_months_and_many_values_in_more_tables(
    run: Run, lives: Path
) -> None:
    asked = ("--reeks", "inburgeringstermijn=24..60maanden/4maanden", "--formaat", "json")
    result = run("vergelijk", "--bevolking", lives, *asked, *DAY)
    assert result.exit_code == 0, result.stderr
    said = json.loads(result.stdout)
    assert said["titel"] == "Termijn voor de examenonderdelen: van 24 maanden tot en met 60 maanden"
    tables = [table for table in said["tabellen"] if "elke waarde" in table["titel"]]
    columns = [[*table["rijen"][0]][2:] for table in tables]
    assert columns == [
        [f"{months} maanden" for months in range(24, 44, 4)],
        [f"{months} maanden" for months in range(44, 64, 4)],
    ]
