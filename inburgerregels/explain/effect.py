"""What becomes of one decision when something is otherwise: which one it then is, and how it differs.

"This decision" in another answer is a decision of the same kind with the same values in the fields that
order decisions (``volgorde:`` of the outcome). Failing that it is one of the same kind on the same day
that was not in the first answer as another decision.
Where several remain: the equal one, else one by the same rule, else the one nearest in time. A decision
whose ordering fields are all empty (such as a referral to a person) is the same only by the same rule.
"""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import Decision, Outcome

__all__ = ["Difference", "Effect", "effect_on", "same_decision"]


@attrs.frozen
class Difference:
    """A field of a decision that differs; ``field`` as in the answer, ``velden`` without a prefix."""

    field: str
    before: Any
    after: Any


@attrs.frozen
class Effect:
    """``gone``: there is no such decision; ``instead``: decisions that are in the other answer alone."""

    gone: bool
    differences: tuple[Difference, ...] = ()
    instead: tuple[Decision, ...] = ()

    @property
    def none(self) -> bool:
        return not self.gone and not self.differences

    @property
    def shape(self) -> tuple[Any, ...]:
        """What two effects have in common that differ in no more than days."""
        return (
            self.gone,
            tuple((d.field, None if _is_day(d.after) else repr(d.after)) for d in self.differences),
        )


def _is_day(value: Any) -> bool:
    return isinstance(value, datetime.date)


def _place(decision: Decision, order: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(decision.velden.get(name) for name in order)


def _order(vocabulary: Vocabulary) -> tuple[str, ...]:
    return () if vocabulary.outcome is None else vocabulary.outcome.order


def same_decision(
    decision: Decision, own: Outcome, other: Outcome, vocabulary: Vocabulary
) -> Decision | None:
    """The decision of another answer that is this one of its own answer, or None."""
    order = _order(vocabulary)
    alike = [found for found in other.besluiten if found.soort == decision.soort]
    place = _place(decision, order)
    if any(value is not None for value in place):
        found = [one for one in alike if _place(one, order) == place]
        if not found:
            others = [_place(one, order) for one in own.besluiten if one.soort == decision.soort]
            free = [one for one in alike if _place(one, order) not in others]
            found = [one for one in free if one.datum == decision.datum]
    else:
        found = [one for one in alike if one.regel == decision.regel]
    if not found:
        return None

    def distance(one: Decision) -> tuple[Any, ...]:
        differs = bool(_differences(decision, one))
        return (differs, one.regel != decision.regel, abs((one.datum - decision.datum).days))

    return min(found, key=distance)


def effect_on(
    decision: Decision, before: Outcome, after: Outcome, vocabulary: Vocabulary
) -> Effect:
    """How a decision of one answer fares in another."""
    found = same_decision(decision, before, after, vocabulary)
    if found is None:
        return Effect(True, instead=_instead(before, after, vocabulary))
    differences = _differences(decision, found)
    return Effect(False, differences, _instead(before, after, vocabulary) if differences else ())


def _instead(before: Outcome, after: Outcome, vocabulary: Vocabulary) -> tuple[Decision, ...]:
    return tuple(
        decision
        for decision in after.besluiten
        if same_decision(decision, after, before, vocabulary) is None
    )


def _differences(decision: Decision, other: Decision) -> tuple[Difference, ...]:
    names = ("datum", "bedrag_cent", "verwacht", "bestuursorgaan", "vervallen_op")
    pairs = [(name, getattr(decision, name), getattr(other, name)) for name in names]
    fields = dict.fromkeys((*decision.velden, *other.velden))
    pairs += [(name, decision.velden.get(name), other.velden.get(name)) for name in fields]
    pairs.append(("redenen", list(decision.redenen), list(other.redenen)))
    found = (Difference(*pair) for pair in pairs if pair[1] != pair[2])
    unique = {difference.field: difference for difference in found}
    return tuple(unique.values())
