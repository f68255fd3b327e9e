"""The page of words: what can stand in a dossier, and what can come out."""

from __future__ import annotations

from collections.abc import Mapping

from inburgerregels.explain.dutch import humanise, sentence
from inburgerregels.language.all_law import AllLaw
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import ABSENT
from inburgerregels.report.values import typed_value
from inburgerregels.report.wet.markdown import anchor, escaped, table

__all__ = ["words_page"]


def words_page(law: AllLaw) -> list[str]:
    """Choices, fields of a person, events, groups of events and decisions."""
    words = law.vocabulary
    out = ["# Begrippen", "", "## Gegevens van de persoon", ""]
    for name in words.person:
        out.append(anchor(f"persoon.{name}"))
    out += ["", *_fields(words.person), "", "## Gebeurtenissen", ""]
    for name, kind in words.events.items():
        out += [
            anchor(f"gebeurtenis.{name}"),
            "",
            f"### {escaped(kind.title)}",
            "",
            f"`{name}`",
            "",
        ]
        if kind.must_land:
            out += ["Wat geen enkele regel thuisbrengt, wordt gemeld.", ""]
        out += [*_fields(kind.fields), ""] if kind.fields else []
    if words.groups:
        out += ["## Soorten gebeurtenissen die samen worden bevraagd", ""]
        rows = []
        for name, kinds in words.groups.items():
            shown = ", ".join(escaped(humanise(kind)) for kind in kinds)
            rows.append([f"{anchor(f'groepering.{name}')}`{name}`", shown])
        out += [*table(["Naam", "Soorten"], rows), ""]
    out += ["## Besluiten", ""]
    for name, decision in words.decisions.items():
        out += [
            anchor(f"besluit.{name}"),
            "",
            f"### {escaped(decision.title)}",
            "",
            f"`{name}`",
            "",
        ]
        out += [*_fields(decision.fields), ""] if decision.fields else []
    out += ["## Keuzes", ""]
    rows = []
    for name, choice in words.choices.items():
        joined = " < ".join if choice.ordered else ", ".join
        rows.append([f"`{name}`", escaped(joined(humanise(value) for value in choice.values))])
    return [*out, *table(["Naam", "Waarden"], rows)]


def _fields(fields: Mapping[str, FieldDecl]) -> list[str]:
    rows = []
    for name, field in fields.items():
        left_out = "verplicht"
        if field.default is not ABSENT:
            left_out = f"anders {escaped(typed_value(field.default, field.type))}"
        elif field.optional:
            left_out = "mag ontbreken"
        title = escaped(field.title or sentence(humanise(name)))
        rows.append([f"`{name}`", title, escaped(str(field.type)), left_out])
    return table(["Veld", "Betekenis", "Soort", "Als het ontbreekt"], rows)
