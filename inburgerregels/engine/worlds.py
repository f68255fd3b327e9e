"""Facts that are not known: every answer is tried, and what is the same in all is certain.

Only fields with a closed set of answers (choices, yes/no) are tried, and at most :data:`MOST` worlds;
beyond that what depends on them stays undetermined.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from inburgerregels.engine.answerbook import AnswerBook
from inburgerregels.engine.timeline import canonical
from inburgerregels.language import Rulebook
from inburgerregels.language.types import Kind
from inburgerregels.language.vocabulary import FieldDecl
from inburgerregels.model import UNKNOWN, Decision, Dossier, Event, Outcome, date_of

__all__ = ["MOST", "Question", "in_all_worlds", "questions_of", "worlds_of"]

MOST = 64


@attrs.frozen
class Question:
    """An unknown fact: of which event (None: the person), which field, and what it can be."""

    event: int | None
    field: str
    answers: tuple[Any, ...]
    text: str


def questions_of(rulebook: Rulebook, dossier: Dossier) -> list[Question]:
    """Every unknown fact that has a closed set of answers."""
    vocabulary = rulebook.vocabulary
    found = []
    for name, value in sorted(dossier.person.items()):
        answers = _answers(rulebook, vocabulary.person[name]) if value is UNKNOWN else ()
        if answers:
            found.append(Question(None, name, answers, f"{name} van de persoon"))
    for place, event in sorted(enumerate(dossier.events), key=lambda pair: _order(pair[1])):
        kind = vocabulary.events[event.kind]
        for name, value in sorted(event.fields.items()):
            answers = _answers(rulebook, kind.fields[name]) if value is UNKNOWN else ()
            if answers:
                when = date_of(event.day).isoformat()
                text = f"{name} van {kind.title} op {when}"
                found.append(Question(place, name, answers, text))
    return found


def _order(event: Event) -> tuple[Any, ...]:
    """An order of events that the order of the input cannot change."""
    return (event.day, event.kind, canonical(event, tuple(sorted(event.fields))))


def _answers(rulebook: Rulebook, decl: FieldDecl) -> tuple[Any, ...]:
    if decl.type.kind is Kind.BOOL:
        return (False, True)
    if decl.type.kind is Kind.CHOICE:
        return rulebook.vocabulary.choices[decl.type.name or ""].values
    return ()


def worlds_of(dossier: Dossier, questions: list[Question]) -> Iterator[tuple[Any, ...]]:
    """Every combination of answers, or none when there are too many to try."""
    count = 1
    for question in questions:
        count *= len(question.answers)
    if questions and count <= MOST:
        yield from itertools.product(*(question.answers for question in questions))


def with_answers(dossier: Dossier, questions: list[Question], answers: tuple[Any, ...]) -> Dossier:
    """The dossier with these answers filled in."""
    person = dict(dossier.person)
    events = list(dossier.events)
    for question, answer in zip(questions, answers, strict=True):
        if question.event is None:
            person[question.field] = answer
        else:
            event = events[question.event]
            fields = {**event.fields, question.field: answer}
            events[question.event] = attrs.evolve(event, fields=fields)
    return attrs.evolve(dossier, person=person, events=tuple(events))


def in_all_worlds(
    rulebook: Rulebook,
    dossier: Dossier,
    doubtful: Outcome,
    evaluate: Callable[[Dossier], Outcome],
) -> tuple[Outcome, Dossier | None]:
    """The outcome that holds whatever the unknown facts are, and the dossier of a world that has it.

    ``doubtful`` is the outcome with the facts left unknown. Where all worlds agree, theirs is the
    answer (and a dossier that gives it is returned). Where they differ, what they share is certain, and
    the doubtful outcome's referrals to a person stand for the rest.
    """
    questions = questions_of(rulebook, dossier)
    outcomes = {
        answers: evaluate(with_answers(dossier, questions, answers))
        for answers in worlds_of(dossier, questions)
    }
    if not outcomes:
        return doubtful, None
    worlds = list(outcomes.values())
    if all(_same(world, worlds[0]) for world in worlds):
        return worlds[0], with_answers(dossier, questions, next(iter(outcomes)))
    return _shared(rulebook, doubtful, questions, outcomes), None


def _same(one: Outcome, other: Outcome) -> bool:
    return attrs.evolve(one, besluiten=_bare(one)) == attrs.evolve(other, besluiten=_bare(other))


def _bare(outcome: Outcome) -> tuple[Decision, ...]:
    return tuple(attrs.evolve(decision, row=None) for decision in outcome.besluiten)


def _shared(
    rulebook: Rulebook,
    doubtful: Outcome,
    questions: list[Question],
    outcomes: Mapping[tuple[Any, ...], Outcome],
) -> Outcome:
    book = AnswerBook(rulebook)
    worlds = list(outcomes.values())
    known = _bare(doubtful)
    certain = [d for d in _bare(worlds[0]) if all(d in _bare(world) for world in worlds)]
    # A paper that nothing used while facts were unknown may be used in every world.
    unused = [d for world in worlds for d in world.besluiten if book.is_about_a_paper(d)]
    kept = [d for d in doubtful.besluiten if not book.is_about_a_paper(d) or d in unused]
    # One decision may stand otherwise in every world than while the fact was unknown: lapsed, say.
    better = [decision for decision in certain if decision not in known]
    named = rulebook.vocabulary.outcome
    order = named.order if named else ()

    def which(one: Decision) -> tuple[Any, ...]:
        return (one.regel, one.datum, *(one.velden.get(name) for name in order))

    def doubts(one: Decision) -> bool:
        return bool(named and one.velden.get(named.manual_missing))

    again = [which(decision) for decision in better]
    kept = [d for d in kept if doubts(d) or which(d) not in again] + better

    def common(values: list[Any]) -> Any:
        return values[0] if all(value == values[0] for value in values) else None

    return attrs.evolve(
        doubtful,
        regime=common([world.regime for world in worlds]),
        status=common([world.status for world in worlds]),
        termijnen=tuple(
            term for term in worlds[0].termijnen if all(term in w.termijnen for w in worlds)
        ),
        besluiten=book.ordered(kept),
        lening={name: common([w.lening[name] for w in worlds]) for name in doubtful.lening},
        termijnagenda=tuple(
            item
            for item in worlds[0].termijnagenda
            if all(item in world.termijnagenda for world in worlds)
        ),
        hangt_af_van=tuple(_depends(questions, outcomes, certain)),
    )


def _depends(
    questions: list[Question],
    outcomes: Mapping[tuple[Any, ...], Outcome],
    certain: list[Decision],
) -> Iterator[dict[str, Any]]:
    """The questions that change something, with what each answer adds to what is certain."""
    for place, question in enumerate(questions):
        others: dict[tuple[Any, ...], list[Outcome]] = {}
        for answers, outcome in outcomes.items():
            rest = (*answers[:place], *answers[place + 1 :])
            others.setdefault(rest, []).append(outcome)
        if all(_same(group[0], outcome) for group in others.values() for outcome in group):
            continue
        yield {
            "vraag": question.text,
            "antwoorden": [
                {
                    "antwoord": _word(answer),
                    "verschil": _difference(outcomes, place, answer, certain),
                }
                for answer in question.answers
            ],
        }


def _difference(
    outcomes: Mapping[tuple[Any, ...], Outcome],
    place: int,
    answer: Any,
    certain: list[Decision],
) -> list[str]:
    """The decisions, beyond the certain ones, that every world with this answer shares."""
    worlds = [_bare(outcome) for answers, outcome in outcomes.items() if answers[place] == answer]
    shared = [d for d in worlds[0] if all(d in world for world in worlds) and d not in certain]
    return [f"{decision.soort} op {decision.datum.isoformat()}" for decision in shared]


def _word(answer: Any) -> str:
    if isinstance(answer, bool):
        return "ja" if answer else "nee"
    return str(answer)
