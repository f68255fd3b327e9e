"""The model of a population: what is drawn for a person, and which events follow from that.

A model is a YAML file. It says nothing of how lives end: it draws durations, effort, choices and
chance events, and the law makes of those what it makes of a real dossier.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import attrs

from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import FieldDecl, Vocabulary
from inburgerregels.language.yaml_nodes import Map, Node, Scalar, read_documents
from inburgerregels.model import Position, nearest
from inburgerregels.policy.nodes import (
    a_day,
    a_list,
    a_map,
    a_number,
    a_text,
    needed,
    only,
    wrong,
)
from inburgerregels.policy.population.expressions import Expression, expression

__all__ = [
    "AskedTerm",
    "Consequence",
    "EventDraw",
    "Field",
    "Layer",
    "Model",
    "Parameter",
    "Round",
    "model_file",
    "read_model",
]

_UNITS = ("dagen", "weken", "maanden")


@attrs.frozen
class Parameter:
    """A number of the model. ``low`` and ``high`` bound what is fitted; without them it is given."""

    name: str
    value: float
    low: float | None
    high: float | None
    why: str


@attrs.frozen
class Layer:
    """Persons that came in together: how many, and what they have in common, as numbers and words.

    ``figure`` is the published number of them that a later day counts; by it the inflow is scaled.
    """

    name: str
    persons: float
    figure: str | None
    numbers: Mapping[str, float]
    words: Mapping[str, str]


@attrs.frozen
class Field:
    """Where the value of a field comes from: a number, one word, or a word out of ``words``."""

    decl: FieldDecl
    amount: Expression | None = None
    words: tuple[str, ...] = ()
    unit: str = ""


@attrs.frozen
class EventDraw:
    """Events of one kind. ``times``: how many a person may have, numbered ``i`` from 0. ``before``: the
    day on which nothing of this happens any more."""

    kind: str
    day: Expression
    times: Expression | None
    condition: Expression | None
    before: Expression | None
    fields: Mapping[str, Field]

    @property
    def expressions(self) -> list[Expression]:
        """All that it is made with."""
        inside = [field.amount for field in self.fields.values()]
        every = (self.day, self.times, self.condition, self.before, *inside)
        return [one for one in every if one is not None]

    @property
    def names(self) -> frozenset[str]:
        """The values that it uses."""
        return frozenset().union(*(one.names for one in self.expressions))


@attrs.frozen
class AskedTerm:
    """How many days the law gives somebody for a term, extensions aside, when it sees only events of the
    kinds ``seen``; 0 who has no such term. Other law is asked again, so that what a person does with
    an eye to the term moves with it."""

    name: str
    kind: str
    number: int
    seen: tuple[str, ...]


@attrs.frozen
class Consequence:
    """What becomes a fact once the law expects it: a decision of this rule, and the event that says so.

    It can come about for whom ``who`` holds. From then on there are no events of the kinds ``ends``.
    """

    rule: str
    who: Expression
    event: EventDraw
    ends: tuple[str, ...]


@attrs.frozen
class Round:
    """A part of the fit: which parameters are moved to meet which published figures.

    ``aims`` are patterns of figures, each with the difference that counts for one: for a share in
    parts of one, for anything else as a part of the figure. ``lives`` are drawn from the layers with
    the word ``among``, at the end of as many ``seeds``; ``fixed`` are parameters that hold only here.
    """

    name: str
    lives: int
    among: str
    parameters: tuple[str, ...]
    aims: Mapping[str, float]
    fixed: Mapping[str, float]
    seeds: int = 1


@attrs.frozen(slots=False)
class Model:
    """``until`` is the last day that is told of; ``source`` is the file that the model was read from."""

    until: datetime.date
    parameters: Mapping[str, Parameter]
    layers: tuple[Layer, ...]
    terms: tuple[AskedTerm, ...]
    values: Mapping[str, Expression]
    person: Mapping[str, Field]
    events: tuple[EventDraw, ...]
    consequences: tuple[Consequence, ...]
    rounds: tuple[Round, ...]
    source: bytes = attrs.field(repr=False)

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.source).hexdigest()

    @cached_property
    def after_the_law(self) -> frozenset[str]:
        """The values that can only be known once the law has said how long the terms are."""
        found = {one.name for one in self.terms}
        for name, made in self.values.items():
            if made.names & found:
                found.add(name)
        return frozenset(found)

    def numbers(self, fitted: Mapping[str, float] | None = None) -> dict[str, float]:
        """The parameters by name, with others in the place of some."""
        return {name: p.value for name, p in self.parameters.items()} | dict(fitted or {})


def model_file() -> Path:
    """The model that comes with the program."""
    return Path(__file__).resolve().parent.parent / "gegevens" / "bevolking.yaml"


def read_model(path: Path, vocabulary: Vocabulary) -> Model:
    """Raises ``ProblemError`` with the place of the first mistake in the file."""
    return _Reader(vocabulary, path).model(_top(path))


def _top(path: Path) -> Map:
    documents = read_documents(path)
    if len(documents) != 1:
        raise wrong("een model staat in één YAML-document", Position(str(path)))
    return a_map(documents[0])


class _Reader:
    def __init__(self, vocabulary: Vocabulary, path: Path) -> None:
        self.vocabulary = vocabulary
        self.path = path

    def model(self, top: Map) -> Model:
        only(
            top,
            {"titel", "toelichting", "tot", "parameters", "lagen", "waarden", "persoon"}
            | {"termijnen", "gebeurtenissen", "gevolgen", "ijking"},
        )
        values = a_map(needed(top, "waarden"))
        events = [
            self.event(a_map(node), n)
            for n, node in enumerate(a_list(needed(top, "gebeurtenissen")))
        ]
        later, rounds, terms = top.get("gevolgen"), top.get("ijking"), top.get("termijnen")
        found = Model(
            until=a_day(needed(top, "tot")),
            parameters={p.name: p for p in self.parameters(a_map(needed(top, "parameters")))},
            layers=tuple(self.layer(a_map(node)) for node in a_list(needed(top, "lagen"))),
            terms=() if terms is None else tuple(self.terms(a_map(terms))),
            values={key.text: expression(a_text(node), key.text) for key, node in values.entries},
            person=self.fields(a_map(needed(top, "persoon")), self.vocabulary.person, "persoon"),
            events=tuple(events),
            consequences=tuple(
                self.consequence(a_map(node), n)
                for n, node in enumerate(a_list(later) if later else ())
            ),
            rounds=() if rounds is None else tuple(self.round(a_map(n)) for n in a_list(rounds)),
            source=self.path.read_bytes(),
        )
        _seen_before_the_law(found)
        return found

    def terms(self, said: Map) -> Iterator[AskedTerm]:
        for key, node in said.entries:
            one = a_map(node)
            only(one, {"soort", "nummer", "gezien"})
            yield AskedTerm(
                key.text,
                a_text(needed(one, "soort")).text,
                int(a_number(needed(one, "nummer"))),
                tuple(self.kind(a_text(n)) for n in a_list(needed(one, "gezien"))),
            )

    def parameters(self, said: Map) -> Iterator[Parameter]:
        for key, node in said.entries:
            one = a_map(node)
            only(one, {"waarde", "ijking", "bron", "veronderstelling"})
            if ("bron" in one) == ("veronderstelling" in one):
                raise wrong("een parameter heeft een bron of een veronderstelling", key.position)
            bounds = one.get("ijking")
            low, high = (None, None) if bounds is None else map(a_number, a_list(bounds))
            why = a_text(one.get("bron") or needed(one, "veronderstelling")).text
            yield Parameter(key.text, a_number(needed(one, "waarde")), low, high, why)

    def layer(self, said: Map) -> Layer:
        numbers: dict[str, float] = {}
        words: dict[str, str] = {}
        for key, node in said.entries:
            text = a_text(node).text
            if key.text in ("naam", "personen", "cijfer"):
                continue
            try:
                numbers[key.text] = float(datetime.date.fromisoformat(text).toordinal())
            except ValueError:
                try:
                    numbers[key.text] = float(text)
                except ValueError:
                    words[key.text] = text
        figure = said.get("cijfer")
        return Layer(
            a_text(needed(said, "naam")).text,
            a_number(needed(said, "personen")),
            None if figure is None else a_text(figure).text,
            numbers,
            words,
        )

    def round(self, said: Map) -> Round:
        only(said, {"naam", "levens", "zaden", "onder", "parameters", "cijfers", "vast"})
        fixed, seeds = said.get("vast"), said.get("zaden")
        return Round(
            a_text(needed(said, "naam")).text,
            int(a_number(needed(said, "levens"))),
            a_text(needed(said, "onder")).text,
            tuple(a_text(node).text for node in a_list(needed(said, "parameters"))),
            _named_numbers(a_map(needed(said, "cijfers"))),
            {} if fixed is None else _named_numbers(a_map(fixed)),
            1 if seeds is None else int(a_number(seeds)),
        )

    def event(self, said: Map, place: int) -> EventDraw:
        only(said, {"soort", "datum", "voor", "aantal", "als", "velden"})
        kind = self.kind(a_text(needed(said, "soort")))
        label = f"{kind} {place}"
        fields = said.get("velden")
        declared = self.vocabulary.events[kind].fields

        def optional(name: str) -> Expression | None:
            node = said.get(name)
            return None if node is None else expression(a_text(node), f"{label} {name}")

        return EventDraw(
            kind,
            expression(a_text(needed(said, "datum")), f"{label} datum"),
            optional("aantal"),
            optional("als"),
            optional("voor"),
            {} if fields is None else self.fields(a_map(fields), declared, label),
        )

    def consequence(self, said: Map, place: int) -> Consequence:
        own = {"regel", "wie", "daarna niet"}
        only(said, own | {"soort", "datum", "voor", "aantal", "als", "velden"})
        rule = a_text(needed(said, "regel"))
        event = Map(tuple(e for e in said.entries if e[0].text not in own), said.position)
        ends = said.get("daarna niet")
        return Consequence(
            rule.text,
            expression(a_text(needed(said, "wie")), f"gevolg {place} wie"),
            self.event(event, -1 - place),
            () if ends is None else tuple(self.kind(a_text(node)) for node in a_list(ends)),
        )

    def kind(self, node: Scalar) -> str:
        known = self.vocabulary.events
        if node.text not in known:
            message = f"'{node.text}' is geen gebeurtenis"
            raise wrong(message, node.position, nearest(node.text, known))
        return node.text

    def fields(self, said: Map, declared: Mapping[str, FieldDecl], label: str) -> dict[str, Field]:
        found = {}
        for key, node in said.entries:
            if key.text not in declared:
                raise wrong(
                    f"'{key.text}' is geen veld van {label}",
                    key.position,
                    nearest(key.text, declared),
                )
            found[key.text] = self.field(declared[key.text], node, f"{label} {key.text}")
        return found

    def field(self, decl: FieldDecl, node: Node, label: str) -> Field:
        choices = decl.type.kind is Kind.CHOICE
        if isinstance(node, Scalar):
            if choices:
                return Field(decl, words=(self.word(decl, node),))
            return Field(decl, expression(node, label), unit=_UNITS[0])
        said = a_map(node)
        if choices:
            only(said, {"woorden", "nummer"})
            words = tuple(self.word(decl, a_text(n)) for n in a_list(needed(said, "woorden")))
            return Field(decl, expression(a_text(needed(said, "nummer")), label), words)
        only(said, set(_UNITS))
        ((key, amount),) = said.entries
        return Field(decl, expression(a_text(amount), label), unit=key.text)

    def word(self, decl: FieldDecl, node: Scalar) -> str:
        known = self.vocabulary.choices[decl.type.name or ""].values
        if node.text not in known:
            message = f"'{node.text}' past niet bij '{decl.name}'"
            raise wrong(message, node.position, nearest(node.text, known))
        return node.text


def _seen_before_the_law(model: Model) -> None:
    """Refuses a model in which the law is asked about what hangs on its answer."""
    seen = {kind for one in model.terms for kind in one.seen}
    fields = [*model.person.values()]
    made = [one.amount for one in fields if one.amount is not None]
    for event in model.events:
        if event.kind in seen:
            made += event.expressions
    for one in made:
        if late := sorted(one.names & model.after_the_law):
            message = f"'{late[0]}' hangt af van een termijn die hiermee wordt gevraagd"
            raise wrong(message, one.position)


def _named_numbers(said: Map) -> dict[str, float]:
    return {key.text: a_number(node) for key, node in said.entries}
