"""``--engine durable`` on the command line, where durable_rules is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]


@pytest.mark.parametrize("command", ["simuleer", "verklaar", "toets"])
def test_every_command_says_the_same(ask: Run, anna: Path, command: str) -> None:
    one, other = ask(command, anna, "--engine", "durable"), ask(command, anna)
    assert one.exit_code == other.exit_code
    assert one.stdout == other.stdout
    assert one.stderr == ""
