"""Reading blocks: rules, decisions and agenda of the person, of chains and of walks."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import attrs

from inburgerregels.language.read_tables import (
    META_KEYS,
    SAY_SOURCE,
    read_meta,
    read_reading_choice,
    read_validity,
)
from inburgerregels.language.reader import Reader
from inburgerregels.language.rulebook import (
    PERSON,
    AgendaRule,
    Block,
    DecisionRule,
    Definition,
    Meta,
    Rounding,
    Rule,
)
from inburgerregels.language.syntax import Expr, parse
from inburgerregels.language.yaml_nodes import Key, Map, Node, Scalar, Seq
from inburgerregels.model import Position, ProblemError, nearest

__all__ = ["COLLECT_WAYS", "BlockReader"]

COLLECT_WAYS = (
    "vroegste",
    "uiterste",
    "som",
    "hoogste",
    "laagste",
    "langste",
    "enig",
    "elk",
    "verzameling",
)
_WHEN_KEYS = (*META_KEYS, "als", "geldt", "peil", "lezing", "bekend op", "uitzondering op")
_RULE_KEYS = (*_WHEN_KEYS, "per", "afgerond op")
_DECISION_KEYS = (
    *_WHEN_KEYS,
    "soort",
    "datum",
    "bedrag",
    "bestuursorgaan",
    "velden",
    "verwacht",
    "signaal",
    "herroept",
    "redenen",
    "afgerond op",
)
_AGENDA_KEYS = (*_WHEN_KEYS, "datum", "wat", "gevolg")
_BLOCK_KEYS = (
    "titel",
    "toelichting",
    "bron",
    "zekerheid",
    "peil",
    "verzamelt",
    "regels",
    "besluiten",
    "agenda",
)
_CHAIN_KEYS = (
    *_BLOCK_KEYS,
    "keten",
    "per",
    "termijn",
    "loopt",
    "begint als",
    "gaat door als",
    "ten hoogste",
    "besluitdatum",
    "landt",
)
_WALK_KEYS = (*_BLOCK_KEYS, "wandeling", "per", "binnen", "waar", "volgorde", "landt")
_ADD_KEYS = (*_BLOCK_KEYS, "bij")
_CONTRIBUTES = re.compile(r"draagt bij aan ([a-z][a-z0-9_]*)\Z")


class BlockReader:
    """Gathers blocks over all files; ``bij:`` documents are added to the block they name."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.blocks: dict[str, Block] = {PERSON: Block(PERSON, PERSON, "De persoon")}
        self._additions: list[tuple[Map, str | None, int | None]] = []

    def add(self, document: Map, overlay: str | None, known_on: int | None) -> None:
        """Take in one document with rules."""
        if "keten" in document:
            self._start_block(document, "keten", _CHAIN_KEYS)
        elif "wandeling" in document:
            self._start_block(document, "wandeling", _WALK_KEYS)
        else:
            self.reader.only(document, _ADD_KEYS, "dit document")
        self._additions.append((document, overlay, known_on))

    def finish(self) -> dict[str, Block]:
        for document, overlay, known_on in self._additions:
            name = self._target(document)
            if name is not None:
                self._add_contents(name, document, overlay, known_on)
        return self.blocks

    def _target(self, document: Map) -> str | None:
        for word in ("keten", "wandeling", "bij"):
            node = document.get(word)
            if node is not None:
                name = self.reader.text(node, word)
                if name is None:
                    return None
                if name not in self.blocks:
                    hint = nearest(name, self.blocks)
                    message = f"onbekend blok '{name}'"
                    self.reader.problems.add("N001", message, node.position, hint)
                    return None
                return name
        return PERSON

    # -- blocks -----------------------------------------------------------------------------

    def _start_block(self, document: Map, kind: str, allowed: Collection[str]) -> None:
        self.reader.only(document, allowed, f"deze {kind}")
        node = document.get(kind)
        name = self.reader.text(node, kind)
        if name is None or node is None:
            return
        self.reader.name(Key(name, node.position), f"een {kind}")
        if name in self.blocks:
            self.reader.wrong(
                node, f"blok '{name}' is al eerder begonnen; vul aan met `bij: {name}`"
            )
            return
        block = Block(
            name, kind, self.reader.text(document.get("titel"), "titel"), position=node.position
        )
        if kind == "keten":
            block = self._chain(block, document)
        else:
            block = self._walk(block, document)
        self.blocks[name] = block

    def _chain(self, block: Block, document: Map) -> Block:
        for word in ("begint als", "gaat door als", "ten hoogste", "loopt"):
            if word not in document:
                self.reader.wrong(document, f"keten '{block.name}' mist `{word}:`")
        runs = self.reader.map(document.get("loopt"), "loopt")
        self.reader.only(runs, ("van", "tot en met"), "loopt")
        for word in ("van", "tot en met"):
            if "loopt" in document and word not in runs:
                self.reader.wrong(runs, f"loopt: `{word}:` ontbreekt")
        lands = [self.expr(item) for item in self.reader.seq(document.get("landt"), "landt")]
        return attrs.evolve(
            block,
            parent=self.reader.text(document.get("per"), "per") or PERSON,
            starts=self.expr(document.get("begint als")),
            continues=self.expr(document.get("gaat door als")),
            bound=self.reader.count(document.get("ten hoogste"), "ten hoogste") or 1,
            deciding=self.expr(document.get("besluitdatum")),
            first_day=self.expr(runs.get("van")),
            final_day=self.expr(runs.get("tot en met")),
            term=self.reader.text(document.get("termijn"), "termijn"),
            lands=tuple(land for land in lands if land is not None),
        )

    def _walk(self, block: Block, document: Map) -> Block:
        if "per" not in document:
            self.reader.wrong(document, f"wandeling '{block.name}' mist `per:`")
        lands = self.expr(document.get("landt"))
        return attrs.evolve(
            block,
            parent=self.reader.text(document.get("binnen"), "binnen") or PERSON,
            sources=self.reader.texts(document.get("per"), "per"),
            condition=self.expr(document.get("waar")),
            order=self.expr(document.get("volgorde")),
            lands=() if lands is None else (lands,),
        )

    def _add_contents(
        self, name: str, document: Map, overlay: str | None, known_on: int | None
    ) -> None:
        block = self.blocks[name]
        meta = read_meta(self.reader, document) if document.get("bron") else Meta()
        meta = attrs.evolve(meta, title=None)
        moment = self.expr(document.get("peil"))
        if moment is not None and block.moment is not None:
            self.reader.wrong(document.get("peil") or document, f"blok '{name}' heeft al een peil")
        collects, places = dict(block.collects), dict(block.places)
        for key, value in self.reader.entries(document.get("verzamelt"), "verzamelt"):
            way = self.reader.one_of(value, f"verzamelt {key.text}", COLLECT_WAYS)
            if key.text in collects and collects[key.text] != way:
                self.reader.wrong(
                    key, f"'{key.text}' wordt al anders verzameld: {collects[key.text]}"
                )
            if way is not None:
                self.reader.name(key, "een grootheid")
                collects[key.text] = way
                places.setdefault(key.text, key.position)
        rules, decisions, agenda = dict(block.rules), dict(block.decisions), dict(block.agenda)
        common = {"block": name, "overlay": overlay, "known_on": known_on}
        for key, value in self.reader.entries(document.get("regels"), "regels"):
            self._put(rules, key, self._rule(key, value, meta, common))
        for key, value in self.reader.entries(document.get("besluiten"), "besluiten"):
            self._put(decisions, key, self._decision(key, value, meta, common))
        for key, value in self.reader.entries(document.get("agenda"), "agenda"):
            self._put(agenda, key, self._agenda(key, value, meta, common))
        self.blocks[name] = attrs.evolve(
            block,
            moment=block.moment or moment,
            collects=collects,
            places=places,
            rules=rules,
            decisions=decisions,
            agenda=agenda,
        )

    def _put(self, where: dict[str, Any], key: Key, value: Any) -> None:
        if key.text in where:
            first = where[key.text].position
            hint = f"eerste keer in {first}" if first else None
            self.reader.wrong(key, f"'{key.text}' staat er twee keer", hint)
            return
        where[key.text] = value

    # -- rules ------------------------------------------------------------------------------

    def expr(self, node: Node | None) -> Expr | None:
        """The expression of a node; mistakes are collected."""
        if node is None:
            return None
        if isinstance(node, Seq) and all(isinstance(item, Scalar) for item in node):
            words = ", ".join(item.text for item in node.items if isinstance(item, Scalar))
            node = Scalar(f"[{words}]", node.position)
        if isinstance(node, Map):
            hint = "zet een uitdrukking met `: ` tussen aanhalingstekens"
            self.reader.wrong(node, "hier wordt een uitdrukking verwacht", hint)
            return None
        if not isinstance(node, Scalar):
            self.reader.wrong(node, "hier wordt een uitdrukking verwacht")
            return None
        try:
            return parse(node)
        except ProblemError as error:
            self.reader.problems.extend(error.problems)
            return None

    def _when(self, key: Key, entry: Map, default: Meta, common: dict[str, Any]) -> dict[str, Any]:
        meta = read_meta(self.reader, entry, default)
        if not meta.sources:
            message = f"'{key.text}' heeft geen bron"
            self.reader.problems.add("B002", message, key.position, SAY_SOURCE)
        known = self.reader.day(entry.get("bekend op"), "bekend op")
        validity = read_validity(self.reader, entry.get("geldt"))
        return {
            "id": self.reader.rule_id(key, "een regel"),
            "block": common["block"],
            "overlay": common["overlay"],
            "meta": meta,
            "condition": self.expr(entry.get("als")),
            "validity": validity,
            "moment": self.expr(entry.get("peil")),
            "reading": read_reading_choice(self.reader, entry.get("lezing")),
            "known_on": known if known is not None else common["known_on"],
            "excepts": self.reader.texts(entry.get("uitzondering op"), "uitzondering op"),
            "position": key.position,
        }

    def _rule(self, key: Key, node: Node, default: Meta, common: dict[str, Any]) -> Rule:
        entry = self.reader.map(node, f"regel {key.text}")
        definitions = []
        for name, value in entry.entries:
            if name.text in _RULE_KEYS:
                continue
            match = _CONTRIBUTES.match(name.text)
            quantity = match[1] if match else name.text
            if not match:
                self.reader.name(name, "een grootheid")
            expr = self.expr(value)
            if expr is not None:
                definitions.append(Definition(quantity, expr, bool(match), name.position))
        if not definitions and len(entry.entries) >= 0 and not self._has_definition(entry):
            self.reader.wrong(key, f"regel '{key.text}' bepaalt geen enkele grootheid")
        return Rule(
            **self._when(key, entry, default, common),
            definitions=tuple(definitions),
            per=self._per(entry.get("per")),
            rounding=self._rounding(entry.get("afgerond op")),
        )

    @staticmethod
    def _has_definition(entry: Map) -> bool:
        return any(name not in _RULE_KEYS for name in entry.names)

    def _per(self, node: Node | None) -> tuple[str, str] | None:
        if node is None:
            return None
        pairs = list(self.reader.entries(node, "per"))
        if len(pairs) != 1:
            self.reader.wrong(node, "per: schrijf {naam: keuze}")
            return None
        return pairs[0][0].text, self.reader.text(pairs[0][1], "per") or ""

    def _rounding(self, node: Node | None) -> Rounding | None:
        text = self.reader.text(node, "afgerond op")
        if text is None or node is None:
            return None
        match = re.fullmatch(r"(?:hele )?(cent|euro)s? (omlaag|omhoog|rekenkundig)", text)
        if not match:
            hint = "schrijf: cent of euro, en dan omlaag, omhoog of rekenkundig"
            self.reader.wrong(node, f"'{text}' is geen afronding", hint)
            return None
        return Rounding(1 if match[1] == "cent" else 100, match[2])

    def _decision(
        self, key: Key, node: Node, default: Meta, common: dict[str, Any]
    ) -> DecisionRule:
        entry = self.reader.map(node, f"besluit {key.text}")
        self.reader.only(entry, _DECISION_KEYS, f"besluit {key.text}")
        fields: list[tuple[str, Expr]] = []
        places: dict[str, Position] = {}
        for name, value in self.reader.entries(entry.get("velden"), "velden"):
            expr = self.expr(value)
            if expr is not None:
                fields.append((name.text, expr))
                places[name.text] = name.position
        return DecisionRule(
            **self._when(key, entry, default, common),
            kind=self.reader.text(entry.get("soort"), "soort") or key.text.replace("-", "_"),
            date=self.expr(entry.get("datum")),
            amount=self.expr(entry.get("bedrag")),
            authority=self.reader.text(entry.get("bestuursorgaan"), "bestuursorgaan"),
            fields=tuple(fields),
            places=places,
            projected=self.expr(entry.get("verwacht")),
            signal=self.reader.yes(entry.get("signaal"), "signaal"),
            revokes=self.expr(entry.get("herroept")),
            reasons=self.expr(entry.get("redenen")),
            rounding=self._rounding(entry.get("afgerond op")),
        )

    def _agenda(self, key: Key, node: Node, default: Meta, common: dict[str, Any]) -> AgendaRule:
        entry = self.reader.map(node, f"agenda {key.text}")
        self.reader.only(entry, _AGENDA_KEYS, f"agenda {key.text}")
        for word in ("datum", "wat", "gevolg"):
            if word not in entry:
                self.reader.wrong(key, f"agenda '{key.text}' mist `{word}:`")
        return AgendaRule(
            **self._when(key, entry, default, common),
            date=self.expr(entry.get("datum")),
            what=self.reader.text(entry.get("wat"), "wat") or "",
            consequence=self.reader.text(entry.get("gevolg"), "gevolg") or "",
        )
