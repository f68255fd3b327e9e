"""What the letter claimed, reckoned from decisions: counted by hand in three lives."""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Event, ProblemError
from inburgerregels.policy import claims as claims_module
from inburgerregels.policy.claims import Reckoned, read_claims, reckon
from inburgerregels.policy.figures import load_figures
from inburgerregels.policy.folder import Population
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.report.claims import claims_as_json, claims_document
from inburgerregels.report.document_page import document_as_html
from inburgerregels.report.document_text import document_as_text
from tests.policy.made import population_of


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def life(name: str, group: str, *more: Event) -> Dossier:
    """A term until 31 March 2023, not met; the service says that it decides on 15 February 2024."""
    start = day("2020-04-01")
    events = (
        Event("inburgeringsplichtig", start, {}),
        Event("inschrijving_brp", start, {"huisvestingsgemeente": True}),
        Event("pvt_afgerond", day("2020-11-16"), {}),
        Event(
            "boetebesluit_uitgesteld",
            day("2022-01-01"),
            {"tot": day("2023-04-30"), "besluit_op": day("2024-02-15")},
        ),
        *more,
    )
    return Dossier(name, {"geboortedatum": day("1990-05-17"), "groep": group}, events)


@pytest.fixture(scope="module")
def law() -> dict[str | None, Rulebook]:
    # The extension of 2020 is left out, so that the term is easy to follow.
    return {
        name: load_rulebook(
            lezingen={"projectie": "alle"}, zonder=["covid", *([name] if name else [])]
        )
        for name in (None, "matiging-vertraging")
    }


@pytest.fixture(scope="module")
def population(
    law: dict[str | None, Rulebook], tmp_path_factory: pytest.TempPathFactory
) -> Population:
    loan = (
        Event("lening_toegekend", day("2020-06-01"), {"bedrag": 1_000_000}),
        Event("lening_opname", day("2020-07-01"), {"bedrag": 100_000}),
        # All parts three months late: too late for remission. Paid before the pause, and in it.
        *(
            Event("examen", day("2023-06-20"), {"onderdeel": part, "uitslag": "behaald"})
            for part in ("lezen", "luisteren", "schrijven", "spreken", "knm", "ona")
        ),
        Event("aflossing", day("2024-01-15"), {"bedrag": 7_000}),
        Event("aflossing", day("2024-06-15"), {"bedrag": 9_000}),
    )
    lives = [
        life("a-gezin", "gezinsmigrant"),
        life("b-asiel", "asielstatushouder", *loan),
        Dossier("c-niets", {"geboortedatum": day("1990-05-17"), "groep": "gezinsmigrant"}, ()),
    ]
    folder = tmp_path_factory.mktemp("bevolking") / "b"
    return population_of(law[None], lives, folder, weight="2")


@pytest.fixture(scope="module")
def found(law: dict[str | None, Rulebook], population: Population) -> dict[str, Reckoned]:
    questions, figures = read_questions(law[None]), load_figures()
    read = read_claims(law[None], questions, figures)
    every = reckon(read, [population], law.__getitem__, questions, figures, workers=1)
    return {one.claim.name: one for one in every}


def test_moderation_is_fifteen_percent_of_both_fines(found: dict[str, Reckoned]) -> None:
    # 1,250 euros each without hours or passes, 15% is 187.50; two lives, each for two persons. Both
    # are due six weeks after 15 February 2024.
    claim = found["matiging"]
    part, _ = claim.parts
    assert part.by_year[2024] == (Fraction(4 * 18_750),)
    assert claim.published is not None
    assert claim.published.value == 50_000_000


def test_the_pause_stops_the_fine_and_the_repayment_of_the_status_holder_only(
    found: dict[str, Reckoned],
) -> None:
    fines, repayments = found["pauze"].parts
    # From 1 March 2024: the fine of 1,062.50, and what was repaid on 15 June. For two persons.
    assert fines.by_year == {2024: (Fraction(2 * 106_250),)}
    assert repayments.by_year == {2024: (Fraction(2 * 9_000),)}
    assert found["pauze"].totals == (Fraction(2 * 106_250 + 2 * 9_000),)


def test_a_series_is_shown_and_not_added_up(found: dict[str, Reckoned]) -> None:
    claim = found["kwijtschelding"]
    assert claim.published is None
    assert claim.totals == ()
    (part,) = claim.parts
    assert set(part.by_year.values()) == {(Fraction(0),)}


def test_text_page_and_json_say_the_same(
    found: dict[str, Reckoned], population: Population, law: dict[str | None, Rulebook]
) -> None:
    document = claims_document(list(found.values()), [population], law[None], "opdracht")
    text = document_as_text(document)
    assert "circa € 0,5 miljoen (brief/matiging-opbrengst)" in " ".join(text.split())
    assert re.search(r"^2024 +€ 750$", text, re.MULTILINE)
    assert "Verondersteld is" in text
    page = document_as_html(document)
    assert '<th scope="row">2024</th><td class="getal">€ 750</td>' in page
    said = {one["bewering"]: one for one in claims_as_json(list(found.values()))}
    assert said["pauze"]["berekend_cent"] == [2 * 106_250 + 2 * 9_000]
    assert said["kwijtschelding"]["gepubliceerd_cent"] is None


def test_what_a_difference_is_a_share_of_is_shown_and_not_added_up(
    found: dict[str, Reckoned],
) -> None:
    """Fifteen percent of € 5,000 is € 750."""
    difference, whole = found["matiging"].parts
    for year, values in difference.by_year.items():
        assert whole.by_year[year] == tuple(value / Fraction(15, 100) for value in values)
    assert found["matiging"].totals == (sum(v for (v,) in difference.by_year.values()),)


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("verschil: boetes_euro", "verschil: boete_euro", "onbekend: verschil 'boete_euro'"),
        ("zonder: matiging-vertraging", "zonder: matiging", "onbekend: zonder 'matiging'"),
        ("stilgelegd: aflossing", "stilgelegd: aflosing", "onbekend: stilgelegd 'aflosing'"),
        ("cijfer: brief/pauze-ontvangsten", "cijfer: brief/pauze", "onbekend: cijfer"),
        ("jaren: [2024]", "jaren: [nooit]", "hier hoort een jaar"),
        ("per jaar: kwijtscheldingen", "titel2: x", "'titel2' hoort hier niet"),
    ],
)
def test_a_mistake_in_the_data_is_said_with_its_place(
    law: dict[str | None, Rulebook],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: str,
    after: str,
    message: str,
) -> None:
    text = claims_module.CLAIMS.read_text(encoding="utf-8")
    assert before in text
    wrong = tmp_path / "beweringen.yaml"
    wrong.write_text(text.replace(before, after, 1), encoding="utf-8")
    monkeypatch.setattr(claims_module, "CLAIMS", wrong)
    with pytest.raises(ProblemError, match=message) as raised:
        read_claims(law[None], read_questions(law[None]), load_figures())
    assert raised.value.problems[0].position is not None
