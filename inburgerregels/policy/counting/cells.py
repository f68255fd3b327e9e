"""What is to be counted: the cells of the published tables, loose figures and indicators, from data."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path

import attrs

from inburgerregels.language import Rulebook
from inburgerregels.language.reader import Reader
from inburgerregels.language.sources import SourceBook
from inburgerregels.language.yaml_nodes import Map, Node, read_documents
from inburgerregels.model import Problem, ProblemError, Problems, nearest
from inburgerregels.policy.counting.conditions import All, Condition
from inburgerregels.policy.counting.measures import Count, Mean, MeanDays, Measure, Share, Total
from inburgerregels.policy.counting.read_conditions import ConditionReader
from inburgerregels.policy.figures import Figure, Figures, Table
from inburgerregels.policy.figures.printed import PERCENT, PrintedError, read_printed

__all__ = [
    "DASHBOARD",
    "DAYS",
    "INDICATORS",
    "LOOSE",
    "TABLES",
    "Cell",
    "Definitions",
    "Goal",
    "Picture",
    "read_definitions",
]

_DATA = Path(__file__).resolve().parent.parent / "gegevens"
#: How the published tables are counted, and the indicators.
TABLES = _DATA / "tabellen.yaml"
INDICATORS = _DATA / "indicatoren-dashboard.yaml"

#: The name of what is in no table, and of the indicators.
LOOSE = "tekst"
DASHBOARD = "dashboard"
DAYS = "dagen"

_FILE = {"dagen", "merken", "tabellen", "cijfers"}
_PART = {"mensen", "aandeel_in", "bedrag", "maat"}


@attrs.frozen
class Cell:
    """One number to be counted, and the published figure that stands beside it, if there is one.

    ``of``: for a share, the figures of which the published share is the quotient. ``note``: what
    the published figure counts otherwise.
    """

    table: str
    row: str
    column: str
    title: str
    unit: str
    day: datetime.date
    who: Condition
    measure: Measure
    figure: str | None = None
    of: tuple[str, str] | None = None
    note: str | None = None


@attrs.frozen
class Goal:
    """How far the cells of some rows and columns of a table may be from what was published: shares by
    ``share``, everything else by ``amount``, as part of what was published. None: no goal."""

    table: str
    share: Fraction | None
    amount: Fraction | None
    rows: frozenset[str]
    columns: frozenset[str]

    def limit(self, cell: Cell) -> Fraction | None:
        if cell.table != self.table or cell.row not in self.rows or cell.column not in self.columns:
            return None
        return self.share if cell.unit == PERCENT else self.amount


@attrs.frozen
class Picture:
    """Which cells of a table are drawn: those of a column, or those of a row but for one column.
    ``along``: what the others differ in."""

    row: str | None
    column: str | None
    without: str | None
    along: str

    def shows(self, cell: Cell) -> bool:
        if cell.column == self.without:
            return False
        return self.row in (None, cell.row) and self.column in (None, cell.column)


@attrs.frozen
class Definitions:
    """``fields``: the fields of decisions that counting needs. ``impossible``: indicators that
    evaluated lives cannot give, with the reason."""

    cells: tuple[Cell, ...]
    fields: frozenset[str]
    impossible: tuple[tuple[str, str], ...]
    reader: ConditionReader
    goals: tuple[Goal, ...] = ()
    pictures: Mapping[str, Picture] = attrs.field(factory=dict)

    def of(self, tables: Iterable[str]) -> tuple[Cell, ...]:
        wanted = set(tables)
        return tuple(cell for cell in self.cells if cell.table in wanted)

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(cell.table for cell in self.cells))


@attrs.frozen
class _Part:
    """A row or column: whom it counts, of whom it is also a share, what it adds up and how."""

    who: Condition
    share_in: str | None
    amount: str | None
    counts: str | None


def read_definitions(
    rulebook: Rulebook, figures: Figures, tables: Path = TABLES, indicators: Path = INDICATORS
) -> Definitions:
    """Raises ``ProblemError`` for names that the law or the figures do not know."""
    problems = Problems()
    ask = Reader(problems, SourceBook({}))
    reading = _Cells(ask, ConditionReader(ask, rulebook), figures)
    document = _document(tables, ask)
    ask.only(document, _FILE, "de tabellen")
    reading.conditions.named_parts(document.get("merken"), document.get("dagen"))
    for key, value in ask.entries(document.get("tabellen"), "tabellen"):
        table = figures.tables.get(key.text)
        if table is None:
            hint = nearest(key.text, figures.tables)
            ask.wrong(key, f"er is geen gepubliceerde tabel '{key.text}'", hint)
        else:
            reading.table(table, ask.map(value, "een tabel"))
    for item in ask.seq(document.get("cijfers"), "cijfers"):
        reading.loose(ask.map(item, "een cijfer"))
    impossible = reading.indicators(_document(indicators, ask))
    problems.raise_if_any()
    return Definitions(
        tuple(reading.cells),
        frozenset(reading.conditions.fields),
        tuple(impossible),
        reading.conditions,
        tuple(reading.goals),
        reading.pictures,
    )


def _document(path: Path, ask: Reader) -> Map:
    documents = read_documents(path)
    if len(documents) != 1:
        message = f"{path}: hier wordt één document verwacht"
        raise ProblemError([Problem("T001", message)])
    return ask.map(documents[0], "het bestand")


class _Cells:
    """Collects cells from the definitions of tables, loose figures and indicators."""

    def __init__(self, ask: Reader, conditions: ConditionReader, figures: Figures) -> None:
        self.ask = ask
        self.conditions = conditions
        self.figures = figures
        self.cells: list[Cell] = []
        self.goals: list[Goal] = []
        self.pictures: dict[str, Picture] = {}

    def table(self, table: Table, node: Map) -> None:
        self.ask.only(node, {"mensen", "rijen", "kolommen", "grens", "beeld"}, "een tabel")
        everybody = self.conditions.condition(node.get("mensen"))
        rows = self._parts(node.get("rijen"), table.rows, "rij")
        columns = self._parts(node.get("kolommen"), table.columns, "kolom")
        if "grens" in node:
            self._goal(table, self.ask.map(node.get("grens"), "grens"))
        if "beeld" in node:
            self._picture(table, self.ask.map(node.get("beeld"), "beeld"))
        for row_id, row in rows.items():
            for column_id, column in columns.items():
                figure = self.figures.printed.get(table.cell(row_id, column_id))
                if figure is None or figure.day is None:
                    continue
                who = All((everybody, row.who, column.who))
                measure = self._measure(row, column)
                cell = self._cell(table.number, row_id, column_id, figure, who, measure)
                self.cells.append(cell)
                self._share(table, cell, everybody, rows, columns)

    def loose(self, node: Map) -> None:
        self.ask.only(node, {"cijfer", "mensen", "aandeel"}, "een cijfer")
        name = self.ask.text(node.get("cijfer"), "cijfer") or ""
        figure = self._figure(name, node.get("cijfer") or node)
        who = self.conditions.condition(node.get("mensen"))
        measure: Measure = Count()
        if "aandeel" in node:
            measure = Share(self.conditions.condition(node.get("aandeel")))
        if figure is not None and figure.day is None:
            self.ask.wrong(node.get("cijfer") or node, f"cijfer '{name}' heeft geen peildatum")
        elif figure is not None:
            self.cells.append(self._cell(LOOSE, name, "", figure, who, measure))

    def indicators(self, node: Map) -> list[tuple[str, str]]:
        """The indicators; returns those that cannot be counted, and why."""
        self.ask.only(node, {"peildatum", "indicatoren", "niet_te_berekenen"}, "de indicatoren")
        ordinal = self.ask.day(node.get("peildatum"), "peildatum")
        if ordinal is None:
            self.ask.wrong(node.get("peildatum") or node, "op welke dag? schrijf peildatum:")
            return []
        day = datetime.date.fromordinal(ordinal)
        for key, value in self.ask.entries(node.get("indicatoren"), "indicatoren"):
            given = self.ask.map(value, "een indicator")
            allowed = {"titel", "mensen", "aandeel", "gemiddelde_dagen", "vergelijk", "verschil"}
            self.ask.only(given, allowed, "een indicator")
            measure: Measure = Count()
            unit = "personen"
            if "aandeel" in given:
                measure = Share(self.conditions.condition(given.get("aandeel")))
                unit = PERCENT
            elif "gemiddelde_dagen" in given:
                days = self.ask.map(given.get("gemiddelde_dagen"), "gemiddelde_dagen")
                self.ask.only(days, {"van", "tot"}, "gemiddelde_dagen")
                first, second = (self.conditions.moment(days.get(side)) for side in ("van", "tot"))
                measure, unit = MeanDays(first, second), DAYS
            beside = self.ask.text(given.get("vergelijk"), "vergelijk")
            if beside is not None:
                self._figure(beside, given.get("vergelijk") or given)
            title = self.ask.text(given.get("titel"), "titel") or key.text
            who = self.conditions.condition(given.get("mensen"))
            note = self.ask.text(given.get("verschil"), "verschil")
            cell = Cell(DASHBOARD, key.text, "", title, unit, day, who, measure, beside, None, note)
            self.cells.append(cell)
        found = []
        for item in self.ask.seq(node.get("niet_te_berekenen"), "niet_te_berekenen"):
            given = self.ask.map(item, "een indicator")
            self.ask.only(given, {"titel", "waarom"}, "een indicator")
            title = self.ask.text(given.get("titel"), "titel") or ""
            found.append((title, self.ask.text(given.get("waarom"), "waarom") or ""))
        return found

    def _goal(self, table: Table, node: Map) -> None:
        self.ask.only(node, {"aandeel", "aantal", "rijen", "kolommen"}, "grens")
        limits = {}
        for key in ("aandeel", "aantal"):
            text = self.ask.text(node.get(key), key)
            try:
                limits[key] = None if text is None else read_printed(text, PERCENT).value
            except PrintedError as error:
                self.ask.wrong(node.get(key) or node, str(error), "schrijf bijvoorbeeld 15%")
        chosen = []
        for key, known in (("rijen", table.rows), ("kolommen", table.columns)):
            names = self.ask.texts(node.get(key), key) if key in node else tuple(known)
            for name in names:
                if name not in known:
                    message = f"de gepubliceerde tabel heeft '{name}' niet"
                    self.ask.wrong(node.get(key) or node, message, nearest(name, known))
            chosen.append(frozenset(names))
        goal = Goal(table.number, limits.get("aandeel"), limits.get("aantal"), *chosen)
        self.goals.append(goal)

    def _picture(self, table: Table, node: Map) -> None:
        self.ask.only(node, {"rij", "kolom", "zonder", "langs"}, "beeld")
        found = []
        for key, known in (
            ("rij", table.rows),
            ("kolom", table.columns),
            ("zonder", table.columns),
        ):
            name = self.ask.text(node.get(key), key)
            if name is not None and name not in known:
                where, hint = node.get(key) or node, nearest(name, known)
                self.ask.wrong(where, f"de gepubliceerde tabel heeft '{name}' niet", hint)
            found.append(name)
        along = self.ask.text(node.get("langs"), "langs") or ""
        row, column, without = found
        self.pictures[table.number] = Picture(row, column, without, along)

    # -- parts ----------------------------------------------------------------------------------

    def _parts(self, node: Node | None, known: Mapping[str, object], what: str) -> dict[str, _Part]:
        found = {}
        for key, value in self.ask.entries(node, what):
            if key.text not in known:
                message = f"de gepubliceerde tabel heeft geen {what} '{key.text}'"
                self.ask.wrong(key, message, nearest(key.text, known))
                continue
            given = self.ask.map(value, what)
            self.ask.only(given, _PART, what)
            counts = ("aantal", "bedrag", "gemiddelde")
            amount = given.get("bedrag")
            share_in = self.ask.text(given.get("aandeel_in"), "aandeel_in")
            if share_in is not None and share_in not in known:
                where = given.get("aandeel_in") or given
                self.ask.wrong(where, f"onbekende {what} '{share_in}'", nearest(share_in, known))
                share_in = None
            found[key.text] = _Part(
                self.conditions.condition(given.get("mensen")),
                share_in,
                self.conditions.amount_name(amount) if amount is not None else None,
                self.ask.one_of(given.get("maat"), "maat", counts),
            )
        return found

    def _measure(self, row: _Part, column: _Part) -> Measure:
        amount = row.amount or column.amount
        counts = column.counts or row.counts
        if amount is None or counts in (None, "aantal"):
            return Count()
        return Total(amount) if counts == "bedrag" else Mean(amount)

    def _cell(
        self, table: str, row: str, column: str, figure: Figure, who: Condition, measure: Measure
    ) -> Cell:
        assert figure.day is not None
        return Cell(
            table, row, column, figure.title, figure.unit, figure.day, who, measure, figure.id
        )

    def _share(
        self,
        table: Table,
        cell: Cell,
        everybody: Condition,
        rows: Mapping[str, _Part],
        columns: Mapping[str, _Part],
    ) -> None:
        """The percentage that is printed behind a number."""
        row, column = rows[cell.row], columns[cell.column]
        whole_row = row.share_in or cell.row
        whole_column = column.share_in or cell.column
        if (whole_row, whole_column) == (cell.row, cell.column):
            return
        if whole_row not in rows or whole_column not in columns:
            return
        whole = All((everybody, rows[whole_row].who, columns[whole_column].who))
        of = (cell.figure or "", table.cell(whole_row, whole_column))
        share = attrs.evolve(
            cell,
            title=f"{cell.title}, percentage",
            unit=PERCENT,
            who=whole,
            measure=Share(cell.who),
            figure=f"{cell.figure}%",
            of=of,
        )
        self.cells.append(share)

    def _figure(self, name: str, node: Node) -> Figure | None:
        figure = self.figures.printed.get(name)
        if figure is None:
            hint = nearest(name, self.figures.printed)
            self.ask.wrong(node, f"er is geen gepubliceerd cijfer '{name}'", hint)
        return figure
