"""Published figures as files: tables and texts, each number with its day, its source and its use."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path

import attrs

from inburgerregels.language.reader import Reader
from inburgerregels.language.sources import SourceBook
from inburgerregels.language.yaml_nodes import Key, Map, Node, read_documents
from inburgerregels.model import Problem, ProblemError, Problems, Source, nearest
from inburgerregels.policy.figures.figure import FIT, JUDGE, Column, Figure, Row, Table
from inburgerregels.policy.figures.printed import PERCENT, PrintedError, read_printed, split_cell
from inburgerregels.policy.figures.read_relations import (
    DERIVED_KEYS,
    Wanted,
    compositions,
    derived,
    relations,
)
from inburgerregels.policy.figures.relations import Composition, Relation

__all__ = ["PUBLISHED", "Published", "read_published"]

#: The figures that come with the program.
PUBLISHED = Path(__file__).resolve().parent.parent / "gegevens" / "gepubliceerd"

_SOURCE = {"stuk", "titel", "url", "plaats", "van"}
_ABOUT = {"peildatum", "gebruik", "eenheid", "afgerond_op"}
_RELATED = {"vergelijkingen", "samenstellingen", "afgeleid"}
_TABLE = {"tabel", "titel", "bron", "kolommen", "rijen", *_ABOUT, *_RELATED}
_TEXT = {"tekst", "bron", "cijfers", *_RELATED}
_GENERAL = {"ijking", "eenheden"}


@attrs.frozen
class Published:
    """Everything that was read: the figures as printed, and what they have to do with each other."""

    figures: Mapping[str, Figure]
    tables: Mapping[str, Table]
    relations: tuple[Relation, ...]
    compositions: tuple[Composition, ...]
    fit_days: frozenset[datetime.date]


@attrs.frozen
class _About:
    """What holds for the figures of a table, row or column, unless said otherwise further in."""

    day: datetime.date | None = None
    use: str | None = None
    unit: str | None = None
    rounded_to: int | None = None


def read_published(folder: Path = PUBLISHED) -> Published:
    """All files of a folder. Raises ``ProblemError`` with every mistake and its place."""
    problems = Problems()
    paths = sorted(folder.glob("*.yaml"))
    if not paths:
        message = f"{folder}: hier staan geen gepubliceerde cijfers"
        raise ProblemError([Problem("P002", message, hint="geef een map met YAML-bestanden")])
    documents: list[Map] = []
    reading = _Reading(Reader(problems, SourceBook({})))
    for path in paths:
        try:
            documents += [reading.ask.map(node, "het bestand") for node in read_documents(path)]
        except ProblemError as error:
            problems.extend(error.problems)
    for document in documents:
        if "ijking" in document or "eenheden" in document:
            reading.general(document)
    for document in documents:
        if "tabel" in document:
            reading.table(document)
        elif "tekst" in document:
            reading.text(document)
        elif not _GENERAL & set(document.names):
            hint = "een bestand met cijfers begint met tabel: of tekst:"
            reading.ask.wrong(Key("", document.position), "onbekend soort bestand", hint)
    found = reading.relate()
    problems.raise_if_any()
    return found


class _Reading:
    """Collects what the files say, and what is wrong with it."""

    def __init__(self, ask: Reader) -> None:
        self.ask = ask
        self.figures: dict[str, Figure] = {}
        self.tables: dict[str, Table] = {}
        self.fit_days: set[datetime.date] = set()
        self.units: set[str] = set()
        self._wanted: list[Wanted] = []

    def general(self, node: Map) -> None:
        """For which days figures may be fitted to, and in which units there are figures."""
        self.ask.only(node, _GENERAL, "algemene gegevens")
        fit = self.ask.map(node.get("ijking"), "ijking")
        self.ask.only(fit, {"peildata"}, "ijking")
        for item in self.ask.seq(fit.get("peildata"), "peildata"):
            day = self._day(item)
            if day is not None:
                self.fit_days.add(day)
        self.units |= set(self.ask.texts(node.get("eenheden"), "eenheden"))

    def table(self, node: Map) -> None:
        self.ask.only(node, _TABLE, "een tabel")
        number = self.ask.text(node.get("tabel"), "tabel") or ""
        table_id = f"tabel-{number}"
        source = self._source(node.get("bron"))
        about = self._about(node, _About())
        columns: dict[str, Column] = {}
        of_column: dict[str, _About] = {}
        for key, value in self.ask.entries(node.get("kolommen"), "kolommen"):
            column = self.ask.map(value, "een kolom")
            self.ask.only(column, {"kop", "naam", *_ABOUT}, "een kolom")
            of_column[key.text] = self._about(column, about)
            head = self.ask.text(column.get("kop"), "kop") or key.text
            name = self.ask.text(column.get("naam"), "naam") or head
            columns[key.text] = Column(key.text, head, name, of_column[key.text].unit or "")
        rows: dict[str, Row] = {}
        title = self.ask.text(node.get("titel"), "titel") or ""
        for key, value in self.ask.entries(node.get("rijen"), "rijen"):
            head, cells, of_row = key.text, value, None
            if isinstance(value, Map):
                self.ask.only(value, {"kop", "cellen", *_ABOUT}, "een rij")
                head = self.ask.text(value.get("kop"), "kop") or key.text
                of_row = value
                cells = value.get("cellen") or value
            rows[key.text] = Row(key.text, head)
            printed = self.ask.seq(cells, f"rij '{key.text}'")
            if len(printed) != len(columns):
                message = (
                    f"rij '{key.text}' heeft {len(printed)} cellen bij {len(columns)} kolommen"
                )
                self.ask.wrong(cells, message)
                continue
            for cell, column_id in zip(printed, columns, strict=True):
                here = of_column[column_id]
                if of_row is not None:
                    here = self._about(of_row, here)
                name = f"tabel {number}, {head}, {columns[column_id].name}"
                self._figure(f"{table_id}/{key.text}/{column_id}", name, cell, here, source)
        table = Table(table_id, number, title, source, columns, rows)
        if number in self.tables:
            self.ask.wrong(node.get("tabel") or node, f"tabel {number} staat er twee keer")
        self.tables[number] = table
        self._wanted.append(Wanted(node, table))

    def text(self, node: Map) -> None:
        self.ask.only(node, _TEXT, "een tekst met cijfers")
        name = self.ask.text(node.get("tekst"), "tekst") or ""
        for key, value in self.ask.entries(node.get("cijfers"), "cijfers"):
            given = self.ask.map(value, "een cijfer")
            allowed = {"gedrukt", "wat", "plaats", "eerste_dag", *_ABOUT}
            self.ask.only(given, allowed, "een cijfer")
            about = self._about(given, _About())
            place = self.ask.text(given.get("plaats"), "plaats")
            source = self._source(node.get("bron"), place)
            since = self._day(given.get("eerste_dag"))
            title = self.ask.text(given.get("wat"), "wat") or key.text
            if given.get("gedrukt") is None:
                self.ask.wrong(key, f"'{key.text}' zegt niet wat er gedrukt staat")
                continue
            printed = given.get("gedrukt")
            self._figure(f"{name}/{key.text}", title, printed, about, source, since)
        self._wanted.append(Wanted(node, None, name, self._source(node.get("bron"))))

    def relate(self) -> Published:
        """Now that all figures are there: what they have to do with each other."""
        related: list[Relation] = []
        composed: list[Composition] = []
        for wanted in self._wanted:
            related += relations(wanted, self.ask, self.figures)
            composed += compositions(wanted, self.ask, self.figures)
        for wanted in self._wanted:
            for key, value in self.ask.entries(wanted.node.get("afgeleid"), "afgeleid"):
                given = self.ask.map(value, "een afgeleid cijfer")
                self.ask.only(given, DERIVED_KEYS | _ABOUT, "een afgeleid cijfer")
                about = self._about(given, _About())
                figure = derived(f"{wanted.name}/{key.text}", given, self.ask, self.figures)
                if figure is not None:
                    source = wanted.source or figure.source
                    figure = attrs.evolve(figure, source=source, position=key.position)
                    self._keep(key, figure, about)
        return Published(
            self.figures, self.tables, tuple(related), tuple(composed), frozenset(self.fit_days)
        )

    def _figure(
        self,
        figure_id: str,
        title: str,
        node: Node | None,
        about: _About,
        source: Source,
        since: datetime.date | None = None,
    ) -> None:
        """The number that is printed, and the percentage behind it."""
        text = self.ask.text(node, "een cijfer")
        if text is None or node is None:
            return
        first, second = split_cell(text)
        parts = [(figure_id, title, first, about.unit or "", about.rounded_to)]
        if second is not None:
            parts.append((f"{figure_id}%", f"{title}, percentage", second, PERCENT, None))
        for part_id, name, printed, unit, rounded_to in parts:
            try:
                read = read_printed(printed, unit, rounded_to)
            except PrintedError as error:
                self.ask.wrong(node, str(error))
                continue
            figure = Figure(
                part_id,
                name,
                read.text,
                read.value,
                read.step,
                read.bounds,
                unit,
                JUDGE,
                source,
                since=since,
                position=node.position,
            )
            self._keep(node, figure, about)

    def _keep(self, node: Node | Key, figure: Figure, about: _About) -> None:
        if about.use is None:
            message = f"'{figure.id}' zegt niet waarvoor het cijfer mag worden gebruikt"
            self.ask.wrong(node, message, f"schrijf gebruik: {FIT} of gebruik: {JUDGE}")
        elif about.use == FIT and about.day not in self.fit_days:
            days = ", ".join(day.isoformat() for day in sorted(self.fit_days))
            message = f"'{figure.id}' is van {about.day or 'geen dag'} en mag niet voor de ijking"
            self.ask.wrong(node, message, f"de ijking leest alleen cijfers van {days}")
        if figure.id in self.figures:
            self.ask.wrong(node, f"cijfer '{figure.id}' staat er twee keer")
        use = about.use or JUDGE
        self.figures[figure.id] = attrs.evolve(figure, use=use, day=about.day)

    def _about(self, node: Map, outer: _About) -> _About:
        """What ``node`` says of its figures; what it does not say holds from further out."""
        use = self.ask.one_of(node.get("gebruik"), "gebruik", (FIT, JUDGE))
        unit = self.ask.text(node.get("eenheid"), "eenheid")
        if unit is not None and unit not in self.units:
            hint = nearest(unit, self.units) or "kies uit: " + ", ".join(sorted(self.units))
            self.ask.wrong(node.get("eenheid") or node, f"onbekende eenheid '{unit}'", hint)
        rounded_to = self.ask.count(node.get("afgerond_op"), "afgerond_op")
        return _About(
            self._day(node.get("peildatum")) or outer.day,
            use or outer.use,
            unit or outer.unit,
            rounded_to or outer.rounded_to,
        )

    def _day(self, node: Node | None) -> datetime.date | None:
        ordinal = self.ask.day(node, "een dag")
        return None if ordinal is None else datetime.date.fromordinal(ordinal)

    def _source(self, node: Node | None, place: str | None = None) -> Source:
        given = self.ask.map(node, "bron")
        self.ask.only(given, _SOURCE, "bron")
        said = {key.text: self.ask.text(value, key.text) or "" for key, value in given.entries}
        paper = self.ask.source(given.get("stuk"))
        words = [said.get("titel") or said.get("stuk"), place or said.get("plaats")]
        if said.get("van"):
            words.append(f"bron: {said['van']}")
        text = ", ".join(word for word in words if word)
        found = paper[0] if paper else Source(text, url=said.get("url"))
        return attrs.evolve(found, tekst=text)
