"""The tables of a comparison: who notices it, the indicators, the years, the parts and the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from inburgerregels.engine.answerbook import PAPER
from inburgerregels.explain.dutch import sentence
from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import Meta
from inburgerregels.policy.comparing import Variant
from inburgerregels.policy.differences import Figure, Figures
from inburgerregels.policy.examples import Example
from inburgerregels.policy.moved_decisions import APPEARED, CHANGED, VANISHED
from inburgerregels.policy.questions import Balance, Indicator, Questions, Split
from inburgerregels.report.document import Bar, BarChart, Cell, Column, LineChart, Series, Table
from inburgerregels.report.policy_numbers import (
    change_cell,
    figure_cell,
    in_words,
    share_cell,
    whole,
)
from inburgerregels.report.view import citations

__all__ = [
    "changed_indicators",
    "examples_table",
    "indicator_table",
    "part_table",
    "rules_table",
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
_WAYS = {APPEARED: "komt erbij", VANISHED: "verdwijnt", CHANGED: "wordt anders"}
#: How many rules stand in a report as text.
_MOST_RULES = 12
#: How many years stand beside each other.
_MOST_YEARS = 7
_MARGIN = "Marge van het verschil"


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


def changed_indicators(figures: Figures) -> list[Indicator]:
    """The indicators that are another figure under the variant."""
    return [one for one in figures.questions.indicators.values() if figures.whole(one).change]


def indicator_table(figures: Figures, name: str) -> Table:
    """Every indicator as it is and as it becomes."""
    rows, bars = [], []
    for indicator in figures.questions.indicators.values():
        figure = figures.whole(indicator)
        averaged = indicator.average_over is not None
        share = share_cell(figure.share)
        rows.append(
            (
                Cell(titled(indicator)),
                figure_cell(figure.base, indicator.unit, averaged=averaged),
                figure_cell(figure.variant, indicator.unit, averaged=averaged),
                change_cell(figure.change, indicator.unit, averaged=averaged),
                share,
                _margin(figure, indicator),
            )
        )
        if figure.change and figure.share is not None:
            bars.append((indicator.title, share.text, figure.share))
    columns = (
        Column("Indicator"),
        *(Column(title, True) for title in ("Nu", "Dan", "Verschil", "In procent", _MARGIN)),
    )
    title = "Alle indicatoren"
    return Table(f"indicatoren {name}", title, columns, tuple(rows), None, _share_chart(bars))


def _share_chart(bars: Sequence[tuple[str, str, Fraction]]) -> BarChart | None:
    if not bars:
        return None
    longest = max(abs(share) for _, _, share in bars)
    return BarChart(
        "Verschil in procent van wat het nu is",
        _listed(f"{title} {text}" for title, text, _ in bars),
        tuple(Bar(title, text, float(share / longest)) for title, text, share in bars),
    )


def _margin(figure: Figure, indicator: Indicator) -> Cell:
    spread = figure.spread
    if spread is None or not (spread.low or spread.high):
        return Cell("-")
    averaged = indicator.average_over is not None
    low, high = (
        change_cell(value, indicator.unit, averaged=averaged) for value in (spread.low, spread.high)
    )
    return Cell(f"{low.text} tot {high.text}")


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
    return Table(f"jaren {name}".strip(), title, columns, rows)


def year_table(figures: Figures, indicator: Indicator, name: str) -> Table:
    """One indicator in every calendar year, as it is and as it becomes."""
    years = figures.years(indicator)
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
    chart = LineChart(
        f"{indicator.title} per jaar",
        _listed(f"in {row[0].text} nu {row[1].text} en dan {row[2].text}" for row in rows),
        "Jaar",
        indicator.unit,
        tuple(str(year) for year in years),
        tuple(
            Series(title, tuple(float(value / divide) for value in values))
            for title, values in (
                ("nu", [figure.base for figure in years.values()]),
                ("dan", [figure.variant for figure in years.values()]),
            )
        ),
    )
    short = f"{indicator.name} {name}"
    return Table(short, f"{titled(indicator)}, per jaar", columns, rows, indicator.note, chart)


def part_table(figures: Figures, split: Split, name: str) -> Table | None:
    """What each part of a split notices; None where everybody is in one part."""
    parts = figures.parts(split.name)
    if len(parts) < 2:
        return None
    questions = figures.questions
    mine = [
        questions.indicators[one] for balance in questions.balances for one in balance.indicators
    ]
    rows = []
    for part in parts:
        verdict = figures.verdict(split.name, part)
        changes = [
            change_cell(
                figures.part(one, split.name, part).change,
                one.unit,
                averaged=one.average_over is not None,
            )
            for one in mine
        ]
        rows.append(
            (
                Cell(part.replace("_", " ")),
                figure_cell(figures.people(split.name, part), "personen"),
                *(figure_cell(verdict[key], "personen") for key, _ in VERDICTS[:-1]),
                *changes,
            )
        )
    columns = (
        Column(split.title),
        Column("Personen", True),
        *(Column(label, True) for _, label in VERDICTS[:-1]),
        *(Column(f"Verschil {one.title[:1].lower()}{one.title[1:]}", True) for one in mine),
    )
    title = f"Naar {split.title.lower()}"
    return Table(f"{split.name} {name}", title, columns, tuple(rows), split.note)


def rules_table(figures: Figures, base: Rulebook, variant: Variant, name: str) -> Table:
    """By which rules decisions come, go or change, the most persons first."""
    moved = figures.moved()
    order = sorted(moved, key=lambda key: (-moved[key][1], key))
    rows = []
    for way, kind, rule in order:
        meta = _meta(base if way == VANISHED else variant.rulebook, rule)
        decisions, persons = moved[(way, kind, rule)]
        title = variant.rulebook.vocabulary.decisions[kind].title
        cited = "; ".join(one.text for one in citations(meta.sources)) if meta else ""
        rows.append(
            (
                Cell(f"{title}: {_said_of(variant.rulebook, rule, meta)}"),
                Cell(_WAYS[way]),
                figure_cell(decisions, "besluiten"),
                figure_cell(persons, "personen"),
                Cell(cited or "-"),
                Cell(rule),
            )
        )
    columns = (
        *(Column("Besluit"), Column("Wat"), Column("Besluiten", True), Column("Personen", True)),
        *(Column("Grondslag"), Column("Regel")),
    )
    return Table(
        f"regels {name}",
        "Besluiten die erbij komen, verdwijnen of anders worden",
        columns,
        tuple(rows),
        most_in_text=_MOST_RULES,
    )


def _said_of(rulebook: Rulebook, rule: str, meta: Meta | None) -> str:
    """What a rule is called; of an event that no rule used, that it is."""
    first, _, name = rule.partition(".")
    if first == PAPER and name in rulebook.vocabulary.events:
        return f"{rulebook.vocabulary.events[name].title} past bij geen enkele regel"
    return (meta.title if meta else None) or rule.replace("_", " ")


def _meta(rulebook: Rulebook, rule: str) -> Meta | None:
    block, _, own = rule.partition(".")
    known = rulebook.blocks.get(block)
    if known is None:
        return None
    piece = known.decisions.get(own) or known.rules.get(own)
    return None if piece is None else piece.meta


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
    return Cell(in_words(cell, unit), cell.value)


def titled(indicator: Indicator) -> str:
    """The title of an indicator with its unit, where the figures do not show it."""
    if indicator.average_over is not None:
        return f"{indicator.title} (gemiddeld, {indicator.unit})"
    return indicator.title


def _listed(parts: object) -> str:
    assert hasattr(parts, "__iter__")
    return "; ".join(str(part) for part in parts) + "."


def people_in_words(value: Fraction) -> str:
    """How many persons, in a sentence."""
    return f"{whole(value)} mensen"
