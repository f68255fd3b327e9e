"""Pieces of work timed in turns, so that what else the machine does falls on all of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

__all__ = ["medians"]


def medians(work: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Seconds of processor time; the first time does not count, and the rounds take turns."""
    found: dict[str, list[float]] = {name: [] for name in work}
    for run in work.values():
        run()
    for _ in range(rounds):
        for name, run in work.items():
            gc.collect()
            began = time.process_time()
            run()
            found[name].append(time.process_time() - began)
    return {name: statistics.median(times) for name, times in found.items()}
