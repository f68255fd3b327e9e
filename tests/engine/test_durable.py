"""Decisions matched by durable_rules are those that the reference executor takes."""

from __future__ import annotations

import itertools
import threading
from types import SimpleNamespace
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from inburgerregels import evaluate
from inburgerregels.cli.engines import evaluation_of, outcomes_of
from inburgerregels.cli.session import Case
from inburgerregels.engine.deciding import Doubt, PlainMatcher
from inburgerregels.engine.durable import DurableError, evaluate_durable, evaluate_durable_traced
from inburgerregels.engine.durable.lowering import lower_decisions
from inburgerregels.engine.durable.matcher import DurableMatcher, Sessions
from inburgerregels.engine.durable.network import Network
from inburgerregels.engine.durable.patterns import fact
from inburgerregels.engine.rows import DecisionRow, Row, Undetermined
from inburgerregels.explain import explain
from inburgerregels.model import ALREADY, NEVER, Outcome
from tests.properties.every_life import as_yaml, bare, law
from tests.properties.lives import a_doubtful_life, a_life, reference_days
from tests.properties.values import SEEDS, Dice

TODAY = 738_000


# -- the law ------------------------------------------------------------------------------------


def test_every_scenario_has_the_outcome_of_the_reference(
    every_scenario: list[Case], every_outcome: list[Outcome]
) -> None:
    matched = outcomes_of(every_scenario, "durable")
    found = zip(every_scenario, matched, every_outcome, strict=True)
    assert [case.dossier.id for case, one, other in found if bare(one) != other] == []


@hypothesis.settings(max_examples=40, phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate])
@hypothesis.given(seed=SEEDS, doubtful=st.booleans())
def test_every_life_has_the_outcome_of_the_reference(seed: int, doubtful: bool) -> None:
    life = (a_doubtful_life if doubtful else a_life)(Dice(seed), law().vocabulary)
    for on in reference_days(life, Dice(seed + 2), 2):
        one, other = evaluate_durable(law(), life, on), evaluate(law(), life, on)
        assert bare(one) == bare(other), f"{on}\n{as_yaml(life)}"


def test_the_reasons_are_those_of_the_reference(every_scenario: list[Case]) -> None:
    for case in every_scenario[::20]:
        one, other = (evaluation_of(case, engine) for engine in ("durable", "reference"))
        for mine, theirs in zip(one.outcome.besluiten, other.outcome.besluiten, strict=True):
            assert explain(one, mine) == explain(other, theirs)


# -- families of decisions ----------------------------------------------------------------------


class Life:
    """An evaluator that knows the answers: of each decision whether it applies, and its day."""

    def __init__(
        self, tree: dict[str, tuple[str, ...]], answers: dict[str, tuple[Any, Any]]
    ) -> None:
        base = {other: name for name, others in tree.items() for other in others}
        self.asked: list[int] = []
        self.today = TODAY
        self.answers = [part for answer in answers.values() for part in answer]
        decisions = {
            ("blok", name): SimpleNamespace(
                base=base.get(name),
                exceptions=tree.get(name, ()),
                applies=2 * place,
                date=2 * place + 1,
                rule=SimpleNamespace(full_id=f"blok.{name}", position=None),
            )
            for place, name in enumerate(answers)
        }
        self.program: Any = SimpleNamespace(decisions=decisions)

    def value(self, index: int, row: Row) -> Any:
        self.asked.append(index)
        return self.answers[index]


def ways(life: Any, row: Row) -> list[tuple[Any, list[int]]]:
    """What is decided, and which values were asked for: as it should be, and by durable_rules."""
    found = []
    for matcher in (
        PlainMatcher(life),
        DurableMatcher(life, Sessions(lower_decisions(life.program))),
    ):
        life.asked = []
        said = matcher.match("blok", "a", row)
        if isinstance(said, DecisionRow):
            said = (said.key, said.owner, said.day)
        found.append((said, list(dict.fromkeys(life.asked))))
    return found


DAYS = (TODAY, TODAY - 1, TODAY + 1, 1, NEVER, ALREADY)


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A family of decisions in which every answer can occur, exceptions to exceptions included."""
    names = iter("abcdefghijklmnopqrstuvwxyz")
    tree: dict[str, tuple[str, ...]] = {}
    level = [next(names)]
    for most in draw(st.sampled_from([(), (2,), (14,), (3, 2), (2, 2, 2)])):
        for name in level:
            tree[name] = tuple(itertools.islice(names, draw(st.integers(0, most))))
        level = [other for name in level for other in tree[name]]
    members = ["a", *(other for others in tree.values() for other in others)]
    often = draw(st.sampled_from([(True, False), (True, False, False, False, None)]))
    answers = {}
    for name in members:
        applies = draw(st.sampled_from(often if name != "a" else (True, True, True, False, None)))
        day = draw(st.sampled_from([*DAYS, None]))
        answers[name] = (
            Undetermined(frozenset({f"{name}?"})) if applies is None else applies,
            Undetermined(frozenset({f"dag van {name}?"})) if day is None else day,
        )
    return Life(tree, answers)


@hypothesis.settings(max_examples=300)
@hypothesis.given(life=lives())
def test_a_family_is_decided_as_by_the_reference_from_the_same_values(life: Life) -> None:
    plain, matched = ways(life, Row(0, None))
    assert matched == plain


@pytest.mark.parametrize("day", [*DAYS, Undetermined(frozenset({"dag?"}))])
@pytest.mark.parametrize("applies", [True, False, Undetermined(frozenset({"a?"}))])
def test_a_decision_without_exceptions_is_taken_on_its_day_and_not_before(
    applies: Any, day: Any
) -> None:
    plain, matched = ways(Life({}, {"a": (applies, day)}), Row(0, None))
    assert matched == plain


def test_two_exceptions_that_apply_are_a_conflict_that_names_them_in_order() -> None:
    answers: dict[str, Any] = dict.fromkeys("abcd", (True, TODAY))
    answers["c"] = (False, TODAY)
    life = Life({"a": ("b", "c", "d")}, answers)
    said = ways(life, Row(0, None))[1][0]
    assert isinstance(said, Doubt)
    assert said.why.reasons == {"strijdige besluiten: b, d"}


def test_families_of_many_rows_and_of_two_lives_in_turn_do_not_mix() -> None:
    yes = Life({"a": ("b",)}, {"a": (True, TODAY), "b": (True, TODAY)})
    no = Life({"a": ("b",)}, {"a": (True, TODAY), "b": (False, TODAY)})
    sessions = Sessions(lower_decisions(yes.program))
    matchers = {life: DurableMatcher(life, sessions) for life in (yes, no)}
    for life, key in [(yes, "b"), (yes, "b"), (no, "a"), (no, "a"), (yes, "b"), (no, "a")]:
        assert matchers[life].match("blok", "a", Row(0, None)).key == ("blok", key)


def test_a_question_may_be_asked_to_answer_another() -> None:
    life = Life({"a": ("b",)}, {"a": (True, TODAY), "b": (False, TODAY)})
    inner = Row(0, None)
    outer = Row(0, None)
    matcher = DurableMatcher(life, Sessions(lower_decisions(life.program)))
    value = life.value

    def asking(index: int, row: Row) -> Any:
        if row is outer:
            assert matcher.match("blok", "a", inner).owner is inner
        return value(index, row)

    life.value = asking
    assert matcher.match("blok", "a", outer).owner is outer


def test_threads_that_share_a_law_do_not_disturb_each_other() -> None:
    lives = [a_life(Dice(seed), law().vocabulary) for seed in range(8)]
    days = [reference_days(life, Dice(1), 1)[0] for life in lives]
    expected = [bare(evaluate(law(), *asked)) for asked in zip(lives, days, strict=True)]
    found: dict[int, Outcome] = {}

    def work(place: int) -> None:
        found[place] = bare(evaluate_durable(law(), lives[place], days[place]))

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(lives))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[place] for place in range(len(lives))] == expected


# -- when durable_rules fails -------------------------------------------------------------------


@pytest.mark.parametrize("answers", [[], ["r0", "r1"]])
def test_a_network_that_gives_no_answer_or_two_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, answers: list[str]
) -> None:
    life = Life({}, {"a": (True, TODAY)})
    matcher = DurableMatcher(life, Sessions(lower_decisions(life.program)))
    add = Network.add
    monkeypatch.setattr(Network, "add", lambda s, new: answers if new["t"] else add(s, new))
    with pytest.raises(DurableError, match="waar één antwoord kan"):
        matcher.match("blok", "a", Row(0, None))


def test_an_action_that_fails_is_not_taken_for_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("inburgerregels.engine.durable.network._writer", lambda *_: broken)
    with pytest.raises(DurableError):
        Network(lower_decisions(Life({}, {"a": (True, TODAY)}).program).rules)


def test_a_refused_fact_is_an_error() -> None:
    network = Network(lower_decisions(Life({}, {"a": (True, TODAY)}).program).rules)
    with pytest.raises(DurableError):
        network.add({**fact(1), "d": -1})


def test_the_evaluator_stays_usable_after_others_were_evaluated() -> None:
    lives = [a_life(Dice(seed), law().vocabulary) for seed in (3, 4)]
    (on,) = reference_days(lives[0], Dice(1), 1)
    first = evaluate_durable_traced(law(), lives[0], on)
    evaluate_durable(law(), lives[1], on)
    rows = first.evaluator.rows
    known = [(key, row) for key, row in rows.every_row()]
    for block, row in known:
        for name in law().blocks[block].decisions:
            if first.evaluator.program.decisions[(block, name)].base is None:
                memo = row.memo.pop(("besluit", block, name))
                again = rows.family(block, name, row)
                assert type(again) is type(memo)
