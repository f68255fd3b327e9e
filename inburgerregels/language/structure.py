"""Static checks on law before its expressions are typed: how blocks, decisions and exceptions hang together.

Whatever goes round in a circle here would make typing go round with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from inburgerregels.language.rulebook import PERSON, Block
from inburgerregels.language.scopes import Rows, SourceError
from inburgerregels.language.selection import Chosen
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import Problems, nearest

__all__ = ["all_above", "check_structure"]


def check_structure(chosen: Chosen, vocabulary: Vocabulary, problems: Problems) -> None:
    """Report blocks, sources, kinds of decisions and exceptions that cannot be."""
    blocks = chosen.blocks
    for block in blocks.values():
        _check_parent(block, blocks, problems)
        _check_decision_kinds(block, vocabulary, problems)
        _check_exceptions(block, chosen.known_rules, problems)
    problems.raise_if_any()
    rows = Rows(vocabulary, blocks, {})
    for block in blocks.values():
        _check_sources(block, rows, problems)


def all_above(name: str, bases: Callable[[str], Iterable[str]]) -> set[str]:
    """Everything reached from ``name`` by going from each to its bases, again and again."""
    found: set[str] = set()
    todo = list(bases(name))
    while todo:
        base = todo.pop()
        if base not in found:
            found.add(base)
            todo += bases(base)
    return found


def _check_parent(block: Block, blocks: Mapping[str, Block], problems: Problems) -> None:
    parent = block.parent
    if parent is None:
        return
    if parent not in blocks:
        hint = nearest(parent, blocks)
        problems.add("N001", f"onbekend blok '{parent}'", block.position, hint)
    elif parent != PERSON and blocks[parent].kind != "keten":
        message = f"'{block.name}' kan alleen binnen een keten liggen, niet binnen '{parent}'"
        problems.add("N001", message, block.position)

    def enclosing(name: str) -> list[str]:
        above = blocks[name].parent if name in blocks else None
        return [] if above is None else [above]

    if block.name in all_above(block.name, enclosing):
        message = f"'{block.name}' ligt via een omweg binnen zichzelf"
        problems.add("C002", message, block.position)


def _check_decision_kinds(block: Block, vocabulary: Vocabulary, problems: Problems) -> None:
    for decision in block.decisions.values():
        if decision.kind not in vocabulary.decisions:
            hint = nearest(decision.kind, vocabulary.decisions)
            problems.add("N001", f"onbekend besluit '{decision.kind}'", decision.position, hint)


def _check_exceptions(block: Block, known: frozenset[str], problems: Problems) -> None:
    for group in (block.rules, block.decisions):
        for part in group.values():
            for name in part.excepts:
                if name == part.id:
                    problems.add("C002", f"'{name}' is een uitzondering op zichzelf", part.position)
                elif name not in group and f"{block.name}.{name}" not in known:
                    message = f"uitzondering op de onbekende regel '{name}'"
                    problems.add("N001", message, part.position, nearest(name, group))
            if part.id not in part.excepts and part.id in all_above(part.id, _excepted_by(group)):
                message = f"'{part.id}' is via een omweg een uitzondering op zichzelf"
                problems.add("C002", message, part.position)
    for decision in block.decisions.values():
        here = [name for name in decision.excepts if name in block.decisions]
        if len(here) > 1:
            message = f"besluit '{decision.id}' kan maar voor één ander besluit in de plaats komen"
            problems.add("C002", message, decision.position)


def _excepted_by(group: Mapping[str, Any]) -> Callable[[str], Iterable[str]]:
    return lambda name: [base for base in group[name].excepts if base in group]


def _check_sources(block: Block, rows: Rows, problems: Problems) -> None:
    """A walk goes over rows that exist, and not, by way of other walks, over its own."""
    scope = rows.scope_of(block.parent or PERSON)
    for name in block.sources:
        try:
            rows.sources(name, scope)
        except SourceError as error:
            message = f"'{name}' is geen gebeurtenis, besluit, keten of wandeling"
            problems.add("N001", message, block.position, nearest(name, error.known))

    def walked(name: str) -> list[str]:
        walk = rows.blocks[name]
        found = rows.walk_sources(walk) if walk.kind == "wandeling" else ()
        return [source.partition(":")[2] for source in found if source.startswith("wandeling:")]

    if block.name in all_above(block.name, walked):
        message = f"'{block.name}' loopt, eventueel via een omweg, over haar eigen stappen"
        problems.add("C002", message, block.position)
