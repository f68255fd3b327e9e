"""What spoiled files are tried on: the law, some lives, and the time that one may take."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from inburgerregels import load_rulebook
from inburgerregels.data import rules_dir, scenarios_dir
from inburgerregels.language import Rulebook
from inburgerregels.language.loader import RuleFile, read_files
from tests.fuzz.spoil import _WORD

#: How often each file is spoiled.
TIMES = 6 if os.environ.get("CI", "").lower() not in {"", "0", "false"} else 1
#: Far more than any file needs on any machine.
SECONDS = 60


@pytest.fixture(scope="session")
def times() -> int:
    return TIMES


@pytest.fixture(scope="session")
def law() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def law_files() -> list[RuleFile]:
    return read_files([rules_dir()])


@pytest.fixture(scope="session")
def words() -> list[bytes]:
    """The words that the law and the scenarios use."""
    paths = [*rules_dir().rglob("*.yaml"), *scenarios_dir().rglob("*.yaml")]
    return sorted({word for path in paths for word in _WORD.findall(path.read_bytes())})


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """Fails a test that takes far too long, where the machine can tell it to stop."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"meer dan {SECONDS} seconden")

    with contextlib.ExitStack() as after:
        before = signal.signal(signal.SIGALRM, stop)
        after.callback(signal.signal, signal.SIGALRM, before)
        signal.alarm(SECONDS)
        after.callback(signal.alarm, 0)
        yield
