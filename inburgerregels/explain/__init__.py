"""Explaining answers: reasons down to facts and articles, in plain Dutch."""

from inburgerregels.explain.explanation import explain
from inburgerregels.explain.reason import Reason

__all__ = ["Reason", "explain"]
