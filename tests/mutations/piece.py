"""What a mistake changes of one block, found by reading only the document it stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from inburgerregels.language import Rulebook
from inburgerregels.language.loader import _DECLARATIONS, RuleFile
from inburgerregels.language.overlays import with_overlays
from inburgerregels.language.read_blocks import BlockReader
from inburgerregels.language.reader import Reader
from inburgerregels.language.rulebook import PERSON, Block
from inburgerregels.language.sources import SourceBook
from inburgerregels.language.yaml_nodes import Map, Scalar
from inburgerregels.model import Problems
from tests.mutations.carry import CannotBeCarried, merged
from tests.mutations.what import Mutant

__all__ = ["HEADS", "RULES", "Change", "Changes"]

RULES = ("rules", "decisions", "agenda")
#: What of a chain or walk only its own rows are made with.
HEADS = (
    *("starts", "continues", "bound", "deciding", "first_day", "final_day"),
    *("condition", "order", "lands"),
)
#: What decides whether a rule is there, and what others find when they look for it.
_STANDING = ("reading", "known_on", "excepts", "overlay", "kind", "per")
#: The keys of a document whose mistakes show by reading that document alone.
_KEYS = frozenset(
    {
        *("regels", "besluiten", "agenda", "verzamelt", "loopt", "begint als", "gaat door als"),
        *("ten hoogste", "besluitdatum", "landt", "waar", "volgorde"),
    }
)


@attrs.frozen
class Change:
    """What one document says of a block, before and after the mistake."""

    before: Block
    after: Block

    @property
    def reaches_further(self) -> bool:
        """Whether it may change which rules there are in a reading, or what a name means."""
        told = {*RULES, *HEADS, "collects"}
        same = all(
            getattr(self.before, field.name) == getattr(self.after, field.name)
            for field in attrs.fields(Block)
            if field.eq and field.name not in told
        )
        if not same or self.before.decisions.keys() != self.after.decisions.keys():
            return True
        if self.before.collects.keys() != self.after.collects.keys():
            return True
        return any(
            getattr(old, name, None) != getattr(new, name, None)
            for old, new in self._replaced()
            for name in _STANDING
        )

    @property
    def may_move_ends(self) -> bool:
        """Whether it changes until when another rule goes on, for who does not know this one yet."""
        other_days = any(old.validity != new.validity for old, new in self._replaced())
        return bool(self.taken_away) or other_days

    @property
    def taken_away(self) -> frozenset[str]:
        """The full names of what there is no more."""
        gone = [
            part.full_id
            for group in RULES
            for name, part in getattr(self.before, group).items()
            if name not in getattr(self.after, group)
        ]
        return frozenset(gone)

    def _replaced(self) -> list[tuple[Any, Any]]:
        pairs = []
        for group in RULES:
            old, new = getattr(self.before, group), getattr(self.after, group)
            pairs += [(old[name], new[name]) for name in old if name in new]
        return [(one, other) for one, other in pairs if one != other]

    def made_in(self, block: Block) -> Block | None:
        """The block as a law has it, with the mistake; None where it has something else there."""
        made: dict[str, Any] = {}
        try:
            for group in (*RULES, "collects"):
                own = getattr(block, group)
                # Rules of another reading or of a measure left out are not in this law.
                old, new = _those(self.before, group, own), _those(self.after, group, own)
                made[group] = merged(old, new, own)
        except CannotBeCarried:
            return None
        for name in HEADS:
            old, new = getattr(self.before, name), getattr(self.after, name)
            if old != new:
                if getattr(block, name) != old:
                    return None
                made[name] = new
        return attrs.evolve(block, **made)


def _those(block: Block, group: str, there: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in getattr(block, group).items() if name in there}


class Changes:
    """Finds what mistakes change in the rule files of one law."""

    def __init__(self, files: Sequence[RuleFile], law: Rulebook) -> None:
        self._files = {file.name: file for file in files}
        self._sources = SourceBook(law.instruments)
        laid, _ = with_overlays(list(files), Reader(Problems(), self._sources))
        self._overlays = {file.name: file.overlay for file in laid}
        self._empty = {name: Block(name, block.kind) for name, block in law.blocks.items()}
        #: rules that another names, as an exception or to drop them: without them nothing loads
        self._named = {name for overlay in law.overlays.values() for name in overlay.drops}
        for file in files:
            for document in file.documents:
                said = self._said(file.name, document)
                for rule in [] if said is None else said.rules.values():
                    self._named |= {f"{rule.block}.{base}" for base in rule.excepts}

    def of(self, mutant: Mutant) -> Change | None:
        """What a mistake changes; None where reading its document does not show that."""
        file = self._files[mutant.file]
        places = {edit.path[0] for edit in mutant.edits}
        keys = {file.documents[e.path[0]].entries[e.path[1]][0].text for e in mutant.edits}
        if len(places) > 1 or not keys <= _KEYS:
            return None
        (wrong,) = mutant.applied([file])
        before = self._said(file.name, file.documents[places.pop()])
        after = self._said(file.name, wrong.documents[mutant.edits[0].path[0]])
        if before is None or after is None:
            return None
        change = Change(before, after)
        if change.reaches_further or self._named & change.taken_away:
            return None
        return change

    def _said(self, name: str, document: Map) -> Block | None:
        """The block that a document speaks of, with only what it says; None where that is wrong."""
        words = (document.get(word) for word in ("keten", "wandeling", "bij"))
        block = next((word.text for word in words if isinstance(word, Scalar)), PERSON)
        begun = "keten" in document or "wandeling" in document
        problems = Problems()
        reader = BlockReader(Reader(problems, self._sources))
        reader.blocks = {n: b for n, b in self._empty.items() if not (begun and n == block)}
        overlay = self._overlays[name]
        said = Map(
            tuple(e for e in document.entries if e[0].text not in _DECLARATIONS),
            document.position,
        )
        if overlay is None:
            reader.add(said, None, None)
        else:
            reader.add(said, overlay.name, overlay.known_on)
        found = reader.finish()
        return None if problems else found.get(block)
