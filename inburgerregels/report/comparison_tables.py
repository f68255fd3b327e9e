"""The tables of a comparison: who notices it, the indicators, the years and the examples."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from inburgerregels.explain.dutch import sentence
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.examples import Example
from inburgerregels.policy.questions import Balance, Indicator, Questions
from inburgerregels.report.document import Bar, BarChart, Cell, Column, Table
from inburgerregels.report.margins import chance_note, margin_cells
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
    "listed",
    "still_table",
    "titled",
    "verdict_table",
]

VERDICTS = (
    ("better", "Beter af"),
    ("worse", "Slechter af"),
    ("mixed", "Gemengd"),
    ("same", "Gelijk"),
)


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
        listed(f"{label} {row[1].text}" for (_, label), row in zip(VERDICTS, rows, strict=True)),
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


def indicator_table(figures: Figures, name: str) -> Table | None:
    """Every indicator that changes, as it is and as it becomes; None where none does."""
    rows, bars, chance = [], [], {}
    for indicator in changed_indicators(figures):
        figure = figures.whole(indicator)
        averaged = indicator.average_over is not None
        share = share_cell(figure.share)
        chance[indicator.title] = {"": figure}
        rows.append(
            (
                Cell(titled(indicator)),
                figure_cell(figure.base, indicator.unit, averaged=averaged),
                figure_cell(figure.variant, indicator.unit, averaged=averaged),
                change_cell(figure.change, indicator.unit, averaged=averaged),
                share,
                *margin_cells(figure, indicator.unit, averaged=averaged),
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
    return Table(
        f"indicatoren {name}",
        "Wat er verandert, nu en dan",
        columns,
        tuple(rows),
        chance_note(chance.items()),
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
        listed(f"{title} {text}" for title, text, _ in bars),
        tuple(Bar(title, text, float(share / longest)) for title, text, share in bars),
    )


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


def listed(parts: object) -> str:
    """What a chart shows, in words."""
    assert hasattr(parts, "__iter__")
    return "; ".join(str(part) for part in parts) + "."
