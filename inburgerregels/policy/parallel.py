"""One piece of work after the other by several processes, with the answers in order."""

from __future__ import annotations

import concurrent.futures
import contextlib
import ctypes
import gc
import multiprocessing
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np

__all__ = ["in_order"]

Found = TypeVar("Found")


def in_order(
    work: Callable[[int], Found],
    numbers: Sequence[int],
    workers: int,
    first: Sequence[int] | None = None,
) -> Iterator[Found]:
    """What ``work`` makes of every number; it sees what was in memory when this began. ``first`` are the
    same numbers in the order in which they are begun. Raises ``BrokenProcessPool`` when one of the
    processes is killed."""
    with _old_objects_left_alone():
        yield from _in_order(work, numbers, min(workers, len(numbers)), first)


@contextlib.contextmanager
def _old_objects_left_alone() -> Iterator[None]:
    """Python looks for garbage among all that there is; the law alone is so much that this shows, and
    nothing of it becomes garbage meanwhile."""
    if gc.get_freeze_count():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _in_order(
    work: Callable[[int], Found],
    numbers: Sequence[int],
    workers: int,
    first: Sequence[int] | None,
) -> Iterator[Found]:
    if workers <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, numbers)
        return
    global _work
    before, _work = _work, work
    try:
        context = multiprocessing.get_context("fork")
        with concurrent.futures.ProcessPoolExecutor(workers, context, _keep_memory) as pool:
            with warnings.catch_warnings():
                # Python warns of threads that a forked process does not have; none here are needed.
                warnings.simplefilter("ignore", DeprecationWarning)
                waiting = {number: pool.submit(_do, number) for number in first or numbers}
            for number in numbers:
                yield waiting.pop(number).result()
    finally:
        _work = before


def _keep_memory() -> None:
    """Have a process that makes and forgets large arrays keep the memory for the next: to get it anew can
    take as long as what is computed in it. Where the C library is another, nothing happens."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, _LARGE)
        library.mallopt(_TRIM_THRESHOLD, int(_MOST))


#: Of mallopt(3): what is larger is got from, and given back to, the system by itself; and how much may be
#: free before the rest is given back.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGE, _MOST = 1 << 25, np.iinfo(np.int32).max
_work: Callable[[int], Any] | None = None


def _do(number: int) -> Any:
    assert _work is not None
    return _work(number)
