"""Random dossiers in the words of a rulebook, on few days, so that much falls together."""

from __future__ import annotations

import attrs

from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import UNKNOWN, Dossier
from tests.properties.values import Dice, day, event_of, fields_of

__all__ = ["ASKED", "some_dossiers"]

#: The ends of months and years, and days beside those on which the law changes.
DAYS = (
    *(day(2015, 8, 31), day(2016, 2, 29), day(2017, 1, 31), day(2017, 6, 30), day(2017, 7, 1)),
    *(day(2018, 3, 31), day(2018, 6, 30), day(2018, 7, 1), day(2018, 12, 31), day(2019, 1, 1)),
    *(day(2019, 6, 15), day(2020, 2, 29), day(2021, 1, 1)),
)
ASKED = (day(2021, 6, 30), day(2019, 6, 15), day(2024, 2, 29), day(2018, 7, 1))


def some_dossiers(dice: Dice, vocabulary: Vocabulary, number: int) -> list[Dossier]:
    """Dossiers from empty to full; in some a fact is unknown or became known later."""
    return [a_dossier(dice, vocabulary, f"p{i}", i == 0) for i in range(number)]


def a_dossier(dice: Dice, vocabulary: Vocabulary, name: str, empty: bool) -> Dossier:
    base = dice.among(DAYS)
    person = fields_of(dice, vocabulary.person, vocabulary, base, {}, 50)
    kinds = tuple(vocabulary.events)
    events = []
    for _ in range(0 if empty else dice.among((0, 1, 2, 4, 6, 9, 14))):
        on = dice.among(DAYS) if dice.chance(50) else base + dice.upto(900)
        event = event_of(vocabulary, dice, dice.among(kinds), on, 50)
        if dice.chance(5):
            event = attrs.evolve(event, known_on=on + dice.upto(2_000))
        events.append(event)
    if dice.chance(12) and events:
        at = dice.upto(len(events) - 1)
        declared = sorted(vocabulary.events[events[at].kind].fields)
        if declared:
            fields = {**events[at].fields, dice.among(declared): UNKNOWN}
            events[at] = attrs.evolve(events[at], fields=fields)
    return Dossier(name, person, tuple(events))
