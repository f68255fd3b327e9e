"""An answer as it is to be read: the same lines for the text and for the page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from inburgerregels.explain.dutch import (
    amount,
    clean,
    count,
    field_values,
    humanise,
    sentence,
)
from inburgerregels.model import Decision, Dossier, Outcome, Source, Term
from inburgerregels.report.labels import Labels
from inburgerregels.report.values import event_fields

__all__ = [
    "AgendaView",
    "CaseView",
    "Citation",
    "DecisionView",
    "EventView",
    "Line",
    "ReadingView",
    "TermView",
    "case_view",
    "citations",
]

#: Fields that say which of several decisions one is, and the one that stands in for an amount.
_SUBJECT = ("betreft", "nummer")
_MAXIMUM = "maximum_cent"
_REASONS = "redenen"
_LOAN_UNKNOWN = "niet te zeggen: het rentepercentage is onbekend"


@attrs.frozen
class Line:
    """Something with a name and one or more values."""

    label: str
    values: tuple[str, ...]


@attrs.frozen
class Citation:
    """A source as a lawyer cites it, with a link when there is one."""

    text: str
    url: str | None = None


@attrs.frozen
class TermView:
    title: str
    number: int
    begin: datetime.date
    end: datetime.date | None
    extended_days: int
    state: str
    projected: bool
    sources: tuple[Citation, ...]
    rule: str

    @property
    def extended(self) -> str:
        return count(self.extended_days, "dag", "dagen") if self.extended_days else "-"


@attrs.frozen
class DecisionView:
    """``position`` counts the decisions of an answer from one, as ``verklaar`` does."""

    position: int
    date: datetime.date
    title: str
    subject: str
    amount: str | None
    projected: bool
    struck_on: datetime.date | None
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    sources: tuple[Citation, ...]
    rule: str


@attrs.frozen
class AgendaView:
    date: datetime.date
    what: str
    consequence: str


@attrs.frozen
class EventView:
    date: datetime.date
    title: str
    fields: str


@attrs.frozen
class ReadingView:
    """A reading that was used: how to ask for it, what it says, and the default if it is another."""

    option: str
    text: str
    instead_of: str | None


@attrs.frozen
class CaseView:
    """Everything that is shown of one person."""

    person: str
    title: str | None
    source: str | None
    reference_date: datetime.date
    facts: tuple[Line, ...]
    events: tuple[EventView, ...]
    terms: tuple[TermView, ...]
    decisions: tuple[DecisionView, ...]
    loan: tuple[tuple[str, str], ...]
    agenda: tuple[AgendaView, ...]
    questions: tuple[Line, ...]
    law: tuple[Line, ...]
    readings: tuple[ReadingView, ...]


def case_view(outcome: Outcome, labels: Labels, dossier: Dossier | None = None) -> CaseView:
    """The answer in words. ``dossier`` adds what was asked: the events, title and source."""
    return CaseView(
        person=clean(outcome.persoon),
        title=clean(dossier.title) if dossier and dossier.title else None,
        source=clean(dossier.source) if dossier and dossier.source else None,
        reference_date=outcome.peildatum,
        facts=(
            Line("Stelsel", (_name(outcome.regime),)),
            Line("Status", (_name(outcome.status),)),
        ),
        events=_events(dossier, outcome.peildatum, labels),
        terms=tuple(_term(term) for term in outcome.termijnen),
        decisions=tuple(
            _decision(position, decision, labels)
            for position, decision in enumerate(outcome.besluiten, start=1)
        ),
        loan=_loan(outcome.lening, labels),
        agenda=tuple(
            AgendaView(item.datum, clean(item.wat), clean(item.gevolg))
            for item in outcome.termijnagenda
        ),
        questions=tuple(_question(item) for item in outcome.hangt_af_van),
        law=_law(outcome, labels),
        readings=tuple(
            _reading(name, choice, labels) for name, choice in outcome.rulebook.lezingen.items()
        ),
    )


def citations(sources: Iterable[Source]) -> tuple[Citation, ...]:
    """The sources, each once, in the order given."""
    found = {
        clean(source.tekst): Citation(clean(source.tekst), _link(source)) for source in sources
    }
    return tuple(found.values())


def _link(source: Source) -> str | None:
    """The address of a source, unless it is one that a browser would not just open."""
    url = source.url
    if url is None or not url.startswith(("https://", "http://")):
        return None
    return clean(url)


def _name(name: str | None) -> str:
    return "onbekend" if name is None else humanise(name)


def _events(
    dossier: Dossier | None, reference_date: datetime.date, labels: Labels
) -> tuple[EventView, ...]:
    """What happened up to the reference date: later events play no part in the answer."""
    if dossier is None:
        return ()
    last = reference_date.toordinal()
    seen = sorted((e for e in dossier.events if e.day <= last), key=lambda e: (e.day, e.kind))
    return tuple(
        EventView(
            datetime.date.fromordinal(event.day),
            labels.event(event.kind),
            event_fields(event, labels.event_fields.get(event.kind, {})),
        )
        for event in seen
    )


def _term(term: Term) -> TermView:
    return TermView(
        title=sentence(humanise(term.soort)),
        number=term.nummer,
        begin=term.begin,
        end=term.einde,
        extended_days=term.verlengd_dagen or 0,
        state=_name(term.status),
        projected=term.verwacht,
        sources=citations(term.bron),
        rule=clean(term.regel),
    )


def _decision(position: int, decision: Decision, labels: Labels) -> DecisionView:
    title = labels.decision(decision.soort)
    return DecisionView(
        position=position,
        date=decision.datum,
        title=title,
        subject=_subject(decision.velden),
        amount=_amount(decision),
        projected=decision.verwacht,
        struck_on=decision.vervallen_op,
        lines=tuple(_decision_lines(decision, labels)),
        reasons=_reasons(decision, title),
        sources=citations(decision.bron),
        rule=clean(decision.regel),
    )


def _subject(fields: Mapping[str, Any]) -> str:
    """``examen 2``: which of several like decisions this is."""
    about, number = (fields.get(name) for name in _SUBJECT)
    if about is None:
        return "" if number is None else f"nr. {number}"
    return humanise(str(about)) if number is None else f"{humanise(str(about))} {number}"


def _reasons(decision: Decision, title: str) -> tuple[str, ...]:
    """Why, each reason once; that the decision is what its title says is none."""
    given = decision.velden.get(_REASONS)
    listed = given if isinstance(given, (list, tuple)) else ()
    reasons = dict.fromkeys(clean(str(reason)) for reason in (*decision.redenen, *listed))
    return tuple(reason for reason in reasons if reason != title)


def _amount(decision: Decision) -> str | None:
    maximum = decision.velden.get(_MAXIMUM)
    if decision.bedrag_cent is not None:
        return amount(decision.bedrag_cent)
    if isinstance(maximum, int):
        return f"ten hoogste {amount(maximum)}"
    return None


def _decision_lines(decision: Decision, labels: Labels) -> Iterable[Line]:
    if decision.bestuursorgaan:
        yield Line("Bestuursorgaan", (humanise(decision.bestuursorgaan),))
    for name, given in decision.velden.items():
        said_elsewhere = name in _SUBJECT or (name == _MAXIMUM and decision.bedrag_cent is None)
        if given is None or given in ([], ()) or said_elsewhere or name == _REASONS:
            continue
        yield Line(labels.field(name), field_values(name, given))


def _loan(loan: Mapping[str, int | None], labels: Labels) -> tuple[tuple[str, str], ...]:
    """The amounts of a loan; nothing when there never was one."""
    if not any(loan.values()):
        return ()
    return tuple(
        (labels.field(name), _LOAN_UNKNOWN if cents is None else amount(cents))
        for name, cents in loan.items()
    )


def _question(item: Mapping[str, Any]) -> Line:
    """A fact that is not known and the answer that follows from each of its values."""
    answers = tuple(
        f"{field_values('antwoord', answer.get('antwoord'))[0]}: "
        + "; ".join(field_values("verschil", answer.get("verschil")))
        for answer in item.get("antwoorden", ())
    )
    return Line(sentence(clean(str(item.get("vraag", "")))), answers)


def _law(outcome: Outcome, labels: Labels) -> tuple[Line, ...]:
    ref = outcome.rulebook
    lines = [
        Line("Vingerafdruk", (clean(ref.hash),)),
        Line("Maatregelen", tuple(map(labels.layer, ref.maatregelen)) or ("geen",)),
    ]
    if ref.voorstellen:
        lines.append(Line("Voorstellen", tuple(map(labels.layer, ref.voorstellen))))
    return tuple(lines)


def _reading(name: str, choice: str, labels: Labels) -> ReadingView:
    default = labels.defaults.get(name, choice)
    return ReadingView(
        option=f"{clean(name)}={clean(choice)}",
        text=labels.reading(name, choice),
        instead_of=None if default == choice else clean(default),
    )
