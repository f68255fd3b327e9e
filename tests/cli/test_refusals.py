"""Input that cannot be used: a message and exit code 2, never a traceback."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]
Write = Callable[[str | bytes], Path]


@pytest.mark.parametrize("command", ["simuleer", "verklaar", "toets"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "in dit bestand staat geen dossier"),
        (b"\xff\xfe\x00", "geen geldige UTF-8"),
        (b"a: [1", ""),
        (b"\x00\x01\x02", ""),
        (b"- " * 5000, ""),
        (b"persoon: {id: x}\n", ""),
        (b"persoon: {id: x, lid: kind}\ngebeurtenissen: [{datum: 2020-13-01, soort: geleend}]", ""),
    ],
)
def test_a_file_that_is_no_dossier_is_refused(
    ask: Run, file: Write, command: str, content: bytes, message: str
) -> None:
    result = ask(command, file(content))
    assert result.exit_code == 2
    assert "fout[" in result.stderr
    assert message in result.stderr


@pytest.mark.parametrize("command", ["simuleer", "verklaar", "toets", "controleer"])
def test_a_file_that_is_not_there_is_refused(ask: Run, tmp_path: Path, command: str) -> None:
    result = ask(command, tmp_path / "nergens.yaml")
    assert result.exit_code == 2
    assert "nergens.yaml" in result.stderr


@pytest.mark.parametrize("command", ["simuleer", "verklaar"])
def test_a_folder_is_no_dossier(ask: Run, tmp_path: Path, command: str) -> None:
    result = ask(command, tmp_path)
    assert result.exit_code == 2
    assert "map" in result.stderr


@pytest.mark.parametrize("command", ["simuleer", "regels", "controleer", "toets"])
def test_law_that_is_not_there_is_refused(
    run: Run, anna: Path, tmp_path: Path, command: str
) -> None:
    arguments = [] if command == "regels" else [anna]
    result = run(command, *arguments, "--regels", tmp_path / "nergens.yaml")
    assert result.exit_code in (1, 2)
    assert "nergens.yaml" in result.stderr + result.stdout


def test_a_message_cannot_steer_the_terminal(ask: Run, file: Write) -> None:
    path = file(
        'persoon: {id: "x\\e[31m", "l\\x9bid": kind}\ngebeurtenissen: []\npeildatum: "\\a"\n'
    )
    result = ask("simuleer", path)
    assert result.exit_code == 2
    assert not set(result.stderr) & set("\x1b\x9b\x07")


def test_an_answer_cannot_steer_the_terminal(ask: Run, anna: Path, file: Write) -> None:
    text = anna.read_text(encoding="utf-8")
    text = text.replace("bron: verzonnen", 'bron: "ver\\e[31mzon\\x9bnen\\u202e"')
    for form in ("tekst", "json", "html"):
        result = ask("simuleer", file(text), "--formaat", form)
        assert result.exit_code == 0
        assert not set(result.stdout) & set("\x1b\x9b\u202e")


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_dossier_gives_an_answer_or_a_message(
    ask: Run, anna: Path, file: Write, seed: int
) -> None:
    path = file(damaged(anna.read_bytes(), random.Random(seed)))
    for command in ("simuleer", "toets", "verklaar", "controleer"):
        assert ask(command, path).exit_code in (0, 1, 2)


@pytest.mark.parametrize("seed", range(60))
def test_damaged_law_gives_an_answer_or_a_message(
    run: Run, anna: Path, law: Path, file: Write, seed: int
) -> None:
    path = file(damaged(law.read_bytes(), random.Random(seed)))
    assert run("simuleer", anna, "--regels", path).exit_code in (0, 2)
    assert run("controleer", path).exit_code in (0, 1)


def damaged(content: bytes, chance: random.Random) -> bytes:
    """The file with a few lines or bytes lost, doubled or changed."""
    lines = content.splitlines(keepends=True)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        match chance.randrange(4):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 2:
                lines[at] = bytes(chance.sample(lines[at], len(lines[at])))
            case 3:
                line = bytearray(lines[at])
                line[chance.randrange(len(line))] = chance.randrange(256)
                lines[at] = bytes(line)
    return b"".join(lines)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["simulee"], "Onbekende opdracht 'simulee'"),
        (["simuleer"], "Er ontbreekt een argument"),
        (["simuleer", "x", "--formaat", "pdf"], "'pdf' is niet een van"),
        (["simuleer", "x", "--peildatum"], "Bij optie '--peildatum' hoort een waarde."),
        (["simuleer", "x", "--peildatum", "gisteren"], "'gisteren' is geen datum; schrijf"),
        (["simuleer", "x", "--peildatum", "30-02-2020"], "'30-02-2020' is geen bestaande dag"),
        (["simuleer", "x", "--lezing", "laatste-dag"], "schrijf LEZING=KEUZE"),
        (["simuleer", "x", "--pijldatum", "2020-01-01"], "Onbekende optie"),
        (["simuleer", "x", "--engine", "rete"], "'rete' is niet"),
        (["verklaar", "a", "b"], "Er staat een argument te veel (b)."),
        (["verklaar", "a", "--besluit", "0"], "0 ligt niet in het bereik x>=1."),
        (["verklaar", "a", "--besluit", "een"], "'een' is geen geldig getal"),
    ],
)
def test_a_mistyped_command_is_answered_in_dutch(
    run: Run, arguments: list[str], message: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Fout: " in result.stderr
    assert message in result.stderr


def test_no_english_is_left_in_the_help(run: Run) -> None:
    for command in ("simuleer", "verklaar", "toets", "controleer", "regels"):
        text = run(command, "--help").stdout
        assert text.startswith("Gebruik: ")
        assert "Opties:" in text
        assert not {"Usage", "Options", "Show", "Commands", "default"} & set(text.split())


def test_a_terminal_that_knows_no_euro_sign_gets_an_escape(anna: Path, law: Path) -> None:
    result = python(["simuleer", str(anna), "--regels", str(law)], PYTHONIOENCODING="latin-1")
    assert result.returncode == 0
    assert b"\\u20ac 1.062,50" in result.stdout


def test_the_commands_run_as_a_module(anna: Path, law: Path) -> None:
    result = python(["toets", str(anna), "--regels", str(law)])
    assert result.returncode == 0
    assert result.stdout.startswith(b"1 scenario: 1 in orde")
    assert python(["--version"]).stdout.startswith(b"inburgerregels, versie ")


def python(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "inburgerregels.cli", *arguments],
        env={**os.environ, **environment},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        check=False,
    )


def test_an_interrupted_command_says_so(
    ask: Run, anna: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("inburgerregels.cli.simuleer.read_cases", interrupted)
    result = ask("simuleer", anna)
    assert result.exit_code == 130
    assert result.stderr == "Afgebroken.\n"
