"""Small laws with one defect each: it is found, and the life that shows it is run.

``wrong/naam.yaml`` holds one defect, ``wrong/naam.txt`` what is said of it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from inburgerregels.cli import main
from inburgerregels.cli.problems import as_block
from inburgerregels.cli.proofs import check_proofs
from inburgerregels.engine import evaluate
from inburgerregels.engine.loading import load_dossiers, load_rulebook
from inburgerregels.language import Rulebook

z3 = pytest.importorskip("z3")

HERE = Path(__file__).parent
DEFECTS = sorted(path.stem for path in (HERE / "wrong").glob("*.yaml"))


def law(path: Path) -> Rulebook:
    return load_rulebook([HERE / "begrippen.yaml", path])


def found(path: Path, folder: Path | None = None) -> list[str]:
    """What is certainly wrong, with paths as seen from this folder."""
    said = [as_block(problem) for problem in check_proofs(law(path), folder).problems]
    return [text.replace(f"{HERE}/", "").replace(f"{folder}/", "") for text in said]


@pytest.mark.parametrize("name", DEFECTS)
def test_a_planted_defect_is_found_and_nothing_else(name: str, tmp_path: Path) -> None:
    expected = (HERE / "wrong" / f"{name}.txt").read_text(encoding="utf-8")
    assert "\n".join(found(HERE / "wrong" / f"{name}.yaml", tmp_path)) + "\n" == expected


@pytest.mark.parametrize("name", [name for name in DEFECTS if name != "dode-regel"])
def test_a_counter_example_is_a_scenario_that_goes_to_a_person(name: str, tmp_path: Path) -> None:
    found(HERE / "wrong" / f"{name}.yaml", tmp_path)
    (path,) = tmp_path.glob("*.yaml")
    rulebook = law(HERE / "wrong" / f"{name}.yaml")
    (dossier,) = load_dossiers(path, rulebook)
    assert dossier.reference_date is not None
    outcome = evaluate(rulebook, dossier, dossier.reference_date)
    assert outcome.status is None
    assert [decision.soort for decision in outcome.besluiten] == ["handmatig"]


@pytest.mark.parametrize("name", ["alles", "vragen"])
def test_rules_that_fit_together_are_proved(name: str) -> None:
    proved = check_proofs(law(HERE / "right" / f"{name}.yaml"), None)
    assert proved.problems == ()
    assert not any("niet weerlegd" in line for line in proved.lines)


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ("geboren + 26 dagen", "geboren + 27 dagen", set()),
        ("uiterlijk tot en met eerste uitleen", "uiterlijk voor eerste uitleen", {"Z001", "Z004"}),
        ("uiterlijk na eerste uitleen", "uiterlijk vanaf eerste uitleen", {"Z003"}),
        ("lid <> kind", "lid <> erelid", {"Z001", "Z003"}),
        ("te_laat en lid <> kind", "te_laat en lid = gewoon", {"Z001"}),
        ("[50% of meer, vrij]", "[50% tot en met 99%, vrij]", set()),
        ("tot: 2009-12-31", "vanaf: 1900-01-01, tot: 2009-12-31", {"Z006"}),
    ],
)
def test_each_reason_why_they_fit_is_needed(
    before: str, after: str, codes: set[str], tmp_path: Path
) -> None:
    text = (HERE / "right" / "alles.yaml").read_text(encoding="utf-8")
    assert text.count(before) == 1
    path = tmp_path / "anders.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    assert {code for said in found(path) for code in re.findall(r"Z\d{3}", said)} == codes


def test_without_z3_one_line_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in [name for name in sys.modules if name.startswith("inburgerregels.prover")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    rules = [str(HERE / "begrippen.yaml"), str(HERE / "right" / "alles.yaml")]
    result = CliRunner().invoke(main, ["controleer", "--snel", "--bewijs", *rules])
    assert result.exit_code == 1
    assert "voor --bewijs is z3 nodig" in result.output
    assert result.output.count("\n") == 1


def test_what_was_proved_is_counted_and_a_defect_ends_with_exit_code_one() -> None:
    words, wrong = HERE / "begrippen.yaml", HERE / "wrong" / "gat.yaml"
    result = CliRunner().invoke(main, ["controleer", "--snel", "--bewijs", str(words), str(wrong)])
    assert result.exit_code == 1
    assert "1 paar regels dat nooit samen geldt" in result.output
    assert "fout[Z001]" in result.output
