"""The answer of the reference executor, cut down to what the plain function answers too."""

from __future__ import annotations

import datetime

from bench.plain import Answer, Fact, Term
from inburgerregels import evaluate
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Outcome

__all__ = ["reference"]

_KINDS = ("boete", "geen_boete", "nieuwe_termijn", "termijn_verlengd", "voldaan", "kwijtschelding")
#: Fields of a decision that the plain function names too.
_FIELDS = {
    "boete": ("nummer",),
    "geen_boete": ("nummer",),
    "nieuwe_termijn": ("nummer", "begin", "einde"),
    "termijn_verlengd": ("nummer", "einde"),
    "kwijtschelding": ("percentage",),
}


def reference(rulebook: Rulebook, dossier: Dossier, today: int) -> Answer:
    """What the rules answer, in the words of the plain function."""
    return _cut(evaluate(rulebook, dossier, datetime.date.fromordinal(today)))


def _cut(outcome: Outcome) -> Answer:
    terms = [
        Term(term.nummer, term.begin.toordinal(), _plain(term.einde), term.verlengd_dagen or 0)
        for term in outcome.termijnen
        if term.soort == "examen"
    ]
    facts = []
    for decision in outcome.besluiten:
        velden = decision.velden
        if decision.soort not in _KINDS or velden.get("betreft") == "pvt":
            continue
        about = tuple(_plain(velden[name]) for name in _FIELDS.get(decision.soort, ()))
        amount = decision.bedrag_cent
        facts.append(Fact(decision.datum.toordinal(), decision.soort, amount, about))
    return Answer(terms, sorted(facts, key=lambda fact: (fact.day, fact.kind)))


def _plain(value: object) -> int:
    if isinstance(value, datetime.date):
        return value.toordinal()
    assert isinstance(value, int)
    return value
