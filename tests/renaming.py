"""Another name for everything that the law names, in rule files, in scenarios and in answers.

Which words are names follows from where they stand: a key under ``regels:``, a name in an expression, the
``soort`` of an event. The new name contains no old one, and sorts as the old one did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import yaml

from inburgerregels.language.syntax import _parser

__all__ = ["Renaming"]

#: Keys of rules, decisions, blocks, versions and readings that are words of the language.
_TEXT = {"titel", "toelichting", "bron", "zekerheid", "open vraag", "geldt", "bekend op", "wat"}
_TEXT |= {"gevolg", "signaal", "afgerond op", "ten hoogste"}
_EXPRESSIONS = {"als", "peil", "datum", "bedrag", "verwacht", "herroept", "redenen", "waar"}
_EXPRESSIONS |= {"volgorde", "landt", "begint als", "gaat door als", "besluitdatum"}
_NAMES = {"per", "binnen", "keten", "wandeling", "bij", "uitzondering op", "soort", "termijn"}
_NAMES |= {
    "bestuursorgaan",
    "lezing",
    "vervalt",
    "na",
    "maatregel",
    "voorstel",
    "standaard",
    "hoort bij",
}

Visit = Callable[[str, yaml.Node], None]


class Renaming:
    """``names`` are renamed wherever they stand as a name; ``functions`` are not when called.

    ``choices`` are the names among them that are types.
    """

    def __init__(
        self, names: Collection[str], choices: Collection[str], functions: Collection[str]
    ) -> None:
        self._new = {name: _other(name) for name in names}
        self._choices = frozenset(choices)
        self._functions = frozenset(functions)

    def __contains__(self, name: str) -> bool:
        return name in self._new

    def name(self, text: str) -> str:
        """A name, a type, ``blok.regel``, ``lezing = keuze`` or ``draagt bij aan x``, renamed."""
        return re.sub(r"[A-Za-z][A-Za-z0-9_-]*", lambda word: self._word(word[0]), text)

    def _word(self, word: str) -> str:
        return self._new.get(word, word)

    def expression(self, text: str) -> str:
        """An expression with every name in it renamed."""
        parts, reached = [], 0
        tokens = list(_parser().parse_interactive(text).iter_parse())
        for token, after in zip(tokens, [*tokens[1:], None], strict=True):
            called = after is not None and after.type == "LPAR"
            if called and str(token) in self._functions:
                continue
            if token.type == "NAAM":
                new = self._word(str(token))
            elif token.type == "TEKST":
                new = f"'{self._word(str(token)[1:-1])}'"
            else:
                continue
            parts += [text[reached : token.start_pos], new]
            reached = token.end_pos or 0
        return "".join([*parts, text[reached:]])

    # -- files ------------------------------------------------------------------------------

    def rules(self, source: Path, target: Path) -> None:
        """Write the law in a folder to another, renamed."""
        for path in source.rglob("*.yaml"):
            documents = list(yaml.compose_all(path.read_text(encoding="utf-8"), yaml.SafeLoader))
            for document in documents:
                self._each(document, self._in_document)
            written = target / path.relative_to(source)
            written.parent.mkdir(parents=True, exist_ok=True)
            with written.open("w", encoding="utf-8") as file:
                yaml.serialize_all(
                    documents, file, explicit_start=True, allow_unicode=True, width=9999
                )

    def dossiers(self, source: Path, target: Path) -> None:
        """Write the scenarios of a file to another, renamed, without what they expect."""
        documents = list(yaml.compose_all(source.read_text(encoding="utf-8"), yaml.SafeLoader))
        for document in documents:
            entries = [(key, node) for key, node in document.value if key.value != "verwachting"]
            document.value = entries
            self._each(document, self._in_dossier)
        with target.open("w", encoding="utf-8") as file:
            yaml.serialize_all(documents, file, explicit_start=True, allow_unicode=True, width=9999)

    def _each(self, node: yaml.Node | None, visit: Visit) -> None:
        for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
            visit(key.value, value)

    def _names(self, node: yaml.Node, rename: Callable[[str], str] | None = None) -> None:
        """Rename every name in every scalar and key below a node."""
        if isinstance(node, yaml.ScalarNode):
            node.value = (rename or self.name)(node.value)
        for item in node.value if not isinstance(node, yaml.ScalarNode) else ():
            for part in item if isinstance(item, tuple) else (item,):
                self._names(part, rename)

    def _words(self, node: yaml.Node) -> None:
        """Rename below a node what is a name as a whole: ``2 jaar`` is none, ``jaar`` is."""
        self._names(node, self._word)

    def _keys(self, node: yaml.Node) -> None:
        for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
            key.value = self.name(key.value)

    def _values(self, node: yaml.Node) -> None:
        self._each(node, lambda _, value: self._names(value))

    # -- rules ------------------------------------------------------------------------------

    def _in_document(self, key: str, node: yaml.Node) -> None:
        match key:
            case "begrippen":
                self._each(node, self._concepts)
            case "uitkomst":
                self._each(node, self._outcome)
            case "lezingen":
                self._each(node, lambda _, reading: self._each(reading, self._reading))
                self._keys(node)
            case "parameters" | "tabellen":
                self._each(node, lambda _, entry: self._versions(entry))
                self._keys(node)
            case "verzamelt":
                self._keys(node)
            case "loopt":
                self._each(node, lambda _, value: self._expressions(value))
            case "regels" | "besluiten" | "agenda":
                self._each(node, lambda _, rule: self._rule(rule))
                self._keys(node)
            case "bronnen" | "kalender":
                pass
            case _:
                self._part(key, node)

    def _part(self, key: str, node: yaml.Node) -> None:
        if key in _NAMES:
            self._names(node)
        elif key not in _TEXT:
            self._expressions(node)

    def _rule(self, rule: yaml.Node) -> None:
        assert isinstance(rule, yaml.MappingNode)
        for key, node in rule.value:
            if key.value == "velden":
                self._each(node, lambda _, value: self._expressions(value))
                self._keys(node)
            else:
                self._part(key.value, node)
            if key.value not in _TEXT | _EXPRESSIONS | _NAMES | {"velden"}:
                key.value = self.name(key.value)

    def _expressions(self, node: yaml.Node) -> None:
        if isinstance(node, yaml.ScalarNode):
            node.value = self.expression(node.value) if node.value.strip() else node.value
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                self._expressions(item)

    def _versions(self, entry: yaml.Node) -> None:
        for version in entry.value if isinstance(entry, yaml.SequenceNode) else (entry,):
            self._each(version, self._version)

    def _version(self, key: str, node: yaml.Node) -> None:
        if key == "versies":
            self._versions(node)
        elif key == "lezing":
            self._names(node)
        elif key == "waarde":
            self._words(node)
        elif key == "cellen":
            for cell in (cell for row in node.value for cell in row.value):
                cell.value = self._word(cell.value)

    def _reading(self, key: str, node: yaml.Node) -> None:
        if key == "standaard":
            self._names(node)
        elif key == "keuzes":
            self._keys(node)

    # -- words ------------------------------------------------------------------------------

    def _concepts(self, key: str, node: yaml.Node) -> None:
        if key in ("keuzes", "groepen"):
            for name, members in node.value:
                name.value = self.name(name.value)
                # An ordered choice has its values under a key of the language.
                ordered = isinstance(members, yaml.MappingNode)
                self._names(members.value[0][1] if ordered else members)
            return
        for name, declared in node.value if isinstance(node, yaml.MappingNode) else ():
            self._each(declared, self._declared)
            name.value = self.name(name.value)

    def _declared(self, key: str, node: yaml.Node) -> None:
        """A part of the declaration of a field, an event or a decision."""
        if key == "type":
            first, _, last = node.value.rpartition(" ")
            if last in self._choices:
                node.value = f"{first} {self._word(last)}".strip()
        elif key == "standaard":
            self._words(node)
        elif key == "te betalen":
            # The amount of the decision itself is a name of the public answer.
            self._names(node, lambda word: word if word == "bedrag_cent" else self._word(word))
        elif key == "velden" and isinstance(node, yaml.MappingNode):
            self._each(node, lambda _, field: self._each(field, self._declared))
            self._keys(node)

    def _outcome(self, key: str, node: yaml.Node) -> None:
        # The keys are names of the public answer, and stay.
        if isinstance(node, yaml.MappingNode):
            self._values(node)
        else:
            self._names(node)

    # -- scenarios --------------------------------------------------------------------------

    def _in_dossier(self, key: str, node: yaml.Node) -> None:
        if key == "persoon":
            for name, value in node.value:
                if name.value != "id":
                    self._words(name)
                    self._words(value)
        elif key == "gebeurtenissen":
            self._words(node)
        elif key in ("lezingen", "zonder", "voorstel"):
            self._names(node)

    # -- answers ----------------------------------------------------------------------------

    def answer(self, outcome: Any) -> Any:
        """An answer as it should be under the renamed law; the keys of the answer itself stay."""
        found = dict(outcome)
        for field in ("regime", "status"):
            found[field] = found[field] and self._word(found[field])
        law = dict(found["rulebook"])
        for field in ("maatregelen", "voorstellen"):
            law[field] = self._said(law[field])
        law["lezingen"] = {self._word(k): self._word(v) for k, v in law["lezingen"].items()}
        found["rulebook"] = law
        found["termijnen"] = [
            term | {name: self._said(term[name]) for name in ("soort", "status", "regel")}
            for term in found["termijnen"]
        ]
        found["besluiten"] = [
            decision
            | {name: self._said(decision[name]) for name in ("soort", "bestuursorgaan", "regel")}
            | {"velden": {self._word(k): self._said(v) for k, v in decision["velden"].items()}}
            for decision in found["besluiten"]
        ]
        return found

    def _said(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._said(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._said(item) for item in value]
        if isinstance(value, str):
            return self._word(value) if value in self._new else self._dotted(value)
        return value

    def _dotted(self, value: str) -> str:
        owner, dot, rule = value.partition(".")
        return f"{self._word(owner)}.{self._word(rule)}" if dot and rule in self._new else value


def _other(name: str) -> str:
    """Vowels get a ``q`` after them, and the end too: another name, in the same alphabetical place."""
    return re.sub(r"[aeiouy]", r"\g<0>q", name) + "q"
