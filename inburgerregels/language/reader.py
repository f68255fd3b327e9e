"""Reading typed values out of YAML nodes, with one clear message for every mistake."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator

from inburgerregels.language.sources import SourceBook
from inburgerregels.language.yaml_nodes import Key, Map, Node, Scalar, Seq
from inburgerregels.model import Position, Problems, Source, nearest

__all__ = ["Reader"]

#: words that an expression reads as something else than a name
RESERVED = frozenset(
    {"als", "anders", "dan", "deze", "eerdere", "en", "gebeurtenis", "geldt", "ja", "met"}
    | {"nee", "niet", "nooit", "of", "ofwel", "op", "over", "peildatum", "samen", "uit", "van"}
    | {"voorheen", "vorige", "waar", "x", "zonder"}
)
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_RULE_ID = re.compile(r"[a-z0-9][a-z0-9_-]*\Z")


class Reader:
    """Asks nodes for what is expected of them and collects what is wrong."""

    def __init__(self, problems: Problems, sources: SourceBook) -> None:
        self.problems = problems
        self.sources = sources

    def wrong(self, node: Node | Key, message: str, hint: str | None = None) -> None:
        self.problems.add("T001", message, node.position, hint)

    def map(self, node: Node | None, what: str) -> Map:
        if isinstance(node, Map):
            return node
        if node is not None and not (isinstance(node, Scalar) and node.is_empty):
            hint = "schrijf sleutel: waarde"
            self.wrong(node, f"{what}: hier worden sleutels met waarden verwacht", hint)
        return Map((), node.position if node is not None else Position(""))

    def seq(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list; a single value counts as a list of one."""
        if node is None:
            return ()
        if isinstance(node, Seq):
            return node.items
        if isinstance(node, Scalar) and not node.is_empty:
            return (node,)
        self.wrong(node, f"{what}: hier wordt een lijst verwacht")
        return ()

    def scalar(self, node: Node | None, what: str) -> Scalar | None:
        if node is None:
            return None
        if isinstance(node, Scalar) and not node.is_empty:
            return node
        self.wrong(node, f"{what}: hier wordt een waarde verwacht")
        return None

    def text(self, node: Node | None, what: str) -> str | None:
        scalar = self.scalar(node, what)
        return None if scalar is None else re.sub(r"\s+", " ", scalar.text).strip()

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        found = (self.text(item, what) for item in self.seq(node, what))
        return tuple(item for item in found if item is not None)

    def yes(self, node: Node | None, what: str) -> bool:
        if node is None:
            return False
        scalar = self.scalar(node, what)
        if scalar is not None and scalar.text in ("ja", "true"):
            return True
        if scalar is not None and scalar.text not in ("nee", "false"):
            self.wrong(scalar, f"{what}: 'ja' of 'nee' verwacht, niet '{scalar.text}'")
        return False

    def day(self, node: Node | None, what: str) -> int | None:
        scalar = self.scalar(node, what)
        if scalar is None:
            return None
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", scalar.text):
                raise ValueError
            return datetime.date.fromisoformat(scalar.text).toordinal()
        except ValueError:
            message = f"{what}: '{scalar.text}' is geen dag; schrijf 2019-05-18"
            self.wrong(scalar, message)
            return None

    def count(self, node: Node | None, what: str) -> int | None:
        scalar = self.scalar(node, what)
        if scalar is None:
            return None
        if not re.fullmatch(r"\d{1,9}", scalar.text):
            self.wrong(scalar, f"{what}: een heel getal verwacht, niet '{scalar.text}'")
            return None
        return int(scalar.text)

    def one_of(self, node: Node | None, what: str, allowed: Collection[str]) -> str | None:
        text = self.text(node, what)
        if text is None or node is None or text in allowed:
            return text
        known = ", ".join(sorted(allowed))
        self.wrong(
            node, f"{what}: '{text}' kan hier niet", nearest(text, allowed) or f"kies uit: {known}"
        )
        return None

    def name(self, key: Key, what: str) -> str:
        if not _NAME.match(key.text):
            hint = "kleine letters, cijfers en _; een letter voorop"
            self.wrong(key, f"'{key.text}' is geen naam voor {what}", hint)
        elif key.text in RESERVED:
            hint = "dit woord heeft in uitdrukkingen al een betekenis; kies een ander"
            self.wrong(key, f"'{key.text}' is geen naam voor {what}", hint)
        return key.text

    def rule_id(self, key: Key, what: str) -> str:
        if not _RULE_ID.match(key.text):
            hint = "kleine letters, cijfers, - en _"
            self.wrong(key, f"'{key.text}' is geen naam voor {what}", hint)
        return key.text

    def only(self, node: Map, allowed: Collection[str], what: str) -> None:
        """Report every key of a map that is not among the allowed ones."""
        for key, _ in node.entries:
            if key.text not in allowed:
                hint = nearest(key.text, allowed) or "kies uit: " + ", ".join(sorted(allowed))
                self.wrong(key, f"onbekende sleutel '{key.text}' in {what}", hint)

    def entries(self, node: Node | None, what: str) -> Iterator[tuple[Key, Node]]:
        yield from self.map(node, what).entries

    def source(self, node: Node | None) -> tuple[Source, ...]:
        """The sources a ``bron:`` names; what it does not know is reported."""
        found: list[Source] = []
        for item in self.seq(node, "bron"):
            scalar = self.scalar(item, "bron")
            if scalar is not None:
                found += self.sources.parse(scalar, self.problems)
        return tuple(found)
