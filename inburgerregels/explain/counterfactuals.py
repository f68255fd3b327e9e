"""What would have avoided or changed a decision: found by asking again, never by guessing.

Other readings and measures left out; facts moved, added, changed or taken away. What is tried follows
from the decision's own proof (:mod:`inburgerregels.explain.touched`). Every line holds as it stands: it
was evaluated, and where it names a boundary the other side of it was evaluated too.
"""

from __future__ import annotations

import itertools
from typing import Any

import attrs

from inburgerregels.engine.evaluate import Evaluation
from inburgerregels.explain.changes import Change
from inburgerregels.explain.fact_search import other_facts
from inburgerregels.explain.found import WAYS, Counterfactual, Edge
from inburgerregels.explain.ground import Ground
from inburgerregels.explain.touched import Touched, touched_by
from inburgerregels.explain.trials import Trials
from inburgerregels.language.rulebook import OVERLAY, READING, Rulebook
from inburgerregels.model import Decision

__all__ = [
    "MOST_LAWS",
    "MOST_SHOWN",
    "MOST_TRIES",
    "Counterfactual",
    "Counterfactuals",
    "Edge",
    "law_name",
    "search",
]

#: Answers computed for one decision, other law loaded for it, and lines shown of what was found.
MOST_TRIES = 400
MOST_LAWS = 10
MOST_SHOWN = 20
#: In what order the ways take turns at being shown: other law is little and weighs much.
_TURNS = ("lezing", "maatregel", *(way for way in WAYS if way not in ("lezing", "maatregel")))


@attrs.frozen
class Counterfactuals:
    """``found``: everything, the most telling first. ``tries``: answers computed. ``complete``: the
    limit was not reached. Of the readings and measures that the decision rests on, ``laws_same`` made
    no difference, ``laws_refused`` could not be loaded and ``laws_left`` were not tried."""

    found: tuple[Counterfactual, ...]
    tries: int
    complete: bool
    laws_same: tuple[str, ...] = ()
    laws_refused: tuple[str, ...] = ()
    laws_left: tuple[str, ...] = ()

    def shown(self, most: int = MOST_SHOWN) -> tuple[Counterfactual, ...]:
        """The most telling, each way in turn, what avoids the decision before what changes it."""
        avoiding = _in_turn([one for one in self.found if one.effect.gone])
        changing = _in_turn([one for one in self.found if not one.effect.gone])
        room = max(most - len(changing), most - 2 * most // 5)
        picked = avoiding[:room]
        return tuple(sorted([*picked, *changing[: most - len(picked)]], key=_rank))


def search(
    evaluation: Evaluation, decision: Decision, trials: Trials, most: int = MOST_TRIES
) -> Counterfactuals:
    """What would have avoided or changed a decision of this evaluation, within ``most`` answers."""
    trials.allow(most)
    touched = touched_by(evaluation, decision)
    changes, left = _laws(touched, trials.rulebook)
    found: list[Counterfactual] = []
    same: list[str] = []
    refused: list[str] = []
    for change in changes:
        effect = trials.effect(decision, change)
        if effect is None:
            refused.append(law_name(change))
        elif effect.none:
            same.append(law_name(change))
        else:
            found.append(
                Counterfactual("maatregel" if change.without else "lezing", change, effect)
            )
    found += other_facts(Ground(decision, touched, trials, evaluation))
    unique: dict[tuple[Any, ...], Counterfactual] = {}
    for one in found:
        unique.setdefault(one.change.key, one)
    ranked = tuple(sorted(unique.values(), key=_rank))
    complete = not trials.stopped
    return Counterfactuals(ranked, trials.count, complete, tuple(same), tuple(refused), left)


def _in_turn(found: list[Counterfactual]) -> list[Counterfactual]:
    """The first of each way, then the second of each; what is about papers alone comes last."""
    picked: list[Counterfactual] = []
    for paper in (False, True):
        queues = [[one for one in found if (one.way, one.paper) == (way, paper)] for way in _TURNS]
        for turn in itertools.zip_longest(*queues):
            picked += [one for one in turn if one is not None]
    return picked


def _rank(found: Counterfactual) -> tuple[Any, ...]:
    way = WAYS.index(found.way)
    telling = (-found.weight * found.size, found.size, repr(found.change.key))
    return (not found.effect.gone, found.paper, way, *telling)


def _laws(touched: Touched, rulebook: Rulebook) -> tuple[list[Change], tuple[str, ...]]:
    """Other law for what the decision rests on: every other reading, every measure left out."""
    changes: list[Change] = []
    at_stake = rulebook.at_stake
    for name in sorted(rulebook.readings):
        if at_stake.get((READING, name), frozenset()) & touched.settled:
            chosen = rulebook.chosen.get(name)
            choices = rulebook.readings[name].choices
            changes += [Change(reading=(name, choice)) for choice in choices if choice != chosen]
    for name in sorted((*rulebook.ref.maatregelen, *rulebook.ref.voorstellen)):
        if rulebook.overlays[name].kind == "maatregel" and (
            at_stake.get((OVERLAY, name), frozenset()) & touched.settled
        ):
            changes.append(Change(without=name))
    changes.sort(key=lambda change: (change.without is None, repr(change.key)))
    return changes[:MOST_LAWS], tuple(law_name(change) for change in changes[MOST_LAWS:])


def law_name(change: Change) -> str:
    """The other law as an option names it: a measure, or ``reading=choice``."""
    return change.without or "=".join(change.reading or ())
