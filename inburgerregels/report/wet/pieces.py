"""One rule, decision or announcement as a short section that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inburgerregels.explain.dutch import humanise, sentence
from inburgerregels.language.all_law import Piece
from inburgerregels.language.rulebook import AgendaRule, DecisionRule, Meta, Rule
from inburgerregels.language.syntax import Expr
from inburgerregels.language.types import Kind
from inburgerregels.report.values import day_or_never, period
from inburgerregels.report.wet.citations import grounds
from inburgerregels.report.wet.markdown import Item, anchor, bullets, escaped
from inburgerregels.report.wet.places import PlaceNamer, Places
from inburgerregels.report.wet.sentences import Sentences

__all__ = ["PieceWriter", "doubts"]

#: Ways of combining that ask of each contribution whether it holds.
_JUDGING = ("enig", "elk")


class PieceWriter:
    """Writes the pieces of one page."""

    def __init__(self, places: Places, page: str) -> None:
        self.places = places
        self.page = page

    def section(self, piece: Piece, level: int, elsewhere: Sequence[str] = ()) -> list[str]:
        """A heading and what the piece says; ``elsewhere`` are exceptions that stand further on."""
        title = escaped(piece.meta.title or sentence(humanise(piece.id)))
        out = [anchor(self.places.key(piece)), "", f"{'#' * min(level, 6)} {title}", ""]
        out += self._when(piece)
        out += self._says(piece)
        if elsewhere:
            out += [f"Uitzonderingen elders: {self._links(elsewhere)}.", ""]
        return [*out, *self.footer(piece)]

    def contributor(self, piece: Piece, expr: Expr, way: str) -> list[str]:
        """A rule that contributes to a quantity, as one item of a list; ``way``: how they are combined."""
        title = escaped(piece.meta.title or sentence(humanise(piece.id)))
        write = self._sentences(piece)
        items: list[Item] = []
        telling = "en als" if piece.condition is not None else "als"
        last = telling if way in _JUDGING else "telt mee met"
        for label, part in (("als", piece.condition), (last, expr)):
            if part is not None and not (part.op == "name" and part.attr == "ja"):
                items += self._labelled(label, part, write)
        items += self._limits(piece)
        items.append(self._footer(piece))
        items += doubts(piece.meta)
        return [f"- {anchor(piece.full_id)}**{title}**", *bullets(items, 1)]

    def block(self, name: str) -> list[str]:
        """What a chain or walk is: when its rows begin, and what they go along."""
        block = self.places.law.blocks[name]
        write = Sentences(PlaceNamer(self.places, name, self.page))
        items: list[Item] = []
        if block.sources:
            sources = ", ".join(write.namer.source(source) for source in block.sources)
            items.append(f"Loopt in volgorde van datum langs: {sources}.")
        if block.parent not in (None, "persoon"):
            items.append(f"Binnen elke {write.namer.source(block.parent or '')}.")
        for label, expr in (
            ("Begint als", block.starts),
            ("Gaat door als", block.continues),
            ("Alleen als", block.condition),
            ("Volgorde naar", block.order),
            ("Eerste dag", block.first_day),
            ("Laatste dag", block.final_day),
            ("Dag die de volgorde bepaalt", block.deciding),
            ("Versie van het recht naar", block.moment),
        ):
            if expr is not None:
                items += self._labelled(label, expr, write)
        if block.kind == "keten":
            items.append(f"Ten hoogste {block.bound} keer; daarna beoordeelt een mens.")
        return [*bullets(items), ""] if items else []

    def footer(self, piece: Piece) -> list[str]:
        notes = [f"> {note}" for note in doubts(piece.meta)]
        quoted = [line for note in notes for line in (note, ">")][:-1]
        return [self._footer(piece), "", *quoted, *([""] if quoted else [])]

    def _footer(self, piece: Piece) -> str:
        said = grounds(piece.meta, self.places.law.instruments, piece.validity)
        return f"{said} · regel `{piece.full_id}`"

    def _sentences(self, piece: Piece) -> Sentences:
        return Sentences(PlaceNamer(self.places, piece.block, self.page))

    def _choosing(self, piece: Piece, quantity: str) -> Sentences:
        """How what determines a quantity is written: its own words first if it is a choice."""
        declared = self.places.law.vocabulary.quantities.get(quantity)
        chosen = declared is not None and declared.type.kind in (Kind.CHOICE, Kind.SET)
        return Sentences(PlaceNamer(self.places, piece.block, self.page), choosing=chosen)

    def _when(self, piece: Piece) -> list[str]:
        out = []
        if piece.excepts:
            out += [f"Uitzondering op: {self._links(self.places.general(piece))}.", ""]
        limits = self._limits(piece)
        if any(isinstance(item, list) for item in limits):
            out += [*bullets(limits), ""]
        elif limits:
            out += [" ".join(map(str, limits)), ""]
        if piece.condition is not None:
            first, items = self._sentences(piece).parts(piece.condition)
            out += [f"**Als** {first}".rstrip(), "", *bullets(items), *([""] if items else [])]
        return out

    def _limits(self, piece: Piece) -> list[Item]:
        """The days, reading and knowledge that decide whether it is law at all."""
        items: list[Item] = []
        if piece.validity is not None and not piece.validity.always:
            items.append(f"Geldt {period(piece.validity)}.")
        if piece.moment is not None:
            items += self._labelled(
                "Versie van het recht naar", piece.moment, self._sentences(piece)
            )
        if piece.reading is not None:
            items.append(f"Alleen bij {self.reading(piece.reading)}.")
        if piece.known_on is not None:
            items.append(f"Bekend sinds {day_or_never(piece.known_on)}.")
        return items

    def reading(self, chosen: tuple[str, str]) -> str:
        """A choice made in a reading, with its link."""
        name, choice = chosen
        place = self.places.readings.get(name)
        shown = escaped(choice)
        where = place.link_from(self.page) if place else escaped(name)
        return f"de lezing {where} = *{shown}*"

    def _says(self, piece: Piece) -> list[str]:
        write = self._sentences(piece)
        items: list[Item] = []
        match piece:
            case AgendaRule():
                items.append(f"*wat*: {escaped(piece.what)}")
                items.append(f"*gevolg*: {escaped(piece.consequence)}")
                items += self._labelled("datum", piece.date, write)
            case DecisionRule():
                items += self._decision(piece, write)
            case Rule():
                if piece.per:
                    items.append(f"voor elke waarde *{escaped(piece.per[0])}* van {piece.per[1]}")
                for item in piece.definitions:
                    label = humanise(item.quantity)
                    if item.collected:
                        label = f"draagt bij aan {label}"
                    items += self._labelled(label, item.expr, self._choosing(piece, item.quantity))
        if isinstance(piece, (Rule, DecisionRule)) and piece.rounding is not None:
            unit = "hele euro's" if piece.rounding.unit > 1 else "hele centen"
            items.append(f"*afgerond* op {unit}, {piece.rounding.how}")
        then = ["**Dan**", ""] if piece.condition is not None else []
        return [*then, *bullets(items), ""] if items else []

    def _decision(self, rule: DecisionRule, write: Sentences) -> list[Item]:
        kind = self.places.words.get(f"besluit.{rule.kind}")
        shown = escaped(humanise(rule.kind))
        items: list[Item] = [f"*besluit*: {kind.link_from(self.page, shown) if kind else shown}"]
        if rule.authority:
            items.append(f"*bestuursorgaan*: {escaped(rule.authority)}")
        named = [("datum", rule.date), ("bedrag", rule.amount), ("redenen", rule.reasons)]
        for label, expr in named:
            items += self._labelled(label, expr, write)
        for name, expr in rule.fields:
            choosing = Sentences(write.namer, choosing=True)
            items += self._labelled(humanise(name.removesuffix("_cent")), expr, choosing)
        items += self._labelled("nog maar verwacht, als", rule.projected, write)
        items += self._labelled("herroept", rule.revokes, write)
        if rule.signal:
            items.append("*alleen een attendering*: zij wordt op elke peildatum opnieuw bepaald")
        return items

    def _labelled(self, label: str, expr: Expr | None, write: Sentences) -> list[Item]:
        if expr is None:
            return []
        first, items = write.parts(expr)
        line = f"*{escaped(label)}*: {first}".rstrip()
        return [line, items] if items else [line]

    def _links(self, names: Iterable[str]) -> str:
        places = self.places.pieces
        shown = [
            places[name].link_from(self.page) if name in places else f"`{name}`" for name in names
        ]
        return "; ".join(shown)


def doubts(meta: Meta) -> list[str]:
    """What the piece says about itself: its note and what is still open."""
    out = []
    if meta.question:
        out.append(f"**Open vraag.** {escaped(meta.question)}")
    if meta.note:
        out.append(f"**Toelichting.** {escaped(meta.note)}")
    return out
