"""The answer as plain text that can be pasted into a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inburgerregels.explain.dutch import day
from inburgerregels.report.layout import columns, heading, labelled, paragraph
from inburgerregels.report.view import CaseView, Citation, DecisionView, TermView

__all__ = ["cases_as_text", "marks"]

_PROJECTED = "VERWACHT: projectie, dit besluit is nog niet genomen"


def cases_as_text(cases: Iterable[CaseView]) -> str:
    """The answers one after another, without an empty line at the end."""
    return "\n\n\n".join("\n".join(_case(case)) for case in cases)


def _case(case: CaseView) -> list[str]:
    parts = [
        [
            *heading(f"Inburgering van {case.person} op {day(case.reference_date)}", "="),
            *_head(case),
        ],
        _terms(case.terms),
        _decisions(case.decisions),
        _loan(case),
        _agenda(case),
        _questions(case),
        _law(case),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part).split("\n")


def _title(case: CaseView) -> str:
    return f"Inburgering van {case.person} op {day(case.reference_date)}"


def _head(case: CaseView) -> list[str]:
    told = [("Dossier", case.title), ("Feiten uit", case.source)]
    return labelled(
        [(label, [text]) for label, text in told if text]
        + [(line.label, list(line.values)) for line in case.facts]
    )


def _terms(terms: tuple[TermView, ...]) -> list[str]:
    if not terms:
        return [*heading("Termijnen"), "Er loopt en liep geen termijn."]
    head = ["Termijn", "Nr", "Begin", "Laatste dag", "Verlengd", "Stand", "Grondslag"]
    rows = [
        [
            term.title,
            str(term.number),
            day(term.begin),
            day(term.end) if term.end else "onbekend",
            term.extended,
            f"{term.state} (verwacht)" if term.projected else term.state,
            _cited(term.sources),
        ]
        for term in terms
    ]
    return [*heading("Termijnen"), *columns(head, rows, right=[1, 4])]


def _decisions(decisions: tuple[DecisionView, ...]) -> list[str]:
    if not decisions:
        return [*heading("Besluiten"), "Er zijn geen besluiten."]
    width = max(len(day(decision.date)) for decision in decisions)
    number_width = len(str(len(decisions))) + 1
    blocks = [_decision(decision, number_width, width) for decision in decisions]
    return [*heading("Besluiten"), *"\n\n".join("\n".join(block) for block in blocks).split("\n")]


def _decision(decision: DecisionView, number_width: int, date_width: int) -> list[str]:
    number = f"{decision.position}."
    indent = " " * (number_width + 2)
    head = f"{number:>{number_width}}  {day(decision.date):{date_width}}  {decision.title}"
    head += f" ({decision.subject})" if decision.subject else ""
    head += f": {decision.amount}" if decision.amount else ""
    out = paragraph(head, indent=indent + " " * (date_width + 2), first="")
    out += [f"{indent}*** {mark} ***" for mark in marks(decision)]
    lines = [(line.label, _listed(line.values)) for line in decision.lines]
    if decision.reasons:
        label = "Redenen" if len(decision.reasons) > 1 else "Reden"
        lines.append((label, _listed(decision.reasons)))
    lines += [("Grondslag", [_cited(decision.sources)]), ("Regel", [decision.rule])]
    return out + labelled(lines, indent=indent)


def _listed(values: Sequence[str]) -> list[str]:
    """Each on a line of its own, marked where there is more than one."""
    return [f"- {value}" for value in values] if len(values) > 1 else list(values)


def marks(decision: DecisionView) -> Iterable[str]:
    """What a reader must not overlook: that a decision is only expected, or no longer stands."""
    if decision.projected:
        yield _PROJECTED
    if decision.struck_on:
        yield f"VERVALLEN op {day(decision.struck_on)}: dit besluit geldt niet meer"


def _loan(case: CaseView) -> list[str]:
    if not case.loan:
        return [*heading("Lening"), "Er is geen lening."]
    width = max(len(value) for _, value in case.loan if value.startswith("€"))
    return [
        *heading("Lening"),
        *labelled((label, [f"{value:>{width}}"]) for label, value in case.loan),
    ]


def _agenda(case: CaseView) -> list[str]:
    if not case.agenda:
        return [*heading("Komende dagen"), "Er komen geen termijnen of uiterste dagen meer."]
    return [
        *heading("Komende dagen"),
        *labelled((day(item.date), [item.what, item.consequence]) for item in case.agenda),
    ]


def _questions(case: CaseView) -> list[str]:
    if not case.questions:
        return []
    return [
        *heading("Hangt af van"),
        *labelled((line.label, line.values) for line in case.questions),
    ]


def _law(case: CaseView) -> list[str]:
    """The law used; of the readings, in full those that are not the default."""
    lines = [(line.label, list(line.values)) for line in case.law]
    other = [
        f"{reading.text} ({reading.option}; standaard is {reading.instead_of})".strip()
        for reading in case.readings
        if reading.instead_of
    ]
    default = [reading.option for reading in case.readings if not reading.instead_of]
    if other:
        lines.append(("Andere lezing", other))
    if default:
        lines.append(("Lezingen", ["; ".join(default)]))
    return [*heading("Gebruikt recht"), *labelled(lines)]


def _cited(sources: tuple[Citation, ...]) -> str:
    return "; ".join(source.text for source in sources) or "geen bron"
