"""``--engine``: other executors on the command line, with the same answer."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("form", ["tekst", "json", "html"])
def test_the_columnar_executor_gives_the_same_answer(ask: Run, anna: Path, form: str) -> None:
    one = ask("simuleer", anna, anna, "--formaat", form, "--engine", "columnar")
    other = ask("simuleer", anna, anna, "--formaat", form)
    assert one.exit_code == 0
    assert one.stdout == other.stdout


def test_scenarios_are_compared_with_what_the_columnar_executor_says(ask: Run, anna: Path) -> None:
    one, other = ask("toets", anna, "--engine", "columnar"), ask("toets", anna)
    assert one.exit_code == other.exit_code
    assert one.stdout == other.stdout


@pytest.mark.parametrize("engine", ["columnar", "vm"])
def test_reasons_are_not_asked_of_an_executor_that_keeps_none(
    ask: Run, anna: Path, engine: str
) -> None:
    result = ask("verklaar", anna, "--engine", engine)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"'{engine}' bewaart geen redenen; kies 'reference' of 'durable'" in result.stderr


@pytest.mark.parametrize("command", ["simuleer", "verklaar", "toets"])
def test_one_line_says_that_durable_rules_is_not_installed(
    ask: Run, anna: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inburgerregels.engine.durable.evaluating._kept", [])
    monkeypatch.setitem(sys.modules, "durable", None)
    result = ask(command, anna, "--engine", "durable")
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("fout[engine]: durable-rules is niet geïnstalleerd: pip install")


@pytest.mark.parametrize("command", ["simuleer", "toets"])
def test_one_line_says_that_numba_is_not_installed(
    ask: Run, anna: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    result = ask(command, anna, "--engine", "vm")
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("fout[engine]: numba is niet geïnstalleerd: pip install")


def test_an_unknown_executor_is_refused(ask: Run, anna: Path) -> None:
    result = ask("simuleer", anna, "--engine", "abacus")
    assert result.exit_code == 2
    assert "'abacus'" in result.stderr
