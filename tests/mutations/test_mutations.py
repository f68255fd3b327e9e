"""The mutation run itself: which mistakes it makes, and that it sees what is noticed and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from inburgerregels.data import rules_dir
from inburgerregels.language.loader import RuleFile, read_files
from tests.mutate_rules import EXPLAINED, EXPLAINED_WINDOWS, report
from tests.mutations.changes import of_expression, of_literal, of_windows
from tests.mutations.conftest import LAW, SCENARIO
from tests.mutations.explained import Explanation, explanation_of, read_explanations
from tests.mutations.judge import Judge, Verdict
from tests.mutations.mutants import mutants_of, windows_of
from tests.mutations.what import Mutant


def judged(small: tuple[Path, Path]) -> dict[str, Verdict]:
    rules, scenarios = small
    judge = Judge(rules, [scenarios])
    assert judge.broken == []
    mutants = [mutant for file in judge.files for mutant in mutants_of(file)]
    return {mutant.id.partition(": ")[2]: judge.verdict(mutant) for mutant in mutants}


def test_what_a_scenario_expects_is_noticed_and_what_none_asks_survives(
    small: tuple[Path, Path],
) -> None:
    verdicts = judged(small)
    noticed = {name for name, verdict in verdicts.items() if verdict.noticed_by}
    assert noticed >= {
        "persoon.open: weg",
        "persoon.toegang: weg",
        "parameter wachttijd: 3 weken → 4 weken",
        "tabel prijs rij 1 kolom 1: € 10 → € 9",
        "persoon.open.open_op: + → - (1e)",
    }
    survived = verdicts.keys() - noticed
    assert survived >= {
        "persoon.korting: weg",
        "tabel prijs rij 2 kolom 1: € 8 → € 7",
        "tabel prijs rijen: 1 tot en met 4 | 5 of meer → hoger",
        "persoon.toegang.als: € 5 → € 6 (1e)",
        "persoon.toegang.als: meer dan → ten minste (1e)",
    }


@pytest.mark.parametrize("day", ["parameter wachttijd bekend op", "persoon.toegang.bekend op"])
def test_a_day_later_known_is_noticed_by_who_asks_what_was_known(day: str, tmp_path: Path) -> None:
    known = LAW.replace(
        "{waarde: 3 weken, bron: W 1}", "{waarde: 3 weken, bron: W 1, bekend op: 2020-02-03}"
    )
    known = known.replace(
        "toegang: {bron: W 1, als", "toegang: {bron: W 1, bekend op: 2020-02-03, als"
    )
    (tmp_path / "law.yaml").write_text(known, encoding="utf-8")
    asked = SCENARIO.replace("peildatum", "bekend_op: 2020-02-03\npeildatum")
    (tmp_path / "anna.yml").write_text(asked, encoding="utf-8")
    judge = Judge(tmp_path / "law.yaml", [tmp_path / "anna.yml"])
    (later,) = (
        mutant
        for file in judge.files
        for mutant in mutants_of(file)
        if mutant.id.endswith(f"{day}: 2020-02-03 → 2020-02-04")
    )
    assert judge.verdict(later).noticed_by


def test_the_last_row_for_the_first_is_judged_by_its_answers_without_a_measure_too(
    small: tuple[Path, Path],
) -> None:
    rules, scenarios = small
    first = LAW.replace("dag(eerste aankomst)", "dag(gekomen)").replace(
        "  kosten: {bron", "  komst: {bron: W 1, gekomen: eerste aankomst}\n  kosten: {bron"
    )
    (rules / "wet.yaml").write_text(first, encoding="utf-8")
    (rules / "extra.yaml").write_text(
        "maatregel: extra\ntitel: Extra\nbron: W 3\n---\n"
        "regels: {weg: {bron: W 3, weg_op: dag(laatste aankomst)}}\n",
        encoding="utf-8",
    )
    without = SCENARIO.replace("peildatum", "zonder: [extra]\npeildatum")
    (scenarios / "anna.yaml").write_text(without, encoding="utf-8")
    change = "persoon.komst.gekomen: eerste → laatste (1e)"
    # She came once.
    assert judged(small)[change].noticed_by is None
    twice = without.replace("aankomst}]", "aankomst}, {datum: 2020-01-02, soort: aankomst}]")
    (scenarios / "anna.yaml").write_text(twice, encoding="utf-8")
    assert judged(small)[change].noticed_by == f"{scenarios / 'anna.yaml'}: anna"


def test_a_mistake_that_no_law_can_have_is_noticed_while_loading(small: tuple[Path, Path]) -> None:
    verdicts = judged(small)
    assert verdicts["persoon.kosten: weg"].noticed_by == "laden"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("3 jaar", ["2 jaar", "4 jaar"]),
        ("€ 1.250", ["€ 1249", "€ 1251"]),
        ("€ 62,50", ["€ 61,50", "€ 63,50"]),
        ("12,5%", ["12,4%", "12,6%"]),
        ("0,60%", ["0,59%", "0,61%"]),
        ("0%", ["1%"]),
        ("0", ["1"]),
        ("2020-02-28", ["2020-02-27", "2020-02-29"]),
        ("-2", ["-3", "-1"]),
        ("600 uur", ["599 uur", "601 uur"]),
        ("ja", ["nee"]),
        ("geen getal", []),
    ],
)
def test_a_value_has_neighbours_one_unit_away(text: str, near: list[str]) -> None:
    assert list(of_literal(text)) == near


def test_each_word_and_number_of_an_expression_is_changed_once() -> None:
    changed = {change.text for change in of_expression("a en niet (b voor c) of d ten minste 2")}
    assert changed == {
        "a of niet (b voor c) of d ten minste 2",
        "a en  (b voor c) of d ten minste 2",
        "a en niet (b tot en met c) of d ten minste 2",
        "a en niet (b voor c) en d ten minste 2",
        "a en niet (b voor c) of d meer dan 2",
        "a en niet (b voor c) of d ten minste 1",
        "a en niet (b voor c) of d ten minste 3",
    }


def test_each_edge_of_a_window_is_a_day_off_once() -> None:
    text = "bestaat examen van begin tot en met einde waar datum tot en met nooit"
    assert {change.text for change in of_windows(text)} == {
        text.replace("begin", "begin - 1 dag"),
        text.replace("begin", "begin + 1 dag"),
        text.replace("einde", "einde - 1 dag"),
        text.replace("einde", "einde + 1 dag"),
    }
    assert of_windows("begin tot en met einde") == []


def test_the_edges_of_windows_are_a_run_of_their_own() -> None:
    files = read_files([rules_dir()])
    windows = [mutant for file in files for mutant in windows_of(file)]
    others = {mutant.id for file in files for mutant in mutants_of(file)}
    assert {mutant.kind for mutant in windows} == {"venster"}
    assert not others & {mutant.id for mutant in windows}


def test_names_of_mistakes_are_unique_and_hold_no_line() -> None:
    mutants = [mutant for file in read_files([rules_dir()]) for mutant in mutants_of(file)]
    assert len({mutant.id for mutant in mutants}) == len(mutants)
    assert {mutant.kind for mutant in mutants} == {"weg", "getal", "wissel", "grens", "standaard"}


def test_every_rule_file_with_law_has_mistakes() -> None:
    def has_law(file: RuleFile) -> bool:
        said = {name for document in file.documents for name in document.names}
        return bool(said - {"bronnen", "begrippen", "uitkomst"})

    without = [f.name for f in read_files([rules_dir()]) if has_law(f) and not mutants_of(f)]
    assert without == []


def survivor(place: str) -> Verdict:
    return Verdict(Mutant("wet.yaml", 1, "weg", place, "weg", (), None), None, 1)


def test_a_survivor_without_an_explanation_fails_the_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    explained = [Explanation("wet.yaml: a*: weg", "reden")]
    assert not report([survivor("a1"), survivor("a2")], explained, whole=True)
    assert report([survivor("a1"), survivor("b")], explained, whole=True)
    assert "rules/wet.yaml:1: b: weg" in capsys.readouterr().out


def test_an_explanation_of_nothing_fails_a_whole_run(capsys: pytest.CaptureFixture[str]) -> None:
    explained = [Explanation("wet.yaml: a: weg", "reden"), Explanation("wet.yaml: c: weg", "reden")]
    assert report([survivor("a")], explained, whole=True)
    assert not report([survivor("a")], explained, whole=False)
    assert "wet.yaml: c: weg" in capsys.readouterr().out


def test_the_explanations_can_be_read() -> None:
    read_explanations(EXPLAINED)
    read_explanations(EXPLAINED_WINDOWS)


@pytest.mark.parametrize(
    "entry",
    [{"mutant": "a"}, {"mutant": "a", "reden": " "}, {"mutant": "a", "reden": "b", "extra": 1}],
)
def test_an_explanation_needs_a_reason(entry: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "verklaard.yaml"
    path.write_text(yaml.safe_dump([entry]), encoding="utf-8")
    with pytest.raises(ValueError, match="heeft `mutant` en `reden`"):
        read_explanations(path)


def test_a_sample_of_the_mistakes_in_the_law_is_noticed_or_explained(termijn: Judge) -> None:
    """A few scenarios and a few mistakes: that the run works on the law as it stands."""
    assert termijn.broken == []
    assert termijn.cases
    wanted = "examentermijn.eerste-termijn"
    mutants = [m for f in termijn.files for m in mutants_of(f) if m.place.startswith(wanted)]
    assert mutants
    explanations = read_explanations(EXPLAINED)
    for verdict in map(termijn.verdict, mutants):
        assert verdict.noticed_by or explanation_of(verdict.mutant.id, explanations)
