"""The programs that are compared answer alike, and a program that does not is not timed."""

from __future__ import annotations

import importlib.util

import pytest

from bench.peers.__main__ import PROGRAMS, Program, main, ready
from bench.peers.by_hand import amount, with_dateutil
from bench.peers.lives import TODAY, Fine, Life, lives
from bench.peers.ours import with_columns, with_reference

BEGIN = TODAY.replace(year=2020, month=2, day=29).toordinal()
#: Three years after 29 February 2020 is 28 February 2023, and 28 days more is 28 March 2023.
END = TODAY.replace(year=2023, month=3, day=28).toordinal()
#: Thirteen weeks after 28 March: 3 days left in March, 30 in April, 31 in May, so 27 June.
DECIDED = TODAY.replace(year=2023, month=6, day=27).toordinal()


def life(last: int, lessons: tuple[tuple[int, int], ...]) -> Life:
    """All parts passed, the last of them on a day."""
    exams = ((END - 9, 0, True), (last, 1, True), (END - 8, 2, True), (END, 0, False))
    return Life(BEGIN, BEGIN + 5, 28, (*exams, (END - 7, 1, False)), lessons)


CASES = [
    life(END, ((END, 0),) * 3),
    life(END + 1, ((END, 100), (END, 49), (END + 1, 500))),
    life(END + 1, ((END, 100), (END, 50), (END + 1, 500))),
    life(END + 1, ((END, 100), (END, 100), (END, 100))),
]
#: In time; then one day late, with 149, 150 and 300 hours within the term.
FINES = [Fine(1, DECIDED, 30_000), Fine(2, DECIDED, 20_000), Fine(3, DECIDED, 10_000)]


HERE = [p for p in PROGRAMS if p.module is None or importlib.util.find_spec(p.module)]


@pytest.mark.parametrize("program", HERE, ids=lambda program: program.name)
def test_every_program_that_is_here_knows_the_edges_of_the_small_law(program: Program) -> None:
    run, read = program.prepare(CASES)
    assert read(run()) == FINES


def test_the_programs_agree_on_random_lives() -> None:
    found = lives(300, seed=7)
    run, read = with_dateutil(found)
    fines = read(run())
    assert {fine.cents for fine in fines} == {amount(hours) for hours in (0, 150, 300)}
    for program in (with_reference, with_columns):
        run, read = program(found)
        assert read(run()) == fines


def test_a_program_with_another_answer_is_named_and_not_timed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    wrong = Program("wrong", lambda found: (list, lambda given: FINES[1:]), 1)
    assert ready(wrong, CASES, FINES) is None
    assert "wrong: another answer about Fine(person=1" in capsys.readouterr().err


def test_the_benchmark_prints_a_ratio_for_all_that_is_here(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--lives", "200", "--rounds", "1"]) == 0
    said = capsys.readouterr().out
    for program in PROGRAMS:
        assert f"| {program.name}" in said or f"{program.name}: not installed" in said
