"""From a model of the solver to a life that can be run: a scenario file, and whether it is confirmed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import z3

from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import ABSENT, date_of, is_real_day
from inburgerregels.prover.encoding import Encoder, Frame
from inburgerregels.prover.solving import Answer
from inburgerregels.prover.terms import conj, neg
from inburgerregels.prover.values import Row, Sym

__all__ = ["Witness", "wishes", "witness"]

_YEARS = (1990, 2030)
_EARLY = datetime.date(_YEARS[0], 1, 1).toordinal()
_LATE = datetime.date(_YEARS[1], 12, 31).toordinal()
_BORN = 1920
_BIRTH = datetime.date(_BORN, 1, 1).toordinal()
#: At most this many events are tried to be left out, one by one.
_MOST = 12


@attrs.frozen
class Witness:
    """The text of a scenario file, and the day on which it is asked."""

    text: str
    day: datetime.date


def wishes(encoder: Encoder, cells: Iterable[Any]) -> Iterator[Any]:
    """What makes a life look like one: days of our time, and no more events than it takes."""
    seen = set(cells)
    rows = [row for row in encoder.all_rows if encoder.row_cells[row.name] in seen]
    days = [encoder.today, *(row.day for row in rows if _is_event(row))]
    yield conj(*(conj(day >= _EARLY, day <= _LATE) for day in days))
    nodes = encoder.program.nodes
    for key in sorted((k for k in seen if isinstance(k[0], int)), key=str):
        person = encoder.cells[key].sym
        if nodes[key[0]].op == "person" and person.kind is Kind.DATE:
            yield conj(person.value >= _BIRTH, person.value <= _LATE)
    for row in [row for row in rows if row.name in encoder.found][:_MOST]:
        yield neg(encoder.found[row.name])


def _is_event(row: Row) -> bool:
    return all(source.startswith("gebeurtenis:") for source in row.sources)


def witness(encoder: Encoder, frame: Frame, answer: Answer, name: str) -> Witness:
    """The life in a model: everything in it that can stand in a dossier."""
    return _Life(encoder, frame, answer).written(name)


class _Life:
    def __init__(self, encoder: Encoder, frame: Frame, answer: Answer) -> None:
        self.encoder = encoder
        self.vocabulary = encoder.rulebook.vocabulary
        self.model = answer.model
        self.cells = set(answer.cells)
        self.frame = frame
        self.today = self._day(self.number(encoder.today), _LATE)
        self.texts = {number: text for text, number in encoder.values.texts.items()}

    # -- the model --------------------------------------------------------------------------

    def number(self, term: Any) -> int:
        if isinstance(term, int):
            return int(term)
        return int(self.model.eval(term, model_completion=True).as_long())

    def holds(self, term: Any) -> bool:
        if isinstance(term, bool):
            return term
        return bool(z3.is_true(self.model.eval(term, model_completion=True)))

    @staticmethod
    def _day(day: int, otherwise: int) -> int:
        return day if is_real_day(day) else otherwise

    # -- the dossier ------------------------------------------------------------------------

    def written(self, name: str) -> Witness:
        day = date_of(self.today)
        lines = [f"scenario: {name}   # verzonnen", f"persoon: {{{', '.join(self._person())}}}"]
        events = sorted(set(self._events()))
        lines += ["gebeurtenissen:", *events] if events else ["gebeurtenissen: []"]
        lines.append(f"peildatum: {day.isoformat()}")
        return Witness("\n".join(lines) + "\n", day)

    def _person(self) -> Iterator[str]:
        yield "id: tegenvoorbeeld"
        known = {
            self.encoder.program.nodes[key[0]].attr: self.encoder.cells[key].sym
            for key in sorted(self.cells, key=str)
            if isinstance(key[0], int) and self.encoder.program.nodes[key[0]].op == "person"
        }
        for name, decl in self.vocabulary.person.items():
            yield from self._field(name, decl, known.get(name))

    def _events(self) -> Iterator[str]:
        own = set()
        here: Frame | None = self.frame
        while here is not None:
            own.add(here.item.name if here.item else "")
            here = here.parent
        for row in self.encoder.all_rows:
            if self.encoder.row_cells[row.name] not in self.cells:
                continue
            if row.name in own or self.holds(self.encoder.found.get(row.name, False)):
                source = row.sources[self.number(row.source)]
                kind, _, name = source.partition(":")
                if kind == "gebeurtenis":
                    yield self._event(row, name)

    def _event(self, row: Row, name: str) -> str:
        day = date_of(self._day(self.number(row.day), self.today))
        parts = [f"datum: {day.isoformat()}", f"soort: {name}"]
        for field, decl in self.vocabulary.events[name].fields.items():
            key = ("veld", row.name, field)
            sym = self.encoder.cells[key].sym if key in self.cells else None
            parts += self._field(field, decl, sym)
        return f"  - {{{', '.join(parts)}}}"

    def _field(self, name: str, decl: FieldDecl, sym: Sym | None) -> Iterator[str]:
        needed = not decl.optional and decl.default is ABSENT
        if sym is not None and self.holds(sym.present):
            said = self._value(sym, decl.type)
            if said is not None:
                yield f"{name}: {said}"
                return
        if needed:
            yield f"{name}: {self._any(decl.type)}"

    def _value(self, sym: Sym, its_type: Type) -> str | None:
        match its_type.kind:
            case Kind.DATE:
                day = self.number(sym.value)
                return date_of(day).isoformat() if is_real_day(day) else None
            case Kind.BOOL:
                return "ja" if self.holds(sym.value) else "nee"
            case Kind.CHOICE:
                return self.encoder.values.words(its_type.name)[self.number(sym.value)]
            case Kind.SET:
                return f"[{', '.join(w for w, holds in sym.value.items() if self.holds(holds))}]"
            case Kind.DURATION:
                months, days = (self.number(part) for part in sym.value)
                return f"{months} maanden" if months and not days else f"{days + 30 * months} dagen"
            case Kind.MONEY:
                euros, cents = divmod(self.number(sym.value), 100)
                return f'"{euros},{cents:02d}"'
            case Kind.PERCENTAGE:
                return _percentage(self.number(sym.value), its_type.scale)
            case Kind.NUMBER:
                return str(self.number(sym.value))
            case Kind.TEXT:
                return f'"{self.texts.get(self.number(sym.value), "tekst")}"'
        return None

    def _any(self, its_type: Type) -> str:
        match its_type.kind:
            case Kind.DATE:
                return date_of(self.today).isoformat()
            case Kind.CHOICE:
                return self.encoder.values.words(its_type.name)[0]
            case Kind.BOOL:
                return "nee"
            case Kind.SET:
                return "[]"
            case Kind.DURATION:
                return "1 maand"
            case Kind.PERCENTAGE:
                return _percentage(0, 2)
            case Kind.TEXT:
                return '"tekst"'
        return "0"


def _percentage(value: int, scale: int) -> str:
    if scale <= 2:
        return f"{value * 10 ** (2 - scale)}%"
    whole, rest = divmod(value, 10 ** (scale - 2))
    return f'"{whole},{rest:0{scale - 2}d}%"'
