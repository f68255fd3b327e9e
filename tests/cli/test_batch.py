"""``ingest`` and ``batch`` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from tests.batch.caseload import write_csv
from tests.batch.conftest import readers
from tests.cli.conftest import Run


@pytest.fixture
def files(law: Path, tmp_path: Path) -> tuple[Path, Path]:
    return write_csv(load_rulebook(law), readers(40), tmp_path)


def typed(files: tuple[Path, Path]) -> tuple[object, ...]:
    return "--personen", files[0], "--gebeurtenissen", files[1]


def test_a_caseload_is_read_and_evaluated(
    ask: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    store, out = tmp_path / "opslag", tmp_path / "uit"
    result = ask("ingest", *typed(files), "--opslag", store)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("Ingelezen: 40 personen met ")
    result = ask("batch", "--opslag", store, "--uit", out, "--peildatum", "1-6-2021")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:2] == ["Peildatum  2021-06-01", "Personen   40"]
    assert json.loads((out / "manifest.json").read_bytes())["tellingen"]["personen_uit"] == 40


def test_files_may_be_evaluated_directly_with_the_same_result(
    ask: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    ask("ingest", *typed(files), "--opslag", tmp_path / "opslag")
    day = ("--peildatum", "2021-06-01")
    ask("batch", "--opslag", tmp_path / "opslag", "--uit", tmp_path / "een", *day)
    result = ask("batch", *typed(files), "--uit", tmp_path / "twee", *day)
    assert result.exit_code == 0
    one, two = (
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()}
        for f in (tmp_path / "een", tmp_path / "twee")
    )
    assert one == two
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("een", "gebeurtenissen.csv", "opslag", "personen.csv", "twee"),
    ]


def test_rows_in_quarantine_give_their_own_exit_code(
    ask: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    with files[1].open("a", encoding="utf-8") as file:
        file.write("lezer-0003,2021-02-30,geleend,,\n")
    result = ask("batch", *typed(files), "--uit", tmp_path / "uit", "--peildatum", "2021-06-01")
    assert result.exit_code == 3
    assert "waaronder 1 persoon; zie afgekeurd.parquet" in result.stderr
    assert "Personen   39" in result.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "de eerste regel noemt geen kolommen"),
        (b"persoon_id,datum\n", "kolom 'soort' ontbreekt"),
        (b"persoon_id,datum,soort,dur\n", "bedoelde u duur?"),
        (b"persoon_id,datum,soort,soort\n", "kolom 'soort' staat er twee keer"),
        (b"\xff\xfep\x00", "dit bestand is UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "de eerste regel is geen UTF-8"),
        (b"PAR1garbagePAR1", "onbekende kolom 'PAR1garbagePAR1'"),
        (b"persoon_id,datum,soort\n" + b"x" * 5_000_000, "een regel is langer dan 4 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_message(
    ask: Run, files: tuple[Path, Path], tmp_path: Path, content: bytes, message: str
) -> None:
    files[1].write_bytes(content)
    result = ask("ingest", *typed(files), "--opslag", tmp_path / "opslag")
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("cut", [0, 4, 100, -4])
def test_a_truncated_parquet_file_is_one_clear_message(
    ask: Run, files: tuple[Path, Path], tmp_path: Path, cut: int
) -> None:
    import pyarrow.csv
    import pyarrow.parquet as pq

    path = tmp_path / "g.parquet"
    pq.write_table(pyarrow.csv.read_csv(files[1]), path)
    path.write_bytes(path.read_bytes()[:cut])
    result = ask("ingest", *typed((files[0], path)), "--opslag", tmp_path / "opslag")
    assert result.exit_code == 2
    assert "dit Parquet-bestand is niet te lezen" in result.stderr


def test_what_is_asked_must_fit_together(
    ask: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    uit = ("--uit", tmp_path / "uit", "--peildatum", "2021-06-01")
    assert "geef --opslag, of" in ask("batch", *uit).stderr
    assert "geef --personen en" in ask("batch", "--personen", files[0], *uit).stderr
    missing = ask("batch", "--opslag", tmp_path / "niets", *uit)
    assert missing.exit_code == 2
    assert "hier staat geen opslag" in missing.stderr
    gone = ask("ingest", *typed((tmp_path / "x.csv", files[1])), "--opslag", tmp_path / "o")
    assert "dit bestand of deze map bestaat niet" in gone.stderr


def test_the_folder_around_a_store_names_the_store(
    ask: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    around, uit = tmp_path / "bevolking", ("--uit", tmp_path / "uit", "--peildatum", "2021-06-01")
    assert ask("ingest", *typed(files), "--opslag", around / "opslag").exit_code == 0
    told = ask("batch", "--opslag", around, *uit)
    assert told.exit_code == 2
    assert "bedoelde u" in told.stderr
    assert str(around / "opslag") in told.stderr
    assert ask("ingest", *typed(files), "--opslag", around / "ander").exit_code == 0
    assert "maak er een met inburgerregels ingest" in ask("batch", "--opslag", around, *uit).stderr


def test_files_and_a_database_are_not_asked_for_together(
    ask: Run, files: tuple[Path, Path], tmp_path: Path
) -> None:
    where = ("--van", "postgresql://niemand@/niets", "--opslag", tmp_path / "o")
    result = ask("ingest", *typed(files), *where)
    assert (result.exit_code, "geef --van, of" in result.stderr) == (2, True)
