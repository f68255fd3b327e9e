"""A Chromium that is on this machine, asked over a pipe: no network, and nothing to install."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

__all__ = ["NAMES", "Chromium", "Tab"]

#: What the program is called on one system or another.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
    *("--no-first-run", "--disable-extensions", "--disable-background-networking"),
    *("--disable-component-update", "--remote-debugging-pipe"),
)
_SECONDS = 120
#: The browser listens on 3 and speaks on 4.
_BEGIN = """
import fcntl, os, sys
asks, says = (fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3])
os.dup2(asks, 3)
os.dup2(says, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""


class Chromium:
    """The browser, until ``close``. Its messages are JSON, with a nought byte after each."""

    def __init__(self, profile: Path) -> None:
        program = next(path for name in NAMES if (path := shutil.which(name)))
        asks, self._asks = os.pipe()
        self._says, says = os.pipe()
        begin = [sys.executable, "-c", _BEGIN, str(asks), str(says)]
        self._process = subprocess.Popen(
            [*begin, program, *_FLAGS, f"--user-data-dir={profile}"],
            pass_fds=(asks, says),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(asks)
        os.close(says)
        self._rest = b""
        self._last = 0
        #: What the browser said without being asked.
        self.events: list[dict[str, Any]] = []

    def ask(self, method: str, session: str | None = None, **given: Any) -> dict[str, Any]:
        """The answer to a question; what is said in between is kept in ``events``."""
        self._last += 1
        message = {"id": self._last, "method": method, "params": given}
        if session is not None:
            message["sessionId"] = session
        os.write(self._asks, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + _SECONDS
        while True:
            said = self._next(until)
            if said.get("id") == self._last:
                assert "error" not in said, said
                found: dict[str, Any] = said["result"]
                return found
            self.events.append(said)

    def wait_for(self, method: str, session: str) -> None:
        """Until the browser has said this."""
        until = time.monotonic() + _SECONDS
        while not any(
            one.get("method") == method and one.get("sessionId") == session for one in self.events
        ):
            self.events.append(self._next(until))

    def _next(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._rest:
            left = until - time.monotonic()
            assert left > 0, "the browser does not answer"
            if select.select([self._says], [], [], left)[0]:
                part = os.read(self._says, 1 << 16)
                assert part, "the browser has gone"
                self._rest += part
        one, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(one)
        return found

    def tab(self, page: Path, width: int) -> Tab:
        """A page on a screen of this width."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.ask(f"{domain}.enable", session)
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", session, **screen)
        self.events.clear()
        self.ask("Page.navigate", session, url=page.resolve().as_uri())
        self.wait_for("Page.loadEventFired", session)
        return Tab(self, session)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._asks)
        os.close(self._says)


class Tab:
    """One page that is open."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser = browser
        self._session = session

    def value(self, expression: str) -> Any:
        """What an expression comes to in the page."""
        found = self._browser.ask(
            "Runtime.evaluate", self._session, expression=expression, returnByValue=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def press_tab(self) -> None:
        key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
        for kind in ("keyDown", "keyUp"):
            self._browser.ask("Input.dispatchKeyEvent", self._session, type=kind, **key)

    @property
    def complaints(self) -> list[str]:
        """What the page or the browser wrote in the console."""
        names = ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
        return [str(one["params"]) for one in self._browser.events if one.get("method") in names]
