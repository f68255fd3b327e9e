"""What may not matter: the order in which things are written, and what happens after the question."""

from __future__ import annotations

import importlib.util
import random
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inburgerregels import load_rulebook
from inburgerregels.data import rules_dir, scenarios_dir
from inburgerregels.engine import evaluate, prepare
from inburgerregels.language import Rulebook, read_dossiers, read_rulebook
from inburgerregels.model import Dossier, Event, outcome_to_json

HERE = Path(__file__).parent


def _constructs() -> ModuleType:
    """The tests of constructs, whose laws and lives are used here again."""
    name = "constructs_for_order"
    spec = importlib.util.spec_from_file_location(name, HERE / "test_constructs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


CONSTRUCTS = _constructs()
LAWS = sorted((HERE / "constructs").glob("*.yaml"))
CASES = [case for case in CONSTRUCTS.cases() if "zonder:" not in case.text]


def answer(rulebook: Rulebook, dossier: Dossier) -> dict[str, Any]:
    """The answer as the public interface gives it, apart from the fingerprint of the text."""
    assert dossier.reference_date is not None
    found = outcome_to_json(evaluate(rulebook, dossier, dossier.reference_date))
    found["rulebook"].pop("hash")
    return found


@pytest.fixture(scope="session")
def laws(tmp_path_factory: pytest.TempPathFactory) -> dict[Path, Rulebook]:
    return {
        path: rulebook(tmp_path_factory.mktemp("wet"), CONSTRUCTS.law_files(path)) for path in LAWS
    }


@pytest.fixture(scope="session")
def lives(laws: dict[Path, Rulebook]) -> list[tuple[Rulebook, Dossier]]:
    return [(laws[case.path], life(case, laws[case.path])) for case in CASES]


def rulebook(folder: Path, files: dict[str, str]) -> Rulebook:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return prepare(read_rulebook([folder]))


def life(case: Any, law: Rulebook) -> Dossier:
    [dossier] = read_dossiers(str(case.path), law, case.text)
    return dossier


@given(data=st.data())
def test_the_order_of_events_in_a_dossier_does_not_matter(
    lives: list[tuple[Rulebook, Dossier]], data: st.DataObject
) -> None:
    law, dossier = lives[data.draw(st.integers(0, len(lives) - 1))]
    shuffled = attrs.evolve(dossier, events=tuple(data.draw(st.permutations(dossier.events))))
    assert answer(law, shuffled) == answer(law, dossier)


@given(
    which=st.integers(0, 10_000),
    added=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 4000)), max_size=5),
)
def test_events_after_the_question_change_nothing(
    lives: list[tuple[Rulebook, Dossier]], which: int, added: list[tuple[int, int]]
) -> None:
    law, dossier = lives[which % len(lives)]
    assert dossier.reference_date is not None
    today = dossier.reference_date.toordinal()
    others = [event for its_law, other in lives if its_law is law for event in other.events]
    later = [
        attrs.evolve(others[number % len(others)], day=today + days, known_on=today + days)
        for number, days in added
        if others
    ]
    longer = attrs.evolve(dossier, events=(*dossier.events, *later))
    assert answer(law, longer) == answer(law, dossier)


@given(data=st.data())
def test_days_in_fields_after_the_question_are_never_unless_they_are_known_at_once(
    laws: dict[Path, Rulebook], data: st.DataObject
) -> None:
    law = laws[HERE / "constructs" / "bekend.yaml"]
    case = data.draw(st.sampled_from([c for c in CASES if c.path.stem == "bekend"]))
    dossier = life(case, law)
    assert dossier.reference_date is not None
    today = dossier.reference_date.toordinal()

    def moved(event: Event) -> Event:
        day = event.fields.get("tot_dag")
        if not isinstance(day, int) or day <= today:
            return event
        later = today + data.draw(st.integers(1, 4000))
        return attrs.evolve(event, fields={**event.fields, "tot_dag": later})

    other = attrs.evolve(dossier, events=tuple(map(moved, dossier.events)))
    assert answer(law, other) == answer(law, dossier)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("path", LAWS, ids=lambda path: path.stem)
def test_the_order_of_files_documents_and_rules_does_not_matter(
    laws: dict[Path, Rulebook], path: Path, seed: int, tmp_path: Path
) -> None:
    other = rulebook(tmp_path, shuffled(CONSTRUCTS.law_files(path), random.Random(seed)))
    for case in CASES:
        if case.path == path:
            dossier = life(case, laws[path])
            assert answer(other, dossier) == answer(laws[path], dossier)


def test_what_files_are_called_does_not_matter(tmp_path: Path) -> None:
    """The law of the project under other names, and a folder of scenarios that uses most kinds."""
    chance = random.Random(20)
    for path in sorted(rules_dir().rglob("*.yaml")):
        (tmp_path / f"{chance.random()}.yaml").write_bytes(path.read_bytes())
    law, renamed = prepare(load_rulebook()), prepare(read_rulebook([tmp_path]))
    assert renamed.ref == law.ref
    compared = 0
    for path in sorted((scenarios_dir() / "boete").glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for dossier in read_dossiers(str(path), law, text):
            assert dossier.reference_date is not None
            ours, theirs = (
                outcome_to_json(evaluate(one, dossier, dossier.reference_date))
                for one in (law, renamed)
            )
            assert theirs == ours
            compared += 1
    assert compared > 50


KINDS = "besluiten: {{{}: {{titel: Besluit}}, {}: {{titel: Besluit}}}}"


@pytest.mark.parametrize("names", [("1.yaml", "2.yaml"), ("2.yaml", "1.yaml")])
def test_kinds_of_decisions_in_two_files_are_ordered_by_their_first_names(
    names: tuple[str, str], tmp_path: Path
) -> None:
    """Within a file as written; of the files the one that begins with wolk goes before zon."""
    first, second = names
    (tmp_path / first).write_text("begrippen:\n  " + KINDS.format("zon", "maan"), encoding="utf-8")
    (tmp_path / second).write_text("begrippen:\n  " + KINDS.format("wolk", "ander"), "utf-8")
    law = read_rulebook([tmp_path])
    assert list(law.vocabulary.decisions) == ["wolk", "ander", "zon", "maan"]


def shuffled(files: dict[str, str], chance: random.Random) -> dict[str, str]:
    """The same law in other files, with the documents and what is in them in another order.

    Words stay together: the order of choices, of fields and of kinds of decisions has a meaning.
    """
    found: dict[str, str] = {}
    loose: list[str] = []
    for name, text in files.items():
        documents = [part for part in text.split("\n---\n") if yaml.safe_load(part) is not None]
        words = [part for part in documents if "begrippen" in yaml.safe_load(part)]
        rest = [within(part, chance) for part in documents if part not in words]
        if any(word in text for word in ("\nmaatregel:", "\nvoorstel:")):
            head, *rest = documents
            chance.shuffle(rest)
            found[name] = "\n---\n".join([head, *(within(part, chance) for part in rest)])
            continue
        loose += rest
        for part in words:
            found[f"woorden-{chance.random()}.yaml"] = part
    chance.shuffle(loose)
    for part in loose:
        name = f"geschud-{chance.randrange(4)}.yaml"
        found[name] = f"{found[name]}\n---\n{part}" if name in found else part
    return found


def within(document: str, chance: random.Random) -> str:
    """One document with its keys, and the keys of its rules, in another order."""
    content = yaml.load(document, yaml.BaseLoader)
    if "kalender" in content:
        return document
    for part in ("regels", "besluiten", "agenda", "parameters", "tabellen", "lezingen"):
        if isinstance(content.get(part), dict):
            content[part] = mixed({k: mixed(v, chance) for k, v in content[part].items()}, chance)
    return yaml.safe_dump(mixed(content, chance), sort_keys=False, allow_unicode=True, width=10_000)


def mixed(content: Any, chance: random.Random) -> Any:
    if not isinstance(content, dict):
        return content
    entries = list(content.items())
    chance.shuffle(entries)
    return dict(entries)
