"""A model is read whole, or refused with the place of what is wrong and the nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from inburgerregels.model import ProblemError
from inburgerregels.policy.population.model import model_file, read_model
from inburgerregels.policy.readings import default_readings

RULEBOOK = load_rulebook()

MODEL = """\
tot: 2024-12-31
parameters:
  deel: {waarde: 0.25, veronderstelling: een getal}
lagen:
  - {naam: eerste, groep: asielstatushouder, van: 2015-01-01, personen: 30}
  - {naam: tweede, groep: gezinsmigrant, van: 2016-01-01, personen: 10}
waarden:
  start: van + 10
persoon:
  groep: {woorden: [asielstatushouder, gezinsmigrant], nummer: gezinsmigrant}
  geboortedatum: start - 10000
gebeurtenissen:
  - {soort: inburgeringsplichtig, datum: start}
  - {soort: lening_opname, datum: start + 100 * i, aantal: 3, velden: {bedrag: 500}}
"""


def problem_of(tmp_path: Path, text: str) -> str:
    path = tmp_path / "model.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as raised:
        read_model(path, RULEBOOK.vocabulary)
    (problem,) = raised.value.problems
    assert problem.position is not None
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.position.line}:{problem.position.column} {problem.message}{hint}"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (
            "soort: lening_opname",
            "soort: lening_opnamen",
            "14:13 'lening_opnamen' is geen gebeurtenis (bedoelde u lening_opname?)",
        ),
        (
            "{bedrag: 500}",
            "{bedragen: 500}",
            "14:72 'bedragen' is geen veld van lening_opname 1 (bedoelde u bedrag?)",
        ),
        (
            "[asielstatushouder, gezinsmigrant]",
            "[asielstatushouders, gezinsmigrant]",
            "10:21 'asielstatushouders' past niet bij 'groep' (bedoelde u asielstatushouder?)",
        ),
        ("waarde: 0.25", "waarde: kwart", "3:18 hier hoort een getal"),
        (
            "veronderstelling: een getal",
            "aanname: een getal",
            "3:24 'aanname' hoort hier niet",
        ),
        (
            ", veronderstelling: een getal",
            "",
            "3:3 een parameter heeft een bron of een veronderstelling",
        ),
        ("start: van + 10", "start: van +", "8:10 dit is geen uitdrukking: van +"),
        ("start: van + 10", "start: op(van)", "8:10 'op' is geen functie van het model"),
        ("tot: 2024-12-31\n", "", "1:1 'tot' ontbreekt"),
        ("tot: 2024-12-31", "tot: eind", "1:6 hier hoort een datum"),
        ("lagen:", "laag:", "4:1 'laag' hoort hier niet (bedoelde u lagen?)"),
        (
            "waarden:\n  start: van + 10",
            "waarden: 3",
            "7:10 hier hoort een lijst van namen met waarden",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in MODEL
    assert problem_of(tmp_path, MODEL.replace(before, after, 1)) == message


def test_a_model_is_one_document(tmp_path: Path) -> None:
    assert "een model staat in één YAML-document" in problem_of(tmp_path, MODEL + "---\n" + MODEL)


def test_the_model_that_comes_along_is_read_and_every_number_says_why() -> None:
    model = read_model(model_file(), RULEBOOK.vocabulary)
    assert all(parameter.why for parameter in model.parameters.values())
    assert set(default_readings()) <= set(RULEBOOK.readings)
    fitted = [name for one in model.rounds for name in one.parameters]
    bounded = [p.name for p in model.parameters.values() if p.low is not None]
    assert sorted(fitted) == sorted(bounded), "each bounded parameter is fitted in one round"


def test_no_outcome_is_drawn() -> None:
    """What only the law or an authority can decide is no event of the model; a grant comes about when the
    law expects it."""
    model = read_model(model_file(), RULEBOOK.vocabulary)
    kinds = {event.kind for event in model.events}
    decided = {"boetebesluit", "boete_onherroepelijk", "beslissing_op_bezwaar", "uitspraak"}
    assert not kinds & (decided | {"kwijtscheldingsverzoek", "aflossing"})
    grounds = {
        word
        for event in model.events
        if event.kind == "ontheffing"
        for word in event.fields["grond"].words
    }
    assert grounds == {"medisch"}, "what a doctor finds happens to a person"
