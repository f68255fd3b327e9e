"""A failing law and its dossiers, made smaller while they still fail."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from inburgerregels.model import Dossier

__all__ = ["smallest"]

Documents = list[dict[str, Any]]
Fails = Callable[[Documents, list[Dossier]], bool]
MOST = 400


def smallest(
    documents: Documents, dossiers: list[Dossier], fails: Fails
) -> tuple[Documents, list[Dossier]]:
    """The smallest of both that is found by leaving out one thing after the other."""
    tries = 0
    again = True
    while again:
        again = False
        for fewer in _fewer_dossiers(dossiers):
            tries += 1
            if tries < MOST and fails(documents, fewer):
                dossiers, again = fewer, True
                break
        for less in _less_law(documents):
            tries += 1
            if tries < MOST and fails(less, dossiers):
                documents, again = less, True
                break
        if tries >= MOST:
            break
    return documents, dossiers


def _fewer_dossiers(dossiers: list[Dossier]) -> Iterator[list[Dossier]]:
    if len(dossiers) > 1:
        half = len(dossiers) // 2
        yield dossiers[:half]
        yield dossiers[half:]
        return
    for i, dossier in enumerate(dossiers):
        for j in range(len(dossier.events)):
            events = (*dossier.events[:j], *dossier.events[j + 1 :])
            yield [*dossiers[:i], attrs.evolve(dossier, events=events), *dossiers[i + 1 :]]


def _less_law(documents: Documents) -> Iterator[Documents]:
    """The law without a block, a rule, a decision, a point on the agenda, a condition or a field."""
    for i, document in enumerate(documents):
        if "keten" in document or "wandeling" in document:
            yield documents[:i] + documents[i + 1 :]
        for part in ("besluiten", "regels", "agenda", "verzamelt"):
            for name in reversed([*document.get(part, {})]):
                less = copy.deepcopy(documents)
                del less[i][part][name]
                _forget(less, name)
                yield less
        for part in ("waar", "volgorde", "landt", "besluitdatum", "peil"):
            if part in document:
                less = copy.deepcopy(documents)
                del less[i][part]
                yield less
        for name, entry in document.get("besluiten", {}).items():
            for part in ("bedrag", "verwacht", "redenen", "herroept"):
                if part in entry:
                    less = copy.deepcopy(documents)
                    del less[i]["besluiten"][name][part]
                    yield less
            for field in entry.get("velden", {}):
                less = copy.deepcopy(documents)
                del less[i]["besluiten"][name]["velden"][field]
                yield less


def _forget(documents: Documents, rule: str) -> None:
    """Leave out of the answer what a rule that is gone gave."""
    quantity = rule.removeprefix("regel-")
    for document in documents:
        if "uitkomst" in document:
            document["uitkomst"]["lening"].pop(quantity, None)
