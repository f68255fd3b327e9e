"""What a comparison says first: how many are better or worse off, and what becomes of the figures that
matter most."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction

from inburgerregels.explain.dutch import day, sentence
from inburgerregels.language import Rulebook
from inburgerregels.policy.beginning import beginning_of
from inburgerregels.policy.comparing import Variant
from inburgerregels.policy.differences import Figures
from inburgerregels.policy.looked_at import events_looked_at, persons_with
from inburgerregels.policy.questions import Indicator
from inburgerregels.report.comparison_tables import changed_indicators, titled
from inburgerregels.report.margins import may_be_chance
from inburgerregels.report.policy_numbers import (
    change_cell,
    figure_cell,
    share_cell,
    spread_text,
    whole,
)

__all__ = ["in_short", "since_when"]


def in_short(figures: Figures) -> list[str | tuple[str, ...]]:
    """Sentences, and lists of points."""
    verdict, people = figures.verdict("", ""), figures.people("", "")
    touched = people - verdict["same"]
    if not changed_indicators(figures) and not touched:
        return [
            f"Van de {whole(people)} mensen merkt niemand hier iets van: elk cijfer blijft gelijk.",
            *_looked_at(figures),
        ]
    if not touched:
        first = (
            f"Van de {whole(people)} mensen wordt niemand beter of slechter af{_in_what(figures)}."
        )
    else:
        first = (
            f"Van de {whole(people)} mensen {_number_of(verdict['better'])} beter af en "
            f"{whole(verdict['worse']) if verdict['worse'] else 'niemand'} slechter"
        )
        if verdict["mixed"]:
            first += f"; voor {whole(verdict['mixed'])} is iets beter en iets anders slechter"
        first += f". De andere {whole(verdict['same'])} merken er{_in_what(figures)} niets van."
        if len(balances := _by_balance(figures)) > 1:
            first += f" {sentence('; '.join(balances))}."
    said = [
        _point(figures, indicator)
        for indicator in changed_indicators(figures)
        if indicator.in_short
    ]
    if not said:
        return [first]
    return [first, f"Alles bij elkaar, tot en met {day(figures.comparison.day)}:", tuple(said)]


def _point(figures: Figures, indicator: Indicator) -> str:
    """What becomes of an indicator, and how sure that is."""
    figure = figures.whole(indicator)
    unit, averaged = indicator.unit, indicator.average_over is not None
    now, then = (
        figure_cell(value, unit, averaged=averaged).text for value in (figure.base, figure.variant)
    )
    sure = [change_cell(figure.change, unit, averaged=averaged).text]
    if figure.share is not None:
        sure[0] += f", {share_cell(figure.share).text}"
    if figure.spread is not None:
        sure.append(f"marge {spread_text(figure.spread, unit, averaged=averaged)}")
    if may_be_chance(figure):
        sure.append("kan toeval zijn")
    said = f"{titled(indicator)}: van {now} naar {then} ({'; '.join(sure)})"
    parts = [figures.questions.indicators[name] for name in indicator.made_of]
    inside = ", ".join(
        f"{part.title.lower()} {change_cell(change, part.unit).text if change else 'gelijk'}"
        for part in parts
        for change in (figures.whole(part).change,)
    )
    return f"{said}, waarvan {inside}" if inside else said


def _by_balance(figures: Figures) -> list[str]:
    """How many are better and worse off on each balance on which anybody is."""
    said = []
    for place, balance in enumerate(figures.questions.balances):
        better, worse = figures.balance(place)
        numbers = [
            f"{whole(people)} {word}"
            for people, word in ((better, "beter"), (worse, "slechter"))
            if people
        ]
        if numbers:
            said.append(f"in {balance.title.lower()} {' en '.join(numbers)}")
    return said


def _looked_at(figures: Figures) -> list[str | tuple[str, ...]]:
    """Why nobody can have noticed: what the variant looks at, and of how many persons that is there."""
    comparison = figures.comparison
    titles = comparison.base.vocabulary.events
    kinds = events_looked_at(comparison, figures.number)
    if not kinds:
        return ["Dat kan komen doordat in deze levens niet voorkomt waar het over gaat."]
    points = []
    for kind in kinds:
        people = persons_with(comparison, kind)
        said = f"bij {whole(people)} mensen" if people else "bij niemand"
        points.append(f"{titles[kind].title or kind}: {said}")
    return [
        f"Het gaat over deze gebeurtenissen; tot en met {day(comparison.day)} komen zij zo vaak voor:",
        tuple(points),
        "Met een latere --peildatum is er meer gebeurd.",
    ]


def _number_of(people: Fraction) -> str:
    if not people:
        return "is niemand"
    return f"{'is er' if round(people) == 1 else 'zijn er'} {whole(people)}"


def _in_what(figures: Figures) -> str:
    """On which balances nothing changed, as words in a sentence."""
    titles = [balance.title.lower() for balance in figures.questions.balances]
    if not titles:
        return ""
    return " in " + " of ".join(filter(None, (", ".join(titles[:-1]), titles[-1])))


def since_when(base: Rulebook, variant: Variant) -> str:
    """From which day on the other law is reckoned with: who reads how many are worse off must know that it
    may be everybody since the beginning."""
    found = beginning_of(base, variant.rulebook)
    days, listed = found.days, _listed(found.days)
    if found.gone and not (days or found.always):
        return "Gerekend is alsof de maatregel er nooit was."
    if not days and found.named:
        return (
            f"In de voorwaarden staat een dag die mee bepaalt voor wie dit geldt ({_listed(found.named)}); "
            "verder is gerekend alsof het altijd had gegolden."
        )
    if not days:
        return (
            "Gerekend is alsof dit altijd had gegolden, ook voor wie al klaar is: het noemt geen dag waarop "
            "het ingaat."
        )
    if found.always:
        return f"Een deel hiervan gaat in op {listed}; de rest is gerekend alsof het altijd had gegolden."
    return f"Dit gaat in op {listed}; daarvoor blijft de wet zoals zij is."


def _listed(days: Sequence[int]) -> str:
    said = [day(datetime.date.fromordinal(one)) for one in days]
    return " en ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))
