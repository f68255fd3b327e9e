"""A mapping whose values are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any, TypeVar

__all__ = ["Later"]

Value = TypeVar("Value")


class Later(MutableMapping[str, Value]):
    """``make`` is asked once for each name that somebody wants to know of."""

    def __init__(self, names: Iterable[str], make: Callable[[str], Value]) -> None:
        self._names: dict[str, Any] = dict.fromkeys(names)
        self._make = make

    def __getitem__(self, name: str) -> Value:
        found: Value | None = self._names[name]
        if found is None:
            found = self._names[name] = self._make(name)
        return found

    def __setitem__(self, name: str, value: Value) -> None:
        self._names[name] = value

    def __delitem__(self, name: str) -> None:
        del self._names[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
