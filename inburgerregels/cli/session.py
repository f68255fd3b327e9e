"""From files on the command line to questions: the law, the dossiers and the day that is asked."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from pathlib import Path

import attrs

from inburgerregels.cli.options import LawOptions
from inburgerregels.engine import evaluate
from inburgerregels.engine.loading import load_dossiers, load_rulebook
from inburgerregels.language import Rulebook
from inburgerregels.model import Dossier, Outcome, Position, Problem, ProblemError, Problems

__all__ = ["Case", "Rulebooks", "read_cases"]


@attrs.frozen
class Case:
    """One person, the law that is asked and the day on which."""

    dossier: Dossier
    rulebook: Rulebook
    reference_date: datetime.date

    def evaluate(self) -> Outcome:
        return evaluate(self.rulebook, self.dossier, self.reference_date)


class Rulebooks:
    """Rulebooks by what was asked of the law; each is loaded, or refused, once."""

    def __init__(self, law: LawOptions) -> None:
        self._law = law
        self._loaded: dict[LawOptions, Rulebook | ProblemError] = {}

    @property
    def base(self) -> Rulebook:
        """The law as the command line asks it."""
        return self.load(self._law)

    @functools.cached_property
    def without_layers(self) -> Rulebooks | None:
        """The same without the proposals, and with the measures, that the command line names; None where
        it names none."""
        bare = attrs.evolve(self._law, proposals=(), without=())
        return None if bare == self._law else Rulebooks(bare)

    def of(self, dossier: Dossier) -> Rulebook:
        """The law for one dossier: what its file asks, and then what the command line asks."""
        return self.load(_merged(dossier, self._law))

    def other(
        self, dossier: Dossier, *, reading: tuple[str, str] | None, without: str | None
    ) -> Rulebook:
        """The law for one dossier, with one reading chosen otherwise or one measure left out."""
        law = _merged(dossier, self._law)
        if reading is not None:
            readings = {**dict(law.readings), reading[0]: reading[1]}
            law = attrs.evolve(law, readings=tuple(sorted(readings.items())))
        if without is not None:
            law = attrs.evolve(law, without=_each_once((*law.without, without)))
        return self.load(law, checked=True)

    def variants(self) -> Iterable[LawOptions]:
        """What else could be asked: another reading, one proposal, one measure left out."""
        base, asked = self.base, self._law
        for name, reading in base.readings.items():
            for choice in reading.choices:
                if choice != base.chosen.get(name):
                    readings = {**dict(asked.readings), name: choice}
                    yield attrs.evolve(asked, readings=tuple(sorted(readings.items())))
        for name, layer in base.overlays.items():
            if layer.kind == "voorstel" and name not in asked.proposals:
                yield attrs.evolve(asked, proposals=(*asked.proposals, name))
            if layer.kind == "maatregel" and name not in asked.without:
                yield attrs.evolve(asked, without=(*asked.without, name))

    def load(self, law: LawOptions, *, checked: bool = False) -> Rulebook:
        """The law as asked; raises ``ProblemError`` with what is wrong with it.

        ``checked``: a variant of law that is loaded already, not searched for cycles again.
        """
        found = self._loaded.get(law)
        if found is None:
            try:
                found = load_rulebook(
                    law.paths or None,
                    voorstellen=law.proposals,
                    zonder=law.without,
                    lezingen=dict(law.readings),
                    bekend_op=law.known_on,
                    kringen=not checked,
                )
            except ProblemError as error:
                found = error
            self._loaded[law] = found
        if isinstance(found, ProblemError):
            raise found
        return found


def _merged(dossier: Dossier, law: LawOptions) -> LawOptions:
    """The command line wins where both choose one thing; layers are added up."""
    options = dossier.options
    readings = {**options.get("lezingen", {}), **dict(law.readings)}
    return attrs.evolve(
        law,
        proposals=_each_once((*options.get("voorstel", ()), *law.proposals)),
        without=_each_once((*options.get("zonder", ()), *law.without)),
        readings=tuple(sorted(readings.items())),
        known_on=law.known_on or options.get("bekend_op"),
    )


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def read_cases(
    paths: Iterable[Path], rulebooks: Rulebooks, reference_date: datetime.date | None
) -> list[Case]:
    """Every dossier in the files. Raises ``ProblemError`` with what is wrong in any of them."""
    problems = Problems()
    cases = []
    for path in paths:
        try:
            dossiers = load_dossiers(path, rulebooks.base)
        except ProblemError as error:
            problems.extend(error.problems)
            continue
        for dossier in dossiers:
            day = reference_date or dossier.reference_date
            if day is None:
                problems.extend([_without_day(dossier, path)])
                continue
            try:
                cases.append(Case(dossier, rulebooks.of(dossier), day))
            except ProblemError as error:
                problems.extend(error.problems)
    problems.raise_if_any()
    return cases


def _without_day(dossier: Dossier, path: Path) -> Problem:
    return Problem(
        "peildatum",
        f"dossier '{dossier.id}' heeft geen peildatum",
        dossier.position or Position(str(path)),
        hint="geef --peildatum 2019-05-18, of zet `peildatum:` in het bestand",
    )
