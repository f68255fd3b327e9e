"""What does not fit in the published figures is found, with what it counts as."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import assume, given
from hypothesis import strategies as st

from inburgerregels.policy.figures import Checked, check, load_figures, read_published
from inburgerregels.policy.figures.checking import Kind
from inburgerregels.policy.figures.wording import Said, say
from tests.cli.conftest import run as run

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def checked() -> Checked:
    return load_figures().checked


def said(checked: Checked, kind: Kind) -> list[Said]:
    return [say(finding, checked) for finding in checked.findings if finding.kind is kind]


def test_two_totals_of_table_2_carry_the_number_of_the_year_after(checked: Checked) -> None:
    first, second, _ = said(checked, Kind.WRONG)
    assert first.heading == "Tabel 2, 2018, Voldaan (totaal): gedrukt 10.822"
    assert dict(first.lines) == {
        "Rekensom": (
            "10.822 + 3.672 + 1.996 = 16.490, gedrukt 17880 (verschil 1.390)",
            "5.610 + 6.602 = 12.212, gedrukt 10.822 (verschil 1.390)",
            "10.822 / 17880 = 60,5%, gedrukt 68%",
        ),
        "Samenhangend": ("12.212; dan kloppen alle sommen, en geen ander cijfer alleen doet dat",),
        "Herkomst": ("10.822 hoort in de cel eronder: tabel 2, 2019, Voldaan (totaal)",),
    }
    assert second.heading == "Tabel 2, 2019, Voldaan (totaal): gedrukt 8.194"
    assert dict(second.lines) == {
        "Rekensom": (
            "8.194 + 2.247 + 4.038 = 14.479, gedrukt 17107 (verschil 2.628)",
            "4.715 + 6.107 = 10.822, gedrukt 8.194 (verschil 2.628)",
            "8.194 / 17107 = 47,9%, gedrukt 63%",
        ),
        "Samenhangend": ("10.822; dan kloppen alle sommen, en geen ander cijfer alleen doet dat",),
        "Herkomst": ("8.194 staat ook in de cel eronder: tabel 2, 2020, Voldaan (totaal)",),
    }


def test_a_number_in_the_text_is_cut_off_and_not_rounded(checked: Checked) -> None:
    found = said(checked, Kind.WRONG)[2]
    assert "gedrukt circa 87.000" in found.heading
    lines = dict(found.lines)
    assert lines["Rekensom"] == (
        "tabel 4, Kwijtgescholden leningen, Aantal is 87.716, hier staat circa 87.000",
    )
    assert lines["Herkomst"] == ("87.716 is afgekapt in plaats van afgerond",)


def test_a_row_of_table_3_does_not_add_up_and_every_explanation_is_named(checked: Checked) -> None:
    (found,) = said(checked, Kind.AMBIGUOUS)
    assert found.heading == "Tabel 3, 01-07-2023, Totaal: gedrukt 2.341"
    lines = dict(found.lines)
    (added,) = lines["Rekensom"]
    assert added.startswith("14 + 56 + 138 + 232 + 258 + 308 + 627 + 645 + 156 + 2 = 2.436, ")
    assert added.endswith("gedrukt 2.341 (verschil 95)")
    # Every figure of the row that is 95 or more may be the one that is 95 too high.
    assert len(lines["Mogelijk"]) == 1 + 7
    assert lines["Mogelijk"][0] == "tabel 3, 01-07-2023, Totaal: 2.436 in plaats van 2.341"
    assert lines["Mogelijk"][7] == "tabel 3, 01-07-2023, '21: 61 in plaats van 156"
    assert lines["Gebruikt"] == ("2.436: de delen zoals gedrukt, de som daarnaar; niet zeker",)


def test_the_text_and_table_2_may_count_different_people(checked: Checked) -> None:
    (found,) = said(checked, Kind.COUNTS_OTHERWISE)
    assert "gedrukt 2.117" in found.heading
    lines = dict(found.lines)
    assert lines["Rekensom"] == ("tabel 2, 2022, Totaal is 2095, hier staat 2.117",)
    assert len(lines["Mogelijk"]) == 2
    assert "de tabel niet: 22 van de 10.029" in lines["Mogelijk"][0]
    assert lines["Mogelijk"][1].endswith("2.095 in plaats van 2.117")


def test_six_percentages_were_forced_to_make_a_hundred_and_are_no_mistakes(
    checked: Checked,
) -> None:
    found = said(checked, Kind.FORCED)
    assert {one.kind for one in found} == {"afgerond op honderd, geen fout"}
    assert sorted(one.heading for one in found) == [
        "Tabel 2, 2014, Ontheven (totaal), percentage: gedrukt 22%, zelf afgerond 21%",
        "Tabel 2, 2015, Ontheven (gezin & overig), percentage: gedrukt 6%, zelf afgerond 5%",
        "Tabel 2, 2017, Nog plichtig (totaal), percentage: gedrukt 5%, zelf afgerond 6%",
        "Tabel 2, 2020, Ontheven (totaal), percentage: gedrukt 4%, zelf afgerond 3%",
        "Tabel 2, 2021, Nog plichtig (gezin & overig), percentage: gedrukt 71%, zelf afgerond 72%",
        "Tabel 2, 2021, Voldaan (totaal), percentage: gedrukt 15%, zelf afgerond 16%",
    ]
    first = next(one for one in found if "2014" in one.heading)
    assert dict(first.lines)["Rekensom"] == (
        "76,24% + 21,46% + 2,30%; elk apart afgerond is dat samen 99%",
    )


def test_what_table_2_leaves_out_and_counts_together_is_found(checked: Checked) -> None:
    columns = {
        finding.composition.title: finding.composed
        for finding in checked.findings
        if finding.composition is not None
    }
    assert columns == {
        "tabel 2, alle cohorten in de kolom Totaal": (
            ("brief/ingeburgerd", "brief/ontheven", "brief/vrijgesteld", "brief/plichtig"),
        ),
        "tabel 2, alle cohorten in de kolom Voldaan": (("brief/ingeburgerd", "brief/vrijgesteld"),),
        "tabel 2, alle cohorten in de kolom Ontheven": (("brief/ontheven",),),
        "tabel 2, alle cohorten in de kolom Nog plichtig": (("brief/plichtig",),),
    }
    # 196.530 - 10.029 and 103.206 + 5.823.
    together = said(checked, Kind.COMPOSED)
    assert [one.heading.split(": ")[1] for one in together] == [
        f"samen {196.530 - 10.029:.3f}",
        f"samen {103.206 + 5.823:.3f}",
        "samen 33.531",
        "samen 43.941",
    ]
    assert dict(together[1].lines)["Let op"] == (
        "met de gedrukte cijfers is het 105.011, en daar past geen som op",
    )


def test_nothing_else_is_found(checked: Checked) -> None:
    kinds = [finding.kind for finding in checked.findings]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        Kind.WRONG: 3,
        Kind.AMBIGUOUS: 1,
        Kind.COUNTS_OTHERWISE: 1,
        Kind.FORCED: 6,
        Kind.COMPOSED: 4,
    }
    # Three relations for each of two totals, and three that stand alone.
    assert len(checked.published.relations) - checked.holding == 3 + 3 + 1 + 1 + 1


def test_in_the_consistent_reading_all_holds_but_what_is_not_certain(checked: Checked) -> None:
    wrong = [
        relation
        for relation in checked.published.relations
        if not relation.holds(checked.consistent)
    ]
    assert all(set(relation.members) & checked.unsettled for relation in wrong)
    assert len(wrong) == 1


def test_the_command_says_all_this_in_every_form(run: Run, checked: Checked) -> None:
    text = run("cijfers", "--controle")
    assert text.exit_code == 0
    assert max(map(len, text.stdout.splitlines())) <= 100
    page = run("cijfers", "--controle", "--formaat", "html").stdout
    rows = json.loads(run("cijfers", "--controle", "--formaat", "json").stdout)
    assert len(rows) == len(checked.findings)
    for row in rows:
        for shown in (row["titel"], *(text for texts in row["tekst"].values() for text in texts)):
            assert shown in html.unescape(page)
            assert shown.split()[0] in text.stdout
    assert rows[0]["gelezen_als"] == {
        "tabel-2/2018/totaal.voldaan": {"gedrukt": "10.822", "gelezen": "12212"}
    }


# -- the method, on tables that are made ----------------------------------------------------------

GENERAL = "ijking: {peildata: [2020-01-01]}\neenheden: [personen]\n"
HEAD = """tabel: '{number}'
titel: Verzonnen
bron: {{titel: verzonnen}}
eenheid: personen
gebruik: ijking
peildatum: 2020-01-01
kolommen: {{geheel: {{}}, a: {{}}, b: {{}}, c: {{}}}}
vergelijkingen:
  - {{per: rij, som: geheel, van: [a, b, c]}}
  - {{per: kolom, som: samen, van: [een, twee]}}
rijen:
"""


def made(folder: Path, rows: dict[str, Sequence[object]]) -> Checked:
    (folder / "algemeen.yaml").write_text(GENERAL, encoding="utf-8")
    text = HEAD.format(number=1) + "".join(
        f"  {name}: [{', '.join(map(str, cells))}]\n" for name, cells in rows.items()
    )
    (folder / "tabel.yaml").write_text(text, encoding="utf-8")
    return check(read_published(folder))


NUMBERS = st.integers(0, 5000)


@given(
    one=st.tuples(NUMBERS, NUMBERS, NUMBERS),
    two=st.tuples(NUMBERS, NUMBERS, NUMBERS),
    row=st.sampled_from(["een", "twee", "samen"]),
    column=st.integers(0, 3),
    wrong=NUMBERS,
)
def test_a_single_wrong_cell_of_any_table_is_found_with_its_right_value(
    tmp_path_factory: pytest.TempPathFactory,
    one: tuple[int, int, int],
    two: tuple[int, int, int],
    row: str,
    column: int,
    wrong: int,
) -> None:
    right = {
        "een": [sum(one), *one],
        "twee": [sum(two), *two],
        "samen": [sum(one) + sum(two), *(a + b for a, b in zip(one, two, strict=True))],
    }
    assume(right[row][column] != wrong)
    folder = tmp_path_factory.mktemp("cijfers")
    assert made(folder, right).findings == ()
    printed = {name: [*cells] for name, cells in right.items()}
    printed[row][column] = wrong
    (finding,) = made(folder, printed).findings
    assert finding.kind is Kind.WRONG
    cell = f"tabel-1/{row}/{('geheel', 'a', 'b', 'c')[column]}"
    assert {name: figure.value for name, figure in finding.reading.items()} == {
        cell: right[row][column]
    }


@given(parts=st.lists(st.integers(0, 3000), min_size=2, max_size=5).filter(any))
def test_shares_rounded_to_a_hundred_by_the_largest_remainder_are_never_a_mistake(
    tmp_path_factory: pytest.TempPathFactory, parts: list[int]
) -> None:
    whole = sum(parts)
    shares = [100 * part // whole for part in parts]
    rest = sorted(range(len(parts)), key=lambda at: (-(100 * parts[at] % whole), at))
    for at in rest[: 100 - sum(shares)]:
        shares[at] += 1
    names = [f"d{at}" for at in range(len(parts))]
    folder = tmp_path_factory.mktemp("cijfers")
    (folder / "algemeen.yaml").write_text(GENERAL, encoding="utf-8")
    cells = ", ".join(f"{part} {share}%" for part, share in zip(parts, shares, strict=True))
    text = HEAD.format(number=1)
    text = text.replace("a: {}, b: {}, c: {}", ", ".join(f"{name}: {{}}" for name in names))
    before, _, _ = text.partition("  - {per: rij")
    text = before + f"  - {{per: rij, honderd: geheel, van: [{', '.join(names)}]}}\n"
    (folder / "tabel.yaml").write_text(
        f"{text}rijen:\n  een: [{whole}, {cells}]\n", encoding="utf-8"
    )
    found = check(read_published(folder)).findings
    assert {finding.kind for finding in found} <= {Kind.FORCED}
    own = [int(Fraction(100 * part, whole) + Fraction(1, 2)) for part in parts]
    forced = {name for finding in found for name in finding.forced}
    different = {
        f"tabel-1/een/{name}%"
        for name, share, rounded in zip(names, shares, own, strict=True)
        if share != rounded and 2 * (100 * parts[names.index(name)] % whole) != whole
    }
    assert forced == different


def test_two_figures_that_are_wrong_together_are_found(tmp_path: Path) -> None:
    # 'a' was 7 and 8; no single figure mends both rows and the column.
    found = made(tmp_path, {"een": [9, 1, 1, 1], "twee": [14, 2, 3, 3], "samen": [23, 15, 4, 4]})
    (finding,) = found.findings
    assert finding.kind is Kind.WRONG
    assert {name: figure.value for name, figure in finding.reading.items()} == {
        "tabel-1/een/a": 7,
        "tabel-1/twee/a": 8,
    }
