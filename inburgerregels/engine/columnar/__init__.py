"""The columnar executor: everybody at once, in numpy."""

from inburgerregels.engine.columnar.evaluator import ColumnEvaluator
from inburgerregels.engine.columnar.outcomes import evaluate_columnar

__all__ = ["ColumnEvaluator", "evaluate_columnar"]
