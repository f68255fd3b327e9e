"""The program depends on no name of the law: under other names the same life has the same answer."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest

from inburgerregels import evaluate, load_dossiers, load_rulebook
from inburgerregels.data import rules_dir, scenarios_dir
from inburgerregels.language import Rulebook
from inburgerregels.language.operators import FUNCTIONS
from inburgerregels.model import outcome_to_json
from tests.renaming import Renaming
from tests.vocabulary import names_of_law

#: Names that the language gives a meaning of its own, whoever uses them: the day, the kind, the number and
#: the amount of a row; yes and no.
OF_THE_LANGUAGE = {"bedrag", "datum", "ja", "nee", "nummer", "soort"}

CALLED = {
    *FUNCTIONS,
    "redenen",
    "bijdragen",
    "uiterste",
    "vroegste",
    "hoogste",
    "laagste",
    "langste",
}

SCENARIOS = (
    "rblim-2019-6788.yaml",
    "rblim-2019-6788-na-de-uitspraak.yaml",
    "zaken/rbmne-2017-6056.yaml",
    "zaken/rbzwb-2020-3822.yaml",
    "zaken/keren.yaml",
    "zaken/duo-voorbeeld-200-uur.yaml",
    "lening/gedeeltelijk-een-onderdeel.yaml",
    "lening/draagkracht.yaml",
    "maatregelen/achterstand-625.yaml",
    "maatregelen/covid-lopende-termijn.yaml",
    "pvt/elk-jaar-opnieuw.yaml",
    "plicht/agi-verzoek-drie-pogingen-2023.yaml",
    "verlenging/verzoek-inspanning.yaml",
    "standaard/projectie-alle.yaml",
)


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="module")
def renaming(rulebook: Rulebook) -> Renaming:
    names = names_of_law(rulebook)
    wanted = {name for name, kinds in names.items() if kinds != {"bron"}} - OF_THE_LANGUAGE
    return Renaming(wanted | set(rulebook.vocabulary.groups), rulebook.vocabulary.choices, CALLED)


@pytest.fixture(scope="module")
def renamed_rules(renaming: Renaming, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("rules")
    renaming.rules(rules_dir(), target)
    return target


@functools.cache
def law(rules: Path, options: str) -> Rulebook:
    asked = json.loads(options)
    return load_rulebook(
        rules,
        voorstellen=asked.get("voorstel", ()),
        zonder=asked.get("zonder", ()),
        lezingen=asked.get("lezingen"),
    )


def answers(scenario: Path, rules: Path) -> list[Any]:
    found = []
    for dossier in load_dossiers(scenario, law(rules, "{}")):
        assert dossier.reference_date is not None
        asked = law(rules, json.dumps(dict(dossier.options)))
        answer = outcome_to_json(evaluate(asked, dossier, dossier.reference_date))
        # The hash is of the text of the law, which is another.
        del answer["rulebook"]["hash"]
        found.append(answer)
    return found


def test_every_name_of_the_law_has_another(
    rulebook: Rulebook, renaming: Renaming, renamed_rules: Path
) -> None:
    names = {name for name, kinds in names_of_law(rulebook).items() if kinds != {"bron"}}
    after = names_of_law(load_rulebook(renamed_rules))
    kept = names & {name for name, kinds in after.items() if kinds != {"bron"}}
    assert kept <= OF_THE_LANGUAGE
    assert {renaming.name(name) for name in names} | set(rulebook.instruments) == set(after)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_life_has_the_same_answer_under_other_names(
    scenario: str, renaming: Renaming, renamed_rules: Path, tmp_path: Path
) -> None:
    source = scenarios_dir() / scenario
    target = tmp_path / "leven.yaml"
    renaming.dossiers(source, target)
    expected = [renaming.answer(answer) for answer in answers(source, rules_dir())]
    assert expected
    assert answers(target, renamed_rules) == expected


def test_a_renamed_answer_shows_no_name_of_the_law(
    rulebook: Rulebook, renaming: Renaming, renamed_rules: Path, tmp_path: Path
) -> None:
    target = tmp_path / "leven.yaml"
    renaming.dossiers(scenarios_dir() / SCENARIOS[0], target)
    (answer,) = answers(target, renamed_rules)
    said = [answer["regime"], answer["status"]]
    said += [term[part] for term in answer["termijnen"] for part in ("soort", "status")]
    for decision in answer["besluiten"]:
        said += [decision["soort"], *decision["regel"].split("."), *decision["velden"]]
    assert said
    assert set(said) & (set(names_of_law(rulebook)) - OF_THE_LANGUAGE) == set()
