"""Does a scenario notice a mistake in the law? Each is asked only about what it touches."""

from __future__ import annotations

import collections
import contextlib
import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

import attrs

from inburgerregels.cli.files import meant_to_be_refused, yaml_files
from inburgerregels.dates import HolidayCalendar
from inburgerregels.engine import evaluate, evaluate_traced, prepare
from inburgerregels.engine.reference import Evaluator
from inburgerregels.language import Definitions, Rulebook, loader, read_blocks, read_dossiers
from inburgerregels.language.loader import RuleFile, read_files
from inburgerregels.language.syntax import parse
from inburgerregels.model import Dossier, ProblemError, outcome_to_json
from inburgerregels.report.expectation import differences
from tests.dates.test_vectors import OPERATIONS, vectors
from tests.mutations.carry import carried
from tests.mutations.patched import Patchable
from tests.mutations.piece import Change, Changes
from tests.mutations.what import Mutant, Touch

__all__ = ["Judge", "Verdict", "read_expressions_once"]


@attrs.frozen
class Asked:
    """What a scenario asks of the law."""

    proposals: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    known_on: datetime.date | None = None

    def of(self, files: Sequence[RuleFile], *, checked: bool = True) -> Rulebook:
        """The law, ready to evaluate. Raises ``ProblemError``.

        Without the checks it takes half the time; what they would refuse may then raise anything.
        """
        known = self.known_on
        with contextlib.ExitStack() as after:
            if not checked:
                after.enter_context(mock.patch.object(loader, "check_law"))
                after.enter_context(mock.patch.object(Definitions, "check"))
            rulebook = loader.assemble(
                list(files),
                voorstellen=self.proposals,
                zonder=self.without,
                lezingen=dict(self.readings),
                bekend_op=None if known is None else known.toordinal(),
            )
            return prepare(rulebook)


#: The law as it comes with the program.
DEFAULT = Asked()


@attrs.frozen
class Case:
    """A scenario with what it expects and what it touches."""

    name: str
    dossier: Dossier
    day: datetime.date
    asked: Asked
    touched: frozenset[Touch] = frozenset()

    def differs(self, rulebook: Rulebook) -> bool:
        """Whether the answer under this law is another than the one expected."""
        assert self.dossier.expectation is not None
        try:
            outcome = evaluate(rulebook, self.dossier, self.day)
        except Exception:
            # A law that breaks the program has been noticed, however it breaks.
            return True
        return bool(differences(self.dossier.expectation, outcome_to_json(outcome)))


@attrs.frozen
class Verdict:
    """``noticed_by`` is the scenario or check that noticed; None for a survivor. ``asked`` is how many
    scenarios touch what was changed."""

    mutant: Mutant
    noticed_by: str | None
    asked: int


class Judge:
    """Holds the law and the scenarios, each read once. ``patching``: without it, every mistake is
    loaded, which is slow and says the same."""

    def __init__(self, rules: Path, scenarios: Iterable[Path], *, patching: bool = True) -> None:
        self.files = read_files([rules])
        self.patching = patching
        self.cases: list[Case] = []
        #: scenarios that differ without any mistake in the law: they can notice nothing
        self.broken: list[str] = []
        #: by place and by file: how often a scenario was the one that noticed
        self._noticed: dict[str, collections.Counter[str]] = {}
        self._laws: dict[Asked, Rulebook] = {DEFAULT: DEFAULT.of(self.files)}
        self._patchable: dict[Asked, Patchable] = {}
        self._changes = Changes(self.files, self._laws[DEFAULT])
        for case in _cases(scenarios, self._laws[DEFAULT]):
            if case.asked not in self._laws:
                self._laws[case.asked] = case.asked.of(self.files)
            if case.differs(self._laws[case.asked]):
                self.broken.append(case.name)
            else:
                touched = _touched(self._laws[case.asked], case)
                self.cases.append(attrs.evolve(case, touched=touched))

    def verdict(self, mutant: Mutant) -> Verdict:
        """Who notices the mistake: a check while loading, the vectors of the calendar, a scenario."""
        change = self._changes.of(mutant) if self.patching else None
        law = _Mistaken(self._laws, mutant.applied(self.files), change, self._patchable)
        cases = [
            case for case in self.cases if mutant.touches is None or mutant.touches & case.touched
        ]
        try:
            # Nothing has been checked yet, so that anything may be wrong with this law.
            calendar = law.asked(DEFAULT).calendar
        except Exception:
            return Verdict(mutant, "laden", len(cases))
        if calendar != self._laws[DEFAULT].calendar and _vectors_differ(calendar):
            return Verdict(mutant, "vectors.csv", len(cases))
        for case in self._in_order(mutant, cases):
            try:
                wrong = law.asked(case.asked)
                noticed = wrong is not self._laws[case.asked] and case.differs(wrong)
            except Exception:
                return Verdict(mutant, "laden", len(cases))
            if noticed:
                for key in (mutant.file, mutant.place):
                    self._noticed.setdefault(key, collections.Counter())[case.name] += 1
                return Verdict(mutant, case.name, len(cases))
        try:
            for asked in _own(mutant):
                asked.of(law.files)
        except ProblemError:
            return Verdict(mutant, "laden", len(cases))
        except Exception as error:
            # A plain error, because not every exception survives the way back from a worker.
            raise RuntimeError(f"{mutant.id}: {type(error).__name__}: {error}") from None
        return Verdict(mutant, None, len(cases))

    def _in_order(self, mutant: Mutant, cases: list[Case]) -> list[Case]:
        """First what noticed most mistakes in the same place and file; scenarios of one law together."""
        here = self._noticed.get(mutant.place, collections.Counter())
        near = self._noticed.get(mutant.file, collections.Counter())
        sizes = collections.Counter(case.asked for case in cases)
        return sorted(
            cases,
            key=lambda case: (
                -here[case.name],
                -sizes[case.asked],
                str(case.asked),
                -near[case.name],
            ),
        )


def _own(mutant: Mutant) -> Iterator[Asked]:
    """The reading that the changed rule belongs to, and the law as it stands."""
    if mutant.reading is not None:
        yield Asked(readings=(mutant.reading,))
    yield DEFAULT


class _Mistaken:
    """The law with one mistake in it, in every reading that is asked for."""

    def __init__(
        self,
        correct: Mapping[Asked, Rulebook],
        files: Sequence[RuleFile],
        change: Change | None,
        patchable: dict[Asked, Patchable],
    ) -> None:
        self._correct = correct
        self.files = files
        self._change = change
        self._patchable = patchable
        self._found: dict[Asked, Rulebook] = {}

    def asked(self, asked: Asked) -> Rulebook:
        """The law without the checks; raises whatever comes of that."""
        if asked not in self._found:
            law = self._patched(asked)
            self._found[asked] = self._loaded(asked) if law is None else law
        return self._found[asked]

    def _patched(self, asked: Asked) -> Rulebook | None:
        """The law with only the mistake lowered again; None where it has to be loaded."""
        if self._change is None:
            return None
        if asked not in self._patchable:
            self._patchable[asked] = Patchable(self._correct[asked])
        return self._patchable[asked].patched(self._change)

    def _loaded(self, asked: Asked) -> Rulebook:
        law = None
        if asked != DEFAULT and asked in self._correct:
            default = self._correct[DEFAULT]
            law = carried(default, self.asked(DEFAULT), self._correct[asked])
        return asked.of(self.files, checked=False) if law is None else law


def _vectors_differ(calendar: HolidayCalendar) -> bool:
    def answer(row: dict[str, str]) -> str:
        return OPERATIONS[row["operation"]](calendar, row["arguments"].split(", "))

    try:
        return any(answer(row) != row["expected"] for row in vectors())
    except ValueError:
        return True


def _cases(scenarios: Iterable[Path], law: Rulebook) -> Iterator[Case]:
    for path in yaml_files(scenarios):
        if meant_to_be_refused(path):
            continue
        for dossier in read_dossiers(path, law):
            if dossier.expectation is None or dossier.reference_date is None:
                continue
            options: Any = dossier.options
            asked = Asked(
                tuple(options.get("voorstel", ())),
                tuple(options.get("zonder", ())),
                tuple(sorted(options.get("lezingen", {}).items())),
                options.get("bekend_op"),
            )
            yield Case(f"{path}: {dossier.id}", dossier, dossier.reference_date, asked)


def _touched(rulebook: Rulebook, case: Case) -> frozenset[Touch]:
    """Every piece of law that was consulted for the answer, also where it did not apply."""
    computed: set[int] = set()
    compute = Evaluator._compute

    def noting(self: Evaluator, index: int, node: Any, row: Any) -> Any:
        computed.add(index)
        return compute(self, index, node, row)

    Evaluator._compute = noting  # type: ignore[method-assign]
    try:
        evaluation = evaluate_traced(rulebook, case.dossier, case.day)
    finally:
        Evaluator._compute = compute  # type: ignore[method-assign]
    kinds = {"rule": "regel", "param": "parameter", "table": "tabel"}
    nodes = [rulebook.program.nodes[index] for index in computed]
    touched = {(kinds[node.op], node.attr) for node in nodes if node.op in kinds}
    # Reasons look at the rules behind a quantity without asking the quantity itself.
    for node in rulebook.program.nodes:
        if node.op in ("define", "collect"):
            touched |= {
                ("waarde", f"{rule}.{node.attr.quantity[1]}")
                for rule, value in zip(node.attr.rules, node.args[1::2], strict=True)
                if value in computed or rulebook.program.nodes[value].op == "const"
            }
    touched |= {("blok", block) for block, _ in evaluation.evaluator.rows.every_row()}
    touched |= {("besluit", decision.regel) for decision in evaluation.outcome.besluiten}
    return frozenset(touched)


def read_expressions_once() -> None:
    """Remember expressions that were read before: most of the law is the same in every mutant."""
    vars(read_blocks)["parse"] = functools.cache(parse)
