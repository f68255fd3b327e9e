"""Every line of expressions.csv: what an expression is worth, or why it is refused.

Lines that begin with ``# `` and have nothing behind them are headings. Amounts are rounded to whole
cents, half a cent up. The dossier that the last part asks about is below.
"""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inburgerregels.engine import evaluate_traced, prepare
from inburgerregels.engine.rows import EventRow, Undetermined
from inburgerregels.language import Rulebook, read_dossiers, read_rulebook
from inburgerregels.language.types import Kind, Type
from inburgerregels.model import ABSENT, ALREADY, NEVER, ProblemError, date_of

LINES = Path(__file__).with_name("expressions.csv")
LAW = """\
bronnen: {W: {titel: Verzonnen wet}}
---
begrippen:
  keuzes:
    onderdeel: [lezen, schrijven, knm]
    niveau: {geordend: [a, b, c]}
  persoon:
    lengte: {type: getal}
    gewicht: {type: getal, optioneel: ja}
    vak: {type: onderdeel, standaard: lezen}
    niveau: {type: niveau, standaard: b}
    vereist: {type: verzameling onderdeel}
  gebeurtenissen:
    les:
      titel: Les gevolgd
      velden:
        onderdeel: {type: onderdeel}
        uren: {type: getal}
        prijs: {type: geld, optioneel: ja}
    toets: {titel: Toets gemaakt, velden: {punten: {type: getal}}}
---
bron: W 1
regels:
  vraag:
    afgerond op: cent rekenkundig
    antwoord: EXPRESSION
"""
DOSSIER = """\
persoon: {id: a, lengte: 12, vereist: [lezen, knm]}
gebeurtenissen:
  - {datum: 2020-04-01, soort: les, onderdeel: knm, uren: 20}
  - {datum: 2020-03-01, soort: les, onderdeel: lezen, uren: 10}
"""
TODAY = datetime.date(2020, 6, 30)


def lines() -> Iterator[tuple[str, str]]:
    with LINES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == ["expression", "type or value", "why"]
    for expression, expected, _why in rows[1:]:
        if expected:
            yield expression, expected


def law(folder: Path, expression: str) -> Rulebook:
    quoted = '"' + expression.replace("\\", "\\\\").replace('"', '\\"') + '"'
    path = folder / "wet.yaml"
    path.write_text(LAW.replace("EXPRESSION", quoted), encoding="utf-8")
    return prepare(read_rulebook([path]))


def worth(folder: Path, expression: str) -> str:
    """The value of an expression for the dossier, or why it is refused."""
    try:
        rulebook = law(folder, expression)
    except ProblemError as error:
        return f"fout: {error.problems[0].message}"
    [dossier] = read_dossiers("dossier.yaml", rulebook, DOSSIER)
    evaluator = evaluate_traced(rulebook, dossier, TODAY).evaluator
    index = rulebook.program.quantities[("persoon", "antwoord", None)]
    return words(evaluator.value(index, evaluator.person), rulebook.program.nodes[index].type)


def words(value: Any, its_type: Type) -> str:
    if value is ABSENT:
        return "afwezig"
    if type(value) is Undetermined:
        return "niet vast te stellen"
    if isinstance(value, EventRow):
        return f"{value.kind} {date_of(value.day)}"
    match its_type.kind:
        case Kind.BOOL:
            return "ja" if value else "nee"
        case Kind.DATE:
            return {NEVER: "nooit", ALREADY: "voorheen"}.get(value) or date_of(value).isoformat()
        case Kind.MONEY:
            euros, cents = divmod(value, 100)
            return f"€ {euros:,}".replace(",", ".") + (f",{cents:02}" if cents else "")
        case Kind.PERCENTAGE:
            whole, rest = divmod(value, 10 ** (its_type.scale - 2))
            decimals = str(rest).zfill(its_type.scale - 2).rstrip("0") if rest else ""
            return f"{whole}{',' if decimals else ''}{decimals}%"
        case Kind.SET:
            return "[" + ", ".join(sorted(value)) + "]"
    return str(value)


@pytest.mark.parametrize(("expression", "expected"), list(lines()))
def test_an_expression_is_worth_what_the_table_says(
    expression: str, expected: str, tmp_path: Path
) -> None:
    found = worth(tmp_path, expression)
    if expected.startswith("fout: "):
        assert found.startswith(expected)
    else:
        assert found == expected


def test_the_table_asks_each_expression_once() -> None:
    asked = [expression for expression, _ in lines()]
    assert sorted(asked) == sorted(set(asked))
    assert len(asked) >= 150
