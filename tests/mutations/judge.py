"""Does a scenario notice a mistake in the law? Each is asked only about what it touches."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from inburgerregels.cli.files import meant_to_be_refused, yaml_files
from inburgerregels.dates import HolidayCalendar
from inburgerregels.engine import evaluate, evaluate_traced, prepare
from inburgerregels.engine.reference import Evaluator
from inburgerregels.language import Rulebook, read_blocks, read_dossiers
from inburgerregels.language.loader import RuleFile, assemble, read_files
from inburgerregels.model import Dossier, ProblemError, outcome_to_json
from inburgerregels.report.expectation import differences
from tests.dates.test_vectors import OPERATIONS, vectors
from tests.mutations.carry import carried
from tests.mutations.what import Mutant, Touch

__all__ = ["Judge", "Verdict", "read_expressions_once"]


@attrs.frozen
class Asked:
    """What a scenario asks of the law."""

    proposals: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    readings: tuple[tuple[str, str], ...] = ()
    known_on: datetime.date | None = None

    def of(self, files: Sequence[RuleFile]) -> Rulebook:
        """The law, ready to evaluate. Raises ``ProblemError``."""
        known = self.known_on
        rulebook = assemble(
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
    """Holds the law and the scenarios, each read once."""

    def __init__(self, rules: Path, scenarios: Iterable[Path]) -> None:
        self.files = read_files([rules])
        self.cases: list[Case] = []
        #: scenarios that differ without any mistake in the law: they can notice nothing
        self.broken: list[str] = []
        self._noticed_last: dict[tuple[str, str], Case] = {}
        self._laws: dict[Asked, Rulebook] = {DEFAULT: DEFAULT.of(self.files)}
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
        law = _Mistaken(self._laws, mutant.applied(self.files))
        cases = [
            case for case in self.cases if mutant.touches is None or mutant.touches & case.touched
        ]
        try:
            for case in self._in_order(mutant, cases):
                if case.differs(law.asked(case.asked)):
                    self._noticed_last[mutant.file, mutant.place] = case
                    return Verdict(mutant, case.name, len(cases))
            if mutant.reading is not None:
                law.asked(Asked(readings=(mutant.reading,)))
            calendar = law.asked(DEFAULT).calendar
        except ProblemError:
            return Verdict(mutant, "laden", len(cases))
        if calendar != self._laws[DEFAULT].calendar and _vectors_differ(calendar):
            return Verdict(mutant, "vectors.csv", len(cases))
        return Verdict(mutant, None, len(cases))

    def _in_order(self, mutant: Mutant, cases: list[Case]) -> list[Case]:
        """First who noticed the last mistake in the same place; scenarios of one law together."""
        first = self._noticed_last.get((mutant.file, mutant.place))
        sizes: dict[Asked, int] = {}
        for case in cases:
            sizes[case.asked] = sizes.get(case.asked, 0) + 1
        return sorted(
            cases, key=lambda case: (case is not first, -sizes[case.asked], str(case.asked))
        )


class _Mistaken:
    """The law with one mistake in it, in every reading that is asked for."""

    def __init__(self, correct: Mapping[Asked, Rulebook], files: Sequence[RuleFile]) -> None:
        self._correct = correct
        self._files = files
        self._found: dict[Asked, Rulebook] = {}

    def asked(self, asked: Asked) -> Rulebook:
        """Raises ``ProblemError`` where the mistake is noticed while loading."""
        if asked not in self._found:
            law = None
            if asked != DEFAULT and asked in self._correct:
                default = self._correct[DEFAULT]
                law = carried(default, self.asked(DEFAULT), self._correct[asked])
            self._found[asked] = asked.of(self._files) if law is None else law
        return self._found[asked]


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
    blocks = {block for block, _ in evaluation.evaluator.rows.every_row()}
    return frozenset(touched | {("blok", block) for block in blocks})


def read_expressions_once() -> None:
    """Remember expressions that were read before: most of the law is the same in every mutant."""
    read_blocks.parse = functools.cache(read_blocks.parse)
