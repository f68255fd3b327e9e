"""The part of durable_rules that has been shown to work, and a check that nothing else is asked.

Outside it the package gives wrong answers or ends the process: a condition whose last comparison
fails is read past its end, negation misses its blocker, a second key of a condition is ignored, and
timers run in threads of their own. What may be asked is therefore listed here, not what may not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from inburgerregels.engine.durable.patterns import ATTRIBUTES, alias

__all__ = [
    "MAX_FACTS",
    "MAX_PREMISES",
    "MAX_RULES",
    "MAX_TYPES",
    "MAX_VALUE",
    "unsafe",
    "unsafe_fact",
]

#: A match holds sixteen facts.
MAX_PREMISES: Final = 15
#: 512 values of one attribute, minus some room.
MAX_TYPES: Final = 500
#: 4096 rules in a set, minus some room.
MAX_RULES: Final = 4_000
#: 256 rules that look at the same fact in the same way.
MAX_SHARED: Final = 240
#: 64 tests that one fact passes.
MAX_TESTS: Final = 60
#: Numbers of facts up to here have been checked to have different 32-bit hashes: f0, f1, ...
MAX_FACTS: Final = 264_602
MAX_VALUE: Final = 2**53
#: The last test of a condition with joins: true of every fact.
SENTINEL: Final = {"$gte": {"k": {alias(0): "k"}}}
_COMPARISONS: Final = frozenset({"$lt", "$lte", "$gt", "$gte"})


def unsafe(ruleset: Mapping[str, Any]) -> list[str]:
    """What in a ruleset, as it is given to durable_rules, falls outside the safe part."""
    found = [f"{name}: {why}" for name, rule in ruleset.items() for why in _rule(rule)]
    if len(ruleset) > MAX_RULES:
        found.append(f"{len(ruleset)} regels, ten hoogste {MAX_RULES}")
    if found:
        return found
    return list(_together(ruleset))


def unsafe_fact(fact: Mapping[str, Any]) -> str | None:
    """Why a fact may not be asserted, or None."""
    if tuple(fact) != ATTRIBUTES:
        return f"een feit heeft de velden {', '.join(ATTRIBUTES)}"
    if not all(_number(value) for value in fact.values()):
        return "een feit bestaat uit gehele getallen vanaf nul"
    return None if fact["k"] == 1 else "k is altijd 1"


def _number(value: Any) -> bool:
    return type(value) is int and 0 <= value < MAX_VALUE


def _rule(rule: Any) -> Iterator[str]:
    if not isinstance(rule, dict) or set(rule) != {"all"} or not isinstance(rule["all"], list):
        yield "alleen een lijst onder `all`"
        return
    if not 1 <= len(rule["all"]) <= MAX_PREMISES:
        yield f"{len(rule['all'])} voorwaarden, ten hoogste {MAX_PREMISES}"
    for place, premise in enumerate(rule["all"]):
        if not isinstance(premise, dict) or list(premise) != [alias(place)]:
            yield f"voorwaarde {place} heet niet {alias(place)}"
        else:
            yield from (f"{alias(place)}: {why}" for why in _premise(premise[alias(place)], place))


def _premise(condition: Any, place: int) -> Iterator[str]:
    if not isinstance(condition, dict) or len(condition) != 1:
        yield "een voorwaarde heeft precies één sleutel"
        return
    parts = condition.get("$and", [condition])
    if not isinstance(parts, list) or ("$and" in condition and len(parts) < 2):
        yield "`$and` vraagt een lijst van twee of meer"
        return
    joins = [part for part in parts if _is_join(part)]
    for part in parts:
        yield from _test(part, place)
    if joins and parts[-1] != SENTINEL:
        yield "de laatste vergelijking is niet die altijd waar is"
    if joins and parts[len(parts) - len(joins) :] != joins:
        yield "een vaste waarde komt na een vergelijking met een ander feit"
    if "t" not in parts[0]:
        yield "de eerste vergelijking zegt niet waarover het feit gaat"


def _is_join(part: Any) -> bool:
    return isinstance(part, dict) and any(isinstance(v, dict) for v in _bare(part).values())


def _bare(part: dict[str, Any]) -> dict[str, Any]:
    """A comparison without its operator."""
    operator, inner = next(iter(part.items()), ("", None))
    return inner if operator in _COMPARISONS and isinstance(inner, dict) else part


def _test(part: Any, place: int) -> Iterator[str]:
    if not isinstance(part, dict) or len(part) != 1 or len(_bare(part)) != 1:
        yield "een vergelijking heeft precies één sleutel"
        return
    name, value = next(iter(_bare(part).items()))
    if name not in ATTRIBUTES:
        yield f"'{name}' is geen veld of vergelijking die mag"
    elif isinstance(value, dict):
        if len(value) != 1 or next(iter(value)) not in map(alias, range(place)):
            yield "een vergelijking met iets anders dan een eerder feit"
        elif next(iter(value.values())) not in ATTRIBUTES:
            yield "een vergelijking met een onbekend veld"
    elif not _number(value):
        yield f"{value!r} is geen geheel getal vanaf nul"


def _together(ruleset: Mapping[str, Any]) -> Iterator[str]:
    """Limits on all rules together."""
    shared: Counter[str] = Counter()
    tests: dict[int, set[str]] = {}
    for rule in ruleset.values():
        for place, premise in enumerate(rule["all"]):
            condition = premise[alias(place)]
            first, *others = condition.get("$and", [condition])
            shared[repr(condition)] += 1
            tests.setdefault(first["t"], set()).update(map(repr, others))
    if len(tests) > MAX_TYPES:
        yield f"{len(tests)} soorten feiten, ten hoogste {MAX_TYPES}"
    for condition, count in shared.items():
        if count > MAX_SHARED:
            yield f"{count} regels met dezelfde voorwaarde, ten hoogste {MAX_SHARED}: {condition}"
    for kind, conditions in tests.items():
        if len(conditions) > MAX_TESTS:
            yield f"{len(conditions)} vergelijkingen van feiten {kind}, ten hoogste {MAX_TESTS}"
