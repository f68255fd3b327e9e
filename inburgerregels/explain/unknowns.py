"""What a decision leaves open: facts that are unknown, what was presumed, and doubts about its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from inburgerregels.engine.evaluate import Evaluation
from inburgerregels.engine.rows import EventRow
from inburgerregels.engine.worlds import questions_of
from inburgerregels.explain.changes import Change, Edit, value_text
from inburgerregels.explain.effect import Effect
from inburgerregels.explain.touched import Touched, touched_by
from inburgerregels.explain.trials import Trials
from inburgerregels.language.rulebook import Meta
from inburgerregels.language.types import Kind
from inburgerregels.model import UNKNOWN, Decision, Event

__all__ = ["Doubt", "Open", "Presumed", "Unknown", "open_in"]


@attrs.frozen
class Unknown:
    """A fact that is unknown, and what becomes of the decision with each answer; no answers: there are
    too many to try them all."""

    text: str
    answers: tuple[tuple[str, Effect | None], ...] = ()


@attrs.frozen
class Presumed:
    """A field that the dossier leaves out and the decision used; ``event`` None: of the person."""

    event: Event | None
    field: str
    value: str


@attrs.frozen
class Doubt:
    """A rule that the decision rests on and that is not certain, or leaves a question open."""

    rule: str
    meta: Meta


@attrs.frozen
class Open:
    """``stated``: what the decision itself says of it, by field."""

    unknown: tuple[Unknown, ...] = ()
    stated: tuple[tuple[str, tuple[str, ...]], ...] = ()
    presumed: tuple[Presumed, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def open_in(evaluation: Evaluation, decision: Decision, trials: Trials, most: int) -> Open:
    """What is open about a decision of this evaluation; of unknown facts every answer is tried, as long
    as that takes no more than ``most`` answers."""
    trials.allow(most)
    touched = touched_by(evaluation, decision)
    doubts = [
        Doubt(rule, meta)
        for rule, meta in touched.rules.items()
        if meta.certainty in ("B", "C", "D") or meta.question
    ]
    return Open(
        tuple(_unknown(decision, touched, trials)),
        tuple(_stated(decision, trials)),
        tuple(_presumed(touched, evaluation, trials)),
        tuple(doubts),
    )


def _unknown(decision: Decision, touched: Touched, trials: Trials) -> Iterator[Unknown]:
    rulebook, dossier = trials.rulebook, trials.dossier
    tried: set[tuple[int | None, str]] = set()
    for question in questions_of(rulebook, dossier):
        tried.add((question.event, question.field))
        answers = []
        for answer in question.answers:
            if question.event is None:
                change = Change(person=((question.field, answer),))
            else:
                event = dossier.events[question.event]
                event = attrs.evolve(event, fields={**event.fields, question.field: answer})
                change = Change((Edit(question.event, event),))
            word = "ja" if answer is True else "nee" if answer is False else str(answer)
            answers.append((word, trials.effect(decision, change)))
        if any(effect is None or not effect.none for _, effect in answers):
            yield Unknown(question.text, tuple(answers))
    for name, value in sorted(dossier.person.items()):
        if value is UNKNOWN and (None, name) not in tried and name in touched.person:
            yield Unknown(f"{name} van de persoon")
    kinds = touched.kinds
    for at, event in enumerate(dossier.events):
        for name, value in sorted(event.fields.items()):
            if value is UNKNOWN and (at, name) not in tried and event.kind in kinds:
                yield Unknown(f"{name} van {rulebook.vocabulary.events[event.kind].title}")


def _stated(decision: Decision, trials: Trials) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the decision says in so many words, other than why it was taken."""
    outcome = trials.rulebook.vocabulary.outcome
    reasons = "redenen" if outcome is None else outcome.manual_reasons
    declared = trials.rulebook.vocabulary.decisions[decision.soort].fields
    for name, value in decision.velden.items():
        if (
            name in declared
            and declared[name].type.kind is Kind.TEXTS
            and name != reasons
            and value
        ):
            yield name, tuple(map(str, value))


def _presumed(touched: Touched, evaluation: Evaluation, trials: Trials) -> Iterator[Presumed]:
    vocabulary = trials.rulebook.vocabulary
    for (_, name), row in touched.presumed.items():
        if isinstance(row, EventRow):
            declared = vocabulary.events[row.kind].fields[name]
            value: Any = row.fields[name]
            yield Presumed(row.event, name, value_text(value, declared.type, vocabulary))
        elif name in vocabulary.person:
            declared = vocabulary.person[name]
            value = evaluation.evaluator.timeline.person[name]
            yield Presumed(None, name, value_text(value, declared.type, vocabulary))
