"""What a comparison counts, on lives of which the answer can be worked out by hand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import attrs
import numpy as np
import pytest

from bench.caseload import caseload
from inburgerregels import evaluate, load_dossiers, load_rulebook
from inburgerregels.data import rules_dir
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier
from inburgerregels.policy.columns import Columns, Values
from inburgerregels.policy.comparing import EVERYBODY, Comparison, Variant, Verdict, compare
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.examples import chosen_examples, write_examples
from inburgerregels.policy.folder import Population
from inburgerregels.policy.moved_decisions import APPEARED, CHANGED, VANISHED, moved_decisions
from inburgerregels.policy.reading_questions import read_questions
from inburgerregels.policy.readings import default_readings
from tests.policy.made import population_of

DAY = datetime.date(2018, 12, 1)
READINGS = default_readings()
#: Somebody who passed everything after two years and eight months: in time in three years, and not in
#: two and a half. Of another group, so without a loan that could be remitted. Exams A2, no hours.
ALMOST_IN_TIME = """
scenario: Alles behaald na twee jaar en acht maanden
bron: verzonnen
persoon: {id: a, geboortedatum: 1990-05-17, groep: gezinsmigrant}
gebeurtenissen:
  - {datum: 2016-02-01, soort: inburgeringsplichtig}
  - {datum: 2018-06-01, soort: examen, onderdeel: lezen, uitslag: behaald}
  - {datum: 2018-06-01, soort: examen, onderdeel: luisteren, uitslag: behaald}
  - {datum: 2018-06-01, soort: examen, onderdeel: schrijven, uitslag: behaald}
  - {datum: 2018-06-01, soort: examen, onderdeel: spreken, uitslag: behaald}
  - {datum: 2018-06-01, soort: examen, onderdeel: knm, uitslag: behaald}
  - {datum: 2018-10-15, soort: examen, onderdeel: ona, uitslag: behaald}
peildatum: 2018-12-01
---
scenario: Alles behaald na een jaar
bron: verzonnen
persoon: {id: b, geboortedatum: 1990-05-17, groep: gezinsmigrant}
gebeurtenissen:
  - {datum: 2016-02-01, soort: inburgeringsplichtig}
  - {datum: 2017-02-01, soort: examen, onderdeel: lezen, uitslag: behaald}
  - {datum: 2017-02-01, soort: examen, onderdeel: luisteren, uitslag: behaald}
  - {datum: 2017-02-01, soort: examen, onderdeel: schrijven, uitslag: behaald}
  - {datum: 2017-02-01, soort: examen, onderdeel: spreken, uitslag: behaald}
  - {datum: 2017-02-01, soort: examen, onderdeel: knm, uitslag: behaald}
  - {datum: 2017-02-01, soort: examen, onderdeel: ona, uitslag: behaald}
peildatum: 2018-12-01
---
scenario: Nog geen plicht
bron: verzonnen
persoon: {id: c, geboortedatum: 1990-05-17, groep: gezinsmigrant}
gebeurtenissen: []
peildatum: 2018-12-01
"""


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=READINGS)


def few(law: Rulebook, folder: Path) -> Sequence[Dossier]:
    path = folder / "levens.yaml"
    path.write_text(ALMOST_IN_TIME, encoding="utf-8")
    return load_dossiers(path, law)


def compared(
    populations: Sequence[Population],
    law: Rulebook,
    variants: Sequence[Variant],
    day: datetime.date = DAY,
    workers: int = 1,
) -> Comparison:
    return compare(populations, law, variants, read_questions(law), day, workers=workers)


@pytest.fixture(scope="module")
def by_hand(
    law: Rulebook, shorter: Variant, tmp_path_factory: pytest.TempPathFactory
) -> Comparison:
    folder = tmp_path_factory.mktemp("levens")
    population = population_of(law, few(law, folder), folder / "b", size=2)
    return compared([population], law, [shorter])


def test_who_misses_the_shorter_term_gets_the_fine_of_the_table(by_hand: Comparison) -> None:
    """The term of a began on 1 February 2016 and ends on 31 July 2018; one part was passed after it.
    Without hours the table says € 1.250, and the parts passed in time take 80% off: € 250."""
    figures = Figures(by_hand, 0)
    fines, euros = (by_hand.questions.indicators[n] for n in ("boetes", "boetes_euro"))
    assert (figures.whole(fines).base, figures.whole(fines).variant) == (0, Fraction(3, 2))
    assert figures.whole(euros).variant == 25_000 * Fraction(3, 2)


def test_the_fine_is_received_in_the_year_in_which_the_payment_term_ends(
    by_hand: Comparison,
) -> None:
    """Expected on 30 October 2018, to be paid within six weeks: in December of that year."""
    figures = Figures(by_hand, 0)
    years = figures.years(by_hand.questions.indicators["boetes_euro"])
    assert {year: figure.variant for year, figure in years.items()} == {2018: 37_500}


def test_everybody_with_a_term_has_less_time(by_hand: Comparison) -> None:
    """Three years from 1 February 2016 are 1,096 days, with 29 February in them; thirty months, to 31
    July 2018, are 912. Who has no term notices nothing."""
    figures = Figures(by_hand, 0)
    length = figures.whole(by_hand.questions.indicators["termijn_dagen"])
    assert (length.base, length.variant) == (1_096, 912)
    assert by_hand.found[0].variants[0].verdicts[EVERYBODY] == Verdict(0, 2, 0)
    assert figures.verdict("", "") == {
        "better": 0,
        "worse": 3,
        "mixed": 0,
        "same": Fraction(3, 2),
    }


def test_the_parts_of_a_split_are_everybody(by_hand: Comparison) -> None:
    figures = Figures(by_hand, 0)
    for split in by_hand.questions.splits:
        parts = figures.parts(split.name)
        assert sum(figures.people(split.name, part) for part in parts) == Fraction(9, 2)
    assert figures.parts("cohort") == ["2016", "geen"]
    assert figures.verdict("cohort", "2016")["worse"] == 3


def test_the_fine_that_came_is_told_with_its_rule(by_hand: Comparison) -> None:
    moved = Figures(by_hand, 0).moved()
    decisions, persons = moved[(APPEARED, "boete", "examentermijn.boete")]
    assert (decisions, persons.change) == (Fraction(3, 2), Fraction(3, 2))
    assert not any(way == VANISHED for way, _, _ in moved)


def test_a_caseload_says_what_single_evaluations_say(
    law: Rulebook, shorter: Variant, tmp_path: Path
) -> None:
    lives, day = [*caseload(60)], datetime.date(2023, 7, 1)
    population = population_of(law, lives, tmp_path / "b", size=25)
    found = compared([population], law, [shorter], day).found[0]

    def fines(book: Rulebook, life: Dossier) -> tuple[int, int]:
        outcome = evaluate(book, life, day)
        mine = [d for d in outcome.besluiten if d.soort == "boete" and d.vervallen_op is None]
        payable = law.vocabulary.decisions["boete"].payable
        euros = 0
        for fine in mine:
            said = {**fine.velden, "bedrag_cent": fine.bedrag_cent}
            euros += next((said[n] for n in payable if said.get(n) is not None), 0)
        return len(mine), euros

    for book, tally in ((law, found.base), (shorter.rulebook, found.variants[0].tally)):
        each = [fines(book, life) for life in lives]
        assert tally.sums["boetes"].total == sum(number for number, _ in each) > 0
        assert tally.sums["boetes_euro"].total == sum(euros for _, euros in each) > 0


def test_more_processes_compare_the_same(law: Rulebook, shorter: Variant, tmp_path: Path) -> None:
    population = population_of(law, [*caseload(90)], tmp_path / "b", size=25)
    one, more = (
        compared([population], law, [shorter], datetime.date(2023, 7, 1), workers=workers).found[0]
        for workers in (1, 2)
    )
    assert one.base == more.base
    assert one.variants[0].tally == more.variants[0].tally
    assert one.variants[0].verdicts == more.variants[0].verdicts
    assert one.variants[0].moved == more.variants[0].moved
    assert (one.variants[0].changed.gains == more.variants[0].changed.gains).all()


def test_a_layer_that_says_nothing_changes_nothing(law: Rulebook, tmp_path: Path) -> None:
    """Whatever is found of the law without it, is found with it; and so for other lives."""
    empty = tmp_path / "niets.yaml"
    empty.write_text("voorstel: niets\ntitel: Niets\nbron: Voorbeeld\n", encoding="utf-8")
    book = load_rulebook([rules_dir(), empty], voorstellen=["niets"], lezingen=READINGS)
    assert book.ref.hash != law.ref.hash
    populations = [
        population_of(law, [*caseload(150, seed)], tmp_path / str(seed), size=60)
        for seed in range(3)
    ]
    day = datetime.date(2024, 5, 1)
    comparison = compared(populations, law, [Variant("niets", "Niets", book)], day)
    for found in comparison.found:
        (variant,) = found.variants
        assert variant.tally == found.base
        assert not any(change.total or change.squares for change in variant.changes.values())
        assert set(variant.verdicts.values()) <= {Verdict()}
        assert variant.moved == {}
        assert len(variant.changed.persons) == 0


def test_several_populations_give_the_mean_and_at_least_the_extremes(
    law: Rulebook, shorter: Variant, tmp_path: Path
) -> None:
    """Of weights one and three with the same lives: the mean is twice one of them. Of each, chance may
    move the total by two lives (see below), so by 2 and by 6 persons, and the mean of both by half the
    root of 2^2 + 6^2, which is 3,162: more than from the lowest of 1 to the highest of 3."""
    lives = few(law, tmp_path)
    populations = [
        population_of(law, lives, tmp_path / weight, weight=weight) for weight in ("1", "3")
    ]
    comparison = compared(populations, law, [shorter])
    figure = Figures(comparison, 0).whole(comparison.questions.indicators["boetes"])
    assert figure.change == 2
    assert figure.spread is not None
    assert not figure.spread.sampled
    margin = Fraction(3162, 1000)
    assert (figure.spread.low, figure.spread.high) == (2 - margin, 2 + margin)
    # Of what chance does not move, the extremes remain: nobody has another number of first terms.
    still = Figures(comparison, 0).whole(comparison.questions.indicators["eerste_termijnen"])
    assert still.spread is not None
    assert (still.spread.low, still.spread.high) == (0, 0)


def test_the_margin_of_one_population_is_that_of_a_sample(by_hand: Comparison) -> None:
    """One of three lives changed by one: the variance of the total is 1 - 1/3, so the margin is 1,96
    times its root, 1,6, which is rounded to 2 lives, times one and a half."""
    figure = Figures(by_hand, 0).whole(by_hand.questions.indicators["boetes"])
    assert figure.spread is not None
    assert figure.spread.sampled
    assert (figure.spread.low, figure.spread.high) == (Fraction(-3, 2), Fraction(9, 2))


def test_an_average_has_a_margin_too(by_hand: Comparison) -> None:
    """Two terms of 1.096 days become 912: each of two of the three lives loses 184. The variance of the
    total is 2 x 184^2 - 368^2 / 3, of which 1,96 times the root is 294 days, over two terms."""
    figure = Figures(by_hand, 0).whole(by_hand.questions.indicators["termijn_dagen"])
    assert (figure.base, figure.variant) == (1096, 912)
    assert figure.spread is not None
    assert (figure.spread.low, figure.spread.high) == (-184 - 147, -184 + 147)


def test_who_is_worse_off_is_counted_on_every_balance(by_hand: Comparison) -> None:
    """One pays a fine, both have a shorter term, and both had done their duty under either law."""
    figures = Figures(by_hand, 0)
    assert [balance.name for balance in by_hand.questions.balances] == ["geld", "tijd", "plicht"]
    assert [figures.balance(place) for place in range(3)] == [(0, Fraction(3, 2)), (0, 3), (0, 0)]


def test_decisions_are_told_apart_by_what_they_are_about() -> None:
    def table(rows: Sequence[tuple[int, int, str, int]]) -> Columns:
        persons, days, kinds, numbers = zip(*rows, strict=True)
        words = tuple(dict.fromkeys(kinds))
        codes = np.array([words.index(kind) for kind in kinds])
        return Columns(
            {
                "persoon": Values(np.array(persons)),
                "datum": Values(np.array(days)),
                "soort": Values(codes, None, words),
                "regel": Values(codes, None, tuple(f"regel-{word}" for word in words)),
                "velden.nummer": Values(np.array(numbers)),
            }
        )

    base = table([(1, 10, "a", 1), (1, 20, "a", 2), (2, 10, "b", 1), (3, 10, "a", 1)])
    variant = table([(2, 10, "b", 1), (1, 15, "a", 1), (3, 10, "a", 1), (3, 30, "b", 1)])
    found = moved_decisions(base, variant, ["nummer"])
    assert {key: (one.decisions, one.persons) for key, one in found.items()} == {
        (VANISHED, "a", "regel-a"): (1, 1),
        (APPEARED, "b", "regel-b"): (1, 1),
        (CHANGED, "a", "regel-a"): (1, 1),
    }


def test_the_examples_are_lives_that_come_out_as_the_table_says(
    law: Rulebook, shorter: Variant, tmp_path: Path
) -> None:
    day = datetime.date(2023, 7, 1)
    population = population_of(law, [*caseload(90)], tmp_path / "b", size=40)
    comparison = compared([population], law, [shorter], day)
    examples = write_examples(comparison, 0, tmp_path / "dossiers")
    assert [attrs.evolve(one, path=None) for one in examples] == chosen_examples(comparison, 0)
    assert len({example.person for example in examples}) == len(examples) == 20
    for example in examples:
        assert example.path is not None
        (life,) = load_dossiers(example.path, law)
        assert life.options["lezingen"] == READINGS
        assert life.reference_date == day

        def days(book: Rulebook, life: Dossier = life) -> int:
            terms = evaluate(book, life, day).termijnen
            return sum((t.einde - t.begin).days + 1 for t in terms if t.nummer == 1 and t.einde)

        assert example.gains[1] == days(shorter.rulebook) - days(law)
