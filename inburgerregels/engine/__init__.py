"""Executing law: the intermediate representation, lowering, and the reference executor."""

from inburgerregels.engine.evaluate import Evaluation, evaluate, evaluate_traced, prepare
from inburgerregels.engine.ir import Program
from inburgerregels.engine.lowering import lower

__all__ = ["Evaluation", "Program", "evaluate", "evaluate_traced", "lower", "prepare"]
