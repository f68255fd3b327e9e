"""``@for_every_life``: a property of random lives, and the smallest life that breaks it.

A broken property is reported with the dossier as it would stand in a file, so that it can be tried
on the command line and become a scenario.

In CI lives come in groups, whose answers are found together in columns; one in twenty, and whatever is
tried to make a life smaller, is answered by the reference executor. That both say the same of the very
lives that are drawn here is a property too: ``test_evaluating_twice_...`` in ``test_answer``.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import attrs
import hypothesis

from inburgerregels import evaluate, load_rulebook
from inburgerregels.engine.columnar import evaluate_columnar
from inburgerregels.explain.changes import event_line, value_text
from inburgerregels.language import Rulebook
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import ABSENT, Dossier, Event, Outcome
from tests.properties.lives import a_doubtful_life, a_life, reference_days
from tests.properties.values import SEEDS, Dice

#: On how many lives a property is tried in CI, and how many of them are answered together.
LIVES = int(os.environ.get("VOORBEELDEN", "2000"))
GROUP = min(500, LIVES)
#: One in so many lives is answered by the reference executor, and so are fewer questions than this together.
ALONE = 20

Maker = Callable[[Dice, Vocabulary], Dossier]
#: One measure left out, or another choice for one reading.
Choice = tuple[str | None, tuple[str, str] | None]

__all__ = ["Case", "Choice", "as_yaml", "bare", "for_every_life", "law"]


@functools.cache
def law(zonder: str | None = None, lezing: tuple[str, str] | None = None) -> Rulebook:
    """The law that comes with the program, without one measure or with one other reading."""
    return load_rulebook(
        zonder=[] if zonder is None else [zonder], lezingen=dict([lezing] if lezing else [])
    )


@attrs.frozen
class Case:
    """A life, the days on which to ask about it, and a seed for whatever else is to be chosen."""

    life: Dossier
    days: tuple[datetime.date, ...]
    seed: int
    #: What made the life: its maker, the seed, and how it was changed; None where that has no name.
    origin: tuple[Hashable, ...] | None = None
    under: Choice = (None, None)

    @property
    def dice(self) -> Dice:
        return Dice(self.seed + 1)

    @property
    def rulebook(self) -> Rulebook:
        return law(*self.under)

    def outcome(self, on: datetime.date) -> Outcome:
        """What the law says of the life on a day; that of a life with an origin is found once."""
        if self.origin is None:
            return evaluate(self.rulebook, self.life, on)
        key = (self.origin, self.under, on)
        if key not in _KNOWN:
            _KNOWN[key] = bare(evaluate(self.rulebook, self.life, on))
        return _KNOWN[key]

    def smaller(self) -> Iterator[Case]:
        """The same case with one day, event or field fewer."""
        for on in self.days if len(self.days) > 1 else ():
            yield attrs.evolve(self, days=tuple(other for other in self.days if other != on))
        events = self.life.events
        for place, event in reversed(list(enumerate(events))):
            others = (*events[:place], *events[place + 1 :])
            yield self.with_events(others)
            for name in event.fields:
                fewer = {n: value for n, value in event.fields.items() if n != name}
                if self._may_lack(event.kind, name):
                    changed = (*events[:place], attrs.evolve(event, fields=fewer), *others[place:])
                    yield self.with_events(changed)

    def with_events(self, events: Sequence[Event], how: Hashable = None) -> Case:
        """The same person, days and seed with other events; ``how`` names what the seed alone decides."""
        named = self.origin is not None and how is not None
        origin = (*(self.origin or ()), how) if named else None
        return attrs.evolve(self, origin=origin, life=attrs.evolve(self.life, events=tuple(events)))

    @staticmethod
    def _may_lack(kind: str, name: str) -> bool:
        declared = law().vocabulary.events[kind].fields[name]
        return declared.optional or declared.default is not ABSENT


#: What is known of lives with an origin, by origin, law and day.
_KNOWN: dict[tuple[Hashable, ...], Outcome] = {}


def bare(outcome: Outcome) -> Outcome:
    """An outcome without its ties to the evaluator that found it, which would keep all its values."""
    besluiten = tuple(attrs.evolve(decision, row=None) for decision in outcome.besluiten)
    return attrs.evolve(outcome, besluiten=besluiten)


def find_together(cases: Iterable[Case]) -> None:
    """The outcomes of these cases on their days, to be known before they are asked one by one."""
    wanted: dict[Choice, dict[tuple[Hashable, ...], tuple[Case, datetime.date]]] = {}
    for case in cases:
        for on in case.days if case.origin is not None and case.seed % ALONE else ():
            key = (case.origin, case.under, on)
            if key not in _KNOWN:
                wanted.setdefault(case.under, {})[key] = (case, on)
    for under, asked in wanted.items():
        if len(asked) >= ALONE:
            lives = [case.life for case, _ in asked.values()]
            days = [on for _, on in asked.values()]
            found = evaluate_columnar(law(*under), lives, days)
            _KNOWN.update(zip(asked, map(bare, found), strict=True))


@functools.cache
def _case(make: Maker, seed: int, days: int) -> Case:
    life = make(Dice(seed), law().vocabulary)
    asked = tuple(reference_days(life, Dice(seed + 2), days))
    return Case(life, asked, seed, origin=(make, seed))


def for_every_life(
    days: int,
    *,
    doubtful: bool = False,
    of: Maker = a_life,
    also: Callable[[Case], Iterable[Case]] = lambda case: (),
) -> Callable[[Callable[[Case], None]], Callable[[], None]]:
    """Turns a check of one case into a test of many lives, each asked about on some days.

    ``also`` gives the cases that a check will make of a case; in CI those are answered together as well.
    A life that a check passes over (``hypothesis.assume``) is no life on which it was tried.
    """
    make = a_doubtful_life if doubtful else of
    in_ci = hypothesis.settings.default is not None and hypothesis.settings.default.derandomize
    number = {"max_examples": -(-LIVES // GROUP)} if in_ci else {}
    size = GROUP if in_ci else 1

    def decorate(check: Callable[[Case], None]) -> Callable[[], None]:
        # A smaller seed is no smaller life: the case itself is made smaller instead.
        @hypothesis.settings(
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate], **number
        )
        @hypothesis.given(seed=SEEDS)
        def test(seed: int) -> None:
            dice = Dice(seed)
            tried = drawn = 0
            while tried < size:
                hypothesis.assume(drawn < 10 * size)
                group = [_case(make, dice.upto(2**32), days) for _ in range(size - tried)]
                drawn += len(group)
                tried += sum(_try(check, group, also))

        if in_ci:
            # The same lives for every property, so that each is drawn and evaluated once.
            test = hypothesis.seed(2_013)(test)
        functools.update_wrapper(test, check, assigned=("__module__", "__name__", "__doc__"))
        del test.__wrapped__
        return test

    return decorate


def _try(
    check: Callable[[Case], None],
    group: Sequence[Case],
    also: Callable[[Case], Iterable[Case]],
) -> Iterator[bool]:
    """Whether a check had something to say of each case of a group; all of them hold."""
    find_together(group)
    changed: list[Case] = []
    for case in group:
        with contextlib.suppress(hypothesis.errors.UnsatisfiedAssumption):
            changed += also(case)
    find_together(changed)
    for case in group:
        try:
            check(case)
        except AssertionError:
            _report(check, case)
        except hypothesis.errors.UnsatisfiedAssumption:
            yield False
        else:
            yield True
    # Of changed lives and other law no other property will ask.
    for case in changed:
        for on in case.days:
            _KNOWN.pop((case.origin, case.under, on), None)


def _report(check: Callable[[Case], None], case: Case) -> None:
    """Raise what the check says of the smallest case that it still fails for."""
    wrong: AssertionError | None = None
    tries = iter([case])
    while (candidate := next(tries, None)) is not None:
        try:
            check(candidate)
        except AssertionError as error:
            case, wrong, tries = candidate, error, candidate.smaller()
        except hypothesis.errors.UnsatisfiedAssumption:
            continue
    assert wrong is not None
    days = ", ".join(map(str, case.days))
    raise AssertionError(
        f"{wrong}\n\nop {days}, zaad {case.seed}:\n{as_yaml(case.life)}"
    ) from wrong


def as_yaml(dossier: Dossier) -> str:
    """The dossier as it would stand in a file."""
    vocabulary = law().vocabulary
    person = [
        f"{name}: {value_text(value, vocabulary.person[name].type, vocabulary)}"
        for name, value in dossier.person.items()
    ]
    lines = [f"persoon: {{{', '.join([f'id: {dossier.id}', *person])}}}", "gebeurtenissen:"]
    events = sorted(dossier.events, key=lambda event: event.day)
    return "\n".join([*lines, *(f"  - {event_line(event, law())}" for event in events)]) + "\n"
