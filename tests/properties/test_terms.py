"""Terms: where they stand, and that nobody is left between two of them."""

from __future__ import annotations

import itertools

from inburgerregels import evaluate
from inburgerregels.model import NEVER, Outcome
from tests.properties.every_life import Case, for_every_life, law
from tests.properties.statute import TERM_MONTHS, Facts, last_day


def chains(outcome: Outcome) -> dict[str, list[tuple[int, int, int]]]:
    """Number, first and last day of the instances of each chain, in the order of the answer."""
    found: dict[str, list[tuple[int, int, int]]] = {}
    for term in outcome.termijnen:
        assert term.einde is not None, f"{term.soort} {term.nummer} has no end"
        instance = (term.nummer, term.begin.toordinal(), term.einde.toordinal())
        found.setdefault(term.soort, []).append(instance)
    return found


@for_every_life(days=2)
def test_instances_of_one_chain_are_disjoint_and_in_order(case: Case) -> None:
    for on in case.days:
        for kind, instances in chains(evaluate(law(), case.life, on)).items():
            numbers = [number for number, _, _ in instances]
            assert numbers == list(range(1, len(numbers) + 1)), f"{kind}: {numbers}"
            for _, begin, end in instances:
                assert begin <= end, f"{kind} ends before it begins"
            for (number, _, end), (_, begin, _) in itertools.pairwise(instances):
                assert end < begin, f"{kind} {number + 1} begins before {number} has ended"


@for_every_life(days=2)
def test_a_term_is_as_long_as_the_law_says_and_only_extensions_make_it_longer(case: Case) -> None:
    for on in case.days:
        facts = Facts(case.life, on.toordinal())
        outcome = evaluate(law(), case.life, on)
        for term in outcome.termijnen:
            first, later = TERM_MONTHS[term.soort]
            begin = term.begin.toordinal()
            named = last_day(begin, first if term.nummer == 1 else later)
            assert term.einde is not None
            assert term.einde.toordinal() == named + (term.verlengd_dagen or 0)
            assert (term.verlengd_dagen or 0) >= 0
            if term.soort == "examen" and term.nummer == 1:
                assert begin == facts.start


@for_every_life(days=2)
def test_nobody_is_left_in_between(case: Case) -> None:
    for on in case.days:
        outcome = evaluate(law(), case.life, on)
        facts = Facts(case.life, on.toordinal())
        for kind, instances in chains(outcome).items():
            *_, (number, _, end) = instances
            if end >= on.toordinal() or facts.met(kind) < NEVER or facts.ended < NEVER:
                continue
            assert is_told_what_follows(outcome, kind, number), f"{on}: after {kind} {number}"


def is_told_what_follows(outcome: Outcome, kind: str, number: int) -> bool:
    """Whether a term runs, a fine decision is expected, or a person must look at this chain."""
    terms = [term for term in outcome.termijnen if term.soort == kind]
    block = terms[-1].regel.partition(".")[0]
    about = {name for name, its in law().blocks.items() if block in (name, its.parent)}
    manual = any(
        decision.soort == "handmatige_beoordeling" and decision.regel.partition(".")[0] in about
        for decision in outcome.besluiten
    )
    expected = any(
        decision.soort in {"boete", "nieuwe_termijn"}
        and decision.verwacht
        and decision.velden["betreft"] == kind
        for decision in outcome.besluiten
    )
    announced = any("boete" in item.wat for item in outcome.termijnagenda)
    runs = any(term.status == "loopt" for term in terms)
    return runs or expected or announced or manual
