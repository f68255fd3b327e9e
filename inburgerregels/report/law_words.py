"""The words of the law, to be read: what can be asked of a person or an event, and which values it has."""

from __future__ import annotations

from collections.abc import Mapping

from inburgerregels.explain.dutch import clean, humanise, sentence
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import FieldDecl, Vocabulary
from inburgerregels.report.layout import columns, heading, paragraph

__all__ = ["word_names", "words_called"]

_HEAD = ("Veld", "Betekenis", "Soort")


def word_names(words: Vocabulary) -> frozenset[str]:
    """Every word that can be asked for: also each value that a choice has."""
    values = {value for choice in words.choices.values() for value in choice.values}
    fields = {field for kind in words.events.values() for field in kind.fields}
    return frozenset(
        {*words.person, *words.events, *words.groups, *words.decisions, *words.choices}
        | values
        | fields
    )


def words_called(words: Vocabulary, name: str) -> list[list[str]]:
    """What a word is, for each thing of that name; a value of a choice is shown with the others."""
    parts = []
    if name in words.person:
        about = words.person[name]
        lines = [*_fields(words, {name: about}), "", *_in_a_rule(words, about)]
        parts.append([*heading(f"{_title(about)} (gegeven van de persoon {name})"), *lines])
    for kinds, what in ((words.events, "gebeurtenis"), (words.decisions, "soort besluit")):
        if name in kinds:
            kind = kinds[name]
            parts.append(
                [*heading(f"{clean(kind.title)} ({what} {name})"), *_fields(words, kind.fields)]
            )
    if name in words.groups:
        named = ", ".join(words.groups[name])
        parts.append([*heading(f"Soorten gebeurtenissen ({name})"), *paragraph(named)])
    carriers = [kind.name for kind in words.events.values() if name in kind.fields]
    if carriers:
        said = f"Een veld van de gebeurtenis {', '.join(carriers)}."
        parts.append([*heading(f"{sentence(humanise(name))} (veld {name})"), *paragraph(said)])
    for choice in words.choices.values():
        if name == choice.name or name in choice.values:
            joined = (" < " if choice.ordered else ", ").join(choice.values)
            parts.append([*heading(f"Keuze {choice.name}"), *paragraph(f"Waarden: {joined}")])
    return parts


def _fields(words: Vocabulary, fields: Mapping[str, FieldDecl]) -> list[str]:
    if not fields:
        return paragraph("Zonder velden.")
    rows = [[one.name, _title(one), _kind(words, one)] for one in fields.values()]
    return columns([*_HEAD], rows)


def _title(field: FieldDecl) -> str:
    return clean(field.title or sentence(humanise(field.name)))


def _kind(words: Vocabulary, field: FieldDecl) -> str:
    """The type, with the values of a choice."""
    choice = words.choices.get(field.type.name or "")
    return ", ".join(choice.values) if choice is not None else str(field.type)


def _in_a_rule(words: Vocabulary, field: FieldDecl) -> list[str]:
    """How a rule asks for it."""
    choice = words.choices.get(field.type.name or "")
    if choice is not None:
        return paragraph(f"In een regel: `als: {field.name} = {choice.values[0]}`")
    if field.type.kind is Kind.BOOL:
        return paragraph(f"In een regel: `als: {field.name}`")
    return paragraph(f"In een regel: `{field.name}`")
