"""What an answer should be against what it is, field by field.

A list that is expected is compared in full and in order; fields left out are free. Days may be
written as dates or text, and an amount in euros (``bedrag``) where the answer has ``bedrag_cent``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from inburgerregels.explain.dutch import clean, field_values, humanise
from inburgerregels.language.syntax import literal_money

__all__ = ["Difference", "differences", "differences_as_text"]

#: By these fields an item of a list is recognised; the rest is then compared.
_IDENTITY = ("soort", "nummer", "datum", "begin", "wat", "grond", "vraag")
_NOTHING = "niets"
_CENT = "_cent"


@attrs.frozen
class Difference:
    """A field (``besluiten 2 > datum``) that is not as expected."""

    field: str
    expected: str
    actual: str


def differences(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Where the answer (as :func:`outcome_to_json` gives it) is not what was expected."""
    return tuple(_compare("", "", expected, actual))


def differences_as_text(found: Iterable[Difference]) -> str:
    """Each difference on three lines: the field, what was expected, what it is."""
    return "\n".join(
        f"{clean(one.field)}\n  verwacht  {clean(one.expected)}\n  uitkomst  {clean(one.actual)}"
        for one in found
    )


def _compare(path: str, name: str, expected: Any, actual: Any) -> Iterable[Difference]:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        for key, wanted in expected.items():
            yield from _field(path, str(key), wanted, actual)
    elif isinstance(expected, (list, tuple)) and isinstance(actual, (list, tuple)):
        yield from _list(path, name, expected, actual)
    elif not _same(expected, actual):
        yield Difference(path, _shown(name, expected), _shown(name, actual))


def _field(path: str, key: str, wanted: Any, actual: Mapping[str, Any]) -> Iterable[Difference]:
    label = humanise(key.removesuffix(_CENT))
    where = f"{path} > {label}" if path else label
    in_cents = f"{key}{_CENT}"
    if key in actual:
        yield from _compare(where, key, wanted, actual[key])
    elif in_cents in actual:
        yield from _compare(where, in_cents, _cents(wanted), actual[in_cents])
    else:
        yield Difference(where, _shown(key, wanted), "er is geen veld van die naam")


def _cents(amount: Any) -> Any:
    if isinstance(amount, int) and not isinstance(amount, bool):
        return amount * 100
    try:
        return literal_money(str(amount))
    except ValueError:
        return amount


def _list(
    path: str, name: str, expected: Sequence[Any], actual: Sequence[Any]
) -> Iterable[Difference]:
    """Items that are recognised are compared; between them, items of one kind are each other's."""
    at_expected = at_actual = 0
    ends = (len(expected), len(actual))
    for upto_expected, upto_actual in (*_recognised(expected, actual), ends):
        yield from _unrecognised(
            path,
            name,
            list(enumerate(expected[at_expected:upto_expected], start=at_expected)),
            list(enumerate(actual[at_actual:upto_actual], start=at_actual)),
        )
        if (upto_expected, upto_actual) != ends:
            wanted, found = expected[upto_expected], actual[upto_actual]
            yield from _compare(f"{path} {upto_expected + 1}", name, wanted, found)
        at_expected, at_actual = upto_expected + 1, upto_actual + 1


def _unrecognised(
    path: str, name: str, expected: list[tuple[int, Any]], actual: list[tuple[int, Any]]
) -> Iterable[Difference]:
    left = list(actual)
    for position, wanted in expected:
        match = next((pair for pair in left if _alike(wanted, pair[1])), None)
        where = f"{path} {position + 1}"
        if match is None:
            yield Difference(where, _shown(name, wanted), _NOTHING)
        else:
            # What comes before it in the answer can no longer belong to a later expected item.
            for skipped, found in left[: left.index(match)]:
                yield Difference(f"{path} (uitkomst {skipped + 1})", _NOTHING, _shown(name, found))
            left = left[left.index(match) + 1 :]
            yield from _compare(where, name, wanted, match[1])
    for skipped, found in left:
        yield Difference(f"{path} (uitkomst {skipped + 1})", _NOTHING, _shown(name, found))


def _alike(expected: Any, actual: Any) -> bool:
    """Whether two items that are not the same one are at least of one kind."""
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return "soort" not in expected or _same(expected["soort"], actual.get("soort"))
    return not isinstance(expected, Mapping) and not isinstance(actual, Mapping)


def _recognised(expected: Sequence[Any], actual: Sequence[Any]) -> list[tuple[int, int]]:
    """The longest row of pairs, in order, that are the same item on both sides."""
    height, width = len(expected), len(actual)
    longest = [[0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            longest[i][j] = max(longest[i + 1][j], longest[i][j + 1])
            if _identical(expected[i], actual[j]):
                longest[i][j] = max(longest[i][j], longest[i + 1][j + 1] + 1)
    pairs = []
    i = j = 0
    while i < height and j < width:
        if _identical(expected[i], actual[j]) and longest[i][j] == longest[i + 1][j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _identical(expected: Any, actual: Any) -> bool:
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return all(
            _same(expected[name], actual.get(name)) for name in _IDENTITY if name in expected
        )
    return (
        not isinstance(expected, Mapping)
        and not isinstance(actual, Mapping)
        and _same(expected, actual)
    )


def _same(expected: Any, actual: Any) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(_plain(expected) == _plain(actual))


def _plain(given: Any) -> Any:
    """Days as ISO text, however they were written."""
    if isinstance(given, datetime.date):
        return given.isoformat()
    if isinstance(given, str):
        match = re.fullmatch(r"(\d\d?)-(\d\d?)-(\d{4})", given)
        return f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}" if match else given
    if isinstance(given, tuple):
        return list(given)
    return given


def _shown(name: str, given: Any) -> str:
    if given is None:
        return _NOTHING
    if isinstance(given, Mapping):
        return ", ".join(
            f"{humanise(str(key).removesuffix(_CENT))} {_shown(str(key), item)}"
            for key, item in given.items()
            if key in _IDENTITY or str(key).endswith(_CENT) or len(given) <= 4
        )
    if isinstance(given, (list, tuple)):
        return "; ".join(_shown(name, item) for item in given) or "een lege lijst"
    return field_values(name, given)[0]
