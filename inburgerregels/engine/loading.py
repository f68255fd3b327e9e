"""Loading the law and dossiers: the entry points for programs and commands."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

from inburgerregels.data import rules_dir
from inburgerregels.engine.evaluate import prepare
from inburgerregels.language import Rulebook, read_dossiers, read_rulebook
from inburgerregels.model import Dossier

__all__ = ["load_dossiers", "load_rulebook"]


def load_rulebook(
    paths: Iterable[Path | str] | Path | str | None = None,
    *,
    voorstellen: Iterable[str] = (),
    zonder: Iterable[str] = (),
    lezingen: Mapping[str, str] | None = None,
    bekend_op: datetime.date | None = None,
    kringen: bool = True,
) -> Rulebook:
    """The law in these files and folders (default: the law this package ships), ready to evaluate.

    ``voorstellen`` are proposals to apply, ``zonder`` measures to leave out, ``lezingen`` readings to
    choose; ``bekend_op`` leaves out law and facts that became known later. Raises
    :class:`inburgerregels.model.ProblemError` with every mistake found. Without ``kringen`` it does not
    look whether definitions rest on themselves, which is a third of the work: for another reading of law
    that was checked. Evaluating such a definition raises an ``EvaluationError``.
    """
    if paths is None:
        paths = [rules_dir()]
    elif isinstance(paths, (str, Path)):
        paths = [paths]
    rulebook = read_rulebook(
        [Path(path) for path in paths],
        voorstellen=voorstellen,
        zonder=zonder,
        lezingen=lezingen,
        bekend_op=None if bekend_op is None else bekend_op.toordinal(),
        kringen=kringen,
    )
    return prepare(rulebook)


def load_dossiers(path: Path | str, rulebook: Rulebook) -> list[Dossier]:
    """The dossiers in a file, checked against the vocabulary of the rulebook.

    Raises :class:`inburgerregels.model.ProblemError` with every mistake found.
    """
    return read_dossiers(path, rulebook)
