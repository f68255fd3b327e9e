"""Values of the reference executor as columns and compiled code hold them: as numbers, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from inburgerregels.engine.columnar import months
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import Choice
from inburgerregels.model import Duration

__all__ = ["Codes", "choice_codes", "coded", "decoded"]

#: Of each choice, by name: the number of each of its values.
Codes = Mapping[str, Mapping[str, int]]


def choice_codes(choices: Mapping[str, Choice]) -> dict[str, dict[str, int]]:
    """Values of a choice are numbered in their declared order."""
    return {
        name: {value: i for i, value in enumerate(choice.values)}
        for name, choice in choices.items()
    }


def coded(value: Any, its_type: Type, codes: Codes, word: Callable[[str], int]) -> Any:
    """A value that is there as a number; ``word`` numbers texts."""
    match its_type.kind:
        case Kind.CHOICE:
            return codes[its_type.name or ""][value]
        case Kind.SET:
            own = codes.get(its_type.name or "", {})
            return sum(1 << own[item] for item in value)
        case Kind.DURATION:
            return months.encode(value) if isinstance(value, Duration) else value
        case Kind.TEXT:
            return word(value)
    return value


def decoded(
    raw: Any,
    its_type: Type,
    choices: Mapping[str, Choice],
    text: Callable[[int], Any],
    lists: Sequence[Any],
) -> Any:
    """The value that a number stands for; ``text`` and ``lists`` are what numbers of those stand for."""
    match its_type.kind:
        case Kind.BOOL:
            return bool(raw)
        case Kind.CHOICE:
            return choices[its_type.name or ""].values[int(raw)]
        case Kind.SET:
            words = choices[its_type.name or ""].values
            return frozenset(w for code, w in enumerate(words) if int(raw) >> code & 1)
        case Kind.DURATION:
            whole, days = months.decode(np.int64(raw))
            return Duration(int(whole), int(days))
        case Kind.TEXT:
            return text(int(raw))
        case Kind.TEXTS | Kind.CONTRIBUTIONS:
            return lists[int(raw)]
    return int(raw)
