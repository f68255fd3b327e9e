"""Verdicts that were written down are read again, also when the run that wrote them was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import mutate_rules
from tests.mutate_rules import main
from tests.mutations.judge import Judge, Verdict
from tests.mutations.verdict_file import VerdictFile
from tests.mutations.what import Mutant


def mutant(place: str) -> Mutant:
    return Mutant("wet.yaml", 1, "weg", place, "weg", (), None)


SURVIVED = Verdict(mutant("a.b"), None, 3)
NOTICED = Verdict(mutant("a.c"), "scenarios/een.yaml: anna", 1)


def written(path: Path) -> VerdictFile:
    found = VerdictFile(path)
    found.read()
    return found


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "oordelen.txt"
    for verdict in (SURVIVED, NOTICED):
        written(path).add(verdict)
    judged = written(path).judged([mutant("a.b"), mutant("a.c"), mutant("a.d")])
    assert judged == {verdict.mutant.id: verdict for verdict in (SURVIVED, NOTICED)}
    assert path.read_text(encoding="utf-8").startswith("overleeft\t3\twet.yaml: a.b: weg\n")


def test_a_line_that_was_cut_off_is_judged_again(tmp_path: Path) -> None:
    path = tmp_path / "oordelen.txt"
    for verdict in (SURVIVED, NOTICED):
        written(path).add(verdict)
    path.write_text(path.read_text(encoding="utf-8")[:-4], encoding="utf-8")
    again = written(path)
    assert [*again.judged([SURVIVED.mutant, NOTICED.mutant])] == [SURVIVED.mutant.id]
    again.add(NOTICED)
    assert len(written(path).judged([SURVIVED.mutant, NOTICED.mutant])) == 2


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "wet.yaml"
    path.write_text("regels: {}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"wet\.yaml:1: dit is geen oordeel"):
        written(path)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(["--verder"], "gaat verder met het bestand van --uit"), (["--uit", "{}"], "bestaat al")],
)
def test_no_run_is_lost_by_a_forgotten_switch(
    arguments: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "oordelen.txt"
    written(path).add(SURVIVED)
    with pytest.raises(SystemExit):
        main([part.format(path) for part in arguments])
    assert complaint in capsys.readouterr().err
    assert len(written(path).judged([SURVIVED.mutant])) == 1


def test_a_run_that_stopped_goes_on_where_it_was(
    small: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, scenarios = small
    judge = Judge(rules, [scenarios])
    monkeypatch.setattr(mutate_rules, "_judge", judge)
    path = tmp_path / "oordelen.txt"
    arguments = ["--processen", "1", "--uit", str(path)]
    assert main(arguments) == 1
    whole = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert any(line.startswith("overleeft\t") for line in whole)
    path.write_text("".join(whole[:5]) + whole[5][:-3], encoding="utf-8")
    asked: list[str] = []
    verdict = judge.verdict

    def noted(mutant: Mutant) -> Verdict:
        asked.append(mutant.id)
        return verdict(mutant)

    monkeypatch.setattr(judge, "verdict", noted)
    assert main([*arguments, "--verder"]) == 1
    again = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert [line.split("\t")[:3] for line in again] == [line.split("\t")[:3] for line in whole]
    assert len(asked) == len(whole) - 5
