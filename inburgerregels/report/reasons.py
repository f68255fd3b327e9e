"""Why: the tree of reasons under a decision, as text, as data and as the page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

import attrs

from inburgerregels.explain.dutch import clean, count, day, sentence
from inburgerregels.explain.reason import Reason
from inburgerregels.model import Position, source_json
from inburgerregels.report.layout import columns, heading, paragraph
from inburgerregels.report.otherwise import Section
from inburgerregels.report.page import environment
from inburgerregels.report.text import marks
from inburgerregels.report.view import CaseView, Citation, DecisionView, citations

__all__ = [
    "Explained",
    "ReasonView",
    "first_layer",
    "reason_json",
    "reason_view",
    "reasons_as_html",
    "reasons_as_text",
]

#: What is said before the text of a reason; a value or rule speaks for itself.
_LEADS = {
    "feit": "Feit: ",
    "parameter": "In de wet: ",
    "tabel": "Volgens de tabel: ",
    "afwezig": "Niet gebleken: ",
    "niet_van_toepassing": "Niet van toepassing: ",
}
_AGAIN = "hierboven al uitgelegd"
#: Deeper than this the text no longer moves to the right: a line must keep room for words.
_DEEPEST = 20


@attrs.frozen
class ReasonView:
    """A reason as it is read. ``again``: what lies under it was shown before; ``hidden``: so many reasons
    lie under it that are not shown."""

    kind: str
    text: str
    sources: tuple[Citation, ...]
    rule: str | None
    place: str | None
    again: bool
    children: tuple[ReasonView, ...]
    hidden: int = 0


@attrs.frozen
class Explained:
    """The decisions of one person that are explained. ``sections``: for each of them, what more there is
    to say of it; ``listed``: a list of the decisions comes first. ``notes`` are said
    under that list, or at the end."""

    case: CaseView
    reasons: tuple[tuple[DecisionView, ReasonView], ...]
    sections: tuple[tuple[Section, ...], ...] = ()
    notes: tuple[str, ...] = ()
    listed: bool = False


def first_layer(view: ReasonView) -> ReasonView:
    """Only what a reason rests on directly, with how much lies under that."""
    children = tuple(
        attrs.evolve(child, again=False, children=(), hidden=_under(child))
        for child in view.children
    )
    return attrs.evolve(view, children=children)


def _under(view: ReasonView) -> int:
    return sum(1 + _under(child) for child in view.children)


def reason_view(reason: Reason) -> ReasonView:
    """The tree in words; what occurs more than once is worked out the first time only."""
    return _view(reason, {})


def _view(reason: Reason, shown: dict[tuple[object, ...], list[tuple[Reason, ...]]]) -> ReasonView:
    earlier = shown.setdefault((reason.kind, reason.text, reason.value, reason.rule), [])
    # What was explained before comes back without its children.
    again = reason.children in earlier if reason.children else bool(earlier)
    if reason.children and not again:
        earlier.append(reason.children)
    said = clean(reason.text)
    if reason.value is not None:
        said = f"{said}: {clean(reason.value)}" if said else clean(reason.value)
    return ReasonView(
        kind=reason.kind,
        text=sentence(f"{_LEADS.get(reason.kind, '')}{said}"),
        sources=citations(reason.sources),
        rule=clean(reason.rule) if reason.rule else None,
        place=_place(reason.position) if reason.kind == "feit" else None,
        again=again,
        children=() if again else tuple(_view(child, shown) for child in reason.children),
    )


def _place(position: Position | None) -> str | None:
    if position is None:
        return None
    return clean(f"{PurePath(position.path).name} regel {position.line}")


def reason_json(reason: Reason) -> dict[str, Any]:
    """The tree as plain JSON values."""
    return {
        "soort": reason.kind,
        "tekst": reason.text,
        "waarde": reason.value,
        "regel": reason.rule,
        "bron": [source_json(source) for source in reason.sources],
        "plaats": None if reason.position is None else str(reason.position),
        "omdat": [reason_json(child) for child in reason.children],
    }


def reasons_as_text(explained: Iterable[Explained]) -> str:
    """The decisions of each person, each with its tree of reasons under it."""
    return "\n\n\n".join("\n".join(_case(one)) for one in explained)


def _case(explained: Explained) -> list[str]:
    case = explained.case
    out = heading(f"Waarom: {case.person} op {day(case.reference_date)}", "=")
    if not explained.reasons:
        return [*out, "Er zijn geen besluiten om te verklaren."]
    if explained.listed:
        out += _list(decision for decision, _ in explained.reasons)
        out += _notes(explained)
    for at, (decision, reason) in enumerate(explained.reasons):
        head = f"{decision.position}. {day(decision.date)}: {decision.title}"
        head += f" ({decision.subject})" if decision.subject else ""
        head += f": {decision.amount}" if decision.amount else ""
        out += ["", *heading(head), *(f"*** {mark} ***" for mark in marks(decision))]
        out += _tree(reason, 0)
        for section in explained.sections[at] if explained.sections else ():
            out += _section(section)
    return out if explained.listed else [*out, *_notes(explained)]


def _notes(explained: Explained) -> list[str]:
    return [line for note in explained.notes for line in ("", *paragraph(note))]


def _list(decisions: Iterable[DecisionView]) -> list[str]:
    """The decisions under each other, each with its number."""
    rows = [
        [
            str(one.position),
            day(one.date),
            _what(one),
            one.amount or "-",
            _cited(one.sources) or "-",
        ]
        for one in decisions
    ]
    return columns(("Nr", "Datum", "Besluit", "Bedrag", "Grondslag"), rows, right=(0,))


def _what(decision: DecisionView) -> str:
    said = f"{decision.title} ({decision.subject})" if decision.subject else decision.title
    # A mark such as *verwacht* is said under the decision itself; here a word is enough.
    said += ", verwacht" if decision.projected else ""
    return f"{said}, vervallen" if decision.struck_on else said


def _section(section: Section) -> list[str]:
    out = ["", f"{section.title}:"]
    for item in section.items:
        out += paragraph(item.lead, indent="  ", first="- ")
        # A line of a dossier stays in one piece, so that it can be copied.
        out += [f"    {line}" for line in item.lines]
        for text in item.follows:
            out += paragraph(text, indent="  ")
    for note in section.notes:
        out += paragraph(note)
    return out


def _tree(reason: ReasonView, depth: int) -> list[str]:
    indent = "  " * min(depth, _DEEPEST)
    text = f"{reason.text} ({_AGAIN})" if reason.again else reason.text
    text += f" ({hidden_text(reason)})" if reason.hidden else ""
    out = paragraph(text, indent=f"{indent}  ", first=f"{indent}- ")
    origin = [part for part in (_cited(reason.sources), reason.rule, reason.place) if part]
    if origin:
        out += paragraph(f"[{'; '.join(origin)}]", indent=f"{indent}  ")
    for child in reason.children:
        out += _tree(child, depth + 1)
    return out


def hidden_text(reason: ReasonView) -> str:
    """How much lies under a reason that is not shown."""
    return f"rust op nog {count(reason.hidden, 'reden', 'redenen')}"


def _cited(sources: Sequence[Citation]) -> str:
    return "; ".join(source.text for source in sources)


def reasons_as_html(explained: Iterable[Explained]) -> str:
    """The same as one page."""
    shown = list(explained)
    people = ", ".join(one.case.person for one in shown)
    template = environment().get_template("verklaring.html.j2")
    return template.render(
        title=f"Waarom: {people}", explained=shown, again=_AGAIN, hidden=hidden_text
    )
