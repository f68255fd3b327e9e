"""The model of a population: what is drawn for a person, and which events follow from that.

A model is a YAML file. It says nothing of how lives end: it draws durations, effort, choices and
chance events, and the law makes of those what it makes of a real dossier.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import FieldDecl, Vocabulary
from inburgerregels.language.yaml_nodes import Map, Node, Scalar, Seq, read_documents
from inburgerregels.model import Position, Problem, ProblemError, nearest
from inburgerregels.policy.population.expressions import Expression, expression

__all__ = [
    "Consequence",
    "EventDraw",
    "Field",
    "Layer",
    "Model",
    "Parameter",
    "Round",
    "model_file",
    "model_readings",
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
    the word ``among``; ``fixed`` are parameters that hold only here.
    """

    name: str
    lives: int
    among: str
    parameters: tuple[str, ...]
    aims: Mapping[str, float]
    fixed: Mapping[str, float]


@attrs.frozen
class Model:
    """``until`` is the last day that is told of."""

    until: datetime.date
    parameters: Mapping[str, Parameter]
    layers: tuple[Layer, ...]
    values: Mapping[str, Expression]
    person: Mapping[str, Field]
    events: tuple[EventDraw, ...]
    consequences: tuple[Consequence, ...]
    rounds: tuple[Round, ...]
    hash: str

    def numbers(self, fitted: Mapping[str, float] | None = None) -> dict[str, float]:
        """The parameters by name, with others in the place of some."""
        return {name: p.value for name, p in self.parameters.items()} | dict(fitted or {})


def model_file() -> Path:
    """The model that comes with the program."""
    return Path(__file__).resolve().parent.parent / "gegevens" / "bevolking.yaml"


def read_model(path: Path, vocabulary: Vocabulary) -> Model:
    """Raises ``ProblemError`` with the place of the first mistake in the file."""
    return _Reader(vocabulary, path).model(_top(path))


def model_readings(path: Path) -> dict[str, str]:
    """The readings of the law that a model asks for; to be known before the law is loaded."""
    said = _top(path).get("lezingen")
    if said is None:
        return {}
    return {key.text: _scalar(node).text for key, node in _map(said).entries}


def _top(path: Path) -> Map:
    documents = read_documents(path)
    if len(documents) != 1:
        raise _wrong("een model staat in één YAML-document", Position(str(path)))
    return _map(documents[0])


class _Reader:
    def __init__(self, vocabulary: Vocabulary, path: Path) -> None:
        self.vocabulary = vocabulary
        self.path = path

    def model(self, top: Map) -> Model:
        _only(
            top,
            {"titel", "toelichting", "lezingen", "tot", "parameters", "lagen", "waarden", "persoon"}
            | {"gebeurtenissen", "gevolgen", "ijking"},
        )
        values = _map(_needed(top, "waarden"))
        events = [
            self.event(_map(node), n) for n, node in enumerate(_seq(_needed(top, "gebeurtenissen")))
        ]
        later, rounds = top.get("gevolgen"), top.get("ijking")
        return Model(
            until=_day(_needed(top, "tot")),
            parameters={p.name: p for p in self.parameters(_map(_needed(top, "parameters")))},
            layers=tuple(self.layer(_map(node)) for node in _seq(_needed(top, "lagen"))),
            values={key.text: expression(_scalar(node), key.text) for key, node in values.entries},
            person=self.fields(_map(_needed(top, "persoon")), self.vocabulary.person, "persoon"),
            events=tuple(events),
            consequences=tuple(
                self.consequence(_map(node), n)
                for n, node in enumerate(_seq(later) if later else ())
            ),
            rounds=() if rounds is None else tuple(self.round(_map(n)) for n in _seq(rounds)),
            hash=hashlib.sha256(self.path.read_bytes()).hexdigest(),
        )

    def parameters(self, said: Map) -> Iterator[Parameter]:
        for key, node in said.entries:
            one = _map(node)
            _only(one, {"waarde", "ijking", "bron", "veronderstelling"})
            if ("bron" in one) == ("veronderstelling" in one):
                raise _wrong("een parameter heeft een bron of een veronderstelling", key.position)
            bounds = one.get("ijking")
            low, high = (None, None) if bounds is None else map(_number, _seq(bounds))
            why = _scalar(one.get("bron") or _needed(one, "veronderstelling")).text
            yield Parameter(key.text, _number(_needed(one, "waarde")), low, high, why)

    def layer(self, said: Map) -> Layer:
        numbers: dict[str, float] = {}
        words: dict[str, str] = {}
        for key, node in said.entries:
            text = _scalar(node).text
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
            _scalar(_needed(said, "naam")).text,
            _number(_needed(said, "personen")),
            None if figure is None else _scalar(figure).text,
            numbers,
            words,
        )

    def round(self, said: Map) -> Round:
        _only(said, {"naam", "levens", "onder", "parameters", "cijfers", "vast"})
        fixed = said.get("vast")
        return Round(
            _scalar(_needed(said, "naam")).text,
            int(_number(_needed(said, "levens"))),
            _scalar(_needed(said, "onder")).text,
            tuple(_scalar(node).text for node in _seq(_needed(said, "parameters"))),
            _named_numbers(_map(_needed(said, "cijfers"))),
            {} if fixed is None else _named_numbers(_map(fixed)),
        )

    def event(self, said: Map, place: int) -> EventDraw:
        _only(said, {"soort", "datum", "voor", "aantal", "als", "velden"})
        kind = self.kind(_scalar(_needed(said, "soort")))
        label = f"{kind} {place}"
        fields = said.get("velden")
        declared = self.vocabulary.events[kind].fields

        def optional(name: str) -> Expression | None:
            node = said.get(name)
            return None if node is None else expression(_scalar(node), f"{label} {name}")

        return EventDraw(
            kind,
            expression(_scalar(_needed(said, "datum")), f"{label} datum"),
            optional("aantal"),
            optional("als"),
            optional("voor"),
            {} if fields is None else self.fields(_map(fields), declared, label),
        )

    def consequence(self, said: Map, place: int) -> Consequence:
        own = {"regel", "wie", "daarna niet"}
        _only(said, own | {"soort", "datum", "voor", "aantal", "als", "velden"})
        rule = _scalar(_needed(said, "regel"))
        event = Map(tuple(e for e in said.entries if e[0].text not in own), said.position)
        ends = said.get("daarna niet")
        return Consequence(
            rule.text,
            expression(_scalar(_needed(said, "wie")), f"gevolg {place} wie"),
            self.event(event, -1 - place),
            () if ends is None else tuple(self.kind(_scalar(node)) for node in _seq(ends)),
        )

    def kind(self, node: Scalar) -> str:
        known = self.vocabulary.events
        if node.text not in known:
            message = f"'{node.text}' is geen gebeurtenis"
            raise _wrong(message, node.position, nearest(node.text, known))
        return node.text

    def fields(self, said: Map, declared: Mapping[str, FieldDecl], label: str) -> dict[str, Field]:
        found = {}
        for key, node in said.entries:
            if key.text not in declared:
                raise _wrong(
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
        said = _map(node)
        if choices:
            _only(said, {"woorden", "nummer"})
            words = tuple(self.word(decl, _scalar(n)) for n in _seq(_needed(said, "woorden")))
            return Field(decl, expression(_scalar(_needed(said, "nummer")), label), words)
        _only(said, set(_UNITS))
        ((key, amount),) = said.entries
        return Field(decl, expression(_scalar(amount), label), unit=key.text)

    def word(self, decl: FieldDecl, node: Scalar) -> str:
        known = self.vocabulary.choices[decl.type.name or ""].values
        if node.text not in known:
            message = f"'{node.text}' past niet bij '{decl.name}'"
            raise _wrong(message, node.position, nearest(node.text, known))
        return node.text


def _only(said: Map, known: set[str]) -> None:
    for key, _ in said.entries:
        if key.text not in known:
            raise _wrong(f"'{key.text}' hoort hier niet", key.position, nearest(key.text, known))


def _needed(said: Map, name: str) -> Node:
    node = said.get(name)
    if node is None:
        raise _wrong(f"'{name}' ontbreekt", said.position)
    return node


def _map(node: Node) -> Map:
    if not isinstance(node, Map):
        raise _wrong("hier hoort een lijst van namen met waarden", node.position)
    return node


def _seq(node: Node) -> Seq:
    if not isinstance(node, Seq):
        raise _wrong("hier hoort een rij", node.position)
    return node


def _scalar(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise _wrong("hier hoort één waarde", node.position)
    return node


def _number(node: Node) -> float:
    try:
        return float(_scalar(node).text)
    except ValueError:
        raise _wrong("hier hoort een getal", node.position) from None


def _named_numbers(said: Map) -> dict[str, float]:
    return {key.text: _number(node) for key, node in said.entries}


def _day(node: Node) -> datetime.date:
    try:
        return datetime.date.fromisoformat(_scalar(node).text)
    except ValueError:
        raise _wrong("hier hoort een datum", node.position) from None


def _wrong(message: str, position: Position, hint: str | None = None) -> ProblemError:
    return ProblemError([Problem("P003", message, position, hint)])
