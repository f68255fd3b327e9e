"""Dossiers as columns: the persons' fields, and the events of each kind in a fixed order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from inburgerregels.engine.columnar.coding import Codes, choice_codes, coded
from inburgerregels.engine.columnar.columns import Column
from inburgerregels.engine.columnar.tables import Events
from inburgerregels.engine.timeline import Timeline
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import ABSENT, UNKNOWN, Dossier

__all__ = ["columns_of"]


def columns_of(
    rulebook: Rulebook, dossiers: Sequence[Dossier], days: Sequence[int]
) -> tuple[dict[str, Column], dict[str, Events], list[str]]:
    """Person columns, events by kind, and the texts that numbers in them stand for.

    ``days``: on which each is asked about.
    """
    vocabulary = rulebook.vocabulary
    codes = choice_codes(vocabulary.choices)
    texts: dict[str, int] = {}
    timelines = [
        Timeline(vocabulary, dossier, today, rulebook.known_on)
        for dossier, today in zip(dossiers, days, strict=True)
    ]
    person = {
        name: _column([t.person.get(name, ABSENT) for t in timelines], decl, codes, texts)
        for name, decl in vocabulary.person.items()
    }
    events = {}
    for kind in vocabulary.events.values():
        rows = [(i, row) for i, t in enumerate(timelines) for row in t.of_kind(kind.name)]
        events[kind.name] = Events(
            len(dossiers),
            np.array([i for i, _ in rows], np.int64),
            np.array([row.day for _, row in rows], np.int64),
            {
                name: _column([row.fields.get(name, ABSENT) for _, row in rows], decl, codes, texts)
                for name, decl in kind.fields.items()
            },
        )
    return person, events, list(texts)


def _column(values: list[Any], decl: FieldDecl, codes: Codes, texts: dict[str, int]) -> Column:
    absent = np.array([value is ABSENT for value in values], bool)
    lost = np.array([value is UNKNOWN for value in values], bool)
    found = [_code(value, decl.type, codes, texts) for value in values]
    kind = bool if decl.type.kind is Kind.BOOL else np.int64
    return Column(
        np.array(found, kind),
        absent if absent.any() else None,
        lost if lost.any() else None,
    )


def _code(value: Any, its_type: Type, codes: Codes, texts: dict[str, int]) -> Any:
    if value is ABSENT or value is UNKNOWN:
        return 0
    return coded(value, its_type, codes, lambda text: texts.setdefault(text, len(texts)))
