"""One piece of work after the other by several processes, with the answers in order."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

__all__ = ["in_order"]

Found = TypeVar("Found")


def in_order(work: Callable[[int], Found], numbers: Sequence[int], workers: int) -> Iterator[Found]:
    """What ``work`` makes of every number; it sees what was in memory when this began."""
    if workers <= 1 or len(numbers) <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, numbers)
        return
    global _work
    before, _work = _work, work
    try:
        with multiprocessing.get_context("fork").Pool(min(workers, len(numbers))) as pool:
            yield from pool.imap(_do, numbers)
    finally:
        _work = before


_work: Callable[[int], Any] | None = None


def _do(number: int) -> Any:
    assert _work is not None
    return _work(number)
