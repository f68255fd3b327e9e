"""The outlook on lapsing terms, on lives of which it is known what becomes of them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import attrs
import pytest
from click.testing import Result

from inburgerregels import load_dossiers, load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, ProblemError
from inburgerregels.policy.folder import Population
from inburgerregels.policy.outlook import OUTLOOK, Outlook, look_ahead, read_outlook
from inburgerregels.policy.readings import default_readings
from inburgerregels.report.document_page import document_as_html
from inburgerregels.report.document_text import document_as_text
from inburgerregels.report.outlook import outlook_document
from tests.cli.conftest import run as run
from tests.policy.made import population_of

Run = Callable[..., Result]
DAY = datetime.date(2018, 5, 1)
PARTS = ("lezen", "luisteren", "schrijven", "spreken", "knm", "ona")


def life(name: str, begin: str, passed: str | None = None, *other: str) -> str:
    """Somebody whose term of three years begins on a day, and who passes everything on another."""
    events = [f"{{datum: {begin}, soort: inburgeringsplichtig}}", *other]
    if passed is not None:
        events += [
            f"{{datum: {passed}, soort: examen, onderdeel: {part}, uitslag: behaald}}"
            for part in PARTS
        ]
    listed = "".join(f"  - {event}\n" for event in events)
    return (
        f"scenario: {name}\nbron: verzonnen\n"
        f"persoon: {{id: {name}, geboortedatum: 1990-01-01, groep: gezinsmigrant}}\n"
        f"gebeurtenissen:\n{listed}"
    )


#: Seen from 1 May 2018, six months back and six months ahead.
LIVES = (
    # Last day 14 December 2017, the second month of the half year before: one of two kept it.
    life("eerder-te-laat", "2014-12-15"),
    life("eerder-op-tijd", "2014-12-15", "2017-12-04"),
    # Last day 15 March 2018, the fifth month: kept.
    life("eerder-op-tijd-in-maart", "2015-03-16", "2017-12-11"),
    # Last day 14 June 2018, the second month ahead.
    life("op-de-laatste-dag", "2015-06-15", "2018-06-14"),
    life("een-dag-te-laat", "2015-06-15", "2018-06-15"),
    life("nooit", "2015-06-15"),
    life("overleden", "2015-06-15", None, "{datum: 2018-05-21, soort: overlijden}"),
    # Twenty-four weeks later is 29 November 2018, after the six months.
    life(
        "verlengd",
        "2015-06-15",
        None,
        "{datum: 2018-06-04, soort: verlenging, duur: 24 weken, grond: inspanning}",
    ),
    # Last day 13 September 2018, the fifth month ahead.
    life("in-september", "2015-09-14"),
    # Last day 31 October 2018, the last that counts, and 1 November, which does not.
    life("laatste-dag-die-telt", "2015-11-01"),
    life("eerste-dag-die-niet-telt", "2015-11-02"),
    # Done already, so that nothing runs out.
    life("al-klaar", "2015-06-15", "2018-04-30"),
)


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=default_readings())


def made(law: Rulebook, folder: Path, lives: Sequence[str] = LIVES, **about: str) -> Population:
    path = folder / "levens.yaml"
    path.write_text("---\n".join(lives), encoding="utf-8")
    found: list[Dossier] = load_dossiers(path, law)
    until = datetime.date.fromisoformat(about.get("until", "2024-12-31"))
    return population_of(law, found, folder / "bevolking", size=7, weight="2", until=until)


@pytest.fixture(scope="module")
def population(law: Rulebook, tmp_path_factory: pytest.TempPathFactory) -> Population:
    return made(law, tmp_path_factory.mktemp("levens"))


@pytest.fixture(scope="module")
def found(law: Rulebook, population: Population) -> Outlook:
    return look_ahead(population, law, read_outlook(law), day=DAY, workers=1)


def test_the_outlook_counts_what_runs_out_and_what_then_lapses(found: Outlook) -> None:
    months = [month for month in found.months if month.kind == "examen"]
    assert [month.first.month for month in months] == [5, 6, 7, 8, 9, 10]
    # Each life stands for two persons.
    assert [month.running for month in months] == [0, 10, 0, 0, 2, 2]
    # One of two in the second month before, none of one in the fifth; of the sixth nothing is known
    # but that one of all three lapsed.
    assert found.before["examen"] == ((0, 0), (4, 2), (0, 0), (0, 0), (2, 0), (0, 0))
    assert [month.expected for month in months] == [0, 5, 0, 0, 0, Fraction(2, 3)]
    # A day late and never; in September; and on the last day that counts.
    assert [month.lapsed for month in months] == [0, 4, 0, 0, 2, 2]
    total = found.total()
    assert (total.running, total.expected, total.lapsed) == (14, 5 + Fraction(2, 3), 8)


def test_what_the_lives_do_not_reach_is_not_judged(law: Rulebook, tmp_path: Path) -> None:
    population = made(law, tmp_path, until="2018-10-31")
    found = look_ahead(population, law, read_outlook(law), day=DAY, workers=1)
    assert found.total().running == 14
    assert found.total().lapsed is None


def test_nothing_is_expected_from_nothing(law: Rulebook, tmp_path: Path) -> None:
    only = [one for one in LIVES if one.startswith("scenario: nooit")]
    found = look_ahead(made(law, tmp_path, only), law, read_outlook(law), day=DAY, workers=1)
    assert found.total("inburgering").expected == 0
    assert found.total("examen").running == 2
    assert found.total("examen").expected is None


def test_the_report_says_what_is_expected_and_what_came_true(
    law: Rulebook, population: Population, found: Outlook
) -> None:
    document = outlook_document([found], read_outlook(law), [population], law, "zo")
    lines = document_as_text(document).splitlines()
    (line,) = [line for line in lines if line.startswith("samen  ") and "alles" in line]
    assert line.split() == ["samen", "alles", "14", "6", "8", "-29,2%"]
    page = document_as_html(document)
    assert "Termijnen die niet op tijd worden gehaald, per maand" in page
    assert page.count("<caption>") == 1


def test_several_populations_are_averaged_first(
    law: Rulebook, population: Population, found: Outlook
) -> None:
    """14 terms of which 5 2/3 are expected to lapse, and 42 of which 17 are; 8 did, in both."""
    months = [
        attrs.evolve(m, running=3 * m.running, expected=3 * (m.expected or 0)) for m in found.months
    ]
    other = attrs.evolve(found, months=tuple(months))
    both = [population, population]
    document = outlook_document([found, other], read_outlook(law), both, law, "zo")
    table = document.sections[0].tables[0]
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Loopt af", "28", "14", "42"],
        ["Verwacht", "11", "6", "17"],
        ["Niet gehaald", "8", "8", "8"],
        ["Fout", "+41,7%", "-29,2%", "+112,5%"],
    ]
    assert len(document.sections) == 3


def test_the_command_looks_as_far_as_is_asked(run: Run, population: Population) -> None:
    asked = ("cijfers", "--bevolking", population.folder, "--vooruitblik", "--peildatum", DAY)
    result = run(*asked, "--maanden", 2, "--werkers", 1, "--formaat", "json")
    assert result.exit_code == 0, result.stderr
    (row,) = json.loads(result.stdout)
    running = [one["loopt_af"] for one in row["maanden"] if one["termijn"] == "examen"]
    assert running == [0, 10]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--controle", "--vooruitblik"), "--controle leest geen bevolking"),
        (("--vooruitblik", "--tabel", "1"), "--vooruitblik is geen tabel"),
        (("--maanden", "3"), "--maanden hoort bij --vooruitblik"),
        (("--vooruitblik",), "geef --bevolking MAP"),
    ],
)
def test_what_does_not_go_together_is_refused(
    run: Run, arguments: Sequence[str], message: str
) -> None:
    result = run("cijfers", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_day_before_everything_gives_nothing(law: Rulebook, population: Population) -> None:
    definition = read_outlook(law)
    early = look_ahead(population, law, definition, day=datetime.date(1950, 1, 1), workers=1)
    assert (early.total().running, early.total().expected, early.total().lapsed) == (0, 0, 0)
    with pytest.raises(ProblemError, match="bestaan niet allemaal"):
        look_ahead(population, law, definition, day=datetime.date(1, 1, 2), workers=1)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("termijnen: [examen,", "termijnen: [exame,", "bedoelde u examen?"),
        ("loopt: loopt", "loopt: lopt", "bedoelde u loopt?"),
        ("gehaald_met: voldaan", "gehaald_met: voldan", "bedoelde u voldaan?"),
        ("maanden: 6", "maanden: zes", "een heel getal verwacht"),
        ("maanden: 6", "", "hoeveel maanden"),
        ("titel:", "titl:", "bedoelde u titel?"),
    ],
)
def test_a_damaged_definition_is_refused(
    law: Rulebook, tmp_path: Path, before: str, after: str, message: str
) -> None:
    text = OUTLOOK.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "vooruitblik.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ProblemError, match=message.replace("?", r"\?")):
        read_outlook(law, path)
