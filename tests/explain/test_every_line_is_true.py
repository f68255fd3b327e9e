"""Every line that is printed is true when somebody does it again: from the facts as they are printed,
with nothing but the public interface."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from inburgerregels.model import Decision, Dossier, Outcome
from tests.explain.conftest import Pool

days = st.dates(
    min_value=datetime.date(2020, 2, 20),
    max_value=datetime.date(2020, 11, 1),
)


def event(kind: str, **fields: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A line of a dossier."""
    given_fields = st.fixed_dictionaries(fields)
    return st.tuples(days, given_fields).map(
        lambda made: (
            "{"
            + ", ".join(
                [f"datum: {made[0]}", f"soort: {kind}", *(f"{k}: {v}" for k, v in made[1].items())]
            )
            + "}"
        )
    )


strokes = st.sampled_from(["borst", "rug", "vlinder"])
lives = st.tuples(
    st.sampled_from(["{id: x}", "{id: x, soort_lid: jeugd}", "{id: x, soort_lid: onbekend}"]),
    event("ingeschreven"),
    st.lists(
        st.one_of(
            event("diploma", slag=strokes),
            event("uitstel", duur=st.sampled_from(["1 week", "3 weken", "2 maanden", "5 dagen"])),
            event("ziekte", ernst=st.sampled_from(["licht", "zwaar", "onbekend"])),
            event("feest"),
            event("ingeschreven"),
        ),
        max_size=6,
    ),
)


def matching(decision: Decision, own: Outcome, other: Outcome) -> Decision | None:
    """This law has at most one fine and one ribbon; a referral is told by the rule it is about."""
    for one in other.besluiten:
        if one.soort == decision.soort and (
            one.soort != "handmatig" or one.regel == decision.regel
        ):
            return one
    return None


def done_again(pool: Pool, dossier: Dossier, person: str, lines: list[str], tried: Any) -> Outcome:
    """The answer to the dossier with the printed facts in it."""
    changed = list(lines)
    for fact in tried["feiten"]:
        if fact["nu"] is not None:
            changed.remove(fact["nu"])
        if fact["wordt"] is not None:
            changed.append(fact["wordt"])
    for name, value in tried["persoon"].items():
        person = f"{{id: x, {name}: {value}}}"
    reading = None if tried["lezing"] is None else tuple(tried["lezing"].split("="))
    return pool.answer(pool.dossier(person, changed), reading=reading, without=tried["zonder"])


def said(decision: Decision, own: Outcome, other: Outcome) -> str:
    found = matching(decision, own, other)
    if found is None:
        return "vervalt"
    same = (found.datum, found.bedrag_cent, found.velden, found.redenen) == (
        decision.datum,
        decision.bedrag_cent,
        decision.velden,
        decision.redenen,
    )
    return "gelijk" if same and found.vervallen_op == decision.vervallen_op else "anders"


@given(life=lives, kind=st.sampled_from(["boete", "lintje", "handmatig"]))
def test_every_line_holds_when_it_is_done_again(
    pool: Pool, life: tuple[str, str, list[str]], kind: str
) -> None:
    person, enrolled, others = life
    lines = [enrolled, *others]
    dossier = pool.dossier(person, lines)
    own = pool.answer(dossier)
    decision = next((one for one in own.besluiten if one.soort == kind), None)
    if decision is None:
        return
    result = pool.otherwise(dossier, kind, most=120)
    assert result["doorgerekend"] <= 120
    for one in result["gevonden"]:
        assert said(decision, own, done_again(pool, dossier, person, lines, one)) == one["gevolg"]
        assert one["gevolg"] != "gelijk"
        if "rand" in one:
            beyond = one["rand"]["niet_meer_dan"]
            other = done_again(pool, dossier, person, lines, beyond)
            assert said(decision, own, other) == beyond["gevolg"]
            shapes = [(t["gevolg"], [d["wordt"] for d in t["verschillen"]]) for t in (one, beyond)]
            assert shapes[0] != shapes[1]
        for value in one.get("ook_met", {}).get("waarden", []):
            fact = dict(one["feiten"][0])
            before = next(
                part
                for part in fact["wordt"].strip("{}").split(", ")
                if part.startswith(one["ook_met"]["veld"] + ":")
            )
            fact["wordt"] = fact["wordt"].replace(before, f"{one['ook_met']['veld']}: {value}")
            other = done_again(pool, dossier, person, lines, {**one, "feiten": [fact]})
            assert said(decision, own, other) == one["gevolg"]
