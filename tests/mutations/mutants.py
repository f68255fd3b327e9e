"""Every small mistake that could be made in a rule file: what is taken away, changed or swapped."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from inburgerregels.language.loader import RuleFile
from inburgerregels.language.rulebook import PERSON
from inburgerregels.language.yaml_nodes import Map, Node, Scalar, Seq
from tests.mutations.changes import of_expression, of_literal, of_windows
from tests.mutations.tables import borders, of_tables
from tests.mutations.tree import Path, with_text
from tests.mutations.what import Edit, Mutant, Touch

__all__ = ["mutants_of", "windows_of"]

_WAYS = {
    "vroegste": "uiterste",
    "uiterste": "vroegste",
    "hoogste": "laagste",
    "laagste": "hoogste",
    "som": "hoogste",
    "langste": "som",
    "enig": "elk",
    "elk": "enig",
}
_ROUNDS = {"omlaag": "omhoog", "omhoog": "omlaag", "rekenkundig": "omlaag"}
#: What stands in a rule, decision or block without being an expression.
_NO_EXPRESSION = {
    *("titel", "toelichting", "bron", "zekerheid", "open vraag", "geldt", "lezing", "bekend op"),
    *(
        "per",
        "uitzondering op",
        "afgerond op",
        "soort",
        "bestuursorgaan",
        "signaal",
        "wat",
        "gevolg",
    ),
    *("keten", "wandeling", "bij", "hoort bij", "termijn", "binnen", "ten hoogste", "verzamelt"),
    *("regels", "besluiten", "agenda"),
}


#: What explains and decides nothing.
_TEXT = {"titel", "toelichting", "bron", "open vraag", "naam", "zekerheid"}
#: What of a rule is asked before it is known to apply.
_CONDITIONS = {"als", "peil"}


def mutants_of(file: RuleFile) -> list[Mutant]:
    """The mutants of one rule file, in the order of its lines, those of ``windows_of`` apart."""
    return [mutant for mutant in _all_of(file) if mutant.kind != "venster"]


def windows_of(file: RuleFile) -> list[Mutant]:
    """The mutants of one rule file in which an edge of a window is a day earlier or later."""
    return [mutant for mutant in _all_of(file) if mutant.kind == "venster"]


def _all_of(file: RuleFile) -> list[Mutant]:
    found: dict[str, Mutant] = {}
    for number, document in enumerate(file.documents):
        for mutant in _of_document(file.name, document, (number,)):
            found.setdefault(mutant.id, mutant)
    return sorted(found.values(), key=lambda mutant: mutant.line)


def _of_document(file: str, document: Map, path: Path) -> Iterator[Mutant]:
    for place, (key, node) in enumerate(document.entries):
        here = (*path, place)
        match key.text:
            case "begrippen":
                yield from _defaults(file, node, here, "begrippen")
            case "kalender":
                yield from _data(file, node, here, "kalender")
            case "lezingen":
                yield from _readings(file, node, here)
            case "parameters" | "tabellen":
                yield from of_tables(file, key.text, node, here)
    if "maatregel" in document or "voorstel" in document:
        yield from _layer(file, document, path)
    elif not {"begrippen", "kalender", "uitkomst", "bronnen"} & set(document.names):
        yield from _block(file, document, path)


# -- data -----------------------------------------------------------------------------------


def _scalars(node: Node, path: Path, name: str) -> Iterator[tuple[Scalar, Path, str]]:
    if isinstance(node, Map):
        for place, (key, value) in enumerate(node.entries):
            if key.text not in _TEXT:
                yield from _scalars(value, (*path, place), f"{name}.{key.text}")
    elif isinstance(node, Seq):
        for place, item in enumerate(node.items):
            yield from _scalars(item, (*path, place), f"{name}.{place + 1}")
    else:
        yield node, path, name


def _data(file: str, node: Node, path: Path, name: str) -> Iterator[Mutant]:
    for scalar, here, place in _scalars(node, path, name):
        yield from _literal(file, scalar, here, place, None)
    if isinstance(node, Map):
        for group, (key, value) in enumerate(node.entries):
            listed = isinstance(value, Seq) and key.text not in _TEXT
            for place, item in enumerate(value.items if listed else ()):
                mutant = _removal(file, item.position.line, (*path, group, place), None)
                yield attrs.evolve(mutant, place=f"{name}.{key.text}.{place + 1}")


def _defaults(file: str, node: Node, path: Path, name: str) -> Iterator[Mutant]:
    for scalar, here, place in _scalars(node, path, name):
        if place.endswith(".standaard"):
            yield from _literal(file, scalar, here, place, None)
        elif place.endswith((".meteen bekend", ".moet landen")):
            mutant = _removal(file, scalar.position.line, here, None)
            yield attrs.evolve(mutant, place=place)


def _readings(file: str, node: Node, path: Path) -> Iterator[Mutant]:
    assert isinstance(node, Map)
    for place, (key, entry) in enumerate(node.entries):
        assert isinstance(entry, Map)
        default, choices = entry.get("standaard"), entry.get("keuzes")
        assert isinstance(default, Scalar)
        assert isinstance(choices, Map)
        here = (*path, place, entry.names.index("standaard"))
        for choice in choices.names:
            if choice != default.text:
                yield Mutant(
                    file,
                    default.position.line,
                    "standaard",
                    f"lezing {key.text}",
                    f"{default.text} → {choice}",
                    (Edit(here, with_text(default, choice)),),
                    None,
                )


def _layer(file: str, document: Map, path: Path) -> Iterator[Mutant]:
    for place, (key, node) in enumerate(document.entries):
        here = (*path, place)
        if key.text == "bekend op" and isinstance(node, Scalar):
            yield from _literal(file, node, here, "bekend op", None)
        if key.text == "vervalt":
            items = node.items if isinstance(node, Seq) else (node,)
            for nth, item in enumerate(items):
                where = (*here, nth) if isinstance(node, Seq) else here
                mutant = _removal(file, item.position.line, where, None)
                assert isinstance(item, Scalar)
                yield attrs.evolve(mutant, place=f"vervalt {item.text}")


# -- blocks ---------------------------------------------------------------------------------


def _block(file: str, document: Map, path: Path) -> Iterator[Mutant]:
    name = next(
        (_text(document, w) for w in ("keten", "wandeling", "bij") if w in document), PERSON
    )
    groups = {"regels": "regel", "besluiten": "besluit", "agenda": "agenda"}
    yield from _expressions(file, document, path, name, None)
    for place, (key, node) in enumerate(document.entries):
        here = (*path, place)
        if key.text == "ten hoogste" and isinstance(node, Scalar):
            yield from _literal(file, node, here, f"{name}.ten hoogste", None)
        if key.text == "verzamelt" and isinstance(node, Map):
            for nth, (quantity, way) in enumerate(node.entries):
                assert isinstance(way, Scalar)
                if way.text in _WAYS:
                    where = f"{name}.verzamelt.{quantity.text}"
                    other = _WAYS[way.text]
                    yield _exchange(file, way, (*here, nth), where, other, None)
        if key.text in groups and isinstance(node, Map):
            rules = [(value, (*here, nth)) for nth, (_, value) in enumerate(node.entries)]
            yield from borders(file, rules, name)
            for nth, (entry, value) in enumerate(node.entries):
                assert isinstance(value, Map)
                touches = frozenset({(groups[key.text], f"{name}.{entry.text}")})
                if key.text != "regels":
                    touches = frozenset({("blok", name)})
                rule = f"{name}.{entry.text}"
                mutant = _removal(file, entry.position.line, (*here, nth), touches)
                yield _under(value, attrs.evolve(mutant, place=rule))
                for inner in _rule(file, value, (*here, nth), rule, touches):
                    yield _under(value, inner)


def _rule(
    file: str, entry: Map, path: Path, name: str, touches: frozenset[Touch]
) -> Iterator[Mutant]:
    contributions = [key for key in entry.names if key.startswith("draagt bij aan")]
    for mutant in _expressions(file, entry, path, name, touches):
        quantity = mutant.place.removeprefix(f"{name}.").removeprefix("draagt bij aan ")
        if touches == {("regel", name)} and quantity not in _CONDITIONS:
            # What a rule says matters only where it is asked.
            mutant = attrs.evolve(mutant, touches=frozenset({("waarde", f"{name}.{quantity}")}))
        yield mutant
    for place, (key, node) in enumerate(entry.entries):
        here = (*path, place)
        where = f"{name}.{key.text}"
        if key.text in contributions and len(contributions) > 1:
            mutant = _removal(file, key.position.line, here, touches)
            yield attrs.evolve(mutant, place=where)
        elif key.text == "geldt" and isinstance(node, Map):
            for nth, (side, day) in enumerate(node.entries):
                assert isinstance(day, Scalar)
                yield from _literal(file, day, (*here, nth), f"{where}.{side.text}", touches)
        elif key.text == "bekend op" and isinstance(node, Scalar):
            yield from _literal(file, node, here, where, None)
        elif key.text == "velden" and isinstance(node, Map):
            taken = frozenset({("besluit", name)})
            yield from _expressions(file, node, here, where, taken)
        elif key.text == "afgerond op" and isinstance(node, Scalar):
            unit, _, how = node.text.rpartition(" ")
            yield _exchange(file, node, here, where, f"{unit} {_ROUNDS[how]}", touches)


def _expressions(
    file: str, entry: Map, path: Path, name: str, touches: frozenset[Touch] | None
) -> Iterator[Mutant]:
    """Changes in the expressions that stand directly in a map."""
    for place, (key, node) in enumerate(entry.entries):
        if key.text in _NO_EXPRESSION:
            continue
        if key.text == "per" or (key.text == "velden" and isinstance(node, Map)):
            continue
        here = (*path, place)
        if key.text == "loopt" and isinstance(node, Map):
            yield from _expressions(file, node, here, f"{name}.{key.text}", touches)
        elif isinstance(node, Scalar) and not node.is_empty:
            for change in (*of_expression(node.text), *of_windows(node.text)):
                yield Mutant(
                    file,
                    node.position.line,
                    change.kind,
                    f"{name}.{key.text}",
                    change.what,
                    (Edit(here, with_text(node, change.text)),),
                    touches,
                )


def _under(entry: Map, mutant: Mutant) -> Mutant:
    """The mutant with the reading under which the rule it changes exists."""
    reading = entry.get("lezing")
    if not isinstance(reading, Scalar):
        return mutant
    name, _, choice = (part.strip() for part in reading.text.partition("="))
    return attrs.evolve(mutant, reading=(name, choice))


# -- one change -----------------------------------------------------------------------------


def _text(document: Map, key: str) -> str:
    node = document.get(key)
    assert isinstance(node, Scalar)
    return node.text


def _removal(file: str, line: int, path: Path, touches: frozenset[Touch] | None) -> Mutant:
    return Mutant(file, line, "weg", "", "weg", (Edit(path, None),), touches)


def _literal(
    file: str, scalar: Scalar, path: Path, place: str, touches: frozenset[Touch] | None
) -> Iterator[Mutant]:
    for other in of_literal(scalar.text):
        mutant = _exchange(file, scalar, path, place, other, touches)
        yield attrs.evolve(mutant, kind="getal")


def _exchange(
    file: str,
    scalar: Scalar,
    path: Path,
    place: str,
    other: str,
    touches: frozenset[Touch] | None,
) -> Mutant:
    edits = (Edit(path, with_text(scalar, other)),)
    what = f"{scalar.text} → {other}"
    return Mutant(file, scalar.position.line, "wissel", place, what, edits, touches)
