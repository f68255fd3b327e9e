"""A run gives the same bytes however it goes, and publishes everything or nothing."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import attrs
import pyarrow.parquet as pq
import pytest

from inburgerregels.batch import output as output_module
from inburgerregels.batch.output import BUSY, Output
from inburgerregels.batch.run import Run
from inburgerregels.batch.store import Store
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from tests.batch.conftest import DAY, LAW

ROOT = Path(__file__).resolve().parents[2]
#: Kills a run at random moments until it was killed often enough; prints how often it was killed, and
#: how often it got to its end before that. Each attempt is a process of its own.
PROGRAM = """
import datetime, os, random, shutil, signal, sys, time
from pathlib import Path
from inburgerregels import load_rulebook
from inburgerregels.batch.run import Run
from inburgerregels.batch.store import Store

def attempt(seconds):
    child = os.fork()
    if child == 0:
        os.setsid()
        run.write(out, resume=True, workers=2 if killed % 7 == 6 else 1)
        os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
    return os.waitpid(child, 0)[1]

if __name__ == "__main__":
    law, store, folder, times = sys.argv[1:]
    run = Run(load_rulebook(law), Store.open(Path(store)), datetime.date({day}))
    dice, killed, ended = random.Random(20), 0, 0
    out = Path(folder) / "maat"
    begin = time.monotonic()
    attempt(None)
    whole = time.monotonic() - begin
    while killed < int(times):
        out = Path(folder) / f"uit{{ended}}"
        status = attempt(dice.random() * whole)
        killed += os.WIFSIGNALED(status)
        if (out / "manifest.json").exists():
            # Published; if it was killed while it tidied up, the next attempt does that.
            assert attempt(None) == 0
            ended += 1
    out = Path(folder) / f"uit{{ended}}"
    assert attempt(None) == 0
    print(killed, ended + 1)
"""


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_run_gives_the_same_bytes_twice_and_for_any_number_of_workers(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    run = Run(books, store, DAY)
    manifest = run.write(tmp_path / "een")
    assert run.write(tmp_path / "twee", workers=2) == manifest
    found = contents(tmp_path / "een")
    assert found == contents(tmp_path / "twee")
    assert len(found) == 4 * 6 + 2


def test_the_reference_executor_gives_the_same_tables(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    Run(books, store, DAY).write(tmp_path / "een")
    Run(books, store, DAY, "reference").write(tmp_path / "twee")
    one, two = contents(tmp_path / "een"), contents(tmp_path / "twee")
    assert one.pop("manifest.json") != two.pop("manifest.json")
    # Until when an answer stays is kept beside it; each executor knows that in its own way.
    answers = [{n: d for n, d in found.items() if not n.startswith(".")} for found in (one, two)]
    assert answers[0] == answers[1]


def test_the_manifest_counts_and_sums_what_is_in_the_files(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    manifest = Run(books, store, DAY).write(tmp_path / "uit")
    assert manifest == json.loads((tmp_path / "uit" / "manifest.json").read_bytes())
    decisions = pq.read_table(tmp_path / "uit" / "besluiten.parquet").to_pylist()
    assert manifest["bedragen"] == {
        "boete": {
            "aantal": len(decisions),
            "bedrag_cent": sum(row["bedrag_cent"] for row in decisions),
        }
    }
    assert decisions == sorted(decisions, key=lambda row: (row["persoon_id"], row["datum"]))
    counts = manifest["tellingen"]
    assert counts["rijen_gelezen"] == counts["rijen_gebruikt"] + counts["rijen_afgekeurd"]
    assert counts["personen_gelezen"] == counts["personen_uit"] + counts["personen_afgekeurd"]
    assert counts["personen_uit"] == 40
    assert counts["besluiten"] == len(decisions) > 5
    standing = pq.read_table(tmp_path / "uit" / "stand.parquet")
    assert standing["persoon_id"].to_pylist() == [f"lezer-{n:04}" for n in range(40)]


def test_a_run_killed_at_twenty_random_moments_goes_on_to_the_same_bytes(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    Run(books, store, DAY).write(tmp_path / "heel")
    program = tmp_path / "run.py"
    program.write_text(PROGRAM.format(day=f"{DAY.year}, {DAY.month}, {DAY.day}"))
    outs = tmp_path / "uit"
    outs.mkdir()
    told = subprocess.run(
        [sys.executable, str(program), str(LAW), str(store.folder), str(outs), "20"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        text=True,
    )
    killed, ended = map(int, told.stdout.split())
    assert killed == 20
    for number in range(ended):
        assert contents(outs / f"uit{number}") == contents(tmp_path / "heel")


def test_a_run_killed_while_publishing_is_published_by_who_resumes_it(
    books: Rulebook, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(books, store, DAY)
    run.write(tmp_path / "heel")
    with monkeypatch.context() as patch:

        def half(self: Output) -> None:
            (self.busy / "besluiten.parquet").replace(self.folder / "besluiten.parquet")
            raise KeyboardInterrupt

        patch.setattr(Output, "reveal", half)
        with pytest.raises(KeyboardInterrupt):
            run.write(tmp_path / "uit")
    assert not (tmp_path / "uit" / "manifest.json").exists()
    run.write(tmp_path / "uit", resume=True)
    assert contents(tmp_path / "uit") == contents(tmp_path / "heel")


def test_a_run_killed_when_all_is_published_is_tidied_up_by_who_resumes_it(
    books: Rulebook, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(books, store, DAY)
    run.write(tmp_path / "heel")
    with monkeypatch.context() as patch:

        def killed(folder: Path, **_: object) -> None:
            if folder.name == BUSY:
                raise KeyboardInterrupt

        patch.setattr("inburgerregels.batch.output.shutil.rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            run.write(tmp_path / "uit")
    assert (tmp_path / "uit" / "manifest.json").exists()
    assert (tmp_path / "uit" / BUSY / "bonnen").exists()
    run.write(tmp_path / "uit", resume=True)
    assert contents(tmp_path / "uit") == contents(tmp_path / "heel")


def test_what_is_finished_is_not_computed_again(
    books: Rulebook, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Run(books, store, DAY)
    monkeypatch.setattr(Output, "finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        run.write(tmp_path / "uit")
    monkeypatch.undo()
    part = Output(tmp_path / "uit").part("stand", 2)
    part.write_bytes(part.read_bytes()[:-1])
    heard: list[tuple[int, int]] = []
    run.write(
        tmp_path / "uit", resume=True, progress=lambda done, fresh: heard.append((done, fresh))
    )
    assert heard == [(7, 0), (7, 0), (7, 0), (7, 0), (5, 0), (7, 7)]


def test_nothing_is_published_when_the_files_do_not_add_up_to_the_decisions(
    books: Rulebook, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = output_module.write_parquet

    def tampered(path: Path, table: object) -> None:
        if "besluiten" in str(path):
            table = table.slice(1)  # type: ignore[attr-defined]
        written(path, table)

    monkeypatch.setattr(output_module, "write_parquet", tampered)
    with pytest.raises(ProblemError, match="er is niets uitgegeven"):
        Run(books, store, DAY).write(tmp_path / "uit")
    assert [path.name for path in (tmp_path / "uit").iterdir()] == [BUSY]


def test_a_changed_output_is_found_when_it_is_checked_again(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    run = Run(books, store, DAY)
    manifest = run.write(tmp_path / "uit")
    assert run.write(tmp_path / "uit", resume=True) == manifest
    part = tmp_path / "uit" / "besluiten.parquet" / "deel-00003.parquet"
    part.write_bytes(part.read_bytes() + b"x")
    with pytest.raises(ProblemError, match="veranderd sinds het manifest"):
        run.write(tmp_path / "uit", resume=True)


def test_a_folder_with_something_else_in_it_is_left_alone(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    run = Run(books, store, DAY)
    run.write(tmp_path / "uit")
    later = attrs.evolve(run, peildatum=DAY + datetime.timedelta(1))
    with pytest.raises(ProblemError, match="voltooide berekening"):
        run.write(tmp_path / "uit")
    with pytest.raises(ProblemError, match="ander recht, andere invoer of een andere dag"):
        later.write(tmp_path / "uit", resume=True)
    (tmp_path / "vol").mkdir()
    (tmp_path / "vol" / "brief.txt").touch()
    with pytest.raises(ProblemError, match="niet leeg"):
        run.write(tmp_path / "vol")


def test_a_damaged_store_is_found_when_it_is_read(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    part = store.folder / store.blocks[1]["bestand"]
    data = bytearray(part.read_bytes())
    data[len(data) // 2] ^= 1
    part.write_bytes(data)
    with pytest.raises(ProblemError, match="beschadigd"):
        Run(books, store, DAY).write(tmp_path / "uit")
    assert not (tmp_path / "uit" / "manifest.json").exists()


def test_a_store_that_lost_its_quarantine_is_refused_before_anything_is_computed(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    shutil.rmtree(store.folder / "afgekeurd.parquet")
    with pytest.raises(ProblemError, match="de afgekeurde rijen van deze opslag ontbreken"):
        Run(books, store, DAY).write(tmp_path / "uit")
    assert not (tmp_path / "uit").exists()


def test_a_store_made_with_other_words_is_refused(
    books: Rulebook, store: Store, tmp_path: Path
) -> None:
    other = Store(store.folder, {**store.manifest, "woorden": "anders"})
    with pytest.raises(ProblemError, match="de begrippen zijn veranderd"):
        Run(books, other, DAY).write(tmp_path / "uit")
