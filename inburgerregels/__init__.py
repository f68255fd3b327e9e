"""Rules engine for Dutch civic-integration law: one life in, a reasoned answer out."""

from inburgerregels.engine import evaluate
from inburgerregels.engine.loading import load_dossiers, load_rulebook

__all__ = ["__version__", "evaluate", "load_dossiers", "load_rulebook"]

#: The version of the engine; the law in ``rules/`` carries its own dates.
__version__ = "0.1.0"
