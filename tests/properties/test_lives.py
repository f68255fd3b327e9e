"""The random lives come where the law is interesting, and stay within what a file can say."""

from __future__ import annotations

import datetime
from collections import Counter

import hypothesis

from inburgerregels import evaluate
from inburgerregels.language.dossiers import read_dossiers
from inburgerregels.model import UNKNOWN
from tests.properties.contract import FIELDS
from tests.properties.every_life import Case, as_yaml, for_every_life, law
from tests.properties.lives import a_doubtful_life, a_life, reference_days
from tests.properties.values import SEEDS, Dice

#: In percent of the lives, at the least.
OFTEN = {
    "overrun": 30,
    "second term": 10,
    "loan": 10,
    "fine": 20,
    "term for the participation statement": 10,
    "duty ended": 10,
    "complied": 10,
    "nobody has to look": 10,
}
#: No rule decides on these yet: the pause in collection is a measure of its own.
NOT_YET = {"invordering_opgeschort"}


def reached(seed: int) -> set[str]:
    """What a life comes to on one of three days."""
    life = a_life(Dice(seed), law().vocabulary)
    late = datetime.date.fromordinal(max((event.day for event in life.events), default=737_000) + 1)
    found = set()
    for on in (*reference_days(life, Dice(seed + 2), 2), late):
        outcome = evaluate(law(), life, on)
        kinds = {decision.soort for decision in outcome.besluiten}
        terms = {(term.soort, term.nummer) for term in outcome.termijnen}
        happened = {
            "overrun": bool(kinds & {"boete", "geen_boete"}),
            "second term": ("examen", 2) in terms or ("pvt", 2) in terms,
            "loan": bool(outcome.lening["opgenomen_cent"]),
            "fine": "boete" in kinds,
            "term for the participation statement": ("pvt", 1) in terms,
            "duty ended": outcome.status in {"ontheven", "vrijgesteld", "vervallen"},
            "complied": outcome.status == "voldaan",
            "nobody has to look": bool(terms) and "handmatige_beoordeling" not in kinds,
        }
        found |= kinds | {what for what, holds in happened.items() if holds}
    return found


def test_the_lives_reach_every_kind_of_decision_and_the_interesting_states_often() -> None:
    number = 1_000
    times = Counter(what for seed in range(number) for what in reached(seed))
    never = FIELDS.keys() - times.keys() - NOT_YET
    assert not never, f"no life has {sorted(never)}"
    seldom = {
        what: times[what] for what, share in OFTEN.items() if times[what] * 100 < share * number
    }
    assert not seldom, f"of {number} lives: {seldom}"


@hypothesis.given(seed=SEEDS)
def test_a_doubtful_life_has_an_unknown_field_wherever_there_is_one(seed: int) -> None:
    life = a_doubtful_life(Dice(seed), law().vocabulary)
    fields = [value for event in life.events for value in event.fields.values()]
    hypothesis.event(f"unknown: {sum(value is UNKNOWN for value in fields)}")
    (read,) = read_dossiers("leven.yaml", law(), as_yaml(life))
    assert list(read.events) == sorted(life.events, key=lambda event: event.day)


@for_every_life(days=1)
def test_a_life_can_be_written_down_and_read_again(case: Case) -> None:
    (read,) = read_dossiers("leven.yaml", law(), as_yaml(case.life))
    assert read.person == case.life.person
    assert list(read.events) == sorted(case.life.events, key=lambda event: event.day)
