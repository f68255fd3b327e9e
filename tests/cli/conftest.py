"""A small invented law about borrowed books, a life under it, and a way to type a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inburgerregels.cli import main

FOLDER = Path(__file__).resolve().parent / "voorbeeld"

Run = Callable[..., Result]


def runner() -> CliRunner:
    """Keeps stdout and stderr apart; before click 8.2 that had to be asked."""
    apart = "mix_stderr" in inspect.signature(CliRunner).parameters
    return CliRunner(mix_stderr=False) if apart else CliRunner()


@pytest.fixture
def law() -> Path:
    return FOLDER / "wet.yaml"


@pytest.fixture
def anna() -> Path:
    return FOLDER / "anna.yaml"


@pytest.fixture
def run() -> Run:
    """Runs a command; whatever is raised and is no exit code fails the test."""

    def typed(*arguments: object) -> Result:
        return runner().invoke(main, [str(part) for part in arguments], catch_exceptions=False)

    return typed


@pytest.fixture
def ask(run: Run, law: Path) -> Run:
    """Runs a command that reads the small law."""

    def typed(command: str, *arguments: object) -> Result:
        return run(command, *arguments, "--regels", law)

    return typed


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Writes a file with this text, or these bytes."""

    def written(content: str | bytes) -> Path:
        path = tmp_path / "invoer.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return written
