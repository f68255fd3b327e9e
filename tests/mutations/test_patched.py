"""A law with one piece lowered again is the law that loading gives, and gets the same verdicts."""

from __future__ import annotations

import functools
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import attrs
import pytest

from inburgerregels.language import Rulebook
from inburgerregels.language.loader import RuleFile, read_files
from inburgerregels.language.yaml_nodes import Map
from tests.engine.test_constructs import FOLDER, law_files
from tests.mutations.judge import DEFAULT, Asked, Judge, Verdict
from tests.mutations.mutants import mutants_of
from tests.mutations.patched import Patchable
from tests.mutations.piece import Changes
from tests.mutations.unnumbered import unnumbered
from tests.mutations.what import Mutant

KAMER = Path(__file__).parent.parent / "equality" / "kamer"
SMALL = [*sorted(FOLDER.glob("*.yaml")), KAMER]
#: What mistakes can be made in without the law having to be loaded, and the mistakes.
SORTS = {
    *(f"{what} {kind}" for what in ("waarde", "voorwaarde") for kind in ("getal", "wissel")),
    *(f"{what} {kind}" for what in ("besluit", "agenda") for kind in ("getal", "wissel")),
    *(f"uitzondering {kind}" for kind in ("getal", "wissel", "weg")),
    *("bijdrage getal", "bijdrage wissel", "bijdrage weg", "regel weg", "agenda weg"),
    *("geldt getal", "geldt grens", "afgerond wissel", "verzamelt wissel", "ten hoogste getal"),
    *("gaat door als wissel", "begint als wissel", "waar wissel"),
}
#: Mistakes that are judged both ways; the last two have to be loaded.
JUDGED = (
    *("waarde getal", "voorwaarde wissel", "uitzondering wissel", "bijdrage wissel", "regel weg"),
    *("besluit wissel", "agenda wissel", "parameters getal", "besluit weg"),
)


@attrs.frozen
class Patched:
    """A law with a mistake that was patched in; ``before`` is the law without it."""

    mutant: Mutant
    asked: Asked
    before: Rulebook
    law: Rulebook
    files: Sequence[RuleFile]

    def loaded(self) -> Rulebook:
        return self.asked.of(self.mutant.applied(self.files), checked=False)


def every_way(files: Sequence[RuleFile]) -> Iterator[Asked]:
    """The law as it stands, in every other reading, with each proposal, without each measure."""
    law = DEFAULT.of(files)
    yield DEFAULT
    for name, reading in law.readings.items():
        others = (choice for choice in reading.choices if choice != law.chosen[name])
        yield from (Asked(readings=((name, choice),)) for choice in others)
    for overlay in law.overlays.values():
        proposal = overlay.kind == "voorstel"
        yield Asked((overlay.name,)) if proposal else Asked(without=(overlay.name,))


def patched_from(files: Sequence[RuleFile], mutants: Sequence[Mutant]) -> Iterator[Patched]:
    changes = Changes(files, DEFAULT.of(files))
    found = [(mutant, change) for mutant in mutants if (change := changes.of(mutant))]
    for asked in every_way(files):
        patchable = Patchable(asked.of(files))
        for mutant, change in found:
            law = patchable.patched(change)
            if law is not None:
                yield Patched(mutant, asked, patchable.law, law, files)


@functools.cache
def small_laws(path: Path) -> list[Patched]:
    with tempfile.TemporaryDirectory() as folder:
        if path.suffix:
            for name, text in law_files(path).items():
                (Path(folder) / name).write_text(text, encoding="utf-8")
        files = read_files([Path(folder) if path.suffix else path])
    return [*patched_from(files, [mutant for file in files for mutant in mutants_of(file)])]


def sort_of(mutant: Mutant, files: Sequence[RuleFile]) -> str:
    """What it is a mistake in, and which."""
    (file,) = (file for file in files if file.name == mutant.file)
    at, part, *inner = mutant.edits[0].path
    key, group = file.documents[at].entries[part]
    groups = {"regels": "regel", "besluiten": "besluit", "agenda": "agenda"}
    what = groups.get(key.text, key.text)
    if what == "regel":
        assert isinstance(group, Map)
        rule = group.entries[inner[0]][1]
        assert isinstance(rule, Map)
        where = rule.entries[inner[1]][0].text if len(inner) > 1 else ""
        words = {"als": "voorwaarde", "geldt": "geldt", "afgerond op": "afgerond", "": "regel"}
        what = "bijdrage" if where.startswith("draagt bij") else words.get(where, "waarde")
        if "uitzondering op" in rule and what != "geldt":
            what = "uitzondering"
    return f"{what} {mutant.kind}"


@pytest.mark.parametrize("path", SMALL, ids=lambda path: path.stem)
def test_a_patched_law_is_the_law_that_loading_gives(path: Path) -> None:
    for one in small_laws(path):
        other = one.loaded()
        assert one.law.blocks == other.blocks, one.mutant.id
        assert unnumbered(one.law.program) == unnumbered(other.program), one.mutant.id


def test_every_sort_of_mistake_in_a_block_can_be_patched_in() -> None:
    patched = {
        sort_of(one.mutant, one.files)
        for path in SMALL
        for one in small_laws(path)
        if one.law is not one.before
    }
    assert SORTS - patched == set()


def test_a_mistake_of_another_reading_leaves_a_law_as_it_is() -> None:
    path = FOLDER / "lezingen_en_lagen.yaml"
    same = [one for one in small_laws(path) if one.law is one.before]
    assert same
    for one in same:
        assert one.loaded().blocks == one.before.blocks, one.mutant.id


def one_of_each(
    sorts: Iterable[str], mutants: Sequence[Mutant], files: Sequence[RuleFile]
) -> list[Mutant]:
    """A mutant of every sort that there is, the same every time."""
    shuffled = random.Random(2).sample([*mutants], len(mutants))
    found = {sort_of(mutant, files): mutant for mutant in shuffled}
    return [found[sort] for sort in sorted(sorts) if sort in found]


def test_the_law_itself_with_a_mistake_is_the_law_that_loading_gives(termijn: Judge) -> None:
    files = termijn.files
    law = DEFAULT.of(files)
    changes, patchable = Changes(files, law), Patchable(law)
    patched = set()
    mutants = [mutant for file in files for mutant in mutants_of(file)]
    for mutant in one_of_each(SORTS, mutants, files):
        change = changes.of(mutant)
        made = None if change is None else patchable.patched(change)
        if made is not None and made is not law:
            patched.add(sort_of(mutant, files))
            loaded = DEFAULT.of(mutant.applied(files), checked=False)
            assert unnumbered(made.program) == unnumbered(loaded.program), mutant.id
    assert len(patched) > len(SORTS) / 2, patched


def test_patching_gives_the_verdicts_that_loading_gives(
    termijn: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    touched = frozenset().union(*(case.touched for case in termijn.cases))
    mutants = [mutant for file in termijn.files for mutant in mutants_of(file)]
    near = [mutant for mutant in mutants if mutant.touches and mutant.touches & touched]
    chosen = one_of_each(JUDGED, near, termijn.files)
    quick = [termijn.verdict(mutant) for mutant in chosen]
    monkeypatch.setattr(termijn, "patching", False)
    slow = [termijn.verdict(mutant) for mutant in chosen]

    def told(verdicts: list[Verdict]) -> dict[str, tuple[bool, int]]:
        return {v.mutant.id: (v.noticed_by is None, v.asked) for v in verdicts}

    assert told(quick) == told(slow)
    assert {verdict.noticed_by is None for verdict in quick} == {True, False}
