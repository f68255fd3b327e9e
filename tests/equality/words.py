"""The words of random law: one invented vocabulary with a field of every type, and what can be seen where.

Nothing in it has to do with any real law: Greek letters happen to people.
"""

from __future__ import annotations

from typing import Any

import attrs

from tests.properties.values import Dice

__all__ = ["CHOICES", "EVENTS", "GROUPS", "KINDS", "Env", "Name", "Source", "begrippen"]

CHOICES = {"kleur": ("rood", "groen", "blauw", "geel"), "maat": ("klein", "middel", "groot")}
#: The kinds of values, by the name of their type in a rule file.
KINDS = (
    *("datum", "duur", "geld", "percentage", "getal", "janee", "kleur", "maat"),
    *("verzameling kleur", "tekst"),
)
#: Fields of the person and of events: type, and whether it is needed, may be left out or has a default.
PERSON = {
    "p_datum": ("datum", "optioneel"),
    "p_ja": ("janee", "nee"),
    "p_misschien": ("janee", "optioneel"),
    "p_getal": ("getal", "optioneel"),
    "p_geld": ("geld", "€ 100,50"),
    "p_deel": ("percentage", "optioneel"),
    "p_duur": ("duur", "optioneel"),
    "p_kleur": ("kleur", "optioneel"),
    "p_maat": ("maat", "klein"),
    "p_kleuren": ("verzameling kleur", "optioneel"),
    "p_tekst": ("tekst", "optioneel"),
}
EVENTS: dict[str, dict[str, tuple[str, str]]] = {
    "alfa": {
        "aantal_a": ("getal", "nodig"),
        "kleur_a": ("kleur", "optioneel"),
        "geld_a": ("geld", "€ 10"),
        "tot_a": ("datum", "optioneel"),
        "ja_a": ("janee", "nee"),
        "waarde": ("getal", "optioneel"),
    },
    "beta": {
        "duur_b": ("duur", "nodig"),
        "kleur_b": ("kleur", "rood"),
        "tot_b": ("datum", "optioneel meteen"),
        "waarde": ("getal", "nodig"),
        "tekst_b": ("tekst", "optioneel"),
    },
    "gamma": {
        "maat_g": ("maat", "nodig"),
        "deel_g": ("percentage", "optioneel"),
        "kleuren_g": ("verzameling kleur", "optioneel"),
        "duur_g": ("duur", "optioneel"),
    },
    "delta": {},
}
GROUPS = {"ab": ("alfa", "beta"), "alles": ("delta", "gamma", "beta", "alfa")}


@attrs.frozen
class Name:
    """Something with a value: how to write it, its kind, and what a row of it has."""

    text: str
    kind: str
    optional: bool = False
    fields: tuple[Name, ...] = ()
    #: a quantity, which can be asked by the law of another day
    quantity: bool = False


@attrs.frozen
class Source:
    """Rows that can be asked about, by their name, with their fields."""

    name: str
    fields: tuple[Name, ...]
    #: whether rows of several kinds come together, so that `soort` tells them apart
    kinds: tuple[str, ...] = ()


@attrs.define
class Env:
    """What an expression can mention where it stands."""

    dice: Dice
    names: list[Name] = attrs.Factory(list)
    sources: list[Source] = attrs.Factory(list)
    #: chains of which one can ask what runs on a day
    running: list[Source] = attrs.Factory(list)
    #: what rows before this one have, by way of `vorige` and `eerdere`
    before: list[Name] = attrs.Factory(list)
    #: quantities per value of a choice: name and kind
    per_colour: list[Name] = attrs.Factory(list)
    parameters: list[Name] = attrs.Factory(list)
    tables: list[tuple[str, str, tuple[str, ...]]] = attrs.Factory(list)
    #: a day picks versions here
    moment: bool = False
    #: now and then what may have no outcome
    risky: bool = False
    #: letters that stand for a value of the choice of colours
    bound: list[str] = attrs.Factory(list)
    inside: int = 0

    def within(self, source: Source) -> Env:
        """What can be mentioned about the rows of a source, in a filter."""
        own = {name.text for name in source.fields}
        outer = [name for name in self.names if name.text not in own]
        these = [
            attrs.evolve(name, text=f"deze.{name.text}", quantity=False)
            for name in self.names
            if "." not in name.text and name.text in ("datum", "nummer")
        ]
        # Of the rows of a block, `vorige` is the one before the row that is looked at.
        before = self.before if not any(f.text == "nummer" for f in source.fields) else []
        return attrs.evolve(
            self,
            names=[*source.fields, *these, *outer],
            before=list(before),
            inside=self.inside + 1,
        )

    def more(self, **lists: Any) -> Env:
        """The same, with more of something."""
        added = {name: [*getattr(self, name), *items] for name, items in lists.items()}
        return attrs.evolve(self, **added)


def event_fields(kind: str) -> tuple[Name, ...]:
    return (
        Name("datum", "datum"),
        *(
            Name(name, its_type, how.startswith("optioneel"))
            for name, (its_type, how) in EVENTS[kind].items()
        ),
    )


def group_fields(kinds: tuple[str, ...]) -> tuple[Name, ...]:
    """The fields of rows of several kinds: absent where one lacks them."""
    found: dict[str, Name] = {}
    for kind in kinds:
        for name in event_fields(kind):
            lacking = any(name.text not in EVENTS[k] for k in kinds) and name.text != "datum"
            known = found.get(name.text)
            optional = lacking or name.optional or (known is not None and known.optional)
            found[name.text] = attrs.evolve(name, optional=optional)
    return tuple(found.values())


def event_sources() -> list[Source]:
    found = [Source(kind, event_fields(kind)) for kind in EVENTS]
    return found + [Source(name, group_fields(kinds), kinds) for name, kinds in GROUPS.items()]


def person_names() -> list[Name]:
    return [Name(name, kind, how == "optioneel") for name, (kind, how) in PERSON.items()]


def _declared(fields: dict[str, tuple[str, str]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (its_type, how) in fields.items():
        found[name] = {"type": its_type}
        if how.startswith("optioneel"):
            found[name]["optioneel"] = "ja"
            if how.endswith("meteen"):
                found[name]["meteen bekend"] = "ja"
        elif how != "nodig":
            found[name]["standaard"] = how
    return found


#: Of every decision: a field of each type.
DECISION_FIELDS = {f"f_{kind.split()[0]}": kind for kind in KINDS}


def begrippen(
    quantities: dict[str, Any], decisions: tuple[str, ...], *, must_land: bool
) -> dict[str, Any]:
    """The declarations, with these quantities and kinds of decisions."""
    kinds = {}
    for name in decisions:
        fields: dict[str, Any] = {field: {"type": kind} for field, kind in DECISION_FIELDS.items()}
        fields["f_redenen"] = {"type": "lijst tekst"}
        fields["f_opbouw"] = {"type": "lijst bijdrage", "velden": ["grond", "deel"]}
        kinds[name] = {"titel": f"Besluit {name}", "velden": fields}
    kinds["handmatig"] = {
        "titel": "Een mens moet kijken",
        "velden": {"redenen": {"type": "lijst tekst"}, "ontbreekt": {"type": "lijst tekst"}},
    }
    events: dict[str, Any] = {}
    for kind, fields in EVENTS.items():
        events[kind] = {"titel": kind.title(), "velden": _declared(fields)}
    if must_land:
        events["gamma"]["moet landen"] = "ja"
    return {
        "begrippen": {
            "keuzes": {
                "kleur": list(CHOICES["kleur"]),
                "maat": {"geordend": list(CHOICES["maat"])},
            },
            "persoon": _declared(PERSON),
            "gebeurtenissen": events,
            "groepen": {name: list(kinds) for name, kinds in GROUPS.items()},
            "grootheden": quantities,
            "besluiten": kinds,
        }
    }
