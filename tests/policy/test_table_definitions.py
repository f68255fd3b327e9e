"""Definitions of what is counted, in names that the law or the figures do not know."""

from __future__ import annotations

from pathlib import Path

import pytest

from inburgerregels import load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.model import ProblemError
from inburgerregels.policy.counting.cells import (
    INDICATORS,
    TABLES,
    read_definitions,
)
from inburgerregels.policy.figures import load_figures
from inburgerregels.policy.readings import default_readings


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return load_rulebook(lezingen=default_readings())


DAMAGE = {
    "a status": ("{status: plichtig}", "{status: plichtigg}", "bedoelde u plichtig?"),
    "an event": ("gebeurtenis: kennisgeving", "gebeurtenis: kennisgevin", "kennisgeving?"),
    "a decision": ("{besluit: voldaan", "{besluit: voldan", "bedoelde u voldaan?"),
    "a person's field": ("persoon: {groep: asiel", "persoon: {group: asiel", "bedoelde u groep?"),
    "a value of it": (
        "groep: overige_migrant}",
        "groep: overige}",
        "'overige' kent het recht niet",
    ),
    "an amount": ("bedrag: teniet_cent", "bedrag: teniet", "bedoelde u teniet_cent?"),
    "a field of an event": ("tot: tot}}", "tot: tott}}", "bedoelde u tot?"),
    "a field of a decision": ("ingegaan: vanaf", "ingegaan: vanuit", "heeft geen veld 'vanuit'"),
    "a mark": ("merk: in-tabel-2", "merk: in-tabel-3", "bedoelde u in-tabel-2?"),
    "a day": ("{jaar: {cohort: 2013}}", "{jaar: {cohrt: 2013}}", "bedoelde u cohort?"),
    "a year": ("{jaar: {cohort: 2013}}", "{jaar: {cohort: 13}}", "'13' is geen jaar"),
    "a row": ("      plichtigen: {}", "      plichtige: {}", "bedoelde u plichtigen?"),
    "a figure": ("cijfer: brief/azc", "cijfer: brief/acz", "bedoelde u brief/azc?"),
    "a table": ("  '4':\n", "  '5':\n", "er is geen gepubliceerde tabel '5'"),
    "a sum of money": ("minstens: € 9.500", "minstens: veel", "veel"),
    "a term": ("termijn: [examen,", "termijn: [exam,", "bedoelde u examen?"),
    "a goal": ("aandeel: 1%, kolommen", "aandeel: één, kolommen", "geen gedrukt getal"),
    "a picture": ("beeld: {kolom: totaal.v", "beeld: {kolom: totaal.w", "totaal.voldaan?"),
    "a condition": ("niet: {stand", "neit: {stand", "bedoelde u niet?"),
    "no YAML": ("tabellen:", "tabellen: [", "tabellen.yaml"),
}


@pytest.mark.parametrize(("before", "after", "message"), DAMAGE.values(), ids=DAMAGE)
def test_a_definition_that_the_law_does_not_know_is_refused_with_its_place(
    law: Rulebook, tmp_path: Path, before: str, after: str, message: str
) -> None:
    text = TABLES.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "tabellen.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ProblemError) as refused:
        read_definitions(law, load_figures(), path)
    (first, *_) = [problem for problem in refused.value.problems if message in str(problem)]
    assert first.position is not None
    assert first.position.path == str(path)


def test_an_indicator_without_a_day_is_refused(law: Rulebook, tmp_path: Path) -> None:
    text = INDICATORS.read_text(encoding="utf-8")
    path = tmp_path / "indicatoren.yaml"
    path.write_text(text.replace("peildatum: 2023-10-01", "", 1), encoding="utf-8")
    with pytest.raises(ProblemError, match="op welke dag"):
        read_definitions(law, load_figures(), TABLES, path)
