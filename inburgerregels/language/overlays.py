"""Which files are overlays (measures and proposals), and which overlays apply to a run."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from inburgerregels.language.read_tables import META_KEYS, SAY_SOURCE, read_meta
from inburgerregels.language.reader import Reader
from inburgerregels.language.rulebook import Overlay
from inburgerregels.language.selection import Choices, unknown_overlay
from inburgerregels.language.yaml_nodes import Map
from inburgerregels.model import Problem, ProblemError, Problems, nearest

__all__ = ["RuleFile", "active_overlays", "with_overlays"]

_OVERLAY_KEYS = (*META_KEYS, "maatregel", "voorstel", "bekend op", "vervalt", "na")
_PART = "hoort bij"
#: keys that begin a document of their own
_DOCUMENTS = (
    *("bronnen", "begrippen", "uitkomst", "kalender", "lezingen", "parameters", "tabellen"),
    *("keten", "wandeling", "bij", "regels", "besluiten", "agenda", "verzamelt"),
)


@attrs.frozen
class RuleFile:
    """A rule file as read: its name below the folder it was found in, its text, its documents."""

    name: str
    text: str
    documents: tuple[Map, ...]
    overlay: Overlay | None = None


def with_overlays(
    files: list[RuleFile], reader: Reader
) -> tuple[list[RuleFile], dict[str, Overlay]]:
    """The files with the overlay each is (part of), and all overlays by name."""
    files = [attrs.evolve(file, overlay=_overlay(file, reader)) for file in files]
    overlays = _by_name([file.overlay for file in files if file.overlay], reader.problems)
    files = [_joined(file, overlays, reader) for file in files]
    return files, {
        name: attrs.evolve(overlay, readings=_readings(name, files))
        for name, overlay in overlays.items()
    }


def _readings(name: str, files: list[RuleFile]) -> dict[str, frozenset[str]]:
    """The readings that an overlay brings, with their choices, whether or not it applies."""
    found = {}
    for file in files:
        own = file.documents if file.overlay and file.overlay.name == name else ()
        for said in (document.get("lezingen") for document in own):
            for key, reading in said.entries if isinstance(said, Map) else ():
                choices = reading.get("keuzes") if isinstance(reading, Map) else None
                names = choices.names if isinstance(choices, Map) else ()
                found[key.text] = frozenset(names)
    return found


def _overlay(file: RuleFile, reader: Reader) -> Overlay | None:
    """The overlay a file is, when its first document says so."""
    heads = [d for d in file.documents if "maatregel" in d or "voorstel" in d]
    if not heads:
        return None
    head = heads[0]
    if head is not file.documents[0] or len(heads) > 1:
        reader.wrong(
            heads[-1], "`maatregel:` of `voorstel:` staat één keer, in het eerste document"
        )
    _only_the_head(head, reader)
    kind = "maatregel" if "maatregel" in head else "voorstel"
    name = reader.text(head.get(kind), kind) or file.name
    meta = read_meta(reader, head)
    named = head.get(kind)
    meta = attrs.evolve(meta, position=named.position if named else head.position)
    if not meta.sources:
        reader.problems.add("B002", f"{kind} '{name}' heeft geen bron", meta.position, SAY_SOURCE)
    return Overlay(
        name,
        kind,
        meta,
        reader.day(head.get("bekend op"), "bekend op"),
        reader.texts(head.get("vervalt"), "vervalt"),
        reader.texts(head.get("na"), "na"),
        file.name,
    )


def _only_the_head(head: Map, reader: Reader) -> None:
    """Report what belongs to a next document, and what belongs nowhere."""
    known = []
    for key, value in head.entries:
        if key.text in _DOCUMENTS:
            message = f"`{key.text}:` hoort niet bij de kop van deze laag"
            reader.wrong(key, message, f"zet een regel met alleen `---` boven `{key.text}:`")
        else:
            known.append((key, value))
    reader.only(Map(tuple(known), head.position), _OVERLAY_KEYS, "deze laag")


def _joined(file: RuleFile, overlays: Mapping[str, Overlay], reader: Reader) -> RuleFile:
    """A file whose first document says `hoort bij: X` is a further part of overlay X."""
    heads = [document for document in file.documents if _PART in document]
    if not heads:
        return file
    head = heads[0]
    if head is not file.documents[0] or file.overlay is not None:
        reader.wrong(head, f"`{_PART}:` staat alleen in het eerste document van een bestand")
    reader.only(head, (_PART, "toelichting"), "dit document")
    name = reader.one_of(head.get(_PART), _PART, set(overlays))
    return attrs.evolve(
        file, documents=file.documents[1:], overlay=overlays.get(name or "") or file.overlay
    )


def _by_name(overlays: list[Overlay], problems: Problems) -> dict[str, Overlay]:
    found: dict[str, Overlay] = {}
    for overlay in overlays:
        first = found.setdefault(overlay.name, overlay)
        if first is not overlay:
            hint = f"de eerste staat in {first.meta.position}"
            message = f"er zijn twee lagen met de naam '{overlay.name}'"
            problems.add("N003", message, overlay.meta.position, hint)
    return found


def active_overlays(overlays: Mapping[str, Overlay], asked: Choices) -> dict[str, Overlay]:
    """The overlays that apply, each after those it says it comes after."""
    problems = []
    for kind, names in (("voorstel", asked.proposals), ("maatregel", asked.without)):
        known = [overlay.name for overlay in overlays.values() if overlay.kind == kind]
        for name in names:
            if name not in known:
                hint = nearest(name, known) or "bekend: " + (", ".join(sorted(known)) or "geen")
                problems.append(Problem("N002", unknown_overlay(kind, name), None, hint))
    for overlay in overlays.values():
        for name in overlay.after:
            if name not in overlays:
                message = f"'{overlay.name}' komt na de onbekende laag '{name}'"
                problems.append(
                    Problem("N002", message, overlay.meta.position, nearest(name, overlays))
                )
    if problems:
        raise ProblemError(problems)
    wanted = {
        overlay.name: overlay
        for overlay in overlays.values()
        if (overlay.kind == "maatregel" and overlay.name not in asked.without)
        or overlay.name in asked.proposals
    }
    if asked.known_on is not None:
        limit = asked.known_on
        wanted = {n: o for n, o in wanted.items() if o.known_on is None or o.known_on <= limit}
    ordered: dict[str, Overlay] = {}
    pending = sorted(wanted)
    while pending:
        ready = [n for n in pending if not any(a in pending for a in wanted[n].after)]
        if not ready:
            message = "deze lagen willen elk na de andere komen: " + ", ".join(pending)
            raise ProblemError([Problem("N003", message, wanted[pending[0]].meta.position)])
        ordered[ready[0]] = wanted[ready[0]]
        pending.remove(ready[0])
    return ordered
