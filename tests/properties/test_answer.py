"""The answer itself: its names, its types, and that it depends on nothing but the question."""

from __future__ import annotations

import datetime
import random
from typing import Any

import attrs
import pytest

from inburgerregels import evaluate
from inburgerregels.language.dossiers import read_dossiers
from inburgerregels.model import outcome_to_json
from tests.properties.every_life import Case, as_yaml, for_every_life, law
from tests.properties.lives import HORIZON, some_events

Json = Any

#: Of docs: the public interface. A field's value is text, a whole number, yes/no, nothing, or a list or
#: mapping of those.
TOP = {
    *("persoon", "regime", "peildatum", "rulebook", "status", "termijnen", "besluiten", "lening"),
    *("termijnagenda", "hangt_af_van"),
}
RULEBOOK = {"hash", "maatregelen", "voorstellen", "lezingen"}
TERM = {
    *("soort", "nummer", "begin", "einde", "verlengd_dagen", "status", "verwacht", "regel", "bron"),
}
DECISION = {
    *("datum", "soort", "bedrag_cent", "verwacht", "bestuursorgaan", "vervallen_op", "velden"),
    *("regel", "bron", "redenen"),
}
LOAN = {
    *("toegekend_cent", "opgenomen_cent", "kwijtgescholden_cent", "teniet_cent", "afgelost_cent"),
    *("niet_teruggevorderd_cent", "restschuld_cent", "rente_cent"),
}
AGENDA = {"datum", "wat", "gevolg"}
SOURCE = {"tekst", "bwb", "artikel", "lid", "url", "ecli", "kst", "jci"}
REGIMES = {"wi2007", "wi2013", "wi2021", "geen"}
STATUSES = {"geen_plicht", "plichtig", "voldaan", "ontheven", "vrijgesteld", "vervallen"}
TERM_STATUSES = {"loopt", "verstreken", "vervallen"}
FIELDS = {
    "boete": {
        *("betreft", "nummer", "basisbedrag_cent", "maximum_cent", "matigingen", "opgelegd_cent"),
        *("na_bezwaar_cent", "stand", "aangenomen"),
    },
    "geen_boete": {"betreft", "nummer", "redenen"},
    "boete_herzien": {"betreft", "nummer", "uitkomst", "bedrag_cent"},
    "nieuwe_termijn": {"betreft", "nummer", "begin", "einde"},
    "termijn_verlengd": {"betreft", "nummer", "einde", "grond"},
    "afwijzing": {"verzoek", "redenen"},
    "kwijtschelding": {"percentage"},
    "teniet": set(),
    "terugbetaling": {"vanaf", "maandbedrag_cent"},
    "voldaan": set(),
    "ontheven": {"onderdelen"},
    "vrijgesteld": {"onderdelen"},
    "vervallen": {"redenen"},
    "betaaltermijn": {"betreft", "nummer", "einde"},
    "bezwaartermijn": {"betreft", "nummer", "einde"},
    "invordering_opgeschort": {"vanaf", "tot"},
    "handmatige_beoordeling": {"redenen", "ontbreekt"},
    "begeleiding_elip": set(),
}


def answer(case: Case, on: datetime.date) -> Json:
    return outcome_to_json(evaluate(law(), case.life, on))


def plain(value: Json) -> bool:
    """Whether a value consists of text, whole numbers, yes/no, nothing, lists and mappings only."""
    if isinstance(value, dict):
        return all(type(name) is str and plain(item) for name, item in value.items())
    if isinstance(value, list):
        return all(map(plain, value))
    return value is None or type(value) in {str, int, bool}


def is_date(text: Json) -> bool:
    return text is None or (
        type(text) is str and datetime.date.fromisoformat(text).isoformat() == text
    )


def check_names(found: Json) -> None:
    assert found.keys() == TOP
    assert found["rulebook"].keys() == RULEBOOK
    assert found["regime"] in REGIMES
    assert found["status"] in STATUSES
    assert found["lening"].keys() == LOAN
    assert all(amount is None or type(amount) is int for amount in found["lening"].values())
    for term in found["termijnen"]:
        assert term.keys() == TERM
        assert term["status"] in TERM_STATUSES
        assert type(term["nummer"]) is int
        assert type(term["verwacht"]) is bool
        assert is_date(term["begin"])
        assert is_date(term["einde"])
    for decision in found["besluiten"]:
        check_decision(decision)
    for item in found["termijnagenda"]:
        assert item.keys() == AGENDA
        assert is_date(item["datum"])
        assert item["datum"] >= found["peildatum"], "the agenda is about what is still to come"
    for part in (*found["termijnen"], *found["besluiten"]):
        # A paper that fits nowhere is reported by no rule, and so without an article.
        assert part["bron"] or part["soort"] == "handmatige_beoordeling", f"{part}"
        assert all(source.keys() <= SOURCE and source["tekst"] for source in part["bron"])


def check_decision(decision: Json) -> None:
    assert decision.keys() == DECISION
    assert is_date(decision["datum"])
    assert is_date(decision["vervallen_op"])
    assert type(decision["verwacht"]) is bool
    assert decision["bedrag_cent"] is None or type(decision["bedrag_cent"]) is int
    assert decision["bestuursorgaan"] in {"minister", "college", None}
    assert decision["velden"].keys() <= FIELDS[decision["soort"]], f"{decision}"
    for name, value in decision["velden"].items():
        if name.endswith("_cent"):
            assert value is None or type(value) is int
        if name in {"begin", "einde", "vanaf", "tot"}:
            assert is_date(value)


@for_every_life(days=2)
def test_the_json_has_exactly_the_names_of_the_contract_and_no_floats(case: Case) -> None:
    for on in case.days:
        found = answer(case, on)
        assert plain(found)
        check_names(found)


@for_every_life(days=2)
def test_evaluating_twice_gives_the_same_whatever_was_evaluated_in_between(case: Case) -> None:
    first = [answer(case, on) for on in case.days]
    assert [answer(case, on) for on in reversed(case.days)] == first[::-1]


@for_every_life(days=2)
def test_the_order_of_the_input_lines_changes_nothing(case: Case) -> None:
    events = list(case.life.events)
    random.Random(case.seed).shuffle(events)
    other = attrs.evolve(case, life=attrs.evolve(case.life, events=tuple(events)))
    for on in case.days:
        assert answer(case, on) == answer(other, on), f"{on}"


@for_every_life(days=2)
def test_events_after_the_reference_date_change_nothing(case: Case) -> None:
    for on in case.days:
        today = on.toordinal()
        future = some_events(law().vocabulary, case.dice, today + 1, max(today + 1, HORIZON))
        so_far = tuple(event for event in case.life.events if event.day <= today)
        now, later = (
            attrs.evolve(case, life=attrs.evolve(case.life, events=events))
            for events in (so_far, (*case.life.events, *future))
        )
        assert answer(now, on) == answer(later, on), f"{on}"


@for_every_life(days=1)
def test_a_life_can_be_written_down_and_read_again(case: Case) -> None:
    (read,) = read_dossiers("leven.yaml", law(), as_yaml(case.life))
    assert read.person == case.life.person
    assert list(read.events) == sorted(case.life.events, key=lambda event: event.day)


def test_the_check_of_names_finds_a_float_and_a_strange_name() -> None:
    assert not plain({"bedrag_cent": 1.0})
    with pytest.raises(AssertionError):
        check_names({"iets": 1})
