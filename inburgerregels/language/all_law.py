"""All law there is, in layers: every reading and every overlay, chosen or not, to be read rather than run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from inburgerregels.language.loader import Declared, declared, read_files
from inburgerregels.language.rulebook import (
    AgendaRule,
    Block,
    DecisionRule,
    Overlay,
    Parameter,
    Reading,
    Rule,
    Table,
)
from inburgerregels.language.selection import Choices
from inburgerregels.language.sources import Instrument
from inburgerregels.language.vocabulary import Vocabulary

__all__ = ["AllLaw", "Layer", "Piece", "name_below", "read_all_law"]

Piece = Rule | DecisionRule | AgendaRule


@attrs.frozen
class Layer:
    """What the law itself says (``overlay`` is None), or what one overlay adds to it."""

    overlay: Overlay | None
    pieces: tuple[Piece, ...]
    parameters: tuple[Parameter, ...]
    tables: tuple[Table, ...]
    readings: tuple[Reading, ...]


@attrs.frozen
class AllLaw:
    """The layers, the law first and then the overlays by kind and name; ``blocks`` are those of all.

    ``files`` are the texts of the rule files by their name below the folder they were found in.
    """

    layers: tuple[Layer, ...]
    blocks: Mapping[str, Block]
    vocabulary: Vocabulary
    instruments: Mapping[str, Instrument]
    files: Mapping[str, str]
    roots: tuple[Path, ...]


def read_all_law(paths: Iterable[Path]) -> AllLaw:
    """Everything that these files and folders say. Raises ``ProblemError`` with what cannot be read.

    Proposals are read one at a time, over the law with its measures, as they are when they are
    asked for: two of them may say the same thing differently.
    """
    roots = tuple(paths)
    files = read_files(roots)
    with_measures = declared(files, Choices())
    named = sorted(with_measures.overlays.values(), key=lambda layer: (layer.kind, layer.name))
    measures = tuple(layer.name for layer in named if layer.kind == "maatregel")
    bare = declared(files, Choices(without=measures))
    layers = [_layer(bare, None)]
    blocks = {**bare.blocks, **with_measures.blocks}
    for overlay in named:
        said = with_measures
        if overlay.kind != "maatregel":
            said = declared(files, Choices(proposals=(overlay.name,)))
            blocks = {**said.blocks, **blocks}
        layers.append(_layer(said, overlay))
    return AllLaw(
        tuple(layers),
        blocks,
        with_measures.vocabulary,
        with_measures.instruments,
        {file.name: file.text for file in files},
        roots,
    )


def _layer(said: Declared, overlay: Overlay | None) -> Layer:
    """What belongs to one layer of all that was read."""
    name = overlay.name if overlay else None

    def own(things: Iterable[Any]) -> list[Any]:
        kept = []
        for thing in things:
            versions = tuple(v for v in thing.versions if v.overlay == name)
            if versions:
                kept.append(attrs.evolve(thing, versions=versions))
        return kept

    pieces = [
        piece
        for block in said.blocks.values()
        for pieces in (block.rules, block.decisions, block.agenda)
        for piece in pieces.values()
        if piece.overlay == name
    ]
    return Layer(
        overlay,
        tuple(pieces),
        tuple(own(said.tables.parameters.values())),
        tuple(own(said.tables.tables.values())),
        tuple(_readings(said, overlay)),
    )


def _readings(said: Declared, overlay: Overlay | None) -> Iterable[Reading]:
    """The readings declared in the files of a layer."""
    of_file = {
        document.position.path: file.overlay.name if file.overlay else None
        for file in said.files
        for document in file.documents
    }
    wanted = overlay.name if overlay else None
    for reading in said.tables.readings.values():
        path = reading.position.path if reading.position else ""
        if of_file.get(path) == wanted:
            yield reading


def name_below(path: str, roots: Iterable[Path]) -> str:
    """A file's name below the folder that was read."""
    for root in roots:
        if Path(path).is_relative_to(root) and Path(path) != root:
            return Path(path).relative_to(root).as_posix()
    return Path(path).name
