"""The Rete network of durable_rules, used in the one way that has been shown to be safe.

No timers and no threads of its own, one session at a time that is deleted before the next, facts that
are never withdrawn and have numbers of our own, and actions that only write down that they ran.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from typing import Any

from inburgerregels.engine.durable.patterns import Rule, fact
from inburgerregels.engine.durable.subset import MAX_FACTS, unsafe, unsafe_fact
from inburgerregels.engine.reference import EvaluationError
from inburgerregels.model import Problem, ProblemError

__all__ = ["DurableError", "DurableMissingError", "Network"]

_RULES = "besluiten"
_SESSION = "leven"


class DurableMissingError(ProblemError):
    """durable_rules is not installed, or was built for a Python that cannot load it."""

    def __init__(self) -> None:
        message = (
            "durable-rules is niet geïnstalleerd: pip install 'inburgerregels[durable]'"
            " (tot en met Python 3.12, met een C-compiler)"
        )
        super().__init__([Problem("engine", message)])


class DurableError(EvaluationError):
    """durable_rules refused what it was given, or gave no answer."""


class Network:
    """Rules in durable_rules, and the one session that is open."""

    def __init__(self, rules: Mapping[str, Rule]) -> None:
        definitions = {name: rule.definition() for name, rule in rules.items()}
        wrong = unsafe(definitions)
        if wrong:
            raise DurableError(f"buiten het veilige deel van durable_rules: {wrong[0]}")
        self._engine = _engine()
        self._fired: list[str] = []
        self._count = 0
        for name, definition in definitions.items():
            definition["run"] = _writer(self._fired, name)
        self._host = _quiet_host(self._engine)
        self._host.set_rulesets({_RULES: definitions})
        handle = self._host.get_ruleset(_RULES)._handle
        self._begin(0)
        weakref.finalize(self, _free, self._engine, handle).atexit = False

    def begin(self, today: int) -> None:
        """Forget all facts, and begin again with the day of the question."""
        self._host.delete_state(_RULES, _SESSION)
        self._begin(today)

    def _begin(self, today: int) -> None:
        self._count = 0
        # Some rule has to have fired before a session can be deleted.
        if not self.add(fact(0, d=today)):
            raise DurableError("durable_rules begint niet")

    def add(self, new: Mapping[str, int]) -> list[str]:
        """Assert a fact; the names of the rules that fire for it, in any order."""
        wrong = unsafe_fact(new)
        if wrong is None and self._count >= MAX_FACTS:
            wrong = f"meer dan {MAX_FACTS} feiten"
        if wrong is not None:
            raise DurableError(wrong)
        self._fired.clear()
        message = {"sid": _SESSION, "id": f"f{self._count}", **new}
        self._count += 1
        try:
            self._host.assert_fact(_RULES, message)
        except self._engine.MessageNotHandledException:
            return []
        except Exception as error:
            raise DurableError(f"durable_rules: {error}") from error
        return list(self._fired)

    @property
    def full(self) -> bool:
        """Whether the session should end before another question is asked."""
        return self._count > MAX_FACTS // 2


def _engine() -> Any:
    try:
        from durable import engine
    except ImportError as error:
        raise DurableMissingError from error
    return engine


def _quiet_host(engine: Any) -> Any:
    """A host without the timers that would run rules in threads of their own."""

    class QuietHost(engine.Host):  # type: ignore[misc]  # durable_rules has no type hints
        def _run(self) -> None:
            pass

    return QuietHost()


def _writer(fired: list[str], name: str) -> Callable[[Any], None]:
    """An action with one argument: one with two would be taken for one that never ends."""

    def write(_: Any) -> None:
        fired.append(name)

    return write


def _free(engine: Any, handle: Any) -> None:
    """Nothing in the package itself gives the memory of a network back."""
    engine.durable_rules_engine.delete_state(handle, _SESSION)
    engine.durable_rules_engine.delete_ruleset(handle)
