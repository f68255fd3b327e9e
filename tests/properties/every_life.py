"""``@for_every_life``: a property of random lives, and the smallest life that breaks it.

A broken property is reported with the dossier as it would stand in a file, so that it can be tried
on the command line and become a scenario.
"""

from __future__ import annotations

import datetime
import functools
import os
from collections.abc import Callable, Iterator, Sequence

import attrs
import hypothesis

from inburgerregels import evaluate, load_rulebook
from inburgerregels.explain.changes import event_line, value_text
from inburgerregels.language import Rulebook
from inburgerregels.language.vocabulary import Vocabulary
from inburgerregels.model import ABSENT, Dossier, Event, Outcome
from tests.properties.lives import a_doubtful_life, a_life, reference_days
from tests.properties.values import SEEDS, Dice

#: Of how many lives a property is tried in CI.
LIVES = int(os.environ.get("VOORBEELDEN", "2000"))

Maker = Callable[[Dice, Vocabulary], Dossier]

__all__ = ["Case", "as_yaml", "for_every_life", "law"]


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
    #: What drew the life from the seed; None where it was changed afterwards.
    make: Maker | None = None

    @property
    def dice(self) -> Dice:
        return Dice(self.seed + 1)

    def outcome(self, on: datetime.date) -> Outcome:
        """What the law says of the life on a day, computed once for all properties that ask it."""
        if self.make is None:
            return evaluate(law(), self.life, on)
        return _outcome(self.make, self.seed, on)

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

    def with_events(self, events: Sequence[Event]) -> Case:
        """The same person, days and seed with other events."""
        return attrs.evolve(self, make=None, life=attrs.evolve(self.life, events=tuple(events)))

    @staticmethod
    def _may_lack(kind: str, name: str) -> bool:
        declared = law().vocabulary.events[kind].fields[name]
        return declared.optional or declared.default is not ABSENT


@functools.cache
def _life(make: Maker, seed: int) -> Dossier:
    return make(Dice(seed), law().vocabulary)


@functools.cache
def _outcome(make: Maker, seed: int, on: datetime.date) -> Outcome:
    return evaluate(law(), _life(make, seed), on)


def for_every_life(
    days: int, *, doubtful: bool = False, of: Maker = a_life, every: int = 1
) -> Callable[[Callable[[Case], None]], Callable[[], None]]:
    """Turns a check of one case into a test of many lives, each asked about on some days.

    In CI of ``LIVES`` lives, or of one in ``every`` of those: of a check that evaluates more than it
    can share with others.
    """
    make = a_doubtful_life if doubtful else of
    in_ci = hypothesis.settings.default is not None and hypothesis.settings.default.derandomize
    number = {"max_examples": LIVES // every} if in_ci else {}

    def decorate(check: Callable[[Case], None]) -> Callable[[], None]:
        # A smaller seed is no smaller life: the case itself is made smaller instead.
        @hypothesis.settings(
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate], **number
        )
        @hypothesis.given(seed=SEEDS)
        def test(seed: int) -> None:
            life = _life(make, seed)
            case = Case(life, tuple(reference_days(life, Dice(seed + 2), days)), seed, make)
            try:
                check(case)
            except AssertionError:
                _report(check, case)

        if in_ci:
            # The same lives for every property, so that each is drawn and evaluated once.
            test = hypothesis.seed(2_013)(test)
        functools.update_wrapper(test, check, assigned=("__module__", "__name__", "__doc__"))
        del test.__wrapped__
        return test

    return decorate


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
