"""What must hold of every answer, judged from the dossier and the hand-written law alone."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any

from inburgerregels.language import Rulebook
from inburgerregels.model import ALREADY, NEVER, UNKNOWN, Decision, Outcome
from tests.properties.statute import (
    COUNCIL_OF_STATE,
    FINE_TABLE,
    MAXIMA,
    PVT,
    TERM_MONTHS,
    Facts,
    last_day,
)

__all__ = [
    "ALWAYS",
    "accounts_for_the_loan",
    "ends_where_the_law_says",
    "fines_after_the_end",
    "fines_at_most_once",
    "fines_at_most_the_maximum",
    "fines_no_asylum_status_holder",
    "fines_nobody_in_time",
    "fines_nobody_without_duty",
    "keeps_terms_apart",
    "leaves_nobody_in_between",
]

LOAN_PARTS = ("kwijtgescholden", "teniet", "afgelost", "niet_teruggevorderd", "restschuld")


def ministers_fines(outcome: Outcome) -> list[Decision]:
    """The minister's fines under the act that is written down by hand, that of 2013."""
    return [
        decision
        for decision in outcome.besluiten
        if decision.soort == "boete"
        and decision.bestuursorgaan == "minister"
        and outcome.regime != "wi2021"
    ]


def place(decision: Decision) -> tuple[Any, Any]:
    return decision.velden["betreft"], decision.velden["nummer"]


def end_of_its_term(outcome: Outcome, fine: Decision) -> int:
    """The last good day of the term that a fine is for."""
    ends = [
        term.einde.toordinal()
        for term in outcome.termijnen
        if (term.soort, term.nummer) == place(fine) and term.einde is not None
    ]
    # Where facts are unknown, that there is a fine can be certain and when its term ended not.
    assert ends or outcome.hangt_af_van, f"{fine.datum}: {place(fine)} is no term"
    return ends[0] if ends else ALREADY


# -- fines ----------------------------------------------------------------------------------


def fines_after_the_end(facts: Facts, outcome: Outcome) -> None:
    for fine in ministers_fines(outcome):
        end = end_of_its_term(outcome, fine)
        assert fine.datum.toordinal() > end, f"{fine.datum}: in {place(fine)}"


def fines_nobody_in_time(facts: Facts, outcome: Outcome) -> None:
    for fine in ministers_fines(outcome):
        met, end = facts.met(fine.velden["betreft"]), end_of_its_term(outcome, fine)
        assert met > end, f"{fine.datum}: {place(fine)} was in time"


def fines_nobody_without_duty(facts: Facts, outcome: Outcome) -> None:
    for fine in ministers_fines(outcome):
        assert facts.start < fine.datum.toordinal() < facts.ended, f"{fine.datum}: no duty"


def fines_at_most_the_maximum(facts: Facts, outcome: Outcome) -> None:
    for fine in ministers_fines(outcome):
        subject, decided = fine.velden["betreft"], fine.datum.toordinal()
        assert subject in MAXIMA, f"no fine is known for {subject}"
        assert subject != "pvt" or decided >= PVT, f"{fine.datum}: no such fine yet"
        base, amount = fine.velden["basisbedrag_cent"], fine.bedrag_cent
        if subject == "examen" and decided < FINE_TABLE:
            assert (base, amount) == (None, None), f"{fine.datum}: only a maximum was known"
            base = amount = fine.velden["maximum_cent"]
        assert base is not None, f"{fine.datum}: no amount"
        assert amount is not None, f"{fine.datum}: no amount"
        assert 0 < amount <= base <= MAXIMA[subject], f"{fine.datum}: {amount} of {base}"


def fines_at_most_once(facts: Facts, outcome: Outcome) -> None:
    fines = Counter(
        (fine.bestuursorgaan, *place(fine)) for fine in outcome.besluiten if fine.soort == "boete"
    )
    assert all(count == 1 for count in fines.values()), f"{fines}"


def fines_no_asylum_status_holder(facts: Facts, outcome: Outcome) -> None:
    for fine in ministers_fines(outcome):
        protected_since = max(COUNCIL_OF_STATE, facts.asylum_since)
        assert fine.datum.toordinal() < protected_since, f"{fine.datum}"


# -- terms ----------------------------------------------------------------------------------


def chains(outcome: Outcome) -> dict[str, list[tuple[int, int, int]]]:
    """Number, first and last day of the instances of each chain, in the order of the answer.

    Where the end is not certain the instances from there on are left out.
    """
    found: dict[str, list[tuple[int, int, int]]] = {}
    doubtful = set()
    for term in outcome.termijnen:
        if term.einde is None:
            doubtful.add(term.soort)
        elif term.soort not in doubtful:
            instance = (term.nummer, term.begin.toordinal(), term.einde.toordinal())
            found.setdefault(term.soort, []).append(instance)
    return found


def keeps_terms_apart(facts: Facts, outcome: Outcome) -> None:
    for kind, instances in chains(outcome).items():
        numbers = [number for number, _, _ in instances]
        # A term that hangs on an unknown fact is not among the terms that are certain.
        known = sorted(set(numbers)) if outcome.hangt_af_van else range(1, len(numbers) + 1)
        assert numbers == list(known), f"{kind}: {numbers}"
        for _, begin, end in instances:
            assert begin <= end, f"{kind} ends before it begins"
        for (number, _, end), (_, begin, _) in itertools.pairwise(instances):
            assert end < begin, f"{kind} {number + 1} begins before {number} has ended"


def ends_where_the_law_says(facts: Facts, outcome: Outcome) -> None:
    for term in outcome.termijnen:
        if term.soort not in TERM_MONTHS or term.einde is None or term.verlengd_dagen is None:
            continue
        first, later = TERM_MONTHS[term.soort]
        begin = term.begin.toordinal()
        named = last_day(begin, first if term.nummer == 1 else later)
        assert term.verlengd_dagen >= 0
        assert term.einde.toordinal() == named + term.verlengd_dagen, f"{term.soort} {term.nummer}"
        if term.soort == "examen" and term.nummer == 1:
            assert begin == facts.start


def leaves_nobody_in_between(rulebook: Rulebook, facts: Facts, outcome: Outcome) -> None:
    today = outcome.peildatum
    for kind, instances in chains(outcome).items() if outcome.regime != "wi2021" else ():
        *_, (number, _, end) = instances
        if end < today.toordinal() and facts.met(kind) == NEVER and facts.ended > today.toordinal():
            away = facts.ended < NEVER
            lapse = [
                item for item in outcome.termijnagenda if item.datum.toordinal() == facts.ended
            ]
            told = (away and lapse) or _what_follows(rulebook, outcome, kind)
            assert told, f"{today}: after {kind} {number}"


def _what_follows(rulebook: Rulebook, outcome: Outcome, kind: str) -> bool:
    """Whether a term runs, a fine decision is expected, or a person must look at this chain."""
    terms = [term for term in outcome.termijnen if term.soort == kind]
    (chain,) = (name for name, block in rulebook.blocks.items() if block.term == kind)
    about = {name for name, block in rulebook.blocks.items() if chain in (name, block.parent)}
    expected = any(
        decision.verwacht and decision.soort == "boete" and decision.velden["betreft"] == kind
        for decision in outcome.besluiten
    )
    announced = any(item.regel.partition(".")[0] in about for item in outcome.termijnagenda)
    # One referral stands for all that depends on the same unknown fact.
    manual = any(
        decision.soort == "handmatige_beoordeling"
        and (decision.regel.partition(".")[0] in about or decision.velden.get("ontbreekt"))
        for decision in outcome.besluiten
    )
    return any(term.status == "loopt" for term in terms) or expected or announced or manual


# -- the loan -------------------------------------------------------------------------------


def accounts_for_the_loan(facts: Facts, outcome: Outcome) -> None:
    loan = outcome.lening
    drawn = [event.fields["bedrag"] for event in facts.of("lening_opname")]
    if UNKNOWN in drawn:
        return
    assert loan["opgenomen_cent"] == sum(drawn), f"{loan}"
    interest = loan["rente_cent"]
    assert interest is None or interest >= 0, f"{loan}"
    parts = [loan[f"{part}_cent"] for part in LOAN_PARTS]
    known = [part for part in parts if part is not None]
    assert all(part >= 0 for part in known), f"{loan}"
    assert len(known) < len(parts) or sum(known) == sum(drawn), f"{loan}"


#: What holds under every choice of measures and readings.
ALWAYS = (
    *(fines_after_the_end, fines_nobody_in_time, fines_nobody_without_duty),
    *(fines_at_most_the_maximum, fines_at_most_once, keeps_terms_apart, accounts_for_the_loan),
)
