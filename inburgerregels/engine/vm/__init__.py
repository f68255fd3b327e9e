"""The compiled interpreter (extra ``snel``): rules as data, one person after another, in machine code."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from inburgerregels.model import Problem, ProblemError

if TYPE_CHECKING:
    from inburgerregels.engine.vm.outcomes import evaluate_vm

__all__ = ["evaluate_vm", "needs_numba"]


def needs_numba() -> None:
    """Raises ``ProblemError`` with what to install, where numba is missing."""
    if importlib.util.find_spec("numba") is None:
        message = "numba is niet geïnstalleerd: pip install 'inburgerregels[snel]'"
        raise ProblemError([Problem("engine", message)])


def __getattr__(name: str) -> object:
    if name == "evaluate_vm":
        needs_numba()
        from inburgerregels.engine.vm.outcomes import evaluate_vm

        return evaluate_vm
    raise AttributeError(name)
