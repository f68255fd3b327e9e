"""durable_rules is asked nothing outside the part of it that has been shown to work."""

from __future__ import annotations

import inspect
import json
import re
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import durable.engine
import durable_rules_engine
import pytest

from inburgerregels.engine.durable import DurableError, evaluate_durable
from inburgerregels.engine.durable.lowering import lower_decisions
from inburgerregels.engine.durable.network import Network
from inburgerregels.engine.durable.patterns import Pattern, Rule, fact
from inburgerregels.engine.durable.subset import MAX_FACTS, MAX_RULES, unsafe, unsafe_fact
from inburgerregels.engine.evaluate import prepare
from inburgerregels.model import ProblemError
from tests.properties.every_life import law
from tests.properties.lives import a_life, reference_days
from tests.properties.values import Dice

#: What the engine itself is asked, by the name of the function.
Calls = list[tuple[str, tuple[Any, ...]]]


def decisions(exceptions: dict[str, tuple[str, ...]]) -> Any:
    """A program with nothing but decisions."""
    base = {other: name for name, others in exceptions.items() for other in others}
    found = {
        ("blok", name): SimpleNamespace(
            base=base.get(name),
            exceptions=exceptions.get(name, ()),
            rule=SimpleNamespace(full_id=f"blok.{name}", position=None),
        )
        for name in [*exceptions, *base]
    }
    return SimpleNamespace(decisions=found)


def numbered(count: int) -> tuple[str, ...]:
    return tuple(f"b{number}" for number in range(count))


# -- what is emitted ----------------------------------------------------------------------------


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Everything that reaches the C module, in order."""
    made: Calls = []

    def recorded(name: str) -> Any:
        original = getattr(durable_rules_engine, name)

        def call(*arguments: Any) -> Any:
            made.append((name, arguments))
            return original(*arguments)

        return call

    for name in dir(durable_rules_engine):
        if inspect.isbuiltin(getattr(durable_rules_engine, name)):
            monkeypatch.setattr(durable_rules_engine, name, recorded(name))
    return made


def keys_and_values(data: Any) -> Iterator[Any]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from keys_and_values(value)
    elif isinstance(data, list):
        for value in data:
            yield from keys_and_values(value)
    else:
        yield data


def conditions(ruleset: dict[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    for rule in ruleset.values():
        for place, premise in enumerate(rule["all"]):
            yield place, premise[f"a{place}"]


@pytest.fixture
def emitted() -> dict[str, Any]:
    """The rules of the law that comes with the program, as the C module reads them."""
    rules = lower_decisions(prepare(law()).program).rules
    read: dict[str, Any] = json.loads(json.dumps({n: r.definition() for n, r in rules.items()}))
    return read


def test_the_law_is_lowered_to_joins_of_facts_and_nothing_else(emitted: dict[str, Any]) -> None:
    words = {word for word in keys_and_values(list(emitted.values())) if isinstance(word, str)}
    assert words <= {"all", "$and", "$lte", "$gt", "$gte", *"trcjdk", *(f"a{i}" for i in range(15))}
    assert all(set(rule) == {"all"} and len(rule["all"]) <= 15 for rule in emitted.values())


def test_every_number_in_the_rules_of_the_law_is_a_small_integer(emitted: dict[str, Any]) -> None:
    numbers = [v for v in keys_and_values(list(emitted.values())) if not isinstance(v, str)]
    assert {type(number) for number in numbers} == {int}
    assert 0 <= min(numbers) <= max(numbers) < 500


def test_every_condition_has_one_key_and_a_join_ends_in_what_is_always_true(
    emitted: dict[str, Any],
) -> None:
    joins = 0
    for place, condition in conditions(emitted):
        assert len(condition) == 1
        parts = condition.get("$and", [condition])
        assert all(len(part) == 1 for part in parts)
        assert list(parts[0]) == ["t"]
        if any(isinstance(inner, dict) for part in parts for inner in part.values()):
            joins += 1
            assert place > 0
            assert parts[-1] == {"$gte": {"k": {"a0": "k"}}}
    assert joins


def test_the_first_fact_of_a_rule_is_compared_with_no_other(emitted: dict[str, Any]) -> None:
    first = [condition for place, condition in conditions(emitted) if place == 0]
    assert not [c for c in first if re.search(r"a\d", json.dumps(c))]


def test_only_facts_are_asserted_with_numbers_of_our_own_in_one_session(calls: Calls) -> None:
    for seed in range(5):
        life = a_life(Dice(seed), law().vocabulary)
        evaluate_durable(law(), life, reference_days(life, Dice(1), 1)[0])
    names = {name for name, _ in calls}
    assert names <= {
        *("create_ruleset", "assert_fact", "delete_state", "delete_ruleset", "update_state"),
        *("start_action_for_state", "complete_and_start_action"),
    }
    # The session that is open now was begun before.
    started = next(i for i, (name, _) in enumerate(calls) if name == "delete_state")
    numbers: list[int] = []
    for name, arguments in calls[started:]:
        if name == "delete_state":
            numbers.clear()
        if name == "assert_fact":
            message = json.loads(arguments[1])
            assert list(message) == ["sid", "id", "t", "r", "c", "j", "d", "k"]
            assert message.pop("sid") == "leven"
            number = re.fullmatch(r"f(\d{1,6})", message.pop("id"))
            assert number
            numbers.append(int(number[1]))
            assert numbers == list(range(len(numbers)))
            assert {type(value) for value in message.values()} == {int}
            assert message["k"] == 1
    assert numbers


def test_no_threads_are_started() -> None:
    before = threading.active_count()
    Network(lower_decisions(decisions({"a": ("b",)})).rules).begin(1)
    assert threading.active_count() == before
    assert not [t for t in threading.enumerate() if isinstance(t, threading.Timer)]


# -- limits -------------------------------------------------------------------------------------


def test_fourteen_exceptions_fit_and_fifteen_are_refused_by_name() -> None:
    assert lower_decisions(decisions({"a": numbered(14)})).rules
    with pytest.raises(ProblemError, match=r"besluit 'blok\.a' heeft 15 uitzonderingen"):
        lower_decisions(decisions({"a": numbered(15)}))


def test_more_decisions_than_fit_are_refused() -> None:
    assert lower_decisions(decisions(dict.fromkeys(numbered(497), ()))).rules
    with pytest.raises(ProblemError, match="er zijn 498 besluiten"):
        lower_decisions(decisions(dict.fromkeys(numbered(498), ())))


def test_more_rules_than_fit_are_refused() -> None:
    families = {f"a{i}": tuple(f"a{i}{name}" for name in numbered(14)) for i in range(33)}
    with pytest.raises(ProblemError, match=f"ten hoogste {MAX_RULES}"):
        lower_decisions(decisions(families))


def test_the_largest_law_that_fits_works() -> None:
    families = {f"a{i}": tuple(f"a{i}{name}" for name in numbered(14)) for i in range(30)}
    lowered = lower_decisions(decisions(families))
    network = Network(lowered.rules)
    network.begin(1)
    for row, (root, others) in enumerate(families.items(), 1):
        fired = network.add(fact(lowered.types[("blok", root)], r=row, j=1))
        for other in others:
            fired += network.add(fact(lowered.types[("blok", other)], r=row, j=0))
        assert [lowered.rules[name].says for name in fired] == [("yes",), ("general",)]


def test_a_network_takes_no_more_facts_than_have_numbers_that_are_known_to_differ() -> None:
    network = Network(lower_decisions(decisions({"a": ()})).rules)
    network.begin(1)
    network._count = MAX_FACTS
    assert network.full
    with pytest.raises(DurableError, match="meer dan 264602 feiten"):
        network.add(fact(3))


def test_the_numbers_of_facts_have_different_hashes() -> None:
    # The identity of a fact is FNV-1a in 32 bits.
    prime, start, mask = 16_777_619, 2_166_136_261, 2**32 - 1
    seen = set()
    for number in range(20_000):
        code = start
        for byte in f"f{number}".encode():
            code = (code ^ byte) * prime & mask
        seen.add(code)
    assert len(seen) == 20_000


# -- what is refused ----------------------------------------------------------------------------

A = {"$and": [{"t": 1}, {"j": 1}]}
SENTINEL = {"$gte": {"k": {"a0": "k"}}}


def joined(*parts: Any) -> dict[str, Any]:
    return {"r": {"all": [{"a0": A}, {"a1": {"$and": [{"t": 2}, *parts]}}]}}


def one(condition: Any) -> dict[str, Any]:
    return {"r": {"all": [{"a0": condition}]}}


def test_a_join_that_ends_in_what_is_always_true_is_safe() -> None:
    assert unsafe(joined({"r": {"a0": "r"}}, {"$lte": {"d": {"a0": "d"}}}, SENTINEL)) == []
    assert unsafe(one({"t": 1})) == []


@pytest.mark.parametrize(
    "ruleset",
    [
        joined({"r": {"a0": "r"}}),
        joined(SENTINEL, {"r": {"a0": "r"}}),
        joined({"r": {"a0": "r"}}, {"j": 1}, SENTINEL),
        joined({"r": {"a1": "r"}}, SENTINEL),
        joined({"r": {"a2": "r"}}, SENTINEL),
        joined({"r": {"a0": "naam"}}, SENTINEL),
        joined({"r": {"a0": "r", "a1": "r"}}, SENTINEL),
        joined({"r": {"$add": {"$l": {"a0": "r"}, "$r": 1}}}, SENTINEL),
        one({"$and": [{"t": 1}, {"r": {"a0": "r"}}, SENTINEL]}),
        one({"t": 1, "j": 1}),
        one({"$or": [{"t": 1}, {"t": 2}]}),
        one({"$and": [{"t": 1}, {"$or": [{"j": 1}, {"j": 2}]}]}),
        one({"$and": [{"t": 1}, {"$nex": {"j": 1}}]}),
        one({"$and": [{"t": 1}, {"$ex": {"j": 1}}]}),
        one({"$and": [{"t": 1}, {"$neq": {"j": 1}}]}),
        one({"$and": [{"t": 1}, {"$mt": {"j": "1"}}]}),
        one({"$and": [{"t": 1}, {"$iany": {"j": {"$gt": {"$i": 3}}}}]}),
        one({"$and": [{"t": 1}, {"j": 1, "c": 1}]}),
        one({"$and": [{"t": 1}, {"$lt": {"j": 1, "c": 1}}]}),
        one({"$and": [{"t": 1}]}),
        one({"$and": []}),
        one({"$and": {"t": 1}}),
        one({"$and": [{"j": 1}, {"t": 1}]}),
        one({"t": 1.0}),
        one({"t": True}),
        one({"t": None}),
        one({"t": "1"}),
        one({"t": -1}),
        one({"t": 2**53}),
        one({"s": 1}),
        one({"id": 1}),
        one({"t.r": 1}),
        one({}),
        one([]),
        {"r": {"any": [{"a0": {"t": 1}}]}},
        {"r": {"all": [{"a0": {"t": 1}}], "count": 2}},
        {"r": {"all": [{"a0": {"t": 1}}], "cap": 2}},
        {"r": {"all": [{"a0": {"t": 1}}], "pri": 1}},
        {"r": {"all": []}},
        {"r": {"all": [{"a0$not": {"t": 1}}]}},
        {"r": {"all": [{"a0$any": [{"t": 1}]}]}},
        {"r": {"all": [{"a1": {"t": 1}}]}},
        {"r": {"all": [{"a0": {"t": 1}, "a1": {"t": 1}}]}},
        {"r": {"all": [{f"a{i}": {"t": 1}} for i in range(16)]}},
        {f"r{i}": {"all": [{"a0": {"t": 1}}]} for i in range(251)},
        {f"r{i}": {"all": [{"a0": {"t": i}}]} for i in range(501)},
        {"r": {"all": [{"a0": {"$and": [{"t": 1}, *({"j": i} for i in range(61))]}}]}},
    ],
)
def test_what_lies_outside_the_safe_part_is_seen(ruleset: dict[str, Any]) -> None:
    assert unsafe(ruleset) != []


def test_a_network_refuses_rules_outside_the_safe_part() -> None:
    rule = Rule("r", (Pattern({"t": 1}), Pattern({"t": 2}, (("$neq", "r", 0),))), ("nee",))
    with pytest.raises(DurableError, match="buiten het veilige deel"):
        Network({"r": rule})


@pytest.mark.parametrize(
    "wrong",
    [
        {**fact(1), "d": 1.5},
        {**fact(1), "d": True},
        {**fact(1), "d": None},
        {**fact(1), "d": "1"},
        {**fact(1), "d": -1},
        {**fact(1), "d": 2**53},
        {**fact(1), "k": 2},
        {**fact(1), "sid": 1},
        {name: value for name, value in fact(1).items() if name != "c"},
    ],
)
def test_a_fact_that_is_not_whole_or_not_of_integers_is_refused(wrong: dict[str, Any]) -> None:
    assert unsafe_fact(wrong) is not None


def test_the_host_of_the_package_is_used_without_its_timers() -> None:
    network = Network(lower_decisions(decisions({"a": ()})).rules)
    assert isinstance(network._host, durable.engine.Host)
    assert not hasattr(network._host, "_d_timer")
    assert not hasattr(network._host, "_t_timer")
