"""The outlook on lapsing terms, and what became of it, as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from inburgerregels.explain.dutch import count, day
from inburgerregels.policy.figures.wording import rounded
from inburgerregels.policy.folder import Population
from inburgerregels.policy.outlook import Month, Outlook, OutlookDefinition
from inburgerregels.report.layout import columns, heading, paragraph

__all__ = ["outlook_as_json", "outlook_as_text"]

_NOTHING = "-"


def outlook_as_text(
    outlooks: Sequence[Outlook], definition: OutlookDefinition, populations: Sequence[Population]
) -> str:
    """A table per population: each month, each kind of term, and everything together."""
    out = heading(definition.title, "=")
    for outlook, population in zip(outlooks, populations, strict=True):
        out += ["", *heading(f"{population.folder}, vanaf {day(outlook.day)}")]
        out += paragraph(
            f"{count(population.persons, 'leven', 'levens')}, elk voor {rounded(population.weight, 2)} "
            f"personen; zaad {population.seed}"
        )
        ending = [kind for kind in definition.kinds if outlook.total(kind).running]
        rows = [_row(month, _period(month)) for month in outlook.months if month.kind in ending]
        rows += [_row(outlook.total(kind), "samen") for kind in definition.kinds]
        rows.append(_row(outlook.total(), "samen"))
        head = ["Termijn", "Laatste dag", "Loopt af", "Verwacht", "Overschreden", "Fout"]
        out += ["", *columns(head, rows, right=range(2, 6)), ""]
        out += _how(outlook)
        if outlook.total().lapsed is None:
            out += paragraph(
                f"Deze levens lopen tot en met {day(population.until)}: wat op {day(outlook.until)} is "
                "uitgekomen, is niet te zeggen."
            )
    return "\n".join(out) + "\n"


def outlook_as_json(
    outlooks: Sequence[Outlook], populations: Sequence[Population]
) -> list[dict[str, Any]]:
    """Per population the months; persons are rounded to whole ones."""
    return [
        {
            "bevolking": str(population.folder),
            "zaad": population.seed,
            "vanaf": outlook.day.isoformat(),
            "tot": outlook.until.isoformat(),
            "maanden": [
                {
                    "termijn": month.kind,
                    "vanaf": month.first.isoformat(),
                    "tot": month.until.isoformat(),
                    "loopt_af": _whole(month.running),
                    "verwacht": _whole(month.expected),
                    "niet_gehaald": _whole(month.lapsed),
                }
                for month in outlook.months
            ],
            "eerder": {
                kind: [
                    {"liep_af": _whole(run), "niet_gehaald": _whole(lapsed)}
                    for run, lapsed in before
                ]
                for kind, before in outlook.before.items()
            },
        }
        for outlook, population in zip(outlooks, populations, strict=True)
    ]


def _row(month: Month, period: str) -> list[str]:
    error = _NOTHING
    if month.expected is not None and month.lapsed:
        found = month.expected / month.lapsed - 1
        sign = "+" if found > 0 and rounded(found * 100, 1).strip("0,") else ""
        error = f"{sign}{rounded(found * 100, 1)}%"
    numbers = [month.running, month.expected, month.lapsed]
    return [
        month.kind or "totaal",
        period,
        *(_NOTHING if one is None else rounded(one) for one in numbers),
        error,
    ]


def _period(month: Month) -> str:
    return f"{month.first.isoformat()} tot {month.until.isoformat()}"


def _how(outlook: Outlook) -> list[str]:
    """What the expectation rests on."""
    out = paragraph(
        "Verwacht: wat in een maand afloopt, maal het deel dat een periode eerder, even ver vooruit, "
        "werd overschreden."
    )
    for kind, before in outlook.before.items():
        run = sum((ran for ran, _ in before), Fraction(0))
        if not run:
            out += paragraph(f"{kind}: er liep niets af, dus niets te verwachten", first="- ")
            continue
        shares = [f"{rounded(lapsed / ran * 100)}%" if ran else _NOTHING for ran, lapsed in before]
        out += paragraph(f"{kind}, per maand: {', '.join(shares)}", indent="  ", first="- ")
    return out


def _whole(value: Fraction | None) -> int | None:
    return None if value is None else int(value + Fraction(1, 2))
