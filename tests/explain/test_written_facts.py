"""A fact is written as it would stand in a dossier file: reading it gives the same fact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inburgerregels import load_rulebook
from inburgerregels.explain.changes import event_line, value_text
from inburgerregels.language import Rulebook, read_dossiers
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import UNKNOWN, Duration, Event

LAW = """
begrippen:
  keuzes: {kleur: [rood, groen, blauw]}
  gebeurtenissen:
    iets:
      titel: Iets
      velden:
        daags: {type: datum}
        tijd: {type: duur}
        geld: {type: geld}
        deel: {type: percentage}
        getal: {type: getal}
        klopt: {type: janee}
        tekst: {type: tekst}
        kleur: {type: kleur}
        kleuren: {type: verzameling kleur}
        soms: {type: getal, optioneel: ja}
"""


@pytest.fixture(scope="module")
def law(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    path: Path = tmp_path_factory.mktemp("regels") / "wet.yaml"
    path.write_text(LAW, encoding="utf-8")
    return load_rulebook(path)


real_days = st.integers(min_value=1, max_value=3_652_059)
known = st.fixed_dictionaries(
    {
        "daags": real_days,
        "tijd": st.one_of(
            st.builds(Duration, months=st.integers(0, 400)),
            st.builds(Duration, days=st.integers(0, 4000)),
        ),
        "geld": st.integers(0, 10**9),
        "deel": st.integers(0, 100),
        "getal": st.integers(0, 10**9),
        "klopt": st.booleans(),
        "tekst": st.text(
            st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1
        ).filter(lambda text: text.strip() == text and "\x00" not in text),
        "kleur": st.sampled_from(["rood", "groen", "blauw"]),
        "kleuren": st.frozensets(st.sampled_from(["rood", "groen", "blauw"])),
    },
    optional={"soms": st.just(UNKNOWN)},
)


@given(day=real_days, known_on=real_days, fields=known)
def test_what_is_written_reads_as_the_same_fact(
    law: Rulebook, day: int, known_on: int, fields: dict[str, Any]
) -> None:
    event = Event("iets", day, fields, known_on)
    text = f"persoon: {{id: x}}\ngebeurtenissen:\n  - {event_line(event, law)}\n"
    (dossier,) = read_dossiers("x.yaml", law, text)
    assert dossier.events == (event,)


@pytest.mark.parametrize(
    ("value", "scale", "text"),
    [(15, 2, "15%"), (100, 2, "100%"), (1205, 4, "12,05%"), (1250, 4, "12,5%"), (5, 4, "0,05%")],
)
def test_a_percentage_has_the_decimals_it_needs(
    law: Rulebook, value: int, scale: int, text: str
) -> None:
    assert value_text(value, Type(Kind.PERCENTAGE, scale=scale), law.vocabulary) == text
