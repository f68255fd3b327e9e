"""What holds for every test session: nothing is skipped in CI, and properties are tried often."""

from __future__ import annotations

import atexit
import functools
import gc
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import hypothesis
import pytest

CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

#: Tests of what is not on every machine: the name of their files, the module they need, and what
#: is said where it is not there. Leaving them out is not skipping them: it depends on no test.
OPTIONAL = {
    "test_durable*.py": ("durable", "durable-rules is hier niet geïnstalleerd"),
    "test_vm*.py": ("numba", "numba is hier niet geïnstalleerd"),
}
#: The same of a program, that has one of these names.
PROGRAMS = {
    "test_in_a_browser.py": (
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
        "Chromium is hier niet geïnstalleerd: geen bladzijde is in een browser bekeken",
    ),
}

#: Where the rulebooks of this session are kept, for its workers and the commands it starts: each is
#: read from its files once by every session, and not taken from one before.
_KEPT = "INBURGERREGELS_CACHE"
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ[_KEPT] = tempfile.mkdtemp(prefix="inburgerregels-")
    atexit.register(shutil.rmtree, os.environ[_KEPT], ignore_errors=True)

# Rulebooks in all their variants are many objects that stay: looking for rubbish among them after every
# 700 new ones is a third of the time that reading one takes.
gc.set_threshold(100_000, 20, 50)

#: How often a property is tried in CI. Those of random lives are tried more often: see ``for_every_life``.
EXAMPLES = 200

# No deadline, and no complaint of slowness: machines differ. In CI the same examples every time, so
# that a change is judged by what it changed; elsewhere others each time. A property may ask for more
# or fewer itself.
PATIENT = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("elsewhere", PATIENT)
hypothesis.settings.register_profile(
    "every-change", PATIENT, max_examples=EXAMPLES, derandomize=True, print_blob=True
)
hypothesis.settings.load_profile("every-change" if CI else "elsewhere")


#: Which files go to one worker together, to make once what they share: the answers about random lives,
#: and every scenario with its law and its answer. Else a file goes to one worker whole, but for those APART.
TOGETHER = {
    **{
        f"tests/properties/test_{name}.py": "random lives"
        for name in ("answer", "causality", "fines", "lives", "monotone", "other_law", "terms")
    },
    **{f"tests/engine/test_{name}.py": "every scenario" for name in ("engines", "vm", "durable")},
}
APART = ("tests/fuzz/test_spoiled_files.py",)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class ByWhatIsShared(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return nodeid if file in APART else TOGETHER.get(file, file)

    return ByWhatIsShared(config, log)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(_Verdicts(), "verdicts")


def pytest_report_header() -> list[str]:
    return [
        f"niet meegenomen: {pattern}, want {reason}"
        for pattern, reason in _left_out().items()
        if any(Path(__file__).parent.rglob(pattern))
    ]


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if any(collection_path.match(pattern) for pattern in _left_out()) else None


@functools.cache
def _left_out() -> dict[str, str]:
    """Which files cannot be run here, and why."""
    modules = {name: why for name, (module, why) in OPTIONAL.items() if _is_missing(module)}
    programs = {
        name: why for name, (called, why) in PROGRAMS.items() if not any(map(shutil.which, called))
    }
    return {**modules, **programs}


def _is_missing(module: str) -> bool:
    return importlib.util.find_spec(module) is None


class _Verdicts:
    """Fails a session in CI in which a test was skipped or was expected to fail, and says why."""

    def __init__(self) -> None:
        self._missing: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self._note(report)

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if hasattr(report, "wasxfail"):
            self._missing.append(f"{report.nodeid}: xfail: {report.wasxfail or 'no reason given'}")
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self._missing.append(f"{report.nodeid}: {reason}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if CI and self._missing and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if CI and self._missing:
            terminalreporter.section("without a verdict, which fails in CI")
            for line in self._missing:
                terminalreporter.write_line(line)
