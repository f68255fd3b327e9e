"""The published figures: what was printed, what may be fitted to, and what a damaged file says."""

from __future__ import annotations

import datetime
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from inburgerregels.model import ProblemError
from inburgerregels.policy.figures import PUBLISHED, Figures, load_figures, read_published
from inburgerregels.policy.figures.printed import Bounds, PrintedError, read_printed, split_cell

#: The days of which the fit may see figures; written here and not read, so that the data cannot
#: allow itself more.
FIT_DAYS = {datetime.date(2023, 10, 1), datetime.date(2023, 11, 1)}


@pytest.fixture(scope="module")
def figures() -> Figures:
    return load_figures()


def test_the_fit_sees_only_figures_of_two_days(figures: Figures) -> None:
    seen = figures.for_fit()
    assert seen
    assert {figure.day for figure in seen.values()} == FIT_DAYS
    assert figures.checked.published.fit_days == FIT_DAYS


@pytest.mark.parametrize(
    "name",
    [
        "tabel-1/plichtigen/2023-05-01",
        "tabel-3/2023-07-01/totaal",
        "brief/plichtig-mei",
        "brief/daling-plichtig",
        "brief/pip-asiel-mei",
        "brief/matiging-opbrengst",
        "brief/pauze-ontvangsten",
        "kis-2024/wi2013",
        "kis-2024/wi2021",
    ],
)
def test_the_fit_is_refused_every_figure_that_is_to_judge_by(figures: Figures, name: str) -> None:
    assert name in figures.printed
    assert name not in figures.for_fit()
    with pytest.raises(ProblemError, match="mag niet voor de ijking worden gebruikt"):
        figures.for_fit()[name]


def test_the_fit_is_refused_a_figure_that_is_not_there_with_the_nearest_name(
    figures: Figures,
) -> None:
    with pytest.raises(ProblemError, match="bedoelde u tabel-2/2018/totaal"):
        figures.for_fit()["tabel-2/2018/totaaal"]


def test_no_derived_figure_of_a_day_to_judge_by_can_be_fitted(figures: Figures) -> None:
    derived = [figure for figure in figures.printed.values() if figure.derived]
    assert derived
    assert {figure.use for figure in derived} == {"toets"}


def test_the_fit_gets_the_consistent_reading(figures: Figures) -> None:
    seen = figures.for_fit()
    # 5.610 + 6.602 and 4.715 + 6.107, and 17.880 - 3.672 - 1.996 and 17.107 - 2.247 - 4.038.
    assert seen["tabel-2/2018/totaal.voldaan"].value == 5610 + 6602 == 17880 - 3672 - 1996
    assert seen["tabel-2/2019/totaal.voldaan"].value == 4715 + 6107 == 17107 - 2247 - 4038
    assert figures.printed["tabel-2/2018/totaal.voldaan"].printed == "10.822"
    assert figures.printed["tabel-2/2019/totaal.voldaan"].printed == "8.194"


def test_every_figure_has_a_source_that_can_be_looked_up_or_named(figures: Figures) -> None:
    for figure in figures.printed.values():
        assert figure.source.tekst, figure.id
        assert figure.position is not None, figure.id
    url = "https://zoek.officielebekendmakingen.nl/kst-32824-408.html"
    assert figures.printed["tabel-2/2013/totaal"].source.url == url


def test_printed_figures_are_read_in_their_unit(figures: Figures) -> None:
    printed = figures.printed
    assert printed["brief/opgelegd"].value == 196530
    assert printed["brief/ingeburgerd%"].value == Fraction(525, 1000)
    assert printed["tabel-4/toegekend/bedrag"].value == 96_701_392_600
    assert printed["brief/pauze-ontvangsten"].bounds == Bounds(
        Fraction(125_000_000), Fraction(135_000_000)
    )
    assert printed["kis-2024/wi2021"].value == 72231
    assert printed["kis-2024/wi2013"].value == 32176
    assert printed["brief/plichtig-mei"].value == 43941 + 7503
    assert printed["kis-2024/wi2021-klaar"].value == 99 + 212 + 15
    # Half a million at fifteen percent is a base of 3.33 million.
    assert round(printed["brief/boetes-gematigd"].value) == 333_333_333


@pytest.mark.parametrize(
    ("text", "unit", "rounded_to", "low", "high"),
    [
        ("9309", "personen", None, 9309, 9309),
        ("51.600", "personen", 100, 51550, 51650),
        ("circa 87.000", "leningen", 1000, 86500, 87500),
        ("ruim 138.000", "leningen", 1000, 138000, 139000),
        ("bijna 1.900", "leningen", 100, 1800, 1900),
        ("€ 4.538", "euro", None, 453750, 453850),
        ("circa € 0,5 miljoen", "euro", None, 45_000_000, 55_000_000),
    ],
)
def test_a_printed_number_stands_for_what_could_be_rounded_to_it(
    text: str, unit: str, rounded_to: int | None, low: int, high: int
) -> None:
    assert read_printed(text, unit, rounded_to).bounds == Bounds(Fraction(low), Fraction(high))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", "personen"),
        ("12.34", "personen"),
        ("12%", "personen"),
        ("12", "procent"),
        ("5", "euro"),
    ],
)
def test_a_text_that_is_no_number_of_its_unit_is_refused(text: str, unit: str) -> None:
    with pytest.raises(PrintedError):
        read_printed(text, unit)


def test_a_percentage_behind_a_number_is_a_figure_of_its_own() -> None:
    assert split_cell("€ 1,3 miljoen") == ("€ 1,3 miljoen", None)
    assert split_cell("ongeveer 50%") == ("ongeveer 50%", None)
    assert split_cell("26.000 (50%)") == ("26.000", "50%")


DAMAGE = {
    "a key that is unknown": ("kolommen:", "kolomen:", "bedoelde u kolommen?"),
    "a cell too few": ("'2013': [9309, ", "'2013': [", "heeft 11 cellen bij 12 kolommen"),
    "a number that is none": ("[9309,", "[93o9,", "'93o9' is geen gedrukt getal"),
    "a day that is none": ("2023-10-01", "2023-10-32", "is geen dag"),
    "a use that is unknown": ("gebruik: ijking", "gebruik: iking", "bedoelde u ijking?"),
    "no use": ("gebruik: ijking\n", "", "zegt niet waarvoor het cijfer mag worden gebruikt"),
    "a day that may not be fitted to": (
        "peildatum: 2023-10-01",
        "peildatum: 2023-05-01",
        "'tabel-2/2013/totaal' is van 2023-05-01 en mag niet voor de ijking",
    ),
    "a unit that is unknown": ("eenheid: personen", "eenheid: person", "bedoelde u personen?"),
    "a sum of an unknown column": (
        "som: totaal, van: [asiel, overig]",
        "som: totaal, van: [asiel, overg]",
        "onbekend cijfer 'tabel-2/2013/overg'",
    ),
    "an unknown relation": (
        "{per: rij, som: totaal, van: [asiel, overig]}",
        "{per: rij, product: totaal}",
        "onbekend soort vergelijking",
    ),
    "no YAML": ("rijen:", "rijen: [", "brief-tabel-2.yaml"),
    "a table twice": ("tabel: '2'", "tabel: '1'", "tabel 1 staat er twee keer"),
}


@pytest.mark.parametrize(("before", "after", "message"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_refused_with_the_place_of_the_mistake(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    folder = shutil.copytree(PUBLISHED, tmp_path / "cijfers")
    path = folder / "brief-tabel-2.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ProblemError) as refused:
        read_published(folder)
    here = [problem for problem in refused.value.problems if message in str(problem)]
    assert here, refused.value
    assert here[0].position is not None
    assert here[0].position.line > 1 or "twee keer" in message


def test_a_folder_without_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="hier staan geen gepubliceerde cijfers"):
        read_published(tmp_path)
