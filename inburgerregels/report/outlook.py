"""The outlook on lapsing terms, and what became of it: as a report, and as rows for programs."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from inburgerregels.explain.dutch import count, day
from inburgerregels.language import Rulebook
from inburgerregels.policy.figures.wording import rounded
from inburgerregels.policy.folder import Population
from inburgerregels.policy.outlook import Month, Outlook, OutlookDefinition
from inburgerregels.report.comparison_view import law_facts
from inburgerregels.report.document import (
    Cell,
    Column,
    Document,
    LineChart,
    Section,
    Series,
    Table,
)
from inburgerregels.report.tables import about_population

__all__ = ["outlook_as_json", "outlook_document"]

_NOTHING = "-"


def outlook_document(
    outlooks: Sequence[Outlook],
    definition: OutlookDefinition,
    populations: Sequence[Population],
    rulebook: Rulebook,
    again: str,
) -> Document:
    """Means where there are several populations, and a section for each: each month, each kind of term,
    and everything together."""
    lead = (
        "Verwacht: wat in een maand afloopt, maal het deel dat een periode eerder, even ver vooruit, "
        "niet op tijd werd gehaald. Alleen wat op de dag zelf bekend was telt mee."
    )
    return Document(
        definition.title,
        (lead,),
        (
            ("Bevolking", tuple(map(about_population, populations))),
            *law_facts(rulebook),
            ("Bron", tuple(source.tekst for source in definition.source)),
            ("Hoe dit opnieuw te maken", (again,)),
        ),
        (
            *([_together(outlooks)] if len(outlooks) > 1 else []),
            *(
                _section(outlook, population, definition)
                for outlook, population in zip(outlooks, populations, strict=True)
            ),
        ),
    )


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


def _together(outlooks: Sequence[Outlook]) -> Section:
    """The mean of the populations, and the lowest and highest of them."""
    totals = [outlook.total() for outlook in outlooks]
    expected, lapsed = [one.expected for one in totals], [one.lapsed for one in totals]
    rows = [
        _spread("Loopt af", [one.running for one in totals]),
        _spread("Verwacht", expected),
        _spread("Niet gehaald", lapsed),
    ]
    wrong = [_error(*pair) for pair in zip(expected, lapsed, strict=True)]
    mean = _error(_mean(expected), _mean(lapsed))
    error = [Cell("Fout"), *map(_percent, (mean, *_ends(wrong)))]
    table = Table(
        "vooruitblik samen",
        f"Termijnen die aflopen, gemiddelde van {len(outlooks)} bevolkingen",
        (
            Column("Alle termijnen"),
            *(Column(head, number=True) for head in ("Gemiddeld", "Laagste", "Hoogste")),
        ),
        (*rows, tuple(error)),
    )
    return Section("Alle bevolkingen", (), (table,))


def _spread(name: str, values: Sequence[Fraction | None]) -> tuple[Cell, ...]:
    shown = (_mean(values), *_ends(values))
    return (
        Cell(name),
        *(Cell(_NOTHING) if one is None else Cell(rounded(one), one) for one in shown),
    )


def _mean(values: Sequence[Fraction | None]) -> Fraction | None:
    """None where one of them is not known."""
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) / len(known) if len(known) == len(values) else None


def _ends(values: Sequence[Fraction | None]) -> tuple[Fraction | None, Fraction | None]:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if len(known) == len(values) else (None, None)


def _section(outlook: Outlook, population: Population, definition: OutlookDefinition) -> Section:
    ending = [kind for kind in definition.kinds if outlook.total(kind).running]
    rows = [_row(month, _period(month)) for month in outlook.months if month.kind in ending]
    rows += [_row(outlook.total(kind), "samen") for kind in definition.kinds]
    rows.append(_row(outlook.total(), "samen"))
    numbers = ("Loopt af", "Verwacht", "Niet gehaald", "Fout")
    title = f"{population.folder.name}, vanaf {day(outlook.day)}"
    table = Table(
        f"vooruitblik {population.folder.name}",
        f"Termijnen die aflopen, {title}",
        (
            Column("Laatste dag"),
            Column("Termijn"),
            *(Column(number, number=True) for number in numbers),
        ),
        tuple(rows),
        chart=_chart(outlook, ending),
    )
    said = _shares(outlook)
    if outlook.total().lapsed is None:
        said.append(
            f"Deze levens lopen tot en met {day(population.until)}: wat op {day(outlook.until)} is "
            "uitgekomen, is niet te zeggen."
        )
    return Section(title, tuple(said), (table,))


def _chart(outlook: Outlook, ending: Sequence[str]) -> LineChart | None:
    """Expected and come true, month by month, of all kinds together."""
    if not ending:
        return None
    firsts = list(dict.fromkeys(month.first for month in outlook.months))
    together = [[month for month in outlook.months if month.first == first] for first in firsts]
    known = all(month.lapsed is not None for month in outlook.months)
    series = [Series("verwacht", tuple(_added(m.expected for m in some) for some in together))]
    if known:
        series.append(
            Series("niet gehaald", tuple(_added(m.lapsed for m in some) for some in together))
        )
    points = tuple(first.isoformat() for first in firsts)
    return LineChart(
        "Termijnen die niet op tijd worden gehaald, per maand",
        f"{count(len(series), 'lijn', 'lijnen')} over {count(len(points), 'maand', 'maanden')}.",
        "maand die begint op",
        "termijnen",
        points,
        tuple(series),
    )


def _added(values: Any) -> float:
    return float(sum((value or Fraction(0) for value in values), Fraction(0)))


def _row(month: Month, period: str) -> tuple[Cell, ...]:
    numbers = [month.running, month.expected, month.lapsed]
    return (
        Cell(period),
        Cell(month.kind or "alles"),
        *(Cell(_NOTHING) if one is None else Cell(rounded(one), one) for one in numbers),
        _percent(_error(month.expected, month.lapsed)),
    )


def _error(expected: Fraction | None, lapsed: Fraction | None) -> Fraction | None:
    """Expected less what came true, as a part of that."""
    return expected / lapsed - 1 if expected is not None and lapsed else None


def _percent(share: Fraction | None) -> Cell:
    if share is None:
        return Cell(_NOTHING)
    sign = "+" if share > 0 and rounded(share * 100, 1).strip("0,") else ""
    return Cell(f"{sign}{rounded(share * 100, 1)}%", share)


def _period(month: Month) -> str:
    return f"{month.first.isoformat()} tot {month.until.isoformat()}"


def _shares(outlook: Outlook) -> list[str]:
    """What the expectation rests on."""
    out = []
    for kind, before in outlook.before.items():
        if not any(run for run, _ in before):
            out.append(f"{kind}: er liep eerder niets af, dus er is niets om op af te gaan.")
            continue
        shares = [f"{rounded(lapsed / ran * 100)}%" if ran else _NOTHING for ran, lapsed in before]
        out.append(f"{kind}, deel dat eerder niet werd gehaald, per maand: {', '.join(shares)}.")
    return out


def _whole(value: Fraction | None) -> int | None:
    return None if value is None else int(value + Fraction(1, 2))
