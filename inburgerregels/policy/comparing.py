"""A population under the law as it is and under other law, and what differs between them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import attrs
import numpy as np

from inburgerregels.batch.schema import Schema
from inburgerregels.batch.store import Block
from inburgerregels.language import Rulebook
from inburgerregels.policy.answer_columns import AnswerColumns, LawOnDay
from inburgerregels.policy.changes import changes_by_part, changes_by_year
from inburgerregels.policy.columns import Values
from inburgerregels.policy.counted import Counted
from inburgerregels.policy.folder import Population
from inburgerregels.policy.kept_tally import tally_once
from inburgerregels.policy.lives import Lives
from inburgerregels.policy.moved_decisions import Moved, moved_decisions
from inburgerregels.policy.population.reliving import Relived, can_be_relived
from inburgerregels.policy.questions import Questions
from inburgerregels.policy.several_laws import Beside, SeveralLaws
from inburgerregels.policy.tally import Sum, Tally, added, added_inside, change_in, tally
from inburgerregels.policy.worked_out import WorkedOut, day_part, with_what_is_kept

__all__ = ["EVERYBODY", "Changed", "Comparison", "Found", "Variant", "Verdict", "compare"]

Array = Any
#: The part that everybody is in.
EVERYBODY = ("", "")


@attrs.frozen
class Variant:
    """Other law, under the name that a reader knows it by; ``option`` asks for it on a command line."""

    name: str
    title: str
    rulebook: Rulebook
    option: str = ""


@attrs.frozen
class Verdict:
    """How many persons are better off, worse off, or both at once."""

    better: int = 0
    worse: int = 0
    mixed: int = 0

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(
            self.better + other.better, self.worse + other.worse, self.mixed + other.mixed
        )


@attrs.frozen(eq=False)
class Changed:
    """Who changed, as numbers in the population, and by how much each is better off: a row per
    balance, a column per person."""

    persons: Array
    gains: Array


@attrs.frozen(eq=False)
class VariantFound:
    """``changes`` by indicator, also by split and part and by year; ``verdicts`` by split and part, and
    of :data:`EVERYBODY`; ``moved`` by way, kind and rule."""

    tally: Tally
    changes: Mapping[str, Sum]
    part_changes: Mapping[tuple[str, str], Mapping[str, Sum]]
    year_changes: Mapping[str, Mapping[int, Sum]]
    verdicts: Mapping[tuple[str, str], Verdict]
    moved: Mapping[tuple[str, str, str], Moved]
    changed: Changed
    #: How many persons have a first term that begins or ends, extensions aside, on another day.
    other_terms: int
    #: How many persons live otherwise: their own events are on other days, or others.
    live_otherwise: int

    def __add__(self, other: VariantFound) -> VariantFound:
        return VariantFound(
            self.tally + other.tally,
            added(self.changes, other.changes, Sum()),
            added_inside(self.part_changes, other.part_changes, Sum()),
            added_inside(self.year_changes, other.year_changes, Sum()),
            added(self.verdicts, other.verdicts, Verdict()),
            added(self.moved, other.moved, Moved()),
            Changed(
                np.concatenate([self.changed.persons, other.changed.persons]),
                np.concatenate([self.changed.gains, other.changed.gains], axis=1),
            ),
            self.other_terms + other.other_terms,
            self.live_otherwise + other.live_otherwise,
        )


@attrs.frozen(eq=False)
class Found:
    """What was found in one population: under the law as it is, and under each variant."""

    lives: Lives
    relived: Relived
    base: Tally
    variants: tuple[VariantFound, ...]

    @property
    def population(self) -> Population:
        return self.lives.population


@attrs.frozen(eq=False)
class Comparison:
    """``found`` has an entry per population, in the order in which they were given."""

    questions: Questions
    day: datetime.date
    base: Rulebook
    variants: tuple[Variant, ...]
    found: tuple[Found, ...]

    @property
    def relived(self) -> bool:
        """Whether all lives were lived again under each law."""
        return all(can_be_relived(found.population) for found in self.found)


def compare(
    populations: Sequence[Population],
    base: Rulebook,
    variants: Sequence[Variant],
    questions: Questions,
    day: datetime.date,
    *,
    workers: int = 2,
) -> Comparison:
    """Everybody under the law as it is and under every variant, on one day.

    Raises ``ProblemError`` for a population that was made with other words than the law has.
    """
    found = []
    for population in populations:
        for variant in variants:
            population.store.check(Schema(variant.rulebook.vocabulary))

        def compared(
            lives: Lives, worked_out: WorkedOut | None, population: Population = population
        ) -> Found:
            laws = [base, *(variant.rulebook for variant in variants)]
            relived = Relived(lives, laws, workers=workers, worked_out=worked_out)
            task = _Task(relived, base, variants, questions, day, worked_out)
            parts = lives.each(task.block, workers)
            rest = []
            for number in range(len(variants)):
                whole = parts[0][1][number]
                for _, others in parts[1:]:
                    whole += others[number]
                rest.append(whole)
            return Found(lives, relived, sum((one for one, _ in parts), Tally()), tuple(rest))

        lives = Lives(population, Schema(base.vocabulary), workers)
        found.append(with_what_is_kept(lives, base, compared))
    return Comparison(questions, day, base, tuple(variants), tuple(found))


class _Task:
    """The comparison of single blocks."""

    def __init__(
        self,
        relived: Relived,
        base: Rulebook,
        variants: Sequence[Variant],
        questions: Questions,
        day: datetime.date,
        worked_out: WorkedOut | None,
    ) -> None:
        self.relived = relived
        self.worked_out = worked_out
        self.questions = questions
        self.laws = SeveralLaws(
            base,
            [variant.rulebook for variant in variants],
            day,
            questions.fields,
            projections=questions.projections,
        )

    def block(self, number: int) -> tuple[Tally, list[VariantFound]]:
        block, others = self.relived.under(number)
        first = self.relived.lives.firsts[number]
        laws = self.laws.about(block, self.worked_out, first)
        everybody = cache(lambda: self._counted(block, laws.answers))
        whole = tally_once(
            self.questions,
            *(day_part(self.laws.base.day), first, first + len(block), self.worked_out),
            lambda: everybody().tally,
        )
        found = []
        for law, beside in zip(self.laws.others, laws.beside(others), strict=True):
            alone = beside.block is not block
            base = self._counted(beside.block, beside.before) if alone else everybody()
            found.append(self._variant(law, base, whole, beside, first))
        return whole, found

    def _counted(self, block: Block, answers: AnswerColumns) -> Counted:
        return Counted(self.laws.base, self.questions, block, answers)

    def _variant(
        self, law: LawOnDay, counted: Counted, whole: Tally, beside: Beside, first: int
    ) -> VariantFound:
        base = counted.measured
        measured = base.beside(law.rulebook, beside.after)
        assert measured.touched is not None
        sums, gains = change_in(self.questions, base, measured)
        outcome = law.rulebook.vocabulary.outcome
        mine, theirs = (
            one.decisions.take(one.decisions["soort"].is_any_of([*measured.touched.kinds]))
            for one in (base.answers, beside.after)
        )
        here = np.flatnonzero(gains.any(axis=0))
        before = counted.tally
        after = tally(self.questions, measured, counted.splits, before)
        return VariantFound(
            whole.with_others(before, after),
            sums,
            changes_by_part(self.questions, base, measured, counted.splits),
            changes_by_year(self.questions, base, measured),
            _verdicts(gains, counted.splits),
            moved_decisions(mine, theirs, outcome.order if outcome else ()),
            Changed(beside.persons[here] + first, gains[:, here]),
            int((_first_terms(base.answers) != _first_terms(beside.after)).sum())
            if measured.touched.terms
            else 0,
            beside.live_otherwise,
        )


def _first_terms(answers: AnswerColumns) -> Array:
    """Per person a number that is another when a first term is."""
    terms = answers.terms
    rows = np.flatnonzero((terms["nummer"].numbers == 1) & terms["einde"].there)
    days = terms["einde"].numbers[rows] - terms["verlengd_dagen"].take(rows).filled(0)
    found = np.zeros(answers.standing.count, np.int64)
    np.add.at(found, terms["persoon"].numbers[rows], days + terms["begin"].numbers[rows])
    return found


def _verdicts(gains: Array, splits: Mapping[str, Values]) -> dict[tuple[str, str], Verdict]:
    up, down = (gains > 0).any(axis=0), (gains < 0).any(axis=0)
    masks = (up & ~down, down & ~up, up & down)
    found = {EVERYBODY: Verdict(*(int(mask.sum()) for mask in masks))}
    for split, values in splits.items():
        words = values.words or ()
        counts = [np.bincount(values.numbers[mask], minlength=len(words)) for mask in masks]
        for place, word in enumerate(words):
            verdict = Verdict(*(int(count[place]) for count in counts))
            if verdict != Verdict():
                found[(split, word)] = verdict
    return found
