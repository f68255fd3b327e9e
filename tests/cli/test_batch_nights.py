"""``batch`` night after night, checking an earlier run, how far it is, and damaged files as typed."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from inburgerregels.cli import batch as command
from tests.batch.caseload import write_csv
from tests.batch.conftest import readers
from tests.batch.test_corrupted import damaged_files
from tests.cli.conftest import Run

#: How many damaged files go through the command.
TYPED = 50


@pytest.fixture
def files(law: Path, tmp_path: Path) -> tuple[Path, Path]:
    return write_csv(load_rulebook(law), readers(40), tmp_path)


def typed(files: tuple[Path, Path]) -> tuple[object, ...]:
    return "--personen", files[0], "--gebeurtenissen", files[1]


def test_the_next_night_comes_on_top_of_the_one_before(
    ask: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """Reader 9 brought the book back late and has a fine; then it is heard that it was on time."""
    persons, events = (path.read_text().splitlines() for path in files)
    lent = next(line for line in events if line.startswith("lezer-0009") and "geleend" in line)
    fixed = f"{lent.split(',')[0]},{lent.split(',')[1]},teruggebracht"
    ask("ingest", *typed(files), "--opslag", tmp_path / "een")
    ask(
        "batch",
        "--opslag",
        tmp_path / "een",
        "--uit",
        tmp_path / "uit1",
        "--peildatum",
        "2021-06-01",
    )
    files[0].write_text(persons[0] + "\n")
    files[1].write_text(events[0] + "\n" + fixed + "," * (events[0].count(",") - 2) + "\n")
    added = ask("ingest", *typed(files), "--bij", tmp_path / "een", "--opslag", tmp_path / "twee")
    assert added.exit_code == 0
    assert added.stderr.startswith("Ingelezen: 40 personen met ")
    result = ask(
        *("batch", "--opslag", tmp_path / "twee", "--uit", tmp_path / "uit2"),
        *("--vorige", tmp_path / "uit1", "--peildatum", "2021-06-02"),
    )
    assert result.exit_code == 0
    assert re.search(r"Overgenomen \d+, opnieuw berekend \d+", result.stdout)
    # Whether the fine was paid nobody knows here.
    assert re.search(r"ten hoogste € [\d,.]+ terug te betalen", result.stdout)
    told = json.loads((tmp_path / "uit2" / "nacht.json").read_bytes())
    assert told["personen_overgenomen"] + told["personen_opnieuw"] == 40
    part = tmp_path / "uit2" / "revisies.parquet" / "deel-00000.parquet"
    assert ask("batch", "--controleer", tmp_path / "uit2").exit_code == 0
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    changed = ask("batch", "--controleer", tmp_path / "uit2")
    assert changed.exit_code == 1
    assert "dit deel is veranderd sinds nacht.json" in changed.output
    part.rename(part.with_name("deel-00007.parquet"))
    moved = ask("batch", "--controleer", tmp_path / "uit2").output
    assert "dit bestand hoort niet bij de berekening" in moved
    assert "dit deel ontbreekt" in moved
    (tmp_path / "uit2" / "nacht.json").unlink()
    alone = ask("batch", "--controleer", tmp_path / "uit2").output
    assert "hier staan revisies zonder nacht.json" in alone


def test_an_earlier_run_is_checked_and_what_differs_is_said(
    ask: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    ask("batch", *typed(files), "--uit", tmp_path / "uit", "--peildatum", "2021-06-01")
    checked = ask("batch", "--controleer", tmp_path / "uit")
    assert (checked.exit_code, checked.stdout) == (0, "Alles is zoals het manifest zegt.\n")
    part = tmp_path / "uit" / "stand.parquet" / "deel-00000.parquet"
    part.write_bytes(part.read_bytes() + b"x")
    checked = ask("batch", "--controleer", tmp_path / "uit", "--peildatum", "2021-06-02")
    assert checked.exit_code == 1
    assert "peildatum is anders: '2021-06-01' in het manifest, '2021-06-02' nu" in checked.stdout
    assert "veranderd sinds het manifest" in checked.stdout
    assert ask("batch", "--controleer", tmp_path / "niets").exit_code == 2


def test_damaged_files_end_in_quarantine_or_one_clear_error(ask: Run, tmp_path: Path) -> None:
    law = load_rulebook(Path(__file__).parent / "voorbeeld" / "wet.yaml")
    codes = []
    for number, (persons, events, _) in enumerate(damaged_files(law, tmp_path, TYPED, 4)):
        store = tmp_path / f"opslag{number}"
        result = ask("ingest", *typed((persons, events)), "--opslag", store)
        codes.append(result.exit_code)
        assert "Traceback" not in result.stderr
        if result.exit_code == 2:
            assert result.stderr.startswith("fout[")
            assert str(tmp_path) in result.stderr
            assert not (store / "opslag.json").exists()
        else:
            counts = json.loads((store / "opslag.json").read_bytes())["tellingen"]
            assert (result.exit_code == 3) == (counts["rijen_afgekeurd"] > 0)
            assert counts["rijen_gelezen"] == counts["rijen_gebruikt"] + counts["rijen_afgekeurd"]
    assert {2, 3} <= set(codes) <= {0, 2, 3}


def test_a_terminal_shows_a_bar_with_the_rate_and_what_remains(
    law: Path, files: tuple[Path, Path], tmp_path: Path
) -> None:
    """On a terminal of our own; what is meant for a file stays free of it."""
    main, other = pty.openpty()
    given = [*map(str, typed(files)), "--uit", str(tmp_path / "uit"), "--peildatum", "2021-06-01"]
    program = [sys.executable, "-m", "inburgerregels.cli", "batch", *given, "--regels", str(law)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=other) as process:
        os.close(other)
        seen = b""
        while True:
            select.select([main], [], [], 60)
            try:
                data = os.read(main, 4096)
            except OSError:
                break
            if not data:
                break
            seen += data
        out = process.stdout.read() if process.stdout else b""
    os.close(main)
    assert process.returncode == 0
    text = seen.decode()
    bar = r"\[#{30}\] 40 van 40 personen, [\d.]+ per seconde, nog 0:00"
    assert re.search(bar, text), text
    assert "\r" in text
    assert b"per seconde" not in out
    assert b"Personen   40" in out


def test_a_log_gets_a_quiet_line_now_and_then(
    ask: Run, files: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--uit", tmp_path / "stil", "--peildatum", "2021-06-01")
    quiet = ask("batch", *typed(files), *where)
    assert quiet.stderr == f"Ingelezen: 40 personen met {quiet.stderr.split()[4]} gebeurtenissen.\n"
    monkeypatch.setattr(command, "_EVERY", 0.0)
    told = ask("batch", *typed(files), "--uit", tmp_path / "lang", "--peildatum", "2021-06-01")
    lines = told.stderr.splitlines()
    assert re.fullmatch(r"40 van 40 personen, [\d.]+ per seconde, nog 0:00", lines[0])
    assert not {"\r", "\x1b"} & set(told.stderr)
