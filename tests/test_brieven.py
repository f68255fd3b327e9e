"""``docs/brieven.md`` names rules and examples that there are, and a reason where there is no rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from inburgerregels.cli.coverage import rules_that_counted
from inburgerregels.cli.options import LawOptions
from inburgerregels.cli.session import Rulebooks, read_cases
from inburgerregels.engine import evaluate_traced
from inburgerregels.language.all_law import AllLaw, read_all_law
from inburgerregels.report.wet.places import Places
from tests.test_layout import ROOT

TABLE = ROOT / "docs" / "brieven.md"
WHY_NOT = ("Buiten: ", "Nog niet gedragen: ")
#: Names in the table that are no law: a command, and a part of its answer.
NO_LAW = {"batch", "termijnagenda", "cijfers --vooruitblik"}

LINK = re.compile(r"\[`([^`]+)`\]\(([^)]+)\)")


def rows() -> list[list[str]]:
    """The cells of every line of a table but its head."""
    found = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| ") and not line.startswith("| Plaats"):
            found.append([cell.strip() for cell in line[1:-1].split("|")])
    return found


@pytest.fixture(scope="module")
def law() -> AllLaw:
    return read_all_law([ROOT / "rules"])


def targets(law: AllLaw) -> dict[str, str]:
    """Where each name of the law stands in the book."""
    places = Places(law)
    found = {}
    for name, place in [*places.words.items(), *places.readings.items()]:
        found[name.removeprefix("gebeurtenis.")] = f"wet/{place.page}#{place.anchor}"
    for name, place in [*places.values.items(), *places.pieces.items()]:
        found[name] = f"wet/{place.page}#{place.anchor}"
    for page in places.titles:
        found[Path(page).stem] = f"wet/{page}"
    return found


def test_every_line_has_a_rule_or_a_reason_why_there_is_none() -> None:
    assert len(rows()) > 100
    for place, said, carried, _ in rows():
        assert place, said
        outside = any(reason in carried for reason in WHY_NOT)
        assert LINK.search(carried) or outside, said
        for reason in WHY_NOT:
            assert not carried.endswith(reason.strip()), said


def test_every_rule_that_is_named_stands_where_the_link_leads(law: AllLaw) -> None:
    known = targets(law)
    for *_, carried, _ in rows():
        for name, target in LINK.findall(carried):
            assert name in known, f"{name}: zo heet geen regel, parameter, tabel, lezing of laag"
            assert target == known[name], f"{name}: staat nu op {known[name]}"
        named = set(re.findall(r"`([^`]+)`", carried)) - NO_LAW
        assert named == {name for name, _ in LINK.findall(carried)}, carried


def test_every_example_that_is_named_is_there_and_can_fail() -> None:
    for place, said, carried, examples in rows():
        if LINK.match(carried):
            assert examples, f"{place}, {said}: geen voorbeeld"
        for shown, target in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", examples):
            path = (TABLE.parent / target).resolve()
            assert path == ROOT / "scenarios" / shown
            for dossier in yaml.safe_load_all(path.read_text(encoding="utf-8")):
                assert dossier["verwachting"], path


def test_what_is_named_counts_in_an_example_of_the_same_line() -> None:
    rulebooks = Rulebooks(LawOptions())
    counted: dict[str, set[str]] = {}
    for *_, carried, examples in rows():
        shown = [name for name, _ in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", examples)]
        for path in (path for path in shown if path not in counted):
            counted[path] = set()
            for case in read_cases([ROOT / "scenarios" / path], rulebooks, None):
                traced = evaluate_traced(case.rulebook, case.dossier, case.reference_date)
                counted[path].update(rules_that_counted(traced))
        rules = {name for name, _ in LINK.findall(carried) if "." in name}
        silent = rules.difference(*(counted[path] for path in shown)) if shown else set()
        assert not silent, f"{', '.join(shown)}: {', '.join(sorted(silent))} bepaalt daar niets"


def test_all_five_documents_are_there() -> None:
    heads = re.findall(r"^## (.+)$", TABLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert heads == [
        "kst-32824-408",
        "kst-32824-395",
        "kst-34352-183",
        "Kamervragen 2022Z15101",
        "KIS-monitor 2024",
    ]
