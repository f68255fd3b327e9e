"""What was claimed beside what was reckoned again, as a report and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from inburgerregels.explain.dutch import day, sentence
from inburgerregels.language import Rulebook
from inburgerregels.policy.claims import PartReckoned, Reckoned
from inburgerregels.policy.folder import Population
from inburgerregels.report.comparison_view import law_facts, population_fact
from inburgerregels.report.document import Cell, Column, Document, Section, Table
from inburgerregels.report.policy_numbers import figure_cell

__all__ = ["claims_as_json", "claims_document"]


def claims_document(
    found: Sequence[Reckoned], populations: Sequence[Population], rulebook: Rulebook, again: str
) -> Document:
    """A section per claim: what was published, what comes out here, and why that can differ."""
    return Document(
        "Wat de brief verwachtte, nagerekend",
        (tuple(_in_short(one) for one in found),),
        (
            population_fact(populations),
            *law_facts(rulebook),
            ("Hoe dit opnieuw te maken", (again,)),
        ),
        tuple(_section(one) for one in found),
    )


def _in_short(one: Reckoned) -> str:
    if one.published is None:
        return f"{one.claim.title}: de brief noemt geen getal"
    ours = _spread(one.totals, money=True)
    return f"{one.claim.title}: volgens de brief {one.published.printed}, hier {ours}"


def _section(one: Reckoned) -> Section:
    said = [f"Geteld op {day(one.claim.day)}."]
    if one.published is not None:
        said.append(
            f"Gepubliceerd: {one.published.printed} ({one.published.id}). "
            f"Nagerekend: {_spread(one.totals, money=True)}."
        )
    said.append(f"Waarom het anders kan zijn: {sentence(one.claim.why)}")
    assumed = tuple(sentence(text) for text in one.claim.assumptions)
    return Section(
        one.claim.title,
        tuple(said),
        tuple(_table(one.claim.name, part, place) for place, part in enumerate(one.parts, 1)),
        (Section("Verondersteld is", assumed),),
    )


def _table(name: str, part: PartReckoned, place: int) -> Table:
    money = part.part.is_money
    several = any(len(values) > 1 for values in part.by_year.values())
    rows = []
    for year, values in part.by_year.items():
        row = [Cell(str(year), year), _cell(_mean(values), money=money)]
        if several:
            row += [_cell(min(values), money=money), _cell(max(values), money=money)]
        rows.append(tuple(row))
    titles = ("Nagerekend", "Laagste", "Hoogste") if several else ("Nagerekend",)
    columns = (Column("Jaar"), *(Column(title, True) for title in titles))
    return Table(f"{name} {place}", part.part.title, columns, tuple(rows))


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values) if values else Fraction(0)


def _spread(values: Sequence[Fraction], *, money: bool) -> str:
    """The mean, and the lowest and highest where there is more than one population."""
    if not values:
        return "-"
    shown = _cell(_mean(values), money=money).text
    if len(values) == 1:
        return shown
    low, high = (_cell(value, money=money).text for value in (min(values), max(values)))
    return f"{shown} (tussen {low} en {high})"


def _cell(value: Fraction, *, money: bool) -> Cell:
    return figure_cell(value, "euro" if money else "personen")


def claims_as_json(found: Sequence[Reckoned]) -> list[dict[str, Any]]:
    return [
        {
            "bewering": one.claim.name,
            "titel": one.claim.title,
            "gepubliceerd_cent": None if one.published is None else round(one.published.value),
            "berekend_cent": None
            if one.published is None
            else [round(value) for value in one.totals],
            "delen": [
                {
                    "titel": part.part.title,
                    "jaren": {
                        str(year): [round(value) for value in values]
                        for year, values in part.by_year.items()
                    },
                }
                for part in one.parts
            ],
            "veronderstellingen": list(one.claim.assumptions),
            "waarom_anders": one.claim.why,
        }
        for one in found
    ]
