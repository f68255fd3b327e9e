"""From rule files to a :class:`Rulebook`: one readable list of passes.

read -> sort overlays from law -> declare -> choose (overlays, readings, what was known) -> type and check
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from inburgerregels.dates import HolidayCalendar
from inburgerregels.language.checks import check_law
from inburgerregels.language.definitions import Definitions
from inburgerregels.language.loose_ends import check_loose_ends
from inburgerregels.language.overlays import RuleFile, active_overlays, with_overlays
from inburgerregels.language.plain import plain_value
from inburgerregels.language.read_blocks import BlockReader
from inburgerregels.language.read_tables import TableReader
from inburgerregels.language.read_vocabulary import VocabularyReader, read_instruments
from inburgerregels.language.reader import Reader
from inburgerregels.language.rule_files import rule_files
from inburgerregels.language.rulebook import PERSON, Block, Overlay, Rulebook
from inburgerregels.language.selection import Choices, choose
from inburgerregels.language.sources import Instrument, SourceBook
from inburgerregels.language.stakes import at_stake
from inburgerregels.language.structure import check_structure
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.language.yaml_nodes import Map, Node, Scalar, read_documents, read_text
from inburgerregels.model import Position, ProblemError, Problems, RulebookRef

__all__ = ["Declared", "RuleFile", "assemble", "declared", "read_files", "read_rulebook"]

_DECLARATIONS = (
    "bronnen",
    "begrippen",
    "uitkomst",
    "kalender",
    "lezingen",
    "parameters",
    "tabellen",
)


@attrs.frozen
class Declared:
    """What rule files say, before readings and the knowledge date choose from it."""

    files: list[RuleFile]
    vocabulary: Vocabulary
    tables: TableReader
    blocks: Mapping[str, Block]
    calendar: HolidayCalendar
    instruments: Mapping[str, Instrument]
    overlays: Mapping[str, Overlay]
    active: Mapping[str, Overlay]
    every_rule: frozenset[str]
    problems: Problems


def declared(files: list[RuleFile], asked: Choices) -> Declared:
    """All that these files say, with the overlays asked for. Raises :class:`ProblemError`."""
    problems = Problems()
    sources = _instruments(files, problems)
    reader = Reader(problems, SourceBook(sources))
    files, overlays = with_overlays(files, reader)
    active = active_overlays(overlays, asked)
    every_rule = _rule_names(files)
    files = [file for file in files if file.overlay is None or file.overlay.name in active]
    files.sort(key=lambda file: (file.overlay is not None, _rank(file.overlay, active), file.name))
    vocabulary, tables, blocks, calendar = _declare(files, reader)
    words, all_blocks = vocabulary.finish(), blocks.finish()
    problems.raise_if_any()
    return Declared(
        files, words, tables, all_blocks, calendar, sources, overlays, active, every_rule, problems
    )


def read_rulebook(
    paths: Iterable[Path],
    *,
    voorstellen: Iterable[str] = (),
    zonder: Iterable[str] = (),
    lezingen: Mapping[str, str] | None = None,
    bekend_op: int | None = None,
    kringen: bool = True,
) -> Rulebook:
    """Load the law in these files and folders, with the overlays and readings asked for.

    ``bekend_op`` (a day) leaves out what became law later. Raises :class:`ProblemError` with every
    mistake found. Without ``kringen`` it is not checked that no definition rests on itself.
    """
    return assemble(
        read_files(paths),
        voorstellen=voorstellen,
        zonder=zonder,
        lezingen=lezingen,
        bekend_op=bekend_op,
        kringen=kringen,
    )


def assemble(
    files: list[RuleFile],
    *,
    voorstellen: Iterable[str] = (),
    zonder: Iterable[str] = (),
    lezingen: Mapping[str, str] | None = None,
    bekend_op: int | None = None,
    kringen: bool = True,
) -> Rulebook:
    """The rulebook that files already read make together; see :func:`read_rulebook`."""
    asked = Choices(tuple(voorstellen), tuple(zonder), dict(lezingen or {}), bekend_op)
    said = declared(files, asked)
    problems, vocabulary, tables = said.problems, said.vocabulary, said.tables
    check_loose_ends(said.blocks, tables, problems)
    chosen = choose(said.blocks, tables, said.active, asked, said.every_rule, problems)
    check_structure(chosen, vocabulary, problems)
    problems.raise_if_any()
    definitions = Definitions(vocabulary, chosen.blocks, chosen.parameters, chosen.tables)
    definitions.check(problems)
    problems.raise_if_any()
    check_law(definitions, chosen, vocabulary, problems, cycles=kringen)
    problems.raise_if_any()
    ref = RulebookRef(
        _hash(said.files, chosen.readings, asked),
        tuple(sorted(o.name for o in said.active.values() if o.kind == "maatregel")),
        tuple(sorted(o.name for o in said.active.values() if o.kind == "voorstel")),
        {name: chosen.readings[name] for name in sorted(chosen.readings)},
    )
    return Rulebook(
        vocabulary=vocabulary,
        blocks=chosen.blocks,
        parameters=chosen.parameters,
        tables=chosen.tables,
        readings=tables.readings,
        chosen=chosen.readings,
        overlays=said.overlays,
        instruments=said.instruments,
        calendar=said.calendar,
        ref=ref,
        known_on=bekend_op,
        known_rules=chosen.known_rules,
        at_stake=at_stake(said.blocks, tables, said.active),
        types=dict(definitions.types),
    )


# -- reading --------------------------------------------------------------------------------


def read_files(paths: Iterable[Path]) -> list[RuleFile]:
    """The rule files in these files and folders. Raises :class:`ProblemError` with every mistake."""
    problems = Problems()
    files: list[RuleFile] = []
    for root in paths:
        found = rule_files(root)
        if not found:
            problems.add(
                "Y001", "in deze map staan geen regelbestanden (*.yaml)", Position(str(root))
            )
        for path in found:
            name = path.relative_to(root).as_posix() if root.is_dir() else path.name
            try:
                text = read_text(path)
                documents = read_documents(path, text)
            except ProblemError as error:
                problems.extend(error.problems)
                continue
            maps = []
            for document in documents:
                if isinstance(document, Map):
                    maps.append(document)
                else:
                    problems.add(
                        "T001",
                        "een regelbestand bestaat uit sleutels met waarden",
                        document.position,
                    )
            files.append(RuleFile(name, text, tuple(maps)))
    problems.raise_if_any()
    return files


def _instruments(files: list[RuleFile], problems: Problems) -> dict[str, Any]:
    reader = Reader(problems, SourceBook({}))
    found: dict[str, Any] = {}
    for file in files:
        for document in file.documents:
            if "bronnen" in document:
                found |= read_instruments(reader, document.get("bronnen"))
    return found


def _rule_names(files: list[RuleFile]) -> frozenset[str]:
    """The full names of all rules, also of overlays that do not apply: exceptions may name them."""
    found = set()
    for document in (document for file in files for document in file.documents):
        words = ("keten", "wandeling", "bij")
        owner = next((document.get(word) for word in words if word in document), None)
        block = owner.text if isinstance(owner, Scalar) else PERSON
        for part in ("regels", "besluiten", "agenda"):
            rules = document.get(part)
            found |= (
                {f"{block}.{name}" for name in rules.names} if isinstance(rules, Map) else set()
            )
    return frozenset(found)


def _rank(overlay: Overlay | None, active: Mapping[str, Overlay]) -> int:
    return -1 if overlay is None else list(active).index(overlay.name)


# -- declaring ------------------------------------------------------------------------------


def _declare(
    files: list[RuleFile], reader: Reader
) -> tuple[VocabularyReader, TableReader, BlockReader, HolidayCalendar]:
    vocabulary = VocabularyReader(reader)
    for words in _in_order_of_names(files):
        vocabulary.add(words)
    for file in files:
        for document in file.documents:
            if "uitkomst" in document:
                vocabulary.add_outcome(document.get("uitkomst"))
    tables = TableReader(reader, vocabulary.choices)
    blocks = BlockReader(reader)
    calendar: HolidayCalendar | None = None
    for file in files:
        overlay = file.overlay.name if file.overlay else None
        known_on = file.overlay.known_on if file.overlay else None
        for document in file.documents:
            if "maatregel" in document or "voorstel" in document:
                continue
            tables.add_readings(document.get("lezingen"))
            tables.add_parameters(document.get("parameters"), file.overlay)
            tables.add_tables(document.get("tabellen"), file.overlay)
            if "kalender" in document:
                calendar = _calendar(document, reader)
            rest = Map(
                tuple(e for e in document.entries if e[0].text not in _DECLARATIONS),
                document.position,
            )
            if rest.entries:
                blocks.add(rest, overlay, known_on)
    return vocabulary, tables, blocks, calendar or HolidayCalendar(weekend=())


def _in_order_of_names(files: list[RuleFile]) -> list[Node | None]:
    """The ``begrippen:`` of all files, those of overlays last; what a file is called does not count.

    The order in which kinds of decisions are declared is that of the answer, so where they stand in
    more documents the first name in each decides.
    """
    keyed: list[tuple[tuple[int, list[str], list[str]], Node | None]] = []
    ranks: dict[str | None, int] = {}
    for file in files:
        rank = ranks.setdefault(file.overlay.name if file.overlay else None, len(ranks))
        for words in (d.get("begrippen") for d in file.documents if "begrippen" in d):
            parts = words.entries if isinstance(words, Map) else ()
            names = {
                part.text: list(value.names) if isinstance(value, Map) else []
                for part, value in parts
            }
            rest = [f"{part} {name}" for part in names for name in names[part]]
            keyed.append(((rank, names.get("besluiten", []), rest), words))
    return [words for _, words in sorted(keyed, key=lambda pair: pair[0])]


def _calendar(document: Map, reader: Reader) -> HolidayCalendar | None:
    node = document.get("kalender")
    try:
        return HolidayCalendar.from_data(plain_value(document))
    except ValueError as error:
        reader.wrong(node or document, str(error))
        return None


def _hash(files: list[RuleFile], readings: Mapping[str, str], asked: Choices) -> str:
    digest = hashlib.sha256()
    for text in sorted(file.text for file in files):
        digest.update(f"{len(text)}\0{text}\0".encode())
    for name in sorted(readings):
        digest.update(f"{name}={readings[name]}\0".encode())
    digest.update(f"{asked.known_on}\0".encode())
    return digest.hexdigest()
