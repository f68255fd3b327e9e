"""The tables of a comparison: who notices it, the indicators, the years and the examples."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from inburgerregels.explain.dutch import day, sentence
from inburgerregels.policy.differences import Figure, Figures
from inburgerregels.policy.examples import Example
from inburgerregels.policy.questions import Balance, Indicator, Questions
from inburgerregels.report.document import Bar, BarChart, Cell, Column, LineChart, Series, Table
from inburgerregels.report.policy_numbers import (
    change_cell,
    figure_cell,
    in_words,
    share_cell,
)

__all__ = [
    "VERDICTS",
    "balance_table",
    "changed_indicators",
    "examples_table",
    "indicator_table",
    "may_be_chance",
    "still_table",
    "titled",
    "verdict_table",
    "year_table",
    "years_tables",
]

VERDICTS = (
    ("better", "Beter af"),
    ("worse", "Slechter af"),
    ("mixed", "Gemengd"),
    ("same", "Gelijk"),
)
#: How many years stand beside each other.
_MOST_YEARS = 7


def verdict_table(figures: Figures, name: str) -> Table:
    """How many persons are better or worse off."""
    people, verdict = figures.people("", ""), figures.verdict("", "")
    rows = tuple(
        (
            Cell(label),
            figure_cell(verdict[key], "personen"),
            share_cell(verdict[key] / people if people else None, signed=False),
        )
        for key, label in VERDICTS
    )
    chart = BarChart(
        "Beter of slechter af",
        _listed(f"{label} {row[1].text}" for (_, label), row in zip(VERDICTS, rows, strict=True)),
        tuple(
            Bar(label, row[1].text, float(verdict[key] / people) if people else 0.0)
            for (key, label), row in zip(VERDICTS, rows, strict=True)
        ),
    )
    columns = (Column("Personen"), Column("Aantal", True), Column("Deel", True))
    return Table(
        f"wie {name}", "Hoeveel mensen beter of slechter af zijn", columns, rows, None, chart
    )


def balance_table(figures: Figures, name: str) -> Table:
    """On which balance persons are better or worse off; who is on two of them counts in both."""
    rows = []
    for place, balance in enumerate(figures.questions.balances):
        better, worse = figures.balance(place)
        cells = (figure_cell(better, "personen"), figure_cell(worse, "personen"))
        rows.append((Cell(balance.title), *cells, Cell(balance.note or "")))
    columns = (
        *(Column("Waarin"), Column("Beter af", True), Column("Slechter af", True)),
        Column("Wat ertoe telt"),
    )
    note = "Wie op meer dan een van deze beter of slechter af is, telt in elk daarvan mee."
    return Table(
        f"waarin {name}", "Waarin zij beter of slechter af zijn", columns, tuple(rows), note
    )


def changed_indicators(figures: Figures) -> list[Indicator]:
    """The indicators that are another figure under the variant."""
    return [one for one in figures.questions.indicators.values() if figures.whole(one).change]


def may_be_chance(figure: Figure) -> bool:
    """Whether the margin of a difference goes over nought."""
    spread = figure.spread
    return bool(figure.change) and spread is not None and spread.low <= 0 <= spread.high


def indicator_table(figures: Figures, name: str) -> Table | None:
    """Every indicator that changes, as it is and as it becomes; None where none does."""
    rows, bars, chance = [], [], []
    for indicator in changed_indicators(figures):
        figure = figures.whole(indicator)
        averaged = indicator.average_over is not None
        share = share_cell(figure.share)
        if may_be_chance(figure):
            chance.append(indicator.title)
        rows.append(
            (
                Cell(titled(indicator)),
                figure_cell(figure.base, indicator.unit, averaged=averaged),
                figure_cell(figure.variant, indicator.unit, averaged=averaged),
                change_cell(figure.change, indicator.unit, averaged=averaged),
                share,
                *_margin(figure, indicator),
            )
        )
        if figure.share is not None:
            bars.append((indicator.title, share.text, figure.share))
    if not rows:
        return None
    columns = (
        Column("Indicator"),
        *(Column(title, True) for title in ("Nu", "Dan", "Verschil", "In procent")),
        *(Column(f"Marge van het verschil, {end}", True) for end in ("laagste", "hoogste")),
    )
    note = (
        "Kan toeval zijn, want nul ligt binnen de marge: " + "; ".join(chance) + "."
        if chance
        else None
    )
    return Table(
        f"indicatoren {name}",
        "Wat er verandert, nu en dan",
        columns,
        tuple(rows),
        note,
        _share_chart(bars),
    )


def still_table(figures: Figures, name: str) -> Table | None:
    """Every indicator that stays as it is; None where all change."""
    rows = []
    for indicator in figures.questions.indicators.values():
        figure, averaged = figures.whole(indicator), indicator.average_over is not None
        if not figure.change:
            cell = figure_cell(figure.base, indicator.unit, averaged=averaged)
            rows.append((Cell(titled(indicator)), cell))
    columns = (Column("Indicator"), Column("Nu en dan", True))
    return Table(f"gelijk {name}", "Wat gelijk blijft", columns, tuple(rows)) if rows else None


def _share_chart(bars: Sequence[tuple[str, str, Fraction]]) -> BarChart | None:
    if not bars:
        return None
    longest = max(abs(share) for _, _, share in bars)
    return BarChart(
        "Verschil in procent van wat het nu is",
        _listed(f"{title} {text}" for title, text, _ in bars),
        tuple(Bar(title, text, float(share / longest)) for title, text, share in bars),
    )


def _margin(figure: Figure, indicator: Indicator) -> tuple[Cell, Cell]:
    spread = figure.spread
    if spread is None:
        return Cell("niet bekend"), Cell("niet bekend")
    averaged = indicator.average_over is not None
    low, high = (
        change_cell(value, indicator.unit, averaged=averaged) for value in (spread.low, spread.high)
    )
    return low, high


def years_tables(figures: Figures, indicators: Sequence[Indicator], name: str) -> list[Table]:
    """By how much each indicator differs in every calendar year from the first in which one does; so
    many years to a table that it fits a page."""
    years = {one.name: figures.years(one) for one in indicators if one.year is not None}
    changed = {n: {y for y, f in of.items() if f.change} for n, of in years.items()}
    mine = [one for one in indicators if changed.get(one.name)]
    if not mine:
        return []
    first = min(min(changed[one.name]) for one in mine)
    every = sorted({year for one in mine for year in years[one.name] if year >= first})
    parts = -(-len(every) // _MOST_YEARS)
    size = -(-len(every) // parts)
    return [
        _years_table(
            figures,
            mine,
            years,
            every[at : at + size],
            name if parts == 1 else f"{name} {every[at]}",
        )
        for at in range(0, len(every), size)
    ]


def _years_table(
    figures: Figures,
    indicators: Sequence[Indicator],
    years: Mapping[str, Mapping[int, Figure]],
    every: Sequence[int],
    name: str,
) -> Table:
    rows = tuple(
        (
            Cell(titled(one)),
            *(
                change_cell(years[one.name][year].change, one.unit)
                if year in years[one.name]
                else change_cell(Fraction(), one.unit)
                for year in every
            ),
        )
        for one in indicators
    )
    columns = (Column("Verschil in"), *(Column(str(year), True) for year in every))
    title = f"Het verschil in elk jaar, {every[0]}"
    title += f" tot en met {every[-1]}" if len(every) > 1 else ""
    note = " ".join(_years_not_whole(every, figures.comparison.day)) or None
    return Table(f"jaren {name}".strip(), title, columns, rows, note)


def year_table(figures: Figures, indicator: Indicator, name: str) -> Table:
    """One indicator in every calendar year from the first with anything of it, as it is and as it
    becomes; the chart ends where the lives do."""
    every = figures.years(indicator)
    first = min((year for year, of in every.items() if of.base or of.variant), default=0)
    years = {year: figure for year, figure in every.items() if year >= first}
    rows = tuple(
        (
            Cell(str(year)),
            figure_cell(figure.base, indicator.unit),
            figure_cell(figure.variant, indicator.unit),
            change_cell(figure.change, indicator.unit),
        )
        for year, figure in years.items()
    )
    columns = (Column("Jaar"), *(Column(title, True) for title in ("Nu", "Dan", "Verschil")))
    divide = 100 if indicator.unit == "euro" else 1
    day_looked = figures.comparison.day
    drawn = {year: figure for year, figure in years.items() if year <= day_looked.year}
    chart = LineChart(
        f"{indicator.title} per jaar",
        _listed(f"in {row[0].text} nu {row[1].text} en dan {row[2].text}" for row in rows),
        "Jaar",
        indicator.unit,
        tuple(str(year) for year in drawn),
        tuple(
            Series(title, tuple(float(value / divide) for value in values))
            for title, values in (
                ("nu", [figure.base for figure in drawn.values()]),
                ("dan", [figure.variant for figure in drawn.values()]),
            )
        ),
    )
    short = f"{indicator.name} {name}"
    said = [indicator.note, *_years_not_whole(years, day_looked)]
    note = " ".join(text for text in said if text) or None
    table_chart = chart if len(drawn) > 1 else None
    return Table(short, f"{titled(indicator)}, per jaar", columns, rows, note, table_chart)


def _years_not_whole(years: Iterable[int], looked: datetime.date) -> list[str]:
    """Of which years not everything is there."""
    said, last = [], max(years, default=0)
    whole = (looked + datetime.timedelta(days=1)).year > looked.year
    if not whole and last >= looked.year:
        said.append(f"{looked.year} loopt tot en met {day(looked)}.")
    if last > looked.year:
        said.append(
            f"Van na {day(looked)} staat er alleen wat voortkomt uit wat voor die dag al was besloten."
        )
    return said


def examples_table(questions: Questions, examples: Sequence[Example], name: str) -> Table:
    """The examples, with what each gains or loses on every balance."""
    rows = tuple(
        (
            Cell(example.path.name if example.path else example.name),
            Cell(sentence(example.kind)),
            *(
                _gain(balance, gain, questions)
                for balance, gain in zip(questions.balances, example.gains, strict=True)
            ),
        )
        for example in examples
    )
    columns = (
        *(Column("Dossier"), Column("Soort")),
        *(Column(f"{balance.title}, voor de persoon", True) for balance in questions.balances),
    )
    note = (
        "Een plus is beter voor de persoon, een min slechter. De gewone voorbeelden liggen het dichtst "
        "bij het gemiddelde van wie iets merkt, de uitersten het verst van wat nu is."
    )
    return Table(f"voorbeelden {name}", "Voorbeelden", columns, rows, note)


def _gain(balance: Balance, gain: int, questions: Questions) -> Cell:
    unit = questions.indicators[balance.indicators[0]].unit
    cell = change_cell(Fraction(gain), unit)
    if unit == "personen":
        return Cell("gelijk" if not gain else "beter" if gain > 0 else "slechter")
    return Cell(in_words(cell, unit), cell.value)


def titled(indicator: Indicator) -> str:
    """The title of an indicator with its unit, where the figures do not show it."""
    if indicator.average_over is not None:
        return f"{indicator.title} (gemiddeld, {indicator.unit})"
    return indicator.title


def _listed(parts: object) -> str:
    assert hasattr(parts, "__iter__")
    return "; ".join(str(part) for part in parts) + "."
