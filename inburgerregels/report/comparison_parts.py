"""What a comparison says of each part of the population, and of each rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from inburgerregels.engine.answerbook import PAPER
from inburgerregels.language import Rulebook
from inburgerregels.language.rulebook import Meta
from inburgerregels.policy.comparing import Variant
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.margins import Figure
from inburgerregels.policy.moved_decisions import APPEARED, CHANGED, VANISHED
from inburgerregels.policy.questions import Indicator, Split
from inburgerregels.report.comparison_tables import VERDICTS, titled
from inburgerregels.report.document import Cell, Column, Table
from inburgerregels.report.margins import chance_note, difference_cell, may_be_chance
from inburgerregels.report.policy_numbers import change_cell, figure_cell
from inburgerregels.report.view import citations

__all__ = ["part_tables", "rules_table", "side_by_side"]

_WAYS = {APPEARED: "komt erbij", VANISHED: "verdwijnt", CHANGED: "wordt anders"}
_IN_WORDS = {
    "better": "beter af zijn",
    "worse": "slechter af zijn",
    "mixed": "in het ene beter en in het andere slechter af zijn",
}
#: How many rules are shown before one asks for the others.
_MOST_RULES = 12


def side_by_side(several: Sequence[Figures]) -> Table:
    """What is said first of each variant, in a column each, with how much that differs."""
    first = several[0]
    variants = [figures.comparison.variants[figures.number] for figures in several]
    rows = []
    for key, _ in VERDICTS[:-1]:
        cells = [figure_cell(figures.verdict("", "")[key], "personen") for figures in several]
        rows.append((Cell(f"Personen die {_IN_WORDS[key]}"), Cell("-"), *cells))
    for one in first.questions.indicators.values():
        found = [figures.whole(one) for figures in several]
        if one.in_short and any(figure.change for figure in found):
            averaged = one.average_over is not None
            now = figure_cell(found[0].base, one.unit, averaged=averaged)
            rows.append((Cell(titled(one)), now, *(_beside(figure, one) for figure in found)))
    columns = (
        *(Column("Indicator"), Column("Nu", True)),
        *(Column(variant.title, True) for variant in variants),
    )
    note = (
        "Tussen haakjes het verschil met nu. Bij een verschil waarvan de marge nul bevat staat dat het "
        "toeval kan zijn; de marges zelf staan bij elke vergelijking."
    )
    return Table("naast elkaar", "Wat er verandert, naast elkaar", columns, tuple(rows), note)


def _beside(figure: Figure, indicator: Indicator) -> Cell:
    averaged = indicator.average_over is not None
    then = figure_cell(figure.variant, indicator.unit, averaged=averaged)
    if not figure.change:
        return Cell(f"{then.text} (gelijk)", then.value)
    change = change_cell(figure.change, indicator.unit, averaged=averaged).text
    chance = "; kan toeval zijn" if may_be_chance(figure) else ""
    return Cell(f"{then.text} ({change}{chance})", then.value)


def part_tables(figures: Figures, split: Split, name: str) -> list[Table]:
    """Who notices it in each part of a split, and what then differs; nothing where everybody is in one
    part."""
    parts = figures.parts(split.name)
    if len(parts) < 2:
        return []
    titles = {part: split.names.get(part, part.replace("_", " ")) for part in parts}
    differing = _differences(figures, split, titles, name)
    return [_who_in_parts(figures, split, titles, name), *([differing] if differing else [])]


def _who_in_parts(figures: Figures, split: Split, titles: Mapping[str, str], name: str) -> Table:
    verdicts = {part: figures.verdict(split.name, part) for part in titles}
    touched = [
        (key, label) for key, label in VERDICTS[:-1] if any(one[key] for one in verdicts.values())
    ]
    rows = tuple(
        (
            Cell(title),
            figure_cell(figures.people(split.name, part), "personen"),
            *(figure_cell(verdicts[part][key], "personen") for key, _ in touched),
        )
        for part, title in titles.items()
    )
    columns = (
        *(Column(split.title), Column("Personen", True)),
        *(Column(label, True) for _, label in touched),
    )
    return Table(f"{split.name} {name}", f"Naar {split.title.lower()}", columns, rows, split.note)


def _differences(
    figures: Figures, split: Split, titles: Mapping[str, str], name: str
) -> Table | None:
    mine = _telling(figures, split, [*titles])
    if not mine:
        return None
    found = {
        part: {one.name: figures.part(one, split.name, part) for one in mine} for part in titles
    }
    rows = tuple(
        (Cell(title), *(difference_cell(found[part][one.name], one) for one in mine))
        for part, title in titles.items()
    )
    columns = (Column(split.title), *(Column(titled(one), True) for one in mine))
    note = chance_note(
        (one.title, {title: found[part][one.name] for part, title in titles.items()})
        for one in mine
    )
    title = f"Het verschil naar {split.title.lower()}"
    return Table(f"verschil {split.name} {name}", title, columns, rows, note)


def _telling(figures: Figures, split: Split, parts: list[str]) -> list[Indicator]:
    """The indicators that decide who is better off, as far as they change for any part; where none
    does, those that are said first."""
    questions = figures.questions

    def change(one: Indicator) -> bool:
        return any(figures.part(one, split.name, part).change for part in parts)

    decisive = [
        questions.indicators[one] for balance in questions.balances for one in balance.indicators
    ]
    found = [one for one in decisive if change(one)]
    return found or [one for one in questions.indicators.values() if one.in_short and change(one)]


def rules_table(figures: Figures, base: Rulebook, variant: Variant, name: str) -> Table:
    """By which rules decisions come, go or change, the most persons first."""
    moved = figures.moved()
    order = sorted(moved, key=lambda key: (-moved[key][1].change, key))
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
                _with_margin(persons),
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
        most_first=_MOST_RULES,
    )


def _with_margin(persons: Figure) -> Cell:
    """A number of persons, between which numbers it may lie."""
    cell = figure_cell(persons.change, "personen")
    if persons.spread is None:
        return cell
    low, high = (
        figure_cell(max(Fraction(), end), "personen")
        for end in (persons.spread.low, persons.spread.high)
    )
    return Cell(cell.text, cell.value, (low, high))


def _said_of(rulebook: Rulebook, rule: str, meta: Meta | None) -> str:
    """What a rule is called; of an event that no rule used, that it is."""
    first, _, name = rule.partition(".")
    if first == PAPER and name in rulebook.vocabulary.events:
        return f"{rulebook.vocabulary.events[name].title} past bij geen enkele regel"
    block = rulebook.blocks.get(rule)
    if block is not None:
        return f"niet vast te stellen ({block.title or rule})"
    return (meta.title if meta else None) or rule.replace("_", " ")


def _meta(rulebook: Rulebook, rule: str) -> Meta | None:
    block, _, own = rule.partition(".")
    known = rulebook.blocks.get(block)
    if known is None:
        return None
    piece = known.decisions.get(own) or known.rules.get(own)
    return None if piece is None else piece.meta
