"""Every kind of page that a command makes can be read by ear, by keyboard and without colour."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from bench.caseload import caseload
from inburgerregels import load_rulebook
from inburgerregels.policy.readings import default_readings
from tests.policy.made import population_of
from tests.report.accessibility import obstacles

Run = Callable[..., Result]
SCENARIOS = Path(__file__).parents[2] / "scenarios"
DAY = ("--peildatum", "2023-07-01")
#: Of each kind of page the command, with {lives} for a population and {scenarios} for the dossiers.
PAGES = {
    "one person": "simuleer {scenarios}/boete/derde-boete.yaml",
    "several persons": "simuleer {scenarios}/boete/geen-verwijt.yaml {scenarios}/boete/nooit-beboet.yaml",
    "a decision explained": "verklaar {scenarios}/boete/twee-onderdelen-behaald.yaml --pogingen 0",
    "a proposal": "vergelijk --bevolking {lives} --voorstel kortere-inburgeringstermijn",
    "a proposal that nobody notices": "vergelijk --bevolking {lives} --voorstel azc-uren",
    "more laws and a range": (
        "vergelijk --bevolking {lives} --voorstel kortere-inburgeringstermijn --voorstel azc-uren "
        "--reeks inburgeringstermijn=3..4jaar/1jaar"
    ),
    "the published figures among themselves": "cijfers --controle",
    "published and computed": "cijfers --bevolking {lives} --tabel 2",
    "the claims of the letters": "cijfers --bevolking {lives} --beweringen",
    "the targets": "cijfers --bevolking {lives} --streefcijfers",
    "the outlook": "cijfers --bevolking {lives} --vooruitblik",
}
#: A page with nothing wrong; each mistake below is made in it.
GOOD = """<!DOCTYPE html>
<html lang="nl"><head><meta name="viewport" content="width=device-width"><title>Titel</title>
<style>body { color: #1b1b1b; background: #fff; } a:focus-visible { outline: 3px solid #a2121b; }</style>
</head><body><a href="#inhoud">Naar de inhoud</a><main id="inhoud"><h1>Kop</h1><h2>Deel</h2>
<svg role="img" aria-labelledby="t d"><title id="t">Beeld</title><desc id="d">Wat erop staat</desc>
<path class="reeks" d="M0 0"/><path class="reeks" d="M1 1" stroke-dasharray="2 4"/></svg>
<div class="rol" role="region" aria-label="Tabel" tabindex="0">
<table><caption>Tabel</caption><thead><tr><th scope="col">Wie</th><th scope="col">Wat</th></tr></thead>
<tbody><tr><th scope="row">Een</th><td>1</td></tr></tbody></table></div>
<ul><li><a href="#inhoud">Terug</a></li></ul><dl><div><dt>Dag</dt><dd>1 mei</dd></div></dl>
<details><summary>Meer</summary><p>Tekst</p></details></main></body></html>"""
MISTAKES = [
    ('lang="nl"', "", "in Dutch"),
    ("<title>Titel</title>", "", "0 <title>"),
    ('content="width=device-width"', 'content="width=device-width, user-scalable=no"', "larger"),
    ("<h1>Kop</h1>", "", "0 <h1>"),
    ("<h2>Deel</h2>", "<h2>Deel</h2><h1>Nog een</h1>", "2 <h1>"),
    ("<h2>Deel</h2>", "<h3>Deel</h3>", "below a heading"),
    ("<h2>Deel</h2>", "<h2></h2>", "h2 is empty"),
    ("<caption>Tabel</caption>", "", "what it is about"),
    ('<th scope="col">Wat</th>', "<th>Wat</th>", "the heading of"),
    ('<th scope="col">Wat</th>', '<th scope="col"></th>', "without a heading"),
    ('<th scope="row">Een</th>', "<td>Een</td>", "a row does not say"),
    ("<td>1</td>", "<td>1</td><td>2</td>", "3 cells under 2 heads"),
    ('role="img" ', "", "not called a picture"),
    ("Wat erop staat", "", "its own title and description"),
    ('aria-labelledby="t d"', 'aria-labelledby="t e"', "which is not there"),
    ('id="d"', 'id="t"', "given 2 times"),
    (' stroke-dasharray="2 4"', "", "only colour"),
    ('href="#inhoud">Terug', 'href="#elders">Terug', "not there"),
    (">Terug<", "><", "does not say where"),
    ("<li>", "<p>", "something else than items|closes"),
    ("<dt>Dag</dt>", "", "no list of terms"),
    (' tabindex="0"', "", "the keyboard cannot"),
    (' aria-label="Tabel"', "", "the keyboard cannot"),
    ("<summary>Meer</summary>", "", "unfolds"),
    ('<a href="#inhoud">Naar', '<a href="#t">Naar', "first stop"),
    ("#1b1b1b", "#8a8a8a", "letters of #8a8a8a"),
    ("outline: 3px solid #a2121b", "outline: none", "cannot be seen"),
    ("<p>Tekst</p>", "<p onclick='x()'>Tekst</p>", "mouse"),
    ("<p>Tekst</p>", '<p tabindex="3">Tekst</p>', "out of its turn"),
    ("<p>Tekst</p>", '<img src="x.png">', "has no text"),
    ("<p>Tekst</p>", "<p>Tekst", "closes"),
]


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bevolking") / "b"
    law = load_rulebook(lezingen=default_readings())
    population_of(law, [*caseload(60)], folder, size=30)
    return folder


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_stands_in_the_way_of_reading_a_page(run: Run, lives: Path, kind: str) -> None:
    typed = PAGES[kind].format(lives=lives, scenarios=SCENARIOS).split()
    day = DAY if typed[0] == "vergelijk" else ()
    result = run(*typed, *day, "--formaat", "html")
    assert result.exit_code == 0, result.stderr
    assert obstacles(result.stdout) == []


def test_the_good_page_is_good() -> None:
    assert obstacles(GOOD) == []


@pytest.mark.parametrize(("good", "bad", "said"), MISTAKES, ids=[said for *_, said in MISTAKES])
def test_every_mistake_in_a_page_is_found(good: str, bad: str, said: str) -> None:
    assert good in GOOD
    found = obstacles(GOOD.replace(good, bad, 1))
    assert any(word in one for one in found for word in said.split("|")), found


def test_figures_under_another_law_say_that_the_lives_were_not_lived_under_it(
    run: Run, lives: Path
) -> None:
    asked = ("cijfers", "--bevolking", lives, "--tabel", "3")
    warned = run(*asked, "--voorstel", "kortere-inburgeringstermijn")
    assert "Let op: hier is met een andere wet geteld" in warned.stdout
    assert "Let op" not in run(*asked).stdout
