"""Measures and proposals change what they say they change, and nothing else.

All lives of the scenarios are asked about under law with and without one overlay. What
comes out differently must be because of the overlay: one of its own rules counted in that life, a
parameter or table of its own was read, or a rule that it lets lapse had counted without it.
"""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from inburgerregels import evaluate, load_dossiers
from inburgerregels.cli.coverage import rules_that_counted
from inburgerregels.cli.files import meant_to_be_refused, yaml_files
from inburgerregels.data import rules_dir, scenarios_dir
from inburgerregels.engine import Evaluation, evaluate_traced, prepare
from inburgerregels.engine.columnar import evaluate_columnar
from inburgerregels.engine.rows import Row
from inburgerregels.language import Rulebook
from inburgerregels.language.loader import RuleFile, assemble, read_files
from inburgerregels.model import Dossier, Outcome, outcome_to_json

#: After everything that happened; a decision does not go away, so that all of them are in the answers.
DAYS = (datetime.date(2026, 10, 1),)
PROPOSALS = (
    "azc-termijn",
    "azc-uren",
    "boete-in-stappen",
    "kortere-inburgeringstermijn",
    "kwijtschelding-naar-vertraging",
    "ontzorgen-op-maat",
    "werk-verrekenen",
)
MEASURES = ("c-158-23", "covid", "matiging-vertraging", "ontzorgen-uitleg", "pauze-statushouders")
TOGETHER = (
    ("azc-termijn", "azc-uren"),
    ("azc-termijn", "kortere-inburgeringstermijn"),
    ("azc-uren", "werk-verrekenen"),
    ("boete-in-stappen", "kwijtschelding-naar-vertraging"),
)
Answer = dict[str, Any]


@functools.cache
def rules() -> list[RuleFile]:
    """The rule files, read once: what is compared differs in nothing but an overlay."""
    return read_files([rules_dir()])


@functools.cache
def law(*proposals: str, without: str | None = None) -> Rulebook:
    zonder = [without] if without else []
    return prepare(assemble(rules(), voorstellen=proposals, zonder=zonder, kringen=False))


@functools.cache
def lives() -> dict[str, Dossier]:
    """The lives of the scenarios by name; what a scenario asks of the law is left aside."""
    return {dossier.id: dossier for dossier in _lives()}


def _lives() -> Iterator[Dossier]:
    for path in yaml_files([scenarios_dir()]):
        if not meant_to_be_refused(path):
            yield from load_dossiers(path, law())


def said(outcome: Outcome) -> str:
    """An answer as text, without the names of the overlays it was found under."""
    return json.dumps({**outcome_to_json(outcome), "rulebook": None})


@functools.cache
def answers(rulebook_of: Callable[[], Rulebook]) -> dict[tuple[str, datetime.date], str]:
    """What every life comes to on every day."""
    rulebook, dossiers = rulebook_of(), list(lives().values())
    return {
        (dossier.id, day): said(outcome)
        for day in DAYS
        for dossier, outcome in zip(
            dossiers, evaluate_columnar(rulebook, dossiers, day), strict=True
        )
    }


@functools.cache
def under(*proposals: str, without: str | None = None) -> Callable[[], Rulebook]:
    return functools.partial(law, *proposals, without=without)


def changed(one: Callable[[], Rulebook], other: Callable[[], Rulebook]) -> list[Any]:
    first, second = answers(one), answers(other)
    return [asked for asked in first if first[asked] != second[asked]]


# -- what an overlay had to do with an answer -------------------------------------------------


def every_row(rows: Iterable[Row]) -> Iterator[Row]:
    """These rows, and those that their questions looked at."""
    for row in rows:
        yield row
        for looks in row.matches.values():
            yield from every_row(looks)


def law_read(evaluation: Evaluation) -> set[str]:
    """The parameters and tables whose value was asked for."""
    evaluator = evaluation.evaluator
    nodes = evaluator.program.nodes
    rows = every_row(row for _, row in evaluator.rows.every_row())
    asked = {index for row in rows for index in row.memo if isinstance(index, int)}
    return {str(nodes[index].attr) for index in asked if nodes[index].op in ("param", "table")}


def own_rules(rulebook: Rulebook, overlay: str) -> set[str]:
    """The full names of the rules, decisions and announcements that an overlay adds."""
    return {
        part.full_id
        for block in rulebook.blocks.values()
        for parts in (block.rules, block.decisions, block.agenda)
        for part in parts.values()
        if part.overlay == overlay
    }


def own_law(rulebook: Rulebook, overlay: str) -> set[str]:
    """The parameters and tables of which an overlay says something."""
    things = (*rulebook.parameters.values(), *rulebook.tables.values())
    return {
        thing.name
        for thing in things
        if any(version.overlay == overlay for version in thing.versions)
    }


def touches(overlay: str, within: Rulebook, outside: Rulebook, life: Dossier, day: Any) -> bool:
    """Whether an overlay had anything to do with the answer of one life."""
    with_it = evaluate_traced(within, life, day)
    if own_rules(within, overlay) & set(rules_that_counted(with_it)):
        return True
    if own_law(within, overlay) & law_read(with_it):
        return True
    dropped = set(within.overlays[overlay].drops)
    return bool(dropped & set(rules_that_counted(evaluate_traced(outside, life, day))))


# -- the properties ---------------------------------------------------------------------------


def test_every_overlay_is_tried_here() -> None:
    known = {(overlay.kind, overlay.name) for overlay in law().overlays.values()}
    tried = {("voorstel", name) for name in PROPOSALS} | {("maatregel", name) for name in MEASURES}
    assert known == tried


def test_an_empty_overlay_changes_nothing(tmp_path: Path) -> None:
    nothing = tmp_path / "niets.yaml"
    nothing.write_text("voorstel: niets\ntitel: Niets\nbron: Afspraak\n", encoding="utf-8")
    files = [*rules(), *read_files([nothing])]
    rulebook = prepare(assemble(files, voorstellen=["niets"], kringen=False))
    assert rulebook.ref.voorstellen == ("niets",)
    assert changed(under(), lambda: rulebook) == []


@pytest.mark.parametrize("name", PROPOSALS)
def test_what_a_proposal_changes_it_touched(name: str) -> None:
    found = changed(under(), under(name))
    assert found, "dit voorstel verandert geen enkel leven; de proef zegt dan niets"
    for life, day in found:
        assert touches(name, law(name), law(), lives()[life], day), (life, day)


@pytest.mark.parametrize("name", MEASURES)
def test_what_a_measure_changes_it_touched(name: str) -> None:
    found = changed(under(), under(without=name))
    assert found
    for life, day in found:
        assert touches(name, law(), law(without=name), lives()[life], day), (life, day)


def has(*kinds: str) -> Callable[[Dossier, Answer], bool]:
    return lambda life, answer: any(event.kind in kinds for event in life.events)


def with_a_term(life: Dossier, answer: Answer) -> bool:
    """Also one that cannot be established: what hangs on an unknown fact is not in the answer."""
    return bool(answer["termijnen"] or answer["hangt_af_van"])


def with_a_fine(life: Dossier, answer: Answer) -> bool:
    """Also one that was imposed and that the rules do not support."""
    return any(d["soort"] == "boete" for d in answer["besluiten"]) or has("boetebesluit")(
        life, answer
    )


#: What a life must have for a proposal to be able to change it, in words of the dossier or answer.
NEEDS: dict[str, Callable[[Dossier, Answer], bool]] = {
    "azc-termijn": has("azc_verblijf"),
    "azc-uren": has("azc_verblijf"),
    "boete-in-stappen": with_a_fine,
    "kortere-inburgeringstermijn": with_a_term,
    "kwijtschelding-naar-vertraging": has("lening_opname"),
    "ontzorgen-op-maat": has("ontzorgen_anders"),
    "werk-verrekenen": has("werk"),
}


@pytest.mark.parametrize("name", PROPOSALS)
def test_a_life_without_what_a_proposal_is_about_stays_as_it_was(name: str) -> None:
    before = answers(under())
    for life, day in changed(under(), under(name)):
        assert NEEDS[name](lives()[life], json.loads(before[life, day])), (life, day)


@pytest.mark.parametrize("names", TOGETHER, ids=" en ".join)
def test_two_proposals_together_change_only_what_one_of_them_touches(
    names: tuple[str, str],
) -> None:
    both = law(*names)
    for life, day in changed(under(), under(*names)):
        person = lives()[life]
        assert any(touches(name, both, law(), person, day) for name in names), (life, day)


@pytest.mark.parametrize("names", [*((name,) for name in PROPOSALS), *TOGETHER], ids=" en ".join)
def test_what_changes_is_the_same_in_the_reference(names: tuple[str, ...]) -> None:
    found = answers(under(*names))
    for life, day in changed(under(), under(*names)):
        assert said(evaluate(law(*names), lives()[life], day)) == found[life, day]
