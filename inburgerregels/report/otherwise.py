"""What would have made a difference to a decision, and what is open about it, as it is read."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import attrs

from inburgerregels.explain.changes import Change, event_line, value_text
from inburgerregels.explain.counterfactuals import MOST_SHOWN, Counterfactual, Counterfactuals
from inburgerregels.explain.dutch import clean, count, day, field_values, humanise, sentence
from inburgerregels.explain.effect import Effect
from inburgerregels.explain.unknowns import Open
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier
from inburgerregels.report.labels import Labels, labels_of

__all__ = ["Item", "Section", "open_sections", "otherwise_sections"]

_MOST_INSTEAD = 3


@attrs.frozen
class Item:
    """``lead``, the ``lines`` of the dossier it is about, and what ``follows``."""

    lead: str
    lines: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()


@attrs.frozen
class Section:
    """``notes`` are said under the items."""

    title: str
    items: tuple[Item, ...] = ()
    notes: tuple[str, ...] = ()


class _Words:
    def __init__(self, rulebook: Rulebook, dossier: Dossier) -> None:
        self.rulebook = rulebook
        self.dossier = dossier
        self.labels: Labels = labels_of(rulebook)

    # -- what is otherwise ------------------------------------------------------------------

    def item(self, found: Counterfactual) -> Item:
        follows = [f"dan {self.effect(found.effect)}."]
        follows += self.instead(found.effect)
        if found.edge is not None:
            side = "zou dit besluit gelijk zijn gebleven"
            if not found.edge.effect.none:
                side = self.effect(found.edge.effect)
            follows.append(
                f"Nagerekend: met {self._point(found.edge.field, found.edge.last)} is dat zo, met "
                f"{self._point(found.edge.field, found.edge.beyond)} {side}."
            )
        if found.also:
            values = ", ".join(self._value_of(found, value) for value in found.also)
            follows.append(f"Hetzelfde geldt met {found.varied}: {values}.")
        return Item(self._lead(found), tuple(self._lines(found.change)), tuple(follows))

    def _point(self, field: str, value: object) -> str:
        if isinstance(value, datetime.date):
            return day(value)
        return f"{humanise(field)} {self._size(field, value)}"

    def _size(self, field: str, value: object) -> str:
        for kind in self.rulebook.vocabulary.events.values():
            if field in kind.fields:
                declared = kind.fields[field].type
                return clean(value_text(value, declared, self.rulebook.vocabulary))
        return clean(str(value))

    def _value_of(self, found: Counterfactual, value: object) -> str:
        event = found.change.edits[0].event
        assert event is not None
        declared = self.rulebook.vocabulary.events[event.kind].fields[found.varied or ""]
        return clean(value_text(value, declared.type, self.rulebook.vocabulary))

    def _lead(self, found: Counterfactual) -> str:
        change, edge = found.change, found.edge
        several = len(change.edits) > 1
        match found.way:
            case "lezing":
                name, choice = change.reading or ("", "")
                said = self.labels.reading(name, choice)
                return f"Met een andere lezing (--lezing {name}={choice}; {said}),"
            case "maatregel":
                name = change.without or ""
                return f"Zonder de maatregel {self.labels.layer(name)} (--zonder {name}),"
            case "persoon":
                name, value = change.person[0]
                declared = self.rulebook.vocabulary.person[name]
                text = value_text(value, declared.type, self.rulebook.vocabulary)
                return f"Had bij de persoon gestaan {name}: {text},"
            case "weg":
                return "Had dit er niet in gestaan:"
            case "toegevoegd":
                subject = (
                    "Hadden deze er ook in gestaan" if several else "Had dit er ook in gestaan"
                )
            case "datum":
                subject = (
                    "Waren deze op een andere dag geweest"
                    if several
                    else "Was dit op een andere dag geweest"
                )
            case _:
                subject = "Had er iets anders gestaan"
        if edge is None:
            return f"{subject}:"
        last = self._point(edge.field, edge.last)
        bound = {"uiterlijk": "uiterlijk op", "vanaf": "niet eerder dan op"}.get(edge.kind)
        if bound is None:
            size = self._size(edge.field, edge.last)
            return f"{subject}, met {humanise(edge.field)} {edge.kind} {size}:"
        return f"{subject}, {bound} {last}:"

    def _lines(self, change: Change) -> Iterator[str]:
        for edit in change.edits:
            if edit.at is not None:
                mark = "weg:  " if edit.event is None else "nu:   "
                yield f"{mark} " + clean(event_line(self.dossier.events[edit.at], self.rulebook))
            if edit.event is not None:
                mark = "erbij:" if edit.at is None else "wordt:"
                yield f"{mark} {clean(event_line(edit.event, self.rulebook))}"

    # -- what follows -----------------------------------------------------------------------

    def effect(self, effect: Effect) -> str:
        if effect.gone:
            return "was dit besluit er niet geweest"
        parts = []
        for one in effect.differences:
            before, after = (", ".join(field_values(one.field, v)) for v in (one.before, one.after))
            parts.append(
                f"{self.labels.field(one.field)} {clean(after)} in plaats van {clean(before)}"
            )
        return "was dit besluit anders geweest: " + "; ".join(parts)

    def instead(self, effect: Effect) -> list[str]:
        if not effect.instead:
            return []
        named = [
            f"{self.labels.decision(one.soort)} ({day(one.datum)})"
            for one in effect.instead[:_MOST_INSTEAD]
        ]
        more = len(effect.instead) - len(named)
        if more:
            named.append(f"en nog {count(more, 'besluit', 'besluiten')}")
        return [f"Dan was er wel: {', '.join(named)}."]


def otherwise_sections(
    found: Counterfactuals, rulebook: Rulebook, dossier: Dossier
) -> list[Section]:
    """What would have avoided the decision, and what would have changed it."""
    words = _Words(rulebook, dossier)
    shown = found.shown()
    sections = [
        Section(title, tuple(words.item(one) for one in shown if one.effect.gone is gone))
        for title, gone in (
            ("Wat dit besluit had voorkomen", True),
            ("Wat dit besluit had veranderd", False),
        )
    ]
    sections = [section for section in sections if section.items] or [
        Section("Wat dit besluit had voorkomen of veranderd", notes=("Niets gevonden.",))
    ]
    notes = (*sections[-1].notes, *_notes(found, len(shown)))
    return [*sections[:-1], attrs.evolve(sections[-1], notes=notes)]


def _notes(found: Counterfactuals, shown: int) -> Iterator[str]:
    tried = count(found.tries, "keer", "keer")
    text = f"Hiervoor is het dossier {tried} opnieuw doorgerekend"
    if not found.complete:
        text += "; toen was het aantal pogingen op, en er kan meer zijn (--pogingen)"
    yield f"{text}."
    left = len(found.found) - shown
    if left > 0 or len(found.found) > MOST_SHOWN:
        yield f"Gevonden zijn er {len(found.found)}, getoond {shown}; --formaat json geeft ze alle."
    for names, said in (
        (found.laws_same, "Geen verschil voor dit besluit maken"),
        (found.laws_refused, "Niet door te rekenen waren"),
        (found.laws_left, "Niet geprobeerd, omdat het er te veel zijn:"),
    ):
        if names:
            yield f"{said} {', '.join(names)}."


def open_sections(found: Open, rulebook: Rulebook, dossier: Dossier) -> list[Section]:
    """What is unknown, presumed or doubtful about a decision."""
    words = _Words(rulebook, dossier)
    items: list[Item] = []
    for one in found.unknown:
        answers = []
        for answer, effect in one.answers:
            if effect is None:
                said = "niet doorgerekend"
            elif effect.none:
                said = "dit besluit blijft gelijk"
            else:
                said = " ".join([f"dan {words.effect(effect)}.", *words.instead(effect)])
            answers.append(f"{humanise(answer)}: {said}")
        if not answers:
            answers = ["te veel mogelijke antwoorden om alle door te rekenen"]
        items.append(Item(f"Onbekend is {clean(one.text)}.", (), tuple(answers)))
    for field, texts in found.stated:
        items.append(Item(f"{words.labels.field(field)}:", (), tuple(map(clean, texts))))
    for presumed in found.presumed:
        if presumed.event is None:
            about, lines = "bij de persoon", []
        else:
            about, lines = "hier", [clean(event_line(presumed.event, rulebook))]
        text = f"Niet opgegeven {about}, dus gelezen als {presumed.field}: {clean(presumed.value)}."
        items.append(Item(text, tuple(lines)))
    how = {"B": "uit de tweede hand", "C": "niet nagelezen", "D": "afgeleid, niet gelezen"}
    for doubt in found.doubts:
        doubts = []
        if doubt.meta.certainty in how:
            doubts.append(f"Zekerheid: {how[doubt.meta.certainty or '']}.")
        if doubt.meta.question:
            doubts.append(f"Open vraag: {clean(doubt.meta.question)}")
        title = clean(doubt.meta.title or doubt.rule)
        items.append(Item(f"{sentence(title)} [{clean(doubt.rule)}]", (), tuple(doubts)))
    notes = () if items else ("Niets.",)
    return [Section("Wat onbekend is", tuple(items), notes)]
