"""Loading the law and dossiers: the entry points for programs and commands."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from inburgerregels.data import rules_dir
from inburgerregels.engine.evaluate import prepare
from inburgerregels.engine.kept import kept_rulebook
from inburgerregels.language import Rulebook, read_dossiers, read_rulebook
from inburgerregels.language.rule_files import rule_files
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
    roots = [Path(path) for path in paths]
    day = None if bekend_op is None else bekend_op.toordinal()
    proposals, without, readings = [*voorstellen], [*zonder], dict(lezingen or {})

    def make() -> Rulebook:
        rulebook = read_rulebook(
            roots,
            voorstellen=proposals,
            zonder=without,
            lezingen=readings,
            bekend_op=day,
            kringen=kringen,
        )
        return prepare(rulebook)

    files = _contents(roots)
    if files is None:
        return make()
    asked = json.dumps([proposals, without, [*readings.items()], day, kringen])
    return kept_rulebook([asked.encode(), *files], make)


def _contents(roots: list[Path]) -> list[bytes] | None:
    """Everything in these files and folders with its name; None when it cannot be read."""
    found = []
    try:
        for root in roots:
            found.append(str(root).encode())
            for path in rule_files(root):
                found += [str(path).encode(), path.read_bytes()]
    except (OSError, ValueError):
        return None
    return found


def load_dossiers(path: Path | str, rulebook: Rulebook) -> list[Dossier]:
    """The dossiers in a file, checked against the vocabulary of the rulebook.

    Raises :class:`inburgerregels.model.ProblemError` with every mistake found.
    """
    return read_dossiers(path, rulebook)
